"""Committees, people, their roles, groups, and forgetting."""

from __future__ import annotations

import asyncio
from itertools import permutations

import pytest

from bot.database.committees import Committee
from bot.database.engine import Database, Session
from bot.database.matters import NewRequest
from bot.database.people import ROLES, Forgotten, Person, Role
from bot.database.questions import NewQuestion
from tests.databases import DAY, NOW, everything_in
from tests.scripted import answer, refusal

ANA, BEN, GROUP = 5_000_000_001, 42, -1_001_234_567_890


async def committee_in(session: Session, slug: str = "interpol") -> Committee:
    return await session.committees.ensure(slug, now=NOW)


# committees


async def test_a_committee_is_made_once_and_keeps_its_title(database: Database) -> None:
    async with database.session() as session:
        assert await session.committees.get("unsc") is None
        made = await session.committees.ensure("unsc", title="Security Council", now=NOW)
        assert await session.committees.ensure("unsc", title="Other", now=NOW) == made
        assert await session.committees.get("unsc") == made
        assert await session.committees.get_by_id(made.id) == Committee(made.id, "unsc", "Security Council")
        assert await session.committees.get_by_id(made.id + 1) is None


async def test_a_committees_title_is_that_of_its_bundled_documents_else_its_slug(database: Database) -> None:
    async with database.session() as session:
        assert (await committee_in(session)).title == "INTERPOL"
        assert (await committee_in(session, "unsc")).title == "unsc"


# people


async def test_a_person_is_known_from_their_first_message_on(database: Database) -> None:
    async with database.session() as session:
        assert await session.people.find(ANA) is None
        person = await session.people.touch(ANA, chat_id=ANA, telegram_language="es-MX", now=NOW)
    assert person == Person(ANA, ANA, "es-MX", None, None, False, None)
    async with database.session() as session:
        assert await session.people.find(ANA) == person


async def test_a_message_in_a_group_leaves_the_private_chat_and_the_language_as_they_are(database: Database) -> None:
    async with database.session() as session:
        before = await session.people.touch(ANA, chat_id=ANA, telegram_language="es", now=NOW)
        assert await session.people.touch(ANA, chat_id=None, telegram_language=None, now=NOW) == before
        after = await session.people.touch(ANA, chat_id=None, telegram_language="en", now=NOW)
    assert (after.chat_id, after.telegram_language) == (ANA, "en")


async def test_someone_first_met_in_a_group_gets_their_chat_later(database: Database) -> None:
    async with database.session() as session:
        assert (await session.people.touch(ANA, chat_id=None, telegram_language="es", now=NOW)).chat_id is None
        assert (await session.people.touch(ANA, chat_id=ANA, telegram_language="es", now=NOW)).chat_id == ANA


async def test_a_language_tag_of_any_length_is_taken(database: Database) -> None:
    async with database.session() as session:
        person = await session.people.touch(ANA, chat_id=ANA, telegram_language="x" * 400, now=NOW)
        assert person.telegram_language == "x" * 35
        assert await session.people.touch(ANA, chat_id=ANA, telegram_language="x" * 400, now=NOW) == person


async def test_a_fixed_language_stays_until_it_is_undone(database: Database) -> None:
    async with database.session() as session:
        await session.people.touch(ANA, chat_id=ANA, telegram_language="en", now=NOW)
        await session.people.set_language(ANA, "es")
        assert (await session.people.touch(ANA, chat_id=ANA, telegram_language="en", now=NOW)).language == "es"
        await session.people.set_language(ANA, None)
        assert (await session.people.touch(ANA, chat_id=ANA, telegram_language="en", now=NOW)).language is None


async def test_who_blocked_the_bot_is_reachable_again_when_they_write_in_private(database: Database) -> None:
    async with database.session() as session:
        await session.people.touch(ANA, chat_id=ANA, telegram_language="es", now=NOW)
        await session.people.set_unreachable(ANA)
        assert (await session.people.touch(ANA, chat_id=None, telegram_language="es", now=NOW)).unreachable
        assert not (await session.people.touch(ANA, chat_id=ANA, telegram_language="es", now=NOW)).unreachable


