"""Names written with signs and digits, such as *I-24/7*: they stand as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from answering.checking.mentions import is_capital
from answering.checking.readings import Reading
from answering.checking.standing import Standing
from vectorstore.words import STOP_WORDS

_GLUE = frozenset("-/._&‑–")


def unknown_codes(said: Reading, standing: Standing) -> Iterator[tuple[int, int]]:
    """Yield the codes of a sentence that stand nowhere: first token, after the last."""
    place = 0
    while place < len(said.tokens):
        end = place + 1
        while end < len(said.tokens) and said.between(end - 1, end) in _GLUE:
            end += 1
        if _is_code(said, place, end) and not _stands(said, place, end, standing):
            yield place, end
        place = end


def _is_code(said: Reading, first: int, end: int) -> bool:
    tokens = said.tokens[first:end]
    if len(tokens) < 2 or not any(token.surface[0].isdigit() for token in tokens):
        return False
    loud = [token for token in tokens if token.surface.isupper()]
    return any(token.word not in STOP_WORDS or token is tokens[0] for token in loud) or (
        is_capital(tokens[0]) and not tokens[0].opens
    )


def _stands(said: Reading, first: int, end: int, standing: Standing) -> bool:
    wanted = said.words[first:end]
    if standing.places("".join(wanted)):
        return True
    return any(
        standing.readings[number].words[at : at + len(wanted)] == wanted for number, at in standing.places(wanted[0])
    )
