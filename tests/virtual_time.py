"""An event loop whose clock jumps to the next timer when nothing else is to be done: a minute of pacing in a moment."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Begins at time 0. Not for code that waits for sockets or threads: their answer comes at no time at all.

    ``tick_s`` passes with each turn of the loop, for code that asks again and again until a moment is over.
    """

    def __init__(self, tick_s: float = 0.0) -> None:
        self._seconds = 0.0
        self.tick_s = tick_s
        super().__init__(_JumpingSelector(self))

    def time(self) -> float:
        return self._seconds

    def jump(self, seconds: float) -> None:
        self._seconds += seconds


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self, loop: VirtualTimeLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        self._loop.jump(self._loop.tick_s)
        if not ready:
            if timeout is None:
                raise RuntimeError("everybody waits and no timer is set: this would hang for ever")
            self._loop.jump(timeout)
        return ready


def in_virtual_time(scenario: Coroutine[Any, Any, T], tick_s: float = 0.0) -> T:
    """Run ``scenario`` to its end and return what it returns."""
    with asyncio.Runner(loop_factory=lambda: VirtualTimeLoop(tick_s)) as runner:
        return runner.run(scenario)


def now() -> float:
    """Return the seconds of the running loop's clock."""
    return asyncio.get_running_loop().time()
