"""Whether the words around a number in a sentence speak for another number of the source than the one it tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from answering.checking.fitting import PEOPLE, Fitting
from answering.checking.quantities.quantity import IN_TIME, Kind
from answering.checking.readings import Reading
from answering.checking.spots import Spot
from answering.checking.surroundings import Surroundings
from answering.matching import Matcher
from vectorstore.words import STOP_WORDS, words

_CLEARLY, _CLEARLY_IN_TIME, _CLEARLY_NEAR, _CLEARLY_BESIDE = 0.18, 0.3, 0.17, 0.22
_CLEARLY_SWAPPED, _CLEARLY_ALONE = 0.2, 0.4
_HARDLY, _HARDLY_ACROSS, _LITTLE_ACROSS = 0.2, 0.1, 0.35
_ANOTHER_NOUN, _SAME_NOUN, _ABOUT_ALIKE = 0.5, 0.9, -0.15
_UNKNOWN_NOUN, _NOUN_WITHIN = 0.3, 2.5
_NO_NOUNS = STOP_WORDS | {""}
_SIDE_BY_SIDE, _YEAR_WEIGHS = 8, 0.15
_JOINTS = frozenset("and y e or o to a al through until hasta los las the in en".split())
_ANYTHING = frozenset(
    "case cases caso casos thing things cosa cosas item items element elements elemento elementos".split()
)

IsTold = Callable[[int, Spot], bool]
"""Says whether a number of the sentence may be the one in a spot, or is of its year."""


class Contest:
    """Sets the places that tell a sentence's number against those that tell others."""

    def __init__(
        self, said: Reading, around: Surroundings, matcher: Matcher, is_told: IsTold, is_in_year: IsTold
    ) -> None:
        self._said, self._around = said, around
        self._is_told, self._is_in_year = is_told, is_in_year
        self._fitting = Fitting(around, matcher)

    def says_any(self, words: Sequence[str]) -> bool:
        """Return whether the sentence surely has one of ``words``, in either language."""
        return self._fitting.has_any(words)

    def is_lost(
        self, number: int, right: Sequence[Spot], rivals: Sequence[Spot], beside: Sequence[Spot], *, is_named: bool
    ) -> bool:
        """Return whether a number's words stand around one of ``rivals``, or around none of ``right``.

        ``right`` are those that it may tell, the likelier ones first; ``beside`` all spots of their places. Where the
        sentence says too little of the number, nothing is lost; nor where ``is_named`` says that a name is enough.
        """
        if not self._fitting.says_enough(number):
            return False
        self._fitting.learn(number, (*right, *rivals))
        fits = [self._fitting.fit(number, spot) for spot in right]
        best = max(fits)
        is_own = right[0].ground.unit.language == self._said.language
        is_bare = not self._around.quantities[number].unit and not self._tells_more(number, beside) and not is_named
        if is_bare and best < (_HARDLY if is_own else _HARDLY_ACROSS):
            return True
        if (is_own or best < _LITTLE_ACROSS) and self._noun_is_unknown(number, right):
            return True
        return self.prefers(number, right[fits.index(best)], rivals)

    def prefers(self, number: int, right: Spot, rivals: Sequence[Spot]) -> bool:
        """Return whether a number's words clearly belong to one of ``rivals`` and not to the one in ``right``."""
        for rival in rivals:
            other = self._stated(number, rival)
            if other is None and self._is_better(number, right, rival):
                return True
            if other is not None and self._is_swapped(number, other, right, rival):
                return True
        return False

    def _is_better(self, number: int, right: Spot, rival: Spot) -> bool:
        fit, fitting = self._fitting.fit, self._fitting
        if self._counts_what(number, rival, right):
            return False
        if right.place == rival.place and not _are_listed(right, rival):
            near = fit(number, rival, near=True) - fit(number, right, near=True)
            if near > _CLEARLY_NEAR or self._gain(number, right, rival) > _CLEARLY_BESIDE:
                return True
        gain = fit(number, rival) - fit(number, right)
        if self._is_in_year(number, rival) and not self._is_in_year(number, right):
            gain += _YEAR_WEIGHS
        if gain > _ABOUT_ALIKE and self._counts_what(number, right, rival) and not self._counts_people(number):
            return True
        is_clear = gain > (_CLEARLY_IN_TIME if self._around.quantities[number].kind in IN_TIME else _CLEARLY)
        return is_clear or fitting.tells_apart(number, right, rival)

    def _is_swapped(self, number: int, other: int, right: Spot, rival: Spot) -> bool:
        """Return whether two numbers of the sentence stand in each other's place: what one loses the other gains."""
        if right.ground is rival.ground and self._is_turned(number, other, right, rival):
            return True
        if _are_listed(right, rival):
            return False
        if self._counts_what(number, right, rival) and self._counts_what(other, rival, right):
            return True
        if self._counts_what(number, rival, right) and self._counts_what(other, right, rival):
            return False
        gain = self._gain(number, right, rival)
        if not self._fitting.says_enough(other):
            return gain > _CLEARLY_ALONE
        return gain + self._gain(other, rival, right) > _CLEARLY_SWAPPED

    def _is_turned(self, number: int, other: int, right: Spot, rival: Spot) -> bool:
        """Return whether a change from one number to another is told the other way round."""
        said = self._around.quantities[number].is_origin, self._around.quantities[other].is_origin
        held = right.quantity.is_origin, rival.quantity.is_origin
        return said[0] != said[1] and held[0] != held[1] and said != held

    def _stated(self, number: int, rival: Spot) -> int | None:
        """Return the other number of the sentence that tells of ``rival``, if there is one."""
        for n, quantity in enumerate(self._around.quantities):
            if n != number and rival.quantity.is_comparable_to(quantity) and self._is_told(n, rival):
                return n
        return None

    def _gain(self, number: int, right: Spot, rival: Spot) -> float:
        return self._fitting.fit(number, rival, sharp=True) - self._fitting.fit(number, right, sharp=True)

    def _tells_more(self, number: int, beside: Sequence[Spot]) -> bool:
        """Return whether another number of the sentence stands beside it in the source."""
        others = [n for n in range(len(self._around.quantities)) if n != number]
        return any(self._is_told(n, spot) for spot in beside for n in others)

    def _counts_what(self, number: int, right: Spot, rival: Spot) -> bool:
        """Return whether a number counts what the one in ``rival`` counts, and not what that in ``right`` does."""
        own, others = self._fitting.nouns(number, right), self._fitting.nouns(number, rival)
        if self._fitting.counts_people(right):
            return False
        return own is not None and others is not None and own < _ANOTHER_NOUN and others >= _SAME_NOUN

    def _counts_people(self, number: int) -> bool:
        """Return whether a number is told of people, which is said of all who are anything."""
        return self._around.quantities[number].noun in PEOPLE

    def _noun_is_unknown(self, number: int, right: Sequence[Spot]) -> bool:
        """Return whether what is counted stands in none of the places: *nine offices* of *nine projects*.

        People may be told of whatever is someone, or of what is done to them: *134 people arrested* of *134 arrests*.
        """
        quantity, at = self._around.quantities[number], self._around.places[number]
        if quantity.kind not in (Kind.COUNT, Kind.VAGUE) or quantity.unit or quantity.noun in _NO_NOUNS:
            return False
        after = [
            column
            for column, word in enumerate(self._around.words)
            if word.start >= quantity.end and word.place - at <= _NOUN_WITHIN
        ]
        if self._counts_people(number):
            return all(self._fitting.counts_no_people(spot) for spot in right)
        if not after or quantity.noun in _ANYTHING:
            return False
        return all(
            self._fitting.strongest(after, (spot.ground.unit, spot.ground.above)) < _UNKNOWN_NOUN for spot in right
        )


def _are_listed(one: Spot, other: Spot) -> bool:
    """Return whether two quantities of one place stand side by side, so that what is around them is of both."""
    if one.place != other.place:
        return False
    first, second = sorted((one.quantity, other.quantity), key=lambda quantity: quantity.start)
    between = words(one.reading.text[first.end : second.start])
    return second.start - first.end <= _SIDE_BY_SIDE and all(word in _JOINTS for word in between)
