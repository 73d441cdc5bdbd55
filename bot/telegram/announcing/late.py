"""A scheduled announcement whose time passed while nobody could send it: the question whether it is still to go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from telegram import InlineKeyboardMarkup

from bot.announcements.types import Audience
from bot.catalogue import Catalogue
from bot.database.announcements import Announcement
from bot.database.engine import Session
from bot.telegram.announcing.card import render_wordings
from bot.telegram.announcing.figures import button, heading, title_of
from bot.telegram.announcing.preview import when
from bot.telegram.rendering import Html, escape


@dataclass(frozen=True, slots=True)
class Late:
    """A late announcement, whom it would reach now, and the private chats of those who are asked about it."""

    announcement: Announcement
    title: str | None
    audience: Audience
    chats: tuple[int, ...]


async def read_late(session: Session, announcement_id: int) -> Late | None:
    """Return a late announcement, ``None`` where it is not late any more.

    Its author is asked; where there is none, as from the command line, everyone of the dais.
    """
    announcement = await session.announcements.get(announcement_id)
    if announcement is None or announcement.state != "late":
        return None
    return Late(
        announcement,
        await title_of(session, announcement),
        await session.deliveries.audience(announcement.committee_id, announcement.author_id),
        (announcement.chat_id,)
        if announcement.chat_id is not None
        else tuple(await session.people.dais(announcement.committee_id)),
    )


def render_late(late: Late, words: Catalogue, now: datetime, zone: tzinfo) -> Html:
    """Return the question, with the words that would go out."""
    announcement = late.announcement
    assert announcement.send_at is not None, "what is late had a time"
    asked = words.text("announcements.late.question", when=when(announcement.send_at, words, now, zone))
    reach = words.plural("announcements.reach", late.audience.total)
    told = render_wordings(announcement, words)
    return Html(f"{heading(announcement, late.title, words)}\n{escape(asked)}\n\n{told}\n\n{escape(reach)}")


def late_keyboard(late: Late, words: Catalogue) -> InlineKeyboardMarkup:
    """Return ✅, which sends it now, and ❌, which drops it."""
    number = late.announcement.id
    return InlineKeyboardMarkup(
        [
            [button(words.text("announcements.late.button.send"), "late", number)],
            [button(words.text("announcements.late.button.drop"), "drop", number, 1)],
            [button(words.text("announcements.button.edit"), "fix", number)],
        ]
    )
