"""The dais's courier over the library's real bot: what is called for a notice, and what Telegram's answers mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.announcements.outcomes import BadContent, Blocked, Failed, Later, Moved, Outcome, Sent, Unknown
from bot.dais.parcels import Parcel
from bot.database.engine import Database
from bot.database.errors import DatabaseUnavailableError
from bot.telegram.dais.notices import GONE, DaisCourier
from bot.telegram.dais.refreshing import MatterCards
from bot.telegram.limiter import PacedLimiter
from bot.telegram.pace import Limits
from tests.messengers import CHAIR, Hall, hall_in

ANA, BEN, GROUP, TOPIC, NEW = 101, 102, -1001, 4, 78
Answer = Callable[[httpx.Request], httpx.Response]


def sent(request: httpx.Request) -> httpx.Response:
    message = {"message_id": NEW, "date": 0, "chat": {"id": ANA, "type": "private"}}
    return httpx.Response(200, json={"ok": True, "result": message})


def refused(status: int, description: str, **parameters: int) -> Answer:
    told = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    return lambda request: httpx.Response(status, json=told)


def breaks(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("it broke")


class Telegram:
    """Telegram's side, and the courier that calls it about the notices of a hall."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.answer: Answer = sent
        self.calls: list[tuple[str, dict[str, Any]]] = []
        limiter = PacedLimiter(Limits(per_second=1000, chat_spacing_s=0))
        request = HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(self._handle)})
        bot = ExtBot("1:t", request=request, get_updates_request=request, rate_limiter=limiter)
        self.courier = DaisCourier(MatterCards(bot, hall.database, hall.clock))

    def _handle(self, request: httpx.Request) -> httpx.Response:
        fields = dict(httpx.QueryParams(request.content.decode()))
        self.calls.append((request.url.path.rsplit("/", 1)[1], fields))
        return self.answer(request)

    async def carry(self, *numbers: int, wanted: bool = True) -> Outcome:
        """Carry these notices as one parcel, by default the first that there is."""

        async def begun() -> bool:
            self.calls.append(("begun", {}))
            return wanted

        notices = await self.hall.notices()
        return await self.courier.carry(Parcel(tuple(notices[number - 1] for number in numbers or [1])), begun)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls]

    @property
    def fields(self) -> dict[str, Any]:
        return self.calls[-1][1]

    @property
    def buttons(self) -> list[str]:
        rows = json.loads(self.fields["reply_markup"])["inline_keyboard"]
        return [button["callback_data"] for row in rows for button in row]


@pytest.fixture
async def hall(database: Database) -> Hall:
    return await hall_in(database)


@pytest.fixture
def telegram(hall: Hall) -> Telegram:
    return Telegram(hall)


async def test_an_answer_is_sent_once_its_turn_was_taken_in_reply_to_the_question(
    hall: Hall, telegram: Telegram
) -> None:
    await hall.answers(await hall.asks(ANA, language="es"))

    assert await telegram.carry() == Sent(NEW)

    assert telegram.names == ["begun", "sendMessage"]
    assert telegram.fields["chat_id"] == str(ANA)
    assert "Hasta votar." in telegram.fields["text"]
    assert telegram.fields["parse_mode"] == "HTML"
    assert json.loads(telegram.fields["reply_parameters"]) == {"message_id": 70, "allow_sending_without_reply": True}
    assert json.loads(telegram.fields["link_preview_options"]) == {"is_disabled": True}
    assert "reply_markup" not in telegram.fields
    assert "message_thread_id" not in telegram.fields


async def test_in_a_group_it_goes_to_the_topic_of_the_question(hall: Hall, telegram: Telegram) -> None:
    await hall.answers(await hall.asks(ANA, chat_id=GROUP, thread_id=TOPIC))
    await telegram.carry()

    assert (telegram.fields["chat_id"], telegram.fields["message_thread_id"]) == (str(GROUP), str(TOPIC))
    assert json.loads(telegram.fields["reply_parameters"])["message_id"] == 70


async def test_a_receipt_has_the_buttons_of_its_request(hall: Hall, telegram: Telegram) -> None:
    request = await hall.asks(ANA)
    await hall.received(request)
    await telegram.carry()

    assert telegram.buttons == [f"1q:back:{request.id}", f"1q:sign:{request.id}"]


