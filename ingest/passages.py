"""Sections cut into passages that an encoder takes whole, at the bounds of units."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.sections import Section
from ingest.units import Line, section_lines
from vectorstore.types import Passage, Unit

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

MAX_PASSAGE_CHARS = 900
"""About 225 tokens: the bundled encoder reads 256, heading path included."""

_BLOCK, _UNIT = "\u2029", "\u2028"


@dataclass(frozen=True, slots=True)
class EditionName:
    """Whose passages they are: the document's name, this edition's title and its language."""

    document: str
    title: str
    language: str


def document_passages(root: Section, edition: EditionName) -> list[Passage]:
    """Return the passages of a whole document in reading order.

    Each unit's ``quote`` stands in its passage's ``text``, but for an outline's, whose lines are headings.
    """
    passages: list[Passage] = []
    equals: Counter[tuple[object, ...]] = Counter()
    for section in root.walk():
        for lines in _packed(section_lines(section)):
            text = _running_text(lines)
            same = (section.path, text)
            passages.append(
                Passage(
                    id=_passage_id(edition, section.path, text, equals[same]),
                    document=edition.document,
                    title=edition.title,
                    language=edition.language,
                    section=section.path,
                    section_key=section.key,
                    position=len(passages),
                    page=lines[0].page,
                    text=text,
                    units=tuple(unit for line in lines for unit in line.units),
                )
            )
            equals[same] += 1
    return passages


def _running_text(lines: Sequence[Line]) -> str:
    text = ""
    for line in lines:
        text += (" " if line.runs_on else "\n") + line.text if text and line.text else line.text
    return text


def _passage_id(edition: EditionName, path: tuple[str, ...], text: str, ordinal: int) -> str:
    parts = (edition.document, edition.language, "\x1e".join(path), text, str(ordinal))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _packed(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each passage; an outline goes with the section's first one."""
    outlines = [line for line in lines if not line.text]
    pending = [part for line in lines if line.text for part in _fitting(line)]
    pieces = [line.text for line in pending[:1]]
    for above, line in pairwise(pending):
        pieces += [_UNIT if above.block == line.block else _BLOCK, line.text]
    text = "".join(pieces)
    start = 0
    for chunk in _splitter().split_text(text) if text else []:
        count = chunk.count(_BLOCK) + chunk.count(_UNIT) + 1
        taken = pending[start : start + count]
        yield [*taken, *outlines] if start == 0 else taken
        start += count


@cache
def _splitter() -> RecursiveCharacterTextSplitter:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=[_BLOCK, _UNIT], chunk_size=MAX_PASSAGE_CHARS, chunk_overlap=0, keep_separator=False
    )


def _fitting(line: Line) -> list[Line]:
    """Return a line as it is where it fits one passage, else cut between its units, or within one that is too long."""
    if len(line.text) <= MAX_PASSAGE_CHARS:
        return [line]
    if len(line.units) > 1:
        return [part for piece in _cut_between_units(line) for part in _fitting(piece)]
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    cutter = RecursiveCharacterTextSplitter(
        separators=["; ", ": ", ", ", " ", ""], chunk_size=MAX_PASSAGE_CHARS, chunk_overlap=0, keep_separator="end"
    )
    unit = line.units[0]
    pieces = cutter.split_text(line.text.replace("\n", " "))
    return [replace(line, text=piece, units=(replace(unit, text=piece, quote=piece),)) for piece in pieces]


def _cut_between_units(line: Line) -> Iterator[Line]:
    """Yield a long table row as several lines, each from one unit's first word to where the next one begins."""
    starts: list[int] = []
    kept: list[Unit] = []
    place = 0
    for unit in line.units:
        found = line.text.find(unit.quote, place)
        if found < 0 or len(unit.quote) == len(line.text):
            continue
        starts.append(found)
        kept.append(unit)
        place = found + len(unit.quote)
    if len(kept) < 2:
        yield replace(line, units=line.units[:1])
        return
    starts[0] = 0
    for start, end, unit in zip(starts, [*starts[1:], len(line.text)], kept, strict=True):
        yield replace(line, text=line.text[start:end].strip(), units=(unit,))
