"""What a name is the name of: a project is no operation."""

from __future__ import annotations

from collections.abc import Sequence

from answering.checking.mentions import OF, is_capital
from answering.checking.readings import Reading
from answering.checking.standing import Standing
from answering.concepts import Lexicon

_KINDS = (
    frozenset({"project", "program", "initiative", "plan", "campaign"}),
    frozenset({"raid_operation"}),
    frozenset({"treaty_agreement"}),
    frozenset({"protocol"}),
    frozenset({"declaration_doc"}),
    frozenset({"law_act"}),
    frozenset({"resolution"}),
    frozenset({"conference", "forum", "meet"}),
)
"""Each set holds what a writer may take for one another."""


def wrong_kind(said: Reading, standing: Standing, lexicon: Lexicon) -> str:
    """Return a name with the kind of thing that it is nowhere the name of; ``""`` for none."""
    for place, token in enumerate(said.tokens):
        if token.opens or not is_capital(token):
            continue
        claimed = _kinds_at(said, place, lexicon)
        if not claimed:
            continue
        given = [
            kinds
            for number, other in standing.places(token.word)
            if (kinds := _kinds_at(standing.readings[number], other, lexicon))
        ]
        if given and not any(claimed & kinds for kinds in given):
            first, last = max(place - 1, 0), min(place + 1, len(said.tokens) - 1)
            return said.text[said.tokens[first].start : said.tokens[last].end]
    return ""


def _kinds_at(reading: Reading, place: int, lexicon: Lexicon) -> frozenset[int]:
    """Return the kinds that a name is called: by the word before it, or by a capital after it."""
    tokens = reading.tokens
    words: Sequence[str] = []
    before = place - 1
    while before >= 0 and tokens[before].word in OF and is_capital(tokens[place]):
        before -= 1
    if before >= 0 and not _is_cut(reading, before, place):
        words = [tokens[before].word]
    if place + 1 < len(tokens) and is_capital(tokens[place + 1]) and not _is_cut(reading, place, place + 1):
        words = [*words, tokens[place + 1].word]
    concepts = frozenset[str]().union(*(lexicon.concepts_of(word) for word in words))
    return frozenset(number for number, kinds in enumerate(_KINDS) if concepts & kinds)


def _is_cut(reading: Reading, one: int, other: int) -> bool:
    return any(sign in ",;:.()" for sign in reading.text[reading.tokens[one].end : reading.tokens[other].start])
