"""The section tree: which heading stands under which, and what each section holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ingest.blocks import Block, Element, Heading, Listing, Paragraph, SourceDocument, Table
from ingest.depths import heading_depths, names_whole_document
from ingest.headings import case_habits, clean_title, is_contents_title, sentence_case, title_key
from ingest.promotions import promote, title_lines, without_running_titles
from ingest.repairs import repair


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands under it before and between its subsections, and these.

    ``path`` holds the headings from the document's top down to this one; ``key`` the same by number, counted from 1.
    The root has key ``""`` and the document's title as its path.
    """

    title: str
    key: str
    path: tuple[str, ...]
    page: int | None
    blocks: tuple[Block, ...]
    children: tuple[Section, ...]

    def walk(self) -> Iterator[Section]:
        """Yield this section and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class _Draft:
    heading: Heading | None
    blocks: list[Block]
    children: list[_Draft]


def section_tree(source: SourceDocument, title: str) -> Section:
    """Return the root of a document's sections; ``title`` names the text above the first heading.

    Where one first heading stands over all others it is the document's own title: it names the root and is in no path.
    """
    elements: Sequence[Element] = repair(source.elements)
    lines, elements = title_lines(elements)
    if not lines:
        lines, elements = _title_headings(elements)
    elements = _without_repeats(promote(without_running_titles(elements, [*lines, " ".join(lines)])))
    habits = case_habits(_texts(elements))
    root = _Draft(None, [], [])
    stack: list[tuple[int, _Draft]] = [(0, root)]
    depths = iter(_depths(elements))
    for element in elements:
        if not isinstance(element, Heading):
            stack[-1][1].blocks.append(element)
        elif element.body is not None:
            stack[-1][1].children.append(_Draft(element, [Paragraph(element.body, element.page)], []))
        else:
            depth = next(depths)
            while stack[-1][0] >= depth:
                stack.pop()
            draft = _Draft(element, [], [])
            stack[-1][1].children.append(draft)
            stack.append((depth, draft))
    _drop_contents(root)
    shown = " – ".join(sentence_case(clean_title(line), habits) for line in lines)
    return _freeze(root, shown or title, "", (), habits)


def _drop_contents(draft: _Draft) -> None:
    """Take out headings of a table of contents of which nothing is left."""
    for child in draft.children:
        _drop_contents(child)
    draft.children = [
        child
        for child in draft.children
        if child.blocks or child.children or not (child.heading and is_contents_title(child.heading.text))
    ]


def _title_headings(elements: Sequence[Element]) -> tuple[list[str], Sequence[Element]]:
    """Return the first headings that each stand alone above all others, no text between them, and what follows."""
    lines: list[str] = []
    while elements and isinstance(elements[0], Heading):
        headings = [element for element in elements if isinstance(element, Heading)]
        if not names_whole_document(headings):
            break
        lines.append(elements[0].text)
        elements = elements[1:]
    return lines, elements


def _depths(elements: Sequence[Element]) -> list[int]:
    outer = [
        (element, isinstance(below, Heading) and below.body is None)
        for element, below in zip_longest(elements, elements[1:])
        if isinstance(element, Heading) and element.body is None
    ]
    return heading_depths([heading for heading, _ in outer], [empty for _, empty in outer])


def _freeze(draft: _Draft, title: str, key: str, above: tuple[str, ...], habits: Mapping[str, str]) -> Section:
    path = (*above, title)
    under = path if key else ()
    children = tuple(
        _freeze(
            child,
            sentence_case(clean_title(child.heading.text if child.heading else ""), habits),
            f"{key}.{number}" if key else str(number),
            under,
            habits,
        )
        for number, child in enumerate(draft.children, start=1)
    )
    page = draft.heading.page if draft.heading else _first_page(draft.blocks)
    return Section(title, key, path, page, tuple(repair_blocks(draft.blocks)), children)


def repair_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Return a section's blocks, joined anew where a running title had stood between their parts."""
    return [block for block in repair(blocks) if not isinstance(block, Heading)]


def _without_repeats(elements: Sequence[Element]) -> list[Element]:
    """Drop a heading that the next one only says again."""
    kept: list[Element] = []
    for element in elements:
        last = kept[-1] if kept else None
        again = isinstance(last, Heading) and isinstance(element, Heading) and last.body is None
        if (
            again
            and isinstance(last, Heading)
            and isinstance(element, Heading)
            and title_key(last.text) == title_key(element.text)
        ):
            continue
        kept.append(element)
    return kept


def section_texts(root: Section) -> Iterator[str]:
    """Yield the words of all sections, headings too, a piece at a time."""
    for section in root.walk():
        yield section.title
        yield from _texts(section.blocks)


def _texts(elements: Sequence[Element]) -> Iterator[str]:
    for element in elements:
        match element:
            case Heading(body=str() as body):
                yield body
            case Paragraph(text=text):
                yield text
            case Listing(items=items):
                yield from (item.text for item in items)
            case Table(rows=rows):
                yield from (cell for row in rows for cell in row.cells)


def _first_page(blocks: Sequence[Block]) -> int | None:
    for block in blocks:
        match block:
            case Paragraph(page=page):
                return page
            case Listing(items=items):
                return items[0].page
            case Table(rows=rows):
                return rows[0].page if rows else None
    return None
