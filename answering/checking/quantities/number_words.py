"""Numbers in words, of both languages: cardinals of any length, ordinals, parts, magnitudes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from answering.checking.quantities.atoms import Atom

_UNITS_EN = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen""".split()
_UNITS_ES = """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis
diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete
veintiocho veintinueve""".split()
_TENS_EN = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_TENS_ES = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_HUNDREDS_ES = "doscient trescient cuatrocient quinient seiscient setecient ochocient novecient".split()
SMALL: Mapping[str, int] = {
    **{word: value for value, word in enumerate(_UNITS_EN)},
    **{word: value for value, word in enumerate(_UNITS_ES)},
    **{word: value * 10 for value, word in enumerate(_TENS_EN, start=2)},
    **{word: value * 10 for value, word in enumerate(_TENS_ES, start=2)},
    "un": 1,
    "una": 1,
    "veintiun": 21,
    "veintiuna": 21,
}
"""The numbers below a hundred that are one word."""

_HUNDREDS: Mapping[str, int] = {
    "cien": 100,
    "ciento": 100,
    **{word + ending: value * 100 for value, word in enumerate(_HUNDREDS_ES, start=2) for ending in ("os", "as")},
}
ARTICLES = frozenset({"one", "uno", "un", "una", "a", "an"})
_OTHER_SENSE: Mapping[str, frozenset[str]] = {"en": frozenset({"once", "mil", "un"}), "es": frozenset({"ten"})}
_MILLION, _BILLION, _TRILLION = 10**6, 10**9, 10**12
SCALES: Mapping[str, int] = {
    "thousand": 1000,
    "mil": 1000,
    "million": _MILLION,
    "millions": _MILLION,
    "millon": _MILLION,
    "millones": _MILLION,
    "mn": _MILLION,
    "billion": _BILLION,
    "billions": _BILLION,
    "bn": _BILLION,
    "millardo": _BILLION,
    "millardos": _BILLION,
    "trillion": _TRILLION,
    "trillions": _TRILLION,
    "billon": _TRILLION,
    "billones": _TRILLION,
}
"""What a number is multiplied by; a Spanish *billón* is a million millions."""

