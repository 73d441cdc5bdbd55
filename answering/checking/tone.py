"""What is said to the reader instead of about the matter: an assistant's small talk, advice, orders, questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from answering.checking.patterns import patterns
from answering.checking.types import Ground
from vectorstore.words import STOP_WORDS, fold, stem, words

_ADVICE_WORDS = 4


def self_talk(text: str) -> str:
    """Return the words with which an assistant speaks of itself, ``""`` for none; quotations are left out before.

    >>> self_talk("As an AI, I cannot say. The convoy left.")
    'as an ai'
    """
    return next(_found("self_talk", _plain(text)), "").strip()


def talks_to_reader(text: str, cited: Sequence[Ground]) -> str:
    """Return the words with which ``text`` turns to its reader though nothing of ``cited`` does, ``""`` for none.

    A unit that gives advice itself may be repeated: it shares the words that the advice is about.
    """
    said = text.lower()
    for found in _found("to_reader", said):
        if not any(_says_so_too(found, said, ground) for ground in cited):
            return found.strip(" .;:!¡—,")
    return ""


def _says_so_too(found: str, said: str, ground: Ground) -> bool:
    """Return whether a unit turns to the reader too, and in words of the same matter where the language is the same."""
    told = ground.unit.text.lower()
    if next(_found("to_reader", told), None) is None:
        return False
    place = said.find(found)
    about = [word for word in words(said[place:]) if word not in STOP_WORDS][:_ADVICE_WORDS]
    language = ground.unit.language
    held = {stem(word, language) for word in words(told)}
    return sum(stem(word, language) in held for word in about) * 2 > len(about)


def _plain(text: str) -> str:
    return fold(text).replace("’", "'")


def _found(kind: str, text: str) -> Iterator[str]:
    return (match[0] for pattern in patterns("tone")[kind] for match in pattern.finditer(text))
