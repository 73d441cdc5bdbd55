"""The limiter in virtual time: what leaves, when, and in which order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.telegram.limiter import Bulk, Lane, NotSparedError, NotWantedError, PacedLimiter, StoppedError
from bot.telegram.pace import Limits, Pace
from tests.virtual_time import VirtualTimeLoop, in_virtual_time, now

GROUP = -100


class Telegram:
    """Takes calls through a limiter, notes when each begins, and answers after ``latency_s`` or as ``errors`` say."""

    def __init__(self, limiter: PacedLimiter, latency_s: float = 0.05) -> None:
        self.limiter = limiter
        self.latency_s = latency_s
        self.errors: dict[str, list[TelegramError]] = {}
        self.begun: list[tuple[float, str]] = []

    async def call(
        self, name: str, chat: object = None, lane: Lane | Bulk | None = None, endpoint: str = "sendMessage"
    ) -> object:
        async def callback(*args: Any, **kwargs: Any) -> dict[str, Any]:
            self.begun.append((now(), name))
            await asyncio.sleep(self.latency_s)
            if self.errors.get(name):
                raise self.errors[name].pop(0)
            return {"name": name, "args": args, "kwargs": kwargs}

        data = {} if chat is None else {"chat_id": chat}
        return await self.limiter.process_request(callback, (endpoint,), {"read_timeout": 5}, endpoint, data, lane)

    def start(self, *args: Any, **kwargs: Any) -> asyncio.Task[object]:
        return asyncio.get_running_loop().create_task(self.call(*args, **kwargs))

    def times(self, prefix: str = "") -> list[float]:
        return [at for at, name in self.begun if name.startswith(prefix)]

    def names(self) -> list[str]:
        return [name for _, name in self.begun]


def worst_window(times: Sequence[float], width_s: float = 1.0) -> int:
    """Return the most of ``times`` that any closed window of ``width_s`` holds."""
    ordered = sorted(times)
    return max(sum(1 for at in ordered[place:] if at <= start + width_s) for place, start in enumerate(ordered))


def gaps(times: Sequence[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


def run(scenario: Coroutine[Any, Any, Telegram]) -> Telegram:
    return in_virtual_time(scenario)


def test_a_lone_call_goes_at_once_and_gives_its_result() -> None:
    async def scenario() -> object:
        telegram = Telegram(PacedLimiter())
        result = await telegram.call("only", 1)
        assert telegram.times() == [0]
        return result

    assert in_virtual_time(scenario()) == {"name": "only", "args": ("sendMessage",), "kwargs": {"read_timeout": 5}}


def test_no_second_sees_more_than_thirty_of_a_thousand_sends_and_the_rate_is_kept() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        await asyncio.gather(*(telegram.call(str(chat), chat) for chat in range(1, 1001)))
        return telegram

    times = run(scenario()).times()
    assert len(times) == 1000
    assert worst_window(times) <= 30
    assert min(gaps(times)) > 0.017
    assert times[-1] == pytest.approx(1000 / 28, abs=0.1)


def test_no_second_sees_more_than_thirty_when_calls_come_in_fits() -> None:
    async def scenario() -> Telegram:
        telegram, chance = Telegram(PacedLimiter()), random.Random(7)
        tasks = []
        for chat in range(1, 601):
            if chance.random() < 0.05:
                await asyncio.sleep(chance.uniform(0, 2))
            tasks.append(telegram.start(str(chat), chat, chance.choice([Lane.INTERACTIVE, Lane.BULK])))
        await asyncio.gather(*tasks)
        return telegram

    times = run(scenario()).times()
    assert len(times) == 600
    assert worst_window(times) <= 30


@pytest.mark.parametrize("late_s", [0.0, 0.002, 0.03, 1.5])
def test_a_clock_that_wakes_late_neither_makes_bursts_nor_slows_a_little_late_pace(late_s: float) -> None:
    pace, chance, at = Pace(Limits()), random.Random(3), 0.0
    times = []
    for _ in range(500):
        at = max(at, pace.next_at) + chance.uniform(0, late_s)
        pace.take(None, at)
        times.append(at)
    assert worst_window(times) <= 30
    if late_s <= 0.01:
        assert len(times) / times[-1] == pytest.approx(28, rel=0.01)


@pytest.mark.parametrize("chat", [7, "7"])
def test_a_private_chat_gets_one_message_a_second(chat: object) -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        await asyncio.gather(*(telegram.call(str(number), chat) for number in range(10)), telegram.call("other", 8))
        return telegram

    telegram = run(scenario())
    assert min(gaps(telegram.times("")[:1] + telegram.times("other"))) < 0.1
    same = [at for at, name in telegram.begun if name != "other"]
    assert min(gaps(same)) >= 1
    assert same[-1] == pytest.approx(9 * 1.05)
    assert [name for name in telegram.names() if name != "other"] == [str(number) for number in range(10)]


@pytest.mark.parametrize("group", [GROUP, str(GROUP), "@committee"])
def test_a_group_gets_twenty_messages_a_minute_and_never_two_in_a_second(group: object) -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        kinds = ("sendMessage", "editMessageText")
        await asyncio.gather(*(telegram.call(str(n), group, endpoint=kinds[n % 2]) for n in range(70)))
        return telegram

    times = run(scenario()).times()
    assert len(times) == 70
    assert worst_window(times, 60) == 20
    assert worst_window(times) == 1
    assert times[19] < 21


def test_different_groups_do_not_wait_for_each_other() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        await asyncio.gather(*(telegram.call(f"{group}", group) for group in (-1, -1, -1, -2, -3, "@Four")))
        return telegram

    assert run(scenario()).names()[:4] == ["-1", "-2", "-3", "@Four"]


@pytest.mark.parametrize("endpoint", ["sendPhoto", "editMessageReplyMarkup", "copyMessage", "forwardMessages"])
def test_sends_and_edits_are_paced_also_without_a_chat(endpoint: str) -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        await asyncio.gather(*(telegram.call(str(number), endpoint=endpoint) for number in range(40)))
        return telegram

    assert worst_window(run(scenario()).times()) <= 30


@pytest.mark.parametrize(
    "endpoint",
    ["answerCallbackQuery", "getMe", "setMyCommands", "sendChatAction", "answerInlineQuery", "deleteMessage"],
)
def test_what_is_no_send_goes_at_once_past_the_line(endpoint: str) -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        sends = [telegram.start("send", chat) for chat in range(1, 101)]
        await asyncio.gather(*(telegram.call("quick", 1, endpoint=endpoint) for _ in range(50)), *sends)
        return telegram

    assert run(scenario()).times("quick") == [0] * 50


def test_a_refusal_stops_every_call_although_others_finish_meanwhile() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter(), latency_s=0.3)  # eight calls are on their way at any time
        telegram.errors["20"] = [RetryAfter(timedelta(seconds=5))]
        sends = [telegram.start(str(chat), chat) for chat in range(1, 101)]
        await asyncio.sleep(2)
        assert telegram.limiter.waiting
        quick = [telegram.start("quick", chat, endpoint="sendChatAction") for chat in range(30)]
        await asyncio.gather(*sends, *quick)
        return telegram

    telegram = run(scenario())
    first, again = telegram.times("20")
    refused_at = first + 0.3
    assert [at for at in telegram.times() if refused_at < at < refused_at + 5.1] == []
    assert again == pytest.approx(refused_at + 5.1)  # it has kept its place at the head
    assert min(telegram.times("quick")) >= refused_at + 5.1
    assert len(telegram.times()) == 131
    assert worst_window([at for at, name in telegram.begun if name != "quick"]) <= 30


def test_the_longest_of_several_refusals_counts() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter(), latency_s=0.2)
        telegram.errors["long"] = [RetryAfter(timedelta(seconds=10))]
        telegram.errors["short"] = [RetryAfter(timedelta(seconds=1))]
        await asyncio.gather(telegram.call("long", 1), telegram.call("short", 2))
        return telegram

    telegram = run(scenario())
    assert min(telegram.times("long")[1], telegram.times("short")[1]) == pytest.approx(10.3, abs=0.001)


@pytest.mark.filterwarnings("ignore:.*retry_after")
@pytest.mark.parametrize("typed", ["0", "1"])
def test_a_wait_is_understood_as_a_number_and_as_a_timedelta(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", typed)

    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter(), latency_s=0)
        telegram.errors["a"] = [RetryAfter(3)]
        await telegram.call("a", 1)
        return telegram

    assert run(scenario()).times() == [0, 3.1]


@pytest.mark.parametrize("endpoint", ["sendMessage", "getMe"])
def test_retries_end_with_the_refusal_and_the_pause_stands_for_the_others(endpoint: str) -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter(), latency_s=0)
        telegram.errors["bad"] = [RetryAfter(timedelta(seconds=2)) for _ in range(10)]
        with pytest.raises(RetryAfter):
            await telegram.call("bad", 1, endpoint=endpoint)
        await telegram.call("next", 2)
        return telegram

    telegram = run(scenario())
    assert telegram.times("bad") == pytest.approx([0, 2.1, 4.2, 6.3])
    assert telegram.times("next") == pytest.approx([8.4])


@pytest.mark.parametrize("error", [BadRequest("chat not found"), NetworkError("gone")])
def test_other_errors_are_handed_on_at_once(error: TelegramError) -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        telegram.errors["bad"] = [error]
        with pytest.raises(type(error)):
            await telegram.call("bad", 1)
        return telegram

    assert run(scenario()).names() == ["bad"]


def test_people_never_wait_for_bulk_calls_that_had_not_gone_when_they_wrote() -> None:
    asked: dict[str, float] = {}

    async def scenario() -> Telegram:
        telegram, chance = Telegram(PacedLimiter()), random.Random(11)
        tasks = [telegram.start(f"bulk {chat}", chat, Lane.BULK) for chat in range(1, 1001)]
        for chat in range(2001, 2301):
            await asyncio.sleep(chance.choice([0, 0, 0, 0.3]))
            name = f"person {chat}"
            asked[name] = now()
            tasks.append(telegram.start(name, chat, chance.choice([None, Lane.INTERACTIVE])))
        await asyncio.gather(*tasks)
        return telegram

    telegram = run(scenario())
    begun = {name: at for at, name in telegram.begun}
    waiting = [(asked[name], begun[name]) for name in asked]
    overtaken = [at for at in telegram.times("bulk") if any(came < at < went for came, went in waiting)]
    assert len(begun) == 1300
    assert overtaken == []


def test_a_bulk_call_leaves_its_place_to_a_person_whose_chat_is_about_to_be_free() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        await telegram.call("first", 7)
        await asyncio.sleep(0.9)  # chat 7 is free at 1.05
        tasks = [telegram.start("person", 7)]
        tasks += [telegram.start(f"bulk {chat}", chat, Lane.BULK) for chat in (7, *range(100, 120))]
        await asyncio.gather(*tasks)
        return telegram

    telegram = run(scenario())
    assert telegram.times("person") == pytest.approx([1.05])
    assert telegram.names().index("bulk 7") > telegram.names().index("person")
    assert telegram.names()[1] == "bulk 100"  # long before: its place was of no use to the person


def test_a_cancelled_call_frees_its_place() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        tasks = [telegram.start(str(number), 7) for number in range(5)]
        await asyncio.sleep(0.5)
        assert telegram.limiter.waiting == 4
        for task in tasks[1:4]:
            task.cancel()
        await asyncio.sleep(0)
        assert telegram.limiter.waiting == 1
        await asyncio.gather(*tasks, return_exceptions=True)
        assert [task.cancelled() for task in tasks] == [False, True, True, True, False]
        return telegram

    assert run(scenario()).begun == [(0, "0"), (pytest.approx(1.05), "4")]


def test_calls_cancelled_in_the_moment_of_their_turn_cost_the_others_nothing() -> None:
    async def scenario() -> Telegram:
        telegram, loop = Telegram(PacedLimiter()), asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        tasks = [telegram.start(str(chat), chat) for chat in range(1, 30)]
        await asyncio.sleep(0)
        loop.jump(1)  # the loop was held up, and all that follows is one step of it
        for task in tasks[1:-1]:
            task.cancel()
        await telegram.call("last", 99)
        await asyncio.gather(*tasks, return_exceptions=True)
        return telegram

    assert run(scenario()).begun == [(0, "1"), (1, "29"), (pytest.approx(1 + 1 / 28), "last")]


@pytest.mark.parametrize("endpoint", ["sendMessage", "getMe"])
def test_calls_cancelled_during_a_pause_are_gone(endpoint: str) -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter(), latency_s=0)
        telegram.errors["bad"] = [RetryAfter(timedelta(seconds=5))]
        bad = telegram.start("bad", 1)
        await asyncio.sleep(1)
        task = telegram.start("given up", 2, endpoint=endpoint)
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.gather(bad, task, return_exceptions=True)
        assert telegram.limiter.waiting == 0
        return telegram

    assert run(scenario()).names() == ["bad", "bad"]


def test_a_stop_turns_waiting_calls_away_and_a_new_start_lets_calls_out() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        tasks = [telegram.start(str(number), 7) for number in range(3)]
        await asyncio.sleep(0.5)
        await telegram.limiter.shutdown()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(result) for result in results] == [dict, StoppedError, StoppedError]
        with pytest.raises(StoppedError):
            await telegram.call("late", 8)
        assert now() == 0.5
        await telegram.limiter.initialize()
        await telegram.call("anew", 7)
        return telegram

    assert run(scenario()).names() == ["0", "anew"]


def test_quiet_chats_are_forgotten() -> None:
    pace = Pace(Limits())
    for chat in range(1, 2001):
        pace.take(chat, chat / 28)
        assert len(pace) <= 31
    pace.take(GROUP, 100)
    pace.take(1, 120)
    assert len(pace) == 2
    pace.take(1, 161)
    assert len(pace) == 1


def test_what_is_forgotten_would_not_have_held_anything_up() -> None:
    pace, chance, sent = Pace(Limits()), random.Random(5), dict[int, list[float]]()
    at = 0.0
    for _ in range(3000):
        chat = chance.choice([1, 2, 3, -1, -2, -3])
        at = max(at + chance.choice([0, 0, 0.5, 20]), pace.due_at(chat))
        pace.take(chat, at)
        sent.setdefault(chat, []).append(at)
    assert all(min(gaps(times)) >= 1 for times in sent.values())
    assert all(worst_window(sent[group], 60) <= 20 for group in (-1, -2, -3))


class CannedRequest(BaseRequest):
    """Telegram's side of a real bot: every call succeeds."""

    read_timeout = 5.0

    def __init__(self) -> None:
        self.called: list[tuple[float, str]] = []

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        self.called.append((now(), url.rsplit("/", 1)[1]))
        return 200, b'{"ok": true, "result": {"message_id": 5, "date": 0, "chat": {"id": 1, "type": "private"}}}'


