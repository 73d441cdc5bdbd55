"""What the dais has decided: the list of rulings, one with its texts and whom it reached, corrected or revoked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from telegram import CallbackQuery, InlineKeyboardMarkup
from telegram.constants import ChatType

from bot.announcements.decisions import may_direct
from bot.announcements.types import Counts
from bot.announcements.writing import READING_ORDER
from bot.catalogue import Catalogue
from bot.dais import decisions
from bot.database.rulings import Ruling
from bot.telegram.announcing.talking import Talk
from bot.telegram.asking import language_of
from bot.telegram.context import Context
from bot.telegram.dais.answering import open_revision
from bot.telegram.dais.cards import decision_words, delivery_words, moment
from bot.telegram.dais.ruling_presses import announce_decision, press_draft
from bot.telegram.dais.ruling_preview import present
from bot.telegram.dais.ruling_sheets import load_sheet
from bot.telegram.keyboards import button
from bot.telegram.lengths import head
from bot.telegram.places import Place
from bot.telegram.press_types import Inbox, Rule
from bot.telegram.rendering import Html, escape, quiet
from bot.telegram.sending import answer_press, edit, send

RULINGS_A_PAGE = 8
_MAX_LINE_UNITS, _MAX_LABEL_UNITS = 120, 32


@dataclass(frozen=True, slots=True)
class _Press:
    """A press, in their private chat, of a chair of the ruling's committee."""

    talk: Talk
    query: CallbackQuery
    ruling: Ruling
    message_id: int

    @property
    def words(self) -> Catalogue:
        return self.talk.words

    async def answer(self, text: str = "") -> None:
        await answer_press(self.query, text)

    async def show(self) -> None:
        """Put the ruling in the place of the pressed message: a reply to that corrects it."""
        async with self.talk.context.services.database.session() as session:
            await session.notices.note_card(self.talk.chat_id, self.message_id, ruling_id=self.ruling.id)
            ruling = await session.rulings.get(self.ruling.id) or self.ruling
            counts = await session.notices.counts_of(ruling.id, ruling.version)
        text = render_ruling(ruling, counts, self.words, self.talk.now, self.talk.zone)
        buttons = _keyboard(ruling, self.words)
        await edit(self.talk.context, self.talk.chat_id, self.message_id, text, buttons)


async def press_rule(query: CallbackQuery, data: Rule, context: Context) -> None:
    """Do with a ruling or its draft what a button says, where the presser may."""
    services, message, user = context.services, query.message, query.from_user
    async with services.database.session() as session:
        language = language_of(await session.people.find(user.id), user)
        ruling = await session.rulings.get(data.ruling_id)
        may = ruling is not None and await may_direct(session, user.id, ruling.committee_id)
    words, does = Catalogue.load(language), _DOES.get(data.verb)
    if message is None or message.chat.type != ChatType.PRIVATE or ruling is None:
        await answer_press(query, words.text("ruling.expired"))
        return
    talk = Talk(context, message.chat.id, user.id, language, "ruling")
    if not may:
        await answer_press(query, words.text("inbox.not_yours"))
    elif ruling.state not in ("given", "revoked"):
        await press_draft(query, data, ruling, talk)
    elif does is None:  # a preview's button, and the preview is confirmed
        await answer_press(query, words.text("inbox.decided"))
        await talk.retire(message.message_id)
    else:
        await does(_Press(talk, query, ruling, message.message_id))


async def show_rulings(query: CallbackQuery, page: int, context: Context) -> None:
    """Put a page of the rulings, counted from 0, in the place of the pressed message; newest first."""
    message, user = query.message, query.from_user
    found: list[Ruling] | None = None
    async with context.services.database.session() as session:
        presser = await session.people.find(user.id)
        committee_id = presser.committee_id if presser is not None else None
        if committee_id is not None and await may_direct(session, user.id, committee_id):
            found = await session.rulings.listed(committee_id, (page + 1) * RULINGS_A_PAGE + 1)
        if found is not None and message is not None:
            await session.notices.note_card(message.chat.id, message.message_id)  # a list is nothing to reply to
    words = Catalogue.load(language_of(presser, user))
    if found is None or message is None:
        await answer_press(query, words.text("inbox.not_yours"))
        return
    await answer_press(query)
    talk = Talk(context, message.chat.id, user.id, words.language, "ruling")
    shown = found[page * RULINGS_A_PAGE : (page + 1) * RULINGS_A_PAGE]
    text = render_list(shown, words, talk.now, talk.zone)
    is_last = len(found) <= (page + 1) * RULINGS_A_PAGE
    await edit(context, talk.chat_id, message.message_id, text, _list_keyboard(shown, page, words, is_last=is_last))


def render_list(rulings: Sequence[Ruling], words: Catalogue, now: datetime, zone: tzinfo) -> Html:
    """Return the rulings, of each its number, when it was given and how it begins."""
    if not rulings:
        return escape(words.text("ruling.none"))
    lines = [Html(f"<b>{escape(words.text('ruling.list'))}</b>")]
    for each in rulings:
        text = escape(head(" ".join(quiet(decision_words(each, words)).split()), _MAX_LINE_UNITS))
        lines.append(Html(f"{escape(_title(each, words, now, zone))}\n{_struck(each, text)}"))
    return Html("\n\n".join(lines))


