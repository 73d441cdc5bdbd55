"""The committees' documents as they are browsed: which sections an edition has, and the text of one.

The index blocks, so everything here runs in a thread; what was read is kept until the committee's documents change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from answering.issued import TEXT_KEYS
from answering.types import Source
from bot.telegram.callback_data import document_key
from bot.telegram.changes import Change, change_of_section, kind_of, still_says
from bot.telegram.context import Context
from vectorstore.types import Edition, Language, Passage

if TYPE_CHECKING:
    from vectorstore.index import PassageIndex

_KEY = "library"
_OUTLINES_KEPT = 200


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of one edition. ``headings`` holds the path of each by its key, in reading order, parents too.

    ``filled`` are the keys of those that have text of their own; ``""`` is the text above the first heading. ``ids``
    are those of its passages.
    """

    document: str
    title: str
    language: str
    headings: Mapping[str, tuple[str, ...]]
    filled: frozenset[str]
    ids: frozenset[str]

    def children(self, key: str) -> list[str]:
        """Return the keys one level below ``key``, in reading order; ``""`` stands for the whole document."""
        return [each for each in self.headings if each and parent_of(each) == key]

    def key_of(self, section: Sequence[str]) -> str | None:
        """Return the key of the section with that path, ``None`` where there is none."""
        wanted = tuple(section)
        return next((key for key, path in self.headings.items() if path == wanted), None)


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section with its passages in reading order; ``source`` says where it stands."""

    source: Source
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """What a source of a reply says today, ``None`` where it is gone, and what became of it since."""

    section: SectionText | None
    change: Change | None


class Library:
    """The documents of all committees in the index."""

    def __init__(self, index: PassageIndex) -> None:
        self._index = index
        self._outlines: dict[tuple[str, str, str], Outline] = {}

    async def version(self, committee: str) -> str | None:
        """Return what changes whenever a committee's documents do; ``None`` where it never had any.

        Raises:
            VectorStoreError: the index cannot be read, here and below.
        """
        commit = await asyncio.to_thread(self._index.store.commit, committee)
        return None if commit is None else commit.id

    async def documents(self, committee: str, language: Language) -> list[Edition]:
        """Return each document once, in the edition that its reader can read best; none where there are none."""
        return best_editions(await asyncio.to_thread(self._index.editions, committee), language)

    async def edition(self, committee: str, key: str, language: Language) -> Edition | None:
        """Return the edition to show of the document with that ``document_key``, ``None`` where it is gone."""
        shown = await self.documents(committee, language)
        return next((each for each in shown if document_key(each.document) == key), None)

    async def outline(self, committee: str, document: str, language: str) -> Outline | None:
        """Return the sections of an edition, ``None`` where it is gone."""
        return await asyncio.to_thread(self._outline, committee, document, language)

    async def section(self, committee: str, outline: Outline, key: str) -> SectionText | None:
        """Return a section's own text, ``None`` where it has none any more."""
        return await asyncio.to_thread(_section, self._index, committee, outline, key)

    async def today(self, committee: str, source: Source, quote: str = "") -> Today:
        """Return the section, or what the dais issued, that a reply points to, as it is today.

        Where that has another heading now, it is the section to which the quote went.
        """
        passages = await asyncio.to_thread(self._passages_today, committee, source, quote)
        return Today(_as_section(passages), change_of_section(source, quote, passages))

    async def change_of(self, committee: str, source: Source, quote: str = "") -> Change | None:
        """Return what became of what a reply points to, ``None`` where it stands as it did."""
        return await asyncio.to_thread(self._change_of, committee, source, quote)

    def _change_of(self, committee: str, source: Source, quote: str) -> Change | None:
        for index in (self._index, self._index.issued):
            outline = self._outline(committee, source.document, source.language, index)
            if outline is not None and source.passage_id in outline.ids:
                return None
        return change_of_section(source, quote, self._passages_today(committee, source, quote))

    def _passages_today(self, committee: str, source: Source, quote: str) -> list[Passage]:
        """Return the passages of the section that a reply points to, none where it is gone."""
        for index in (self._index, self._index.issued):
            outline = self._outline(committee, source.document, source.language, index)
            if outline is None:
                continue
            key = outline.key_of(source.section)
            if key is None and quote:
                key = _moved(index, committee, outline, quote)
            if key is None and index is not self._index:  # what the dais issues is one section, whatever heads it
                key = TEXT_KEYS.get(kind_of(source))
            if key is not None:
                return index.passages(committee, [(outline.document, outline.language, key)])
        return []

    def _outline(
        self, committee: str, document: str, language: str, index: PassageIndex | None = None
    ) -> Outline | None:
        store = (index or self._index).store
        commit = store.commit(committee)
        if commit is None:
            return None
        name = (commit.id, document, language)
        known = self._outlines.get(name)
        if known is not None:
            return known
        records = store.get(commit, store.live_keys(commit, document, language))
        passages = sorted((record.passage for record in records.values()), key=lambda passage: passage.position)
        if not passages:
            return None
        if len(self._outlines) >= _OUTLINES_KEPT:
            self._outlines.clear()
        outline = self._outlines[name] = outline_of(passages)
        return outline


