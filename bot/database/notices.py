"""The messages of the loop between delegates and the dais, and the cards by which chairs answer.

Every change of state compares and sets, so that of two who try at once one succeeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Update, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.announcements.types import LONGEST_REASON, Counts, DeliveryState
from bot.dais.types import NoticeKind
from bot.database.notice_rows import Card, NewNotice, Notice
from bot.database.tables import cards, notices, requests
from bot.database.upserts import insert_into

__all__ = ["Card", "NewNotice", "Notice", "Notices"]

_NOTICES: Select[Any] = select(*(notices.c[each.name] for each in fields(Notice)))
_CARDS: Select[Any] = select(*(cards.c[each.name] for each in fields(Card)))


class Notices:
    """The notices and cards within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, rows: Sequence[NewNotice]) -> int:
        """Write down what is to be sent and return how much of it is new: what was written down before is left."""
        if not rows:
            return 0
        values = [
            {"key": each.key, **{column.name: getattr(each, column.name) for column in fields(each)}} for each in rows
        ]
        statement = insert_into(self._connection, notices).values(values)
        statement = statement.on_conflict_do_nothing(index_elements=[notices.c.key])
        return len((await self._connection.execute(statement.returning(notices.c.id))).all())

    async def get(self, notice_id: int) -> Notice | None:
        """Return the notice, ``None`` where there is none."""
        found = await self._read(_NOTICES.where(notices.c.id == notice_id))
        return found[0] if found else None

    async def due(self, now: datetime, limit: int) -> list[Notice]:
        """Return those that are to be sent now, the oldest first."""
        return await self._read(_NOTICES.where(notices.c.state == "pending", _is_due(now)).limit(limit))

    async def due_for(self, chat_id: int, kind: NoticeKind, now: datetime) -> list[Notice]:
        """Return what goes into one message to a chat: all of that kind that wait, the oldest first.

        What waits for its moment goes along with what is due; what was put off after an attempt waits on.
        """
        goes_along = or_(notices.c.attempts == 0, _is_due(now))
        return await self._read(
            _NOTICES.where(
                notices.c.chat_id == chat_id, notices.c.kind == kind, notices.c.state == "pending", goes_along
            )
        )

    async def begin(self, notice_id: int, now: datetime) -> bool:
        """Write down that the call goes out now; ``False`` where it is not wanted any more."""
        begun = _one(notice_id, "pending").values(
            state="sending", attempts=notices.c.attempts + 1, not_before=None, at=now
        )
        return await self._changes(begun)

    async def finish(
        self,
        notice_id: int,
        state: Literal["sent", "blocked", "failed", "unknown"],
        now: datetime,
        *,
        message_id: int | None = None,
        reason: str | None = None,
    ) -> bool:
        """Write down how a notice in flight ended; ``False`` where it is not in flight."""
        told = reason[:LONGEST_REASON] if reason else None
        done = _one(notice_id, "sending").values(state=state, message_id=message_id, reason=told, at=now)
        return await self._changes(done)

    async def put_back(self, notice_id: int, not_before: datetime | None, *, counted: bool) -> bool:
        """Let a notice in flight wait again; ``False`` where it is not in flight. Uncounted, it was no attempt.

        Where its person was forgotten meanwhile it fails, as they have left.
        """
        gone = notices.c.chat_id.is_(None)
        waits = _one(notice_id, "sending").values(
            state=case((gone, "failed"), else_="pending"),
            reason=case((gone, "left"), else_=notices.c.reason),
            not_before=not_before,
            attempts=notices.c.attempts - (0 if counted else 1),
        )
        return await self._changes(waits)

    async def follow(self, notice_id: int, new_chat_id: int) -> bool:
        """Let a notice in flight wait again for the chat that its group has become; ``False`` as in ``put_back``.

        What comes later for the same request goes there too.
        """
        its_request = select(notices.c.request_id).where(notices.c.id == notice_id).scalar_subquery()
        # A request is taken before its notices, as everyone does.
        await self._connection.execute(select(requests.c.id).where(requests.c.id == its_request).with_for_update())
        in_flight = _one(notice_id, "sending").where(notices.c.chat_id.is_not(None))
        if not await self._changes(in_flight.values(chat_id=new_chat_id, state="pending", not_before=None)):
            return False
        # A supergroup counts its messages anew: under the old number stands somebody else's.
        place = update(requests).where(requests.c.id == its_request)
        await self._connection.execute(place.values(chat_id=new_chat_id, thread_id=None, message_id=None))
        return True

    async def in_flight(self) -> list[Notice]:
        """Return those whose call is out, the oldest first."""
        return await self._read(_NOTICES.where(notices.c.state == "sending"))

    async def recover(self, now: datetime) -> int:
        """Mark what was in flight when the process ended as unknown and return how many that are."""
        left = update(notices).where(notices.c.state == "sending")
        return (await self._connection.execute(left.values(state="unknown", reason="restarted", at=now))).rowcount

    async def counts_of(self, ruling_id: int, version: int) -> Counts:
        """Return how many of those who are told a version of a ruling are in each state."""
        counted = select(notices.c.state, func.count()).where(*_told(ruling_id, version))
        rows = (await self._connection.execute(counted.group_by(notices.c.state))).all()
        return Counts.of({row[0]: row[1] for row in rows})

    async def was_told(self, request_id: int, ruling_id: int) -> bool:
        """Tell whether who asked has a message of a ruling in any of its words, or may have."""
        told = select(notices.c.id).where(
            notices.c.kind == "told",
            notices.c.request_id == request_id,
            notices.c.ruling_id == ruling_id,
            notices.c.state.in_(("sending", "sent", "unknown")),
        )
        return await self._connection.scalar(told.limit(1)) is not None

    async def resend_unknown(self, ruling_id: int, version: int) -> int:
        """Let those wait again of whom nobody knows whether they were told, and return how many they are."""
        unknown = update(notices).where(
            *_told(ruling_id, version), notices.c.state == "unknown", notices.c.chat_id.is_not(None)
        )
        again = unknown.values(state="pending", attempts=0, not_before=None, reason=None)
        return (await self._connection.execute(again)).rowcount

    async def note_card(
        self, chat_id: int, message_id: int, *, matter_id: int | None = None, ruling_id: int | None = None
    ) -> None:
        """Write down what a message to a chair stands for; what it stood for before is replaced."""
        statement = insert_into(self._connection, cards).values(
            chat_id=chat_id, message_id=message_id, matter_id=matter_id, ruling_id=ruling_id
        )
        statement = statement.on_conflict_do_update(
            index_elements=[cards.c.chat_id, cards.c.message_id],
            set_={"matter_id": matter_id, "ruling_id": ruling_id},
        )
        await self._connection.execute(statement)

    async def card(self, chat_id: int, message_id: int) -> Card | None:
        """Return what a message stands for, ``None`` where it stands for nothing."""
        chosen = _CARDS.where(cards.c.chat_id == chat_id, cards.c.message_id == message_id)
        row = (await self._connection.execute(chosen)).one_or_none()
        return None if row is None else Card(*row)

    async def cards_of(self, matter_id: int) -> list[Card]:
        """Return the messages that stand for a matter, of each chat the latest alone."""
        other = cards.alias("other")
        later = select(other.c.message_id).where(
            other.c.matter_id == matter_id,
            other.c.chat_id == cards.c.chat_id,
            other.c.message_id > cards.c.message_id,
        )
        chosen = _CARDS.where(cards.c.matter_id == matter_id, ~later.exists())
        return [Card(*row) for row in await self._connection.execute(chosen.order_by(cards.c.chat_id))]

    async def _changes(self, statement: Update) -> bool:
        return (await self._connection.execute(statement)).rowcount > 0

    async def _read(self, chosen: Select[Any]) -> list[Notice]:
        return [Notice(*row) for row in await self._connection.execute(chosen.order_by(notices.c.id))]


def _one(notice_id: int, state: DeliveryState) -> Update:
    return update(notices).where(notices.c.id == notice_id, notices.c.state == state)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(notices.c.not_before.is_(None), notices.c.not_before <= now)


def _told(ruling_id: int, version: int) -> tuple[ColumnElement[bool], ...]:
    return (notices.c.kind == "told", notices.c.ruling_id == ruling_id, notices.c.version == version)
