"""Whether checked sentences answer a question by themselves, and what they lack where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from answering.analysis import Part, content_terms
from answering.answer_kinds import CHECKABLE, holds_expected
from answering.composing import Statement
from answering.concepts import Lexicon
from answering.evidence import is_strong
from answering.expectations import WHILE_SITTING, Expected
from answering.findings import Finding
from answering.matching import Matcher, Term, read_terms
from answering.prepared import Prepared
from vectorstore.types import Unit

MAX_CHARS = 900
"""The longest reply that a chat model may write, in characters as the delegate reads them."""

LACKS = frozenset({"empty", "part", "kind", "list"})
"""The reasons that a ``Lack`` may have."""

_EXACT = frozenset({Expected.LINK, Expected.EMAIL, Expected.PHONE})
_EXACT_UNITS = frozenset({"outline", "reference", "question"})
_SURELY, _LIKELY, _ITEM_SHARE = 0.8, 0.5, 0.6


@dataclass(frozen=True, slots=True)
class Taken:
    """A sentence that the checks let pass: its words without keys, and the units it stands on by its passages' ids."""

    text: str
    units: Mapping[str, tuple[Unit, ...]]


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing: ``reason`` in a word, ``words`` what of."""

    reason: str
    words: str


def may_be_said_in_other_words(prepared: Prepared) -> bool:
    """Return whether a chat model can do as well as quotes: no link or reference is asked for, no list too long."""
    asked = (finding.asked.part.expected for finding in prepared.findings if finding.is_told)
    listed = [unit for statement in prepared.statements if statement.whole_list for unit in statement.units]
    first = [statement.units[0] for statement in prepared.statements[:1]]
    return (
        prepared.may_be_written
        and not any(expected in _EXACT for expected in asked)
        and not any(unit.kind in _EXACT_UNITS for unit in (*first, *listed))
        and sum(len(unit.text) for unit in listed) <= MAX_CHARS
    )


def find_lacks(prepared: Prepared, taken: Sequence[Taken], matcher: Matcher) -> list[Lack]:
    """Return what keeps sentences from answering the question; nothing where they do.

    Each part that the quotes reply tells must be told, with the number or date that is asked for, and a list whole.
    Of several announcements that it tells none may be passed over: which one holds is for the reader to see.
    """
    if not taken:
        return [Lack("empty", "")]
    told = [finding for finding in prepared.findings if finding.is_told]
    text = " ".join(sentence.text for sentence in taken)
    cited = {passage_id for sentence in taken for passage_id in sentence.units}
    lacks = []
    for finding in told:
        others = [other for other in told if other is not finding]
        is_told = any(_tells(sentence, finding, others, matcher) for sentence in taken)
        if not is_told or _announcements(finding) - cited:
            lacks.append(Lack("part", finding.asked.part.text))
        elif not _holds_what_is_asked(text, finding, prepared.statements, matcher):
            lacks.append(Lack("kind", finding.asked.part.text))
    missing = [
        unit.text.strip().rstrip(".;,")
        for statement in prepared.statements
        if statement.whole_list
        for unit in statement.units
        if not _names_item(text, unit, matcher)
    ]
    return [*lacks, Lack("list", "; ".join(missing))] if missing else lacks


def _tells(sentence: Taken, finding: Finding, others: Sequence[Finding], matcher: Matcher) -> bool:
    """Return whether a sentence is about this part of the question.

    Parts are mostly found in the same passages. Of several, it must stand on what the quotes reply would say of this
    one, or name what this one alone asks for.
    """
    if not others:
        return True
    best = _best_units(finding)
    if any(unit.quote in best for units in sentence.units.values() for unit in units):
        return True
    issued = finding.issued.hits if finding.issued is not None else ()
    if not sentence.units.keys() & {hit.passage.id for hit in (*finding.hits, *issued)}:
        return False
    shared = {term.key for other in others for term in other.asked.terms}
    own = [term for term in finding.asked.terms if term.key not in shared and is_strong(finding.asked.part, term)]
    return bool(own) and float(matcher.strengths(own, [matcher.read(sentence.text)]).mean()) >= _LIKELY


def _announcements(finding: Finding) -> set[str]:
    """Return the ids of the announcements that the quotes reply tells of a part."""
    statements = finding.issued.statements if finding.issued is not None else ()
    return {statement.hit.passage.id for statement in statements}


def _best_units(finding: Finding) -> frozenset[str]:
    """Return the words of what the quotes reply says first of a part."""
    statements = [*(finding.issued.statements if finding.issued else ()), *finding.overview]
    units = [unit for statement in statements for unit in statement.units]
    if not statements and finding.candidates:
        units.append(finding.candidates[0].unit)
    return frozenset(unit.quote for unit in units)


def _holds_what_is_asked(text: str, finding: Finding, statements: Sequence[Statement], matcher: Matcher) -> bool:
    """Return whether a text holds the kind of thing asked for, and says of what; as far as the quotes reply does."""
    quoted = " ".join(unit.text for statement in statements for unit in statement.units)
    kinds = [part for part in _kinds(finding) if part.expected in CHECKABLE and holds_expected(quoted, part) == 1.0]
    if not kinds:
        return True
    if not any(holds_expected(text, part) == 1.0 for part in kinds):
        return False
    return _says_of_what(text, quoted, finding, matcher)


def _says_of_what(text: str, quoted: str, finding: Finding, matcher: Matcher) -> bool:
    """Return whether a text holds, of the terms that the quotes hold, the names and what is counted.

    Where nothing is counted, half of the other words as well.
    """
    part = finding.asked.part
    terms = [term for term in finding.asked.terms if is_strong(part, term)]
    in_quotes, in_text = matcher.strengths(terms, [matcher.read(quoted), matcher.read(text)])
    held = [
        (_is_fixed(term) or part.counted in term.surface.split(), strength >= _LIKELY)
        for term, quote, strength in zip(terms, in_quotes, in_text, strict=True)
        if quote >= _SURELY
    ]
    others = [is_held for is_needed, is_held in held if not is_needed]
    has_others = bool(part.counted) or 2 * sum(others) >= len(others)
    return has_others and all(is_held for is_needed, is_held in held if is_needed)


def _kinds(finding: Finding) -> list[Part]:
    """Return a part as it is asked of the documents and, where the dais answers it, of the dais."""
    part = finding.asked.part
    sitting = WHILE_SITTING.get(part.expected) if finding.is_told_by_dais else None
    return [part] if sitting is None else [part, replace(part, expected=sitting)]


def _names_item(text: str, unit: Unit, matcher: Matcher) -> bool:
    """Return whether a text names an item of a list: its names and figures, and most of its words."""
    terms = read_terms(content_terms(unit.text), frozenset(), unit.text, Lexicon.load())
    if not terms:
        return True
    strengths = matcher.strengths(terms, [matcher.read(text)])[0]
    fixed = np.array([_is_fixed(term) for term in terms])
    return float(strengths.mean()) >= _ITEM_SHARE and bool((strengths[fixed] >= _SURELY).all())


def _is_fixed(term: Term) -> bool:
    return term.kind != "word"