def test_a_real_bot_takes_the_lane_as_its_rate_limit_argument() -> None:
    async def scenario() -> list[tuple[float, str]]:
        request = CannedRequest()
        bot: ExtBot[Lane] = ExtBot("1:t", request=request, get_updates_request=request, rate_limiter=PacedLimiter())
        bulk = [asyncio.ensure_future(bot.send_message(1, "bulk", rate_limit_args=Lane.BULK)) for _ in range(2)]
        await asyncio.sleep(0.5)
        message = await bot.edit_message_text("person", chat_id=1, message_id=5)
        await asyncio.gather(*bulk)
        assert getattr(message, "message_id", None) == 5
        return request.called

    called = in_virtual_time(scenario())
    assert [name for _, name in called] == ["sendMessage", "editMessageText", "sendMessage"]
    assert [at for at, _ in called] == pytest.approx([0, 1.05, 2.1])


def asking(answer: bool | Exception = True, *, takes_s: float = 0.0, asked: list[float] | None = None) -> Bulk:
    """Return a ticket that is answered so, after a while; ``asked`` notes when."""

    async def before() -> bool:
        if asked is not None:
            asked.append(now())
        await asyncio.sleep(takes_s)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Bulk(before)


def test_a_ticket_is_asked_about_in_its_turn_right_before_its_call() -> None:
    asked: list[float] = []

    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        tickets = [asking(takes_s=0.004, asked=asked) for _ in range(100)]
        await asyncio.gather(*(telegram.call(str(n), n + 1, ticket) for n, ticket in enumerate(tickets)))
        return telegram

    telegram = run(scenario())
    assert asked == pytest.approx([n / 28 for n in range(100)])
    assert telegram.times() == pytest.approx([at + 0.004 for at in asked])


