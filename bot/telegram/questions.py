"""A question's way: the sign of work at once, written down, answered off the event loop, one message with buttons."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from telegram import Message, Update
from telegram.constants import ChatType

from answering.analysis import clean_question
from answering.language import detect_language
from answering.types import Question, Refusal, Reply
from answering.wording import WORDING
from bot.catalogue import Catalogue
from bot.database.committees import Committee
from bot.database.engine import Session
from bot.database.questions import NewQuestion, StoredQuestion
from bot.telegram.albums import is_of_last_album
from bot.telegram.asking import Asker, author, identify, is_heard, patiently, without_committee
from bot.telegram.awaiting import Awaited, awaited_by, follow_edit, take
from bot.telegram.context import Context
from bot.telegram.examples import example_question
from bot.telegram.growing import growing_reply
from bot.telegram.incoming import Shape, read_incoming, words_of_message
from bot.telegram.places import place_of
from bot.telegram.rendering import escape
from bot.telegram.replying import Asked, Written, deliver, note_above, say, shown_at
from vectorstore.errors import UnknownCommitteeError
from vectorstore.types import Language

if TYPE_CHECKING:
    from answering.answer_cache import Show

_TOO_OLD = timedelta(minutes=10)
_log = logging.getLogger(__name__)


async def answer_message(update: Update, context: Context) -> None:
    """Answer a message that asks: any in a private chat, in a group those meant for the bot."""
    message = update.message
    if message is None or not is_heard(message, context.bot.bot):
        return
    asked = _asked(update.update_id, message, None, context)
    async with patiently(context, message) as is_their_turn:
        if is_their_turn:
            await _answer(asked, context)


async def answer_edited(update: Update, context: Context) -> None:
    """Answer a question that was edited anew, in the place of the reply it had.

    An edited command is let be, and so is a message that asked nothing before, where it is of some time ago or may be
    a part of what a dais issues.
    """
    message = update.edited_message
    if message is None or not is_heard(message, context.bot.bot) or await follow_edit(message, context):
        return
    async with context.services.database.session() as session:
        before = await session.questions.by_message(message.chat.id, message.message_id)
        may_be_issued = before is None and await _may_be_issued(session, message)
    asked = _asked(update.update_id, message, before, context)
    if before is None:
        written = words_of_message(message).lower()
        is_other = not written.startswith("/ask") and (written.startswith("/") or may_be_issued)
        if is_other or context.services.clock() - message.date > _TOO_OLD:
            return
    elif before.text == asked.incoming.text and before.state != "waiting":
        return
    async with patiently(context, message) as is_their_turn:
        if is_their_turn:
            await _answer(asked, context)


async def _may_be_issued(session: Session, message: Message) -> bool:
    """Tell whether a message may be a part of what a dais issues: what a chair wrote in private before a restart.

    It asked nothing then, and what it was taken for is remembered no more.
    """
    user = author(message)
    return user is not None and message.chat.type == ChatType.PRIVATE and bool(await session.people.seats(user.id))


def _asked(update_id: int, message: Message, before: StoredQuestion | None, context: Context) -> Asked:
    incoming = read_incoming(words_of_message(message), context.bot.username)
    return Asked(update_id, message, incoming, place_of(message, incoming.text), before)


async def _answer(asked: Asked, context: Context) -> None:
    begun_at = time.perf_counter()
    async with context.services.signs.shown(context.bot, asked.place) as typing:
        asker, written, awaited = await _take(asked, context)
        if awaited is not None:
            if not is_of_last_album(asked.message, context):
                await take(asked.message, asker, awaited, context)
        elif asker.committee is None:
            await say(asked, escape(without_committee(asker, asked.message.chat)), context)
        elif not asked.is_question:
            await say(asked, escape(await _what_is_missing(asked, asker, context)), context)
        elif written is not None:
            await _reply(asked, asker, written, typing, context)
            took_ms = (time.perf_counter() - begun_at) * 1000
            _log.info("question %d answered in %.0f ms", written.id, took_ms)


async def _reply(asked: Asked, asker: Asker, written: Written, typing: Awaitable[None], context: Context) -> None:
    """Find the reply and deliver it; the chat sees it grow where it is written, but not in an earlier one's place."""
    text = asked.incoming.text
    language = asker.fixed_language or language_of_question(text, written.history, asker.language)
    if asked.before is not None or written.shown_at is not None:
        await deliver(asked, written, await _find_reply(text, language, written, None, context), typing, context)
        return
    note = note_above(asked, Catalogue.load(language))
    async with growing_reply(asked.place, written.id, note, typing, context) as grown:
        reply = await _find_reply(text, language, written, grown.show, context)
    await deliver(asked, replace(written, shown_at=grown.shown_at), reply, typing, context)


