"""Dates, months and days of the week, as both languages write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from answering.checking.quantities.atoms import Atom
from answering.checking.quantities.number_words import SMALL, ordinal, spoken

_MONTHS_EN = """january february march april may june july august september october november december""".split()
_MONTHS_ES = """enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre""".split()
_MONTHS: Mapping[str, int] = {
    **{name: month for names in (_MONTHS_EN, _MONTHS_ES) for month, name in enumerate(names, start=1)},
    "setiembre": 9,
}
_SHORT: Mapping[str, int] = {
    **{name[:3]: month for names in (_MONTHS_ES, _MONTHS_EN) for month, name in enumerate(names, start=1)},
    "sept": 9,
}
_ALSO_WORDS = frozenset({"may", "march", "august"})
_LEADS_MONTH = frozenset(
    "in since until till of by from during last next this early late mid through to and between before after".split()
)
_WEEKDAYS: Mapping[str, int] = {
    name: day
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "lunes martes miercoles jueves viernes sabado domingo",
        "mondays tuesdays wednesdays thursdays fridays saturdays sundays",
        "lunes martes miercoles jueves viernes sabados domingos",
    )
    for day, name in enumerate(names.split())
}
_BETWEEN_DAYS = frozenset({"-", "–", "—", "to", "a", "al", "and", "y", "through", ","})
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES: Mapping[str, int] = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a month, a year or what of them is told; ``is_either`` where day and month may be the other way round."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    is_either: bool = False

    @property
    def rank(self) -> Fraction:
        """Return a number that grows with the date."""
        return Fraction((self.year or 0) * 10_000 + (self.month or 0) * 100 + (self.day or 0))


def roman(surface: str) -> int:
    """Return the value of a Roman numeral below 40 in capitals, 0 for what is none.

    >>> roman("XXI"), roman("VI"), roman("IIX")
    (21, 6, 0)
    """
    if not _ROMAN.fullmatch(surface):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in surface]
    return sum(-one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True))


def weekday(atoms: Sequence[Atom], place: int) -> int | None:
    """Return the day of the week at ``place``, Monday as 0; *Santo Domingo* is none."""
    day = _WEEKDAYS.get(atoms[place].word)
    if day is None or (place and atoms[place - 1].word in ("santo", "san")):
        return None
    return day


def month(atoms: Sequence[Atom], place: int) -> int | None:
    """Return the month named at ``place``; *may* and *march* are words unless written as months are."""
    atom = atoms[place]
    before = atoms[place - 1] if place else None
    after = atoms[place + 1] if place + 1 < len(atoms) else None
    if after is not None and after.word == "." and place + 2 < len(atoms):
        after = atoms[place + 2]
    beside = [near for near in (before, after) if near is not None]
    is_dated = any(near.is_number or near.word[:-2].isdigit() for near in beside) or (
        before is not None and before.word in ("of", "de") and place > 1 and atoms[place - 2].is_number
    )
    if atom.word in _MONTHS:
        if atom.word not in _ALSO_WORDS:
            return _MONTHS[atom.word]
        leads = before is not None and before.word in _LEADS_MONTH
        return _MONTHS[atom.word] if atom.surface[0].isupper() and (is_dated or leads) else None
    return _SHORT.get(atom.word) if is_dated else None


def dates(atoms: Sequence[Atom], language: str) -> list[tuple[Date, int, int]]:
    """Return the dates in ``atoms``, each with its first place and the place after its last; years alone are none."""
    found: list[tuple[Date, int, int]] = []
    place = 0
    while place < len(atoms):
        read = (
            _in_digits(atoms, place, language)
            or _in_words(atoms, place, language)
            or _after_weekday(atoms, place, language)
        )
        if read is None:
            place += 1
            continue
        found.extend(read)
        place = read[-1][2]
    return [_completed(found, index, atoms) for index in range(len(found))]


def _completed(found: Sequence[tuple[Date, int, int]], index: int, atoms: Sequence[Atom]) -> tuple[Date, int, int]:
    """Return a date with the year that it shares with the one after it: *June and July 2016*."""
    date, first, end = found[index]
    if date.year is None and index + 1 < len(found):
        other, start, _ = found[index + 1]
        if 0 <= start - end <= 2 and all(atom.word in _BETWEEN_DAYS | {"de"} for atom in atoms[end:start]):
            date = replace(date, year=other.year)
    return date, first, end


def _in_digits(atoms: Sequence[Atom], place: int, language: str) -> list[tuple[Date, int, int]] | None:
    parts = atoms[place : place + 5]
    if len(parts) < 5 or not all(part.is_number for part in parts[::2]) or not all(p.is_glued for p in parts[1:]):
        return None
    if parts[1].word != parts[3].word or parts[1].word not in "/-.‐–":
        return None
    one, two, three = (int(part.value or 0) for part in parts[::2])
    end = place + 5
    if one > 1000 and two <= 12 and three <= 31:
        return [(Date(three, two, one), place, end)]
    year = three if three > 1000 else 2000 + three
    if language == "en" and two > 12:
        one, two = two, one
    if not (1 <= one <= 31 and 1 <= two <= 12):
        return None
    return [(Date(one, two, year, is_either=language == "en" and one <= 12), place, end)]


def _in_words(atoms: Sequence[Atom], place: int, language: str) -> list[tuple[Date, int, int]] | None:
    """Return the dates that begin at ``place``: days and then a month, or a month first."""
    year, start = None, place
    if _is_year(atoms[place]) and place + 2 < len(atoms) and atoms[place + 1].word == ",":
        year, start = int(atoms[place].value or 0), place + 2
    days, at = _days(atoms, start, language)
    named = month(atoms, at) if at < len(atoms) else None
    if named is None:
        return None
    at += 1
    if at < len(atoms) and atoms[at].word == "." and atoms[at - 1].word in _SHORT:
        at += 1
    if not days:
        days, at = _days_after(atoms, at, language)
        days = [(day, place if not n else first, end) for n, (day, first, end) in enumerate(days)]
    own, at = _year_after(atoms, at, language)
    if own is None and year is None and start > place:
        return None
    if own is not None and start > place:
        place = start  # the year before the comma is another one
    told = own if own is not None else year
    if not days:
        return [(Date(None, named, told), place, at)]
    firsts = [place, *(first for _, first, _ in days[1:])]
    ends = [*(end for _, _, end in days[:-1]), at]
    return [(Date(day, named, told), first, end) for (day, _, _), first, end in zip(days, firsts, ends, strict=True)]


def _after_weekday(atoms: Sequence[Atom], place: int, language: str) -> list[tuple[Date, int, int]] | None:
    """Return the day that is told by its number after that of the week alone: *jueves 13*, *Thursday the 13th*."""
    before = place - 1 if place and atoms[place - 1].word not in ("the", "el") else place - 2
    if before < 0 or weekday(atoms, before) is None or not atoms[place].is_number:
        return None
    read = _day(atoms, place, language)
    after = atoms[read[1]] if read is not None and read[1] < len(atoms) else None
    if read is None or (
        after is not None and ((after.is_glued and after.word in ":.%/") or after.word in ("%", "de", "of"))
    ):
        return None
    return [(Date(read[0]), place, read[1])]


def _days(atoms: Sequence[Atom], place: int, language: str) -> tuple[list[tuple[int, int, int]], int]:
    """Return the days that stand before a month's name, each with its places, and the place of that name."""
    days: list[tuple[int, int, int]] = []
    at = place
    while at < len(atoms) and (read := _day(atoms, at, language)) is not None:
        days.append((read[0], at, read[1]))
        at = read[1]
        if at + 1 >= len(atoms) or atoms[at].word not in _BETWEEN_DAYS:
            break
        after = at + 2 if atoms[at + 1].word in ("el", "the") else at + 1
        if after >= len(atoms) or _day(atoms, after, language) is None:
            break
        at = after
    if days and at < len(atoms) and atoms[at].word in ("de", "of"):
        at += 1
    return days, at


