"""Pressed buttons: what each opens or records, with all that it needs looked up by the ids of the press."""

from __future__ import annotations

from typing import Literal

from telegram import CallbackQuery, Update
from telegram.constants import ChatType

from bot.catalogue import Catalogue, closest_language
from bot.telegram import press_types
from bot.telegram.announcing.afterwards import press_afterwards
from bot.telegram.announcing.pressing import press_compose
from bot.telegram.announcing.receipts import press_got
from bot.telegram.callback_data import DecodeError, decode
from bot.telegram.commands import fix_language
from bot.telegram.context import Context
from bot.telegram.dais.pressing import press_dais
from bot.telegram.dais.requests import ask_dais
from bot.telegram.keyboards import language_keyboard
from bot.telegram.opened import expired, open_reply
from bot.telegram.press_types import (
    COMPOSE_VERBS,
    Act,
    Browse,
    Dais,
    Desk,
    Inbox,
    More,
    Near,
    Overview,
    OwnRequest,
    Pick,
    Rule,
    SetLanguage,
    Thumb,
)
from bot.telegram.reading import show_more, show_near, show_source
from bot.telegram.rendering import escape
from bot.telegram.sending import answer_press, edit
from bot.telegram.sources import browse
from vectorstore.types import Language


async def press(update: Update, context: Context) -> None:
    """Do what a pressed button says; one that says nothing, or nothing in this chat, has expired."""
    query = update.callback_query
    if query is None:
        return
    try:
        data = decode(query.data)
    except DecodeError:
        await expired(query, context)
        return
    match data:
        case SetLanguage(code):
            await _set_language(query, code, context)
        case Browse():
            await browse(query, data, context)
        case Dais(question_id):
            await ask_dais(query, question_id, context)
        case Thumb(reply_id, value):
            await _rate(query, reply_id, value, context)
        case press_types.Source(reply_id, number):
            await show_source(query, reply_id, number, context)
        case More(reply_id, number):
            await show_more(query, reply_id, number, context)
        case Near(reply_id, number):
            await show_near(query, reply_id, number, context)
        case Act():
            await _act(query, data, context)
        case OwnRequest() | Desk() | Pick() | Rule() | Inbox() | Overview():
            await press_dais(query, data, context)


async def _act(query: CallbackQuery, act: Act, context: Context) -> None:
    """Do something with an announcement."""
    if act.verb == "got":
        await press_got(query, act, context)
    elif act.verb in COMPOSE_VERBS:
        await press_compose(query, act, context)
    else:
        await press_afterwards(query, act, context)


async def _rate(query: CallbackQuery, reply_id: int, value: Literal[1, -1], context: Context) -> None:
    """Keep whether a reply helped the presser."""
    opened = await open_reply(query, reply_id, context)
    is_kept = False
    if opened is not None:
        async with context.services.database.session() as session:
            is_kept = await session.feedback.set(reply_id, query.from_user.id, value, context.services.clock())
    if opened is None or not is_kept:
        await expired(query, context)
        return
    words = Catalogue.load(opened.language(query.from_user))
    await answer_press(query, words.text("thumbs.up" if value > 0 else "thumbs.down"))


async def _set_language(query: CallbackQuery, code: Language | Literal["auto"], context: Context) -> None:
    """Fix the presser's language, and say so where their own choice stands."""
    told = await fix_language(context, query.from_user, code)
    await answer_press(query, told)
    message = query.message
    if message is not None and message.chat.type == ChatType.PRIVATE:
        fixed = None if code == "auto" else code
        words = Catalogue.load(fixed or closest_language(query.from_user.language_code))
        await edit(context, message.chat.id, message.message_id, escape(told), language_keyboard(fixed, words))
