"""Whether every quantity that a sentence states stands in what it cites, and is told of the same thing there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from answering.checking.changes import turned_change
from answering.checking.placing import Placing
from answering.checking.quantities.atoms import cut
from answering.checking.quantities.bounds import agrees
from answering.checking.quantities.calendars import roman
from answering.checking.quantities.digits import holds_literal
from answering.checking.quantities.enumerations import counts_its_own, listed_after
from answering.checking.quantities.measures import SPANS
from answering.checking.quantities.quantity import Kind, Quantity, is_rounded, is_same
from answering.checking.quantities.reading import quantities_of
from answering.checking.readings import Reading
from answering.checking.table_rows import as_labelled
from answering.checking.types import Ground
from answering.matching import Matcher, both_stems
from vectorstore.words import STOP_WORDS

_SOLE_WORDS = frozenset("only sole single lone one solo sola unico unica unicos unicas uno".split())
_BOTH_WORDS = frozenset("both ambos ambas".split())
_FIRST_WORDS = frozenset("initial initially inicial iniciales early earliest original inaugural frontline".split())
_MOST_LISTED = 20
_LIST_JOINTS = frozenset({"and", "y", "e", ",", "&", "or", "o"})


def wrong_number(said: Reading, grounds: Sequence[Ground]) -> str:
    """Return the first quantity of ``said`` that does not stand in ``grounds`` as it is told, ``""`` where all do.

    It stands there in the same kind (a plain 30 is no 30 %), magnitude, currency and unit, and is bounded as it is in
    the source (*at most* is not *at least*; a bound may be dropped, not added). A small number that counts what the
    sentence itself goes on to list needs no ground.
    """
    stated = quantities_of(said.text, said.language)
    held = _Held(said, grounds)
    for quantity in stated:
        if not (held.has(quantity, stated) or (counts_its_own(said, quantity) and not held.counts_otherwise(quantity))):
            return said.text[quantity.start : quantity.end]
    return ""


def misplaced_number(said: Reading, support: Sequence[Ground], grounds: Sequence[Ground], matcher: Matcher) -> str:
    """Return the first quantity of ``said`` that ``grounds`` tell of something else, ``""`` where none is.

    It is told there of another noun, name, year or row, or another number of the grounds fits the words around it
    clearly better. The edition in the sentence's own language decides where it has the number at all. ``support`` are
    the grounds on which the sentence stands: of places that fit alike, one of theirs counts.
    """
    stated = [
        quantity
        for quantity in quantities_of(said.text, said.language)
        if quantity.kind not in (Kind.LITERAL, Kind.ONE, Kind.SOLE) and not counts_its_own(said, quantity)
    ]
    if not stated:
        return ""
    return turned_change(said, stated) or Placing(said, support, grounds, matcher, find=standing).misplaced(stated)


def standing(quantity: Quantity, ground: Ground, reading: Reading) -> list[Quantity]:
    """Return what ``quantity`` may tell of in ``reading``, a ground's unit or what that stands under."""
    return [
        held
        for held in quantities_of(reading.text, reading.language)
        if any(
            _is_told(quantity, each, ground, reading)
            for each in (held, *(as_labelled(held, ground) if reading is ground.unit else ()))
        )
    ]


def _is_told(said: Quantity, held: Quantity, ground: Ground, reading: Reading) -> bool:
    if not is_same(said, held) or not (agrees(said.bound, held.held_bound) or is_rounded(said, held)):
        return False
    if said.currency and said.currency != held.currency:
        return False
    if held.unit in SPANS and not said.unit and said.partner is None and _is_noun(said.noun):
        return False  # *five children* of *between five and 16 years*
    is_converted = bool(said.unit and held.unit) and said.value != held.value  # *three days* of *72 hours*
    if said.unit and said.unit != held.unit and (held.unit or _is_noun(held.noun)) and not is_converted:
        return False
    if said.date is not None and said.date.year is not None and held.date is not None and held.date.year is None:
        return any(_has_year(each, said.date.year) for each in (reading, ground.unit, ground.above, *ground.before))
    return True


def _is_noun(word: str) -> bool:
    return len(word) > 3 and word not in STOP_WORDS


def _has_year(reading: Reading, year: int) -> bool:
    return any(
        (held.kind is Kind.YEAR and held.value == year) or (held.date is not None and held.date.year == year)
        for held in quantities_of(reading.text, reading.language)
    )


