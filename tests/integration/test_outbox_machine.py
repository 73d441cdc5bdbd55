"""Whatever the calls come to and whenever the process ends, nobody gets an announcement twice and nothing is left over.

Hypothesis plays chairs, Telegram and the power supply; the database is a SQLite file that outlives them all.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.announcements.decisions import nudge, resend, retract
from bot.announcements.outbox import Outbox, Tempo
from bot.announcements.outcomes import BadContent, Blocked, Failed, Later, Moved, Sent, Unknown
from bot.database.announcements import Announcement
from bot.database.engine import FILE_NAME, default_url, open_database
from tests.databases import NOW
from tests.mortal import Ends, MortalCourier, MortalDatabase, empty_database
from tests.outboxes import CHAIR, Does, Room, SteppingClock, room_in

T = TypeVar("T")
TEMPO = Tempo(look_s=0.005, mend_s=0.002, longest_mend_s=0.005)
GROUPS = (-11, -12, -13)
MOST_ANNOUNCEMENTS = 3

SENDING = st.sampled_from(
    [
        Does(Sent(5), arrives=True),
        Does(Unknown(), arrives=True),
        Does(Unknown()),
        Does(ValueError("unreadable"), arrives=True),
        Does(ValueError("unwritable"), is_asked=False),
        Does(Blocked()),
        Does(Failed("chat not found")),
        Does(BadContent("text is empty")),
        Does(Later()),
        Does(Later()),
        Does(Later(0.001, counted=False)),
        Does(Later(0.0, counted=False)),
        Does(Later(0.0, counted=False), is_asked=False),
        *(Does(Moved(group)) for group in GROUPS),
    ]
)
CHANGING = st.sampled_from(
    [Does(Unknown(), arrives=True), Does(Unknown()), Does(Later()), Does(Failed("message can't be edited"))]
)
EVENTS = st.integers(1, 60)


class OutboxMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._home = Path(tempfile.mkdtemp(prefix="dragoman-"))
        (self._home / FILE_NAME).write_bytes(empty_database())
        self.announcements: list[Announcement] = []
        self.audiences: dict[int, int] = {}
        self.people: list[int] = []
        self.allowed: Counter[int] = Counter()
        self.room: Room = self._do(self._open())

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    async def _open(self) -> Room:
        return await room_in(
            await open_database(default_url(self._home)),
            clock=SteppingClock(step=timedelta(seconds=5)),
            courier=MortalCourier(),
        )

    @property
    def courier(self) -> MortalCourier:
        assert isinstance(self.room.courier, MortalCourier)
        return self.room.courier

    # What chairs and delegates do

    @initialize(count=st.integers(1, 12), groups=st.integers(0, len(GROUPS)))
    def people_come(self, count: int, groups: int) -> None:
        async def come() -> None:
            self.people = await self.room.people(range(1, count + 1))
            async with self.room.database.session() as session:
                for group in GROUPS[:groups]:
                    await session.groups.link(group, self.room.committee_id, CHAIR, NOW)

        self._do(come())

    @precondition(lambda self: len(self.announcements) < MOST_ANNOUNCEMENTS)
    @rule(data=st.data())
    def announce(self, data: st.DataObject) -> None:
        for chat in (*self.people, *GROUPS):
            self.courier.will(chat, *data.draw(st.lists(SENDING, max_size=4)))
            for kind in ("correct", "retract"):
                self.courier.will(chat, *data.draw(st.lists(CHANGING, max_size=2)), kind=kind)
        announcement = self._do(self.room.announces(receipts=True))
        self.announcements.append(announcement)
        self.audiences[announcement.id] = self._do(self.room.counts(announcement)).total
        assert self.audiences[announcement.id] >= len(self.people)

    @precondition(lambda self: self.announcements)
    @rule(data=st.data(), what=st.sampled_from(["correct", "retract", "nudge", "resend"]))
    def decide(self, data: st.DataObject, what: str) -> None:
        self._do(self._decide(data.draw(st.sampled_from(self.announcements)), what))

    async def _decide(self, announcement: Announcement, what: str) -> None:
        now, standing = self.room.clock(), await self.room.announcement(announcement.id)
        if what == "correct" and standing.state in ("sending", "sent"):
            await self.room.corrects(announcement, f"Back at {len(self.courier.carried)}")
        async with self.room.database.session() as session:
            if what == "retract":
                await retract(session, standing, CHAIR, now)
            if what == "nudge":
                await nudge(session, standing, CHAIR, now)
            if what == "resend":
                for each in await session.deliveries.rounds_of(announcement.id):
                    missed = await session.deliveries.unreached(each.id, 1000)
                    if await resend(session, each.id, CHAIR, now):
                        self.allowed.update(row.id for row in missed if row.state == "unknown")

    @precondition(lambda self: len(self.people) > 1)
    @rule(data=st.data())
    def somebody_is_forgotten(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.people))
        self.people.remove(number)

        async def forget() -> None:
            async with self.room.database.session() as session:
                await session.people.forget(number)

        self._do(forget())

    # What becomes of the process

    @rule(events=EVENTS)
    def it_is_killed(self, events: int) -> None:
        self._do(self._live(events, is_sudden=True))

    @rule(events=EVENTS)
    def it_is_stopped(self, events: int) -> None:
        self._do(self._live(events, is_sudden=False))

    @rule()
    def it_runs_until_nothing_is_left(self) -> None:
        self._do(self._live(None, is_sudden=False))

    async def _live(self, events: int | None, *, is_sudden: bool) -> None:
        """Run the outbox for a number of events, or until nothing is left, then close the database and open it anew."""
        ends, stop = Ends(), asyncio.Event()
        ends.left, ends.is_sudden = events, is_sudden
        self.courier.ends = ends
        outbox = Outbox(MortalDatabase(self.room.database, ends), self.courier, self.room.clock, tempo=TEMPO)  # type: ignore[arg-type]
        run = asyncio.create_task(self._run(outbox, stop))
        idle = asyncio.create_task(self._nothing_is_left())
        come = asyncio.create_task(ends.come.wait())
        await asyncio.wait({idle, come}, return_when=asyncio.FIRST_COMPLETED, timeout=30)
        assert idle.done() or come.done(), "it hangs"
        if is_sudden:
            run.cancel()
        stop.set()
        await asyncio.wait({run}, timeout=30)
        assert run.done(), "it does not end"
        for task in (idle, come):
            task.cancel()
        await asyncio.gather(run, idle, come, return_exceptions=True)
        await self.room.database.close()
        self.room.database = await open_database(default_url(self._home))

    async def _run(self, outbox: Outbox, stop: asyncio.Event) -> None:
        await outbox.recover()
        await outbox.run(stop)

    async def _nothing_is_left(self) -> None:
        while True:
            async with self.room.database.session() as session:
                if not await session.deliveries.rounds_to_do():
                    return
            await asyncio.sleep(0.005)

    # What must be so

    @invariant()
    def nothing_arrives_twice(self) -> None:
        once = Counter(task.delivery_id for task in self.courier.landed if task.kind in ("send", "nudge"))
        assert {number: times for number, times in once.items() if times > 1 + self.allowed[number]} == {}
        if not self.allowed:
            chats = Counter((task.announcement.id, task.chat_id) for task in self.courier.landed if task.kind == "send")
            assert max(chats.values(), default=0) <= 1

    def teardown(self) -> None:
        try:
            self.it_runs_until_nothing_is_left()
            self.nothing_arrives_twice()
            self._do(self._is_settled())
        finally:
            self._do(self.room.database.close())
            self._runner.close()
            shutil.rmtree(self._home)

    async def _is_settled(self) -> None:
        """Check that every row is final, that the figures are the audience's, and that the rows say what happened."""
        landed = Counter(task.delivery_id for task in self.courier.landed)
        for announcement in self.announcements:
            standing = await self.room.announcement(announcement.id)
            assert standing.state in ("sent", "retracted")
            async with self.room.database.session() as session:
                rounds = await session.deliveries.rounds_of(announcement.id)
                counts = [await session.deliveries.counts(each.id) for each in rounds]
                tried = {task.delivery_id for task in self.courier.carried if task.announcement.id == announcement.id}
                rows = [row for number in tried if (row := await session.deliveries.delivery(number)) is not None]
            assert [each.state for each in rounds] == ["finished"] * len(rounds)
            assert all(each.is_final for each in counts)
            assert counts[0].total == self.audiences[announcement.id]
            assert len(rows) == len(tried)
            for row in rows:
                if row.state == "sent":
                    assert landed[row.id] >= 1
                elif row.state in ("blocked", "failed") and row.kind in ("send", "nudge") and not self.allowed[row.id]:
                    assert landed[row.id] == 0
                if row.kind == "correct" and row.state == "sent" and rounds[-1].id == row.round_id:
                    assert row.version == standing.version


TestOutbox = OutboxMachine.TestCase
TestOutbox.settings = settings(
    max_examples=60,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
