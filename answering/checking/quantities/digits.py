"""What digits are besides a count: part of a name, a list's mark, a telephone number, an ordinal, a year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from answering.checking.quantities.atoms import Atom
from answering.checking.quantities.quantity import Kind, Quantity
from vectorstore.words import STOP_WORDS

GLUED_SCALES: Mapping[str, int] = {
    **dict.fromkeys(("k",), 10**3),
    **dict.fromkeys(("m", "mn", "mm"), 10**6),
    **dict.fromkeys(("bn", "b"), 10**9),
    "tn": 10**12,
}
"""What a number is multiplied by where these letters follow it without a space."""

_GLUED_WORDS = frozenset({"h", "hs", "hrs", "am", "pm", "x", "km", "kg", "s", "min", "mil", "millones", "million"})
_ORDINAL_SIGNS = frozenset(
    "st nd rd th o a os as er ro ra do da to ta mo ma vo va no na ° ero era".split(),
)
_PREFIXES = frozenset("mid pre post early late under over top non sub some los las".split())
_HYPHENS = frozenset("-‐‑")
_PHONE = re.compile(r"\+?\d[\d \u00a0()-]{6,}\d")
_TWO_YEARS = re.compile(r"(?:1[4-9]|20|21)\d\d ?[-–] ?(?:1[4-9]|20|21)\d\d")
_GROUPS = re.compile(r"\d{1,3}(?:[ \u00a0]\d{3})+")
_PHONE_DIGITS = 7
_YEAR_LEADS = frozenset(
    "in since until till year ano by during from after before of en desde hasta durante de del tras antes".split()
)
_OF = frozenset({"of", "de", "del"})
_DETERMINERS = frozenset("the a an its their this that these those s his her our late early mid - – /".split())


def name_end(atoms: Sequence[Atom], place: int) -> int:
    """Return where a name ends that the digits at ``place`` belong to (*I-24/7*, *B2*), 0 where they belong to none."""
    before = atoms[place - 1] if place else None
    after = atoms[place + 1] if place + 1 < len(atoms) else None
    is_name = False
    if before is not None and atoms[place].is_glued:
        is_name = before.is_word and before.word not in ("us", "usd")
        if before.word in _HYPHENS | {"#"} and before.is_glued and place > 1:
            root = atoms[place - 2]
            is_name = root.is_word and root.surface != root.surface.lower() and root.word not in _PREFIXES
    if after is not None and after.is_glued and after.is_word and not is_name:
        is_name = after.word not in _ORDINAL_SIGNS | GLUED_SCALES.keys() | _GLUED_WORDS
    if not is_name:
        return 0
    end = place + 1
    while end < len(atoms) and atoms[end].is_glued and (atoms[end].is_word or atoms[end].is_number):
        end += 1
    while end + 1 < len(atoms) and atoms[end].word == "/" and atoms[end + 1].is_glued:
        end += 2
    return end


def mark_end(text: str, atoms: Sequence[Atom], place: int) -> int:
    """Return the place after a list's mark (*1.*, *2)*) at the beginning of a line, 0 for none."""
    if text[: atoms[place].start].rstrip(" ").rpartition("\n")[2]:
        return 0
    at = place + 1
    return at if at < len(atoms) and atoms[at].word in (".", ")") and atoms[at].is_glued else 0


def literal(text: str, atoms: Sequence[Atom], place: int) -> Quantity | None:
    """Return the digits at ``place`` that stand for nothing but themselves: a telephone number, *24/7*."""
    atom = atoms[place]
    if phone := _PHONE.match(text, atom.start):
        found = phone.group()
        is_other = _TWO_YEARS.fullmatch(found) or _GROUPS.fullmatch(found)
        if sum(letter.isdigit() for letter in found) >= _PHONE_DIGITS and not found.isdigit() and not is_other:
            stop = next((n for n in range(place, len(atoms)) if atoms[n].start >= phone.end()), len(atoms))
            return Quantity(Kind.LITERAL, Fraction(0), place, stop)
    beside = atoms[place + 1 : place + 3]
    if len(beside) == 2 and beside[0].word == "/" and beside[1].is_number and all(near.is_glued for near in beside):
        return Quantity(Kind.LITERAL, Fraction(0), place, place + 3)
    return None


def holds_literal(text: str, digits: str) -> bool:
    """Return whether ``text`` has a telephone number or the like, however its digits are grouped."""
    kept = r"[^0-9/]"
    return re.sub(kept, "", digits) in re.sub(r"(?<=\d)[ \u00a0()-]+(?=\d)", "", text)


def signed_ordinal(atoms: Sequence[Atom], place: int) -> Quantity | None:
    """Return the ordinal in digits at ``place``: *3rd*, *3.ª*, *3er*."""
    at = place + 1
    if at < len(atoms) and atoms[at].word == "." and atoms[at].is_glued:
        at += 1
        if at >= len(atoms) or atoms[at].surface not in "ºª°":
            return None
    if at >= len(atoms) or not atoms[at].is_glued or atoms[at].word not in _ORDINAL_SIGNS:
        return None
    return Quantity(Kind.ORDINAL, atoms[place].value or Fraction(0), place, at + 1)


def reads_as_year(atoms: Sequence[Atom], place: int, value: Fraction, stop: int, language: str) -> tuple[bool, bool]:
    """Return whether a number may be a year, and whether it surely is: *in 2016*; not *1923 member countries*."""
    atom = atoms[place]
    if not 1400 <= value < 2100 or value != int(value):
        return False, False
    before = atoms[place - 1].word if place else ""
    after = atoms[stop] if stop < len(atoms) else None
    counts = after is not None and after.is_word and not after.is_glued and after.word not in STOP_WORDS
    is_of = counts and before in _OF
    is_sure = (before in _YEAR_LEADS and not is_of) or before == "("
    if not atom.is_number:
        return is_sure, is_sure
    if atom.is_grouped or len(atom.surface) != 4 or stop != place + 1:
        return False, False
    if counts and not is_sure:
        return is_of or (language == "en" and (before in _DETERMINERS or not place)), False
    return True, is_sure
