"""Which side of a comparison is the greater: *more in A than in B* beside *more in B than in A*."""

from __future__ import annotations

from answering.checking.pairing import SURE, Beside
from answering.checking.readings import Reading
from answering.concepts import number_value

_COMPARING = frozenset(
    """more less fewer higher lower greater smaller larger bigger better worse mas menos mayor menor mayores menores
    mejor peor superior inferior supera superan""".split()
)
_WITHIN = 20


def than_of(text: Reading) -> int | None:
    """Return the place of the word that opens the second half of a comparison, ``None`` where nothing is compared."""
    for place, word in enumerate(text.words):
        before = text.words[max(0, place - _WITHIN) : place]
        if any(number_value(after) for after in text.words[place + 1 : place + 2]):
            continue
        if word == "than" or (word == "que" and _COMPARING.intersection(before)):
            return place
    return None


def is_swapped(beside: Beside) -> bool:
    """Return whether both compare, and what comes first in the sentence comes second in its source, and back."""
    mine, theirs = than_of(beside.said.reading), than_of(beside.source.reading)
    if mine is None or theirs is None:
        return False
    moved_on = moved_back = False
    for sense, options in zip(beside.said.senses, beside.alike, strict=True):
        places = [other.place for other, alike in options if alike >= SURE]
        if sense.is_light or not places:
            continue
        moved_on |= sense.place < mine and min(places) > theirs
        moved_back |= sense.place > mine and max(places) < theirs
    return moved_on and moved_back


def compared_back(beside: Beside) -> str:
    """Return the word after which a sentence compares the other way round than its source, ``""`` where it does not."""
    place = than_of(beside.said.reading)
    is_turned = any(alike < 0 for options in beside.alike for other, alike in options if other.word in _COMPARING)
    return beside.said.reading.tokens[place].surface if place and not is_turned and is_swapped(beside) else ""
