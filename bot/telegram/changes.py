"""What became of the source of an old reply: its words still stand, or read otherwise today, or are gone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answering.citations import folded_space, stands_in
from answering.types import Source
from answering.wording import WORDING
from bot.catalogue import Catalogue
from vectorstore.types import EditionKind, Passage

_ISSUED: tuple[EditionKind, ...] = ("announcement", "ruling")
WARNING = "⚠️ "
"""What the button of a source begins with once it was found changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a source since a reply pointed to it: it says something else today, or it is gone."""

    kind: EditionKind
    is_gone: bool

    def note(self, words: Catalogue) -> str:
        """Return the line that stands above the words as they were."""
        return WARNING + words.text(f"source.{'gone' if self.is_gone else 'changed'}.{self.kind}")


def change_of_section(source: Source, quote: str, today: Sequence[Passage]) -> Change | None:
    """Return what became of a source whose section holds the passages of ``today``; ``None`` where it says the same.

    Without a quote it says the same only as long as its passage is there as it was.
    """
    same = still_says(today, quote) if quote else any(each.id == source.passage_id for each in today)
    return None if same else Change(kind_of(source), is_gone=not today)


def still_says(passages: Sequence[Passage], quote: str) -> bool:
    """Return whether a section in ``passages`` holds a quote, also where they are cut otherwise today."""
    said = folded_space(" ".join(passage.text for passage in passages))
    return folded_space(quote) in said or any(stands_in(quote, passage) for passage in passages)


def kind_of(source: Source) -> EditionKind:
    """Return whether a source is a document's, or what the dais issued: it is named and titled so.

    >>> kind_of(Source("p", "Ruling 3", "Ruling 3 of the court", (), None, "en", 0.0))
    'document'
    """
    for kind in _ISSUED:
        titles = {wording.issued[kind].partition("{")[0] for wording in WORDING.values()}
        named = re.fullmatch(rf"{kind.capitalize()} \d+", source.document) is not None
        if named and source.title.startswith(tuple(titles)):
            return kind
    return "document"
