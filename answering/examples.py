"""Questions to try, made from the headings of a committee's documents."""

from __future__ import annotations

from collections.abc import Iterable

from answering.places import short_heading
from answering.wording import WORDING
from vectorstore.types import Language
from vectorstore.words import fold

_SHORTEST, _LONGEST = 2, 5  # words of a heading that reads well in a question


def speakable(headings: Iterable[str]) -> list[str]:
    """Return the headings that can be asked about by name, short, each once, in their order.

    >>> speakable(["References", "Topic A: Preventive measures for migrants at risk", "Project TRACK4TIP"])
    ['Topic A', 'Project TRACK4TIP']
    """
    short = dict.fromkeys(map(short_heading, headings))
    return [heading for heading in short if _SHORTEST <= len(heading.split()) <= _LONGEST]


def question_about(heading: str, language: Language) -> str:
    """Return the question what ``heading`` is, with the article that it takes.

    >>> question_about("Operación Akoma", "es")
    '¿Qué es la Operación Akoma?'
    """
    wording = WORDING[language]
    article = wording.articles.get(fold(heading.split()[0]), "")
    return wording.example.format(heading=f"{article} {heading}".strip())
