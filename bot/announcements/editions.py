"""What the dais issued as the editions and passages by which it is found: a document each, an edition a language."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from answering.issued import ASKED_KEY, TEXT_KEYS, issued_title
from bot.database.announcements import Announcement
from bot.database.rulings import Ruling
from ingest.blocks import Block, Item, Listing, Paragraph
from ingest.normalisation import clean
from ingest.passages import EditionName, document_passages
from ingest.sections import Section
from vectorstore.types import Edition, EditionKind, Language, Passage, Unit

if TYPE_CHECKING:
    from vectorstore.index import PassageIndex

_BULLET = re.compile(r"\s*(?:[•‣◦·∙●○▪–—*+-]|(?P<number>\d{1,2}[.)]))\s+(?P<text>\S.*)")
_READ_AS_ONE_CHARS = 300
_MOST_PHRASINGS = 16


@dataclass(frozen=True, slots=True)
class IssuedEdition:
    """What the dais issued, in one language, as the index keeps it."""

    edition: Edition
    passages: tuple[Passage, ...]


def announcement_editions(announcement: Announcement, at: datetime, zone: tzinfo | None) -> list[IssuedEdition]:
    """Return an announcement as editions of one document, one for each language that has words.

    ``at`` is the aware moment when it went out, ``zone`` where that is told, the machine's for ``None``.
    """
    texts = {language: wording.text for language, wording in announcement.wordings.items()}
    return issued_editions("announcement", announcement.id, texts, at, zone)


def ruling_editions(ruling: Ruling, phrasings: Sequence[str], zone: tzinfo | None) -> list[IssuedEdition]:
    """Return a public ruling that stands as editions of one document, with the questions that it was given on.

    ``phrasings`` are these in the delegates' words. It counts as issued when its words were last changed.
    """
    assert ruling.number is not None, "only a public ruling is indexed"
    assert ruling.given_at is not None, "only a ruling that was given is indexed"
    texts = {language: each.text for language, each in ruling.texts.items()}
    wordings = {language: question for language, each in ruling.texts.items() if (question := clean(each.question))}
    at = ruling.revised_at or ruling.given_at
    return issued_editions("ruling", ruling.number, texts, at, zone, wordings, phrasings)


def issued_editions(
    kind: EditionKind,
    number: int,
    texts: Mapping[Language, str],
    at: datetime,
    zone: tzinfo | None,
    wordings: Mapping[Language, str] | None = None,
    phrasings: Sequence[str] = (),
) -> list[IssuedEdition]:
    """Return what the dais issued as editions of one document, named after its kind and number, a language each.

    A text without words makes none. ``wordings`` are the question that a ruling was given on, by language: it heads
    the text, and with ``phrasings`` it is found by it in every edition.
    """
    issued_at = at.astimezone(UTC).isoformat(timespec="seconds")
    questions = list(dict.fromkeys(filter(None, map(clean, [*(wordings or {}).values(), *phrasings]))))
    made = []
    for language, text in texts.items():
        title = issued_title(kind, str(number), issued_at, language, at, zone)
        name = EditionName(f"{kind.capitalize()} {number}", title, language)
        passages = _passages(text, name, TEXT_KEYS[kind], (wordings or {}).get(language, ""))
        if passages:
            passages += _asked(questions[:_MOST_PHRASINGS], name, len(passages))
            written = json.dumps([text, *questions], ensure_ascii=False) if kind == "ruling" else text
            edition = Edition(
                document=name.document,
                title=title,
                language=language,
                source=f"{kind} {number}",
                fingerprint=hashlib.sha256(written.encode()).hexdigest(),
                pages=None,
                sections=0,
                passages=len(passages),
                kind=kind,
                issued_at=issued_at,
            )
            made.append(IssuedEdition(edition, tuple(passages)))
    return made


def bring_in_line(index: PassageIndex, committee: str, wanted: Sequence[IssuedEdition]) -> int:
    """Make ``wanted`` all that the index of what a committee's dais issued holds; return how many changed.

    What is there already is left alone, so doing it twice does no more than doing it once. It blocks.

    Raises:
        VectorStoreError: the index cannot be read or written to.
    """
    known = {_name(edition): edition for edition in index.editions(committee)}
    stay = {_name(each.edition) for each in wanted}
    gone = sorted({edition.document for name, edition in known.items() if name not in stay})
    for document in gone:
        index.remove_document(committee, document)
    new = [each for each in wanted if each.edition.document in gone or known.get(_name(each.edition)) != each.edition]
    for each in new:
        index.write_edition(committee, each.edition, each.passages)
    return len(gone) + len(new)


def _name(edition: Edition) -> tuple[str, str]:
    return edition.document, edition.language


def _passages(text: str, name: EditionName, key: str, heading: str) -> list[Passage]:
    path = (heading,) if heading else ()
    section = Section(heading, key, path, None, tuple(_blocks(text)), ())
    return [replace(passage, units=_in_context(passage)) for passage in document_passages(section, name)]


def _asked(questions: Sequence[str], name: EditionName, position: int) -> list[Passage]:
    """Return the passage by whose units a ruling is found, a question each; none for no questions."""
    if not questions:
        return []
    units = tuple(Unit(question, question, "question", "", place) for place, question in enumerate(questions))
    text = "\n".join(questions)
    digest = hashlib.sha256("\x1f".join((name.document, name.language, ASKED_KEY, text)).encode())
    passage = Passage(
        id=digest.hexdigest()[:32],
        document=name.document,
        title=name.title,
        language=name.language,
        section=(),
        section_key=ASKED_KEY,
        position=position,
        page=None,
        text=text,
        units=units,
    )
    return [passage]


def _blocks(text: str) -> Iterator[Block]:
    """Yield the lines of a message: each a paragraph, those with bullets or numbers the items of a list."""
    items: list[Item] = []
    for line in map(clean, text.splitlines()):
        match = _BULLET.fullmatch(line)
        if match is not None:
            items.append(Item(match["text"], number=match["number"] or ""))
            continue
        if items:
            yield Listing(tuple(items))
            items = []
        if line:
            yield Paragraph(line)
    if items:
        yield Listing(tuple(items))


def _in_context(passage: Passage) -> tuple[Unit, ...]:
    """Return the units of a passage; the sentences of a short one are read under its first.

    *It reopens after the break* says what reopens in the sentence before.
    """
    first, *others = passage.units
    if len(passage.text) > _READ_AS_ONE_CHARS:
        return passage.units
    read_under = first.text if first.kind == "sentence" else ""
    return (
        first,
        *(unit if unit.kind != "sentence" or unit.context else replace(unit, context=read_under) for unit in others),
    )
