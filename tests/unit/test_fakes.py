"""The fake encoder is what its docstring says: an axis a concept, lengths of 1."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes import FakeEncoder, make_edition, make_passage
from vectorstore.encoder import Encoder


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder("budget presupuesto", "arrest detenido")


def test_it_is_an_encoder(encoder: FakeEncoder) -> None:
    real: Encoder = encoder
    assert (real.name, real.dimension) == ("fake", 3)


@pytest.mark.parametrize(
    ("text", "vector"),
    [
        pytest.param("The budget", [1, 0, 0], id="one concept"),
        pytest.param("El PRESUPUESTO", [1, 0, 0], id="the same in the other language"),
        pytest.param("budget budget arrest", [2 / 5**0.5, 1 / 5**0.5, 0], id="counts, at length 1"),
        pytest.param("something else", [0, 0, 1], id="no concept"),
        pytest.param("", [0, 0, 1], id="empty"),
    ],
)
def test_a_vector_counts_concepts(encoder: FakeEncoder, text: str, vector: list[float]) -> None:
    assert np.allclose(encoder.encode([text])[0], vector)
    assert np.allclose(encoder.encode_questions([text])[0], vector)


def test_words_lie_on_their_axis_and_unknown_ones_nowhere(encoder: FakeEncoder) -> None:
    assert encoder.encode_words(["detenido", "else"]).tolist() == [[0, 1, 0], [0, 0, 0]]


@pytest.mark.parametrize("method", ["encode", "encode_questions", "encode_words"])
def test_nothing_gives_no_rows(encoder: FakeEncoder, method: str) -> None:
    assert getattr(encoder, method)([]).shape == (0, 3)


def test_it_keeps_what_it_encoded(encoder: FakeEncoder) -> None:
    encoder.encode(["a", "b"])
    encoder.encode(["c"])
    assert encoder.encoded == [["a", "b"], ["c"]]


def test_made_passages_have_a_unit_a_sentence_and_an_edition() -> None:
    passage = make_passage("One. Two.", language="es")
    assert [unit.text for unit in passage.units] == ["One.", "Two."]
    assert make_edition([passage], language="es").passages == 1
