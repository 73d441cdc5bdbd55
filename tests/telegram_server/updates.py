"""The queue of updates: kept until the bot acknowledges them, by an offset or by taking them at its webhook."""

from __future__ import annotations

import copy
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from tests.telegram_server.refusals import Json
from tests.telegram_server.waiting import Changes

OFF_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
TOPIC = "updates"


@dataclass(slots=True, eq=False)
class Pending:
    update_id: int
    wire: Json
    lane: Hashable
    """Updates of one lane (a chat) reach a webhook one after another."""
    handed: int = 0
    """How often it was handed out."""
    again: bool = False
    """Handed out once more whatever the offset says."""


@dataclass(slots=True)
class UpdateQueue:
    """Not safe by itself: the world's lock is held around every call."""

    changes: Changes
    pending: list[Pending] = field(default_factory=list)
    sent: list[Json] = field(default_factory=list)
    """Every update there ever was."""
    allowed: frozenset[str] | None = None
    next_id: int = 700_001
    poll: int = 0
    """The number of the newest long poll; an older one is told to go."""

    def wants(self, kind: str) -> bool:
        return kind not in OFF_BY_DEFAULT if self.allowed is None else kind in self.allowed

    def allow(self, kinds: Iterable[str] | None) -> None:
        """``None`` leaves things as they are, nothing at all means the default; it holds for updates yet to come."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def push(self, kind: str, payload: Json, lane: Hashable) -> int | None:
        """Queue an update; return its id, ``None`` where the bot does not want such updates."""
        return self.push_raw({kind: payload}, lane) if self.wants(kind) else None

    def push_raw(self, update: Json, lane: Hashable = "raw") -> int:
        update_id: int = update.get("update_id", self.next_id)
        if update_id >= self.next_id:
            self.next_id = update_id + 1
        wire = copy.deepcopy({"update_id": update_id, **update})
        self.sent.append(wire)
        self.pending.append(Pending(update_id, wire, lane))
        self.changes.announce(TOPIC)
        return update_id

    def repeat(self, update_id: int) -> None:
        """Queue an update once more under its own id, as Telegram does after an answer that got lost."""
        wire = next(wire for wire in self.sent if wire["update_id"] == update_id)
        self.pending.append(Pending(update_id, wire, "again", again=True))
        self.changes.announce(TOPIC)

    def is_pending(self, update_id: int) -> bool:
        return any(item.update_id == update_id for item in self.pending)

    def confirm(self, offset: int) -> None:
        """Forget what lies before an offset; a negative one keeps that many of the last."""
        if offset < 0:
            self.pending = self.pending[offset:]
        else:
            self.pending = [
                item for item in self.pending if item.update_id >= offset or (item.again and not item.handed)
            ]
        self.changes.announce(TOPIC)

    def ready(self, limit: int) -> list[Json]:
        taken = self.pending[:limit]
        for item in taken:
            item.handed += 1
        return [item.wire for item in taken]

    def taken(self, item: Pending) -> None:
        if item in self.pending:
            self.pending.remove(item)
        self.changes.announce(TOPIC)

    def clear(self) -> None:
        self.pending.clear()
        self.changes.announce(TOPIC)

    def begin_poll(self) -> int:
        self.poll += 1
        self.changes.announce(TOPIC)
        return self.poll
