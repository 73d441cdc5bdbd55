"""Which units of the cited passages a sentence stands on, and the words with which it says more than they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from answering.checking.clauses import clauses_of
from answering.checking.overclaims import unheld_claim
from answering.checking.readings import Reading
from answering.checking.types import Excerpt, Ground
from answering.checking.vocabulary import Vocabulary
from answering.checking.weighing import Item, Strengths, Weighed, items_of
from answering.concepts import Lexicon
from answering.matching import Matcher, TextWords
from vectorstore.types import Unit

_MOST_UNITS = 3
_ADDS_CLEARLY = 0.6
_HELD, _WELL_HELD = 0.45, 0.8
_AROUND, _SAME_PASSAGE, _ELSEWHERE = 0.9, 0.6, 0.15
"""What a word counts that stands by the unit which says most of its clause, in its passage, or in another passage."""

_SURE, _ASIDE = 0.95, 0.45
"""A word that the edition in the sentence's own language lacks is half held where the other one surely has it."""

_CAUSING = frozenset("because porque pues".split())
"""Words that join a statement with its cause: the two are told together, or close by each other."""

_SAME_STATEMENT = 0.2
_TOO_MUCH, _TOO_LITTLE, _DOUBTFUL = 0.8, 0.55, 0.3
"""How much doubt, and how little held, makes a sentence unsupported; from what doubt on a word is told."""


@dataclass(frozen=True, slots=True)
class Support:
    """What a sentence stands on.

    ``chosen`` holds, for each key, the units of that excerpt's own edition, best first. ``coverage`` is how much of
    what the sentence says stands there, in [0, 1], names and figures counting more, words that say little less.
    ``missing`` are the words that stand nowhere in it, those that say little left out. ``held`` says for each word of
    the sentence how surely it stands there, 1 for those that are not looked for.
    """

    chosen: Mapping[str, tuple[Ground, ...]]
    coverage: float
    missing: tuple[str, ...]
    held: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """A unit, and which one of its excerpt it is, counted from 0."""

    key: str
    row: int
    ground: Ground

    @property
    def whole(self) -> tuple[str, int, bool]:
        """What the unit is part of: the list, for an item; else itself."""
        is_item = self.ground.source.kind == "item"
        return self.key, self.ground.source.group if is_item else self.row, is_item


def find_support(said: Reading, excerpts: Sequence[Excerpt], matcher: Matcher) -> Support:
    """Return the up to three units of the excerpts that together say most of what ``said`` says."""
    items = items_of(said, Lexicon.load(), Vocabulary.load())
    weighed = Weighed(items, said.language, matcher, Vocabulary.load())
    places = [_Place(excerpt.key, row, ground) for excerpt in excerpts for row, ground in enumerate(excerpt.grounds)]
    strengths = _strengths(weighed, excerpts)
    weights = np.array([item.weight for item in items], dtype=np.float32)
    rows = _cover(strengths**2, weights, places) if places and items else []
    if not rows:
        return Support({excerpt.key: () for excerpt in excerpts}, 0.0, tuple(item.term.surface for item in items))
    chosen = [places[row] for row in rows]
    near = np.vstack([_read_with(weighed, places[row].ground, strengths[row]) for row in rows])
    covered = near.max(axis=0)
    held = _by_clause(said, items, near, chosen)
    return Support(
        chosen={
            excerpt.key: tuple(place.ground for place in chosen if place.key == excerpt.key) for excerpt in excerpts
        },
        coverage=float(covered @ weights) / float(weights.sum()),
        missing=tuple(
            item.term.surface
            for item, strength in zip(items, covered, strict=True)
            if strength < _HELD and not item.is_light
        ),
        held=tuple(map(float, held)),
    )


def is_unsupported(said: Reading, support: Support, lexicon: Lexicon) -> str:
    """Return the words with which ``said`` says more than what it stands on, ``""`` where there are none.

    A word that stands nowhere makes doubt by how much it says; names and figures are for other checks to judge.
    """
    if not any(support.chosen.values()):
        return said.text
    items = [item for item in items_of(said, lexicon, Vocabulary.load()) if item.term.kind != "figure"]
    doubts = {item: max(0.0, _WELL_HELD - support.held[item.first]) / _WELL_HELD * item.doubt for item in items}
    weight = sum(item.weight for item in items)
    is_little = sum(item.weight * support.held[item.first] for item in items) < _TOO_LITTLE * weight
    if is_little or sum(doubts.values()) >= _TOO_MUCH:
        return ", ".join(item.term.surface for item, doubt in doubts.items() if doubt >= _DOUBTFUL) or said.text
    causes = (place for place, token in enumerate(said.tokens) if token.word in _CAUSING)
    unjoined = next((place for place in causes if support.held[place] == 0.0), None)
    if unjoined is not None:
        return said.tokens[unjoined].surface
    return unheld_claim(said, [ground.unit for grounds in support.chosen.values() for ground in grounds])


