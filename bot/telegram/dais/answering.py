"""A chair answers: by a reply to a matter's card, or by the message after ✍️; each message becomes a draft's words."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Literal, TypeAlias, cast

from telegram import CallbackQuery, Message
from telegram.constants import ChatType

from bot.announcements.decisions import may_direct
from bot.announcements.markup import Formatted
from bot.announcements.parsing import Mistake, read_wordings
from bot.announcements.writing import READING_ORDER
from bot.dais.decisions import standing_matter, take_up
from bot.database.engine import Session
from bot.database.rulings import NewRuling, Ruling
from bot.telegram.announcing.changes import is_doubtful, mistake_in_words
from bot.telegram.announcing.memory import remembered, taken_for
from bot.telegram.announcing.reading import is_command, read_message
from bot.telegram.announcing.talking import Talk
from bot.telegram.asking import Asker, author, identify
from bot.telegram.callback_data import DecodeError, decode
from bot.telegram.context import Context
from bot.telegram.dais.cards import refresh_cards
from bot.telegram.dais.presses import at_desk
from bot.telegram.dais.ruling_preview import present
from bot.telegram.dais.ruling_sheets import (
    RulingSheet,
    Texts,
    TooMuch,
    completed,
    load_sheet,
    too_much,
    why_not,
)
from bot.telegram.press_types import Desk
from vectorstore.types import Language

Kind: TypeAlias = Literal["text", "en", "es", "question"]
"""What a message brings: the answer, its words in one language, or the wording of the matter."""


@dataclass(frozen=True, slots=True)
class AwaitedRuling:
    """What a chair's message is taken for: the open ``draft``, or a reply to the card of a matter or of a ruling."""

    draft: Ruling | None
    matter_id: int | None = None
    ruling_id: int | None = None

    @property
    def is_reply(self) -> bool:
        """Whether the message replies to a card."""
        return self.matter_id is not None or self.ruling_id is not None


async def awaited_ruling(session: Session, asker: Asker, message: Message, now: datetime) -> AwaitedRuling | None:
    """Return what a message of the dais answers; ``None`` for every other message."""
    user, replied = author(message), message.reply_to_message
    if asker.person is None or user is None or message.chat.type != ChatType.PRIVATE:
        return None
    if is_command(message) or message.via_bot is not None or message.edit_date is not None:
        return None
    draft = await session.rulings.latest_draft(user.id, now)
    card = await session.notices.card(message.chat.id, replied.message_id) if replied is not None else None
    if card is not None and (card.matter_id is not None or card.ruling_id is not None):
        return AwaitedRuling(draft, card.matter_id, card.ruling_id)
    matter_id = _matter_on(replied) if replied is not None else None
    if replied is not None and matter_id is not None:
        if await session.matters.get(matter_id) is not None:
            await session.notices.note_card(message.chat.id, replied.message_id, matter_id=matter_id)
        return AwaitedRuling(draft, matter_id)
    if draft is None or draft.awaits is None or not await may_direct(session, user.id, draft.committee_id):
        return None
    return AwaitedRuling(draft)


async def take_ruling(message: Message, asker: Asker, awaited: AwaitedRuling, context: Context) -> None:
    """Take a chair's message for what it answers, or say why it cannot be."""
    user = author(message)
    assert user is not None, "it was found by its author"
    talk = Talk(context, message.chat.id, user.id, asker.language, "ruling")
    draft, kind = awaited.draft, _kind_of(awaited.draft)
    if awaited.is_reply:
        async with context.services.database.session() as session:
            found = await _draft_of(session, talk, awaited)
        if isinstance(found, str):
            await talk.say(found)
            return
        if draft is None or found.id != draft.id:
            await _retire_last(talk)
            if found.revises_id is None and found.matter_id is not None:
                refresh_cards(context, found.matter_id)  # it is claimed now
        draft, kind = found, "text"
    assert draft is not None, "it replies to a card, or a draft awaits it"
    talk.memory_of(draft).inputs[message.message_id] = kind
    await _take(talk, draft, kind, message, adds=awaited.is_reply)


