"""Printed lines put together again: hyphenation undone, addresses closed up."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_LAST_PART = re.compile(r"([^\W\d_]+)-$")
_FIRST_PART = re.compile(r"^([^\W\d_]+)")
_OPEN_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$", re.IGNORECASE)
_BREAKS_ADDRESS = tuple("/-_?&=.#%:,")
_CONTINUES_ADDRESS = re.compile(r"^[#?&=/%]|^\S*[/.=&#-]\S|^[a-z0-9-]+(?:\s|$)")
_PREFIXES = frozenset("non anti co self post pre ex multi cross inter intra semi pro sub vice contra auto macro micro".split())


def join_lines(lines: Sequence[str], vocabulary: Collection[str] = frozenset()) -> str:
    """Return printed lines as one run of text.

    ``vocabulary`` holds the lower-case words of the document that stand within a line; it decides whether a hyphen at
    a line's end belongs to the word.

    >>> join_lines(["a victim-", "centred approach"], {"victim", "centred"})
    'a victim-centred approach'
    >>> join_lines(["the organi-", "zation"], {"the"}), join_lines(["see https://a.org/", "page"])
    ('the organization', 'see https://a.org/page')
    """
    text = ""
    for line in lines:
        text = line if not text else _join(text, line, vocabulary)
    return text


def _join(above: str, below: str, vocabulary: Collection[str]) -> str:
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


def _keeps_hyphen(head: str, tail: str, vocabulary: Collection[str]) -> bool:
    if f"{head}-{tail}" in vocabulary or not vocabulary:
        return True
    if head + tail in vocabulary:
        return False
    return head in _PREFIXES or (head in vocabulary and tail in vocabulary)


def vocabulary_of(lines: Sequence[str]) -> frozenset[str]:
    """Return the words that stand whole within lines, hyphenated ones as one word and as their parts, in lower case."""
    words: set[str] = set()
    for line in lines:
        found = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?!-?$)", line.lower())
        words.update(found)
        words.update(part for word in found if "-" in word for part in word.split("-"))
    return frozenset(words)
