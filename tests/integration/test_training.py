"""The embedding model's whole recipe over a teacher of a few dozen words, and the folder that comes out of it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizerFast

from vectorstore.encoder import BUNDLED_MODEL
from vectorstore.training import distillation
from vectorstore.training.__main__ import main
from vectorstore.training.batches import Batches
from vectorstore.training.drawing import Corpus, Lesson
from vectorstore.training.errors import FolderInUseError, RecipeError, TeacherError
from vectorstore.training.making import make_model
from vectorstore.training.pairs import Pair, Source
from vectorstore.training.passages import Passage
from vectorstore.training.recipe import Recipe
from vectorstore.training.storing import blend, eight_bits, mean_weights
from vectorstore.training.student import make_student
from vectorstore.training.targets import teacher_vectors
from vectorstore.training.teacher import load_teacher
from vectorstore.training.vocabulary import with_pieces

ROOT = Path(__file__).parents[2]
WORDS = {"red": "rojo", "green": "verde", "small": "chico", "old": "viejo"}
THINGS = {"boat": "barco", "book": "libro", "door": "portal", "horse": "caballo", "tree": "roble", "ship": "velero"}
PAIRS = tuple(
    Pair(f"the {how} {what}", f"el {thing} {kind}") for how, kind in WORDS.items() for what, thing in THINGS.items()
)
PASSAGE = Passage(PAIRS[:3], (Pair("which boat is red", "cual barco es rojo"),))
CORPUS = Corpus(((Source("pairs.tsv", 4.0), PAIRS),), (PASSAGE,))
RECIPE = Recipe(
    spanish_pieces=80, rarest_piece=1, runs=1, passes=8, table_rate=2e-2, body_rate=2e-3, batch_texts=16,
    noisy_share=0.0, body_kept=1.0, table_kept=1.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformer:
    folder = tmp_path_factory.mktemp("teacher")
    words = {word for pair in (*PAIRS, *PASSAGE.questions) for word in pair.english.split()}
    letters = sorted({*"".join(words), *"мир"})
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = [*special, *letters, *(f"##{letter}" for letter in letters), *sorted(words - {*letters})]
    (folder / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=24, num_hidden_layers=1, num_attention_heads=2,
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


def test_the_mean_of_two_runs_lies_between_them_and_near_the_teacher(
    student: SentenceTransformer, teacher: SentenceTransformer, tmp_path: Path
) -> None:
    both = made(teacher, tmp_path, replace(RECIPE, runs=2))
    texts = [text for pair in PAIRS for text in pair]
    assert both.encode(texts) != pytest.approx(student.encode(texts), abs=1e-3)
    assert nearness(both, teacher) > nearness(student, teacher) - 0.05
    one, other = ({"row": torch.tensor([low, low + 2.0])} for low in (0.0, 4.0))
    assert mean_weights([one, other])["row"].tolist() == [2.0, 4.0]


def test_a_run_that_is_stopped_goes_on_where_it_was(
    student: SentenceTransformer, teacher: SentenceTransformer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distillation, "SAVED_EVERY_S", 0)
    lines: list[str] = []

    def stop(line: str) -> None:
        lines.append(line)
        if line.startswith("step"):
            assert list((tmp_path / "work").glob("run-*.pt"))  # a run that is killed has saved something by now
            raise KeyboardInterrupt

    for tell in (stop, lines.append):
        try:
            make_model(teacher, CORPUS, tmp_path / "model", tmp_path / "work", RECIPE, tell)
        except KeyboardInterrupt:
            assert not list((tmp_path / "model").iterdir())
    assert any(line.startswith("going on after step") for line in lines)
    assert not list((tmp_path / "work").glob("run-*"))
    texts = [text for pair in PAIRS for text in pair]
    resumed = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    assert resumed.encode(texts) == pytest.approx(student.encode(texts), abs=1e-3)


def test_a_run_with_other_figures_does_not_take_up_what_another_left(
    teacher: SentenceTransformer, tmp_path: Path
) -> None:
    lines: list[str] = []

    def stop(line: str) -> None:
        if line.startswith("step"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_model(teacher, CORPUS, tmp_path / "model", tmp_path / "work", RECIPE, stop)
    other = replace(RECIPE, body_rate=1e-3)
    make_model(teacher, CORPUS, tmp_path / "model", tmp_path / "work", other, lines.append)
    assert not any(line.startswith("going on") for line in lines)


def test_an_untrained_student_reads_english_as_its_teacher_does(teacher: SentenceTransformer) -> None:
    student = make_student(teacher, CORPUS.pairs(), [pair.spanish for pair in PAIRS], RECIPE)
    texts = ["the old ship", "the green door"]
    pieces = student.tokenizer(texts, return_tensors="pt")
    with torch.no_grad():
        vectors = student.forward(pieces["input_ids"], pieces["attention_mask"])
    assert vectors.numpy() == pytest.approx(teacher.encode(texts), abs=1e-5)


def test_the_blend_lies_between_teacher_and_student_and_keeps_new_rows(teacher: SentenceTransformer) -> None:
    student = make_student(teacher, CORPUS.pairs(), [pair.spanish for pair in PAIRS], RECIPE)
    table, body = "embeddings.word_embeddings.weight", "encoder.layer.0.output.dense.weight"
    first = student.weights()
    moved = {name: weight + 1.0 for name, weight in first.items()}
    mixed = blend(moved, teacher, body=0.25, table=0.5)
    assert mixed[body].numpy() == pytest.approx(first[body].numpy() + 0.25, abs=1e-5)
    assert mixed[table][: student.own].numpy() == pytest.approx(first[table][: student.own].numpy() + 0.5, abs=1e-5)
    assert mixed[table][student.own :].numpy() == pytest.approx(first[table][student.own :].numpy() + 1, abs=1e-5)


def test_a_pass_holds_each_lesson_once_within_the_limits_of_a_batch(teacher: SentenceTransformer) -> None:
    lessons = [Lesson(f"the old {' '.join(['boat'] * count)}", "the old boat", count) for count in range(60)]
    whole = [len(pieces) for pieces in teacher.tokenizer([lesson.text for lesson in lessons])["input_ids"]]
    recipe = replace(RECIPE, batch_tokens=120, batch_texts=7, most_pieces=30)
    batches = Batches(lessons, {"the old boat": 3}, teacher.tokenizer, recipe, random.Random(0))
    drawn = list(batches)
    assert len(drawn) == len(batches)
    assert sorted(number for batch in drawn for number in batch.passages.tolist()) == list(range(60))
    for batch in drawn:
        texts, longest = batch.pieces.shape
        assert texts <= 7
        assert longest <= 30
        assert texts * longest <= 120 or texts == 1
        ends = batch.pieces[np.arange(texts), batch.mask.sum(axis=1) - 1]
        assert set(ends.tolist()) == {teacher.tokenizer.sep_token_id}
        assert batch.mask.sum(axis=1).tolist() == [min(30, whole[number]) for number in batch.passages]
        assert set(batch.aims.tolist()) == {3}


class CountingTeacher:
    """Encodes a text as its length, and counts."""

    def __init__(self) -> None:
        self.encoded = 0

    def encode(self, texts: list[str], **options: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        self.encoded += len(texts)
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


def test_vectors_of_the_teacher_are_kept_and_come_in_the_order_of_the_texts(tmp_path: Path) -> None:
    teacher = CountingTeacher()
    (tmp_path / "unfinished.npz").write_bytes(b"torn")
    for texts, encoded in ((["three", "a", "four", "a"], 3), (["four", "three", "a new one"], 4)):
        vectors = teacher_vectors(teacher, texts, tmp_path, lambda line: None)  # type: ignore[arg-type]
        assert vectors[:, 0].tolist() == [len(text) for text in texts]
        assert teacher.encoded == encoded


def test_the_same_text_makes_the_same_word_pieces_in_every_process(
    teacher: SentenceTransformer, tmp_path: Path
) -> None:
    teacher.tokenizer.backend_tokenizer.save(str(tmp_path / "tokenizer.json"))
    program = f"""
