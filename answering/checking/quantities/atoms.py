"""A text cut for reading quantities: words, runs of digits and signs, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from vectorstore.words import fold

_ATOM = re.compile(
    r"(?P<digits>\d+(?:[.,'’]\d+)*)|(?P<letters>[^\W\d_]+)|(?P<sign>[^\w\s]|_)",
)
_GROUPED = re.compile(r"\d{1,3}(?:([.,'’])\d{3})(?:\1\d{3})*")
_MIXED = re.compile(r"(\d{1,3}(?:[.,'’]\d{3})+)[.,](\d+)")
_PLAIN = re.compile(r"\d+")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_THREE = re.compile(r"\d{3}")
_SPACE = re.compile(r"[ \u00a0\u2009\u202f]")


@dataclass(frozen=True, slots=True)
class Atom:
    """A word, a run of digits or a sign.

    ``word`` is folded; ``is_glued`` says that nothing stands between it and the atom before. A run of digits has its
    ``value``, and ``is_grouped`` where a sign or a space parts its thousands.
    """

    word: str
    surface: str
    start: int
    end: int
    is_glued: bool
    value: Fraction | None = None
    is_grouped: bool = False

    @property
    def is_number(self) -> bool:
        """Whether this is a run of digits."""
        return self.value is not None

    @property
    def is_word(self) -> bool:
        """Whether this is a word."""
        return self.word[:1].isalpha()


@lru_cache(maxsize=4_096)
def cut(text: str) -> tuple[Atom, ...]:
    """Return the atoms of ``text`` in their order.

    >>> [atom.word for atom in cut("Unos 27,6 millones (30%)")]
    ['unos', '27,6', 'millones', '(', '30', '%', ')']
    >>> [atom.word for atom in cut("Chile 2,5 130, Perú 1 500")]
    ['chile', '2,5', '130', ',', 'peru', '1500']
    """
    atoms: list[Atom] = []
    for match in _ATOM.finditer(text):
        is_glued = bool(atoms) and atoms[-1].end == match.start()
        if match["digits"] is None:
            atoms.append(Atom(fold(match.group()), match.group(), match.start(), match.end(), is_glued))
            continue
        if atoms and _continues(text, atoms[-1], match):
            atoms[-1] = _joined(atoms[-1], text[atoms[-1].start : match.end()], match.end())
            continue
        atoms.extend(_numbers(match.group(), match.start(), is_glued))
    return tuple(atoms)


def _continues(text: str, last: Atom, match: re.Match[str]) -> bool:
    """Return whether a run of digits goes on the one before it: *150 000*."""
    if last.value is None or not _THREE.fullmatch(match.group()) or last.word.startswith("0"):
        return False
    digits = _SPACE.sub("", last.surface)
    is_begun = len(last.surface) <= 3 or (last.is_grouped and digits != last.surface)
    return digits.isdigit() and is_begun and _SPACE.fullmatch(text[last.end : match.start()]) is not None


def _joined(last: Atom, surface: str, end: int) -> Atom:
    digits = _SPACE.sub("", surface)
    return Atom(digits, surface, last.start, end, last.is_glued, Fraction(digits), is_grouped=True)


def _numbers(surface: str, start: int, is_glued: bool) -> Iterator[Atom]:
    read = _value(surface)
    if read is not None:
        yield Atom(surface, surface, start, start + len(surface), is_glued, *read)
        return
    for place, part in enumerate(re.finditer(r"\d+|[.,'’]", surface)):  # a date, a version, years without a space
        value = Fraction(part.group()) if part.group().isdigit() else None
        at = start + part.start()
        yield Atom(part.group(), part.group(), at, at + len(part.group()), is_glued or place > 0, value)


def _value(surface: str) -> tuple[Fraction, bool] | None:
    """Return the value of a run of digits and whether its thousands are parted; ``None`` where it is no one number."""
    if _PLAIN.fullmatch(surface):
        return Fraction(surface), False
    if _GROUPED.fullmatch(surface) and not surface.startswith("0"):
        return Fraction(re.sub(r"\D", "", surface)), True
    if mixed := _MIXED.fullmatch(surface):
        return Fraction(f"{re.sub(r'[^0-9]', '', mixed[1])}.{mixed[2]}"), True
    if (decimal := _DECIMAL.fullmatch(surface)) and not (len(decimal[1]) == 4 and len(decimal[2]) == 4):
        return Fraction(f"{decimal[1]}.{decimal[2]}"), False
    return None
