"""An announcement as it is read: one way of writing it, for the preview, every phone, and what is corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telegram.constants import MessageLimit

from answering.wording import WORDING
from bot.announcements.types import Media, Wording
from bot.catalogue import Catalogue
from bot.telegram.lengths import utf16_units
from bot.telegram.rendering import Html, escape, without_markup
from bot.words import WORDS
from vectorstore.types import Language

MAX_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
MAX_CAPTION_UNITS = int(MessageLimit.CAPTION_LENGTH)
READING_ORDER: tuple[Language, ...] = ("es", "en")
"""The order in which a group reads both languages, and a chair's previews come."""
_HORN = "📣"


@dataclass(frozen=True, slots=True)
class TooLong:
    """A text that Telegram would not take: it is ``over`` UTF-16 units too long.

    ``language`` is the one it is written in, ``None`` stands for both together, as groups read them.
    """

    language: Language | None
    over: int
    limit: int


def render(
    wordings: Mapping[Language, Wording],
    reader: Language | None,
    *,
    committee_title: str | None,
    corrected: bool = False,
) -> Html:
    """Return the one message that a reader of that language gets; ``None`` is a group, which reads both, Spanish first.

    Where the reader's language was not written, the other comes with its name above it. ``committee_title`` is ``None``
    for an announcement to all committees; ``wordings`` holds at least one.
    """
    if reader is None:
        shown = [language for language in READING_ORDER if language in wordings]
        parts = [(language, language) for language in shown]
    else:
        parts = [(reader, reader if reader in wordings else next(iter(wordings)))]
    messages = [
        f"{_heading(language, written, committee_title, corrected=corrected)}\n\n{wordings[written].html}"
        for language, written in parts
    ]
    return Html("\n\n".join(messages))


def check(
    wordings: Mapping[Language, Wording],
    media: Media | None,
    *,
    committee_title: str | None,
    has_groups: bool,
    corrected: bool = False,
) -> TooLong | None:
    """Return which text is too long for Telegram; under a photo or a document less fits."""
    limit = MAX_UNITS if media is None else MAX_CAPTION_UNITS
    readers: Sequence[Language | None] = [*READING_ORDER, None] if has_groups else READING_ORDER
    found: dict[Language | None, int] = {}
    for reader in readers:
        message = render(wordings, reader, committee_title=committee_title, corrected=corrected)
        written = reader if reader in wordings or (reader is None and len(wordings) > 1) else next(iter(wordings))
        found[written] = max(found.get(written, 0), utf16_units(without_markup(message)) - limit)
    return next((TooLong(written, over, limit) for written, over in found.items() if over > 0), None)


def _heading(reader: Language, written: Language, committee_title: str | None, *, corrected: bool) -> Html:
    words, notes = Catalogue.load(reader), []
    if committee_title is None:
        heading = words.text("announce.heading_all")
    else:
        heading = words.text("announce.heading", committee=committee_title)
    if written != reader:
        notes.append(WORDS[reader].in_language.format(language=WORDING[reader].language_names[written]))
    if corrected:
        notes.append(words.text("announce.corrected"))
    note = f" <i>({escape(', '.join(notes))})</i>" if notes else ""
    return Html(f"{_HORN} <b>{escape(heading)}</b>{note}")
