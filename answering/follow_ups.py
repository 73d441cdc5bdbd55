"""Follow-ups: a question that leans on the one before it, made whole; a new subject left alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from answering.analysis import analyse_part, years
from answering.expectations import Expected
from vectorstore.words import fold, words

_CONNECTIVE = re.compile(
    r"^[\s¿¡]*(?:(?:y|e|and|but|pero|then|entonces|also|tambien|ok|so|oye|pues|bueno)\b[\s,¿]*)*"
    r"(?:(?:what|how) about|que (?:hay|pasa|onda) (?:de|con)|and|y|e)\b\s*[,¿]?\s*(?=\S)"
)
_ANAPHORA = re.compile(
    r"\b(it|its|they|them|their|theirs|there|that|those|these|this|he|she|him|her|his|hers|same|"
    r"(?:el|la|los|las) mism[oa]s?|es[aeo]s?|est[aeo]s?|aquell[ao]s?|ahi|alli|alla|ell[ao]s?|su|sus|dich[ao]s?|"
    r"le|les)\b"
)
_MAX_BARE_TERMS = 2


def make_whole(text: str, history: tuple[str, ...], topic_of: Callable[[str], tuple[str, ...]]) -> str:
    """Return ``text`` with what it leaves out taken from the chat's earlier questions, or as it is.

    ``topic_of`` returns the folded words with which a question names its subject. *¿Y cuántos detenidos?* after a
    question on Operation Akoma asks about Akoma; *and Nawala?* asks of Nawala what was asked before.
    """
    if not history:
        return text
    topic = topic_of(text)
    if not leans_on_earlier(text, topic):
        return text
    earlier = make_whole(history[-1], history[:-1], topic_of)
    asks = analyse_part(text)
    if (topic and asks.expected is Expected.OPEN) or (years(text) and not _without(text, years(text))):
        return _ask_again(earlier, text, topic_of(earlier))
    if topic:
        return text
    carried = topic_of(earlier) or analyse_part(earlier).terms
    kept = [word for word in carried if word not in asks.terms]
    return f"{text} ({' '.join(kept)})" if kept else text


def leans_on_earlier(text: str, topic: tuple[str, ...]) -> bool:
    """Return whether ``text`` cannot be understood without the question before it."""
    folded = fold(text)
    if _CONNECTIVE.match(folded):
        return True
    if topic:
        return False
    return bool(_ANAPHORA.search(folded)) or len(analyse_part(text).terms) <= _MAX_BARE_TERMS


def needs_earlier(text: str) -> bool:
    """Return whether ``text`` says of itself that it goes on from an earlier question, whatever its subject is.

    >>> needs_earlier("y cuántos países?"), needs_earlier("Who is the mayor?")
    (True, False)
    """
    folded = fold(text)
    return bool(_CONNECTIVE.match(folded) or _ANAPHORA.search(folded)) or not analyse_part(text).terms


def _without(text: str, gone: frozenset[str]) -> tuple[str, ...]:
    return tuple(term for term in analyse_part(text).terms if term not in gone)


def _ask_again(earlier: str, text: str, old_topic: tuple[str, ...]) -> str:
    """Return the earlier question with its subject, or its year, replaced by what ``text`` names."""
    match = _CONNECTIVE.match(fold(text))
    named = text[match.end() :] if match else text
    named_years = years(text)
    gone = set(years(earlier)) if named_years else set()
    if _without(text, named_years):  # a subject, and not the year alone
        gone.update(old_topic)
    kept = [word for word in earlier.rstrip("?").split() if not gone.intersection(words(word))]
    return f"{' '.join(kept)} {named}"