@pytest.mark.parametrize(
    ("answer", "raised"), [(False, NotWantedError), (ValueError("the database is gone"), ValueError)]
)
def test_a_call_that_nobody_wants_is_not_made_and_holds_up_no_other(
    answer: bool | Exception, raised: type[Exception]
) -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        tasks = [telegram.start("no", 1, asking(answer)), telegram.start("yes", 2, asking())]
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(result) for result in results] == [raised, dict]
        return telegram

    assert run(scenario()).names() == ["yes"]


def test_a_refused_call_with_a_ticket_is_handed_back_at_once_and_all_wait() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter(), latency_s=0)
        telegram.errors["bad"] = [RetryAfter(timedelta(seconds=2))]
        with pytest.raises(RetryAfter):
            await telegram.call("bad", 1, asking())
        assert now() == 0
        await telegram.call("next", 2)
        return telegram

    assert run(scenario()).begun == [(0, "bad"), (2.1, "next")]


@pytest.mark.parametrize("endpoint", ["deleteMessage", "sendPhoto", "editMessageCaption"])
def test_calls_with_tickets_are_paced_whatever_they_are_and_let_people_pass(endpoint: str) -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        bulk = [telegram.start(f"bulk {n}", n, asking(), endpoint) for n in range(1, 101)]
        await asyncio.sleep(1)
        await telegram.call("person", 500)
        assert now() < 1.1
        await asyncio.gather(*bulk)
        return telegram

    assert worst_window(run(scenario()).times()) <= 30