def _days_after(atoms: Sequence[Atom], place: int, language: str) -> tuple[list[tuple[int, int, int]], int]:
    days: list[tuple[int, int, int]] = []
    at = place
    while at < len(atoms) and (read := _day(atoms, at, language)) is not None:
        days.append((read[0], at, read[1]))
        at = read[1]
        if at + 1 >= len(atoms) or atoms[at].word not in _BETWEEN_DAYS - {","} or not atoms[at + 1].is_number:
            break
        at += 1
    return (days, at) if days else ([], place)


def _day(atoms: Sequence[Atom], place: int, language: str) -> tuple[int, int] | None:
    atom = atoms[place]
    after = atoms[place + 1] if place + 1 < len(atoms) else None
    if atom.is_number:
        value = int(atom.value or 0)
        if not 1 <= value <= 31 or atom.value != value:
            return None
        if after is not None and after.is_glued and after.word in ("st", "nd", "rd", "th", "o", "°", "ro", "ero"):
            return value, place + 2
        return value, place + 1
    read = ordinal(atoms, place) or spoken(atoms, place, language)
    if read is None and atom.word in ("uno", "one"):
        return SMALL[atom.word], place + 1
    return (int(read[0]), read[1]) if read is not None and 1 <= read[0] <= 31 else None


def _is_year(atom: Atom) -> bool:
    return atom.is_number and not atom.is_grouped and len(atom.surface) == 4 and 1000 <= (atom.value or 0) < 2100


def _year_after(atoms: Sequence[Atom], place: int, language: str) -> tuple[int | None, int]:
    at = place
    while at < len(atoms) and atoms[at].word in ("de", "del", "of", ",") and at - place < 2:
        at += 1
    if at < len(atoms) and _is_year(atoms[at]):
        return int(atoms[at].value or 0), at + 1
    read = spoken(atoms, at, language)
    return (int(read[0]), read[1]) if read is not None and 1000 <= read[0] < 2100 else (None, place)
