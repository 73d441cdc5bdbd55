"""Updates, questions, replies and feedback."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from answering.types import Answer, Citation, Refusal, Source
from bot.database.committees import Committee
from bot.database.engine import Database
from bot.database.questions import NewQuestion, StoredQuestion
from bot.database.replies import StoredReply
from bot.database.updates import StoredUpdate
from tests.databases import DAY, MINUTE, NOW, count_of, everything_in
from tests.scripted import answer, refusal, small_talk

ANA, BEN, GROUP = 5_000_000_001, 42, -1_001_234_567_890
AWKWARD = {
    "nul": ("a\x00b", "ab"),
    "half a character": ("caf\ud83d", "caf?"),
    "emoji": ("👩🏽‍⚖️ ¿y?", "👩🏽‍⚖️ ¿y?"),
    "bidi and control": ("\u202eabc\x1b[31m", "\u202eabc\x1b[31m"),
    "markup and quotes": ("<b>'\"; DROP TABLE people; --", "<b>'\"; DROP TABLE people; --"),
    "empty": ("", ""),
    "long": ("ñ" * 5000, "ñ" * 5000),
}


@pytest.fixture
async def committee(database: Database) -> Committee:
    async with database.session() as session:
        return await session.committees.ensure("interpol", now=NOW)


def new_question(committee: Committee, text: str = "¿Cuántos?", **changes: Any) -> NewQuestion:
    question = NewQuestion(
        update_id=None,
        committee_id=committee.id,
        user_id=ANA,
        chat_id=ANA,
        thread_id=None,
        message_id=10,
        text=text,
        private=True,
    )
    return replace(question, **changes)


# updates


async def test_an_update_is_new_once(database: Database) -> None:
    async with database.session() as session:
        assert await session.updates.store(7, {"first": True}, NOW)
    async with database.session() as session:
        assert not await session.updates.store(7, {"first": False}, NOW)
        assert await session.updates.unhandled(NOW) == [StoredUpdate(7, {"first": True})]


async def test_a_handled_update_is_still_known_and_says_nothing(database: Database, url: str) -> None:
    async with database.session() as session:
        await session.updates.store(7, {"message": {"text": "my secret words"}}, NOW)
        await session.updates.mark_handled(7, NOW)
        assert await session.updates.unhandled(NOW - DAY) == []
        assert not await session.updates.store(7, {}, NOW)
    assert "secret" not in await everything_in(url)


async def test_what_is_not_handled_comes_in_the_order_of_its_numbers_and_no_older(database: Database) -> None:
    async with database.session() as session:
        for number, minutes in ((30, 0), (10, 2), (20, 1), (5, 11), (2**52, 10)):
            await session.updates.store(number, {"n": number}, NOW - minutes * MINUTE)
        waiting = await session.updates.unhandled(NOW - 10 * MINUTE)
    assert [update.update_id for update in waiting] == [10, 20, 30, 2**52]


async def test_what_came_too_long_ago_is_given_up_and_says_nothing(database: Database, url: str) -> None:
    async with database.session() as session:
        await session.updates.store(1, {"text": "an old secret"}, NOW - 11 * MINUTE)
        await session.updates.store(2, {"text": "new"}, NOW)
        assert await session.updates.give_up(NOW - 10 * MINUTE, NOW) == 1
        assert [update.update_id for update in await session.updates.unhandled(NOW - DAY)] == [2]
        assert not await session.updates.store(1, {}, NOW)
    assert "secret" not in await everything_in(url)


async def test_pruning_takes_out_what_is_old(database: Database, url: str) -> None:
    async with database.session() as session:
        for number in range(1, 5):
            await session.updates.store(number, {}, NOW - number * DAY)
        await session.updates.mark_handled(3, NOW)
        assert await session.updates.prune(NOW - 2 * DAY) == 2
    assert await count_of(url, "updates") == 2


@pytest.mark.parametrize("name", AWKWARD)
async def test_any_update_comes_back_as_it_was(database: Database, name: str) -> None:
    payload = {"message": {"text": AWKWARD[name][0], "id": 2**52, "list": [None, True, 1.5]}}
    async with database.session() as session:
        await session.updates.store(1, payload, NOW)
    async with database.session() as session:
        assert await session.updates.unhandled(NOW) == [StoredUpdate(1, payload)]


async def test_an_update_that_comes_many_times_at_once_is_new_once(database: Database) -> None:
    async def store() -> bool:
        async with database.session() as session:
            return await session.updates.store(7, {}, NOW)

    assert sum(await asyncio.gather(*(store() for _ in range(30)))) == 1


# questions


async def test_a_question_is_kept_as_it_was_asked(database: Database, committee: Committee) -> None:
    asked = new_question(committee, update_id=3, chat_id=GROUP, thread_id=4, private=False)
    async with database.session() as session:
        question_id = await session.questions.write(asked, NOW)
    async with database.session() as session:
        assert await session.questions.get(question_id) == StoredQuestion(
            id=question_id,
            committee_id=committee.id,
            user_id=ANA,
            chat_id=GROUP,
            thread_id=4,
            message_id=10,
            text="¿Cuántos?",
            asked_at=NOW,
            state="waiting",
            reply_chat_id=None,
            reply_message_id=None,
            private=False,
        )
        assert await session.questions.get(question_id + 1) is None


async def test_a_question_of_an_update_seen_before_is_not_asked_again(
    database: Database, committee: Committee, url: str
) -> None:
    async with database.session() as session:
        first = await session.questions.write(new_question(committee, update_id=3), NOW)
        await session.questions.mark_answered(first, ANA, 11)
        assert await session.questions.write(new_question(committee, "other", update_id=3), NOW) == first
        question = await session.questions.get(first)
    assert question is not None
    assert (question.text, question.state) == ("¿Cuántos?", "answered")
    assert await count_of(url, "questions") == 1


async def test_questions_of_no_update_are_each_their_own(database: Database, committee: Committee) -> None:
    async with database.session() as session:
        first = await session.questions.write(new_question(committee), NOW)
        assert await session.questions.write(new_question(committee), NOW) != first


async def test_one_question_written_many_times_at_once_is_one(database: Database, committee: Committee) -> None:
    async def write() -> int:
        async with database.session() as session:
            return await session.questions.write(new_question(committee, update_id=3), NOW)

    assert len(set(await asyncio.gather(*(write() for _ in range(30))))) == 1


@pytest.mark.parametrize("name", AWKWARD)
async def test_any_text_can_be_asked(database: Database, committee: Committee, name: str) -> None:
    given, kept = AWKWARD[name]
    async with database.session() as session:
        question_id = await session.questions.write(new_question(committee, given), NOW)
        question = await session.questions.get(question_id)
    assert question is not None
    assert question.text == kept


async def test_a_time_of_any_zone_is_kept_as_the_same_moment(database: Database, committee: Committee) -> None:
    in_mexico = datetime(2026, 11, 25, 3, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-6)))
    async with database.session() as session:
        question_id = await session.questions.write(new_question(committee), in_mexico)
        question = await session.questions.get(question_id)
    assert question is not None
    assert question.asked_at == in_mexico
    assert question.asked_at.tzinfo == UTC


async def test_recent_questions_are_the_last_three_of_half_an_hour_oldest_first(
    database: Database, committee: Committee
) -> None:
    async with database.session() as session:
        for minutes in (40, 31, 30, 3, 2, 1):
            await session.questions.write(new_question(committee, f"{minutes} ago"), NOW - minutes * MINUTE)
        recent = session.questions.recent_texts
        assert await recent(ANA, ANA, None, NOW) == ("3 ago", "2 ago", "1 ago")
        assert await recent(ANA, ANA, None, NOW, limit=9) == ("30 ago", "3 ago", "2 ago", "1 ago")
        assert await recent(ANA, ANA, None, NOW, within=2 * MINUTE) == ("2 ago", "1 ago")


async def test_recent_questions_are_of_one_person_chat_and_topic(database: Database, committee: Committee) -> None:
    places: list[dict[str, int | None]] = [
        {"chat_id": GROUP, "thread_id": 4},
        {"chat_id": GROUP, "thread_id": 5},
        {"chat_id": GROUP, "thread_id": None},
        {"chat_id": GROUP, "thread_id": 4, "user_id": BEN},
        {"chat_id": GROUP, "thread_id": 4, "user_id": None},
        {"chat_id": ANA, "thread_id": None},
    ]
    async with database.session() as session:
        for place in places:
            await session.questions.write(new_question(committee, str(place), **place), NOW)
        for place in places:
            told = await session.questions.recent_texts(
                place["chat_id"] or 0, place.get("user_id", ANA), place["thread_id"], NOW
            )
            assert told == (str(place),)


async def test_a_question_is_not_its_own_history_and_what_was_dropped_is_none(
    database: Database, committee: Committee
) -> None:
    async with database.session() as session:
        for text in ("one", "two"):
            await session.questions.write(new_question(committee, text), NOW)
        dropped = await session.questions.write(new_question(committee, "three"), NOW)
        await session.questions.drop(dropped)
        own = await session.questions.write(new_question(committee, "four"), NOW)
        await session.questions.write(new_question(committee, "five"), NOW)
        assert await session.questions.recent_texts(ANA, ANA, None, NOW, before=own) == ("one", "two")


async def test_an_answered_question_knows_its_reply_and_is_found_by_its_message(
    database: Database, committee: Committee
) -> None:
    async with database.session() as session:
        question_id = await session.questions.write(new_question(committee), NOW)
        await session.questions.write(new_question(committee, message_id=20), NOW)
        await session.questions.mark_answered(question_id, ANA, 11)
        question = await session.questions.by_message(ANA, 10)
        assert question is not None
        assert (question.id, question.state) == (question_id, "answered")
        assert (question.reply_chat_id, question.reply_message_id) == (ANA, 11)
        assert await session.questions.by_message(ANA, 11) is None
        assert await session.questions.by_message(BEN, 10) is None


async def test_a_message_that_asked_twice_is_the_later_question(database: Database, committee: Committee) -> None:
    async with database.session() as session:
        await session.questions.write(new_question(committee, "one"), NOW)
        later = await session.questions.write(new_question(committee, "two"), NOW)
        question = await session.questions.by_message(ANA, 10)
    assert question is not None
    assert question.id == later


async def test_an_edited_question_waits_again_and_keeps_where_its_reply_is(
    database: Database, committee: Committee
) -> None:
    async with database.session() as session:
        question_id = await session.questions.write(new_question(committee, "¿Cuantos?"), NOW)
        await session.questions.mark_answered(question_id, ANA, 11)
        await session.questions.rewrite(question_id, "¿Cuántos países?")
        question = await session.questions.get(question_id)
    assert question is not None
    assert (question.text, question.state, question.reply_message_id) == ("¿Cuántos países?", "waiting", 11)


# replies


async def question_in(database: Database, committee: Committee) -> int:
    async with database.session() as session:
        return await session.questions.write(new_question(committee), NOW)


async def test_an_answer_comes_back_with_its_citations_in_order(database: Database, committee: Committee) -> None:
    sources = (
        Source("id/1", "Study guide", "Guía de estudio", ("Tema A", "Proyecto «TRACK4TIP»"), 2, "es", 0.712391),
        Source("id/2", "Fact sheet", "Hoja", (), None, "fr", 1 / 3),
    )
    citations = tuple(Citation(number, sources[number % 2], f"words {number} 👍\n") for number in range(1, 13))
    reply = Answer("Son 196 [1] … [12].", "es", citations, sources, "ollama:llama3.1")
    question_id = await question_in(database, committee)
    async with database.session() as session:
        reply_id = await session.replies.save(question_id, reply, NOW)
    async with database.session() as session:
        assert await session.replies.get(reply_id) == StoredReply(
            reply_id, question_id, committee.id, "es", "answer", reply.text, citations, ()
        )


async def test_a_refusal_comes_back_with_its_nearest_sections_best_first(
    database: Database, committee: Committee
) -> None:
    nearest = tuple(replace(refusal().nearest[0], passage_id=str(number)) for number in range(5))
    question_id = await question_in(database, committee)
    async with database.session() as session:
        reply = Refusal("The documents do not tell this.", "en", "posed_by_the_guide", nearest, nearest)
        stored = await session.replies.get(await session.replies.save(question_id, reply, NOW))
    assert stored is not None
    assert (stored.kind, stored.citations, stored.nearest) == ("refusal", (), nearest)


async def test_small_talk_comes_back_without_sources(database: Database, committee: Committee) -> None:
    question_id = await question_in(database, committee)
    async with database.session() as session:
        stored = await session.replies.get(await session.replies.save(question_id, small_talk("es"), NOW))
    assert stored is not None
    assert (stored.kind, stored.language, stored.citations, stored.nearest) == ("smalltalk", "es", (), ())


async def test_there_is_no_reply_of_an_unknown_id(database: Database) -> None:
    async with database.session() as session:
        assert await session.replies.get(404) is None


async def test_a_superseded_reply_still_opens_its_sources(database: Database, committee: Committee, url: str) -> None:
    question_id = await question_in(database, committee)
    async with database.session() as session:
        old = await session.replies.save(question_id, answer(), NOW)
        await session.replies.supersede(question_id)
        new = await session.replies.save(question_id, answer("Now 197 [1]."), NOW)
        before, after = await session.replies.get(old), await session.replies.get(new)
    assert before is not None
    assert after is not None
    assert (len(before.citations), after.text) == (1, "Now 197 [1].")
    assert await count_of(url, "replies WHERE superseded") == 1


# feedback


async def test_a_thumb_can_be_turned_and_is_one_a_person(database: Database, committee: Committee, url: str) -> None:
    question_id = await question_in(database, committee)
    async with database.session() as session:
        reply_id = await session.replies.save(question_id, answer(), NOW)
        assert await session.feedback.set(reply_id, ANA, 1, NOW)
        assert await session.feedback.set(reply_id, BEN, 1, NOW)
        assert await session.feedback.set(reply_id, ANA, -1, NOW)
    assert await count_of(url, "feedback WHERE value = 1") == 1
    assert await count_of(url, "feedback WHERE value = -1") == 1


async def test_feedback_on_a_forgotten_reply_is_not_kept_and_breaks_nothing(
    database: Database, committee: Committee
) -> None:
    question_id = await question_in(database, committee)
    async with database.session() as session:
        reply_id = await session.replies.save(question_id, answer(), NOW)
        await session.people.forget(ANA)
        assert not await session.feedback.set(reply_id, BEN, 1, NOW)
        assert await session.updates.store(1, {}, NOW)


async def test_the_latest_reply_of_a_question_is_the_one_it_has_now(database: Database, committee: Committee) -> None:
    async with database.session() as session:
        question_id = await session.questions.write(new_question(committee), NOW)
        assert await session.replies.latest_of(question_id) is None
        await session.replies.save(question_id, refusal(), NOW)
        await session.replies.supersede(question_id)
        second = await session.replies.save(question_id, answer(), NOW)
        latest = await session.replies.latest_of(question_id)

    assert latest is not None
    assert (latest.id, latest.kind) == (second, "answer")
