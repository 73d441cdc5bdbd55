"""Who put a question before the dais."""

from __future__ import annotations

from bot.database.engine import Database
from bot.database.questions import NewQuestion
from tests.databases import NOW, everything_in

ANA, BEN, GROUP = 5_000_000_001, 5_000_000_002, -1_001_234_567_890


async def question_of_ana(database: Database) -> int:
    async with database.session() as session:
        committee = await session.committees.ensure("interpol", now=NOW)
        new = NewQuestion(None, committee.id, ANA, GROUP, None, 10, "¿Cuántos?", private=False)
        return await session.questions.write(new, NOW)


async def test_the_first_who_presses_puts_the_question_before_the_dais(database: Database) -> None:
    question_id = await question_of_ana(database)
    async with database.session() as session:
        assert await session.questions.send_to_dais(question_id, NOW, by=BEN)
        assert not await session.questions.send_to_dais(question_id, NOW, by=ANA)
        question = await session.questions.get(question_id)

    assert question is not None
    assert (question.to_dais_at, question.to_dais_by, question.user_id) == (NOW, BEN, ANA)


async def test_a_question_that_another_put_before_the_dais_stays_there_without_them(
    database: Database, url: str
) -> None:
    question_id = await question_of_ana(database)
    async with database.session() as session:
        await session.people.touch(BEN, chat_id=BEN, telegram_language="en", now=NOW)
        await session.questions.send_to_dais(question_id, NOW, by=BEN)
        await session.people.forget(BEN)
        question = await session.questions.get(question_id)

    assert question is not None
    assert (question.to_dais_at, question.to_dais_by) == (NOW, None)
    assert str(BEN) not in await everything_in(url)
