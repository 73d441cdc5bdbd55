"""Questions with what was found for them, put together by hand: nothing is searched and no model is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from answering.analysis import analyse_part
from answering.checking.grounds import excerpt_of
from answering.checking.types import Fault, Verdict, WrittenSentence
from answering.composing import Statement, source_of, write_answer
from answering.concepts import Lexicon
from answering.evidence import FEATURES, Asked, Candidate
from answering.findings import Finding, Issued
from answering.gate import Verdict as GateVerdict
from answering.matching import Matcher, read_terms
from answering.prepared import Prepared
from answering.sentences import SentenceReader
from answering.sheet import Sheet
from answering.types import Answer, Question
from vectorstore.types import Hit, Language, Passage

LEXICON = Lexicon.load()
MATCHER = Matcher(lambda words: np.zeros((len(words), 1), dtype=np.float32), LEXICON)
"""Matches words by their letters and the lexicon alone."""
NONE = np.zeros(0, dtype=np.float32)


def hit_of(passage: Passage) -> Hit:
    return Hit(passage, 1.0, 0.5, 0.5, (0.5,) * len(passage.units), (0.5,) * len(passage.units))


def asked_of(text: str, language: Language = "en") -> Asked:
    part = analyse_part(text)
    terms = read_terms(part.terms, part.names, part.text, LEXICON)
    return Asked(part, terms, np.ones(len(terms)), language)


def finding_of(
    text: str,
    *passages: Passage,
    best: int = 0,
    language: Language = "en",
    told: bool = True,
    issued: Sequence[Statement] = (),
) -> Finding:
    """Return what was found for a part of a question: the unit at ``best`` of the first passage answers it."""
    hits = tuple(hit_of(passage) for passage in passages)
    features = np.zeros(len(FEATURES))
    candidates = [
        Candidate(hit, unit, place, NONE, NONE, NONE, features, 0.9) for hit in hits for place, unit in _units(hit)
    ]
    if candidates:
        candidates.insert(0, candidates.pop(best))
    said = Issued(tuple(each.hit for each in issued), tuple(issued), 0.9) if issued else None
    verdict = GateVerdict(told and bool(hits), 0.9 if told else 0.1, "not_in_documents")
    return Finding(asked_of(text, language), hits, tuple(candidates), verdict, issued=said)


def _units(hit: Hit) -> list[tuple[int, object]]:
    return list(enumerate(hit.passage.units))


def prepared_of(
    *findings: Finding,
    text: str | None = None,
    statements: Sequence[Statement] | None = None,
    language: Language = "en",
) -> Prepared:
    """Return the reply in quotes: of each part that is told, its best unit, unless ``statements`` says otherwise."""
    asked = tuple(finding.asked.part.text for finding in findings)
    said = list(statements or (each for finding in findings if finding.is_told for each in _said(finding)))
    written, citations = write_answer(said, language)
    sources = tuple(source_of(hit) for finding in findings for hit in finding.hits)
    question = Question(text if text is not None else " ".join(asked))
    reply = Answer(written, language, citations, sources, "quotes")
    return Prepared(question, language, reply, asked, tuple(findings), tuple(said))


def _said(finding: Finding) -> list[Statement]:
    if finding.issued is not None:
        return list(finding.issued.statements)
    best = finding.candidates[0]
    return [Statement(best.hit, (best.unit,))]


def sheet_of(passages: Mapping[str, Passage]) -> Sheet:
    """Return a sheet with each passage under the key it has here."""
    excerpts = {key: excerpt_of(key, hit_of(passage), (), LEXICON) for key, passage in passages.items()}
    return Sheet("=== 0a1b2c3d ===", excerpts)


def sentences_of(text: str) -> list[WrittenSentence]:
    reader = SentenceReader()
    return [*reader.feed(text), *reader.finish()]


def passed(sentence: WrittenSentence, sheet: Sheet, **units: int) -> Verdict:
    """Return the verdict that a sentence stands: on the unit at ``units[key]`` of what it cites, else on the first."""
    support = {key: (sheet.excerpts[key].grounds[units.get(key, 0)],) for key in sentence.keys}
    return Verdict(None, "", support)


def failed(fault: Fault = Fault.NUMBER, words: str = "26") -> Verdict:
    return Verdict(fault, words)


class ScriptedChecks:
    """Lets pass what has no ✗ in it; a bug where a sentence says *crash*."""

    def __init__(self) -> None:
        self.prompts: list[str] = []

    def check(
        self, sentence: WrittenSentence, sheet: Sheet, language: str, asked: Sequence[Any], prompt: str
    ) -> Verdict:
        self.prompts.append(prompt)
        if "crash" in sentence.text:
            raise KeyError(sentence.text)
        return failed() if "✗" in sentence.raw or not sentence.keys else passed(sentence, sheet)


async def at_once(function: Callable[..., Any], /, *arguments: object) -> Any:
    return function(*arguments)