COLLECTIVES: Mapping[str, int] = {
    **dict.fromkeys(("dozen", "dozens", "docena", "docenas"), 12),
    **dict.fromkeys(("decena", "decenas"), 10),
    "quincena": 15,
    "veintena": 20,
    "treintena": 30,
    "cincuentena": 50,
    **dict.fromkeys(("centenar", "centenares", "centena", "centenas"), 100),
    **dict.fromkeys(("millar", "millares"), 1000),
}
_ORDINALS_EN = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""".split()
_ORDINALS_ES = "primer segund tercer cuart quint sext septim octav noven decim undecim duodecim".split()
ORDINALS: Mapping[str, int] = {
    **{word: value for value, word in enumerate(_ORDINALS_EN, start=1)},
    "thirtieth": 30,
    "hundredth": 100,
    "primer": 1,
    "tercer": 3,
    "setimo": 7,
    "setima": 7,
    **{word + ending: value for value, word in enumerate(_ORDINALS_ES, start=1) for ending in ("o", "a", "os", "as")},
    **{f"vigesim{ending}": 20 for ending in ("o", "a")},
    **{f"trigesim{ending}": 30 for ending in ("o", "a")},
    **{f"centesim{ending}": 100 for ending in ("o", "a")},
}
"""Ordinals of one word."""

PARTS: Mapping[str, int] = {
    "half": 2,
    "halves": 2,
    "mitad": 2,
    "mitades": 2,
    "tercio": 3,
    "tercios": 3,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "cuarto": 4,
    "cuartos": 4,
    "fifth": 5,
    "fifths": 5,
    "quinto": 5,
    "quintos": 5,
    "tenth": 10,
    "tenths": 10,
    "decimo": 10,
    "decimos": 10,
}
"""Names of parts, by what the whole is divided into."""

Found = tuple[Fraction, int]
"""A value, and the place after its last atom."""


def spoken(atoms: Sequence[Atom], place: int, language: str) -> Found | None:
    """Return the cardinal in words that begins at ``place``: *one hundred and thirty-four*, *dos mil quince*.

    A lone article (*one*, *un*) is none, nor is a word that is another one in ``language`` (English *once*).
    """
    total, current, last, at = 0, 0, 0, place
    while at < len(atoms):
        step = _joint(atoms, at, last) if at > place else 0
        word = atoms[at + step].word if at + step < len(atoms) else ""
        if word in _OTHER_SENSE.get(language, ()):
            break
        grown = _grown(total, current, last, word)
        if grown is None:
            break
        total, current, last = grown
        at += step + 1
    words = [atom.word for atom in atoms[place:at] if atom.is_word]
    if not words or (len(words) == 1 and words[0] in ARTICLES) or words == ["a"]:
        return None
    pair = _spoken_year(atoms, at, total + current, language)
    return pair or (Fraction(total + current), at)


def _grown(total: int, current: int, last: int, word: str) -> tuple[int, int, int] | None:
    """Return what has been read, in full groups and since the last of them, with one word more; and that word's value.

    ``None`` where the word does not go on the number.
    """
    if word in ("a", "an"):
        return (0, 1, -1) if not last else None
    value = SMALL.get(word)
    if value is not None:
        if not last or last >= 100 or (20 <= last <= 90 and last % 10 == 0 and 1 <= value <= 9):
            return total, current + value, value or -1
        return None
    if word in _HUNDREDS:
        return (total, current + _HUNDREDS[word], 100) if current == 0 and last in (0, 1000, _MILLION) else None
    if word == "hundred":
        return (total, (current or 1) * 100, 100) if current < 100 and last != 0 else None
    scale = SCALES.get(word)
    if scale is None or (word.endswith("s") and not last) or (last == 0 and word not in ("mil", "thousand")):
        return None
    if scale == 1000:
        return (total + (current or 1) * 1000, 0, 1000) if last != 1000 else None
    return (total + current or 1) * scale, 0, _MILLION


def _joint(atoms: Sequence[Atom], at: int, last: int) -> int:
    """Return how many atoms join a number's words here: 1 for *y*, *and* or a hyphen that does, else 0."""
    word = atoms[at].word
    tail = atoms[at + 1].word if at + 1 < len(atoms) else ""
    if word in "-‐‑" and atoms[at].is_glued:
        return 1 if 20 <= last <= 90 and 1 <= SMALL.get(tail, 0) <= 9 else 0
    if word == "y":
        return 1 if 30 <= last <= 90 and 1 <= SMALL.get(tail, 0) <= 9 else 0
    if word == "and" and last >= 100:
        ends = at + 4 if at + 2 < len(atoms) and atoms[at + 2].word in "-‐‑" else at + 2
        is_another = ends < len(atoms) and atoms[ends].word == "hundred"  # *between one hundred and two hundred*
        return 1 if SMALL.get(tail, 0) and not is_another else 0
    return 0


def _spoken_year(atoms: Sequence[Atom], at: int, value: int, language: str) -> Found | None:
    """Return the year of two pairs of digits in words: *nineteen ninety-five*."""
    if language != "en" or not 14 <= value <= 20 or at >= len(atoms) or SMALL.get(atoms[at].word, 0) < 10:
        return None
    rest = spoken(atoms, at, language)
    return (value * 100 + rest[0], rest[1]) if rest and rest[0] < 100 else None


def ordinal(atoms: Sequence[Atom], place: int) -> Found | None:
    """Return the ordinal in words that begins at ``place``: *twenty-first*, *vigésimo primero*, *third*."""
    word = atoms[place].word
    value = ORDINALS.get(word)
    tens = SMALL.get(word, 0)
    if tens >= 20 and tens % 10 == 0 and place + 2 < len(atoms) and atoms[place + 1].word in "-‐‑":
        rest = ORDINALS.get(atoms[place + 2].word, 0)
        if 1 <= rest <= 9:
            return Fraction(tens + rest), place + 3
    if value is None:
        return None
    rest = ORDINALS.get(atoms[place + 1].word, 0) if place + 1 < len(atoms) and value in (10, 20, 30) else 0
    if word[-1:] in "oa" and 1 <= rest <= 9:
        return Fraction(value + rest), place + 2
    return Fraction(value), place + 1