def test_a_slow_database_makes_no_bursts_and_holds_up_nobody_but_the_bulk_lane() -> None:
    chance = random.Random(13)

    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        tasks = []
        for chat in range(1, 401):
            ticket = asking(takes_s=chance.choice([0.001, 0.01, 0.03, 0.03, 2.0]) if chat % 20 else 2.0)
            tasks.append(telegram.start(f"bulk {chat}", chat, ticket))
        for chat in range(1001, 1101):
            await asyncio.sleep(chance.uniform(0, 0.5))
            came = now()
            await telegram.call("person", chat)
            assert now() - came < 0.05 + 2 / 28
        await asyncio.gather(*tasks)
        return telegram

    telegram = run(scenario())
    assert len(telegram.times()) == 500
    assert worst_window(telegram.times()) <= 30


def test_a_database_that_is_faster_than_the_pace_costs_no_speed() -> None:
    chance = random.Random(17)

    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        tickets = [asking(takes_s=chance.uniform(0.001, 0.02)) for _ in range(1000)]
        await asyncio.gather(*(telegram.call(str(n), n + 1, ticket) for n, ticket in enumerate(tickets)))
        return telegram

    assert run(scenario()).times()[-1] == pytest.approx(1000 / 28, rel=0.005)


@pytest.mark.parametrize("comes", ["pause", "stop"])
def test_a_call_is_not_made_where_a_pause_or_the_end_came_while_it_was_asked_about(comes: str) -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter(), latency_s=0.1)
        telegram.errors["refused"] = [RetryAfter(timedelta(seconds=5))]
        refused = telegram.start("refused", 1, asking())
        asked = telegram.start("asked", 2, asking(takes_s=1))
        await asyncio.sleep(0.5)
        if comes == "stop":
            await telegram.limiter.shutdown()
        results = await asyncio.gather(refused, asked, return_exceptions=True)
        error = results[1]
        if comes == "pause":
            assert isinstance(error, RetryAfter)
            assert isinstance(error.retry_after, timedelta)
            assert now() + error.retry_after.total_seconds() == pytest.approx(5.2)
        else:
            assert isinstance(error, StoppedError)
        return telegram

    assert run(scenario()).names() == ["refused"]


