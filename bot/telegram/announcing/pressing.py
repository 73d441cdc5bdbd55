"""The buttons of a preview: the author's, for the revision they were made for, and each once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from telegram import CallbackQuery
from telegram.constants import ChatType

from bot.announcements import decisions
from bot.announcements.decisions import Confirmed
from bot.catalogue import Catalogue
from bot.database.announcements import Announcement
from bot.telegram.announcing import preview
from bot.telegram.announcing.changes import mistake_in_words, without_time
from bot.telegram.announcing.drafting import completed, own_words
from bot.telegram.announcing.memory import memory_of, remembered
from bot.telegram.announcing.sheets import ALL, Sheet, load_sheet, too_long
from bot.telegram.announcing.talking import Talk, ask_anew, present
from bot.telegram.asking import language_of
from bot.telegram.context import Context
from bot.telegram.press_types import Act
from bot.telegram.rendering import escape
from bot.telegram.sending import answer_press, edit

_A_LITTLE_LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Press:
    """A press of its draft's author; ``sheet`` is ``None`` where the button holds no more, for the reason ``why``."""

    talk: Talk
    query: CallbackQuery
    sheet: Sheet | None
    why: str = ""

    @property
    def words(self) -> Catalogue:
        return self.talk.words

    async def answer(self, text: str = "") -> None:
        await answer_press(self.query, text)

    async def replace(self, text: str) -> None:
        """Put a line, without buttons, in the place of what was pressed; the draft is done with."""
        if self.query.message is not None:
            if self.sheet is not None:
                memory_of(self.talk.context, self.sheet.draft.id).control_id = None
            await edit(self.talk.context, self.talk.chat_id, self.query.message.message_id, escape(text))


async def press_compose(query: CallbackQuery, act: Act, context: Context) -> None:
    """Do what a button of a preview says, if it still holds."""
    pressed = await _look_up(query, act, context)
    if pressed.sheet is None:
        await pressed.answer(pressed.words.text(pressed.why))
        await _retire(pressed)
        return
    memory = memory_of(context, pressed.sheet.draft.id)
    if memory.control_id is None and query.message is not None:  # the process is another one since
        memory.control_id = query.message.message_id
    match act.verb:
        case "ok":
            await _confirm(pressed, pressed.sheet)
        case "no":
            await _cancel(pressed, pressed.sheet)
        case "rcpt":
            await _ask_for_receipts(pressed, pressed.sheet)
        case "to":
            await _choose(pressed, pressed.sheet, act.number)
        case "words":
            draft = pressed.sheet.draft
            await _show_anew(pressed, pressed.sheet, without_time(draft, pressed.talk.language))
        case "write":
            await _write_anew(pressed, pressed.sheet)
        case "own":
            memory.is_own_only = True
            await _show_anew(pressed, pressed.sheet, {})


async def _retire(pressed: _Press) -> None:
    """Take away buttons that hold no more; those that were changed while a finger was on its way stay."""
    message, memory = pressed.query.message, remembered(pressed.talk.context)
    if message is None or message.chat.type != ChatType.PRIVATE:
        return
    if pressed.why != "announce.newer" or (memory is not None and memory.control_id != message.message_id):
        await pressed.talk.retire(message.message_id)


async def _look_up(query: CallbackQuery, act: Act, context: Context) -> _Press:
    services, user = context.services, query.from_user
    sheet, why = None, "announce.expired"
    async with services.database.session() as session:
        presser = await session.people.find(user.id)
        draft = await session.announcements.get(act.announcement_id)
        open_one = await session.announcements.latest_draft(user.id, services.clock())
        if draft is not None and draft == open_one:
            if act.verb == "to" or draft.revision == act.number:
                sheet = await load_sheet(session, draft, user.id)
            else:
                why = "announce.newer"
        elif draft is not None and draft.author_id == user.id and draft.state not in ("draft", "cancelled"):
            why = "announce.used"
    chat_id = query.message.chat.id if query.message is not None else user.id
    return _Press(Talk(context, chat_id, user.id, language_of(presser, user)), query, sheet, why)


async def _confirm(pressed: _Press, sheet: Sheet) -> None:
    """Send the announcement, or keep it for its time; where that passed meanwhile, ask once more."""
    talk, draft, words = pressed.talk, sheet.draft, pressed.words
    if not sheet.is_chosen or not draft.wordings:
        await pressed.answer(words.text("announce.expired"))
        return
    if draft.send_at is not None and draft.send_at + _A_LITTLE_LATE < talk.now:
        await _show_anew(pressed, sheet, {"send_at": None, "time_words": None}, words.text("announce.time_passed"))
        return
    services, count = talk.context.services, sheet.reached
    confirmed: Confirmed | None = None
    async with services.database.session() as session:
        committee_id = sheet.committee.id if sheet.committee is not None else None
        if await decisions.may_direct(session, talk.user_id, committee_id):
            confirmed = await decisions.confirm(session, draft, draft.revision, talk.user_id, talk.now)
        if confirmed is not None and confirmed.round_id is not None and not sheet.changes_phones:
            count = (await session.deliveries.counts(confirmed.round_id)).total
    if confirmed is None:
        await pressed.answer(words.text("announce.expired"))
        return
    services.outbox.wake()
    told = _confirmed(talk, sheet, confirmed, count)
    await pressed.answer(told.splitlines()[0])
    await pressed.replace(told)


