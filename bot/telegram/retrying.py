"""Calls to Telegram that are made again: where they surely did not reach it, and a few times where that is in doubt."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.telegram.errors import words_of
from bot.telegram.limiter import StoppedError

WAITS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
_MOST_DOUBTFUL = 2
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_log = logging.getLogger(__name__)
_T = TypeVar("_T")


async def tried(call: Callable[[], Awaitable[_T]]) -> _T:
    """Make a call, again for about a minute where it surely did not reach Telegram.

    Where it may have, it is made twice more: a message that comes twice is less bad than one that never comes.

    Raises:
        TelegramError: Telegram refused the call, or did not answer in all that time.
    """
    doubtful = 0
    for wait_s in WAITS_S:
        try:
            return await call()
        except (BadRequest, StoppedError):  # both are network errors to the library
            raise
        except (NetworkError, RetryAfter) as error:
            doubtful += _may_have_come(error)
            if doubtful > _MOST_DOUBTFUL:
                raise
            _log.warning("a call to Telegram failed and is made again: %s", words_of(error))
            await asyncio.sleep(wait_s * random.uniform(0.5, 1.5))
    return await call()


def _may_have_come(error: TelegramError) -> bool:
    """Tell whether a call may have reached Telegram: the connection was there, but no answer came over it."""
    cause = error.__cause__
    return isinstance(cause, httpx.HTTPError) and not isinstance(cause, UNSENT)
