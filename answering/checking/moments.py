"""Whether a sentence puts something before what its source puts it after, or ends it where the source begins it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answering.checking.pairing import Beside, Finding, Pair, Text, judged
from answering.checking.readings import Reading

_BEFORE = frozenset("before prior pre antes previo previa previos previas".split())
_AFTER = frozenset("after following post despues tras posterior posteriores".split())
_SINCE = frozenset("since desde".split())
_UNTIL = frozenset("until till hasta".split())
_OTHER = {**dict.fromkeys(_BEFORE, (_BEFORE, _AFTER)), **dict.fromkeys(_AFTER, (_AFTER, _BEFORE))}
_OTHER_END = {**dict.fromkeys(_SINCE, (_SINCE, _UNTIL)), **dict.fromkeys(_UNTIL, (_UNTIL, _SINCE))}
_IN = frozenset("in between from during since en entre desde durante".split())
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_REACH = 4


def moved_in_time(said: Text, sources: Sequence[Beside]) -> str:
    """Return the word with which ``said`` puts something at the other side of a moment than its source."""
    return judged(said, sources, _moved)


def _moved(beside: Beside, clause: range) -> Finding | None:
    words = beside.said.reading.words
    pairs = [pair for pair in beside.pairs(clause) if pair.alike > 0]
    for place in clause:
        focus = next((pair for pair in pairs if place < pair.said.place <= place + _REACH), None)
        if focus is None:
            continue
        is_moved = (
            (words[place] in _OTHER and _is_reordered(beside, place, focus, pairs))
            or (words[place] in _OTHER and _is_within(beside.source.reading, focus))
            or (words[place] in _OTHER_END and _is_other_end(beside.source.reading, focus, *_OTHER_END[words[place]]))
        )
        if is_moved:
            return Finding(focus.said.place, beside.said.reading.tokens[place].surface)
    return None


def _is_reordered(beside: Beside, place: int, focus: Pair, pairs: Sequence[Pair]) -> bool:
    """Return whether the source has only *after* by what the sentence has *before* by, or the other way round."""
    words = beside.said.reading.words
    if _BEFORE.intersection(words) and _AFTER.intersection(words):
        return False
    mine, other = _OTHER[words[place]]
    row = beside.said.senses.index(focus.said)
    places = [sense.place for sense, alike in beside.alike[row] if alike > 0 and sense.stems & focus.said.stems]
    near: set[str] = set()
    for each in (focus.source.place, *places):
        near.update(beside.source.reading.words[max(0, each - _REACH + 1) : each + 2])
    return bool(near & other) and not near & mine and not _is_swapped(beside, place, pairs)


def _is_within(source: Reading, focus: Pair) -> bool:
    """Return whether the source tells of what was in a year that the sentence puts it before or after."""
    if not _YEAR.fullmatch(focus.said.word):
        return False
    near = source.words[max(0, focus.source.place - _REACH + 1) : focus.source.place]
    return bool(_IN.intersection(near)) and not _OTHER.keys() & near


def _is_swapped(beside: Beside, place: int, pairs: Sequence[Pair]) -> bool:
    """Return whether what stands before the mark here stands after it there."""
    theirs = next((at for at, word in enumerate(beside.source.reading.words) if word in _OTHER), None)
    first = [pair for pair in pairs if pair.said.place < place and not pair.said.is_light]
    return theirs is not None and bool(first) and all(pair.source.place > theirs for pair in first)


def _is_other_end(source: Reading, focus: Pair, mine: frozenset[str], other: frozenset[str]) -> bool:
    near = source.words[max(0, focus.source.place - _REACH + 1) : focus.source.place]
    return bool(other.intersection(near)) and not mine.intersection(near)
