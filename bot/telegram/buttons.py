"""Pressed buttons: what each opens or records, with all that it needs looked up by the ids of the press.

What a button carries is only a number of a row. Whether the presser may have it is decided by the chat that Telegram
says the press comes from: a reply opens in the chat where its question was asked, to everyone in it, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from telegram import CallbackQuery, Update, User
from telegram.constants import ChatType

from answering.types import Citation, Source
from bot.catalogue import Catalogue, closest_language
from bot.database.engine import Session
from bot.database.people import Person
from bot.database.questions import StoredQuestion
from bot.database.replies import StoredReply
from bot.telegram import press_types
from bot.telegram.announcing.afterwards import press_afterwards
from bot.telegram.announcing.pressing import press_compose
from bot.telegram.announcing.receipts import press_got
from bot.telegram.asking import language_of
from bot.telegram.callback_data import DecodeError, decode
from bot.telegram.commands import fix_language
from bot.telegram.context import Context
from bot.telegram.keyboards import language_keyboard
from bot.telegram.library import SectionText, library_of
from bot.telegram.places import Place
from bot.telegram.press_types import COMPOSE_VERBS, Act, Browse, Dais, More, Near, SetLanguage, Thumb
from bot.telegram.questions import language_of_question
from bot.telegram.quotes import leave_untranslated, show_quote
from bot.telegram.rendering import escape, render_more
from bot.telegram.sending import answer_press, edit, send
from bot.telegram.sources import browse
from vectorstore.types import Language


@dataclass(frozen=True, slots=True)
class Opened:
    """A reply that the presser may see, with its question and its committee's slug."""

    reply: StoredReply
    question: StoredQuestion
    committee: str
    presser: Person | None

    def language(self, user: User) -> Language:
        """Return the language to speak to the presser: what they fixed; else, to who asked, that of the reply."""
        if self.presser is not None and self.presser.language is not None:
            return self.presser.language
        return self.reply.language if self.question.user_id == user.id else language_of(self.presser, user)


async def press(update: Update, context: Context) -> None:
    """Do what a pressed button says; one that says nothing, or nothing in this chat, has expired."""
    query = update.callback_query
    if query is None:
        return
    try:
        data = decode(query.data)
    except DecodeError:
        await _expired(query, context)
        return
    match data:
        case SetLanguage(code):
            await _set_language(query, code, context)
        case Browse():
            await browse(query, data, context)
        case Dais(question_id):
            await _ask_dais(query, question_id, context)
        case Thumb(reply_id, value):
            await _rate(query, reply_id, value, context)
        case press_types.Source(reply_id, number):
            await _show_source(query, reply_id, number, context)
        case More(reply_id, number):
            await _show_more(query, reply_id, number, context)
        case Near(reply_id, number):
            await _show_near(query, reply_id, number, context)
        case Act():
            await _act(query, data, context)


async def _act(query: CallbackQuery, act: Act, context: Context) -> None:
    """Do something with an announcement."""
    if act.verb == "got":
        await press_got(query, act, context)
    elif act.verb in COMPOSE_VERBS:
        await press_compose(query, act, context)
    else:
        await press_afterwards(query, act, context)


async def _show_source(query: CallbackQuery, reply_id: int, number: int, context: Context) -> None:
    """Send the quote of a citation in reply to the message that was pressed."""
    opened = await _open(query, reply_id, context)
    citation = _citation(opened, number)
    if opened is None or citation is None:
        await _expired(query, context)
        return
    await answer_press(query)
    await show_quote(opened.reply, citation, _in_reply(query, opened), opened.language(query.from_user), context)


async def _show_more(query: CallbackQuery, reply_id: int, number: int, context: Context) -> None:
    """Put the whole section in the place of the quote, which stands out in it."""
    opened = await _open(query, reply_id, context)
    citation = _citation(opened, number)
    if opened is None or citation is None or query.message is None:
        await _expired(query, context)
        return
    language = opened.language(query.from_user)
    section = await _read(query, opened, citation.source, language, context)
    if section is None:
        return
    await answer_press(query)
    text = render_more(citation.source, citation.quote, section.passages, language)
    leave_untranslated(context, query.message.chat.id, query.message.message_id)
    await edit(context, query.message.chat.id, query.message.message_id, text)


