"""What a handler works with: the services behind the bot, typed, and never a global."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram.ext import CallbackContext, ExtBot

from bot.announcements.moments import zone_of
from bot.answers_pool import AnswerPool
from bot.database.engine import Database
from bot.telegram.limiter import Lane
from bot.telegram.patience import Patience
from bot.telegram.typing_signs import TypingSigns
from config.settings import Settings

if TYPE_CHECKING:
    from answering.same_question import SameQuestion
    from answering.translating import Translator
    from bot.announcements.outbox import Outbox
    from bot.announcements.sources import IssuedSources
    from bot.dais.messenger import Messenger
    from bot.telegram.announcing.reports import ChairReports
    from bot.telegram.dais.refreshing import MatterCards
    from vectorstore.index import PassageIndex

_KEY = "services"


@dataclass(frozen=True, slots=True)
class Services:
    """What stands behind the bot.

    ``clock`` returns the time now, aware and in UTC; ``translator`` is ``None`` where no chat model is set up. Without
    ``sources`` what the dais issues is not asked about, without ``likeness`` no two questions are taken for the same.
    """

    settings: Settings
    database: Database
    index: PassageIndex
    answers: AnswerPool
    patience: Patience
    signs: TypingSigns
    clock: Callable[[], datetime]
    outbox: Outbox
    reports: ChairReports
    translator: Translator | None = None
    sources: IssuedSources | None = None
    likeness: SameQuestion | None = None
    messenger: Messenger = field(kw_only=True)
    cards: MatterCards = field(kw_only=True)

    @property
    def zone(self) -> tzinfo:
        """Return the zone in which times are named."""
        return zone_of(self.settings)


class Context(CallbackContext[ExtBot[Lane], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """A handler's context with the services."""

    @property
    def services(self) -> Services:
        """Return the services that ``provide`` put in."""
        services: Services = self.bot_data[_KEY]
        return services


BotData: TypeAlias = dict[Any, Any]


def provide(bot_data: BotData, services: Services) -> None:
    """Put the services where every handler's context finds them."""
    bot_data[_KEY] = services
