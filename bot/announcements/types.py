"""What an announcement is made of, and the states that it, its rounds and its deliveries go through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from vectorstore.types import Language

AnnouncementState = Literal["draft", "scheduled", "late", "sending", "sent", "retracted", "cancelled", "merged"]
"""``late``: fell due while nobody could send it, and a chair is asked first. ``merged``: a correction that was taken
over into the announcement that it corrects."""

RoundKind = Literal["send", "correct", "retract", "nudge"]
MAY_BE_REPEATED: frozenset[RoundKind] = frozenset({"correct", "retract"})
"""Rounds that change a message where it stands: one change too many does no harm."""

RoundState = Literal["waiting", "running", "finished"]
"""``waiting``: whom it goes to is not frozen yet."""

DeliveryState = Literal["pending", "sending", "sent", "blocked", "failed", "unknown"]
"""``unknown``: it may have arrived or not, and is never sent again by itself."""

LONGEST_REASON = 64
"""How many characters of why a delivery failed are kept."""

DRAFT_LASTS = timedelta(minutes=30)
"""How long a draft can be confirmed after its last change."""


@dataclass(frozen=True, slots=True)
class Wording:
    """An announcement's words in one language: plain, and with the chair's formatting as Telegram's HTML."""

    language: Language
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or a document that goes along, by the id that Telegram gave its file."""

    kind: Literal["photo", "document"]
    file_id: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many deliveries of a round are in each state; ``pending`` holds those in flight too."""

    sent: int = 0
    blocked: int = 0
    failed: int = 0
    unknown: int = 0
    pending: int = 0

    @classmethod
    def of(cls, states: Mapping[str, int]) -> Counts:
        """Return the counts of deliveries by the state that they are stored in.

        >>> Counts.of({"sent": 3, "sending": 1, "pending": 2}).pending
        3
        """
        in_flight = states.get("sending", 0)
        settled = {state: number for state, number in states.items() if state not in ("sending", "pending")}
        return cls(**settled, pending=states.get("pending", 0) + in_flight)

    @property
    def total(self) -> int:
        """Return how many chats the round goes to.

        >>> Counts(sent=197, blocked=1, failed=1, unknown=1).total
        200
        """
        return self.sent + self.blocked + self.failed + self.unknown + self.pending

    @property
    def is_final(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.pending == 0


@dataclass(frozen=True, slots=True)
class Audience:
    """Who would get an announcement now: people by the language that they read, and groups, which read both.

    Those who are known to have blocked the bot are counted among the people and once more as ``unreachable``.
    """

    by_language: Mapping[Language, int]
    groups: int
    unreachable: int

    @property
    def total(self) -> int:
        """Return how many chats it goes to, the unreachable ones with them.

        >>> Audience({"es": 112, "en": 87}, groups=1, unreachable=3).total
        200
        """
        return sum(self.by_language.values()) + self.groups