@pytest.mark.parametrize("at_s", [0.0, 0.5])
def test_a_ticket_cancelled_in_its_turn_frees_the_lane(at_s: float) -> None:
    async def scenario() -> Telegram:
        telegram, loop = Telegram(PacedLimiter()), asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        first = telegram.start("given up", 1, asking(takes_s=1))
        second = telegram.start("second", 2, asking())
        await asyncio.sleep(at_s)
        first.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        return telegram

    assert run(scenario()).names() == ["second"]


def test_a_real_bot_takes_a_ticket_as_its_rate_limit_argument() -> None:
    async def scenario() -> list[str]:
        request = CannedRequest()
        bot: ExtBot[Any] = ExtBot("1:t", request=request, get_updates_request=request, rate_limiter=PacedLimiter())
        message = await bot.send_message(1, "wanted", rate_limit_args=asking())
        assert message.message_id == 5
        with pytest.raises(NotWantedError):
            await bot.delete_message(2, 5, rate_limit_args=asking(False))
        return [name for _, name in request.called]

    assert in_virtual_time(scenario()) == ["sendMessage"]


# the spare lane


async def spared(telegram: Telegram, name: str, chat: int) -> bool:
    """Return whether a call of the spare lane went out."""
    try:
        await telegram.call(name, chat, Lane.SPARE)
    except NotSparedError:
        return False
    return True


