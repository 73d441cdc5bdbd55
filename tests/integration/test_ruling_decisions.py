"""What a chair decides on a matter: answering, declining, pointing to a section, correcting, revoking; once each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from bot.dais.decisions import cancel, confirm, decline, point, revise, revoke, standing_matter, take_up
from bot.dais.types import CLAIM_LASTS, NoticeKind
from bot.database.engine import Database, Session
from bot.database.matters import Matter, Request
from bot.database.notices import Notice
from bot.database.rulings import NewRuling, Ruling
from tests.dais_rooms import asked_in, draft_on, matter_of, ruling, texts
from tests.databases import MINUTE, NOW, count_of, run_sync
from tests.rooms import ANA, BEN, CHAIR, CLO, room_in, seat

DAVID = 5_000_000_009
"""Another chair."""
LATER = NOW + 5 * MINUTE


async def two_asking(session: Session) -> tuple[Matter, list[Request]]:
    """Return a matter in which Ana and Ben wait, in a room with two chairs."""
    committee = await room_in(session)
    await seat(session, DAVID, committee, "en", "chair")
    first = await asked_in(session, committee, ANA)
    matter = await matter_of(session, first)
    return matter, [first, await asked_in(session, committee, BEN, matter=matter)]


async def drafted(session: Session, **changes: Any) -> Ruling:
    """Return a chair's draft of an answer to Ana and Ben."""
    matter, _ = await two_asking(session)
    return await draft_on(session, matter, **changes)


async def given(session: Session, *, public: bool = True) -> Ruling:
    """Return an answer that Ana and Ben are to be told."""
    draft = await drafted(session)
    done = await confirm(session, draft, draft.revision, public=public, by=CHAIR, now=NOW)
    assert done is not None
    return done


async def revision_of(session: Session, standing: Ruling, words: str = "Sí.", **changes: Any) -> Ruling:
    """Return a draft of new words for a ruling."""
    values = {"texts": texts(words, None), "revises_id": standing.id, **changes}
    return await session.rulings.create(
        NewRuling(standing.committee_id, standing.matter_id, CHAIR, CHAIR, **values), NOW
    )


async def waiting(session: Session) -> list[tuple[NoticeKind, int | None, int | None]]:
    """Return what is to be sent: the kind, to whom, the version."""
    found: list[Notice] = await session.notices.due(LATER, 100)
    return [(each.kind, each.user_id, each.version) for each in found]


async def audited(url: str) -> list[tuple[Any, ...]]:
    told = "SELECT user_id, action, count FROM audit ORDER BY id"
    return [tuple(row) for row in await run_sync(url, lambda connection: connection.execute(text(told)).all())]


async def at_once(database: Database, *decisions: Callable[[Session], Awaitable[Any]]) -> list[Any]:
    """Make decisions at the same time, each in a transaction of its own."""

    async def make(decision: Callable[[Session], Awaitable[Any]]) -> Any:
        async with database.session() as session:
            return await decision(session)

    return await asyncio.gather(*(make(each) for each in decisions))


# answering


async def test_an_answer_settles_its_matter_and_is_told_to_all_who_wait(database: Database, url: str) -> None:
    async with database.session() as session:
        draft = await drafted(session, awaits="en")
        assert draft.matter_id is not None
        done = await confirm(session, draft, draft.revision, public=True, by=CHAIR, now=LATER)
        settled = await session.matters.get(draft.matter_id)
        requests = await session.matters.requests_of(draft.matter_id)
        told = await session.notices.due(LATER, 10)
    assert done is not None
    assert (done.state, done.number, done.given_at, done.expires_at, done.awaits) == ("given", 1, LATER, None, None)
    assert settled is not None
    assert (settled.state, settled.settled_by, settled.settled_at) == ("settled", CHAIR, LATER)
    assert [each.state for each in requests] == ["answered", "answered"]
    assert [(each.kind, each.user_id, each.chat_id, each.version) for each in told] == [
        ("told", ANA, ANA, 1),
        ("told", BEN, BEN, 1),
    ]
    assert {(each.ruling_id, each.request_id) for each in told} == {(done.id, each.id) for each in requests}
    assert await audited(url) == [(CHAIR, "answer", 2)]


