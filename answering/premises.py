"""Questions that take for granted what the documents contradict, such as *did it end with 500 arrests?*."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from answering.analysis import years
from answering.answer_kinds import new_figures
from answering.evidence import Asked, Candidate, is_strong
from answering.expectations import Expected
from answering.matching import Matcher
from vectorstore.words import fold, words

_HELD = 0.8
_LOOKED_AT = 8
_CLAIM = re.compile(r"\b(is it true|really|es (verdad|cierto)|verdad|cierto|right|correct|no\?|acaso|de verdad)\b")
_LEAVING = frozenset({"leave_withdraw"})
_BELONGING = frozenset({"join_member", "association", "collaborate_cooperate", "benefit", "participate", "cover_span"})


def find_contradiction(asked: Asked, ranked: Sequence[Candidate], matcher: Matcher) -> Candidate | None:
    """Return the unit that says otherwise of the very subject of a claim, ``None`` where the documents are silent.

    A claim is a yes-or-no question or a *why*. It is contradicted where a unit holds all it says but one figure, year
    or name and has another in its place, or lists as a member who is said to have left.
    """
    part = asked.part
    if part.expected not in (Expected.YES_NO, Expected.REASON) and not _CLAIM.search(fold(part.text)):
        return None
    return next((candidate for candidate in ranked[:_LOOKED_AT] if _contradicts(asked, candidate, matcher)), None)


def _contradicts(asked: Asked, candidate: Candidate, matcher: Matcher) -> bool:
    held = candidate.near >= _HELD
    strong = np.array([is_strong(asked.part, term) for term in asked.terms], dtype=bool)
    missing = [term for term, is_held, counts in zip(asked.terms, held, strong, strict=True) if counts and not is_held]
    subject = [term for term, is_held in zip(asked.terms, held, strict=True) if is_held and term.kind != "figure"]
    left = [term for term in missing if term.concepts & _LEAVING]
    if left:  # a year in which it is said to have happened is no second claim
        missing = [term for term in missing if term in left or not years(term.key)]
    if len(missing) != 1 or not subject:
        return False
    wrong, text = missing[0], candidate.unit.text
    if wrong.kind == "figure":
        if years(wrong.key):
            return bool(years(text) - years(asked.part.text))
        return bool(new_figures(text, asked.part))
    if wrong.concepts & _LEAVING:
        return any(term.is_name for term in subject) and bool(matcher.read(text).concepts & _BELONGING)
    if wrong.kind == "name":
        said = {*words(asked.part.text), *(term.key for term in asked.terms)}
        return not matcher.read(text).names <= said
    return False