async def test_many_first_messages_at_once_make_one_person(database: Database) -> None:
    async def touch() -> Person:
        async with database.session() as session:
            return await session.people.touch(ANA, chat_id=ANA, telegram_language="es", now=NOW)

    assert len(set(await asyncio.gather(*(touch() for _ in range(20))))) == 1


# roles


async def test_joining_makes_a_committee_the_current_one(database: Database) -> None:
    async with database.session() as session:
        first, second = await committee_in(session, "interpol"), await committee_in(session, "unsc")
        await session.people.touch(ANA, chat_id=ANA, telegram_language="es", now=NOW)
        await session.people.join(ANA, first.id, "chair", NOW)
        await session.people.join(ANA, second.id, "delegate", NOW)
        person = await session.people.touch(ANA, chat_id=ANA, telegram_language="es", now=NOW)
        assert (person.committee_id, person.role) == (second.id, "delegate")
        assert await session.people.role_in(ANA, first.id) == "chair"
        assert await session.people.role_in(BEN, first.id) is None


@pytest.mark.parametrize(("first", "second"), [*permutations(ROLES, 2)])
async def test_the_higher_role_wins_within_a_committee(database: Database, first: Role, second: Role) -> None:
    higher = max(first, second, key=ROLES.index)
    async with database.session() as session:
        committee = await committee_in(session)
        assert await session.people.join(ANA, committee.id, first, NOW) == first
        assert await session.people.join(ANA, committee.id, second, NOW) == higher
        assert await session.people.role_in(ANA, committee.id) == higher


async def test_roles_joined_at_once_end_as_the_highest(database: Database) -> None:
    async with database.session() as session:
        committee = await committee_in(session)

    async def join(role: Role) -> None:
        async with database.session() as session:
            await session.people.join(ANA, committee.id, role, NOW)

    await asyncio.gather(*(join(role) for role in ROLES * 5))
    async with database.session() as session:
        assert await session.people.role_in(ANA, committee.id) == "organiser"


# groups


async def test_a_group_asks_in_the_committee_it_was_linked_to_last(database: Database) -> None:
    async with database.session() as session:
        first, second = await committee_in(session, "interpol"), await committee_in(session, "unsc")
        assert await session.groups.committee_of(GROUP) is None
        await session.groups.link(GROUP, first.id, ANA, NOW)
        assert await session.groups.committee_of(GROUP) == first
        await session.groups.link(GROUP, second.id, BEN, NOW)
        assert await session.groups.committee_of(GROUP) == second
        await session.groups.unlink(GROUP)
        assert await session.groups.committee_of(GROUP) is None


async def test_a_group_that_moves_takes_its_link_along_and_twice_is_as_once(database: Database) -> None:
    async with database.session() as session:
        committee = await committee_in(session)
        await session.groups.link(-7, committee.id, ANA, NOW)
        for _ in range(2):
            await session.groups.migrate(-7, GROUP)
            assert await session.groups.committee_of(-7) is None
            assert await session.groups.committee_of(GROUP) == committee


async def test_a_group_that_moves_to_a_linked_one_leaves_that_link(database: Database) -> None:
    async with database.session() as session:
        old, new = await committee_in(session, "old"), await committee_in(session, "new")
        await session.groups.link(-7, old.id, ANA, NOW)
        await session.groups.link(GROUP, new.id, ANA, NOW)
        await session.groups.migrate(-7, GROUP)
        assert await session.groups.committee_of(-7) is None
        assert await session.groups.committee_of(GROUP) == new


# forgetting


async def asked(session: Session, committee: Committee, user_id: int, chat_id: int, message_id: int) -> tuple[int, int]:
    """Return the ids of a question and its reply, the question before the dais."""
    question = NewQuestion(message_id, committee.id, user_id, chat_id, None, message_id, "¿Cuántos?", chat_id > 0)
    question_id = await session.questions.write(question, NOW)
    reply_id = await session.replies.save(question_id, answer() if message_id % 2 else refusal(), NOW)
    matter = await session.matters.open(committee.id, NOW)
    request = NewRequest(question_id, reply_id, user_id, chat_id, None, message_id, "¿Cuántos?", "es")
    assert await session.matters.add_request(matter.id, request, NOW)
    return question_id, reply_id