async def test_a_chair_gets_the_card_of_the_matter(hall: Hall, telegram: Telegram) -> None:
    request = await hall.asks(ANA, "¿Puedo <votar> dos veces?", language="es")
    await hall.asked(request, CHAIR)

    assert await telegram.carry() == Sent(NEW)

    assert telegram.fields["chat_id"] == str(CHAIR)
    assert "¿Puedo &lt;votar&gt; dos veces?" in telegram.fields["text"]
    assert f"1i:claim:{request.matter_id}:0" in telegram.buttons
    assert str(ANA) not in telegram.fields["text"]


async def test_a_digest_has_a_button_for_each_matter_that_still_waits(hall: Hall, telegram: Telegram) -> None:
    first, second, third = await hall.asks(ANA), await hall.asks(BEN, "May I leave?"), await hall.asks(103)
    for request in (first, second, third):
        await hall.asked(request, CHAIR)
    await hall.answers(third)

    assert await telegram.carry(1, 2, 3) == Sent(NEW)

    assert telegram.buttons == [f"1i:open:{first.matter_id}:0", f"1i:open:{second.matter_id}:0"]
    assert "May I leave?" in telegram.fields["text"]


async def test_a_correction_is_named_so_to_who_has_the_old_words_alone(hall: Hall, telegram: Telegram) -> None:
    request = await hall.asks(ANA)
    ruling = await hall.answers(request)
    await hall.corrects(ruling, "Until noon.")
    await telegram.carry(2)
    to_who_never_got_it = telegram.fields["text"]
    async with hall.database.session() as session:
        await session.notices.begin(1, hall.clock())
        await session.notices.finish(1, "unknown", hall.clock())
    await telegram.carry(2)

    assert to_who_never_got_it.startswith("<b>🙋 The dais has answered your question:</b>\n\nUntil noon.")
    assert telegram.fields["text"].startswith("<b>✏️ The dais has corrected its answer. It now says:</b>")


async def test_what_is_not_wanted_any_more_is_not_called(hall: Hall, telegram: Telegram) -> None:
    await hall.received(await hall.asks(ANA))

    assert await telegram.carry(wanted=False) == Later(0, counted=False)
    assert telegram.names == ["begun"]


async def test_of_what_is_gone_nothing_is_said_nor_asked(hall: Hall, telegram: Telegram) -> None:
    request = await hall.asks(ANA)
    await hall.answers(request)
    parcel = Parcel(tuple(await hall.notices()))
    async with hall.database.session() as session:
        await session.people.forget(ANA)

    async def begun() -> bool:
        raise AssertionError("it is not to be asked")

    assert await telegram.courier.carry(parcel, begun) == GONE
    assert telegram.calls == []


async def test_a_database_that_is_away_is_told_of_and_nothing_is_sent(
    hall: Hall, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hall.received(await hall.asks(ANA))
    notices = await hall.notices()

    def away() -> None:
        raise DatabaseUnavailableError("here", "it is away")

    async def begun() -> bool:
        raise AssertionError("it is not to be asked")

    monkeypatch.setattr(hall.database, "session", away)
    with pytest.raises(DatabaseUnavailableError):
        await telegram.courier.carry(Parcel(tuple(notices)), begun)
    assert telegram.calls == []


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (refused(403, "Forbidden: bot was blocked by the user"), Blocked()),
        (refused(400, "Bad Request: chat not found"), Failed("Chat not found")),
        (refused(400, "Bad Request: message is too long"), BadContent("Message is too long")),
        (refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1002), Moved(-1002)),
        (refused(429, "Too Many Requests: retry after 7", retry_after=7), Later(7, counted=False)),
        (refused(500, "Internal Server Error"), Later()),
        (breaks, Unknown()),
    ],
    ids=["blocked", "refused", "content", "moved", "rate", "server", "no answer"],
)
async def test_an_answer_of_telegrams_means_the_same_as_for_an_announcement(
    hall: Hall, telegram: Telegram, answer: Answer, outcome: Outcome
) -> None:
    await hall.answers(await hall.asks(ANA))
    telegram.answer = answer

    assert await telegram.carry() == outcome
    assert telegram.names == ["begun", "sendMessage"]
