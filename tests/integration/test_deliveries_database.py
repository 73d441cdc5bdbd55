"""Rounds and deliveries: whom an announcement is frozen for, and what becomes of each row."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from bot.announcements.types import Audience, Counts
from bot.catalogue import closest_language
from bot.database.engine import Database
from bot.database.tables import memberships, people
from tests.databases import MINUTE, NOW, count_of, everything_in, run_sync
from tests.rooms import (
    ANA,
    BEN,
    CHAIR,
    CLO,
    GROUP,
    carry_out,
    confirmed,
    draft_in,
    existing,
    room_in,
    rows_of,
    seat,
    sent_in,
    wordings,
)

TAGS = [
    *(
        None,
        "",
        "es-419",
        "es_MX",
        "ES-es",
        "est",
        "esp",
        "eu",
        "en",
        "en-GB",
        "pt-BR",
        "ca",
        " es",
        "es ",
        "és",
        "zh-hans",
    ),
    *("".join(letters) for length in range(5) for letters in product("eEsS-_n", repeat=length)),
]


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note all that is sent to any database."""
    noted: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        noted.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield noted
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def fill_room(connection: Connection, committee_id: int, tags: list[str | None]) -> None:
    """Seat someone for each language tag, with the user ids 1, 2, …."""
    joined = {"joined_at": NOW}
    numbered = list(enumerate(tags, start=1))
    connection.execute(
        people.insert(), [{"user_id": n, "chat_id": n, "telegram_language": tag, **joined} for n, tag in numbered]
    )
    connection.execute(
        memberships.insert(),
        [{"user_id": n, "committee_id": committee_id, "role": "delegate", **joined} for n, _ in numbered],
    )


@pytest.fixture
async def round_id(database: Database) -> int:
    """The round of an announcement that was just confirmed, to Ana, Ben, Clo and a group."""
    async with database.session() as session:
        return await confirmed(session, await draft_in(session, await room_in(session)))


# freezing


async def test_an_announcement_is_frozen_for_everyone_but_its_author_each_in_their_language(
    database: Database,
) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        await session.people.set_language(BEN, "en")
        assert await session.deliveries.audience(committee.id, CHAIR) == Audience({"es": 1, "en": 2}, 1, 0)
        draft = await draft_in(session, committee)
        opened = await session.deliveries.open_round(draft.id, "send", 1, NOW, by=CHAIR, report_chat_id=CHAIR)
        assert opened.state == "waiting"
        assert await session.deliveries.freeze(opened.id, committee.id, CHAIR, NOW) == 4
        rows = await rows_of(session, opened.id)
        frozen = await session.deliveries.round(opened.id)

    assert [(row.chat_id, row.user_id, row.language) for row in rows.values()] == [
        (ANA, ANA, "es"),
        (BEN, BEN, "en"),
        (CLO, CLO, "en"),
        (GROUP, None, None),
    ]
    assert {(row.kind, row.announcement_id, row.state, row.attempts) for row in rows.values()} == {
        ("send", draft.id, "pending", 0)
    }
    assert frozen is not None
    assert frozen.state == "running"


