"""A chair writes an announcement: from ``/announce`` to the preview, message by message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from telegram import Message, User
from telegram.constants import ChatType

from bot.announcements import decisions
from bot.announcements.moments import BadMoment, read_moment
from bot.announcements.types import AnnouncementState, Wording
from bot.announcements.writing import READING_ORDER
from bot.database.announcements import Announcement, NewAnnouncement
from bot.database.engine import Session
from bot.telegram.albums import is_of_last_album
from bot.telegram.announcing.changes import Kind, is_doubtful, mistake_in_words, read_change
from bot.telegram.announcing.drafting import completed, own_words
from bot.telegram.announcing.memory import memory_of, remembered, taken_for
from bot.telegram.announcing.preview import cancel_keyboard, when, zone_name
from bot.telegram.announcing.reading import Written, is_command, read_message
from bot.telegram.announcing.sheets import Sheet, choices_of, load_sheet, too_long
from bot.telegram.announcing.talking import Talk, present
from bot.telegram.asking import Asker, author, identify
from bot.telegram.context import Context
from bot.telegram.incoming import words_of_message
from vectorstore.types import Language

_OPEN: tuple[AnnouncementState, ...] = ("draft",)


async def announce(message: Message, user: User, asker: Asker, context: Context) -> None:
    """Begin an announcement with what stands in the command's message, else ask for its words."""
    is_of_last_album(message, context)  # its other pictures come without a caption, and are let be
    talk = Talk(context, message.chat.id, user.id, asker.language)
    async with context.services.database.session() as session:
        choices = choices_of(await session.people.seats(user.id))
        committee = choices[0] if len(choices) == 1 else None
        new = NewAnnouncement(
            committee_id=committee.id if committee is not None else None,
            author_id=user.id,
            chat_id=message.chat.id,
            awaits="text",
        )
        draft = await session.announcements.create(new, talk.now)
    before = remembered(context)
    if before is not None and before.control_id is not None:
        await talk.retire(before.control_id)
    memory_of(context, draft.id).inputs[message.message_id] = "source"
    await _take(talk, draft, "text", message)


async def awaited_draft(session: Session, asker: Asker, message: Message, now: datetime) -> Announcement | None:
    """Return the draft for which a chair's message is taken; ``None`` for every other message.

    Whoever has a seat in any committee may have one, also while they are a delegate in another.
    """
    user = author(message)
    if asker.person is None or user is None or message.chat.type != ChatType.PRIVATE:
        return None
    if is_command(message) or message.via_bot is not None or message.edit_date is not None:
        return None
    if not await session.people.seats(user.id):
        return None
    draft = await session.announcements.latest_draft(user.id, now)
    return draft if draft is not None and draft.awaits is not None else None


async def take_awaited(message: Message, asker: Asker, draft: Announcement, context: Context) -> None:
    """Take a chair's message for what their draft awaits."""
    assert draft.author_id is not None, "it was found by its author"
    talk = Talk(context, message.chat.id, draft.author_id, asker.language)
    if draft.awaits == "time":
        await _move(talk, draft, message)
        return
    kind = cast("Kind", draft.awaits if draft.awaits in ("es", "en", "correction") else "text")
    memory_of(context, draft.id).inputs[message.message_id] = "source" if kind == "text" else kind
    await _take(talk, draft, kind, message)


async def follow_edit(message: Message, context: Context) -> bool:
    """Take an edited message anew for what it was taken for; ``False`` where it was no part of an announcement."""
    taken, user = taken_for(context, message.message_id), author(message)
    if taken is None or user is None:
        return False
    async with context.services.database.session() as session:
        asker = await identify(session, context.services, user, message.chat)
        draft = await session.announcements.get(taken.draft_id)
        may = draft is not None and await _may_write(session, user.id, draft)
    if draft is None or draft.author_id != user.id or not may or draft.state == "cancelled":
        return True
    talk = Talk(context, message.chat.id, user.id, asker.language)
    if draft.state == "draft":
        await _take(talk, draft, cast("Kind", taken.kind), message)
    else:
        await talk.say(talk.words.text("announce.edited_late"))
    return True


