"""Tables in plain text: cells parted by tabs, by bars, or by spaces that line up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import Row, Table
from ingest.normalisation import plain_marks
from ingest.readers.line_marks import ARROW, BULLET, COUNTED, DOTTED

_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_FRAME = re.compile(r"^\s*[+|]?(?:[-=+|]\s*){4,}$")
_GAP = re.compile(r"\S+(?: \S+)*")
_BAR = re.compile(r"(?<!\\)\|")


def is_table_line(line: str) -> bool:
    """Say whether a line has cells parted by tabs or stands between bars."""
    return "\t" in line.rstrip() or (line.strip().startswith("|") and line.count("|") > 1)


def starts_table(line: str) -> bool:
    r"""Say whether a line can be the first of a table: cells stand in it, and it is no entry, title or indented prose.

    >>> [starts_table(line) for line in ("Town\tShips", "\tIt rains.", "1.1\tTowns", "1.\tLund\t4")]
    [True, False, False, True]
    """
    title = DOTTED.match(line)
    titled = title is not None and "\t" not in title["text"].rstrip()
    marked = titled or is_entry(line) or BULLET.match(line) or ARROW.match(line)
    return is_table_line(line.strip()) and not marked


def is_entry(line: str) -> bool:
    r"""Say whether a line is a mark or number and one run of words, as an entry of a list has them after a tab.

    >>> is_entry("•\tBe on time"), is_entry("1.\tLund"), is_entry("1.\tLund\t4")
    (True, True, False)
    """
    found = BULLET.match(line) or COUNTED.match(line) or ARROW.match(line)
    return found is not None and "\t" not in found["text"].rstrip()


def marked_table(lines: Sequence[str]) -> Table | None:
    """Return the table of lines for which ``is_table_line`` holds, ``None`` where none has a word in it.

    The first line is its header.
    """
    bars = sum("|" in line and "\t" not in line for line in lines) > len(lines) / 2
    kept = [line for line in lines if not (_RULE.match(line) or _FRAME.match(line))]
    cells = [_bar_cells(line) if bars else _tab_cells(line) for line in kept]
    if not any(map(any, cells)):
        return None
    return table_of(_without_debris(cells), " | " if bars else " ")


def aligned_table(lines: Sequence[str]) -> Table | None:
    """Return the table of lines whose cells line up, two spaces or more between them, else ``None``."""
    kept = [line.expandtabs() for line in lines if not _FRAME.match(line)]
    if len(kept) < 3:
        return None
    rows = [[(found.start(), found[0]) for found in _GAP.finditer(line)] for line in kept]
    starts = [start for start, _ in rows[0]]
    if len(starts) < 2:
        return None
    cells: list[list[str]] = []
    for row in rows:
        places = [_column(start, text, starts) for start, text in row]
        if None in places or len(set(places)) < len(places):
            return None
        line = [""] * len(starts)
        for place, (_, text) in zip(places, row, strict=True):
            line[place or 0] = text
        if cells and not line[0]:
            cells[-1] = [f"{above} {below}".strip() for above, below in zip(cells[-1], line, strict=True)]
        else:
            cells.append(line)
    if len(cells) < 2 or sum(all(row) for row in cells) < 2:
        return None
    return table_of(cells, " ")


def _column(start: int, text: str, starts: Sequence[int]) -> int | None:
    """Return the column whose header a cell stands under: same left edge, or one that ends where numbers end."""
    for place, left in enumerate(starts):
        right = starts[place + 1] if place + 1 < len(starts) else 10_000
        if abs(start - left) <= 1 or (left < start and start + len(text) < right and text[:1].isdigit()):
            return place
    return None


def table_of(cells: Sequence[Sequence[str]], joint: str, pages: Sequence[int | None] = ()) -> Table:
    """Return a table from rows of cells, the first row being its header, all rows padded to the same width."""
    width = max((len(row) for row in cells), default=0)
    padded = [tuple(row) + ("",) * (width - len(row)) for row in cells]
    where = tuple(pages) or (None,) * len(padded)
    if len(padded) < 2 or not _is_header(padded[0], padded[1:]):
        return Table((), tuple(Row(row, page) for row, page in zip(padded, where, strict=True)), joint)
    return Table(padded[0], tuple(Row(row, page) for row, page in zip(padded[1:], where[1:], strict=True)), joint)


def _is_header(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Say whether a first row names columns: all cells filled but one, short, none of them prose or a bare figure."""
    filled = [cell for cell in first if cell]
    short = all(len(cell.split()) <= 8 and cell[-1] not in ".;" for cell in filled)
    figures = sum(bool(re.fullmatch(r"[\d.,%$€\s-]+", cell)) for cell in filled)
    year_columns = all(re.fullmatch(r"(?:19|20)\d\d", cell) for cell in filled[1:]) and len(filled) > 2
    return len(filled) >= max(len(first) - 1, 1) and short and (not figures or year_columns) and bool(others)


def _tab_cells(line: str) -> list[str]:
    return [plain_marks(cell) for cell in line.rstrip("\n").split("\t")]


def _bar_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [plain_marks(cell.replace("\\|", "|")) for cell in _BAR.split(inner)]


def _without_debris(cells: list[list[str]]) -> list[list[str]]:
    """Return rows without empty outer columns, and a ruled table's torn row as the one row that it was.

    A converter leaves the frame's line as a first column of blanks and single signs, and each printed line as a row.
    """
    width = max(map(len, cells))
    rows = [row + [""] * (width - len(row)) for row in cells]
    while rows[0] and all(not row[-1] for row in rows):
        rows = [row[:-1] for row in rows]
    debris = width > 2 and all(len(row[0]) < 2 and not row[0].isdigit() for row in rows)
    if not debris:
        return rows
    rows = [row[1:] for row in rows]
    joined = [rows[0]]
    for row in rows[1:]:
        if joined[-1][-1][-1:] not in ".!?" and (not row[0] or row[-1][:1].islower()):
            joined[-1] = [f"{above} {below}".strip() for above, below in zip(joined[-1], row, strict=True)]
        else:
            joined.append(row)
    return joined
