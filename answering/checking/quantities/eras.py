"""Centuries and decades, as both languages write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from answering.checking.quantities.atoms import Atom
from answering.checking.quantities.calendars import roman
from answering.checking.quantities.number_words import SMALL, ordinal, spoken
from answering.checking.quantities.quantity import Kind, Quantity

_JOINTS = frozenset({"y", "e", "and", "a", "al", "to", ",", "-", "–"})
_CENTURIES = frozenset({"century", "centuries"})
_DECADES: Mapping[str, int] = {
    word: value
    for value, word in enumerate(
        "twenties thirties forties fifties sixties seventies eighties nineties".split(), start=2
    )
}
_SUFFIXES = frozenset({"st", "nd", "rd", "th"})


def eras(atoms: Sequence[Atom], place: int, language: str) -> list[Quantity]:
    """Return the centuries or the decade told from ``place`` on; empty for none."""
    word = atoms[place].word
    if word in ("siglo", "siglos"):
        return _siglos(atoms, place)
    return _centuries(atoms, place) or _decade(atoms, place, language)


def century_ordinal(atoms: Sequence[Atom], place: int) -> tuple[Fraction, int] | None:
    """Return an ordinal in words or digits at ``place``, and the place after it."""
    atom = atoms[place]
    if atom.value is not None:
        after = atoms[place + 1] if place + 1 < len(atoms) else None
        return (atom.value, place + 2) if after is not None and after.is_glued and after.word in _SUFFIXES else None
    return ordinal(atoms, place)


def _siglos(atoms: Sequence[Atom], place: int) -> list[Quantity]:
    found: list[Quantity] = []
    at = place + 1
    while at < len(atoms):
        atom = atoms[at]
        read = (
            ordinal(atoms, at) or spoken(atoms, at, "es") or (Fraction(roman(atom.surface)) or atom.value or 0, at + 1)
        )
        if not 0 < read[0] <= 30:
            break
        found.append(Quantity(Kind.CENTURY, Fraction(read[0]), place if not found else at, read[1]))
        at = read[1]
        if at + 1 < len(atoms) and atoms[at].word in _JOINTS:
            at += 1
            continue
        break
    return found


def _centuries(atoms: Sequence[Atom], place: int) -> list[Quantity]:
    """Return the centuries of *20th and 21st centuries*."""
    found: list[Quantity] = []
    at = place
    while at < len(atoms) and (read := century_ordinal(atoms, at)) is not None:
        found.append(Quantity(Kind.CENTURY, read[0], at, read[1]))
        at = read[1]
        if (
            at < len(atoms)
            and atoms[at].word in ("-", "‐")
            and at + 1 < len(atoms)
            and atoms[at + 1].word in _CENTURIES
        ):
            at += 1
        if at < len(atoms) and atoms[at].word in _CENTURIES:
            return found
        if at + 1 < len(atoms) and atoms[at].word in _JOINTS:
            at += 1
            continue
        break
    return []


def _decade(atoms: Sequence[Atom], place: int, language: str) -> list[Quantity]:
    atom = atoms[place]
    after = [near.word for near in atoms[place + 1 : place + 4]]
    if atom.value is not None and after[:1] == ["s"] and atoms[place + 1].is_glued and atom.value % 10 == 0:
        return [Quantity(Kind.DECADE, _full(atom.value), place, place + 2)]
    if atom.word in _DECADES and place and atoms[place - 1].word in ("the", "early", "late", "mid", "-"):
        return [Quantity(Kind.DECADE, Fraction(1900 + 10 * _DECADES[atom.word]), place, place + 1)]
    if atom.word not in ("decada", "decadas", "decenio", "anos", "ano"):
        return []
    at = place + 1
    while at < len(atoms) and atoms[at].word in ("de", "los", "las") and atom.word not in ("anos", "ano"):
        at += 1
    if at >= len(atoms) or (atom.word in ("anos", "ano") and place and atoms[place - 1].is_number):
        return []
    value = atoms[at].value or Fraction(SMALL.get(atoms[at].word, 0)) or (spoken(atoms, at, language) or (0, 0))[0]
    if value % 10 or not (20 <= value < 100 or 1400 <= value < 2100) or (atom.word == "ano" and value > 100):
        return []
    return [Quantity(Kind.DECADE, _full(Fraction(value)), place, at + 1)]


def _full(value: Fraction) -> Fraction:
    return value + 1900 if value < 100 else value
