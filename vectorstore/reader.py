"""Reading at one commit: the hybrid search, and passages by their sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from vectorstore.commits import Commit
from vectorstore.encoder import Vectors
from vectorstore.errors import StaleCommitError
from vectorstore.fusion import fuse
from vectorstore.lexical import Scores
from vectorstore.neighbours import WordNeighbours
from vectorstore.questions import EncodedQuery
from vectorstore.records import Record, unit_similarities
from vectorstore.snapshot import SectionKey, Snapshot
from vectorstore.store import PassageStore
from vectorstore.types import Hit, Passage

_CANDIDATES = 40
_COMPARED_AT_MOST = 5000
_RECORDS_KEPT = 1000
_UNITS_READ = 2  # times as many passages as asked for are ranked by their units


@dataclass(frozen=True, slots=True)
class Reader:
    """A commit, what a search in it needs in memory, and the store.

    Its methods raise ``StaleCommitError`` where a later commit has taken away what they were about to read.
    """

    store: PassageStore
    commit: Commit
    snapshot: Snapshot
    neighbours: WordNeighbours
    kept: dict[str, Record] = field(default_factory=dict)
    kept_vectors: dict[str, Vectors] = field(default_factory=dict)

    def search(self, asked: EncodedQuery, limit: int) -> list[Hit]:
        """Return the ``limit`` best hits, best first.

        Candidates come from both searches; twice as many as asked for are read and ranked once more, by their units.
        """
        wanted = min(max(_UNITS_READ * limit, _CANDIDATES), len(self.snapshot.keys))
        similarities = self._nearest(asked.vector, wanted)
        lexical = self._lexical(asked)
        worded = [row for row in best_rows(lexical, wanted) if row not in similarities]
        similarities |= self._similarities(asked.vector, worded)
        scores = {row: fuse(similarity, float(lexical[row])) for row, similarity in similarities.items()}
        best = sorted(scores, key=lambda row: (-scores[row], row))[: _UNITS_READ * limit]
        hits = [
            replace(hit, score=fuse(hit.similarity, hit.lexical, hit.unit_similarities))
            for hit in self._hits(asked, lexical, {row: similarities[row] for row in best})
        ]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def sections(self, asked: EncodedQuery, keys: Sequence[SectionKey]) -> list[Hit]:
        """Return the passages of sections as hits with score 0, in the order of ``keys`` and then in reading order."""
        rows = self._rows_of(keys)
        return self._hits(asked, self._lexical(asked), self._similarities(asked.vector, rows))

    def passages(self, keys: Sequence[SectionKey]) -> list[Passage]:
        """Return the passages of sections, in the order of ``keys`` and then in reading order."""
        return [record.passage for record in self._records(self._rows_of(keys))]

    def _nearest(self, vector: Vectors, wanted: int) -> dict[int, float]:
        """Return cosines by row for at least ``wanted`` live rows, which are no more than there are.

        Chroma also finds records that are not live: those of a write under way, and those just retired. And where many
        vectors are the same, its graph does not reach all of them; those are compared here.
        """
        rows = self.snapshot.rows
        live: dict[int, float] = {}
        count = wanted
        while len(live) < wanted:
            found = self.store.nearest(self.commit, vector, count)
            live = {rows[key]: similarity for key, similarity in found if key in rows}
            if len(live) < wanted and len(found) < count:
                unreached = [row for row in range(len(rows)) if row not in live]
                return live | self._similarities(vector, unreached[:_COMPARED_AT_MOST])
            count *= 4
        return live

    def _lexical(self, asked: EncodedQuery) -> Scores:
        query = asked.query
        return self.snapshot.lexical.scores(query.text, self.neighbours.find, also=query.also)

    def _similarities(self, vector: Vectors, rows: Sequence[int]) -> dict[int, float]:
        """Return the cosines of rows, in their order."""
        keys = [self.snapshot.keys[row] for row in rows]
        known = {key: kept for key in keys if (kept := self.kept_vectors.get(key)) is not None}
        new = self.store.vectors(self.commit, [key for key in keys if key not in known])
        known |= new
        if len(known) < len(keys):
            raise StaleCommitError(self.commit.collection)
        if len(self.kept_vectors) > _RECORDS_KEPT:
            self.kept_vectors.clear()
        self.kept_vectors.update(new)
        return {row: float(known[key] @ vector) for row, key in zip(rows, keys, strict=True)}

    def _hits(self, asked: EncodedQuery, lexical: Scores, similarities: Mapping[int, float]) -> list[Hit]:
        """Return the rows of ``similarities`` as hits with score 0, in their order."""
        records = self._records(list(similarities))
        return [
            Hit(
                passage=record.passage,
                score=0.0,
                similarity=similarity,
                lexical=float(lexical[row]),
                unit_similarities=unit_similarities(asked.vector, record.unit_vectors),
                aspect_similarities=unit_similarities(asked.aspect, record.unit_vectors),
            )
            for record, (row, similarity) in zip(records, similarities.items(), strict=True)
        ]

    def _records(self, rows: Sequence[int]) -> list[Record]:
        keys = [self.snapshot.keys[row] for row in rows]
        found = {key: record for key in keys if (record := self.kept.get(key)) is not None}
        new = self.store.get(self.commit, [key for key in keys if key not in found])
        found |= new
        if len(found) < len(set(keys)):
            raise StaleCommitError(self.commit.collection)
        if len(self.kept) > _RECORDS_KEPT:
            self.kept.clear()
        self.kept.update(new)
        return [found[key] for key in keys]

    def _rows_of(self, keys: Sequence[SectionKey]) -> list[int]:
        return [row for key in dict.fromkeys(keys) for row in self.snapshot.rows_of_section.get(key, ())]


def best_rows(scores: Scores, count: int) -> list[int]:
    """Return the ``count`` rows with the greatest scores above 0, greatest first."""
    rows = np.flatnonzero(scores > 0)
    if count < len(rows):
        rows = rows[np.argpartition(scores[rows], -count)[-count:]] if count else rows[:0]
    return [int(row) for row in rows[np.lexsort((rows, -scores[rows]))]]
