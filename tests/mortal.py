"""Ends of a process: a courier and a database whose user may be killed, or stopped, at any step."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bot.database.engine import FILE_NAME, Database, default_url, open_database
from tests.outboxes import ScriptedCourier


class Ends:
    """Counts the places where a process may end, and tells when it has come to the chosen one."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.is_sudden = False
        self.come = asyncio.Event()

    async def point(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left <= 0:
            self.come.set()
            if self.is_sudden:
                await asyncio.Future()  # to be cancelled with all else


@dataclass(slots=True)
class MortalCourier(ScriptedCourier):
    ends: Ends = field(default_factory=Ends)

    async def point(self) -> None:
        await self.ends.point()


class MortalDatabase:
    """A database whose user may end before a transaction, within it before it is committed, and after it."""

    def __init__(self, database: Database, ends: Ends) -> None:
        self._database = database
        self._ends = ends

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Any]:
        await self._ends.point()
        async with self._database.session() as session:
            yield session
            await self._ends.point()
        await self._ends.point()


@cache
def empty_database() -> bytes:
    """Return the file of a database with its tables."""

    async def make(home: Path) -> None:
        database = await open_database(default_url(home))
        await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(make(Path(folder)))
        return (Path(folder) / FILE_NAME).read_bytes()
