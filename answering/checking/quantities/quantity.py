"""A quantity that a text states, and whether one text's is another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from answering.checking.quantities.bounds import Bound
from answering.checking.quantities.calendars import Date

NOON = 12 * 60
MOST = Fraction(10**15)
"""Where the order of a quantity ends that has no end: *multimillion*."""


class Kind(Enum):
    """What a quantity tells of."""

    COUNT = "count"
    ONE = "one"
    SOLE = "sole"
    PERCENT = "percent"
    PART = "part"
    TIMES = "times"
    VAGUE = "vague"
    ORDINAL = "ordinal"
    YEAR = "year"
    DATE = "date"
    WEEKDAY = "weekday"
    CLOCK = "clock"
    DECADE = "decade"
    CENTURY = "century"
    LITERAL = "literal"


IN_TIME = frozenset({Kind.YEAR, Kind.DATE, Kind.WEEKDAY, Kind.CLOCK, Kind.DECADE, Kind.CENTURY})
"""The kinds that say when."""

_DATED = frozenset({Kind.YEAR, Kind.DATE, Kind.DECADE, Kind.CENTURY})
_SECONDS: Mapping[str, int] = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
SHARES = frozenset({Kind.PERCENT, Kind.PART})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, date or quantity word of a text.

    ``first`` and ``stop`` are its first atom and the one after its last, ``start`` and ``end`` the same by character. A
    percentage's ``value`` is out of 100, a part's out of 1, a time of day's in minutes. ``top`` is where the order of a
    vague quantity ends, which begins with ``value``. ``partner`` is the other end of a range, which it opens or
    closes. ``noun`` is the folded word straight after it. ``is_sure`` says that a number of four digits is a year, or
    that a time's half of the day is known. ``is_origin`` says that another number is set against it.
    """

    kind: Kind
    value: Fraction
    first: int
    stop: int
    start: int = 0
    end: int = 0
    bound: Bound = Bound.NONE
    currency: str = ""
    unit: str = ""
    top: Fraction = Fraction(0)
    date: Date | None = None
    partner: Fraction | None = None
    opens_range: bool = False
    noun: str = ""
    is_grouped: bool = False
    is_sure: bool = False
    is_origin: bool = False

    @property
    def held_bound(self) -> Bound:
        """How a source bounds it, the ends of a range counted as bounds."""
        if self.bound is Bound.NONE and self.partner is not None:
            return Bound.SINCE if self.opens_range else Bound.UNTIL
        return self.bound

    def is_comparable_to(self, other: Quantity) -> bool:
        """Return whether one could be taken for the other: both say when, both are shares, or both are counts."""
        kinds = {self.kind, other.kind}
        if kinds & IN_TIME:
            return kinds <= _DATED or (len(kinds) == 1 and self.kind in IN_TIME)
        if kinds & SHARES:
            return kinds <= SHARES | {Kind.TIMES}
        return Kind.LITERAL not in kinds and (bool(self.unit) == bool(other.unit) or self.partner == other.partner)


def is_same(said: Quantity, held: Quantity) -> bool:
    """Return whether what a text says is the quantity that its source holds, bounds and measures apart."""
    match said.kind:
        case Kind.DATE:
            return held.kind is Kind.DATE and _is_same_date(said.date, held.date)
        case Kind.YEAR:
            return _is_same_year(said, held)
        case Kind.COUNT:
            return _is_same_count(said, held)
        case Kind.PERCENT | Kind.PART:
            return _is_same_share(said, held)
        case Kind.VAGUE:
            return _is_of_the_order(said, held)
        case Kind.ORDINAL:
            day = held.date.day if held.date is not None else None
            return said.value == (day if held.kind is Kind.DATE else held.value if held.kind is Kind.ORDINAL else None)
        case Kind.TIMES:
            return _is_same_multiple(said, held)
        case Kind.CLOCK:
            return held.kind is Kind.CLOCK and _is_same_time(said, held)
        case Kind.SOLE | Kind.ONE:
            return held.kind in (Kind.SOLE, Kind.ONE) or (held.kind is Kind.COUNT and held.value == 1)
        case _:
            return said.kind is held.kind and said.value == held.value