async def test_the_language_in_sql_is_that_of_the_catalogue(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await session.committees.ensure("interpol", now=NOW)
    await run_sync(url, fill_room, committee.id, TAGS)
    async with database.session() as session:
        made = await confirmed(session, await draft_in(session, committee))
        rows = await rows_of(session, made)
        audience = await session.deliveries.audience(committee.id, CHAIR)

    read = [rows[number].language for number in range(1, len(TAGS) + 1)]
    expected = [closest_language(tag) for tag in TAGS]
    assert [pair for pair in zip(TAGS, read, expected, strict=True) if pair[1] != pair[2]] == []
    assert audience.by_language == {language: expected.count(language) for language in ("es", "en")}


async def test_who_is_not_in_the_room_or_cannot_be_written_to_is_not_in_the_audience(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await session.committees.ensure("unsc", now=NOW)
        await session.people.touch(1, chat_id=1, telegram_language="es", now=NOW)
        await seat(session, 2, other)
        await session.people.touch(3, chat_id=None, telegram_language="es", now=NOW)
        await session.people.join(3, committee.id, "delegate", NOW)
        await session.groups.link(-9, other.id, CHAIR, NOW)
        made = await confirmed(session, await draft_in(session, committee))
        assert set(await rows_of(session, made)) == {ANA, BEN, CLO, GROUP}


async def test_who_is_known_to_have_blocked_the_bot_is_blocked_at_once_and_counted(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        await session.people.set_unreachable(ANA)
        assert await session.deliveries.audience(committee.id, CHAIR) == Audience({"es": 2, "en": 1}, 1, 1)
        made = await confirmed(session, await draft_in(session, committee))
        assert await session.deliveries.counts(made) == Counts(blocked=1, pending=3)
        missed = await session.deliveries.unreached(made, 20)
    assert [(row.chat_id, row.state, row.reason, row.at) for row in missed] == [(ANA, "blocked", "known", NOW)]


async def test_an_announcement_to_all_reaches_a_member_of_several_once(database: Database) -> None:
    async with database.session() as session:
        first, second = await room_in(session), await session.committees.ensure("unsc", now=NOW)
        for user_id in (ANA, BEN, CHAIR):
            await seat(session, user_id, second, "es")
        await seat(session, 7, second, "en")
        await session.groups.link(-9, second.id, CHAIR, NOW)
        assert await session.deliveries.audience(None, CHAIR) == Audience({"es": 2, "en": 2}, 2, 0)
        made = await confirmed(session, await draft_in(session, None))
        assert set(await rows_of(session, made)) == {7, ANA, BEN, CLO, GROUP, -9}
        assert await session.deliveries.audience(first.id, None) == Audience({"es": 3, "en": 1}, 1, 0)


async def test_a_round_frozen_twice_is_as_once(database: Database, round_id: int) -> None:
    async with database.session() as session:
        committee = await session.committees.ensure("interpol", now=NOW)
        assert await session.deliveries.freeze(round_id, committee.id, CHAIR, NOW) == 0
        assert (await session.deliveries.counts(round_id)).total == 4


async def test_ten_thousand_people_are_frozen_by_one_statement(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await session.committees.ensure("interpol", now=NOW)
        draft = await draft_in(session, committee)
        opened = await session.deliveries.open_round(draft.id, "send", 1, NOW, by=CHAIR, report_chat_id=CHAIR)
    await run_sync(url, fill_room, committee.id, ["es-MX", "en"] * 5000)

    with statements() as noted:
        async with database.session() as session:
            assert await session.deliveries.freeze(opened.id, committee.id, CHAIR, NOW) == 10_000

    assert len([each for each in noted if "INSERT" in each]) == 2  # the people, the groups
    assert len(noted) <= 5
    assert await count_of(url, "deliveries WHERE language = 'es'") == 5000


async def test_who_is_forgotten_while_a_round_is_frozen_is_in_no_row(database: Database, url: str) -> None:
    async def forget() -> None:
        async with database.session() as session:
            await session.people.forget(ANA)

    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))
    async with database.session() as session:
        made = await confirmed(session, draft)
        forgetting = asyncio.create_task(forget())
        for _ in range(300):  # forgetting goes as far as it can
            await session.deliveries.counts(made)
        assert not forgetting.done()
    await forgetting

    assert str(ANA) not in await everything_in(url)
    async with database.session() as session:
        assert await session.deliveries.counts(made) == Counts(failed=1, pending=3)


# working a round


async def test_the_first_unfinished_round_of_each_announcement_is_to_be_done(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first, second = await draft_in(session, committee), await draft_in(session, None, author_id=None)
        kinds = ((first, "send"), (second, "send"), (first, "correct"), (first, "retract"))
        made = [
            (await session.deliveries.open_round(each.id, kind, 1, NOW, by=None, report_chat_id=None)).id
            for each, kind in kinds
        ]
        to_do = session.deliveries.rounds_to_do
        assert [each.id for each in await to_do()] == [made[0], made[1]]
        await session.deliveries.set_round(made[0], state="finished", finished_at=NOW, report_message_id=5)
        assert [each.id for each in await to_do()] == [made[1], made[2]]
        assert [each.id for each in await session.deliveries.rounds_of(first.id)] == [made[0], *made[2:]]
        done = await session.deliveries.round(made[0])
        assert await session.deliveries.round(404) is None
        assert [each.id for each in await session.deliveries.finished_since(NOW)] == [made[0]]
        assert await session.deliveries.finished_since(NOW + MINUTE) == []
    assert done is not None
    assert (done.state, done.finished_at, done.report_message_id, done.stopped) == ("finished", NOW, 5, None)


async def test_a_page_is_what_is_due_by_its_number(database: Database, round_id: int) -> None:
    async with database.session() as session:
        ids = [row.id for row in (await rows_of(session, round_id)).values()]
        page = session.deliveries.page
        assert [row.id for row in await page(round_id, NOW, 0, 2)] == ids[:2]
        assert [row.id for row in await page(round_id, NOW, ids[1], 5)] == ids[2:]
        for number, minutes in ((ids[0], 2), (ids[1], 1)):
            await session.deliveries.begin(number, NOW)
            await session.deliveries.put_back(number, NOW + minutes * MINUTE, counted=True)
        await session.deliveries.begin(ids[2], NOW)
        assert [row.id for row in await page(round_id, NOW, 0, 5)] == ids[3:]
        assert [row.id for row in await page(round_id, NOW + MINUTE, 0, 5)] == [ids[1], ids[3]]
        assert await page(round_id + 1, NOW, 0, 5) == []


async def test_a_delivery_is_begun_once_and_finished_once(database: Database, round_id: int) -> None:
    async with database.session() as session:
        row = (await rows_of(session, round_id))[ANA]
        assert not await session.deliveries.finish(row.id, "sent", NOW)
        assert not await session.deliveries.put_back(row.id, None, counted=True)

    async def begin() -> bool:
        async with database.session() as session:
            return await session.deliveries.begin(row.id, NOW)

    assert sum(await asyncio.gather(*(begin() for _ in range(10)))) == 1
    async with database.session() as session:
        assert await session.deliveries.finish(row.id, "sent", NOW + MINUTE, message_id=77, version=2)
        assert not await session.deliveries.finish(row.id, "unknown", NOW)
        assert not await session.deliveries.begin(row.id, NOW)
        done = await session.deliveries.delivery(row.id)
    assert done is not None
    assert (done.state, done.attempts, done.message_id, done.version) == ("sent", 1, 77, 2)
    assert (done.reason, done.at) == (None, NOW + MINUTE)


async def test_a_reason_of_any_length_is_taken(database: Database, round_id: int) -> None:
    async with database.session() as session:
        row = (await rows_of(session, round_id))[ANA]
        await session.deliveries.begin(row.id, NOW)
        assert await session.deliveries.finish(row.id, "failed", NOW, reason="x" * 100)
        assert [each.reason for each in await session.deliveries.unreached(round_id, 5)] == ["x" * 64]


async def test_an_attempt_that_was_none_is_not_counted(database: Database, round_id: int) -> None:
    async with database.session() as session:
        row = (await rows_of(session, round_id))[ANA]
        for counted, attempts in ((True, 1), (False, 1), (True, 2)):
            assert await session.deliveries.begin(row.id, NOW)
            assert await session.deliveries.put_back(row.id, None, counted=counted)
            waiting = await session.deliveries.delivery(row.id)
            assert waiting is not None
            assert (waiting.state, waiting.attempts) == ("pending", attempts)


async def test_counts_add_up_to_the_audience_at_every_step(database: Database, round_id: int) -> None:
    async with database.session() as session:
        rows = await rows_of(session, round_id)
        for chat_id, state in ((ANA, "sent"), (BEN, "blocked"), (CLO, "failed"), (GROUP, "unknown")):
            await session.deliveries.begin(rows[chat_id].id, NOW)
            assert (await session.deliveries.counts(round_id)).total == 4
            await session.deliveries.finish(rows[chat_id].id, state, NOW)
        counts = await session.deliveries.counts(round_id)
        missed = [row.chat_id for row in await session.deliveries.unreached(round_id, 20)]
        assert await session.deliveries.counts(404) == Counts()
        assert len(await session.deliveries.unreached(round_id, 2)) == 2
    assert (counts, counts.is_final) == (Counts(1, 1, 1, 1, 0), True)
    assert missed == [GROUP, CLO, BEN]


async def test_what_was_in_flight_when_the_process_ended_is_unknown_and_a_change_waits_again(
    database: Database,
) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        announcement, _ = await sent_in(session, committee)
        retraction = await session.deliveries.open_round(
            announcement.id, "retract", 1, NOW, by=CHAIR, report_chat_id=None
        )
        await session.deliveries.freeze_from(retraction.id, NOW)
        sending = await confirmed(session, await draft_in(session, committee))
        for round_id in (retraction.id, sending):
            rows = await rows_of(session, round_id)
            for chat_id in (ANA, BEN):
                await session.deliveries.begin(rows[chat_id].id, NOW)
        await session.people.forget(BEN)

        assert await session.deliveries.recover(NOW + MINUTE) == 2
        assert await session.deliveries.recover(NOW + MINUTE) == 0
        assert await session.deliveries.counts(sending) == Counts(unknown=2, pending=2)
        assert await session.deliveries.counts(retraction.id) == Counts(failed=1, pending=3)
        unknown = (await session.deliveries.unreached(sending, 1))[0]
        left = (await session.deliveries.unreached(retraction.id, 1))[0]
    assert (unknown.chat_id, unknown.reason, unknown.at) == (ANA, "restarted", NOW + MINUTE)
    assert (left.chat_id, left.user_id, left.reason) == (None, None, "left")


async def test_a_stopped_round_gives_up_what_is_not_in_flight_and_keeps_its_first_reason(
    database: Database, round_id: int
) -> None:
    async with database.session() as session:
        rows = await rows_of(session, round_id)
        await session.deliveries.begin(rows[ANA].id, NOW)
        assert await session.deliveries.stop(round_id, "content", NOW) == 3
        assert await session.deliveries.stop(round_id, "retracted", NOW) == 0
        assert await session.deliveries.finish(rows[ANA].id, "sent", NOW)
        assert await session.deliveries.counts(round_id) == Counts(sent=1, failed=3)
        assert {row.reason for row in await session.deliveries.unreached(round_id, 9)} == {"content"}
        stopped = await session.deliveries.round(round_id)
    assert stopped is not None
    assert (stopped.stopped, stopped.state) == ("content", "running")


async def test_what_is_unknown_can_be_sent_again_when_asked_for(database: Database, round_id: int) -> None:
    async with database.session() as session:
        await carry_out(session, round_id, {ANA: "unknown", BEN: "unknown", CLO: "failed"})
        await session.people.forget(BEN)
        assert await session.deliveries.rounds_to_do() == []
        assert await session.deliveries.resend_unknown(round_id) == 1
        assert await session.deliveries.resend_unknown(round_id) == 0
        assert [(each.id, each.state) for each in await session.deliveries.rounds_to_do()] == [(round_id, "running")]
        rows = await rows_of(session, round_id)
        assert [(row.chat_id, row.attempts) for row in rows.values()] == [(ANA, 0)]
        assert await session.deliveries.counts(round_id) == Counts(sent=1, failed=1, unknown=1, pending=1)


async def test_a_round_with_nothing_unknown_stays_finished(database: Database, round_id: int) -> None:
    async with database.session() as session:
        await carry_out(session, round_id)
        assert await session.deliveries.resend_unknown(round_id) == 0
        assert await session.deliveries.rounds_to_do() == []


# later rounds


async def later_round(session: Any, announcement_id: int, kind: Any) -> int:
    opened = await session.deliveries.open_round(announcement_id, kind, 2, NOW, by=CHAIR, report_chat_id=CHAIR)
    return int(opened.id)


async def test_a_correction_and_a_retraction_go_where_the_announcement_arrived(database: Database) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))
        sending = await confirmed(session, draft)
        await carry_out(session, sending, {BEN: "unknown", CLO: "blocked"})
        await session.announcements.add_version(draft.id, wordings(es="A las 15:00."))
        for kind in ("correct", "retract"):
            assert await session.deliveries.reached(draft.id, kind) == 2
            later = await later_round(session, draft.id, kind)
            assert await session.deliveries.freeze_from(later, NOW) == 2
            assert await session.deliveries.freeze_from(later, NOW) == 0
            rows = await rows_of(session, later)
            assert {chat: (row.user_id, row.language, row.version) for chat, row in rows.items()} == {
                ANA: (ANA, "es", 1),
                GROUP: (None, None, 1),
            }
            assert all(row.message_id is not None and row.message_id > 1000 for row in rows.values())


async def test_a_correction_leaves_out_who_has_the_newest_words(database: Database) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))
        sending = await confirmed(session, draft)
        row = (await rows_of(session, sending))[ANA]
        await session.deliveries.begin(row.id, NOW)
        await session.deliveries.finish(row.id, "sent", NOW, message_id=1, version=1)
        await session.announcements.add_version(draft.id, wordings(es="A las 15:00."))
        await carry_out(session, sending, version=2)

        first = await later_round(session, draft.id, "correct")
        assert await session.deliveries.freeze_from(first, NOW) == 1
        assert set(await rows_of(session, first)) == {ANA}
        await carry_out(session, first, version=2)
        again = await later_round(session, draft.id, "correct")
        assert await session.deliveries.freeze_from(again, NOW) == 0

        await session.announcements.add_version(draft.id, wordings(es="A las 16:00."))
        third = await later_round(session, draft.id, "correct")
        assert await session.deliveries.freeze_from(third, NOW) == 4
        corrected = (await rows_of(session, third))[ANA]
        assert corrected.message_id == 1


