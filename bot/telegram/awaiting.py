"""What a message in a chair's private chat is awaited for: an answer to delegates, or a part of an announcement."""

from __future__ import annotations

from datetime import datetime

from telegram import Message

from bot.database.announcements import Announcement
from bot.database.engine import Session
from bot.telegram.announcing import composing
from bot.telegram.announcing.composing import awaited_draft, take_awaited
from bot.telegram.asking import Asker
from bot.telegram.context import Context
from bot.telegram.dais import answering
from bot.telegram.dais.answering import AwaitedRuling, awaited_ruling, take_ruling

Awaited = Announcement | AwaitedRuling


async def awaited_by(session: Session, asker: Asker, message: Message, now: datetime) -> Awaited | None:
    """Return what a chair's message is taken for; ``None`` for every other message.

    A reply to a card goes before all else; of two drafts, the one that was changed last.
    """
    ruling = await awaited_ruling(session, asker, message, now)
    if ruling is not None and ruling.is_reply:
        return ruling
    announcement = await awaited_draft(session, asker, message, now)
    if ruling is None or announcement is None:
        return ruling or announcement
    assert ruling.draft is not None, "it is no reply to a card"
    later = announcement.expires_at is None or (ruling.draft.expires_at or now) >= announcement.expires_at
    return ruling if later else announcement


async def take(message: Message, asker: Asker, awaited: Awaited, context: Context) -> None:
    """Take a chair's message for what it is awaited for."""
    if isinstance(awaited, AwaitedRuling):
        await take_ruling(message, asker, awaited, context)
    else:
        await take_awaited(message, asker, awaited, context)


async def follow_edit(message: Message, context: Context) -> bool:
    """Take an edited message anew for what it was taken for; ``False`` where it was awaited for nothing."""
    return await answering.follow_edit(message, context) or await composing.follow_edit(message, context)
