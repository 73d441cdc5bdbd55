"""Telegram's limits on sending: 30 a second in all, 1 a second to a person, 20 a minute to a group.

Edits count, and so do drafts.
"""

from __future__ import annotations

import math
import threading
import time
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.telegram_server.refusals import too_many_requests

Mode = Literal["off", "record", "enforce"]
UNCOUNTED = frozenset({"sendChatAction"})


@dataclass(frozen=True, slots=True)
class FloodLimits:
    overall: int = 30
    overall_window_s: float = 1.0
    private_interval_s: float = 1.0
    private_tolerance_s: float = 0.25
    """By how much a message to a person may come early: clocks and networks jitter."""
    group: int = 20
    group_window_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Breach:
    at: float
    rule: str
    chat_id: int | str | None
    wait_s: float
    """How long the bot should have waited."""


@dataclass(slots=True)
class FloodModel:
    """Counts what is sent; ``record`` notes breaches, ``enforce`` answers them with 429, ``off`` does neither."""

    mode: Mode = "record"
    limits: FloodLimits = field(default_factory=FloodLimits)
    clock: Callable[[], float] = time.monotonic
    breaches: list[Breach] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    """When each counted call came that was not answered with 429."""
    _recent: deque[float] = field(default_factory=deque)
    _groups: dict[int | str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _due: dict[int | str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self, method: str, chat_id: int | str | None) -> None:
        """Count a call.

        Raises:
            Refused: 429, where the limits are enforced and the call comes too early.
        """
        if self.mode == "off" or method in UNCOUNTED or not method.startswith(("send", "copy", "forward", "edit")):
            return
        with self._lock:
            now = self.clock()
            waits = {rule: wait_s for rule, wait_s in self._waits(now, chat_id).items() if wait_s > 0}
            self.breaches += [Breach(now, rule, chat_id, wait_s) for rule, wait_s in waits.items()]
            if waits and self.mode == "enforce":
                raise too_many_requests(max(1, math.ceil(max(waits.values()))))
            self._count(now, chat_id)

    @property
    def busiest_second(self) -> int:
        """The most counted calls within any one second."""
        times = sorted(self.times)
        return max((bisect_right(times, start + 1) - place for place, start in enumerate(times)), default=0)

    def _waits(self, now: float, chat_id: int | str | None) -> dict[str, float]:
        limits = self.limits
        waits = {"overall": _window_wait(self._recent, now, limits.overall, limits.overall_window_s)}
        if chat_id is None:
            return waits
        if isinstance(chat_id, int) and chat_id > 0:
            early_s = self._due.get(chat_id, now) - now
            waits["private"] = early_s if early_s > limits.private_tolerance_s else 0.0
        else:
            waits["group"] = _window_wait(self._groups[chat_id], now, limits.group, limits.group_window_s)
        return waits

    def _count(self, now: float, chat_id: int | str | None) -> None:
        self.times.append(now)
        self._recent.append(now)
        if isinstance(chat_id, int) and chat_id > 0:
            due = self._due.get(chat_id, now)
            late = due - now > self.limits.private_tolerance_s
            self._due[chat_id] = (now if late else max(now, due)) + self.limits.private_interval_s
        elif chat_id is not None:
            self._groups[chat_id].append(now)


def _window_wait(times: deque[float], now: float, most: int, window_s: float) -> float:
    while times and times[0] <= now - window_s:
        times.popleft()
    return times[len(times) - most] + window_s - now if len(times) >= most else 0.0
