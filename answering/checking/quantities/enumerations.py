"""Whether a sentence lists as many things as it says there are."""

from __future__ import annotations

import re

from answering.checking.quantities.quantity import Kind, Quantity
from answering.checking.readings import Reading

_MOST, _LIST_WITHIN = 20, 80
_OPENS_LIST = re.compile(
    r"[:(–—]|, (?:namely|that is|i\.e\.|viz|a saber|es decir|esto es)\b"
    r"|\b(?:are|were|namely|a saber|son|fueron|being)\b:?",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(r"(?: [^\W\d]+){1,3}, ")
_WORDS_OF_ITEM = 6
_SUMS_UP = re.compile(
    r"(?:^|[.;:]\s)([^.;:]+?) (?:are|were|make up|form|son|fueron|forman)(?: (?:the|los|las|all|only|just))?\s+$",
    re.IGNORECASE,
)
_ENDS_LIST = re.compile(r"[.)?!]\s|[.)?!]$| [–—] ")
_JOINT = re.compile(r"\s(?:and|y|e|&|or|o|u|as well as|así como|además de)\s", re.IGNORECASE)
_OPENS_WITH_JOINT = re.compile(r"^\s*(?:and|y|e|&|or|o|as well as|así como)\s", re.IGNORECASE)


def counts_its_own(said: Reading, quantity: Quantity) -> bool:
    """Return whether ``quantity`` counts what the sentence lists after it: *eight countries: A, B, …*."""
    if quantity.kind is not Kind.COUNT or not 2 <= quantity.value <= _MOST or quantity.unit or quantity.currency:
        return False
    if _is_sum_of_what_precedes(said, quantity) or _is_named_at_once(said, quantity):
        return True
    least, most = _list_after(said, quantity.end)
    return least <= quantity.value <= most


def listed_after(reading: Reading, place: int) -> int:
    """Return how many things a text lists some words after ``place``; 0 for none, or where that is not sure."""
    least, most = _list_after(reading, place)
    return least if least == most > 1 else 0


def _list_after(reading: Reading, place: int) -> tuple[int, int]:
    """Return how many things are listed after ``place``, at least and at most; 0 for none."""
    rest = reading.text[place:]
    opens = _OPENS_LIST.search(rest)
    if opens is None or opens.start() > _LIST_WITHIN or re.search(r"[.;?!]\s", rest[: opens.start()]):
        return 0, 0
    start = place + opens.end()
    ends = _ENDS_LIST.search(reading.text, start)
    return _items(_without_inner_joints(reading, start, ends.start() if ends else len(reading.text)))


def _is_named_at_once(said: Reading, quantity: Quantity) -> bool:
    """Return whether the list stands between commas straight after what is counted: *the two towns, A and B, …*."""
    opens = _AT_ONCE.match(said.text, quantity.end)
    if opens is None:
        return False
    text = _without_inner_joints(said, opens.end(), len(said.text))
    for items, piece in enumerate(re.split(r"[,;.]", text), start=1):
        if joints := len(_JOINT.findall(_OPENS_WITH_JOINT.sub("", piece))):
            return items + joints == quantity.value
        if len(piece.split()) > _WORDS_OF_ITEM or _OPENS_WITH_JOINT.match(piece):
            return items == quantity.value
    return False


def _is_sum_of_what_precedes(said: Reading, quantity: Quantity) -> bool:
    """Return whether ``quantity`` counts what is listed before it: *A, B and C are three of …*."""
    leads = _SUMS_UP.search(said.text[: quantity.start])
    if leads is None:
        return False
    least, most = _items(_without_inner_joints(said, leads.start(1), leads.end(1)))
    return least <= quantity.value <= most


def _without_inner_joints(said: Reading, start: int, end: int) -> str:
    """Return the list with the names in it made one word each, so that *Trinidad and Tobago* is one thing."""
    text, shift = said.text[start:end], -start
    for name in said.names:
        first, last = said.tokens[name.first].start, said.tokens[name.end - 1].end
        if start <= first and last <= end:
            cut_out = text[first + shift : last + shift]
            one_word = re.sub(r"[\s,]+", "_", cut_out)
            text = text[: first + shift] + one_word + text[last + shift :]
            shift += len(one_word) - len(cut_out)
    return text


def _items(text: str) -> tuple[int, int]:
    """Return how many things a list may be of, at least and at most: a joint within an item may part it or not."""
    pieces = [piece for piece in re.split(r"[,;]", text) if piece.strip()]
    if not pieces:
        return 0, 0
    inner = [len(_JOINT.findall(_OPENS_WITH_JOINT.sub("", piece))) for piece in pieces]
    closes = any(_OPENS_WITH_JOINT.match(piece) for piece in pieces)
    least = len(pieces) + (1 if not closes and inner[-1] else 0)
    return least, len(pieces) + sum(inner)
