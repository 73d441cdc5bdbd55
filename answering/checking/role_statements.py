"""A sentence cut where it goes on to speak of something else: *A is the president, B the moderator*."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from answering.checking.mentions import ABOUT, AND, capital_runs
from answering.checking.readings import Reading
from answering.checking.role_names import Named, is_figure
from answering.checking.role_verbs import Verb
from answering.checking.role_words import BE, CONTRAST, RELATIVE, determiners, prepositions
from vectorstore.words import STOP_WORDS

Span = tuple[int, int]
"""Tokens: the first, and the one after the last."""

_AS = frozenset("as como".split())
_WITH = frozenset("a con with".split())
_HOLDS = BE | frozenset("has have had tiene tienen tenia tuvo".split())
_ENDS = re.compile(r"[^\w\s]*[.!?]+[^\w\s]*\s")
_TOLD = 2
_SIGNS = ",;:—–"


def statements_in(reading: Reading, named: Sequence[Named], verbs: Sequence[Verb]) -> list[Span]:
    """Return the statements of a sentence in their order; together they hold all of its tokens."""
    cutter = _Cutter(reading, named, verbs)
    starts = [0, *cutter.starts()]
    return list(zip(starts, [*starts[1:], len(reading.tokens)], strict=True))


class _Cutter:
    """Finds where a new statement begins."""

    def __init__(self, reading: Reading, named: Sequence[Named], verbs: Sequence[Verb]) -> None:
        self._reading = reading
        self._words = reading.words
        self._named = [each for each in named if each.kind != "actor"]
        self._begins = {each.first: each for each in self._named}
        self._verbs = {verb.first: verb for verb in verbs} | {verb.place: verb for verb in verbs}
        self._small = AND | CONTRAST | determiners(reading.language) | {"que", "that", "also", "tambien"}

    def starts(self) -> Iterator[int]:
        """Yield the first tokens of the statements after the first one."""
        bounds = list(self._bounds())
        last = 0
        for number, start in enumerate(bounds):
            end = bounds[number + 1] if number + 1 < len(bounds) else len(self._words)
            ends = (
                self._reading.tokens[start].opens and _ENDS.match(self._reading.between(start - 1, start)) is not None
            )
            if ends or (
                self._is_complete(last, start) and self._is_new(start, end) and not self._is_listed(start, last)
            ):
                yield start
                last = start

    def _bounds(self) -> Iterator[int]:
        inside = {place for first, end in capital_runs(self._reading) for place in self._about(first, end)}
        for place in range(1, len(self._words)):
            if place in inside:
                continue
            if _ENDS.match(self._reading.between(place - 1, place)):
                yield place
                continue
            sign = any(sign in self._reading.between(place - 1, place) for sign in _SIGNS)
            joint = self._words[place] in AND | CONTRAST
            if (sign and self._words[place] not in AND | CONTRAST) or joint:
                yield place

    def _about(self, first: int, end: int) -> range:
        """Return the places of a name behind what it is about: *Coalition Against Trafficking and Smuggling*."""
        about = next((place for place in range(first, end) if self._words[place] in ABOUT), end)
        return range(about, end)

    def _is_complete(self, first: int, end: int) -> bool:
        """Return whether a statement has said something of a name already."""
        says = any(place in self._verbs or self._words[place] in _HOLDS | _AS for place in range(first, end))
        if first > 0:
            says = True
        elif not says:
            named = {place for each in self._named for place in each.places}
            told = [place for place in range(first, end) if place not in named and self._words[place] not in STOP_WORDS]
            says = len(told) >= _TOLD
        return says and any(first <= each.first < end for each in self._named)

    def _is_new(self, start: int, end: int) -> bool:
        begin = start
        while begin < end and self._words[begin] in self._small:
            begin += 1
        if begin >= end:
            return False
        if self._words[begin] in _AS:
            return self._is_followed_by_name(end)
        each = self._begins.get(begin)
        if each is not None and (self._says_at(each.end, end) or self._is_elliptical(start, each.end, end)):
            return True
        if begin in self._verbs or self._words[begin] in RELATIVE:
            return False
        if self._words[start] in AND and self._ends_with_name(begin, end):
            return True
        if self._words[begin] in prepositions(self._reading.language) and self._words[start] not in AND | CONTRAST:
            return False
        subject = any(self._is_finite(place) for place in range(begin + 1, end))
        return subject and any(begin <= named.first < end for named in self._named)

    def _is_finite(self, place: int) -> bool:
        return place in self._verbs and self._verbs[place].is_finite

    def _says_at(self, place: int, end: int) -> bool:
        """Return whether a predicate follows a name: a verb, *as*, a figure, *the treasurer*."""
        if place >= end:
            return False
        word = self._words[place]
        if word == "to":
            return False
        if word in _WITH and place + 1 < end and is_figure(self._words[place + 1]):
            return True
        said = (
            word in _HOLDS | _AS
            or place in self._verbs
            or is_figure(word)
            or word in determiners(self._reading.language)
        )
        return said and "(" not in self._reading.between(place - 1, place)

    def _is_elliptical(self, start: int, place: int, end: int) -> bool:
        """Return whether *and B, the treasurer* ends the sentence."""
        if place != end or place >= len(self._words) or self._words[start] not in AND:
            return False
        rest = range(place, len(self._words))
        if "," not in self._reading.between(place - 1, place) or any(
            "," in self._reading.between(at - 1, at) for at in rest[1:]
        ):
            return False
        return place in self._begins or self._words[place] in determiners(self._reading.language)

    def _ends_with_name(self, begin: int, end: int) -> bool:
        """Return whether *and the treasurer, B* ends the sentence."""
        if end not in self._begins or self._begins[end].end != len(self._words):
            return False
        return not any(place in self._verbs for place in range(begin, end))

    def _is_followed_by_name(self, end: int) -> bool:
        return end in self._begins and end < len(self._words)

    def _is_listed(self, start: int, last: int) -> bool:
        """Return whether a name before the cut only goes on in a list: *that Brazil, Chile signed*."""
        if self._words[start] in CONTRAST or ";" in self._reading.between(start - 1, start):
            return False
        before = next((each for each in self._named if each.end == start), None)
        if before is None or before.first <= last:
            return False
        place = self._list_start(before, last)
        lead = self._words[place - 1] if place > last else ""
        if place - 1 in self._verbs and self._words[start] in AND:
            return False
        return lead not in prepositions(self._reading.language) - _AS | BE

    def _list_start(self, each: Named, last: int) -> int:
        """Return where the row of names that ends with one begins, articles included."""
        ends = {other.end: other for other in self._named}
        place = each.first
        while place - 1 > last:
            word = self._words[place - 1]
            if word in determiners(self._reading.language):
                place -= 1
            elif word in AND and place - 1 in ends:
                place = ends[place - 1].first
            elif place in ends and "," in self._reading.between(place - 1, place):
                place = ends[place].first
            else:
                break
        return place