def library_of(context: Context) -> Library:
    """Return the bot's library, made by the first who asks for it."""
    library: Library = context.bot_data.setdefault(_KEY, Library(context.services.index))
    return library


def parent_of(key: str) -> str:
    """Return the key of the section above.

    >>> parent_of("2.1.3"), parent_of("2")
    ('2.1', '')
    """
    return key.rpartition(".")[0]


def outline_of(passages: Sequence[Passage]) -> Outline:
    """Return the outline of an edition from its passages in reading order; at least one."""
    headings: dict[str, tuple[str, ...]] = {}
    for passage in passages:
        parts = passage.section_key.split(".") if passage.section_key else []
        for level in range(1, len(parts)):
            headings.setdefault(".".join(parts[:level]), passage.section[:level])
        headings.setdefault(passage.section_key, passage.section)
    first = passages[0]
    filled = frozenset(passage.section_key for passage in passages if not _is_list_of_headings(passage))
    ids = frozenset(passage.id for passage in passages)
    return Outline(first.document, first.title, first.language, headings, filled, ids)


def best_editions(editions: Sequence[Edition], language: Language) -> list[Edition]:
    """Return one edition of each document, in their order: in ``language`` where there is one, else the first."""
    chosen: dict[str, Edition] = {}
    for edition in editions:
        known = chosen.get(edition.document)
        if known is None or (edition.language == language != known.language):
            chosen[edition.document] = edition
    return list(chosen.values())


def _section(index: PassageIndex, committee: str, outline: Outline, key: str) -> SectionText | None:
    return _as_section(index.passages(committee, [(outline.document, outline.language, key)]))


def _as_section(passages: Sequence[Passage]) -> SectionText | None:
    """Return a section of its passages in reading order, ``None`` for none."""
    if not passages:
        return None
    return SectionText(_source_of(passages[0]), tuple(passage.text for passage in passages))


def _moved(index: PassageIndex, committee: str, outline: Outline, quote: str) -> str | None:
    """Return the key of the one section that holds a quote, ``None`` where none does or several do."""
    keys = [(outline.document, outline.language, key) for key in outline.filled]
    sections: dict[str, list[Passage]] = {}
    for passage in index.passages(committee, keys):
        sections.setdefault(passage.section_key, []).append(passage)
    holding = [key for key, passages in sections.items() if still_says(passages, quote)]
    return holding[0] if len(holding) == 1 else None


def _is_list_of_headings(passage: Passage) -> bool:
    """Return whether a passage only names the sections below its own, which has no words itself."""
    return all(unit.kind == "outline" for unit in passage.units)


def _source_of(passage: Passage) -> Source:
    return Source(
        passage.id, passage.document, passage.title, passage.section, passage.page, passage.language, score=0.0
    )
