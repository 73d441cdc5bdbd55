"""What the loopback Bot API server does wrong, or refuses for its rate, where a test asks for it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from tests.telegram_server import TelegramServer, User
from tests.telegram_server.fixture import ana, bot, telegram_server
from tests.telegram_server.flood import FloodModel
from tests.telegram_server.refusals import Refused

__all__ = ["ana", "bot", "telegram_server"]


@pytest.mark.parametrize(
    ("status", "told", "error"),
    [
        (400, {"description": "Bad Request: chat not found"}, BadRequest),
        (401, {}, InvalidToken),
        (403, {}, Forbidden),
        (409, {}, Conflict),
        (429, {"retry_after_s": 3}, RetryAfter),
        (500, {}, NetworkError),
        (502, {"body": b"<html>nginx</html>"}, NetworkError),
    ],
)
async def test_faults_become_the_librarys_errors_once(
    telegram_server: TelegramServer, bot: Bot, ana: User, status: int, told: dict[str, Any], error: type[Exception]
) -> None:
    fault = telegram_server.fails("sendMessage", status, chat=ana, **told)
    with pytest.raises(error) as caught:
        await bot.send_message(ana.id, "first")
    assert type(caught.value) is error
    if isinstance(caught.value, RetryAfter):
        assert caught.value.retry_after == timedelta(seconds=3)
    assert ana.messages() == []
    await bot.send_message(ana.id, "second")
    assert [call.status for call in telegram_server.calls_of("sendMessage")] == [status, 200]
    assert [call.parameters["text"] for call in fault.hits] == ["first"]


@pytest.mark.parametrize(("after_effect", "messages"), [(False, 0), (True, 1)], ids=["before", "after"])
async def test_a_dropped_connection_is_a_network_error_and_the_effect_is_as_asked(
    telegram_server: TelegramServer, bot: Bot, ana: User, after_effect: bool, messages: int
) -> None:
    telegram_server.drops("sendMessage", after_effect=after_effect)
    with pytest.raises(NetworkError, match="disconnected"):
        await bot.send_message(ana.id, "x")
    assert len(ana.messages()) == messages
    assert telegram_server.calls_of("sendMessage")[0].status is None


@pytest.mark.parametrize(("after_effect", "messages"), [(False, 0), (True, 1)], ids=["before", "after"])
async def test_a_held_call_times_out_and_goes_no_further_without_its_client(
    telegram_server: TelegramServer, bot: Bot, ana: User, after_effect: bool, messages: int
) -> None:
    gate = telegram_server.holds("sendMessage", chat=ana, after_effect=after_effect)
    with pytest.raises(TimedOut):
        await bot.send_message(ana.id, "held", read_timeout=0.05)
    assert (await gate.reached()).parameters["text"] == "held"
    await gate.abandoned()
    gate.opens()
    await bot.send_message(ana.id, "free")
    assert len(ana.messages()) == messages + 1


async def test_a_held_call_goes_on_when_the_gate_opens(telegram_server: TelegramServer, bot: Bot, ana: User) -> None:
    gate = telegram_server.holds("sendMessage")
    sending = asyncio.create_task(bot.send_message(ana.id, "held"))
    await gate.reached()
    assert ana.messages() == []
    gate.opens()
    assert (await sending).text == "held"
    telegram_server.delays("getMe", 0.001)
    assert (await bot.get_me()).username == "dragoman_test_bot"


async def test_a_wrong_token_is_refused(telegram_server: TelegramServer) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("710000001:wrong", base_url=f"{telegram_server.url}/bot"):
            pytest.fail("it was let in")


def hand_clock(times: list[float]) -> FloodModel:
    pending = iter(times)
    return FloodModel("enforce", clock=lambda: next(pending))


@pytest.mark.parametrize(
    ("times", "chats", "refused"),
    [
        ([0.0, 0.8, 2.0], [7, 7, 7], {}),
        ([0.0, 0.5, 1.1], [7, 7, 7], {1: 1}),
        ([0.0] * 30 + [0.5, 1.01], list(range(1, 33)), {30: 1}),
        ([0.0] * 20 + [15.0, 60.1], [-1] * 22, {20: 45}),
    ],
    ids=["a second apart", "too soon", "thirty a second", "twenty a minute"],
)
def test_flood_limits_are_telegrams(times: list[float], chats: list[int], refused: dict[int, int]) -> None:
    flood = hand_clock(times)
    found = {}
    for place, chat in enumerate(chats):
        try:
            flood.admit("sendMessage", chat)
        except Refused as error:
            found[place] = error.parameters["retry_after"]
    assert found == refused
    flood.admit("sendChatAction", 7)
    assert len(flood.breaches) == len(refused)
    assert len(flood.times) == len(times) - len(refused)


async def test_flooding_is_recorded_by_default_and_answered_where_asked(
    telegram_server: TelegramServer, bot: Bot, ana: User
) -> None:
    for _ in range(2):
        await bot.send_message(ana.id, "x")
    assert [breach.rule for breach in telegram_server.flood.breaches] == ["private"]
    telegram_server.flood.mode = "enforce"
    with pytest.raises(RetryAfter):
        await bot.send_message(ana.id, "x")
    assert telegram_server.flood.busiest_second == 2
