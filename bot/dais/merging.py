"""Matters joined with one another and taken apart: what asks the same is answered once.

Whether the one who does it is of the dais is asked with ``may_direct`` (``bot.announcements.decisions``) beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.dais.decisions import tell
from bot.dais.requesting import ask_chairs
from bot.dais.types import CLAIM_LASTS
from bot.database.engine import Session
from bot.database.matters import Matter
from bot.database.rulings import Ruling


@dataclass(frozen=True, slots=True)
class Merged:
    """The matter that another was merged into; ``ruling`` is what those who waited are told at once, if anything."""

    into: Matter
    ruling: Ruling | None


async def merge(session: Session, matter_id: int, into_id: int, by: int, now: datetime) -> Merged | None:
    """Join an open matter with another of its committee that is open, or decided by what still stands.

    ``None`` where it is not open any more, where another chair has claimed it, or where the other is not to be joined.
    """
    matter, into = await session.matters.get(matter_id), await session.matters.get(into_id)
    if matter is None or into is None or holder(matter, now) not in (None, by):
        return None
    ruling = await session.rulings.of_matter(into_id) if into.state == "settled" else None
    if into.state == "settled" and (ruling is None or ruling.state != "given"):
        return None
    moved = {each.id for each in await session.matters.requests_of(matter_id)}
    if not await session.matters.merge(matter_id, into_id):
        return None
    count = len(moved)
    if ruling is not None:
        own = [each for each in await session.matters.requests_of(into_id) if each.id in moved]
        count = await tell(session, ruling, own, now)
    await session.audit.write("merge", now, user_id=by, committee_id=into.committee_id, matter_id=into_id, count=count)
    return Merged(into, ruling)


async def split(session: Session, matter_id: int, by: int, now: datetime) -> list[Matter]:
    """Give each question of an open matter but the first a matter of its own, and have the chairs asked about those.

    None come of it where it is not open any more, or where another chair has claimed it.
    """
    matter = await session.matters.get(matter_id)
    if matter is None or holder(matter, now) not in (None, by):
        return []
    made = await session.matters.split(matter_id, now)
    for each in made:
        await ask_chairs(session, each, now)
    if made:
        await session.audit.write(
            "split", now, user_id=by, committee_id=matter.committee_id, matter_id=matter_id, count=len(made)
        )
    return made


def holder(matter: Matter, now: datetime) -> int | None:
    """Return the chair whose claim to a matter holds, ``None`` where it is anybody's to answer."""
    if matter.claimed_by is None or matter.claimed_at is None or matter.claimed_at < now - CLAIM_LASTS:
        return None
    return matter.claimed_by
