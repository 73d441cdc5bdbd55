"""Writing to the index: one edition put in, one document taken out, all encoded anew by another model.

Every write goes the same way: sweep what died, encode what is new, add it, commit by one change, delete the retired.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vectorstore.commits import Commit
from vectorstore.encoder import Encoder, Vectors
from vectorstore.records import Record, UnitVectors, embedding_text, quantize, record_key, unit_texts
from vectorstore.store import PassageStore
from vectorstore.types import Changes, Edition, Passage

Progress = Callable[[int, int], None]
"""Is told how many passages of how many are encoded."""

_ENCODED_AT_ONCE = 64
_YIELDED_AT_ONCE = 500
_REMADE_AT_ONCE = 1000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes to a store with an encoder."""

    store: PassageStore
    encoder: Encoder

    def write(
        self, committee: str, edition: Edition, passages: Sequence[Passage], progress: Progress | None = None
    ) -> Changes:
        """Make ``passages`` the edition's only ones; see ``PassageIndex.write_edition``."""
        _check_passages(edition, passages)
        with self.store.writing():
            commit = self._begin(committee, progress) or self.store.create(committee, self.encoder.name)
            old = self.store.get(commit, self.store.live_keys(commit, edition.document, edition.language))
            new = {record_key(passage): passage for passage in passages}
            added = {key: passage for key, passage in new.items() if key not in old}
            retired = [key for key in old if key not in new]
            changes = _count_changes(old, new)
            if added or retired or edition not in commit.editions:
                known = self._known_vectors(commit, [old[key] for key in retired])
                for records in encode_passages(self.encoder, added, known, progress):
                    self.store.add(commit, records)
                self._commit(commit, _with_edition(commit.editions, edition), retired)
        return changes

    def remove(self, committee: str, document: str) -> int:
        """Take out all editions of ``document``; return how many passages they had."""
        with self.store.writing():
            commit = self.store.commit(committee)
            if commit is None or all(edition.document != document for edition in commit.editions):
                return 0
            self.store.sweep(commit)
            retired = self.store.live_keys(commit, document)
            self._commit(commit, [each for each in commit.editions if each.document != document], retired)
        return len(retired)

    def remake(self, committee: str, progress: Progress | None = None) -> None:
        """Encode all passages anew from the stored texts, unless the encoder made them."""
        with self.store.writing():
            self._begin(committee, progress)

    def rescue(self, committee: str, progress: Progress | None = None) -> None:
        """Encode all passages anew from the stored texts, because the stored vectors cannot be read."""
        with self.store.writing():
            commit = self.store.commit(committee)
            if commit is not None:
                _log.warning("the vectors of committee %s cannot be read: encoding its passages again", committee)
                self.store.drop_vectors(commit)
                self._remake(commit, progress)

    def _begin(self, committee: str, progress: Progress | None) -> Commit | None:
        """Return the commit to write on, swept, and made by this encoder."""
        commit = self.store.commit(committee)
        if commit is None:
            return None
        if commit.embedding_model != self.encoder.name:
            _log.warning(
                "committee %s was indexed with %s: encoding its passages again with %s",
                *(committee, commit.embedding_model, self.encoder.name),
            )
            commit = self._remake(commit, progress)
        return self.store.sweep(commit)

    def _remake(self, old: Commit, progress: Progress | None) -> Commit:
        keys = self.store.live_keys(old)
        new = self.store.create(old.committee, self.encoder.name)
        for start in range(0, len(keys), _REMADE_AT_ONCE):
            records = self.store.get(old, keys[start : start + _REMADE_AT_ONCE])
            passages = {key: record.passage for key, record in records.items()}
            for encoded in encode_passages(self.encoder, passages, {}, None):
                self.store.add(new, encoded)
            if progress is not None:
                progress(min(start + _REMADE_AT_ONCE, len(keys)), len(keys))
        return self._commit(new, old.editions, [])

    def _commit(self, commit: Commit, editions: Sequence[Edition], retired: Sequence[str]) -> Commit:
        return self.store.sweep(self.store.publish(commit, editions, retired))

    def _known_vectors(self, commit: Commit, records: Sequence[Record]) -> dict[str, Record]:
        """Return ``records`` with their vectors, by the text that these were made from."""
        vectors = self.store.vectors(commit, [record.key for record in records])
        return {
            embedding_text(record.passage): replace(record, vector=vectors[record.key])
            for record in records
            if record.key in vectors
        }


def encode_passages(
    encoder: Encoder, passages: dict[str, Passage], known: dict[str, Record], progress: Progress | None
) -> Iterator[list[Record]]:
    """Yield records for ``passages`` by their keys, taking vectors from ``known`` where the texts are the same.

    Passages are encoded in the order of their length, so that a batch is padded little.
    """
    ready: list[Record] = []
    todo = []
    for key, passage in passages.items():
        same = known.get(embedding_text(passage))
        if same is not None and unit_texts(same.passage) == unit_texts(passage):
            ready.append(replace(same, key=key, passage=passage))
        else:
            todo.append((key, passage))
    todo.sort(key=lambda item: len(item[1].text))
    done = len(ready)
    for start in range(0, len(todo), _ENCODED_AT_ONCE):
        if progress is not None:
            progress(done, len(passages))
        ready += _encode(encoder, todo[start : start + _ENCODED_AT_ONCE])
        done = len(passages) - len(todo) + min(start + _ENCODED_AT_ONCE, len(todo))
        if len(ready) >= _YIELDED_AT_ONCE:
            yield ready
            ready = []
    if ready:
        yield ready
    if progress is not None:
        progress(done, len(passages))


def _encode(encoder: Encoder, chunk: Sequence[tuple[str, Passage]]) -> list[Record]:
    units = [unit_texts(passage) for _, passage in chunk]
    texts = [embedding_text(passage) for _, passage in chunk]
    flat = list(dict.fromkeys([*texts, *(text for each in units for text in each)]))
    found: dict[str, Vectors] = dict(zip(flat, encoder.encode(flat), strict=True))
    return [
        Record(key, passage, found[text], _stack(encoder, [found[unit] for unit in own]))
        for (key, passage), text, own in zip(chunk, texts, units, strict=True)
    ]


def _stack(encoder: Encoder, vectors: Sequence[Vectors]) -> UnitVectors:
    return quantize(np.stack(vectors) if vectors else np.zeros((0, encoder.dimension), dtype=np.float32))


def _with_edition(editions: Sequence[Edition], edition: Edition) -> list[Edition]:
    others = [each for each in editions if (each.document, each.language) != (edition.document, edition.language)]
    return sorted([*others, edition], key=lambda each: (each.document, each.language))


def _count_changes(old: dict[str, Record], new: dict[str, Passage]) -> Changes:
    """Count by passage ids: a passage whose id stays while its page or position moves has changed."""
    before = {record.passage.id for record in old.values()}
    after = {passage.id for passage in new.values()}
    unchanged = sum(key in old for key in new)
    return Changes(
        added=len(after - before),
        changed=len(after & before) - unchanged,
        removed=len(before - after),
        unchanged=unchanged,
    )


def _check_passages(edition: Edition, passages: Sequence[Passage]) -> None:
    if len({passage.id for passage in passages}) != len(passages):
        raise ValueError(f"expected passages with ids of their own, but two of {edition.source} share one")
    for passage in passages:
        if (passage.document, passage.language) != (edition.document, edition.language):
            raise ValueError(
                f"expected passages of {edition.document!r} in {edition.language!r}, "
                f"but one is of {passage.document!r} in {passage.language!r}"
            )
