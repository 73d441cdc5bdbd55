"""Text out of bytes, in whatever encoding it was saved."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ingest.errors import NoTextError, UnreadableFileError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SINGLE_BYTE = ("cp1252", "mac_roman", "latin-1")
_LIKELY = re.compile(r"[áéíóúüñÁÉÍÓÚÑçÇàèòâêîôûäöëï¿¡«»“”‘’–—…°ºª€]")
_MOST_ACCENTS = 0.3


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
