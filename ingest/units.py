"""The smallest pieces of a section that can answer by themselves, and the lines of the section that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Block, Item, Listing, Paragraph, Row, Table
from ingest.headings import title_key
from ingest.normalisation import URL, fold_spaces
from ingest.sections import Section
from ingest.sentences import split_sentences
from vectorstore.types import Unit, UnitKind

MAX_ITEM_CHARS = 600
PROSE_WORDS = 8

_REFERENCE_TITLES_LISTED = """
references, referencias, bibliography, bibliografia, works cited, obras citadas, sources, fuentes, support links,
enlaces de apoyo, enlaces de interes, useful links, enlaces utiles, links, enlaces, further reading, lecturas
recomendadas, lecturas adicionales, recursos, resources, para saber mas, material de apoyo, further research,
fuentes consultadas, referencias bibliograficas
"""
_REFERENCE_TITLES = frozenset(re.split(r",\s+", _REFERENCE_TITLES_LISTED.strip()))
_DATED = re.compile(r"\((?:n\. ?d\.|s\. ?f\.|(?:[^()]{0,20}\b)?(?:1[89]|20)\d\d[a-z]?(?:, [^()]{1,30})?)\)\.?")
_PATH = re.compile(r"[^/]/[^/\s]")
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*|[A-Z]|[IVX]+)[.)]\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a section's text that is never parted: one unit's words as they stand, and the units in them.

    ``block`` counts the section's blocks, a lead-in and its list being one; ``page`` is where it begins; ``runs_on``
    says that the text stands in one paragraph or entry with the line before.
    """

    text: str
    units: tuple[Unit, ...]
    block: int
    page: int | None
    runs_on: bool = False


def section_lines(section: Section) -> list[Line]:
    """Return the text of a section, subsections left out, in reading order.

    The outline of two or more subsections is the last line; its text is ``""`` where the section has words of its own.
    """
    lines: list[Line] = []
    refers = title_key(_NUMBER.sub("", section.title)) in _REFERENCE_TITLES
    group = 0
    lead_in = ""
    for number, block in enumerate(section.blocks):
        taken = list(_block_lines(block, _Place(number, group, lead_in, refers)))
        if lead_in and taken:
            taken = [replace(line, block=number - 1) for line in taken]
        lines.extend(taken)
        group = max((unit.group for line in taken for unit in line.units), default=group - 1) + 1
        lead_in = _lead_in(block, section.blocks[number + 1 :])
    if len(section.children) > 1:
        lines.append(_outline(section, group, alone=not lines))
    return lines


@dataclass(frozen=True, slots=True)
class _Place:
    block: int
    group: int
    lead_in: str
    refers: bool


def _lead_in(block: Block, following: Sequence[Block]) -> str:
    """Return the sentence that a list or table is read under: the one before it, where it ends in a colon."""
    if not isinstance(block, Paragraph) or not following or isinstance(following[0], Paragraph):
        return ""
    sentences = split_sentences(block.text)
    return sentences[-1] if sentences and sentences[-1].endswith(":") else ""


def _block_lines(block: Block, place: _Place) -> Iterator[Line]:
    match block:
        case Paragraph():
            yield from _paragraph_lines(block, place)
        case Listing():
            yield from _list_lines(block, place)
        case Table():
            yield from _table_lines(block, place)


def _paragraph_lines(paragraph: Paragraph, place: _Place) -> Iterator[Line]:
    if _is_reference(paragraph.text, in_references=place.refers):
        yield _line(paragraph.text, "reference", place, paragraph.page)
        return
    for number, sentence in enumerate(split_sentences(paragraph.text)):
        kind: UnitKind = "question" if sentence.endswith("?") else "sentence"
        yield replace(_line(sentence, kind, place, paragraph.page), runs_on=number > 0)


def _line(quote: str, kind: UnitKind, place: _Place, page: int | None) -> Line:
    return Line(quote, (Unit(quote, quote, kind, "", place.group),), place.block, page)


