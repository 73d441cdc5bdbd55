"""The last look at an answer before anyone reads it: marks, citations and quotes agree with the documents."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from answering.errors import CitationError
from answering.types import Citation
from vectorstore.types import Passage

MARK = re.compile(r"\[(\d+)\]")
_LAST_WORD = re.compile(r"\w\S*\s*$")


def check_citations(text: str, citations: Iterable[Citation], passages: Collection[Passage]) -> None:
    """Hold ``text`` against its citations and each quote against the passage it is quoted from.

    Raises:
        CitationError: a mark has no citation, a citation is not used, or a quote does not stand in its passage.
    """
    by_number = {citation.number: citation for citation in citations}
    marks = {int(mark) for mark in MARK.findall(_without_quotes(text, by_number.values(), passages))}
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


def _without_quotes(text: str, citations: Iterable[Citation], passages: Iterable[Passage]) -> str:
    """Return ``text`` without marks that are the documents' own words, such as a footnote's ``[12]``.

    They stand in a quote, or behind the same word in what a statement is said under: a heading, a list's opening, the
    name of a column.
    """
    quoted = {mark for citation in citations for mark in MARK.findall(citation.quote)}
    strangers = set(MARK.findall(text)) - {str(citation.number) for citation in citations}
    if not strangers:
        return text
    above = "\n".join(folded_space(words) for passage in passages for words in _said_under(passage))

    def kept(match: re.Match[str]) -> str:
        word = _LAST_WORD.search(text, 0, match.start())
        said = folded_space(text[word.start() if word else match.start() : match.end()])
        mark = match.group(1)
        return "" if mark in strangers and (mark in quoted or said in above) else match.group()

    return MARK.sub(kept, text)


def _said_under(passage: Passage) -> Iterator[str]:
    yield from passage.section
    for unit in passage.units:
        yield from (unit.context, unit.text)
