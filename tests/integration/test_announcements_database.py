"""Announcements: drafts and their revisions, states, versions, lists, receipts, the audit table, seats."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import Connection, text

from bot.announcements.types import AnnouncementState, Media, Wording
from bot.database.announcements import Announcement, NewAnnouncement
from bot.database.engine import Database, open_database
from bot.database.errors import RowRejectedError
from bot.database.migrating import alembic_config
from tests.databases import DAY, MINUTE, NOW, count_of, everything_in, run_sync
from tests.rooms import ANA, BEN, CHAIR, confirmed, draft_in, existing, room_in, seat, sent_in, wordings

# drafts


async def test_a_draft_comes_back_as_it_was_written(database: Database) -> None:
    words = {"es": Wording("es", "¡Ya! 👍🏽 <3", "<i>¡Ya!</i> 👍🏽 &lt;3")}
    async with database.session() as session:
        committee = await room_in(session)
        new = NewAnnouncement(
            committee.id,
            CHAIR,
            CHAIR,
            "en",
            "a las 14:30 ¡Ya!",
            "a las 14:30",
            NOW,
            Media("photo", "AgAC"),
            words,
            True,
        )
        made = await session.announcements.create(new, NOW)
    async with database.session() as session:
        assert await session.announcements.get(made.id) == made
        assert await session.announcements.get(made.id + 1) is None
    assert made == Announcement(
        id=made.id,
        committee_id=committee.id,
        author_id=CHAIR,
        chat_id=CHAIR,
        state="draft",
        revision=0,
        awaits="en",
        corrects_id=None,
        created_at=NOW,
        expires_at=NOW + 30 * MINUTE,
        send_at=NOW,
        time_words="a las 14:30",
        source="a las 14:30 ¡Ya!",
        receipts=True,
        version=1,
        confirmed_at=None,
        sent_at=None,
        media=Media("photo", "AgAC"),
        wordings=words,
    )


async def test_a_new_draft_takes_the_place_of_the_authors_open_one_alone(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first, of_ana = await draft_in(session, committee), await draft_in(session, committee, author_id=ANA)
        round_of_ana = await confirmed(session, of_ana)
        by_command = [await draft_in(session, committee, author_id=None, chat_id=None) for _ in range(2)]
        second = await draft_in(session, committee)

        assert (await existing(session, first.id)).state == "cancelled"
        assert (await existing(session, of_ana.id)).state == "sending"
        assert {(await existing(session, each.id)).state for each in by_command} == {"draft"}
        assert await session.announcements.latest_draft(CHAIR, NOW) == second
        assert await session.announcements.latest_draft(BEN, NOW) is None
        assert await session.deliveries.round(round_of_ana) is not None


async def test_a_draft_is_open_for_its_time_after_each_change(database: Database) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))
        latest, revise = session.announcements.latest_draft, session.announcements.revise
        assert await latest(CHAIR, NOW + 29 * MINUTE) == draft
        assert await latest(CHAIR, NOW + 30 * MINUTE) is None
        assert await revise(draft.id, 0, NOW + 30 * MINUTE, receipts=True) is None
        changed = await revise(draft.id, 0, NOW + 29 * MINUTE, receipts=True)
        assert changed == replace(draft, receipts=True, revision=1, expires_at=NOW + 59 * MINUTE)
        assert await latest(CHAIR, NOW + 58 * MINUTE) == changed


async def test_a_draft_without_limit_stays_open(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        draft = await session.announcements.create(NewAnnouncement(committee.id, CHAIR, None), NOW, None)
        assert draft.expires_at is None
        changed = await session.announcements.revise(draft.id, 0, NOW + 300 * DAY, wordings=wordings())
        assert changed is not None
        assert (changed.expires_at, changed.wordings) == (None, wordings())


async def test_a_revision_changes_what_is_named_and_nothing_else(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await session.committees.ensure("unsc", now=NOW)
        draft = await draft_in(session, committee, awaits="en", media=Media("document", "BQAC"))
        changes = {
            "wordings": wordings(es=None),
            "media": None,
            "committee_id": other.id,
            "send_at": NOW + DAY,
            "time_words": "tomorrow",
            "awaits": None,
            "receipts": True,
            "source": "tomorrow We resume",
        }
        changed = await session.announcements.revise(draft.id, 0, NOW, **changes)
        assert changed == replace(draft, revision=1, **changes)
        assert await session.announcements.revise(draft.id, 0, NOW, receipts=False) is None
        assert await existing(session, draft.id) == changed


async def test_what_is_confirmed_is_revised_no_more(database: Database) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))
        await confirmed(session, draft)
        revision = (await existing(session, draft.id)).revision
        assert await session.announcements.revise(draft.id, revision, NOW, wordings={}) is None
        assert (await existing(session, draft.id)).wordings == wordings()


# states


async def test_a_state_moves_from_where_it_is_expected_and_once(database: Database) -> None:
    async with database.session() as session:
        draft, advance = await draft_in(session, await room_in(session)), session.announcements.advance
        assert not await advance(draft.id, frm=["scheduled", "late"], to="sending", now=NOW)
        assert not await advance(draft.id, frm=["draft"], to="sending", now=NOW, revision=1)
        assert not await advance(draft.id, frm=["draft"], to="sending", now=NOW + 30 * MINUTE, revision=0)
        assert await advance(draft.id, frm=["draft"], to="scheduled", now=NOW, revision=0, send_at=NOW + DAY)
        assert not await advance(draft.id, frm=["draft"], to="scheduled", now=NOW, revision=0)
        assert await advance(draft.id, frm=["scheduled"], to="late", now=NOW + 2 * DAY)
        assert not await advance(404, frm=["late"], to="cancelled", now=NOW)
        moved = await existing(session, draft.id)
    assert (moved.state, moved.revision, moved.send_at) == ("late", 2, NOW + DAY)


async def test_many_who_move_a_state_at_once_move_it_once(database: Database) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))

    async def press(to: AnnouncementState) -> bool:
        async with database.session() as session:
            return await session.announcements.advance(draft.id, frm=["draft"], to=to, now=NOW, revision=0)

    states: list[AnnouncementState] = ["sending", "cancelled"] * 8
    assert sum(await asyncio.gather(*(press(to) for to in states))) == 1


async def test_an_unknown_state_is_taken_by_no_table(database: Database) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))
    with pytest.raises(RowRejectedError):
        async with database.session() as session:
            await session.announcements.advance(draft.id, frm=["draft"], to="gone", now=NOW)  # type: ignore[arg-type]


async def test_new_words_are_another_version_and_the_newest_is_read(database: Database, url: str) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))
        assert await session.announcements.add_version(draft.id, wordings(es="A las 15:00.", en=None)) == 2
        assert await session.announcements.add_version(draft.id, wordings(es="A las 16:00.", en=None)) == 3
        newest = await existing(session, draft.id)
    assert (newest.version, newest.wordings) == (3, wordings(es="A las 16:00.", en=None))
    assert await count_of(url, "announcement_texts") == 4


async def test_scheduled_ones_fall_due_in_the_order_of_their_times(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        made = {}
        for minutes in (20, 5, 10):
            draft = await draft_in(session, committee, author_id=None)
            made[minutes] = draft.id
            await session.announcements.advance(
                draft.id, frm=["draft"], to="scheduled", now=NOW, send_at=NOW + minutes * MINUTE
            )
        await draft_in(session, committee, send_at=NOW)
        assert await session.announcements.due(NOW + 5 * MINUTE - timedelta(microseconds=1)) == []
        due = await session.announcements.due(NOW + 10 * MINUTE)
    assert [each.id for each in due] == [made[5], made[10]]
    assert due[0].wordings == wordings()


# lists


async def test_a_list_has_what_was_ever_confirmed_newest_first(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await session.committees.ensure("unsc", now=NOW)
        made: dict[str, int] = {}
        for state in ("scheduled", "late", "sending", "sent", "retracted", "cancelled", "merged"):
            draft = await draft_in(session, committee)
            made[state] = draft.id
            await session.announcements.advance(draft.id, frm=["draft"], to=state, now=NOW, confirmed_at=NOW)
        for name, room in (("other", other), ("all", None)):
            draft = await draft_in(session, room)
            made[name] = draft.id
            await session.announcements.advance(draft.id, frm=["draft"], to="sent", now=NOW, confirmed_at=NOW)
        await draft_in(session, committee)
        await draft_in(session, committee)
        names = {number: name for name, number in made.items()}
        listed = session.announcements.listed

        own = ["cancelled", "retracted", "sent", "sending", "late", "scheduled"]
        assert [names[each.id] for each in await listed([committee.id], False)] == own
        assert [names[each.id] for each in await listed([committee.id, other.id], True)] == ["all", "other", *own]
        assert [names[each.id] for each in await listed([committee.id], True, 2)] == ["all", "cancelled"]
        assert await listed([], False) == []


async def test_what_stands_in_a_committee_is_its_own_and_that_for_all_oldest_first(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await room_in(session, "unsc")
        first, _ = await sent_in(session, committee)
        elsewhere, _ = await sent_in(session, other)
        retracted, _ = await sent_in(session, committee)
        await session.announcements.advance(retracted.id, frm=["sent"], to="retracted", now=NOW)
        for_all = await draft_in(session, None)
        await session.announcements.advance(for_all.id, frm=["draft"], to="sending", now=NOW)
        assert await session.announcements.current(committee.id) == [first]
        opened = await session.deliveries.open_round(for_all.id, "send", 1, NOW, by=CHAIR, report_chat_id=None)
        await session.deliveries.freeze(opened.id, None, CHAIR, NOW)
        assert [each.id for each in await session.announcements.current(committee.id)] == [first.id, for_all.id]
        await session.announcements.advance(for_all.id, frm=["sending"], to="sent", now=NOW, sent_at=NOW + MINUTE)

        assert [each.id for each in await session.announcements.current(committee.id)] == [first.id, for_all.id]
        assert [each.id for each in await session.announcements.current(other.id)] == [elsewhere.id, for_all.id]
        assert [each.id for each in await session.announcements.current(None)] == [for_all.id]


async def test_what_telegram_refused_stands_only_where_someone_got_it(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        refused, got = await draft_in(session, committee), None
        round_id = await confirmed(session, refused)
        await session.deliveries.stop(round_id, "content", NOW)
        await session.announcements.advance(refused.id, frm=["sending"], to="sent", now=NOW, sent_at=NOW)
        assert await session.announcements.current(committee.id) == []

        got, _ = await sent_in(session, committee)
        partly = await draft_in(session, committee)
        round_id = await confirmed(session, partly)
        row = (await session.deliveries.page(round_id, NOW, 0, 1))[0]
        await session.deliveries.begin(row.id, NOW)
        await session.deliveries.finish(row.id, "sent", NOW, message_id=1)
        await session.deliveries.stop(round_id, "content", NOW)
        await session.announcements.advance(partly.id, frm=["sending"], to="sent", now=NOW, sent_at=NOW)
        assert [each.id for each in await session.announcements.current(committee.id)] == [got.id, partly.id]


# receipts, audit, seats


async def test_who_has_read_it_is_counted_once(database: Database) -> None:
    async with database.session() as session:
        announcement, _ = await sent_in(session, await room_in(session))
        assert await session.announcements.receipts_of(announcement.id) == 0

    async def press(user_id: int) -> bool:
        async with database.session() as session:
            return await session.announcements.receive(announcement.id, user_id, NOW)

    assert sum(await asyncio.gather(*(press(user_id) for user_id in (ANA, BEN, ANA, ANA)))) == 2
    async with database.session() as session:
        assert await session.announcements.receipts_of(announcement.id) == 2


async def test_the_audit_table_keeps_who_did_what_when_and_to_how_many(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        await session.audit.write("send", NOW, user_id=CHAIR, committee_id=committee.id, announcement_id=7, count=200)
        await session.audit.write("rule", NOW, ruling_id=3, matter_id=5)
        await session.audit.write("cancel", NOW)
    columns = "user_id, action, committee_id, announcement_id, ruling_id, matter_id, count"
    kept = await run_sync(
        url,
        lambda connection: connection.execute(text(f"SELECT {columns} FROM audit ORDER BY id")).all(),
    )
    assert [tuple(row) for row in kept] == [
        (CHAIR, "send", committee.id, 7, None, None, 200),
        (None, "rule", None, None, 3, 5, None),
        (None, "cancel", None, None, None, None, None),
    ]


async def test_seats_are_the_committees_where_one_is_on_the_dais_by_title(database: Database) -> None:
    async with database.session() as session:
        committees = {
            name: await session.committees.ensure(name, now=NOW, title=title)
            for name, title in (("one", "Water"), ("two", "Health"), ("three", "Peace"))
        }
        await seat(session, CHAIR, committees["one"], role="chair")
        await seat(session, CHAIR, committees["two"], role="organiser")
        await seat(session, CHAIR, committees["three"], role="delegate")
        assert await session.people.seats(CHAIR) == [(committees["two"], "organiser"), (committees["one"], "chair")]
        assert await session.people.seats(ANA) == []


async def test_the_dais_is_who_can_be_asked_about_a_committee(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await session.committees.ensure("unsc", now=NOW)
        for user_id, room, role in ((7, committee, "organiser"), (8, other, "organiser"), (9, committee, "chair")):
            await seat(session, user_id, room, "en", role)
        await seat(session, 7, other, "en", "organiser")
        await session.people.join(10, committee.id, "chair", NOW)
        await session.people.set_unreachable(9)
        assert await session.people.dais(committee.id) == [7, CHAIR]
        assert await session.people.dais(other.id) == [7, 8]
        assert await session.people.dais(None) == [7, 8]


# forgetting and migrating


async def test_a_forgotten_author_leaves_what_was_announced_and_no_draft(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        announcement, round_id = await sent_in(session, committee)
        await session.announcements.receive(announcement.id, CHAIR, NOW)
        await draft_in(session, committee, source="never sent")
        await draft_in(session, committee, source="never sent either")
        await session.people.forget(CHAIR)
        left = await existing(session, announcement.id)
        assert left == replace(announcement, author_id=None, chat_id=None)
        done = await session.deliveries.round(round_id)
        assert done is not None
        assert (done.by, done.report_chat_id) == (None, None)
        assert await session.announcements.receipts_of(announcement.id) == 0
    kept = await everything_in(url)
    assert str(CHAIR) not in kept
    assert "never sent" not in kept
    assert await count_of(url, "audit") == 1


async def test_a_committee_that_goes_takes_all_that_was_announced_along(database: Database, url: str) -> None:
    async with database.session() as session:
        announcement, _ = await sent_in(session, await room_in(session))
        await session.announcements.receive(announcement.id, ANA, NOW)
        await draft_in(session, None, corrects_id=announcement.id)

    def purge(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA foreign_keys = ON"))
        connection.execute(text("DELETE FROM committees"))

    await run_sync(url, purge)
    tables = ("announcements", "announcement_texts", "rounds", "deliveries", "receipts", "audit")
    assert {table: await count_of(url, table) for table in tables} == dict.fromkeys(tables, 0)


async def test_a_database_of_the_first_version_is_brought_up_to_date_with_its_rows(url: str) -> None:
    def go_back(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")

    database = await open_database(url)
    async with database.session() as session:
        committee = await room_in(session)
    await database.close()
    await run_sync(url, go_back)

    database = await open_database(url)
    async with database.session() as session:
        assert (await session.deliveries.audience(committee.id, CHAIR)).total == 4
        announcement, _ = await sent_in(session, committee)
        assert announcement.state == "sent"
    await database.close()
