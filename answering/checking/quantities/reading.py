"""The quantities that a text states, in words or in digits, in either language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from answering.checking.quantities.amounts import article, half, measured
from answering.checking.quantities.atoms import Atom, cut
from answering.checking.quantities.bounds import Bound, bound_in_time, bound_of, is_origin
from answering.checking.quantities.calendars import dates, weekday
from answering.checking.quantities.clocks import clock
from answering.checking.quantities.digits import literal, mark_end, name_end, signed_ordinal
from answering.checking.quantities.eras import eras
from answering.checking.quantities.measures import SPANS, currency_after
from answering.checking.quantities.number_words import ordinal, spoken
from answering.checking.quantities.portions import counted_one, multiple, part, sole, vague
from answering.checking.quantities.quantity import IN_TIME, Kind, Quantity
from answering.checking.quantities.ranges import with_ranges

_SET_AFTER = frozenset("hand aid line linea responders responder party class".split())
_UNBOUNDED = frozenset({Kind.ORDINAL, Kind.SOLE, Kind.ONE, Kind.LITERAL})
_BETWEEN_NOUN = frozenset("de of - ‐ the los las".split())
_ADVERB_AFTER = frozenset("at was were is are and que se y fue lo".split())


@lru_cache(maxsize=4_096)
def quantities_of(text: str, language: str) -> tuple[Quantity, ...]:
    """Return the quantities of ``text`` in their order; numbers within a name (*I-24/7*, *B2*) are none.

    >>> [str(quantity.value) for quantity in quantities_of("Unos 27,6 millones, el treinta por ciento", "es")]
    ['27600000', '30']
    """
    return with_ranges(_Reader(text, language).read(), cut(text))


class _Reader:
    """Reads one text from its first atom to its last."""

    def __init__(self, text: str, language: str) -> None:
        self._text, self._language = text, language
        self._atoms = cut(text)
        self._dates = {first: (date, stop) for date, first, stop in dates(self._atoms, language)}

    def read(self) -> list[Quantity]:
        found: list[Quantity] = []
        place = 0
        while place < len(self._atoms):
            skipped = self._skipped(place)
            here = [] if skipped else self._at(place)
            found.extend(self._finished(quantity) for quantity in here)
            place = skipped or max((quantity.stop for quantity in here), default=place + 1)
        return found

    def _skipped(self, place: int) -> int:
        """Return where to go on after digits that are no quantity, 0 where they are one."""
        if not self._atoms[place].is_number or place in self._dates:
            return 0
        return name_end(self._atoms, place) or mark_end(self._text, self._atoms, place)

    def _at(self, place: int) -> list[Quantity]:
        """Return what is told from ``place`` on; the last one's ``stop`` is where to go on."""
        atoms, language = self._atoms, self._language
        if place in self._dates:
            date, stop = self._dates[place]
            return [Quantity(Kind.DATE, date.rank, place, stop, date=date)]
        if (day := weekday(atoms, place)) is not None:
            return [Quantity(Kind.WEEKDAY, Fraction(day), place, place + 1)]
        if read := clock(atoms, place, language):
            time, stop = read
            return [Quantity(Kind.CLOCK, Fraction(time.minutes), place, stop, is_sure=time.is_sure)]
        if found := eras(atoms, place, language):
            return found
        told = (
            sole(atoms, place)
            or self._number(place)
            or self._ordinal(place)
            or part(atoms, place, None, place, language)
            or vague(atoms, place, language)
            or multiple(atoms, place, None, place)
            or counted_one(atoms, place, language)
        )
        return [told] if told else []

    def _number(self, place: int) -> Quantity | None:
        """Return the number told from ``place`` on, with all that makes it a count, a share or a year."""
        atoms, language = self._atoms, self._language
        if atoms[place].is_number:
            value, stop = atoms[place].value or Fraction(0), place + 1
            if told := signed_ordinal(atoms, place):
                return told
        elif told := half(atoms, place, language):
            return told
        else:
            read = spoken(atoms, place, language) or article(atoms, place)
            if read is None:
                return None
            value, stop = read
        share = part(atoms, place, value, stop, language)
        told = share or (literal(self._text, atoms, place) if atoms[place].is_number else None)
        return told or measured(atoms, place, value, stop, language)

    def _ordinal(self, place: int) -> Quantity | None:
        """Return the ordinal in words at ``place``; *first* and *second* as adverbs and in set words are none."""
        atoms = self._atoms
        read = ordinal(atoms, place)
        if read is None:
            return None
        value, stop = read
        if (counted := part(atoms, place, None, place, self._language)) is not None:
            return counted
        after = atoms[stop].word if stop < len(atoms) else "."
        beyond = atoms[stop + 1].word if stop + 1 < len(atoms) else ""
        before = atoms[place - 1].word if place else ""
        opens = not place or not atoms[place - 1].is_word
        if after in _SET_AFTER or (after in "-‐" and beyond in _SET_AFTER) or (after in (",", ":") and opens):
            return None
        if value == 1 and (after in (",", ".", ";", ":", "to") or _is_adverb(place, before, after)):
            return None
        if atoms[place].word in ("second", "segundo") and before in ("a", "per", "por", "each", "every", "un"):
            return None if after in (",", ".", "de", "of", "and", "y") else Quantity(Kind.ORDINAL, value, place, stop)
        return Quantity(Kind.ORDINAL, value, place, stop)

    def _finished(self, quantity: Quantity) -> Quantity:
        """Return a quantity with its bound, its characters and the word after it."""
        atoms, first, stop = self._atoms, quantity.first, quantity.stop
        bound = Bound.NONE
        if quantity.kind in IN_TIME:
            bound = bound_in_time(atoms, first)
        elif quantity.kind not in _UNBOUNDED:
            bound = bound_of(atoms, first, stop, is_span=quantity.unit in SPANS)
        return replace(
            quantity,
            bound=bound,
            start=atoms[first].start,
            end=atoms[stop - 1].end,
            currency=quantity.currency or (currency_after(atoms, stop) if quantity.kind is Kind.VAGUE else ""),
            noun=_word_after(atoms, stop),
            is_origin=is_origin(atoms, first),
        )


def _is_adverb(place: int, before: str, after: str) -> bool:
    if before in ("at", "en", "de", "the") and after in ("lugar", "place", "instance", "instancia", "mano"):
        return True
    return before in _ADVERB_AFTER or (not place and after != "of")


def _word_after(atoms: Sequence[Atom], place: int) -> str:
    while place < len(atoms) and atoms[place].word in _BETWEEN_NOUN:
        place += 1
    return atoms[place].word if place < len(atoms) and atoms[place].is_word else ""