def _strengths(weighed: Weighed, excerpts: Sequence[Excerpt]) -> Strengths:
    """Return how surely each item stands in each unit, or in what says the same in the other edition."""
    others: dict[tuple[Unit, ...], Strengths] = {}
    result = [np.zeros((0, len(weighed.items)), dtype=np.float32)]
    for excerpt in excerpts:
        own = weighed.stand_in([ground.unit for ground in excerpt.grounds])
        if excerpt.other and len(own):
            beside = tuple(ground.source for ground in excerpt.other)  # the passages of one section share them
            if beside not in others:
                others[beside] = _aside(weighed, excerpt)
            _add_other(own, others[beside], excerpt, weighed.matcher)
        result.append(own)
    return np.vstack(result)


def _aside(weighed: Weighed, excerpt: Excerpt) -> Strengths:
    """Return how surely each item stands in each unit of the other edition."""
    is_mine = weighed.language == excerpt.hit.passage.language
    other = weighed.stand_in([ground.unit for ground in excerpt.other], is_aside=is_mine)
    if is_mine:
        words = [column for column, item in enumerate(weighed.items) if item.term.kind == "word"]
        other[:, words] = np.where(other[:, words] >= _SURE, _ASIDE, 0.0)
    return other


def _add_other(own: Strengths, other: Strengths, excerpt: Excerpt, matcher: Matcher) -> None:
    """Raise each unit's strengths to those of the unit that says the same in the other edition."""
    for row in np.flatnonzero((other > own.min(axis=0)).any(axis=1)):
        pair = _counterpart(excerpt.other[row], excerpt.grounds, matcher)
        if pair is not None:
            own[pair] = np.maximum(own[pair], other[row])


def _counterpart(ground: Ground, among: Sequence[Ground], matcher: Matcher) -> int | None:
    """Return the place of the unit that says the same in the other language, by what both name; ``None`` for none."""
    named = _named(matcher.read(ground.unit.text))
    likeness = [_likeness(named, _named(matcher.read(each.unit.text))) for each in among]
    best = int(np.argmax(likeness))
    return best if likeness[best] >= _SAME_STATEMENT else None


def _named(text: TextWords) -> tuple[frozenset[str], ...]:
    return text.figures, text.names, text.concepts


def _likeness(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> float:
    """Return how much of what two texts name is named by both, 0 where they give different figures."""
    shared = [len(mine & theirs) for mine, theirs in zip(one, other, strict=True)]
    if (one[0] or other[0]) and not shared[0]:
        return 0.0
    return sum(shared) / max(1, sum(len(mine | theirs) for mine, theirs in zip(one, other, strict=True)))


def _cover(strengths: Strengths, weights: Strengths, places: Sequence[_Place]) -> list[int]:
    """Return the rows that together hold most, best first; a further one only where it adds clearly.

    The items of a list count as one: a sentence may name them all.
    """
    rows: list[int] = []
    covered = np.zeros(strengths.shape[1], dtype=np.float32)
    wholes = [place.whole for place in places]
    while True:
        begun = {wholes[row] for row in rows}
        may_be_next = [len(begun) < _MOST_UNITS or whole in begun for whole in wholes]
        gains = np.where(may_be_next, (np.maximum(strengths, covered) - covered) @ weights, 0.0)
        best = int(gains.argmax())
        if gains[best] < (_ADDS_CLEARLY if rows else 1e-6):
            break
        rows.append(best)
        covered = np.maximum(covered, strengths[best])
    return rows


def _read_with(weighed: Weighed, ground: Ground, inside: Strengths) -> Strengths:
    """Return how surely each item stands in a unit or in what it is read under and after."""
    around = weighed.stand_in([ground.above, *ground.before])
    result: Strengths = np.maximum(inside, np.float32(_AROUND) * around.max(axis=0))
    return result


def _by_clause(said: Reading, items: Sequence[Item], near: Strengths, places: Sequence[_Place]) -> Strengths:
    """Return how surely each word of a sentence stands in the unit that says most of its clause, or close by.

    A word such as *because* is held where what it joins is.
    """
    covered = near.max(axis=0)
    held = np.ones(len(said.tokens), dtype=np.float32)
    last: _Place | None = None
    for clause in clauses_of(said):
        columns = [column for column, item in enumerate(items) if item.first in clause]
        if not columns:
            continue
        weights = np.array([items[column].weight for column in columns], dtype=np.float32)
        main = places[int((near[:, columns] @ weights).argmax())]
        nearness = np.array([_nearness(place, main) for place in places], dtype=np.float32)
        for column in columns:
            is_word = items[column].term.kind == "word"
            strength = (near[:, column] * nearness).max() if is_word else covered[column]
            held[items[column].first : items[column].end] = strength
        if last is not None and said.tokens[clause.start].word in _CAUSING:
            held[clause.start] = 1.0 if _nearness(main, last) >= _AROUND else 0.0
        last = main
    return held


def _nearness(place: _Place, main: _Place) -> float:
    if place.key != main.key:
        return _ELSEWHERE
    if place.whole == main.whole:
        return 1.0
    apart = abs(place.row - main.row)
    return 1.0 if apart == 0 else _AROUND if apart == 1 else _SAME_PASSAGE
