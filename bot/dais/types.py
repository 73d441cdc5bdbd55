"""What delegates put before the dais and what the dais decides, and the states that these go through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from vectorstore.types import Language

MatterState = Literal["open", "settled", "closed"]
"""``closed``: all who asked took their question back, or the matter was merged into another."""

RequestState = Literal["waiting", "answered", "withdrawn"]

RulingKind = Literal["answer", "decline", "section"]
"""``decline``: the dais will not answer, and says why. ``section``: it points to a section of the documents."""

RulingState = Literal["draft", "given", "revoked", "cancelled", "merged"]
"""``merged``: a draft of new words that was taken over into the ruling that it revises."""

NoticeKind = Literal["received", "asked", "told", "revoked"]
"""To who asked that the dais has it; to a chair that it was asked; to who asked what was decided, and that it was
revoked."""

CLAIM_LASTS = timedelta(minutes=15)
"""How long a chair's claim keeps the others from answering."""

DAILY_CAP = 10
"""How many questions one person may put before the dais within 24 hours."""

MOST_RULING_CHARS = 1500
DIGESTS_MINUTES = (0, 5, 15, 30)
"""How often a chair may want to be told of what is asked; 0 is at once."""


@dataclass(frozen=True, slots=True)
class RulingText:
    """A ruling in one language: how the matter is worded, ``""`` where nobody worded it, and what was decided."""

    language: Language
    question: str
    text: str