async def follow_edit(message: Message, context: Context) -> bool:
    """Take an edited message anew for what it was taken for; ``False`` where it was no part of an answer."""
    taken, user = taken_for(context, message.message_id, "ruling"), author(message)
    if taken is None or user is None:
        return False
    async with context.services.database.session() as session:
        asker = await identify(session, context.services, user, message.chat)
        draft = await session.rulings.get(taken.draft_id)
    if draft is None or draft.author_id != user.id or draft.state == "cancelled":
        return True
    talk = Talk(context, message.chat.id, user.id, asker.language, "ruling")
    if draft.state == "draft":
        await _take(talk, draft, cast("Kind", taken.kind), message, is_edit=True)
    else:
        await talk.say(talk.words.text("ruling.edited_late"))
    return True


async def begin_answer(
    query: CallbackQuery, matter_id: int, context: Context, *, kind: Literal["answer", "decline"] = "answer"
) -> None:
    """Take the presser's next message for the answer to a matter, or for why the dais will not answer."""
    pressed = await at_desk(query, matter_id, context, follow=True)
    if pressed is None:
        return
    talk = Talk(context, pressed.chat_id, pressed.user_id, pressed.language, "ruling")
    async with context.services.database.session() as session:
        draft = await _open_draft(session, talk, matter_id, kind)
        sheet = await load_sheet(session, draft) if draft is not None else None
    if sheet is None:
        await pressed.refuse()
        return
    await _retire_last(talk)
    await pressed.answer()
    refresh_cards(context, pressed.matter.id)
    await present(talk, sheet)


async def _open_draft(
    session: Session, talk: Talk, matter_id: int, kind: Literal["answer", "decline"]
) -> Ruling | None:
    """Return a new draft for a matter, claimed with it; ``None`` where that is decided, closed or another chair's."""
    matter = await take_up(session, matter_id, talk.user_id, talk.now)
    if matter is None:
        return None
    new = NewRuling(matter.committee_id, matter.id, talk.user_id, talk.chat_id, kind, awaits="text")
    return await session.rulings.create(new, talk.now)


async def _draft_of(session: Session, talk: Talk, awaited: AwaitedRuling) -> Ruling | str:
    """Return the draft that a reply to a card is for: the open one, or a new one; else why there can be none."""
    words, draft = talk.words, awaited.draft
    if awaited.ruling_id is not None:
        ruling = await session.rulings.get(awaited.ruling_id)
        if ruling is None or ruling.state != "given" or ruling.kind != "answer":
            return words.text("ruling.gone")
        if not await may_direct(session, talk.user_id, ruling.committee_id):
            return words.text("inbox.not_yours")
        is_open = draft is not None and draft.revises_id == ruling.id
        return draft if draft is not None and is_open else await open_revision(session, talk, ruling)
    assert awaited.matter_id is not None, "a card stands for one or the other"
    matter = await standing_matter(session, awaited.matter_id)
    if matter is None:
        return words.text("inbox.gone")
    if not await may_direct(session, talk.user_id, matter.committee_id):
        return words.text("inbox.not_yours")
    if draft is not None and draft.revises_id is None and draft.matter_id in (matter.id, awaited.matter_id):
        return draft
    return await _open_draft(session, talk, matter.id, "answer") or await why_not(session, talk, matter.id)


async def open_revision(session: Session, talk: Talk, ruling: Ruling) -> Ruling:
    """Return a new draft of other words for a ruling."""
    new = NewRuling(
        ruling.committee_id, ruling.matter_id, talk.user_id, talk.chat_id, awaits="text", revises_id=ruling.id
    )
    return await session.rulings.create(new, talk.now)


async def _take(
    talk: Talk, draft: Ruling, kind: Kind, message: Message, *, adds: bool = False, is_edit: bool = False
) -> None:
    """Put what a message says into the draft and show what comes of it, or say what is wrong with it."""
    words, database = talk.words, talk.context.services.database
    async with database.session() as session:
        barred = await _barred(session, talk, draft)
        sheet = await load_sheet(session, draft)
    if barred:
        await talk.say(barred)
        return
    written = read_message(message)
    if written.media is not None or not written.is_carried:
        await talk.say(words.text("ruling.only_text"))
        return
    read = read_wordings(plain(written.words), talk.language, language=kind if kind in ("en", "es") else None)
    if isinstance(read, Mistake):
        await talk.say(mistake_in_words(read, words))
        return
    said = {language: each.text for language, each in read.wordings.items()}
    before = _kept(talk, sheet, kind, adds=adds, is_edit=is_edit)
    texts = _reworded(before, said) if kind == "question" else {**before, **sheet.worded(said)}
    mistake = too_much(texts) if said else None
    if not said or mistake is not None:
        await talk.say(_mistake_in_words(mistake, talk) if mistake is not None else words.text("ruling.empty"))
        return
    fields = await completed(talk, sheet, texts)
    async with database.session() as session:
        revised = await session.rulings.revise(draft.id, draft.revision, talk.now, **fields)
    if revised is None:
        await talk.say(words.text("ruling.expired"))
        return
    await present(talk, replace(sheet, draft=revised), _notes(talk, sheet, said, fields["texts"], kind))


