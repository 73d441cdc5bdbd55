"""The rulings: their texts, their states and their numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.announcements.types import DRAFT_LASTS
from bot.dais.types import RulingState
from bot.database.ruling_rows import Awaited, NewRuling, Ruling, Texts, as_ruling
from bot.database.tables import committees, requests, ruling_texts, rulings

__all__ = ["Awaited", "NewRuling", "Ruling", "Rulings", "Texts"]


class Rulings:
    """The rulings within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, new: NewRuling, now: datetime, lasts: timedelta = DRAFT_LASTS) -> Ruling:
        """Return a new draft, which takes the place of those that its author left open.

        ``lasts`` is how long it can be confirmed after its last change.
        """
        left = update(rulings).where(rulings.c.author_id == new.author_id, rulings.c.state == "draft")
        await self._connection.execute(left.values(state="cancelled", revision=rulings.c.revision + 1))
        return await self._write(new, created_at=now, expires_at=now + lasts)

    async def give(self, new: NewRuling, now: datetime) -> Ruling:
        """Return a ruling that is given at once; what its author drafts meanwhile stays open."""
        return await self._write(new, created_at=now, given_at=now, state="given")

    async def get(self, ruling_id: int, *, locked: bool = False) -> Ruling | None:
        """Return the ruling, ``None`` where there is none.

        ``locked`` keeps others from changing it until the transaction ends.
        """
        chosen = select(rulings).where(rulings.c.id == ruling_id)
        found = await self._read(chosen.with_for_update() if locked else chosen)
        return found[0] if found else None

    async def latest_draft(self, author_id: int, now: datetime) -> Ruling | None:
        """Return the author's open draft, ``None`` where there is none or it has expired."""
        chosen = select(rulings).where(rulings.c.author_id == author_id, *_is_open_draft(now))
        found = await self._read(chosen.order_by(rulings.c.id.desc()).limit(1))
        return found[0] if found else None

    async def revise(
        self, ruling_id: int, revision: int, now: datetime, *, lasts: timedelta = DRAFT_LASTS, **changes: Any
    ) -> Ruling | None:
        """Return the draft with ``changes``, its revision one higher; ``None`` where it is not open at ``revision``.

        A change is a field of ``NewRuling``; ``texts`` replaces all of them. It expires ``lasts`` after this.
        """
        texts: Texts | None = changes.pop("texts", None)
        open_one = update(rulings).where(
            rulings.c.id == ruling_id, rulings.c.revision == revision, *_is_open_draft(now)
        )
        values = {**changes, "revision": rulings.c.revision + 1, "expires_at": now + lasts}
        if (await self._connection.execute(open_one.values(values))).rowcount == 0:
            return None
        if texts is not None:
            await self._connection.execute(delete(ruling_texts).where(ruling_texts.c.ruling_id == ruling_id))
            await self._write_texts(ruling_id, 1, texts)
        return await self._existing(ruling_id)

    async def advance(
        self,
        ruling_id: int,
        *,
        frm: Collection[RulingState],
        to: RulingState,
        now: datetime,
        revision: int | None = None,
        **columns: Any,
    ) -> bool:
        """Move the ruling on and set ``columns`` with it; ``False`` where it is not in ``frm``, or not any more.

        With ``revision`` it must also be at that one. An expired draft does not move. The revision grows by one, so of
        two that press the same button at once one alone succeeds. When it was given or revoked is written down.
        """
        at = true() if revision is None else rulings.c.revision == revision
        unexpired = or_(rulings.c.state != "draft", rulings.c.expires_at > now)
        moved = update(rulings).where(rulings.c.id == ruling_id, rulings.c.state.in_(frm), at, unexpired)
        when = {"given": {"given_at": now}, "revoked": {"revoked_at": now}}.get(to, {})
        values = {**when, **columns, "state": to, "revision": rulings.c.revision + 1}
        return (await self._connection.execute(moved.values(values))).rowcount > 0

    async def next_number(self, committee_id: int) -> int:
        """Return the number of a committee's next public ruling; others that ask wait for the transaction's end."""
        # A revoked ruling keeps its number: what was cited under it is not to be found under another.
        own = select(committees.c.id).where(committees.c.id == committee_id)
        await self._connection.execute(own.with_for_update(key_share=True))
        highest = select(func.max(rulings.c.number)).where(rulings.c.committee_id == committee_id)
        return (await self._connection.scalar(highest) or 0) + 1

    async def add_version(self, ruling_id: int, texts: Texts, now: datetime) -> int | None:
        """Give a ruling new texts and return the number of that version; ``None`` where it does not stand any more.

        The texts of earlier versions stay.
        """
        counted = update(rulings).where(rulings.c.id == ruling_id, rulings.c.state == "given")
        counted = counted.values(version=rulings.c.version + 1, revision=rulings.c.revision + 1, revised_at=now)
        version: int | None = await self._connection.scalar(counted.returning(rulings.c.version))
        if version is not None:
            await self._write_texts(ruling_id, version, texts)
        return version

    async def standing(self, committee_id: int) -> list[Ruling]:
        """Return the public answers that stand in a committee, by their numbers."""
        chosen = select(rulings).where(
            rulings.c.committee_id == committee_id,
            rulings.c.state == "given",
            rulings.c.kind == "answer",
            rulings.c.number.is_not(None),
        )
        return await self._read(chosen.order_by(rulings.c.number))

    async def of_matter(self, matter_id: int) -> Ruling | None:
        """Return what was decided on a matter last, also where it was revoked, ``None`` where nothing was."""
        chosen = select(rulings).where(rulings.c.matter_id == matter_id, rulings.c.state.in_(("given", "revoked")))
        found = await self._read(chosen.order_by(rulings.c.id.desc()).limit(1))
        return found[0] if found else None

    async def listed(self, committee_id: int, limit: int = 20) -> list[Ruling]:
        """Return the newest public rulings of a committee, revoked ones too, the newest first."""
        chosen = select(rulings).where(
            rulings.c.committee_id == committee_id,
            rulings.c.state.in_(("given", "revoked")),
            rulings.c.number.is_not(None),
        )
        return await self._read(chosen.order_by(rulings.c.number.desc()).limit(limit))

    async def phrasings(self, ruling_id: int) -> list[str]:
        """Return how delegates asked what a ruling answers, the oldest first, each once, without what was taken back.

        What goes on from an earlier question is left out. It is empty once all who asked are forgotten.
        """
        asked = select(requests.c.text).join(rulings, rulings.c.matter_id == requests.c.matter_id)
        asked = asked.where(rulings.c.id == ruling_id, requests.c.state != "withdrawn", requests.c.earlier.is_(None))
        texts = await self._connection.scalars(asked.order_by(requests.c.created_at, requests.c.id))
        return list(dict.fromkeys(texts))

    async def _write(self, new: NewRuling, **columns: Any) -> Ruling:
        values = {each.name: getattr(new, each.name) for each in fields(new) if each.name != "texts"}
        statement = rulings.insert().values(**values, **columns).returning(rulings.c.id)
        ruling_id = int((await self._connection.execute(statement)).scalar_one())
        await self._write_texts(ruling_id, 1, new.texts)
        return await self._existing(ruling_id)

    async def _write_texts(self, ruling_id: int, version: int, texts: Texts) -> None:
        rows = [
            {
                "ruling_id": ruling_id,
                "version": version,
                "language": language,
                "question": each.question,
                "text": each.text,
            }
            for language, each in texts.items()
        ]
        if rows:
            await self._connection.execute(ruling_texts.insert(), rows)

    async def _existing(self, ruling_id: int) -> Ruling:
        found = await self.get(ruling_id)
        assert found is not None, "the row was just seen to"
        return found

    async def _read(self, chosen: Select[Any]) -> list[Ruling]:
        rows = (await self._connection.execute(chosen)).all()
        if not rows:
            return []
        newest = and_(ruling_texts.c.ruling_id == rulings.c.id, ruling_texts.c.version == rulings.c.version)
        told = select(ruling_texts).join(rulings, newest).where(rulings.c.id.in_([row.id for row in rows]))
        texts = (await self._connection.execute(told.order_by(ruling_texts.c.language.desc()))).all()
        return [as_ruling(row, texts) for row in rows]


def _is_open_draft(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (rulings.c.state == "draft", rulings.c.expires_at > now)
