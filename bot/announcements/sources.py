"""What the dais issued as sources: it can be asked about, and once corrected or revoked no longer says the old."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from datetime import tzinfo
from typing import TYPE_CHECKING

from bot.announcements.editions import IssuedEdition, announcement_editions, bring_in_line, ruling_editions
from bot.database.committees import Committee
from bot.database.engine import Database
from bot.telegram.errors import report

if TYPE_CHECKING:
    from vectorstore.index import PassageIndex

_LAST_S = 2.0
_TRY_AGAIN_S = (5.0, 30.0, 120.0, 600.0)
_log = logging.getLogger(__name__)


class IssuedSources:
    """Keeps the index of what each dais issued in line with what stands of it, in the background.

    Nobody waits for it: what fails is logged and tried again a few times, with the next change and by the next start.
    ``zone`` is where times are told, the machine's for ``None``.
    """

    def __init__(self, index: PassageIndex, database: Database, zone: tzinfo | None = None) -> None:
        self._index = index.issued
        self._database = database
        self._zone = zone
        self._due: set[int | None] = set()
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def changed(self, committee_id: int | None) -> None:
        """See to what a committee's dais issued soon; to that of every committee for ``None``, as at a start."""
        self._due.add(committee_id)
        self._news.set()
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def settled(self) -> None:
        """Wait until what was changed so far is seen to, or given up."""
        if self._task is not None:
            await asyncio.wait({self._task})

    async def close(self) -> None:
        """Finish what is in hand, for a moment; the next start sees to the rest."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=_LAST_S)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        failures = 0
        while self._due:
            self._news.clear()
            due, self._due = self._due, set()
            if await self._bring_in_line(due):
                failures = 0
                continue
            self._due |= due
            if failures == len(_TRY_AGAIN_S):
                return
            try:
                async with asyncio.timeout(_TRY_AGAIN_S[failures]):
                    await self._news.wait()
            except TimeoutError:
                failures += 1  # a try that news brought about takes none of the others away

    async def _bring_in_line(self, due: Collection[int | None]) -> bool:
        """Return whether all committees are in line; one that fails does not keep the others from it."""
        try:
            async with self._database.session() as session:
                every = await session.committees.all()
        except Exception as error:  # noqa: BLE001 - what was issued arrives all the same
            report(error, "looking for what can be asked about")
            return False
        chosen = every if None in due else [committee for committee in every if committee.id in due]
        return all([await self._is_in_line(committee) for committee in chosen])

    async def _is_in_line(self, committee: Committee) -> bool:
        try:
            changes = await asyncio.to_thread(
                bring_in_line, self._index, committee.slug, await self._standing_in(committee)
            )
        except Exception as error:  # noqa: BLE001 - what was issued arrives all the same
            report(error, f"indexing what the dais of committee {committee.slug} issued")
            return False
        if changes:
            _log.info(
                "committee %s: %d of what its dais issued can be asked about, or no longer", committee.slug, changes
            )
        return True

    async def _standing_in(self, committee: Committee) -> list[IssuedEdition]:
        editions: list[IssuedEdition] = []
        async with self._database.session() as session:
            for announcement in await session.announcements.current(committee.id):
                rounds = await session.deliveries.rounds_of(announcement.id)
                begun = [each.created_at for each in rounds if each.kind == "send"]
                editions += announcement_editions(announcement, min(begun), self._zone)
            for ruling in await session.rulings.standing(committee.id):
                editions += ruling_editions(ruling, await session.rulings.phrasings(ruling.id), self._zone)
        return editions
