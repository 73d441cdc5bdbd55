"""What a file really holds, whatever its name says: its kind by its first bytes, its text by its encoding."""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from ingest.errors import FileTooLargeError, NoTextError, UnreadableFileError, UnsupportedFormatError

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_PACKING_RATIO = 200
_HEAD_BYTES = 4096
_CHUNK_BYTES = 1 << 20
_MOST_ACCENTS = 0.3
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
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SINGLE_BYTE = ("cp1252", "mac_roman", "latin-1")
_LIKELY = re.compile(r"[áéíóúüñÁÉÍÓÚÑçÇàèòâêîôûäöëï¿¡«»“”‘’–—…°ºª€]")
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


def decode(path: Path, data: bytes) -> tuple[str, str]:
    """Return a text file's text and the name of its encoding.

    A byte order mark decides; else UTF-8 if it is valid, UTF-16 by its zeros, else the one-byte encoding of Windows,
    Mac or Latin-1 that gives the likeliest letters.

    Raises:
        UnreadableFileError: it is not text.
        NoTextError: it is text without a letter.
    """
    text, encoding = _decoded(path, data)
    controls = sum(sign < " " and sign not in "\t\n\r\f\v\x1a" for sign in text[:20_000])
    if controls > 3 + len(text[:20_000]) / 200:
        raise UnreadableFileError(
            path, "not text (it has control characters)", "save it as plain text in UTF-8, or as .docx or .pdf"
        )
    if not any(map(str.isalpha, text)):
        raise NoTextError(path, "a file without a word in it", "check that it was saved, and ingest it again")
    return text, encoding


def _decoded(path: Path, data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise UnreadableFileError(
                    path, f"text cut off or damaged ({encoding})", "save it anew in UTF-8"
                ) from error
    try:
        if b"\x00" not in data:
            return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        return _wide(path, data)
    return _one_byte(data)


def _wide(path: Path, data: bytes) -> tuple[str, str]:
    even, odd = data[0:4000:2].count(0), data[1:4000:2].count(0)
    if max(even, odd) > len(data[:4000]) * 0.2 and len(data) % 2 == 0:
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            pass
    raise UnreadableFileError(
        path, "not text (it has zero bytes)", "save it as plain text in UTF-8, or as .docx or .pdf"
    )


def _one_byte(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    readings: list[tuple[float, int, str, str]] = []
    for order, encoding in enumerate(_SINGLE_BYTE):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        high = [sign for sign in text if sign > "\x7f"]
        odd = sum(not _LIKELY.match(sign) for sign in high) + _odd_neighbours(text)
        foreign = len(high) > _MOST_ACCENTS * sum(map(str.isalpha, text))
        readings.append((odd / max(len(high), 1) + foreign, order, text, encoding))
    best = min(readings)
    if best[0] > 0.3:
        guess = from_bytes(data).best()
        if guess is not None:
            return str(guess), guess.encoding
    return best[2], best[3]


def _odd_neighbours(text: str) -> int:
    """Count signs that stand where they do not in Spanish or English: capitals or quotes within words."""
    return len(re.findall(r"[a-záéíóúñ][ÁÉÍÓÚÑÇÄÖÜÀÈÒÂÊÎÔÛËÏ¿¡«»“€°…–—][a-záéíóúñ]", text))


def is_html(text: str) -> bool:
    """Say whether a text is a web page."""
    return bool(_HTML_START.match(text[:2000]))
