"""What the sections that replies pointed to are called today, in one reader's language, both editions alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from answering.places import ARROW, short_heading
from bot.catalogue import Catalogue
from bot.dais.reporting import Names
from bot.database.overview import Place
from bot.telegram.errors import report
from bot.telegram.library import Library, Outline
from vectorstore.errors import VectorStoreError
from vectorstore.types import Edition

_ISSUED = re.compile(r"(Announcement|Ruling) (\d+)")
_TOPIC_LEVELS = 2


@dataclass(frozen=True, slots=True)
class _Found:
    """A section: its document, its key there and its path, as it reads in the edition to show."""

    document: str
    title: str
    key: tuple[str, ...]
    path: tuple[str, ...]

    def label(self, levels: int | None = None) -> str:
        return ARROW.join(short_heading(heading) for heading in self.path[:levels]) or self.title


async def names_of(
    places: Collection[Place], committee: str, library: Library, words: Catalogue
) -> Mapping[Place, Names]:
    """Return what each place is counted under and called.

    A section that is gone keeps the name it had; so do all where the index cannot be read.
    """
    try:
        shown = {edition.document: edition for edition in await library.documents(committee, words.language)}
        named = {(place.document, place.language) for place in places}
        named |= {(each.document, each.language) for each in shown.values()}
        outlines = {edition: await library.outline(committee, *edition) for edition in named}
        found = {place: _find(place, shown.get(place.document), outlines) for place in places}
    except VectorStoreError as error:
        report(error, "reading the names of sections for the overview")
        shown, found = {}, {place: _as_it_was(place) for place in places}
    documents: dict[str, set[str]] = {}
    for each in found.values():
        for levels in (None, _TOPIC_LEVELS):
            documents.setdefault(each.label(levels), set()).add(each.document)
    shared = {label for label, holding in documents.items() if len(holding) > 1}
    return {
        place: _issued(place, words) if place.document not in shown and _is_issued(place) else _named(each, shared)
        for place, each in found.items()
    }


def _find(place: Place, edition: Edition | None, outlines: Mapping[tuple[str, str], Outline | None]) -> _Found:
    """Return a section as it reads in the edition to show; as it was, where it stands in that no more."""
    then = outlines.get((place.document, place.language))
    key = then.key_of(place.section) if then is not None else None
    now = outlines.get((place.document, edition.language)) if edition is not None else None
    if key is None or now is None or edition is None or key not in now.headings:
        return _as_it_was(place)
    return _Found(place.document, edition.title, tuple(key.split(".")) if key else (), now.headings[key])


def _as_it_was(place: Place) -> _Found:
    return _Found(place.document, place.title, place.section, place.section)


def _named(found: _Found, shared: Collection[str]) -> Names:
    topic, section = found.label(_TOPIC_LEVELS), found.label()
    return Names(
        topic=_key(found, _TOPIC_LEVELS),
        topic_label=f"{found.title}{ARROW}{topic}" if topic in shared else topic,
        section=_key(found, None),
        section_label=f"{found.title}{ARROW}{section}" if section in shared else section,
    )


def _key(found: _Found, levels: int | None) -> str:
    return "\n".join((found.document, *found.key[:levels]))


def _is_issued(place: Place) -> bool:
    return _ISSUED.fullmatch(place.document) is not None


def _issued(place: Place, words: Catalogue) -> Names:
    """Return the names of what the dais issued: its announcements are one thing, each of its rulings is one."""
    kind, _, number = place.document.partition(" ")
    if kind == "Announcement":
        label = words.text("overview.announcements")
        return Names(kind, label, kind, label)
    return Names(kind, words.text("overview.rulings"), place.document, words.text("overview.ruling", number=number))
