"""The bot's handlers in this process, over a small committee: real index, real database, replies by script."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import Application, ContextTypes

from answering.bootstrap import open_same_question
from answering.types import Answer, Citation, Refusal, Reply, Source
from bot.announcements.moments import zone_of
from bot.announcements.sources import IssuedSources
from bot.answers_pool import AnswerPool
from bot.database.engine import Database, Session, default_url, open_database
from bot.database.people import Role
from bot.telegram.app import build_messenger, build_outbox, serve
from bot.telegram.context import Context, Services
from bot.telegram.limiter import PacedLimiter
from bot.telegram.pace import Limits
from bot.telegram.patience import Patience
from bot.telegram.processing import PerChatProcessor
from bot.telegram.typing_signs import TypingSigns
from config.settings import Settings
from ingest.pipeline import ingest_paths
from tests.fakes import FakeEncoder
from tests.scripted import ScriptedAnswers, small_talk
from tests.telegram_server import TelegramServer
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore
from vectorstore.types import Language, Passage

COMMITTEE = "interpol"
GUIDE = {
    "en": """---
document: Harbour guide
title: Harbour guide
language: en
---

The guide for all who come by sea.

# Topic A: The harbour

## Operation Akoma

In 2015, Operation Akoma led to the arrest of 25 people. The partner was the port of Tema.

It took place in two harbours.

## Pilots & tugs

Eleven pilots work in the harbour.

# References

Harbour office, yearbook.
""",
    "es": """---
document: Harbour guide
title: Guía del puerto
language: es
---

La guía para quien llega por mar.

# Tema A: El puerto

## Operación Akoma

En 2015, la Operación Akoma llevó a la detención de 25 personas. El socio fue el puerto de Tema.

Tuvo lugar en dos puertos.

## Pilotos y remolcadores

Once pilotos trabajan en el puerto.

# Referencias

Oficina del puerto, anuario.
""",
}
YEARBOOK = "# Storms\n\nThere were nine storms in 1951.\n\n# Calms\n\nThere were none.\n"
ARRESTS, ARRESTS_ES = "How many arrests did Operation Akoma lead to?", "¿Cuántas detenciones hubo en Akoma?"
MAYOR = "Who is the mayor?"
NO_LIMITS = Limits(per_second=1000, chat_spacing_s=0, group_count=1000, group_window_s=1)
ARRESTS_SAID = "In 2015, Operation Akoma led to the arrest of 25 people [1]. Eleven pilots work in the harbour [2]."


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageIndex]:
    """The index of committee ``interpol``: a guide in both languages and an English yearbook."""
    home = tmp_path_factory.mktemp("harbour")
    paths = [home / f"harbour-guide.{language}.md" for language in GUIDE]
    for path, text in zip(paths, GUIDE.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    yearbook = home / "yearbook.md"
    yearbook.write_text(YEARBOOK, encoding="utf-8")
    index = PassageIndex(PassageStore(home / "store"), FakeEncoder("akoma"))
    reports = ingest_paths([*paths, yearbook], COMMITTEE, index)
    assert [report.error for report in reports] == [None] * 3
    yield index
    index.store.close()


def passage(index: PassageIndex, language: Language, key: str) -> Passage:
    """Return a section's first passage."""
    return index.passages(COMMITTEE, [("Harbour guide", language, key)])[0]


def source(of: Passage) -> Source:
    return Source(of.id, of.document, of.title, of.section, of.page, of.language, 0.5)


class Script(ScriptedAnswers):
    """A script that a test may add to."""

    def __init__(self, script: dict[str, Reply | Exception]) -> None:
        super().__init__(script)
        self.script = script


def scripted(index: PassageIndex) -> Script:
    """Return an answer in each language, a refusal, small talk; any other question gets a stock answer."""

    def answer(language: Language, text: str, quotes: tuple[str, str]) -> Answer:
        sources = [source(passage(index, language, key)) for key in ("1.1", "1.2")]
        cited = [Citation(number, *each) for number, each in enumerate(zip(sources, quotes, strict=True), start=1)]
        return Answer(text, language, tuple(cited), tuple(sources), "quotes")

    nearest = tuple(source(passage(index, "en", key)) for key in ("1.2", "2"))
    return Script(
        {
            ARRESTS: answer(
                "en",
                ARRESTS_SAID,
                ("In 2015, Operation Akoma led to the arrest of 25 people.", "Eleven pilots work in the harbour."),
            ),
            ARRESTS_ES: answer(
                "es",
                "En 2015, la Operación Akoma llevó a la detención de 25 personas [1]. Once pilotos trabajan [2].",
                (
                    "En 2015, la Operación Akoma llevó a la detención de 25 personas.",
                    "Once pilotos trabajan en el puerto.",
                ),
            ),
            MAYOR: Refusal("The documents do not tell.", "en", "not_in_documents", nearest, nearest),
            "hello there": small_talk(),
        }
    )


