"""From paths to the index: each file read, cut, written and reported; one bad file never stops the others."""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from ingest.discovery import Found, find_files, unavailable
from ingest.editions import NamedEdition, name_edition, split_language, tree_difference
from ingest.errors import EditionConflictError, IngestError, UnreadableFileError
from ingest.language import document_language
from ingest.passages import EditionName, document_passages
from ingest.readers.content import check_size
from ingest.readers.formats import format_of, preference, read_document
from ingest.report import FileReport
from ingest.sections import Section, section_texts, section_tree
from vectorstore.types import Changes, Edition, Passage

Progress = Callable[[Path, int, int], None]
"""Is told a file and how many of its passages, of how many, are encoded; ``(path, 0, 0)`` when its reading begins."""

_log = logging.getLogger(__name__)

_FEW_PASSAGES = 3
_FRAMES = 20


class Index(Protocol):
    """What ingestion needs of the index of passages."""

    def editions(self, committee: str) -> list[Edition]:
        """List what is indexed for a committee."""
        ...

    def write_edition(
        self,
        committee: str,
        edition: Edition,
        passages: Sequence[Passage],
        progress: Callable[[int, int], None] | None = None,
    ) -> Changes:
        """Make ``passages`` the only ones of ``edition``."""
        ...


@dataclass(slots=True)
class _Run:
    """What one call of ``ingest_paths`` is asked for and has done."""

    committee: str
    index: Index
    title: str | None
    language: str | None
    progress: Progress | None
    trees: dict[str, dict[str, tuple[Path, Section]]] = field(default_factory=dict)


def ingest_paths(
    paths: Sequence[Path],
    committee: str,
    index: Index,
    *,
    title: str | None = None,
    language: str | None = None,
    progress: Progress | None = None,
) -> list[FileReport]:
    """Ingest files and folders into a committee's index; return a report a file, in the order of reading.

    ``title`` names the one document that all files are editions of; ``language`` is theirs where it is not to be found
    out. A file that stands beside another format of the same name is left out, in favour of the one that keeps most of
    the document's structure.

    Raises:
        VectorStoreError: the index cannot be written to.
    """
    run = _Run(committee, index, title, language, progress)
    reports = []
    for found in _without_other_formats(find_files(paths), paths):
        if found.error:
            reports.append(FileReport(found.path, error=found.error.line))
        elif found.skipped:
            reports.append(FileReport(found.path, warnings=(found.skipped,)))
        else:
            reports.append(_ingest_reported(run, found.path))
    return reports


def _without_other_formats(files: Sequence[Found], named: Sequence[Path]) -> list[Found]:
    """Mark as left out what a folder holds in two formats, but the better one of each; named files all stay."""
    best: dict[Path, Path] = {}
    for found in files:
        if found.error or found.skipped or found.path in named or not format_of(found.path):
            continue
        key = found.path.with_suffix("")
        if key not in best or preference(found.path) < preference(best[key]):
            best[key] = found.path
    kept = []
    for found in files:
        if found.error or found.skipped or found.path in named:
            kept.append(found)
            continue
        chosen = best.get(found.path.with_suffix(""), found.path)
        skipped = f"left out: the same document as {chosen.name}; name the file itself to ingest it"
        kept.append(found if chosen == found.path else replace(found, skipped=skipped))
    return kept


def _ingest_reported(run: _Run, path: Path) -> FileReport:
    try:
        return _ingest(run, path)
    except IngestError as error:
        return FileReport(path, error=error.line)
    except OSError as error:
        return FileReport(path, error=unavailable(path, error).line)


def _ingest(run: _Run, path: Path) -> FileReport:
    check_size(path, path.stat().st_size)
    if run.progress:
        run.progress(path, 0, 0)
    with _reading(path):
        source = read_document(path)
        named = name_edition(path, source.front_matter, title=run.title, language=run.language)
        root = section_tree(source, named.title)
        code, warnings = _language(named, root)
        edition_name = EditionName(named.document, named.title, code)
        passages = document_passages(root, edition_name)
    _check_conflict(run, path, edition_name)
    edition = Edition(
        document=named.document,
        title=named.title,
        language=code,
        source=path.name,
        fingerprint=hashlib.sha256(path.read_bytes()).hexdigest(),
        pages=source.pages,
        sections=sum(bool(section.key) for section in root.walk()),
        passages=len(passages),
    )
    if not edition.sections and edition.passages > _FEW_PASSAGES:
        warnings.append("no headings found: it is cited by its title alone")
    warnings += _edition_warnings(run, path, edition, root)
    changes = run.index.write_edition(run.committee, edition, passages, _forward(run, path))
    run.trees.setdefault(named.document, {})[code] = (path, root)
    return FileReport(
        path=path,
        document=edition.document,
        title=edition.title,
        language=code,
        pages=edition.pages,
        sections=edition.sections,
        passages=edition.passages,
        changes=changes,
        warnings=(*source.warnings, *warnings),
    )


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn a fault of a reader's into the file's own error; its place in the code is logged, its words are not.

    Raises:
        UnreadableFileError: what was raised within is neither an ``IngestError`` nor an ``OSError``.
    """
    try:
        yield
    except (IngestError, OSError):
        raise
    except Exception as error:
        kind = type(error).__name__
        where = "".join(traceback.format_tb(error.__traceback__, limit=-_FRAMES))
        _log.error("the reader of %s failed: %s\n%s", path.name, kind, where.rstrip())
        raise UnreadableFileError(
            path,
            f"a document was expected, but what it holds made its reader fail ({kind})",
            "save it anew or in another format and ingest that; standard error has the details",
        ) from error


def _forward(run: _Run, path: Path) -> Callable[[int, int], None] | None:
    told = run.progress
    return None if told is None else lambda done, total: told(path, done, total)


def _language(named: NamedEdition, root: Section) -> tuple[str, list[str]]:
    """Return the edition's language, stated or found out, with a warning where that is doubtful."""
    guess = document_language("\n".join(section_texts(root)))
    if named.language:
        differs = guess.certain and guess.code != named.language
        return named.language, [f"stated to be in {named.language}, but it reads like {guess.code}"] if differs else []
    if not guess.certain:
        return guess.code, [f"too few words to tell the language; taken as {guess.code} (--language sets it)"]
    mixed = [f"part of it is in {guess.second}; all of it is indexed as {guess.code}"] if guess.second else []
    return guess.code, mixed


def _check_conflict(run: _Run, path: Path, name: EditionName) -> None:
    other = run.trees.get(name.document, {}).get(name.language)
    if other:
        raise EditionConflictError(
            path,
            f"a second {name.language} edition of “{name.document}” beside {other[0]}",
            "give each document a name of its own (the file's name, or --title)",
        )


def _edition_warnings(run: _Run, path: Path, edition: Edition, root: Section) -> list[str]:
    """Return what a person should know of the other editions, in this run and in the index."""
    warnings = []
    here = run.trees.get(edition.document, {})
    for code, (other_path, tree) in here.items():
        difference = tree_difference(root, tree)
        if difference:
            warnings.append(f"its sections differ from the {code} edition's ({other_path.name}), first at {difference}")
    for known in run.index.editions(run.committee):
        if known.document != edition.document:
            continue
        if known.language == edition.language and split_language(Path(known.source))[0] != split_language(path)[0]:
            warnings.append(f"replaces the edition that was read from {known.source}")
        elif known.language not in (edition.language, *here) and known.sections != edition.sections:
            warnings.append(f"has {edition.sections} sections where the {known.language} edition has {known.sections}")
    return warnings