async def _take(asked: Asked, context: Context) -> tuple[Asker, Written | None, Awaited | None]:
    """Return who asks, and the question, written down before it is answered; or what of the dais's it is a part of.

    ``None`` stands for what is no question, what no committee could answer, and what was answered already.
    """
    now = context.services.clock()
    async with context.services.database.session() as session:
        asker = await identify(session, context.services, author(asked.message), asked.message.chat)
        awaited = await awaited_by(session, asker, asked.message, now) if asked.before is None else None
        if awaited is not None or asker.committee is None or not asked.is_question:
            return asker, None, awaited
        return asker, await _write_down(session, asked, asker.committee, now), None


async def _write_down(session: Session, asked: Asked, committee: Committee, now: datetime) -> Written | None:
    """Write the question down; ``None`` where its update was answered already."""
    message, user = asked.message, author(asked.message)
    new = NewQuestion(
        update_id=asked.update_id,
        committee_id=committee.id,
        user_id=user.id if user is not None else None,
        chat_id=message.chat.id,
        thread_id=asked.place.thread_id,
        message_id=message.message_id,
        text=asked.incoming.text,
        private=message.chat.type == ChatType.PRIVATE,
    )
    if asked.before is not None:
        question_id = asked.before.id
        committee = await session.committees.get_by_id(asked.before.committee_id) or committee
        await session.questions.rewrite(question_id, new.text)
        stored: StoredQuestion | None = asked.before
    else:
        question_id = await session.questions.write(new, now)
        stored = await session.questions.get(question_id)
        if stored is not None and stored.state == "answered":
            return None
    history = await session.questions.recent_texts(new.chat_id, new.user_id, new.thread_id, now, before=question_id)
    return Written(question_id, committee, history, shown_at(stored))


async def _what_is_missing(asked: Asked, asker: Asker, context: Context) -> str:
    """Return the friendly line for a message in which there is nothing to answer."""
    words, shape = asker.words, asked.incoming.shape
    if shape is Shape.URL:
        return words.text("question.url")
    example = await example_question(context, asker.committee, asker.language)
    if shape is Shape.EMOJI:
        return words.text("question.emoji", example=example)
    if words_of_message(asked.message).lower().startswith("/ask"):
        return words.text("ask.usage", example=example)
    return words.text("question.empty", example=example)


def language_of_question(text: str, history: tuple[str, ...], otherwise: Language) -> Language:
    """Return the language that a question is asked in; one that could be either takes ``otherwise``.

    >>> language_of_question("¿Cuántos países?", (), "en"), language_of_question("2019?", (), "es")
    ('es', 'es')
    """
    earlier = tuple(clean_question(each) for each in history)
    return detect_language(clean_question(text), earlier=earlier, default=otherwise)


async def _find_reply(text: str, language: Language, written: Written, show: Show | None, context: Context) -> Reply:
    """Return the reply; of a committee that never had documents, one that says so.

    Raises:
        Exception: whatever the answerer raises. The question is then no part of the chat's history.
    """
    try:
        question = Question(text, written.history, language, written.committee.slug)
        return await context.services.answers.answer(question, show)
    except UnknownCommitteeError:
        return Refusal(WORDING[language].no_documents, language, "no_documents", (), ())
    except Exception:
        async with context.services.database.session() as session:
            await session.questions.drop(written.id)
        raise
