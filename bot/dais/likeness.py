"""Which of a committee's matters ask the same as a question, in either language."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from answering.follow_ups import leans_on_earlier
from answering.same_question import LIKE, SAME
from bot.telegram.errors import report

WITHIN_S = 3.0
"""How long nobody minds to wait for it."""


class Likeness(Protocol):
    """Tells how surely one answer serves two questions; it blocks."""

    def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
        """Return a probability in [0, 1] for each of ``others``."""
        ...


@dataclass(frozen=True, slots=True)
class Like:
    """A matter that asks alike: how sure that is of its surest wording, and of its least."""

    matter_id: int
    surest: float
    least: float

    @property
    def is_same(self) -> bool:
        """Whether one answer serves both: one wording says so, and none is quite another question.

        So a matter does not drift from one wording to the next.
        """
        return self.surest >= SAME and self.least >= LIKE


async def like_matters(
    likeness: Likeness | None, asked: Sequence[str], matters: Mapping[int, Sequence[str]]
) -> list[Like]:
    """Return those of ``matters``, each with its wordings, that ask like ``asked``, the surest first.

    Nobody depends on it: where it fails, or takes longer than ``WITHIN_S``, that is logged and none is like. A question
    that leans on the one before it, such as *and how many?*, is like nothing, for others lean on something else.
    """
    mine = [text for text in asked if not _leans(text)]
    if likeness is None or not mine or not matters:
        return []
    try:
        async with asyncio.timeout(WITHIN_S):
            found = await asyncio.to_thread(_compare, likeness, mine, matters)
    except Exception as error:  # noqa: BLE001 - a chair may merge them as well
        report(error, "comparing a question with those before the dais")
        return []
    return sorted((each for each in found if each.surest >= LIKE), key=lambda each: -each.surest)


def _compare(likeness: Likeness, mine: Sequence[str], matters: Mapping[int, Sequence[str]]) -> list[Like]:
    texts = list(dict.fromkeys(text for wordings in matters.values() for text in wordings if not _leans(text)))
    sure = {text: [0.0] for text in texts}
    if texts:
        told = zip(*(likeness.likeness(text, texts) for text in mine), strict=True)
        sure = {text: list(each) for text, each in zip(texts, told, strict=True)}
    found = []
    for matter_id, wordings in matters.items():
        each = [value for text in wordings for value in sure.get(text, [0.0])]
        if each:
            found.append(Like(matter_id, max(each), min(each)))
    return found


def _leans(text: str) -> bool:
    """Return whether a question begins as one that goes on from another; names in it may be its own."""
    return leans_on_earlier(text, topic=(text,))
