"""The replies as they were sent, with all that their buttons show later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from answering.types import Answer, Citation, Composition, JudgedSentence, Refusal, Reply, Source
from bot.database.tables import citations, compositions, questions, replies
from bot.reply_json import Kind, composer_of, kind_of
from vectorstore.types import Language


@dataclass(frozen=True, slots=True)
class StoredReply:
    """A reply as it was sent; ``committee_id`` is its question's, ``nearest`` a refusal's sections, best first."""

    id: int
    question_id: int
    committee_id: int
    language: Language
    kind: Kind
    text: str
    citations: tuple[Citation, ...]
    nearest: tuple[Source, ...]


class Replies:
    """The replies within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, question_id: int, reply: Reply, now: datetime) -> int:
        """Return the id of the reply, written down with its citations or its nearest sections, and how it was written.

        Raises:
            RowRejectedError: the question is forgotten; seen at the latest when the transaction ends.
        """
        statement = replies.insert().values(
            question_id=question_id,
            kind=kind_of(reply),
            language=reply.language,
            text=reply.text,
            reason=reply.reason if isinstance(reply, Refusal) else None,
            composed_by=composer_of(reply),
            created_at=now,
        )
        reply_id = int((await self._connection.execute(statement.returning(replies.c.id))).scalar_one())
        rows = [{"reply_id": reply_id, **row} for row in _rows(reply)]
        if rows:
            await self._connection.execute(citations.insert(), rows)
        if isinstance(reply, Answer) and reply.composition is not None:
            written = _composition_row(reply.composition)
            await self._connection.execute(compositions.insert().values(reply_id=reply_id, **written))
        return reply_id

    async def get(self, reply_id: int) -> StoredReply | None:
        """Return the reply, superseded or not; ``None`` where there is none or its question is forgotten."""
        joined = replies.join(questions, replies.c.question_id == questions.c.id)
        chosen = select(replies, questions.c.committee_id).select_from(joined).where(replies.c.id == reply_id)
        row = (await self._connection.execute(chosen)).one_or_none()
        if row is None:
            return None
        told = select(citations).where(citations.c.reply_id == reply_id).order_by(citations.c.number)
        sources = (await self._connection.execute(told)).all()
        return StoredReply(
            id=row.id,
            question_id=row.question_id,
            committee_id=row.committee_id,
            language=row.language,
            kind=row.kind,
            text=row.text,
            citations=tuple(
                Citation(each.number, _source(each), each.quote, each.translation)
                for each in sources
                if each.role == "cited"
            ),
            nearest=tuple(_source(each) for each in sources if each.role == "nearest"),
        )

    async def latest_of(self, question_id: int) -> StoredReply | None:
        """Return the reply that a question has now, ``None`` where it has none."""
        newest = select(replies.c.id).where(replies.c.question_id == question_id).order_by(replies.c.id.desc()).limit(1)
        reply_id: int | None = await self._connection.scalar(newest)
        return None if reply_id is None else await self.get(reply_id)

    async def composition(self, reply_id: int) -> Composition | None:
        """Return what a chat model wrote for the reply, ``None`` where none was asked or the reply is forgotten."""
        chosen = select(compositions).where(compositions.c.reply_id == reply_id)
        row = (await self._connection.execute(chosen)).one_or_none()
        if row is None:
            return None
        sentences = tuple(JudgedSentence(each["text"], each["fault"], each["words"]) for each in row.sentences)
        return Composition(row.model, row.prompt, tuple(row.raw), sentences, row.failure)

    async def keep_translation(self, reply_id: int, number: int, translation: str) -> None:
        """Write down how the quote of a citation reads in its reply's language; a forgotten reply keeps none."""
        cited = (citations.c.reply_id == reply_id, citations.c.role == "cited", citations.c.number == number)
        await self._connection.execute(update(citations).where(*cited).values(translation=translation))

    async def supersede(self, question_id: int) -> None:
        """Write down that another reply takes the place of those that the question had so far."""
        await self._connection.execute(
            update(replies).where(replies.c.question_id == question_id).values(superseded=True)
        )


def _rows(reply: Reply) -> Iterator[dict[str, Any]]:
    if isinstance(reply, Answer):
        for each in reply.citations:
            yield _row("cited", each.number, each.source, each.quote, each.translation)
    elif isinstance(reply, Refusal):
        for number, source in enumerate(reply.nearest, start=1):
            yield _row("nearest", number, source, "")


def _row(role: str, number: int, source: Source, quote: str, translation: str = "") -> dict[str, Any]:
    return {
        "number": number,
        "role": role,
        "document": source.document,
        "title": source.title,
        "section": list(source.section),
        "page": source.page,
        "language": source.language,
        "passage_id": source.passage_id,
        "score": float(source.score),
        "quote": quote,
        "translation": translation,
    }


def _composition_row(composition: Composition) -> dict[str, Any]:
    return {
        "model": composition.model,
        "prompt": composition.prompt,
        "raw": list(composition.raw),
        "sentences": [asdict(sentence) for sentence in composition.sentences],
        "failure": composition.failure,
    }


def _source(row: Row[Any]) -> Source:
    return Source(
        passage_id=row.passage_id,
        document=row.document,
        title=row.title,
        section=tuple(row.section),
        page=row.page,
        language=row.language,
        score=row.score,
    )
