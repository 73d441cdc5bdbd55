"""What a reader finds in a file: headings, paragraphs, lists and tables in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field

TOP = 0
"""The level of a heading that stands at the top, whatever levels the document states."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a section, with the marks by which its depth is judged.

    ``level`` counts from 1, or is ``TOP``; it is ``None`` where the format states none. ``marker`` is the bullet or
    arrow that stood before the text. ``body`` is the text of a run-in heading: a section of its own that ends with it.
    """

    text: str
    page: int | None = None
    level: int | None = None
    bold: bool = False
    marker: str = ""
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``lead`` is the part of it, from its start, that stands in bold."""

    text: str
    page: int | None = None
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list. ``number`` is its mark where it counts (``"3."``), ``depth`` 0 in an outermost list."""

    text: str
    page: int | None = None
    lead: str = ""
    number: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, bulleted or numbered; ``marker`` is the bullet of its first item, ``""`` where it is not known."""

    items: tuple[Item, ...]
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[str, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``columns`` is ``()`` where it names none. ``joint`` stands between the cells of a row in the source."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    joint: str = " "


Block = Paragraph | Listing | Table
Element = Heading | Block


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says of itself above its text; ``""`` where it says nothing."""

    document: str = ""
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file as read. ``pages`` is ``None`` where the format has none."""

    elements: tuple[Element, ...]
    pages: int | None = None
    front_matter: FrontMatter = field(default_factory=FrontMatter)
    warnings: tuple[str, ...] = ()
