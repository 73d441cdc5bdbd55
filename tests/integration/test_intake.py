"""Updates on their way in, over real databases: written first, handed out once, marked when done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from telegram import Bot, Update

from bot.database.engine import Database, Session
from bot.database.errors import DatabaseUnavailableError
from bot.telegram.intake import HANDED_OUT_AGAIN, KEPT, Intake, MarkingProcessor
from tests.databases import MINUTE, NOW

WORDS = "a delegate's words"
BOT = Bot("1:x")


def message(number: int, text: str = WORDS) -> dict[str, Any]:
    chat = {"id": 7, "type": "private", "first_name": "Ana"}
    sender = {"id": 7, "is_bot": False, "first_name": "Ana"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": sender, "text": text},
    }


def poison(number: int) -> dict[str, Any]:
    """A press without who pressed: the library cannot make an update of it."""
    return {"update_id": number, "callback_query": {"id": "1", "data": WORDS}}


class Way:
    """An intake, the queue behind it and a clock that the test sets."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.queue: asyncio.Queue[object] = asyncio.Queue()
        self.intake = self.after_restart()

    def after_restart(self) -> Intake:
        return Intake(BOT, self.queue, self.database, self.clock)

    def clock(self) -> datetime:
        return self.now

    def handed_out(self) -> list[int]:
        updates = [self.queue.get_nowait() for _ in range(self.queue.qsize())]
        return [cast("Update", update).update_id for update in updates]

    async def unhandled(self) -> list[int]:
        async with self.database.session() as session:
            return [each.update_id for each in await session.updates.unhandled(self.now - timedelta(days=9))]


@pytest.fixture
def way(database: Database) -> Way:
    return Way(database)


async def test_what_is_taken_is_written_down_and_handed_out_in_order(way: Way) -> None:
    assert await way.intake.take([message(11), message(12)]) == 12
    assert await way.unhandled() == [11, 12]
    update = cast("Update", way.queue.get_nowait())
    assert update.message is not None
    assert (update.update_id, update.message.text) == (11, WORDS)
    assert way.handed_out() == [12]


async def test_an_update_seen_twice_is_handed_out_once_also_after_a_restart(way: Way) -> None:
    await way.intake.take([message(11)])
    assert await way.intake.take([message(11), message(12)]) == 12
    assert await way.after_restart().take([message(11)]) == 11
    assert way.handed_out() == [11, 12]


async def test_two_deliveries_of_one_update_at_the_same_time_are_one(way: Way) -> None:
    await asyncio.gather(*(way.intake.take([message(11)]) for _ in range(5)))
    assert way.handed_out() == [11]


