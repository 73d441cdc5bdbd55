"""What the dais issued while the committee sits, as it is searched beside the documents, and how it is named."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Protocol

from answering.retrieval import Index, find_hits
from answering.wording import WORDING
from vectorstore.errors import UnknownCommitteeError, VectorStoreError
from vectorstore.snapshot import SectionKey
from vectorstore.types import Edition, EditionKind, Hit, Language, Query

TEXT_KEYS: Mapping[EditionKind, str] = {"announcement": "", "ruling": "1"}
"""The section that holds what was issued."""

ISSUED_KINDS: frozenset[EditionKind] = frozenset(TEXT_KEYS)
ASKED_KEY = "asked"
"""The section of a ruling that holds the questions it was given on, a unit each; nothing is said or cited from it."""

MAX_ISSUED, MAX_LATEST = 6, 3
_FOUND = 24  # so that the questions that rulings were given on leave room for what was issued
_log = logging.getLogger(__name__)


class IssuedIndex(Index, Protocol):
    """An index of what each committee's dais issued, a document for each announcement and each ruling."""

    def editions(self, committee: str) -> list[Edition]:
        """List what the dais of a committee issued; empty where it did not."""
        ...


@dataclass(frozen=True, slots=True)
class IssuedHits:
    """What was found among what the dais issued, best first; ``issued_at`` says when, by a document's name.

    ``asked`` are the questions that rulings were given on, a hit for each ruling; ``rulings`` the names of all of them.
    """

    hits: tuple[Hit, ...] = ()
    issued_at: Mapping[str, str] = field(default_factory=dict)
    asked: tuple[Hit, ...] = ()
    rulings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class IssuedSearch:
    """Searches what the dais issued. ``clock`` returns the time now, aware; ``zone`` is the machine's for ``None``.

    A fault of this index is logged, and the documents are answered from as if nothing had been issued.
    """

    index: IssuedIndex
    clock: Callable[[], datetime]
    zone: tzinfo | None = None

    def find(self, committee: str, query: Query, language: Language) -> IssuedHits:
        """Return the best hits, each announcement once, in the reader's language where it was issued in it."""
        try:
            if self.is_empty(committee):
                return IssuedHits()
            found = find_hits(self.index, committee, query, language, _FOUND)
            editions = self.index.editions_seen(committee)
            asked = [hit for hit in found if hit.passage.section_key == ASKED_KEY]
            hits = [hit for hit in found if hit.passage.section_key != ASKED_KEY][:MAX_ISSUED]
            return replace(self._named(hits, editions, language), asked=tuple(asked))
        except VectorStoreError as error:
            _log.warning("what the dais of committee %s issued cannot be searched: %s", committee, error)
            return IssuedHits()

    def whole(self, committee: str, document: str, query: Query, language: Language) -> IssuedHits:
        """Return all of one ruling, in reading order, in the reader's language where it was given in it."""
        try:
            editions = self.index.editions_seen(committee)
            spoken = [each.language for each in editions if each.document == document]
            key = (document, language if language in spoken else spoken[0], TEXT_KEYS["ruling"])
            return self._named(self.index.sections(committee, [key], query), editions, language)
        except (VectorStoreError, LookupError) as error:
            _log.warning("a ruling of committee %s cannot be read: %s", committee, error)
            return IssuedHits()

    def latest(
        self, committee: str, query: Query, language: Language, kinds: Collection[EditionKind] = ISSUED_KINDS
    ) -> IssuedHits:
        """Return the beginnings of what was issued last, the newest first, in the reader's edition if any."""
        try:
            if self.is_empty(committee):
                return IssuedHits()
            self.index.search(committee, query, 1)  # so that what was issued a moment ago is seen
            editions = self.index.editions_seen(committee)
            readable = {each.document for each in editions if each.language == language}
            chosen = [each for each in editions if each.language == language or each.document not in readable]
            chosen = [each for each in chosen if each.kind in kinds]
            chosen.sort(key=lambda each: each.issued_at or "", reverse=True)
            last = list({each.document: each for each in chosen}.values())[:MAX_LATEST]
            keys = [(each.document, each.language, TEXT_KEYS[each.kind]) for each in last]
            hits = self.index.sections(committee, keys, query)
        except VectorStoreError as error:
            _log.warning("what the dais of committee %s issued cannot be read: %s", committee, error)
            return IssuedHits()
        return self._named([hit for hit in hits if hit.passage.position == 0], editions, language)

    def is_empty(self, committee: str) -> bool:
        """Return whether the dais of a committee has issued nothing."""
        return not self.index.editions(committee)

    def _named(self, hits: Sequence[Hit], editions: Sequence[Edition], language: Language) -> IssuedHits:
        """Return hits under the titles to show a reader of ``language`` today."""
        known = {edition.document: edition for edition in editions}
        named = []
        for hit in hits:
            edition = known[hit.passage.document]
            number = number_of(edition.document)
            title = issued_title(edition.kind, number, edition.issued_at, language, self.clock(), self.zone)
            named.append(replace(hit, passage=replace(hit.passage, title=title or hit.passage.title)))
        issued_at = {name: edition.issued_at or "" for name, edition in known.items()}
        rulings = frozenset(name for name, edition in known.items() if edition.kind == "ruling")
        return IssuedHits(tuple(named), issued_at, rulings=rulings)


