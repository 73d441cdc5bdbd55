"""What delegates put before the dais: matters, and the requests that each holds.

Every change of state compares and sets. Where both change, the matter's row is taken first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Update, and_, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.matter_rows import Matter, NewRequest, Request
from bot.database.tables import matters, memberships, notices, people, requests
from bot.database.upserts import insert_into

__all__ = ["Matter", "Matters", "NewRequest", "Request"]

_MATTERS: Select[Any] = select(*(matters.c[each.name] for each in fields(Matter)))
_REQUESTS: Select[Any] = select(*(requests.c[each.name] for each in fields(Request)))
_WAITING = and_(requests.c.matter_id == matters.c.id, requests.c.state == "waiting")


class Matters:
    """The matters and requests within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, committee_id: int, now: datetime) -> Matter:
        """Return a new matter, in which there is no request yet."""
        made = matters.insert().values(committee_id=committee_id, opened_at=now).returning(*_MATTERS.selected_columns)
        return Matter(*(await self._connection.execute(made)).one())

    async def get(self, matter_id: int, *, locked: bool = False) -> Matter | None:
        """Return the matter, ``None`` where there is none.

        ``locked`` keeps others from changing it, and from adding requests, until the transaction ends.
        """
        chosen = _MATTERS.where(matters.c.id == matter_id)
        found = await self._matters(chosen.with_for_update() if locked else chosen)
        return found[0] if found else None

    async def open_in(self, committee_id: int) -> list[Matter]:
        """Return the open matters in which someone waits, by how long the first one does, the longest first."""
        since = select(requests.c.created_at).where(_WAITING).order_by(requests.c.created_at).limit(1)
        waits_since = since.scalar_subquery()
        chosen = _MATTERS.where(
            matters.c.committee_id == committee_id, matters.c.state == "open", waits_since.is_not(None)
        )
        return await self._matters(chosen.order_by(waits_since, matters.c.id))

    async def settled_in(self, committee_id: int, limit: int = 30) -> list[Matter]:
        """Return the matters that were settled last, the newest first."""
        chosen = _MATTERS.where(matters.c.committee_id == committee_id, matters.c.state == "settled")
        return await self._matters(chosen.order_by(matters.c.settled_at.desc(), matters.c.id.desc()).limit(limit))

    async def requests_of(self, matter_id: int) -> list[Request]:
        """Return a matter's requests without those taken back, the oldest first."""
        return (await self.requests_in([matter_id]))[matter_id]

    async def requests_in(self, matter_ids: Collection[int]) -> dict[int, list[Request]]:
        """Return the requests of each of these matters, as ``requests_of`` does."""
        found: dict[int, list[Request]] = {matter_id: [] for matter_id in matter_ids}
        chosen = _REQUESTS.where(requests.c.matter_id.in_(matter_ids), requests.c.state != "withdrawn")
        for row in await self._connection.execute(chosen.order_by(requests.c.created_at, requests.c.id)):
            request = Request(*row)
            found[request.matter_id].append(request)
        return found

    async def request(self, request_id: int) -> Request | None:
        """Return the request, ``None`` where there is none or it is forgotten."""
        return await self._request(_REQUESTS.where(requests.c.id == request_id))

    async def request_of(self, question_id: int, user_id: int) -> Request | None:
        """Return the latest request of a person for a question, also one taken back, ``None`` where there is none."""
        chosen = _REQUESTS.where(requests.c.question_id == question_id, requests.c.user_id == user_id)
        return await self._request(chosen.order_by(requests.c.id.desc()).limit(1))

    async def add_request(self, matter_id: int, new: NewRequest, now: datetime) -> Request | None:
        """Return the request, written down; ``None`` where the person has one for that question, not taken back.

        In a settled matter it is answered at once: the caller has to tell the person.

        Raises:
            ValueError: there is no such matter, or it is closed.
        """
        matter = await self.get(matter_id, locked=True)
        if matter is None or matter.state == "closed":
            raise ValueError(f"expected an open or settled matter, got {matter}")
        values = {each.name: getattr(new, each.name) for each in fields(new)}
        statement = insert_into(self._connection, requests).values(
            **values, matter_id=matter_id, state="waiting" if matter.state == "open" else "answered", created_at=now
        )
        statement = statement.on_conflict_do_nothing(
            index_elements=[requests.c.question_id, requests.c.user_id], index_where=text("state <> 'withdrawn'")
        )
        return await self._request(statement.returning(*_REQUESTS.selected_columns))

    async def count_since(self, user_id: int, since: datetime) -> int:
        """Return how many requests a person made at ``since`` or later, those taken back too.

        Another transaction that counts the same person's waits for the end of this one.
        """
        own = select(people.c.user_id).where(people.c.user_id == user_id)
        await self._connection.execute(own.with_for_update(key_share=True))
        counted = select(func.count()).where(requests.c.user_id == user_id, requests.c.created_at >= since)
        return int((await self._connection.execute(counted)).scalar_one())

    async def withdraw(self, request_id: int, user_id: int) -> bool:
        """Take a request back; ``False`` where it is not that person's or does not wait any more.

        An open matter in which nobody waits then is closed.
        """
        matter = await self._locked_matter_of(request_id)
        if matter is None:
            return False
        own = update(requests).where(
            requests.c.id == request_id, requests.c.user_id == user_id, requests.c.state == "waiting"
        )
        if not await self._changes(own.values(state="withdrawn")):
            return False
        await close_empty(self._connection, [matter.id])
        return True

    async def sign(self, request_id: int, user_id: int, signed: bool) -> bool:
        """Let the chairs see whose request it is, or not; ``False`` where it is not that person's, or taken back."""
        own = update(requests).where(
            requests.c.id == request_id, requests.c.user_id == user_id, requests.c.state != "withdrawn"
        )
        return await self._changes(own.values(signed=signed))

    async def claim(self, matter_id: int, user_id: int, now: datetime, *, lapsed_before: datetime) -> bool:
        """Keep an open matter for one chair; ``False`` where another claimed it at ``lapsed_before`` or later."""
        is_free = or_(
            matters.c.claimed_by.is_(None), matters.c.claimed_by == user_id, matters.c.claimed_at < lapsed_before
        )
        return await self._changes(_open_one(matter_id).where(is_free).values(claimed_by=user_id, claimed_at=now))

    async def free(self, matter_id: int, user_id: int) -> bool:
        """Give up a claim; ``False`` where it is not that person's."""
        own = _open_one(matter_id).where(matters.c.claimed_by == user_id)
        return await self._changes(own.values(claimed_by=None, claimed_at=None))

    async def settle(self, matter_id: int, by: int, now: datetime) -> bool:
        """Settle an open matter and mark its waiting requests as answered; ``False`` where it is not open any more."""
        if not await self._changes(_open_one(matter_id).values(state="settled", settled_at=now, settled_by=by)):
            return False
        await self._answer_requests(matter_id)
        return True

    async def merge(self, matter_id: int, into_id: int) -> bool:
        """Move the requests of an open matter into another of its committee and close it.

        Those who waited are answered where the other is settled: the caller has to tell them. Chairs who were not asked
        about it yet are not any more. ``False`` where it is not open, or the other is closed or elsewhere.
        """
        pair = _MATTERS.where(matters.c.id.in_([matter_id, into_id])).order_by(matters.c.id)
        found = {each.id: each for each in await self._matters(pair.with_for_update())}
        old, into = found.get(matter_id), found.get(into_id)
        if old is None or into is None or old.id == into.id or old.committee_id != into.committee_id:
            return False
        if old.state != "open" or into.state == "closed":
            return False
        unasked = delete(notices).where(notices.c.matter_id == matter_id, notices.c.kind == "asked")
        await self._connection.execute(unasked.where(notices.c.state == "pending"))
        moved = select(requests.c.id).where(requests.c.matter_id == matter_id)
        await self._move(list(await self._connection.scalars(moved)), into_id)
        await self._connection.execute(_open_one(matter_id).values(state="closed", merged_into=into_id))
        if into.state == "settled":
            await self._answer_requests(into_id)
        return True

    async def split(self, matter_id: int, now: datetime) -> list[Matter]:
        """Give each waiting request of an open matter but the oldest a new matter, and return those."""
        matter = await self.get(matter_id, locked=True)
        if matter is None or matter.state != "open":
            return []
        made = []
        for request in (await self.requests_of(matter_id))[1:]:
            made.append(await self.open(matter.committee_id, now))
            await self._move([request.id], made[-1].id)
        return made

    async def set_digest(self, user_id: int, committee_id: int, minutes: int) -> None:
        """Let a person be told of what is asked in a committee every ``minutes``; 0 is at once."""
        seat = and_(memberships.c.user_id == user_id, memberships.c.committee_id == committee_id)
        await self._connection.execute(update(memberships).where(seat).values(digest_minutes=minutes))

    async def digest_of(self, user_id: int, committee_id: int) -> int:
        """Return how often a person is told of what is asked, in minutes; 0 is at once, also for who is no member."""
        seat = and_(memberships.c.user_id == user_id, memberships.c.committee_id == committee_id)
        return await self._connection.scalar(select(memberships.c.digest_minutes).where(seat)) or 0

    async def _locked_matter_of(self, request_id: int) -> Matter | None:
        held: Matter | None = None
        while (request := await self.request(request_id)) is not None:
            if held is not None and held.id == request.matter_id:
                return held
            held = await self.get(request.matter_id, locked=True)  # while it waited, the request may have been moved
        return None

    async def _answer_requests(self, matter_id: int) -> None:
        waiting = update(requests).where(requests.c.matter_id == matter_id, requests.c.state == "waiting")
        await self._connection.execute(waiting.values(state="answered"))

    async def _move(self, request_ids: Collection[int], into_id: int) -> None:
        for table, column in ((requests, requests.c.id), (notices, notices.c.request_id)):
            moved = update(table).where(column.in_(request_ids))
            await self._connection.execute(moved.values(matter_id=into_id))

    async def _changes(self, statement: Update) -> bool:
        return (await self._connection.execute(statement)).rowcount > 0

    async def _matters(self, chosen: Select[Any]) -> list[Matter]:
        return [Matter(*row) for row in await self._connection.execute(chosen)]

    async def _request(self, statement: Any) -> Request | None:
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else Request(*row)


async def close_empty(connection: AsyncConnection, matter_ids: Collection[int]) -> None:
    """Close those of these matters that are open and in which nobody waits."""
    someone = select(requests.c.id).where(_WAITING)
    empty = update(matters).where(matters.c.id.in_(matter_ids), matters.c.state == "open", ~someone.exists())
    await connection.execute(empty.values(state="closed"))


def _open_one(matter_id: int) -> Update:
    return update(matters).where(matters.c.id == matter_id, matters.c.state == "open")