async def test_an_answer_to_who_asked_alone_has_no_number_and_a_decline_never(database: Database) -> None:
    async with database.session() as session:
        assert (await given(session, public=False)).number is None
    async with database.session() as session:
        draft = await drafted(session, kind="decline")
        done = await confirm(session, draft, draft.revision, public=True, by=CHAIR, now=NOW)
        assert done is not None
        assert (done.kind, done.number) == ("decline", None)


async def test_rulings_are_numbered_as_they_are_given(database: Database) -> None:
    async with database.session() as session:
        first, second = await given(session), await given(session)
        assert (first.number, second.number) == (1, 2)


async def test_two_chairs_who_confirm_at_once_answer_once(database: Database, url: str) -> None:
    async with database.session() as session:
        matter, _ = await two_asking(session)
        drafts = [await draft_on(session, matter, author_id=each) for each in (CHAIR, DAVID)]

    def press(draft: Ruling, by: int) -> Callable[[Session], Awaitable[Any]]:
        return lambda session: confirm(session, draft, draft.revision, public=True, by=by, now=NOW)

    done = await at_once(database, *(press(draft, by) for draft, by in zip(drafts, (CHAIR, DAVID), strict=True)))
    assert len([each for each in done if each is not None]) == 1
    assert await count_of(url, "notices") == 2
    async with database.session() as session:
        assert sorted([(await ruling(session, each.id)).state for each in drafts]) == ["draft", "given"]
    assert len(await audited(url)) == 1


async def test_a_button_pressed_many_times_at_once_answers_once(database: Database, url: str) -> None:
    async with database.session() as session:
        draft = await drafted(session)
    press = [lambda session: confirm(session, draft, 0, public=True, by=CHAIR, now=NOW)] * 6
    done = await at_once(database, *press)
    assert len([each for each in done if each is not None]) == 1
    assert await count_of(url, "notices") == 2


async def test_answers_to_two_matters_at_once_have_two_numbers(database: Database) -> None:
    async with database.session() as session:
        drafts = [await drafted(session), await drafted(session, author_id=DAVID)]

    def press(draft: Ruling, by: int) -> Callable[[Session], Awaitable[Any]]:
        return lambda session: confirm(session, draft, 0, public=True, by=by, now=NOW)

    done = await at_once(database, press(drafts[0], CHAIR), press(drafts[1], DAVID))
    assert sorted(each.number for each in done) == [1, 2]


async def test_a_preview_that_is_stale_expired_used_or_empty_answers_nothing(database: Database, url: str) -> None:
    async with database.session() as session:
        draft = await drafted(session)
        assert await confirm(session, draft, 1, public=True, by=CHAIR, now=NOW) is None
        assert await confirm(session, draft, 0, public=True, by=CHAIR, now=NOW + 30 * MINUTE) is None
        await session.rulings.revise(draft.id, 0, NOW, awaits="question")
        assert await confirm(session, draft, 0, public=True, by=CHAIR, now=NOW) is None
        empty = await drafted(session, texts={})
        assert await confirm(session, empty, 0, public=True, by=CHAIR, now=NOW) is None
        assert await confirm(session, await revision_of(session, draft), 0, public=True, by=CHAIR, now=NOW) is None
    assert await count_of(url, "notices") == 0
    assert await audited(url) == []


async def test_a_matter_that_another_chair_holds_is_not_answered_over(database: Database) -> None:
    async with database.session() as session:
        draft = await drafted(session)
        assert draft.matter_id is not None
        matter = await standing_matter(session, draft.matter_id)
        assert matter is not None
        assert await take_up(session, matter.id, DAVID, NOW) is not None
        assert await take_up(session, matter.id, CHAIR, NOW) is None
        assert await confirm(session, draft, 0, public=True, by=CHAIR, now=LATER) is None
        assert await decline(session, matter, reason="scope", by=CHAIR, now=LATER) is None
        lapsed = NOW + CLAIM_LASTS + MINUTE
        assert await confirm(session, draft, 0, public=True, by=CHAIR, now=NOW + CLAIM_LASTS) is None
        await session.rulings.revise(draft.id, 0, NOW)
        assert await confirm(session, draft, 1, public=True, by=CHAIR, now=lapsed) is not None


