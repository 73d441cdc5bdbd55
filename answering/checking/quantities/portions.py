"""Parts of a whole, multiples, and quantity words that name no number: a third, twice, hundreds, the only one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from answering.checking.quantities.atoms import Atom
from answering.checking.quantities.number_words import ARTICLES, ORDINALS, PARTS, SMALL, spoken
from answering.checking.quantities.quantity import MOST, Kind, Quantity

_TIMES: Mapping[str, int] = {
    **dict.fromkeys("twice double doubles doubled doubling twofold doble dobles".split(), 2),
    **dict.fromkeys("thrice triple triples tripled tripling threefold".split(), 3),
    **dict.fromkeys("quadruple quadrupled quadruples quadrupling fourfold cuadruple".split(), 4),
    **dict.fromkeys("quintuple quintupled fivefold".split(), 5),
    "tenfold": 10,
}
_TIMES_ES = re.compile(
    r"(duplic|triplic|cuadruplic|quintuplic)(?:a|an|o|aron|ar|ado|ada|ados|adas|ando|aba|aban|ara|aran|aria)"
)
_TIMES_STEMS: Mapping[str, int] = {"duplic": 2, "triplic": 3, "cuadruplic": 4, "quintuplic": 5}
_OUT_OF = (
    *(("out", "of", "every"), ("out", "of", "each"), ("out", "of"), ("in", "every"), ("of", "every"), ("for", "every")),
    *(("de", "cada"), ("por", "cada"), ("in",)),
)
_ROUND = frozenset({*range(2, 11), 20, 100, 1000})
_AFTER_PART = frozenset("of de del were are have come came live lived eran son . , ;".split()) | {""}
_HALVED = frozenset({"halve", "halves", "halved", "halving"})
_MILLION, _BILLION, _TRILLION = 10**6, 10**9, 10**12
_ORDERS: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("dozens", "docenas"), (20, 200)),
    **dict.fromkeys(("tens", "decenas"), (20, 100)),
    **dict.fromkeys(("hundreds", "cientos", "centenares", "centenas"), (200, 1000)),
    **dict.fromkeys(("thousands", "miles", "millares"), (2000, _MILLION)),
    **dict.fromkeys(("millions", "millones"), (2 * _MILLION, _BILLION)),
    **dict.fromkeys(("billions", "millardos"), (2 * _BILLION, _TRILLION)),
    **dict.fromkeys(("trillions", "billones"), (2 * _TRILLION, 100 * _TRILLION)),
}
_ORDERS_AFTER: Mapping[str, str] = {
    "hundred": "hundreds",
    **dict.fromkeys(("thousand", "mil"), "thousands"),
    "million": "millions",
    "billion": "billions",
    "trillion": "trillions",
}
_SEVERAL = frozenset(
    {"several", "few", "some", "many", "multi", "various", "varios", "varias", "unos", "unas", "algunos"}
)
_WEALTHY = re.compile(r"multi(?:millonari[oa]s?|million|billion)")
_HANDFUL = frozenset({"handful", "punado"})
_HALF = frozenset({"half", "halves", "mitad", "mitades"})
_SOLE = re.compile(
    r"^(?:(?:only|just|exactly) (?:a |the )?(?:one|single)|(?:a|one) (?:single|sole|lone)"
    r"|(?:solo|solamente|unicamente|apenas) un[ao]?|un[ao]? (?:sol[oa]|unic[oa]))\b(?! (?:of|de))"
)


def part(atoms: Sequence[Atom], place: int, number: Fraction | None, stop: int, language: str) -> Quantity | None:
    """Return the part of a whole told from ``place`` on; ``number``, if any, stands before ``stop``.

    *A third*, *two out of five*, *uno de cada tres*, *tres cuartas partes*, *2/3*.
    """
    if number is None and atoms[place].word in ARTICLES and place + 1 < len(atoms):
        number, stop = Fraction(1), place + 1
    if number is not None and number == int(number) and stop < len(atoms):
        if whole := _whole(atoms, stop, language):
            value, end = whole
            return Quantity(Kind.PART, number / value, place, end) if number < value else None
        counted = "one" if atoms[place].word == "one" else "many" if number > 1 else "article"
        if named := _name(atoms, stop + 1 if atoms[stop].word in "-‐‑" else stop, counted):
            divisor, end = named
            return Quantity(Kind.PART, number / divisor, place, end) if number < divisor else None
    if atoms[place].word in _HALVED:
        return Quantity(Kind.PART, Fraction(1, 2), place, place + 1)
    named = _name(atoms, place, "")
    return Quantity(Kind.PART, Fraction(1, named[0]), place, named[1]) if named is not None else None


def _whole(atoms: Sequence[Atom], at: int, language: str) -> tuple[Fraction, int] | None:
    """Return what a number is out of, from ``at`` on: *out of every five*, *in 5*, *de cada cinco*, *per 1,000*."""
    words = [atom.word for atom in atoms[at : at + 4]]
    if words[:1] == ["/"] and atoms[at].is_glued and at + 1 < len(atoms) and atoms[at + 1].is_glued:
        value = atoms[at + 1].value
        return (value, at + 2) if value is not None and 2 <= value <= 10 else None
    lead = next((len(lead) for lead in _OUT_OF if words[: len(lead)] == list(lead)), 0)
    start = at + lead
    if not lead or start >= len(atoms):
        return None
    read = spoken(atoms, start, language)
    value, end = (atoms[start].value, start + 1) if atoms[start].is_number else read or (None, 0)
    is_whole = value is not None and (lead > 1 or value in _ROUND)  # *eight in 25* is no part
    return (value, end) if value is not None and is_whole else None


def _name(atoms: Sequence[Atom], at: int, counted: str) -> tuple[int, int] | None:
    """Return what the part named at ``at`` divides by, and the place after it.

    *Third* and *cuarto* are ordinals unless *one* stands before them, or an article and what they are a part of after.
    """
    if at >= len(atoms):
        return None
    word = atoms[at].word
    after = atoms[at + 1].word if at + 1 < len(atoms) else ""
    if after in ("parte", "partes") and ORDINALS.get(word, 0) > 2 and word.endswith(("a", "as")):
        return ORDINALS[word], at + 2
    divisor = PARTS.get(word, 0)
    if word in _HALF or word in ("tercio", "tercios"):
        return divisor, at + 1
    if not divisor or not counted or (counted == "many") != word.endswith("s"):
        return None
    return (divisor, at + 1) if counted != "article" or after in _AFTER_PART else None


def multiple(atoms: Sequence[Atom], place: int, number: Fraction | None, stop: int) -> Quantity | None:
    """Return the multiple told from ``place`` on: *doubled*, *five times*, *tres veces*, *duplicó*."""
    word = atoms[place].word
    if number is None:
        after = [atom.word for atom in atoms[place + 1 : place + 3]]
        if word.startswith(("multiplic", "multipli")) and after[:1] in (["por"], ["by"]) and len(after) == 2:
            times = atoms[place + 2].value or SMALL.get(after[1])
            return Quantity(Kind.TIMES, Fraction(times), place, place + 3) if times else None
        if stem := _TIMES_ES.fullmatch(word):
            return Quantity(Kind.TIMES, Fraction(_TIMES_STEMS[stem[1]]), place, place + 1)
        if word not in _TIMES or (after[:1] == ["-"] and atoms[place + 1].is_glued):  # *double-edged*
            return None
        return Quantity(Kind.TIMES, Fraction(_TIMES[word]), place, place + 1)
    at = stop + 1 if stop < len(atoms) and atoms[stop].word in "-‐‑" else stop
    if at < len(atoms) and atoms[at].word in ("times", "veces", "fold", "x"):
        return Quantity(Kind.TIMES, number, place, at + 1)
    return None


def vague(atoms: Sequence[Atom], place: int, language: str) -> Quantity | None:
    """Return the quantity without a number told from ``place`` on: *tens of thousands*, *several hundred*, *miles*."""
    word = atoms[place].word
    if word in _HANDFUL:
        return Quantity(Kind.VAGUE, Fraction(2), place, place + 1, top=Fraction(8))
    if found := _WEALTHY.fullmatch(word):
        low = _BILLION if "billion" in found.group() else _MILLION
        return Quantity(Kind.VAGUE, Fraction(low * 2), place, place + 1, top=MOST)
    at = place
    if word in _SEVERAL:
        at = place + 2 if place + 1 < len(atoms) and atoms[place + 1].word in "-‐‑" else place + 1
        word = _ORDERS_AFTER.get(atoms[at].word, atoms[at].word) if at < len(atoms) else ""
    if word not in _ORDERS or (word == "miles" and language == "en") or (place and atoms[place - 1].is_number):
        return None
    low, top = _ORDERS[word]
    end = at + 1
    while end + 1 < len(atoms) and atoms[end].word in ("of", "de") and atoms[end + 1].word in _ORDERS:
        if atoms[end + 1].word == "miles" and language == "en":
            break
        base = _ORDERS[atoms[end + 1].word][0] // 2
        low, top, end = low * base, top * base, end + 2
    return Quantity(Kind.VAGUE, Fraction(low), place, end, top=Fraction(top))


def sole(atoms: Sequence[Atom], place: int) -> Quantity | None:
    """Return that there is one and no more, where it is told from ``place`` on: *only one*, *un solo*."""
    if atoms[place].word not in ARTICLES | {"only", "just", "exactly", "solo", "solamente", "unicamente", "apenas"}:
        return None
    words = " ".join(atom.word for atom in atoms[place : place + 4])
    found = _SOLE.match(words)
    return Quantity(Kind.SOLE, Fraction(1), place, place + len(found.group().split())) if found else None


def counted_one(atoms: Sequence[Atom], place: int, language: str) -> Quantity | None:
    """Return the *one* before a noun, which may be a number: *one operation*."""
    if atoms[place].word != "one" or language != "en" or place + 1 >= len(atoms) or not atoms[place + 1].is_word:
        return None
    if place and atoms[place - 1].word in ("no", "any", "every", "each", "this", "that", "which", "some", "another"):
        return None
    if len(atoms[place + 1].word) <= 3 or atoms[place + 1].word in SMALL:
        return None
    return Quantity(Kind.ONE, Fraction(1), place, place + 1)
