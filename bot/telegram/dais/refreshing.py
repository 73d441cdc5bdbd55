"""Keeping the cards of a matter in line: each chair has one in their chat, and all show how it stands.

No press waits for it. A card that cannot be edited stays as it is: its buttons look everything up anew.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any

from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.announcements.decisions import may_direct
from bot.catalogue import Catalogue
from bot.dais.likeness import Likeness
from bot.database.engine import Database
from bot.telegram.asking import language_written_to
from bot.telegram.dais.cards import Card, render_card
from bot.telegram.dais.matter_views import read_view
from bot.telegram.errors import report
from bot.telegram.keeping_up import KeepingUp
from bot.telegram.limiter import Lane
from bot.telegram.retrying import tried
from bot.telegram.sending import NO_PREVIEW
from vectorstore.types import Language

FIRST_S, EACH_S = 0.3, 2.0
"""How long a change waits for others to come along, and the least time between two rounds of edits of a matter."""

CLOSE_S = 2.0
"""How long the end waits for the calls in hand."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A card in the private chat of a chair, whose number is the chat's."""

    chat_id: int
    message_id: int
    language: Language


class MatterCards(KeepingUp):
    """Edits the cards of matters that changed, by ``bot``, in the bulk lane.

    ``clock`` returns the time now, aware and in UTC; ``likeness`` is ``None`` where nothing tells like questions. Times
    are named in ``zone``.
    """

    def __init__(
        self,
        bot: ExtBot[Any],
        database: Database,
        clock: Callable[[], datetime],
        likeness: Likeness | None = None,
        zone: tzinfo = UTC,
    ) -> None:
        super().__init__()
        self.bot = bot
        self.database = database
        self.clock = clock
        self.likeness = likeness
        self.zone = zone
        self._aside = set[tuple[int, int]]()

    def set_aside(self, chat_id: int, message_id: int) -> None:
        """Note that a message shows a choice in the place of its card: while the matter is open that is left alone."""
        self._aside.add((chat_id, message_id))

    def put_back(self, chat_id: int, message_id: int) -> None:
        """Note that a message shows its card again."""
        self._aside.discard((chat_id, message_id))

    async def close(self) -> None:
        """Finish the calls in hand, within ``CLOSE_S``, and stop."""
        await self._close(CLOSE_S)

    async def _keep_up(self, matter_id: int) -> None:
        """Edit a matter's cards as long as it changes."""
        try:
            await self._pause(FIRST_S)
            while matter_id in self._stale and not self._closed.is_set():
                self._stale.discard(matter_id)
                await self._refresh(matter_id)
                await self._pause(EACH_S)
        except Exception as error:  # noqa: BLE001 - a card is for show; the matter is in the database
            report(error, f"refreshing the cards of matter {matter_id}")

    async def _refresh(self, matter_id: int) -> None:
        view = await read_view(self, matter_id, self.bot)
        if view is None:
            return
        for each in await self._cards(matter_id, view.matter.committee_id):
            if view.matter.state != "open":
                self.put_back(each.chat_id, each.message_id)
            elif (each.chat_id, each.message_id) in self._aside:
                continue
            card = render_card(view, each.chat_id, Catalogue.load(each.language), self.clock(), self.zone)
            # Telegram will not have an edit that changes nothing, or of a message that is gone or too old.
            with suppress(TelegramError):
                await tried(partial(self._edit, each, card))

    async def _cards(self, matter_id: int, committee_id: int) -> list[_Shown]:
        """Return the newest card in each chair's chat; who is of the dais no more is shown nothing new."""
        shown = []
        async with self.database.session() as session:
            for card in await session.notices.cards_of(matter_id):
                if await may_direct(session, card.chat_id, committee_id):
                    language = language_written_to(await session.people.find(card.chat_id))
                    shown.append(_Shown(card.chat_id, card.message_id, language))
        return shown

    async def _edit(self, shown: _Shown, card: Card) -> None:
        await self.bot.edit_message_text(
            card.text,
            shown.chat_id,
            shown.message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=card.keyboard,
            link_preview_options=NO_PREVIEW,
            rate_limit_args=Lane.BULK,
        )
