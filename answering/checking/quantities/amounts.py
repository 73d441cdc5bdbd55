"""A number with all that makes it larger or measures it: *27.6 million*, *media docena*, *150 mil dólares*."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from answering.checking.quantities.atoms import Atom
from answering.checking.quantities.digits import GLUED_SCALES, reads_as_year
from answering.checking.quantities.measures import (
    SPANS,
    currency_after,
    currency_before,
    is_in_points,
    percent_after,
    unit_after,
)
from answering.checking.quantities.number_words import ARTICLES, COLLECTIVES, SCALES, Found
from answering.checking.quantities.portions import multiple
from answering.checking.quantities.quantity import Kind, Quantity

_HALVES = frozenset({"half", "medio", "media"})
_LONG_SPANS = {"decade": 10, "century": 100}


def measured(atoms: Sequence[Atom], place: int, value: Fraction, stop: int, language: str) -> Quantity:
    """Return a number with its scale, percent sign, currency or unit; a bare one of four digits may be a year."""
    value, stop = _scaled(atoms, value, stop, language)
    if (times := multiple(atoms, place, value, stop)) is not None:
        return times
    if end := percent_after(atoms, stop):
        return Quantity(Kind.PERCENT, value, place, end, unit="point" if is_in_points(atoms, stop) else "")
    currency = currency_before(atoms, place) or currency_after(atoms, stop)
    unit, _ = unit_after(atoms, stop, language)
    if unit in _LONG_SPANS:
        value, unit = value * _LONG_SPANS[unit], "year"
    is_year, is_sure = (False, False) if currency or unit else reads_as_year(atoms, place, value, stop, language)
    return Quantity(
        Kind.YEAR if is_year else Kind.COUNT,
        value,
        place,
        stop,
        currency=currency,
        unit=unit,
        is_grouped=atoms[place].is_grouped,
        is_sure=is_sure,
    )


def half(atoms: Sequence[Atom], place: int, language: str) -> Quantity | None:
    """Return *half a million*, *media docena* or *half an hour* at ``place``."""
    if atoms[place].word not in _HALVES or place + 1 >= len(atoms):
        return None
    at = place + 2 if atoms[place + 1].word in ("a", "an", "-") else place + 1
    if at >= len(atoms):
        return None
    factor = SCALES.get(atoms[at].word) or COLLECTIVES.get(atoms[at].word)
    if factor:
        return measured(atoms, place, Fraction(factor, 2), at + 1, language)
    unit, _ = unit_after(atoms[: at + 1], at, language)
    return Quantity(Kind.COUNT, Fraction(1, 2), place, at + 1, unit=unit) if unit in SPANS else None


def article(atoms: Sequence[Atom], place: int) -> Found | None:
    """Return the value of an article before a collective or a scale: *a dozen*, *un centenar*, *a decade*."""
    if atoms[place].word not in ARTICLES or place + 1 >= len(atoms):
        return None
    word = atoms[place + 1].word
    is_scale = word in SCALES and not word.endswith("s") and word != "mil"
    counts = is_scale or word in COLLECTIVES or word in ("decade", "decada", "decenio")
    return (Fraction(1), place + 1) if counts else None


def _scaled(atoms: Sequence[Atom], value: Fraction, stop: int, language: str) -> Found:
    """Return a number with the scales after it: *27.6 million*, *133 mil 943*, *dos millones y medio*, *22k*."""
    if after := _and_a_half(atoms, stop):
        factor = SCALES.get(atoms[stop - 1].word)
        if after < len(atoms) and atoms[after].word in SCALES:
            value, stop = value + Fraction(1, 2), after
        elif factor:
            return value + Fraction(factor, 2), after
    step = stop + 1 if stop + 1 < len(atoms) and atoms[stop].word in "-‐‑" else stop
    while step < len(atoms):
        atom = atoms[step]
        scale = SCALES.get(atom.word) or COLLECTIVES.get(atom.word)
        factor = scale or (GLUED_SCALES.get(atom.word) if atom.is_glued else None)
        if factor is None or (atom.word == "mil" and language == "en"):
            break
        value, stop, step = value * factor, step + 1, step + 1
        rest = atoms[step].value if step < len(atoms) and factor >= 1000 and not atoms[step].is_glued else None
        if rest is not None:
            less, after = _scaled(atoms, rest, step + 1, language)
            return (value + less, after) if less < factor else (value, stop)
        if after := _and_a_half(atoms, stop):
            return value + Fraction(factor, 2), after
    return value, stop


def _and_a_half(atoms: Sequence[Atom], place: int) -> int:
    """Return the place after *and a half* or *y medio* at ``place``, 0 where it is not said."""
    words = [atom.word for atom in atoms[place : place + 3]]
    if words[:2] in (["y", "medio"], ["y", "media"]):
        return place + 2
    return place + 3 if words == ["and", "a", "half"] else 0
