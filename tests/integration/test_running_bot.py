"""The running bot in this process, with handlers of the test's own, against the loopback Bot API server."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Forbidden, NetworkError
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.database.engine import database_url, open_database
from bot.telegram import app, outage, running
from bot.telegram.app import run_bot
from bot.telegram.context import Context
from bot.telegram.errors import PortTakenError, TokenRefusedError, WebhookRefusedError
from bot.telegram.intake import ALLOWED_UPDATES
from bot.telegram.webhook import SECRET_HEADER
from config.settings import Settings, load_settings
from tests.scripted import FakeIndex, ScriptedAnswers
from tests.telegram_server import TelegramServer, User
from tests.telegram_server.fixture import telegram_server

__all__ = ["telegram_server"]
SECRET_WORDS = "a delegate's own words"
KEY = InlineKeyboardMarkup([[InlineKeyboardButton("👍", callback_data="t1")]])


class Handlers:
    """Echoes messages and counts how often each was handled; what a test puts into ``acts`` is done instead."""

    def __init__(self) -> None:
        self.handled: list[str] = []
        self.acts: dict[str, Callable[[Update], Any]] = {}
        self.again: list[str] = []

    def add_to(self, application: Any) -> None:
        application.add_handler(MessageHandler(filters.TEXT, self._message))
        application.add_handler(MessageHandler(filters.TEXT, self._second), group=1)
        application.add_handler(CallbackQueryHandler(self._press))

    async def _message(self, update: Update, context: Context) -> None:
        message = update.effective_message
        assert message
        assert message.text
        self.handled.append(message.text)
        act = self.acts.get(message.text)
        if act is not None:
            await act(update)
        await message.reply_text(f"echo {message.text}", reply_markup=KEY)

    async def _second(self, update: Update, context: Context) -> None:
        assert update.effective_message
        if update.effective_message.text == SECRET_WORDS:
            raise ValueError("a second crash of the same update")

    async def _press(self, update: Update, context: Context) -> None:
        assert update.callback_query
        act = self.acts.get("press")
        if act is not None:
            await act(update)


def raising(error: Exception) -> Callable[[Update], Any]:
    async def act(update: Update) -> None:
        raise error

    return act


class Bot:
    """A running bot."""

    def __init__(self, settings: Settings, *, stops_by_signals: bool = False) -> None:
        self.announced: list[str] = []
        self.stop = asyncio.Event()
        self.runs = asyncio.Event()
        index, answers = cast("Any", FakeIndex("interpol")), ScriptedAnswers()
        stop = None if stops_by_signals else self.stop
        self.task = asyncio.create_task(run_bot(settings, index, answers, announce=self._announce, stop=stop))

    def _announce(self, line: str) -> None:
        self.announced.append(line)
        self.runs.set()

    async def is_running(self) -> None:
        """Wait for its line; raise what ended it before."""
        waiting = asyncio.create_task(self.runs.wait())
        await asyncio.wait({waiting, self.task}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            waiting.cancel()
            self.task.result()
            raise AssertionError("the bot said nothing in 20 s")

    async def ends(self) -> int:
        return await asyncio.wait_for(self.task, 20)


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> Handlers:
    handlers = Handlers()
    monkeypatch.setattr(app, "add_handlers", handlers.add_to)

    async def publish_menu(bot: Any) -> None:
        await bot.set_my_commands([("start", "begin")])

    monkeypatch.setattr(running, "publish_menu", publish_menu)
    return handlers


@pytest.fixture
def environ(telegram_server: TelegramServer, tmp_path: Path, handlers: Handlers) -> dict[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": telegram_server.token,
        "DRAGOMAN_TELEGRAM_API_URL": telegram_server.url,
        "DRAGOMAN_HOME": str(tmp_path),
    }


@asynccontextmanager
async def started(environ: dict[str, str], **more: str) -> AsyncIterator[Bot]:
    """Run the bot for the length of the block; it must end by itself, well, when told to."""
    bot = Bot(load_settings(environ | more))
    try:
        await bot.is_running()
        yield bot
    finally:
        bot.stop.set()
        code = await bot.ends()
    assert code == 0


@pytest.fixture
def ana(telegram_server: TelegramServer) -> User:
    return telegram_server.user(1001, "es-MX", "Ana")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def hook() -> dict[str, str]:
    return {"DRAGOMAN_WEBHOOK_URL": f"http://127.0.0.1:{free_port()}/hook"}


@pytest.fixture(params=["polling", "webhook"])
def way(request: pytest.FixtureRequest, hook: dict[str, str]) -> dict[str, str]:
    return hook if request.param == "webhook" else {}


# Running


async def test_it_says_that_it_runs_answers_and_publishes_its_menu(
    telegram_server: TelegramServer, environ: dict[str, str], way: dict[str, str], ana: User
) -> None:
    async with started(environ, **way) as bot:
        ana.sends("hola")
        await ana.receives("echo hola")
        await telegram_server.called("setMyCommands")
    (line,) = bot.announced
    assert line.startswith("dragoman: @dragoman_test_bot is running, by " + ("webhook" if way else "polling"))


async def test_an_update_handed_over_twice_is_handled_once(
    telegram_server: TelegramServer, environ: dict[str, str], way: dict[str, str], ana: User, handlers: Handlers
) -> None:
    async with started(environ, **way):
        first = ana.sends("uno").update_id
        assert first is not None
        await ana.receives("echo uno")
        telegram_server.repeats(first)
        await telegram_server.handed_over(first)
        ana.sends("dos")
        await ana.receives("echo dos")
    async with started(environ, **way):
        telegram_server.repeats(first)
        await telegram_server.handed_over(first)
        ana.sends("tres")
        await ana.receives("echo tres")
    assert handlers.handled == ["uno", "dos", "tres"]


async def test_a_poison_update_does_not_stop_the_rest(
    telegram_server: TelegramServer,
    environ: dict[str, str],
    way: dict[str, str],
    ana: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with started(environ, **way):
        poison = telegram_server.raw_update({"callback_query": {"id": "1", "data": SECRET_WORDS}})
        ana.sends("hola")
        await ana.receives("echo hola")
        await telegram_server.handed_over(poison)
    assert f"reading update {poison} failed, reference " in caplog.text
    assert SECRET_WORDS not in caplog.text


async def test_telegram_is_told_what_is_wanted_and_the_secret(
    telegram_server: TelegramServer, environ: dict[str, str], hook: dict[str, str], ana: User, handlers: Handlers
) -> None:
    async with started(environ, **hook):
        call = await telegram_server.called("setWebhook")
        assert call.parameters["allowed_updates"] == list(ALLOWED_UPDATES)
        assert call.parameters["url"] == hook["DRAGOMAN_WEBHOOK_URL"]
        secret = call.parameters["secret_token"]
        assert len(secret) >= 32
        forged = {"update_id": 1, "message": {"text": "forged"}}
        async with httpx.AsyncClient() as client:
            for given in ({}, {SECRET_HEADER: secret[:-1]}):
                response = await client.post(hook["DRAGOMAN_WEBHOOK_URL"], json=forged, headers=given)
                assert response.status_code == 403
            health = await client.get(hook["DRAGOMAN_WEBHOOK_URL"].replace("/hook", "/healthz"))
        assert health.json()["mode"] == "webhook"
    assert handlers.handled == []


async def test_a_bot_that_had_a_webhook_can_poll_again(
    telegram_server: TelegramServer, environ: dict[str, str], hook: dict[str, str], ana: User
) -> None:
    async with started(environ, **hook):
        ana.sends("uno")
        await ana.receives("echo uno")
    ana.sends("dos")
    port = free_port()
    async with started(environ, DRAGOMAN_WEBHOOK_PORT=str(port)):
        await ana.receives("echo dos")
        async with httpx.AsyncClient() as client:
            health = (await client.get(f"http://127.0.0.1:{port}/healthz")).json()
        assert (health["ok"], health["mode"]) == (True, "polling")
    assert telegram_server.world.webhook is None


async def test_without_a_menu_the_bot_answers_too(
    environ: dict[str, str], ana: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(bot: Any) -> None:
        raise NetworkError("no menu")

    monkeypatch.setattr(running, "publish_menu", fail)
    async with started(environ):
        ana.sends("hola")
        await ana.receives("echo hola")
    assert "menu of commands could not be published: NetworkError: no menu" in caplog.text


async def test_a_bot_that_hears_everything_in_groups_is_told(
    environ: dict[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with TelegramServer(privacy=False) as server:
        async with started(environ | {"DRAGOMAN_TELEGRAM_API_URL": server.url}):
            pass
    assert "Privacy mode is off" in caplog.text


# Crashes


async def test_after_a_crash_the_person_is_told_once_with_the_logs_reference(
    telegram_server: TelegramServer,
    environ: dict[str, str],
    ana: User,
    handlers: Handlers,
    caplog: pytest.LogCaptureFixture,
) -> None:
    handlers.acts[SECRET_WORDS] = raising(ValueError(SECRET_WORDS))
    async with started(environ):
        ana.sends(SECRET_WORDS)
        sorry = await ana.receives("referencia")
        ana.sends("hola")
        await ana.receives("echo hola")
        assert len(ana.messages()) == 2
    reference = sorry.text.split(": ")[-1].strip(".")
    assert f"reference {reference}: ValueError at " in caplog.text
    assert "test_running_bot.py" in caplog.text
    assert SECRET_WORDS not in caplog.text


async def test_the_language_that_the_person_fixed_is_kept_in_an_apology(
    environ: dict[str, str], ana: User, handlers: Handlers
) -> None:
    database = await open_database(database_url(load_settings(environ)))
    async with database.session() as session:
        await session.people.touch(ana.id, chat_id=ana.id, telegram_language="es", now=datetime.now(UTC))
        await session.people.set_language(ana.id, "en")
    await database.close()
    handlers.acts["x"] = raising(ValueError())
    async with started(environ):
        ana.sends("x")
        await ana.receives("Sorry")


async def test_a_button_that_crashes_says_so_where_it_was_pressed(
    environ: dict[str, str], ana: User, handlers: Handlers
) -> None:
    async def answer_then_fail(update: Update) -> None:
        assert update.callback_query
        await update.callback_query.answer()
        raise ValueError

    async with started(environ):
        ana.sends("hola")
        reply = await ana.receives("echo hola")
        handlers.acts["press"] = raising(ValueError())
        notice = await ana.presses(reply, "👍").answered()
        assert (notice.alert, "referencia" in notice.text) == (True, True)
        handlers.acts["press"] = answer_then_fail
        await ana.presses(reply, "👍").answered()
        await ana.receives("referencia")


async def test_what_breaks_in_the_background_is_logged_without_words(
    environ: dict[str, str], ana: User, handlers: Handlers, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ValueError(SECRET_WORDS)

    async def leave_something_behind(update: Update) -> None:
        asyncio.get_running_loop().call_soon(fail)

    handlers.acts["x"] = leave_something_behind
    async with started(environ):
        ana.sends("x")
        await ana.receives("echo x")
    assert "something in the background failed, reference " in caplog.text
    assert SECRET_WORDS not in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        BadRequest("Message is not modified: specified new message content is the same"),
        BadRequest("Query is too old and response timeout expired or query id is invalid"),
        BadRequest("Message to edit not found"),
        Forbidden("bot was blocked by the user"),
    ],
)
async def test_what_came_too_late_is_no_error(
    environ: dict[str, str], ana: User, handlers: Handlers, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    handlers.acts["x"] = raising(error)
    async with started(environ):
        ana.sends("x")
        ana.sends("hola")
        await ana.receives("echo hola")
        assert len(ana.messages()) == 1
    assert "reference" not in caplog.text


async def test_a_group_hears_of_a_crash_only_where_the_bot_was_addressed(
    environ: dict[str, str], ana: User, handlers: Handlers
) -> None:
    with TelegramServer(privacy=False) as server:
        eva = server.user(1002, "en", "Eva")
        group = server.group(-100200, "Committee", forum=True, members=[eva])
        topic = group.topic("Topic A", eva)
        handlers.acts["among ourselves"] = raising(ValueError())
        handlers.acts["/ask x"] = raising(ValueError())
        async with started(environ | {"DRAGOMAN_TELEGRAM_API_URL": server.url}):
            eva.sends("among ourselves", group, thread=topic)
            question = eva.sends("/ask x", group, thread=topic)
            sorry = await eva.receives("reference", chat=group)
            assert (sorry.reply_to_id, sorry.thread_id) == (question.id, topic)
            assert len(group.messages()) == 1


# Stopping


async def test_updates_in_hand_are_finished_before_the_end(
    environ: dict[str, str], way: dict[str, str], ana: User, handlers: Handlers
) -> None:
    begun, may_go_on = asyncio.Event(), asyncio.Event()

    async def wait(update: Update) -> None:
        begun.set()
        await may_go_on.wait()

    handlers.acts["slow"] = wait
    async with started(environ, **way) as bot:
        ana.sends("slow")
        await begun.wait()
        bot.stop.set()
        may_go_on.set()
        await ana.receives("echo slow")


async def test_an_update_that_takes_too_long_is_handled_by_the_next_run(
    environ: dict[str, str],
    ana: User,
    handlers: Handlers,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun = asyncio.Event()

    async def hang(update: Update) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(running, "DRAIN_S", 0.05)
    handlers.acts["slow"] = hang
    async with started(environ):
        ana.sends("slow")
        await begun.wait()
        ana.sends("behind it")
        await asyncio.wait_for(behind(environ, 2), 10)
    assert "2 updates are not finished and left for the next run" in caplog.text
    handlers.acts.clear()
    async with started(environ):
        await ana.receives("echo slow")
        await ana.receives("echo behind it")
    assert handlers.handled == ["slow", "slow", "behind it"]


async def behind(environ: dict[str, str], count: int) -> None:
    """Wait until so many updates are written down."""
    database = await open_database(database_url(load_settings(environ)))
    try:
        while True:
            async with database.session() as session:
                if len(await session.updates.unhandled(datetime.now(UTC) - timedelta(days=1))) == count:
                    return
    finally:
        await database.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_bot_well(environ: dict[str, str], number: signal.Signals) -> None:
    bot = Bot(load_settings(environ), stops_by_signals=True)
    await bot.is_running()
    os.kill(os.getpid(), number)
    assert await bot.ends() == 0


# What goes wrong at the start, or in between


async def test_a_bot_starts_before_telegram_can_be_reached(
    telegram_server: TelegramServer, environ: dict[str, str], ana: User
) -> None:
    telegram_server.stop()
    port = free_port()
    bot = Bot(load_settings(environ | {"DRAGOMAN_WEBHOOK_PORT": str(port)}))
    health = await until_answered(f"http://127.0.0.1:{port}/healthz")
    assert health == {"ok": True, "mode": "polling", "seconds_since_last": None}
    telegram_server.start()
    await bot.is_running()
    ana.sends("hola")
    await ana.receives("echo hola")
    bot.stop.set()
    assert await bot.ends() == 0


async def until_answered(url: str) -> Any:
    async with asyncio.timeout(20), httpx.AsyncClient() as client:
        while True:
            try:
                return (await client.get(url)).json()
            except httpx.ConnectError:
                await asyncio.sleep(0)


async def test_a_bot_that_cannot_reach_telegram_can_be_stopped(
    telegram_server: TelegramServer, environ: dict[str, str]
) -> None:
    telegram_server.stop()
    bot = Bot(load_settings(environ))
    bot.stop.set()
    assert await bot.ends() == 0
    assert bot.announced == []


async def test_polling_goes_on_through_all_that_telegram_may_answer(
    telegram_server: TelegramServer,
    environ: dict[str, str],
    ana: User,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outage, "SHORTEST_S", 0.02)
    telegram_server.fails("getUpdates", 502)
    telegram_server.fails("getUpdates", 409)
    telegram_server.fails("getUpdates", 200, body=b'{"ok": false}')
    telegram_server.drops("getUpdates", after_effect=True)
    async with started(environ):
        ana.sends("hola")
        await ana.receives("echo hola")
    lines = [record.getMessage() for record in caplog.records if "takes this bot's updates" in record.getMessage()]
    assert len(lines) == 1


async def test_a_refused_token_is_one_line_without_it(telegram_server: TelegramServer, environ: dict[str, str]) -> None:
    bot = Bot(load_settings(environ | {"TELEGRAM_BOT_TOKEN": "999:not-the-right-one"}))
    with pytest.raises(TokenRefusedError, match="BotFather") as raised:
        await bot.ends()
    assert "not-the-right-one" not in str(raised.value)


async def test_a_token_taken_back_ends_the_bot(telegram_server: TelegramServer, environ: dict[str, str]) -> None:
    telegram_server.fails("getUpdates", 401, times=None)
    bot = Bot(load_settings(environ))
    with pytest.raises(TokenRefusedError):
        await bot.ends()


async def test_a_webhook_that_telegram_refuses_is_one_line(
    telegram_server: TelegramServer, environ: dict[str, str], hook: dict[str, str]
) -> None:
    telegram_server.fails("setWebhook", 400, "Bad Request: bad webhook: Failed to resolve host")
    bot = Bot(load_settings(environ | hook))
    with pytest.raises(WebhookRefusedError, match=r"DRAGOMAN_WEBHOOK_URL .*failed to resolve host"):
        await bot.ends()


async def test_a_port_that_is_taken_ends_the_bot(environ: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        bot = Bot(load_settings(environ | {"DRAGOMAN_WEBHOOK_PORT": str(other.getsockname()[1])}))
        with pytest.raises(PortTakenError):
            await bot.ends()
