"""Commits: what is in force for a committee, as it is written into the metadata of its Chroma collection."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from vectorstore.errors import InvalidCommitteeError
from vectorstore.types import Edition

_COMMITTEE = re.compile(r"(?=.{1,100}\Z)[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-]))*")
_COLLECTION = re.compile(r"committee-(.+)\.(\d+)")


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


def first_commit(committee: str, number: int, embedding_model: str) -> Commit:
    """Return the state before anything was committed to collection ``number`` of a committee."""
    return Commit(committee, f"committee-{committee}.{number}", 0, "", embedding_model, (), frozenset())


def check_committee(committee: str) -> None:
    """Check that a collection and a file can be named after ``committee``.

    Raises:
        InvalidCommitteeError: They cannot.
    """
    if not _COMMITTEE.fullmatch(committee):
        raise InvalidCommitteeError(committee)


def parse_collection(name: str) -> tuple[str, int] | None:
    """Return the committee and the number that a collection is named after; ``None`` for a stranger's collection."""
    match = _COLLECTION.fullmatch(name)
    return (match[1], int(match[2])) if match else None


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
        committee=named[0] if named else "",
        collection=collection,
        generation=generation_of(metadata),
        id=str(metadata["commit"]),
        embedding_model=str(metadata["embedding_model"]),
        editions=tuple(Edition(**fields) for fields in json.loads(metadata["editions"])),
        retired=frozenset(metadata["retired"].split()),
    )
