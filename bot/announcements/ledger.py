"""What the outbox reads and writes down: a short transaction for each step, and nothing is called meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.announcements.decisions import send_now
from bot.announcements.outcomes import Again, Finish, Follow, NextStep
from bot.announcements.types import RoundKind
from bot.database.announcements import Announcement
from bot.database.deliveries import Delivery
from bot.database.engine import Database, Session
from bot.database.rounds import Round
from vectorstore.types import Language

LATE = timedelta(minutes=10)
"""By how much a scheduled announcement may be overdue and still goes out unasked."""

_VERSIONED: frozenset[RoundKind] = frozenset({"send", "correct"})


@dataclass(frozen=True, slots=True)
class Task:
    """One delivery: what is to be done in which chat.

    ``language`` is the reader's, ``None`` for a group, which reads both; ``message_id`` is the message to be changed or
    replied to, ``None`` for a first one. ``committee_title`` is ``None`` for an announcement to all committees,
    ``user_id`` for a group; ``attempts`` were made before.
    """

    delivery_id: int
    kind: RoundKind
    chat_id: int
    language: Language | None
    message_id: int | None
    announcement: Announcement
    committee_title: str | None
    round_id: int
    user_id: int | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be looked at: scheduled announcements whose time has come, and rounds that are not finished."""

    announcements: Sequence[Announcement]
    rounds: Sequence[Round]


@dataclass(frozen=True, slots=True)
class Page:
    """The next deliveries of a round, with what they say; ``round`` is how it stands now.

    ``is_last`` tells that nothing else of it is due now, ``is_over`` that the round is finished.
    """

    round: Round
    announcement: Announcement
    committee_title: str | None
    deliveries: Sequence[Delivery]
    is_last: bool
    is_over: bool

    def task_of(self, delivery: Delivery) -> Task:
        """Return what is to be done for one of them."""
        assert delivery.chat_id is not None, "a forgotten person's delivery is not pending"
        return Task(
            delivery.id,
            delivery.kind,
            delivery.chat_id,
            delivery.language,
            delivery.message_id,
            self.announcement,
            self.committee_title,
            delivery.round_id,
            delivery.user_id,
            delivery.attempts,
        )


class Ledger:
    """The outbox's rows. ``clock`` returns the time now, aware and in UTC.

    Raises:
        DatabaseError: by any of its methods; the step is not done, or it is not known whether.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def recover(self) -> int:
        """Settle what a dead process left begun, and count it: unknown, or to be done again where that does no harm."""
        async with self._database.session() as session:
            return await session.deliveries.recover(self._clock())

    async def due(self) -> Due:
        """Return what is to be done now."""
        async with self._database.session() as session:
            return Due(await session.announcements.due(self._clock()), await session.deliveries.rounds_to_do())

    async def begin_due(self, announcement: Announcement) -> bool:
        """Send a scheduled announcement to whoever is in the room now, unless it was changed meanwhile.

        ``False`` tells that it is late, and that a chair is to be asked first.
        """
        assert announcement.send_at is not None, "a scheduled announcement has a time"
        now, revision = self._clock(), announcement.revision
        async with self._database.session() as session:
            if now - announcement.send_at > LATE:
                return not await session.announcements.advance(
                    announcement.id, frm=["scheduled"], to="late", revision=revision, now=now
                )
            await send_now(session, announcement, revision, announcement.author_id, now)
        return True

    async def page(self, round_: Round, in_hand: Collection[int], limit: int) -> Page | None:
        """Return up to ``limit`` deliveries that are due and not ``in_hand``; ``None`` where all of it was purged.

        A round whose audience is not frozen is frozen before; one of which nothing is left is finished.
        """
        async with self._database.session() as session:
            now = self._clock()
            announcement = await session.announcements.get(round_.announcement_id)
            standing = await session.deliveries.round(round_.id)
            if announcement is None or standing is None:
                return None
            if standing.state == "waiting":
                standing = await _freeze(session, standing, announcement, now)
            most = limit + len(in_hand)
            found = await session.deliveries.page(round_.id, now, 0, most)
            is_over = not found and not in_hand and (await session.deliveries.counts(round_.id)).is_final
            if is_over:
                await _finish(session, standing, now)
            title = await _title(session, announcement.committee_id)
        rows = [delivery for delivery in found if delivery.id not in in_hand][:limit]
        return Page(standing, announcement, title, rows, is_last=len(found) < most, is_over=is_over)

    async def begin(self, task: Task) -> bool:
        """Mark a delivery as begun; ``False`` where it is not wanted any more."""
        async with self._database.session() as session:
            return await session.deliveries.begin(task.delivery_id, self._clock())

    async def settle(self, task: Task, step: NextStep) -> None:
        """Write down what becomes of a delivery that was begun."""
        async with self._database.session() as session:
            now, deliveries = self._clock(), session.deliveries
            match step:
                case Finish():
                    await deliveries.finish(
                        task.delivery_id,
                        step.state,
                        now,
                        message_id=step.message_id,
                        reason=step.reason,
                        version=task.announcement.version if task.kind in _VERSIONED else None,
                    )
                    if step.state == "blocked" and task.user_id is not None:
                        await session.people.set_unreachable(task.user_id)
                    if step.stops_round:
                        await deliveries.stop(task.round_id, "content", now)
                case Again():
                    after = timedelta(seconds=step.after_s)
                    await deliveries.put_back(task.delivery_id, now + after, counted=step.counted)
                case Follow(new_chat_id):
                    if not await deliveries.follow(task.delivery_id, new_chat_id):
                        await deliveries.finish(task.delivery_id, "failed", now, reason="moved")
                    await session.groups.migrate(task.chat_id, new_chat_id)


async def _freeze(session: Session, waiting: Round, announcement: Announcement, now: datetime) -> Round:
    """Write down whom a round goes to, and return the round as it runs."""
    if waiting.kind == "send":
        await session.deliveries.freeze(waiting.id, announcement.committee_id, announcement.author_id, now)
    else:
        await session.deliveries.freeze_from(waiting.id, now)
    return replace(waiting, state="running")


async def _finish(session: Session, done: Round, now: datetime) -> None:
    await session.deliveries.set_round(done.id, state="finished", finished_at=now)
    if done.kind == "send":
        await session.announcements.advance(done.announcement_id, frm=["sending"], to="sent", now=now, sent_at=now)


async def _title(session: Session, committee_id: int | None) -> str | None:
    committee = None if committee_id is None else await session.committees.get_by_id(committee_id)
    return committee.title if committee is not None else None
