"""What a chair decides: confirming, scheduling, moving, cancelling, correcting, retracting, nudging, sending again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from bot.announcements.decisions import Confirmed, cancel, confirm, may_direct, move, nudge, resend, retract, send_now
from bot.announcements.types import Counts, Media
from bot.database.announcements import Announcement
from bot.database.engine import Database, Session
from tests.databases import DAY, MINUTE, NOW, count_of, run_sync
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

SOON = NOW + 5 * MINUTE


async def scheduled_in(session: Session, **changes: Any) -> Announcement:
    """Return an announcement to a new room that is due in an hour."""
    draft = await draft_in(session, await room_in(session), send_at=NOW + 60 * MINUTE, **changes)
    assert await confirm(session, draft, draft.revision, CHAIR, NOW) is not None
    return await existing(session, draft.id)


async def correct(session: Session, announcement: Announcement, es: str = "A las 15:00.", **changes: Any) -> Any:
    """Return what came of a correction that the chair wrote and confirmed."""
    draft = await draft_in(session, None, wordings=wordings(es=es), corrects_id=announcement.id, **changes)
    return await confirm(session, draft, draft.revision, CHAIR, SOON, report_chat_id=CHAIR)


async def audited(url: str) -> list[tuple[Any, ...]]:
    """Return who did what to how many, in order."""
    told = "SELECT user_id, action, count FROM audit ORDER BY id"
    return [tuple(row) for row in await run_sync(url, lambda connection: connection.execute(text(told)).all())]


# confirming


async def test_a_confirmed_draft_goes_out_to_who_is_in_the_room(database: Database, url: str) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session), awaits="en")
        done = await confirm(session, draft, 0, CHAIR, SOON)
        assert done is not None
        assert done.round_id is not None
        assert (done.announcement_id, done.send_at) == (draft.id, None)
        await seat(session, 7, await session.committees.ensure("interpol", now=NOW))
        opened, sending = await session.deliveries.round(done.round_id), await existing(session, draft.id)
        assert set(await rows_of(session, done.round_id)) == {ANA, BEN, CLO, GROUP}
    assert (sending.state, sending.confirmed_at, sending.expires_at, sending.awaits) == ("sending", SOON, None, None)
    assert opened is not None
    assert (opened.kind, opened.version, opened.state, opened.by, opened.report_chat_id) == (
        *("send", 1, "running", CHAIR, CHAIR),
    )
    assert await audited(url) == [(CHAIR, "send", 4)]


async def test_a_button_pressed_many_times_at_once_confirms_once(database: Database, url: str) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))

    async def press() -> Confirmed | None:
        async with database.session() as session:
            return await confirm(session, draft, draft.revision, CHAIR, NOW)

    pressed = await asyncio.gather(*(press() for _ in range(10)))
    assert len([each for each in pressed if each is not None]) == 1
    assert await count_of(url, "rounds") == 1
    assert await count_of(url, "deliveries") == 4
    assert len(await audited(url)) == 1


async def test_confirming_and_cancelling_at_once_do_one_of_the_two(database: Database, url: str) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))

    async def press(decision: Any) -> bool:
        async with database.session() as session:
            return bool(await decision(session, draft, draft.revision, CHAIR, NOW))

    pressed = await asyncio.gather(*(press(each) for each in (confirm, cancel, confirm, cancel)))
    assert sum(pressed) == 1
    assert await count_of(url, "rounds") == (0 if pressed[1] or pressed[3] else 1)


async def test_a_preview_that_is_stale_used_expired_or_empty_confirms_nothing(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        draft = await draft_in(session, committee)
        assert await confirm(session, draft, 1, CHAIR, NOW) is None
        assert await confirm(session, draft, 0, CHAIR, NOW + 30 * MINUTE) is None
        await session.announcements.revise(draft.id, 0, NOW, receipts=True)
        assert await confirm(session, draft, 0, CHAIR, NOW) is None
        empty = await draft_in(session, committee, wordings={})
        assert await confirm(session, empty, 0, CHAIR, NOW) is None
        picture = await draft_in(session, committee, wordings={}, media=Media("photo", "AgAC"))
        assert await confirm(session, picture, 0, CHAIR, NOW) is None
    assert await count_of(url, "rounds") == 0


# scheduled ones


async def test_a_scheduled_one_waits_and_goes_to_who_is_there_when_it_is_sent(database: Database, url: str) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session), send_at=NOW + 60 * MINUTE)
        assert await confirm(session, draft, 0, CHAIR, NOW) == Confirmed(draft.id, None, NOW + 60 * MINUTE)
        waiting = await existing(session, draft.id)
        assert (waiting.state, waiting.expires_at) == ("scheduled", None)
        assert await session.deliveries.rounds_of(draft.id) == []
        await seat(session, 7, await session.committees.ensure("interpol", now=NOW))
        sent = await send_now(session, waiting, None, CHAIR, NOW + 60 * MINUTE)
        assert sent is not None
        assert sent.round_id is not None
        assert set(await rows_of(session, sent.round_id)) == {7, ANA, BEN, CLO, GROUP}
        assert await send_now(session, waiting, None, CHAIR, NOW + 60 * MINUTE) is None
    assert await audited(url) == [(CHAIR, "schedule", None), (CHAIR, "send", 5)]


async def test_a_time_that_has_passed_when_it_is_confirmed_is_now(database: Database) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session), send_at=SOON)
        done = await confirm(session, draft, 0, CHAIR, SOON)
        assert done is not None
        assert done.round_id is not None
        assert (await existing(session, draft.id)).state == "sending"


async def test_a_scheduled_or_late_one_is_moved_or_cancelled_once(database: Database, url: str) -> None:
    async with database.session() as session:
        waiting = await scheduled_in(session)
        assert await move(session, waiting, waiting.revision, NOW + DAY, CHAIR, NOW)
        assert not await move(session, waiting, waiting.revision, NOW + 2 * DAY, CHAIR, NOW)
        await session.announcements.advance(waiting.id, frm=["scheduled"], to="late", now=NOW)
        assert await move(session, waiting, None, NOW + 3 * DAY, CHAIR, NOW)
        moved = await existing(session, waiting.id)
        assert (moved.state, moved.send_at) == ("scheduled", NOW + 3 * DAY)
        assert await cancel(session, moved, moved.revision, CHAIR, NOW)
        assert not await cancel(session, moved, None, CHAIR, NOW)
        assert await send_now(session, moved, None, CHAIR, NOW) is None
        assert await session.announcements.due(NOW + 9 * DAY) == []
    assert [action for _, action, _ in await audited(url)] == ["schedule", "move", "move", "cancel"]


async def test_what_is_sent_is_neither_moved_nor_cancelled(database: Database) -> None:
    async with database.session() as session:
        announcement, _ = await sent_in(session, await room_in(session))
        assert not await move(session, announcement, None, NOW + DAY, CHAIR, NOW)
        assert not await cancel(session, announcement, None, CHAIR, NOW)


# corrections


async def test_a_correction_of_a_scheduled_one_changes_its_words_and_sends_nothing(database: Database) -> None:
    async with database.session() as session:
        waiting = await scheduled_in(session, media=Media("photo", "AgAC"))
        assert await correct(session, waiting) == Confirmed(waiting.id, None, waiting.send_at)
        corrected = await existing(session, waiting.id)
        assert (corrected.state, corrected.version, corrected.send_at) == ("scheduled", 2, waiting.send_at)
        assert (corrected.wordings, corrected.media) == (wordings(es="A las 15:00."), waiting.media)
        assert await session.deliveries.rounds_to_do() == []
        assert [each.id for each in await session.announcements.listed([], True)] == []


async def test_a_correction_of_a_late_one_may_bring_another_time_and_photo(database: Database) -> None:
    async with database.session() as session:
        waiting = await scheduled_in(session)
        await session.announcements.advance(waiting.id, frm=["scheduled"], to="late", now=NOW)
        assert await correct(session, waiting) == Confirmed(waiting.id, None, waiting.send_at)
        assert (await existing(session, waiting.id)).state == "late"
        await correct(session, waiting, send_at=NOW + DAY, media=Media("photo", "AgAD"))
        corrected = await existing(session, waiting.id)
    assert (corrected.state, corrected.send_at, corrected.media) == (*("scheduled", NOW + DAY, Media("photo", "AgAD")),)


async def test_a_correction_of_a_sent_one_opens_a_round_that_waits_for_the_earlier_ones(
    database: Database, url: str
) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))
        sending = await confirmed(session, draft)
        row = (await rows_of(session, sending))[ANA]
        await session.deliveries.begin(row.id, NOW)
        await session.deliveries.finish(row.id, "sent", NOW, message_id=5, version=1)
        done = await correct(session, draft)
        assert done.announcement_id == draft.id
        opened = await session.deliveries.round(done.round_id)
        assert opened is not None
        assert (opened.kind, opened.version, opened.state) == ("correct", 2, "waiting")
        assert [each.id for each in await session.deliveries.rounds_to_do()] == [sending]
        assert (await existing(session, draft.id)).wordings == wordings(es="A las 15:00.")

        await carry_out(session, sending, version=2)
        assert [each.id for each in await session.deliveries.rounds_to_do()] == [done.round_id]
        assert await session.deliveries.freeze_from(done.round_id, NOW) == 1
        assert set(await rows_of(session, done.round_id)) == {ANA}
    assert await audited(url) == [(CHAIR, "send", 4), (CHAIR, "correct", 1)]


async def test_a_correction_is_used_up_and_in_no_list(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        announcement, _ = await sent_in(session, committee)
        draft = await draft_in(session, committee, wordings=wordings(es="A las 15:00."), corrects_id=announcement.id)
        assert await confirm(session, draft, 0, CHAIR, NOW) is not None
        assert await confirm(session, draft, 0, CHAIR, NOW) is None
        assert (await existing(session, draft.id)).state == "merged"
        assert [each.id for each in await session.announcements.listed([committee.id], True)] == [announcement.id]
        assert (await existing(session, announcement.id)).version == 2


async def test_what_was_retracted_or_cancelled_meanwhile_is_not_corrected(database: Database) -> None:
    async with database.session() as session:
        announcement, _ = await sent_in(session, await room_in(session))
        await retract(session, announcement, CHAIR, NOW)
        assert await correct(session, announcement) is None
        waiting = await scheduled_in(session)
        await cancel(session, waiting, None, CHAIR, NOW)
        assert await correct(session, waiting) is None
        assert (await existing(session, waiting.id)).version == 1


async def test_a_correction_and_a_retraction_at_once_end_in_either_order(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        announcement, _ = await sent_in(session, committee)
        draft = await draft_in(session, committee, corrects_id=announcement.id)

    async def press(decision: Any, *arguments: Any) -> Any:
        async with database.session() as session:
            return await decision(session, *arguments)

    corrected, retracted = await asyncio.gather(
        press(confirm, draft, 0, CHAIR, NOW), press(retract, announcement, CHAIR, NOW)
    )
    async with database.session() as session:
        assert retracted is not None
        assert [each.id for each in await session.deliveries.rounds_to_do()] == [retracted]
        assert (await existing(session, announcement.id)).state == "retracted"
        assert (await existing(session, draft.id)).state == ("merged" if corrected else "draft")


# retractions


async def test_a_retraction_in_mid_delivery_stops_what_waits_and_deletes_what_arrived(
    database: Database, url: str
) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))
        sending = await confirmed(session, draft)
        rows = await rows_of(session, sending)
        for chat_id in (ANA, BEN):
            await session.deliveries.begin(rows[chat_id].id, NOW)
        await session.deliveries.finish(rows[ANA].id, "sent", NOW, message_id=5, version=1)
        correction = (await correct(session, draft)).round_id
        retraction = await retract(session, draft, CHAIR, SOON, report_chat_id=CHAIR)
        assert retraction is not None
        assert await retract(session, draft, CHAIR, SOON) is None

        assert await session.deliveries.counts(sending) == Counts(sent=1, failed=2, pending=1)
        assert [each.id for each in await session.deliveries.rounds_to_do()] == [sending]
        assert await session.deliveries.finish(rows[BEN].id, "sent", NOW, message_id=6, version=1)
        await session.deliveries.set_round(sending, state="finished", finished_at=NOW)
        assert not await session.announcements.advance(draft.id, frm=["sending"], to="sent", now=NOW)
        assert [each.id for each in await session.deliveries.rounds_to_do()] == [retraction]
        assert await session.deliveries.freeze_from(retraction, NOW) == 2
        gone = {chat: row.message_id for chat, row in (await rows_of(session, retraction)).items()}
        stopped = await session.deliveries.round(correction)
    assert gone == {ANA: 5, BEN: 6}
    assert stopped is not None
    assert (stopped.state, stopped.stopped, stopped.finished_at) == ("finished", "retracted", SOON)
    assert await audited(url) == [(CHAIR, "send", 4), (CHAIR, "correct", 1), (CHAIR, "retract", 1)]


async def test_what_is_not_out_is_not_retracted(database: Database) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))
        assert await retract(session, draft, CHAIR, NOW) is None
        assert await retract(session, await scheduled_in(session), CHAIR, NOW) is None


# nudging, sending again


async def test_a_nudge_goes_out_one_at_a_time_where_receipts_were_asked_for(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        plain, _ = await sent_in(session, committee)
        asking, _ = await sent_in(session, committee, receipts=True)
        await session.announcements.receive(asking.id, ANA, NOW)
        assert await nudge(session, plain, CHAIR, NOW) is None

    async def press() -> int | None:
        async with database.session() as session:
            return await nudge(session, asking, CHAIR, NOW)

    made = [each for each in await asyncio.gather(*(press() for _ in range(5))) if each is not None]
    assert len(made) == 1
    async with database.session() as session:
        assert await session.deliveries.freeze_from(made[0], NOW) == 2
        await carry_out(session, made[0])
        assert await nudge(session, asking, CHAIR, NOW) is not None
        await retract(session, asking, CHAIR, NOW)
        assert await nudge(session, asking, CHAIR, NOW) is None
    assert (await audited(url))[2:4] == [(CHAIR, "nudge", 2)] * 2


async def test_what_is_unknown_is_sent_again_once_and_not_of_what_was_retracted(database: Database, url: str) -> None:
    async with database.session() as session:
        draft = await draft_in(session, await room_in(session))
        sending = await confirmed(session, draft)
        await carry_out(session, sending, {ANA: "unknown", BEN: "unknown"})

    async def press() -> int:
        async with database.session() as session:
            return await resend(session, sending, CHAIR, NOW)

    assert sorted(await asyncio.gather(*(press() for _ in range(3)))) == [0, 0, 2]
    assert await audited(url) == [(CHAIR, "send", 4), (CHAIR, "resend", 2)]
    async with database.session() as session:
        await carry_out(session, sending, {ANA: "unknown"})
        assert (await session.deliveries.counts(sending)).total == 4
        retraction = await retract(session, draft, CHAIR, NOW)
        assert retraction is not None
        assert await resend(session, sending, CHAIR, NOW) == 0
        assert await resend(session, retraction, CHAIR, NOW) == 0
        assert await resend(session, 404, CHAIR, NOW) == 0


# who may


@pytest.mark.parametrize(
    ("user_id", "own", "other", "everywhere"),
    [(CHAIR, True, False, False), (7, True, False, True), (ANA, False, False, False), (404, False, False, False)],
    ids=["chair", "organiser", "delegate", "stranger"],
)
async def test_the_dais_directs_its_own_committee_and_an_organiser_all(
    database: Database, user_id: int, own: bool, other: bool, everywhere: bool
) -> None:
    async with database.session() as session:
        committee, elsewhere = await room_in(session), await session.committees.ensure("unsc", now=NOW)
        await seat(session, 7, committee, "en", "organiser")
        for member in (CHAIR, ANA, 7):
            await seat(session, member, elsewhere)
        assert await may_direct(session, user_id, committee.id) is own
        assert await may_direct(session, user_id, elsewhere.id) is other
        assert await may_direct(session, user_id, None) is everywhere
