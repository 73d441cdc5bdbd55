"""Where a message goes."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message
from telegram.constants import ChatType

from bot.telegram.incoming import words_of_message
from bot.telegram.lengths import utf16_units

_MAX_QUOTE_UNITS = 1024  # https://core.telegram.org/bots/api#replyparameters


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, a topic of it, the message that is replied to and which words of that are quoted."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None
    quote: str | None = None


def place_of(message: Message, question: str = "") -> Place:
    """Return where the answer to ``message`` goes: its topic and, in a group, in reply to it.

    There the words of ``question`` are quoted where they are a part of the message.
    """
    thread_id = message.message_thread_id if message.is_topic_message else None
    if message.chat.type == ChatType.PRIVATE:
        return Place(message.chat.id, thread_id)
    written = words_of_message(message)
    is_part = question in written and question != written and utf16_units(question) <= _MAX_QUOTE_UNITS
    return Place(message.chat.id, thread_id, message.message_id, question if question and is_part else None)
