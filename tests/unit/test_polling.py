"""Long polling in virtual time: what is asked, when it is acknowledged, and how failures are met."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest
from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.database.errors import DatabaseUnavailableError
from bot.telegram.errors import TokenRefusedError
from bot.telegram.health import Health
from bot.telegram.intake import ALLOWED_UPDATES, Intake
from bot.telegram.outage import LONGEST_S, SHORTEST_S, Outage, StopAsked, until_it_works
from bot.telegram.polling import LONG_POLL_S, Polling
from tests.virtual_time import in_virtual_time, now

AWAY = NetworkError("httpx.ConnectError: all connection attempts failed")


def updates(*numbers: int) -> list[dict[str, int]]:
    return [{"update_id": number} for number in numbers]


class ScriptedTelegram:
    """Answers each getUpdates as the script says, raising what is an error; at its end the bot is asked to stop."""

    def __init__(self, *script: object, answers_at_once: bool = False) -> None:
        self.asked: list[dict[str, Any]] = []
        self.asked_at: list[float] = []
        self.stop = asyncio.Event()
        self._script = list(script)
        self._answers_at_once = answers_at_once

    @property
    def offsets(self) -> list[int | None]:
        return [asked.get("offset") for asked in self.asked]

    async def do_api_request(self, endpoint: str, asked: dict[str, Any], *, read_timeout: float) -> object:
        assert endpoint.replace("_", "") == "getUpdates"
        assert read_timeout > asked["timeout"] == LONG_POLL_S
        self.asked.append(asked)
        self.asked_at.append(now())
        if not self._script:
            self.stop.set()
            await asyncio.Event().wait()
        told = self._script.pop(0)
        if isinstance(told, Exception):
            raise told
        if told == [] and not self._answers_at_once:
            await asyncio.sleep(LONG_POLL_S)
        return told


class ListIntake:
    """Keeps what it takes; raises what it is told to, once."""

    def __init__(self, error: Exception | None = None) -> None:
        self.taken: list[int] = []
        self._error = error

    async def take(self, raw: Sequence[dict[str, int]]) -> int | None:
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        self.taken += [each["update_id"] for each in raw]
        return max(self.taken, default=None)


def poll(telegram: ScriptedTelegram, intake: ListIntake | None = None, health: Health | None = None) -> list[int]:
    """Poll to the end of the script and return what was taken."""
    taken = intake or ListIntake()

    async def run() -> None:
        watch = health or Health("polling", now)
        polling = Polling(cast("Bot", telegram), cast("Intake", taken), watch, telegram.stop)
        with pytest.raises(StopAsked):
            await polling.run()

    in_virtual_time(run())
    return taken.taken


def test_a_batch_is_acknowledged_by_the_next_call() -> None:
    telegram = ScriptedTelegram(updates(11, 12), [], updates(13))
    assert poll(telegram) == [11, 12, 13]
    assert telegram.offsets == [None, 13, 13, 14]
    assert telegram.asked[0] == {"timeout": LONG_POLL_S, "allowed_updates": list(ALLOWED_UPDATES)}


def test_what_could_not_be_written_is_not_acknowledged() -> None:
    telegram = ScriptedTelegram(updates(11), updates(11))
    assert poll(telegram, ListIntake(DatabaseUnavailableError("x.db", "the disk is full"))) == [11]
    assert telegram.offsets == [None, None, 12]


@pytest.mark.parametrize(
    "failure",
    [AWAY, TimedOut(), KeyError("result"), TypeError("no bool"), True, updates(), {"x": 1}],
    ids=["away", "timed out", "not ok", "type", "bool", "empty", "object"],
)
def test_a_failure_or_an_odd_answer_is_followed_by_another_try(failure: object) -> None:
    telegram = ScriptedTelegram(failure, updates(11))
    assert poll(telegram) == [11]


def test_pauses_grow_with_jitter_up_to_a_bound_and_begin_anew_after_an_answer() -> None:
    telegram = ScriptedTelegram(*[AWAY] * 12, updates(11), AWAY, updates(12))
    poll(telegram)
    pauses = [later - earlier for earlier, later in zip(telegram.asked_at, telegram.asked_at[1:], strict=False)]
    for number, pause in enumerate(pauses[:12]):
        longest = min(LONGEST_S, SHORTEST_S * 2**number)
        assert longest / 2 <= pause <= longest
    assert len({round(pause, 6) for pause in pauses[7:12]}) > 1
    assert pauses[13] <= SHORTEST_S


@pytest.mark.filterwarnings("ignore:.*retry_after")
@pytest.mark.parametrize("typed", ["0", "1"], ids=["seconds", "timedelta"])
def test_a_pause_that_telegram_names_is_kept(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", typed)
    telegram = ScriptedTelegram(RetryAfter(7), updates(11))
    poll(telegram)
    assert 7 < telegram.asked_at[1] < 9


def test_an_empty_answer_at_once_is_no_reason_to_ask_a_thousand_times_a_second() -> None:
    telegram = ScriptedTelegram([], [], [], answers_at_once=True)
    poll(telegram)
    assert telegram.asked_at[-1] >= 0.6


def test_updates_without_a_number_are_a_failure_with_a_pause() -> None:
    class Blind(ListIntake):
        async def take(self, raw: Sequence[dict[str, int]]) -> int | None:
            return None

    telegram = ScriptedTelegram(updates(1), updates(1))
    poll(telegram, Blind())
    assert telegram.offsets == [None, None, None]
    assert telegram.asked_at[-1] > 0


@pytest.mark.parametrize("error", [InvalidToken("the token `1:x`"), EndPointNotFound("getUpdates")])
def test_a_token_that_telegram_does_not_know_any_more_ends_the_polling(error: Exception) -> None:
    async def run() -> None:
        telegram = ScriptedTelegram(updates(1), error)
        watch = Health("polling", now)
        await Polling(cast("Bot", telegram), cast("Intake", ListIntake()), watch, telegram.stop).run()

    with pytest.raises(TokenRefusedError) as raised:
        in_virtual_time(run())
    assert "1:x" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_stopping_does_not_wait_for_the_end_of_a_long_poll() -> None:
    async def run() -> float:
        telegram = ScriptedTelegram([])
        polling = Polling(cast("Bot", telegram), cast("Intake", ListIntake()), Health("polling", now), telegram.stop)
        asyncio.get_running_loop().call_later(3, telegram.stop.set)
        with pytest.raises(StopAsked):
            await polling.run()
        return now()

    assert in_virtual_time(run()) == 3


def test_stopping_does_not_wait_for_the_end_of_a_pause() -> None:
    async def run() -> float:
        telegram = ScriptedTelegram(RetryAfter(500))
        polling = Polling(cast("Bot", telegram), cast("Intake", ListIntake()), Health("polling", now), telegram.stop)
        asyncio.get_running_loop().call_later(3, telegram.stop.set)
        with pytest.raises(StopAsked):
            await polling.run()
        return now()

    assert in_virtual_time(run()) == 3


# The log


def lines_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_a_second_bot_is_one_line_however_long_it_lasts(caplog: pytest.LogCaptureFixture) -> None:
    conflict = Conflict("Conflict: terminated by other getUpdates request")
    poll(ScriptedTelegram(*[conflict, updates(1)] * 10, conflict, conflict))
    (line,) = lines_of(caplog)
    assert line.startswith("Somebody else takes this bot's updates (Conflict: Conflict: terminated by other")


def test_an_outage_is_one_line_and_its_end_another(caplog: pytest.LogCaptureFixture) -> None:
    poll(ScriptedTelegram(*[AWAY] * 5, updates(1)))
    assert [line.split(" (")[0] for line in lines_of(caplog)] == [
        "Telegram does not answer as it should",
        "Updates come in again",
    ]


def test_a_failure_that_the_next_call_mends_is_no_news(caplog: pytest.LogCaptureFixture) -> None:
    poll(ScriptedTelegram(AWAY, updates(1), TimedOut(), updates(2)))
    assert lines_of(caplog) == []


def test_a_long_outage_is_told_again_now_and_then(caplog: pytest.LogCaptureFixture) -> None:
    poll(ScriptedTelegram(*[AWAY] * 100))
    assert 2 <= len(lines_of(caplog)) <= 6


# Calls at the start


def until(*script: object, stop_after: float = 1000) -> tuple[object, int]:
    """Make a call until it works and return its result and how often it was made."""

    async def run() -> tuple[object, int]:
        left, stop = list(script), asyncio.Event()
        asyncio.get_running_loop().call_later(stop_after, stop.set)

        async def call() -> object:
            told = left.pop(0) if len(left) > 1 else left[0]
            calls.append(told)
            if isinstance(told, Exception):
                raise told
            return told

        calls: list[object] = []
        return await until_it_works(call, stop, Health("webhook", now)), len(calls)

    return in_virtual_time(run())


def test_a_call_is_made_again_until_telegram_can_be_reached() -> None:
    assert until(AWAY, TimedOut(), KeyError("result"), "there") == ("there", 4)


def test_a_call_is_not_made_for_ever_when_the_bot_is_to_stop() -> None:
    with pytest.raises(StopAsked):
        until(AWAY, stop_after=60)


@pytest.mark.parametrize("error", [InvalidToken("The token `1:x` was rejected by the server."), EndPointNotFound("x")])
def test_a_refused_token_is_not_tried_again(error: Exception) -> None:
    with pytest.raises(TokenRefusedError, match="BotFather"):
        until(error)


# Health


@pytest.fixture
def clock() -> list[float]:
    return [100.0]


@pytest.fixture
def ticking(clock: list[float]) -> Callable[[], float]:
    return lambda: clock[0]


def test_health_is_lost_after_a_minute_of_failures_and_comes_back(
    clock: list[float], ticking: Callable[[], float]
) -> None:
    health = Health("polling", ticking)
    health.works()
    clock[0] += 25
    assert health.report() == {"ok": True, "mode": "polling", "seconds_since_last": 25.0}
    health.fails()
    clock[0] += 60
    health.fails()
    assert health.report()["ok"] is True
    clock[0] += 0.5
    assert health.report() == {"ok": False, "mode": "polling", "seconds_since_last": 85.5}
    health.works()
    assert health.report() == {"ok": True, "mode": "polling", "seconds_since_last": 0.0}


def test_health_before_anything_was_heard(clock: list[float], ticking: Callable[[], float]) -> None:
    health = Health("webhook", ticking)
    assert health.report() == {"ok": True, "mode": "webhook", "seconds_since_last": None}
    clock[0] += 61
    assert health.report()["ok"] is False


def test_a_quiet_webhook_stays_healthy(clock: list[float], ticking: Callable[[], float]) -> None:
    health = Health("webhook", ticking)
    health.works()
    clock[0] += 3600
    assert health.report() == {"ok": True, "mode": "webhook", "seconds_since_last": 3600.0}


def test_polling_tells_its_health() -> None:
    async def run() -> list[bool]:
        telegram = ScriptedTelegram(*[AWAY] * 30)
        health = Health("polling", now)
        polling = Polling(cast("Bot", telegram), cast("Intake", ListIntake()), health, telegram.stop)
        task = asyncio.create_task(polling.run())
        seen = []
        for _ in range(3):
            await asyncio.sleep(29)
            seen.append(bool(health.report()["ok"]))
        telegram.stop.set()
        await asyncio.gather(task, return_exceptions=True)
        return seen

    assert in_virtual_time(run()) == [True, True, False]


def test_an_outage_counts_each_failure_once() -> None:
    async def run() -> list[float]:
        outage = Outage()
        first = [outage.failed(AWAY) for _ in range(3)]
        outage.over()
        return [*first, outage.failed(AWAY)]

    first, _, third, anew = in_virtual_time(run())
    assert anew <= SHORTEST_S < third
    assert first <= SHORTEST_S
