"""Plain tables for the terminal and for files: columns of equal width, numbers to the right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.presentation import printable

_GAP = "  "
_NUMBER = re.compile(r"[\d.,%-]+|–")


def format_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the table, its heading first.

    >>> print(format_table(["name", "count"], [["a", "10"], ["bcd", "9"]]))
    name  count
    a        10
    bcd       9
    """
    cells = [list(columns), *([printable(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(columns))]
    numeric = [all(_NUMBER.fullmatch(row[column]) for row in cells[1:]) for column in range(len(columns))]
    return "\n".join(_line(row, widths, numeric) for row in cells)


def _line(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    shown = [
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(row, widths, numeric, strict=True)
    ]
    return _GAP.join(shown).rstrip()
