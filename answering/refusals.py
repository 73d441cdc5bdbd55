"""The words of refusals and small talk."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answering.analysis import Part
from answering.citations import MARK
from answering.composing import source_of
from answering.examples import question_about, speakable
from answering.gate import Verdict
from answering.places import ARROW, path, short_heading
from answering.retrieval import Index, find_hits
from answering.small_talk import Topic
from answering.types import Refusal, SmallTalk, Source
from answering.wording import WORDING
from vectorstore.types import Hit, Language, Query

MAX_NEAREST = 3
_LOOSE_ENDS = re.compile(
    r"^[\s¿¡,;]*(?:(?:and|y)\s+)?|(?:\s*\([^()]*\))?[\s,;?]*(?:\b(?:and|y|e|o|or|vs)\b)?[\s?]*$", re.IGNORECASE
)
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
    near = wording.nearest.format(sections=" · ".join(_names(nearest)))
    return Refusal(f"{said} {near} {wording.ask_the_dais}", language, "not_in_documents", nearest, retrieved)


def name_untold(part: Part, language: Language) -> str:
    """Return the sentence which says that one part of a double question is not told.

    >>> from answering.analysis import analyse_part
    >>> name_untold(analyse_part("how many were arrested and"), "en")
    'The rest is not in the documents: “how many were arrested”'
    >>> name_untold(analyse_part("and the menu [7]?"), "en")
    'The rest is not in the documents: “the menu (7)”'
    """
    asked = MARK.sub(r"(\1)", _LOOSE_ENDS.sub("", part.text))  # a mark of the asker's cites nothing
    return WORDING[language].part_not_in_documents.format(part=asked)


def _sections(sources: Sequence[Source]) -> tuple[Source, ...]:
    first: dict[tuple[str, tuple[str, ...]], Source] = {}
    for source in sources:
        first.setdefault((source.document, source.section), source)
    return tuple(first.values())[:MAX_NEAREST]


def _names(sources: Sequence[Source]) -> list[str]:
    """Return each section by its document and last heading; by its whole path where that names another one too."""
    paths = [path(source.title, source.section) for source in sources]
    short = [ARROW.join(dict.fromkeys((shown[0], shown[-1]))) for shown in paths]
    return [name if short.count(name) == 1 else ARROW.join(shown) for name, shown in zip(short, paths, strict=True)]


def small_talk(topic: Topic, language: Language, index: Index, committee: str) -> SmallTalk:
    """Return a short reply with an example question that this committee's documents answer."""
    return SmallTalk(WORDING[language].small_talk[topic].format(example=_example(index, committee, language)), language)


def _example(index: Index, committee: str, language: Language) -> str:
    hits = find_hits(index, committee, Query(_EXAMPLE_QUERY[language]), language)
    headings = [hit.passage.section[-1] for hit in hits if hit.passage.section]
    heading = next(iter([*speakable(headings), *map(short_heading, headings)]), "")
    return question_about(heading, language) if heading.strip() else WORDING[language].example_without_documents
