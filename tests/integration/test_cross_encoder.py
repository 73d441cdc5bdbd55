"""The cross-encoder over the bundled encoder."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.torch import save_file

from vectorstore.cross_encoder import WEIGHTS, JointCrossEncoder
from vectorstore.encoder import SentenceTransformerEncoder
from vectorstore.errors import ModelDamagedError

TEXTS = (
    "The harbour of Quellwater was built in 1951 by Ada Brenner.",
    "Eleven pilots work in the harbour of Quellwater.",
    "The harbour of Quellwater closes at night.",
)
QUESTIONS = {
    "who": ("Who built the harbour of Quellwater?", 0),
    "how many": ("how many pilots are there", 1),
    "quién": ("¿Quién construyó el puerto de Quellwater?", 0),
    "cuántos": ("cuantos practicos trabajan ahi", 1),
}


@pytest.fixture(scope="module")
def reader() -> JointCrossEncoder:
    return JointCrossEncoder(SentenceTransformerEncoder())


@pytest.mark.parametrize(("question", "best"), QUESTIONS.values(), ids=QUESTIONS.keys())
def test_the_text_that_answers_is_read_as_likeliest(reader: JointCrossEncoder, question: str, best: int) -> None:
    assert int(reader.logits(question, TEXTS).argmax()) == best


def test_a_near_miss_is_read_as_less_likely_than_an_answer(reader: JointCrossEncoder) -> None:
    answered = reader.logits("When was the harbour of Quellwater built?", TEXTS).max()
    unanswered = reader.logits("How much did the harbour of Quellwater cost?", TEXTS).max()

    assert answered > unanswered


def test_a_text_reads_alike_alone_among_others_and_again(reader: JointCrossEncoder) -> None:
    question = "how many pilots are there?"
    together = reader.logits(question, TEXTS)
    alone = [reader.logits(question, [text])[0] for text in reversed(TEXTS)]

    assert np.allclose(together, alone[::-1], atol=0.1)  # bfloat16 sums in another order
    assert np.array_equal(together, reader.logits(question, TEXTS))


def test_the_states_of_an_encoded_question_are_those_of_its_own_pass() -> None:
    encoder = SentenceTransformerEncoder()
    question = "how many pilots are there?"
    [before] = encoder.token_states([question], 3)
    encoder.keep_question_states(3)
    encoder.token_states(["a text that is read in between"], 3)
    encoder.encode_questions(["another, much longer question beside it, so that there is padding", question])

    [kept] = encoder.token_states([question], 3)

    assert np.allclose(before, kept, atol=0.01)


def test_no_texts_have_no_logits(reader: JointCrossEncoder) -> None:
    assert reader.logits("how many?", []).shape == (0,)


def test_threads_read_at_once(reader: JointCrossEncoder) -> None:
    questions = [f"how many pilots work in harbour {number}?" for number in range(8)]
    alone = [reader.logits(question, TEXTS) for question in questions]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda question: reader.logits(question, TEXTS), questions))

    assert np.allclose(alone, together, atol=0.1)


def test_weights_that_are_damaged_are_named(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"no weights")

    with pytest.raises(ModelDamagedError, match=r"model\.safetensors"):
        JointCrossEncoder(SentenceTransformerEncoder(), path).logits("how many?", TEXTS)


def test_the_weights_were_trained_on_the_bundled_encoder() -> None:
    with safe_open(WEIGHTS, framework="pt") as file:
        assert file.metadata()["encoder"] == SentenceTransformerEncoder().name


def test_weights_that_were_trained_over_another_encoder_are_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "model.safetensors"
    with safe_open(WEIGHTS, framework="pt") as file:
        weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        save_file(weights, path, metadata=file.metadata() | {"encoder": "model@other"})

    JointCrossEncoder(SentenceTransformerEncoder(), path).logits("how many?", TEXTS)

    assert "trained over model@other" in caplog.text
