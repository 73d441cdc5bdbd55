"""Questions about two subjects at once, taken apart: *compare Akoma with Nawala* is asked of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from answering.analysis import content_terms
from answering.matching import both_stems
from vectorstore.words import STOP_WORDS, words

_COORDINATOR = frozenset("and y e or o u vs versus con with than".split())
_COMPARISON = re.compile(
    r"\b(compar\w+|differen\w+|diferenci\w+|versus|vs|both|ambas|ambos|between|entre)\b", re.IGNORECASE
)
_MAX_WORDS_BETWEEN = 5
_MAX_SUBJECTS = 3


def may_name_two(text: str) -> bool:
    """Return whether ``text`` has a word that puts two subjects side by side, without looking at any section."""
    return bool(_COORDINATOR.intersection(words(text)) or _COMPARISON.search(text))


def split_subjects(text: str, headings: Iterable[str]) -> tuple[str, ...]:
    """Return ``text`` once for each of the sections it names side by side, the other names taken out.

    ``headings`` are the last headings of the sections found for ``text``. A question that names one section, or names
    two without putting them side by side, is returned as it is.

    >>> split_subjects("arrests in Akoma and Nawala", ["Operation Akoma", "Operation Nawala"])
    ('arrests in Akoma and', 'arrests in and Nawala')
    """
    groups = _own_terms(text, headings)
    spoken = words(text)
    placed = sorted((spoken.index(min(group, key=spoken.index)), group) for group in groups)
    if len(placed) < 2 or not _side_by_side(text, spoken, [group for _, group in placed]):
        return (text,)
    chosen = [group for _, group in placed][:_MAX_SUBJECTS]
    return tuple(
        _without(text, frozenset().union(*(other for other in chosen if other is not group))) for group in chosen
    )


def _own_terms(text: str, headings: Iterable[str]) -> list[frozenset[str]]:
    """Return, for each heading that the question names, the question's words that no other such heading has."""
    terms = content_terms(text)
    matched: dict[str, frozenset[str]] = {}
    for heading in dict.fromkeys(headings):
        stems = frozenset().union(*(both_stems(word) for word in words(heading) if word not in STOP_WORDS), frozenset())
        named = frozenset(term for term in terms if both_stems(term) & stems)
        if named and len(named) >= min(2, len(stems) // 3):
            matched[heading] = named
    largest = sorted(set(matched.values()), key=len, reverse=True)
    kept: list[frozenset[str]] = []
    for named in largest:
        if not any(named <= other for other in kept):
            kept.append(named)
    own = [named - frozenset().union(*(other for other in kept if other is not named)) for named in kept]
    return [group for group in own if group]


def _side_by_side(text: str, spoken: Sequence[str], groups: Sequence[frozenset[str]]) -> bool:
    for before, after in pairwise(groups):
        end = max(place for place, word in enumerate(spoken) if word in before and place < _first(spoken, after))
        between = spoken[end + 1 : _first(spoken, after)]
        joined = _COORDINATOR & set(between) or _COMPARISON.search(text)
        if len(between) > _MAX_WORDS_BETWEEN or not joined:
            return False
    return True


def _first(spoken: Sequence[str], group: frozenset[str]) -> int:
    return min(place for place, word in enumerate(spoken) if word in group)


def _without(text: str, gone: frozenset[str]) -> str:
    return " ".join(word for word in text.split() if not gone.intersection(words(word)))
