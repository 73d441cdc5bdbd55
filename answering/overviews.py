"""Requests for a summary: *resumen del tema A*, *what is Operation Akoma about?*, answered by a section's opening."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from answering.analysis import content_terms
from answering.composing import MAX_CHARS, MAX_STATEMENTS, Statement
from answering.labels import part_labels
from answering.matching import both_stems
from vectorstore.snapshot import SectionKey
from vectorstore.types import Hit
from vectorstore.words import fold, words

_ARTICLES = r"(?:(?:de|del|of|on|about|sobre|the|el|la|los|las|lo|me|a|al|un|una)\s+)*"
_REQUEST = re.compile(
    rf"^[\s¿¡]*(?:(?:please|por favor|porfa|can you|could you|puedes|podrias|give|dame|haz|hazme|quiero|necesito|i need|make)\s+)*{_ARTICLES}"
    r"(?:(?:quick|short|brief|breve|rapido|general)\s+)*"
    r"(?:resum[ei]\w*|sintesis|sintetiza\w*|summar[iy]\w*|sum up|overview|outline|tl;?dr|"
    r"(?:key|main) (?:points|ideas)|(?:puntos|ideas) (?:clave|principales)|(?:de|sobre) que (?:trata|va|se trata)|"
    rf"que dice(?= {_ARTICLES}(?:tema|seccion)))\s+{_ARTICLES}(?P<subject>\S.*?)"
    r"(?:\s+(?:en|in) \w+ (?:lineas?|lines?|palabras|words|frases|sentences|puntos|points))?(?:,?\s*(?:please|por favor|porfa|pls))?[\s?.!]*$"
)
_ABOUT = re.compile(r"^[\s]*what(?: is|s|'s) (?P<subject>.+?) (?:all )?about[\s?.!]*$")


def overview_subject(text: str) -> str | None:
    """Return what ``text`` asks a summary of, ``None`` where it asks for something else.

    >>> overview_subject("Dame un resumen de la Operación Akoma, por favor")
    'operacion akoma'
    >>> overview_subject("how many were rescued?") is None
    True
    """
    folded = fold(text)
    match = _REQUEST.match(folded) or _ABOUT.match(folded)
    return match["subject"].removeprefix("the ") if match else None


def find_section(subject: str, hits: Sequence[Hit]) -> SectionKey | None:
    """Return the highest section among the hits' paths whose own heading names all of ``subject``, or ``None``."""
    labels = part_labels(subject)
    terms = content_terms(subject)
    for hit in hits:
        passage = hit.passage
        numbers = passage.section_key.split(".")
        for depth, heading in enumerate(passage.section[: len(numbers)], 1):
            if _names(heading, labels, terms):
                return passage.document, passage.language, ".".join(numbers[:depth])
    return None


def _names(heading: str, labels: frozenset[str], terms: Sequence[str]) -> bool:
    if labels:
        return labels <= part_labels(heading)
    held = frozenset[str]().union(*(both_stems(word) for word in words(heading)))
    return bool(terms) and all(both_stems(term) & held for term in terms)


def opening(hits: Iterable[Hit]) -> list[Statement]:
    """Return the first sentences of a section, given its passages in reading order; its headings where it has no text."""
    units = [(hit, unit) for hit in hits for unit in hit.passage.units]
    told = [(hit, unit) for hit, unit in units if unit.kind in ("sentence", "item", "row")]
    if not told:
        return [Statement(hit, (unit,), whole_list=True) for hit, unit in units if unit.kind == "outline"][:1]
    chosen, length = told[:1], len(told[0][1].text)
    for hit, unit in told[1:MAX_STATEMENTS]:
        length += len(unit.text)
        if length > MAX_CHARS:
            break
        chosen.append((hit, unit))
    return [Statement(hit, (unit,)) for hit, unit in chosen]
