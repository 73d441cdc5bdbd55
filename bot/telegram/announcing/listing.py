"""/announcements: what the dais scheduled and sent, newest first, with a button for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, User
from telegram.constants import ChatType

from bot.announcements.moments import zone_of
from bot.catalogue import Catalogue
from bot.database.announcements import Announcement
from bot.database.engine import Session
from bot.telegram.announcing.card import state_of
from bot.telegram.announcing.figures import button, excerpt, plain_excerpt
from bot.telegram.asking import Asker
from bot.telegram.context import Context
from bot.telegram.lengths import head
from bot.telegram.places import place_of
from bot.telegram.rendering import Html, escape, quiet
from bot.telegram.sending import edit, send

_MOST, _MAX_LABEL_UNITS, _MAX_TITLE_UNITS = 20, 36, 40


@dataclass(frozen=True, slots=True)
class Listed:
    """An announcement of the list; ``title`` is its committee's, ``None`` for all of them."""

    announcement: Announcement
    title: str | None


async def show_announcements(message: Message, user: User, asker: Asker, context: Context) -> None:
    """Send the list of a chair's announcements; whoever is on no dais is told that it is the chairs'."""
    words, place = asker.words, place_of(message)
    async with context.services.database.session() as session:
        found = await read_list(session, user.id)
    if message.chat.type != ChatType.PRIVATE:
        await send(context, place, escape(words.text("announcements.in_private")))
    elif found is None:
        await send(context, place, escape(f"{words.text('chairs.only')} {words.text('chairs.yours')}"))
    else:
        await send(context, place, render_list(found, words, context), list_keyboard(found, words))


async def show_list(query: CallbackQuery, words: Catalogue, context: Context) -> None:
    """Put the list in the place of the announcement that was opened from it."""
    message = query.message
    async with context.services.database.session() as session:
        found = await read_list(session, query.from_user.id)
    if message is not None and found is not None:
        text, keyboard = render_list(found, words, context), list_keyboard(found, words)
        await edit(context, message.chat.id, message.message_id, text, keyboard)


async def read_list(session: Session, user_id: int) -> list[Listed] | None:
    """Return the announcements of the committees where a person is on the dais; ``None`` where that is nowhere.

    Those to all committees are an organiser's.
    """
    seats = await session.people.seats(user_id)
    if not seats:
        return None
    is_organiser = any(role == "organiser" for _, role in seats)
    found = await session.announcements.listed([committee.id for committee, _ in seats], is_organiser, _MOST)
    titles = {committee.id: committee.title for committee, _ in seats}
    return [Listed(each, titles.get(each.committee_id) if each.committee_id is not None else None) for each in found]


def render_list(found: Sequence[Listed], words: Catalogue, context: Context) -> Html:
    """Return the list: of each its number in it, where it stands, its committee and how it begins."""
    if not found:
        return escape(words.text("announcements.none"))
    now, zone = context.services.clock(), zone_of(context.services.settings)
    lines = [f"{escape(words.text('announcements.title'))}\n"]
    for number, each in enumerate(found, start=1):
        title = each.title if each.title is not None else words.text("report.everywhere")
        state = escape(f"{state_of(each.announcement, words, now, zone)} · {head(quiet(title), _MAX_TITLE_UNITS)}")
        lines.append(f"<b>{number}.</b> {state}\n{excerpt(each.announcement, words)}")
    return Html("\n".join(lines))


def list_keyboard(found: Sequence[Listed], words: Catalogue) -> InlineKeyboardMarkup | None:
    """Return a button for each of the list; ``None`` where there is none."""
    rows = []
    for number, each in enumerate(found, start=1):
        label = f"{number} · {plain_excerpt(each.announcement, words, _MAX_LABEL_UNITS)}"
        rows.append([button(label, "open", each.announcement.id)])
    return InlineKeyboardMarkup(rows) if rows else None
