"""What a file really holds, whatever its name says, and whether it is too large to take."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from ingest.errors import FileTooLargeError, NoTextError, UnreadableFileError, UnsupportedFormatError

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_PACKING_RATIO = 200
_HEAD_BYTES = 4096
_CHUNK_BYTES = 1 << 20
_RATIO_FLOOR_BYTES = 20 * 1024 * 1024

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or locked Office file"),
    (b"{\\rtf", "a rich text (RTF) file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database"),
)
_HTML_START = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)


def check_size(path: Path, size: int) -> None:
    """Refuse a file that is empty or above 50 MB, before anything of it is read.

    Raises:
        NoTextError: it has no bytes.
        FileTooLargeError: it has more than ``MAX_FILE_BYTES``.
    """
    if size == 0:
        raise NoTextError(path, "an empty file", "check that it was saved, and ingest it again")
    if size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024 // 1024
        raise FileTooLargeError(
            path,
            f"{size / 1024 / 1024:.0f} MB where at most {limit} MB are taken",
            "split it, or leave its pictures out",
        )


def kind_of(head: bytes) -> str:
    """Return in words what a file's first bytes say it is, ``""`` for what may be text."""
    if b"%PDF-" in head[:1024]:
        return "a PDF"
    return next((words for signature, words in _SIGNATURES if head.startswith(signature)), "")


def check_kind(path: Path, expected: str, advice: str) -> bytes:
    """Refuse a file whose first bytes are not of the ``expected`` kind (``""``: text); return those bytes.

    Raises:
        UnsupportedFormatError: it holds something else than its name says.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    came = kind_of(head)
    if came != expected:
        wanted = {"": "text", "a zip archive": "a Word file"}.get(expected, expected)
        holds = came or "neither that nor anything known"
        raise UnsupportedFormatError(
            path, f"named as {wanted}, but it holds {holds}", advice if not came else _remedy(came)
        )
    return head


def _remedy(came: str) -> str:
    if came == "a PDF":
        return "rename it to end in .pdf and ingest it again"
    if came == "a zip archive":
        return "if it is a Word file rename it to end in .docx, else unpack it first"
    if came.startswith(("an old", "a rich")):
        return "open it (with its password, if it asks for one), save it as .docx and ingest that"
    return "ingest .md, .txt, .html, .docx or .pdf"


def check_package(path: Path) -> None:
    """Refuse a zip that is no Word file or that unpacks to too much; both declared and real sizes are counted.

    Raises:
        UnsupportedFormatError: it is another kind of package, such as a spreadsheet.
        FileTooLargeError: it would unpack to more than ``MAX_UNPACKED_BYTES``, or to over 200 times its size.
        UnreadableFileError: the archive is damaged.
    """
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            _check_members(path, [member.filename for member in members])
            limit = _unpacking_limit(path)
            if sum(member.file_size for member in members) > limit:
                raise _bomb(path)
            _count_real_bytes(path, package, members, limit)
    except (
        zipfile.BadZipFile,
        zlib.error,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        OSError,
    ) as error:
        raise UnreadableFileError(
            path, "a damaged Word file", "open it in Word, save it anew and ingest it again"
        ) from error


def _unpacking_limit(path: Path) -> int:
    return min(MAX_UNPACKED_BYTES, max(_RATIO_FLOOR_BYTES, path.stat().st_size * MAX_PACKING_RATIO))


def _check_members(path: Path, names: Iterable[str]) -> None:
    known = set(names)
    if "word/document.xml" in known or any(name.startswith("word/document") for name in known):
        return
    for mark, kind in (
        ("xl/", "a spreadsheet"),
        ("ppt/", "a slide show"),
        ("META-INF/manifest.xml", "an OpenDocument file"),
    ):
        if any(name.startswith(mark) for name in known):
            raise UnsupportedFormatError(
                path, f"named as a Word file, but it holds {kind}", "save it as .docx or .pdf and ingest that"
            )
    raise UnsupportedFormatError(
        path, "named as a Word file, but it is another zip archive", "unpack it and ingest what is inside"
    )


def _count_real_bytes(path: Path, package: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo], limit: int) -> None:
    total = 0
    for member in members:
        with package.open(member) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                total += len(chunk)
                if total > limit:
                    raise _bomb(path)


def _bomb(path: Path) -> FileTooLargeError:
    return FileTooLargeError(
        path,
        "a Word file that unpacks to far more than its size (a zip bomb?)",
        "save it anew in Word without its pictures",
    )


def is_html(text: str) -> bool:
    """Say whether a text is a web page."""
    return bool(_HTML_START.match(text[:2000]))
