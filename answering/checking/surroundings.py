"""What stands around a quantity in a text: its words, each by how near it is, and the years told with it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from answering.checking.quantities.quantity import IN_TIME, Kind, Quantity
from answering.checking.quantities.reading import quantities_of
from answering.checking.readings import Reading
from vectorstore.words import STOP_WORDS, fold, word_spans

_JOINTS = frozenset("and y e but pero while whereas mientras which que who whose donde where so".split())
_SIGNS = re.compile(r"[,;:.()—–?!\n›|«»“”]")
_STEP_OF_SIGN = {",": 1.5, "(": 1.5, ")": 1.5, "—": 2.0, "–": 0.5, "«": 0.5, "»": 0.5, "“": 0.5, "”": 0.5}
_STEP, _SMALL_STEP, _JOINT_STEP, _STOP_STEP, _LABEL_STEP = 1.0, 0.3, 2.5, 3.0, 0.1
_PAIRED_WITHIN, _NEARER_BY, _STRAIGHT = 6.0, 0.9, 1.7
_OF_WHAT_PRECEDES = 3.0
_OPENS = re.compile(
    r"(?:^|[,;:.(–—]|\b(?:and|but|while|y|pero|mientras que|whereas))\s*"
    r"(?:(?:in|en|during|durante|for|para|el año|the year|del|de)\s+)*$",
    re.IGNORECASE,
)
_STOP, _COMMA, _CELL = re.compile(r"[;:.?!](?=\s)"), re.compile(r"[,;:.?!](?=\s)|[()]"), re.compile(r";(?=\s)")
_LAST_YEAR = re.compile(
    r"\b(?:(?:the )?(?:previous|prior|preceding|last|following|next) year|(?:the )?year (?:before|earlier|after|later)"
    r"|ano (?:anterior|previo|pasado|siguiente|antes|despues)|un ano (?:antes|despues))\b"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that says something, folded, and how far into the text it stands, signs and joints counted as steps.

    ``clause`` counts the stops and commas before it. ``is_key`` marks what is in the first cell of a table's row, which
    all its other cells are of.
    """

    word: str
    place: float
    start: int
    clause: int
    is_key: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A text's words and quantities by how far into it they stand.

    ``parts`` count the stops before each quantity, ``clauses`` the stops and commas.
    """

    text: str
    words: tuple[Word, ...]
    quantities: tuple[Quantity, ...]
    places: tuple[float, ...]
    parts: tuple[int, ...]
    clauses: tuple[int, ...]

    def distance(self, one: int, other: int) -> float:
        """Return how far two quantities, by their numbers, stand from each other."""
        return abs(self.places[one] - self.places[other])

    def rivals(self, number: int) -> list[int]:
        """Return the numbers of the quantities that could be taken for the one at ``number``."""
        own = self.quantities[number]
        return [n for n, other in enumerate(self.quantities) if n != number and other.is_comparable_to(own)]

    def is_of_another(self, word: Word, number: int, rivals: Sequence[int]) -> bool:
        """Return whether a word is a rival's: straight after it, in its clause or nearer to it than to ``number``."""
        return any(self._is_nearer(word, rival, number) for rival in rivals)

    def _is_straight_after(self, word: Word, number: int) -> bool:
        return word.start >= self.quantities[number].end and word.place - self.places[number] <= _STRAIGHT

    def _is_nearer(self, word: Word, rival: int, number: int) -> bool:
        straight = self._is_straight_after(word, rival), self._is_straight_after(word, number)
        if straight[0] != straight[1]:
            return straight[0]
        beside = self.clauses[rival] == word.clause, self.clauses[number] == word.clause
        if beside[0] != beside[1]:
            return beside[0]
        return abs(word.place - self.places[rival]) < abs(word.place - self.places[number])


def surroundings_of(reading: Reading, *, is_row: bool = False) -> Surroundings:
    """Return the words and quantities of ``reading`` by their places, remembered between sentences.

    In the row of a table a label belongs to what stands after its colon.
    """
    return _surroundings(reading.text, reading.language, is_row and ":" in reading.text)


@lru_cache(maxsize=4_096)
def _surroundings(text: str, language: str, is_row: bool) -> Surroundings:
    quantities = quantities_of(text, language)
    inside = [(quantity.start, quantity.end) for quantity in quantities]
    words: list[Word] = []
    starts: list[int] = []
    places: list[float] = []
    key_end, clause = (text.find(";"), _CELL) if is_row else (-1, _COMMA)
    at, last = 0.0, 0
    for word, start, end in word_spans(text):
        at += sum(_step_of(sign, is_row) for sign in _SIGNS.findall(text[last:start]))
        is_counted = any(first <= start < stop for first, stop in inside)
        says = not is_counted and word not in STOP_WORDS and not word[0].isdigit()
        at += _STEP if says else _JOINT_STEP if word in _JOINTS else _SMALL_STEP
        if says:
            words.append(Word(word, at, start, len(clause.findall(text[:start])), start < key_end))
        starts.append(start)
        places.append(at)
        last = end
    where = tuple(places[min(bisect_left(starts, quantity.start), len(places) - 1)] for quantity in quantities)
    parts, clauses = (
        tuple(len(pattern.findall(text[: quantity.start])) for quantity in quantities) for pattern in (_STOP, clause)
    )
    return Surroundings(text, tuple(words), quantities, where, parts, clauses)


