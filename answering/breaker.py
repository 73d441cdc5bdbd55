"""A circuit breaker: a chat model that fails is left alone for a while, then tried with one call."""

from __future__ import annotations

import logging
from collections.abc import Callable

_LEAST_PAUSE_S, _LONGEST_WISH_S = 1.0, 3600.0
_log = logging.getLogger(__name__)


class Breaker:
    """Closed, it admits every call; open, none until the pause is over, and then one at a time: the trial.

    ``after`` failures in a row open it, a lasting one or one with a wait at once. A trial that fails doubles the
    pause, from ``pause_s`` up to ``most_s``; any success closes it. Where the provider names a wait, the pause is at
    least that long, an hour at most. ``clock`` tells seconds and never goes back. For one event loop.
    """

    def __init__(
        self, clock: Callable[[], float], after: int = 3, pause_s: float = 15.0, most_s: float = 300.0
    ) -> None:
        self._clock, self._after, self._first_pause_s, self._most_s = clock, after, pause_s, most_s
        self._failures = 0
        self._pause_s = 0.0
        self._open_until: float | None = None
        self._has_trial = False

    @property
    def is_closed(self) -> bool:
        """Whether every call is admitted."""
        return self._open_until is None

    @property
    def would_admit(self) -> bool:
        """Whether a call would be admitted now; takes nothing."""
        return self._open_until is None or (not self._has_trial and self._clock() >= self._open_until)

    def admits(self) -> bool:
        """Return whether a call may be made now. The one that does must end in one of the three reports below."""
        if not self.would_admit:
            return False
        self._has_trial = self._open_until is not None
        return True

    def succeeded(self) -> None:
        """Report that a call brought what was asked."""
        if self._open_until is not None:
            _log.warning("the chat model answers again")
        self._failures, self._pause_s, self._open_until, self._has_trial = 0, 0.0, None, False

    def failed(self, *, is_lasting: bool = False, retry_after_s: float | None = None) -> None:
        """Report that a call failed; ``is_lasting``: the next one would as well."""
        self._failures += 1
        if self._open_until is not None:
            if self._has_trial:  # else a call from before it opened, which tells nothing new
                self._open(min(2 * self._pause_s, self._most_s), retry_after_s)
        elif is_lasting or retry_after_s is not None or self._failures >= self._after:
            self._open(self._first_pause_s if retry_after_s is None else _LEAST_PAUSE_S, retry_after_s)
            _log.warning("the chat model is left alone for %.0f s, and longer if it goes on failing", self._pause_s)

    def gave_up(self) -> None:
        """Report that a call was broken off from this side: it tells nothing of the model."""
        self._has_trial = False

    def _open(self, pause_s: float, retry_after_s: float | None) -> None:
        self._pause_s = max(pause_s, min(retry_after_s or 0.0, _LONGEST_WISH_S))
        self._open_until = self._clock() + self._pause_s
        self._has_trial = False
