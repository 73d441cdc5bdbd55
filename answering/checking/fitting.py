"""How far the words around a number in a sentence are those around a number in a source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from answering.checking.quantities.measures import currency_of, unit_of
from answering.checking.quantities.quantity import IN_TIME, SHARES, Kind
from answering.checking.readings import Reading
from answering.checking.spots import Spot
from answering.checking.surroundings import Surroundings, Word, surroundings_of
from answering.matching import Matcher, Term
from vectorstore.words import STOP_WORDS

_ABOVE, _BEFORE, _KEY, _SUBJECT, _SHARED = 0.5, 0.15, 0.8, 0.6, 1.0
_LIGHT_SHARE, _SURELY, _ENOUGH, _COUNTED_WITHIN = 0.2, 0.9, 0.6, 2.5
_LOST_WEIGHS, _TELLING, _ANY = 1.5, 0.8, 0.45
_SOMEONE = frozenset(
    """people_person population citizen child_minor youth woman_girl man_boy adult elderly family parent spouse
    sibling orphan victim survivor trafficker smuggler criminal suspect witness prisoner migrant refugee asylum
    displaced homeless indigenous minority worker employer volunteer expert scientist journalist doctor teacher
    student ambassador diplomat soldier police guard spy president minister director governor delegate observer
    participate member_state join_member lawyer judge militant mercenary tourist baby client consumer supplier
    donor investor defender informant leader_lead prostitution slavery missing injured die_death arrest_detain
    imprison convict_sentence rescue_save kidnap kill_murder human group team_unit"""
    "".split()
)
"""Concepts of those who are someone, or of what is done to them."""
_LIGHT = frozenset(
    """take takes took taken taking place held hold holds happened happens happen occurred occurs carried carry
    conducted launched led lead leads leading resulted result results ended includes included including involved
    involves made llevo llevaron cabo lugar realizo realizaron realizada realizado ocurrio celebro celebraron tuvo
    tuvieron dio dieron permitio permitieron logro hizo hicieron incluye incluyo number numbers numero total reported
    reports report according states stated says segun informa informo reporta reporto senala senalo document guide
    documento guia year years ano anos""".split()
)
"""Words that tell little of what a number is told of."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """How words lose weight with each step from a number, and those that are nearer to another one."""

    said: float
    held: float
    of_another: float
    of_another_held: float
    root: float
    sees_around: bool
    shares_subject: bool = False


_OF_COUNTS = _Sight(0.82, 0.82, 0.3, 0.6, 0.5, sees_around=True)
_OF_SHARES = _Sight(0.9, 0.9, 0.3, 0.6, 0.5, sees_around=True)
_OF_TIMES = _Sight(0.95, 0.95, 0.3, 1.0, 0.5, sees_around=True)
_BESIDE = _Sight(0.82, 0.82, 0.3, 0.15, 0.5, sees_around=True, shares_subject=True)
"""Of two numbers that one unit of a source tells, the words between them are of the nearer one."""

_SHARP = _Sight(0.8, 0.75, 0.25, 0.5, 1.0, sees_around=False)
"""Where a sentence states two numbers of one source, only what is near either of them tells which is which."""

_COUNTING = frozenset({Kind.COUNT, Kind.VAGUE})
PEOPLE = frozenset("people persons person individuals individual personas persona individuos individuo gente".split())
"""What is said of all who are someone."""

_Weights = NDArray[np.float64]


class Fitting:
    """Measures the numbers of one sentence against spots in its grounds."""

    def __init__(self, around: Surroundings, matcher: Matcher) -> None:
        self._around = around
        self._strengths = _Strengths(matcher, [word.word for word in around.words])
        self._said: dict[tuple[int, _Sight], _Weights] = {}
        self._found: dict[tuple[Spot, _Sight], _Weights] = {}
        self._nouns: dict[tuple[int, Spot], float | None] = {}

    def says_enough(self, number: int) -> bool:
        """Return whether there are words of its own that tell what a number of the sentence is of."""
        around, at = self._around, self._around.places[number]
        rivals, near = around.rivals(number), self._sight(number).said
        own = (
            word for word in around.words if word.word not in _LIGHT and not around.is_of_another(word, number, rivals)
        )
        return sum((near ** abs(word.place - at) for word in own), 0.0) >= _ENOUGH

    def learn(self, number: int, spots: Iterable[Spot]) -> None:
        """Ask at once for all words that the fits of these spots will need."""
        self._strengths.learn({word for spot in spots for word in _held(spot, self._sight(number))})

    def fit(self, number: int, spot: Spot, *, near: bool = False, sharp: bool = False) -> float:
        """Return how far the words that tell what a number is of stand around the one in ``spot``, in [0, 1].

        ``near`` leaves each word of the source to the number that it stands next to, ``sharp`` looks no further than
        the nearest words.
        """
        sight = _SHARP if sharp else _BESIDE if near else self._sight(number)
        weights = self._weights(number, sight)
        return float(self._strengths_at(spot, sight) @ weights) / float(weights.sum()) if weights.size else 0.0

    def tells_apart(self, number: int, right: Spot, rival: Spot) -> bool:
        """Return whether the words that only one of two spots has are clearly those of ``rival``."""
        sight = self._sight(number)
        gained = self._strengths_at(rival, sight) - self._strengths_at(right, sight)
        gained *= self._weights(number, sight)
        return float(gained[gained > 0].sum()) + _LOST_WEIGHS * float(gained[gained < 0].sum()) > _TELLING

    def nouns(self, number: int, spot: Spot) -> float | None:
        """Return how surely what a number counts is what the one in ``spot`` counts: the words straight after each.

        ``None`` where either has none.
        """
        if (number, spot) not in self._nouns:
            own = [n for n, word in enumerate(self._around.words) if _is_counted(self._around, number, word)]
            held = [word.word for word in spot.around.words if _is_counted(spot.around, spot.number, word)]
            self._nouns[number, spot] = float(self._strengths.of(held)[:, own].max()) if own and held else None
        return self._nouns[number, spot]

    def counts_no_people(self, spot: Spot) -> bool:
        """Return whether what the one in ``spot`` counts is known to be no one, and not said in the sentence."""
        held = [word.word for word in spot.around.words if _is_counted(spot.around, spot.number, word)]
        concepts = frozenset().union(*(self._strengths.concepts(word) for word in held))
        return bool(concepts) and not concepts & _SOMEONE and float(self._strengths.of(held).max()) < _ANY

    def counts_people(self, spot: Spot) -> bool:
        """Return whether what the one in ``spot`` counts is people, who may be anyone."""
        return spot.quantity.noun in PEOPLE

    def has_any(self, words: Sequence[str]) -> bool:
        """Return whether one of ``words`` is surely among those of the sentence."""
        return bool(self._around.words and words) and float(self._strengths.of(words).max()) >= _SURELY

    def strongest(self, columns: Sequence[int], readings: Iterable[Reading]) -> float:
        """Return how surely one of the sentence's words, by their numbers, stands in ``readings``; 1 for no words."""
        words = sorted({word.word for reading in readings for word in surroundings_of(reading).words})
        return float(self._strengths.of(words)[:, list(columns)].max()) if words else 1.0

    def _sight(self, number: int) -> _Sight:
        kind = self._around.quantities[number].kind
        return _OF_TIMES if kind in IN_TIME else _OF_SHARES if kind in SHARES else _OF_COUNTS

    def _weights(self, number: int, sight: _Sight) -> _Weights:
        """Return how much each word of the sentence says of a number: the nearer the more, those of another least."""
        if (number, sight) not in self._said:
            around, at = self._around, self._around.places[number]
            rivals = around.rivals(number)
            weights = [
                sight.said ** abs(word.place - at)
                * (sight.of_another if around.is_of_another(word, number, rivals) else 1.0)
                * (_LIGHT_SHARE if word.word in _LIGHT else 1.0)
                for word in around.words
            ]
            self._said[number, sight] = np.array(weights, dtype=np.float64)
        return self._said[number, sight]

    def _strengths_at(self, spot: Spot, sight: _Sight) -> _Weights:
        """Return how surely each word of the sentence stands around the number in ``spot``."""
        if (spot, sight) not in self._found:
            held = _held(spot, sight)
            found: _Weights = np.zeros(len(self._around.words), dtype=np.float64)
            if held:
                found = (self._strengths.of(list(held)) * np.array(list(held.values()))[:, None]).max(axis=0)
            self._found[spot, sight] = found
        return self._found[spot, sight]


