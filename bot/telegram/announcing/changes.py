"""What a chair's message changes in a draft, by what it is taken for; and what is wrong with it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, Literal, Protocol

from answering.language import detect_language
from bot.announcements.markup import from_html
from bot.announcements.moments import BadMoment
from bot.announcements.parsing import Mistake, Read, read_timed, read_wordings
from bot.announcements.types import Wording
from bot.announcements.writing import TooLong
from bot.catalogue import Catalogue
from bot.database.announcements import Announcement
from bot.telegram.announcing.reading import Written
from bot.telegram.announcing.sheets import UNSENT, Sheet
from vectorstore.types import Language

Kind = Literal["text", "source", "es", "en", "correction"]
"""A text in the place of all others, the first one edited, one language's words, or a correction."""
Wordings = Mapping[Language, Wording]
_ENOUGH_WORDS = 4


class Text(Protocol):
    """Words in one language."""

    @property
    def text(self) -> str:
        """Return them plain."""
        ...


def read_change(
    kind: Kind, sheet: Sheet, written: Written, *, now: datetime, zone: tzinfo, default: Language
) -> dict[str, Any] | Mistake | BadMoment:
    """Return the fields of the draft that a message changes; its words last of all are checked for their length.

    ``default`` is the language of a text that could be in either.
    """
    draft, corrected = sheet.draft, sheet.corrected
    may_be_timed = kind in ("text", "source") or (corrected is not None and corrected.state in UNSENT)
    read: Read | Mistake | BadMoment
    if kind in ("es", "en"):
        read = read_wordings(written.words, default, language=kind)
    elif may_be_timed:
        read = read_timed(written.words, now, zone, default)
    else:
        read = read_wordings(written.words, default)
    if not isinstance(read, Read):
        return read
    changes: dict[str, Any] = {"wordings": _wordings(kind, sheet, read, written, default)}
    if kind in ("text", "source") and read.wordings:
        changes["source"] = written.words.html()
    if read.moment is not None:
        changes |= {"send_at": read.moment.at, "time_words": read.moment.words}
    elif kind == "source" and is_time_in_source(draft):
        changes |= {"send_at": None, "time_words": None}
    if written.media is not None and (may_be_timed or draft.media is None) and not sheet.changes_phones:
        changes["media"] = written.media
    return changes


def without_time(draft: Announcement, default: Language) -> dict[str, Any]:
    """Return the fields of the draft where what was read as its time is a part of its text."""
    read = read_wordings(from_html(draft.source or ""), default)
    wordings = read.wordings if isinstance(read, Read) else draft.wordings
    return {"wordings": {**draft.wordings, **wordings}, "send_at": None, "time_words": None}


def is_time_in_source(draft: Announcement) -> bool:
    """Tell whether the time of a draft stands before its text and might be a part of it: before a block it is none."""
    if not draft.time_words or not draft.source:
        return False
    written = from_html(draft.source)
    return written.text.lstrip().startswith(draft.time_words) and isinstance(read_wordings(written, "en"), Read)


def is_doubtful(language: Language, wordings: Mapping[Language, Text]) -> bool:
    """Tell whether words that are to be in one language read like the other."""
    wording = wordings.get(language)
    if wording is None or len(wording.text.split()) < _ENOUGH_WORDS:
        return False
    return detect_language(wording.text, default=language) != language


def mistake_in_words(mistake: Mistake | BadMoment | TooLong, words: Catalogue) -> str:
    """Return the line that tells a chair what is wrong and how to mend it."""
    match mistake:
        case Mistake("before_blocks", _):
            return words.text("announce.mistake.before_blocks")
        case Mistake("twice", language):
            return words.text("announce.mistake.twice", block=f"{language.upper()}:")
        case Mistake(_, language):
            return words.text("announce.mistake.empty_block", block=f"{language.upper()}:")
        case BadMoment(named, reason):
            return words.text(f"announce.time.{reason}", words=named)
        case TooLong(language, over, limit):
            which = language or "both"
            line = words.plural(f"announce.too_long.{which}", over)
            return f"{line} {words.text('announce.limit', limit=words.number(limit))}"


def _wordings(kind: Kind, sheet: Sheet, read: Read, written: Written, default: Language) -> Wordings:
    draft, corrected = sheet.draft, sheet.corrected
    match kind:
        case "text":
            return read.wordings or draft.wordings
        case "source":
            before = read_wordings(from_html(draft.source or ""), default)
            replaced = before.wordings if isinstance(before, Read) else {}
            kept = {language: each for language, each in draft.wordings.items() if language not in replaced}
            return {**kept, **read.wordings}
        case "correction":
            says_something = read.wordings or read.moment is not None or written.media is not None
            old = draft.wordings or (corrected.wordings if corrected is not None else {})
            return {**old, **read.wordings} if says_something else {}
    return {**draft.wordings, **read.wordings}
