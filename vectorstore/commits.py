"""Commits: what is in force for a committee, as it is written into the metadata of its Chroma collection."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, cast

from vectorstore.errors import InvalidCommitteeError
from vectorstore.types import Edition

_COMMITTEE = re.compile(r"(?=.{1,100}\Z)[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-]))*")
Shelf = Literal["committee", "issued"]
"""What a collection is named after first: it holds a committee's documents, or what its dais issued."""

_COLLECTION = re.compile(r"(committee|issued)-(.+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Commit:
    """What is in force for a committee. ``id`` differs for any two commits; ``generation`` counts them from 1.

    A record of ``collection`` is live when it was born in ``generation`` or before and is not among ``retired``.
    """

    committee: str
    collection: str
    generation: int
    id: str
    embedding_model: str
    editions: tuple[Edition, ...]
    retired: frozenset[str]

    def next(self, editions: Sequence[Edition], retired: Sequence[str]) -> Commit:
        """Return the commit that follows this one."""
        return replace(
            self,
            generation=self.generation + 1,
            id=uuid.uuid4().hex,
            editions=tuple(editions),
            retired=frozenset(retired),
        )


@dataclass(frozen=True, slots=True)
class CollectionName:
    """What the name of a collection says."""

    shelf: Shelf
    committee: str
    number: int

    def __str__(self) -> str:
        return f"{self.shelf}-{self.committee}.{self.number}"


def first_commit(name: CollectionName, embedding_model: str) -> Commit:
    """Return the state before anything was committed to a collection."""
    return Commit(name.committee, str(name), 0, "", embedding_model, (), frozenset())


def check_committee(committee: str) -> None:
    """Check that a collection and a file can be named after ``committee``.

    Raises:
        InvalidCommitteeError: They cannot.
    """
    if not _COMMITTEE.fullmatch(committee):
        raise InvalidCommitteeError(committee)


def parse_collection(name: str) -> CollectionName | None:
    """Return what a collection is named after; ``None`` for a stranger's collection."""
    match = _COLLECTION.fullmatch(name)
    return CollectionName(cast("Shelf", match[1]), match[2], int(match[3])) if match else None


def generation_of(metadata: Mapping[str, Any] | None) -> int:
    """Return the generation that a collection's metadata tells of, 0 where nothing was committed."""
    return int((metadata or {}).get("generation", 0))


def to_metadata(commit: Commit) -> dict[str, str | int]:
    """Return ``commit`` as the metadata of its collection."""
    return {
        "generation": commit.generation,
        "commit": commit.id,
        "embedding_model": commit.embedding_model,
        "editions": json.dumps([asdict(edition) for edition in commit.editions], ensure_ascii=False),
        "retired": " ".join(sorted(commit.retired)),
    }


def from_metadata(collection: str, metadata: Mapping[str, Any]) -> Commit:
    """Return the commit that ``to_metadata`` wrote."""
    named = parse_collection(collection)
    return Commit(
        committee=named.committee if named else "",
        collection=collection,
        generation=generation_of(metadata),
        id=str(metadata["commit"]),
        embedding_model=str(metadata["embedding_model"]),
        editions=tuple(Edition(**fields) for fields in json.loads(metadata["editions"])),
        retired=frozenset(metadata["retired"].split()),
    )