class _Strengths:
    """How surely each word of the sentence is a word of the grounds, each pair asked for once."""

    def __init__(self, matcher: Matcher, words: Sequence[str]) -> None:
        self._matcher = matcher
        reads = [(word, matcher.read(word)) for word in words]
        self._terms = [Term(word, word, "word", read.stems, read.concepts, is_name=False) for word, read in reads]
        self._rows: dict[str, _Weights] = {}

    def concepts(self, word: str) -> frozenset[str]:
        """Return the concepts that a word may mean."""
        return self._matcher.read(word).concepts

    def learn(self, words: Iterable[str]) -> None:
        """Ask for the words that are not known yet, all at once."""
        missing = sorted(set(words) - self._rows.keys())
        if missing:
            found = self._matcher.strengths(self._terms, [self._matcher.read(word) for word in missing])
            self._rows.update(zip(missing, found.astype(np.float64), strict=True))

    def of(self, words: Sequence[str]) -> _Weights:
        """Return the strengths, shape (words, words of the sentence)."""
        self.learn(words)
        return np.stack([self._rows[word] for word in words])


def _held(spot: Spot, sight: _Sight) -> dict[str, float]:
    """Return the words around a number in a ground, each by how surely it belongs to it."""
    around, number = spot.around, spot.number
    at, rivals = around.places[number], around.rivals(number)
    first = min(around.quantities[n].start for n in (number, *rivals))
    held: dict[str, float] = {}
    for word in around.words:
        weight = sight.held ** abs(word.place - at)
        if around.is_of_another(word, number, rivals):
            weight *= sight.of_another_held
        is_subject = sight.shares_subject and word.start < first and not word.is_key
        weight = max(weight**sight.root, _KEY if word.is_key else _SUBJECT if is_subject else 0.0)
        held[word.word] = max(held.get(word.word, 0.0), weight)
    if sight.sees_around:
        held.update(dict.fromkeys(_shared_nouns(around, number), _SHARED))
        for share, reading in ((_ABOVE, spot.beside), *((_BEFORE, each) for each in spot.ground.before)):
            for word in surroundings_of(reading).words:
                held.setdefault(word.word, share)
    return held


def _is_counted(around: Surroundings, number: int, word: Word) -> bool:
    """Return whether a word stands straight after a number, near it and before the next one."""
    quantity = around.quantities[number]
    if quantity.kind not in _COUNTING or currency_of(word.word) or unit_of(word.word):
        return False
    if word.start < quantity.end or not 0 < word.place - around.places[number] <= _COUNTED_WITHIN:
        return False
    return not any(quantity.start < other.start <= word.start for other in around.quantities)


def _shared_nouns(around: Surroundings, number: int) -> list[str]:
    """Return the noun that is told once for several numbers: *a third of the victims … and two in five*.

    What comes after a number without a noun of its own counts what the one before it counts.
    """
    own = around.quantities[number]
    like = [each for each in around.quantities if each.kind is own.kind or {each.kind, own.kind} <= SHARES]
    if own.kind in SHARES:
        return [quantity.noun for quantity in like if _is_noun(quantity.noun)][:1]
    before = [quantity.noun for quantity in like if quantity.start < own.start and _is_noun(quantity.noun)]
    return before[-1:] if not _is_noun(own.noun) else []


def _is_noun(word: str) -> bool:
    return bool(word) and word not in STOP_WORDS
