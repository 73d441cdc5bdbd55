"""Markdown, read by markdown-it, with the tags and tabs that converters leave in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ingest.blocks import Element, FrontMatter, Heading, Item, Listing, Paragraph, Row, SourceDocument, Table
from ingest.normalisation import clean, link, plain_lead, plain_marks
from ingest.readers.html import html_elements
from ingest.readers.text_tables import is_entry, is_table_line, marked_table, starts_table

_FENCE = re.compile(r"^---\s*\n(.*?)\n(?:---|\.\.\.)\s*(?:\n|$)", re.DOTALL)
_FIELD = re.compile(r"^([\w-]+):(?:\s+(.*))?$")
_ARROW_LINE = re.compile(r"^\s*[►▶▸➤❖■◆]")
_BULLETS = ("•", "●", "▪", "◦")


def read_markdown(text: str) -> SourceDocument:
    r"""Return what a Markdown text holds, in order; front matter is read, its note and unknown fields left out.

    >>> read_markdown("---\ntitle: Guide\n---\n# One\n\ntext").front_matter.title
    'Guide'
    """
    fields, body = _front_matter(text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff"))
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")
    tree = SyntaxTreeNode(parser.parse(body))
    elements = tuple(element for node in tree.children for element in _elements(node))
    front = FrontMatter(fields.get("document", ""), fields.get("title", ""), fields.get("language", ""))
    return SourceDocument(elements, front_matter=front)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    found = _FENCE.match(text)
    if not found:
        return {}, text
    fields: dict[str, str] = {}
    for line in found[1].split("\n"):
        field = _FIELD.match(line)
        if field:
            value = (field[2] or "").strip()
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            fields[field[1].lower()] = value[1:-1] if quoted else value
        elif line.strip() and not line.startswith((" ", "\t", "#", "-")):
            return {}, text
    return fields, text[found.end() :]


def _elements(node: SyntaxTreeNode) -> Iterator[Element]:
    match node.type:
        case "heading":
            words, lead = _inline(node)
            if words:
                yield Heading(
                    words, level=int(node.tag[1]), bold=bool(lead) and len(lead) > len(words) / 2, marker=_marker(words)
                )
        case "paragraph":
            yield from _paragraph(node)
        case "bullet_list" | "ordered_list":
            items = tuple(_items(node, 0))
            if items:
                yield Listing(items, node.markup)
        case "table":
            yield _table(node)
        case "html_block":
            yield from html_elements(node.content)
        case "fence" | "code_block":
            words = clean(node.content)
            if words:
                yield Paragraph(words)
        case "hr":
            return
        case _:
            for child in node.children:
                yield from _elements(child)


def _marker(words: str) -> str:
    return words[0] if words[:1] in "•►▶▸➤◦●○▪" else ""


def _paragraph(node: SyntaxTreeNode) -> Iterator[Element]:
    source = node.children[0].content if node.children else ""
    lines = source.split("\n")
    if "\t" in source and starts_table(lines[0]) and all(map(is_table_line, lines)):
        yield from _tabbed(lines)
        return
    if len(lines) > 1 and all(_begins_entry(line) or line[:1].isspace() for line in lines):
        yield from _bulleted(lines)
        return
    words, lead = _inline(node)
    if not words:
        return
    if _ARROW_LINE.match(words) and len(lines) == 1:
        yield Heading(words, bold=bool(lead), marker=words[0])
    elif words[0] in _BULLETS and len(lines) == 1:
        yield Listing((Item(words[1:].strip(), lead=lead.removeprefix(words[0]).strip()),), words[0])
    else:
        yield Paragraph(words, lead=lead)


def _tabbed(lines: Sequence[str]) -> Iterator[Element]:
    """Yield the table that lines begin with, and the entries of a list that stand right under it."""
    rows = list(takewhile(lambda line: not is_entry(line), lines))
    table, rest = marked_table(rows), lines[len(rows) :]
    if table:
        yield table
    if rest and all(map(_begins_entry, rest)):
        yield from _bulleted(rest)
    elif rest:
        yield Paragraph(plain_marks(" ".join(rest)))


def _begins_entry(line: str) -> bool:
    return line.lstrip().startswith(_BULLETS)


def _bulleted(lines: Sequence[str]) -> Iterator[Listing]:
    """Yield the list of lines that begin with bullets or go on with the entry above; none where they hold no words."""
    entries: list[str] = []
    for line in map(str.strip, lines):
        if _begins_entry(line):
            entries.append(line[1:].strip())
        else:
            entries[-1] = f"{entries[-1]} {line}"
    items = tuple(Item(text, lead=lead) for text, lead in map(plain_lead, entries) if text)
    if items:
        yield Listing(items, lines[0].lstrip()[0])


def _items(node: SyntaxTreeNode, depth: int) -> Iterator[Item]:
    for entry in node.children:
        number = f"{entry.info}{entry.markup}" if node.type == "ordered_list" else ""
        words: list[str] = []
        lead = ""
        nested: list[Item] = []
        for child in entry.children:
            if child.type in ("bullet_list", "ordered_list"):
                nested.extend(_items(child, depth + 1))
            elif child.type in ("paragraph", "heading"):
                text, bold = _inline(child)
                lead = bold if not words else lead
                words.append(text)
            else:
                words.extend(_words_of(element) for element in _elements(child))
        text = " ".join(word for word in words if word)
        if text:
            yield Item(text, lead=lead, number=number, depth=depth)
        yield from nested


def _words_of(element: Element) -> str:
    match element:
        case Listing(items=items):
            return " ".join(item.text for item in items)
        case Table(rows=rows):
            return " ".join(" ".join(row.cells) for row in rows)
        case _:
            return element.text


def _table(node: SyntaxTreeNode) -> Table:
    rows = [
        tuple(_inline(cell)[0] for cell in line.children)
        for part in node.children
        for line in part.children
        if line.type == "tr"
    ]
    header = rows[0] if any(rows[0]) else ()
    return Table(header, tuple(Row(row) for row in rows[1:] if any(row)), " | ")


def _inline(node: SyntaxTreeNode) -> tuple[str, str]:
    """Return the words of a node as a person reads them, and the part of them, from the start, in bold."""
    inline = node.children[0].children if node.children and node.children[0].type == "inline" else []
    text = clean(plain_marks("".join(_pieces(inline)))) if inline else ""
    bold = ""
    for child in inline:
        if child.type == "strong":
            bold += "".join(_pieces([child]))
        elif not (child.type == "text" and not child.content.strip()):
            break
    lead = clean(bold)
    return text, lead if lead and text.startswith(lead) else ""


def _pieces(nodes: list[SyntaxTreeNode]) -> Iterator[str]:
    for node in nodes:
        match node.type:
            case "text" | "code_inline" | "text_special" | "html_inline" | "image":
                yield node.content
            case "softbreak" | "hardbreak":
                yield " "
            case "link":
                yield link("".join(_pieces(node.children)), str(node.attrs.get("href", "")))
            case _:
                yield from _pieces(node.children)
