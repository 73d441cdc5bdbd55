"""Albums: pictures that come as messages of their own and are one to their sender."""

from __future__ import annotations

from telegram import Message

from bot.telegram.context import Context

_KEY = "album"


def is_of_last_album(message: Message, context: Context) -> bool:
    """Return whether the message is a further one of the album that came last in its chat, and keep which that is."""
    if message.media_group_id is None or context.chat_data is None:
        return False
    known = context.chat_data.get(_KEY)
    context.chat_data[_KEY] = message.media_group_id
    return bool(known == message.media_group_id)