import sys
from tokenizers import Tokenizer
from vectorstore.training.passages import TEXT
from vectorstore.training.vocabulary import learn_pieces
texts = (TEXT / "round-0.txt").read_text(encoding="utf-8").splitlines()
print("\t".join(learn_pieces(texts, Tokenizer.from_file({str(tmp_path / "tokenizer.json")!r}), 2000, 2)))
"""
    first, second = (
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    )
    assert first.count("\t") > 1000
    assert first == second


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
    with pytest.raises(TeacherError, match="no such file"):
        load_teacher(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(TeacherError, match="instead of 53aa"):
        load_teacher(str(tmp_path))


def test_without_the_extra_the_teacher_is_missed_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.training.teacher.PACKAGE", "no_such_package")
    with pytest.raises(TeacherError, match=r"\[training\]"):
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


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["nowhere"], "expected the parallel text tatoeba.eng-spa.tsv.gz in nowhere, but there is no such file"),
        (["nowhere", "--runs", "0"], "expected --runs to be from 1 to 20, got 0"),
    ],
)
def test_what_is_missing_or_wrong_is_one_clear_line(
    options: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["training", *options])
    assert main() == 1
    [line] = capsys.readouterr().err.splitlines()
    assert told in line


def test_a_folder_that_holds_something_else_is_left_alone(teacher: SentenceTransformer, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "diary.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderInUseError, match="holds other files"):
        make_model(teacher, CORPUS, tmp_path / "model", tmp_path / "work", RECIPE, pytest.fail)
    assert (tmp_path / "model" / "diary.txt").read_text(encoding="utf-8") == "mine"


def test_a_figure_out_of_its_range_is_refused() -> None:
    with pytest.raises(RecipeError, match="--noisy-share to be from 0 to 1, got 15"):
        Recipe(noisy_share=15)
