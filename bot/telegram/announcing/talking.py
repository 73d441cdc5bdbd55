"""What a chair who composes is told and shown, one message with buttons at a time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from telegram import InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.announcements.moments import zone_of
from bot.catalogue import Catalogue
from bot.database.announcements import Announcement
from bot.telegram.announcing import preview
from bot.telegram.announcing.memory import Memory, Topic, memory_of
from bot.telegram.announcing.sheets import Sheet
from bot.telegram.context import Context
from bot.telegram.errors import words_of
from bot.telegram.places import Place
from bot.telegram.rendering import escape
from bot.telegram.sending import send
from vectorstore.types import Language

if TYPE_CHECKING:
    from bot.database.rulings import Ruling

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Talk:
    """The private chat with a chair who composes."""

    context: Context
    chat_id: int
    user_id: int
    language: Language
    topic: Topic = "announcing"

    @property
    def words(self) -> Catalogue:
        """Return the words of the chair's language."""
        return Catalogue.load(self.language)

    @property
    def now(self) -> datetime:
        """Return the time now, in UTC."""
        return self.context.services.clock()

    @property
    def zone(self) -> tzinfo:
        """Return the zone in which times are named."""
        return zone_of(self.context.services.settings)

    @property
    def machine(self) -> str:
        """Return the name of what drafts translations, ``""`` where nothing does any more."""
        translator = self.context.services.translator
        return translator.name if translator is not None else ""

    def memory_of(self, draft: Announcement | Ruling) -> Memory:
        """Return what is remembered of a draft of this talk's topic."""
        return memory_of(self.context, draft.id, self.topic)

    async def say(self, text: str) -> None:
        """Send a line."""
        await send(self.context, Place(self.chat_id), escape(text))

    async def ask(self, draft: Announcement | Ruling, text: str, keyboard: InlineKeyboardMarkup) -> None:
        """Send the buttons of a draft; those that it had until now go."""
        control = await send(self.context, Place(self.chat_id), escape(text), keyboard)
        memory = self.memory_of(draft)
        if memory.control_id is not None:
            await self.retire(memory.control_id)
        memory.control_id = control.message_id if control is not None else None

    async def retire(self, control_id: int) -> None:
        """Take away the buttons of a message that hold no more; they would do nothing."""
        try:
            await self.context.bot.edit_message_reply_markup(self.chat_id, control_id)
        except TelegramError as error:
            _log.info("the buttons of an old preview stay: %s", words_of(error))


async def present(talk: Talk, sheet: Sheet, notes: Sequence[str] = ()) -> None:
    """Ask for what is missing, or show the preview; ``notes`` are said first."""
    draft, words = sheet.draft, talk.words
    if draft.awaits in ("text", "correction"):
        text, keyboard = request(talk, sheet), preview.cancel_keyboard(draft, words)
    elif draft.awaits == "committee":
        text, keyboard = words.text("announce.choose"), preview.choosing_keyboard(sheet, words)
    elif await preview.send_copies(talk.context, talk.chat_id, sheet):
        text = preview.told(sheet, words, talk.now, talk.zone, machine=talk.machine)
        keyboard = preview.keyboard(sheet, words, talk.now, talk.zone)
    else:
        await ask_anew(talk, sheet, words.text("announce.refused"))
        return
    await talk.ask(draft, "\n\n".join([*notes, text]), keyboard)


async def ask_anew(talk: Talk, sheet: Sheet, why: str) -> None:
    """Let a draft await other words than those that it has."""
    awaits = "text" if sheet.corrected is None else "correction"
    async with talk.context.services.database.session() as session:
        draft = await session.announcements.revise(
            sheet.draft.id, sheet.draft.revision, talk.now, wordings={}, awaits=awaits
        )
    if draft is None:
        await talk.say(talk.words.text("announce.expired"))
        return
    await talk.ask(draft, why, preview.cancel_keyboard(draft, talk.words))


def request(talk: Talk, sheet: Sheet) -> str:
    """Return what asks a chair for the words of an announcement."""
    draft, words = sheet.draft, talk.words
    if draft.awaits == "correction":
        return words.text("announce.ask_correction")
    if draft.media is not None:
        return words.text(f"announce.got.{draft.media.kind}")
    if draft.send_at is not None:
        at = preview.when(draft.send_at, words, talk.now, talk.zone)
        return words.text("announce.ask_timed", when=at)
    return words.text("announce.ask")
