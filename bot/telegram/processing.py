"""In which order updates are handled: one after the other within a chat, chats side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 256
_MOST_IN_LINE = 1_000_000


@dataclass(slots=True)
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    people: int = 0


class Lines:
    """A line for each key: one holds it at a time, in the order in which they came; an empty line is forgotten."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, _Line] = {}

    def __len__(self) -> int:
        """Count the keys that are held or waited for."""
        return len(self._lines)

    @asynccontextmanager
    async def turn(self, key: Hashable) -> AsyncIterator[None]:
        """Wait until all who came before with ``key`` are done, and hold it."""
        line = self._lines.setdefault(key, _Line())
        line.people += 1
        try:
            async with line.lock:
                yield
        finally:
            line.people -= 1
            if not line.people:
                del self._lines[key]


class PerChatProcessor(BaseUpdateProcessor):
    """Handles up to ``at_once`` updates at a time, and of one chat one at a time, in the order in which they came.

    The library's own limit counts what waits for its chat too, so that one chat's line could keep all others out. It is
    set out of reach; the limit here counts what is being handled.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        super().__init__(_MOST_IN_LINE)
        self._places = asyncio.Semaphore(at_once)
        self._lines = Lines()

    @property
    def lines(self) -> int:
        """Count the chats of which an update is handled or waits."""
        return len(self._lines)

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: the application waits for the updates in hand."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await ``coroutine`` when its chat's turn comes; where that wait is cancelled it is closed unstarted."""
        is_started = False
        try:
            async with self._lines.turn(line_of(update)), self._places:
                is_started = True
                await coroutine
        finally:
            if not is_started and asyncio.iscoroutine(coroutine):
                coroutine.close()


def line_of(update: object) -> Hashable:
    """Return the line in which an update stands: its chat's, else its user's (inline mode), else one of its own.

    A user's line is not that of the private chat with the same number: inline queries come with every letter typed.
    """
    if isinstance(update, Update):
        if update.effective_chat is not None:
            return update.effective_chat.id
        if update.effective_user is not None:
            return ("user", update.effective_user.id)
    return object()
