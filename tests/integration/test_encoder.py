"""The bundled model through sentence_transformers: the same numbers, either language, clear errors."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from vectorstore.encoder import BUNDLED_MODEL, Encoder, SentenceTransformerEncoder
from vectorstore.errors import ModelNotFoundError

ROOT = Path(__file__).parents[2]
TEXTS = ["¿Cuántos países?", "A longer text about arrests, of more words than the others. " * 6, "", "Budget"]


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformerEncoder:
    encoder = SentenceTransformerEncoder()
    encoder.load()
    return encoder


def test_it_is_an_encoder_of_384_numbers(encoder: SentenceTransformerEncoder) -> None:
    real: Encoder = encoder
    assert real.dimension == 384
    assert real.name.startswith("model@")


def test_vectors_are_those_of_sentence_transformers_in_single_precision(encoder: SentenceTransformerEncoder) -> None:
    expected = encoder.load().encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    vectors = encoder.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, expected, atol=1e-5)
    assert np.allclose(encoder.encode_questions(TEXTS), expected, atol=1e-5)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("method", ["encode", "encode_questions", "encode_words"])
def test_nothing_gives_no_rows(encoder: SentenceTransformerEncoder, method: str) -> None:
    assert getattr(encoder, method)([]).shape == (0, 384)


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        pytest.param("¿Cuál es el presupuesto?", "What is the budget?", "Who chairs the committee?", id="es and en"),
        pytest.param("cuantos paises son miembros", "how many member states are there", "the police", id="unaccented"),
    ],
)
def test_what_means_the_same_lies_near(encoder: SentenceTransformerEncoder, one: str, same: str, other: str) -> None:
    vectors = encoder.encode([one, same, other])
    assert vectors[0] @ vectors[1] > 0.6 > 0.4 > vectors[0] @ vectors[2]


def test_words_lie_near_their_translation_without_a_forward_pass(encoder: SentenceTransformerEncoder) -> None:
    vectors = encoder.encode_words(["presupuesto", "budget", "arrested", "detenidos"])
    assert vectors[0] @ vectors[1] > 0.9
    assert vectors[2] @ vectors[3] > 0.5
    assert abs(vectors[0] @ vectors[2]) < 0.2


def test_a_word_without_pieces_is_zeros_between_its_neighbours(encoder: SentenceTransformerEncoder) -> None:
    vectors = encoder.encode_words(["", "budget", "空", "presupuesto", ""])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([0, 1, 0, 1, 0])
    assert vectors[1] @ vectors[3] > 0.9


def test_the_vector_of_a_word_is_the_mean_direction_of_its_pieces(encoder: SentenceTransformerEncoder) -> None:
    model = encoder.load()
    pieces = model.tokenizer("espartaco", add_special_tokens=False)["input_ids"]
    table = model.transformers_model.get_input_embeddings().weight.detach().numpy()  # type: ignore[union-attr]
    mean = table[pieces].mean(axis=0)
    assert len(pieces) > 1
    assert np.allclose(encoder.encode_words(["espartaco"])[0], mean / np.linalg.norm(mean), atol=1e-5)


def test_threads_share_it(encoder: SentenceTransformerEncoder) -> None:
    found: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: found.append(encoder.encode(TEXTS * 4))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(np.allclose(each, found[0], atol=1e-5) for each in found)


def test_the_name_follows_the_weights_not_the_place(encoder: SentenceTransformerEncoder, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(BUNDLED_MODEL, folder)
    assert SentenceTransformerEncoder(folder).name == encoder.name
    weights = folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 0x3F
    weights.write_bytes(bytes(content))
    assert SentenceTransformerEncoder(folder).name != encoder.name


def test_a_folder_without_a_model_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelNotFoundError) as caught:
        SentenceTransformerEncoder(tmp_path).load()
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["./none", "/none", "~/none", "C:\\none", "a//b"])
def test_what_is_no_folder_and_no_hub_name_is_said(name: str) -> None:
    with pytest.raises(ModelNotFoundError, match="no such folder"):
        SentenceTransformerEncoder(name).load()


def test_a_hub_that_cannot_be_reached_is_said_in_seconds(tmp_path: Path) -> None:
    code = (
        "import sys; from vectorstore.encoder import *; from vectorstore.errors import *\n"
        "try: SentenceTransformerEncoder('nobody/nothing').load()\n"
        "except ModelNotFoundError as error: print(error)"
    )
    nowhere = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path)}
    environment = {**os.environ, **nowhere, "HF_HUB_OFFLINE": "0"}
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert "'nobody/nothing'" in done.stdout
    assert "the hub cannot be reached" in done.stdout
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
    assert time.monotonic() - begun < 40
