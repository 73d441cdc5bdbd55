"""Opening the rounds over an announcement, with what the audit table keeps of it."""

from __future__ import annotations

from datetime import datetime

from bot.announcements.types import RoundKind
from bot.database.announcements import Announcement
from bot.database.engine import Session


async def send_to_all(
    session: Session, announcement: Announcement, by: int | None, now: datetime, report_chat_id: int | None
) -> int:
    """Open an announcement's first round, freeze its audience, and return its id."""
    opened = await session.deliveries.open_round(
        announcement.id,
        "send",
        announcement.version,
        now,
        by=by,
        report_chat_id=report_chat_id or announcement.chat_id,
    )
    count = await session.deliveries.freeze(opened.id, announcement.committee_id, announcement.author_id, now)
    await write_audit(session, "send", announcement, by, now, count)
    return opened.id


async def open_later(
    session: Session,
    announcement: Announcement,
    kind: RoundKind,
    by: int | None,
    now: datetime,
    report_chat_id: int | None,
) -> int:
    """Open a later round, which the outbox freezes when the earlier ones are finished, and return its id."""
    standing = await session.announcements.get(announcement.id)
    assert standing is not None, "the row was just seen to"
    opened = await session.deliveries.open_round(
        announcement.id,
        kind,
        standing.version,
        now,
        by=by,
        report_chat_id=report_chat_id or announcement.chat_id,
    )
    await write_audit(session, kind, announcement, by, now, await session.deliveries.reached(announcement.id, kind))
    return opened.id


async def write_audit(
    session: Session,
    action: str,
    announcement: Announcement,
    by: int | None,
    now: datetime,
    count: int | None = None,
) -> None:
    """Keep who did what to an announcement, and to how many."""
    await session.audit.write(
        action,
        now,
        user_id=by,
        committee_id=announcement.committee_id,
        announcement_id=announcement.id,
        count=count,
    )
