"""The time that all calls of one question have together."""

from __future__ import annotations

import asyncio


class Deadline:
    """Begins with the first look at it, so that what comes before the first call takes nothing away."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end: float | None = None

    @property
    def end(self) -> float:
        """When it is over, by the running loop's clock."""
        if self._end is None:
            self._end = asyncio.get_running_loop().time() + self._seconds
        return self._end

    @property
    def left_s(self) -> float:
        """How many seconds are left, at least 0."""
        return max(0.0, self.end - asyncio.get_running_loop().time())