def _confirmed(talk: Talk, sheet: Sheet, confirmed: Confirmed, count: int) -> str:
    words = talk.words
    if confirmed.send_at is not None:
        at = preview.when(confirmed.send_at, words, talk.now, talk.zone)
        key = "announce.scheduled" if sheet.corrected is None else "announce.kept"
        return words.text(key, when=at, zone=preview.zone_name(confirmed.send_at, talk.zone))
    return words.plural("announce.correcting" if sheet.changes_phones else "announce.confirmed", count)


async def _cancel(pressed: _Press, sheet: Sheet) -> None:
    talk = pressed.talk
    async with talk.context.services.database.session() as session:
        done = await decisions.cancel(session, sheet.draft, sheet.draft.revision, talk.user_id, talk.now)
    if not done:
        await pressed.answer(pressed.words.text("announce.expired"))
        return
    told = pressed.words.text("announce.cancelled" if sheet.corrected is None else "announce.unchanged")
    await pressed.answer(told)
    await pressed.replace(told)


async def _ask_for_receipts(pressed: _Press, sheet: Sheet) -> None:
    """Ask for «Got it», or not any more; the buttons change where they are."""
    draft = await _revised(pressed, sheet, {"receipts": not sheet.draft.receipts})
    if draft is None or pressed.query.message is None:
        return
    talk, changed = pressed.talk, replace(sheet, draft=draft)
    text = preview.told(changed, talk.words, talk.now, talk.zone, machine=talk.machine)
    buttons = preview.keyboard(changed, talk.words, talk.now, talk.zone)
    # First the buttons: those that stand there carry a revision that is used up.
    await edit(talk.context, talk.chat_id, pressed.query.message.message_id, escape(text), buttons)
    await pressed.answer(talk.words.text("announce.receipts_on" if draft.receipts else "announce.receipts_off"))


async def _choose(pressed: _Press, sheet: Sheet, target: int) -> None:
    """Send it to another committee, or to all, if the presser may."""
    chosen = [each for each in sheet.choices if (each.id if each is not None else ALL) == target]
    if not chosen or sheet.corrected is not None:
        await pressed.answer(pressed.words.text("announce.expired"))
        return
    committee_id = chosen[0].id if chosen[0] is not None else None
    async with pressed.talk.context.services.database.session() as session:
        moved = replace(sheet.draft, committee_id=committee_id)
        sheet = replace(await load_sheet(session, moved, pressed.talk.user_id), draft=sheet.draft)
    mistake = too_long(sheet, own_words(sheet, sheet.draft.wordings))
    if mistake is not None:
        await pressed.answer()
        await ask_anew(pressed.talk, sheet, mistake_in_words(mistake, pressed.words))
        return
    await _show_anew(pressed, sheet, {"committee_id": committee_id})


async def _show_anew(pressed: _Press, sheet: Sheet, changes: dict[str, Any], note: str = "") -> None:
    """Change the draft and show what comes of it, with a machine's draft of what is missing, where there is one."""
    wordings = changes.get("wordings", sheet.draft.wordings)
    mistake = too_long(sheet, own_words(sheet, wordings))
    if mistake is not None:
        await pressed.answer(mistake_in_words(mistake, pressed.words))
        return
    await pressed.answer()  # at once: a machine may take its time
    draft = await _revise(pressed, sheet, {**changes, **await completed(pressed.talk, sheet, wordings)})
    if draft is None:
        await pressed.talk.say(pressed.words.text("announce.expired"))
        return
    await present(pressed.talk, replace(sheet, draft=draft), [note] if note else [])


async def _write_anew(pressed: _Press, sheet: Sheet) -> None:
    """Let the next message be a new text; what is chosen beside it stays."""
    awaits = "text" if sheet.corrected is None else "correction"
    own = own_words(sheet, sheet.draft.wordings)
    draft = await _revised(pressed, sheet, {"awaits": awaits, "wordings": own})
    memory_of(pressed.talk.context, sheet.draft.id).is_own_only = False
    if draft is None:
        return
    await pressed.answer()
    keyboard = preview.cancel_keyboard(draft, pressed.words)
    await pressed.talk.ask(draft, pressed.words.text("announce.ask_anew"), keyboard)


async def _revised(pressed: _Press, sheet: Sheet, changes: dict[str, Any]) -> Announcement | None:
    """Return the changed draft; ``None`` where somebody was faster, which the presser is told."""
    draft = await _revise(pressed, sheet, changes)
    if draft is None:
        await pressed.answer(pressed.words.text("announce.expired"))
    return draft


async def _revise(pressed: _Press, sheet: Sheet, changes: dict[str, Any]) -> Announcement | None:
    talk = pressed.talk
    async with talk.context.services.database.session() as session:
        return await session.announcements.revise(sheet.draft.id, sheet.draft.revision, talk.now, **changes)
