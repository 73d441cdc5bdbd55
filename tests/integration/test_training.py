"""The embedding model's whole recipe over a teacher of a few dozen words, and the folder that comes out of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import BertWordPieceTokenizer
from transformers import BertConfig, BertModel, BertTokenizerFast

from vectorstore.encoder import BUNDLED_MODEL
from vectorstore.errors import ModelDamagedError, ModelNotFoundError
from vectorstore.training import distillation
from vectorstore.training.drawing import Corpus
from vectorstore.training.making import make_model
from vectorstore.training.pairs import Pair, Source
from vectorstore.training.passages import Passage
from vectorstore.training.recipe import Recipe
from vectorstore.training.storing import eight_bits
from vectorstore.training.teacher import load_teacher
from vectorstore.training.vocabulary import with_pieces

WORDS = {"red": "rojo", "green": "verde", "small": "chico", "old": "viejo"}
THINGS = {"boat": "barco", "book": "libro", "door": "portal", "horse": "caballo", "tree": "roble", "ship": "velero"}
PAIRS = tuple(
    Pair(f"the {how} {what}", f"el {thing} {kind}") for how, kind in WORDS.items() for what, thing in THINGS.items()
)
PASSAGE = Passage(PAIRS[:3], (Pair("which boat is red", "cual barco es rojo"),))
CORPUS = Corpus(((Source("pairs.tsv", 4.0), PAIRS),), (PASSAGE,))
RECIPE = Recipe(
    spanish_pieces=80, rarest_piece=1, passes=8, table_rate=2e-2, body_rate=2e-3, batch_texts=16, noisy_share=0.0,
    body_kept=1.0, table_kept=1.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformer:
    folder = tmp_path_factory.mktemp("teacher")
    words = " ".join(english for pair in (*PAIRS, *PASSAGE.questions) for english in pair.english.split())
    learner = BertWordPieceTokenizer(lowercase=True)
    learner.train_from_iterator([words, "мир"], vocab_size=120, min_frequency=1, show_progress=False)
    learner.save_model(str(folder))
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=learner.get_vocab_size(), hidden_size=24, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=48, max_position_embeddings=64, initializer_range=0.2,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    network = Transformer(str(folder), max_seq_length=64)
    return SentenceTransformer(modules=[network, Pooling(24, "mean"), Normalize()], device="cpu")


def made(teacher: SentenceTransformer, home: Path, recipe: Recipe = RECIPE) -> SentenceTransformer:
    make_model(teacher, CORPUS, home / "model", home / "work", recipe, lambda line: None)
    return SentenceTransformer(str(home / "model"), device="cpu")


@pytest.fixture(scope="module")
def student(teacher: SentenceTransformer, tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformer:
    return made(teacher, tmp_path_factory.mktemp("student"))


def nearness(student: SentenceTransformer, teacher: SentenceTransformer) -> float:
    english, spanish = zip(*PAIRS, strict=True)
    return float((student.encode(list(spanish)) * teacher.encode(list(english))).sum(axis=1).mean())


def test_both_languages_land_on_the_teachers_vectors(
    student: SentenceTransformer, teacher: SentenceTransformer
) -> None:
    english, spanish = (list(side) for side in zip(*PAIRS, strict=True))
    aims = teacher.encode(english)
    for texts in (english, spanish):
        nearest = (student.encode(texts) @ aims.T).argmax(axis=1)
        assert (nearest == np.arange(len(PAIRS))).mean() >= 0.9
    assert nearness(student, teacher) > 0.9 > nearness(teacher, teacher)


def test_pieces_of_other_scripts_are_left_out_and_spanish_ones_are_there(student: SentenceTransformer) -> None:
    pieces = student.tokenizer.get_vocab()
    assert "caballo" in pieces
    assert not any("м" in piece for piece in pieces)
    assert student.tokenizer.tokenize("¿El caballo VIEJO?") == ["[UNK]", "el", "caballo", "viejo", "[UNK]"]


def test_the_folder_loads_plainly_in_float32_from_eight_bits(
    student: SentenceTransformer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert {weight.dtype for weight in student.parameters()} == {torch.float32}
    folder = Path(student.tokenizer.name_or_path)
    with safe_open(folder / "model.safetensors", framework="pt") as file:
        kinds = {name: file.get_tensor(name).dtype for name in file.keys()}  # noqa: SIM118
    assert kinds.pop("embeddings.word_embeddings.weight") == torch.int8
    assert set(kinds.values()) == {torch.float16}
    assert student.max_seq_length == 256
    assert np.linalg.norm(student.encode(["the red boat"]), axis=1) == pytest.approx(1)
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    assert [(folder / module["path"]).is_dir() for module in modules] == [True, True, True]


def test_the_same_seed_makes_the_same_model_and_another_one_near_it(
    student: SentenceTransformer, teacher: SentenceTransformer, tmp_path: Path
) -> None:
    texts = [text for pair in PAIRS for text in pair]
    again, other = (made(teacher, tmp_path / str(seed), replace(RECIPE, seed=seed)) for seed in (0, 1))
    assert again.encode(texts) == pytest.approx(student.encode(texts), abs=1e-3)
    assert nearness(other, teacher) == pytest.approx(nearness(student, teacher), abs=0.05)


def test_a_run_that_is_stopped_goes_on_where_it_was(
    student: SentenceTransformer, teacher: SentenceTransformer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distillation, "SAVED_EVERY_S", 0)
    lines: list[str] = []

    def stop(line: str) -> None:
        lines.append(line)
        if line.startswith("step"):
            raise KeyboardInterrupt

    for tell in (stop, lines.append):
        try:
            make_model(teacher, CORPUS, tmp_path / "model", tmp_path / "work", RECIPE, tell)
        except KeyboardInterrupt:
            assert not (tmp_path / "model").exists()
    assert any(line.startswith("going on after step") for line in lines)
    assert not list((tmp_path / "work").glob("run-*"))
    texts = [text for pair in PAIRS for text in pair]
    resumed = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    assert resumed.encode(texts) == pytest.approx(student.encode(texts), abs=2e-2)


def test_eight_bits_change_nothing_that_the_network_reads_beyond_rounding() -> None:
    torch.manual_seed(0)
    config = BertConfig(vocab_size=50, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    whole, rounded = (BertModel(config, add_pooling_layer=False).eval() for _ in range(2))
    whole.embeddings.word_embeddings.weight.data[:, 3] += 1.0  # a dimension that all rows share
    rounded.load_state_dict({name: weight.float() for name, weight in eight_bits(dict(whole.state_dict())).items()})
    pieces = torch.arange(50)[None]
    with torch.no_grad():
        assert rounded.embeddings(pieces) == pytest.approx(whole.embeddings(pieces).numpy(), abs=0.05)
        assert torch.nn.functional.cosine_similarity(rounded(pieces)[0], whole(pieces)[0], dim=-1).min() > 0.999


def test_a_teacher_with_other_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelDamagedError, match="no such file"):
        load_teacher(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(ModelDamagedError, match="SHA-256 53aa"):
        load_teacher(str(tmp_path))


def test_without_the_extra_the_teacher_is_missed_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.training.teacher.PACKAGE", "no_such_package")
    with pytest.raises(ModelNotFoundError, match=r"\[training\]"):
        load_teacher()


def test_renumbered_pieces_keep_their_special_tokens(teacher: SentenceTransformer) -> None:
    pieces = ["red", "[SEP]", "[PAD]", "[UNK]", "[CLS]", "[MASK]"]
    tokenizer = with_pieces(teacher.tokenizer, pieces)
    assert tokenizer("red blue")["input_ids"] == [4, 0, 3, 1]
    assert (tokenizer.pad_token_id, tokenizer.sep_token_id) == (2, 1)


def test_the_bundled_model_loads_plainly_and_is_small() -> None:
    model = SentenceTransformer(str(BUNDLED_MODEL), device="cpu", local_files_only=True)
    assert sum(path.stat().st_size for path in BUNDLED_MODEL.rglob("*")) <= 54_500_000
    one, other = model.encode(["¿Quién preside el comité?", "Who chairs the committee?"])
    assert float(one @ other) > 0.7
