"""From printed lines to headings, paragraphs and lists: by type size, gaps, indents and bullets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.blocks import Element, Heading, Item, Listing, Paragraph, Table
from ingest.headings import family, looks_like_title, numbering
from ingest.normalisation import clean
from ingest.readers.line_joining import Vocabulary, join_lines
from ingest.readers.pdf_lines import PrintedLine, spaced

_BULLET = re.compile(r"^(?:[•‣◦·∙●○▪▫■►▶➤❖✓–—*\uf0b7\uf0a7\uf0d8\uf076-]|o|\(cid:\d+\))$")
_COUNTED = re.compile(r"^(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]$|^\(\w{1,3}\)$")
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_MAX_HEADING_WORDS = 30

Outline = Mapping[tuple[int, str], int]
_NOTE_SCALE = 0.88
_HANGING = 0.6


@dataclass(slots=True)
class _Open:
    """The block that is being gathered: its lines, and the mark and indent of a list entry."""

    kind: str
    lines: list[PrintedLine]
    mark: str = ""
    indent: float = 0.0
    level: int | None = None


class BlockBuilder:
    """Gathers printed lines of all pages, in order, into elements.

    ``body`` is the type size of running text. ``outline`` gives the depth of a heading by its page and its bare words,
    ``levels`` by its type size. ``vocabulary`` decides about hyphens at line ends.
    """

    def __init__(self, body: float, levels: Mapping[float, int], outline: Outline, vocabulary: Vocabulary) -> None:
        self.body = body
        self.levels = levels
        self.outline = outline
        self.vocabulary = vocabulary
        self.elements: list[Element] = []
        self.open: _Open | None = None
        self.pitch = body * 1.2
        self.indents: frozenset[int] = frozenset()
        self.notes: list[Element] = []

    def add_page(self, lines: Sequence[PrintedLine], tables: Sequence[tuple[float, Table]]) -> None:
        """Take the lines of one page and its tables, each with the height at which it begins.

        Footnotes wait until the block that the page's end may have parted is closed.
        """
        text, notes = self._without_notes(lines)
        gaps = [below.bottom - above.bottom for above, below in pairwise(text)]
        close = [gap for gap in gaps if 0 < gap < self.body * 2.2]
        self.pitch = median(close) if len(close) > 4 else self.pitch
        waiting = sorted(tables, key=lambda table: table[0])
        place = 0
        while place < len(text):
            while waiting and waiting[0][0] < text[place].top and text[place].column == 0:
                self.add(waiting.pop(0)[1])
            place += self._take(text, place)
        for _, table in waiting:
            self.add(table)
        if notes:
            self.notes.append(
                Paragraph(clean(join_lines([line.text for line in notes], self.vocabulary)), notes[0].page)
            )
            if not self.open:
                self.close()

    def _without_notes(self, lines: Sequence[PrintedLine]) -> tuple[Sequence[PrintedLine], Sequence[PrintedLine]]:
        end = len(lines)
        while end and lines[end - 1].size < self.body * _NOTE_SCALE:
            end -= 1
        return (lines[:end], lines[end:]) if end else (lines, ())

    def add(self, element: Element) -> None:
        """Close the block at hand and append an element that is whole."""
        self.close()
        self.elements.append(element)

    def close(self) -> None:
        """Append the block at hand, if any, and the footnotes that waited for it."""
        done, self.open = self.open, None
        words, lead = self._words(done) if done else ("", "")
        if done and words:
            page = done.lines[0].page
            if done.kind == "heading":
                bold = all(line.bold for line in done.lines)
                self.elements.append(Heading(words, page, level=done.level, bold=bold))
            elif done.kind == "paragraph":
                self.elements.append(Paragraph(words, page, lead=lead))
            else:
                self._append_item(done, words, lead)
        notes, self.notes = self.notes, []
        self.elements.extend(notes)

    def _append_item(self, done: _Open, words: str, lead: str) -> None:
        number = "" if _BULLET.match(done.mark) else done.mark
        indent = round(done.lines[0].left / 6)
        goes_on = bool(self.elements) and isinstance(self.elements[-1], Listing)
        self.indents = self.indents | {indent} if goes_on else frozenset({indent})
        depth = sorted(self.indents).index(indent)
        item = Item(words, done.lines[0].page, lead=lead, number=number, depth=depth)
        self.elements.append(Listing((item,), "•" if done.mark.startswith("(cid:") else done.mark))

    def _words(self, block: _Open) -> tuple[str, str]:
        lines = [list(line.words) for line in block.lines]
        if block.kind == "item":
            lines[0] = lines[0][1:]
        printed = [spaced(line) for line in lines if line]
        text = clean(join_lines(printed, self.vocabulary))
        bold: list[str] = []
        for line in lines:
            strong = line
            for place, word in enumerate(line):
                if not word.bold and any(map(str.isalnum, word.text)):
                    strong = strong[:place]
                    break
            bold.append(spaced(strong))
            if len(strong) < len(line):
                break
        lead = clean(join_lines([part for part in bold if part], self.vocabulary))
        return text, lead if lead and text.startswith(lead) else ""

    def _take(self, lines: Sequence[PrintedLine], place: int) -> int:
        """Take the block or the line that begins at ``place``; return how many lines that was."""
        line = lines[place]
        level, count = self._heading_at(lines, place)
        if count:
            self.close()
            self.open = _Open("heading", list(lines[place : place + count]), level=level)
            self.close()
            return count
        above = self.open.lines[-1] if self.open else None
        first = line.words[0].text
        if _is_marked(line) and self._opens_item(line, first, above):
            self.close()
            self.open = _Open("item", [line], mark=first, indent=line.words[1].left)
        elif self.open and above and self._continues(self.open, above, line):
            self.open.lines.append(line)
        else:
            self.close()
            self.open = _Open("paragraph", [line])
        return 1

    def _opens_item(self, line: PrintedLine, first: str, above: PrintedLine | None) -> bool:
        """Say whether a line that begins like a list's entry is one, and not the middle of a sentence."""
        if not above or not self.open or above.page != line.page:
            return True
        if first not in ("–", "—", "-", "*", "o") and not _COUNTED.match(first):
            return True
        within = (
            self.open.kind == "paragraph"
            and abs(line.left - above.left) < 2
            and line.bottom - above.bottom < self.pitch * 1.25
        )
        return not (within and not _ENDS.search(above.text))

    def _continues(self, block: _Open, above: PrintedLine, line: PrintedLine) -> bool:
        if line.page != above.page or line.column != above.column:
            return self._continues_over_break(block, above, line)
        gap = line.bottom - above.bottom
        if gap > self.pitch * 1.35 + 0.5 or gap < -self.pitch or abs(line.size - above.size) > 1.5:
            return False
        if block.kind == "item":
            return line.left > block.lines[0].left + 2 or (gap <= self.pitch * 1.05 and not _ENDS.search(above.text))
        if (
            above.bold != line.bold
            and (above.bold and all(other.bold for other in block.lines))
            and looks_like_title(above.text)
        ):
            return False
        indented = line.left > above.left + self.body * 0.8 and line.left > block.lines[0].left + 2
        return not (indented and _ENDS.search(above.text))

    def _continues_over_break(self, block: _Open, above: PrintedLine, line: PrintedLine) -> bool:
        if abs(line.size - above.size) > 1 or (block.kind == "paragraph" and all(other.bold for other in block.lines)):
            return False
        if block.kind == "item" and line.column == above.column and abs(line.left - block.indent) < 3:
            return True
        return not _ENDS.search(above.text) and (line.text[:1].islower() or len(block.lines) > 1)

    def _heading_at(self, lines: Sequence[PrintedLine], place: int) -> tuple[int | None, int]:
        """Return the level of the heading that begins at ``place`` and its number of lines; ``(None, 0)`` for none."""
        named = outlined(lines, place, self.outline)
        if named:
            return named
        first = lines[place]
        if first.size not in self.levels:
            return None, 0
        count = self._same_style(lines, place, lambda line: line.size == first.size)
        text = " ".join(line.text for line in lines[place : place + count])
        if (
            len(text.split()) > _MAX_HEADING_WORDS
            or not any(map(str.isalpha, text))
            or _BULLET.match(first.words[0].text)
        ):
            return None, 0
        return self.levels[first.size], count

    def _same_style(self, lines: Sequence[PrintedLine], place: int, same: Callable[[PrintedLine], bool]) -> int:
        count = 1
        while place + count < len(lines):
            above, line = lines[place + count - 1], lines[place + count]
            near = 0 < line.bottom - above.bottom < above.size * 1.9 and line.column == above.column
            begins = family(line.text) or numbering(line.text)[0] or not _same_edge(above, line)
            if begins or not (same(line) and near):
                break
            count += 1
        return count


def _is_marked(line: PrintedLine) -> bool:
    """Say whether a line begins with the bullet or the number of a list's entry."""
    if len(line.words) < 2:
        return False
    first, second = line.words[:2]
    hangs = first.text.isdigit() and len(first.text) < 3 and second.left - first.right > first.size * _HANGING
    return bool(_BULLET.match(first.text) or _COUNTED.match(first.text)) or hangs


def _same_edge(above: PrintedLine, line: PrintedLine) -> bool:
    """Say whether two lines begin at the same place, or are both centred on the same one."""
    centred = abs(above.left + above.right - line.left - line.right) < 2 * line.size
    return centred or abs(above.left - line.left) < 2 * line.size


def outlined(lines: Sequence[PrintedLine], place: int, outline: Outline) -> tuple[int, int] | None:
    """Return the depth of the outline's heading that begins at ``place``, and its number of lines."""
    words = ""
    for count, line in enumerate(lines[place : place + 6], start=1):
        words += bare(line.text)
        level = outline.get((line.page, words))
        if level is not None:
            return level, count
    return None


def bare(text: str) -> str:
    """Return the letters and digits of a text alone, in lower case, to compare headings with an outline's entries."""
    return "".join(sign for sign in text.lower() if sign.isalnum())
