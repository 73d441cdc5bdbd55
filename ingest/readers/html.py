"""HTML, read by Beautiful Soup over lxml: what a browser would show of the page's own text."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag

from ingest.blocks import Element, FrontMatter, Heading, Item, Listing, Paragraph, Row, SourceDocument, Table
from ingest.normalisation import clean, link
from ingest.readers.text_tables import table_of

_HIDDEN = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "form",
    "button",
    "svg",
    "iframe",
    "head",
    "aside",
    "footer",
)
_INLINE_LISTED = """
a abbr b bdi bdo big br cite code data del dfn em font i img ins kbd mark q rp rt ruby s samp small span strike
strong sub sup time tt u var wbr
"""
_INLINE = frozenset(_INLINE_LISTED.split())
_BOLD = frozenset({"b", "strong"})
_LISTS = ("ul", "ol", "menu")


def read_html(text: str) -> SourceDocument:
    """Return what an HTML page holds, in order; navigation, forms, scripts and page footers are left out.

    >>> [element.text for element in read_html("<h1>One</h1><p>a&nbsp;b</p>").elements]
    ['One', 'a b']
    """
    soup = BeautifulSoup(text, "lxml")
    language = str(soup.html.get("lang", "")) if soup.html else ""
    title = clean(soup.title.get_text()) if soup.title else ""
    elements = tuple(_page_elements(soup))
    return SourceDocument(elements, front_matter=FrontMatter(title=title if elements else "", language=language))


def html_elements(markup: str) -> list[Element]:
    """Return what a piece of HTML holds, in order."""
    return list(_page_elements(BeautifulSoup(markup, "lxml")))


def _page_elements(soup: BeautifulSoup) -> Iterator[Element]:
    for hidden in soup(_HIDDEN):
        hidden.decompose()
    yield from _elements(soup.body or soup)


def _elements(parent: Tag) -> Iterator[Element]:
    run: list[PageElement] = []
    for child in list(parent.children):
        if isinstance(child, Comment):
            continue
        if isinstance(child, NavigableString) or (isinstance(child, Tag) and _is_inline(child)):
            run.append(child)
            continue
        yield from _paragraph(run)
        run = []
        if isinstance(child, Tag):
            yield from _block(child)
    yield from _paragraph(run)


def _is_inline(tag: Tag) -> bool:
    return tag.name in _INLINE and not tag.find(lambda inner: inner.name not in _INLINE)


def _block(tag: Tag) -> Iterator[Element]:
    if tag.name in ("h1", "h2", "h3", "h4", "h5", "h6"):
        words = _words(tag)
        if words:
            yield Heading(words, level=int(tag.name[1]))
    elif tag.name in _LISTS:
        items = tuple(_items(tag, 0))
        if items:
            yield Listing(items)
    elif tag.name == "dl":
        items = tuple(_definitions(tag))
        if items:
            yield Listing(items)
    elif tag.name == "table":
        yield from _table(tag)
    else:
        yield from _elements(tag)


def _paragraph(run: list[PageElement]) -> Iterator[Element]:
    lines: list[list[PageElement]] = [[]]
    for place, node in enumerate(run):
        doubled = (
            isinstance(node, Tag)
            and node.name == "br"
            and any(_is_break(other) for other in run[place + 1 : place + 3])
        )
        if doubled:
            lines.append([])
        else:
            lines[-1].append(node)
    for line in lines:
        words = clean("".join(_pieces(line)))
        if words:
            yield Paragraph(words, lead=_lead(line, words))


def _is_break(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name == "br"


def _lead(nodes: list[PageElement], words: str) -> str:
    bold = ""
    for node in nodes:
        if isinstance(node, Tag) and (node.name in _BOLD or (node.name == "span" and node.find(_BOLD))):
            bold += "".join(_pieces([node]))
        elif clean("".join(_pieces([node]))):
            break
    lead = clean(bold)
    return lead if lead and words.startswith(lead) else ""


def _words(tag: Tag) -> str:
    return clean("".join(_pieces(list(tag.children))))


def _pieces(nodes: list[PageElement]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Comment):
            continue
        if isinstance(node, NavigableString):
            yield str(node)
        elif isinstance(node, Tag) and node.name == "a":
            yield link("".join(_pieces(list(node.children))), _address(node))
        elif isinstance(node, Tag) and node.name == "br":
            yield " "
        elif isinstance(node, Tag):
            inner = "".join(_pieces(list(node.children)))
            yield inner if node.name in _INLINE else f" {inner} "


def _address(anchor: Tag) -> str:
    address = str(anchor.get("href", ""))
    return address if address.startswith(("http", "www.", "mailto:")) else ""


def _items(tag: Tag, depth: int) -> Iterator[Item]:
    ordered = tag.name == "ol"
    for count, entry in enumerate(tag.find_all("li", recursive=False), start=1):
        nested = [inner for inner in entry.find_all(_LISTS) if inner.find_parent("li") is entry]
        inner_items = [item for inner in nested for item in _items(inner, depth + 1)]
        for inner in nested:
            inner.extract()
        words = _words(entry)
        if words:
            opening = [child for child in entry.children if clean("".join(_pieces([child])))]
            inside = (
                list(opening[0].children)
                if opening and isinstance(opening[0], Tag) and opening[0].name == "p"
                else opening
            )
            yield Item(words, lead=_lead(inside, words), number=f"{count}." if ordered else "", depth=depth)
        yield from inner_items


def _definitions(tag: Tag) -> Iterator[Item]:
    term = ""
    for entry in tag.find_all(("dt", "dd")):
        words = _words(entry)
        if entry.name == "dt":
            term = words
        elif words:
            yield Item(f"{term}: {words}" if term else words, lead=term)


def _table(tag: Tag) -> Iterator[Element]:
    caption = tag.find("caption")
    if isinstance(caption, Tag) and _words(caption):
        yield Paragraph(_words(caption))
    lines = [line for line in tag.find_all("tr") if line.find_parent("table") is tag]
    rows = [tuple(_words(cell) for cell in line.find_all(("td", "th"), recursive=False)) for line in lines]
    kept = [(line, row) for line, row in zip(lines, rows, strict=True) if any(row)]
    if not kept:
        return
    first, header = kept[0]
    if max(len(row) for _, row in kept) < 2:
        yield from (Paragraph(row[0]) for _, row in kept)
    elif first.find("th") and not first.find("td") and len(kept) > 1:
        yield Table(header, tuple(Row(row) for _, row in kept[1:]), " ")
    else:
        yield table_of([row for _, row in kept], " ")
