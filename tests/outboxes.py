"""An outbox over a real database, with a courier that does as a test says and keeps what arrived."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.announcements.decisions import confirm
from bot.announcements.outbox import Outbox, Task, Tempo
from bot.announcements.outcomes import Outcome, Sent
from bot.announcements.types import Counts, RoundKind, Wording
from bot.database.announcements import Announcement, NewAnnouncement
from bot.database.deliveries import Delivery
from bot.database.engine import Database
from bot.database.rounds import Round
from tests.databases import NOW

CHAIR = 900_001
QUICK = Tempo(look_s=0.02, mend_s=0.01, longest_mend_s=0.02)
WORDINGS = {"en": Wording("en", "Back at 3", "Back at 3"), "es": Wording("es", "Volvemos a las 3", "Volvemos a las 3")}


@dataclass(slots=True)
class SteppingClock:
    """Goes on by ``step`` whenever it is read, so that what waits comes due by itself."""

    now: datetime = NOW
    step: timedelta = timedelta(seconds=1)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


@dataclass(frozen=True, slots=True)
class Does:
    """What a call comes to: whether the message ``arrives``, and what is known of it then."""

    outcome: Outcome | Exception
    arrives: bool = False
    is_asked: bool = True


@dataclass(slots=True)
class ScriptedCourier:
    """Does for each chat what stands in ``script``, call by call, and delivers all else.

    With a closed ``gate`` a call waits after its turn was taken; with a closed ``door``, before. ``busiest`` is how
    many were in hand at once, ``times`` when each arrived.
    """

    script: dict[tuple[RoundKind, int], list[Does]] = field(default_factory=lambda: defaultdict(list))
    arrived: list[tuple[RoundKind, int]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    carried: list[Task] = field(default_factory=list)
    begun: list[Task] = field(default_factory=list)
    busiest: int = 0
    at_once: int = 0
    pause_s: float = 0.0
    door: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    landed: list[Task] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.door.set()
        self.gate.set()

    def will(self, chat_id: int, *does: Does | Outcome, kind: RoundKind = "send") -> None:
        """Add what happens at the next calls into a chat."""
        self.script[kind, chat_id] += [each if isinstance(each, Does) else Does(each) for each in does]

    async def carry(self, task: Task, begun: Callable[[], Awaitable[bool]]) -> Outcome:
        self.at_once += 1
        self.busiest = max(self.busiest, self.at_once)
        try:
            return await self._carry(task, begun)
        finally:
            self.at_once -= 1
            self.changed.set()

    async def _carry(self, task: Task, begun: Callable[[], Awaitable[bool]]) -> Outcome:
        self.carried.append(task)
        self.changed.set()
        await self.point()
        await self.door.wait()
        planned = self.script[task.kind, task.chat_id]
        does = planned.pop(0) if planned else Does(Sent(1000 + len(self.arrived)), arrives=True)
        if does.is_asked:
            if not await begun():
                planned.insert(0, does)
                return Sent()  # of no account: it was refused
            self.begun.append(task)
            self.changed.set()
        await asyncio.sleep(self.pause_s)
        await self.gate.wait()
        await self.point()
        if does.arrives:
            self.landed.append(task)
            self.arrived.append((task.kind, task.chat_id))
            self.times.append(asyncio.get_running_loop().time())
        await self.point()
        if isinstance(does.outcome, Exception):
            raise does.outcome
        return does.outcome

    async def point(self) -> None:
        """Be where a process may end: before a call's turn, before it arrives, and before its answer is read."""

    async def until(self, look: Callable[[], object]) -> None:
        async with asyncio.timeout(20):
            while not look():
                self.changed.clear()
                await self.changed.wait()

    @property
    def most_in_a_chat(self) -> int:
        """The most of one kind that arrived in any one chat."""
        return max(Counter(self.arrived).values(), default=0)


@dataclass(slots=True)
class Notes:
    """What chairs were told."""

    rounds: list[int] = field(default_factory=list)
    late_ones: list[int] = field(default_factory=list)

    def changed(self, number: int) -> None:
        self.rounds.append(number)

    async def late(self, announcement_id: int) -> None:
        self.late_ones.append(announcement_id)


