"""Whether two questions ask the same: figures that only rise."""

from __future__ import annotations

import pytest

from answering.same_question import LIKE, SAME
from tests.quality.same_questions.pairs import opened
from tests.quality.same_questions.table import Told, told_apart

WRONG, MISSED = 0.03, 0.30  # of what is taken for the same; of what is the same


@pytest.fixture(scope="module")
def held_out() -> Told:
    with opened() as same_question:
        return told_apart(same_question, "held_out")


def test_hardly_any_question_is_taken_for_another(held_out: Told) -> None:
    assert held_out.precision(SAME) >= 1 - WRONG
    assert held_out.precision(LIKE) >= 0.9


def test_most_that_ask_the_same_are_seen_to(held_out: Told) -> None:
    assert held_out.recall(SAME) >= 1 - MISSED
    assert held_out.recall(LIKE) >= 0.85
