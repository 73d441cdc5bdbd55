"""The notices of the dais: each once, sent at most once, digests, counts, and the cards by which chairs answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.announcements.types import Counts
from bot.database.engine import Database, Session
from bot.database.matters import Request
from bot.database.notices import Card, NewNotice, Notice
from bot.database.rulings import Ruling
from tests.dais_rooms import asked_in, given_on, matter_of, new_request, question_in
from tests.databases import MINUTE, NOW
from tests.rooms import ANA, BEN, CHAIR, CLO, GROUP, room_in

OTHER_CHAIR = 5_000_000_009


async def existing(session: Session, notice_id: int) -> Notice:
    found = await session.notices.get(notice_id)
    assert found is not None
    return found


async def request_in(session: Session) -> Request:
    return await asked_in(session, await room_in(session), ANA)


def asked(request: Request, user_id: int = CHAIR, **changes: object) -> NewNotice:
    return replace(NewNotice("asked", request.matter_id, user_id, user_id, NOW), **changes)


async def told_in(session: Session, number: int) -> tuple[Ruling, list[Notice]]:
    """Return a ruling with a notice to each of ``number`` who asked."""
    committee = await room_in(session)
    first = await asked_in(session, committee, ANA)
    matter = await matter_of(session, first)
    others = [await asked_in(session, committee, BEN, matter=matter) for _ in range(number - 1)]
    given = await given_on(session, matter)
    rows = [
        NewNotice("told", matter.id, each.user_id, each.chat_id, NOW, each.id, given.id, 1) for each in (first, *others)
    ]
    assert await session.notices.add(rows) == number
    return given, await session.notices.due(NOW, number)


# written down once


async def test_a_notice_comes_back_as_it_was_written(database: Database) -> None:
    async with database.session() as session:
        request = await request_in(session)
        given = await given_on(session, await matter_of(session, request))
        new = NewNotice("told", request.matter_id, ANA, GROUP, NOW, request.id, given.id, 2, NOW + MINUTE)
        assert await session.notices.add([new]) == 1
        made = (await session.notices.due(NOW + MINUTE, 1))[0]
        assert await session.notices.get(made.id) == made
        assert await session.notices.get(404) is None
    assert made == Notice(
        id=made.id,
        kind="told",
        matter_id=request.matter_id,
        request_id=request.id,
        ruling_id=given.id,
        version=2,
        user_id=ANA,
        chat_id=GROUP,
        state="pending",
        attempts=0,
        not_before=NOW + MINUTE,
        message_id=None,
        reason=None,
        created_at=NOW,
        at=None,
    )


async def test_nobody_is_told_the_same_twice(database: Database) -> None:
    async with database.session() as session:
        request = await request_in(session)
        given = await given_on(session, await matter_of(session, request))
        received = NewNotice("received", request.matter_id, ANA, ANA, NOW, request_id=request.id)
        told = replace(received, kind="told", ruling_id=given.id, version=1)
        revoked = replace(told, kind="revoked", version=None)
        rows = [received, asked(request), asked(request, OTHER_CHAIR), told, replace(told, version=2), revoked]
        add = session.notices.add
        assert await add([]) == 0
        assert await add([*rows, received]) == 6
        assert await add([*rows, replace(told, version=3)]) == 1
        assert len(await session.notices.due(NOW, 100)) == 7


async def test_many_who_write_the_same_at_once_write_it_once(database: Database) -> None:
    async with database.session() as session:
        request = await request_in(session)

    async def add(chairs: list[int]) -> int:
        async with database.session() as session:
            return await session.notices.add([asked(request, user_id) for user_id in chairs])

    chairs = list(range(1, 6))
    assert sum(await asyncio.gather(*(add(chairs) for _ in range(10)))) == 5


@pytest.mark.parametrize("kind", ["received", "told", "revoked"])
def test_a_notice_without_the_numbers_of_its_kind_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match=kind):
        NewNotice(kind, 1, ANA, ANA, NOW).key  # type: ignore[arg-type]  # noqa: B018


# sent at most once


async def test_what_is_due_comes_oldest_first_and_what_has_its_moment_later(database: Database) -> None:
    async with database.session() as session:
        request = await request_in(session)
        notices = session.notices
        await notices.add([asked(request, 1, not_before=NOW + 5 * MINUTE), asked(request, 2, not_before=NOW + MINUTE)])
        assert await notices.due(NOW, 10) == []
        await notices.add([asked(request, 3)])
        assert [each.user_id for each in await notices.due(NOW, 10)] == [3]
        assert [each.user_id for each in await notices.due(NOW + 5 * MINUTE, 10)] == [1, 2, 3]
        assert [each.user_id for each in await notices.due(NOW + 5 * MINUTE, 2)] == [1, 2]


async def test_a_notice_is_begun_then_finished_and_each_once(database: Database) -> None:
    async with database.session() as session:
        request = await request_in(session)
        notices = session.notices
        await notices.add([asked(request)])
        waiting = (await notices.due(NOW, 1))[0]
        assert not await notices.finish(waiting.id, "sent", NOW, message_id=7)
        assert await notices.begin(waiting.id, NOW)
        assert not await notices.begin(waiting.id, NOW)
        assert await notices.due(NOW, 1) == []
        assert await notices.finish(waiting.id, "sent", NOW + MINUTE, message_id=7)
        assert not await notices.finish(waiting.id, "failed", NOW)
        done = await existing(session, waiting.id)
    assert done == replace(waiting, state="sent", attempts=1, message_id=7, at=NOW + MINUTE)


async def test_of_many_who_begin_a_notice_at_once_one_sends_it(database: Database) -> None:
    async with database.session() as session:
        await session.notices.add([asked(await request_in(session))])

    async def begin() -> bool:
        async with database.session() as session:
            return await session.notices.begin(1, NOW)

    assert sum(await asyncio.gather(*(begin() for _ in range(12)))) == 1


async def test_a_notice_that_is_put_back_waits_with_its_attempts(database: Database) -> None:
    async with database.session() as session:
        await session.notices.add([asked(await request_in(session))])
        notices = session.notices
        assert not await notices.put_back(1, NOW, counted=True)
        await notices.begin(1, NOW)
        assert await notices.put_back(1, NOW + MINUTE, counted=True)
        assert await notices.due(NOW, 1) == []
        await notices.begin(1, NOW)
        assert await notices.put_back(1, None, counted=False)
        back = (await notices.due(NOW, 1))[0]
        assert (back.attempts, back.not_before, back.reason) == (1, None, None)
        await notices.begin(1, NOW)
        assert await notices.finish(1, "failed", NOW, reason="x" * 100)
        assert (await existing(session, 1)).reason == "x" * 64


async def test_a_notice_follows_a_group_that_moved_and_so_does_what_comes_later(database: Database) -> None:
    async with database.session() as session:
        given, notices = await told_in(session, 1)
        assert not await session.notices.follow(notices[0].id, GROUP)
        await session.notices.begin(notices[0].id, NOW)
        assert await session.notices.follow(notices[0].id, GROUP)
        moved = (await session.notices.due(NOW, 1))[0]
        assert moved == replace(notices[0], chat_id=GROUP, attempts=1, at=NOW)
        assert given.matter_id is not None
        places = [(each.chat_id, each.message_id) for each in await session.matters.requests_of(given.matter_id)]
        assert places == [(GROUP, None)]


async def test_what_waits_for_a_group_goes_to_what_it_has_become_under_no_message_of_it(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        question_id = await question_in(session, committee, ANA)
        matter = await session.matters.open(committee.id, NOW)
        new = new_request(question_id, ANA, chat_id=GROUP, thread_id=3)
        request = await session.matters.add_request(matter.id, new, NOW)
        assert request is not None
        received = NewNotice("received", matter.id, ANA, GROUP, NOW, request_id=request.id)
        await session.notices.add([received, asked(request)])
        await session.groups.migrate(GROUP, -77)
        assert [each.chat_id for each in await session.notices.due(NOW, 9)] == [-77, CHAIR]
        moved = replace(request, chat_id=-77, thread_id=None, message_id=None)
        assert await session.matters.requests_of(matter.id) == [moved]


async def test_who_may_have_a_ruling_in_any_of_its_words_is_known(database: Database) -> None:
    async with database.session() as session:
        given, rows = await told_in(session, 3)
        notices = session.notices
        for row in rows[:2]:
            await notices.begin(row.id, NOW)
        await notices.finish(rows[0].id, "blocked", NOW)
        known = [await notices.was_told(row.request_id or 0, given.id) for row in rows]
        assert known == [False, True, False]
        assert not await notices.was_told(404, given.id)


async def test_what_was_in_flight_at_a_crash_is_unknown_and_waits_for_a_chairs_word(database: Database) -> None:
    async with database.session() as session:
        given, rows = await told_in(session, 3)
        notices = session.notices
        for row in rows[:2]:
            await notices.begin(row.id, NOW)
        await notices.finish(rows[0].id, "sent", NOW, message_id=1)
        assert await notices.recover(NOW + MINUTE) == 1
        assert await notices.recover(NOW + MINUTE) == 0
        doubtful = await existing(session, rows[1].id)
        assert doubtful == replace(rows[1], state="unknown", attempts=1, reason="restarted", at=NOW + MINUTE)
        assert [each.id for each in await notices.due(NOW, 10)] == [rows[2].id]

        assert await notices.resend_unknown(given.id, 2) == 0
        assert await notices.resend_unknown(given.id, 1) == 1
        assert await notices.resend_unknown(given.id, 1) == 0
        again = await existing(session, rows[1].id)
        assert (again.state, again.attempts, again.reason) == ("pending", 0, None)


async def test_who_was_told_is_counted_for_each_version(database: Database) -> None:
    async with database.session() as session:
        given, rows = await told_in(session, 6)
        notices = session.notices
        for row in rows[:5]:
            await notices.begin(row.id, NOW)
        for row, state in zip(rows, ("sent", "sent", "blocked", "unknown"), strict=False):
            await notices.finish(row.id, state, NOW)  # type: ignore[arg-type]
        assert given.matter_id is not None
        other = replace(NewNotice("told", given.matter_id, CLO, CLO, NOW, rows[0].request_id, given.id, 2))
        await notices.add([other, replace(other, kind="revoked", version=None)])
        assert await notices.counts_of(given.id, 1) == Counts(sent=2, blocked=1, unknown=1, pending=2)
        assert await notices.counts_of(given.id, 2) == Counts(pending=1)
        assert await notices.counts_of(404, 1) == Counts()


async def test_a_digest_has_all_that_a_chair_waits_for_but_what_was_put_off_after_an_attempt(
    database: Database,
) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        requests = [await asked_in(session, committee, ANA) for _ in range(5)]
        notices = session.notices
        due = [asked(each, not_before=NOW + n * MINUTE) for n, each in enumerate(requests)]
        await notices.add([*due, asked(requests[0], OTHER_CHAIR)])
        await notices.add([NewNotice("received", requests[0].matter_id, CHAIR, CHAIR, NOW, request_id=requests[0].id)])
        rows = {each.matter_id: each for each in await notices.due_for(CHAIR, "asked", NOW)}
        assert list(rows) == [each.matter_id for each in requests]

        sent, put_off = (rows[requests[n].matter_id].id for n in (0, 1))
        for number in (sent, put_off):
            await notices.begin(number, NOW)
        await notices.finish(sent, "sent", NOW)
        await notices.put_back(put_off, NOW + 9 * MINUTE, counted=True)
        waiting = [each.matter_id for each in requests[1:]]
        assert [each.matter_id for each in await notices.due_for(CHAIR, "asked", NOW)] == waiting[1:]
        assert [each.matter_id for each in await notices.due_for(CHAIR, "asked", NOW + 9 * MINUTE)] == waiting
        assert await notices.due_for(ANA, "asked", NOW) == []


# cards


async def test_a_card_says_what_a_message_stands_for_and_the_latest_of_each_chat_is_refreshed(
    database: Database,
) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        matter, other = [await matter_of(session, await asked_in(session, committee, ANA)) for _ in range(2)]
        given = await given_on(session, matter)
        notices = session.notices
        for chat_id, message_id in ((CHAIR, 10), (CHAIR, 12), (CHAIR, 11), (OTHER_CHAIR, 9)):
            await notices.note_card(chat_id, message_id, matter_id=matter.id)
        await notices.note_card(CHAIR, 13, matter_id=other.id)
        await notices.note_card(CHAIR, 14, ruling_id=given.id)
        assert await notices.card(CHAIR, 10) == Card(CHAIR, 10, matter.id, None)
        assert await notices.card(CHAIR, 14) == Card(CHAIR, 14, None, given.id)
        assert await notices.card(CHAIR, 15) is None
        assert await notices.card(OTHER_CHAIR, 10) is None
        assert await notices.cards_of(matter.id) == [
            Card(CHAIR, 12, matter.id, None),
            Card(OTHER_CHAIR, 9, matter.id, None),
        ]
        await notices.note_card(CHAIR, 12, matter_id=other.id)
        assert await notices.card(CHAIR, 12) == Card(CHAIR, 12, other.id, None)
        assert [each.message_id for each in await notices.cards_of(matter.id)] == [11, 9]
        assert await notices.cards_of(404) == []
