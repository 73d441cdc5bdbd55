"""What a chat model wrote for a reply, and translations of quotes: kept, read and forgotten with the reply."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection

from answering.types import Answer, Citation, Composition, JudgedSentence, Refusal
from bot.database.engine import Database, open_database
from bot.database.migrating import alembic_config
from bot.database.questions import NewQuestion
from bot.database.tables import citations, committees, questions, replies
from tests.databases import NOW, count_of, everything_in, run_sync
from tests.scripted import answer, refusal, source

ANA, BEN = 5_000_000_001, 42
WRITTEN = Composition(
    model="openai:gpt-4o-mini",
    prompt="0a1b2c3d",
    raw=("Hay 196 países [kqzt].\nSon 300 [kqzt].", 'Hay 196 países [kqzt]. 👍 "…"'),
    sentences=(JudgedSentence("Hay 196 países [kqzt].", ""), JudgedSentence("Son 300 [kqzt].", "number", "300")),
)
FAILED = Composition("ollama:llama3.1", "0a1b2c3d", ("",), (), "empty")


async def asked(database: Database, user_id: int = ANA) -> int:
    async with database.session() as session:
        committee = await session.committees.ensure("interpol", now=NOW)
        question = NewQuestion(user_id, committee.id, user_id, user_id, None, 1, "¿Cuántos?", True)
        return await session.questions.write(question, NOW)


def written(composition: Composition | None, translation: str = "") -> Answer:
    cited = Citation(1, source(), "196 member countries", translation)
    return replace(answer("Hay 196 países [1].", "es"), citations=(cited,), composition=composition)


async def save(database: Database, question_id: int, reply: Answer | Refusal) -> int:
    async with database.session() as session:
        return await session.replies.save(question_id, reply, NOW)


@pytest.mark.parametrize(
    "composition",
    [
        pytest.param(WRITTEN, id="written"),
        pytest.param(FAILED, id="failed"),
        pytest.param(replace(WRITTEN, raw=("<b>'\"; DROP TABLE replies; --\u202e", "ñ" * 5000)), id="awkward"),
        pytest.param(replace(WRITTEN, raw=("a\x00b caf\ud83d",)), id="what no text column keeps"),
    ],
)
async def test_what_a_model_wrote_comes_back_as_it_was(database: Database, composition: Composition) -> None:
    reply_id = await save(database, await asked(database), written(composition))

    async with database.session() as session:
        assert await session.replies.composition(reply_id) == composition


@pytest.mark.parametrize("reply", [pytest.param(written(None), id="quotes"), pytest.param(refusal(), id="refusal")])
async def test_a_reply_that_no_model_wrote_has_no_composition(
    database: Database, url: str, reply: Answer | Refusal
) -> None:
    reply_id = await save(database, await asked(database), reply)

    async with database.session() as session:
        assert await session.replies.composition(reply_id) is None
        assert await session.replies.composition(404) is None
    assert await count_of(url, "compositions") == 0


async def test_a_translation_comes_back_with_its_quote_and_can_be_added(database: Database) -> None:
    question_id = await asked(database)
    with_one = await save(database, question_id, written(WRITTEN, "196 países miembros"))
    without = await save(database, question_id, written(WRITTEN))
    async with database.session() as session:
        await session.replies.keep_translation(without, 1, "196 países")
        await session.replies.keep_translation(without, 2, "there is no second")
        await session.replies.keep_translation(404, 1, "nor such a reply")
        found = [await session.replies.get(reply_id) for reply_id in (with_one, without)]

    assert [reply.citations[0].translation for reply in found if reply] == ["196 países miembros", "196 países"]


async def test_the_nearest_sections_of_a_refusal_are_not_translated(database: Database, url: str) -> None:
    reply_id = await save(database, await asked(database), refusal())
    async with database.session() as session:
        await session.replies.keep_translation(reply_id, 1, "nothing was quoted")

    assert "nothing was quoted" not in await everything_in(url)


async def test_forgetting_takes_along_what_was_written_for_the_person_and_nothing_of_another(
    database: Database, url: str
) -> None:
    hers = await save(database, await asked(database, ANA), written(WRITTEN, "la traducción de Ana"))
    his = await save(database, await asked(database, BEN), written(FAILED, "la de Ben"))
    async with database.session() as session:
        await session.people.forget(ANA)

    async with database.session() as session:
        assert await session.replies.composition(hers) is None
        assert await session.replies.composition(his) == FAILED
    kept = await everything_in(url)
    assert "kqzt" not in kept
    assert "de Ana" not in kept
    assert "la de Ben" in kept


async def test_replies_of_the_version_before_keep_their_quotes_and_can_be_translated(url: str, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()

    def make_and_fill(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        place = {"document": "Guide", "title": "Guide", "section": ["A"], "language": "en", "passage_id": "p1"}
        reply = {"kind": "answer", "language": "es", "text": "Son 196 [1].", "composed_by": "quotes"}
        question = {"chat_id": ANA, "message_id": 1, "text": "¿Cuántos?", "private": True}
        connection.execute(committees.insert().values(id=1, slug="interpol", title="INTERPOL", created_at=NOW))
        connection.execute(questions.insert().values(id=1, committee_id=1, user_id=ANA, asked_at=NOW, **question))
        connection.execute(replies.insert().values(id=1, question_id=1, created_at=NOW, **reply))
        cited = {"reply_id": 1, "number": 1, "role": "cited", "score": 0.5, "quote": "196 countries"}
        connection.execute(citations.insert().values(id=1, **cited, **place))

    await run_sync(url, make_and_fill)
    database = await open_database(url)
    try:
        async with database.session() as session:
            before = await session.replies.get(1)
            assert await session.replies.composition(1) is None
            await session.replies.keep_translation(1, 1, "196 países")
            after = await session.replies.get(1)
    finally:
        await database.close()

    assert before is not None
    assert after is not None
    assert before.text == "Son 196 [1]."
    assert [(each.quote, each.translation) for each in before.citations] == [("196 countries", "")]
    assert [(each.quote, each.translation) for each in after.citations] == [("196 countries", "196 países")]
