"""Photos, stickers, recordings and the like in a private chat: a friendly line that says what the bot reads."""

from __future__ import annotations

from telegram import Message, Update

from bot.telegram.albums import is_of_last_album
from bot.telegram.asking import author, identify, patiently
from bot.telegram.awaiting import awaited_by, take
from bot.telegram.context import Context
from bot.telegram.places import place_of
from bot.telegram.rendering import escape
from bot.telegram.sending import send


async def answer_other(update: Update, context: Context) -> None:
    """Say that only text is read; of an album, once. A chair's photo or document may be what an announcement awaits."""
    message = update.message
    if message is None or message.via_bot is not None or is_of_last_album(message, context):
        return
    async with patiently(context, message) as is_their_turn:
        if not is_their_turn:
            return
        async with context.services.database.session() as session:
            asker = await identify(session, context.services, author(message), message.chat)
            awaited = await awaited_by(session, asker, message, context.services.clock())
        if awaited is not None:
            await take(message, asker, awaited, context)
        else:
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
