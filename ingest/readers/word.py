"""Word files, read by python-docx: styles, outline levels, lists, tables, links; tracked deletions left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.blocks import Element, Heading, Item, Listing, Paragraph, SourceDocument
from ingest.errors import UnreadableFileError
from ingest.normalisation import clean, link
from ingest.readers.text_tables import table_of
from ingest.readers.word_numbering import counted, numbering_formats

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"^(?:heading|título|titulo|encabezado)\s*(\d)$", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"^(?:toc|tdc|table of contents|tabla de contenido)\b", re.IGNORECASE)
_LIST_NAME = re.compile(r"^list(?:a)? (bullet|number|paragraph|con viñetas|con números)", re.IGNORECASE)
_TYPED_MARK = re.compile(r"^([•●▪◦·‣►▶➤\uf0b7\uf0a7–—-]|o(?=\s))\s+|^((?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+")


def read_word(path: Path) -> SourceDocument:
    """Return what a Word file holds, in order; headers, footers and tables of contents are left out.

    Raises:
        UnreadableFileError: the file is not a Word document that python-docx can open.
    """
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(str(path))
        return SourceDocument(tuple(_Body(document).elements()), warnings=_left_out(document))
    except (OpcError, KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError, EOFError) as error:
        raise UnreadableFileError(
            path, "a Word file that cannot be opened", "open it in Word, save it anew and ingest it again"
        ) from error


class _Body:
    """Walks over the body of one Word document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.styles: dict[str, Any] = {style.style_id: style for style in document.styles if style.style_id}
        self.formats = numbering_formats(document)
        self.counts: dict[tuple[str, int], int] = {}

    def elements(self) -> Iterator[Element]:
        items: list[Item] = []
        for node in self._nodes(self.document.element.body):
            taken = self._table(node) if node.tag == f"{_W}tbl" else self._paragraph(node)
            for element in taken:
                if isinstance(element, Item):
                    if items and _begins_list(element, items[-1]):
                        yield Listing(tuple(items))
                        items = []
                    items.append(element)
                    continue
                if isinstance(element, Paragraph) and items and self._continues_list(node):
                    last = items[-1]
                    items[-1] = Item(f"{last.text} {element.text}", None, last.lead, last.number, last.depth)
                    continue
                if items:
                    yield Listing(tuple(items))
                    items = []
                yield element
        if items:
            yield Listing(tuple(items))

    def _nodes(self, parent: Any) -> Iterator[Any]:
        """Yield paragraphs and tables in order, those inside content controls and tracked insertions too."""
        for node in parent:
            if node.tag in (f"{_W}p", f"{_W}tbl"):
                yield node
            elif node.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
                yield from self._nodes(node)

    def _style_chain(self, node: Any) -> Iterator[Any]:
        found = node.find(f"{_W}pPr/{_W}pStyle")
        style = self.styles.get(found.get(f"{_W}val")) if found is not None else None
        while style is not None:
            yield style
            style = style.base_style

    def _paragraph(self, node: Any) -> Iterator[Element | Item]:
        names = [style.name or "" for style in self._style_chain(node)]
        text, lead = self._words(node)
        if not text or any(_CONTENTS_NAME.match(name) for name in names):
            return
        level = self._level(node, names)
        if level is not None:
            yield Heading(text, level=level)
            return
        listed = self._list_place(node)
        if listed is None and any(_LIST_NAME.match(name) for name in names):
            listed = ("", 0)
        typed = _TYPED_MARK.match(text)
        if listed is not None and self.formats.get(listed, "bullet") != "none":
            yield Item(text, lead=lead, number=self._number(listed), depth=listed[1])
        elif typed:
            rest = text[typed.end() :]
            yield Item(
                rest, lead=lead[typed.end() :] if lead[typed.end() :] else _own_lead(lead, rest), number=typed[2] or ""
            )
        else:
            yield Paragraph(text, lead=lead)

    def _level(self, node: Any, names: list[str]) -> int | None:
        """Return the level of a heading: 1 for the title's style, from 2 on for headings; ``None`` for other text."""
        for name in names:
            found = _HEADING_NAME.match(name)
            if found:
                return int(found[1]) + 1
            if name.lower() in ("title", "título", "titulo"):
                return 1
        candidates = [node.find(f"{_W}pPr/{_W}outlineLvl")]
        candidates += [style.element.find(f"{_W}pPr/{_W}outlineLvl") for style in self._style_chain(node)]
        for outline in candidates:
            if outline is not None and int(outline.get(f"{_W}val", "9")) < 9:
                return int(outline.get(f"{_W}val")) + 2
        return None

    def _list_place(self, node: Any) -> tuple[str, int] | None:
        """Return the list's id and the depth in it, ``None`` for a paragraph outside lists."""
        for properties in (
            node.find(f"{_W}pPr"),
            *(style.element.find(f"{_W}pPr") for style in self._style_chain(node)),
        ):
            numbered = properties.find(f"{_W}numPr") if properties is not None else None
            if numbered is None:
                continue
            identity, depth = numbered.find(f"{_W}numId"), numbered.find(f"{_W}ilvl")
            if identity is None or identity.get(f"{_W}val") == "0":
                return None
            return str(identity.get(f"{_W}val")), int(depth.get(f"{_W}val")) if depth is not None else 0
        return None

    def _number(self, place: tuple[str, int]) -> str:
        if self.formats.get(place, "bullet") in ("bullet", "none"):
            return ""
        identity, depth = place
        self.counts[place] = self.counts.get(place, 0) + 1
        for deeper in [other for other in self.counts if other[0] == identity and other[1] > depth]:
            del self.counts[deeper]
        return f"{counted(self.counts[place], self.formats[place])}."

    def _continues_list(self, node: Any) -> bool:
        listed = self._list_place(node)
        return listed is not None and self.formats.get(listed) == "none"

    def _words(self, node: Any) -> tuple[str, str]:
        """Return a paragraph's words and the part of them, from the start, in bold."""
        pieces: list[tuple[str, bool]] = []
        strong_style = any(style.font.bold for style in self._style_chain(node) if style.name != "Normal")
        for child in node.iter(f"{_W}hyperlink", f"{_W}r"):
            if child.tag == f"{_W}hyperlink":
                words = "".join(_run_text(run) for run in child.iter(f"{_W}r"))
                pieces.append((link(words, self._address(child)), False))
            elif not any(above.tag in _SKIPPED for above in child.iterancestors() if above is not node):
                pieces.append((_run_text(child), self._is_bold(child, strong_style)))
        text = clean("".join(words for words, _ in pieces))
        bold = ""
        for words, strong in pieces:
            if words.strip() and not strong:
                break
            bold += words
        lead = clean(bold)
        return text, lead if lead and text.startswith(lead) else ""

    def _is_bold(self, run: Any, inherited: bool) -> bool:
        mark = run.find(f"{_W}rPr/{_W}b")
        if mark is not None:
            return mark.get(f"{_W}val", "1") not in ("0", "false", "off")
        named = run.find(f"{_W}rPr/{_W}rStyle")
        style = self.styles.get(named.get(f"{_W}val")) if named is not None else None
        return bool(style.font.bold) if style is not None and style.font.bold is not None else inherited

    def _address(self, hyperlink: Any) -> str:
        key = hyperlink.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
        relation = self.document.part.rels.get(key) if key else None
        anchor = hyperlink.get(f"{_W}anchor")
        if relation is None or not relation.is_external:
            return ""
        return f"{relation.target_ref}#{anchor}" if anchor else str(relation.target_ref)

    def _table(self, node: Any) -> Iterator[Element]:
        rows = []
        for line in node.iter(f"{_W}tr"):
            if next(line.iterancestors(f"{_W}tbl")) is not node:
                continue
            cells = [cell for cell in line.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is line]
            row = tuple(
                " ".join(filter(None, (self._words(part)[0] for part in cell.iter(f"{_W}p")))) for cell in cells
            )
            if any(row):
                rows.append(row)
        if rows and max(map(len, rows)) > 1:
            yield table_of(rows, " ")
        else:
            yield from (Paragraph(row[0]) for row in rows)


_SKIPPED = frozenset({f"{_W}hyperlink", f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent"})


def _left_out(document: Document) -> tuple[str, ...]:
    """Return a warning for each kind of text that a Word file has and that is not read."""
    body = document.element.body
    boxes = any((node.text or "").strip() for box in body.iter(f"{_W}txbxContent") for node in box.iter(f"{_W}t"))
    notes = next(body.iter(f"{_W}footnoteReference", f"{_W}endnoteReference"), None) is not None
    warnings = ("text boxes are not read", boxes), ("footnotes are not read", notes)
    return tuple(words for words, found in warnings if found)


def _begins_list(item: Item, last: Item) -> bool:
    """Say whether an entry is the first of another list: it counts from one again, or counts where the last did not."""
    return item.depth == last.depth and (item.number == "1." or bool(item.number) != bool(last.number))


def _own_lead(lead: str, rest: str) -> str:
    return lead if lead and rest.startswith(lead) else ""


def _run_text(run: Any) -> str:
    text = ""
    for child in run:
        if child.tag == f"{_W}t":
            text += child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            text += " "
        elif child.tag == f"{_W}noBreakHyphen":
            text += "-"
    return text
