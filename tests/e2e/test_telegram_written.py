"""``dragoman run`` with a chat model: at Telegram's pace, over a restart, and with the real client and checks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from answering.bootstrap import open_chat_answers
from answering.pipeline import Answerer
from answering.types import Composition
from bot.telegram import app, running
from bot.telegram.app import run_bot
from config.settings import Settings, load_settings
from tests.chat_endpoint import Asked, ChatEndpoint, Said, Slow, Stall
from tests.scripted import answer
from tests.telegram_bot import RunningBot, running_bot, scripted
from tests.telegram_server import TelegramServer, User
from tests.writing import ScriptedWriting
from vectorstore.index import PassageIndex

FIRST = "INTERPOL has 196 member countries [1]."
SECOND = f"{FIRST} Its head office is in Lyon [1]."
WHOLE = f"{SECOND}\n\n[1] Study guide › INTERPOL › Committee"


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> ScriptedWriting:
    """What writes the replies of a bot that runs by ``run_bot``."""
    scripted_writing = ScriptedWriting()
    monkeypatch.setattr(app, "open_chat_answers", lambda *_: scripted_writing)
    return scripted_writing


@pytest.fixture
def settings(telegram_server: TelegramServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    async def publish_nothing(_: Any) -> None: ...

    monkeypatch.setattr(running, "publish_menu", publish_nothing)
    environ = {
        "TELEGRAM_BOT_TOKEN": telegram_server.token,
        "DRAGOMAN_TELEGRAM_API_URL": telegram_server.url,
        "DRAGOMAN_HOME": str(tmp_path),
    }
    return load_settings(environ)


@asynccontextmanager
async def started(settings: Settings, index: PassageIndex, answers: Any) -> AsyncIterator[None]:
    """Run the bot for the length of the block."""
    runs, stop = asyncio.Event(), asyncio.Event()
    bot = asyncio.create_task(run_bot(settings, index, answers, announce=lambda _: runs.set(), stop=stop))
    waiting = asyncio.create_task(runs.wait())
    await asyncio.wait({waiting, bot}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
    try:
        assert waiting.done(), bot.result()
        yield
    finally:
        waiting.cancel()
        stop.set()
        assert await asyncio.wait_for(bot, 30) == 0


async def test_a_running_bot_shows_drafts_and_the_reply_at_telegrams_pace(
    telegram_server: TelegramServer, settings: Settings, harbour: PassageIndex, writing: ScriptedWriting, ben: User
) -> None:
    telegram_server.flood.mode = "enforce"
    async with started(settings, harbour, scripted(harbour)):
        ben.sends("What is INTERPOL?")
        writing.says(FIRST)
        await ben.sees_draft(FIRST)
        writing.says(SECOND)
        await ben.sees_draft(SECOND)
        writing.says(answer(SECOND))
        assert (await ben.receives()).text == WHOLE

    assert ben.was_shown() == [("draft", FIRST), ("draft", SECOND), ("new", WHOLE)]
    assert telegram_server.flood.breaches == []
    one, two, reply = (call.at for call in telegram_server.calls if call.method in ("sendMessageDraft", "sendMessage"))
    assert two - one > 1.0
    assert reply - two > 1.0


async def test_a_bot_that_stops_while_a_group_sees_a_reply_grow_finishes_that_message_when_it_is_back(
    telegram_server: TelegramServer,
    settings: Settings,
    harbour: PassageIndex,
    writing: ScriptedWriting,
    ben: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "DRAIN_S", 1.0)
    group = telegram_server.group(-4001, members=[ben])
    async with started(settings, harbour, scripted(harbour)):
        question = ben.sends("/ask What is INTERPOL?", group)
        writing.says(FIRST)
        first = await ben.receives(FIRST)
        writing.says(SECOND)
        await telegram_server.handed_over(question.update_id)
    writing.says(FIRST, SECOND, answer(SECOND))
    async with started(settings, harbour, scripted(harbour)):
        reply = await ben.receives(lambda message: bool(message.buttons))

    assert (reply.id, reply.text) == (first.id, WHOLE)
    assert len(group.messages()) == 1
    assert writing.has_watchers == [True, False]


# The real client, the real checks, the bundled documents


COUNTED = "INTERPOL has 196 member countries [1]."
FOUNDED = f"{COUNTED} INTERPOL was founded in Austria in 1923 [1]."


def obedient(asked: Asked) -> Said:
    """Say two sentences that the passage holds, and between them one that it does not."""
    key = next(key for key, text in asked.passages.items() if "196" in text and "1923" in text)
    said = (
        "INTERPOL has 196 member countries",
        "It has 250 offices in Lyon",
        "INTERPOL was founded in Austria in 1923",
    )
    return Slow([f"{sentence} [{key}]. " for sentence in said], each_s=0.4)


@asynccontextmanager
async def bot_with_model(
    telegram_server: TelegramServer, answerer: Answerer, index: PassageIndex, home: Path, **settings: Any
) -> AsyncIterator[RunningBot]:
    async with running_bot(telegram_server, home, index, answerer) as bot:
        bot.writing = open_chat_answers(Settings(home=home, **settings), answerer, index)
        await bot.restart()
        yield bot


async def first_composition(bot: RunningBot) -> Composition | None:
    async with bot.session() as session:
        return await session.replies.composition(1)


async def test_what_a_model_writes_is_seen_as_far_as_it_is_checked_and_ends_in_one_message_with_its_source(
    telegram_server: TelegramServer,
    bundled_answerer: Answerer,
    bundled_index: PassageIndex,
    tmp_path: Path,
    ben: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.telegram.growing.DRAFT_EACH_S", 0.0)
    with ChatEndpoint(obedient) as endpoint:
        chat = {"chat_model": "openai:scripted", "chat_model_url": endpoint.url}
        async with bot_with_model(telegram_server, bundled_answerer, bundled_index, tmp_path, **chat) as bot:
            ben.sends("How many member countries does INTERPOL have?")
            await ben.sees_draft()
            reply = await ben.receives(timeout_s=30)
            await bot.settled()
            written = await first_composition(bot)

    assert reply.text.startswith(f"{FOUNDED}\n\n[1] Study guide › INTERPOL")
    assert [button.text[:3] for button in reply.buttons] == ["[1]", "🙋", "👍", "👎"]
    drafts = [text for kind, text in ben.was_shown() if kind == "draft"]
    assert drafts
    assert set(drafts) <= {COUNTED, FOUNDED}
    assert ben.was_shown()[-1] == ("new", reply.text)
    assert written is not None
    assert [sentence.fault != "" for sentence in written.sentences] == [False, True, False]


async def test_a_model_that_stalls_costs_no_reply_and_shows_nothing(
    telegram_server: TelegramServer, bundled_answerer: Answerer, bundled_index: PassageIndex, tmp_path: Path, ben: User
) -> None:
    with ChatEndpoint([Stall()]) as endpoint:
        chat = {"chat_model": "openai:scripted", "chat_model_url": endpoint.url, "chat_model_timeout_s": 0.5}
        async with bot_with_model(telegram_server, bundled_answerer, bundled_index, tmp_path, **chat) as bot:
            ben.sends("How many member countries does INTERPOL have?")
            reply = await ben.receives("196")
            await bot.settled()
            written = await first_composition(bot)

    assert "[1] Study guide › INTERPOL" in reply.text
    assert ben.was_shown() == [("new", reply.text)]
    assert written is not None
    assert written.failure == "timeout"
