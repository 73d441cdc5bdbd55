"""What the cross-encoder is trained on: questions with texts, each of which answers or does not."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
QUESTIONS = HERE / "questions.tsv"
_SENTENCES = {"tico19": 8, "ntrex": 8, "flores200": 7}  # a passage is that many lines of its file
_LEAST_CHARS, _MOST_CHARS = 25, 420
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÁÉÍÓÚ¿¡\"«(\d])")


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and texts with whether each answers it; ``weight`` scales its share of the loss."""

    question: str
    texts: tuple[tuple[str, bool], ...]
    weight: float = 1.0


def is_for_training(place: int) -> bool:
    """Return whether a retrieval set's passage or question is trained on, by its place; the gate's fit has the rest."""
    return place % 2 == 0


def text_questions(parallel: Path) -> Iterator[tuple[Example, ...]]:
    """Yield each question of ``questions.tsv`` in its four forms: asked in English or Spanish, over text in either."""
    passages = {name: _passages(parallel, name, size) for name, size in _SENTENCES.items()}
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        place, numbers, *asked = line.split("\t")
        name, start = place.split("-")
        answering = {int(number) for number in numbers.split(",") if number}
        sides = passages[name][int(start)]
        yield tuple(
            Example(question, tuple((text, number in answering) for number, text in enumerate(side, 1)))
            for question in asked
            for side in sides
        )


def _passages(parallel: Path, name: str, size: int) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the English and the Spanish sentences of each passage of a file of parallel text, by its first line."""
    with gzip.open(parallel / f"{name}.eng-spa.tsv.gz", "rt", encoding="utf-8") as file:
        rows = [tuple(side.strip() for side in line.rstrip("\n").split("\t")[:2]) for line in file]
    found = {}
    for start in range(0, len(rows) - size, size):
        kept = [row for row in rows[start : start + size] if _LEAST_CHARS <= len(row[0]) <= _MOST_CHARS]
        found[start] = (tuple(row[0] for row in kept), tuple(row[1] for row in kept))
    return found


def xquad_questions(retrieval: Path) -> Iterator[Example]:
    """Yield the questions of the XQuAD passages to train on, in each direction, over their passage's sentences."""
    data = json.loads((retrieval / "xquad-dev.json").read_text(encoding="utf-8"))
    passages = {row["id"]: row for row in data["passages"]}
    for row in data["questions"]:
        if not is_for_training(row["passage"]):
            continue
        for held_in in ("en", "es"):
            answer = row[f"answer_{held_in}"].lower()
            texts = tuple((text, answer in text.lower()) for text in sentences(passages[row["passage"]][held_in]))
            if sum(answers for _, answers in texts) == 1:
                yield from (Example(row[asked_in], texts) for asked_in in ("en", "es"))


def nomiracl_questions(retrieval: Path) -> Iterator[Example]:
    """Yield the NoMIRACL questions to train on, over the sentences of passages that do not answer them."""
    for language in ("en", "es"):
        lines = (retrieval / f"nomiracl-dev.{language}.jsonl").read_text(encoding="utf-8").splitlines()
        for row in (json.loads(line) for place, line in enumerate(lines) if is_for_training(place)):
            titled = [passage.partition(": ") for passage in row["passages"]]
            texts = [f"{title}: {text}" for title, _, passage in titled for text in sentences(passage)]
            yield Example(row["question"], tuple((text, False) for text in texts), 0.5)


def sentences(text: str) -> Sequence[str]:
    """Return the sentences of a paragraph."""
    return [sentence for sentence in _SENTENCE_END.split(text) if len(sentence) > 15]
