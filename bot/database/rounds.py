"""The rounds over an announcement: sending, correcting, retracting or nudging, and whom each goes to."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Update, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.announcements.types import Audience, Counts, RoundKind, RoundState
from bot.database.freezing import COLUMNS, groups_of, language_read, linked, people_of, reached_by, readers
from bot.database.tables import deliveries, groups, people, rounds
from bot.database.upserts import insert_into


@dataclass(frozen=True, slots=True)
class Round:
    """One thing done to all phones.

    ``by`` is who asked for it, ``report_chat_id`` where that is reported and ``report_message_id`` the message of the
    report once it stands. ``version`` is the announcement's when the round was opened: what is sent is the newest.
    ``stopped`` tells why the rest of it was given up.
    """

    id: int
    announcement_id: int
    kind: RoundKind
    version: int
    state: RoundState
    created_at: datetime
    finished_at: datetime | None
    by: int | None
    report_chat_id: int | None
    report_message_id: int | None
    stopped: str | None


class Rounds:
    """The rounds within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def audience(self, committee_id: int | None, author_id: int | None) -> Audience:
        """Return whom ``freeze`` would take now; ``committee_id`` is ``None`` for all committees."""
        language = language_read().label("language")
        counted = select(language, people.c.unreachable, func.count().label("number"))
        counted = counted.where(*readers(committee_id, author_id)).group_by(language, people.c.unreachable)
        rows = (await self._connection.execute(counted)).all()
        linked_groups = select(func.count()).select_from(groups).where(linked(committee_id))
        return Audience(
            {name: sum(row.number for row in rows if row.language == name) for name in ("es", "en")},
            int((await self._connection.execute(linked_groups)).scalar_one()),
            sum(row.number for row in rows if row.unreachable),
        )

    async def open_round(
        self,
        announcement_id: int,
        kind: RoundKind,
        version: int,
        now: datetime,
        *,
        by: int | None,
        report_chat_id: int | None,
    ) -> Round:
        """Return a new round, which waits to be frozen."""
        statement = rounds.insert().values(
            announcement_id=announcement_id,
            kind=kind,
            version=version,
            created_at=now,
            by=by,
            report_chat_id=report_chat_id,
        )
        row = (await self._connection.execute(statement.returning(rounds))).one()
        return _as_round(row)

    async def freeze(self, round_id: int, committee_id: int | None, author_id: int | None, now: datetime) -> int:
        """Write a delivery for everyone who is in the audience now, let the round run, and return how many that are.

        Everyone in a committee with a private chat but the author, once, in the language that they read; then the
        linked groups. Whoever is known to have blocked the bot is ``blocked`` at once, for the reason ``known``.
        """
        frozen = await self._insert(people_of(round_id, committee_id, author_id, now))
        frozen += await self._insert(groups_of(round_id, committee_id))
        await self._let_run(round_id)
        return frozen

    async def freeze_from(self, round_id: int, now: datetime) -> int:
        """Write the deliveries of a correction, retraction or nudge, let it run, and return how many they are.

        There is one for each chat that got the announcement, with the number of its message there. A correction
        leaves out who has the newest words; a nudge leaves out who said that they read it, and the groups.
        """
        opened = await self.round(round_id)
        if opened is None or opened.kind == "send":
            raise ValueError(f"expected a round that follows a sent announcement, got {opened}")
        frozen = await self._insert(reached_by(round_id, opened.announcement_id, opened.kind, locked=True))
        await self._let_run(round_id)
        return frozen

    async def reached(self, announcement_id: int, kind: RoundKind = "retract") -> int:
        """Return how many deliveries ``freeze_from`` would write now for a round of ``kind``."""
        got = reached_by(0, announcement_id, kind).subquery()
        return int((await self._connection.execute(select(func.count()).select_from(got))).scalar_one())

    async def rounds_to_do(self) -> list[Round]:
        """Return the first unfinished round of each announcement, the oldest first."""
        first = select(func.min(rounds.c.id)).where(rounds.c.state != "finished").group_by(rounds.c.announcement_id)
        return await self._read(select(rounds).where(rounds.c.id.in_(first)))

    async def round(self, round_id: int) -> Round | None:
        """Return the round, ``None`` where there is none."""
        found = await self._read(select(rounds).where(rounds.c.id == round_id))
        return found[0] if found else None

    async def rounds_of(self, announcement_id: int) -> list[Round]:
        """Return an announcement's rounds, the oldest first."""
        return await self._read(select(rounds).where(rounds.c.announcement_id == announcement_id))

    async def finished_since(self, moment: datetime) -> list[Round]:
        """Return the rounds that were finished at ``moment`` or later, the oldest first."""
        return await self._read(select(rounds).where(rounds.c.state == "finished", rounds.c.finished_at >= moment))

    async def set_round(self, round_id: int, **columns: Any) -> None:
        """Set fields of a round."""
        await self._connection.execute(update(rounds).where(rounds.c.id == round_id).values(**columns))

    async def counts(self, round_id: int) -> Counts:
        """Return how many of a round's deliveries are in each state."""
        counted = select(deliveries.c.state, func.count()).where(deliveries.c.round_id == round_id)
        rows = (await self._connection.execute(counted.group_by(deliveries.c.state))).all()
        return Counts.of({row[0]: row[1] for row in rows})

    async def stop(self, round_id: int, reason: str, now: datetime) -> int:
        """Give up what of a round is not in flight yet and return how many that are; the first reason stays.

        Those in flight end as they do, and whoever works the round finishes it then.
        """
        pending = _in_state(round_id, "pending")
        stopped = await self._connection.execute(pending.values(state="failed", reason=reason, not_before=None, at=now))
        first = update(rounds).where(rounds.c.id == round_id, rounds.c.stopped.is_(None))
        await self._connection.execute(first.values(stopped=reason))
        return stopped.rowcount

    async def resend_unknown(self, round_id: int) -> int:
        """Let those of a round run again of which nobody knows whether they arrived, and return how many they are."""
        unknown = _in_state(round_id, "unknown").where(deliveries.c.chat_id.is_not(None))
        again = await self._connection.execute(
            unknown.values(state="pending", attempts=0, not_before=None, reason=None)
        )
        if again.rowcount:
            await self.set_round(round_id, state="running", finished_at=None)
        return again.rowcount

    async def _insert(self, rows: Select[Any]) -> int:
        statement = insert_into(self._connection, deliveries).from_select(COLUMNS, rows)
        return (await self._connection.execute(statement.on_conflict_do_nothing())).rowcount

    async def _let_run(self, round_id: int) -> None:
        waiting = update(rounds).where(rounds.c.id == round_id, rounds.c.state == "waiting")
        await self._connection.execute(waiting.values(state="running"))

    async def _read(self, chosen: Select[Any]) -> list[Round]:
        return [_as_round(row) for row in await self._connection.execute(chosen.order_by(rounds.c.id))]


def _as_round(row: Any) -> Round:
    return Round(**{each.name: getattr(row, each.name) for each in fields(Round)})


def _in_state(round_id: int, state: str) -> Update:
    return update(deliveries).where(deliveries.c.round_id == round_id, deliveries.c.state == state)
