"""Matters joined with one another and taken apart, in a database of each kind."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.dais import decisions
from bot.dais.merging import Merged, merge, split
from bot.dais.types import CLAIM_LASTS
from bot.database.engine import Database
from tests.databases import NOW
from tests.messengers import CHAIR, SECOND, Hall, hall_in

ANA, BEN, CLO = 101, 102, 103


@pytest.fixture
async def hall(database: Database) -> Hall:
    return await hall_in(database)


async def merged(hall: Hall, matter_id: int, into_id: int, by: int = CHAIR) -> Merged | None:
    async with hall.database.session() as session:
        return await merge(session, matter_id, into_id, by, hall.clock())


async def states(hall: Hall, *matter_ids: int) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return of each matter its state and who asks it, with the state of that."""
    found = list[tuple[str, list[tuple[int, str]]]]()
    async with hall.database.session() as session:
        for matter_id in matter_ids:
            matter = await session.matters.get(matter_id)
            assert matter is not None
            asked: list[tuple[int, str]] = [
                (each.user_id, each.state) for each in await session.matters.requests_of(matter_id)
            ]
            found.append((matter.state, asked))
    return found


async def test_two_open_matters_become_one_that_waits(hall: Hall) -> None:
    first, second = await hall.asks(ANA), await hall.asks(BEN)
    await hall.asked(second, SECOND)
    done = await merged(hall, second.matter_id, first.matter_id)

    assert done is not None
    assert done.ruling is None
    assert await states(hall, 1, 2) == [("open", [(ANA, "waiting"), (BEN, "waiting")]), ("closed", [])]
    assert await hall.notices() == []  # nobody is asked about what is answered with another


async def test_who_is_joined_with_what_is_answered_is_told_once_and_the_others_are_not_again(hall: Hall) -> None:
    first, second = await hall.asks(ANA), await hall.asks(BEN)
    ruling = await hall.answers(first)
    done = await merged(hall, second.matter_id, first.matter_id)

    assert done is not None
    assert done.ruling == ruling
    assert await states(hall, 1, 2) == [("settled", [(ANA, "answered"), (BEN, "answered")]), ("closed", [])]
    assert [(each.kind, each.chat_id) for each in await hall.notices()] == [("told", ANA), ("told", BEN)]
    assert await merged(hall, second.matter_id, first.matter_id) is None


async def test_of_two_chairs_who_join_them_either_way_at_once_one_does(hall: Hall) -> None:
    first, second = await hall.asks(ANA), await hall.asks(BEN)
    done = await asyncio.gather(
        merged(hall, first.matter_id, second.matter_id, CHAIR), merged(hall, second.matter_id, first.matter_id, SECOND)
    )

    assert [each is None for each in done].count(True) == 1
    assert sorted(state for state, _ in await states(hall, 1, 2)) == ["closed", "open"]


@pytest.mark.parametrize("kind", ["claimed", "revoked", "settled", "itself", "gone", "elsewhere"])
async def test_what_is_not_to_be_joined_stays(hall: Hall, kind: str) -> None:
    first, second = await hall.asks(ANA), await hall.asks(BEN)
    into = {"itself": second.matter_id, "gone": 99}.get(kind, first.matter_id)
    if kind == "revoked":
        await hall.revokes(await hall.answers(first))
    elif kind == "settled":
        await hall.answers(second)
    async with hall.database.session() as session:
        if kind == "claimed":
            assert await session.matters.claim(second.matter_id, SECOND, NOW, lapsed_before=NOW - CLAIM_LASTS)
        elif kind == "elsewhere":
            other = await session.committees.ensure("elsewhere", now=NOW)
            into = (await session.matters.open(other.id, NOW)).id
    before = await states(hall, 1, 2)

    assert await merged(hall, second.matter_id, into) is None
    assert await states(hall, 1, 2) == before


async def test_a_matter_taken_apart_leaves_each_its_own_and_the_chairs_asked_about_each(hall: Hall) -> None:
    first = await hall.asks(ANA)
    async with hall.database.session() as session:
        matter = await session.matters.get(first.matter_id)
    await hall.asks(BEN, into=matter)
    await hall.asks(CLO, into=matter)
    async with hall.database.session() as session:
        made = await split(session, first.matter_id, CHAIR, hall.clock())

    assert [each.id for each in made] == [2, 3]
    assert await states(hall, 1, 2, 3) == [("open", [(each, "waiting")]) for each in (ANA, BEN, CLO)]
    asked = [(each.matter_id, each.user_id) for each in await hall.notices()]
    assert asked == [(2, CHAIR), (2, SECOND), (3, CHAIR), (3, SECOND)]


async def test_what_another_chair_has_claimed_is_not_taken_apart(hall: Hall) -> None:
    first = await hall.asks(ANA)
    async with hall.database.session() as session:
        matter = await session.matters.get(first.matter_id)
    await hall.asks(BEN, into=matter)
    async with hall.database.session() as session:
        await session.matters.claim(first.matter_id, SECOND, NOW, lapsed_before=NOW)
        assert await split(session, first.matter_id, CHAIR, hall.clock()) == []
        assert await split(session, 99, CHAIR, hall.clock()) == []
        assert len(await split(session, first.matter_id, SECOND, hall.clock())) == 1


async def test_joining_and_taking_apart_are_in_the_audit(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    written = list[tuple[str, Any]]()
    first, second = await hall.asks(ANA), await hall.asks(BEN)
    async with hall.database.session() as session:
        audit = type(session.audit)
        write = audit.write

        async def noted(self: Any, action: str, *arguments: Any, **details: Any) -> None:
            written.append((action, details["count"]))
            await write(self, action, *arguments, **details)

        monkeypatch.setattr(audit, "write", noted)
        await merge(session, second.matter_id, first.matter_id, CHAIR, NOW)
        await split(session, first.matter_id, CHAIR, NOW)

    assert written == [("merge", 1), ("split", 1)]


async def test_a_matter_that_was_joined_is_decided_with_the_other(hall: Hall) -> None:
    first, second = await hall.asks(ANA), await hall.asks(BEN)
    await merged(hall, second.matter_id, first.matter_id)
    async with hall.database.session() as session:
        matter = await session.matters.get(second.matter_id)
        assert matter is not None
        assert await decisions.decline(session, matter, reason="scope", by=CHAIR, now=hall.clock()) is not None

    assert [each.chat_id for each in await hall.notices()] == [ANA, BEN]
