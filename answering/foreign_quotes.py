"""Quotes in a language that the reader did not ask in, with a translation under the original words."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Protocol

from answering.citations import check_citations
from answering.deadline import Deadline
from answering.errors import CitationError
from answering.prepared import Prepared
from answering.types import Answer, Citation
from answering.wording import WORDING
from vectorstore.types import Language, Passage

MOST = 3
_LEAST_S = 1.0


class QuoteTranslator(Protocol):
    """What translates a quote."""

    @property
    def may_translate(self) -> bool:
        """Whether the model would be asked now."""
        ...

    async def translate_quote(
        self, quote: str, source: str, target: Language, *, timeout_s: float | None = None
    ) -> str:
        """Return ``quote`` in ``target``; ``""`` where none comes that can be trusted."""
        ...


def foreign_citations(answer: Answer) -> list[Citation]:
    """Return the citations whose words are in another language than the reader's, the first few of them."""
    return [citation for citation in answer.citations if citation.source.language != answer.language][:MOST]


async def with_translations(
    prepared: Prepared, answer: Answer, translator: QuoteTranslator, deadline: Deadline
) -> Answer:
    """Return an answer in quotes with the translations that come in time: in the citation, and below the text."""
    foreign = foreign_citations(answer)
    if not foreign or not translator.may_translate or deadline.left_s < _LEAST_S:
        return answer
    translations = await asyncio.gather(
        *(
            translator.translate_quote(
                citation.quote, citation.source.language, answer.language, timeout_s=deadline.left_s
            )
            for citation in foreign
        )
    )
    translated = {citation.number: text for citation, text in zip(foreign, translations, strict=True) if text}
    citations = tuple(
        replace(citation, translation=translated.get(citation.number, "")) for citation in answer.citations
    )
    words = WORDING[answer.language]
    opening, closing = words.quotation_marks
    lines = [
        words.translation.format(translation=f"{opening}{text}{closing}", number=number)
        for number, text in translated.items()
    ]
    text = "\n".join((answer.text, *lines))
    try:
        check_citations(text, citations, _passages(prepared))
    except CitationError:  # a translation with brackets of its own
        return answer
    return replace(answer, text=text, citations=citations)


def _passages(prepared: Prepared) -> list[Passage]:
    return [statement.hit.passage for statement in prepared.statements]
