"""Sayings with two fixed ends: *more than*, *from … to*, *part of*, *according to*."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from answering.checking.readings import Reading
from answering.checking.role_names import Named
from answering.checking.role_scene import Scene, Source
from answering.checking.role_words import determiners

_MORE = frozenset(
    """more greater higher larger bigger exceeds exceed exceeded surpasses surpass above most
    mas mayor mayores superior superiores supera superan supero excede exceden""".split()
)
_LESS = frozenset("fewer less lower smaller below menos menor menores inferior inferiores".split())
_THAN = frozenset("than que".split())
_EXCEEDS = frozenset("exceeds exceed exceeded surpasses surpass supera superan supero excede exceden".split())
_PART = frozenset("part parte branch rama".split())
_BELONGS = frozenset("belongs belong belonged pertenece pertenecen".split())
_INCLUDES = frozenset("includes include included incluye incluyen incluyo comprises abarca".split())
_FROM, _TO = frozenset("from desde".split()), frozenset("to hasta hacia a al".split())
_REACH, _NEAR = 8, 6


@dataclass(frozen=True, slots=True)
class _Frame:
    """Two ends of a saying: the names on each side; ``turn`` is 1, or -1 where the sides are to be changed round."""

    left: tuple[Named, ...]
    right: tuple[Named, ...]
    turn: int = 1


def crossed(scene: Scene) -> Iterator[str]:
    """Yield the sentence where it changes the ends of a saying of its sources."""
    for find in (_compared, _parts, _ways):
        for frame in find(scene.said, scene.named):
            if _is_crossed(scene, frame, find):
                yield scene.words((0, len(scene.said.tokens)))


def _is_crossed(scene: Scene, frame: _Frame, find: Callable[[Reading, Sequence[Named]], Iterator[_Frame]]) -> bool:
    """Return whether a source has the saying the other way round, and none has it so."""
    against = False
    for source in scene.sources:
        for other in find(source.reading, source.named):
            same = _fits(scene, source, frame.left, other.left) and _fits(scene, source, frame.right, other.right)
            turned = _fits(scene, source, frame.left, other.right) and _fits(scene, source, frame.right, other.left)
            if same == turned:
                continue
            if (frame.turn == other.turn) == same:
                return False
            against = True
    return against


def _fits(scene: Scene, source: Source, some: Sequence[Named], others: Sequence[Named]) -> bool:
    """Return whether two ends name the same, at least in part."""
    return any(
        (source.number, place) in scene.places[each] for each in some for other in others for place in other.places
    )


def _compared(reading: Reading, named: Sequence[Named]) -> Iterator[_Frame]:
    """Yield what is more or less than what: *more from A than from B*, *A exceeds B*."""
    words, names = reading.words, [each for each in named if each.kind == "name"]
    for place, word in enumerate(words):
        if word in _EXCEEDS:
            turn, before, after = 1, place, place + 1
        elif word in _THAN and place + 1 < len(words):
            signs = [1 if other in _MORE else -1 for other in words[:place] if other in _MORE | _LESS]
            if not signs or not any(place < each.first <= place + _NEAR for each in names):
                continue
            turn, before, after = signs[-1], place, place + 1
        else:
            continue
        left = tuple(each for each in names if each.end <= before)
        right = tuple(each for each in names if after <= each.first)
        if word in _THAN:
            left = tuple(each for each in left if not _is_source(reading, each))
        if left and right and not any(other in _THAN - {"que"} for other in words[after:]):
            yield _Frame(left, right, turn)


def _is_source(reading: Reading, each: Named) -> bool:
    before = reading.words[max(0, each.first - 3) : each.first]
    return any(word in ("according", "segun") for word in before)


def _parts(reading: Reading, named: Sequence[Named]) -> Iterator[_Frame]:
    """Yield what is part of what: *A is part of B*, *A belongs to B*, *B includes A*."""
    words, names = reading.words, [each for each in named if each.kind != "actor"]
    for place, word in enumerate(words):
        if word not in _PART | _BELONGS | _INCLUDES:
            continue
        left = next((each for each in reversed(names) if each.end <= place and place - each.end <= _REACH), None)
        right = next((each for each in names if place < each.first <= place + _NEAR), None)
        if left is None or right is None:
            continue
        if word in _PART and words[place + 1 : place + 2] not in (("of",), ("de",), ("del",)):
            continue
        yield _Frame((right,), (left,)) if word in _INCLUDES else _Frame((left,), (right,))


def _ways(reading: Reading, named: Sequence[Named]) -> Iterator[_Frame]:
    """Yield ways from one place to another: *from A to B*."""
    names = [each for each in named if each.kind == "name"]
    for one, other in pairwise(names):
        between = [word for word in reading.words[one.end : other.first] if word not in determiners(reading.language)]
        lead = reading.words[max(0, one.first - 2) : one.first]
        if len(between) == 1 and between[0] in _TO and any(word in _FROM or word == "de" for word in lead):
            yield _Frame((one,), (other,))
