"""The files that a list of paths stands for."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import FileUnavailableError, FolderWithoutDocumentsError, IngestError
from ingest.readers.formats import format_of

_LEFT_OUT = ("readme",)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to ingest, or one that is not: ``error`` says why it cannot be, ``skipped`` why it was passed over."""

    path: Path
    error: IngestError | None = None
    skipped: str = ""


def find_files(paths: Sequence[Path]) -> list[Found]:
    """Return the files that ``paths`` stand for: folders searched to the bottom in the order of names, each file once.

    In a folder, hidden files are passed over; so are, with a word on it, README files and kinds that no reader takes.
    """
    found: list[Found] = []
    seen: set[Path] = set()
    for path in paths:
        for one in _files(path):
            real = Path(os.path.realpath(one.path))
            if one.error or real not in seen:
                found.append(one)
            if not one.error:
                seen.add(real)
    return found


def _files(path: Path) -> Iterator[Found]:
    try:
        path.stat()
        if not path.is_dir():
            yield Found(path)
            return
        inside = list(_walk(path, frozenset()))
    except OSError as error:
        yield Found(path, error=unavailable(path, error))
        return
    yield from inside
    if not any(one.error is None and not one.skipped for one in inside) and not any(one.error for one in inside):
        yield Found(
            path,
            error=FolderWithoutDocumentsError(
                path, "a folder without documents", "put .md, .txt, .html, .docx or .pdf files into it"
            ),
        )


def _walk(folder: Path, above: frozenset[Path]) -> Iterator[Found]:
    real = Path(os.path.realpath(folder))
    if real in above:
        return
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith((".", "~$")):
            continue
        try:
            entry.stat()
            if entry.is_dir():
                yield from _walk(entry, above | {real})
                continue
        except OSError as error:
            yield Found(entry, error=unavailable(entry, error))
            continue
        if entry.stem.split(".")[0].lower() in _LEFT_OUT:
            yield Found(entry, skipped="left out: a README tells of its folder; name the file itself to ingest it")
        elif not format_of(entry):
            yield Found(entry, skipped="left out: only .md, .txt, .html, .docx and .pdf are read")
        else:
            yield Found(entry)


def unavailable(path: Path, error: OSError) -> FileUnavailableError:
    """Return the error for a path that the system does not let us read."""
    if isinstance(error, PermissionError):
        return FileUnavailableError(path, "no permission to read it", "give this user the right to read it (chmod +r)")
    if isinstance(error, FileNotFoundError):
        return FileUnavailableError(path, "no such file or folder", "check the path")
    if error.errno == errno.ELOOP or "Symlink loop" in str(error):
        return FileUnavailableError(path, "a link that leads back to itself", "name the file itself")
    return FileUnavailableError(
        path, f"it cannot be read ({error.strerror or type(error).__name__})", "check the file and its disk"
    )
