"""What the cross-encoder is trained on: questions with texts, each of which answers or does not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vectorstore.training.passages import read_text_questions, text_passages

HERE = Path(__file__).parent
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
    """Yield each question over parallel text in its four forms: asked in English or Spanish, over text in either."""
    passages = text_passages(parallel)
    for question in read_text_questions():
        sides = zip(*passages[question.passage], strict=True)
        rated = [tuple((text, number in question.answering) for number, text in enumerate(side, 1)) for side in sides]
        yield tuple(Example(asked, texts) for asked in question.asked for texts in rated)


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
