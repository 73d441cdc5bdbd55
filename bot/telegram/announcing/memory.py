"""What is remembered of a chair's conversation while the process runs; without it nothing is lost but tidiness."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.telegram.context import Context

Topic = Literal["announcing", "ruling"]
"""What a draft is going to be: its number counts among those of its own kind alone."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Which draft a chair's message was a part of, and what it was taken for."""

    draft_id: int
    kind: str


@dataclass(slots=True)
class Memory:
    """One draft's conversation; of each topic a chair has one at most.

    ``control_id`` is the message with the buttons that hold now; ``inputs`` says what each message of the chair was
    taken for, so that it is taken for the same when it is edited, and ``earlier`` the same of the drafts before.
    ``is_own_only`` says that the chair wants no draft of the other language by a machine.
    """

    draft_id: int
    control_id: int | None = None
    inputs: dict[int, str] = field(default_factory=dict)
    earlier: dict[int, Taken] = field(default_factory=dict)
    is_own_only: bool = False

    def all_taken(self) -> dict[int, Taken]:
        """Return what each message was taken for, of this draft and of those before."""
        return self.earlier | {message_id: Taken(self.draft_id, kind) for message_id, kind in self.inputs.items()}


def remembered(context: Context, topic: Topic = "announcing") -> Memory | None:
    """Return what is remembered of the chat's latest draft."""
    found: Memory | None = (context.chat_data or {}).get(topic)
    return found


def taken_for(context: Context, message_id: int, topic: Topic = "announcing") -> Taken | None:
    """Return what a message of the chat was taken for, ``None`` where it was no part of any draft."""
    found = remembered(context, topic)
    return found.all_taken().get(message_id) if found is not None else None


def memory_of(context: Context, draft_id: int, topic: Topic = "announcing") -> Memory:
    """Return what is remembered of a draft: nothing yet where the latest one was another."""
    found = remembered(context, topic)
    if found is None or found.draft_id != draft_id:
        found = Memory(draft_id, earlier=found.all_taken() if found is not None else {})
        if context.chat_data is not None:
            context.chat_data[topic] = found
    return found
