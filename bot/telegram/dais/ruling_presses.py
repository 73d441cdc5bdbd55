"""The buttons of an answer's preview: the author's, for the revision they were made for, and each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from telegram import CallbackQuery
from telegram.constants import ChatType

from bot.announcements.decisions import may_direct
from bot.catalogue import Catalogue
from bot.dais import decisions
from bot.database.rulings import Awaited, Ruling
from bot.telegram.announcing.memory import remembered
from bot.telegram.announcing.talking import Talk
from bot.telegram.context import Context
from bot.telegram.dais.cards import refresh_cards
from bot.telegram.dais.ruling_preview import ask_anew, asked_for, present
from bot.telegram.dais.ruling_sheets import RulingSheet, completed, load_sheet, own_texts, why_not
from bot.telegram.press_types import Rule
from bot.telegram.rendering import escape
from bot.telegram.sending import answer_press, edit
from vectorstore.types import Language

_WORDING: Mapping[Language, Awaited] = {"en": "question_en", "es": "question_es"}


@dataclass(frozen=True, slots=True)
class _Press:
    """A press of its draft's author, for the draft as it is now."""

    talk: Talk
    query: CallbackQuery
    sheet: RulingSheet

    @property
    def words(self) -> Catalogue:
        return self.talk.words

    @property
    def draft(self) -> Ruling:
        return self.sheet.draft

    async def answer(self, text: str = "") -> None:
        await answer_press(self.query, text)

    async def replace(self, text: str) -> None:
        """Put a line, without buttons, in the place of what was pressed; the draft is done with."""
        self.talk.memory_of(self.draft).control_id = None
        if self.query.message is not None:
            await edit(self.talk.context, self.talk.chat_id, self.query.message.message_id, escape(text))


async def press_draft(query: CallbackQuery, data: Rule, draft: Ruling, talk: Talk) -> None:
    """Do what a button of a preview says, if it still holds."""
    sheet, message = None, query.message
    async with talk.context.services.database.session() as session:
        if draft == await session.rulings.latest_draft(talk.user_id, talk.now) and draft.revision == data.number:
            sheet = await load_sheet(session, draft)
    if sheet is None or message is None or message.chat.type != ChatType.PRIVATE:
        await _retire(query, data, draft, talk)
        return
    pressed, memory = _Press(talk, query, sheet), talk.memory_of(draft)
    if memory.control_id is None:  # the process is another one since
        memory.control_id = message.message_id
    match data.verb:
        case "ok" | "only":
            await _confirm(pressed, public=data.verb == "ok")
        case "cancel":
            await _cancel(pressed)
        case "word":
            await pressed.answer()
            awaits = _WORDING[sheet.drafted] if sheet.drafted is not None else "question"
            await ask_anew(talk, sheet, awaits, talk.words.text("ruling.ask_wording"))
        case "own":
            memory.is_own_only = True
            await _show_own(pressed)
        case "fix":
            memory.is_own_only = False
            await pressed.answer()
            own = own_texts(sheet, draft.texts)
            await ask_anew(talk, sheet, "text", asked_for(sheet, talk.words), texts=own)
        case _:
            await pressed.answer(talk.words.text("ruling.expired"))


async def _retire(query: CallbackQuery, data: Rule, draft: Ruling, talk: Talk) -> None:
    """Say that a button holds no more, and take it away, unless it was changed while a finger was on its way."""
    is_newer = draft.state == "draft" and draft.author_id == talk.user_id and draft.revision != data.number
    is_done = draft.state == "merged"  # as where the process ended between the decision and its answer
    key = "announce.newer" if is_newer else "inbox.decided" if is_done else "ruling.expired"
    await answer_press(query, talk.words.text(key))
    message, memory = query.message, remembered(talk.context, talk.topic)
    if message is None or message.chat.type != ChatType.PRIVATE:
        return
    if not is_newer or (memory is not None and memory.control_id != message.message_id):
        await talk.retire(message.message_id)


async def _confirm(pressed: _Press, *, public: bool) -> None:
    """Give the answer, or a ruling its new words; tell why where that cannot be."""
    talk, draft, sheet, words = pressed.talk, pressed.draft, pressed.sheet, pressed.words
    services, given, why, count = talk.context.services, None, words.text("ruling.expired"), 0
    async with services.database.session() as session:
        if not await may_direct(session, talk.user_id, draft.committee_id):
            why = words.text("inbox.not_yours")
        elif sheet.corrected is not None:
            given = await decisions.revise(session, draft, draft.revision, by=talk.user_id, now=talk.now)
        else:
            is_kept = public and sheet.may_be_kept
            given = await decisions.confirm(
                session, draft, draft.revision, public=is_kept, by=talk.user_id, now=talk.now
            )
            if given is None and draft.matter_id is not None:
                why = await why_not(session, talk, draft.matter_id)
        if given is not None:
            count = (await session.notices.counts_of(given.id, given.version)).total
    if given is None:
        await pressed.answer(why)
        return
    announce_decision(talk.context, given)
    told = _confirmed(given, count, words)
    await pressed.answer(told)
    await pressed.replace(told)


def announce_decision(context: Context, ruling: Ruling) -> None:
    """Have what was decided told, found and shown on the cards of its matter."""
    services = context.services
    services.messenger.wake()
    if ruling.number is not None and services.sources is not None:
        services.sources.changed(ruling.committee_id)
    if ruling.matter_id is not None:  # where the matter was merged meanwhile, that is the other one
        refresh_cards(context, ruling.matter_id)


def _confirmed(given: Ruling, count: int, words: Catalogue) -> str:
    if given.version > 1:
        return words.plural("ruling.correcting", count)
    if given.number is not None:
        return words.plural("ruling.kept", count, number=given.number)
    return words.plural("ruling.answered", count)


async def _cancel(pressed: _Press) -> None:
    talk, draft = pressed.talk, pressed.draft
    async with talk.context.services.database.session() as session:
        is_done = await decisions.cancel(session, draft, draft.revision, by=talk.user_id, now=talk.now)
    if not is_done:
        await pressed.answer(pressed.words.text("ruling.expired"))
        return
    told = pressed.words.text("ruling.cancelled" if pressed.sheet.corrected is None else "ruling.unchanged")
    await pressed.answer(told)
    await pressed.replace(told)
    if draft.matter_id is not None and draft.revises_id is None:
        refresh_cards(talk.context, draft.matter_id)


async def _show_own(pressed: _Press) -> None:
    """Show the draft without what a machine drafted."""
    talk, sheet = pressed.talk, pressed.sheet
    await pressed.answer()
    fields = await completed(talk, sheet, own_texts(sheet, sheet.draft.texts))
    async with talk.context.services.database.session() as session:
        draft = await session.rulings.revise(sheet.draft.id, sheet.draft.revision, talk.now, **fields)
    if draft is None:
        await talk.say(pressed.words.text("ruling.expired"))
        return
    await present(talk, replace(sheet, draft=draft))