class DocumentsIfAny:
    """The documents of committees, of which there may be none where the dais has issued something."""

    def __init__(self, index: Index, issued: IssuedSearch) -> None:
        self._index = index
        self._issued = issued

    def search(self, committee: str, query: Query, limit: int = 12) -> list[Hit]:
        """Return the best hits, best first.

        Raises:
            UnknownCommitteeError: nothing was ever indexed for the committee and its dais has issued nothing.
        """
        try:
            return self._index.search(committee, query, limit)
        except UnknownCommitteeError:
            if self._issued.is_empty(committee):
                raise
            return []

    def sections(self, committee: str, keys: Sequence[SectionKey], query: Query) -> list[Hit]:
        """Return the passages of sections as hits with score 0."""
        return self._index.sections(committee, keys, query) if keys else []

    def editions_seen(self, committee: str) -> list[Edition]:
        """Return what was indexed for a committee when it was last searched."""
        try:
            return self._index.editions_seen(committee)
        except UnknownCommitteeError:
            return []

    def idf(self, committee: str, word: str, language: str) -> float:
        """Return how rare a folded word is in a committee's passages, at least 0."""
        try:
            return self._index.idf(committee, word, language)
        except UnknownCommitteeError:
            return 0.0


def issued_title(
    kind: EditionKind, number: str, issued_at: str | None, language: Language, now: datetime, zone: tzinfo | None
) -> str:
    """Return what an announcement or a ruling is called: by its time, from the next day on by its day too.

    A ruling has its ``number`` as well. ``""`` stands for a document, which has a title of its own.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 25, 15, tzinfo=UTC)
    >>> issued_title("announcement", "9", "2026-11-25T14:05:00+00:00", "es", now, UTC)
    'Anuncio de la mesa, 14:05'
    >>> issued_title("ruling", "3", "2026-11-24T14:05:00+00:00", "en", now, UTC)
    'Ruling of the dais no. 3, 14:05 (24 Nov)'
    """
    wording = WORDING[language]
    if issued_at is None or kind not in wording.issued:
        return ""
    issued = datetime.fromisoformat(issued_at).astimezone(zone)
    title = wording.issued[kind].format(number=number, time=f"{issued:%H:%M}")
    if issued.date() == now.astimezone(zone).date():
        return title
    return wording.issued_earlier.format(title=title, day=issued.day, month=wording.months[issued.month - 1])


def number_of(document: str) -> str:
    """Return the number by which the dais's announcements and rulings are named.

    >>> number_of("Ruling 3")
    '3'
    """
    return document.rpartition(" ")[2]
