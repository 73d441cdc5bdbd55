"""When the next message may go out to Telegram, in all and into each chat.

Telegram names its limits only roughly: some 30 messages a second in all, one a second in a chat, 20 a minute in a group
(core.telegram.org/bots/faq). So sends are paced below them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import inf

ChatId = int | str


@dataclass(frozen=True, slots=True)
class Limits:
    """What is kept, a little below what Telegram names, for calls may come closer together on their way there."""

    per_second: float = 28.0
    chat_spacing_s: float = 1.05
    group_count: int = 20
    group_window_s: float = 60.5
    retries: int = 3
    after_pause_s: float = 0.1


class Pace:
    """When the next send may go, in all and into each chat; times are seconds of one clock that never goes back.

    Sends are evenly spaced. One that went late by up to half a space does not delay those behind it, so that the rate
    is kept on a clock that wakes late; no more is caught up. Any second holds at most ``per_second + 1`` of them.
    """

    def __init__(self, limits: Limits) -> None:
        self.space_s = 1 / limits.per_second
        self.next_at = -inf
        self._limits = limits
        self._chats: dict[ChatId, deque[float]] = {}  # the last sends into each, least recently used chat first

    def __len__(self) -> int:
        """Count the chats that are remembered."""
        return len(self._chats)

    def due_at(self, chat: ChatId | None) -> float:
        """Return from when on a send into ``chat`` may go; ``None`` is a message that is in no known chat."""
        sent = self._chats.get(chat) if chat is not None else None
        return max(self.next_at, self._rested_at(sent)) if sent else self.next_at

    def spare_at(self, chat: ChatId | None) -> float:
        """Return from when on a send may go that could as well be left out.

        Half of what a group gets in a minute is kept for what may not.
        """
        sent = self._chats.get(chat) if chat is not None else None
        most = max(1, self._limits.group_count // 2)
        if chat is None or sent is None or not _is_group(chat) or len(sent) < most:
            return self.due_at(chat)
        return max(self.due_at(chat), sent[-most] + self._limits.group_window_s)

    def take(self, chat: ChatId | None, now: float) -> None:
        """Count a send that goes now, and forget chats that have long been quiet."""
        is_little_late = now - self.next_at <= self.space_s / 2
        self.next_at = (self.next_at if is_little_late else now) + self.space_s
        if chat is not None:
            sent = self._chats.pop(chat, None) or deque(maxlen=self._limits.group_count if _is_group(chat) else 1)
            sent.append(now)
            self._chats[chat] = sent
        while self._chats and self._is_quiet(next(iter(self._chats)), now):
            del self._chats[next(iter(self._chats))]

    def _rested_at(self, sent: deque[float]) -> float:
        spaced = sent[-1] + self._limits.chat_spacing_s
        is_full_group = sent.maxlen == len(sent) > 1
        return max(spaced, sent[0] + self._limits.group_window_s) if is_full_group else spaced

    def _is_quiet(self, chat: ChatId, now: float) -> bool:
        keep_s = self._limits.group_window_s if _is_group(chat) else self._limits.chat_spacing_s
        return self._chats[chat][-1] + keep_s <= now


def _is_group(chat: ChatId) -> bool:
    """Tell groups and channels from people; only the former have negative numbers, or names."""
    return isinstance(chat, str) or chat < 0
