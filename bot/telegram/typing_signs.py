"""The sign that the bot types, for as long as somebody waits for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from math import inf

from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.telegram.limiter import Lane
from bot.telegram.places import Place

_LASTS_S = 4.5  # a client shows it for five seconds
_AGAIN_EACH_S = 0.1


class TypingSigns:
    """Shows each chat the sign at once, and again as it fades, but in all chats together only ten times a second.

    Where hundreds wait, renewing every sign in time would cost more than the answers, and make all wait longer.
    """

    def __init__(self) -> None:
        self._again_at = -inf

    @asynccontextmanager
    async def shown(self, bot: ExtBot[Lane], place: Place) -> AsyncIterator[Awaitable[None]]:
        """Let the chat see that the bot types, for as long as the block lasts.

        Await what it gives before sending the message: the sign is then surely not behind it.
        """
        begun = asyncio.create_task(_show(bot, place))
        again = asyncio.create_task(self._show_again(bot, place))
        try:
            yield begun
        finally:
            begun.cancel()
            again.cancel()
            await asyncio.gather(begun, again, return_exceptions=True)

    async def _show_again(self, bot: ExtBot[Lane], place: Place) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            at = self._again_at = max(clock() + _LASTS_S, self._again_at + _AGAIN_EACH_S)
            await asyncio.sleep(at - clock())
            await _show(bot, place)


async def _show(bot: ExtBot[Lane], place: Place) -> None:
    with suppress(TelegramError):
        await bot.send_chat_action(place.chat_id, ChatAction.TYPING, message_thread_id=place.thread_id)
