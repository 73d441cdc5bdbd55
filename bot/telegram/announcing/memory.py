"""What is remembered of a chair's conversation while the process runs; without it nothing is lost but tidiness."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.telegram.announcing.changes import Kind
from bot.telegram.context import Context

_KEY = "announcing"


@dataclass(slots=True)
class Memory:
    """One draft's conversation.

    ``control_id`` is the message with the buttons that hold now; ``inputs`` says what each message of the chair was
    taken for, so that it is taken for the same when it is edited. ``is_own_only`` says that the chair wants no draft
    of the other language by a machine.
    """

    draft_id: int
    control_id: int | None = None
    inputs: dict[int, Kind] = field(default_factory=dict)
    is_own_only: bool = False


def remembered(context: Context) -> Memory | None:
    """Return what is remembered of the chat's latest draft."""
    found: Memory | None = (context.chat_data or {}).get(_KEY)
    return found


def memory_of(context: Context, draft_id: int) -> Memory:
    """Return what is remembered of a draft: nothing yet where the latest one was another."""
    found = remembered(context)
    if found is None or found.draft_id != draft_id:
        found = Memory(draft_id)
        if context.chat_data is not None:
            context.chat_data[_KEY] = found
    return found