async def test_a_matter_that_nobody_waits_in_any_more_is_not_answered(database: Database) -> None:
    async with database.session() as session:
        matter, requests = await two_asking(session)
        draft = await draft_on(session, matter)
        for each in requests:
            assert await session.matters.withdraw(each.id, each.user_id)
        assert await confirm(session, draft, 0, public=True, by=CHAIR, now=NOW) is None
        assert await waiting(session) == []


async def test_who_took_their_question_back_is_not_told(database: Database) -> None:
    async with database.session() as session:
        matter, requests = await two_asking(session)
        draft = await draft_on(session, matter)
        await session.matters.withdraw(requests[0].id, ANA)
        assert await confirm(session, draft, 0, public=True, by=CHAIR, now=NOW) is not None
        assert await waiting(session) == [("told", BEN, 1)]


async def test_an_answer_to_a_matter_that_was_merged_goes_to_where_it_is_now(database: Database) -> None:
    async with database.session() as session:
        matter, _ = await two_asking(session)
        draft = await draft_on(session, matter)
        committee = await room_in(session)
        into = await matter_of(session, await asked_in(session, committee, CLO, "Laptops?"))
        assert await session.matters.merge(matter.id, into.id)
        done = await confirm(session, draft, 0, public=True, by=CHAIR, now=NOW)
        assert done is not None
        assert done.matter_id == into.id
        assert sorted(await waiting(session)) == [("told", ANA, 1), ("told", BEN, 1), ("told", CLO, 1)]


async def test_a_cancelled_draft_says_nothing_and_frees_its_matter(database: Database) -> None:
    async with database.session() as session:
        draft = await drafted(session)
        assert draft.matter_id is not None
        assert await take_up(session, draft.matter_id, CHAIR, NOW) is not None
        assert not await cancel(session, draft, 3, by=CHAIR, now=NOW)
        assert await cancel(session, draft, 0, by=CHAIR, now=NOW)
        assert not await cancel(session, draft, 0, by=CHAIR, now=NOW)
        matter = await session.matters.get(draft.matter_id)
        assert matter is not None
        assert (matter.state, matter.claimed_by) == ("open", None)
        assert await confirm(session, draft, 1, public=True, by=CHAIR, now=NOW) is None
        assert await waiting(session) == []


# by one press


async def test_a_decline_and_a_section_are_told_at_once_and_leave_the_chairs_draft(
    database: Database, url: str
) -> None:
    async with database.session() as session:
        other = await drafted(session)
        matter, _ = await two_asking(session)
        declined = await decline(session, matter, reason="scope", by=CHAIR, now=NOW)
        assert declined is not None
        assert (declined.kind, declined.reason, declined.state, declined.number) == ("decline", "scope", "given", None)
        assert await decline(session, matter, reason="floor", by=CHAIR, now=NOW) is None
        second, _ = await two_asking(session)
        pointed = await point(
            session, second, document="Reglas", section_key="2.1", words="Debate › Laptops", by=DAVID, now=NOW
        )
        assert pointed is not None
        assert (pointed.kind, pointed.document, pointed.section_key, pointed.section_words) == (
            *("section", "Reglas", "2.1", "Debate › Laptops"),
        )
        assert (await ruling(session, other.id)).state == "draft"
        assert [each[0] for each in await waiting(session)] == ["told"] * 4
    assert await audited(url) == [(CHAIR, "decline", 2), (DAVID, "section", 2)]


async def test_declining_and_answering_at_once_do_one_of_the_two(database: Database, url: str) -> None:
    async with database.session() as session:
        matter, _ = await two_asking(session)
        draft = await draft_on(session, matter)
    done = await at_once(
        database,
        lambda session: confirm(session, draft, 0, public=True, by=CHAIR, now=NOW),
        lambda session: decline(session, matter, reason="scope", by=CHAIR, now=NOW),
    )
    assert sum(each is not None for each in done) == 1
    assert await count_of(url, "notices") == 2


# correcting


