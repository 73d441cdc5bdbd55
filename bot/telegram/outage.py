"""Going on while Telegram cannot be reached: how long to wait, one line of log about it, and stopping meanwhile."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import BadRequest, Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.database.errors import DatabaseError
from bot.telegram.errors import TokenRefusedError, words_of
from bot.telegram.health import Health
from bot.telegram.limiter import seconds_of

T = TypeVar("T")
SHORTEST_S, LONGEST_S = 0.5, 15.0
_TELL_AGAIN_S = 300.0
_log = logging.getLogger(__name__)


class StopAsked(Exception):  # noqa: N818 - what happened, not an error
    """The bot is to stop."""


class Outage:
    """Counts failures in a row. A failure that the next try mends is not worth a line; the same line comes rarely."""

    def __init__(self) -> None:
        self._failures = 0
        self._line = ""
        self._told_at = 0.0
        self._is_told = False

    def failed(self, error: Exception) -> float:
        """Count a failure and return the seconds to wait: as Telegram asks, else longer each time, with jitter."""
        self._failures += 1
        is_conflict = isinstance(error, Conflict)
        if self._failures > 1 or is_conflict:
            self._tell(_line(error))
            self._is_told = not is_conflict
        if isinstance(error, RetryAfter):
            return seconds_of(error) + random.uniform(0.1, 1.0)
        growing_s: float = SHORTEST_S * 2.0 ** min(self._failures - 1, 16)
        return min(LONGEST_S, growing_s) * random.uniform(0.5, 1.0)

    def over(self) -> None:
        """Begin to count anew: something worked."""
        if self._is_told:
            _log.warning("Updates come in again")
            self._line = ""
        self._failures, self._is_told = 0, False

    def _tell(self, line: str) -> None:
        now = asyncio.get_running_loop().time()
        if line != self._line or now - self._told_at >= _TELL_AGAIN_S:
            _log.warning("%s", line)
            self._line, self._told_at = line, now


async def unless_stopped(stop: asyncio.Event, work: Awaitable[T]) -> T:
    """Return what ``work`` returns; it is cancelled once ``stop`` is set.

    Raises:
        StopAsked: ``stop`` was set first.
    """
    doing = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise StopAsked
        return doing.result()
    finally:
        for task in (doing, stopping):
            task.cancel()
        await asyncio.gather(doing, stopping, return_exceptions=True)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait.

    Raises:
        StopAsked: ``stop`` was set meanwhile.
    """
    await unless_stopped(stop, asyncio.sleep(seconds))


async def until_it_works(call: Callable[[], Awaitable[T]], stop: asyncio.Event, health: Health) -> T:
    """Return what a call of Telegram's returns, made again for as long as Telegram cannot be reached.

    Raises:
        TokenRefusedError: Telegram does not know the token.
        BadRequest: Telegram will not do that.
        StopAsked: ``stop`` was set first.
    """
    outage = Outage()
    while True:
        try:
            result = await unless_stopped(stop, call())
        except (InvalidToken, EndPointNotFound):
            raise TokenRefusedError from None  # what the library says holds the token
        except BadRequest:
            raise
        except (TelegramError, KeyError) as error:  # KeyError: an answer with status 200 that says it is none
            health.fails()
            await pause(stop, outage.failed(error))
        else:
            outage.over()
            health.works()
            return result


def _line(error: Exception) -> str:
    if isinstance(error, Conflict):
        return (
            f"Somebody else takes this bot's updates ({words_of(error)}); stop the other one, this one goes on asking"
        )
    if isinstance(error, DatabaseError):
        return f"Updates cannot be written down, so they are left with Telegram for now: {error}"
    if isinstance(error, RetryAfter):
        return "Telegram asks to wait before the next call"
    return f"Telegram does not answer as it should ({words_of(error)}); trying again"
