"""What reports look up: the rounds that finished of late, and the chats of a dais."""

from __future__ import annotations

from bot.database.engine import Database
from tests.databases import MINUTE, NOW
from tests.rooms import ANA, CHAIR, CLO, draft_in, room_in, seat, sent_in


async def test_the_rounds_that_finished_since_a_moment_are_found(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        _, first = await sent_in(session, committee)
        _, second = await sent_in(session, committee)
        await draft_in(session, committee)
        await session.deliveries.set_round(first, finished_at=NOW - 61 * MINUTE)
        found = await session.deliveries.finished_since(NOW - 60 * MINUTE)
        earlier = await session.deliveries.finished_since(NOW - 61 * MINUTE)

    assert [each.id for each in found] == [second]
    assert [each.id for each in earlier] == [first, second]


async def test_the_dais_of_a_committee_is_its_chairs_and_organisers_who_can_be_reached(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        other = await session.committees.ensure("elsewhere", now=NOW)
        for user_id, role in ((11, "organiser"), (12, "chair"), (13, "organiser")):
            await seat(session, user_id, other, role=role)  # type: ignore[arg-type]
        await seat(session, 11, committee, role="organiser")
        await seat(session, 14, committee, role="chair")
        await session.people.set_unreachable(14)
        await session.people.join(15, committee.id, "chair", NOW)  # has no private chat yet
        found = [await session.people.dais(each) for each in (committee.id, other.id, None)]

    assert found == [[11, CHAIR], [11, 12, 13], [11, 13]]
    assert not {ANA, CLO} & set(found[0])
