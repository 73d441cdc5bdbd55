"""The outbox over real databases: everyone once, whatever Telegram, the database and the process do."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.announcements import outbox as outbox_module
from bot.announcements.decisions import nudge, resend, retract
from bot.announcements.ledger import LATE
from bot.announcements.outbox import IN_FLIGHT, PAGE
from bot.announcements.outcomes import (
    BadContent,
    Blocked,
    Failed,
    Halted,
    Later,
    Moved,
    Outcome,
    Sent,
    Unknown,
)
from bot.announcements.types import Counts, Wording
from bot.database.deliveries import Delivery
from bot.database.engine import Database
from bot.database.errors import DatabaseUnavailableError, RowRejectedError
from tests.databases import NOW
from tests.outboxes import CHAIR, WORDINGS, Does, Room, room_in

GROUP, SUPERGROUP = -50, -1001


@pytest.fixture
async def room(database: Database) -> Room:
    return await room_in(database)


async def test_everyone_gets_it_once_in_their_language_and_a_group_once(room: Room) -> None:
    await room.people(range(1, 41), "es-MX")
    await room.people(range(41, 81), "en")
    async with room.database.session() as session:
        await session.groups.link(GROUP, room.committee_id, CHAIR, NOW)
    announcement = await room.announces()
    async with room.running():
        await room.is_done(announcement)

    chats = {task.chat_id: task for task in room.courier.carried}
    assert room.courier.most_in_a_chat == 1
    assert set(chats) == {*range(1, 81), GROUP}
    assert {chats[1].language, chats[80].language, chats[GROUP].language} == {"es", "en", None}
    assert chats[1].announcement.wordings == WORDINGS
    assert chats[1].committee_title
    assert await room.counts(announcement) == Counts(sent=81)
    done = await room.announcement(announcement.id)
    assert done.state == "sent"
    assert done.sent_at is not None
    assert room.courier.busiest == IN_FLIGHT
    [round_] = await room.rounds(announcement)
    assert room.reports.rounds == [round_.id] * 82
    assert room.sources.committees == [room.committee_id] * 2  # as it begins, and as it is done


async def test_an_empty_room_is_done_at_once(room: Room) -> None:
    announcement = await room.announces()
    async with room.running():
        await room.is_done(announcement)
    assert (await room.announcement(announcement.id)).state == "sent"
    assert await room.counts(announcement) == Counts()


async def test_each_outcome_is_written_down_and_the_figures_add_up(room: Room) -> None:
    await room.people(range(1, 12))
    will = room.courier.will
    will(1, Blocked())
    will(2, Failed("chat not found"))
    will(3, Does(Unknown(), arrives=True))
    will(4, Unknown())
    will(5, Later(), Later(), Later(), Later())
    will(6, *[Later()] * 5)
    will(7, *[Later(0.01, counted=False)] * 7)
    will(8, Does(ValueError("a reply that cannot be read"), arrives=True))
    will(9, Does(ValueError("a message that cannot be written"), is_asked=False))
    will(10, Does(Failed("it cannot even be asked"), is_asked=False))
    announcement = await room.announces()
    async with room.running():
        await room.is_done(announcement)

    assert await room.counts(announcement) == Counts(sent=3, blocked=1, failed=4, unknown=3)
    assert await room.missed(announcement) == {
        1: ("blocked", None),
        2: ("failed", "chat not found"),
        6: ("failed", "unreachable"),
        9: ("failed", "error"),
        10: ("failed", "it cannot even be asked"),
        3: ("unknown", None),
        4: ("unknown", None),
        8: ("unknown", None),
    }
    assert room.courier.most_in_a_chat == 1
    async with room.database.session() as session:
        person = await session.people.find(1)
    assert person is not None
    assert person.unreachable


async def test_a_fault_of_the_content_stops_the_round_and_no_other(room: Room) -> None:
    await room.people(range(1, 101))
    for chat in range(1, 101):
        room.courier.will(chat, BadContent("can't parse entities"))
    bad, good = await room.announces(), await room.announces()
    async with room.running():
        await room.is_done(bad)
        await room.is_done(good)

    [round_] = await room.rounds(bad)
    assert round_.stopped == "content"
    assert await room.counts(bad) == Counts(failed=100)
    reasons = {reason for _, reason in (await room.missed(bad)).values()}
    assert reasons == {"content", "can't parse entities"}
    refused = [task for task in room.courier.begun if task.announcement.id == bad.id]
    assert len(refused) <= IN_FLIGHT


@pytest.mark.parametrize("is_there_already", [False, True])
async def test_a_group_that_became_a_supergroup_is_followed_and_gets_it_once(
    room: Room, is_there_already: bool
) -> None:
    async with room.database.session() as session:
        await session.groups.link(GROUP, room.committee_id, CHAIR, NOW)
        if is_there_already:
            await session.groups.link(SUPERGROUP, room.committee_id, CHAIR, NOW)
    room.courier.will(GROUP, Moved(SUPERGROUP))
    announcement = await room.announces()
    async with room.running():
        await room.is_done(announcement)

    assert room.courier.arrived == [("send", SUPERGROUP)]
    assert await room.counts(announcement) == Counts(sent=1, failed=int(is_there_already))
    async with room.database.session() as session:
        assert await session.groups.committee_of(GROUP) is None
        assert await session.groups.committee_of(SUPERGROUP) is not None


@pytest.mark.parametrize("outcome", [Later(0.3, counted=False), Halted()])
async def test_a_refusal_for_the_rate_makes_all_wait_and_counts_as_nothing(
    room: Room, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.announcements.outcomes.HALTED_S", 0.3)
    await room.people(range(1, 41))
    room.courier.will(1, outcome)
    announcement = await room.announces()
    async with room.running():
        await room.is_done(announcement)

    gaps = [later - earlier for earlier, later in pairwise(room.courier.times)]
    assert max(gaps) > 0.2
    assert gaps.index(max(gaps)) < 2 * IN_FLIGHT
    assert await room.counts(announcement) == Counts(sent=40)


async def test_what_a_dead_process_left_is_unknown_and_not_sent_again(room: Room) -> None:
    await room.people(range(1, 31))
    announcement = await room.announces()
    room.courier.gate.clear()
    run = asyncio.create_task(room.outbox().run(asyncio.Event()))
    await room.courier.until(lambda: len(room.courier.begun) == IN_FLIGHT)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    assert room.courier.arrived == []

    room.courier.gate.set()
    async with room.running():
        await room.is_done(announcement)
    assert await room.counts(announcement) == Counts(sent=30 - IN_FLIGHT, unknown=IN_FLIGHT)
    assert {state for state, _ in (await room.missed(announcement)).values()} == {"unknown"}
    assert len(room.courier.begun) == 30

    async with room.database.session() as session:
        [round_] = await session.deliveries.rounds_of(announcement.id)
        assert await resend(session, round_.id, CHAIR, room.clock()) == IN_FLIGHT
    async with room.running():
        await room.is_done(announcement)
    assert await room.counts(announcement) == Counts(sent=30)


async def test_a_correction_that_a_dead_process_left_is_made_again(room: Room) -> None:
    await room.people(range(1, 21))
    announcement = await room.announces()
    async with room.running():
        await room.is_done(announcement)
    await room.corrects(announcement, "Back at 4")
    room.courier.gate.clear()
    run = asyncio.create_task(room.outbox().run(asyncio.Event()))
    await room.courier.until(lambda: len(room.courier.begun) == 20 + IN_FLIGHT)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)

    room.courier.gate.set()
    async with room.running():
        await room.is_done(announcement, 2)
    assert await room.counts(announcement, 1) == Counts(sent=20)
    assert len(room.courier.begun) == 40 + IN_FLIGHT


async def test_what_may_be_repeated_is_tried_again_in_doubt(room: Room) -> None:
    await room.people(range(1, 4))
    announcement = await room.announces()
    room.courier.will(1, Unknown(), Does(ValueError("unreadable"), arrives=True), kind="correct")
    async with room.running():
        await room.is_done(announcement)
        await room.corrects(announcement, "Back at 4")
        await room.is_done(announcement, 2)
    assert await room.counts(announcement, 1) == Counts(sent=3)


async def test_rounds_of_one_announcement_follow_each_other_and_nobody_keeps_old_words(room: Room) -> None:
    await room.people(range(1, 101))
    announcement = await room.announces()
    room.courier.gate.clear()
    async with room.running() as running:
        await room.courier.until(lambda: len(room.courier.begun) == IN_FLIGHT)
        await room.corrects(announcement, "Back at 4")
        running.wake()
        room.courier.gate.set()
        await room.is_done(announcement, 2)

    order = [kind for kind, _ in room.courier.arrived]
    assert order == sorted(order, reverse=True)
    said = {task.chat_id: task.announcement.wordings["en"].text for task in room.courier.carried}
    assert set(said.values()) == {"Back at 4"}
    assert order.count("correct") >= IN_FLIGHT
    assert (await room.counts(announcement, 1)).total == order.count("correct")
    corrected = [task for task in room.courier.carried if task.kind == "correct"]
    assert all(task.message_id is not None for task in corrected)


async def test_a_retraction_stops_what_waits_and_deletes_what_arrived(room: Room) -> None:
    await room.people(range(1, 101))
    announcement = await room.announces()
    room.courier.gate.clear()
    async with room.running() as running:
        await room.courier.until(lambda: len(room.courier.begun) == IN_FLIGHT)
        async with room.database.session() as session:
            assert await retract(session, announcement, CHAIR, room.clock())
        running.wake()
        room.courier.gate.set()
        await room.is_done(announcement, 2)

    assert await room.counts(announcement) == Counts(sent=IN_FLIGHT, failed=100 - IN_FLIGHT)
    assert await room.counts(announcement, 1) == Counts(sent=IN_FLIGHT)
    assert (await room.announcement(announcement.id)).state == "retracted"
    assert [kind for kind, _ in room.courier.arrived] == ["send"] * IN_FLIGHT + ["retract"] * IN_FLIGHT
    assert len(room.sources.committees) >= 2


async def test_what_is_only_put_off_changes_no_sources(room: Room) -> None:
    await room.people([1])
    await room.announces()
    room.courier.will(1, Later(1_000_000.0))
    async with room.running():
        await room.courier.until(lambda: room.courier.begun)
        put_off_at = room.clock.now
        async with asyncio.timeout(20):
            while room.clock.now < put_off_at + timedelta(minutes=1):  # it is read at every look
                await asyncio.sleep(0.005)

    assert room.sources.committees == [room.committee_id]  # as it begins


async def test_a_nudge_goes_to_those_who_have_not_confirmed(room: Room) -> None:
    await room.people(range(1, 6))
    announcement = await room.announces(receipts=True)
    async with room.running() as running:
        await room.is_done(announcement)
        async with room.database.session() as session:
            await session.announcements.receive(announcement.id, 2, NOW)
            assert await nudge(session, announcement, CHAIR, room.clock())
        running.wake()
        await room.is_done(announcement, 2)
    nudged = [task for task in room.courier.carried if task.kind == "nudge"]
    assert [task.chat_id for task in nudged] == [1, 3, 4, 5]
    assert all(task.message_id is not None for task in nudged)


async def test_announcements_take_turns(room: Room) -> None:
    await room.people(range(1, 201))
    room.courier.pause_s = 0.001
    first, second = await room.announces(), await room.announces()
    async with room.running():
        await room.is_done(first)
        await room.is_done(second)
    firsts = [place for place, task in enumerate(room.courier.carried) if task.announcement.id == first.id]
    assert sum(place < 200 for place in firsts) == pytest.approx(100, abs=2 * PAGE)


async def test_a_scheduled_announcement_goes_out_at_its_time_to_who_is_there_then(room: Room) -> None:
    await room.people(range(1, 4))
    announcement = await room.announces(send_at=NOW + timedelta(hours=1))
    assert announcement.state == "scheduled"
    async with room.running():
        await asyncio.sleep(0.1)
        assert room.courier.carried == []
        await room.people(range(4, 6))
        room.clock.now = NOW + timedelta(hours=1)
        await room.is_done(announcement)
    assert await room.counts(announcement) == Counts(sent=5)
    assert room.reports.late_ones == []


async def test_one_that_is_late_is_asked_about_once_and_not_sent(room: Room) -> None:
    await room.people(range(1, 4))
    announcement = await room.announces(send_at=NOW + timedelta(hours=1))
    room.clock.now = NOW + timedelta(hours=1) + LATE
    async with room.running():
        while not room.reports.late_ones:
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.1)
    assert room.reports.late_ones == [announcement.id]
    assert (await room.announcement(announcement.id)).state == "late"
    assert room.courier.carried == []


async def test_what_another_process_wrote_is_found_without_being_told(room: Room) -> None:
    await room.people(range(1, 4))
    async with room.running():
        await asyncio.sleep(0.05)
        announcement = await room.announces()
        await room.is_done(announcement)
    assert await room.counts(announcement) == Counts(sent=3)


async def test_a_stop_lets_calls_in_flight_end_and_leaves_the_rest_for_the_next_run(room: Room) -> None:
    await room.people(range(1, 51))
    announcement = await room.announces()
    room.courier.gate.clear()
    async with room.running():
        await room.courier.until(lambda: len(room.courier.begun) == IN_FLIGHT)
    assert await room.counts(announcement) == Counts(sent=IN_FLIGHT, pending=50 - IN_FLIGHT)
    async with room.running():
        await room.is_done(announcement)
    assert await room.counts(announcement) == Counts(sent=50)
    assert room.courier.most_in_a_chat == 1


async def test_a_stop_does_not_wait_for_the_turn_of_calls(room: Room) -> None:
    await room.people(range(1, 51))
    announcement = await room.announces()
    room.courier.door.clear()
    async with room.running():
        await room.courier.until(lambda: len(room.courier.carried) == IN_FLIGHT)
    assert await room.counts(announcement) == Counts(pending=50)


async def test_who_is_forgotten_meanwhile_gets_nothing(room: Room) -> None:
    await room.people(range(1, 51))
    announcement = await room.announces()
    room.courier.door.clear()
    async with room.running():
        await room.courier.until(lambda: len(room.courier.carried) == IN_FLIGHT)
        async with room.database.session() as session:
            await session.people.forget(1)
            await session.people.forget(50)
        room.courier.door.set()
        await room.is_done(announcement)
    assert await room.counts(announcement) == Counts(sent=48, failed=2)
    assert not {("send", 1), ("send", 50)} & set(room.courier.arrived)


class Hiccups:
    """Makes transactions of a database fail: those whose number, from 0, is in ``fail``, before or after their work."""

    def __init__(self, database: Database, error: Exception) -> None:
        self.database = database
        self.error = error
        self.fail: set[int] = set()
        self.is_after = False
        self.count = 0

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Any]:
        number, self.count = self.count, self.count + 1
        if number in self.fail and not self.is_after:
            raise self.error
        async with self.database.session() as session:
            yield session
        if number in self.fail:
            raise self.error


@pytest.mark.parametrize("is_after", [False, True], ids=["nothing is written", "it was written"])
@pytest.mark.parametrize("begins", range(0, 12, 3))
async def test_a_database_that_fails_for_a_while_loses_nobody_and_doubles_nobody(
    room: Room, is_after: bool, begins: int
) -> None:
    await room.people(range(1, 61))
    for chat in range(1, 61, 7):
        room.courier.will(chat, Later())
    announcement = await room.announces()
    hiccups = Hiccups(room.database, DatabaseUnavailableError("here", "it is away"))
    hiccups.is_after = is_after
    hiccups.fail = {*range(begins, 200, 12), *range(40, 60)}
    flaky = Room(hiccups, room.committee_id, courier=room.courier)  # type: ignore[arg-type]
    outbox, stop = flaky.outbox(), asyncio.Event()
    run = asyncio.create_task(outbox.run(stop))
    await room.is_done(announcement)
    stop.set()
    await run

    assert await room.counts(announcement) == Counts(sent=60)
    assert room.courier.most_in_a_chat == 1


async def test_a_row_that_the_database_does_not_take_holds_up_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.people(range(1, 21))
    room.courier.will(3, Does(Sent(13), arrives=True))
    room.courier.will(5, Later())
    announcement = await room.announces()
    kind = type((await _session_of(room)).deliveries)
    finish, put_back = kind.finish, kind.put_back

    async def rejects(self: Any, number: int, state: str, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("message_id") == 13:
            raise RowRejectedError("here", "no such number")
        return await finish(self, number, state, *args, **kwargs)

    async def breaks(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(kind, "finish", rejects)
    monkeypatch.setattr(kind, "put_back", breaks)
    async with room.running():
        await room.is_done(announcement)
    monkeypatch.setattr(kind, "put_back", put_back)
    assert await room.missed(announcement) == {3: ("unknown", "error"), 5: ("failed", "error")}
    assert await room.counts(announcement) == Counts(sent=18, failed=1, unknown=1)


async def _session_of(room: Room) -> Any:
    async with room.database.session() as session:
        return session


async def test_a_report_that_fails_holds_up_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(room.reports), "changed", breaks)
    await room.people(range(1, 21))
    announcement = await room.announces()
    async with room.running():
        await room.is_done(announcement)
    assert await room.counts(announcement) == Counts(sent=20)


async def test_memory_does_not_grow_with_the_audience(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    await room.people(range(1, 401))
    most, looks = 0, iter((100, 250, 390))  # all objects of the process are looked through: that takes its time
    next_look = next(looks)

    def look(*_: object) -> None:
        nonlocal most, next_look
        if len(room.courier.carried) >= next_look:
            next_look = next(looks, 1000)
            gc.collect()
            most = max(most, sum(type(each) is Delivery for each in gc.get_objects()))
        room.courier.begun.clear()

    monkeypatch.setattr(type(room.reports), "changed", look)
    announcement = await room.announces()
    async with room.running():
        await room.is_done(announcement)
    assert await room.counts(announcement) == Counts(sent=400)
    assert 0 < most <= 3 * PAGE


async def test_no_words_of_an_announcement_reach_the_log(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    await room.people(range(1, 4))
    room.courier.will(1, Does(ValueError("my secret words"), arrives=True))
    announcement = await room.announces(wordings={"en": Wording("en", "my secret words", "my secret words")})
    with caplog.at_level("INFO"):
        async with room.running():
            await room.is_done(announcement)
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


def test_the_bounds_are_those_that_are_promised() -> None:
    assert (16, 32, timedelta(minutes=10)) == (outbox_module.IN_FLIGHT, outbox_module.PAGE, LATE)
