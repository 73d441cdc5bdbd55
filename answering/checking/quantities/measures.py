"""What stands beside a number and makes it an amount of money, a span of time, a distance, a percentage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from answering.checking.quantities.atoms import Atom


def _named(rows: Mapping[str, str]) -> dict[str, str]:
    return {word: name for name, words in rows.items() for word in words.split()}


_CURRENCIES = _named(
    {
        "dollar": "$ dollar dollars dolar dolares usd",
        "euro": "€ euro euros eur",
        "pound": "£ pound pounds sterling libra libras gbp",
        "peso": "peso pesos mxn",
        "yen": "¥ yen yenes jpy",
        "yuan": "yuan yuanes rmb cny",
        "rupee": "₹ rupee rupees rupia rupias",
        "rouble": "rouble roubles ruble rubles rublo rublos",
        "franc": "franc francs franco francos",
    }
)
_UNITS = _named(
    {
        "second": "seconds segundos",
        "minute": "minute minutes min minuto minutos",
        "hour": "hour hours hora horas h hr hrs",
        "day": "day days dia dias",
        "week": "week weeks semana semanas",
        "month": "month months mes meses",
        "year": "year years ano anos yr yrs",
        "decade": "decade decades decada decadas decenio decenios",
        "century": "century centuries siglo siglos",
        "kilometre": "km km2 kilometer kilometers kilometre kilometres kilometro kilometros",
        "metre": "m2 m3 meter meters metre metres metro metros",
        "mile": "mile milla millas",
        "kilogram": "kg kilo kilos kilogram kilograms kilogramo kilogramos",
        "gram": "gram grams gramo gramos",
        "ton": "ton tons tonne tonnes tonelada toneladas",
        "hectare": "ha hectare hectares hectarea hectareas",
        "litre": "liter liters litre litres litro litros",
        "degree": "° degree degrees grado grados",
    }
)
SPANS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade", "century"})
_HYPHENS = frozenset({"-", "‐", "‑"})


def currency_of(word: str) -> str:
    """Return the currency that a folded word or a sign names, ``""`` for none."""
    return _CURRENCIES.get(word, "")


def unit_of(word: str) -> str:
    """Return the unit of time, length or weight that a folded word names, ``""`` for none."""
    return _UNITS.get(word, "") if len(word) > 1 else ""


def currency_before(atoms: Sequence[Atom], first: int) -> str:
    """Return the currency whose sign or letters stand before a number: *US$ 150*, *USD 150*."""
    before = atoms[first - 1].word if first else ""
    return currency_of(before) if before in ("$", "€", "£", "¥", "₹", "usd", "eur", "mxn", "gbp") else ""


def currency_after(atoms: Sequence[Atom], stop: int) -> str:
    """Return the currency named after a number: *150 millones de dólares*, *a 150-billion-dollar trade*."""
    for atom in atoms[stop : stop + 4]:
        if named := currency_of(atom.word):
            return named
        if atom.word not in _HYPHENS | {"de", "us", "u", "s", ".", "american", "canadian", "of"}:
            break
    return ""


def unit_after(atoms: Sequence[Atom], stop: int, language: str) -> tuple[str, int]:
    """Return the unit of time, length or weight after a number, and the place after it; ``""`` for none.

    One word may stand between them: *five school years*.
    """
    beside = stop + 1 if stop < len(atoms) and atoms[stop].word in _HYPHENS else stop
    for place in (beside, beside + 1):
        if place >= len(atoms) or not (atoms[place].is_word or atoms[place].word == "°"):
            break
        word = atoms[place].word
        if word == "miles" and language == "en":
            return "mile", place + 1
        if (unit := _UNITS.get(word)) and not (word in ("h", "ha") and place > beside):
            return unit, place + 1
        if len(word) <= 3:
            break
    return "", stop


def percent_after(atoms: Sequence[Atom], stop: int) -> int:
    """Return the place after a percent sign or words at ``stop``, 0 where there are none."""
    words = [atom.word for atom in atoms[stop : stop + 2]]
    if words[:1] in (["%"], ["percent"], ["porciento"], ["pct"]):
        return stop + 1
    if words in (["per", "cent"], ["por", "ciento"], ["por", "cien"]) or is_in_points(atoms, stop):
        return stop + 2
    return 0


def is_in_points(atoms: Sequence[Atom], stop: int) -> bool:
    """Return whether a number is of percentage points, of which 40 may be far more, or less, than 40 percent."""
    words = [atom.word for atom in atoms[stop : stop + 2]]
    return words in (
        ["percentage", "point"],
        ["percentage", "points"],
        ["punto", "porcentual"],
        ["puntos", "porcentuales"],
    )
