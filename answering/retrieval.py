"""Retrieval for one reader: hits of both editions brought together in the edition that the reader can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from answering.labels import part_labels
from vectorstore.snapshot import SectionKey
from vectorstore.types import Edition, Hit, Language, Query

MAX_HITS = 12


class Index(Protocol):
    """What answering needs of the index of passages."""

    def search(self, committee: str, query: Query, limit: int = ...) -> list[Hit]:
        """Return the best hits, best first."""
        ...

    def sections(self, committee: str, keys: Sequence[SectionKey], query: Query) -> list[Hit]:
        """Return the passages of sections as hits with similarities to ``query`` and score 0."""
        ...

    def editions_seen(self, committee: str) -> list[Edition]:
        """Return what was indexed for a committee when it was last searched."""
        ...

    def idf(self, committee: str, word: str, language: str) -> float:
        """Return how rare a folded word is in a committee's passages, at least 0."""
        ...


def find_hits(index: Index, committee: str, query: Query, language: Language, limit: int = MAX_HITS) -> list[Hit]:
    """Return up to ``limit`` hits, best first, each section once and in the reader's language where it exists.

    A hit in the other edition of a document points to the same section of the reader's edition: *Operation Spartacus*
    asked in Spanish finds the English heading and answers from the Spanish section. One whose section the reader's
    edition lacks stays as it is.
    """
    hits = index.search(committee, query, limit)
    readable = _paired_documents(index.editions_seen(committee), language)
    elsewhere: dict[SectionKey, list[Hit]] = {}
    kept: dict[str, Hit] = {}
    for hit in hits:
        passage = hit.passage
        if passage.language != language and passage.document in readable:
            elsewhere.setdefault((passage.document, language, passage.section_key), []).append(hit)
        else:
            kept[passage.id] = hit
    found = index.sections(committee, list(elsewhere), query) if elsewhere else []
    there: set[SectionKey] = set()
    for hit in found:
        passage = hit.passage
        key = (passage.document, passage.language, passage.section_key)
        there.add(key)
        score = elsewhere[key][0].score
        known = kept.get(passage.id)
        if known is None or known.score < score:
            kept[passage.id] = replace(known or hit, score=score)
    alone = (hit for key, others in elsewhere.items() if key not in there for hit in others)
    kept |= {hit.passage.id: hit for hit in alone}
    return sorted(kept.values(), key=lambda hit: -hit.score)[:limit]


def within_scope(hits: list[Hit], text: str) -> list[Hit]:
    """Return the hits below the part of a document that ``text`` names, *Topic A*, *Tema B*; all where it names none.

    The words for a numbered part are taken as one in both languages.
    """
    named = part_labels(text)
    if len(named) != 1:
        return hits
    return [hit for hit in hits if named <= part_labels(" › ".join(hit.passage.section))] or hits


def _paired_documents(editions: Sequence[Edition], language: Language) -> frozenset[str]:
    """Return the documents that have an edition in ``language``."""
    return frozenset(edition.document for edition in editions if edition.language == language)
