"""Whether a number is told of what the source tells it of: by the names, years, rows and words around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from answering.checking.contest import Contest
from answering.checking.owners import Owners
from answering.checking.quantities.quantity import IN_TIME, Kind, Quantity
from answering.checking.readings import Reading
from answering.checking.spots import Spot, spots_of
from answering.checking.surroundings import surroundings_of, times_as_said, times_in_source, year_of
from answering.checking.table_rows import Rows
from answering.checking.types import Ground
from answering.matching import Matcher
from vectorstore.words import words

_SIMILAR = frozenset(
    """similar similares similarly comparable comparables parecida parecidas parecido parecidos semejante semejantes
    analoga analogas analogo analogos""".split()
)

_BEGIN = frozenset(
    """start starts started starting begin begins began begun launch launched opened empezo empieza inicio inicia
    arranco arranca comenzo comienza""".split()
)
_END = frozenset(
    """end ends ended ending finish finishes finished closed expires expired concluded concludes termino termina acabo
    acaba concluyo concluye finalizo finaliza""".split()
)

Find = Callable[[Quantity, Ground, Reading], Sequence[Quantity]]
"""Returns the quantities of a ground that a quantity may tell of."""


class Placing:
    """Holds a sentence's quantities against the places where its grounds tell them."""

    def __init__(
        self, said: Reading, support: Sequence[Ground], grounds: Sequence[Ground], matcher: Matcher, find: Find
    ) -> None:
        self._said, self._around, self._find = said, surroundings_of(said), find
        self._support = {id(ground) for ground in support}
        self._owners, self._rows = Owners(said, grounds), Rows(said, grounds)
        self._contest = Contest(said, self._around, matcher, self._is_told, self._is_in_year)
        self._times = times_as_said(self._around)
        self._spots = list(spots_of(grounds))
        self._found: dict[tuple[int, int], frozenset[int]] = {}

    def misplaced(self, stated: Sequence[Quantity]) -> str:
        """Return the first of the quantities that is told of something else, as written; ``""`` for none."""
        for number, quantity in enumerate(self._around.quantities):
            if quantity in stated and quantity.kind is not Kind.WEEKDAY and self._is_misplaced(number):
                return self._said.text[quantity.start : quantity.end]
        return ""

    def _is_misplaced(self, number: int) -> bool:
        """Return whether a number is misplaced, by the grounds in the sentence's language if they have it at all."""
        for is_own in (True, False):
            spots = [spot for spot in self._spots if (spot.ground.unit.language == self._said.language) is is_own]
            told = [spot for spot in spots if self._is_told(number, spot)]
            if not told:
                continue
            right = [spot for spot in told if self._is_of_the_same(number, spot)]
            if not right:
                return True
            if any(self._is_range(number, spot) for spot in right):
                return False
            if all(self._is_other_end(number, spot) for spot in right):
                return True
            right.sort(key=lambda spot: id(spot.ground) not in self._support)
            rivals = [spot for spot in spots if self._may_be_meant(number, spot)]
            if sure := [spot for spot in right if self._is_sure(number, spot)]:
                rivals = [spot for spot in rivals if any(_are_of_one_time(spot, each) for each in sure)]
                return self._contest.prefers(number, sure[0], rivals)
            places = {spot.place for spot in right}
            beside = [spot for spot in spots if spot.place in places]
            is_date = self._around.quantities[number].kind in IN_TIME
            is_named = is_date and any(self._owners.are_named(spot.ground) for spot in right)
            return self._contest.is_lost(number, right, rivals, beside, is_named=is_named)
        return False

    def _is_told(self, number: int, spot: Spot) -> bool:
        """Return whether a number of the sentence may tell of the one in ``spot``."""
        key = (number, spot.place)
        if key not in self._found:
            found = self._find(self._around.quantities[number], spot.ground, spot.reading)
            self._found[key] = frozenset(held.start for held in found)
        return spot.quantity.start in self._found[key]

    def _may_be_meant(self, number: int, spot: Spot) -> bool:
        """Return whether the sentence could mean the one in ``spot``, which it does not tell."""
        quantity = self._around.quantities[number]
        if spot.ground.source.kind in ("reference", "outline") or not spot.quantity.is_comparable_to(quantity):
            return False
        if self._is_told(number, spot) or self._is_of_a_similar(spot):
            return False
        return self._owners.fits(quantity, spot.ground, spot.start)

    def _is_of_the_same(self, number: int, spot: Spot) -> bool:
        """Return whether a number is told of whom, of the row and of the year that it is told of in the source."""
        if not self._owners.fits(self._around.quantities[number], spot.ground, spot.start):
            return False
        if self._rows.is_another(spot.ground) or self._is_of_a_similar(spot):
            return False
        said, held = self._times.get(number), times_in_source(spot.around).get(spot.number)
        return not (said and held) or bool(said & held)

    def _is_of_a_similar(self, spot: Spot) -> bool:
        """Return whether the source tells it of another thing of the kind: *a similar operation took place in 2013*."""
        held = [word.word for word in spot.around.words]
        if not _SIMILAR.intersection(held) or _SIMILAR.intersection(word.word for word in self._around.words):
            return False
        beside = [
            held[near]
            for place, word in enumerate(held)
            if word in _SIMILAR
            for near in (place - 1, place + 1)
            if 0 <= near < len(held)
        ]
        return self._contest.says_any(beside)

    def _is_range(self, number: int, spot: Spot) -> bool:
        """Return whether a number is one end of a range both in the sentence and in ``spot``."""
        partner = self._around.quantities[number].partner
        return partner is not None and partner == spot.quantity.partner

    def _is_other_end(self, number: int, spot: Spot) -> bool:
        """Return whether something is told to begin with the end of a range, or to end with its beginning."""
        quantity, held = self._around.quantities[number], spot.quantity
        if quantity.kind not in IN_TIME or quantity.partner is not None or held.partner is None:
            return False
        opened = max((other.end for other in self._around.quantities if other.end <= quantity.start), default=0)
        verbs = set(words(self._said.text[opened : quantity.start]))
        begins, ends = bool(verbs & _BEGIN), bool(verbs & _END)
        return begins is not ends and begins is not held.opens_range

    def _is_in_year(self, number: int, spot: Spot) -> bool:
        """Return whether the sentence tells a number with the year that the one in ``spot`` is of."""
        held = times_in_source(spot.around).get(spot.number, frozenset())
        return bool(held & self._times.get(number, frozenset()))

    def _is_sure(self, number: int, spot: Spot) -> bool:
        """Return whether a number and its year, of several, are told together in ``spot`` as in the sentence."""
        held = times_in_source(spot.around)
        if len(set(held.values())) < 2:
            return False
        year = year_of(self._around.quantities[number])
        if not year:
            return bool(held.get(spot.number, frozenset()) & self._times.get(number, frozenset()))
        of_the_year = [each for each in self._spots if each.place == spot.place and year in held.get(each.number, ())]
        return any(
            year in years and any(self._is_told(n, each) for each in of_the_year) for n, years in self._times.items()
        )


def _are_of_one_time(one: Spot, other: Spot) -> bool:
    """Return whether two numbers stand in one place and are of the same year."""
    held = times_in_source(one.around)
    return one.place == other.place and bool(held.get(one.number, frozenset()) & held.get(other.number, frozenset()))
