"""``dragoman run`` in a process of its own, over HTTP, as people on Telegram and whoever runs it see it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from bot.telegram.webhook import SECRET_HEADER
from tests.e2e.scripted_run import CRASH
from tests.telegram_server import Call, TelegramServer, User
from tests.telegram_server.fixture import telegram_server
from vectorstore.index import PassageIndex

__all__ = ["telegram_server"]
ROOT = Path(__file__).parents[2]
CONSOLE_SCRIPT = (str(Path(sys.executable).with_name("dragoman")),)
SCRIPTED = (sys.executable, "-m", "tests.e2e.scripted_run")
START_WITHIN_S, STOP_WITHIN_S = 120.0, 10.0


class Process:
    """A running ``dragoman`` and the lines that it has written so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.lines: list[str] = []
        self.pid = process.pid
        self._process = process
        self._changed = asyncio.Condition()
        self._readers = [asyncio.create_task(self._read(each)) for each in (process.stdout, process.stderr) if each]

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    @property
    def is_over(self) -> bool:
        return self._process.returncode is not None

    async def says(self, words: str, timeout_s: float = START_WITHIN_S) -> str:
        """Wait for a line with these words and return it."""

        def found() -> str | None:
            return next((line for line in self.lines if words in line), None)

        async with asyncio.timeout(timeout_s), self._changed:
            while (line := found()) is None:
                assert not self.is_over, f"it ended before it said {words!r}:\n{self.output}"
                await self._changed.wait()
        return line

    def gets(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def ends(self, timeout_s: float = STOP_WITHIN_S) -> int:
        """Wait for its end and for the last of its lines; return the exit code."""
        async with asyncio.timeout(timeout_s):
            code = await self._process.wait()
            await asyncio.gather(*self._readers)
        return code

    async def is_killed(self) -> None:
        if not self.is_over:
            self.gets(signal.SIGKILL)
        await self.ends()

    async def _read(self, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            async with self._changed:
                self.lines.append(line.decode().rstrip("\n"))
                self._changed.notify_all()
        async with self._changed:
            self._changed.notify_all()


Start = Callable[..., Awaitable[Process]]


@pytest.fixture
async def start(telegram_server: TelegramServer, tmp_path: Path) -> AsyncIterator[Start]:
    """What starts ``dragoman --verbose run`` against the test's server; all that it started is killed in the end."""
    processes: list[Process] = []
    environ = {
        "TELEGRAM_BOT_TOKEN": telegram_server.token,
        "DRAGOMAN_TELEGRAM_API_URL": telegram_server.url,
        "DRAGOMAN_HOME": str(tmp_path / "home"),
        "DRAGOMAN_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/dragoman.db",
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
    }

    async def run(command: tuple[str, ...] = SCRIPTED, **more: str) -> Process:
        process = await asyncio.create_subprocess_exec(
            *command,
            "--verbose",
            "run",
            cwd=tmp_path,
            env={**os.environ, **environ, **more},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        processes.append(Process(process))
        return processes[-1]

    yield run
    for each in processes:
        await each.is_killed()


@pytest.fixture
def ana(telegram_server: TelegramServer) -> User:
    return telegram_server.user(1001, "es", "Ana")


@pytest.fixture
def hook() -> dict[str, str]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    return {
        "DRAGOMAN_WEBHOOK_URL": f"http://127.0.0.1:{port}/updates",
        "DRAGOMAN_WEBHOOK_PORT": str(port),
        "DRAGOMAN_WEBHOOK_SECRET": "the-secret-of-this-hook",
    }


def answers_to(ana: User) -> list[str]:
    return [message.text for message in ana.messages()]


# The console script, the bundled documents and the bundled model


@pytest.fixture
def documents(bundled_index: PassageIndex) -> dict[str, str]:
    """A home in which the bundled documents are indexed."""
    return {"DRAGOMAN_HOME": str(bundled_index.store.home)}


async def test_by_polling_a_delegate_is_answered_with_sources_and_sigterm_waits_for_the_last_answer(
    telegram_server: TelegramServer, start: Start, documents: dict[str, str], ana: User
) -> None:
    process = await start(CONSOLE_SCRIPT, **documents)
    assert await process.says("is running") == "dragoman: @dragoman_test_bot is running, by polling; Ctrl-C stops it"
    ana.starts()
    await ana.receives("Dragoman")
    ana.sends("¿Cuántos países miembros tiene INTERPOL?")
    await ana.sees_action("typing")
    reply = await ana.receives("196")
    assert "\n\n[1] Guía de estudio › INTERPOL" in reply.text
    gate = telegram_server.holds("sendMessage", after_effect=True)
    ana.sends("How many arrests did Operation Spartacus lead to?")
    await gate.reached()
    asked = time.monotonic()
    process.gets(signal.SIGTERM)
    await process.says("Stopping")
    gate.opens()
    await ana.receives("134")
    assert await process.ends() == 0
    assert time.monotonic() - asked < STOP_WITHIN_S
    assert telegram_server.token.partition(":")[2] not in process.output
    assert "Spartacus" not in process.output


async def test_by_webhook_a_delegate_is_answered_and_a_stranger_is_not(
    telegram_server: TelegramServer, start: Start, documents: dict[str, str], hook: dict[str, str], ana: User
) -> None:
    process = await start(CONSOLE_SCRIPT, **documents, **hook)
    await process.says("by webhook")
    ana.sends("¿Cuántos países miembros tiene INTERPOL?")
    await ana.receives("196")
    forged = {
        "update_id": 1,
        "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"},
    }
    async with httpx.AsyncClient() as stranger:
        for headers in ({}, {SECRET_HEADER: "the-secret-of-this-hoo"}, {SECRET_HEADER: "ñ".encode()}):
            refused = await stranger.post(hook["DRAGOMAN_WEBHOOK_URL"], json=forged, headers=headers)
            assert (refused.status_code, refused.text) == (403, "")
        assert len(answers_to(ana)) == 1
        health = await stranger.get(hook["DRAGOMAN_WEBHOOK_URL"].replace("updates", "healthz"))
    assert (health.json()["ok"], health.json()["mode"]) == (True, "webhook")
    process.gets(signal.SIGINT)
    assert await process.ends() == 0
    assert hook["DRAGOMAN_WEBHOOK_SECRET"] not in process.output
    assert telegram_server.token.partition(":")[2] not in process.output


# Scripted answers: what does not depend on the model


@pytest.fixture(params=["polling", "webhook"])
def way(request: pytest.FixtureRequest, hook: dict[str, str]) -> dict[str, str]:
    return hook if request.param == "webhook" else {}


async def test_killed_between_question_and_reply_it_answers_once_after_the_restart(
    telegram_server: TelegramServer, start: Start, way: dict[str, str], ana: User
) -> None:
    first = await start(**way)
    await first.says("is running")
    gate = telegram_server.holds("sendMessage")
    question = ana.sends("¿Cuántos países?")
    await gate.reached()
    await telegram_server.handed_over(question.update_id)
    await first.is_killed()
    await gate.abandoned()
    gate.opens()
    second = await start(**way)
    await ana.receives("Son 196 países")
    ana.sends("How many countries?")
    await ana.receives("There are 196 countries")
    second.gets(signal.SIGTERM)
    assert await second.ends() == 0
    third = await start(**way)
    await third.says("is running")
    third.gets(signal.SIGTERM)
    assert await third.ends() == 0
    assert [text.partition("[")[0] for text in answers_to(ana)] == ["Son 196 países ", "There are 196 countries "]


async def test_killed_before_a_line_of_questions_is_answered_it_loses_none_and_keeps_their_order(
    telegram_server: TelegramServer, start: Start, ana: User
) -> None:
    eva = telegram_server.user(1002, "en", "Eva")
    first = await start()
    await first.says("is running")
    gate = telegram_server.holds("sendMessage")
    sent = [ana.sends("¿Cuántos países?"), eva.sends("How many countries?"), ana.sends("How many countries?")]
    for message in sent:
        await telegram_server.handed_over(message.update_id)
    await gate.reached(2)
    await first.is_killed()
    await gate.abandoned(2)
    gate.opens()
    await start()
    await eva.receives("There are 196")
    await ana.receives("Son 196")
    await ana.receives("There are 196")
    assert [text.partition(" 196")[0] for text in answers_to(ana)] == ["Son", "There are"]


async def test_one_bad_update_one_crash_and_one_repeat_do_not_disturb_the_rest(
    telegram_server: TelegramServer, start: Start, way: dict[str, str], ana: User
) -> None:
    process = await start(**way)
    await process.says("is running")
    telegram_server.raw_update({"callback_query": {"id": "1", "data": "a secret word"}})
    question = ana.sends("¿Cuántos países?")
    await ana.receives("Son 196 países")
    assert question.update_id is not None
    telegram_server.repeats(question.update_id)
    ana.sends(CRASH)
    sorry = await ana.receives("referencia")
    ana.sends("How many countries?")
    await ana.receives("There are 196 countries")
    await telegram_server.handed_over(question.update_id)
    assert len(answers_to(ana)) == 3
    await process.says("reading update", timeout_s=5)
    await process.says(sorry.text.split()[-1].strip("."), timeout_s=5)
    for words in ("a secret word", CRASH, "países", telegram_server.token.partition(":")[2]):
        assert words not in process.output


async def test_a_wrong_token_is_one_line_and_exit_code_1(start: Start) -> None:
    process = await start(TELEGRAM_BOT_TOKEN="999999:a-token-that-nobody-knows-of-at-all")
    assert await process.ends(START_WITHIN_S) == 1
    assert process.lines[-1].startswith("dragoman: expected TELEGRAM_BOT_TOKEN to be a token that Telegram knows")
    assert "nobody-knows" not in process.output
    assert "Traceback" not in process.output


async def test_the_token_is_in_no_line_whatever_telegram_answers(
    telegram_server: TelegramServer, start: Start, ana: User
) -> None:
    def asks(call: Call) -> bool:
        return call.method == "getUpdates"

    process = await start()
    await process.says("is running")
    told = f"Bad Gateway at https://api.telegram.org/bot{telegram_server.token}/getUpdates"
    telegram_server.fails(None, 502, told, when=asks, times=2)
    telegram_server.fails(None, 500, body=told.encode(), when=asks, times=1)
    ana.sends("¿Cuántos países?")
    await process.says("Telegram does not answer as it should")
    await ana.receives("Son 196 países")
    process.gets(signal.SIGTERM)
    assert await process.ends() == 0
    assert telegram_server.token.partition(":")[2] not in process.output


async def test_a_second_bot_with_the_same_token_is_told_in_one_line(
    telegram_server: TelegramServer, start: Start
) -> None:
    process = await start()
    await process.says("is running")
    telegram_server.fails("getUpdates", 409, times=3)
    await telegram_server.called("getUpdates", lambda call: call.status == 409, count=3, timeout_s=60)
    process.gets(signal.SIGTERM)
    assert await process.ends() == 0
    assert process.output.count("Somebody else takes this bot's updates") == 1


async def test_without_a_token_it_says_so_at_once(start: Start) -> None:
    process = await start(CONSOLE_SCRIPT, TELEGRAM_BOT_TOKEN="")
    assert await process.ends(START_WITHIN_S) == 2
    (line,) = process.lines
    assert line.startswith("dragoman: expected TELEGRAM_BOT_TOKEN ")
