"""The messenger over real databases: each notice once, whatever Telegram, the database and the process do."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.announcements.outcomes import BadContent, Blocked, Failed, Halted, Later, Moved, Outcome, Sent, Unknown
from bot.announcements.types import Counts
from bot.dais.messenger import IN_HAND, PAGE
from bot.dais.parcels import MOST_IN_DIGEST
from bot.database.engine import Database
from bot.database.errors import DatabaseUnavailableError
from tests.messengers import CHAIR, SECOND, Hall, hall_in
from tests.outboxes import Does, ScriptedCourier

ANA, BEN, CLO = 101, 102, 103
GROUP, SUPERGROUP = -50, -1001


@pytest.fixture
async def hall(database: Database) -> Hall:
    return await hall_in(database)


async def test_everyone_who_waits_is_told_once_and_the_cards_show_it(hall: Hall) -> None:
    request = await hall.asks(ANA)
    async with hall.database.session() as session:
        matter = await session.matters.get(request.matter_id)
    for user_id in range(200, 200 + 2 * PAGE):
        await hall.asks(user_id, into=matter)
    ruling = await hall.answers(request)
    async with hall.running():
        await hall.is_done()

    assert sorted(chat for _, chat in hall.courier.arrived) == [ANA, *range(200, 200 + 2 * PAGE)]
    assert hall.courier.busiest == IN_HAND
    assert hall.cards.matters == [request.matter_id] * (2 * PAGE + 1)
    async with hall.database.session() as session:
        assert await session.notices.counts_of(ruling.id, 1) == Counts(sent=2 * PAGE + 1)


async def test_what_is_written_down_while_it_runs_goes_out_when_it_is_woken(hall: Hall) -> None:
    async with hall.running() as messenger:
        await hall.received(await hall.asks(ANA))
        messenger.wake()
        await hall.is_done()

    assert hall.courier.arrived == [("send", ANA)]
    assert hall.cards.matters == []


async def test_each_outcome_is_written_down_and_the_others_go_on(hall: Hall) -> None:
    will, chats = hall.courier.will, range(1, 11)
    will(1, Blocked())
    will(2, Failed("chat not found"))
    will(3, Does(Unknown(), arrives=True))
    will(4, Later(), Later(), Later(), Later())
    will(5, *[Later()] * 5)
    will(6, *[Later(0.01, counted=False)] * 7)
    will(7, Does(ValueError("a reply that cannot be read"), arrives=True))
    will(8, Does(ValueError("a message that cannot be written"), is_asked=False))
    will(9, Does(Failed("gone"), is_asked=False))
    will(10, BadContent("message is too long"))
    for chat in (*chats, 11):
        await hall.received(await hall.asks(chat))
    async with hall.running():
        await hall.is_done()

    assert [(state, reason) for _, _, state, reason in await hall.states()] == [
        ("blocked", None),
        ("failed", "chat not found"),
        ("unknown", None),
        ("sent", None),
        ("failed", "unreachable"),
        ("sent", None),
        ("unknown", None),
        ("failed", "error"),
        ("failed", "gone"),
        ("failed", "message is too long"),
        ("sent", None),
    ]
    assert hall.courier.most_in_a_chat == 1
    async with hall.database.session() as session:
        person = await session.people.find(1)
    assert person is not None
    assert person.unreachable


@pytest.mark.parametrize("outcome", [Later(0.3, counted=False), Halted()])
async def test_a_refusal_for_the_rate_makes_all_wait_and_counts_as_nothing(
    hall: Hall, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.announcements.outcomes.HALTED_S", 0.3)
    for chat in range(1, 21):
        await hall.received(await hall.asks(chat))
    hall.courier.will(1, outcome)
    async with hall.running():
        await hall.is_done()

    gaps = [later - earlier for earlier, later in pairwise(hall.courier.times)]
    assert max(gaps) > 0.2
    assert {state for _, _, state, _ in await hall.states()} == {"sent"}


async def test_what_a_dead_process_left_is_unknown_and_sent_again_on_a_chairs_word_alone(hall: Hall) -> None:
    request = await hall.asks(ANA)
    ruling = await hall.answers(request)
    hall.courier.gate.clear()
    await hall.killed_at(lambda: hall.courier.begun)
    assert hall.courier.arrived == []

    hall.courier.gate.set()
    async with hall.running():
        await hall.received(await hall.asks(BEN))
        await hall.is_done()
    assert await hall.states() == [("told", ANA, "unknown", "restarted"), ("received", BEN, "sent", None)]
    assert hall.courier.arrived == [("send", BEN)]

    async with hall.database.session() as session:
        assert await session.notices.resend_unknown(ruling.id, ruling.version) == 1
    async with hall.running():
        await hall.is_done()
    assert hall.courier.arrived == [("send", BEN), ("send", ANA)]
    assert [state for _, _, state, _ in await hall.states()] == ["sent", "sent"]


class HangsUnread(ScriptedCourier):
    """Never gets to read Telegram's answer to what arrived."""

    async def point(self) -> None:
        if self.landed:
            self.changed.set()
            await asyncio.Event().wait()


