"""Scoring: replies against questions whose answers are known. Pure functions over questions and replies.

The patterns of a question are regular expressions, tried without regard to case or accents. Every fact must stand in
the reply's text; every section pattern must match the path of some citation, ``Title › heading › heading``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from answering.places import ARROW
from answering.types import Answer, Citation, Question, Reply
from bot.reply_json import QUOTES, Kind, kind_of
from vectorstore.types import Language
from vectorstore.words import fold

ALL = "all"


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """A question with what a good reply to it holds."""

    id: str
    language: Language
    kind: Kind
    question: str
    history: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    split: str = "report"

    def asked_of(self, committee: str) -> Question:
        """Return the question as it is put to the documents; its language is left for the answerer to find."""
        return Question(self.question, self.history, None, committee, documents_only=True)


@dataclass(frozen=True, slots=True)
class Score:
    """One reply held against its question. ``missing_*`` are the patterns that it lacks."""

    question: ScoredQuestion
    reply: Reply
    latency_ms: float
    missing_facts: tuple[str, ...]
    missing_sections: tuple[str, ...]
    inexact_quotes: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """The reply's kind."""
        return kind_of(self.reply)

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with the reply, in words; empty for a good one."""
        wanted = self.question
        faults = []
        if self.kind != wanted.kind:
            faults.append(f"kind: {self.kind} instead of {wanted.kind}")
        if self.reply.language != wanted.language:
            faults.append(f"language: {self.reply.language} instead of {wanted.language}")
        faults += [f"fact missing: {pattern}" for pattern in self.missing_facts]
        faults += [f"section missing: {pattern}" for pattern in self.missing_sections]
        faults += [f"quote not in the document: {quote}" for quote in self.inexact_quotes]
        return tuple(faults)


@dataclass(frozen=True, slots=True)
class Figures:
    """The shares of one group of scores, each from 0 to 1, ``None`` where nothing counts towards it.

    ``answers`` counts the replies that are answers, ``written`` those of them that a chat model wrote.
    """

    questions: int
    facts_given: float | None
    right_section: float | None
    quotes_exact: float | None
    unanswerable_refused: float | None
    answerable_refused: float | None
    smalltalk_met: float | None
    language_right: float | None
    answers: int
    written: int
    latency_p50_ms: float | None

    def as_dict(self) -> dict[str, float | None]:
        """Return the figures by name, in their order, rounded to four places."""
        return {name: None if value is None else round(value, 4) for name, value in asdict(self).items()}


def read_questions(lines: Iterable[str]) -> list[ScoredQuestion]:
    """Return the questions of JSON lines, in their order.

    Raises:
        ValueError: a line cannot be used; the message names it, counted from 1.
    """
    questions = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                questions.append(_read_question(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ValueError(f"line {number}: {type(error).__name__}: {error}") from error
    return questions


def _read_question(fields: dict[str, Any]) -> ScoredQuestion:
    if fields["kind"] not in ("answer", "refusal", "smalltalk"):
        raise ValueError(f"expected kind answer, refusal or smalltalk, got {fields['kind']!r}")
    if fields["language"] not in ("en", "es"):
        raise ValueError(f"expected language en or es, got {fields['language']!r}")
    facts, sections = tuple(fields.get("facts", ())), tuple(fields.get("sections", ()))
    for pattern in (*facts, *sections):
        _compile(pattern)
    return ScoredQuestion(
        id=str(fields["id"]),
        language=fields["language"],
        kind=fields["kind"],
        question=str(fields["question"]),
        history=tuple(fields.get("history", ())),
        facts=facts,
        sections=sections,
        tags=tuple(fields.get("tags", ())),
        split=str(fields.get("split", "report")),
    )


def score(
    question: ScoredQuestion, reply: Reply, *, stands: Callable[[Citation], bool], latency_ms: float = 0.0
) -> Score:
    """Return a reply held against its question; ``stands`` tells whether a quote is in its document word for word.

    Only an answer gives facts and sections: a refusal that happens to hold the words does not.
    """
    citations = reply.citations if isinstance(reply, Answer) else ()
    text = strip_accents(reply.text) if isinstance(reply, Answer) else ""
    paths = [section_path(citation) for citation in citations]
    return Score(
        question=question,
        reply=reply,
        latency_ms=latency_ms,
        missing_facts=tuple(fact for fact in question.facts if not _compile(fact).search(text)),
        missing_sections=tuple(
            pattern for pattern in question.sections if not any(_compile(pattern).search(path) for path in paths)
        ),
        inexact_quotes=tuple(citation.quote for citation in citations if not stands(citation)),
    )


def section_path(citation: Citation) -> str:
    """Return a citation's path without accents, every heading whole."""
    return strip_accents(ARROW.join([citation.source.title, *citation.source.section]))


def strip_accents(text: str) -> str:
    """Return ``text`` without accents, its letters' case kept.

    >>> strip_accents("Côte d'Ivoire, AÑO")
    "Cote d'Ivoire, ANO"
    """
    return "".join(character if character.isascii() else _bare(character) for character in text)


def _bare(character: str) -> str:
    folded = fold(character)
    return folded.upper() if character.isupper() else folded


def figures(scores: Sequence[Score]) -> Figures:
    """Return the shares of a group of scores."""
    answerable = [each for each in scores if each.question.kind == "answer"]
    unanswerable = [each for each in scores if each.question.kind == "refusal"]
    smalltalk = [each for each in scores if each.question.kind == "smalltalk"]
    facts = sum(len(each.question.facts) for each in answerable)
    missing = sum(len(each.missing_facts) for each in answerable)
    answers = [each.reply for each in scores if isinstance(each.reply, Answer)]
    quotes = sum(len(answer.citations) for answer in answers)
    inexact = sum(len(each.inexact_quotes) for each in scores)
    placed = [each for each in answerable if each.question.sections]
    latencies = sorted(each.latency_ms for each in scores)
    return Figures(
        questions=len(scores),
        facts_given=_share(facts - missing, facts),
        right_section=_share(sum(not each.missing_sections for each in placed), len(placed)),
        quotes_exact=_share(quotes - inexact, quotes),
        unanswerable_refused=_share(sum(each.kind == "refusal" for each in unanswerable), len(unanswerable)),
        answerable_refused=_share(sum(each.kind == "refusal" for each in answerable), len(answerable)),
        smalltalk_met=_share(sum(each.kind == "smalltalk" for each in smalltalk), len(smalltalk)),
        language_right=_share(sum(each.reply.language == each.question.language for each in scores), len(scores)),
        answers=len(answers),
        written=sum(answer.composed_by != QUOTES for answer in answers),
        latency_p50_ms=latencies[len(latencies) // 2] if latencies else None,
    )


def summarise(scores: Sequence[Score]) -> dict[str, dict[str, Figures]]:
    """Return figures by split (in the order they came in, then ``all``) and in each by language, then ``all``."""
    splits = list(dict.fromkeys(each.question.split for each in scores))
    groups = {split: [each for each in scores if each.question.split == split] for split in splits}
    if len(splits) != 1:
        groups[ALL] = list(scores)
    return {split: _by_language(group) for split, group in groups.items()}


def _by_language(scores: Sequence[Score]) -> dict[str, Figures]:
    languages = sorted({each.question.language for each in scores})
    groups = {language: [each for each in scores if each.question.language == language] for language in languages}
    return {**{name: figures(group) for name, group in groups.items()}, ALL: figures(scores)}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _compile(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(strip_accents(pattern), re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"expected a regular expression, got {pattern!r} ({error})") from error
