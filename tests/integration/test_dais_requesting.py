"""Putting questions before the dais, with the like ones, taking them back and signing them, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.dais.requesting import Put, ask_chairs, has_chairs, put_before_dais, sign, withdraw
from bot.dais.types import DAILY_CAP
from bot.database.committees import Committee
from bot.database.engine import Database
from bot.database.errors import RowRejectedError
from bot.database.matters import NewRequest, Request
from bot.database.notices import Notice
from bot.database.questions import NewQuestion
from tests.databases import DAY, MINUTE, NOW, count_of, run_sync
from tests.rooms import ANA, BEN, CHAIR, CLO, room_in, seat
from vectorstore.types import Language

LAPTOPS, COMPUTERS, VOTE = "May we use laptops?", "¿Podemos usar computadoras?", "When do we vote?"
SECOND_CHAIR = 5_000_000_009


@dataclass
class Alike:
    """Takes questions of one group for the same."""

    groups: Sequence[frozenset[str]] = (frozenset({LAPTOPS, COMPUTERS}),)
    compared: list[Sequence[str]] = field(default_factory=list)

    def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
        self.compared.append(others)
        return [float(any({asked, other} <= group for group in self.groups)) for other in others]


class Broken:
    def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
        raise RuntimeError("no model")


@pytest.fixture
async def committee(database: Database) -> Committee:
    async with database.session() as session:
        return await room_in(session)


async def asked_by(
    database: Database, committee: Committee, user_id: int, words: str, language: Language = "en"
) -> NewRequest:
    """Return what a person would put before the dais: a question just written down."""
    async with database.session() as session:
        question = NewQuestion(None, committee.id, user_id, user_id, None, 7, words, private=True)
        question_id = await session.questions.write(question, NOW)
    return NewRequest(question_id, None, user_id, user_id, None, 7, words, language)


async def put(database: Database, committee: Committee, user_id: int, words: str, likeness: object = None) -> Put:
    new = await asked_by(database, committee, user_id, words)
    done = await put_before_dais(database, likeness, committee.id, new, NOW)  # type: ignore[arg-type]
    assert done is not None
    return done


async def pending(database: Database, at: timedelta = DAY) -> list[Notice]:
    async with database.session() as session:
        return await session.notices.due(NOW + at, 100)


async def told(database: Database) -> list[tuple[str, int | None]]:
    return [(each.kind, each.user_id) for each in await pending(database)]


async def waiting_in(database: Database, committee: Committee) -> Mapping[int, list[str]]:
    async with database.session() as session:
        matters = await session.matters.open_in(committee.id)
        asked = await session.matters.requests_in([each.id for each in matters])
    return {matter_id: [each.text for each in requests] for matter_id, requests in asked.items()}


async def again(database: Database, request_id: int) -> Request:
    async with database.session() as session:
        request = await session.matters.request(request_id)
    assert request is not None
    return request


# putting


async def test_a_question_opens_a_matter_and_its_delegate_and_the_chairs_are_to_be_told(
    database: Database, committee: Committee
) -> None:
    done = await put(database, committee, ANA, LAPTOPS)

    assert (done.is_new, done.joins, done.chairs) == (True, False, 1)
    assert (done.request.text, done.request.state, done.request.signed) == (LAPTOPS, "waiting", False)
    assert await told(database) == [("received", ANA), ("asked", CHAIR)]
    assert await waiting_in(database, committee) == {done.request.matter_id: [LAPTOPS]}


async def test_the_same_press_once_more_changes_nothing(database: Database, committee: Committee) -> None:
    new = await asked_by(database, committee, ANA, LAPTOPS)
    first = await put_before_dais(database, None, committee.id, new, NOW)
    second = await put_before_dais(database, None, committee.id, new, NOW + MINUTE)

    assert first is not None
    assert second == Put(first.request, False, False, 1)
    assert len(await told(database)) == 2


async def test_of_many_presses_at_once_one_puts_it_there(database: Database, url: str, committee: Committee) -> None:
    new = await asked_by(database, committee, ANA, LAPTOPS)
    presses = [put_before_dais(database, Alike(), committee.id, new, NOW) for _ in range(8)]
    done = [each for each in await asyncio.gather(*presses) if each is not None]

    assert sorted(each.is_new for each in done) == [False] * 7 + [True]
    assert len({each.request.id for each in done}) == 1
    assert await count_of(url, "matters") == 1
    assert len(await told(database)) == 2


async def test_nobody_puts_more_before_the_dais_in_a_day_than_the_cap_also_at_once(
    database: Database, url: str, committee: Committee
) -> None:
    asked = [await asked_by(database, committee, ANA, f"Question {number}?") for number in range(DAILY_CAP + 3)]
    done = await asyncio.gather(*(put_before_dais(database, None, committee.id, new, NOW) for new in asked))

    assert sum(each is not None for each in done) == DAILY_CAP
    assert await count_of(url, "requests") == DAILY_CAP
    refused = asked[done.index(None)]
    almost = NOW + DAY - timedelta(seconds=1)
    assert await put_before_dais(database, None, committee.id, refused, almost) is None
    assert await put_before_dais(database, None, committee.id, refused, NOW + DAY + MINUTE) is not None
    assert await put(database, committee, BEN, LAPTOPS) is not None


async def test_what_was_taken_back_counts_and_at_the_cap_what_is_there_is_still_known(
    database: Database, committee: Committee
) -> None:
    first = await put(database, committee, ANA, "Question 0?")
    async with database.session() as session:
        assert await withdraw(session, first.request.id, ANA) is not None
    for number in range(1, DAILY_CAP):
        last = await put(database, committee, ANA, f"Question {number}?")
    new = await asked_by(database, committee, ANA, LAPTOPS)

    assert await put_before_dais(database, None, committee.id, new, NOW) is None
    same = NewRequest(last.request.question_id, None, ANA, ANA, None, 7, last.request.text, "en")
    known = await put_before_dais(database, None, committee.id, same, NOW)
    assert known is not None
    assert not known.is_new


async def test_a_question_that_is_forgotten_meanwhile_leaves_nothing(
    database: Database, url: str, committee: Committee
) -> None:
    gone = NewRequest(404, None, ANA, ANA, None, 7, LAPTOPS, "en")
    with pytest.raises(RowRejectedError):
        await put_before_dais(database, None, committee.id, gone, NOW)

    assert [await count_of(url, table) for table in ("matters", "requests", "notices")] == [0, 0, 0]


# with the like ones


async def test_a_like_question_joins_in_either_language_and_the_chairs_are_asked_once(
    database: Database, committee: Committee
) -> None:
    first = await put(database, committee, ANA, COMPUTERS, Alike())
    second = await put(database, committee, CLO, LAPTOPS, Alike())
    other = await put(database, committee, BEN, VOTE, Alike())

    assert (second.is_new, second.joins, second.request.matter_id) == (True, True, first.request.matter_id)
    assert not other.joins
    assert await told(database) == [
        ("received", ANA),
        ("asked", CHAIR),
        ("received", CLO),
        ("received", BEN),
        ("asked", CHAIR),
    ]
    assert await waiting_in(database, committee) == {
        first.request.matter_id: [COMPUTERS, LAPTOPS],
        other.request.matter_id: [VOTE],
    }


async def test_where_nothing_can_be_compared_each_question_is_a_matter_of_its_own(
    database: Database, committee: Committee
) -> None:
    await put(database, committee, ANA, LAPTOPS)
    done = [await put(database, committee, user_id, LAPTOPS, Broken()) for user_id in (BEN, CLO)]

    assert [each.joins for each in done] == [False, False]
    assert len(await waiting_in(database, committee)) == 3


async def test_a_matter_of_another_committee_and_a_decided_one_are_not_joined(
    database: Database, committee: Committee
) -> None:
    async with database.session() as session:
        other = await session.committees.ensure("unsc", now=NOW)
    there = await put(database, other, BEN, LAPTOPS, Alike())
    settled = await put(database, committee, ANA, LAPTOPS, Alike())
    async with database.session() as session:
        assert await session.matters.settle(settled.request.matter_id, CHAIR, NOW)
    done = await put(database, committee, CLO, COMPUTERS, Alike())

    assert done.request.matter_id not in (there.request.matter_id, settled.request.matter_id)


async def test_a_matter_that_is_decided_while_questions_are_compared_is_not_joined(
    database: Database, committee: Committee
) -> None:
    first = await put(database, committee, ANA, LAPTOPS)
    loop = asyncio.get_running_loop()

    async def settle() -> None:
        async with database.session() as session:
            await session.matters.settle(first.request.matter_id, CHAIR, NOW)

    class Slow(Alike):
        def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
            if not self.compared:
                asyncio.run_coroutine_threadsafe(settle(), loop).result(10)
            return super().likeness(asked, others)

    done = await put(database, committee, CLO, COMPUTERS, Slow())

    assert done.request.matter_id != first.request.matter_id
    assert (done.joins, done.request.state) == (False, "waiting")


async def test_a_matter_that_is_opened_while_questions_are_compared_is_compared_too(
    database: Database, committee: Committee
) -> None:
    await put(database, committee, BEN, VOTE)
    loop, made = asyncio.get_running_loop(), list[Put]()

    async def open_like_one() -> None:
        made.append(await put(database, committee, ANA, LAPTOPS))

    class Slow(Alike):
        def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
            if not self.compared:
                asyncio.run_coroutine_threadsafe(open_like_one(), loop).result(10)
            return super().likeness(asked, others)

    done = await put(database, committee, CLO, COMPUTERS, Slow())

    assert done.request.matter_id == made[0].request.matter_id


# whom the chairs are


async def test_a_chair_who_asks_is_not_asked_and_a_new_chair_is_as_the_next_joins(
    database: Database, committee: Committee
) -> None:
    own = await put(database, committee, CHAIR, LAPTOPS, Alike())
    assert own.chairs == 0
    assert await told(database) == [("received", CHAIR)]
    async with database.session() as session:
        assert not await has_chairs(session, own.request)
        await seat(session, SECOND_CHAIR, committee, "en", "organiser")
        assert await has_chairs(session, own.request)
    done = await put(database, committee, ANA, COMPUTERS, Alike())

    assert done.chairs == 2
    assert await told(database) == [("received", CHAIR), ("received", ANA), ("asked", CHAIR), ("asked", SECOND_CHAIR)]


async def test_without_a_chair_who_can_be_reached_it_is_kept(database: Database, committee: Committee) -> None:
    async with database.session() as session:
        await session.people.set_unreachable(CHAIR)
    done = await put(database, committee, ANA, LAPTOPS)

    assert (done.is_new, done.chairs) == (True, 0)
    assert await told(database) == [("received", ANA)]


async def test_who_wants_a_digest_is_asked_at_its_next_turn_of_all_till_then(
    database: Database, committee: Committee
) -> None:
    async with database.session() as session:
        await session.matters.set_digest(CHAIR, committee.id, 15)  # it is 9:30
    for number, minutes in enumerate((1, 7, 14)):
        new = await asked_by(database, committee, ANA, f"Question {number}?")
        assert await put_before_dais(database, None, committee.id, new, NOW + minutes * MINUTE) is not None
    asked = [each for each in await pending(database) if each.kind == "asked"]

    assert {each.not_before for each in asked} == {NOW + 15 * MINUTE}
    assert [each.kind for each in await pending(database, 14 * MINUTE)] == ["received"] * 3


async def test_chairs_are_asked_about_a_matter_once(database: Database, committee: Committee) -> None:
    done = await put(database, committee, ANA, LAPTOPS)
    async with database.session() as session:
        matter = await session.matters.get(done.request.matter_id)
        assert matter is not None
        assert await ask_chairs(session, matter, NOW) == 1
        assert await ask_chairs(session, matter, NOW, besides=CHAIR) == 0

    assert await told(database) == [("received", ANA), ("asked", CHAIR)]


# taking back and signing


async def test_who_takes_a_question_back_waits_no_more_and_may_put_it_there_anew(
    database: Database, committee: Committee
) -> None:
    first = await put(database, committee, ANA, LAPTOPS)
    for _ in range(2):
        async with database.session() as session:
            taken = await withdraw(session, first.request.id, ANA)
        assert taken is not None
        assert taken.state == "withdrawn"
    assert await waiting_in(database, committee) == {}
    new = NewRequest(first.request.question_id, None, ANA, ANA, None, 7, LAPTOPS, "en")
    second = await put_before_dais(database, Alike(), committee.id, new, NOW)

    assert second is not None
    assert second.is_new
    assert second.request.id != first.request.id
    assert await waiting_in(database, committee) == {second.request.matter_id: [LAPTOPS]}
    assert await told(database) == [("received", ANA), ("asked", CHAIR)] * 2


async def test_the_others_of_a_matter_wait_on_as_one_takes_theirs_back(
    database: Database, committee: Committee
) -> None:
    first = await put(database, committee, ANA, LAPTOPS, Alike())
    await put(database, committee, CLO, COMPUTERS, Alike())
    async with database.session() as session:
        await withdraw(session, first.request.id, ANA)

    assert await waiting_in(database, committee) == {first.request.matter_id: [COMPUTERS]}


async def test_a_question_is_its_delegate_s_to_sign_and_to_take_back(database: Database, committee: Committee) -> None:
    done = await put(database, committee, ANA, LAPTOPS)
    async with database.session() as session:
        assert await withdraw(session, done.request.id, BEN) is None
        assert await sign(session, done.request.id, BEN, True) is None
        assert await sign(session, 404, ANA, True) is None
    assert await again(database, done.request.id) == done.request
    for signed in (True, True, False):
        async with database.session() as session:
            request = await sign(session, done.request.id, ANA, signed)
        assert request is not None
        assert request.signed is signed


async def test_of_an_answer_and_a_withdrawal_at_once_one_holds(
    database: Database, url: str, committee: Committee
) -> None:
    outcomes = set()
    for number in range(6):
        done = await put(database, committee, (ANA, BEN, CLO)[number % 3], f"Question {number}?")

        async def answer(matter_id: int) -> bool:
            async with database.session() as session:
                return await session.matters.settle(matter_id, CHAIR, NOW)

        async def take_back(request: Request) -> Request | None:
            async with database.session() as session:
                return await withdraw(session, request.id, request.user_id)

        both = [answer(done.request.matter_id), take_back(done.request)]
        settled, request = await asyncio.gather(*both) if number % 2 else (await asyncio.gather(*both[::-1]))[::-1]
        outcomes.add((settled, (await again(database, done.request.id)).state))
        assert request is not None
        assert request.state == (await again(database, done.request.id)).state

    assert outcomes <= {(True, "answered"), (False, "withdrawn")}
    states = "SELECT state FROM matters"
    found = await run_sync(url, lambda connection: set(connection.scalars(text(states))))
    assert found <= {"settled", "closed"}


async def test_of_what_is_undone_in_the_middle_nothing_stays(
    database: Database, url: str, committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed before the end of the transaction leaves the same."""

    async def fail(*_: object, **__: object) -> int:
        raise RuntimeError("killed")

    new = await asked_by(database, committee, ANA, LAPTOPS)
    with monkeypatch.context() as patched:
        patched.setattr("bot.dais.requesting.ask_chairs", fail)
        with pytest.raises(RuntimeError, match="killed"):
            await put_before_dais(database, None, committee.id, new, NOW)
    assert [await count_of(url, table) for table in ("matters", "requests", "notices")] == [0, 0, 0]

    done = await put_before_dais(database, None, committee.id, new, NOW)
    assert done is not None
    assert done.is_new
