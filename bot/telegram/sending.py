"""The way out: messages, edits and notices, with what Telegram may answer met in one place.

Everything dynamic comes escaped, as ``Html``. Nothing here is called within a database session: a send may wait long.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial

from telegram import CallbackQuery, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.database.engine import Database
from bot.telegram.context import Context
from bot.telegram.errors import words_of
from bot.telegram.limiter import Lane, StoppedError
from bot.telegram.places import Place
from bot.telegram.rendering import Html, without_markup
from bot.telegram.retrying import tried

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_MOST_MENDS = 3
_log = logging.getLogger(__name__)


async def send(
    context: Context, place: Place, text: Html, keyboard: InlineKeyboardMarkup | None = None
) -> Message | None:
    """Send one message and return it; ``None`` where it cannot be delivered, which is then written down or logged.

    A group that moved is followed to its new id, a text whose markup is refused goes without it.

    Raises:
        NetworkError: Telegram did not answer, about a minute long or three times in doubt.
    """
    form = _Form(place, text, keyboard)
    for _ in range(_MOST_MENDS):
        try:
            return await tried(partial(form.send, context.bot))
        except ChatMigrated as error:
            await follow_group(context.services.database, place.chat_id, error.new_chat_id)
            form = replace(form, place=Place(error.new_chat_id))
        except Forbidden:
            await _mark_unreachable(context.services.database, place.chat_id)
            return None
        except BadRequest as error:
            mended = form.mended(error)
            if mended is None:
                _log.warning("Telegram refused a message: %s", words_of(error))
                return None
            form = mended
    _log.warning("Telegram refused a message in every form")
    return None


async def edit(
    context: Context, chat_id: int, message_id: int, text: Html, keyboard: InlineKeyboardMarkup | None = None
) -> bool:
    """Give a message of the bot another text and keyboard; ``False`` where it cannot be changed any more.

    Raises:
        NetworkError: Telegram did not answer.
    """
    change = partial(_edit, context.bot, chat_id, message_id, keyboard)
    try:
        try:
            await tried(partial(change, text, ParseMode.HTML))
        except BadRequest as error:
            if not is_about_markup(error):
                raise
            await tried(partial(change, without_markup(text), None))
    except ChatMigrated as error:
        await follow_group(context.services.database, chat_id, error.new_chat_id)
        return False
    except Forbidden:
        await _mark_unreachable(context.services.database, chat_id)
        return False
    except BadRequest as error:
        if is_unchanged(error):
            return True
        _log.info("Telegram refused an edit: %s", words_of(error))
        return False
    return True


async def send_if_spared(context: Context, place: Place, text: Html) -> Message:
    """Send one message now, in one try, and return it.

    Raises:
        NotSparedError: there was no room at once.
        TelegramError: Telegram refused it, or did not answer.
    """
    return await _Form(place, text, None).send(context.bot, Lane.SPARE)


async def edit_if_spared(context: Context, chat_id: int, message_id: int, text: Html) -> None:
    """Give a message of the bot, which has no buttons, another text now, in one try.

    Raises:
        NotSparedError: there was no room at once.
        TelegramError: Telegram refused it, or did not answer.
    """
    await _edit(context.bot, chat_id, message_id, None, text, ParseMode.HTML, Lane.SPARE)


async def answer_press(query: CallbackQuery, text: str = "") -> None:
    """Stop the clock of a pressed button, with a line of up to 200 characters; one pressed too long ago is let be."""
    try:
        await query.answer(text or None)
    except TelegramError as error:
        if isinstance(error, StoppedError):
            raise
        _log.info("a press could not be answered: %s", words_of(error))


async def follow_group(database: Database, old_chat_id: int, new_chat_id: int) -> None:
    """Take a group's link along to the id that it has as a supergroup."""
    async with database.session() as session:
        await session.groups.migrate(old_chat_id, new_chat_id)


@dataclass(frozen=True, slots=True)
class _Form:
    """A message in one of the forms in which it may be taken."""

    place: Place
    text: Html
    keyboard: InlineKeyboardMarkup | None
    is_plain: bool = False

    async def send(self, bot: ExtBot[Lane], lane: Lane = Lane.INTERACTIVE) -> Message:
        place, reply = self.place, None
        if place.reply_to is not None:
            reply = ReplyParameters(place.reply_to, allow_sending_without_reply=True, quote=place.quote)
        return await bot.send_message(
            place.chat_id,
            without_markup(self.text) if self.is_plain else self.text,
            parse_mode=None if self.is_plain else ParseMode.HTML,
            message_thread_id=place.thread_id,
            reply_parameters=reply,
            reply_markup=self.keyboard,
            link_preview_options=NO_PREVIEW,
            rate_limit_args=lane,
        )

    def mended(self, error: BadRequest) -> _Form | None:
        """Return the message without what Telegram refused, ``None`` where that is not to be helped."""
        if self.place.quote is not None and "quote" in error.message.lower():
            return replace(self, place=replace(self.place, quote=None))
        if not self.is_plain and is_about_markup(error):
            return replace(self, is_plain=True)
        return None


async def _edit(
    bot: ExtBot[Lane],
    chat_id: int,
    message_id: int,
    keyboard: InlineKeyboardMarkup | None,
    text: str,
    parse_mode: ParseMode | None,
    lane: Lane = Lane.INTERACTIVE,
) -> None:
    await bot.edit_message_text(
        text,
        chat_id,
        message_id,
        parse_mode=parse_mode,
        reply_markup=keyboard,
        link_preview_options=NO_PREVIEW,
        rate_limit_args=lane,
    )


async def _mark_unreachable(database: Database, chat_id: int) -> None:
    """Write down that a person blocked the bot; a group that put it out is told of by an update of its own."""
    if chat_id > 0:
        async with database.session() as session:
            await session.people.set_unreachable(chat_id)


def is_about_markup(error: BadRequest) -> bool:
    """Tell whether Telegram could not read the HTML of a message."""
    return "can't parse entities" in error.message.lower()


def is_unchanged(error: BadRequest) -> bool:
    """Tell whether an edit was refused only because the message says just that already."""
    return "message is not modified" in error.message.lower()
