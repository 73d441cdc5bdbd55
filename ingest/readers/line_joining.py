"""Printed lines put together again: hyphenation undone, addresses closed up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LAST_PART = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-$")
_FIRST_PART = re.compile(r"^([^\W\d_]+)")
_OPEN_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$", re.IGNORECASE)
_BREAKS_ADDRESS = tuple("/-_?&=.#%:,")
_CONTINUES_ADDRESS = re.compile(r"^[#?&=/%]|^\S*[/.=&#-]\S|^[a-z0-9-]+(?:\s|$)")
_HYPHENATED_SHARE = 0.03
_PREFIXES = frozenset({"non", "self", "anti"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What decides whether a hyphen at a line's end belongs to the word.

    ``words`` are those of the document that stand within a line, in lower case, hyphenated ones whole and in parts;
    ``hyphenates`` says that so many lines end in a hyphen that the typesetter must have parted words.
    """

    words: frozenset[str] = frozenset()
    hyphenates: bool = False


def join_lines(lines: Sequence[str], vocabulary: Vocabulary | None = None) -> str:
    """Return printed lines as one run of text.

    >>> join_lines(["a victim-", "centred approach"]), join_lines(["see https://a.org/", "page"])
    ('a victim-centred approach', 'see https://a.org/page')
    >>> join_lines(["the organi-", "zation"], Vocabulary(frozenset({"the"}), hyphenates=True))
    'the organization'
    """
    text = ""
    for line in lines:
        text = line if not text else _join(text, line, vocabulary or Vocabulary())
    return text


def _join(above: str, below: str, vocabulary: Vocabulary) -> str:
    if _splits_address(above, below):
        return above + below
    if above.endswith("\u00ad"):
        return above[:-1] + below
    last, first = _LAST_PART.search(above), _FIRST_PART.match(below)
    if not last or not first:
        return f"{above}{below}" if above.endswith(("—", "-")) and above[-2:-1].isdigit() else f"{above} {below}"
    head, tail = last[1].lower(), first[1].lower()
    if not below[0].islower() or _keeps_hyphen(head, tail, vocabulary):
        return above + below
    return above[:-1] + below


def _splits_address(above: str, below: str) -> bool:
    """Say whether a line's end stands inside an address: it broke at one of the signs where addresses are broken."""
    if not _OPEN_ADDRESS.search(above):
        return False
    if below.startswith("#") or above.endswith("://"):
        return True
    return above.endswith(_BREAKS_ADDRESS[:6]) and bool(_CONTINUES_ADDRESS.match(below))


def _keeps_hyphen(head: str, tail: str, vocabulary: Vocabulary) -> bool:
    words = vocabulary.words
    if head + tail in words or f"{head}-{tail}" in words:
        return f"{head}-{tail}" in words
    known = bool({head, f"{head}s"} & words) and tail in words
    return not vocabulary.hyphenates or head in _PREFIXES or known


def vocabulary_of(lines: Sequence[str]) -> Vocabulary:
    """Return the vocabulary of a document's printed lines."""
    words: set[str] = set()
    for line in lines:
        found = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?!-?$)", line.lower())
        words.update(found)
        words.update(part for word in found if "-" in word for part in word.split("-"))
    parted = sum(bool(_LAST_PART.search(line)) and not _OPEN_ADDRESS.search(line) for line in lines)
    return Vocabulary(frozenset(words), hyphenates=parted > len(lines) * _HYPHENATED_SHARE)
