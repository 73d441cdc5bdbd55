"""What a chair sees before anything goes out: each language as it will be read, whom it reaches, when, the buttons."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from bot.announcements.types import Audience, Media
from bot.announcements.writing import READING_ORDER, render
from bot.catalogue import Catalogue
from bot.database.announcements import Announcement
from bot.telegram.announcing.changes import is_time_in_source
from bot.telegram.announcing.sheets import ALL, Sheet
from bot.telegram.context import Context
from bot.telegram.errors import words_of
from bot.telegram.keyboards import button
from bot.telegram.lengths import head
from bot.telegram.press_types import Act
from bot.telegram.rendering import Html
from bot.telegram.retrying import tried
from bot.telegram.sending import NO_PREVIEW
from vectorstore.types import Language

_MAX_BUTTON_UNITS, _MAX_TITLE_UNITS = 24, 32
_CHOSEN = "✓ "
_log = logging.getLogger(__name__)


def read_languages(sheet: Sheet) -> list[Language]:
    """Return the languages in which it will be read, in the order of the previews: written, or read by somebody."""
    readers = sheet.audience.by_language
    return [each for each in READING_ORDER if each in sheet.draft.wordings or readers.get(each, 0) > 0]


async def send_copies(context: Context, chat_id: int, sheet: Sheet) -> bool:
    """Send the announcement as each language will read it; ``False`` where Telegram does not take it.

    Raises:
        NetworkError: Telegram did not answer.
    """
    try:
        for reader in read_languages(sheet):
            title, corrected = sheet.committee_title, sheet.changes_phones
            text = render(sheet.draft.wordings, reader, committee_title=title, corrected=corrected)
            await tried(partial(_send_copy, context, chat_id, text, sheet.media))
    except BadRequest as error:
        _log.warning("Telegram refused a preview: %s", words_of(error))
        return False
    except Forbidden:
        return True
    return True


def told(sheet: Sheet, words: Catalogue, now: datetime, zone: tzinfo, *, machine: str = "") -> str:
    """Return what stands below the copies: whom it reaches, when, and what may still be said.

    ``machine`` names what drafted the words that are not the author's.
    """
    committee = words.text("announce.everyone") if sheet.committee is None else sheet.committee.title
    if sheet.changes_phones:
        lines = [words.text("announce.correction", committee=committee)]
        lines.append(words.plural("announce.corrects", sheet.reached))
    else:
        lines = [words.text("announce.preview", committee=committee), *_reach(sheet.audience, committee, words)]
        if sheet.audience.groups and len(sheet.draft.wordings) > 1:
            lines.append(words.plural("announce.groups_read_both", sheet.audience.groups))
    at = sends_at(sheet)
    if at is not None:
        lines.append(words.text("announce.at", when=when(at, words, now, zone), zone=zone_name(at, zone)))
    draft = sheet.draft
    asked = asked_next(draft.awaits, sheet.drafted, lambda each: sheet.keeps(each, draft.wordings), words, machine)
    return "\n".join(lines) + (f"\n\n{asked}" if asked else "")


def keyboard(sheet: Sheet, words: Catalogue, now: datetime, zone: tzinfo) -> InlineKeyboardMarkup:
    """Return ✅ and ❌, then the ways to change what will be sent."""
    draft = sheet.draft
    rows = [
        [button(_confirming(sheet, words, now, zone), Act("ok", draft.id, draft.revision))],
        [button(words.text("announce.button.cancel"), Act("no", draft.id, draft.revision))],
    ]
    if sheet.drafted is not None:
        rows.append([button(words.text("announce.button.own"), Act("own", draft.id, draft.revision))])
    if sheet.corrected is None:
        asks = "announce.button.receipts_on" if draft.receipts else "announce.button.receipts_off"
        rows.append([button(words.text(asks), Act("rcpt", draft.id, draft.revision))])
        if draft.time_words and is_time_in_source(draft):
            named = words.text("announce.button.words", words=head(draft.time_words, _MAX_BUTTON_UNITS))
            rows.append([button(named, Act("words", draft.id, draft.revision))])
        if len(sheet.choices) > 1:
            rows += _targets(sheet, words)
    rows.append([button(words.text("announce.button.write"), Act("write", draft.id, draft.revision))])
    return InlineKeyboardMarkup(rows)


def choosing_keyboard(sheet: Sheet, words: Catalogue) -> InlineKeyboardMarkup:
    """Return a button for each committee that it may go to, and ❌."""
    return InlineKeyboardMarkup([*_targets(sheet, words), *cancel_keyboard(sheet.draft, words).inline_keyboard])


def cancel_keyboard(draft: Announcement, words: Catalogue) -> InlineKeyboardMarkup:
    """Return ❌ alone."""
    return InlineKeyboardMarkup([[button(words.text("announce.button.cancel"), Act("no", draft.id, draft.revision))]])


def sends_at(sheet: Sheet) -> datetime | None:
    """Return when it is to go out, ``None`` for at once; a correction leaves the time that stands."""
    if sheet.corrected is None or sheet.changes_phones:
        return sheet.draft.send_at
    return sheet.draft.send_at or sheet.corrected.send_at


def when(at: datetime, words: Catalogue, now: datetime, zone: tzinfo) -> str:
    """Return a time to come as people say it: ``today at 14:30``, ``mañana a las 9:00``."""
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    time = words.time(at, zone)
    if day == today:
        return words.text("announce.on.today", time=time)
    if day == today + timedelta(days=1):
        return words.text("announce.on.tomorrow", time=time)
    return words.text("announce.on.date", date=words.date(at, zone), time=time)


def zone_name(at: datetime, zone: tzinfo) -> str:
    """Return the name of a zone: ``America/Mexico_City``, or what the machine calls its own."""
    return str(getattr(zone, "key", None) or at.astimezone(zone).tzname() or zone)


async def _send_copy(context: Context, chat_id: int, text: Html, media: Media | None) -> None:
    if media is None:
        await context.bot.send_message(chat_id, text, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW)
        return
    send: Any = context.bot.send_photo if media.kind == "photo" else context.bot.send_document
    await send(chat_id, media.file_id, caption=text, parse_mode=ParseMode.HTML)


def _reach(audience: Audience, committee: str, words: Catalogue) -> list[str]:
    if not audience.total:
        return [words.text("announce.nobody", committee=committee)]
    counts = [(each, audience.by_language.get(each, 0)) for each in READING_ORDER]
    parts = [words.plural(f"announce.readers.{each}", count) for each, count in counts if count]
    if audience.groups:
        parts.append(words.plural("announce.groups", audience.groups))
    lines = [words.plural("announce.reach", audience.total, who=", ".join(parts))]
    if audience.unreachable:
        lines.append(words.plural("announce.unreachable", audience.unreachable))
    return lines


def asked_next(
    awaits: str | None, drafted: Language | None, keeps: Callable[[Language], bool], words: Catalogue, machine: str
) -> str:
    """Return what the author of a draft may write next, ``""`` for nothing.

    ``drafted`` is the language whose words are a machine's, which people call ``machine``; ``keeps`` tells whether a
    correction leaves a language as it was.
    """
    if drafted is not None:
        return words.text(f"announce.drafted.{drafted}", model=machine or words.text("announce.machine"))
    match awaits:
        case "en" | "es" as language if keeps(language):
            return words.text(f"announce.stays.{language}")
        case "en" | "es" as language:
            return words.text(f"announce.missing.{language}")
    return ""


def _confirming(sheet: Sheet, words: Catalogue, now: datetime, zone: tzinfo) -> str:
    if sheet.corrected is not None:
        return words.text("announce.button.correct" if sheet.changes_phones else "announce.button.keep")
    at, misses = sheet.draft.send_at, sheet.draft.awaits is not None and sheet.drafted is None
    if at is None:
        return words.text("announce.button.as_is" if misses else "announce.button.now")
    shown = when(at, words, now, zone)
    return words.text("announce.button.as_is_at" if misses else "announce.button.at", when=shown)


def _targets(sheet: Sheet, words: Catalogue) -> list[list[InlineKeyboardButton]]:
    rows = []
    for choice in sheet.choices:
        title = words.text("announce.button.all") if choice is None else head(choice.title, _MAX_TITLE_UNITS)
        is_chosen = sheet.draft.awaits != "committee" and choice == sheet.committee
        target = ALL if choice is None else choice.id
        rows.append([button((_CHOSEN if is_chosen else "") + title, Act("to", sheet.draft.id, target))])
    return rows
