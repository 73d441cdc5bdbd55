"""What page breaks and converters tore apart, put together again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.blocks import Element, Item, Listing, Paragraph, Table
from ingest.normalisation import URL, without_accents

_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_DANGLING_LISTED = """
the of in to for with by on at from an as than that which between into el la los las de del en con por para un
una unos unas al que su sus como entre sobre
"""
_DANGLING = frozenset(_DANGLING_LISTED.split())
_ONLY_ADDRESS = re.compile(
    r"^<?(?:https?://|www\.)\S+(?:\s+[^\s.]+){0,2}(?:\s*\S+\.(?:pdf|html?|aspx?|php))?$", re.IGNORECASE
)
_FIRST_NUMBERS = ("1.", "1)", "a.", "a)", "i.", "i)", "(1)", "(a)")
_SIGNATURE = re.compile(r"^[-–—•]?\s*(?:the|la|el)\s+\w+$", re.IGNORECASE)


def repair(elements: Sequence[Element]) -> list[Element]:
    """Return the elements with torn paragraphs, entries, tables and address lines joined to what they belong to."""
    joined: list[Element] = []
    for element in merge_lists(elements):
        last = joined[-1] if joined else None
        step = next(
            (join for kinds, join in _JOINS if isinstance(last, kinds[0]) and isinstance(element, kinds[1])), None
        )
        merged = step(last, element) if step else None
        if merged is None:
            joined.append(element)
        else:
            joined[-1:] = merged
    return [_repair_list(element) if isinstance(element, Listing) else element for element in merge_lists(joined)]


def is_address(text: str) -> bool:
    """Say whether a paragraph is nothing but an address.

    >>> is_address("https://a.org/GLOTiP 2022 web.pdf"), is_address("See https://a.org")
    (True, False)
    """
    return bool(_ONLY_ADDRESS.match(text)) and len(text.split()) <= 4


def _join_paragraphs(above: Paragraph, below: Paragraph) -> list[Element] | None:
    if is_address(below.text) and not URL.search(above.text) and _is_label(above.text):
        return [replace(above, text=f"{above.text} {below.text}")]
    wholly_bold = above.lead == above.text or (below.lead and below.lead == below.text)
    if wholly_bold or len(above.text.split()) < 5 or _ENDS_SENTENCE.search(above.text) or URL.search(above.text):
        return None
    if below.text[:1].islower() or _dangles(above.text):
        return [replace(above, text=f"{above.text} {below.text}")]
    return None


def _join_list_and_paragraph(above: Listing, below: Paragraph) -> list[Element] | None:
    last = above.items[-1]
    address = is_address(below.text) and not URL.search(last.text) and _is_label(last.text)
    torn = (
        len(last.text.split()) >= 5
        and not _ENDS_SENTENCE.search(last.text)
        and not URL.search(last.text)
        and (below.text[:1].islower() or _dangles(last.text))
    )
    if not address and not torn:
        return None
    return [replace(above, items=(*above.items[:-1], replace(last, text=f"{last.text} {below.text}")))]


def _join_paragraph_and_list(above: Paragraph, below: Listing) -> list[Element] | None:
    """Take a labelled address that stands above a list of labelled addresses as the list's first entry."""
    parts = above.text.rsplit(" ", 1)
    if (
        len(parts) == 2
        and URL.fullmatch(parts[1])
        and _is_label(parts[0])
        and len(below.items) == 1
        and _is_label(below.items[0].text)
    ):
        return [Listing((Item(above.text, above.page), *below.items), below.marker)]
    return None


def merge_lists(elements: Sequence[Element]) -> list[Element]:
    """Return the elements with lists that follow each other as one, unless the later one counts anew or otherwise."""
    merged: list[Element] = []
    items: list[Item] = []
    marker = ""
    for element in elements:
        if isinstance(element, Listing) and items and _goes_on(items, element.items[0]):
            items.extend(element.items)
            continue
        if items:
            merged.append(Listing(tuple(items), marker))
        items, marker = (list(element.items), element.marker) if isinstance(element, Listing) else ([], "")
        if not isinstance(element, Listing):
            merged.append(element)
    return [*merged, Listing(tuple(items), marker)] if items else merged


def _goes_on(items: Sequence[Item], item: Item) -> bool:
    """Say whether an entry belongs to the list so far: deeper than its last one, or counted as its like were."""
    if item.depth > items[-1].depth:
        return True
    last = next((other for other in reversed(items) if other.depth <= item.depth), items[0])
    restarts = bool(last.number) and item.number in _FIRST_NUMBERS and last.depth == item.depth
    return not restarts and bool(last.number) == bool(item.number)


def _join_tables(above: Table, below: Table) -> list[Element] | None:
    """Join a table with the rest of it that a page break parted, its header perhaps printed again."""
    width = len(above.rows[0].cells) if above.rows else len(above.columns)
    rows = below.rows
    if not rows or len(rows[0].cells) != width or below.columns not in ((), above.columns):
        return None
    first, last = rows[0], above.rows[-1] if above.rows else None
    if last and _continues_row(last.cells, first.cells):
        cells = tuple(f"{one} {other}".strip() for one, other in zip(last.cells, first.cells, strict=True))
        return [replace(above, rows=(*above.rows[:-1], replace(last, cells=cells), *rows[1:]))]
    return [replace(above, rows=(*above.rows, *rows))]


def _continues_row(above: Sequence[str], below: Sequence[str]) -> bool:
    """Say whether a row is the rest of the one above: prose breaks off there, and nothing here begins anew."""
    torn = [one for one, other in zip(above, below, strict=True) if other and one and not _ENDS_SENTENCE.search(one)]
    prose = any(len(one.split()) > 5 for one in torn)
    starts_low = [other for other in below if other[:1].islower()]
    if not below[0]:
        return bool(torn) and (bool(starts_low) or any(_dangles(one) for one in torn))
    return prose and len(starts_low) == sum(map(bool, below))


def _repair_list(listing: Listing) -> Listing:
    """Join entries that a page break parted: one that breaks off within a phrase and one that goes on with it."""
    sentences = sum(item.text[-1:] in ".?!" for item in listing.items) * 2 > len(listing.items)
    items: list[Item] = []
    for item in listing.items:
        last = items[-1] if items else None
        breaks_off = (
            last and not _ENDS_SENTENCE.search(last.text) and not URL.search(last.text) and len(last.text.split()) > 4
        )
        if last and breaks_off and not item.lead and (_dangles(last.text) or (sentences and item.text[:1].islower())):
            items[-1] = replace(last, text=f"{last.text} {item.text}")
        else:
            items.append(item)
    return replace(listing, items=tuple(items))


def _dangles(text: str) -> bool:
    """Say whether a text breaks off at an article or a preposition.

    >>> _dangles("Belize, Costa Rica, El"), _dangles("Vitamin A")
    (True, False)
    """
    words = text.split()
    last = words[-1] if words else ""
    single_capital = len(last) == 1 and last.isupper()
    return len(words) > 2 and not single_capital and without_accents(last) in _DANGLING


def _is_label(text: str) -> bool:
    return (
        len(text.split()) <= 14
        and not _SIGNATURE.match(text)
        and not text.endswith((":", "?"))
        and not URL.search(text)
    )


_Join = Callable[..., list[Element] | None]
_JOINS: tuple[tuple[tuple[type, type], _Join], ...] = (
    ((Paragraph, Paragraph), _join_paragraphs),
    ((Listing, Paragraph), _join_list_and_paragraph),
    ((Paragraph, Listing), _join_paragraph_and_list),
    ((Table, Table), _join_tables),
)