@pytest.mark.parametrize("endpoint", ["sendMessageDraft", "editMessageText", "getMe"])
def test_a_spare_call_goes_at_once_where_there_is_room(endpoint: str) -> None:
    async def scenario() -> object:
        telegram = Telegram(PacedLimiter())
        result = await telegram.call("only", 1, Lane.SPARE, endpoint)
        assert telegram.times() == [0]
        return result

    assert in_virtual_time(scenario()) == {"name": "only", "args": (endpoint,), "kwargs": {"read_timeout": 5}}


def test_a_spare_call_is_made_within_the_pace_of_its_chat_and_of_all_or_not_at_all() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter(), latency_s=0)
        assert await spared(telegram, "first", 7)
        assert not await spared(telegram, "too soon for all", 8)
        await asyncio.sleep(0.04)
        assert not await spared(telegram, "too soon for its chat", 7)
        assert await spared(telegram, "second", 8)
        await asyncio.sleep(1.02)
        assert await spared(telegram, "third", 7)
        return telegram

    assert run(scenario()).names() == ["first", "second", "third"]


def test_a_spare_call_delays_what_follows_it_into_its_chat_as_a_message_does_and_no_more() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        await telegram.call("draft", 7, Lane.SPARE)
        await telegram.call("reply", 7)
        return telegram

    assert run(scenario()).times() == pytest.approx([0, 1.05])


@pytest.mark.parametrize("lane", [Lane.INTERACTIVE, Lane.BULK])
def test_a_spare_call_is_left_out_while_any_other_waits(lane: Lane) -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        await telegram.call("first", 7)
        waits = telegram.start("waits", 7, lane)
        await asyncio.sleep(0.5)
        assert not await spared(telegram, "spare", 8)
        await waits
        await asyncio.sleep(0.5)
        assert await spared(telegram, "later", 8)
        return telegram

    assert run(scenario()).names() == ["first", "waits", "later"]


@pytest.mark.parametrize("seed", [23, 29])
def test_spare_calls_make_no_reply_later_than_by_the_one_that_has_just_gone(seed: int) -> None:
    async def scenario(with_spare: bool) -> Telegram:
        telegram, tasks, chance = Telegram(PacedLimiter()), [], random.Random(seed)
        for number in range(2000):
            await asyncio.sleep(chance.uniform(0, 0.02))
            is_reply, chat = chance.random() < 0.2, chance.randrange(1, 60)
            if is_reply:
                tasks.append(telegram.start(f"reply {number}", 10_000 + number))
            elif with_spare:
                tasks.append(asyncio.ensure_future(spared(telegram, "spare", chat)))
        await asyncio.gather(*tasks)
        return telegram

    telegram, alone = run(scenario(True)), run(scenario(False))
    undisturbed = {name: at for at, name in alone.begun}
    delays = [at - undisturbed[name] for at, name in telegram.begun if name in undisturbed]
    assert len(delays) == len(undisturbed) > 300
    assert len(telegram.times("spare")) > 50
    assert worst_window(telegram.times()) <= 30
    assert max(delays) < 1.5 / 28


def test_half_of_what_a_group_gets_in_a_minute_is_kept_for_what_cannot_be_left_out() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter(), latency_s=0)
        for number in range(20):
            await spared(telegram, f"spare {number}", GROUP)
            await asyncio.sleep(1.1)
        await asyncio.gather(*(telegram.call(f"reply {number}", GROUP) for number in range(10)))
        assert now() < 40
        assert not await spared(telegram, "not yet", GROUP)
        await asyncio.sleep(61)
        assert await spared(telegram, "then", GROUP)
        return telegram

    telegram = run(scenario())
    assert len(telegram.times("spare")) == 10
    assert worst_window(telegram.times(), 60) <= 20


def test_a_refused_spare_call_is_handed_back_at_once_and_all_wait() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter(), latency_s=0)
        telegram.errors["draft"] = [RetryAfter(timedelta(seconds=2))]
        with pytest.raises(RetryAfter):
            await telegram.call("draft", 1, Lane.SPARE)
        assert now() == 0
        assert not await spared(telegram, "another", 2)
        await telegram.call("reply", 1)
        return telegram

    assert run(scenario()).begun == [(0, "draft"), (pytest.approx(2.1), "reply")]


def test_a_spare_call_is_turned_away_after_a_stop() -> None:
    async def scenario() -> Telegram:
        telegram = Telegram(PacedLimiter())
        await telegram.limiter.shutdown()
        with pytest.raises(StoppedError):
            await telegram.call("late", 8, Lane.SPARE)
        return telegram

    assert run(scenario()).names() == []