async def _show_near(query: CallbackQuery, reply_id: int, number: int, context: Context) -> None:
    """Send one of a refusal's nearest sections in reply to it."""
    opened = await _open(query, reply_id, context)
    if opened is None or number > len(opened.reply.nearest):
        await _expired(query, context)
        return
    language, source = opened.language(query.from_user), opened.reply.nearest[number - 1]
    section = await _read(query, opened, source, language, context)
    if section is None:
        return
    await answer_press(query)
    await send(context, _in_reply(query, opened), render_more(source, "", section.passages, language))


async def _read(
    query: CallbackQuery, opened: Opened, source: Source, language: Language, context: Context
) -> SectionText | None:
    """Return the text of a section; ``None`` where it is gone, and then the presser is told so."""
    section = await library_of(context).section_of(opened.committee, source)
    if section is None:
        await answer_press(query, Catalogue.load(language).text("press.document_gone"))
    return section


async def _ask_dais(query: CallbackQuery, question_id: int, context: Context) -> None:
    """Pass a question to the dais, in the name of who pressed."""
    services, user = context.services, query.from_user
    is_new = False
    async with services.database.session() as session:
        presser = await session.people.find(user.id)
        question = await session.questions.get(question_id)
        if question is not None and _is_from(query, question):
            is_new = await session.questions.send_to_dais(question_id, services.clock(), by=user.id)
        else:
            question = None
    if question is None:
        await _expired(query, context)
        return
    language = language_of(presser, user)
    if question.user_id == user.id and (presser is None or presser.language is None):
        language = language_of_question(question.text, (), language)
    words = Catalogue.load(language)
    await answer_press(query, words.text("dais.asked" if is_new else "dais.asked_already"))


async def _rate(query: CallbackQuery, reply_id: int, value: Literal[1, -1], context: Context) -> None:
    """Keep whether a reply helped the presser."""
    opened = await _open(query, reply_id, context)
    is_kept = False
    if opened is not None:
        async with context.services.database.session() as session:
            is_kept = await session.feedback.set(reply_id, query.from_user.id, value, context.services.clock())
    if opened is None or not is_kept:
        await _expired(query, context)
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


async def _open(query: CallbackQuery, reply_id: int, context: Context) -> Opened | None:
    """Return a reply that may be opened where the button was pressed, ``None`` where there is none."""
    async with context.services.database.session() as session:
        return await _look_up(session, query, reply_id)


async def _look_up(session: Session, query: CallbackQuery, reply_id: int) -> Opened | None:
    reply = await session.replies.get(reply_id)
    question = await session.questions.get(reply.question_id) if reply is not None else None
    if reply is None or question is None or not _is_from(query, question):
        return None
    committee = await session.committees.get_by_id(reply.committee_id)
    if committee is None:
        return None
    return Opened(reply, question, committee.slug, await session.people.find(query.from_user.id))


def _is_from(query: CallbackQuery, question: StoredQuestion) -> bool:
    """Return whether a press comes from the chat of a question, or from where its reply went as the group moved."""
    return query.message is not None and query.message.chat.id in (question.chat_id, question.reply_chat_id)


def _citation(opened: Opened | None, number: int) -> Citation | None:
    citations = opened.reply.citations if opened is not None else ()
    return next((citation for citation in citations if citation.number == number), None)


def _in_reply(query: CallbackQuery, opened: Opened) -> Place:
    """Return the place below the pressed message; of an old one Telegram does not tell the topic, its question does."""
    if query.message is None:
        return Place(opened.question.chat_id, opened.question.thread_id)
    return Place(query.message.chat.id, opened.question.thread_id, query.message.message_id)


async def _expired(query: CallbackQuery, context: Context) -> None:
    async with context.services.database.session() as session:
        presser = await session.people.find(query.from_user.id)
    words = Catalogue.load(language_of(presser, query.from_user))
    await answer_press(query, words.text("press.expired"))