def _list_lines(listing: Listing, place: _Place) -> Iterator[Line]:
    parents: list[Item] = []
    for item in listing.items:
        parents = [parent for parent in parents if parent.depth < item.depth]
        context = parents[-1].text if parents else place.lead_in
        parents.append(item)
        yield from _item_lines(item, context, place)


def _item_lines(item: Item, context: str, place: _Place) -> Iterator[Line]:
    shown = f"{item.number} {item.text}".strip()
    if _is_reference(item.text, in_references=place.refers):
        kind: UnitKind = "reference"
    else:
        kind = "question" if item.text.endswith("?") else "item"
    sentences = split_sentences(item.text) if len(item.text) > MAX_ITEM_CHARS and kind == "item" else [item.text]
    for number, sentence in enumerate(sentences):
        text = shown if len(sentences) == 1 else (f"{item.number} {sentence}".strip() if number == 0 else sentence)
        unit = Unit(text, sentence, kind, context, place.group)
        yield Line(text, (unit,), place.block, item.page, runs_on=number > 0)


def _table_lines(table: Table, place: _Place) -> Iterator[Line]:
    header = fold_spaces(table.joint.join(table.columns))
    label = ""
    for number, row in enumerate(table.rows):
        label = row.cells[0] or label
        text = fold_spaces(table.joint.join(row.cells))
        units = tuple(_row_units(table, row, label, place.group + number))
        if units:
            shown = f"{header}\n{text}" if header and number == 0 else text
            yield Line(shown, units, place.block, row.page)


def _row_units(table: Table, row: Row, label: str, group: int) -> Iterator[Unit]:
    prose = [cell for cell in row.cells if len(cell.split()) > PROSE_WORDS]
    whole = fold_spaces(table.joint.join(row.cells))
    if not prose:
        if whole:
            yield Unit(_named_cells(table.columns, row.cells), whole, "row", "", group)
        return
    short = [cell for cell in row.cells if cell and cell not in prose]
    if len(short) > 1:
        run = fold_spaces(table.joint.join(row.cells[: row.cells.index(prose[0])]))
        together = all(cell in run for cell in short)
        cells = tuple("" if cell in prose else cell for cell in row.cells)
        yield Unit(_named_cells(table.columns, cells), run if together else whole, "row", "", group)
    context = label if len(label.split()) <= PROSE_WORDS else ""
    for cell in prose:
        for sentence in split_sentences(cell):
            yield Unit(sentence, sentence, "row", context, group)


def _named_cells(columns: Sequence[str], cells: Sequence[str]) -> str:
    """Return a row as a person reads it: each filled cell after its column's name.

    >>> _named_cells(("Terminal", "Berths"), ("North", "6"))
    'Terminal: North; Berths: 6'
    """
    names = tuple(columns) or ("",) * len(cells)
    named = zip(names, cells, strict=False)
    return "; ".join(f"{name.rstrip(':')}: {cell}" if name else cell for name, cell in named if cell)


def _is_reference(text: str, *, in_references: bool) -> bool:
    """Say whether a text mainly points elsewhere: an address with its label, or an author, a date and a title."""
    addresses = URL.findall(text)
    if in_references and addresses:
        return True
    rest = URL.sub("", text).strip(" .<>()")
    if addresses and not rest:
        return any(_PATH.search(address) for address in addresses)
    dated = _DATED.search(text[:160])
    opening = text[: dated.start()].rstrip() if dated else ""
    author = bool(dated) and len(opening.split()) <= 14 and (opening[-1:] == "." or "," in opening)
    return author and (in_references or bool(addresses) or bool(re.search(r"[A-ZÁÉÍÓÚÑ]\.", opening)))


def _outline(section: Section, group: int, *, alone: bool) -> Line:
    titles = [child.title for child in section.children]
    unit = Unit("; ".join(titles), "\n".join(titles), "outline", "", group)
    return Line("\n".join([section.title, *titles]) if alone else "", (unit,), len(section.blocks), section.page)