async def _may_write(session: Session, user_id: int, draft: Announcement) -> bool:
    """Tell whether a person may write a draft: of the dais that it is for, or of any while that is not chosen."""
    if draft.committee_id is None:
        return bool(await session.people.seats(user_id))
    return await decisions.may_direct(session, user_id, draft.committee_id)


async def _take(talk: Talk, draft: Announcement, kind: Kind, message: Message) -> None:
    """Put what a message says into the draft and show what comes of it, or say what is wrong with it."""
    written, database = read_message(message), talk.context.services.database
    async with database.session() as session:
        sheet = await load_sheet(session, draft, talk.user_id)
    if not written.is_carried:
        await _refuse(talk, draft, talk.words.text("announce.wrong_kind"))
        return
    change = read_change(kind, sheet, written, now=talk.now, zone=talk.zone, default=talk.language)
    changed = _with_media(sheet, change) if isinstance(change, dict) else sheet
    mistake = too_long(changed, own_words(sheet, change["wordings"])) if isinstance(change, dict) else change
    if mistake is not None or not isinstance(change, dict):
        assert mistake is not None, "a change that is none is a mistake"
        await _refuse(talk, draft, mistake_in_words(mistake, talk.words))
        return
    fields = {**change, **await completed(talk, changed, change["wordings"])}
    async with database.session() as session:
        revised = await session.announcements.revise(draft.id, draft.revision, talk.now, **fields)
    if revised is None:
        await talk.say(talk.words.text("announce.expired"))
        return
    await present(talk, replace(sheet, draft=revised), _notes(talk, sheet, written, change["wordings"]))


async def _refuse(talk: Talk, draft: Announcement, line: str) -> None:
    """Say what is wrong; the draft awaits what it did before."""
    if draft.wordings:
        await talk.say(line)
    else:
        await talk.ask(draft, line, cancel_keyboard(draft, talk.words))


async def _move(talk: Talk, draft: Announcement, message: Message) -> None:
    """Give a scheduled announcement the time that a message names."""
    words, now, services = talk.words, talk.now, talk.context.services
    moment = read_moment(words_of_message(message).strip(), now, talk.zone, alone=True)
    if isinstance(moment, BadMoment) or moment is None:
        mistake = moment or BadMoment(words_of_message(message), "unreadable")
        await _refuse(talk, draft, mistake_in_words(mistake, words))
        return
    is_moved = False
    async with services.database.session() as session:
        scheduled = await session.announcements.get(draft.corrects_id) if draft.corrects_id is not None else None
        if scheduled is not None and await decisions.may_direct(session, talk.user_id, scheduled.committee_id):
            is_moved = await decisions.move(session, scheduled, None, moment.at, talk.user_id, now)
        await session.announcements.advance(draft.id, frm=_OPEN, to="merged", now=now)
    if not is_moved:
        await talk.say(words.text("announce.moved_late"))
        return
    services.outbox.wake()
    at = when(moment.at, words, now, talk.zone)
    await talk.say(words.text("announce.moved", when=at, zone=zone_name(moment.at, talk.zone)))


def _with_media(sheet: Sheet, change: Mapping[str, Any]) -> Sheet:
    return replace(sheet, draft=replace(sheet.draft, media=change.get("media", sheet.draft.media)))


def _notes(talk: Talk, sheet: Sheet, written: Written, wordings: Mapping[Language, Wording]) -> list[str]:
    """Return what is odd about a message, though it was taken."""
    words, notes = talk.words, []
    if written.media is not None and sheet.changes_phones:
        notes.append(words.text("announce.media_stays"))
    elif written.media is not None and written.album is not None:
        notes.append(words.text("announce.album"))
    for language in READING_ORDER:
        is_new = wordings.get(language) != sheet.draft.wordings.get(language)
        if is_new and is_doubtful(language, wordings):
            notes.append(words.text(f"announce.doubt.{language}"))
    return notes
