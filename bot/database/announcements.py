"""The announcements: their words, their states, and who has read them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, literal, null, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.announcements.types import DRAFT_LASTS, AnnouncementState
from bot.database.announcement_rows import Announcement, NewAnnouncement, Wordings, as_announcement, as_columns
from bot.database.column_types import Instant
from bot.database.tables import announcement_texts, announcements, deliveries, receipts, rounds
from bot.database.upserts import insert_into

__all__ = ["Announcement", "Announcements", "NewAnnouncement", "Wordings"]


class Announcements:
    """The announcements within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, new: NewAnnouncement, now: datetime, lasts: timedelta | None = DRAFT_LASTS) -> Announcement:
        """Return a new draft, which takes the place of those that its author left open.

        ``lasts`` is how long it can be confirmed after its last change; ``None`` sets no limit.
        """
        if new.author_id is not None:
            left = update(announcements).where(
                announcements.c.author_id == new.author_id, announcements.c.state == "draft"
            )
            await self._connection.execute(left.values(state="cancelled", revision=announcements.c.revision + 1))
        values = as_columns({each.name: getattr(new, each.name) for each in fields(new) if each.name != "wordings"})
        statement = announcements.insert().values(
            **values, created_at=now, expires_at=None if lasts is None else now + lasts
        )
        made = await self._connection.execute(statement.returning(announcements.c.id))
        announcement_id = int(made.scalar_one())
        await self._write_texts(announcement_id, 1, new.wordings)
        return await self._existing(announcement_id)

    async def get(self, announcement_id: int, *, locked: bool = False) -> Announcement | None:
        """Return the announcement, ``None`` where there is none.

        ``locked`` keeps others from changing it until the transaction ends.
        """
        chosen = select(announcements).where(announcements.c.id == announcement_id)
        found = await self._read(chosen.with_for_update() if locked else chosen)
        return found[0] if found else None

    async def latest_draft(self, author_id: int, now: datetime) -> Announcement | None:
        """Return the author's open draft, ``None`` where there is none or it has expired."""
        chosen = select(announcements).where(announcements.c.author_id == author_id, *_is_open_draft(now))
        found = await self._read(chosen.order_by(announcements.c.id.desc()).limit(1))
        return found[0] if found else None

    async def revise(
        self,
        announcement_id: int,
        revision: int,
        now: datetime,
        *,
        lasts: timedelta = DRAFT_LASTS,
        **changes: Any,
    ) -> Announcement | None:
        """Return the draft with ``changes``, its revision one higher; ``None`` where it is not open at ``revision``.

        A change is a field of ``NewAnnouncement``; ``wordings`` replaces all words. A draft that expires does so
        ``lasts`` after this.
        """
        wordings: Wordings | None = changes.pop("wordings", None)
        later = case((announcements.c.expires_at.is_(None), null()), else_=literal(now + lasts, Instant))
        open_one = update(announcements).where(
            announcements.c.id == announcement_id, announcements.c.revision == revision, *_is_open_draft(now)
        )
        values = {**as_columns(changes), "revision": announcements.c.revision + 1, "expires_at": later}
        if (await self._connection.execute(open_one.values(values))).rowcount == 0:
            return None
        if wordings is not None:
            old = delete(announcement_texts).where(announcement_texts.c.announcement_id == announcement_id)
            await self._connection.execute(old)
            await self._write_texts(announcement_id, 1, wordings)
        return await self._existing(announcement_id)

    async def advance(
        self,
        announcement_id: int,
        *,
        frm: Collection[AnnouncementState],
        to: AnnouncementState,
        now: datetime,
        revision: int | None = None,
        **columns: Any,
    ) -> bool:
        """Move the announcement on and set ``columns`` with it; ``False`` where it is not in ``frm``, or not any more.

        With ``revision`` it must also be at that one. An expired draft does not move. The revision grows by one, so of
        two that press the same button at once one alone succeeds.
        """
        at = true() if revision is None else announcements.c.revision == revision
        unexpired = or_(announcements.c.state != "draft", *_has_not_expired(now))
        moved = update(announcements).where(
            announcements.c.id == announcement_id, announcements.c.state.in_(frm), at, unexpired
        )
        values = {**as_columns(columns), "state": to, "revision": announcements.c.revision + 1}
        return (await self._connection.execute(moved.values(values))).rowcount > 0

    async def add_version(self, announcement_id: int, wordings: Wordings) -> int:
        """Give an announcement new words and return the number of that version; the earlier ones stay."""
        counted = update(announcements).where(announcements.c.id == announcement_id)
        counted = counted.values(version=announcements.c.version + 1, revision=announcements.c.revision + 1)
        version = int((await self._connection.execute(counted.returning(announcements.c.version))).scalar_one())
        await self._write_texts(announcement_id, version, wordings)
        return version

    async def due(self, now: datetime) -> list[Announcement]:
        """Return the scheduled announcements whose time has come, the earliest first."""
        chosen = select(announcements).where(announcements.c.state == "scheduled", announcements.c.send_at <= now)
        return await self._read(chosen.order_by(announcements.c.send_at, announcements.c.id))

    async def listed(self, committee_ids: Collection[int], include_all: bool, limit: int = 20) -> list[Announcement]:
        """Return the newest announcements of these committees that were ever confirmed, the newest first.

        ``include_all`` adds those that go to all committees.
        """
        of_these = announcements.c.committee_id.in_(committee_ids)
        of_all = announcements.c.committee_id.is_(None)
        chosen = select(announcements).where(
            or_(of_these, of_all) if include_all else of_these,
            announcements.c.confirmed_at.is_not(None),
            announcements.c.state != "merged",
        )
        return await self._read(chosen.order_by(announcements.c.id.desc()).limit(limit))

    async def current(self, committee_id: int | None) -> list[Announcement]:
        """Return what stands in a committee: sent to it or to all, or being sent, and not retracted, the oldest first.

        What Telegram refused before anyone got it does not stand.
        """
        arrived = select(deliveries.c.id).where(deliveries.c.round_id == rounds.c.id, deliveries.c.state == "sent")
        went_out = select(rounds.c.id).where(
            rounds.c.announcement_id == announcements.c.id,
            rounds.c.kind == "send",
            or_(rounds.c.stopped.is_(None), arrived.exists()),
        )
        chosen = select(announcements).where(
            announcements.c.state.in_(("sending", "sent")),
            or_(announcements.c.committee_id == committee_id, announcements.c.committee_id.is_(None)),
            went_out.exists(),
        )
        return await self._read(
            chosen.order_by(announcements.c.sent_at.is_(None), announcements.c.sent_at, announcements.c.id)
        )

    async def receive(self, announcement_id: int, user_id: int, now: datetime) -> bool:
        """Write down that a person has read an announcement; ``False`` where that was known."""
        statement = insert_into(self._connection, receipts).values(
            announcement_id=announcement_id, user_id=user_id, at=now
        )
        statement = statement.on_conflict_do_nothing(index_elements=[receipts.c.announcement_id, receipts.c.user_id])
        return (await self._connection.execute(statement)).rowcount > 0

    async def receipts_of(self, announcement_id: int) -> int:
        """Return how many people have said that they read an announcement."""
        counted = select(func.count()).where(receipts.c.announcement_id == announcement_id)
        return int((await self._connection.execute(counted)).scalar_one())

    async def _write_texts(self, announcement_id: int, version: int, wordings: Wordings) -> None:
        rows = [
            {
                "announcement_id": announcement_id,
                "version": version,
                "language": language,
                "text": w.text,
                "html": w.html,
            }
            for language, w in wordings.items()
        ]
        if rows:
            await self._connection.execute(announcement_texts.insert(), rows)

    async def _existing(self, announcement_id: int) -> Announcement:
        found = await self.get(announcement_id)
        assert found is not None, "the row was just seen to"
        return found

    async def _read(self, chosen: Select[Any]) -> list[Announcement]:
        rows = (await self._connection.execute(chosen)).all()
        if not rows:
            return []
        newest = and_(
            announcement_texts.c.announcement_id == announcements.c.id,
            announcement_texts.c.version == announcements.c.version,
        )
        told = select(announcement_texts).join(announcements, newest)
        told = told.where(announcement_texts.c.announcement_id.in_([row.id for row in rows]))
        texts = (await self._connection.execute(told.order_by(announcement_texts.c.language.desc()))).all()
        return [as_announcement(row, texts) for row in rows]


def _has_not_expired(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (announcements.c.expires_at.is_(None), announcements.c.expires_at > now)


def _is_open_draft(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (announcements.c.state == "draft", or_(*_has_not_expired(now)))