def _step_of(sign: str, is_row: bool) -> float:
    return _LABEL_STEP if is_row and sign != ";" else _STEP_OF_SIGN.get(sign, _STOP_STEP)


def times_in_source(around: Surroundings) -> dict[int, frozenset[int]]:
    """Return the years that each number of a source's text is of, by the number's place among its quantities.

    A lone year, or range of years, goes with all; of several, each number goes with the nearest, if it clearly is.
    """
    times, numbers = _times_and_numbers(around)
    if len(times) == 1 and not _is_change(around, numbers):
        return {number: _told(around, times[0]) for number in numbers}
    return _in_order(around, times, numbers) or _nearest(around, times, numbers)


def times_as_said(around: Surroundings) -> dict[int, frozenset[int]]:
    """Return the years that each number of a written sentence is told with.

    A lone year goes with what is told after it; before it, with the number that is nearest.
    """
    times, numbers = _times_and_numbers(around)
    if len(times) != 1 or not numbers or (len(times[0]) == 2 and _is_change(around, numbers)):
        return _in_order(around, times, numbers) or _nearest(around, times, numbers)
    time = times[0]
    told = _told(around, time)
    near = min(numbers, key=lambda number: around.distance(number, time[0]))
    is_near = around.distance(near, time[0]) <= _PAIRED_WITHIN or around.clauses[near] == around.clauses[time[0]]
    chosen = {near} if is_near else set()
    if not _LAST_YEAR.search(fold(around.text)) and not around.quantities[near].is_origin:
        chosen |= {n for n in numbers if n > time[0] and around.parts[n] == around.parts[time[0]]}
    return {number: told for number in chosen if number == near or not around.quantities[number].is_origin}


def _times_and_numbers(around: Surroundings) -> tuple[list[tuple[int, ...]], list[int]]:
    """Return the years, the two ends of a range as one, and the numbers of a text."""
    times: list[tuple[int, ...]] = []
    for n, quantity in enumerate(around.quantities):
        if not year_of(quantity):
            continue
        closes = quantity.partner is not None and not quantity.opens_range
        if closes and times and times[-1] == (n - 1,):
            times[-1] = (n - 1, n)
        else:
            times.append((n,))
    numbers = [
        n for n, quantity in enumerate(around.quantities) if quantity.kind not in IN_TIME | {Kind.LITERAL, Kind.ORDINAL}
    ]
    return times, numbers if times else []


def _is_change(around: Surroundings, numbers: Sequence[int]) -> bool:
    """Return whether two numbers are what something was and what it became: *from 831 to 531*."""
    return len(numbers) == 2 and any(around.quantities[number].is_origin for number in numbers)


def _in_order(
    around: Surroundings, times: Sequence[tuple[int, ...]], numbers: Sequence[int]
) -> dict[int, frozenset[int]]:
    """Return the years of numbers that take turns with them, or of two that stand before or after two years.

    *In 2015 5 and in 2016 7*; *from 5 to 7 between 2015 and 2016*.
    """
    if len(times) == len(numbers) > 1:
        turns = [time[0] for time in times], numbers
        first, second = turns if turns[0][0] < turns[1][0] else turns[::-1]
        together = [n for pair in zip(first, second, strict=True) for n in pair]
        if together == sorted(together):
            return {number: _told(around, time) for number, time in zip(numbers, times, strict=True)}
    years = [year for time in times for year in time]
    if len(years) != 2 or len(numbers) != 2 or not (numbers[1] < years[0] or years[1] < numbers[0]):
        return {}
    if len(times) == 1 and not _is_change(around, numbers):
        return {}
    return {number: _told(around, (year,)) for number, year in zip(numbers, years, strict=True)}


def _nearest(
    around: Surroundings, times: Sequence[tuple[int, ...]], numbers: Sequence[int]
) -> dict[int, frozenset[int]]:
    result = {}
    for number in numbers if len(times) > 1 else ():
        beside = [time for time in times if around.clauses[time[0]] == around.clauses[number]]
        if len(beside) == 1:
            result[number] = _told(around, beside[0])
            continue
        by_distance = sorted((_distance(around, number, time), n) for n, time in enumerate(times))
        (near, nearest), (next_near, _) = by_distance[:2]
        if near <= _PAIRED_WITHIN and next_near - near >= _NEARER_BY:
            result[number] = _told(around, times[nearest])
    return result


def _distance(around: Surroundings, number: int, time: Sequence[int]) -> float:
    """Return how far a number stands from a year, more where the year ends what is told before the number.

    In *from 120 in 2015 to 300 in 2020* 2015 is of 120.
    """
    ends = number > time[0] and not _OPENS.search(around.text[: around.quantities[time[0]].start])
    return min(around.distance(number, year) for year in time) + (_OF_WHAT_PRECEDES if ends else 0.0)


def year_of(quantity: Quantity) -> int:
    """Return the year that a quantity names, 0 for none."""
    if quantity.kind is Kind.YEAR:
        return int(quantity.value)
    return quantity.date.year or 0 if quantity.date is not None else 0


def _told(around: Surroundings, time: Sequence[int]) -> frozenset[int]:
    return frozenset(year_of(around.quantities[year]) for year in time)
