"""Messages that are edited as what they show changes: in the background, one writer for each, and nobody waits."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import suppress


class KeepingUp(ABC):
    """Keeps what is shown of numbered things up to date, one writer a number, for as long as that changes."""

    def __init__(self) -> None:
        self._stale = set[int]()
        self._writers = dict[int, asyncio.Task[None]]()
        self._closed = asyncio.Event()

    def changed(self, number: int) -> None:
        """Note that what is shown of a number has changed: it follows soon, until this is closed."""
        self._stale.add(number)
        if number not in self._writers and not self._closed.is_set():
            self._writers[number] = asyncio.create_task(self._write(number))

    @abstractmethod
    async def _keep_up(self, number: int) -> None:
        """Show a number anew as long as it is in ``_stale``; nothing that is met may be raised."""

    async def _write(self, number: int) -> None:
        try:
            await self._keep_up(number)
        finally:
            self._stale.discard(number)
            del self._writers[number]

    async def _close(self, within_s: float) -> None:
        """Finish the calls in hand, within ``within_s``, and stop."""
        self._closed.set()
        writers = list(self._writers.values())
        if writers:
            await asyncio.wait(writers, timeout=within_s)
        for writer in writers:
            writer.cancel()
        await asyncio.gather(*writers, return_exceptions=True)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not beyond the end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closed.wait()
