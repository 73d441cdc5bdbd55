"""A worker that sends what the database holds: it looks, hands out and rests, until it is stopped."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import suppress
from math import inf
from typing import Generic

from bot.announcements.complaints import Complaints
from bot.announcements.delivering import Delivering, J, Tempo


class Worker(ABC, Generic[J]):
    """Sends what is to be sent; ``run`` does so until it is stopped. What waits is in the database alone."""

    def __init__(self, delivering: Delivering[J], tempo: Tempo, complaints: Complaints) -> None:
        self._delivering = delivering
        self._tempo = tempo
        self._complaints = complaints
        self._changed = asyncio.Event()
        self._look_at = -inf

    def wake(self) -> None:
        """Look at the database now: there is something to send."""
        self._look_at = -inf
        self._changed.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set, then finish the calls that are out; nothing that is met ends it before."""
        watch = asyncio.create_task(self._wake_at(stop))
        self._delivering.open()
        try:
            while not stop.is_set():
                self._changed.clear()
                try:
                    await self._step()
                except Exception as error:  # noqa: BLE001 - whatever it was, the rest is to be sent
                    self._complaints.about(error, "looking for what is to be sent")
                    self._look_at = now_s() + self._tempo.mend_s
                await self._rest()
            await self._delivering.close()
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
            await self._delivering.abandon()
            await self._end()

    @abstractmethod
    async def _look(self) -> None:
        """Look at the database for what is to be sent."""

    @abstractmethod
    async def _hand_out(self) -> None:
        """Hand out what was found, as long as there is room."""

    async def _end(self) -> None:
        """Let go of what was found."""

    @property
    def _is_quiet(self) -> bool:
        """Whether nothing is to go out for now."""
        return now_s() < self._delivering.quiet_until

    async def _step(self) -> None:
        """Look at the database where it is time to, and hand out deliveries as long as there is room."""
        if now_s() >= self._look_at:
            self._look_at = now_s() + self._tempo.look_s
            await self._look()
        await self._hand_out()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._changed.set()

    async def _rest(self) -> None:
        """Wait until something changes, or until it is time to look or to go on after a pause."""
        until = min(self._look_at, self._delivering.quiet_until) if self._is_quiet else self._look_at
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, until - now_s())):
                await self._changed.wait()


def now_s() -> float:
    """Return the event loop's time."""
    return asyncio.get_running_loop().time()
