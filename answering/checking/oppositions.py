"""Statements turned into their opposite: by a denial on one side only, or by a word that excludes the source's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from answering.checking.comparisons import is_swapped
from answering.checking.denials import denied, reach_of, says_no
from answering.checking.pairing import Beside, Finding, Pair, Text, judged


def opposed(said: Text, sources: Sequence[Beside]) -> str:
    """Return the words that turn a statement of the sources around, ``""`` where each stands as they have it."""
    return judged(said, sources, _turned)


def _turned(beside: Beside, clause: range) -> Finding | None:
    """Return the words that stand denied, or as their opposite, on one side only.

    Two of them may make up for each other where one is a denial: *not illegal* is *legal*.
    """
    said, pairs = beside.said, beside.pairs(clause)
    mine, theirs = _counting(beside, clause, pairs)
    pairs = [pair for pair in pairs if pair.alike > 0 or not (pair.said.place in mine or pair.source.place in theirs)]
    mine, theirs = _left_over(beside, clause, pairs, mine, theirs)
    known = frozenset(pair.said.place for pair in pairs)
    focuses = {place: denied(place, clause, said.senses, said.denials, known) for place in mine}
    unheld = next((place for place, focus in focuses.items() if focus is None), None)
    if unheld is not None and not beside.source.denials and not any(pair.alike < 0 for pair in pairs):
        return Finding(None, said.reading.tokens[unheld].surface)
    flips = _flips(pairs, Counter(focuses.values()), Counter(_meant(beside.source, place) for place in theirs))
    if flips and is_swapped(beside):  # *less in A than in B* is *more in B than in A*
        flips = flips[1:]
    if not flips or (len(flips) % 2 == 0 and any(is_denied for _, is_denied in flips)):
        return None
    turned = {pair.said.place for pair, _ in flips}
    words = sorted(turned | {place for place, focus in focuses.items() if focus in turned})
    hangs_on = next((_meant(said, place) for place in mine), min(turned))
    return Finding(hangs_on, " ".join(said.reading.tokens[place].surface for place in words))


def _flips(pairs: Sequence[Pair], mine: Counter[int | None], theirs: Counter[int | None]) -> list[tuple[Pair, bool]]:
    """Return the pairs that stand the other way round, each with whether it is denied on one side."""
    flips = []
    for pair in pairs:
        is_denied = (mine[pair.said.place] + theirs[pair.source.place]) % 2 == 1
        if is_denied != (pair.alike < 0):
            flips.append((pair, is_denied))
    return flips


def _counting(beside: Beside, clause: range, pairs: Sequence[Pair]) -> tuple[list[int], list[int]]:
    """Return the denials of both that count: not those that say no in a word that the other text has as well."""
    mine = [place for place in beside.said.denials if place in clause]
    theirs = list(beside.source.denials)
    for pair in pairs:
        is_mine, is_theirs = pair.said.place in mine, pair.source.place in theirs
        if pair.alike > 0 and is_mine != is_theirs:
            if is_mine and says_no(pair.said.word, pair.source.word):
                mine.remove(pair.said.place)
            elif is_theirs and says_no(pair.source.word, pair.said.word):
                theirs.remove(pair.source.place)
    return mine, theirs


def _left_over(
    beside: Beside, clause: range, pairs: Sequence[Pair], mine: Sequence[int], theirs: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Return the denials of both without those that deny the same, as far as their words show it."""
    said, source = beside.said, beside.source
    rest_mine, rest_theirs = [], list(theirs)
    held = {pair.source.place for pair in pairs}
    meant = {place: _meant(source, place) for place in theirs}
    for place in mine:
        reach = reach_of(place, clause, said.senses)
        within = {pair.source.place for pair in pairs if pair.said.place in reach}
        exact = {pair.source.place for pair in pairs if pair.said.place == _meant(said, place)}
        rest_theirs.sort(key=lambda other: meant[other] not in exact)
        same = next((other for other in rest_theirs if within & _reach(source, other)), None)
        if same is None and not exact:  # what both deny in words of their own
            same = next((other for other in rest_theirs if meant[other] not in held), None)
        if same is None:
            rest_mine.append(place)
        else:
            rest_theirs.remove(same)
    return rest_mine, rest_theirs


def _meant(text: Text, denial: int) -> int | None:
    """Return the place of the word that a denial of a text denies."""
    return denied(denial, text.clause_at(denial), text.senses, text.denials)


def _reach(text: Text, denial: int) -> frozenset[int]:
    return reach_of(denial, text.clause_at(denial), text.senses)
