"""The one door to Chroma: opening it, locking it, and its errors turned into ours.

Chroma's embedded engine keeps each collection's vector index in the process's memory and does not notice what another
process writes. So writers take turns by a lock file and reopen the engine before they write, and a reader reopens it
when it meets a commit that is not its own. A second lock is held for the moment in which files change or are read.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from vectorstore.errors import (
    StaleCommitError,
    StoreBusyError,
    StoreDamagedError,
    StoreUnavailableError,
    first_line,
)

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

WRITE_WAIT_S = 600.0
_CHANGE_WAIT_S = 60.0
_SERVER_WAIT_S = 60.0
_DAMAGE = ("hnsw", "Error finding id")  # what Chroma says where the files of a vector index are torn or lost


class ChromaEngine:
    """Chroma embedded under ``home``, or on the server at ``url``; ``home`` holds the lock files in either case.

    Nothing is opened before the first use. Threads may share an engine.
    """

    def __init__(self, home: Path, url: str | None = None, *, write_wait_s: float = WRITE_WAIT_S) -> None:
        self.home = home
        self.url = url
        self._write_wait_s = write_wait_s
        self._guard = threading.RLock()
        self._client: Client | None = None
        self._collections: dict[str, Collection] = {}
        self._loaded: set[str] = set()  # collections whose vector index this process has read

    @property
    def place(self) -> str:
        """Name where the records lie: the server's URL or the folder."""
        return self.url or str(self.home / "chroma")

    @property
    def is_made(self) -> bool:
        """Whether there may be something in it: a look without opening it, which would make its files."""
        is_no_folder = self.home.exists() and not self.home.is_dir()  # which opening it will tell
        return self.url is not None or self._client is not None or is_no_folder or (self.home / "chroma").exists()

    def close(self) -> None:
        """Let go of Chroma; the next use opens it again."""
        with self._guard:
            if self._client is not None:
                sessions = _sessions_of(self._client)
                self._client.close()
                for session in sessions:
                    session.close()
            self._client = None
            self._collections.clear()
            self._loaded.clear()

    def reopen(self) -> None:
        """Forget the vector indexes in memory; a server keeps them itself and is left alone."""
        if self.url is None:
            self.close()

    @contextmanager
    def client(self) -> Iterator[Client]:
        """Open Chroma if need be and hold it against this process's other threads.

        Raises:
            StoreUnavailableError: It cannot be opened or does not answer.
        """
        import httpx
        from chromadb.errors import ChromaError

        with self._guard:
            try:
                if self._client is None:
                    self._client = _open(self.home, self.url)
                yield self._client
            except (ChromaError, httpx.HTTPError, OSError) as error:
                raise StoreUnavailableError(self.place, first_line(error)) from error

    @contextmanager
    def collection(self, name: str, *, fresh: bool = False) -> Iterator[Collection]:
        """Give a collection, with its present metadata where ``fresh``; the first use reads its vectors from disk.

        Raises:
            StaleCommitError: It was replaced or dropped.
            StoreDamagedError: The files of its vectors are torn, without which its texts cannot be read either.
            StoreUnavailableError: Chroma does not answer.
        """
        from chromadb.errors import InternalError, NotFoundError

        with self.client() as client:
            try:
                if fresh or name not in self._collections:
                    self._collections[name] = client.get_collection(name, embedding_function=None)
                with nullcontext() if name in self._loaded else self.changing():
                    yield self._collections[name]
                self._loaded.add(name)
            except NotFoundError as error:
                self._collections.pop(name, None)
                raise StaleCommitError(name) from error
            except InternalError as error:
                if self.url is None and any(sign in str(error) for sign in _DAMAGE):
                    raise StoreDamagedError(name, first_line(error)) from error
                raise

    def drop_vectors(self, name: str) -> None:
        """Delete the files of a collection's vectors, so that its texts can be read; for an embedded Chroma alone."""
        with self.client() as client, self.changing():
            collection = client.get_collection(name, embedding_function=None).id
            self.close()
            with closing(sqlite3.connect(self.home / "chroma" / "chroma.sqlite3")) as database:
                asked = "SELECT id FROM segments WHERE collection = ? AND scope = 'VECTOR'"
                segments = database.execute(asked, (str(collection),)).fetchall()
            for (segment,) in segments:
                shutil.rmtree(self.home / "chroma" / segment, ignore_errors=True)

    def compact(self) -> None:
        """Overwrite what was deleted from the files of an embedded Chroma; a server sees to its own.

        Chroma itself leaves deleted texts in the pages of its database, and the folders of deleted vectors.

        Raises:
            StoreUnavailableError: The files cannot be changed.
        """
        if self.url is not None:
            return
        folder = self.home / "chroma"
        with self._guard, self.changing():
            self.close()
            try:
                with closing(sqlite3.connect(folder / "chroma.sqlite3", timeout=_CHANGE_WAIT_S)) as database:
                    database.execute("VACUUM")
                    kept = {segment for (segment,) in database.execute("SELECT id FROM segments")}
            except sqlite3.Error as error:
                raise StoreUnavailableError(self.place, first_line(error)) from error
            for each in folder.iterdir():
                if each.is_dir() and each.name not in kept:
                    shutil.rmtree(each, ignore_errors=True)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep other processes from reading the engine's files while they change, and the other way round."""
        with self._locked("changing.lock", _CHANGE_WAIT_S):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the store for one write: one process at a time, which begins with what the last one left.

        Raises:
            StoreBusyError: Another process went on writing for too long.
        """
        with self._locked("writing.lock", self._write_wait_s):
            self.reopen()
            yield

    @contextmanager
    def _locked(self, name: str, wait_s: float) -> Iterator[None]:
        from filelock import FileLock, Timeout

        try:
            self.home.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.home / name, is_singleton=True)  # one thread may hold it twice over
            lock.acquire(timeout=wait_s)
        except Timeout as error:
            raise StoreBusyError(self.home / name, wait_s) from error
        except OSError as error:
            raise StoreUnavailableError(str(self.home), first_line(error)) from error
        try:
            yield
        finally:
            lock.release()


def _open(home: Path, url: str | None) -> Client:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if url is None:
        home.mkdir(parents=True, exist_ok=True)
        return cast("Client", chromadb.PersistentClient(str(home / "chroma"), settings=settings))
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        client = chromadb.HttpClient(parts.hostname or url, port, ssl=parts.scheme == "https", settings=settings)
    except ValueError as error:
        raise ConnectionError(first_line(error)) from error
    served = cast("Client", client)  # it is declared by its interface, which cannot be closed
    for session in _sessions_of(served):
        session.timeout = _SERVER_WAIT_S
    return served


def _sessions_of(client: Client) -> list[httpx.Client]:
    """Return the connections of a client of a server: Chroma itself sets no time limit and never closes them."""
    both = (client, getattr(client, "_admin_client", None))
    sessions = [getattr(getattr(each, "_server", None), "_session", None) for each in both]
    return [session for session in sessions if session is not None]
