"""The buttons under a message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from answering.places import ARROW, path
from answering.types import Answer, Refusal, Reply, Source
from bot.catalogue import Catalogue
from bot.telegram import callback_data, press_types
from bot.telegram.changes import Change
from bot.telegram.lengths import head, tail
from bot.telegram.press_types import Browse, CallbackData
from bot.telegram.rendering import sendable
from vectorstore.types import Language

ENTRIES_A_PAGE = 8
_MAX_LABEL_UNITS = 40
_CHOSEN = "✓ "


@dataclass(frozen=True, slots=True)
class Entry:
    """A document or a section to open: the words of its button and its place."""

    label: str
    target: Browse


def reply_keyboard(reply: Reply, *, reply_id: int, question_id: int, words: Catalogue) -> InlineKeyboardMarkup | None:
    """Return a button for each source of an answer or nearest section of a refusal, then 🙋 and, for an answer, 👍 👎.

    Small talk has none: ``None``.
    """
    dais = button(words.text("button.dais"), press_types.Dais(question_id))
    if isinstance(reply, Answer):
        names = labels([citation.source for citation in reply.citations])
        rows = [
            [button(f"[{citation.number}] {name}", press_types.Source(reply_id, citation.number))]
            for citation, name in zip(reply.citations, names, strict=True)
        ]
        up = button(words.text("button.up"), press_types.Thumb(reply_id, 1))
        down = button(words.text("button.down"), press_types.Thumb(reply_id, -1))
        return InlineKeyboardMarkup([*rows, [dais, up, down]])
    if isinstance(reply, Refusal):
        names = labels(reply.nearest)
        rows = [[button(name, press_types.Near(reply_id, number))] for number, name in enumerate(names, start=1)]
        return InlineKeyboardMarkup([*rows, [dais]])
    return None


def quote_keyboard(
    *, reply_id: int, number: int, words: Catalogue, change: Change | None = None
) -> InlineKeyboardMarkup | None:
    """Return «more» for the quote of a reply's citation ``number``, or «today's text»; ``None`` where that is gone."""
    if change is not None and change.is_gone:
        return None
    said = words.text("button.more") if change is None else words.text("button.today")
    return InlineKeyboardMarkup([[button(said, press_types.More(reply_id, number))]])


def language_keyboard(chosen: Language | None, words: Catalogue) -> InlineKeyboardMarkup:
    """Return the choice of languages with a ✓ at the one in force; ``None`` is automatic."""
    codes: tuple[Language | Literal["auto"], ...] = ("es", "en", "auto")
    names = [(_CHOSEN if code == (chosen or "auto") else "") + words.text(f"button.language.{code}") for code in codes]
    es, en, auto = (button(name, press_types.SetLanguage(code)) for name, code in zip(names, codes, strict=True))
    return InlineKeyboardMarkup([[es, en], [auto]])


def browse_keyboard(
    entries: Sequence[Entry], *, here: Browse, back: Browse | None, words: Catalogue
) -> InlineKeyboardMarkup | None:
    """Return the entries of page ``here.page``, a row each, the ways to the pages beside it, and the way ``back``.

    A page beyond the last is the last. ``None`` where there would be no button.
    """
    pages = max(1, -(-len(entries) // ENTRIES_A_PAGE))
    page = min(here.page, pages - 1)
    shown = entries[page * ENTRIES_A_PAGE : (page + 1) * ENTRIES_A_PAGE]
    rows = [[button(_label(entry.label), entry.target)] for entry in shown]
    turns = []
    if page > 0:
        turns.append(button(words.text("button.previous"), replace(here, page=page - 1)))
    if page < pages - 1:
        turns.append(button(words.text("button.next"), replace(here, page=page + 1)))
    ways = [turns] if turns else []
    if back is not None:
        ways.append([button(words.text("button.back"), back)])
    return InlineKeyboardMarkup([*rows, *ways]) if rows or ways else None


def labels(sources: Sequence[Source]) -> list[str]:
    """Return a short name for each source: its last heading, with the headings above where others share it.

    >>> one = Source("p1", "Guide", "Guide", ("Topic A", "References"), None, "en", 0.0)
    >>> labels([one]), labels([one, replace(one, section=("Topic B", "References"))])
    (['References'], ['Topic A › References', 'Topic B › References'])
    """
    paths = [path(source.title, source.section) for source in sources]
    places = {tuple(shown) for shown in paths}
    return [_label(_shortest(shown, [list(other) for other in places if list(other) != shown])) for shown in paths]


def _shortest(shown: list[str], others: Sequence[list[str]]) -> str:
    sizes = range(1, len(shown))
    size = next((size for size in sizes if all(other[-size:] != shown[-size:] for other in others)), len(shown))
    return ARROW.join(shown[-size:])


def _label(name: str) -> str:
    """Return a name short enough for a button; of a path, the end says most."""
    shown = " ".join(sendable(name).split()) or "…"
    return tail(shown, _MAX_LABEL_UNITS) if ARROW in shown else head(shown, _MAX_LABEL_UNITS)


def button(text: str, data: CallbackData) -> InlineKeyboardButton:
    """Return a button that says ``text`` and carries ``data``."""
    return InlineKeyboardButton(text, callback_data=callback_data.encode(data))
