"""Which reader takes a file, by the end of its name, once its content agrees with that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ingest.blocks import SourceDocument
from ingest.errors import NoTextError, UnsupportedFormatError
from ingest.readers.content import check_kind, check_package, is_html
from ingest.readers.encodings import decode

SUFFIXES = (".md", ".txt", ".html", ".docx", ".pdf")
"""The formats that are read, the ones that keep most of a document's structure first but for plain text."""

_ALIASES = {".markdown": ".md", ".text": ".txt", ".htm": ".html", ".xhtml": ".html"}
_PREFERENCE = (".md", ".docx", ".html", ".pdf", ".txt")
_ADVICE = "ingest .md, .txt, .html, .docx or .pdf"


def format_of(path: Path) -> str:
    """Return the format by the end of a file's name, ``""`` where none is read."""
    suffix = path.suffix.lower()
    suffix = _ALIASES.get(suffix, suffix)
    return suffix if suffix in SUFFIXES else ""


def preference(path: Path) -> int:
    """Return the place of a file's format among those of one document: 0 for what keeps most of its structure."""
    return _PREFERENCE.index(format_of(path))


def read_document(path: Path) -> SourceDocument:
    """Return what a file holds, in order.

    Raises:
        IngestError: it is of a kind that is not read, is not what its name says, is broken, or holds no words.
        OSError: it cannot be opened.
    """
    kind = format_of(path)
    if not kind:
        raise UnsupportedFormatError(
            path, f"a file of the kind {path.suffix or 'without an ending'}, which is not read", _ADVICE
        )
    source = _READERS[kind](path)
    if not source.elements:
        raise NoTextError(path, "a file without a word in it", "check that it was saved, and ingest it again")
    return source


def _read_pdf(path: Path) -> SourceDocument:
    check_kind(path, "a PDF", "export it anew as PDF, or give its name the ending that it needs")
    from ingest.readers.pdf import read_pdf

    return read_pdf(path)


def _read_word(path: Path) -> SourceDocument:
    check_kind(path, "a zip archive", "save it as .docx in Word, or give its name the ending that it needs")
    check_package(path)
    from ingest.readers.word import read_word

    return read_word(path)


def _read_markdown(path: Path) -> SourceDocument:
    text, warnings = _text(path, page=False)
    from ingest.readers.markdown import read_markdown

    return _warned(read_markdown(text), warnings)


def _read_text(path: Path) -> SourceDocument:
    text, warnings = _text(path, page=False)
    from ingest.readers.text import read_text

    return _warned(read_text(text), warnings)


def _read_html(path: Path) -> SourceDocument:
    text, warnings = _text(path, page=True)
    from ingest.readers.html import read_html

    return _warned(read_html(text), warnings)


def _text(path: Path, *, page: bool) -> tuple[str, tuple[str, ...]]:
    check_kind(path, "", _ADVICE)
    text, encoding = decode(path, path.read_bytes())
    if is_html(text) and not page:
        raise UnsupportedFormatError(
            path, "named as text, but it holds a web page", "rename it to end in .html and ingest it again"
        )
    plain = encoding.replace("_", "-") in ("utf-8", "utf-8-sig", "ascii")
    return text, () if plain else (f"read as {encoding}; if letters look wrong, save it in UTF-8",)


def _warned(source: SourceDocument, warnings: tuple[str, ...]) -> SourceDocument:
    return replace(source, warnings=(*source.warnings, *warnings))


_READERS: dict[str, Callable[[Path], SourceDocument]] = {
    ".md": _read_markdown,
    ".txt": _read_text,
    ".html": _read_html,
    ".docx": _read_word,
    ".pdf": _read_pdf,
}
