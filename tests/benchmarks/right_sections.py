"""Which section each piece of a file's text belongs to, so that a chunk without headings can be held to a question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from answering.places import ARROW
from bot.evaluation import ScoredQuestion, strip_accents
from vectorstore.index import PassageIndex, Progress
from vectorstore.types import Changes, Edition, Passage

_WORD = re.compile(r"\w+")


def path_of(title: str, section: Sequence[str]) -> str:
    return strip_accents(ARROW.join([title, *section]))


def is_right(question: ScoredQuestion, paths: Iterable[str]) -> bool:
    """Tell whether one of ``paths`` is a section that the question accepts."""
    return any(re.search(strip_accents(wanted), path, re.IGNORECASE) for wanted in question.sections for path in paths)


class KeepingIndex:
    """An index for ingestion that passes everything on and keeps the passages of each file."""

    def __init__(self, index: PassageIndex) -> None:
        self._index = index
        self.passages: dict[str, Sequence[Passage]] = {}

    def editions(self, committee: str) -> list[Edition]:
        return self._index.editions(committee)

    def write_edition(
        self, committee: str, edition: Edition, passages: Sequence[Passage], progress: Progress | None = None
    ) -> Changes:
        self.passages[edition.source] = passages
        return self._index.write_edition(committee, edition, passages, progress)


class SectionMap:
    """The section of each word of one file's text, found by looking up the words of the file's passages in it."""

    def __init__(self, text: str, passages: Sequence[Passage]) -> None:
        found = [(match.start(), match.group()) for match in _WORD.finditer(text)]
        self._starts = [start for start, _ in found]
        self._paths: list[str | None] = [None] * len(found)
        self.placed = self.units = 0
        words = [word for _, word in found]
        place = 0
        for passage in sorted(passages, key=lambda each: each.position):
            path = path_of(passage.title, passage.section)
            for unit in passage.units:
                if unit.kind == "outline":
                    continue
                self.units += 1
                quoted = _WORD.findall(unit.quote)
                here = _find(words, quoted, place)
                if here is not None:
                    self._paths[here : here + len(quoted)] = [path] * len(quoted)
                    self.placed += 1
                    place = here

    def touched(self, start: int, length: int) -> list[str]:
        """Return the sections that have a word in a stretch of the text, that with the most words first."""
        here = [
            path
            for at, path in zip(self._starts, self._paths, strict=True)
            if path is not None and start <= at < start + length
        ]
        return [path for path, _ in Counter(here).most_common()]


def _find(words: Sequence[str], wanted: Sequence[str], after: int) -> int | None:
    """Return where ``wanted`` stands in ``words``, from ``after`` on or else anywhere."""
    for begin, end in ((after, len(words)), (0, after)):
        for place in range(begin, end):
            if words[place : place + len(wanted)] == wanted:
                return place
    return None
