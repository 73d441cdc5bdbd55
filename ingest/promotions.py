"""Headings that no format marks as such: bold lines, capitals, lone bullets, salutations, run-in leads of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from ingest.blocks import TOP, Element, Heading, Item, Listing, Paragraph, Table
from ingest.headings import clean_title, is_capitals, is_generic, is_salutation, looks_like_title, title_key
from ingest.normalisation import URL
from ingest.repairs import is_address

_MAX_LINE_WORDS = 14
_RUN_IN_WORDS = 4
_DEFINITION_WORDS = 25
_TITLE_LINES = 6
_MAX_PLAIN_WORDS = 8
_FEW_HEADINGS = 3


def title_lines(elements: Sequence[Element]) -> tuple[list[str], Sequence[Element]]:
    """Return the lines above the first prose or heading that only name the document, and the elements after them.

    A last line that is marked as headings are, in capitals or in bold, is left as the first of them; so is a plain one
    where plain lines are what opens sections.
    """
    run: list[Paragraph] = []
    for element in elements[:_TITLE_LINES]:
        if not isinstance(element, Paragraph) or not _names_document(element.text):
            break
        run.append(element)
    below = elements[len(run)] if len(run) < len(elements) else None
    if below is None or isinstance(below, Listing | Table):
        run = run[:-1]
    if isinstance(below, Heading):
        end = len(run)
    else:
        plain = [place for place, line in enumerate(run) if not _is_marked(line)]
        end = plain[-1] + 1 if plain else len(run) - 1
        opens_sections = end > 1 and end == len(run) and _plain_lines_open_sections(elements[len(run) :])
        end -= opens_sections
    return [line.text for line in run[: max(end, 0)]], elements[max(end, 0) :]


def _is_marked(line: Paragraph) -> bool:
    return is_capitals(line.text) or _is_bold(line)


def _is_bold(line: Paragraph) -> bool:
    return bool(line.lead) and line.lead.strip(" :") == line.text.strip(" :")


def _names_document(text: str) -> bool:
    short = looks_like_title(text) and len(text.split()) <= _MAX_LINE_WORDS
    return short and ": " not in text and text[-1] not in ":?" and not is_salutation(text)


def _plain_lines_open_sections(elements: Sequence[Element]) -> bool:
    """Say whether short lines without any mark are this document's headings: there are some, and hardly any others."""
    pairs = list(pairwise(elements))
    stated = sum(isinstance(element, Heading) and element.level is not None for element in elements)
    marked = sum(
        isinstance(element, Heading) or (isinstance(element, Paragraph) and _is_marked(element)) for element in elements
    )
    return not stated and marked < _FEW_HEADINGS and any(_is_plain_heading(above, below) for above, below in pairs)


def _is_plain_heading(line: Element, below: Element | None) -> bool:
    """Say whether a line without any mark reads like a title, and prose or a list stands under it."""
    if not isinstance(line, Paragraph) or not _names_document(line.text) or len(line.text.split()) > _MAX_PLAIN_WORDS:
        return False
    opener = next((sign for sign in line.text if sign.isalnum()), "")
    if not opener or opener.islower() or line.text[0] in "-–—":
        return False
    if isinstance(below, Paragraph):
        return len(below.text.split()) > 8 and below.text[-1] in ".:?!" and not is_address(below.text)
    return isinstance(below, Listing) and len(below.items) > 1


def without_running_titles(elements: Sequence[Element], titles: Sequence[str]) -> list[Element]:
    """Return the elements without the lines that only repeat the document's title: headers that a converter left."""
    keys = [f" {title_key(title)} " for title in titles]

    def repeats(element: Element) -> bool:
        if (
            not isinstance(element, Paragraph)
            or element.text[-1] in ".:?!;,"
            or len(element.text.split()) > _MAX_LINE_WORDS
        ):
            return False
        key = f" {title_key(element.text)} "
        return bool(key.strip()) and any(key in title for title in keys)

    return [element for element in elements if not repeats(element)]


