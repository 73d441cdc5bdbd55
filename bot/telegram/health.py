"""Whether updates can come in, for whoever watches over the process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

Mode = Literal["polling", "webhook"]
FAILING_FOR_S = 60.0


class Health:
    """What ``/healthz`` tells. It begins as failing; ``clock`` counts seconds and never goes back."""

    def __init__(self, mode: Mode, clock: Callable[[], float] = time.monotonic) -> None:
        self._mode = mode
        self._clock = clock
        self._heard_at: float | None = None
        self._failing_since: float | None = clock()

    def works(self) -> None:
        """Note an answer of Telegram's, or an update."""
        self._heard_at = self._clock()
        self._failing_since = None

    def fails(self) -> None:
        """Note that Telegram did not answer, or that what it sent could not be kept."""
        if self._failing_since is None:
            self._failing_since = self._clock()

    def report(self) -> dict[str, bool | str | float | None]:
        """Return ``ok``, ``mode`` and the seconds since Telegram was heard, ``None`` where it was not yet.

        Not ok is what has been failing for over a minute.
        """
        now = self._clock()
        is_ok = self._failing_since is None or now - self._failing_since <= FAILING_FOR_S
        silence_s = None if self._heard_at is None else round(now - self._heard_at, 1)
        return {"ok": is_ok, "mode": self._mode, "seconds_since_last": silence_s}
