"""The finished model: blended with the teacher, its table in 8 bits, as a folder that sentence-transformers loads."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vectorstore.training.errors import FolderInUseError
from vectorstore.training.student import Student, own_rows

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

_TABLE = "embeddings.word_embeddings.weight"
_POSITIONS = "embeddings.position_embeddings.weight"
_KINDS = "embeddings.token_type_embeddings.weight"
_STEPS = 127
_MODULES = [  # under the names that sentence-transformers 5 knows as well
    {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
    for number, (path, kind) in enumerate((("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")))
]


def check_folder(folder: Path) -> None:
    """Make sure, before hours are spent, that ``store`` may write ``folder`` and takes nothing else away with it.

    Raises:
        FolderInUseError: It holds something, and is no model's folder.
        OSError: It cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()) and not (folder / "modules.json").is_file():
        raise FolderInUseError(folder)


def mean_weights(runs: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of the weights of runs that began alike (Wortsman et al. 2022, "Model soups")."""
    import torch

    return {name: torch.stack([weights[name] for weights in runs]).mean(0) for name in runs[0]}


def blend(new: dict[str, Tensor], teacher: SentenceTransformer, body: float, table: float) -> dict[str, Tensor]:
    """Return weights between teacher and student (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").

    ``body`` and ``table`` say how much of the student's weights is kept, in the layers and in the rows of the
    teacher's own pieces; the rows of new pieces stay as they are.
    """
    network: Any = teacher.transformers_model
    old: dict[str, Tensor] = dict(network.state_dict())
    mixed = {name: body * weight + (1 - body) * old[name] for name, weight in new.items() if name != _TABLE}
    rows = own_rows(teacher)
    mixed[_TABLE] = new[_TABLE].clone()
    mixed[_TABLE][: len(rows)] = table * new[_TABLE][: len(rows)] + (1 - table) * old[_TABLE][rows]
    return mixed


def eight_bits(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights with the table of word pieces as whole numbers from −127 to 127, all else in half precision.

    BERT adds a row each of word pieces, positions and kinds and then normalises the sum, which undoes any factor that
    all three share: so the table is stored divided by the width of a step, and so are the other two. The mean of the
    table goes into the row of kinds, which is always added. A step is as wide as makes the rounding smallest: a few of
    the widest values are cut off for that.
    """
    import torch

    stored = {name: weight.half() for name, weight in weights.items()}
    mean = weights[_TABLE].mean(0)
    table = weights[_TABLE] - mean
    step, whole = min(
        ((step, _whole(table, step)) for step in torch.linspace(0.1, 1, 19) * table.abs().max() / _STEPS),
        key=lambda pair: float((pair[0] * pair[1] - table).square().sum()),
    )
    stored[_TABLE] = whole.to(torch.int8)
    stored[_POSITIONS] = (weights[_POSITIONS] / step).half()
    stored[_KINDS] = ((weights[_KINDS] + mean) / step).half()
    return stored


def _whole(table: Tensor, step: Tensor) -> Tensor:
    return (table / step).round().clamp(-_STEPS, _STEPS)


def store(weights: dict[str, Tensor], student: Student, most_pieces: int, folder: Path) -> None:
    """Write a folder that ``SentenceTransformer(folder)`` loads in float32, in place of what is there but its card."""
    from safetensors.torch import save_file
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

    folder = folder.resolve()
    new, card = folder.with_name(f"{folder.name}.new"), folder / "README.md"
    shutil.rmtree(new, ignore_errors=True)
    for name in ("1_Pooling", "2_Normalize"):
        (new / name).mkdir(parents=True)
    student.tokenizer.save_pretrained(new)
    Pooling(student.network.config.hidden_size, "mean").save(str(new / "1_Pooling"))
    Normalize().save(str(new / "2_Normalize"))
    save_file(weights, new / "model.safetensors", metadata={"format": "pt"})
    _write(new / "config.json", student.network.config.to_diff_dict() | {"dtype": "float32"})
    _write(new / "sentence_bert_config.json", {"max_seq_length": most_pieces, "do_lower_case": False})
    _write(new / "modules.json", _MODULES)
    if card.exists():
        shutil.copy(card, new)
    shutil.rmtree(folder)
    new.rename(folder)


def _write(path: Path, facts: Any) -> None:
    path.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