def promote(elements: Sequence[Element]) -> list[Element]:
    """Return the elements with every line that stands for a heading as a heading."""
    stated = any(isinstance(element, Heading) for element in elements)
    plain = _plain_lines_open_sections(elements)
    promoted: list[Element] = []
    for element, below in zip_longest(elements, elements[1:]):
        above = promoted[-1] if promoted else None
        if isinstance(element, Paragraph):
            promoted.append(
                _promote_salutation(element, above) or _promote_line(element, below, stated, plain) or element
            )
        elif isinstance(element, Listing):
            promoted.extend(_promote_list(element, below))
        elif element is not None:
            promoted.append(element)
    return promoted


def _promote_salutation(line: Paragraph, above: Element | None) -> Heading | None:
    """Return a top heading for a line that only addresses the readers, unless it opens a section already."""
    if not is_salutation(line.text) or _is_bold(line) or isinstance(above, Heading):
        return None
    return Heading(line.text, line.page, level=TOP)


def _promote_line(line: Paragraph, below: Element | None, stated: bool, plain: bool) -> Heading | None:
    bold = _is_bold(line)
    if below is None or not _is_heading_line(line.text, salutation=is_salutation(line.text)):
        return None
    if is_address(below.text) if isinstance(below, Paragraph) else isinstance(below, Heading) and not bold:
        return None
    capitals = is_capitals(line.text) and (not stated or len(line.text.split()) > 1)
    unmarked = (plain or is_generic(line.text)) and _is_plain_heading(line, below)
    opener = next((sign for sign in line.text if sign.isalnum()), "")
    marked = (bold and not opener.islower()) or capitals
    return Heading(line.text, line.page, bold=bold) if marked or unmarked else None


def _is_heading_line(text: str, *, salutation: bool) -> bool:
    return salutation or (looks_like_title(text) and len(text.split()) <= _MAX_LINE_WORDS)


def _promote_list(listing: Listing, below: Element | None) -> list[Element]:
    if len(listing.items) == 1 and isinstance(below, Paragraph):
        only = listing.items[0]
        titled = looks_like_title(only.text) and only.lead in ("", only.text) and only.text[-1] != ":"
        if titled and _opens_prose(below, only.text):
            return [Heading(only.text, only.page, bold=bool(only.lead), marker=only.number or listing.marker or "•")]
    led = [item for item in listing.items if _is_run_in(item)]
    if len(led) < 2 or len(led) * 5 < len(listing.items) * 3 or not _worth_sections(led):
        return [listing]
    parts: list[Element] = []
    for item in listing.items:
        if item in led:
            parts.append(_run_in(item))
        elif parts and isinstance(parts[-1], Listing):
            parts[-1] = replace(parts[-1], items=(*parts[-1].items, item))
        else:
            parts.append(Listing((item,), listing.marker))
    return parts


def _opens_prose(below: Paragraph, title: str) -> bool:
    words = below.text.split()
    return (
        len(words) > max(8, len(title.split()))
        and not is_address(below.text)
        and bool(re.search(r"[.!?:]", below.text))
    )


def _is_run_in(item: Item) -> bool:
    rest = item.text[len(item.lead) :].strip(" :.–—-")
    titled = bool(item.lead) and looks_like_title(item.lead.rstrip(".")) and not URL.search(item.lead)
    return titled and len(item.lead.split()) <= _MAX_LINE_WORDS and len(rest.split()) >= _RUN_IN_WORDS


def _worth_sections(led: Sequence[Item]) -> bool:
    """Say whether leads are titles: what a colon or a dash parts from its lead is a definition, unless it is long."""
    parted = [item for item in led if re.match(r"\s*[:–—-]", item.text[len(item.lead.rstrip(" :")) :])]
    rest_words = sum(len(item.text.split()) - len(item.lead.split()) for item in led) / len(led)
    return len(parted) * 2 <= len(led) or rest_words >= _DEFINITION_WORDS


def _run_in(item: Item) -> Heading:
    """Return the section of one led entry: its text whole where the lead is part of the sentence, else what follows."""
    rest = item.text[len(item.lead) :].lstrip(" :.–—")
    opener = next((sign for sign in rest if sign.isalnum()), "")
    own = (opener.isupper() or opener.isdigit()) and not item.text[len(item.lead) :].lstrip().startswith(",")
    return Heading(clean_title(item.lead), item.page, bold=True, marker="•", body=rest if own else item.text)
