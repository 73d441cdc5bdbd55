"""The numbers and letters by which a text names papers, topics and the parts of a document."""

from __future__ import annotations

import re

from vectorstore.words import unaccented

# A small *a* or *e* before another word is Spanish's preposition or conjunction, or English's article: *enmiendas a la
# resolución*, *draft a resolution*. After *topic* and *tema* it is a label, but in *tema a tratar*.
_LETTER = (
    r"[b-df-h]|(?-i:[AE])|[ae](?! \w)|(?<=topic )[ae]|"
    r"(?<=tema )[ae](?! (?:\w+[aei]r(?:l[aeo]s?|se)?|el|l[ao]s?|les|un[ao]?s?|cada|favor|su|tod[ao]s?)\b)"
)
_PART_OF_DOCUMENT = re.compile(
    r"\b(?:topic|tema|chapter|capitulo|part|parte|section|seccion|article|articulo|annex|anexo) "
    rf"({_LETTER}|[ivx]+|\d+)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:resolutions?|resolucion(?:es)?|drafts?|proyectos?|directiv[ae]s?|amendments?|enmiendas?|papers?|hojas?|"
    r"articles?|articulos?|clauses?|clausulas?|topics?|temas?|motions?|mociones|mocion|panels?|paneles)"
    rf"(?: (?:of|de|no|number|numero|resolution|resolucion|paper|trabajo))* ({_LETTER}|\d+)\b",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\b\d{1,2}\.\d{1,2}\b")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d\d\b", re.IGNORECASE)


def part_labels(text: str) -> frozenset[str]:
    """Return the labels of the numbered parts of a document that ``text`` names.

    >>> part_labels("¿De qué trata el Tema B?"), part_labels("¿Cuál es el tema a debatir?")
    (frozenset({'b'}), frozenset())
    """
    return frozenset(label.lower() for label in _PART_OF_DOCUMENT.findall(_quiet(text)))


def labels(text: str) -> frozenset[str]:
    """Return the numbers and letters by which a text names papers and topics; times are none.

    >>> sorted(labels("The votes on draft resolution 1.2 and Topic B are at 16:45 in room 4"))
    ['1.2', 'b']
    """
    plain = _TIME.sub(" ", _quiet(text))
    named = _NUMBERED.findall(_DOTTED.sub(" ", plain))
    return frozenset((*_DOTTED.findall(plain), *(label.lower() for label in named)))


def times(text: str) -> frozenset[str]:
    """Return the times of day that ``text`` names, as they are written.

    >>> sorted(times("Volvemos a las 14:30, no a las 14h00"))
    ['14:30', '14h00']
    """
    return frozenset(_TIME.findall(text.lower()))


def _quiet(text: str) -> str:
    """Return a text without accents; of one in capitals the small letters, for there a capital says nothing."""
    plain = unaccented(text)
    return plain.lower() if plain.isupper() else plain
