"""What the notices of the dais say: to who asked, what was decided; to a chair with a digest, what waits.

What people wrote is shown as they wrote it, escaped; of it nothing can pass for what Dragoman says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import InlineKeyboardMarkup

from bot.catalogue import Catalogue
from bot.dais.types import RulingText
from bot.database.matters import Matter, Request
from bot.database.rulings import Ruling
from bot.telegram.callback_data import TooLongError, document_key
from bot.telegram.keyboards import button
from bot.telegram.lengths import head
from bot.telegram.places import Place
from bot.telegram.press_types import Browse, Desk
from bot.telegram.rendering import Html, escape, quiet

_MAX_QUESTION_UNITS, _MAX_PATH_UNITS, _MAX_ENTRY_UNITS, _MAX_LABEL_UNITS = 300, 600, 120, 40


@dataclass(frozen=True, slots=True)
class Letter:
    """One message and where it goes."""

    place: Place
    text: Html
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open matter with those who wait for its answer, at least one, the oldest first."""

    matter: Matter
    requests: Sequence[Request]


def place_of_request(request: Request, chat_id: int) -> Place:
    """Return where a message about a request goes: under the question, where that stands in the chat.

    >>> from datetime import datetime
    >>> asked = Request(1, 2, 3, None, 42, -5, 7, 900, "Who?", "en", False, "waiting", datetime(2026, 11, 25))
    >>> place_of_request(asked, -5), place_of_request(asked, -1001)
    (Place(chat_id=-5, thread_id=7, reply_to=900, quote=None), Place(chat_id=-1001, thread_id=None, reply_to=None, \
quote=None))
    """
    if request.chat_id != chat_id:  # the group moved, and counts its messages anew
        return Place(chat_id)
    return Place(chat_id, request.thread_id, request.message_id)


def told_letter(ruling: Ruling, request: Request, place: Place, *, path: str, is_correction: bool) -> Letter:
    """Return what the dais decided, for who asked, in their language where the dais gave it.

    ``path`` is where a ruling that points to a section points to, as its reader reads it.
    """
    words = Catalogue.load(request.language)
    asked = _asked(request, place, words)
    if ruling.kind == "section":
        text = _joined(_bold(words.text("notice.section")), asked, escape(f"📖 {head(quiet(path), _MAX_PATH_UNITS)}"))
        return Letter(place, text, _section_keyboard(ruling, place, words))
    kind = "corrected" if is_correction else "declined" if ruling.kind == "decline" else "answered"
    told = ruling.read_in(request.language)
    lead = words.text(f"notice.told.{kind}")
    if told is not None and told.language != request.language:
        lead = f"{lead} {words.text(f'notice.in.{told.language}')}"
    return Letter(place, _joined(_bold(f"{lead}:"), asked, _decided(ruling, told, words), _numbered(ruling, words)))


def revoked_letter(ruling: Ruling, request: Request, place: Place) -> Letter:
    """Return that what the dais decided does not hold any more, for who was told of it."""
    words = Catalogue.load(request.language)
    if ruling.number is None:
        lead = words.text("notice.revoked")
    else:
        lead = words.text("notice.revoked.ruling", number=ruling.number)
    return Letter(
        place, _joined(_bold(lead), _asked(request, place, words), escape(words.text("notice.revoked.since")))
    )


def digest_letter(waiting: Sequence[Waiting], chat_id: int, words: Catalogue, now: datetime) -> Letter:
    """Return what waits for the dais, a line and a button for each matter."""
    lines, rows = list[str](), []
    for number, each in enumerate(waiting, start=1):
        asked = words.text("notice.quoted", words=head(_line(each.requests[0].text), _MAX_ENTRY_UNITS))
        told = [asked, words.ago(now - each.requests[0].created_at)]
        people = len({request.user_id for request in each.requests})
        if people > 1:
            told.insert(1, words.plural("notice.digest.people", people))
        lines.append(f"{number}. {' · '.join(told)}")
        label = head(f"{number}. {_line(each.requests[0].text)}", _MAX_LABEL_UNITS)
        rows.append([button(label, Desk("open", each.matter.id))])
    lead = _bold(words.plural("notice.digest", len(waiting)))
    text = _joined(lead, escape("\n".join(lines)), Html(f"<i>{escape(words.text('notice.digest.hint'))}</i>"))
    return Letter(Place(chat_id), text, InlineKeyboardMarkup(rows))


def _decided(ruling: Ruling, told: RulingText | None, words: Catalogue) -> Html:
    if told is not None:
        return escape(quiet(told.text))
    return escape(words.text(f"dais.reason.{ruling.reason}")) if ruling.reason is not None else Html("")


def _numbered(ruling: Ruling, words: Catalogue) -> Html:
    if ruling.number is None:
        return Html("")
    return Html(f"<i>{escape(words.text('notice.ruling', number=ruling.number))}</i>")


def _asked(request: Request, place: Place, words: Catalogue) -> Html:
    """Return the question, where the message is no reply to it."""
    if place.reply_to is not None:
        return Html("")
    asked = words.text("notice.quoted", words=head(_line(request.text), _MAX_QUESTION_UNITS))
    return Html(f"<blockquote>{escape(asked)}</blockquote>")


def _section_keyboard(ruling: Ruling, place: Place, words: Catalogue) -> InlineKeyboardMarkup | None:
    """Return a button that opens the section; only a private chat browses."""
    if ruling.document is None or place.chat_id < 0:
        return None
    target = Browse(document_key(ruling.document), ruling.section_key or "")
    try:
        return InlineKeyboardMarkup([[button(words.text("notice.button.open"), target)]])
    except TooLongError:  # some twenty-five levels down
        return None


def _line(text: str) -> str:
    return " ".join(quiet(text).split())


def _bold(text: str) -> Html:
    return Html(f"<b>{escape(text)}</b>")


def _joined(*parts: Html) -> Html:
    return Html("\n\n".join(part for part in parts if part))