async def test_forgetting_erases_all_of_one_person_and_nothing_of_another(database: Database) -> None:
    async with database.session() as session:
        committee = await committee_in(session)
        for user_id in (ANA, BEN):
            await session.people.touch(user_id, chat_id=user_id, telegram_language="es", now=NOW)
            await session.people.join(user_id, committee.id, "chair", NOW)
        await session.people.join(ANA, (await committee_in(session, "unsc")).id, "delegate", NOW)
        private, in_group = await asked(session, committee, ANA, ANA, 1), await asked(session, committee, ANA, GROUP, 2)
        kept = await asked(session, committee, BEN, GROUP, 3)
        for user_id, reply_id in ((ANA, kept[1]), (BEN, kept[1]), (ANA, private[1]), (BEN, in_group[1])):
            await session.feedback.set(reply_id, user_id, 1, NOW)
        await session.groups.link(GROUP, committee.id, ANA, NOW)
        payload = await session.invites.create(committee.id, "chair", now=NOW, created_by=ANA)

        assert await session.people.forget(ANA) == Forgotten(questions=2, feedback=2, memberships=2)

    async with database.session() as session:
        assert await session.people.find(ANA) is None
        assert await session.people.role_in(ANA, committee.id) is None
        for question_id, reply_id in (private, in_group):
            assert await session.questions.get(question_id) is None
            assert await session.replies.get(reply_id) is None
        assert await session.questions.recent_texts(GROUP, ANA, None, NOW) == ()
        assert await session.people.role_in(BEN, committee.id) == "chair"
        assert await session.questions.get(kept[0]) is not None
        assert await session.replies.get(kept[1]) is not None
        assert await session.groups.committee_of(GROUP) == committee
        assert await session.invites.redeem(payload, BEN, NOW) is not None
        assert await session.people.forget(BEN) == Forgotten(questions=1, feedback=1, memberships=1)


async def test_forgetting_leaves_the_persons_id_in_no_table(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await committee_in(session)
        await session.people.touch(ANA, chat_id=ANA, telegram_language="es", now=NOW)
        await session.people.join(ANA, committee.id, "organiser", NOW)
        await asked(session, committee, ANA, ANA, 1)
        await session.feedback.set((await asked(session, committee, BEN, GROUP, 2))[1], ANA, -1, NOW)
        await session.groups.link(GROUP, committee.id, ANA, NOW)
        await session.invites.create(committee.id, "chair", now=NOW, created_by=ANA)
        await session.updates.store(1, {"from": {"id": ANA}}, NOW)
        await session.updates.mark_handled(1, NOW)
        await session.people.forget(ANA)

    assert str(ANA) not in await everything_in(url)


async def test_forgetting_someone_unknown_erases_nothing(database: Database) -> None:
    async with database.session() as session:
        assert await session.people.forget(ANA) == Forgotten(0, 0, 0)


async def test_who_is_forgotten_may_come_back_as_someone_new(database: Database) -> None:
    async with database.session() as session:
        committee = await committee_in(session)
        await session.people.touch(ANA, chat_id=ANA, telegram_language="es", now=NOW)
        await session.people.set_language(ANA, "en")
        await session.people.join(ANA, committee.id, "chair", NOW)
        await session.people.forget(ANA)
        person = await session.people.touch(ANA, chat_id=ANA, telegram_language="es", now=NOW + DAY)
    assert person == Person(ANA, ANA, "es", None, None, False, None)


async def test_the_ids_of_what_is_forgotten_never_come_back(database: Database) -> None:
    async with database.session() as session:
        committee = await committee_in(session)
        gone = await asked(session, committee, ANA, ANA, 1)
        await session.people.forget(ANA)
        new = await asked(session, committee, BEN, BEN, 2)
    assert (new[0] > gone[0], new[1] > gone[1]) == (True, True)
