"""The sources of a reply, read by their buttons: the quote, the section around it, a refusal's nearest sections.

A reply stays in the chat while documents are ingested anew, announcements corrected and rulings revoked. What it shows
of them is held against what they say today, and a difference is told first.
"""

from __future__ import annotations

import logging
import re

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from answering.types import Citation
from bot.catalogue import Catalogue
from bot.telegram.changes import WARNING, Change
from bot.telegram.context import Context
from bot.telegram.errors import words_of
from bot.telegram.library import library_of
from bot.telegram.limiter import Lane
from bot.telegram.opened import Opened, expired, in_reply, open_reply
from bot.telegram.quotes import leave_untranslated, show_quote
from bot.telegram.rendering import render_changed, render_more, render_quote
from bot.telegram.sending import answer_press, edit, send
from vectorstore.errors import VectorStoreError

_NUMBER = re.compile(r"\[\d+\] ")
_log = logging.getLogger(__name__)


async def show_source(query: CallbackQuery, reply_id: int, number: int, context: Context) -> None:
    """Send the quote of a citation in reply to the message that was pressed."""
    opened = await open_reply(query, reply_id, context)
    citation = opened.citation(number) if opened is not None else None
    if opened is None or citation is None:
        await expired(query, context)
        return
    await answer_press(query)
    change = await _change_of(opened, citation, context)
    place, language = in_reply(query, opened), opened.language(query.from_user)
    await show_quote(opened.reply, citation, place, language, context, change=change)
    if change is not None:
        _mark(query, context)


async def show_more(query: CallbackQuery, reply_id: int, number: int, context: Context) -> None:
    """Put the whole section in the place of the quote, which stands out in it, or stands above it as it was."""
    opened = await open_reply(query, reply_id, context)
    citation = opened.citation(number) if opened is not None else None
    if opened is None or citation is None or query.message is None:
        await expired(query, context)
        return
    today = await library_of(context).today(opened.committee, citation.source, citation.quote)
    language = opened.language(query.from_user)
    words = Catalogue.load(language)
    note = today.change.note(words) if today.change is not None else ""
    if today.section is None:
        await answer_press(query, words.text("press.document_gone"))
        text = render_quote(citation.source, citation.quote, language, note=note)[0]
    else:
        await answer_press(query)
        render = render_more if today.change is None else render_changed
        text = render(citation.source, citation.quote, today.section.passages, language, note=note)
    leave_untranslated(context, query.message.chat.id, query.message.message_id)
    await edit(context, query.message.chat.id, query.message.message_id, text)


async def show_near(query: CallbackQuery, reply_id: int, number: int, context: Context) -> None:
    """Send one of a refusal's nearest sections, as it is today, in reply to it."""
    opened = await open_reply(query, reply_id, context)
    if opened is None or number > len(opened.reply.nearest):
        await expired(query, context)
        return
    source, language = opened.reply.nearest[number - 1], opened.language(query.from_user)
    today = await library_of(context).today(opened.committee, source)
    words = Catalogue.load(language)
    if today.section is None:
        await answer_press(query, words.text("press.document_gone"))
    else:
        await answer_press(query)
        note = WARNING + words.text("source.near_changed") if today.change is not None else ""
        text = render_more(source, "", today.section.passages, language, note=note)
        await send(context, in_reply(query, opened), text)
    if today.change is not None:
        _mark(query, context)


async def _change_of(opened: Opened, citation: Citation, context: Context) -> Change | None:
    """Return what became of a citation's source; the quote is shown as it is where the index cannot tell."""
    try:
        return await library_of(context).change_of(opened.committee, citation.source, citation.quote)
    except VectorStoreError as error:
        _log.warning("a source could not be held against today's documents: %s", words_of(error))
        return None


def _mark(query: CallbackQuery, context: Context) -> None:
    """Show on the pressed button that its source has changed; nobody waits for that."""
    message = query.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return  # too old for Telegram to say what stands under it
    rows = message.reply_markup.inline_keyboard
    if any(each.callback_data == query.data and WARNING not in each.text for row in rows for each in row):
        marked = [[_marked(each) if each.callback_data == query.data else each for each in row] for row in rows]
        context.application.create_task(_show_marked(message, InlineKeyboardMarkup(marked), context))


def _marked(pressed: InlineKeyboardButton) -> InlineKeyboardButton:
    """Return a button with the warning, behind its ``[n]`` if it has one."""
    number = _NUMBER.match(pressed.text)
    begins = number.group() if number is not None else ""
    return InlineKeyboardButton(
        begins + WARNING + pressed.text.removeprefix(begins), callback_data=pressed.callback_data
    )


async def _show_marked(message: Message, keyboard: InlineKeyboardMarkup, context: Context) -> None:
    try:
        await context.bot.edit_message_reply_markup(
            message.chat.id, message.message_id, reply_markup=keyboard, rate_limit_args=Lane.BULK
        )
    except TelegramError as error:
        _log.info("the button of a source that changed stays as it was: %s", words_of(error))
