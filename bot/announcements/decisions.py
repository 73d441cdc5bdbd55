"""What a chair may decide about an announcement, for Telegram and the command line alike.

Each decision is made once: of two presses at the same time one succeeds, and each is kept in the audit table. Whether
the one who decides is of the dais is asked with ``may_direct`` beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.announcements.opening import open_later, send_to_all, write_audit
from bot.announcements.types import AnnouncementState
from bot.database.announcements import Announcement
from bot.database.engine import Session

_UNSENT: tuple[AnnouncementState, ...] = ("scheduled", "late")
_DRAFT: tuple[AnnouncementState, ...] = ("draft",)
_OUT: tuple[AnnouncementState, ...] = ("sending", "sent")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a confirmation set going.

    ``announcement_id`` is the one that delegates read: the corrected one where a correction was confirmed. ``round_id``
    is the round that was opened, ``None`` where nothing goes out yet, and ``send_at`` when it will.
    """

    announcement_id: int
    round_id: int | None
    send_at: datetime | None


async def may_direct(session: Session, user_id: int, committee_id: int | None) -> bool:
    """Tell whether a person may decide about a committee's announcements; ``None`` is all committees, an organiser's.

    Asked at every command and every press, of the memberships as they are now.
    """
    seats = await session.people.seats(user_id)
    if committee_id is None:
        return any(role == "organiser" for _, role in seats)
    return any(committee.id == committee_id for committee, _ in seats)


async def confirm(
    session: Session,
    announcement: Announcement,
    revision: int,
    by: int | None,
    now: datetime,
    *,
    report_chat_id: int | None = None,
) -> Confirmed | None:
    """Send a draft now, or keep it for its time, or put a correction in its place.

    A time that has passed by now is now. ``None`` where the draft is not at ``revision`` any more, is expired, used up
    or empty, or where what it corrects was retracted or cancelled. Reports go to ``report_chat_id``, else to the
    author's chat.
    """
    if not announcement.wordings:
        return None
    if announcement.corrects_id is not None:
        return await _confirm_correction(session, announcement, revision, by, now, report_chat_id)
    waits = announcement.send_at is not None and announcement.send_at > now
    confirmed = await session.announcements.advance(
        announcement.id,
        frm=_DRAFT,
        to="scheduled" if waits else "sending",
        revision=revision,
        now=now,
        confirmed_at=now,
        expires_at=None,
        awaits=None,
    )
    if not confirmed:
        return None
    if waits:
        await write_audit(session, "schedule", announcement, by, now)
        return Confirmed(announcement.id, None, announcement.send_at)
    return Confirmed(announcement.id, await send_to_all(session, announcement, by, now, report_chat_id), None)


async def send_now(
    session: Session,
    announcement: Announcement,
    revision: int | None,
    by: int | None,
    now: datetime,
    *,
    report_chat_id: int | None = None,
) -> Confirmed | None:
    """Send a scheduled or late announcement to those who are in the room now; ``None`` where it is neither any more.

    It is what the outbox does too when the time has come, then in the author's name and without ``revision``.
    """
    moved = await session.announcements.advance(announcement.id, frm=_UNSENT, to="sending", revision=revision, now=now)
    if not moved:
        return None
    return Confirmed(announcement.id, await send_to_all(session, announcement, by, now, report_chat_id), None)


async def cancel(
    session: Session, announcement: Announcement, revision: int | None, by: int | None, now: datetime
) -> bool:
    """Drop a draft, or a scheduled or late announcement; ``False`` where it is none of them any more."""
    cancelled = await session.announcements.advance(
        announcement.id, frm=("draft", *_UNSENT), to="cancelled", revision=revision, now=now
    )
    if cancelled:
        await write_audit(session, "cancel", announcement, by, now)
    return cancelled


async def move(
    session: Session,
    announcement: Announcement,
    revision: int | None,
    send_at: datetime,
    by: int | None,
    now: datetime,
) -> bool:
    """Give a scheduled or late announcement another time; ``False`` where it is neither any more."""
    moved = await session.announcements.advance(
        announcement.id, frm=_UNSENT, to="scheduled", revision=revision, now=now, send_at=send_at
    )
    if moved:
        await write_audit(session, "move", announcement, by, now)
    return moved


async def retract(
    session: Session,
    announcement: Announcement,
    by: int | None,
    now: datetime,
    *,
    report_chat_id: int | None = None,
) -> int | None:
    """Take an announcement back and return the round that deletes its messages; ``None`` where it is not out.

    What is not on its way yet stays unsent; what is in flight is deleted once it has arrived.
    """
    if not await session.announcements.advance(announcement.id, frm=_OUT, to="retracted", now=now):
        return None
    for each in await session.deliveries.rounds_of(announcement.id):
        if each.state != "finished":
            await session.deliveries.stop(each.id, "retracted", now)
        if each.state == "waiting":
            await session.deliveries.set_round(each.id, state="finished", finished_at=now)
    return await open_later(session, announcement, "retract", by, now, report_chat_id)


async def nudge(
    session: Session,
    announcement: Announcement,
    by: int | None,
    now: datetime,
    *,
    report_chat_id: int | None = None,
) -> int | None:
    """Remind those who have not said that they read it and return the round; ``None`` where that cannot be.

    It cannot where the announcement asked for no receipts, is not sent, or is being nudged already.
    """
    standing = await session.announcements.get(announcement.id, locked=True)
    if standing is None or standing.state != "sent" or not standing.receipts:
        return None
    earlier = await session.deliveries.rounds_of(announcement.id)
    if any(each.kind == "nudge" and each.state != "finished" for each in earlier):
        return None
    return await open_later(session, standing, "nudge", by, now, report_chat_id)


async def resend(session: Session, round_id: int, by: int | None, now: datetime) -> int:
    """Send once more to those of whom nobody knows whether it arrived, and return how many they are.

    They may get it twice: a chair asks for it knowing that. Of what was retracted nothing is sent.
    """
    again = await session.deliveries.round(round_id)
    if again is None or again.kind not in ("send", "nudge"):
        return 0
    announcement = await session.announcements.get(again.announcement_id, locked=True)
    if announcement is None or announcement.state not in _OUT:
        return 0
    count = await session.deliveries.resend_unknown(round_id)
    if count:
        await write_audit(session, "resend", announcement, by, now, count)
    return count


async def _confirm_correction(
    session: Session,
    draft: Announcement,
    revision: int,
    by: int | None,
    now: datetime,
    report_chat_id: int | None,
) -> Confirmed | None:
    """Give the corrected announcement the draft's words; on phones that have it, a round changes them."""
    assert draft.corrects_id is not None, "the caller has looked"
    corrected = await session.announcements.get(draft.corrects_id, locked=True)
    if corrected is None or corrected.state not in (*_UNSENT, *_OUT):
        return None
    merged = await session.announcements.advance(
        draft.id, frm=_DRAFT, to="merged", revision=revision, now=now, confirmed_at=now, expires_at=None
    )
    if not merged:
        return None
    await session.announcements.add_version(corrected.id, draft.wordings)
    if corrected.state in _OUT:
        return Confirmed(corrected.id, await open_later(session, corrected, "correct", by, now, report_chat_id), None)
    send_at = draft.send_at or corrected.send_at
    await session.announcements.advance(
        corrected.id,
        frm=_UNSENT,
        to="scheduled" if draft.send_at else corrected.state,
        now=now,
        send_at=send_at,
        media=draft.media or corrected.media,
    )
    await write_audit(session, "correct", corrected, by, now)
    return Confirmed(corrected.id, None, send_at)
