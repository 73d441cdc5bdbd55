"""The shipped questions, asked of the shipped answerer: figures that only rise."""

from __future__ import annotations

import re

import pytest

from answering.pipeline import Answerer
from answering.types import Answer
from bot.commands.evaluate import quote_check, shipped_questions
from bot.evaluation import Score, ScoredQuestion, figures, read_questions, score
from vectorstore.index import PassageIndex

COMMITTEE = "interpol"
# Slightly below what was reached. Raise them when a figure rises; a change that needs a lower one is no gain.
FLOORS = {
    ("en", "facts_given"): 0.85,
    ("es", "facts_given"): 0.86,
    ("en", "right_section"): 0.87,
    ("es", "right_section"): 0.88,
    ("en", "unanswerable_refused"): 0.88,
    ("es", "unanswerable_refused"): 0.80,
    ("en", "smalltalk_met"): 0.75,
    ("es", "smalltalk_met"): 0.88,
    ("en", "language_right"): 0.98,
    ("es", "language_right"): 0.99,
}
MOST_REFUSED = {"en": 0.08, "es": 0.10}
_MARK = re.compile(r"\[(\d+)\]")


def shipped() -> list[ScoredQuestion]:
    with shipped_questions().open(encoding="utf-8") as lines:
        return read_questions(lines)


@pytest.fixture(scope="module")
def scores(bundled_index: PassageIndex, bundled_answerer: Answerer) -> list[Score]:
    stands = quote_check(bundled_index, COMMITTEE)
    return [score(each, bundled_answerer.answer(each.asked_of(COMMITTEE)), stands=stands) for each in shipped()]


def in_language(scores: list[Score], language: str) -> list[Score]:
    return [each for each in scores if each.question.language == language]


def uncited(answer: Answer) -> bool:
    """Return whether an answer's marks and citations differ; a mark that the document itself has is no mark."""
    own = {mark for citation in answer.citations for mark in _MARK.findall(citation.quote)}
    numbers = {str(citation.number) for citation in answer.citations}
    return not numbers or set(_MARK.findall(answer.text)) - (own - numbers) != numbers


@pytest.mark.parametrize(("language", "figure"), FLOORS, ids=[f"{figure} {language}" for language, figure in FLOORS])
def test_a_figure_stays_above_its_floor(scores: list[Score], language: str, figure: str) -> None:
    reached = figures(in_language(scores, language)).as_dict()[figure]

    assert reached is not None
    assert reached >= FLOORS[language, figure]


@pytest.mark.parametrize("language", MOST_REFUSED)
def test_few_questions_that_have_an_answer_are_refused(scores: list[Score], language: str) -> None:
    refused = figures(in_language(scores, language)).answerable_refused

    assert refused is not None
    assert refused <= MOST_REFUSED[language]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_quote_is_exact(scores: list[Score], language: str) -> None:
    assert [each.inexact_quotes for each in in_language(scores, language) if each.inexact_quotes] == []
    assert figures(in_language(scores, language)).quotes_exact == 1.0


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_mark_is_cited(scores: list[Score], language: str) -> None:
    answers = [each.reply for each in in_language(scores, language) if isinstance(each.reply, Answer)]

    assert answers
    assert [answer.text for answer in answers if uncited(answer)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_there_are_questions_enough_of_every_kind(language: str) -> None:
    kinds = [question.kind for question in shipped() if question.language == language]

    assert kinds.count("answer") >= 120
    assert kinds.count("refusal") >= 15
    assert kinds.count("smalltalk") >= 5
