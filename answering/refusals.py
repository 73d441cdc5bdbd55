"""The words of refusals and small talk."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answering.analysis import Part
from answering.composing import source_of
from answering.gate import Verdict
from answering.places import ARROW, path, short_heading
from answering.retrieval import Index, find_hits
from answering.small_talk import Topic
from answering.types import Refusal, SmallTalk, Source
from answering.wording import WORDING
from vectorstore.types import Hit, Language, Query

MAX_NEAREST = 3
_EXAMPLE_QUERY = {"en": "project operation agreement programme", "es": "proyecto operación acuerdo programa"}


def refuse(verdict: Verdict, hits: Sequence[Hit], language: Language) -> Refusal:
    """Return a refusal that names the nearest sections, or says that the guide itself poses the question."""
    wording = WORDING[language]
    retrieved = tuple(source_of(hit) for hit in hits)
    nearest = _sections(retrieved)
    if not hits:
        return Refusal(wording.no_documents, language, "no_documents", (), ())
    if verdict.posed_in is not None:
        source = source_of(verdict.posed_in.hit)
        section = ARROW.join(path(source.title, source.section)[1:]) or source.title
        said = wording.posed_by_the_guide.format(section=section)
        return Refusal(f"{said} {wording.ask_the_dais}", language, "posed_by_the_guide", nearest, retrieved)
    said = wording.not_in_documents
    near = wording.nearest.format(sections=" · ".join(_name(source) for source in nearest))
    return Refusal(f"{said} {near} {wording.ask_the_dais}", language, "not_in_documents", nearest, retrieved)


def name_untold(part: Part, language: Language) -> str:
    """Return the sentence which says that one part of a double question is not told.

    >>> from answering.analysis import analyse_part
    >>> name_untold(analyse_part("how many were arrested and"), "en")
    'The documents do not tell the rest: “how many were arrested”'
    """
    asked = re.sub(r"^[\s¿¡,;]*|[\s,;?]+(?:\b(?:and|y|e|o|or|vs)\b)?[\s?]*$", "", part.text)
    return WORDING[language].part_not_in_documents.format(part=asked)


def _sections(sources: Sequence[Source]) -> tuple[Source, ...]:
    first: dict[tuple[str, tuple[str, ...]], Source] = {}
    for source in sources:
        first.setdefault((source.document, source.section), source)
    return tuple(first.values())[:MAX_NEAREST]


def _name(source: Source) -> str:
    shown = path(source.title, source.section)
    return f"{shown[0]} › {shown[-1]}" if len(shown) > 1 else shown[0]


def small_talk(topic: Topic, language: Language, index: Index, committee: str) -> SmallTalk:
    """Return a short reply with an example question that this committee's documents answer."""
    return SmallTalk(WORDING[language].small_talk[topic].format(example=_example(index, committee, language)), language)


def _example(index: Index, committee: str, language: Language) -> str:
    hits = find_hits(index, committee, Query(_EXAMPLE_QUERY[language]), language)
    headings = [short_heading(hit.passage.section[-1]) for hit in hits if hit.passage.section]
    short = next((heading for heading in headings if 2 <= len(heading.split()) <= 5), headings[0] if headings else "")
    return WORDING[language].example.format(heading=short) if short else WORDING[language].example_without_documents