def render_ruling(ruling: Ruling, counts: Counts, words: Catalogue, now: datetime, zone: tzinfo) -> Html:
    """Return a ruling with its texts, how each words the matter, and whom the newest reached."""
    parts = [Html(f"<b>{escape(_title(ruling, words, now, zone))}</b>")]
    if ruling.state == "revoked" and ruling.revoked_at is not None:
        parts.append(escape(words.text("ruling.revoked_at", when=moment(ruling.revoked_at, words, now, zone))))
    elif ruling.revised_at is not None:
        parts.append(escape(words.text("ruling.revised_at", when=moment(ruling.revised_at, words, now, zone))))
    for language in READING_ORDER:
        told = ruling.texts.get(language)
        if told is not None:
            question = f"<i>{escape(quiet(told.question))}</i>\n" if told.question else ""
            parts.append(Html(f"{language.upper()}: {question}<blockquote>{escape(quiet(told.text))}</blockquote>"))
    if counts.total and ruling.state != "revoked":  # else it would seem to tell who knows that
        parts.append(escape(delivery_words(counts, words)))
    return Html("\n\n".join(parts))


async def _open(pressed: _Press) -> None:
    await pressed.answer()
    await pressed.show()


async def _correct(pressed: _Press) -> None:
    """Ask for the words that are to stand in the place of these."""
    talk, ruling = pressed.talk, pressed.ruling
    if ruling.state != "given" or ruling.kind != "answer":
        await _refuse(pressed)
        return
    async with talk.context.services.database.session() as session:
        draft = await open_revision(session, talk, ruling)
        sheet = await load_sheet(session, draft)
    await pressed.answer()
    await present(talk, sheet)


async def _ask_to_revoke(pressed: _Press) -> None:
    """Ask once more before a ruling is revoked."""
    ruling, words = pressed.ruling, pressed.words
    if ruling.state != "given":
        await _refuse(pressed)
        return
    async with pressed.talk.context.services.database.session() as session:
        requests = await session.matters.requests_of(ruling.matter_id) if ruling.matter_id is not None else []
    await pressed.answer()
    rows = [
        [button(words.text("ruling.button.yes_revoke"), Rule("undo2", ruling.id))],
        [button(words.text("ruling.button.leave"), Rule("open", ruling.id))],
    ]
    asked = escape(words.plural("ruling.ask_revoke", len(requests)))
    text = escape(head(quiet(decision_words(ruling, words)), _MAX_LINE_UNITS))
    place = Place(pressed.talk.chat_id, reply_to=pressed.message_id)
    await send(pressed.talk.context, place, Html(f"{asked}\n\n<i>{text}</i>"), InlineKeyboardMarkup(rows))


async def _revoke(pressed: _Press) -> None:
    """Take a ruling back."""
    talk = pressed.talk
    async with talk.context.services.database.session() as session:
        revoked = await decisions.revoke(session, pressed.ruling, by=talk.user_id, now=talk.now)
    if revoked is None:
        await _refuse(pressed)
        return
    announce_decision(talk.context, revoked)
    await pressed.answer(pressed.words.text("ruling.revoked"))
    await pressed.show()


async def _refuse(pressed: _Press) -> None:
    """Say that this cannot be done any more, and show how the ruling stands."""
    await pressed.answer(pressed.words.text("inbox.not_now"))
    await pressed.show()


def _keyboard(ruling: Ruling, words: Catalogue) -> InlineKeyboardMarkup:
    rows = []
    if ruling.state == "given" and ruling.kind == "answer":
        rows.append([button(words.text("ruling.button.fix"), Rule("fix", ruling.id))])
    if ruling.state == "given":
        rows.append([button(words.text("ruling.button.revoke"), Rule("undo", ruling.id))])
    rows.append([button(words.text("ruling.button.list"), Inbox("rules"))])
    return InlineKeyboardMarkup(rows)


def _list_keyboard(rulings: Sequence[Ruling], page: int, words: Catalogue, *, is_last: bool) -> InlineKeyboardMarkup:
    rows = []
    for each in rulings:
        label = head(" ".join(quiet(decision_words(each, words)).split()), _MAX_LABEL_UNITS)
        rows.append([button(f"{each.number} · {label}", Rule("open", each.id))])
    turns = [button(words.text("button.previous"), Inbox("rules", page - 1))] if page else []
    if not is_last:
        turns.append(button(words.text("button.next"), Inbox("rules", page + 1)))
    if turns:
        rows.append(turns)
    rows.append([button(words.text("button.back"), Inbox("list"))])
    return InlineKeyboardMarkup(rows)


def _title(ruling: Ruling, words: Catalogue, now: datetime, zone: tzinfo) -> str:
    when = moment(ruling.given_at or ruling.created_at, words, now, zone)
    if ruling.number is None:
        return words.text("ruling.title.private", when=when)
    return words.text("ruling.title", number=ruling.number, when=when)


def _struck(ruling: Ruling, text: Html) -> Html:
    return Html(f"<s>{text}</s>") if ruling.state == "revoked" else text


_DOES: Mapping[str, Callable[[_Press], Awaitable[None]]] = {
    "open": _open,
    "fix": _correct,
    "undo": _ask_to_revoke,
    "undo2": _revoke,
}
