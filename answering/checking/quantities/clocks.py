"""Times of day, as both languages write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answering.checking.quantities.atoms import Atom
from answering.checking.quantities.number_words import spoken

_HOUR_POINT = re.compile(r"([01]?\d|2[0-4])\.([0-5]\d)")
_AFTER_HOUR = frozenset({"h", "hs", "hr", "hrs", "hora", "horas", "hours"})
_PARTS_OF_DAY = re.compile(
    r"^(?:(?:de|por|en) la (?P<es>manana|tarde|noche|madrugada)|in the (?P<en>morning|afternoon|evening)"
    r"|at (?P<at>night))"
)
_PM = frozenset({"tarde", "noche", "afternoon", "evening", "night"})


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, in minutes; ``is_sure`` where it is known to be before or after noon."""

    minutes: int
    is_sure: bool


def clock(atoms: Sequence[Atom], place: int, language: str) -> tuple[Clock, int] | None:
    """Return the time of day that begins at ``place``, and the place after it."""
    atom = atoms[place]
    if atom.word in ("noon", "midday", "mediodia", "midnight", "medianoche"):
        return Clock(0 if atom.word in ("midnight", "medianoche") else 720, is_sure=True), place + 1
    read = _hour(atoms, place, language)
    if read is None:
        return None
    hour, minute, at, is_marked = read
    half, at = _half(atoms, at)
    before = [near.word for near in atoms[max(0, place - 2) : place]]
    if not half and at < len(atoms) and atoms[at].word in _AFTER_HOUR and (is_marked or before[-1:] == ["las"]):
        at, is_marked = at + 1, True
    ends = at >= len(atoms) or not atoms[at].is_word or atoms[at].word in ("y", "del", "en", "on", "and", "to", "hasta")
    if before in (["a", "las"], ["hasta", "las"], ["a", "la"]) and ends and atom.value != 0:
        is_marked = True
    if at + 1 < len(atoms) and atoms[at].word == "o" and atoms[at + 2 : at + 3] and atoms[at + 2].word == "clock":
        is_marked, at = True, at + 3
    if not (half or is_marked) or not 0 <= hour <= 24:
        return None
    is_sure = bool(half) or hour > 12 or hour == 0
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return Clock((hour % 24) * 60 + minute, is_sure), at


def _hour(atoms: Sequence[Atom], place: int, language: str) -> tuple[int, int, int, bool] | None:
    """Return hour, minute, the place after them, and whether their form alone says that they are a time."""
    atom = atoms[place]
    if not atom.is_number:
        read = spoken(atoms, place, language)
        if read is None or not 1 <= read[0] <= 12:
            return None
        return int(read[0]), 0, read[1], False
    beside = atoms[place + 1 : place + 3]
    if len(beside) == 2 and beside[0].word in (":", "h") and all(near.is_glued for near in beside):
        if beside[1].is_number and len(beside[1].surface) == 2 and (beside[1].value or 0) < 60:
            return int(atom.value or 0), int(beside[1].value or 0), place + 3, True
        return None
    after = beside[0].word if beside else ""
    if pointed := _HOUR_POINT.fullmatch(atom.surface):
        if after in _AFTER_HOUR or _half(atoms, place + 1)[0]:
            return int(pointed[1]), int(pointed[2]), place + 1, True
        return None
    return (int(atom.value or 0), 0, place + 1, False) if atom.value == int(atom.value or 0) else None


def _half(atoms: Sequence[Atom], place: int) -> tuple[str, int]:
    """Return ``am``, ``pm`` or ``""`` for what is said from ``place`` on, and the place after it."""
    words = [atom.word for atom in atoms[place : place + 4]]
    if words[:1] in (["am"], ["pm"]):
        return words[0], place + 1
    if len(words) >= 3 and words[0] in ("a", "p") and words[1] == "." and words[2] == "m":
        return words[0] + "m", place + (4 if words[3:] == ["."] else 3)
    told = _PARTS_OF_DAY.match(" ".join(words))
    if told is None:
        return "", place
    part = told["es"] or told["en"] or told["at"]
    return ("pm" if part in _PM else "am"), place + len(told.group().split())
