"""What the dais keeps of people who are forgotten and of committees that go, and what the version before kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from alembic import command
from sqlalchemy import Connection, text

from bot.database.engine import Database, open_database
from bot.database.matters import Request
from bot.database.migrating import alembic_config
from bot.database.notices import NewNotice
from bot.database.questions import NewQuestion
from tests.dais_rooms import asked_in, draft_on, given_on, matter_of, new_request, ruling
from tests.databases import DAY, MINUTE, NOW, count_of, everything_in, run_sync
from tests.rooms import ANA, BEN, CHAIR, CLO, GROUP, room_in
from tests.scripted import answer, refusal

TABLES = ("matters", "requests", "rulings", "ruling_texts", "notices", "cards")


# forgetting


async def test_who_is_forgotten_waits_no_more_and_leaves_no_matter_open_behind(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        alone = await asked_in(session, committee, ANA, "only Ana asks this")
        shared = await asked_in(session, committee, ANA)
        of_ben = await asked_in(session, committee, BEN, matter=await matter_of(session, shared))
        given = await given_on(session, await matter_of(session, await asked_in(session, committee, ANA)))
        under_hers = new_request(shared.question_id, CLO, text="only Ana asks this")
        assert await session.matters.add_request(shared.matter_id, under_hers, NOW) is not None
        received = NewNotice("received", alone.matter_id, ANA, ANA, NOW, request_id=alone.id)
        await session.notices.add([received, NewNotice("asked", alone.matter_id, CHAIR, CHAIR, NOW)])
        await session.people.forget(ANA)

        assert (await matter_of(session, of_ben)).state == "open"
        assert await session.matters.requests_of(shared.matter_id) == [of_ben]
        closed = await session.matters.get(alone.matter_id)
        assert closed is not None
        assert closed.state == "closed"
        assert [each.kind for each in await session.notices.due(NOW, 9)] == ["asked"]
        assert await session.rulings.standing(committee.id) == [given]
        settled = await session.matters.settled_in(committee.id)
        assert [each.id for each in settled] == [given.matter_id]
    kept = await everything_in(url)
    assert str(ANA) not in kept
    assert "only Ana asks this" not in kept


async def test_a_forgotten_chair_leaves_what_was_decided_and_no_draft(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        answered, waiting = await asked_in(session, committee, ANA), await asked_in(session, committee, BEN)
        matter = await matter_of(session, answered)
        await session.matters.claim(waiting.matter_id, CHAIR, NOW, lapsed_before=NOW)
        await session.matters.claim(matter.id, CHAIR, NOW, lapsed_before=NOW)
        given = await given_on(session, matter)
        draft = await draft_on(session, await matter_of(session, waiting))
        await session.audit.write(
            "rule", NOW, user_id=CHAIR, committee_id=committee.id, ruling_id=given.id, matter_id=3
        )
        await session.notices.add(
            [NewNotice("asked", each.matter_id, CHAIR, CHAIR, NOW) for each in (answered, waiting)]
        )
        await session.notices.begin(1, NOW)
        await session.notices.note_card(CHAIR, 7, matter_id=matter.id)
        await session.people.forget(CHAIR)

        assert await ruling(session, given.id) == replace(given, author_id=None, chat_id=None)
        assert await session.rulings.get(draft.id) is None
        freed, settled = await matter_of(session, waiting), await matter_of(session, answered)
        assert (freed.state, freed.claimed_by, freed.claimed_at) == ("open", None, None)
        assert (settled.state, settled.settled_by, settled.settled_at) == ("settled", None, NOW)
        assert await session.notices.card(CHAIR, 7) is None
        assert await session.notices.put_back(1, None, counted=False)
        told = [await session.notices.get(number) for number in (1, 2)]
        assert [(n.state, n.reason, n.user_id, n.chat_id) for n in told if n] == [("failed", "left", None, None)] * 2
        assert await session.notices.due(NOW, 10) == []
    assert str(CHAIR) not in await everything_in(url)
    assert await count_of(url, "audit") == 1


async def test_a_committee_that_goes_takes_all_of_its_dais_along(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        request = await asked_in(session, committee, ANA)
        given = await given_on(session, await matter_of(session, request))
        await draft_on(session, await matter_of(session, request), revises_id=given.id)
        await session.notices.add([NewNotice("told", request.matter_id, ANA, ANA, NOW, request.id, given.id, 1)])
        await session.notices.note_card(CHAIR, 1, matter_id=request.matter_id)
        await session.notices.note_card(CHAIR, 2, ruling_id=given.id)

    def purge(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA foreign_keys = ON"))
        connection.execute(text("DELETE FROM committees"))

    await run_sync(url, purge)
    assert {table: await count_of(url, table) for table in TABLES} == dict.fromkeys(TABLES, 0)


# the version before


def go_to(connection: Connection, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    (command.downgrade if revision < "0004" else command.upgrade)(config, revision)


async def before_the_dais(url: str) -> dict[str, int]:
    """Fill a database of the version before, with questions that went to the dais, and return their ids by name."""
    database = await open_database(url)
    async with database.session() as session:
        committee = await room_in(session)
        await session.people.join(9, committee.id, "delegate", NOW)  # never opened a private chat
        made = {}
        for number, (name, chat_id, thread_id) in enumerate(
            [
                ("private", ANA, None),
                ("in a group", GROUP, 5),
                ("by one without a chat", GROUP, 5),
                ("by one who is forgotten", GROUP, None),
                ("by nobody", GROUP, None),
                ("kept back", ANA, None),
            ]
        ):
            asker = None if name == "by nobody" else ANA
            new = NewQuestion(None, committee.id, asker, chat_id, thread_id, 10 + number, name, chat_id > 0)
            made[name] = await session.questions.write(new, NOW)
        for reply in (answer("Hay 3.", "en"), refusal("es")):
            await session.replies.save(made["private"], reply, NOW)
    await database.close()

    def send(connection: Connection) -> None:
        go_to(connection, "0003")
        pressers = {"private": ANA, "in a group": BEN, "by one without a chat": 9}
        for minutes, name in enumerate(list(made)[:5]):
            values = {"id": made[name], "at": NOW + minutes * MINUTE, "by": pressers.get(name)}
            if connection.dialect.name == "sqlite":
                values["at"] = values["at"].strftime("%Y-%m-%d %H:%M:%S.%f")
            statement = "UPDATE questions SET to_dais_at = :at, to_dais_by = :by WHERE id = :id"
            connection.execute(text(statement), values)

    await run_sync(url, send)
    return made


async def test_what_went_to_the_dais_in_the_version_before_waits_in_the_inbox(url: str) -> None:
    made = await before_the_dais(url)
    database = await open_database(url)
    async with database.session() as session:
        committee = await session.committees.get("interpol")
        assert committee is not None
        matters = await session.matters.open_in(committee.id)
        found = {each.text: each for m in matters for each in await session.matters.requests_of(m.id)}
        assert [each.opened_at for each in matters] == [NOW + minutes * MINUTE for minutes in range(4)]
        latest = await session.replies.latest_of(made["private"])
        newest = await asked_in(session, committee, CLO)
    await database.close()

    def place_of(request: Request) -> Any:
        return request.user_id, request.chat_id, request.thread_id, request.message_id

    assert {name: place_of(each) for name, each in found.items()} == {
        "private": (ANA, ANA, None, 10),
        "in a group": (BEN, BEN, None, None),
        "by one without a chat": (9, GROUP, 5, 12),
        "by one who is forgotten": (ANA, ANA, None, None),
    }
    assert latest is not None
    assert [(each.reply_id, each.language) for each in found.values()] == [(latest.id, "es"), *[(None, "en")] * 3]
    assert {(each.state, each.signed, each.created_at == NOW) for each in found.values()} == {
        ("waiting", False, True),
        ("waiting", False, False),
    }
    assert {name: each.question_id for name, each in found.items()} == {name: made[name] for name in found}
    assert newest.id > max(each.id for each in found.values())


async def test_going_back_keeps_who_put_a_question_before_the_dais(url: str) -> None:
    database = await open_database(url)
    async with database.session() as session:
        committee = await room_in(session)
        first = await asked_in(session, committee, ANA)
        await session.matters.add_request(first.matter_id, new_request(first.question_id, BEN), NOW + DAY)
        gone = await asked_in(session, committee, ANA)
        await session.matters.withdraw(gone.id, ANA)
        await session.matters.set_digest(CHAIR, committee.id, 15)
    await database.close()
    await run_sync(url, go_to, "0003")

    def read(connection: Connection) -> list[Any]:
        columns = "id, to_dais_at IS NOT NULL, to_dais_by"
        return [tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM questions ORDER BY id"))]

    assert await run_sync(url, read) == [(first.question_id, True, ANA), (gone.question_id, False, None)]

    database = await open_database(url)
    async with database.session() as session:
        assert await session.matters.digest_of(CHAIR, committee.id) == 0
        waiting = await session.matters.open_in(committee.id)
        requests = [each for matter in waiting for each in await session.matters.requests_of(matter.id)]
    await database.close()
    assert [(each.question_id, each.user_id, each.created_at) for each in requests] == [(first.question_id, ANA, NOW)]
