"""What a handler works with: the services behind the bot, typed, and never a global."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram.ext import CallbackContext, ExtBot

from bot.answers_pool import AnswerPool
from bot.database.engine import Database
from bot.telegram.limiter import Lane
from bot.telegram.patience import Patience
from bot.telegram.typing_signs import TypingSigns
from config.settings import Settings

if TYPE_CHECKING:
    from answering.translating import Translator
    from bot.announcements.outbox import Outbox
    from bot.telegram.announcing.reports import ChairReports
    from vectorstore.index import PassageIndex

_KEY = "services"


@dataclass(frozen=True, slots=True)
class Services:
    """What stands behind the bot.

    ``clock`` returns the time now, aware and in UTC; ``translator`` is ``None`` where no chat model is set up.
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
