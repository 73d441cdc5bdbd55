"""The passages of each committee, and which of them are in force.

A committee's records lie in a collection ``committee-<slug>.<number>``, or ``issued-<slug>.<number>`` for what its dais
issued; of several, the greatest number that holds a commit is the live one. One change of the collection's metadata
brings a whole write into force, and a write that dies before it changes nothing that a reader sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vectorstore.commits import (
    CollectionName,
    Commit,
    Shelf,
    check_committee,
    first_commit,
    from_metadata,
    generation_of,
    parse_collection,
    to_metadata,
)
from vectorstore.encoder import Vectors
from vectorstore.engine import WRITE_WAIT_S, ChromaEngine
from vectorstore.errors import StoreConflictError
from vectorstore.records import Record, from_fields, to_fields
from vectorstore.types import Edition

if TYPE_CHECKING:
    from chromadb.api.client import Client

_BATCH = 500


class PassageStore:
    """Records and commits in Chroma: embedded under ``home``, or on the server at ``url``.

    ``shelf`` keeps the collections of two stores on one server apart. Nothing is opened before the first use. Threads
    may share a store; processes may share a home.
    """

    def __init__(
        self,
        home: Path,
        url: str | None = None,
        *,
        shelf: Shelf = "committee",
        write_wait_s: float = WRITE_WAIT_S,
    ) -> None:
        self._engine = ChromaEngine(home, url, write_wait_s=write_wait_s)
        self._shelf = shelf
        self._live: dict[str, str] = {}  # committee -> its live collection
        self._met: dict[str, Commit] = {}  # collection -> the last commit that this process's engine has seen

    @property
    def home(self) -> Path:
        """Name the folder of the lock files and, where Chroma is embedded, of the records."""
        return self._engine.home

    @property
    def place(self) -> str:
        """Name where the records lie: the server's URL or the folder."""
        return self._engine.place

    @property
    def is_made(self) -> bool:
        """Whether there may be something in it: a look that makes nothing."""
        return self._engine.is_made

    @property
    def url(self) -> str | None:
        """Name the server, ``None`` where Chroma is embedded."""
        return self._engine.url

    def close(self) -> None:
        """Let go of Chroma; the next use opens it again."""
        self._engine.close()
        self._met.clear()

    def committees(self) -> list[str]:
        """List the committees that ever had a commit, in the order of the alphabet."""
        if not self._engine.is_made:
            return []
        with self._engine.client() as client:
            committed = [c.name for c in client.list_collections() if generation_of(c.metadata)]
        return sorted({named.committee for name in committed if (named := self._parse(name))})

    def commit(self, committee: str) -> Commit | None:
        """Return what is in force now, ``None`` where nothing ever was.

        Raises:
            InvalidCommitteeError: ``committee`` is no slug.
        """
        check_committee(committee)
        if not self._engine.is_made:
            return None
        with self._engine.client() as client:
            name = self._live.get(committee)
            metadata = self._metadata(client, name) if name else None
            if not metadata:  # not looked for yet, or replaced
                name = self._find(client, committee)
                metadata = self._metadata(client, name) if name else None
            if not name or not metadata:
                self._live.pop(committee, None)
                return None
            self._live[committee] = name
            return self._meet(name, metadata)

    def last_seen(self, committee: str) -> Commit | None:
        """Return what was in force when anything of this process last looked; looks where nothing ever did.

        Raises:
            InvalidCommitteeError: ``committee`` is no slug.
        """
        return self._met.get(self._live.get(committee, "")) or self.commit(committee)

    def nearest(self, commit: Commit, vector: Vectors, count: int) -> list[tuple[str, float]]:
        """Return keys and cosines of the ``count`` records nearest to ``vector``, dead ones too, nearest first."""
        with self._engine.collection(commit.collection) as collection:
            found = collection.query(query_embeddings=[vector.tolist()], n_results=count, include=["distances"])
        distances = found["distances"] or [[]]
        return [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]

    def count(self, commit: Commit) -> int:
        """Count the records, dead ones too."""
        with self._engine.collection(commit.collection) as collection:
            return int(collection.count())

    def get(self, commit: Commit, keys: Sequence[str]) -> dict[str, Record]:
        """Return records without their vectors, by key; a key that is gone is left out."""
        records: dict[str, Record] = {}
        for start in range(0, len(keys), _BATCH):
            with self._engine.collection(commit.collection) as collection:
                found = collection.get(ids=list(keys[start : start + _BATCH]), include=["documents", "metadatas"])
            texts, fields = found["documents"] or [], found["metadatas"] or []
            for key, text, each in zip(found["ids"], texts, fields, strict=True):
                records[key] = from_fields(key, text, each)
        return records

    def vectors(self, commit: Commit, keys: Sequence[str]) -> dict[str, Vectors]:
        """Return vectors by the keys of their records; a key that is gone is left out."""
        vectors: dict[str, Vectors] = {}
        for start in range(0, len(keys), _BATCH):
            with self._engine.collection(commit.collection) as collection:
                found = collection.get(ids=list(keys[start : start + _BATCH]), include=["embeddings"])
            rows = np.asarray(found["embeddings"], dtype=np.float32)
            vectors.update(zip(found["ids"], rows, strict=True))
        return vectors

    def live_keys(self, commit: Commit, document: str | None = None, language: str | None = None) -> list[str]:
        """Return the keys of the live records: all, or those of one document, or of its edition in ``language``."""
        asked: list[Any] = [{"born": {"$lte": commit.generation}}]
        asked += [{name: value} for name, value in (("document", document), ("language", language)) if value]
        with self._engine.collection(commit.collection) as collection:
            keys = collection.get(where={"$and": asked} if len(asked) > 1 else asked[0], include=[])["ids"]
        return [key for key in keys if key not in commit.retired]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the store for writing: one process at a time.

        Raises:
            StoreBusyError: Another process went on writing for too long.
        """
        with self._engine.writing():
            self._live.clear()
            self._met.clear()
            yield

    def create(self, committee: str, embedding_model: str) -> Commit:
        """Make an empty collection under the next number; its first commit will bring it into force."""
        check_committee(committee)
        number = 0
        with self._engine.client() as client, self._engine.changing():
            for name, metadata in self._collections(client, committee):
                if generation_of(metadata):
                    number = max(number, _number(name))
                else:
                    client.delete_collection(name)  # its write died before the first commit
            commit = first_commit(CollectionName(self._shelf, committee, number + 1), embedding_model)
            client.create_collection(
                commit.collection,
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine"}},
                metadata=to_metadata(commit),
            )
        return commit

    def add(self, commit: Commit, records: Sequence[Record]) -> None:
        """Add records that the next commit will bring into force."""
        for start in range(0, len(records), _BATCH):
            batch = records[start : start + _BATCH]
            with self._engine.collection(commit.collection) as collection, self._engine.changing():
                collection.add(
                    ids=[record.key for record in batch],
                    embeddings=np.stack([record.vector for record in batch]),
                    documents=[record.passage.text for record in batch],
                    metadatas=[to_fields(record, commit.generation + 1) for record in batch],
                )

    def publish(self, commit: Commit, editions: Sequence[Edition], retired: Sequence[str]) -> Commit:
        """Bring into force what was added since ``commit``, and put ``retired`` out of force, at one stroke.

        Raises:
            StoreConflictError: Another machine's commit came between.
        """
        new = commit.next(editions, retired)
        with self._engine.collection(commit.collection, fresh=True) as collection, self._engine.changing():
            found = generation_of(collection.metadata)
            if found != commit.generation:
                raise StoreConflictError(commit.committee, commit.generation, found)
            collection.modify(metadata=to_metadata(new))
            self._live[new.committee] = new.collection
            self._met[new.collection] = new
        return new

    def sweep(self, commit: Commit) -> Commit:
        """Delete what is not in force: retired records, those of writes that died, other collections.

        Return the commit, which then has no retired records to tell of.
        """
        with self._engine.collection(commit.collection) as collection:
            unborn: Any = {"born": {"$gt": commit.generation}}
            stray = collection.get(where=unborn, include=[])["ids"]
        dead = [*stray, *commit.retired]
        for start in range(0, len(dead), _BATCH):
            with self._engine.collection(commit.collection) as collection, self._engine.changing():
                collection.delete(ids=dead[start : start + _BATCH])
        if commit.retired:
            commit = replace(commit, retired=frozenset())
            with self._engine.collection(commit.collection) as collection, self._engine.changing():
                collection.modify(metadata=to_metadata(commit))
                self._met[commit.collection] = commit
        with self._engine.client() as client, self._engine.changing():
            for name, _ in self._collections(client, commit.committee):
                if name != commit.collection:
                    client.delete_collection(name)
        return commit

    def drop(self, committee: str) -> bool:
        """Delete all that there is of a committee, and the room it took; tell whether there was anything.

        To be called within ``writing``.
        """
        with self._engine.client() as client, self._engine.changing():
            names = [name for name, _ in self._collections(client, committee)]
            for name in names:
                client.delete_collection(name)
                self._met.pop(name, None)
        self._live.pop(committee, None)
        self._engine.compact()
        return bool(names)

    def drop_vectors(self, commit: Commit) -> None:
        """Delete the vectors, where they are torn, so that the texts can be read."""
        self._engine.drop_vectors(commit.collection)

    def _meet(self, name: str, metadata: Any) -> Commit:
        """Return the commit in ``metadata``; reopen the engine where another process made it."""
        met = self._met.get(name)
        if met is not None and met.id == metadata["commit"]:
            return met
        if met is not None:
            self._engine.reopen()
            self._met.clear()
        commit = self._met[name] = from_metadata(name, metadata)
        return commit

    def _metadata(self, client: Client, name: str) -> Any | None:
        """Return a collection's metadata; ``None`` where it is gone or holds no commit."""
        from chromadb.errors import NotFoundError

        try:
            metadata = client.get_collection(name, embedding_function=None).metadata
        except NotFoundError:
            return None
        return metadata if generation_of(metadata) else None

    def _find(self, client: Client, committee: str) -> str | None:
        committed = [name for name, metadata in self._collections(client, committee) if generation_of(metadata)]
        return max(committed, key=_number, default=None)

    def _collections(self, client: Client, committee: str) -> list[tuple[str, Any]]:
        found = [(each.name, each.metadata) for each in client.list_collections()]
        return [each for each in found if (named := self._parse(each[0])) and named.committee == committee]

    def _parse(self, name: str) -> CollectionName | None:
        """Return what a collection of this shelf is named after, ``None`` for any other's."""
        named = parse_collection(name)
        return named if named is not None and named.shelf == self._shelf else None


def _number(collection: str) -> int:
    named = parse_collection(collection)
    return named.number if named else 0
