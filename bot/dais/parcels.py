"""What the messenger reads and writes down: a short transaction for each step, and nothing is called meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.announcements.outcomes import Again, Finish, Follow, NextStep
from bot.announcements.types import RoundKind
from bot.database.engine import Database, Session
from bot.database.notices import Notice

MOST_IN_DIGEST = 20


@dataclass(frozen=True, slots=True)
class Parcel:
    """The notices that one message brings: a single one, or all that a chair's digest tells of."""

    notices: tuple[Notice, ...]
    kind: RoundKind = "send"

    @property
    def first(self) -> Notice:
        """Return the oldest."""
        return self.notices[0]

    @property
    def chat_id(self) -> int:
        """Return the chat that it goes to."""
        assert self.first.chat_id is not None, "a forgotten person's notice is not pending"
        return self.first.chat_id

    @property
    def delivery_id(self) -> int:
        """Return the number of the oldest notice."""
        return self.first.id

    @property
    def attempts(self) -> int:
        """Return how many were made before."""
        return max(notice.attempts for notice in self.notices)


class Parcels:
    """The messenger's rows. ``clock`` returns the time now, aware and in UTC.

    Raises:
        DatabaseError: by any of its methods; the step is not done, or it is not known whether.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def recover(self) -> list[Notice]:
        """Make unknown what a dead process left begun, and return it as it was."""
        async with self._database.session() as session:
            left = await session.notices.in_flight()
            await session.notices.recover(self._clock())
            return left

    async def due(self, in_hand: Collection[int], limit: int) -> list[Parcel]:
        """Return what is to be sent now, the oldest first, without the notices that are ``in_hand``."""
        async with self._database.session() as session:
            now, seen, parcels = self._clock(), set(in_hand), list[Parcel]()
            for notice in await session.notices.due(now, limit + len(in_hand)):
                if notice.id in seen or notice.chat_id is None or len(parcels) == limit:
                    continue
                together = [each for each in await _together(session, notice, now) if each.id not in seen]
                parcels.append(Parcel(tuple(together[:MOST_IN_DIGEST])))
                seen.update(each.id for each in parcels[-1].notices)
            return parcels

    async def begin(self, parcel: Parcel) -> bool:
        """Mark its notices as begun, those as failed that are not wanted any more; ``False`` where that is all."""
        async with self._database.session() as session:
            now, wanted = self._clock(), 0
            for notice in parcel.notices:
                if not await session.notices.begin(notice.id, now):
                    continue
                reason = await _why_not(session, notice)
                if reason is not None:
                    await session.notices.finish(notice.id, "failed", now, reason=reason)
                wanted += reason is None
            return wanted > 0

    async def settle(self, parcel: Parcel, step: NextStep) -> None:
        """Write down what becomes of the notices that were begun."""
        async with self._database.session() as session:
            for notice in parcel.notices:
                await self._settle(session, parcel, notice, step)
            if isinstance(step, Finish) and step.state == "blocked" and parcel.chat_id > 0:
                await session.people.set_unreachable(parcel.chat_id)
            if isinstance(step, Follow):
                await session.groups.migrate(parcel.chat_id, step.new_chat_id)

    async def _settle(self, session: Session, parcel: Parcel, notice: Notice, step: NextStep) -> None:
        now, notices = self._clock(), session.notices
        match step:
            case Finish(state, reason, message_id):
                if not await notices.finish(notice.id, state, now, message_id=message_id, reason=reason):
                    return
                if message_id is not None and notice.kind == "asked" and len(parcel.notices) == 1:
                    await notices.note_card(parcel.chat_id, message_id, matter_id=notice.matter_id)
            case Again(after_s, counted):
                await notices.put_back(notice.id, now + timedelta(seconds=after_s), counted=counted)
            case Follow(new_chat_id):
                if not await notices.follow(notice.id, new_chat_id):
                    await notices.finish(notice.id, "failed", now, reason="moved")


async def _together(session: Session, notice: Notice, now: datetime) -> list[Notice]:
    """Return the notices that go in one message with this, itself among them."""
    if notice.kind != "asked" or notice.user_id is None or notice.chat_id is None:
        return [notice]
    matter = await session.matters.get(notice.matter_id)
    if matter is None or not await session.matters.digest_of(notice.user_id, matter.committee_id):
        return [notice]
    return await session.notices.due_for(notice.chat_id, "asked", now) or [notice]


async def _why_not(session: Session, notice: Notice) -> str | None:
    """Return why a notice is not wanted any more, ``None`` where it is."""
    if notice.kind == "asked":
        return await _why_not_ask(session, notice)
    request = await session.matters.request(notice.request_id) if notice.request_id is not None else None
    if request is None or request.state == "withdrawn":
        return "withdrawn"
    if notice.kind == "received" or notice.ruling_id is None:
        return None
    ruling = await session.rulings.get(notice.ruling_id)
    if notice.kind == "revoked":
        return None if await session.notices.was_told(request.id, notice.ruling_id) else "untold"
    if ruling is None or ruling.state != "given":
        return "revoked"
    return None if notice.version == ruling.version else "replaced"  # its newest words come in a notice of their own


async def _why_not_ask(session: Session, notice: Notice) -> str | None:
    matter = await session.matters.get(notice.matter_id)
    if matter is None or matter.state == "closed":
        return "withdrawn"
    if matter.state == "settled":
        return "settled"
    role = await session.people.role_in(notice.user_id, matter.committee_id) if notice.user_id is not None else None
    return None if role in ("chair", "organiser") else "left"
