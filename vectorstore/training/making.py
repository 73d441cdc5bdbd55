"""The whole recipe, from the teacher and the texts to the folder that is bundled."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.encoder import fingerprint
from vectorstore.training.distillation import Distillation
from vectorstore.training.drawing import Corpus, Lesson, aims, bank, draw, spanish_texts
from vectorstore.training.storing import blend, check_folder, eight_bits, mean_weights, store
from vectorstore.training.student import Student, make_student
from vectorstore.training.targets import teacher_vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from vectorstore.training.recipe import Recipe

PIECES_READ = 256
"""How many word pieces of a text the finished model reads, as its teacher does."""


def make_model(
    teacher: SentenceTransformer,
    corpus: Corpus,
    folder: Path,
    work: Path,
    recipe: Recipe,
    tell: Callable[[str], None],
) -> None:
    """Make the model and write it to ``folder``; ``work`` keeps what a stopped run need not do again.

    Raises:
        FolderInUseError: ``folder`` holds something else than a model.
        OSError: ``folder`` or ``work`` cannot be written to.
    """
    import torch

    check_folder(folder)
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    work.mkdir(parents=True, exist_ok=True)
    runs = [[draw(corpus, recipe, rng) for _ in range(math.ceil(recipe.passes))] for _ in range(recipe.runs)]
    aimed = aims(corpus, (lesson for passes in runs for lessons in passes for lesson in lessons))
    pairs = corpus.pairs()
    lessons_in_all = sum(len(lessons) for passes in runs for lessons in passes)
    tell(f"{len(pairs)} pairs, {len(corpus.passages)} passages, {lessons_in_all} lessons")
    known_as = fingerprint(teacher)
    vectors = teacher_vectors(teacher, aimed, work / f"teacher-{known_as}", tell)
    tell(f"{len(aimed)} texts encoded by the teacher; word pieces and alignment")
    student = make_student(teacher, pairs, spanish_texts(runs[0][0]), recipe)
    tell(f"{len(student.tokenizer)} word pieces, {student.own} of them the teacher's")
    first, trained = student.weights(), []
    states = [work / f"run-{_digest(recipe, passes, student, known_as)}.pt" for passes in runs]
    for number, (passes, state) in enumerate(zip(runs, states, strict=True), 1):
        tell(f"run {number} of {recipe.runs}")
        student.network.load_state_dict(first)
        Distillation(student, recipe, aimed, vectors, len(bank(corpus)), state, tell).run(passes)
        trained.append(student.weights())
    tell("trained; blended with the teacher and written in 8 bits")
    weights = blend(mean_weights(trained), teacher, recipe.body_kept, recipe.table_kept)
    store(eight_bits(weights), student, PIECES_READ, folder)
    for state in states:
        state.unlink(missing_ok=True)
    tell(f"written to {folder}")


def _digest(recipe: Recipe, passes: Sequence[Sequence[Lesson]], student: Student, teacher: str) -> str:
    """Return a name that only a run of the same figures over the same lessons, word pieces and teacher has.

    What is done with a run when it is over does not matter to it.
    """
    before = replace(recipe, runs=1, body_kept=1.0, table_kept=1.0)
    facts = hashlib.sha256(f"{before} {teacher}".encode())
    for lessons in passes:
        facts.update(repr(lessons).encode())
    facts.update(repr(student.tokenizer.convert_ids_to_tokens([*range(len(student.tokenizer))])).encode())
    return facts.hexdigest()[:16]