class _Held:
    """What the grounds hold, looked up for one quantity after the other."""

    def __init__(self, said: Reading, grounds: Sequence[Ground]) -> None:
        self._said, self._grounds = said, grounds

    def has(self, quantity: Quantity, stated: Sequence[Quantity]) -> bool:
        """Return whether ``quantity`` stands in a ground, with the other end of its range and the day of its date."""
        match quantity.kind:
            case Kind.LITERAL:
                return self._has_literal(self._said.text[quantity.start : quantity.end])
            case Kind.ONE:
                return not self.counts_otherwise(quantity)
            case Kind.SOLE if self._has_word(_SOLE_WORDS):
                return True
            case Kind.ORDINAL if self._has_rank(quantity):
                return True
            case Kind.COUNT if self._has_ordinal(quantity):
                return True
            case Kind.COUNT if quantity.value == 2 and self._has_word(_BOTH_WORDS):
                return True
            case Kind.COUNT if self._lists_as_many(quantity):
                return True
        return any(
            self._goes_with(quantity, held, reading, ground, stated)
            for ground, reading in self._readings()
            for held in standing(quantity, ground, reading)
        )

    def counts_otherwise(self, quantity: Quantity) -> bool:
        """Return whether the grounds count the same noun, and never as many of it."""
        noun = both_stems(quantity.noun) if quantity.noun else frozenset()
        kinds = (Kind.COUNT, Kind.ONE, Kind.SOLE) if quantity.kind is Kind.ONE else (Kind.COUNT,)
        counted = [
            held.value
            for ground, reading in self._readings()
            for held in quantities_of(reading.text, reading.language)
            if held.kind in kinds and held.noun and both_stems(held.noun) & noun
        ]
        return bool(counted) and quantity.value not in counted

    def _readings(self) -> Iterator[tuple[Ground, Reading]]:
        for ground in self._grounds:
            yield ground, ground.unit
            yield ground, ground.above

    def _goes_with(
        self, said: Quantity, held: Quantity, reading: Reading, ground: Ground, stated: Sequence[Quantity]
    ) -> bool:
        """Return whether what belongs to a quantity in the sentence belongs to it in this ground as well."""
        if said.partner is not None and not _is_range(said, held, reading):
            return False
        if said.kind is not Kind.WEEKDAY:
            return True
        days = [other for other in stated if other.kind is Kind.DATE and 0 <= other.first - said.stop <= 2]
        return all(standing(day, ground, each) for day in days for each in (reading,))

    def _has_word(self, words: frozenset[str]) -> bool:
        return any(atom.word in words for _, reading in self._readings() for atom in cut(reading.text))

    def _has_rank(self, quantity: Quantity) -> bool:
        """Return whether the grounds have the rank as a Roman numeral, or number what it stands before: *phase 3*."""
        if quantity.value == 1 and self._has_word(_FIRST_WORDS):
            return True
        noun = both_stems(quantity.noun) if quantity.noun else frozenset()
        for _, reading in self._readings():
            atoms, is_foreign = cut(reading.text), reading.language != self._said.language
            for before, atom in pairwise(atoms):
                rank = atom.value or (Fraction(roman(atom.surface)) if before.is_word else Fraction(0))
                is_named = noun & both_stems(before.word) or (is_foreign and before.surface[0].isupper())
                if rank == quantity.value and before.is_word and (is_named or (not atom.is_number and rank > 1)):
                    return True
        return False

    def _has_ordinal(self, quantity: Quantity) -> bool:
        """Return whether the grounds have the number after a noun as its ordinal: *phase 2* of *second phase*."""
        before = cut(self._said.text)[quantity.first - 1] if quantity.first else None
        if before is None or not before.is_word or before.word in STOP_WORDS:
            return False
        noun = both_stems(before.word)
        return any(
            held.kind is Kind.ORDINAL
            and held.value == quantity.value
            and (noun & both_stems(held.noun) or reading.language != self._said.language)
            for _, reading in self._readings()
            for held in quantities_of(reading.text, reading.language)
        )

    def _lists_as_many(self, quantity: Quantity) -> bool:
        """Return whether a ground names what is counted and then lists as many: *the forms are A, B, C and D*."""
        if not 2 <= quantity.value <= _MOST_LISTED or quantity.unit or quantity.noun in STOP_WORDS or not quantity.noun:
            return False
        noun = both_stems(quantity.noun)
        return any(
            listed_after(ground.unit, token.end) == quantity.value
            for ground in self._grounds
            for token in ground.unit.tokens
            if both_stems(token.word) & noun
        )

    def _has_literal(self, digits: str) -> bool:
        return any(holds_literal(reading.text, digits) for _, reading in self._readings())


def _is_range(said: Quantity, held: Quantity, reading: Reading) -> bool:
    """Return whether both ends of a range stand in ``reading``, and are no mere list of years there."""
    if held.partner is not None:
        return held.opens_range == said.opens_range and (held.partner == said.partner or said.kind is Kind.DATE)
    if said.kind is Kind.DATE:
        return True
    if said.kind is Kind.YEAR and said.partner is not None and said.opens_range == (said.value > said.partner):
        return False
    others = [
        other
        for other in quantities_of(reading.text, reading.language)
        if (other.date.year if other.date is not None else other.value) == said.partner
    ]
    if said.kind is not Kind.YEAR:
        return bool(others)
    atoms = cut(reading.text)
    return any(
        not all(atom.word in _LIST_JOINTS for atom in atoms[min(held.stop, other.stop) : max(held.first, other.first)])
        for other in others
    )
