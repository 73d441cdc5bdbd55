"""A pressed button and an inline question, from the side of the person who waits for the answer."""

from __future__ import annotations

from dataclasses import dataclass

from tests.telegram_server.refusals import Json
from tests.telegram_server.views import InlineAnswer, Notice
from tests.telegram_server.world import Query, World


@dataclass(frozen=True, slots=True)
class Asked:
    world: World
    query: Query
    update_id: int | None

    async def _answer(self, timeout_s: float) -> Json:
        try:
            return await self.world.changes.until(lambda: self.query.answer, timeout_s, ("query", self.query.id))
        except TimeoutError:
            raise AssertionError(f"the bot left {self.query.kind} {self.query.id} open for {timeout_s} s") from None

    def expires(self) -> None:
        """From now on the bot is told that the query is too old."""
        self.query.expired = True


class Press(Asked):
    """A pressed button: its clock turns until the bot answers."""

    async def answered(self, timeout_s: float = 10.0) -> Notice:
        return Notice(**await self._answer(timeout_s))


class InlineQuestion(Asked):
    async def answered(self, timeout_s: float = 10.0) -> InlineAnswer:
        return InlineAnswer.of(await self._answer(timeout_s))
