"""The last look at an answer before anyone reads it: marks, citations and quotes agree with the documents."""

from __future__ import annotations

import re
from collections.abc import Iterable

from answering.errors import CitationError
from answering.types import Citation
from vectorstore.types import Passage

_MARK = re.compile(r"\[(\d+)\]")


def check_citations(text: str, citations: Iterable[Citation], passages: Iterable[Passage]) -> None:
    """Hold ``text`` against its citations and each quote against the passage it is quoted from.

    Raises:
        CitationError: a mark has no citation, a citation is not used, or a quote does not stand in its passage.
    """
    by_number = {citation.number: citation for citation in citations}
    marks = {int(mark) for mark in _MARK.findall(_without_quotes(text, by_number.values()))}
    if marks != set(by_number) or not by_number:
        raise CitationError(f"marks {sorted(marks)} and citations {sorted(by_number)} differ")
    by_id = {passage.id: passage for passage in passages}
    for citation in by_number.values():
        passage = by_id.get(citation.source.passage_id)
        if passage is None or not stands_in(citation.quote, passage):
            raise CitationError(f"the quote of citation {citation.number} does not stand in its passage")


def stands_in(quote: str, passage: Passage) -> bool:
    """Return whether a quote is words of the passage, or one of the headings that stand below its section."""
    if not quote:
        return False
    headings = (line for unit in passage.units if unit.kind == "outline" for line in unit.quote.split("\n"))
    return folded_space(quote) in folded_space(passage.text) or quote in headings


def folded_space(text: str) -> str:
    """Return ``text`` with every run of white space as one blank."""
    return " ".join(text.split())


def _without_quotes(text: str, citations: Iterable[Citation]) -> str:
    """Return ``text`` without marks that are the document's own words, such as a footnote's ``[12]``."""
    own = {mark for citation in citations for mark in _MARK.findall(citation.quote)}
    numbers = {str(citation.number) for citation in citations}
    return _MARK.sub(lambda match: "" if match.group(1) in own - numbers else match.group(), text)
