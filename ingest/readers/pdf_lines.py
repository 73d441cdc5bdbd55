"""Printed lines of a PDF's pages: words with their type, columns one after the other, running lines left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from ingest.headings import is_contents_line
from ingest.normalisation import clean

_BOLD_FONT = re.compile(r"bold|black|heavy|semibold|demi|-bd\b|,b\b", re.IGNORECASE)
_MARGIN = 0.11
_SAME_LINE = 0.45
_TOUCHING = 0.15
_COLUMN_ROWS = 10
_BOTH_ROWS = 4
_COLUMN_FILL = 0.7
_PAGE_NUMBER = re.compile(
    r"^[\W_]*(?:(?:page|página|pág\.?|p\.)\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|de|/|\|)\s*\d{1,4})?[\W_]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page; measures in points from the page's top left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """The words of one printed line, from left to right; ``page`` counts from 1, ``column`` from 0."""

    words: tuple[Word, ...]
    page: int
    column: int = 0

    @property
    def text(self) -> str:
        """Return the words, a space between them."""
        return spaced(self.words)

    @property
    def left(self) -> float:
        """Return the left edge, in points."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Return the right edge, in points."""
        return self.words[-1].right

    @property
    def top(self) -> float:
        """Return the upper edge, in points from the top of the page."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Return the lower edge, in points from the top of the page."""
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """Return the type size of most of its letters, in half points."""
        return letters_by_size(self.words).most_common(1)[0][0]

    @property
    def bold(self) -> bool:
        """Say whether all of its words are bold."""
        return all(word.bold for word in self.words if any(map(str.isalnum, word.text)))


def spaced(words: Sequence[Word]) -> str:
    """Return the words as text, without a space where only a change of type parts them."""
    text = ""
    for above, word in zip([None, *words], words, strict=False):
        joined = above is not None and word.left - above.right < word.size * _TOUCHING
        text += word.text if joined or not text else f" {word.text}"
    return clean(text)


def page_words(page: Any) -> list[Word]:
    """Return the words of a pdfplumber page, in no order."""
    found = page.extract_words(extra_attrs=["fontname", "size"], use_text_flow=False, x_tolerance_ratio=_TOUCHING)
    return [
        Word(
            text=str(word["text"]),
            left=float(word["x0"]),
            right=float(word["x1"]),
            top=float(word["top"]),
            bottom=float(word["bottom"]),
            size=float(word["size"]),
            bold=bool(_BOLD_FONT.search(str(word["fontname"]))),
        )
        for word in found
        if str(word["text"]).strip()
    ]


def words_outside(words: Sequence[Word], boxes: Sequence[tuple[float, float, float, float]]) -> list[Word]:
    """Return the words that stand in none of the boxes: left, top, right, bottom."""
    return [word for word in words if not any(_within(word, box) for box in boxes)]


def letters_by_size(words: Iterable[Word]) -> Counter[float]:
    """Count the signs that are set in each type size, in half points."""
    sizes = Counter[float]()
    for word in words:
        sizes[round(word.size * 2) / 2] += len(word.text)
    return sizes


def _within(word: Word, box: tuple[float, float, float, float]) -> bool:
    across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]


def printed_lines(words: Sequence[Word], page: int) -> list[PrintedLine]:
    """Return the lines of one page in reading order: a column whole before the next one, full-width lines between."""
    rows = _rows(words)
    gutter = _gutter(rows)
    if gutter is None:
        return [PrintedLine(tuple(row), page) for row in rows]
    lines: list[PrintedLine] = []
    left: list[PrintedLine] = []
    right: list[PrintedLine] = []
    for row in rows:
        one, other = [word for word in row if word.right <= gutter], [word for word in row if word.left >= gutter]
        if len(one) + len(other) < len(row):
            lines += [*left, *right, PrintedLine(tuple(row), page)]
            left, right = [], []
            continue
        left += [PrintedLine(tuple(one), page, 0)] if one else []
        right += [PrintedLine(tuple(other), page, 1)] if other else []
    return [*lines, *left, *right]


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.bottom, word.left)):
        last = rows[-1] if rows else None
        height = word.bottom - word.top
        if last and abs(median(other.bottom for other in last) - word.bottom) < height * _SAME_LINE:
            last.append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word.left) for row in rows]


def _gutter(rows: Sequence[Sequence[Word]]) -> float | None:
    """Return where the gap between two columns of prose runs, ``None`` on a page of one column.

    Few lines cross it, those left of it nearly fill their column, and those right of it begin at one edge: a table's
    cells do neither.
    """
    if len(rows) < _COLUMN_ROWS:
        return None
    left, right = min(row[0].left for row in rows), max(row[-1].right for row in rows)
    places = [left + (right - left) * step / 100 for step in range(35, 66)]
    crossings = [sum(_crosses(row, place) for row in rows) for place in places]
    fewest = min(crossings)
    if fewest > len(rows) * 0.25:
        return None
    gutter = median(place for place, crossing in zip(places, crossings, strict=True) if crossing == fewest)
    parted = [row for row in rows if not _crosses(row, gutter)]
    lefts = [[word for word in row if word.right <= gutter] for row in parted]
    rights = [[word for word in row if word.left >= gutter] for row in parted]
    both = sum(bool(one and other) for one, other in zip(lefts, rights, strict=True))
    fill = [(line[-1].right - left) / (gutter - left) for line in lefts if line]
    starts = [line[0].left for line in rights if line]
    if both < _BOTH_ROWS or median(fill) < _COLUMN_FILL:
        return None
    edge = sum(start - min(starts) < 3 for start in starts)
    return gutter if edge >= len(starts) * _COLUMN_FILL else None


def _crosses(row: Sequence[Word], place: float) -> bool:
    return any(word.left < place < word.right for word in row) or _bridged(row, place)


def _bridged(row: Sequence[Word], place: float) -> bool:
    """Say whether words stand on both sides of a place with no more than a usual space between them."""
    before = max((word.right for word in row if word.right <= place), default=None)
    after = min((word.left for word in row if word.left >= place), default=None)
    return before is not None and after is not None and after - before < row[0].size * 0.9


def without_running_lines(pages: Sequence[Sequence[PrintedLine]], heights: Sequence[float]) -> list[list[PrintedLine]]:
    """Return the pages' lines without page numbers, entries of a table of contents, and what recurs at the edges."""
    marginal = [
        [line for line in lines if _in_margin(line, height)] for lines, height in zip(pages, heights, strict=True)
    ]
    seen = Counter(key for lines in marginal for key in {_masked(line.text) for line in lines})
    needed = max(2, min(3, round(len(pages) * 0.4)))
    kept = []
    for lines, margins in zip(pages, marginal, strict=True):
        dropped = {id(line) for line in margins if _PAGE_NUMBER.match(line.text) or seen[_masked(line.text)] >= needed}
        kept.append([line for line in lines if id(line) not in dropped and not is_contents_line(line.text)])
    return kept


def _in_margin(line: PrintedLine, height: float) -> bool:
    return line.bottom < height * _MARGIN or line.top > height * (1 - _MARGIN)


def _masked(text: str) -> str:
    return re.sub(r"\d+|\b[ivx]+\b", "#", text.lower())
