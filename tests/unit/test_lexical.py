"""BM25 by hand, one vocabulary a language, and indexes that grow and shrink as if built anew."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
import pytest

from vectorstore.lexical import ALSO_WEIGHT, LENGTH_WEIGHT, SATURATION, LexicalIndex

TEXTS = ["budget budget arrests", "arrests of police", "presupuesto de la policia", "nothing at all here"]
LANGUAGES = ["en", "en", "es", "en"]


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS, LANGUAGES)


def idf(frequency: int, rows: int) -> float:
    return log(1 + (rows - frequency + 0.5) / (frequency + 0.5))


def impact(count: int, length: int, mean: float) -> float:
    penalty = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / mean)
    return count * (SATURATION + 1) / (count + penalty)


def test_a_score_is_bm25_as_a_share_of_what_the_question_could_reach(index: LexicalIndex) -> None:
    mean = (3 + 2 + 1) / 3  # "nothing" stands alone in the last text: "at", "all" and "here" are stop words
    reach = idf(1, 3) + idf(2, 3)
    expected = [
        (idf(1, 3) * impact(2, 3, mean) + idf(2, 3) * impact(1, 3, mean)) / reach,
        idf(2, 3) * impact(1, 2, mean) / reach,
        0,
        0,
    ]
    assert index.scores("the budget for an arrest") == pytest.approx(expected, rel=1e-5)


def test_a_row_of_mean_length_with_every_word_scores_1() -> None:
    index = LexicalIndex.build(["budget arrests", "police country"], ["en", "en"])
    assert index.scores("arrest budget") == pytest.approx([1, 0])


def test_a_word_asked_twice_counts_once(index: LexicalIndex) -> None:
    assert index.scores("budget budget").tolist() == index.scores("budget").tolist()


@pytest.mark.parametrize("question", ["", "¿?", "the of", "zebra"])
def test_a_question_without_known_words_scores_0(index: LexicalIndex, question: str) -> None:
    assert index.scores(question).tolist() == [0, 0, 0, 0]


def test_accents_and_forms_do_not_matter(index: LexicalIndex) -> None:
    assert index.scores("los presupuestos de la policía") == pytest.approx([0, 0, 1, 0])


def test_a_language_has_its_own_counts(index: LexicalIndex) -> None:
    assert index.document_frequency("budget", "en") == 1
    assert index.document_frequency("budget", "es") == 0
    assert index.idf("arrest", "en") == pytest.approx(idf(2, 3))
    assert index.idf("zebra", "en") == pytest.approx(idf(0, 3))
    assert index.idf("zebra", "fr") == 0


def test_a_missing_word_counts_by_its_best_neighbour_in_the_measure_of_its_nearness(index: LexicalIndex) -> None:
    asked: list[tuple[str, str]] = []

    def neighbours(word: str, language: str) -> Sequence[tuple[str, float]]:
        asked.append((word, language))
        return [("budget", 0.9), ("arrest", 0.5)] if language == "en" else []

    scores = index.scores("presupuesto", neighbours)
    alone = LexicalIndex.build(TEXTS, LANGUAGES).scores("budget")
    assert asked == [("presupuesto", "en")]
    assert scores[0] == pytest.approx(0.9 * alone[0])
    assert scores[1] > 0
    assert scores[2] == pytest.approx(1)


def test_other_words_count_a_part_and_never_more_than_the_question(index: LexicalIndex) -> None:
    plain = index.scores("police")
    scores = index.scores("police", also="budget arrest")
    assert scores[1] > plain[1] > 0
    assert 0 < scores[0] <= ALSO_WEIGHT


def test_other_words_that_are_asked_anyhow_add_nothing(index: LexicalIndex) -> None:
    assert index.scores("police", also="POLICE").tolist() == index.scores("police").tolist()


def same(one: LexicalIndex, other: LexicalIndex) -> bool:
    questions = ["budget arrest", "policia presupuesto", "nothing police"]
    return (
        len(one) == len(other)
        and set(one.terms) == set(other.terms)
        and all(np.allclose(one.scores(question), other.scores(question)) for question in questions)
    )


@pytest.mark.parametrize("rows", [[0, 1, 2, 3], [3, 0], [2], []], ids=str)
def test_selected_rows_are_as_if_built_alone(index: LexicalIndex, rows: list[int]) -> None:
    built = LexicalIndex.build([TEXTS[row] for row in rows], [LANGUAGES[row] for row in rows])
    assert same(index.select(rows), built)


@pytest.mark.parametrize("cut", range(5))
def test_joined_indexes_are_as_if_built_together(index: LexicalIndex, cut: int) -> None:
    first = LexicalIndex.build(TEXTS[:cut], LANGUAGES[:cut])
    second = LexicalIndex.build(TEXTS[cut:], LANGUAGES[cut:])
    assert same(first.join(second), index)


@pytest.mark.parametrize("rows", [[0, 1, 2, 3], []], ids=["full", "empty"])
def test_arrays_hold_the_whole_index(index: LexicalIndex, rows: list[int]) -> None:
    some = index.select(rows)
    again = LexicalIndex.from_arrays(some.to_arrays())
    assert same(again, some)
    assert again.terms == some.terms


def test_a_term_keeps_its_most_usual_form() -> None:
    index = LexicalIndex.build(["arrest arrests arrests"], ["en"])
    assert index.terms == {("en", "arrest"): "arrests"}


def test_an_empty_index_has_no_scores() -> None:
    assert LexicalIndex.build([], []).scores("budget").shape == (0,)
