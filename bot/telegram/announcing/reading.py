"""A chair's message as what an announcement is made of: formatted words, and a photo or a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Message, MessageEntity
from telegram.constants import MessageEntityType
from telegram.ext import filters

from bot.announcements.markup import Formatted, from_entities
from bot.announcements.types import Media
from bot.telegram.incoming import words_of_message

_COMMAND = re.compile(r"/announce(?:@(\w+))?(?!\S)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """What a message brings; ``is_carried`` is false where it is of a kind that no announcement can be.

    ``album`` is the number that the pictures of an album share.
    """

    words: Formatted
    media: Media | None
    is_carried: bool
    album: str | None


class CaptionCommand(filters.MessageFilter):
    """Lets through what has ``/announce`` at the beginning of its caption; the library hears commands in texts."""

    def filter(self, message: Message) -> bool:
        """Tell whether the caption is the command, and meant for this bot."""
        found = _COMMAND.match(message.caption or "")
        username: str = message.get_bot().username
        return found is not None and (found[1] or username).lower() == username.lower()


def read_message(message: Message) -> Written:
    """Return what a message brings, without the command that it may begin with."""
    text = words_of_message(message)
    marks = [(str(mark.type), mark.offset, mark.length, _value(mark)) for mark in message.entities]
    marks += [(str(mark.type), mark.offset, mark.length, _value(mark)) for mark in message.caption_entities]
    command = _COMMAND.match(text) if message.forward_origin is None else None
    words = from_entities(text, marks)
    media = _media(message)
    return Written(
        words=words.cut(command.end(), len(text)) if command is not None else words,
        media=media,
        is_carried=media is not None or bool(message.text),
        album=message.media_group_id,
    )


def is_command(message: Message) -> bool:
    """Tell whether a message is a command; one that is forwarded is not."""
    marks = (*message.entities, *message.caption_entities)
    begins = any(mark.type == MessageEntityType.BOT_COMMAND and mark.offset == 0 for mark in marks)
    return begins and message.forward_origin is None


def _media(message: Message) -> Media | None:
    if message.photo:
        return Media("photo", message.photo[-1].file_id)
    if message.document is not None and message.animation is None:  # an animation comes as a document too
        return Media("document", message.document.file_id)
    return None


def _value(mark: MessageEntity) -> str:
    if mark.unix_time is not None:
        return f"{int(mark.unix_time.timestamp())}/{mark.date_time_format or ''}"
    return mark.url or mark.custom_emoji_id or mark.language or ""
