"""Tables of a PDF: those with ruled lines by pdfplumber, those without by words that line up in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ingest.blocks import Row, Table
from ingest.normalisation import clean
from ingest.readers.line_joining import Vocabulary, join_lines
from ingest.readers.pdf_lines import PrintedLine
from ingest.readers.text_tables import table_of

Box = tuple[float, float, float, float]
_MIN_EDGES = 4
_ALIGNED_PT = 4.0


@dataclass(frozen=True, slots=True)
class RuledTable:
    """The cells of one table as printed, line breaks kept; ``box`` is left, top, right, bottom in points."""

    box: Box
    cells: tuple[tuple[str, ...], ...]
    page: int


def ruled_tables(page: Any) -> list[RuledTable]:
    """Return the tables that lines part into two or more columns; a box around text is none."""
    if len(page.edges) < _MIN_EDGES:
        return []
    tables = []
    for found in page.find_tables():
        rows = [tuple((cell or "").strip() for cell in row) for row in found.extract()]
        rows = [row for row in rows if any(row)]
        filled = [place for place in range(max(map(len, rows), default=0)) if any(row[place] for row in rows)]
        if len(filled) > 1:
            cells = tuple(tuple(row[place] for place in filled) for row in rows)
            tables.append(RuledTable(found.bbox, cells, int(page.page_number)))
    return tables


def joined_table(found: RuledTable, above: Table | None, vocabulary: Vocabulary) -> Table | None:
    """Return a table with its cells on one line each, ``None`` where it is but the header of ``above``, printed again.

    ``above`` is the table that ended the page before, when this one opens its page: the rest of it has no header.
    """
    rows = [tuple(clean(join_lines(cell.split("\n"), vocabulary)) for cell in row) for row in found.cells]
    if above and above.rows and len(above.rows[0].cells) == len(rows[0]):
        rows = rows[1:] if rows[0] == above.columns else rows
        if not rows:
            return None
        if not above.columns or rows[0] != above.columns:
            return Table(above.columns, tuple(Row(row, found.page) for row in rows))
    return table_of(rows, " ", [found.page] * len(rows))


def aligned_tables(
    lines: Sequence[PrintedLine], vocabulary: Vocabulary
) -> tuple[list[tuple[float, Table]], list[PrintedLine]]:
    """Return the tables without ruled lines, each with the height at which it begins, and the lines outside them."""
    tables: list[tuple[float, Table]] = []
    outside: list[PrintedLine] = []
    place = 0
    while place < len(lines):
        count = _run_length(lines, place)
        if count:
            table = _table(lines[place : place + count], vocabulary)
            tables.append((lines[place].top, table))
            place += count
        else:
            outside.append(lines[place])
            place += 1
    return tables, outside


@dataclass(frozen=True, slots=True)
class _Segment:
    text: str
    left: float
    right: float


def _segments(line: PrintedLine) -> list[_Segment]:
    parts: list[list[Any]] = []
    for word in line.words:
        if parts and word.left - parts[-1][-1].right <= max(9.0, line.size * 1.1):
            parts[-1].append(word)
        else:
            parts.append([word])
    return [_Segment(" ".join(word.text for word in part), part[0].left, part[-1].right) for part in parts]


def _run_length(lines: Sequence[PrintedLine], place: int) -> int:
    """Return how many lines from ``place`` on stand in the columns of the first; 0 where they make no table."""
    columns = _segments(lines[place])
    if len(columns) < 2 or not any(map(str.isalnum, columns[0].text)) or len(columns[0].text) < 3:
        return 0
    count, full = 1, 1
    while place + count < len(lines):
        above, line = lines[place + count - 1], lines[place + count]
        parts = _segments(line)
        near = 0 < line.bottom - above.bottom < line.size * 3.2
        fits = all(_column(part, columns) is not None for part in parts)
        if (
            not near
            or not fits
            or (len(parts) == 1 and parts[0].left < columns[1].left - _ALIGNED_PT and len(columns) > 2)
        ):
            break
        full += len(parts) == len(columns)
        count += 1
    return count if full >= 3 and full * 2 >= count else 0


def _column(part: _Segment, columns: Sequence[_Segment]) -> int | None:
    for place, column in enumerate(columns):
        end = columns[place + 1].left if place + 1 < len(columns) else 10_000.0
        starts = abs(part.left - column.left) <= _ALIGNED_PT
        under = part.left < column.right and part.right > column.left
        if (starts or under) and part.right < end:
            return place
    return None


def _table(lines: Sequence[PrintedLine], vocabulary: Vocabulary) -> Table:
    columns = _segments(lines[0])
    gaps = [below.bottom - above.bottom for above, below in pairwise(lines)]
    spread = max(gaps) > min(gaps) * 1.25
    rows: list[list[list[str]]] = []
    for number, line in enumerate(lines):
        parts = {_column(part, columns): part.text for part in _segments(line)}
        begins = not rows or (gaps[number - 1] > min(gaps) * 1.25 if spread else 0 in parts)
        if begins:
            rows.append([[] for _ in columns])
        for place, text in parts.items():
            rows[-1][place or 0].append(text)
    cells = [tuple(clean(join_lines(cell, vocabulary)) for cell in row) for row in rows]
    return table_of(cells, " ", [lines[0].page] * len(cells))
