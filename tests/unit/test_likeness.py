"""Which matters ask like a question, by how surely each wording does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from answering.same_question import LIKE, SAME
from bot.dais.likeness import Like, like_matters

LAPTOPS, COMPUTERS, PHONES = "May we use laptops?", "¿Podemos usar computadoras?", "May we use phones?"


@dataclass
class Table:
    """Likeness by pairs of questions, 0 for any other; it keeps what it was asked."""

    pairs: Mapping[tuple[str, str], float]
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
        self.asked.append((asked, list(others)))
        return [self.pairs.get((asked, other), 0.0) for other in others]


async def test_the_surest_comes_first_and_the_unlike_not_at_all() -> None:
    table = Table({(LAPTOPS, PHONES): 0.5, (LAPTOPS, COMPUTERS): 0.9})

    found = await like_matters(table, [LAPTOPS], {1: [PHONES], 2: [COMPUTERS], 3: ["When do we vote?"]})

    assert found == [Like(2, 0.9, 0.9), Like(1, 0.5, 0.5)]
    assert [each.is_same for each in found] == [True, False]


async def test_each_wording_is_compared_once_with_each_of_the_question_s() -> None:
    table = Table({(LAPTOPS, PHONES): 0.1, (COMPUTERS, PHONES): 0.7})

    assert await like_matters(table, [LAPTOPS, COMPUTERS], {1: [PHONES], 2: [PHONES]}) == [
        Like(1, 0.7, 0.1),
        Like(2, 0.7, 0.1),
    ]
    assert table.asked == [(LAPTOPS, [PHONES]), (COMPUTERS, [PHONES])]


@pytest.mark.parametrize(
    ("surest", "least", "same"),
    [
        pytest.param(SAME, LIKE, True, id="as sure as need be"),
        pytest.param(SAME - 0.01, SAME - 0.01, False, id="not sure enough"),
        pytest.param(1.0, LIKE - 0.01, False, id="one wording is another question"),
    ],
)
def test_a_matter_is_joined_by_what_none_of_its_wordings_speaks_against(
    surest: float, least: float, same: bool
) -> None:
    assert Like(1, surest, least).is_same is same


@pytest.mark.parametrize("leaning", ["¿Y cuántos países?", "And in English?", "what about phones?"])
async def test_a_question_that_goes_on_from_another_is_like_nothing(leaning: str) -> None:
    table = Table({(leaning, leaning): 1.0, (LAPTOPS, leaning): 1.0})

    assert await like_matters(table, [leaning], {1: [leaning]}) == []
    assert await like_matters(table, [LAPTOPS], {1: [leaning], 2: []}) == []
    assert table.asked == []


async def test_without_anything_to_compare_with_nothing_is_asked() -> None:
    assert await like_matters(None, [LAPTOPS], {1: [LAPTOPS]}) == []
    assert await like_matters(Table({}), [LAPTOPS], {}) == []
    assert await like_matters(Table({}), [], {1: [LAPTOPS]}) == []


async def test_what_fails_leaves_a_question_by_itself_and_its_words_out_of_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken:
        def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
            raise ValueError(asked)

    assert await like_matters(Broken(), [LAPTOPS], {1: [PHONES]}) == []
    assert "ValueError" in caplog.text
    assert "laptops" not in caplog.text
