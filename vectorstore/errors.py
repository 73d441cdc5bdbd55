"""What can go wrong in the store and the encoder.

VectorStoreError
├── ModelNotFoundError
├── ModelDamagedError
├── StoreUnavailableError
├── StoreDamagedError
├── StaleCommitError
├── StoreBusyError
├── StoreConflictError
├── InvalidCommitteeError
└── UnknownCommitteeError
"""

from __future__ import annotations

from pathlib import Path


class VectorStoreError(Exception):
    """Anything that this room reports; the message says what was expected, what came and what to do."""


class ModelNotFoundError(VectorStoreError):
    """The embedding model is neither a folder here nor one that a hub hands out now."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(
            f"expected the embedding model {name!r} as a folder or from a hub, but {reason}; "
            "leave DRAGOMAN_EMBEDDING_MODEL unset to use the bundled model"
        )


class ModelDamagedError(VectorStoreError):
    """A model that comes with Dragoman is not where it belongs or cannot be read."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"expected the weights of a bundled model at {path!r}, got: {reason}; install Dragoman again")


class StoreUnavailableError(VectorStoreError):
    """The vector store cannot be opened or does not answer. ``place`` is its URL or folder."""

    def __init__(self, place: str, reason: str) -> None:
        self.place = place
        self.reason = reason
        super().__init__(
            f"expected a Chroma store at {place}, but {reason}; check DRAGOMAN_CHROMA_URL and DRAGOMAN_HOME"
        )


class StoreDamagedError(VectorStoreError):
    """The vectors of a committee cannot be read, e.g. after a power cut; its texts may be whole."""

    def __init__(self, committee: str, reason: str) -> None:
        self.committee = committee
        self.reason = reason
        super().__init__(
            f"expected readable vectors for committee {committee!r}, but {reason}; ingest its documents again"
        )


class StaleCommitError(VectorStoreError):
    """A collection was replaced by another process between two steps of this one."""

    def __init__(self, collection: str) -> None:
        self.collection = collection
        super().__init__(f"expected collection {collection!r}, but it was replaced meanwhile; try again")


class StoreBusyError(VectorStoreError):
    """Another process has been writing to the store for longer than this one waits."""

    def __init__(self, lock: Path, waited_s: float) -> None:
        self.lock = lock
        self.waited_s = waited_s
        super().__init__(
            f"expected to write within {waited_s:.0f} s, but another process is writing (it holds {lock}); "
            "wait until it is done and try again"
        )


class StoreConflictError(VectorStoreError):
    """Another machine committed to the same committee during this write, so nothing of it was kept."""

    def __init__(self, committee: str, expected: int, found: int) -> None:
        self.committee = committee
        self.expected = expected
        self.found = found
        super().__init__(
            f"expected generation {expected} of committee {committee!r}, but found {found}: another machine wrote "
            "meanwhile; try again"
        )


class InvalidCommitteeError(VectorStoreError):
    """A committee's slug has characters or a length that the store cannot keep."""

    def __init__(self, committee: str) -> None:
        self.committee = committee
        super().__init__(
            f"expected a committee slug of 1 to 100 letters (a-z), digits, '-', '_' and single '.', "
            f"beginning with a letter or digit, but got {committee!r}; e.g. 'security-council'"
        )


class UnknownCommitteeError(VectorStoreError):
    """No document was ever indexed for this committee. ``known`` lists those that have some."""

    def __init__(self, committee: str, known: tuple[str, ...]) -> None:
        self.committee = committee
        self.known = known
        have = ", ".join(known) if known else "none"
        super().__init__(
            f"expected a committee with documents, but {committee!r} has none (there are: {have}); "
            f"run 'dragoman ingest PATH --committee {committee}'"
        )


def first_line(error: Exception) -> str:
    """Return the first line of what a library says of its error, or its kind where it says nothing."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
