"""PDF files, read by pdfplumber and pypdf: headings from the outline or the type sizes, tables, lists, page numbers."""

from __future__ import annotations

import logging
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.blocks import SourceDocument, Table
from ingest.errors import NoTextError, UnreadableFileError
from ingest.readers.line_joining import vocabulary_of
from ingest.readers.pdf_blocks import BlockBuilder, Outline, bare, outlined
from ingest.readers.pdf_lines import (
    PrintedLine,
    letters_by_size,
    page_words,
    printed_lines,
    without_running_lines,
    words_outside,
)
from ingest.readers.pdf_tables import RuledTable, aligned_tables, joined_table, ruled_tables
from ingest.repairs import merge_lists

_HEADING_SCALE = 1.08
_MAX_LEVELS = 6
_MIN_LETTERS_A_PAGE = 12
_FAULTS = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, RecursionError, ArithmeticError,
    NotImplementedError, OSError, EOFError, struct.error, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Page:
    lines: list[PrintedLine]
    tables: list[RuledTable]
    height: float
    sizes: Counter[float]


def read_pdf(path: Path) -> SourceDocument:
    """Return what a PDF holds, in order, with the page that each element begins on.

    Raises:
        UnreadableFileError: it is broken, or asks for a password.
        NoTextError: no page has a text layer, or its fonts name no letters.
    """
    import pdfplumber
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    with _quiet("pypdf", "pdfminer"):
        outline = _unlocked_outline(path)
        try:
            with pdfplumber.open(path) as document:
                pages = [_read_page(page) for page in document.pages]
        except (PdfminerException, MalformedPDFException, PDFException, PSException, *_FAULTS) as error:
            raise _broken(path) from error
    if not pages:
        raise _broken(path)
    return _assemble(path, pages, outline)


def _broken(path: Path) -> UnreadableFileError:
    return UnreadableFileError(path, "a broken PDF, or none at all", "export it anew as PDF and ingest that")


@contextmanager
def _quiet(*names: str) -> Iterator[None]:
    """Keep libraries from logging about flaws that they get over."""
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _unlocked_outline(path: Path) -> Outline:
    """Return the outline, empty where there is none or it is damaged.

    Raises:
        UnreadableFileError: the file asks for a password.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(path)
        locked = reader.is_encrypted and not reader.decrypt("")
        outline = {} if locked else dict(_outline(reader))
    except (PyPdfError, DependencyError, *_FAULTS):
        return {}
    if locked:
        raise UnreadableFileError(
            path, "a PDF locked by a password", "save a copy without the password and ingest that"
        )
    return outline


def _outline(reader: Any) -> Iterator[tuple[tuple[int, str], int]]:
    def entries(nodes: Sequence[Any], depth: int) -> Iterator[tuple[tuple[int, str], int]]:
        for node in nodes:
            if isinstance(node, list):
                yield from entries(node, depth + 1)
                continue
            try:
                page = reader.get_destination_page_number(node)
            except _FAULTS:
                continue
            if page is not None and node.title:
                yield (page + 1, bare(str(node.title))), depth

    yield from entries(reader.outline, 1)


def _read_page(page: Any) -> _Page:
    tables = ruled_tables(page)
    words = page_words(page)
    lines = printed_lines(words_outside(words, [table.box for table in tables]), int(page.page_number))
    height = float(page.height)
    page.close()
    return _Page(lines, tables, height, letters_by_size(words))


def _assemble(path: Path, pages: Sequence[_Page], outline: Outline) -> SourceDocument:
    letters = [_letters(page) for page in pages]
    if sum(letters) < _MIN_LETTERS_A_PAGE:
        raise NoTextError(
            path, "a PDF without a text layer (a scan?)", "run text recognition (OCR) over it and ingest the result"
        )
    kept = without_running_lines([page.lines for page in pages], [page.height for page in pages])
    unmapped = sum(line.text.count("(cid:") for lines in kept for line in lines)
    if unmapped * 4 > sum(letters) / 4:
        raise NoTextError(
            path, "a PDF whose fonts do not name their letters", "export it anew, or run text recognition (OCR) over it"
        )
    everything = [line for lines in kept for line in lines]
    body = sum((page.sizes for page in pages), Counter[float]()).most_common(1)[0][0]
    vocabulary = vocabulary_of([line.text for line in everything])
    builder = BlockBuilder(body, _size_levels(everything, body, outline), outline, vocabulary)
    for page, lines in zip(pages, kept, strict=True):
        tables, rest = aligned_tables(lines, vocabulary)
        opens_page = not lines or bool(page.tables and page.tables[0].box[1] < min(line.top for line in lines))
        for place, found in enumerate(page.tables):
            above = _last_table(builder) if place == 0 and opens_page else None
            table = joined_table(found, above, vocabulary)
            if table:
                tables.append((found.box[1], table))
        builder.add_page(rest, tables)
    builder.close()
    blank = [str(number) for number, count in enumerate(letters, start=1) if count < _MIN_LETTERS_A_PAGE]
    warnings = (f"no text on page {', '.join(blank)}: images are not read",) if blank else ()
    return SourceDocument(tuple(merge_lists(builder.elements)), pages=len(pages), warnings=warnings)


def _letters(page: _Page) -> int:
    lines = sum(sum(map(str.isalpha, line.text)) for line in page.lines)
    return lines + sum(len(cell) for table in page.tables for row in table.cells for cell in row)


def _last_table(builder: BlockBuilder) -> Table | None:
    last = builder.elements[-1] if builder.elements and not builder.open else None
    return last if isinstance(last, Table) else None


def _size_levels(lines: Sequence[PrintedLine], body: float, outline: Outline) -> Mapping[float, int]:
    """Return the heading level of each type size above the body's, by the outline where it names such a line.

    Sizes that the outline does not name follow their order; without an outline the largest is level 1.
    """
    sizes = sorted({line.size for line in lines if line.size >= body * _HEADING_SCALE}, reverse=True)
    named: dict[float, Counter[int]] = {}
    for place, line in enumerate(lines):
        found = outlined(lines, place, outline)
        if found:
            named.setdefault(line.size, Counter())[found[0]] += 1
    levels: dict[float, int] = {}
    level = 1
    for size in sizes:
        level = named[size].most_common(1)[0][0] if size in named else level
        levels[size] = min(level, _MAX_LEVELS)
        level += 1
    return levels