async def _barred(session: Session, talk: Talk, draft: Ruling) -> str:
    """Return why a chair may not go on with a draft, ``""`` where they may; their claim is renewed then."""
    if not await may_direct(session, talk.user_id, draft.committee_id):
        return talk.words.text("inbox.not_yours")
    if draft.revises_id is not None or draft.matter_id is None:
        return ""
    if await take_up(session, draft.matter_id, talk.user_id, talk.now) is not None:
        return ""
    return await why_not(session, talk, draft.matter_id)


def _matter_on(card: Message) -> int | None:
    """Return the matter whose card a message is by its own buttons, ``None`` for every other message.

    That a card arrived is not written down where the process ended, or the connection, before Telegram said so.
    """
    rows = card.reply_markup.inline_keyboard if card.reply_markup is not None else ()
    for button in chain.from_iterable(rows):
        with suppress(DecodeError):
            press = decode(button.callback_data)
            if isinstance(press, Desk) and press.verb == "write":
                return press.matter_id
    return None


def _kind_of(draft: Ruling | None) -> Kind:
    """Return what a message is for a draft that awaits it."""
    match draft.awaits if draft is not None else None:
        case "en" | "es" as language:
            return language
        case "question" | "question_en" | "question_es":
            return "question"
    return "text"


async def _retire_last(talk: Talk) -> None:
    """Take away the buttons of the draft before: a new one takes its place."""
    before = remembered(talk.context, talk.topic)
    if before is not None and before.control_id is not None:
        await talk.retire(before.control_id)
        before.control_id = None


def _kept(talk: Talk, sheet: RulingSheet, kind: Kind, *, adds: bool, is_edit: bool) -> Texts:
    """Return the texts of a draft that stand beside what a message says."""
    texts = sheet.draft.texts
    if kind != "text" or adds:
        return texts
    if is_edit:  # what came in messages of its own stays
        inputs = talk.memory_of(sheet.draft).inputs.values()
        return {language: each for language, each in texts.items() if language in inputs}
    return dict(sheet.corrected.texts) if sheet.corrected is not None else {}


def _reworded(texts: Texts, said: Mapping[Language, str]) -> Texts:
    return {
        language: replace(each, question=" ".join(said[language].split())) if language in said else each
        for language, each in texts.items()
    }


def plain(written: Formatted) -> Formatted:
    """Return a text without its formatting, the address of a link in brackets after its words."""
    text = written.text
    for mark in sorted(written.marks, key=lambda each: each.end, reverse=True):
        if mark.kind == "text_link" and mark.value and mark.value not in text:
            text = f"{text[: mark.end]} ({mark.value}){text[mark.end :]}"
    return Formatted(text)


def _notes(talk: Talk, sheet: RulingSheet, said: Mapping[Language, str], texts: Texts, kind: Kind) -> list[str]:
    """Return what is odd about a message, though it was taken."""
    words = talk.words
    if kind == "question":
        unused = [each for each in READING_ORDER if each in said and each not in sheet.draft.texts]
        return [words.text(f"ruling.unused_wording.{each}") for each in unused]
    return [words.text(f"announce.doubt.{each}") for each in READING_ORDER if each in said and is_doubtful(each, texts)]


def _mistake_in_words(mistake: TooMuch, talk: Talk) -> str:
    words = talk.words
    if mistake.part == "question":
        return words.plural("ruling.too_long_wording", mistake.over, limit=words.number(mistake.limit))
    line = words.plural(f"announce.too_long.{mistake.language}", mistake.over)
    return f"{line} {words.text('ruling.limit', limit=words.number(mistake.limit))}"
