"""Fetching updates by long polling.

The library's own loop acknowledges updates that it only holds in memory; this one does not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from telegram import Bot
from telegram.error import EndPointNotFound, InvalidToken, TelegramError

from bot.database.errors import DatabaseError
from bot.telegram.errors import TokenRefusedError
from bot.telegram.health import Health
from bot.telegram.intake import ALLOWED_UPDATES, Intake
from bot.telegram.outage import Outage, pause, unless_stopped

LONG_POLL_S = 25
_ANSWER_WITHIN_S = LONG_POLL_S + 10
_HASTE_S, _REST_S = 1.0, 0.2
# "getUpdates" itself makes the library warn that its typed method should be called; it turns this name into that one.
_GET_UPDATES = "get_Updates"


class Polling:
    """Asks Telegram for updates; a batch is acknowledged, with the next call, only when the intake has written it."""

    def __init__(self, bot: Bot, intake: Intake, health: Health, stop: asyncio.Event) -> None:
        self._bot = bot
        self._intake = intake
        self._health = health
        self._stop = stop
        self._offset: int | None = None

    async def run(self) -> None:
        """Poll until ``stop`` is set.

        Raises:
            StopAsked: it is.
            TokenRefusedError: Telegram does not know the token any more.
        """
        outage = Outage()
        while True:
            try:
                await self._poll()
            except (InvalidToken, EndPointNotFound):
                raise TokenRefusedError from None  # what the library says may hold the token
            except (TelegramError, DatabaseError, LookupError, TypeError, ValueError) as error:
                self._health.fails()
                await pause(self._stop, outage.failed(error))
            else:
                self._health.works()
                outage.over()

    async def _poll(self) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        raw = await unless_stopped(self._stop, self._ask())
        if raw:
            self._offset = await self._taken(raw) + 1
        elif loop.time() - begun < _HASTE_S:  # a server that does not wait for updates would be asked without pause
            await pause(self._stop, _REST_S)

    async def _ask(self) -> Sequence[object]:
        asked: dict[str, Any] = {"timeout": LONG_POLL_S, "allowed_updates": list(ALLOWED_UPDATES)}
        if self._offset is not None:
            asked["offset"] = self._offset
        answer: object = await self._bot.do_api_request(_GET_UPDATES, asked, read_timeout=_ANSWER_WITHIN_S)
        if not isinstance(answer, list):
            raise TypeError(f"expected a list of updates, got {type(answer).__name__}")
        return answer

    async def _taken(self, raw: Sequence[object]) -> int:
        last = await self._intake.take(raw)
        if last is None:
            raise ValueError("expected updates with numbers, got none that has one")
        return last
