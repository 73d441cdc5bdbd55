"""Which committees there are: those that somebody was invited to, and those that have documents or had some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.database.engine import Database
from bot.errors import CommandFailedError

if TYPE_CHECKING:
    from vectorstore.index import PassageIndex


async def require_known(slug: str, database: Database, index: PassageIndex) -> None:
    """Let a committee pass that is in the database or in an index.

    Raises:
        CommandFailedError: it is in neither; the line names those that are.
        DatabaseError: the database cannot be read.
        VectorStoreError: an index cannot be read.
    """
    async with database.session() as session:
        known = {each.slug for each in await session.committees.all()}
    known.update(index.committees(), index.issued.committees() if index.issued.store.is_made else ())
    if slug not in known:
        raise CommandFailedError(f"expected a committee, got {slug!r}; known are: {', '.join(sorted(known)) or 'none'}")