async def test_new_words_are_told_to_all_who_were_given_the_old_ones(database: Database, url: str) -> None:
    async with database.session() as session:
        standing = await given(session)
        first = (await session.notices.due(NOW, 1))[0]
        assert await session.notices.begin(first.id, NOW)
        assert await session.notices.finish(first.id, "sent", NOW, message_id=7)
        draft = await revision_of(session, standing)
        done = await revise(session, draft, 0, by=DAVID, now=LATER)
        assert done is not None
        assert (done.id, done.version, done.number, done.revised_at) == (standing.id, 2, 1, LATER)
        assert {language: each.text for language, each in done.texts.items()} == {"es": "Sí."}
        assert (await ruling(session, draft.id)).state == "merged"
        # Ben's first is still on its way; the messenger leaves it where the second is there.
        assert await waiting(session) == [("told", BEN, 1), ("told", ANA, 2), ("told", BEN, 2)]
        assert await revise(session, draft, 0, by=DAVID, now=LATER) is None
    assert await audited(url) == [(CHAIR, "answer", 2), (DAVID, "revise", 2)]


async def test_who_has_the_same_words_already_is_not_told_of_a_correction(database: Database) -> None:
    async with database.session() as session:
        standing = await given(session)  # Ana and Ben read Spanish
        first = (await session.notices.due(NOW, 1))[0]
        assert await session.notices.begin(first.id, NOW)
        assert await session.notices.finish(first.id, "sent", NOW, message_id=7)
        same = {"texts": texts("No.", "Not now.")}
        done = await revise(session, await revision_of(session, standing, **same), 0, by=CHAIR, now=LATER)
        assert done is not None
        # Ben was not told yet: his first notice is replaced by the second.
        assert await waiting(session) == [("told", BEN, 1), ("told", BEN, 2)]


async def test_a_correction_that_is_stale_expired_or_empty_changes_nothing(database: Database) -> None:
    async with database.session() as session:
        standing = await given(session)
        assert await revise(session, await revision_of(session, standing, texts={}), 0, by=CHAIR, now=NOW) is None
        draft = await revision_of(session, standing)
        assert await revise(session, draft, 4, by=CHAIR, now=NOW) is None
        assert await revise(session, draft, 0, by=CHAIR, now=NOW + 30 * MINUTE) is None
        assert await revise(session, standing, standing.revision, by=CHAIR, now=NOW) is None
        assert (await ruling(session, standing.id)).version == 1


async def test_correcting_and_revoking_at_once_leave_no_corrected_ruling_behind(database: Database) -> None:
    async with database.session() as session:
        standing = await given(session)
        draft = await revision_of(session, standing)
    revised, revoked = await at_once(
        database,
        lambda session: revise(session, draft, 0, by=CHAIR, now=NOW),
        lambda session: revoke(session, standing, by=DAVID, now=NOW),
    )
    assert revoked is not None
    async with database.session() as session:
        left = await ruling(session, standing.id)
        assert (left.state, left.version) == ("revoked", 2 if revised is not None else 1)
        assert (await ruling(session, draft.id)).state == ("merged" if revised is not None else "draft")


# revoking


@pytest.mark.parametrize("public", [True, False], ids=["ruling", "answer"])
async def test_what_was_decided_is_revoked_once_and_those_who_were_told_hear_it(
    database: Database, url: str, public: bool
) -> None:
    async with database.session() as session:
        standing = await given(session, public=public)

    def press(session: Session) -> Awaitable[Any]:
        return revoke(session, standing, by=CHAIR, now=LATER)

    done = [each for each in await at_once(database, *[press] * 4) if each is not None]
    assert [(each.state, each.revoked_at) for each in done] == [("revoked", LATER)]
    async with database.session() as session:
        told = [each for each in await waiting(session) if each[0] == "revoked"]
        assert told == [("revoked", ANA, None), ("revoked", BEN, None)]
        assert await session.rulings.standing(standing.committee_id) == []
        assert await revise(session, await revision_of(session, standing), 0, by=CHAIR, now=LATER) is None
    assert await audited(url) == [(CHAIR, "answer", 2), (CHAIR, "revoke", 2)]
