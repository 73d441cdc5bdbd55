"""Rulings: drafts and their revisions, states, numbers, versions, lists, how delegates asked."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.dais.types import RulingState
from bot.database.engine import Database
from bot.database.errors import RowRejectedError
from bot.database.rulings import NewRuling, Ruling
from tests.dais_rooms import asked_in, draft_on, given_on, matter_of, ruling, texts
from tests.databases import DAY, MINUTE, NOW, count_of
from tests.rooms import ANA, BEN, CHAIR, CLO, room_in

# drafts


async def test_a_draft_comes_back_as_it_was_written(database: Database) -> None:
    async with database.session() as session:
        matter = await matter_of(session, await asked_in(session, await room_in(session), ANA))
        words = texts("¡No! 👍🏽 <3", None)
        new = NewRuling(
            *(matter.committee_id, matter.id, CHAIR, CHAIR, "section", "en", words, None),
            *("own", "Reglas", "2.1", "Debate › Laptops"),
        )
        made = await session.rulings.create(new, NOW)
    async with database.session() as session:
        assert await session.rulings.get(made.id) == made
        assert await session.rulings.get(made.id + 1) is None
    assert made == Ruling(
        id=made.id,
        committee_id=matter.committee_id,
        matter_id=matter.id,
        kind="section",
        state="draft",
        number=None,
        author_id=CHAIR,
        chat_id=CHAIR,
        revision=0,
        awaits="en",
        version=1,
        revises_id=None,
        reason="own",
        document="Reglas",
        section_key="2.1",
        section_words="Debate › Laptops",
        created_at=NOW,
        expires_at=NOW + 30 * MINUTE,
        given_at=None,
        revised_at=None,
        revoked_at=None,
        texts=words,
    )


async def test_a_new_draft_takes_the_place_of_the_authors_open_one_alone(database: Database) -> None:
    async with database.session() as session:
        matter = await matter_of(session, await asked_in(session, await room_in(session), ANA))
        given, first = await given_on(session, matter), await draft_on(session, matter)
        of_ben = await draft_on(session, matter, author_id=BEN)
        second = await draft_on(session, matter)
        states = [(await ruling(session, each.id)).state for each in (given, first, of_ben, second)]
        assert states == ["given", "cancelled", "draft", "draft"]
        assert await session.rulings.latest_draft(CHAIR, NOW) == second
        assert await session.rulings.latest_draft(ANA, NOW) is None


async def test_what_is_given_at_once_leaves_the_authors_draft_open(database: Database) -> None:
    async with database.session() as session:
        matter = await matter_of(session, await asked_in(session, await room_in(session), ANA))
        draft = await draft_on(session, matter)
        declined = NewRuling(matter.committee_id, matter.id, CHAIR, None, "decline", reason="secret")
        given = await session.rulings.give(declined, NOW)
        assert (given.state, given.given_at, given.expires_at, given.number) == ("given", NOW, None, None)
        assert await session.rulings.latest_draft(CHAIR, NOW) == draft
        assert await session.rulings.of_matter(matter.id) == given


async def test_a_draft_is_open_for_its_time_after_each_change(database: Database) -> None:
    async with database.session() as session:
        draft = await draft_on(session, await matter_of(session, await asked_in(session, await room_in(session), ANA)))
        latest, revise = session.rulings.latest_draft, session.rulings.revise
        assert await latest(CHAIR, NOW + 29 * MINUTE) == draft
        assert await latest(CHAIR, NOW + 30 * MINUTE) is None
        assert await revise(draft.id, 0, NOW + 30 * MINUTE, awaits="es") is None
        changed = await revise(draft.id, 0, NOW + 29 * MINUTE, awaits="es")
        assert changed == replace(draft, awaits="es", revision=1, expires_at=NOW + 59 * MINUTE)
        assert await latest(CHAIR, NOW + 58 * MINUTE) == changed


async def test_a_revision_changes_what_is_named_and_nothing_else(database: Database) -> None:
    async with database.session() as session:
        matter = await matter_of(session, await asked_in(session, await room_in(session), ANA))
        draft = await draft_on(session, matter, awaits="question", reason="own")
        changed = await session.rulings.revise(draft.id, 0, NOW, texts=texts("Sí.", None), awaits=None)
        assert changed == replace(draft, revision=1, texts=texts("Sí.", None), awaits=None)
        assert await session.rulings.revise(draft.id, 0, NOW, texts={}) is None
        assert await ruling(session, draft.id) == changed


async def test_what_is_given_is_revised_no_more(database: Database) -> None:
    async with database.session() as session:
        given = await given_on(session, await matter_of(session, await asked_in(session, await room_in(session), ANA)))
        assert await session.rulings.revise(given.id, given.revision, NOW, texts={}) is None
        assert await ruling(session, given.id) == given


# states and numbers


async def test_a_state_moves_from_where_it_is_expected_and_once(database: Database) -> None:
    async with database.session() as session:
        draft = await draft_on(session, await matter_of(session, await asked_in(session, await room_in(session), ANA)))
        advance = session.rulings.advance
        assert not await advance(draft.id, frm=["given"], to="revoked", now=NOW)
        assert not await advance(draft.id, frm=["draft"], to="given", now=NOW, revision=1)
        assert not await advance(draft.id, frm=["draft"], to="given", now=NOW + 30 * MINUTE, revision=0)
        assert await advance(draft.id, frm=["draft"], to="given", now=NOW + MINUTE, revision=0, number=1)
        assert not await advance(draft.id, frm=["draft"], to="given", now=NOW, revision=0)
        assert await advance(draft.id, frm=["given"], to="revoked", now=NOW + DAY)
        assert not await advance(404, frm=["draft"], to="cancelled", now=NOW)
        moved = await ruling(session, draft.id)
    assert (moved.state, moved.number, moved.revision) == ("revoked", 1, 2)
    assert (moved.given_at, moved.revoked_at) == (NOW + MINUTE, NOW + DAY)


async def test_many_who_move_a_state_at_once_move_it_once(database: Database) -> None:
    async with database.session() as session:
        draft = await draft_on(session, await matter_of(session, await asked_in(session, await room_in(session), ANA)))

    async def press(to: RulingState) -> bool:
        async with database.session() as session:
            return await session.rulings.advance(draft.id, frm=["draft"], to=to, now=NOW, revision=0)

    states: list[RulingState] = ["given", "cancelled"] * 8
    assert sum(await asyncio.gather(*(press(to) for to in states))) == 1


@pytest.mark.parametrize(
    ("to", "columns"),
    [
        pytest.param("gone", {}, id="state"),
        pytest.param("given", {"kind": "order"}, id="kind"),
        pytest.param("given", {"matter_id": 404}, id="matter"),
    ],
)
async def test_what_no_ruling_can_be_is_taken_by_no_table(
    database: Database, to: RulingState, columns: dict[str, object]
) -> None:
    async with database.session() as session:
        draft = await draft_on(session, await matter_of(session, await asked_in(session, await room_in(session), ANA)))
    with pytest.raises(RowRejectedError):
        async with database.session() as session:
            await session.rulings.advance(draft.id, frm=["draft"], to=to, now=NOW, **columns)


async def test_rulings_given_at_once_get_each_number_once(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await room_in(session, "unsc")
        made = []
        for user_id in range(1, 11):
            matter = await matter_of(session, await asked_in(session, committee, ANA))
            made.append(await draft_on(session, matter, author_id=user_id))

    async def give(draft: Ruling) -> None:
        async with database.session() as session:
            number = await session.rulings.next_number(committee.id)
            await session.rulings.advance(draft.id, frm=["draft"], to="given", now=NOW, number=number)

    await asyncio.gather(*(give(each) for each in made))
    async with database.session() as session:
        assert [each.number for each in await session.rulings.standing(committee.id)] == list(range(1, 11))
        assert await session.rulings.next_number(other.id) == 1


async def test_a_number_is_taken_once_in_a_committee_and_never_again(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await room_in(session, "unsc")
        one = await given_on(session, await matter_of(session, await asked_in(session, committee, ANA)))
        there = await given_on(session, await matter_of(session, await asked_in(session, other, ANA)))
        assert (one.number, there.number) == (1, 1)
        await session.rulings.advance(one.id, frm=["given"], to="revoked", now=NOW)
        assert await session.rulings.next_number(committee.id) == 2
        draft = await draft_on(session, await matter_of(session, await asked_in(session, committee, ANA)))
    with pytest.raises(RowRejectedError):
        async with database.session() as session:
            await session.rulings.advance(draft.id, frm=["draft"], to="given", now=NOW, number=1)


async def test_new_texts_are_another_version_and_the_newest_is_read(database: Database, url: str) -> None:
    async with database.session() as session:
        given = await given_on(session, await matter_of(session, await asked_in(session, await room_in(session), ANA)))
        add_version = session.rulings.add_version
        assert await add_version(given.id, texts("Sí.", None), NOW + MINUTE) == 2
        assert await add_version(given.id, texts(None, "Yes."), NOW + 2 * MINUTE) == 3
        newest = await ruling(session, given.id)
        changed = {"version": 3, "revision": given.revision + 2, "revised_at": NOW + 2 * MINUTE}
        assert newest == replace(given, texts=texts(None, "Yes."), **changed)
        await session.rulings.advance(given.id, frm=["given"], to="revoked", now=NOW)
        assert await add_version(given.id, texts(), NOW) is None
        assert await add_version(404, texts(), NOW) is None
    assert await count_of(url, "ruling_texts") == 4


async def test_many_new_texts_at_once_are_a_version_each(database: Database) -> None:
    async with database.session() as session:
        given = await given_on(session, await matter_of(session, await asked_in(session, await room_in(session), ANA)))

    async def correct() -> int | None:
        async with database.session() as session:
            return await session.rulings.add_version(given.id, texts(), NOW)

    versions = await asyncio.gather(*(correct() for _ in range(6)))
    assert sorted(version or 0 for version in versions) == [2, 3, 4, 5, 6, 7]


# lists


async def test_what_stands_is_public_answers_by_number_and_the_list_has_revoked_ones_too(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await room_in(session, "unsc")
        matters = [await matter_of(session, await asked_in(session, committee, ANA)) for _ in range(6)]
        first, revoked, last = [await given_on(session, matter) for matter in matters[:3]]
        assert await session.rulings.advance(revoked.id, frm=["given"], to="revoked", now=NOW)
        private = await draft_on(session, matters[3])
        await session.rulings.advance(private.id, frm=["draft"], to="given", now=NOW)
        await session.rulings.give(NewRuling(committee.id, matters[4].id, CHAIR, None, "decline"), NOW)
        await draft_on(session, matters[5])
        await given_on(session, await matter_of(session, await asked_in(session, other, ANA)))

        assert await session.rulings.standing(committee.id) == [first, last]
        assert [each.id for each in await session.rulings.listed(committee.id)] == [last.id, revoked.id, first.id]
        assert [each.id for each in await session.rulings.listed(committee.id, 1)] == [last.id]
        assert await session.rulings.standing(404) == []


async def test_what_was_decided_on_a_matter_last_is_found_revoked_or_not(database: Database) -> None:
    async with database.session() as session:
        matter = await matter_of(session, await asked_in(session, await room_in(session), ANA))
        await draft_on(session, matter)
        assert await session.rulings.of_matter(matter.id) is None
        given = await given_on(session, matter)
        await draft_on(session, matter, revises_id=given.id)
        assert await session.rulings.of_matter(matter.id) == given
        await session.rulings.advance(given.id, frm=["given"], to="revoked", now=NOW)
        assert await session.rulings.of_matter(matter.id) == await ruling(session, given.id)


async def test_phrasings_are_how_delegates_asked_each_once_without_what_is_taken_back_or_forgotten(
    database: Database,
) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first = await asked_in(session, committee, BEN, "Are laptops allowed?")
        matter = await matter_of(session, first)
        for user_id, words in ((CLO, "¿Se puede laptop?"), (CLO, "Are laptops allowed?"), (ANA, "¿Hay laptops?")):
            await asked_in(session, committee, user_id, words, matter=matter, now=NOW + MINUTE)
        await asked_in(session, committee, BEN, "And when?", matter=matter, earlier="Are laptops allowed?")
        gone = await asked_in(session, committee, CLO, "never mind", matter=matter)
        await session.matters.withdraw(gone.id, CLO)
        await asked_in(session, committee, CLO, "elsewhere")
        given = await given_on(session, matter)
        asked = ["Are laptops allowed?", "¿Se puede laptop?", "¿Hay laptops?"]
        assert await session.rulings.phrasings(given.id) == asked
        await session.people.forget(CLO)
        assert await session.rulings.phrasings(given.id) == ["Are laptops allowed?", "¿Hay laptops?"]
        assert await session.rulings.phrasings(404) == []
