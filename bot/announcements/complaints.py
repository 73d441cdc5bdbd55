"""Faults that may last, told of once and then once a minute."""

from __future__ import annotations

import asyncio
from math import inf

from bot.telegram.errors import report

_TELL_AGAIN_S = 60.0


class Complaints:
    """Logs what keeps failing."""

    def __init__(self) -> None:
        self._line = ""
        self._told_at = -inf

    def about(self, error: Exception, doing: str) -> None:
        """Log a fault, unless the same was logged within the last minute and nothing else was since."""
        now = asyncio.get_running_loop().time()
        line = f"{type(error).__name__} {doing}"
        if line != self._line or now - self._told_at >= _TELL_AGAIN_S:
            report(error, doing)
            self._line, self._told_at = line, now
