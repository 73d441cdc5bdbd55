"""The index of passages: what ingestion writes to and answering searches in."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from vectorstore.commits import Commit, check_committee
from vectorstore.encoder import Encoder
from vectorstore.errors import StaleCommitError, StoreDamagedError, UnknownCommitteeError
from vectorstore.neighbours import WordNeighbours
from vectorstore.questions import QuestionEncoder
from vectorstore.reader import Reader
from vectorstore.snapshot import SectionKey, Snapshot
from vectorstore.store import PassageStore
from vectorstore.types import Changes, Edition, Hit, Passage, Query
from vectorstore.words import stem
from vectorstore.writing import Progress, Writer

__all__ = ["PassageIndex", "Progress", "SectionKey"]

_ATTEMPTS = 3
_READ_AT_ONCE = 10_000
_ISSUED_WAIT_S = 30.0
_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class PassageIndex:
    """Hybrid search over the passages of each committee. Threads may share an index, processes a store.

    An index that another embedding model made is encoded anew, from the stored texts, by the first search or write.
    """

    def __init__(
        self,
        store: PassageStore,
        encoder: Encoder,
        cache_folder: Path | None = None,
        questions: QuestionEncoder | None = None,
    ) -> None:
        """Take the store and the encoder; ``cache_folder`` holds the word indexes, by default in the store's home.

        Indexes that are asked the same questions share ``questions``, so that each is encoded once.
        """
        self.store = store
        self.encoder = encoder
        self._cache_folder = cache_folder or store.home / "lexical"
        self._writer = Writer(store, encoder)
        self._readers: dict[str, Reader] = {}
        self._making = threading.Lock()
        self._questions = questions or QuestionEncoder(encoder)

    @cached_property
    def issued(self) -> PassageIndex:
        """Return the index of what each committee's dais issued, apart from its documents.

        Apart, because it changes while delegates ask: it has files, locks and word counts of its own, so that nothing
        of the documents is read again, found or weighed otherwise for an announcement's sake.
        """
        store = PassageStore(self.store.home / "issued", self.store.url, shelf="issued", write_wait_s=_ISSUED_WAIT_S)
        return PassageIndex(store, self.encoder, questions=self._questions)

    def committees(self) -> list[str]:
        """List the committees that have documents or had some, in the order of the alphabet."""
        return self.store.committees()

    def editions(self, committee: str) -> list[Edition]:
        """List what is indexed for a committee, by document and language; empty where nothing is."""
        commit = self.store.commit(committee)
        return [] if commit is None else list(commit.editions)

    def editions_seen(self, committee: str) -> list[Edition]:
        """List what was indexed when the last search looked, without another look.

        Raises:
            UnknownCommitteeError: Nothing was ever indexed for the committee.
        """
        return list(self._last_reader(committee).commit.editions)

    def version(self, committee: str) -> str:
        """Return what tells one state of a committee's documents, and of what its dais issued, from any other.

        It is that of the last look, or a later one, and costs none: a search that comes after it sees that state or a
        later one.
        """
        seen = (self.store.last_seen(committee), self.issued.store.last_seen(committee))
        return "/".join(commit.id if commit is not None else "" for commit in seen)

    def search(self, committee: str, query: Query, limit: int = 12) -> list[Hit]:
        """Return the ``limit`` best hits, best first; none where all documents were taken out.

        Raises:
            UnknownCommitteeError: Nothing was ever indexed for the committee.
        """
        return self._read(committee, lambda reader: reader.search(self._questions.encode(query), limit))

    def sections(self, committee: str, keys: Sequence[SectionKey], query: Query) -> list[Hit]:
        """Return the passages of whole sections as hits for ``query``, with score 0, in the order of ``keys``.

        A key is (document, language, section key); one that the committee does not have is left out. They are read
        where the last search looked, so that both see the same documents.

        Raises:
            UnknownCommitteeError: Nothing was ever indexed for the committee.
        """

        def read(reader: Reader) -> list[Hit]:
            return reader.sections(self._questions.encode(query), keys)

        try:
            return read(self._last_reader(committee))
        except (StaleCommitError, StoreDamagedError):
            return self._read(committee, read)

    def passages(self, committee: str, keys: Sequence[SectionKey]) -> list[Passage]:
        """Return the passages of whole sections, in the order of ``keys`` and then in reading order.

        Raises:
            UnknownCommitteeError: Nothing was ever indexed for the committee.
        """
        return self._read(committee, lambda reader: reader.passages(keys))

    def idf(self, committee: str, word: str, language: str) -> float:
        """Return how rare a folded word is among a committee's passages in ``language``, at least 0; 0 for no passages.

        This and ``document_frequency`` look at what the last search saw, so that asking of each word costs nothing.

        Raises:
            UnknownCommitteeError: Nothing was ever indexed for the committee.
        """
        return self._last_reader(committee).snapshot.lexical.idf(stem(word, language), language)

    def document_frequency(self, committee: str, word: str, language: str) -> int:
        """Count the passages in ``language`` that hold a folded word in any of its forms.

        Raises:
            UnknownCommitteeError: Nothing was ever indexed for the committee.
        """
        return self._last_reader(committee).snapshot.lexical.document_frequency(stem(word, language), language)

    def write_edition(
        self, committee: str, edition: Edition, passages: Sequence[Passage], progress: Progress | None = None
    ) -> Changes:
        """Make ``passages`` the only ones of ``edition``, known by its document and language, all at once.

        What is there already is neither encoded nor written again. Until the last moment a search finds the old state;
        if the write dies it stays in force, and the next write clears up.

        Raises:
            ValueError: A passage is of another edition, or two share an id.
            StoreBusyError: Another process went on writing for too long.
        """
        check_committee(committee)
        return self._rescued(committee, lambda: self._writer.write(committee, edition, passages, progress))

    def remove_document(self, committee: str, document: str) -> int:
        """Take out all editions of ``document``; return how many passages they had, 0 for an unknown document."""
        check_committee(committee)
        return self._rescued(committee, lambda: self._writer.remove(committee, document))

    def remove_committee(self, committee: str) -> bool:
        """Take out all that there is of a committee, as if nothing had ever been indexed; tell whether there was any.

        What its dais issued lies in an index of its own.
        """
        check_committee(committee)
        if not self.store.is_made:
            return False
        with self.store.writing():
            was_there = self.store.drop(committee)
        self._readers.pop(committee, None)
        (self._cache_folder / f"{committee}.npz").unlink(missing_ok=True)
        return was_there

    def prepare(self, committee: str, progress: Progress | None = None) -> None:
        """Do now what the first search would have to do: load the model, encode anew if need be, read the words.

        Raises:
            UnknownCommitteeError: Nothing was ever indexed for the committee.
        """
        self._reader(self._commit(committee, progress))
        self._questions.encode(Query(""))

    def _read(self, committee: str, read: Callable[[Reader], _T]) -> _T:
        """Read at one commit; again where it was replaced in the middle, or its vectors had to be made again."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return read(self._reader(self._commit(committee)))
            except StaleCommitError:
                continue
            except StoreDamagedError:
                self._writer.rescue(committee)
        return read(self._reader(self._commit(committee)))

    def _rescued(self, committee: str, write: Callable[[], _T]) -> _T:
        try:
            return write()
        except StoreDamagedError:
            self._writer.rescue(committee)
            return write()

    def _commit(self, committee: str, progress: Progress | None = None) -> Commit:
        """Return what is in force, made by this encoder."""
        for _ in range(_ATTEMPTS):
            commit = self.store.commit(committee)
            if commit is None:
                raise UnknownCommitteeError(committee, tuple(self.store.committees()))
            if commit.embedding_model == self.encoder.name:
                return commit
            self._writer.remake(committee, progress)
        raise StaleCommitError(committee)  # a process with another model takes turns with this one

    def _last_reader(self, committee: str) -> Reader:
        return self._readers.get(committee) or self._read(committee, lambda reader: reader)

    def _reader(self, commit: Commit) -> Reader:
        """Return what a search at ``commit`` needs, from memory or made from what there is of an older one."""
        known = self._readers.get(commit.committee)
        if known is not None and known.commit.id == commit.id:
            return known
        with self._making:
            known = self._readers.get(commit.committee)
            if known is not None and known.commit.id == commit.id:
                return known
            path = self._cache_folder / f"{commit.committee}.npz"
            old = known.snapshot if known is not None else Snapshot.load(path)
            snapshot = old if old is not None and old.commit_id == commit.id else self._follow(commit, old, path)
            reader = Reader(self.store, commit, snapshot, WordNeighbours(snapshot.lexical, self.encoder))
            self._readers[commit.committee] = reader
            return reader

    def _follow(self, commit: Commit, old: Snapshot | None, path: Path) -> Snapshot:
        """Make the snapshot of ``commit`` and save it."""
        snapshot = old or Snapshot.build("", [])
        live = self.store.live_keys(commit)
        missing = [key for key in live if key not in snapshot.rows]
        for start in range(0, max(len(missing), 1), _READ_AT_ONCE):
            added = self.store.get(commit, missing[start : start + _READ_AT_ONCE])
            snapshot = snapshot.follow(commit.id, live, list(added.values()))
        try:
            snapshot.save(path)
        except OSError as error:
            _log.warning("the word index %s cannot be saved: %s", path, error)
        return snapshot