async def test_a_correction_that_failed_somewhere_is_tried_there_with_the_next(database: Database) -> None:
    async with database.session() as session:
        announcement, _ = await sent_in(session, await room_in(session))
        await session.announcements.add_version(announcement.id, wordings(es="A las 15:00."))
        first = await later_round(session, announcement.id, "correct")
        await session.deliveries.freeze_from(first, NOW)
        await carry_out(session, first, {BEN: "failed"}, version=2)
        again = await later_round(session, announcement.id, "correct")
        await session.deliveries.freeze_from(again, NOW)
        assert set(await rows_of(session, again)) == {BEN}


async def test_a_nudge_goes_to_the_people_who_got_it_and_have_not_said_that_they_read_it(database: Database) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session), receipts=True)
        sending = await confirmed(session, draft)
        await carry_out(session, sending, {CLO: "failed"})
        await session.announcements.receive(draft.id, ANA, NOW)
        nudging = await later_round(session, draft.id, "nudge")
        assert await session.deliveries.reached(draft.id, "nudge") == 1
        assert await session.deliveries.freeze_from(nudging, NOW) == 1
        assert set(await rows_of(session, nudging)) == {BEN}
        with pytest.raises(ValueError, match="follows"):
            await session.deliveries.freeze_from(sending, NOW)
        with pytest.raises(ValueError, match="None"):
            await session.deliveries.freeze_from(404, NOW)


