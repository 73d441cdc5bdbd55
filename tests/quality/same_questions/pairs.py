"""The pairs and what tells them apart, as the fit, the table and the test read them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from answering.bootstrap import build_index, open_same_question
from answering.same_question import SameQuestion
from config.settings import Settings

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions, and whether one answer serves both."""

    one: str
    other: str
    is_same: bool


def read_pairs(name: str) -> list[Pair]:
    """Return the pairs of ``development`` or ``held_out``, in their order."""
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [Pair(one, other, {"same": True, "other": False}[label]) for label, one, other in rows]


@contextmanager
def opened() -> Iterator[SameQuestion]:
    """Open what tells questions apart, over the bundled model and an index without documents."""
    with TemporaryDirectory() as home:
        yield open_same_question(build_index(Settings(home=Path(home))))
