"""A dais over a real database with the messenger that serves it: matters put before it, and what it decides."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.dais import decisions
from bot.dais.messenger import Messenger
from bot.dais.types import RulingText
from bot.database.engine import Database
from bot.database.matters import Matter, NewRequest, Request
from bot.database.notices import NewNotice, Notice
from bot.database.questions import NewQuestion
from bot.database.rulings import NewRuling, Ruling
from tests.databases import NOW
from tests.outboxes import QUICK, ScriptedCourier, SteppingClock
from vectorstore.types import Language

CHAIR, SECOND = 5_000_000_001, 5_000_000_002
ENGLISH, SPANISH = RulingText("en", "Are phones allowed?", "Until the vote."), RulingText("es", "", "Hasta votar.")


@dataclass(slots=True)
class CardNotes:
    """Of which matters it was said that they changed."""

    matters: list[int] = field(default_factory=list)

    def changed(self, matter_id: int) -> None:
        self.matters.append(matter_id)


@dataclass(slots=True)
class Hall:
    """A committee with two chairs, and the messenger between them and the delegates."""

    database: Database
    committee_id: int
    clock: Any = field(default_factory=SteppingClock)
    courier: Any = field(default_factory=ScriptedCourier)
    cards: CardNotes = field(default_factory=CardNotes)

    def messenger(self) -> Messenger:
        return Messenger(self.database, self.courier, self.clock, self.cards, tempo=QUICK)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Messenger]:
        """Run a messenger for the length of the block, as a start and a proper stop do."""
        messenger, stop = self.messenger(), asyncio.Event()
        await messenger.recover()
        task = asyncio.create_task(messenger.run(stop))
        try:
            yield messenger
        finally:
            self.courier.gate.set()
            stop.set()
            await asyncio.wait_for(task, 20)

    async def asks(
        self,
        user_id: int,
        text: str = "Are phones allowed?",
        *,
        language: Language = "en",
        chat_id: int | None = None,
        thread_id: int | None = None,
        into: Matter | None = None,
    ) -> Request:
        """Put a person's question before the dais, in a matter of its own or into another, without a notice."""
        chat = chat_id or user_id
        async with self.database.session() as session:
            now = self.clock()
            await session.people.touch(user_id, chat_id=user_id, telegram_language=language, now=now)
            question = NewQuestion(None, self.committee_id, user_id, chat, thread_id, 70, text, private=chat > 0)
            question_id = await session.questions.write(question, now)
            matter = into or await session.matters.open(self.committee_id, now)
            new = NewRequest(question_id, None, user_id, chat, thread_id, 70, text, language)
            request = await session.matters.add_request(matter.id, new, now)
        assert request is not None
        return request

    async def asked(self, request: Request, *chairs: int, not_before: datetime | None = None) -> None:
        """Have chairs asked about a request's matter."""
        rows = [NewNotice("asked", request.matter_id, each, each, NOW, not_before=not_before) for each in chairs]
        async with self.database.session() as session:
            await session.notices.add(rows)

    async def received(self, request: Request) -> None:
        row = NewNotice("received", request.matter_id, request.user_id, request.chat_id, NOW, request_id=request.id)
        async with self.database.session() as session:
            await session.notices.add([row])

    async def answers(self, request: Request, *texts: RulingText, public: bool = True) -> Ruling:
        """Settle a request's matter with an answer, which everyone who waits is to be told."""
        written = {each.language: each for each in texts or (ENGLISH, SPANISH)}
        new = NewRuling(self.committee_id, request.matter_id, CHAIR, CHAIR, texts=written)
        async with self.database.session() as session:
            draft = await session.rulings.create(new, self.clock())
            given = await decisions.confirm(session, draft, draft.revision, public=public, by=CHAIR, now=self.clock())
        assert given is not None
        return given

    async def corrects(self, ruling: Ruling, text: str) -> Ruling:
        new = NewRuling(
            self.committee_id,
            ruling.matter_id,
            CHAIR,
            CHAIR,
            texts={"en": RulingText("en", "", text)},
            revises_id=ruling.id,
        )
        async with self.database.session() as session:
            draft = await session.rulings.create(new, self.clock())
            revised = await decisions.revise(session, draft, draft.revision, by=CHAIR, now=self.clock())
        assert revised is not None
        return revised

    async def revokes(self, ruling: Ruling) -> None:
        async with self.database.session() as session:
            assert await decisions.revoke(session, ruling, by=CHAIR, now=self.clock()) is not None

    async def digest_every(self, minutes: int, user_id: int = CHAIR) -> None:
        async with self.database.session() as session:
            await session.matters.set_digest(user_id, self.committee_id, minutes)

    async def notices(self) -> list[Notice]:
        """Return all notices there are, in order."""
        found = list[Notice]()
        async with self.database.session() as session:
            while (notice := await session.notices.get(len(found) + 1)) is not None:
                found.append(notice)
        return found

    async def states(self) -> list[tuple[str, int | None, str, str | None]]:
        """Return kind, chat, state and reason of each notice, in order."""
        return [(each.kind, each.chat_id, each.state, each.reason) for each in await self.notices()]

    async def is_done(self) -> None:
        """Wait until no notice waits any more."""
        await self.until(lambda notices: all(each.state not in ("pending", "sending") for each in notices))

    async def until(self, look: Callable[[list[Notice]], bool]) -> None:
        async with asyncio.timeout(20):
            while not look(await self.notices()):
                await asyncio.sleep(0.005)

    async def killed_at(self, is_there: Callable[[], Awaitable[bool]] | Callable[[], bool]) -> None:
        """Run a messenger and end it like a process that is killed, once its courier is there."""
        run = asyncio.create_task(self.messenger().run(asyncio.Event()))
        await self.courier.until(is_there)
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)


async def hall_in(database: Database, **fields: Any) -> Hall:
    """Return a hall with its committee and two chairs."""
    async with database.session() as session:
        committee = await session.committees.ensure("interpol", now=NOW)
        for chair in (CHAIR, SECOND):
            await session.people.touch(chair, chat_id=chair, telegram_language="en", now=NOW)
            await session.people.join(chair, committee.id, "chair", NOW)
    return Hall(database, committee.id, **fields)


def in_minutes(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)
