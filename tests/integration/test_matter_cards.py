"""Cards kept in line in the background: which are edited, how often, and that no fault of one matters to another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden

from answering.same_question import LIKE
from bot.database.engine import Database, default_url, open_database
from bot.telegram.dais import refreshing
from bot.telegram.dais.matter_views import MOST_LIKE, find_like, read_view
from bot.telegram.dais.refreshing import MatterCards
from tests.messengers import CHAIR, SECOND, Hall, hall_in

ANA, BEN = 101, 102


class Phones:
    """A bot that writes down what it edits; it may be told to refuse, and to wait."""

    def __init__(self) -> None:
        self.edits: list[tuple[int, int, str]] = []
        self.refusals: dict[int, Exception] = {}
        self.open = asyncio.Event()
        self.open.set()
        self.edited = asyncio.Event()

    async def edit_message_text(self, text: str, chat_id: int, message_id: int, **_: Any) -> None:
        await self.open.wait()
        if chat_id in self.refusals:
            raise self.refusals[chat_id]
        self.edits.append((chat_id, message_id, text))
        self.edited.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.edits) < count:
                self.edited.clear()
                await self.edited.wait()


class Alike:
    """Says of every question how surely it is the same, or fails."""

    def __init__(self, sure: float | Exception) -> None:
        self.sure = sure

    def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
        if isinstance(self.sure, Exception):
            raise self.sure
        return [self.sure] * len(others)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "FIRST_S", 0.02)
    monkeypatch.setattr(refreshing, "EACH_S", 0.02)


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    database = await open_database(default_url(tmp_path))
    yield await hall_in(database)
    await database.close()


def cards_of(hall: Hall, phones: Phones, likeness: Any = None) -> MatterCards:
    return MatterCards(phones, hall.database, hall.clock, likeness)  # type: ignore[arg-type]


async def noted(database: Database, matter_id: int, *places: tuple[int, int]) -> None:
    async with database.session() as session:
        for chat_id, message_id in places:
            await session.notices.note_card(chat_id, message_id, matter_id=matter_id)


async def test_several_changes_at_once_are_one_edit_of_each_chairs_newest_card(hall: Hall) -> None:
    request, phones = await hall.asks(ANA), Phones()
    await noted(hall.database, request.matter_id, (CHAIR, 5), (CHAIR, 9), (SECOND, 7))
    cards = cards_of(hall, phones)
    for _ in range(5):
        cards.changed(request.matter_id)
    await phones.until(2)
    await cards.close()

    assert [(chat_id, message_id) for chat_id, message_id, _ in phones.edits] == [(CHAIR, 9), (SECOND, 7)]
    assert "Are phones allowed?" in phones.edits[0][2]


async def test_a_change_while_cards_are_edited_is_shown_as_well(hall: Hall) -> None:
    request, phones = await hall.asks(ANA), Phones()
    await noted(hall.database, request.matter_id, (CHAIR, 5))
    phones.open.clear()
    cards = cards_of(hall, phones)
    cards.changed(request.matter_id)
    async with asyncio.timeout(10):
        while not cards._writers or request.matter_id in cards._stale:
            await asyncio.sleep(0)
    async with hall.database.session() as session:
        await session.matters.settle(request.matter_id, CHAIR, hall.clock())
    cards.changed(request.matter_id)
    phones.open.set()
    await phones.until(2)
    await cards.close()

    assert "✅ The dais has dealt with it" in phones.edits[1][2]


@pytest.mark.parametrize("error", [BadRequest("message is not modified"), Forbidden("bot was blocked by the user")])
async def test_a_card_that_cannot_be_edited_does_not_hold_up_the_next(hall: Hall, error: Exception) -> None:
    request, phones = await hall.asks(ANA), Phones()
    phones.refusals[CHAIR] = error
    await noted(hall.database, request.matter_id, (CHAIR, 5), (SECOND, 7))
    cards = cards_of(hall, phones)
    cards.changed(request.matter_id)
    await phones.until(1)
    await cards.close()

    assert [chat_id for chat_id, _, _ in phones.edits] == [SECOND]


async def test_a_fault_is_logged_and_the_next_change_is_shown(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    request, phones = await hall.asks(ANA), Phones()
    phones.refusals[CHAIR] = RuntimeError("a fault of ours")
    await noted(hall.database, request.matter_id, (CHAIR, 5))
    cards = cards_of(hall, phones)
    with caplog.at_level(logging.ERROR):
        cards.changed(request.matter_id)
        async with asyncio.timeout(10):
            while cards._writers:
                await asyncio.sleep(0.005)
    assert [record.getMessage().split(",")[0] for record in caplog.records] == [
        f"refreshing the cards of matter {request.matter_id} failed"
    ]
    phones.refusals.clear()
    cards.changed(request.matter_id)
    await phones.until(1)
    await cards.close()


async def test_a_choice_in_the_place_of_a_card_stays_while_the_matter_is_open(hall: Hall) -> None:
    request, phones = await hall.asks(ANA), Phones()
    await noted(hall.database, request.matter_id, (CHAIR, 5), (SECOND, 7))
    cards = cards_of(hall, phones)
    cards.set_aside(CHAIR, 5)
    cards.changed(request.matter_id)
    await phones.until(1)
    async with hall.database.session() as session:
        await session.matters.settle(request.matter_id, SECOND, hall.clock())
    cards.changed(request.matter_id)
    await phones.until(3)
    await cards.close()

    assert [chat_id for chat_id, _, _ in phones.edits] == [SECOND, CHAIR, SECOND]


async def test_after_the_end_nothing_is_edited_and_what_hangs_is_left(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "CLOSE_S", 0.01)
    request, phones = await hall.asks(ANA), Phones()
    await noted(hall.database, request.matter_id, (CHAIR, 5))
    phones.open.clear()
    cards = cards_of(hall, phones)
    cards.changed(request.matter_id)
    await cards.close()
    cards.changed(request.matter_id)

    assert phones.edits == []
    assert cards._writers == {}


async def test_a_matter_that_is_gone_has_no_card(hall: Hall) -> None:
    assert await read_view(cards_of(hall, Phones()), 99, None) is None


# like ones


@pytest.mark.parametrize(
    ("likeness", "found"),
    [
        pytest.param(None, 0, id="nothing tells"),
        pytest.param(Alike(RuntimeError("a fault")), 0, id="a fault"),
        pytest.param(Alike(LIKE - 0.01), 0, id="not like"),
        pytest.param(Alike(LIKE), 1, id="like"),
    ],
)
async def test_a_like_matter_is_found_where_something_tells(hall: Hall, likeness: Any, found: int) -> None:
    request = await hall.asks(ANA)
    await hall.asks(BEN, "Are telephones allowed?")
    view = await read_view(cards_of(hall, Phones(), likeness), request.matter_id, None)

    assert view is not None
    assert view.has_like == bool(found)
    assert len(await find_like(cards_of(hall, Phones(), likeness), view.matter)) == found


async def test_open_matters_and_standing_answers_are_offered_and_no_more_than_a_few(hall: Hall) -> None:
    first = await hall.asks(ANA)
    answered, revoked = await hall.asks(BEN, "Telephones?"), await hall.asks(BEN, "Mobiles?")
    await hall.answers(answered)
    await hall.revokes(await hall.answers(revoked))
    cards = cards_of(hall, Phones(), Alike(1.0))
    async with hall.database.session() as session:
        matter = await session.matters.get(first.matter_id)
    assert matter is not None
    assert [each.matter.id for each in await find_like(cards, matter)] == [answered.matter_id]
    for number in range(MOST_LIKE):
        await hall.asks(BEN, f"Number {number}?")

    assert len(await find_like(cards, matter)) == MOST_LIKE
