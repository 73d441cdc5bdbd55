"""What is put before the dais: requests and their matters, claims, settling, merging, splitting, many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from bot.dais.types import CLAIM_LASTS
from bot.database.engine import Database, Session
from bot.database.matters import Matter, Request
from bot.database.notices import NewNotice
from tests.dais_rooms import asked_in, given_on, matter_of, new_request, question_in
from tests.databases import DAY, MINUTE, NOW
from tests.rooms import ANA, BEN, CHAIR, CLO, GROUP, room_in, seat

OTHER_CHAIR = 5_000_000_009


async def linger(session: Session) -> None:
    """Keep the transaction open for as long as others need to get through theirs, where nothing holds them off."""
    for _ in range(30):
        await session.matters.get(1)


def ids(rows: Sequence[Matter | Request]) -> list[int]:
    return [each.id for each in rows]


# requests


async def test_a_request_comes_back_as_it_was_made(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        question_id = await question_in(session, committee, ANA)
        matter = await session.matters.open(committee.id, NOW)
        new = new_request(question_id, BEN, chat_id=GROUP, thread_id=3, message_id=None, text="¿Sí? 👍", language="en")
        made = await session.matters.add_request(matter.id, new, NOW + MINUTE)
        assert made is not None
    async with database.session() as session:
        assert await session.matters.request(made.id) == made
        assert await session.matters.request(made.id + 1) is None
        assert await session.matters.get(matter.id) == matter
        assert await session.matters.get(matter.id + 1) is None
    assert matter == Matter(matter.id, committee.id, "open", NOW, None, None, None, None, None)
    assert made == Request(
        id=made.id,
        matter_id=matter.id,
        question_id=question_id,
        reply_id=None,
        user_id=BEN,
        chat_id=GROUP,
        thread_id=3,
        message_id=None,
        text="¿Sí? 👍",
        language="en",
        signed=False,
        state="waiting",
        created_at=NOW + MINUTE,
    )


async def test_each_person_puts_a_question_before_the_dais_once(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first = await asked_in(session, committee, ANA)
        of_ben = new_request(first.question_id, BEN)
        assert await session.matters.add_request(first.matter_id, new_request(first.question_id, ANA), NOW) is None
        assert await session.matters.add_request(first.matter_id, of_ben, NOW) is not None
        assert await session.matters.request_of(first.question_id, ANA) == first
        assert await session.matters.request_of(first.question_id, CLO) is None


async def test_many_presses_at_once_make_one_request(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        question_id = await question_in(session, committee, ANA)

    async def press() -> bool:
        async with database.session() as session:
            matter = await session.matters.open(committee.id, NOW)
            return await session.matters.add_request(matter.id, new_request(question_id, ANA), NOW) is not None

    assert sum(await asyncio.gather(*(press() for _ in range(12)))) == 1
    async with database.session() as session:
        assert len(await session.matters.open_in(committee.id)) == 1


async def test_what_was_taken_back_can_be_put_before_the_dais_anew_and_counts_twice(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first = await asked_in(session, committee, ANA)
        assert await session.matters.withdraw(first.id, ANA)
        gone = await session.matters.request_of(first.question_id, ANA)
        assert gone == replace(first, state="withdrawn")

        matter = await session.matters.open(committee.id, NOW)
        again = await session.matters.add_request(matter.id, new_request(first.question_id, ANA), NOW + MINUTE)
        assert again is not None
        assert again.id > first.id
        assert await session.matters.request_of(first.question_id, ANA) == again
        assert await session.matters.count_since(ANA, NOW) == 2


async def test_requests_are_counted_for_each_person_from_a_moment_on(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        for hours, user_id in ((0, ANA), (1, ANA), (2, ANA), (2, BEN)):
            await asked_in(session, committee, user_id, now=NOW + hours * 60 * MINUTE)
        count = session.matters.count_since
        assert [await count(ANA, NOW + minutes * MINUTE) for minutes in (0, 1, 60, 121)] == [3, 2, 2, 0]
        assert await count(CLO, NOW) == 0


async def test_of_many_who_count_at_once_each_sees_the_requests_of_those_before(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)

    async def put(most: int) -> bool:
        async with database.session() as session:
            if await session.matters.count_since(ANA, NOW - DAY) >= most:
                return False
            await asked_in(session, committee, ANA)
            return True

    assert sum(await asyncio.gather(*(put(4) for _ in range(12)))) == 4


async def test_a_request_in_a_settled_matter_is_answered_and_in_a_closed_one_refused(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first, second = await asked_in(session, committee, ANA), await asked_in(session, committee, BEN)
        await session.matters.settle(first.matter_id, CHAIR, NOW)
        late = await asked_in(session, committee, CLO, matter=await matter_of(session, first))
        assert (late.state, late.matter_id) == ("answered", first.matter_id)

        await session.matters.withdraw(second.id, BEN)
        for matter_id in (second.matter_id, 404):
            with pytest.raises(ValueError, match="expected an open or settled matter"):
                await session.matters.add_request(matter_id, new_request(second.question_id, CLO), NOW)


async def test_a_request_is_signed_by_whose_it_is_alone(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        request = await asked_in(session, committee, ANA)
        assert not await session.matters.sign(request.id, BEN, True)
        assert await session.matters.sign(request.id, ANA, True)
        assert await session.matters.request(request.id) == replace(request, signed=True)
        await session.matters.settle(request.matter_id, CHAIR, NOW)
        assert await session.matters.sign(request.id, ANA, False)
        assert await session.matters.request(request.id) == replace(request, state="answered")

        gone = await asked_in(session, committee, ANA)
        await session.matters.withdraw(gone.id, ANA)
        assert not await session.matters.sign(gone.id, ANA, True)
        assert not await session.matters.sign(404, ANA, True)


async def test_a_matter_is_closed_when_the_last_who_waits_takes_it_back(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first = await asked_in(session, committee, ANA)
        second = await asked_in(session, committee, BEN, matter=await matter_of(session, first))
        assert not await session.matters.withdraw(first.id, BEN)
        assert not await session.matters.withdraw(404, ANA)
        assert await session.matters.withdraw(first.id, ANA)
        assert not await session.matters.withdraw(first.id, ANA)
        assert (await matter_of(session, first)).state == "open"
        assert await session.matters.requests_of(first.matter_id) == [second]
        assert await session.matters.withdraw(second.id, BEN)
        assert (await matter_of(session, first)).state == "closed"
        assert await session.matters.open_in(committee.id) == []


async def test_what_is_answered_is_not_taken_back(database: Database) -> None:
    async with database.session() as session:
        request = await asked_in(session, await room_in(session), ANA)
        await session.matters.settle(request.matter_id, CHAIR, NOW)
        assert not await session.matters.withdraw(request.id, ANA)
        assert await session.matters.request(request.id) == replace(request, state="answered")


async def test_all_who_take_back_at_once_close_the_matter(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first = await asked_in(session, committee, ANA)
        matter = await matter_of(session, first)
        others = [await asked_in(session, committee, user_id, matter=matter) for user_id in (BEN, CLO, CHAIR)]

    async def take_back(request: Request) -> bool:
        async with database.session() as session:
            is_done = await session.matters.withdraw(request.id, request.user_id)
            await linger(session)
            return is_done

    assert await asyncio.gather(*(take_back(each) for each in (first, *others))) == [True] * 4
    async with database.session() as session:
        assert (await matter_of(session, first)).state == "closed"


# lists


async def test_the_inbox_has_open_matters_in_which_someone_waits_the_longest_first(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await room_in(session, "unsc")
        later = await asked_in(session, committee, ANA, now=NOW + 2 * MINUTE)
        earlier = await asked_in(session, committee, BEN, now=NOW + MINUTE)
        merged = await asked_in(session, committee, CLO, now=NOW)
        await session.matters.open(committee.id, NOW)
        await asked_in(session, other, ANA)
        settled = await asked_in(session, committee, ANA)
        await session.matters.settle(settled.matter_id, CHAIR, NOW)
        assert ids(await session.matters.open_in(committee.id)) == [
            merged.matter_id,
            earlier.matter_id,
            later.matter_id,
        ]
        await session.matters.merge(merged.matter_id, later.matter_id)
        assert ids(await session.matters.open_in(committee.id)) == [later.matter_id, earlier.matter_id]


async def test_what_was_settled_last_comes_first(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        asked = [await asked_in(session, committee, ANA) for _ in range(4)]
        for request, minutes in zip(asked, (3, 1, 2), strict=False):
            await session.matters.settle(request.matter_id, CHAIR, NOW + minutes * MINUTE)
        settled = await session.matters.settled_in(committee.id)
        assert ids(settled) == [asked[n].matter_id for n in (0, 2, 1)]
        assert (settled[0].settled_by, settled[0].settled_at) == (CHAIR, NOW + 3 * MINUTE)
        assert await session.matters.settled_in(committee.id, 2) == settled[:2]


async def test_the_requests_of_many_matters_come_at_once_oldest_first(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        second = await asked_in(session, committee, ANA, now=NOW + MINUTE)
        matter = await matter_of(session, second)
        first = await asked_in(session, committee, BEN, matter=matter)
        gone = await asked_in(session, committee, CLO, matter=matter)
        await session.matters.withdraw(gone.id, CLO)
        alone = await asked_in(session, committee, CLO)
        assert await session.matters.requests_in([matter.id, alone.matter_id, 404]) == {
            matter.id: [first, second],
            alone.matter_id: [alone],
            404: [],
        }
        assert await session.matters.requests_in([]) == {}


# claiming and settling


async def test_a_claim_keeps_others_off_until_it_lapses_or_is_given_up(database: Database) -> None:
    async with database.session() as session:
        request = await asked_in(session, await room_in(session), ANA)

        async def claim(user_id: int, now: datetime) -> bool:
            return await session.matters.claim(request.matter_id, user_id, now, lapsed_before=now - CLAIM_LASTS)

        assert await claim(CHAIR, NOW)
        assert await claim(CHAIR, NOW + MINUTE)
        assert not await claim(OTHER_CHAIR, NOW + 16 * MINUTE)
        assert await claim(OTHER_CHAIR, NOW + 17 * MINUTE)
        assert not await session.matters.free(request.matter_id, CHAIR)
        assert not await claim(CHAIR, NOW + 18 * MINUTE)
        assert await session.matters.free(request.matter_id, OTHER_CHAIR)
        assert await claim(CHAIR, NOW + 18 * MINUTE)
        matter = await matter_of(session, request)
        assert (matter.claimed_by, matter.claimed_at) == (CHAIR, NOW + 18 * MINUTE)

        await session.matters.settle(request.matter_id, CHAIR, NOW)
        assert not await claim(CHAIR, NOW + 19 * MINUTE)
        assert not await session.matters.free(request.matter_id, CHAIR)


async def test_of_many_who_claim_at_once_one_has_it(database: Database) -> None:
    async with database.session() as session:
        request = await asked_in(session, await room_in(session), ANA)

    async def press(user_id: int) -> int | None:
        async with database.session() as session:
            lapsed_before = NOW - CLAIM_LASTS
            is_mine = await session.matters.claim(request.matter_id, user_id, NOW, lapsed_before=lapsed_before)
            return user_id if is_mine else None

    pressed = await asyncio.gather(*(press(user_id) for user_id in range(1, 13)))
    async with database.session() as session:
        holder = (await matter_of(session, request)).claimed_by
    assert [user_id for user_id in pressed if user_id] == [holder]


async def test_of_many_who_settle_at_once_one_does_and_all_who_wait_are_answered(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first = await asked_in(session, committee, ANA)
        matter = await matter_of(session, first)
        gone = await asked_in(session, committee, BEN, matter=matter)
        await session.matters.withdraw(gone.id, BEN)
        elsewhere = await asked_in(session, committee, CLO)

    async def press(user_id: int) -> bool:
        async with database.session() as session:
            return await session.matters.settle(matter.id, user_id, NOW)

    assert sum(await asyncio.gather(*(press(user_id) for user_id in range(1, 13)))) == 1
    async with database.session() as session:
        assert (await matter_of(session, first)).state == "settled"
        states = [await session.matters.request(each.id) for each in (first, gone, elsewhere)]
    assert [each.state for each in states if each] == ["answered", "withdrawn", "waiting"]


async def test_nobody_is_left_waiting_in_a_matter_that_is_settled_meanwhile(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first = await asked_in(session, committee, ANA)
        matter = await matter_of(session, first)
    is_asked = asyncio.Event()

    async def join(user_id: int) -> None:
        async with database.session() as session:
            await seat(session, user_id, committee)
            await asked_in(session, committee, user_id, matter=matter)
            is_asked.set()
            await linger(session)

    async def settle() -> None:
        await is_asked.wait()
        async with database.session() as session:
            assert await session.matters.settle(matter.id, CHAIR, NOW)

    await asyncio.gather(*(join(user_id) for user_id in range(1, 7)), settle(), *(join(n) for n in range(7, 13)))
    async with database.session() as session:
        states = [each.state for each in await session.matters.requests_of(matter.id)]
    assert states == ["answered"] * 13


async def test_taking_back_and_settling_at_once_never_lock_each_other(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        asked = [await asked_in(session, committee, ANA) for _ in range(10)]

    async def take_back(request: Request) -> bool:
        async with database.session() as session:
            return await session.matters.withdraw(request.id, ANA)

    async def settle(request: Request) -> bool:
        async with database.session() as session:
            return await session.matters.settle(request.matter_id, CHAIR, NOW)

    done = await asyncio.gather(*(work(request) for request in asked for work in (take_back, settle)))
    assert [(done[2 * n], done[2 * n + 1]) in ((True, False), (False, True)) for n in range(10)] == [True] * 10


# merging and splitting


async def test_a_merged_matter_is_closed_and_its_requests_go_with_their_notices(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        old, kept = await asked_in(session, committee, ANA), await asked_in(session, committee, BEN)
        rows = [
            NewNotice("received", old.matter_id, ANA, ANA, NOW, request_id=old.id),
            NewNotice("asked", old.matter_id, CHAIR, CHAIR, NOW),
            NewNotice("asked", kept.matter_id, CHAIR, CHAIR, NOW),
        ]
        assert await session.notices.add(rows) == 3
        assert await session.matters.merge(old.matter_id, kept.matter_id)

        closed = await session.matters.get(old.matter_id)
        assert closed is not None
        assert (closed.state, closed.merged_into) == ("closed", kept.matter_id)
        moved = [replace(old, matter_id=kept.matter_id), kept]
        assert await session.matters.requests_of(kept.matter_id) == moved
        waiting = await session.notices.due(NOW, 10)
        assert [(each.kind, each.matter_id) for each in waiting] == [
            ("received", kept.matter_id),
            ("asked", kept.matter_id),
        ]


async def test_what_is_merged_into_an_answered_matter_is_answered(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        answered, late = await asked_in(session, committee, ANA), await asked_in(session, committee, BEN)
        await given_on(session, await matter_of(session, answered))
        assert await session.matters.merge(late.matter_id, answered.matter_id)
        states = [each.state for each in await session.matters.requests_of(answered.matter_id)]
    assert states == ["answered", "answered"]


async def test_matters_merge_where_one_is_open_and_the_other_is_there_to_take_it(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await room_in(session, "unsc")
        open_one, settled = await asked_in(session, committee, ANA), await asked_in(session, committee, ANA)
        await session.matters.settle(settled.matter_id, CHAIR, NOW)
        closed = await asked_in(session, committee, ANA)
        await session.matters.withdraw(closed.id, ANA)
        elsewhere = await asked_in(session, other, ANA)
        merge = session.matters.merge
        for into in (open_one, closed, elsewhere):
            assert not await merge(open_one.matter_id, into.matter_id)
        assert not await merge(open_one.matter_id, 404)
        assert not await merge(404, open_one.matter_id)
        assert not await merge(settled.matter_id, open_one.matter_id)
        assert await session.matters.requests_of(open_one.matter_id) == [open_one]


async def test_of_two_that_merge_into_each_other_at_once_one_is_left_with_all(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        pairs = [(await asked_in(session, committee, ANA), await asked_in(session, committee, BEN)) for _ in range(6)]

    async def merge(old: Request, into: Request) -> bool:
        async with database.session() as session:
            return await session.matters.merge(old.matter_id, into.matter_id)

    done = await asyncio.gather(*(merge(*order) for a, b in pairs for order in ((a, b), (b, a))))
    assert [done[n] + done[n + 1] for n in range(0, 12, 2)] == [1] * 6
    async with database.session() as session:
        left = await session.matters.open_in(committee.id)
        assert [len(found) for found in (await session.matters.requests_in(ids(left))).values()] == [2] * 6


async def test_a_split_matter_keeps_its_oldest_request_and_the_others_get_their_own(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first = await asked_in(session, committee, ANA)
        matter = await matter_of(session, first)
        others = [await asked_in(session, committee, user_id, matter=matter) for user_id in (BEN, CLO)]
        gone = await asked_in(session, committee, CHAIR, matter=matter)
        await session.matters.withdraw(gone.id, CHAIR)
        await session.matters.claim(matter.id, CHAIR, NOW, lapsed_before=NOW)
        await session.notices.add([NewNotice("received", matter.id, BEN, BEN, NOW, request_id=others[0].id)])
        made = await session.matters.split(matter.id, NOW + MINUTE)

        assert [(each.state, each.opened_at, each.claimed_by) for each in made] == [("open", NOW + MINUTE, None)] * 2
        assert await session.matters.requests_of(matter.id) == [first]
        assert await session.matters.requests_in(ids(made)) == {
            new.id: [replace(request, matter_id=new.id)] for new, request in zip(made, others, strict=True)
        }
        assert [each.matter_id for each in await session.notices.due(NOW, 10)] == [made[0].id]
        assert await session.matters.split(matter.id, NOW) == []
        await session.matters.merge(made[0].id, matter.id)
        await session.matters.settle(matter.id, CHAIR, NOW)
        assert await session.matters.split(matter.id, NOW) == []
        assert await session.matters.split(404, NOW) == []


async def test_many_who_split_at_once_lose_no_request(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first = await asked_in(session, committee, ANA)
        matter = await matter_of(session, first)
        for _ in range(4):
            await asked_in(session, committee, BEN, matter=matter)

    async def split() -> int:
        async with database.session() as session:
            return len(await session.matters.split(matter.id, NOW))

    assert sorted(await asyncio.gather(*(split() for _ in range(6)))) == [0, 0, 0, 0, 0, 4]
    async with database.session() as session:
        left = await session.matters.open_in(committee.id)
        assert [len(found) for found in (await session.matters.requests_in(ids(left))).values()] == [1] * 5


# who is told


async def test_a_chair_is_told_at_once_or_as_often_as_they_say_in_each_committee(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await room_in(session, "unsc")
        await session.matters.set_digest(CHAIR, committee.id, 15)
        digest_of = session.matters.digest_of
        assert [await digest_of(CHAIR, each.id) for each in (committee, other)] == [15, 0]
        assert await digest_of(OTHER_CHAIR, committee.id) == 0
        await session.people.join(CHAIR, committee.id, "organiser", NOW)
        assert await digest_of(CHAIR, committee.id) == 15


async def test_the_dais_of_a_committee_is_its_own_who_can_be_reached(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await session.committees.ensure("unsc", now=NOW)
        await seat(session, OTHER_CHAIR, committee, "en", "organiser")
        await seat(session, 9, other, "en", "organiser")
        await session.people.join(10, committee.id, "chair", NOW)
        await seat(session, 11, committee, "en", "chair")
        await session.people.set_unreachable(11)
        await session.matters.set_digest(OTHER_CHAIR, committee.id, 30)
        assert await session.people.dais_of(committee.id) == [(CHAIR, CHAIR, 0), (OTHER_CHAIR, OTHER_CHAIR, 30)]
        assert await session.people.dais_of(other.id) == [(9, 9, 0)]
