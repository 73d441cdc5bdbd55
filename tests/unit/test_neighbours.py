"""Neighbours of a word that the index lacks: by meaning, by spelling, never for numbers."""

from __future__ import annotations

import pytest

from tests.fakes import FakeEncoder
from vectorstore import neighbours
from vectorstore.lexical import LexicalIndex
from vectorstore.neighbours import Spellings, WordNeighbours


@pytest.fixture
def found() -> WordNeighbours:
    lexical = LexicalIndex.build(["The budget of Operation Spartacus in 2018, 2018", "El presupuesto"], ["en", "es"])
    return WordNeighbours(lexical, FakeEncoder("budget presupuesto"))


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        pytest.param("presupuesto", "en", [("budget", 1.0)], id="translation"),
        pytest.param("budget", "es", [("presupuest", 1.0)], id="and back"),
        pytest.param("espartaco", "en", [("spartacus", pytest.approx(10 / 18))], id="name in the other language"),
        pytest.param("operacion", "en", [("oper", pytest.approx(12 / 18))], id="kindred word"),
        pytest.param("bugdet", "en", [], id="too far misspelt"),
        pytest.param("budgett", "en", [("budget", pytest.approx(10 / 13))], id="misspelt"),
        pytest.param("zebra", "en", [], id="nothing near"),
        pytest.param("2019", "en", [], id="another year is not near"),
        pytest.param("budget", "fr", [], id="language that the index lacks"),
    ],
)
def test_neighbours(found: WordNeighbours, word: str, language: str, expected: list[tuple[str, float]]) -> None:
    assert list(found.find(word, language)) == expected


def test_there_are_at_most_three_nearest_first() -> None:
    lexical = LexicalIndex.build(["budgeta budgetab budgetabc budgetabcd"], ["en"])
    near = WordNeighbours(lexical, FakeEncoder()).find("budgetz", "en")
    assert len(near) == 3
    assert [nearness for _, nearness in near] == sorted((nearness for _, nearness in near), reverse=True)


def test_of_a_great_index_the_most_frequent_words_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "_MOST_WORDS", 1)
    lexical = LexicalIndex.build(["budgetary", "budgets", "budgets"], ["en"] * 3)
    near = WordNeighbours(lexical, FakeEncoder()).find("budgetar", "en")
    assert [stem for stem, _ in near] == ["budget"]


def test_an_empty_index_has_no_neighbours() -> None:
    assert list(WordNeighbours(LexicalIndex.build([], []), FakeEncoder()).find("budget", "en")) == []


def test_the_same_spelling_is_1_and_a_strange_one_0() -> None:
    assert Spellings(["budget", "xyz"]).compare("budget").tolist() == [1, 0]
