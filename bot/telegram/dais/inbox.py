"""/inbox: what a committee's delegates ask the dais, oldest first, with a button for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, User
from telegram.constants import ChatType

from bot.catalogue import Catalogue
from bot.dais.merging import holder
from bot.dais.types import DIGESTS_MINUTES
from bot.database.committees import Committee
from bot.database.engine import Session
from bot.database.matters import Matter, Request
from bot.telegram import keyboards
from bot.telegram.asking import CHAIRS, Asker, language_of
from bot.telegram.context import Context
from bot.telegram.dais.cards import Card, button, quoted
from bot.telegram.dais.rulings import show_rulings
from bot.telegram.lengths import head
from bot.telegram.places import place_of
from bot.telegram.press_types import Inbox
from bot.telegram.rendering import Html, escape, quiet
from bot.telegram.sending import answer_press, edit, send

MATTERS_A_PAGE = 8
_LAST_PAGE = 9999
_MAX_TITLE_UNITS, _MAX_WORDS_UNITS, _MAX_LABEL_UNITS = 60, 200, 32


@dataclass(frozen=True, slots=True)
class Opened:
    """A page of a committee's open matters as one of its chairs reads it.

    ``matters`` are those of the page with what is asked, oldest first; ``page`` counts from 0, ``total`` is how many
    there are in all. ``digest`` is how often the reader is told of new ones, in minutes, 0 at once.
    """

    committee: Committee
    reader: int
    matters: tuple[tuple[Matter, tuple[Request, ...]], ...]
    page: int
    total: int
    digest: int


async def show_inbox(message: Message, user: User, asker: Asker, context: Context) -> None:
    """Send what is open in the committee that a chair is in now; a private chat alone shows it."""
    if message.chat.type != ChatType.PRIVATE:
        await send(context, place_of(message), escape(asker.words.text("inbox.in_private")))
        return
    async with context.services.database.session() as session:
        opened = await _read(session, user.id)
    if opened is None:
        told = f"{asker.words.text('chairs.only')} {asker.words.text('chairs.yours')}"
        await send(context, place_of(message), escape(told))
        return
    shown = render_inbox(opened, asker.words, context.services.clock())
    await send(context, place_of(message), shown.text, shown.keyboard)


async def press_inbox(query: CallbackQuery, press: Inbox, context: Context) -> None:
    """Turn a page of the inbox, open the rulings, or set how often the presser is told."""
    message, user, page = query.message, query.from_user, min(press.number, _LAST_PAGE)
    async with context.services.database.session() as session:
        words = Catalogue.load(language_of(await session.people.find(user.id), user))
        opened = await _read(session, user.id, page if press.verb == "list" else 0)
    if message is None or message.chat.type != ChatType.PRIVATE:
        await answer_press(query, words.text("inbox.not_now"))
    elif opened is None:
        await answer_press(query, words.text("inbox.not_yours"))
    elif press.verb == "rules":
        await show_rulings(query, page, context)
    elif press.verb == "digest" and press.number not in DIGESTS_MINUTES:
        await answer_press(query, words.text("inbox.not_now"))
    else:
        told = ""
        if press.verb == "digest":
            async with context.services.database.session() as session:
                await session.matters.set_digest(user.id, opened.committee.id, press.number)
                opened = await _read(session, user.id) or opened
            told = words.text("inbox.told_every" if press.number else "inbox.told_at_once", minutes=press.number)
        await answer_press(query, told)
        shown = render_inbox(opened, words, context.services.clock())
        await edit(context, message.chat.id, message.message_id, shown.text, shown.keyboard)


async def _read(session: Session, user_id: int, page: int = 0) -> Opened | None:
    """Return a page of what is open in the committee that a person is in now, ``None`` where they are no chair there.

    A page beyond the last is the last.
    """
    person = await session.people.find(user_id)
    if person is None or person.role not in CHAIRS or person.committee_id is None:
        return None
    committee = await session.committees.get_by_id(person.committee_id)
    if committee is None:
        return None
    matters = await session.matters.open_in(committee.id)
    page = min(page, max(0, len(matters) - 1) // MATTERS_A_PAGE)
    shown = matters[page * MATTERS_A_PAGE : (page + 1) * MATTERS_A_PAGE]
    requests = await session.matters.requests_in([each.id for each in shown])
    return Opened(
        committee,
        user_id,
        tuple((each, tuple(requests[each.id])) for each in shown),
        page,
        len(matters),
        await session.matters.digest_of(user_id, committee.id),
    )


def render_inbox(opened: Opened, words: Catalogue, now: datetime) -> Card:
    """Return a page of the inbox: of each matter how many ask it, since when, who has claimed it, how it is worded."""
    title = head(quiet(opened.committee.title), _MAX_TITLE_UNITS)
    lines = [f"<b>{escape(words.text('inbox.title', committee=title))}</b>"]
    lines.append(escape(words.plural("inbox.open", opened.total) if opened.total else words.text("inbox.none")))
    rows = list[list[InlineKeyboardButton]]()
    for number, (matter, requests) in enumerate(opened.matters, start=opened.page * MATTERS_A_PAGE + 1):
        first = " ".join(requests[0].text.split())
        told = _told(matter, requests, opened.reader, words, now)
        words_of_it = escape(quoted(first, words, _MAX_WORDS_UNITS))
        lines.append(f"\n<b>{number}.</b> {escape(told)}\n<blockquote>{words_of_it}</blockquote>")
        rows.append([button(f"{number} · {head(quiet(first), _MAX_LABEL_UNITS)}", "open", matter.id)])
    return Card(Html("\n".join(lines)), InlineKeyboardMarkup([*rows, *_ways(opened, words)]))


def _told(matter: Matter, requests: tuple[Request, ...], reader: int, words: Catalogue, now: datetime) -> str:
    people = words.plural("inbox.card.people", len({each.user_id for each in requests}))
    parts = [people, words.ago(now - requests[0].created_at)]
    held_by = holder(matter, now)
    if held_by is not None:
        parts.append(words.text("inbox.by_you" if held_by == reader else "inbox.by_another"))
    return " · ".join(parts)


def _ways(opened: Opened, words: Catalogue) -> list[list[InlineKeyboardButton]]:
    """Return the ways to the pages beside this one, to the rulings, and the choice of how often to be told."""
    rows, turns = [], []
    if opened.page > 0:
        turns.append(keyboards.button(words.text("button.previous"), Inbox("list", opened.page - 1)))
    if (opened.page + 1) * MATTERS_A_PAGE < opened.total:
        turns.append(keyboards.button(words.text("button.next"), Inbox("list", opened.page + 1)))
    if turns:
        rows.append(turns)
    rows.append([keyboards.button(words.text("inbox.button.rulings"), Inbox("rules"))])
    at = DIGESTS_MINUTES.index(opened.digest) if opened.digest in DIGESTS_MINUTES else -1
    following = DIGESTS_MINUTES[(at + 1) % len(DIGESTS_MINUTES)]
    key = "inbox.button.at_once" if opened.digest == 0 else "inbox.button.every"
    rows.append([keyboards.button(words.text(key, minutes=opened.digest), Inbox("digest", following))])
    return rows
