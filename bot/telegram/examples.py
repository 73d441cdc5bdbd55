"""A question to try that a committee's documents do answer: asked once before it is shown to anybody."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from answering.examples import question_about, speakable
from answering.types import Answer, Question
from answering.wording import WORDING
from bot.catalogue import Catalogue
from bot.database.committees import Committee
from bot.errors import CommandFailedError
from bot.telegram.context import Context
from bot.telegram.library import Library, library_of
from bot.telegram.processing import Lines
from vectorstore.errors import UnknownCommitteeError, VectorStoreError
from vectorstore.types import Language

_KEY = "examples"
_MOST_TRIED = 8
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Found:
    """The examples found so far, by committee, state of its documents and language."""

    questions: dict[tuple[str, str | None, Language], str] = field(default_factory=dict)
    lines: Lines = field(default_factory=Lines)


async def example_question(context: Context, committee: Committee | None, language: Language) -> str:
    """Return a question that the committee's documents answer, the first time in a moment; at worst a general one."""
    if committee is None:
        return WORDING[language].example_without_documents
    found: _Found = context.bot_data.setdefault(_KEY, _Found())
    try:
        key = (committee.slug, await library_of(context).version(committee.slug), language)
        async with found.lines.turn(key):
            if key not in found.questions:
                found.questions[key] = await _find(context, committee.slug, language)
            return found.questions[key]
    except UnknownCommitteeError:
        return WORDING[language].example_without_documents
    except (CommandFailedError, VectorStoreError) as error:
        _log.warning("no example can be found for committee %s: %s", committee.slug, error)
        return WORDING[language].example_without_documents


async def _find(context: Context, committee: str, language: Language) -> str:
    library = library_of(context)
    headings = await _headings(library, committee, language)
    shipped = Catalogue.load(language).text("start.example")
    questions = [question_about(heading, language) for heading in headings[:_MOST_TRIED]]
    for question in chain([shipped], questions):
        reply = await context.services.answers.quote(Question(question, (), language, committee, documents_only=True))
        if isinstance(reply, Answer):
            return question
    return WORDING[language].example_without_documents


async def _headings(library: Library, committee: str, language: Language) -> list[str]:
    headings: list[str] = []
    for edition in await library.documents(committee, language):
        outline = await library.outline(committee, edition.document, edition.language)
        if outline is not None:
            headings += [outline.headings[key][-1] for key in outline.headings if key in outline.filled and key]
    return by_name(headings)


def by_name(headings: Sequence[str]) -> list[str]:
    """Return the headings that can be asked about, those with a proper name in them first.

    >>> by_name(["References", "Actions taken", "Project TRACK4TIP"])
    ['Project TRACK4TIP', 'Actions taken']
    """
    return sorted(speakable(headings), key=lambda heading: not any(word[:1].isupper() for word in heading.split()[1:]))
