"""Whose number it is: the names before a number in a sentence, and those in the place where the source tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answering.checking.quantities.quantity import Quantity
from answering.checking.quantities.reading import quantities_of
from answering.checking.readings import Reading
from answering.checking.types import Ground
from answering.concepts import Lexicon
from vectorstore.words import STOP_WORDS

_LINKS = frozenset("of de del la las los el the for para on in contra against to por sobre".split())
_BREAKS = re.compile(r"[,;:.()—–?!\n]|\b(?:and|y|e|while|whereas|mientras|but|pero)\b", re.IGNORECASE)
_LAST_HEADING = re.compile(r"[›\n]")
_MOST_LINKS = 3


@dataclass(frozen=True, slots=True)
class _Name:
    """A name: the folded words of it, its known canonical form, and where it stands by character.

    ``is_opening`` marks a lone word that a sentence begins with: its capital says nothing.
    """

    words: tuple[str, ...]
    canonical: str
    start: int
    end: int
    is_opening: bool = False


class Owners:
    """The names of a sentence, and which grounds speak of them."""

    def __init__(self, said: Reading, grounds: Sequence[Ground]) -> None:
        self._said, self._grounds = said, grounds
        self._looked_up: dict[tuple[int, _Name], bool] = {}
        self._subjects: dict[int, list[int]] = {}
        self._headings: dict[_Name, frozenset[str]] = {}
        names = (name for name in _names(said) if not name.is_opening or self._is_named(name))
        self._names = [self._as_known(name) for name in names]
        self._breaks = self._segment_breaks()

    def fits(self, quantity: Quantity, ground: Ground, at: int) -> bool:
        """Return whether ``ground`` speaks of those whose number the sentence says it is.

        ``at`` is where its unit tells the number. Only names that some ground has count: one that none has is no reason
        here.
        """
        before, beside = self._governing(quantity)
        if any(self._heads_another(name, ground) and not self._has(ground, name, at) for name in before):
            return False
        if before:
            if not self._is_known(before[-1]) or self._has(ground, before[-1], at):
                return True
            earlier = [name for name in self._names if name.end <= quantity.start]
            return any(self._stands_in(ground.above, name) for name in earlier[:-1])
        known = [name for name in beside if self._is_known(name)]
        return not known or any(self._has(ground, name, at) or self._goes_on(ground, name) for name in known)

    def are_named(self, ground: Ground) -> bool:
        """Return whether ``ground`` speaks of a name in the sentence."""
        return any(self._stands_in(ground.unit, name) or self._stands_in(ground.above, name) for name in self._names)

    def _governing(self, quantity: Quantity) -> tuple[list[_Name], list[_Name]]:
        """Return the names before a number in its part of the sentence; else those after it, or of an earlier part."""
        first, end = self._segment(quantity.start)
        inside = [name for name in self._names if first <= name.start < end]
        before = [name for name in inside if name.end <= quantity.start]
        if before:
            return before, []
        earlier = [name for name in self._names if name.end <= first]
        if earlier:
            start, stop = self._segment(earlier[-1].start)
            return [], [*earlier[:1], *(name for name in earlier if start <= name.start < stop), *inside]
        return [], inside or [name for name in self._names if name.start >= end]

    def _is_named(self, name: _Name) -> bool:
        """Return whether the grounds write a word in capitals where that says something."""
        return any(
            token.word == name.words[0] and token.surface[:1].isupper() and not token.opens
            for ground in self._grounds
            for reading in (ground.unit, ground.above)
            for token in reading.tokens
        )

    def _as_known(self, name: _Name) -> _Name:
        """Return a name that no ground has whole by the one word of it that some has: *Operación Akoma* by *Akoma*."""
        if len(name.words) < 2 or self._is_known(name):
            return name
        single = [_Name((word,), "", name.start, name.end) for word in name.words if word not in STOP_WORDS]
        return next((each for each in reversed(single) if self._is_known(each)), name)

    def _segment_breaks(self) -> list[int]:
        inside = [(name.start, name.end) for name in self._names]
        return [
            match.start()
            for match in _BREAKS.finditer(self._said.text)
            if not any(start <= match.start() < end for start, end in inside) and not self._is_in_number(match.start())
        ]

    def _is_in_number(self, place: int) -> bool:
        text = self._said.text
        return 0 < place < len(text) - 1 and text[place - 1].isdigit() and text[place + 1].isdigit()

    def _segment(self, place: int) -> tuple[int, int]:
        first = max((at for at in self._breaks if at < place), default=0)
        end = min((at for at in self._breaks if at >= place), default=len(self._said.text))
        return first, end

    def _is_known(self, name: _Name) -> bool:
        return any(
            self._stands_in(ground.unit, name) or self._stands_in(ground.above, name) for ground in self._grounds
        )

    def _has(self, ground: Ground, name: _Name, at: int) -> bool:
        """Return whether a ground speaks of a name; what it says of *it* may be of a name in the units before."""
        if self._stands_in(ground.unit, name) or self._stands_in(ground.above, name):
            return True
        unit = ground.unit
        if id(unit) not in self._subjects:
            self._subjects[id(unit)] = [other.end for other in _names(unit) if not other.is_opening]
        has_subject = any(end <= at for end in self._subjects[id(unit)])
        is_meant = not has_subject or self._is_meant(unit, name)
        return is_meant and any(self._stands_in(each, name) for each in ground.before)

    @staticmethod
    def _is_meant(unit: Reading, name: _Name) -> bool:
        """Return whether a unit calls a name by a common word of it: *the accord* for the *Algiers Accord*."""
        common = {token.word for token in unit.tokens if token.surface[:1].islower()} - STOP_WORDS
        return len(name.words) > 1 and bool(common.intersection(name.words))

    def _goes_on(self, ground: Ground, name: _Name) -> bool:
        """Return whether a sentence of the source goes on what those before it say of a name."""
        return ground.source.kind == "sentence" and any(self._stands_in(each, name) for each in ground.before)

    def _stands_in(self, reading: Reading, name: _Name) -> bool:
        key = (id(reading), name)
        if key not in self._looked_up:
            self._looked_up[key] = _in_reading(reading, name)
        return self._looked_up[key]

    def _heads_another(self, name: _Name, ground: Ground) -> bool:
        """Return whether another ground stands under a heading that is this name."""
        own = _last_heading(ground.above.text)
        return any(heading != own for heading in self._headings_named(name))

    def _headings_named(self, name: _Name) -> frozenset[str]:
        if name not in self._headings:
            self._headings[name] = frozenset(
                _last_heading(ground.above.text) for ground in self._grounds if _is_heading(ground.above, name)
            )
        return self._headings[name]


def _names(reading: Reading) -> Iterator[_Name]:
    """Yield the names of a text: known ones in capitals, and runs of words in capitals with small ones between."""
    known = {span.first: span for span in reading.names if span.canonical not in Lexicon.load().phrases}
    phrases = {
        place
        for span in reading.names
        if span.canonical in Lexicon.load().phrases
        for place in range(span.first, span.end)
    }
    counted = [(quantity.start, quantity.end) for quantity in quantities_of(reading.text, reading.language)]
    tokens, place = reading.tokens, 0
    while place < len(tokens):
        span = known.get(place)
        if span is not None and any(token.surface[:1].isupper() for token in tokens[span.first : span.end]):
            end, canonical = max(_run_end(reading, span.end - 1), span.end), span.canonical
        else:
            end, canonical = _run_end(reading, place), ""
        is_date = any(first <= tokens[place].start < stop for first, stop in counted)
        if end > place and not is_date and place not in phrases:
            chosen = tokens[place:end]
            is_opening = len(chosen) == 1 and chosen[0].opens and not canonical
            yield _Name(tuple(token.word for token in chosen), canonical, chosen[0].start, chosen[-1].end, is_opening)
        place = max(end, place + 1)


def _run_end(reading: Reading, place: int) -> int:
    """Return where a run of capitals that begins at ``place`` ends; ``place`` where none does."""
    tokens = reading.tokens
    if not _is_capital(reading, place) or (tokens[place].opens and tokens[place].word in STOP_WORDS):
        return place
    end = place + 1
    while True:
        at = end
        while at < len(tokens) and tokens[at].word in _LINKS and reading.between(at - 1, at).strip() == "":
            at += 1
        is_on = at < len(tokens) and _is_capital(reading, at) and reading.between(at - 1, at).strip() in ("", "-", "/")
        if not is_on or at - end > _MOST_LINKS:
            return end
        end = at + 1


def _is_capital(reading: Reading, place: int) -> bool:
    return reading.tokens[place].surface[:1].isupper()


def _in_reading(reading: Reading, name: _Name) -> bool:
    if name.canonical and any(span.canonical == name.canonical for span in reading.names):
        return True
    first, length = name.words[0], len(name.words)
    return any(
        token.word == first and tuple(other.word for other in reading.tokens[place : place + length]) == name.words
        for place, token in enumerate(reading.tokens)
    )


def _last_heading(text: str) -> str:
    return _LAST_HEADING.split(text.strip(" ›\n"))[-1].strip()


def _is_heading(above: Reading, name: _Name) -> bool:
    """Return whether the lowest heading is this name and little else."""
    heading = _last_heading(above.text)
    start = above.text.rfind(heading)
    words = [token.word for token in above.tokens if token.start >= start and token.word not in STOP_WORDS]
    kept = [word for word in name.words if word not in STOP_WORDS]
    is_canonical = any(
        span.canonical == name.canonical and above.tokens[span.first].start >= start for span in above.names
    )
    is_there = is_canonical or set(kept) <= set(words)
    return bool(name.canonical or kept) and is_there and len(kept) * 2 > sum(not word[0].isdigit() for word in words)
