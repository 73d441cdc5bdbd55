"""A room for tests of announcements: a chair, delegates of two languages, a linked group, and what was sent to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from bot.announcements.decisions import confirm
from bot.announcements.types import Wording
from bot.database.announcements import Announcement, NewAnnouncement
from bot.database.committees import Committee
from bot.database.deliveries import Delivery
from bot.database.engine import Session
from bot.database.people import Role
from tests.databases import NOW
from vectorstore.types import Language

CHAIR, ANA, BEN, CLO = 5_000_000_001, 5_000_000_002, 5_000_000_003, 5_000_000_004
GROUP = -1_001_234_567_890
Outcome = Literal["sent", "blocked", "failed", "unknown"]


def wordings(
    es: str | None = "Volvemos a las 14:30.", en: str | None = "We resume at 14:30."
) -> dict[Language, Wording]:
    told: dict[Language, str | None] = {"es": es, "en": en}
    return {language: Wording(language, text, f"<b>{text}</b>") for language, text in told.items() if text is not None}


async def seat(
    session: Session, user_id: int, committee: Committee, tag: str | None = "es-MX", role: Role = "delegate"
) -> None:
    """Let a person join who has opened their private chat."""
    await session.people.touch(user_id, chat_id=user_id, telegram_language=tag, now=NOW)
    await session.people.join(user_id, committee.id, role, NOW)


async def room_in(session: Session, slug: str = "interpol") -> Committee:
    """Return a committee with a chair, Ana and Ben who read Spanish, Clo who reads English, and a group."""
    committee = await session.committees.ensure(slug, now=NOW)
    await seat(session, CHAIR, committee, "es", "chair")
    for user_id, tag in ((ANA, "es-MX"), (BEN, "es"), (CLO, "en-GB")):
        await seat(session, user_id, committee, tag)
    await session.groups.link(GROUP, committee.id, CHAIR, NOW)
    return committee


async def draft_in(session: Session, committee: Committee | None, now: datetime = NOW, **changes: Any) -> Announcement:
    """Return a draft of the chair's; ``committee`` is ``None`` for all of them."""
    values = {"author_id": CHAIR, "chat_id": CHAIR, "wordings": wordings(), **changes}
    return await session.announcements.create(
        NewAnnouncement(committee_id=committee.id if committee else None, **values), now
    )


async def existing(session: Session, announcement_id: int) -> Announcement:
    announcement = await session.announcements.get(announcement_id)
    assert announcement is not None
    return announcement


async def confirmed(session: Session, draft: Announcement, now: datetime = NOW) -> int:
    """Return the round of a draft that its author confirms."""
    done = await confirm(session, draft, draft.revision, CHAIR, now)
    assert done is not None
    assert done.round_id is not None
    return done.round_id


async def rows_of(session: Session, round_id: int) -> dict[int | None, Delivery]:
    """Return the deliveries of a round that are yet to be made, by chat."""
    return {each.chat_id: each for each in await session.deliveries.page(round_id, NOW, 0, 100_000)}


async def carry_out(
    session: Session, round_id: int, outcomes: Mapping[int, Outcome] | None = None, *, version: int = 1
) -> None:
    """Make all deliveries of a round, sent but for ``outcomes`` by chat, and finish it as the outbox does."""
    for chat_id, row in (await rows_of(session, round_id)).items():
        assert await session.deliveries.begin(row.id, NOW)
        state = (outcomes or {}).get(chat_id or 0, "sent")
        number = 1000 + row.id if state == "sent" and row.kind in ("send", "nudge") else None
        await session.deliveries.finish(row.id, state, NOW, message_id=number, version=version)
    await session.deliveries.set_round(round_id, state="finished", finished_at=NOW)
    done = await session.deliveries.round(round_id)
    assert done is not None
    await session.announcements.advance(done.announcement_id, frm=["sending"], to="sent", now=NOW, sent_at=NOW)


async def sent_in(session: Session, committee: Committee, **changes: Any) -> tuple[Announcement, int]:
    """Return an announcement that everyone got, with its round."""
    draft = await draft_in(session, committee, **changes)
    round_id = await confirmed(session, draft)
    await carry_out(session, round_id)
    return await existing(session, draft.id), round_id
