"""A committee taken out of the database: nothing of it stays in any table, and nothing of another goes."""

from __future__ import annotations

import asyncio
from typing import Any

from answering.types import Composition, JudgedSentence
from bot.database.committees import Committee
from bot.database.engine import Database, Session
from bot.database.errors import RowRejectedError
from bot.database.notices import NewNotice
from bot.database.purging import Purged
from bot.database.questions import NewQuestion
from bot.database.tables import METADATA
from tests.dais_rooms import asked_in, given_on, matter_of, question_in
from tests.databases import NOW, count_of, everything_in
from tests.rooms import ANA, BEN, CHAIR, CLO, GROUP, room_in, seat, sent_in, wordings
from tests.scripted import answer

MOON, SECRET = 5_000_000_099, "a secret of the interpol room"
STAYS = "what was asked in the other room"


def message(chat_id: int, user_id: int, text: str) -> dict[str, Any]:
    return {"message": {"message_id": 1, "chat": {"id": chat_id}, "from": {"id": user_id}, "text": text}}


async def full_room(session: Session) -> Committee:
    """Return a committee with a row in every table."""
    committee = await room_in(session)
    await session.invites.create(committee.id, "delegate", now=NOW, created_by=CHAIR)
    asked = await asked_in(session, committee, ANA, SECRET)
    reply = answer(SECRET)
    written = Composition("model", "prompt", (SECRET,), (JudgedSentence(SECRET, None, ()),), "")
    reply = type(reply)(reply.text, reply.language, reply.citations, reply.retrieved, "model", composition=written)
    reply_id = await session.replies.save(asked.question_id, reply, NOW)
    await session.feedback.set(reply_id, BEN, -1, NOW)
    given = await given_on(session, await matter_of(session, asked))
    told = NewNotice("told", asked.matter_id, ANA, ANA, NOW, request_id=asked.id, ruling_id=given.id, version=1)
    await session.notices.add([told])
    await session.notices.note_card(CHAIR, 77, matter_id=asked.matter_id)
    sent, _ = await sent_in(session, committee, wordings=wordings(es=SECRET, en=SECRET))
    await session.announcements.receive(sent.id, ANA, NOW)
    await session.audit.write("rule", NOW, user_id=CHAIR, ruling_id=given.id)
    await session.audit.write("send", NOW, user_id=CHAIR, announcement_id=sent.id)
    await session.updates.store(1, message(ANA, ANA, SECRET), NOW)
    await session.updates.store(2, message(GROUP, MOON, SECRET), NOW)
    await session.questions.write(
        NewQuestion(None, committee.id, MOON, GROUP, None, 5, SECRET, False), NOW
    )  # in the group, by somebody who never joined
    await session.people.touch(MOON, chat_id=None, telegram_language="en", now=NOW)
    return committee


async def test_nothing_of_the_only_committee_is_left_in_any_table(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await full_room(session)
    tables = [table.name for table in METADATA.sorted_tables]
    assert [table for table in tables if await count_of(url, table) == 0] == []

    async with database.session() as session:
        purged = await session.purges.purge(committee.id, NOW)

    assert purged == Purged(questions=2, rulings=1, announcements=1, invites=1, groups=1, memberships=4, people=5)
    assert [table for table in tables if await count_of(url, table) > 0] == ["updates"]
    left = await everything_in(url)
    assert SECRET not in left
    assert [number for number in (ANA, BEN, CLO, CHAIR, MOON, GROUP) if str(number) in left] == []


async def test_another_committee_stays_as_it_was_and_so_do_the_people_who_are_in_it(
    database: Database, url: str
) -> None:
    async with database.session() as session:
        committee = await full_room(session)
        other = await session.committees.ensure("ecosoc", now=NOW)
        await seat(session, ANA, other)
        await session.people.join(ANA, other.id, "delegate", NOW)
        await question_in(session, other, BEN, STAYS)
        sent, round_id = await sent_in(session, other)
        await session.updates.store(3, message(ANA, ANA, STAYS), NOW)
        await session.purges.purge(committee.id, NOW)

        ana, ben, clo = [await session.people.find(user_id) for user_id in (ANA, BEN, CLO)]
        assert ana is not None
        assert (ana.committee_id, ana.role) == (other.id, "delegate")
        assert ben is not None  # has asked there
        assert (ben.committee_id, clo) == (None, None)
        assert [each.text for each in await session.overview.asked(other.id)] == [STAYS]
        assert (await session.deliveries.counts(round_id)).sent == 1
        assert await session.announcements.get(sent.id) is not None
        assert [each.update_id for each in await session.updates.unhandled(NOW)] == [1, 3]
    left = await everything_in(url)
    assert str(CLO) not in left
    assert str(GROUP) not in left


async def test_a_chair_who_goes_leaves_their_name_on_nothing_of_all_committees(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        await sent_in(session, None)  # type: ignore[arg-type]
        await session.purges.purge(committee.id, NOW)

    assert str(CHAIR) not in await everything_in(url)
    assert str(ANA) not in await everything_in(url)


async def test_a_question_that_comes_meanwhile_is_refused_and_leaves_nothing(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await room_in(session)

    async def purge() -> None:
        async with database.session() as session:
            await session.purges.purge(committee.id, NOW)

    async def ask(number: int) -> None:
        async with database.session() as session:
            await question_in(session, committee, 6_000_000_000 + number, SECRET)

    outcomes = await asyncio.gather(purge(), *(ask(number) for number in range(8)), return_exceptions=True)

    assert all(each is None or isinstance(each, RowRejectedError) for each in outcomes), outcomes
    assert await count_of(url, "questions") == 0
    assert SECRET not in await everything_in(url)


async def test_a_committee_of_that_name_can_begin_anew(database: Database) -> None:
    async with database.session() as session:
        committee = await full_room(session)
        await session.purges.purge(committee.id, NOW)
        anew = await room_in(session)

        assert anew.id != committee.id
        assert await session.overview.asked(anew.id) == []
