"""Photos, stickers, recordings and the like in a private chat: a friendly line that says what the bot reads."""

from __future__ import annotations

from telegram import Message, Update

from bot.telegram.asking import author, look_up, patiently
from bot.telegram.context import Context
from bot.telegram.places import place_of
from bot.telegram.rendering import escape
from bot.telegram.sending import send

_KEY = "album"


async def answer_other(update: Update, context: Context) -> None:
    """Say that only text is read; of an album, once."""
    message = update.message
    if message is None or message.via_bot is not None or _is_of_last_album(message, context):
        return
    async with patiently(context, message) as is_their_turn:
        if not is_their_turn:
            return
        asker = await look_up(context, author(message), message.chat)
        await send(context, place_of(message), escape(asker.words.text(key_of(message))))


def key_of(message: Message) -> str:
    """Return the key of what is said about the content of ``message``."""
    if message.photo:
        return "content.picture"
    if message.voice or message.audio or message.video_note:
        return "content.voice"
    if message.sticker or message.animation:
        return "content.sticker" if message.sticker else "content.picture"
    return "content.other"


def _is_of_last_album(message: Message, context: Context) -> bool:
    """Return whether the message is a further one of the album that came last in its chat."""
    if message.media_group_id is None or context.chat_data is None:
        return False
    known = context.chat_data.get(_KEY)
    context.chat_data[_KEY] = message.media_group_id
    return bool(known == message.media_group_id)
