"""Sections as a person reads them on one line."""

from __future__ import annotations

from collections.abc import Iterable

ARROW = " › "
_LONG_HEADING_CHARS = 40


def short_heading(heading: str) -> str:
    """Return a heading of more than 40 characters up to its first colon, any other as it is.

    >>> short_heading("Topic A: Preventive measures for migrants at risk")
    'Topic A'
    """
    before, colon, _ = heading.partition(":")
    return before.strip() if colon and before.strip() and len(heading) > _LONG_HEADING_CHARS else heading


def path(title: str, section: Iterable[str]) -> list[str]:
    """Return the title and the headings below it, short; a heading equal to the title is left out.

    >>> path("Study guide", ["Topic A: Preventive measures for migrants at risk", "References"])
    ['Study guide', 'Topic A', 'References']
    """
    headings = list(section)
    if headings and headings[0].casefold() == title.casefold():
        headings = headings[1:]
    return [title, *(short_heading(heading) for heading in headings)]