async def test_a_poison_update_is_logged_with_a_reference_and_does_not_stop_the_rest(
    way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    assert await way.intake.take([message(11), poison(12), message(13)]) == 13
    assert way.handed_out() == [11, 13]
    assert await way.unhandled() == [11, 13]
    (record,) = caplog.records
    assert "reading update 12 failed, reference " in record.getMessage()
    assert WORDS not in caplog.text


@pytest.mark.parametrize(
    "junk", [[], None, "x", {}, {"update_id": "12"}, {"update_id": True}, {"update_id": 2**63}, {"update_id": -1}]
)
async def test_what_has_no_number_is_left(way: Way, junk: object, caplog: pytest.LogCaptureFixture) -> None:
    assert await way.intake.take([junk]) is None
    assert await way.intake.take([junk, message(11)]) == 11
    assert way.handed_out() == [11]
    assert "have no number" in caplog.text


async def test_an_update_of_a_kind_nobody_knows_is_handed_out(way: Way) -> None:
    await way.intake.take([{"update_id": 11, "telepathy": {"from": "Ana"}}])
    assert way.handed_out() == [11]


@pytest.mark.parametrize("text", ["\x00", "\u202e", "🏳️‍🌈" * 900], ids=["NUL", "bidi", "emoji"])
async def test_odd_words_are_kept_as_they_are(way: Way, text: str) -> None:
    await way.intake.take([message(11, text)])
    way.handed_out()
    await way.after_restart().resume()
    update = cast("Update", way.queue.get_nowait())
    assert update.message is not None
    assert update.message.text == text


async def test_after_a_restart_young_updates_are_handed_out_again_and_old_ones_given_up(
    way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    await way.intake.take([message(13), message(11)])
    way.now += 2 * MINUTE
    await way.intake.take([message(14)])
    way.handed_out()
    way.now = NOW + HANDED_OUT_AGAIN + MINUTE
    assert await way.after_restart().resume() == 1
    assert way.handed_out() == [14]
    assert await way.unhandled() == [14]
    assert "1 are handled now, 2 are too old" in caplog.text


async def test_a_restart_with_nothing_left_says_nothing(way: Way, caplog: pytest.LogCaptureFixture) -> None:
    assert await way.intake.resume() == 0
    assert caplog.text == ""


async def test_a_poison_update_left_by_a_crash_is_done_with_at_the_restart(way: Way) -> None:
    async with way.database.session() as session:
        await session.updates.store(12, poison(12), NOW)
    await way.intake.resume()
    assert await way.unhandled() == []
    assert way.handed_out() == []


async def test_numbers_are_kept_for_as_long_as_telegram_may_repeat_them(way: Way) -> None:
    await way.intake.take([message(11)])
    way.now += KEPT - MINUTE
    await way.intake.resume()
    await way.intake.take([message(11)])
    assert way.handed_out() == [11]
    way.now += 2 * MINUTE
    await way.intake.resume()
    await way.intake.take([message(11)])
    assert way.handed_out() == [11]


class Failing(Database):
    """Stands in front of a database, fails where it is told to."""

    def __init__(self, database: Database) -> None:
        self.place = database.place
        self._database = database
        self.is_down = False
        self.fails_after_commit = False
        self.refused_words = ""

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        error = DatabaseUnavailableError(self.place, "it is away")
        if self.is_down:
            raise error
        async with self._database.session() as session:
            store = session.updates.store

            async def choosy(update_id: int, payload: Any, now: datetime) -> bool:
                if self.refused_words and self.refused_words in repr(payload):
                    raise error
                return await store(update_id, payload, now)

            session.updates.store = choosy  # type: ignore[method-assign]
            yield replace(session)
        if self.fails_after_commit:
            raise error


@pytest.fixture
def failing(way: Way) -> Failing:
    failing = Failing(way.database)
    way.database = failing
    way.intake = way.after_restart()
    return failing


async def test_what_cannot_be_written_is_not_handed_out_and_comes_again(way: Way, failing: Failing) -> None:
    failing.is_down = True
    with pytest.raises(DatabaseUnavailableError):
        await way.intake.take([message(11), message(12)])
    assert way.handed_out() == []
    failing.is_down = False
    await way.intake.take([message(11), message(12)])
    assert way.handed_out() == [11, 12]


async def test_what_was_written_though_the_database_said_no_is_not_lost(way: Way, failing: Failing) -> None:
    failing.fails_after_commit = True
    with pytest.raises(DatabaseUnavailableError):
        await way.intake.take([message(11)])
    failing.fails_after_commit = False
    await way.intake.take([message(11)])
    await way.intake.take([message(11)])
    assert way.handed_out() == [11]


async def test_content_that_the_database_refuses_does_not_keep_the_rest_out(
    way: Way, failing: Failing, caplog: pytest.LogCaptureFixture
) -> None:
    failing.refused_words = "unwritable"
    assert await way.intake.take([message(11), message(12, "unwritable"), message(13)]) == 13
    assert way.handed_out() == [11, 13]
    assert await way.unhandled() == [11, 13]
    assert "writing down update 12 failed, reference " in caplog.text
    assert "unwritable" not in caplog.text


# Marking


def update(number: int) -> Update:
    parsed = Update.de_json(message(number), BOT)
    assert parsed is not None
    return parsed


async def nothing() -> None: ...


async def crash() -> None:
    raise ValueError(WORDS)


@pytest.fixture
async def processor(way: Way) -> MarkingProcessor:
    await way.intake.take([message(11), message(12)])
    return MarkingProcessor(way.database, way.clock)


@pytest.mark.parametrize("handler", [nothing, crash])
async def test_an_update_is_marked_when_its_handler_is_done_or_crashed(
    way: Way, processor: MarkingProcessor, handler: Any, caplog: pytest.LogCaptureFixture
) -> None:
    await processor.process_update(update(11), handler())
    assert await way.unhandled() == [12]
    assert WORDS not in caplog.text


async def test_an_update_whose_handling_is_cancelled_is_left_for_the_next_run(
    way: Way, processor: MarkingProcessor
) -> None:
    begun = asyncio.Event()

    async def endless() -> None:
        begun.set()
        await asyncio.Event().wait()

    tasks = [
        asyncio.create_task(processor.process_update(update(11), endless())),
        asyncio.create_task(processor.process_update(update(12), nothing())),
    ]
    await begun.wait()
    assert processor.in_hand == 2
    processor.cancel_all()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert await way.unhandled() == [11, 12]
    assert processor.in_hand == 0


async def test_nothing_is_begun_when_all_was_cancelled(way: Way, processor: MarkingProcessor) -> None:
    processor.cancel_all()
    await processor.process_update(update(11), crash())
    assert await way.unhandled() == [11, 12]


async def test_where_an_update_cannot_be_marked_that_is_logged_and_life_goes_on(
    way: Way, failing: Failing, caplog: pytest.LogCaptureFixture
) -> None:
    await way.intake.take([message(11)])
    processor = MarkingProcessor(failing, way.clock)
    failing.is_down = True
    with caplog.at_level(logging.WARNING):
        await processor.process_update(update(11), nothing())
    assert "cannot be marked" in caplog.text