@dataclass(slots=True)
class Clock:
    """The machine's clock, put forward by hand."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class WordForWord:
    """Takes questions for the same that say the same word for word."""

    def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
        return [float(asked.split() == other.split()) for other in others]


@dataclass(slots=True)
class RunningBot:
    """The bot, and what stands behind it."""

    server: TelegramServer
    settings: Settings
    index: PassageIndex
    answers: Any
    database: Database
    clock: Clock = field(default_factory=Clock)
    application: Any = None
    outbox: Any = None
    reports: Any = None
    messenger: Any = None
    cards: Any = None
    sources: Any = None
    likeness: Any = None
    translator: Any = None
    writing: Any = None
    limits: Limits = NO_LIMITS
    _pool: Any = None
    _sending: list[Any] = field(default_factory=list)
    _no_more_sending: Any = None

    async def start(self) -> None:
        self._pool = AnswerPool(self.answers, threads=2, writing=self.writing)
        builder = Application.builder().token(self.server.token).base_url(f"{self.server.url}/bot").job_queue(None)
        builder = builder.concurrent_updates(PerChatProcessor()).rate_limiter(PacedLimiter(self.limits))
        self.application = builder.context_types(ContextTypes(context=Context)).build()
        bot, stored = self.application.bot, (self.database, self.clock)
        self.sources = IssuedSources(self.index, self.database, self.settings.timezone)
        self.outbox, self.reports = build_outbox(bot, *stored, zone_of(self.settings), self.sources)
        if self.likeness is None:  # a made-up encoder is not to load the bundled model
            is_made_up = isinstance(self.index.encoder, FakeEncoder)
            self.likeness = WordForWord() if is_made_up else open_same_question(self.index)
        self.messenger, self.cards = build_messenger(bot, *stored, self.index, zone_of(self.settings), self.likeness)
        services = Services(
            *(self.settings, self.database, self.index, self._pool, Patience(), TypingSigns(), self.clock),
            *(self.outbox, self.reports, self.translator, self.sources, self.likeness),
            messenger=self.messenger,
            cards=self.cards,
        )
        serve(self.application, services)
        self.sources.changed(None)
        await self.outbox.recover()
        await self.messenger.recover()
        await self.application.initialize()
        await self.application.start()
        self._no_more_sending = asyncio.Event()
        workers = (self.outbox, self.messenger)
        self._sending = [asyncio.create_task(worker.run(self._no_more_sending)) for worker in workers]
        await self.reports.resume()
        await self.sources.settled()
        kinds = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
        await self.application.updater.start_polling(timeout=10, allowed_updates=kinds)

    async def stop(self) -> None:
        self._no_more_sending.set()
        await self.application.updater.stop()
        await self.application.stop()
        await asyncio.gather(*self._sending)
        await self.reports.close()
        await self.cards.close()
        await self.sources.close()
        await self.application.shutdown()
        await self._pool.close()

    async def settled(self) -> None:
        """Wait until the handlers are done with all that was handed over."""
        await self.application.update_queue.join()

    async def restart(self) -> None:
        """Come back with nothing but the database and the index."""
        await self.stop()
        await self.start()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        async with self.database.session() as session:
            yield session

    async def invite(self, role: Role, committee: str = COMMITTEE, **limits: Any) -> str:
        """Return the payload of a new invite."""
        now = self.clock()
        async with self.session() as session:
            found = await session.committees.ensure(committee, now=now)
            return await session.invites.create(found.id, role, now=now, **limits)

    async def seat(self, user_id: int, role: Role, committee: str = COMMITTEE) -> None:
        """Make somebody a member."""
        now = self.clock()
        async with self.session() as session:
            found = await session.committees.ensure(committee, now=now)
            await session.people.touch(user_id, chat_id=user_id, telegram_language=None, now=now)
            await session.people.join(user_id, found.id, role, now)


@asynccontextmanager
async def running_bot(
    server: TelegramServer, home: Path, index: PassageIndex, answers: Any, **settings: Any
) -> AsyncIterator[RunningBot]:
    database = await open_database(default_url(home))
    bot = RunningBot(server, Settings(**settings), index, answers, database)
    try:
        await bot.start()
        try:
            yield bot
        finally:
            await bot.stop()
    finally:
        await database.close()
