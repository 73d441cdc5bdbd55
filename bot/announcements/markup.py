"""A text with its formatting: cut anywhere, written as Telegram's HTML and read back from it."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import chain, pairwise

from bot.telegram.rendering import Html, escape, sendable

_TAGS: Mapping[str, str] = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote expandable",
    "text_link": "a href",
    "custom_emoji": "tg-emoji emoji-id",
    "date_time": "tg-time",
}
"""The kinds of formatting that are kept, by the names of Telegram's ``MessageEntity``.

Addresses, hashtags and the like are marked by Telegram itself. Links to a person's profile are not kept: they hold a
user's number, which would outlast that person's ``/forget``.
"""
_KINDS = {tag.split()[0]: kind for kind, tag in _TAGS.items() if kind != "expandable_blockquote"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A formatted stretch of a text, from character ``start`` up to ``end``.

    ``value`` is a link's address, a custom emoji's number, the language of a ``pre``, the ``unix/format`` of a time.
    """

    kind: str
    start: int
    end: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its marks, which lie within it; only those of a kind that is kept count."""

    text: str
    marks: tuple[Mark, ...] = ()

    def cut(self, start: int, end: int) -> Formatted:
        """Return the stretch from ``start`` up to ``end`` without white space at its ends.

        >>> Formatted("one two", (Mark("bold", 0, 7),)).cut(3, 7)
        Formatted(text='two', marks=(Mark(kind='bold', start=0, end=3, value=''),))
        """
        inner = self.text[start:end]
        start += len(inner) - len(inner.lstrip())
        kept = inner.strip()
        end = start + len(kept)
        moved = (
            replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start) for mark in self.marks
        )
        return Formatted(kept, tuple(mark for mark in moved if mark.start < mark.end))

    def html(self) -> Html:
        """Return the text as HTML.

        >>> Formatted("a < b", (Mark("bold", 0, 1),)).html()
        '<b>a</b> &lt; b'
        """
        marks = sorted(
            (mark for mark in self.marks if mark.kind in _TAGS and mark.start < mark.end),
            key=lambda mark: (mark.start, -mark.end),
        )
        bounds = sorted({0, len(self.text), *(place for mark in marks for place in (mark.start, mark.end))})
        written, open_marks = "", list[Mark]()
        for start, end in pairwise(bounds):
            wanted = [mark for mark in marks if mark.start <= start and mark.end >= end]
            shared = _shared(open_marks, wanted)
            written += "".join(_end(mark) for mark in reversed(open_marks[shared:]))
            written += "".join(_begin(mark) for mark in wanted[shared:]) + escape(self.text[start:end])
            open_marks = wanted
        return Html(written + "".join(_end(mark) for mark in reversed(open_marks)))


def from_entities(text: str, entities: Iterable[tuple[str, int, int, str]]) -> Formatted:
    """Return a text with marks whose ``offset`` and ``length`` count UTF-16 units, as Telegram's entities do.

    >>> from_entities("🙋 go", [("bold", 3, 2, "")]).html()
    '🙋 <b>go</b>'
    """
    places = _places(text)
    last = len(places) - 1
    marks = (
        Mark(kind, places[min(max(offset, 0), last)], places[min(max(offset + length, 0), last)], value)
        for kind, offset, length, value in entities
    )
    return Formatted(text, tuple(mark for mark in marks if mark.kind in _TAGS and mark.start < mark.end))


def from_html(source: str) -> Formatted:
    """Return the text and the marks of HTML that ``Formatted.html`` wrote.

    >>> from_html("<b>a</b> &lt; b")
    Formatted(text='a < b', marks=(Mark(kind='bold', start=0, end=1, value=''),))
    """
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return Formatted(reader.text, tuple(mark for mark in reader.marks if mark.start < mark.end))


class _Reader(HTMLParser):
    """Reads our own HTML back; every tag in it is closed. Marks come in the order in which they begin."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marks: list[Mark] = []
        self._open: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "code" and self._open and self.marks[self._open[-1]].kind == "pre":
            language = values.get("class", "").removeprefix("language-")
            self.marks[self._open[-1]] = replace(self.marks[self._open[-1]], value=language)
        kind = "expandable_blockquote" if "expandable" in values else _KINDS[tag]
        value = next(iter(values.values()), "") if kind in ("text_link", "custom_emoji") else ""
        if kind == "date_time":
            value = f"{values['unix']}/{values.get('format', '')}"
        self._open.append(len(self.marks))
        self.marks.append(Mark(kind, len(self.text), 0, value))

    def handle_endtag(self, tag: str) -> None:
        place = self._open.pop()
        mark = self.marks[place]
        is_in_pre = tag == "code" and bool(self._open) and self.marks[self._open[-1]].kind == "pre"
        self.marks[place] = replace(mark, end=mark.start if is_in_pre else len(self.text))

    def handle_data(self, data: str) -> None:
        self.text += data


def _places(text: str) -> list[int]:
    """Return, for each UTF-16 unit of ``text`` and its end, the character that it belongs to."""
    units = [(place,) * (2 if character > "\uffff" else 1) for place, character in enumerate(text)]
    return [*chain.from_iterable(units), len(text)]


def _shared(before: list[Mark], after: list[Mark]) -> int:
    """Count the marks that both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(before), len(after)))


def _begin(mark: Mark) -> str:
    tag, value = _TAGS[mark.kind], html.escape(sendable(mark.value))
    if mark.kind == "date_time":
        unix, _, form = value.partition("/")
        return f'<tg-time unix="{unix}" format="{form}">' if form else f'<tg-time unix="{unix}">'
    if mark.kind == "pre":
        return f'<pre><code class="language-{value}">' if value else "<pre>"
    return f'<{tag}="{value}">' if mark.kind in ("text_link", "custom_emoji") else f"<{tag}>"


def _end(mark: Mark) -> str:
    closing = f"</{_TAGS[mark.kind].split()[0]}>"
    return f"</code>{closing}" if mark.kind == "pre" and mark.value else closing
