"""A quote opened: in another language than its reply it comes at once, and its translation when it is there."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

from telegram import InlineKeyboardMarkup
from telegram.error import TelegramError

from answering.types import Citation
from bot.catalogue import Catalogue
from bot.database.replies import StoredReply
from bot.telegram.changes import Change
from bot.telegram.context import Context
from bot.telegram.errors import words_of
from bot.telegram.keyboards import quote_keyboard
from bot.telegram.places import Place
from bot.telegram.processing import Lines
from bot.telegram.rendering import Html, render_quote
from bot.telegram.sending import edit, send
from vectorstore.types import Language

_KEY = "quotes"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The quotes whose translation is awaited, by chat and message; a citation is translated once at a time."""

    tasks: dict[tuple[int, int], asyncio.Task[None]] = field(default_factory=dict)
    lines: Lines = field(default_factory=Lines)


@dataclass(frozen=True, slots=True)
class _Quote:
    """A quote as it is shown to somebody who speaks ``language``."""

    reply: StoredReply
    citation: Citation
    place: Place
    language: Language
    change: Change | None

    @property
    def is_foreign(self) -> bool:
        """Whether a translation into the reply's language, of which one is kept, is for this reader."""
        return self.citation.source.language != self.language == self.reply.language

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        words = Catalogue.load(self.language)
        return quote_keyboard(reply_id=self.reply.id, number=self.citation.number, words=words, change=self.change)

    def rendered(self, translation: str = "") -> list[Html]:
        note = self.change.note(Catalogue.load(self.language)) if self.change is not None else ""
        return render_quote(self.citation.source, self.citation.quote, self.language, translation, note=note)


async def show_quote(
    reply: StoredReply,
    citation: Citation,
    place: Place,
    language: Language,
    context: Context,
    *,
    change: Change | None = None,
) -> None:
    """Send the quote of a reply's citation, with its translation where one is kept, else with one that follows.

    ``change`` is what became of its source since, which is told first.
    """
    quote = _Quote(reply, citation, place, language, change)
    known = citation.translation if quote.is_foreign else ""
    pieces = quote.rendered(known)
    shown = None
    for number, piece in enumerate(pieces, start=1):
        shown = await send(context, place, piece, quote.keyboard if number == len(pieces) else None)
    translator = context.services.translator
    if shown is None or known or not quote.is_foreign or translator is None or not translator.may_translate:
        return
    at, tasks = (shown.chat_id, shown.message_id), _waiting(context).tasks
    # Nobody's next message is to wait for the model, so this goes on beside what else the chat asks for.
    tasks[at] = context.application.create_task(_add_translation(quote, at, context))
    tasks[at].add_done_callback(lambda _: tasks.pop(at, None))


def leave_untranslated(context: Context, chat_id: int, message_id: int) -> None:
    """Add no translation to a message any more: another text takes the quote's place."""
    task = _waiting(context).tasks.get((chat_id, message_id))
    if task is not None:
        task.cancel()


async def _add_translation(quote: _Quote, at: tuple[int, int], context: Context) -> None:
    async with _waiting(context).lines.turn((quote.reply.id, quote.citation.number)):
        translation = await _translate(quote, context)
    if not translation:
        return
    last, *more = quote.rendered(translation)[len(quote.rendered()) - 1 :]
    try:
        await edit(context, *at, last, quote.keyboard)
        for piece in more:
            await send(context, quote.place, piece)
    except TelegramError as error:
        _log.info("a translation could not be shown: %s", words_of(error))


async def _translate(quote: _Quote, context: Context) -> str:
    """Return the translation, that of a press just before if there was one, and keep it; ``""`` where there is none."""
    database, translator = context.services.database, context.services.translator
    reply_id, number = quote.reply.id, quote.citation.number
    async with database.session() as session:
        reply = await session.replies.get(reply_id)
    kept = next((each.translation for each in reply.citations if each.number == number), "") if reply else ""
    if kept or reply is None or translator is None:
        return kept
    source = quote.citation.source.language
    translation = await translator.translate_quote(quote.citation.quote, source, quote.language)
    if translation:
        async with database.session() as session:
            await session.replies.keep_translation(reply_id, number, translation)
    return translation


def _waiting(context: Context) -> _Waiting:
    waiting: _Waiting = context.bot_data.setdefault(_KEY, _Waiting())
    return waiting