# groups that move, people who leave


async def test_a_delivery_follows_its_group_once(database: Database, round_id: int) -> None:
    async with database.session() as session:
        row = (await rows_of(session, round_id))[GROUP]
        assert not await session.deliveries.follow(row.id, -77)
        await session.deliveries.begin(row.id, NOW)
        assert not await session.deliveries.follow(row.id, ANA)
        assert await session.deliveries.follow(row.id, -77)
        moved = await session.deliveries.delivery(row.id)
    assert moved is not None
    assert (moved.chat_id, moved.state, moved.attempts) == (-77, "pending", 1)


async def test_a_message_to_be_changed_does_not_follow_a_group(database: Database) -> None:
    async with database.session() as session:
        announcement, _ = await sent_in(session, await room_in(session))
        later = await later_round(session, announcement.id, "retract")
        await session.deliveries.freeze_from(later, NOW)
        row = (await rows_of(session, later))[GROUP]
        await session.deliveries.begin(row.id, NOW)
        assert not await session.deliveries.follow(row.id, -77)
        assert await session.deliveries.finish(row.id, "failed", NOW, reason="moved")


async def test_a_group_that_moves_takes_along_what_it_is_yet_to_be_sent(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        announcement, done = await sent_in(session, committee)
        retraction = await later_round(session, announcement.id, "retract")
        await session.deliveries.freeze_from(retraction, NOW)
        moving = await confirmed(session, await draft_in(session, committee))
        await session.groups.link(-77, committee.id, CHAIR, NOW)
        there = await confirmed(session, await draft_in(session, committee))
        for _ in range(2):
            await session.groups.migrate(GROUP, -77)

        assert set(await rows_of(session, moving)) == {ANA, BEN, CLO, -77}
        assert set(await rows_of(session, there)) == {ANA, BEN, CLO, -77}
        assert set(await rows_of(session, retraction)) == {ANA, BEN, CLO}
        for round_id in (there, retraction):
            missed = await session.deliveries.unreached(round_id, 9)
            assert [(row.chat_id, row.state, row.reason) for row in missed] == [(GROUP, "failed", "moved")]
        assert await session.deliveries.counts(done) == Counts(sent=4)


async def test_who_is_forgotten_is_in_no_delivery_and_what_was_to_come_fails(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        announcement, done = await sent_in(session, committee)
        await session.announcements.receive(announcement.id, ANA, NOW)
        sending = await confirmed(session, await draft_in(session, committee))
        in_flight = await confirmed(session, await draft_in(session, committee))
        row = (await rows_of(session, in_flight))[ANA]
        await session.deliveries.begin(row.id, NOW)
        await session.people.forget(ANA)

        assert await session.deliveries.counts(done) == Counts(sent=4)
        assert await session.deliveries.counts(sending) == Counts(failed=1, pending=3)
        assert not await session.deliveries.follow(row.id, 5)
        assert await session.deliveries.put_back(row.id, None, counted=False)
        assert await session.deliveries.counts(in_flight) == Counts(failed=1, pending=3)
        assert {row.reason for row in await session.deliveries.unreached(in_flight, 9)} == {"left"}
        assert await session.announcements.receipts_of(announcement.id) == 0
        retraction = await later_round(session, announcement.id, "retract")
        await session.deliveries.freeze_from(retraction, NOW)
        assert set(await rows_of(session, retraction)) == {BEN, CLO, GROUP}
        assert (await existing(session, announcement.id)).author_id == CHAIR
    assert str(ANA) not in await everything_in(url)
