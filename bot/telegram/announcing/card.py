"""An announcement as its dais opens it: where it stands, what it says, what came of it and what may be done now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from telegram import InlineKeyboardMarkup

from bot.announcements.writing import READING_ORDER
from bot.catalogue import Catalogue
from bot.database.announcements import Announcement
from bot.database.engine import Session
from bot.telegram.announcing.figures import (
    OUT,
    Figures,
    afterwards_rows,
    button,
    heading,
    read_figures,
    render_counts,
    round_rows,
    title_of,
)
from bot.telegram.announcing.preview import when
from bot.telegram.lengths import head
from bot.telegram.rendering import Html, escape, quiet

_MAX_WORDS_UNITS = 1200
_MOST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Card:
    """An announcement with its rounds, the oldest first, and how many chats it would reach now, where it waits."""

    announcement: Announcement
    title: str | None
    rounds: tuple[Figures, ...]
    reach: int


async def read_card(session: Session, announcement: Announcement) -> Card:
    """Look up all that is shown of an announcement: of many rounds the first and the newest."""
    ids = [each.id for each in await session.deliveries.rounds_of(announcement.id)]
    chosen = ids if len(ids) <= _MOST_ROUNDS else [ids[0], *ids[1 - _MOST_ROUNDS :]]
    found = [await read_figures(session, each) for each in chosen]
    audience = await session.deliveries.audience(announcement.committee_id, announcement.author_id)
    rounds = tuple(each for each in found if each is not None)
    return Card(announcement, await title_of(session, announcement), rounds, audience.total)


def render_card(card: Card, words: Catalogue, now: datetime, zone: tzinfo) -> Html:
    """Return an announcement opened: its state, its words in each language, the figures of each round."""
    state = escape(state_of(card.announcement, words, now, zone))
    parts = [f"{heading(card.announcement, card.title, words)}\n{state}", render_wordings(card.announcement, words)]
    if not card.rounds:
        parts.append(escape(words.plural("announcements.reach", card.reach)))
    parts += ["\n".join(render_counts(each, words)) for each in card.rounds]
    return Html("\n\n".join(parts))


def card_keyboard(card: Card, words: Catalogue) -> InlineKeyboardMarkup:
    """Return what may be done with an announcement in its state, then the way back to the list."""
    announcement, rows = card.announcement, []
    number = announcement.id
    if announcement.state in ("scheduled", "late"):
        edit = button(words.text("announcements.button.edit"), "fix", number)
        rows = [
            [edit, button(words.text("announcements.button.move"), "move", number)],
            [button(words.text("announcements.button.cancel"), "drop", number)],
        ]
        if announcement.state == "late":
            rows.insert(0, [button(words.text("announcements.late.button.send"), "late", number)])
    elif announcement.state in OUT:
        first = next((each for each in card.rounds if each.round.kind == "send"), None)
        rows = [*(round_rows(first, words) if first is not None else ()), *afterwards_rows(announcement, words)]
    rows.append([button(words.text("button.back"), "open", number, 1)])
    return InlineKeyboardMarkup(rows)


def state_of(announcement: Announcement, words: Catalogue, now: datetime, zone: tzinfo) -> str:
    """Return the line that tells where an announcement stands, and since or until when."""
    out_at = announcement.sent_at if announcement.state in ("sent", "retracted") else None
    at = out_at or announcement.send_at or announcement.confirmed_at or announcement.created_at
    return words.text(f"announcements.state.{announcement.state}", when=when(at, words, now, zone))


def render_wordings(announcement: Announcement, words: Catalogue) -> Html:
    """Return an announcement's words as quotations, each language under its name, long ones cut."""
    shown = []
    for language in READING_ORDER:
        wording = announcement.wordings.get(language)
        if wording is not None:
            name = escape(words.text(f"button.language.{language}"))
            text = escape(head(quiet(wording.text), _MAX_WORDS_UNITS))
            shown.append(f"<i>{name}</i>\n<blockquote expandable>{text}</blockquote>")
    if announcement.media is not None:
        shown.append(escape(words.text(f"report.media.{announcement.media.kind}")))
    return Html("\n".join(shown))
