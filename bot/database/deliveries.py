"""The outbox: one row for each chat that a round goes to, and what became of it.

Every change of state compares and sets, so that of two who try at once one succeeds.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, Update, and_, case, or_, select, update

from bot.announcements.types import LONGEST_REASON, MAY_BE_REPEATED, DeliveryState, RoundKind
from bot.database.rounds import Round, Rounds
from bot.database.tables import deliveries, rounds
from vectorstore.types import Language

__all__ = ["Deliveries", "Delivery", "Round"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One copy of an announcement to one chat, or a later change to that copy.

    ``chat_id`` is ``None`` once its person is forgotten, ``user_id`` then and for a group; ``language`` is ``None`` for
    a group, which reads both. ``message_id`` is its message once it is sent; before that, of a correction or
    retraction the message to change, of a nudge the one to reply to. ``version`` is that of the words there.
    """

    id: int
    round_id: int
    announcement_id: int
    kind: RoundKind
    chat_id: int | None
    user_id: int | None
    language: Language | None
    state: DeliveryState
    attempts: int
    not_before: datetime | None
    message_id: int | None
    version: int | None
    reason: str | None
    at: datetime | None


_DELIVERIES: Select[Any] = select(
    *((rounds if each.name in ("announcement_id", "kind") else deliveries).c[each.name] for each in fields(Delivery))
).select_from(deliveries.join(rounds, rounds.c.id == deliveries.c.round_id))
"""The columns of a ``Delivery``, in its order."""


class Deliveries(Rounds):
    """The rounds and their deliveries within one transaction."""

    async def delivery(self, delivery_id: int) -> Delivery | None:
        """Return the delivery, ``None`` where there is none."""
        found = await self._deliveries(_DELIVERIES.where(deliveries.c.id == delivery_id))
        return found[0] if found else None

    async def page(self, round_id: int, now: datetime, after_id: int, limit: int) -> list[Delivery]:
        """Return the next deliveries of a round that are to be made now, by their ids, which are above ``after_id``."""
        due = _DELIVERIES.where(
            deliveries.c.round_id == round_id,
            deliveries.c.state == "pending",
            deliveries.c.id > after_id,
            or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= now),
        )
        return await self._deliveries(due.limit(limit))

    async def begin(self, delivery_id: int, now: datetime) -> bool:
        """Write down that the call goes out now; ``False`` where it is not wanted any more."""
        begun = _one(delivery_id, "pending").values(
            state="sending", attempts=deliveries.c.attempts + 1, not_before=None, at=now
        )
        return await self._changes(begun)

    async def finish(
        self,
        delivery_id: int,
        state: Literal["sent", "blocked", "failed", "unknown"],
        now: datetime,
        *,
        message_id: int | None = None,
        reason: str | None = None,
        version: int | None = None,
    ) -> bool:
        """Write down how a delivery in flight ended; ``False`` where it is not in flight.

        ``version`` is that of the words it brought. A number that is not given leaves what stands.
        """
        given = {"message_id": message_id, "version": version}
        values = {name: value for name, value in given.items() if value is not None}
        told = reason[:LONGEST_REASON] if reason else None
        return await self._changes(_one(delivery_id, "sending").values(state=state, reason=told, at=now, **values))

    async def put_back(self, delivery_id: int, not_before: datetime | None, *, counted: bool) -> bool:
        """Let a delivery in flight wait again; ``False`` where it is not in flight. Uncounted, it was no attempt."""
        made = deliveries.c.attempts - (0 if counted else 1)
        return await self._changes(_put_back(_one(delivery_id, "sending")).values(not_before=not_before, attempts=made))

    async def follow(self, delivery_id: int, new_chat_id: int) -> bool:
        """Let a delivery in flight wait again for the chat that its group has become.

        ``False`` where that chat has a delivery of the round already, and where a message is to be changed: the numbers
        of a group's messages do not come along. Then the delivery is in flight as before.
        """
        there = deliveries.alias("there")
        has_one = select(there.c.id).where(
            there.c.round_id == deliveries.c.round_id, there.c.chat_id == new_chat_id, there.c.id != delivery_id
        )
        changes = select(rounds.c.id).where(
            rounds.c.id == deliveries.c.round_id, rounds.c.kind.in_(sorted(MAY_BE_REPEATED))
        )
        moved = _one(delivery_id, "sending").where(
            deliveries.c.chat_id.is_not(None), ~has_one.exists(), ~changes.exists()
        )
        return await self._changes(moved.values(chat_id=new_chat_id, state="pending", not_before=None))

    async def recover(self, now: datetime) -> int:
        """Settle what was in flight when the process ended and return how many of those are in doubt.

        A sent announcement or nudge becomes ``unknown``; a correction or retraction, which may be made twice, waits
        again.
        """
        repeated = select(rounds.c.id).where(rounds.c.kind.in_(sorted(MAY_BE_REPEATED)))
        left = update(deliveries).where(deliveries.c.state == "sending")
        await self._connection.execute(_put_back(left.where(deliveries.c.round_id.in_(repeated))))
        doubtful = left.values(state="unknown", reason="restarted", at=now)
        return (await self._connection.execute(doubtful)).rowcount

    async def unreached(self, round_id: int, limit: int) -> list[Delivery]:
        """Return those of a round that are unknown, failed or were blocked, in that order: the former matter most."""
        rank = case({"unknown": 0, "failed": 1}, value=deliveries.c.state, else_=2)
        missed = _DELIVERIES.where(
            deliveries.c.round_id == round_id, deliveries.c.state.in_(("blocked", "failed", "unknown"))
        )
        return await self._deliveries(missed.order_by(rank).limit(limit))

    async def _changes(self, statement: Update) -> bool:
        return (await self._connection.execute(statement)).rowcount > 0

    async def _deliveries(self, chosen: Select[Any]) -> list[Delivery]:
        return [Delivery(*row) for row in await self._connection.execute(chosen.order_by(deliveries.c.id))]


def _one(delivery_id: int, state: DeliveryState) -> Update:
    return update(deliveries).where(and_(deliveries.c.id == delivery_id, deliveries.c.state == state))


def _put_back(statement: Update) -> Update:
    """Let deliveries wait again, but for those whose person was forgotten meanwhile."""
    gone = deliveries.c.chat_id.is_(None)
    return statement.values(
        state=case((gone, "failed"), else_="pending"), reason=case((gone, "left"), else_=deliveries.c.reason)
    )