async def test_killed_between_telegrams_yes_and_the_note_of_it_it_is_unknown_and_came_once(hall: Hall) -> None:
    await hall.received(await hall.asks(ANA))
    hall.courier = HangsUnread()
    await hall.killed_at(lambda: hall.courier.landed)
    assert hall.courier.arrived == [("send", ANA)]

    hall.courier = ScriptedCourier()
    async with hall.running():
        await hall.is_done()
    assert hall.courier.arrived == []
    assert await hall.states() == [("received", ANA, "unknown", "restarted")]


async def test_killed_before_its_turn_it_goes_out_once_with_the_next_start(hall: Hall) -> None:
    await hall.received(await hall.asks(ANA))
    hall.courier.door.clear()
    await hall.killed_at(lambda: hall.courier.carried)
    hall.courier.door.set()
    async with hall.running():
        await hall.is_done()

    assert hall.courier.arrived == [("send", ANA)]
    assert await hall.states() == [("received", ANA, "sent", None)]


async def test_a_stop_finishes_the_calls_that_are_out_and_leaves_those_that_wait(hall: Hall) -> None:
    await hall.received(await hall.asks(ANA))
    hall.courier.gate.clear()
    async with hall.running():
        await hall.courier.until(lambda: hall.courier.begun)
        hall.courier.door.clear()
        await hall.received(await hall.asks(BEN))
        await hall.courier.until(lambda: len(hall.courier.carried) == 2)

    assert await hall.states() == [("received", ANA, "sent", None), ("received", BEN, "pending", None)]


