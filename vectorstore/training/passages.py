"""Passages in both languages and the questions on them: written for this project, or over the parallel text.

A file of ``text/`` has passages apart by an empty line, each line in both languages with `` | `` between them: ``## ``
a title, ``? `` a question that the passage answers, ``= `` a term of the subject, anything else a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vectorstore.training.errors import WrittenTextError
from vectorstore.training.pairs import Pair, read_lines, tidy

TEXT = Path(__file__).parent / "text"
"""The folder of passages and questions that were written for this project."""

_SIZES = {"tico19": 8, "ntrex": 8, "flores200": 7}  # a passage of parallel text is that many lines of its file
_LEAST_CHARS, _MOST_CHARS = 25, 420  # the sentences of a passage; questions.tsv counts those within them


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage's sentences, with the questions it answers and terms of its subject."""

    sentences: tuple[Pair, ...]
    questions: tuple[Pair, ...] = ()
    terms: tuple[Pair, ...] = ()

    @property
    def whole(self) -> Pair:
        """The passage as one text, in both languages."""
        return Pair(*(" ".join(side) for side in zip(*self.sentences, strict=True)))


@dataclass(frozen=True, slots=True)
class TextQuestion:
    """A question over parallel text: its ``passage`` by name, and which of that one's sentences answer it.

    Sentences are counted from 1, as ``text_passages`` returns them.
    """

    passage: str
    answering: frozenset[int]
    asked: Pair


def read_written(paths: Iterable[Path]) -> Iterator[Passage]:
    """Yield the passages of files in the form above.

    Raises:
        WrittenTextError: A line has not exactly two sides, or stands above the first title.
    """
    for path in paths:
        parts: dict[str, list[Pair]] = {}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            kind = line[:2] if line.startswith(("? ", "= ")) else ""
            if line.startswith("## "):
                if parts:
                    yield _passage(parts)
                kind, parts = "##", {}
            sides = line.removeprefix("## ").removeprefix(kind).split(" | ")
            if len(sides) != 2 or not (parts or kind == "##"):
                raise WrittenTextError(path, number, line)
            parts.setdefault(kind, []).append(Pair(*map(tidy, sides)))
        if parts:
            yield _passage(parts)


def _passage(parts: dict[str, list[Pair]]) -> Passage:
    return Passage(tuple(parts.get("", ())), tuple(parts.get("? ", ())), (*parts.get("##", ()), *parts.get("= ", ())))


def read_text_questions() -> list[TextQuestion]:
    """Return the questions over parallel text: passage, numbers of its answering sentences (none: a near miss)."""
    found = []
    for line in (TEXT / "questions.tsv").read_text(encoding="utf-8").splitlines():
        place, numbers, english, spanish = line.split("\t")
        answering = frozenset(int(number) for number in numbers.split(",") if number)
        found.append(TextQuestion(place, answering, Pair(english, spanish)))
    return found


def text_passages(folder: Path) -> dict[str, tuple[Pair, ...]]:
    """Return the sentences of each passage of the parallel text in ``folder``, by file and number of its first line."""
    found = {}
    for name, size in _SIZES.items():
        rows = read_lines(folder / f"{name}.eng-spa.tsv.gz")
        for start in range(0, len(rows) - size + 1, size):
            kept = (row for row in rows[start : start + size] if _LEAST_CHARS <= len(row.english) <= _MOST_CHARS)
            found[f"{name}-{start}"] = tuple(kept)
    return found


def parallel_passages(folder: Path) -> list[Passage]:
    """Return the passages of the parallel text that have questions, with those that they answer."""
    asked: dict[str, list[Pair]] = {}
    for question in read_text_questions():
        if question.answering:
            asked.setdefault(question.passage, []).append(question.asked)
    passages = text_passages(folder)
    return [Passage(passages[name], tuple(questions)) for name, questions in asked.items()]