def _is_same_date(said: Date | None, held: Date | None) -> bool:
    """Return whether each part that is told is the source's; a year that this lacks is looked for elsewhere."""
    if said is None or held is None:
        return False
    orders = [(held.day, held.month), (held.month, held.day)] if held.is_either else [(held.day, held.month)]
    told = [(said.day, said.month), (said.month, said.day)] if said.is_either else [(said.day, said.month)]
    is_year = said.year is None or held.year is None or said.year == held.year
    return is_year and any(
        (one[0] is None or one[0] == other[0]) and (one[1] is None or one[1] == other[1])
        for one in told
        for other in orders
    )


def _is_same_year(said: Quantity, held: Quantity) -> bool:
    if held.kind is Kind.DATE:
        return held.date is not None and held.date.year == said.value
    if held.kind is Kind.COUNT and held.is_grouped and said.is_sure:
        return False
    return held.kind in (Kind.YEAR, Kind.COUNT) and said.value == held.value and not held.currency


def _is_same_count(said: Quantity, held: Quantity) -> bool:
    if held.kind is Kind.YEAR and (held.is_sure or said.unit or said.currency):
        return False
    if said.unit != held.unit and said.unit in _SECONDS and held.unit in _SECONDS:
        return said.value * _SECONDS[said.unit] == held.value * _SECONDS[held.unit]
    return held.kind in (Kind.COUNT, Kind.YEAR) and said.value == held.value


def _is_same_share(said: Quantity, held: Quantity) -> bool:
    if said.kind is Kind.PERCENT and held.kind is Kind.TIMES:
        return said.value == (held.value - 1) * 100
    if held.kind not in SHARES or (said.unit == "point") is not (held.unit == "point"):
        return False
    told, is_one = _out_of_hundred(said), said.kind is held.kind
    true = _out_of_hundred(held)
    if told == true:
        return True
    if is_one or said.kind is not Kind.PART:
        return False
    match said.bound:  # *more than three quarters* for 77 %, *nearly nine in ten* for 89 %
        case Bound.ABOUT:
            return abs(told - true) <= Fraction(3, 2)
        case Bound.NEARLY | Bound.LESS | Bound.MOST:
            return 0 < told - true <= Fraction(7, 2)
        case Bound.MORE | Bound.LEAST:
            return 0 < true - told <= 5
        case _:
            return False


def is_rounded(said: Quantity, held: Quantity) -> bool:
    """Return whether a part in words is told for a percentage near it, so that its bound is its own."""
    return said.kind is Kind.PART and held.kind in SHARES and _out_of_hundred(said) != _out_of_hundred(held)


def _out_of_hundred(share: Quantity) -> Fraction:
    return share.value * 100 if share.kind is Kind.PART else share.value


def _is_of_the_order(said: Quantity, held: Quantity) -> bool:
    if held.kind is Kind.VAGUE:
        return said.value == held.value or (said.top == MOST and said.value < held.value)
    if held.kind is Kind.COUNT:
        return said.value <= held.value < said.top
    return False


def _is_same_multiple(said: Quantity, held: Quantity) -> bool:
    if held.kind is Kind.TIMES:
        return said.value == held.value
    return held.kind is Kind.PERCENT and held.value == (said.value - 1) * 100


def _is_same_time(said: Quantity, held: Quantity) -> bool:
    if said.is_sure and held.is_sure:
        return said.value == held.value
    if said.is_sure and not held.is_sure and not NOON * Fraction(1, 2) <= said.value < NOON * Fraction(3, 2):
        return False  # nothing before six in the morning nor after six in the evening is meant by a bare hour
    return said.value % NOON == held.value % NOON
