"""Waiting for something to change, from any thread's event loop, without sleeping."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Wakes those who wait for a topic, and those who wait for anything, when it is announced."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[Hashable, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = {}

    def announce(self, *topics: Hashable) -> None:
        with self._lock:
            woken = [waiter for topic in (*topics, None) for waiter in self._waiting.get(topic, ())]
        for loop, event in woken:
            with contextlib.suppress(RuntimeError):  # that loop is closed: nobody waits there any more
                loop.call_soon_threadsafe(event.set)

    async def until(self, look: Callable[[], T | None], timeout_s: float | None, topic: Hashable = None) -> T:
        """Return what ``look`` sees, as soon as it is not ``None``; it looks again after every change of the topic.

        Raises:
            TimeoutError: it saw nothing in time.
        """
        event = asyncio.Event()
        waiter = (asyncio.get_running_loop(), event)
        with self._lock:
            self._waiting.setdefault(topic, set()).add(waiter)
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    event.clear()
                    seen = look()
                    if seen is not None:
                        return seen
                    await event.wait()
        finally:
            with self._lock:
                self._waiting[topic].discard(waiter)
                if not self._waiting[topic]:
                    del self._waiting[topic]