async def test_a_database_that_is_away_holds_back_what_waits_and_loses_nothing(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hall.received(await hall.asks(ANA))
    real, left = hall.database.session, [4]

    def session() -> object:
        if left[0] > 0:
            left[0] -= 1
            raise DatabaseUnavailableError("here", "it is away")
        return real()

    stop = asyncio.Event()
    messenger = hall.messenger()
    monkeypatch.setattr(hall.database, "session", session)
    run = asyncio.create_task(messenger.run(stop))
    await hall.courier.until(lambda: hall.courier.arrived)
    stop.set()
    await run

    assert await hall.states() == [("received", ANA, "sent", None)]


async def test_a_group_that_moved_is_followed_and_its_old_message_numbers_are_not(hall: Hall) -> None:
    async with hall.database.session() as session:
        await session.groups.link(GROUP, hall.committee_id, CHAIR, hall.clock())
    request = await hall.asks(ANA, chat_id=GROUP)
    await hall.answers(request)
    hall.courier.will(GROUP, Moved(SUPERGROUP))
    async with hall.running():
        await hall.is_done()

    assert hall.courier.arrived == [("send", SUPERGROUP)]
    assert await hall.states() == [("told", SUPERGROUP, "sent", None)]
    async with hall.database.session() as session:
        moved = await session.matters.request(request.id)
        committee = await session.groups.committee_of(SUPERGROUP)
    assert moved is not None
    assert (moved.chat_id, moved.message_id) == (SUPERGROUP, None)
    assert committee is not None


async def test_a_question_to_a_chair_becomes_a_card_once_it_is_there(hall: Hall) -> None:
    request = await hall.asks(ANA)
    hall.courier.will(SECOND, Blocked())
    await hall.asked(request, CHAIR, SECOND)
    async with hall.running():
        await hall.is_done()

    async with hall.database.session() as session:
        [card] = await session.notices.cards_of(request.matter_id)
        notice = await session.notices.get(1)
    assert notice is not None
    assert (card.chat_id, card.message_id, card.matter_id) == (CHAIR, notice.message_id, request.matter_id)


async def test_a_chair_with_a_digest_gets_all_that_waits_in_one_message(hall: Hall) -> None:
    await hall.digest_every(15)
    soon = hall.clock() + timedelta(seconds=20)
    for number, user_id in enumerate((ANA, BEN, CLO)):
        request = await hall.asks(user_id)
        await hall.asked(request, CHAIR, not_before=soon + timedelta(seconds=300 * number))
        await hall.asked(request, SECOND)
    hall.courier.will(SECOND, *(Does(Sent(number), arrives=True) for number in (1, 2, 3)))
    async with hall.running():
        await hall.is_done()

    [digest] = [parcel for parcel in hall.courier.carried if parcel.chat_id == CHAIR]
    assert len(digest.notices) == 3
    assert hall.courier.arrived.count(("send", CHAIR)) == 1
    assert hall.courier.arrived.count(("send", SECOND)) == 3
    assert {state for _, _, state, _ in await hall.states()} == {"sent"}
    async with hall.database.session() as session:
        cards = await session.notices.cards_of(request.matter_id)
    assert [card.chat_id for card in cards] == [SECOND]


async def test_a_digest_that_fails_is_tried_again_as_a_whole_and_a_long_one_comes_in_parts(hall: Hall) -> None:
    await hall.digest_every(5)
    for user_id in range(200, 200 + MOST_IN_DIGEST + 2):
        await hall.asked(await hall.asks(user_id), CHAIR)
    hall.courier.will(CHAIR, Later(0.01))
    async with hall.running():
        await hall.is_done()

    assert {state for _, _, state, _ in await hall.states()} == {"sent"}
    told = sorted(len(parcel.notices) for parcel in hall.courier.landed)
    assert told == [2, MOST_IN_DIGEST]


async def test_what_was_taken_back_before_its_turn_is_not_sent(hall: Hall) -> None:
    taken_back, settled, waiting = await hall.asks(ANA), await hall.asks(BEN), await hall.asks(CLO)
    for request in (taken_back, settled, waiting):
        await hall.asked(request, CHAIR)
        await hall.received(request)
    await hall.answers(settled)
    async with hall.database.session() as session:
        assert await session.matters.withdraw(taken_back.id, ANA)
    async with hall.running():
        await hall.is_done()

    assert await hall.states() == [
        ("asked", CHAIR, "failed", "withdrawn"),
        ("received", ANA, "failed", "withdrawn"),
        ("asked", CHAIR, "failed", "settled"),
        ("received", BEN, "sent", None),
        ("asked", CHAIR, "sent", None),
        ("received", CLO, "sent", None),
        ("told", BEN, "sent", None),
    ]
    assert len(hall.courier.arrived) == 4


async def test_what_was_taken_back_in_the_middle_of_its_turn_is_not_sent(hall: Hall) -> None:
    request = await hall.asks(ANA)
    await hall.asked(request, CHAIR)
    hall.courier.door.clear()
    async with hall.running():
        await hall.courier.until(lambda: hall.courier.carried)
        async with hall.database.session() as session:
            assert await session.matters.withdraw(request.id, ANA)
        hall.courier.door.set()
        await hall.is_done()

    assert hall.courier.arrived == []
    assert await hall.states() == [("asked", CHAIR, "failed", "withdrawn")]


async def test_who_is_of_the_dais_no_more_is_not_asked(hall: Hall) -> None:
    await hall.asked(await hall.asks(ANA), ANA)
    async with hall.running():
        await hall.is_done()

    assert await hall.states() == [("asked", ANA, "failed", "left")]


async def test_of_a_ruling_that_was_corrected_before_it_was_told_the_newest_words_go_out_once(hall: Hall) -> None:
    request = await hall.asks(ANA)
    ruling = await hall.answers(request)
    await hall.corrects(ruling, "Until noon.")
    async with hall.running():
        await hall.is_done()

    assert [(state, reason) for _, _, state, reason in await hall.states()] == [("failed", "replaced"), ("sent", None)]


@pytest.mark.parametrize("was_told", [True, False])
async def test_a_revocation_is_told_to_who_may_have_the_answer_alone(hall: Hall, was_told: bool) -> None:
    ruling = await hall.answers(await hall.asks(ANA))
    if was_told:
        async with hall.running():
            await hall.is_done()
    await hall.revokes(ruling)
    async with hall.running():
        await hall.is_done()

    told, revoked = [(state, reason) for _, _, state, reason in await hall.states()]
    assert told == (("sent", None) if was_told else ("failed", "revoked"))
    assert revoked == (("sent", None) if was_told else ("failed", "untold"))


async def test_who_is_forgotten_is_told_nothing(hall: Hall) -> None:
    await hall.answers(await hall.asks(ANA))
    async with hall.database.session() as session:
        await session.people.forget(ANA)
    async with hall.running():
        await hall.is_done()

    assert hall.courier.arrived == []
