"""A reply whose button was pressed, opened to who may see it.

What a button carries is only a number of a row. Whether the presser may have it is decided by the chat that Telegram
says the press comes from: a reply opens in the chat where its question was asked, to everyone in it, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

from telegram import CallbackQuery, User

from answering.types import Citation
from bot.catalogue import Catalogue
from bot.database.engine import Session
from bot.database.people import Person
from bot.database.questions import StoredQuestion
from bot.database.replies import StoredReply
from bot.telegram.asking import language_of
from bot.telegram.context import Context
from bot.telegram.places import Place
from bot.telegram.sending import answer_press
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

    def citation(self, number: int) -> Citation | None:
        """Return the citation of that number, ``None`` where the reply has none."""
        return next((citation for citation in self.reply.citations if citation.number == number), None)


async def open_reply(query: CallbackQuery, reply_id: int, context: Context) -> Opened | None:
    """Return a reply that may be opened where the button was pressed, ``None`` where there is none."""
    async with context.services.database.session() as session:
        return await _look_up(session, query, reply_id)


async def _look_up(session: Session, query: CallbackQuery, reply_id: int) -> Opened | None:
    reply = await session.replies.get(reply_id)
    question = await session.questions.get(reply.question_id) if reply is not None else None
    if reply is None or question is None or not is_from(query, question):
        return None
    committee = await session.committees.get_by_id(reply.committee_id)
    if committee is None:
        return None
    return Opened(reply, question, committee.slug, await session.people.find(query.from_user.id))


def is_from(query: CallbackQuery, question: StoredQuestion) -> bool:
    """Return whether a press comes from the chat of a question, or from where its reply went as the group moved."""
    return query.message is not None and query.message.chat.id in (question.chat_id, question.reply_chat_id)


def in_reply(query: CallbackQuery, opened: Opened) -> Place:
    """Return the place below the pressed message; of an old one Telegram does not tell the topic, its question does."""
    if query.message is None:
        return Place(opened.question.chat_id, opened.question.thread_id)
    return Place(query.message.chat.id, opened.question.thread_id, query.message.message_id)


async def expired(query: CallbackQuery, context: Context) -> None:
    """Tell the presser that the button does nothing any more."""
    async with context.services.database.session() as session:
        presser = await session.people.find(query.from_user.id)
    words = Catalogue.load(language_of(presser, query.from_user))
    await answer_press(query, words.text("press.expired"))
