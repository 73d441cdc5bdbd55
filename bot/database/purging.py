"""Taking a committee out of the database, with everything and everyone that is left nowhere then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.people import People
from bot.database.tables import (
    announcements,
    audit,
    committees,
    deliveries,
    groups,
    invites,
    matters,
    memberships,
    people,
    questions,
    rounds,
    rulings,
    updates,
)
from bot.database.updates import Updates

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was erased; ``people`` counts those who were left in no committee."""

    questions: int
    rulings: int
    announcements: int
    invites: int
    groups: int
    memberships: int
    people: int


class Purges:
    """What takes out whole committees, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def purge(self, committee_id: int, now: datetime) -> Purged:
        """Erase a committee, its people who are in no other, and the updates of theirs that wait; count what went.

        A bot that is at work meanwhile finds its rows gone, as when somebody has themself forgotten.
        """
        # Whoever writes into the committee now is waited for, whoever comes later finds it gone.
        await self._connection.execute(select(committees.c.id).where(committees.c.id == committee_id).with_for_update())
        counts = {
            table.name: await self._count(table.c.committee_id == committee_id)
            for table in (questions, announcements, invites, groups, memberships)
        }
        ruled = await self._count(rulings.c.committee_id == committee_id, rulings.c.given_at.is_not(None))
        candidates, chats = await self._people_of(committee_id), await self._chats_of(committee_id)
        await self._erase_audit(committee_id)
        await self._connection.execute(delete(committees).where(committees.c.id == committee_id))
        strays = await self._strays(candidates)
        for user_id in strays:
            await People(self._connection).forget(user_id)
        await self._erase_updates(chats.union(strays), now)
        return Purged(
            questions=counts["questions"],
            rulings=ruled,
            announcements=counts["announcements"],
            invites=counts["invites"],
            groups=counts["groups"],
            memberships=counts["memberships"],
            people=len(strays),
        )

    async def _count(self, *conditions: ColumnElement[bool]) -> int:
        return int((await self._connection.execute(select(func.count()).where(*conditions))).scalar_one())

    async def _people_of(self, committee_id: int) -> set[int]:
        """Return everyone who was in a committee, asked in it or was told something in it."""
        of_it = select(rounds.c.id).join(announcements, announcements.c.id == rounds.c.announcement_id)
        of_it = of_it.where(announcements.c.committee_id == committee_id)
        chosen = (
            select(memberships.c.user_id).where(memberships.c.committee_id == committee_id),
            select(people.c.user_id).where(people.c.committee_id == committee_id),
            select(questions.c.user_id).where(questions.c.committee_id == committee_id),
            select(groups.c.linked_by).where(groups.c.committee_id == committee_id),
            select(invites.c.created_by).where(invites.c.committee_id == committee_id),
            select(deliveries.c.user_id).where(deliveries.c.round_id.in_(of_it)),
        )
        found: set[int] = set()
        for each in chosen:
            found.update(user_id for user_id in await self._connection.scalars(each) if user_id is not None)
        return found

    async def _chats_of(self, committee_id: int) -> set[int]:
        """Return the chats that ask in a committee: its groups, and people whose present one it is."""
        linked = select(groups.c.chat_id).where(groups.c.committee_id == committee_id)
        present = select(people.c.user_id).where(people.c.committee_id == committee_id)
        return {*await self._connection.scalars(linked), *await self._connection.scalars(present)}

    async def _erase_audit(self, committee_id: int) -> None:
        """Erase what was done in a committee, also where only what it was done to names the committee."""
        theirs = [
            (audit.c.announcement_id, announcements),
            (audit.c.ruling_id, rulings),
            (audit.c.matter_id, matters),
        ]
        conditions = [
            column.in_(select(table.c.id).where(table.c.committee_id == committee_id)) for column, table in theirs
        ]
        await self._connection.execute(delete(audit).where(or_(audit.c.committee_id == committee_id, *conditions)))

    async def _strays(self, candidates: Collection[int]) -> list[int]:
        """Return those who are in no committee any more and have asked in none that is left."""
        is_member = select(memberships.c.user_id).where(memberships.c.user_id == people.c.user_id).exists()
        has_asked = select(questions.c.id).where(questions.c.user_id == people.c.user_id).exists()
        strays: list[int] = []
        for some in _chunks(sorted(candidates)):
            chosen = select(people.c.user_id).where(people.c.user_id.in_(some), ~is_member, ~has_asked)
            strays += await self._connection.scalars(chosen)
        return strays

    async def _erase_updates(self, chats: Collection[int], now: datetime) -> None:
        """Erase what came from people and groups and was not handled yet; the numbers stay: a repeat is known."""
        waiting = select(updates.c.update_id, updates.c.payload).where(updates.c.payload.is_not(None))
        for row in (await self._connection.execute(waiting)).all():
            if not chats or set(_ids_in(row.payload)).isdisjoint(chats):
                continue
            await Updates(self._connection).mark_handled(row.update_id, now)


def _ids_in(payload: object) -> Iterator[int]:
    """Yield the ids of the people and chats that an update names."""
    if isinstance(payload, Mapping):
        for name, value in payload.items():
            if name in ("from", "chat", "sender_chat") and isinstance(value, Mapping):
                number: Any = value.get("id")
                if isinstance(number, int):
                    yield number
            yield from _ids_in(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from _ids_in(value)


def _chunks(numbers: list[int]) -> Iterable[list[int]]:
    return (numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE))
