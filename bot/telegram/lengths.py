"""Text measured as Telegram measures it, in UTF-16 units, and cut where a reader would pause."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_ELLIPSIS = "…"
_PAUSES = (re.compile(r"\n{2,}"), re.compile(r"\n"), re.compile(r"(?<=[.!?…:;])\s"), re.compile(r"\s"))
_JOINER = "\u200d"


def utf16_units(text: str) -> int:
    """Count the UTF-16 units of ``text``: two for a character beyond U+FFFF, such as most emoji.

    >>> utf16_units("ñ🙋")
    3
    """
    return len(text) + sum(character > "\uffff" for character in text)


def split_text(text: str, limit: int) -> list[str]:
    """Return ``text`` in pieces of at most ``limit`` UTF-16 units, ``limit`` at least 2; none for blank text.

    Each ends at the last blank line that fits, else at the end of a line, of a sentence, of a word, else inside a word
    but never inside a character with its accents or an emoji with its parts. White space at the cuts is left out.

    >>> split_text("One two. Three four.", 12)
    ['One two.', 'Three four.']
    """
    pieces = []
    rest = text.strip()
    while utf16_units(rest) > limit:
        cut = _cut(rest, limit)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def head(text: str, limit: int) -> str:
    """Return ``text`` if it fits into ``limit`` UTF-16 units, else its beginning up to the end of a word, and ``…``.

    >>> head("Office to Monitor and Combat", 12)
    'Office to…'
    """
    if utf16_units(text) <= limit:
        return text
    if limit < 2:
        return ""
    end = _reach(text, limit - 1)
    if not text[end].isspace():
        end = max((match.start() for match in re.finditer(r"\s", text[:end])), default=0) or _whole(text, end)
    return text[:end].rstrip() + _ELLIPSIS


def tail(text: str, limit: int) -> str:
    """Return ``text`` if it fits into ``limit`` UTF-16 units, else ``…`` and its end from the beginning of a word on.

    >>> tail("Office to Monitor and Combat", 12)
    '…and Combat'
    """
    if utf16_units(text) <= limit:
        return text
    if limit < 2:
        return ""
    start = len(text) - _reach(text[::-1], limit - 1)
    word = re.search(r"\s\S", text[start - 1 :])
    return _ELLIPSIS + text[start + word.start() if word else start :]


def _reach(text: str, limit: int) -> int:
    """Return how many characters of ``text`` fit into ``limit`` UTF-16 units."""
    units = 0
    for index, character in enumerate(text):
        units += 1 + (character > "\uffff")
        if units > limit:
            return index
    return len(text)


def _cut(text: str, limit: int) -> int:
    """Return where the first piece of a text that is longer than ``limit`` ends."""
    end = _reach(text, limit)
    for pause in _PAUSES:
        places = [match.start() for match in pause.finditer(text, 0, end + 2) if 0 < match.start() <= end]
        if places:
            return places[-1]
    return _whole(text, end)


def _whole(text: str, end: int) -> int:
    """Return the last bound between whole characters at or before ``end``, ``end`` itself where there is none."""
    return next((index for index in _backwards(end) if not _joined(text, index)), end)


def _backwards(end: int) -> Iterator[int]:
    return iter(range(end, max(0, end - 50), -1))


def _joined(text: str, index: int) -> bool:
    before, after = text[index - 1], text[index]
    return after == _JOINER or before == _JOINER or unicodedata.category(after) in ("Mn", "Me") or _is_tone(after)


def _is_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"
