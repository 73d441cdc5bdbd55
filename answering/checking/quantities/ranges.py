"""Numbers that are the two ends of a range: *between five and 16 years*, *2019-2024*, *5 to 6 million*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from answering.checking.quantities.atoms import Atom
from answering.checking.quantities.bounds import Bound
from answering.checking.quantities.number_words import SCALES
from answering.checking.quantities.quantity import IN_TIME, Kind, Quantity

_DASHES = frozenset({"-", "–", "—", "‐", "‑"})
_TO = frozenset({"to", "a", "al", "hasta", "through", "until", "till"})
_AND = frozenset({"and", "y", "e"})
_BETWEEN = frozenset({"between", "entre"})
_FROM = frozenset({"from", "de", "del", "desde"})
_SIGNS = frozenset({"$", "€", "£", "%", "us", "usd", "the", "los", "las", "el", "la"})


def with_ranges(found: Sequence[Quantity], atoms: Sequence[Atom]) -> tuple[Quantity, ...]:
    """Return the quantities with the ends of a range knowing of each other, each with the measure they share."""
    result = _with_listed_years(found, atoms)
    for place in range(len(result) - 1):
        one, other = result[place], result[place + 1]
        joint = _joint(one, other, atoms)
        if joint is None:
            continue
        one, other = _shared(one, other, atoms, is_dash=joint == "-")
        if one.kind is not other.kind:
            continue
        is_change = joint == "to" and one.kind not in IN_TIME  # *from 831 to 531* may be a fall
        if is_change and one.value > other.value:
            result[place] = replace(one, is_origin=True)
            continue
        bound = Bound.NONE if one.bound is Bound.LESS else one.bound  # *menores de 5 a 16 años* are no less
        is_origin = one.is_origin or joint == "to"
        result[place] = replace(one, bound=bound, partner=other.value, opens_range=True, is_origin=is_origin)
        result[place + 1] = replace(
            other, partner=one.value, is_sure=other.is_sure or (other.kind is Kind.YEAR and joint != "-")
        )
    return tuple(result)


def _with_listed_years(found: Sequence[Quantity], atoms: Sequence[Atom]) -> list[Quantity]:
    """Return the quantities, a number that is listed with a year being one: *in 2012 and 2014 there were …*."""
    result = list(found)
    for place in range(1, len(result)):
        one, other = result[place - 1], result[place]
        between = [atom.word for atom in atoms[one.stop : other.first]]
        is_listed = bool(between) and all(word in _AND | {",", "or", "o"} for word in between)
        if is_listed and one.kind is Kind.YEAR and other.kind is Kind.COUNT and _may_be_year(other):
            result[place] = replace(other, kind=Kind.YEAR, is_sure=one.is_sure)
    return result


def _joint(one: Quantity, other: Quantity, atoms: Sequence[Atom]) -> str | None:
    """Return how two quantities are joined to a range: by a dash, *to* or *and*; ``None`` where they are not."""
    if one.kind not in (Kind.COUNT, Kind.YEAR, Kind.PERCENT, Kind.DATE, Kind.CLOCK):
        return None
    between = [atom.word for atom in atoms[one.stop : other.first] if atom.word not in _SIGNS]
    if one.unit:
        between = between[1:] if between[:1] and between[0] not in _DASHES | _TO | _AND else between
    before = [atom.word for atom in atoms[max(0, one.first - 3) : one.first] if atom.word not in _SIGNS]
    if len(between) != 1:
        return None
    if between[0] in _DASHES:
        return "-" if other.first - one.stop == 1 and one.kind is not Kind.DATE else None
    if between[0] in _AND and before[-1:] and before[-1] in _BETWEEN:
        return "and"
    if between[0] in _TO and (between[0] != "a" or (before[-1:] and before[-1] in _FROM)):
        return "to"
    return None


def _may_be_year(end: Quantity) -> bool:
    return 1400 <= end.value < 2100 and not (end.is_grouped or end.unit or end.currency)


def _shared(one: Quantity, other: Quantity, atoms: Sequence[Atom], *, is_dash: bool) -> tuple[Quantity, Quantity]:
    """Return the ends of a range with the scale, percent sign, currency and unit of the second given to the first."""
    if is_dash and one.kind is Kind.YEAR and other.kind is Kind.COUNT and one.value % 100 < other.value < 100:
        return one, replace(other, kind=Kind.YEAR, value=one.value - one.value % 100 + other.value)
    if {one.kind, other.kind} == {Kind.YEAR, Kind.COUNT} and all(_may_be_year(end) for end in (one, other)):
        return replace(one, kind=Kind.YEAR), replace(other, kind=Kind.YEAR)
    if one.kind is Kind.COUNT and other.kind is Kind.PERCENT:
        return replace(one, kind=Kind.PERCENT), other
    if one.kind is Kind.COUNT and other.kind is Kind.COUNT:
        scale = Fraction(1)
        for atom in atoms[other.first : other.stop]:
            scale *= SCALES.get(atom.word, 1) if atoms[other.first].is_number else 1
        value = one.value * scale if scale > 1 and one.value < 1000 and one.stop == one.first + 1 else one.value
        return replace(one, value=value, unit=one.unit or other.unit, currency=one.currency or other.currency), replace(
            other, currency=other.currency or one.currency
        )
    return one, other