@dataclass(slots=True)
class SourceNotes:
    """Whose announcements were said to have changed."""

    committees: list[int | None] = field(default_factory=list)

    def changed(self, committee_id: int | None) -> None:
        self.committees.append(committee_id)


@dataclass(slots=True)
class Room:
    """A committee with its people, and the outbox that serves it."""

    database: Database
    committee_id: int
    clock: Any = field(default_factory=SteppingClock)
    courier: ScriptedCourier = field(default_factory=ScriptedCourier)
    reports: Notes = field(default_factory=Notes)
    sources: SourceNotes = field(default_factory=SourceNotes)

    def outbox(self) -> Outbox:
        return Outbox(self.database, self.courier, self.clock, self.reports, self.sources, tempo=QUICK)

    @asynccontextmanager
    async def running(self, outbox: Outbox | None = None) -> AsyncIterator[Outbox]:
        """Run an outbox for the length of the block, as a start and a proper stop do."""
        outbox, stop = outbox or self.outbox(), asyncio.Event()
        await outbox.recover()
        task = asyncio.create_task(outbox.run(stop))
        try:
            yield outbox
        finally:
            self.courier.gate.set()
            stop.set()
            await asyncio.wait_for(task, 20)

    async def people(self, numbers: Iterable[int], language: str = "en") -> list[int]:
        """Let people into the committee, each with a chat of their own number."""
        numbers = list(numbers)
        async with self.database.session() as session:
            for number in numbers:
                await session.people.touch(number, chat_id=number, telegram_language=language, now=NOW)
                await session.people.join(number, self.committee_id, "delegate", NOW)
        return numbers

    async def draft(self, **fields: Any) -> Announcement:
        given = {"committee_id": self.committee_id, "author_id": CHAIR, "chat_id": CHAIR, "wordings": WORDINGS}
        async with self.database.session() as session:
            return await session.announcements.create(NewAnnouncement(**{**given, **fields}), self.clock())

    async def announces(self, **fields: Any) -> Announcement:
        """Confirm a new announcement."""
        draft = await self.draft(**fields)
        async with self.database.session() as session:
            confirmed = await confirm(session, draft, draft.revision, CHAIR, self.clock())
        assert confirmed is not None
        return await self.announcement(confirmed.announcement_id)

    async def corrects(self, announcement: Announcement, text: str) -> None:
        await self.announces(corrects_id=announcement.id, wordings={"en": Wording("en", text, text)})

    async def announcement(self, number: int) -> Announcement:
        async with self.database.session() as session:
            found = await session.announcements.get(number)
        assert found is not None
        return found

    async def rounds(self, announcement: Announcement) -> list[Round]:
        async with self.database.session() as session:
            return await session.deliveries.rounds_of(announcement.id)

    async def counts(self, announcement: Announcement, place: int = 0) -> Counts:
        """Return the figures of an announcement's first round, or a later one."""
        async with self.database.session() as session:
            rounds = await session.deliveries.rounds_of(announcement.id)
            return await session.deliveries.counts(rounds[place].id)

    async def missed(self, announcement: Announcement, place: int = 0) -> dict[int | None, tuple[str, str | None]]:
        """Return the state and the reason of each delivery that did not arrive, by its chat."""
        async with self.database.session() as session:
            rounds = await session.deliveries.rounds_of(announcement.id)
            found: list[Delivery] = await session.deliveries.unreached(rounds[place].id, 10_000)
        return {each.chat_id: (each.state, each.reason) for each in found}

    async def is_done(self, announcement: Announcement, rounds: int = 1) -> None:
        """Wait until an announcement has that many rounds and all are finished."""
        async with asyncio.timeout(30):
            while True:
                there = await self.rounds(announcement)
                if len(there) >= rounds and all(each.state == "finished" for each in there):
                    return
                await asyncio.sleep(0.005)


async def room_in(database: Database, **fields: Any) -> Room:
    """Return a room with a committee and its chair."""
    async with database.session() as session:
        committee = await session.committees.ensure("interpol", now=NOW)
        await session.people.touch(CHAIR, chat_id=CHAIR, telegram_language="en", now=NOW)
        await session.people.join(CHAIR, committee.id, "chair", NOW)
    return Room(database, committee.id, **fields)


def machine_time() -> datetime:
    return datetime.now(UTC)
