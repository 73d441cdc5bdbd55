"""A reply's way to the chat: written down, sent in one message with its buttons or put in an earlier one's place."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from answering.analysis import MAX_QUESTION_CHARS
from answering.types import Reply
from bot.catalogue import Catalogue
from bot.database.committees import Committee
from bot.database.errors import RowRejectedError
from bot.database.questions import StoredQuestion
from bot.telegram.context import Context
from bot.telegram.incoming import Incoming, Shape
from bot.telegram.keyboards import reply_keyboard
from bot.telegram.places import Place
from bot.telegram.rendering import Html, render_reply
from bot.telegram.sending import edit, send


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that asks; ``before`` is the question as it stood until the message was edited."""

    update_id: int
    message: Message
    incoming: Incoming
    place: Place
    before: StoredQuestion | None = None

    @property
    def is_question(self) -> bool:
        """Whether there is something to answer."""
        return self.incoming.shape in (Shape.QUESTION, Shape.LONG)


@dataclass(frozen=True, slots=True)
class Written:
    """A question as it is written down, with the committee it is asked in and what was asked there before it.

    ``shown_at`` is the message, by its chat's number and its own, that the reply takes the place of: the one that it
    had before the question was edited, or a part of itself.
    """

    id: int
    committee: Committee
    history: tuple[str, ...]
    shown_at: tuple[int, int] | None = None


async def say(asked: Asked, text: Html, context: Context) -> None:
    """Send a line that is no answer, or put it in the place of the reply that the message had before its edit."""
    before = asked.before
    if before is not None:
        async with context.services.database.session() as session:
            await session.questions.rewrite(before.id, asked.incoming.text)
            await session.questions.drop(before.id)
            await session.replies.supersede(before.id)
    if not await _edit_reply(shown_at(before), text, None, context):
        await send(context, asked.place, text)


async def deliver(asked: Asked, written: Written, reply: Reply, typing: Awaitable[None], context: Context) -> None:
    """Write the reply down, send it with its buttons and write down where it is."""
    database, now = context.services.database, context.services.clock()
    try:
        async with database.session() as session:
            await session.replies.supersede(written.id)
            reply_id = await session.replies.save(written.id, reply, now)
    except RowRejectedError:  # the person had all of theirs forgotten meanwhile
        await _take_back_part(asked, written, context)
        return
    words = Catalogue.load(reply.language)
    keyboard = reply_keyboard(reply, reply_id=reply_id, question_id=written.id, words=words)
    await typing
    sent = await _send_pieces(asked, written, render_reply(reply, note=note_above(asked, words)), keyboard, context)
    async with database.session() as session:
        if sent is None:
            await session.questions.drop(written.id)
        else:
            await session.questions.mark_answered(written.id, *sent)


def note_above(asked: Asked, words: Catalogue) -> str:
    """Return what is said above a reply."""
    notes = []
    if asked.before is not None and asked.before.reply_message_id is not None:
        notes.append(words.text("question.edited"))
    if asked.incoming.shape is Shape.LONG:
        notes.append(words.text("question.long", limit=words.number(MAX_QUESTION_CHARS)))
    return "\n".join(notes)


def shown_at(question: StoredQuestion | None) -> tuple[int, int] | None:
    """Return which message shows the reply that a question has, whole or in part; ``None`` where there is none."""
    if question is None or question.reply_chat_id is None or question.reply_message_id is None:
        return None
    return question.reply_chat_id, question.reply_message_id


async def _send_pieces(
    asked: Asked, written: Written, pieces: list[Html], keyboard: InlineKeyboardMarkup | None, context: Context
) -> tuple[int, int] | None:
    """Send a reply's messages, the first in an earlier one's place; return where the last, with the buttons, is."""
    sent = None
    is_one = len(pieces) == 1
    if await _edit_reply(written.shown_at, pieces[0], keyboard if is_one else None, context):
        sent, pieces = written.shown_at, pieces[1:]
    for number, piece in enumerate(pieces, start=1):
        message = await send(context, asked.place, piece, keyboard if number == len(pieces) else None)
        if message is None:
            return None
        sent = (message.chat_id, message.message_id)
    return sent


async def _edit_reply(
    at: tuple[int, int] | None, text: Html, keyboard: InlineKeyboardMarkup | None, context: Context
) -> bool:
    """Change the reply that a question had; ``False`` where it had none or it is gone."""
    return at is not None and await edit(context, *at, text, keyboard)


async def _take_back_part(asked: Asked, written: Written, context: Context) -> None:
    """Delete the part of a reply that a group has seen and that will not be made whole."""
    if asked.before is None and written.shown_at is not None:
        with suppress(TelegramError):
            await context.bot.delete_message(*written.shown_at)
