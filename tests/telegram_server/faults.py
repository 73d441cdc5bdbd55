"""Faults on demand: refusals, dropped connections, delays and gates, before or after a call's effect."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from tests.telegram_server.parameters import Call
from tests.telegram_server.waiting import Changes


class Dropped(Exception):  # noqa: N818 - what happens, not an error of this program
    """The connection ends without an answer."""


class Garbled(Exception):  # noqa: N818
    """An answer that is not the Bot API's, such as a proxy's error page."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


class Action(Protocol):
    async def __call__(self, call: Call, gone: Callable[[], bool]) -> None: ...


@dataclass(slots=True, eq=False)
class Fault:
    """What goes wrong with which calls; ``hits`` are those that it met."""

    action: Action
    method: str | None
    chat_id: int | str | None
    when: Callable[[Call], bool] | None
    times: int | None
    after_effect: bool
    changes: Changes
    hits: list[Call] = field(default_factory=list)
    stopped: bool = False

    def meets(self, call: Call, *, after_effect: bool) -> bool:
        return (
            not self.stopped
            and self.after_effect == after_effect
            and (self.times is None or len(self.hits) < self.times)
            and self.method in (None, call.method)
            and (self.chat_id is None or self.chat_id == call.chat_id)
            and (self.when is None or self.when(call))
        )

    def stop(self) -> None:
        self.stopped = True

    async def met(self, count: int = 1, timeout_s: float = 10.0) -> Call:
        """Wait until it has met that many calls; return the last of them."""
        await self.changes.until(lambda: len(self.hits) >= count or None, timeout_s, "faults")
        return self.hits[count - 1]


@dataclass(slots=True, eq=False)
class Gate:
    """Holds calls until it is opened; a call whose client goes away meanwhile ends there."""

    changes: Changes
    is_open: bool = False
    left: int = 0
    fault: Fault = field(init=False)

    async def __call__(self, call: Call, gone: Callable[[], bool]) -> None:
        await self.changes.until(lambda: self.is_open or gone() or None, None, "gates")
        for _ in range(3):  # a connection that was closed before the gate opened is known to be so by then
            await asyncio.sleep(0)
        if gone():
            self.left += 1
            self.changes.announce("gates")
            raise Dropped

    async def reached(self, count: int = 1, timeout_s: float = 10.0) -> Call:
        """Wait until that many calls stand at the gate, or have passed it."""
        return await self.fault.met(count, timeout_s)

    async def abandoned(self, count: int = 1, timeout_s: float = 10.0) -> None:
        """Wait until the clients of that many held calls are gone, as after a kill."""
        await self.changes.until(lambda: self.left >= count or None, timeout_s, "gates")

    def opens(self) -> None:
        self.is_open = True
        self.fault.stop()
        self.changes.announce("gates")


@dataclass(slots=True)
class Faults:
    changes: Changes
    listed: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> Fault:
        with self._lock:
            self.listed.append(fault)
        return fault

    async def apply(self, call: Call, gone: Callable[[], bool], *, after_effect: bool) -> None:
        """Let the call meet its faults in the order that they were made; the first refusal ends it."""
        for fault in list(self.listed):
            with self._lock:
                meets = fault.meets(call, after_effect=after_effect)
                if meets:
                    fault.hits.append(call)
            if meets:
                self.changes.announce("faults")
                await fault.action(call, gone)


def raising(error: Exception) -> Action:
    async def action(call: Call, gone: Callable[[], bool]) -> None:
        raise error

    return action


def delaying(seconds: float) -> Action:
    async def action(call: Call, gone: Callable[[], bool]) -> None:
        await asyncio.sleep(seconds)

    return action
