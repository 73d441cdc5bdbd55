"""One run of the bot: begun, gone on with and ended in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TypeAlias, cast

from telegram.error import BadRequest
from telegram.ext import Application, ExtBot

from bot.telegram.context import BotData, Context, Services
from bot.telegram.errors import WebhookRefusedError, words_of
from bot.telegram.health import Health
from bot.telegram.intake import ALLOWED_UPDATES, Intake, MarkingProcessor
from bot.telegram.limiter import Lane
from bot.telegram.menu import publish_menu
from bot.telegram.outage import StopAsked, until_it_works
from bot.telegram.polling import Polling
from bot.telegram.webhook import MAX_CONNECTIONS, Hook, HttpDoor, address_of, secret_of
from config.logs import hide_in_logs

TelegramApplication: TypeAlias = Application[ExtBot[Lane], Context, BotData, BotData, BotData, None]

DRAIN_S, _LET_GO_S = 8.0, 0.5
_log = logging.getLogger(__name__)


class Run:
    """One run of the bot, begun and ended in order."""

    def __init__(
        self,
        application: TelegramApplication,
        services: Services,
        announce: Callable[[str], None],
        stop: asyncio.Event,
    ) -> None:
        self._settings = services.settings
        self._announce = announce
        self._stop = stop
        self._application = application
        self._intake = Intake(self._application.bot, self._application.update_queue, services.database, services.clock)
        self._health = Health("polling" if self._settings.webhook_url is None else "webhook")
        self._secret = secret_of(self._settings)
        self._door = self._build_door()
        self._menu: asyncio.Task[None] | None = None
        self._outbox = services.outbox
        self._messenger = services.messenger
        self._reports = services.reports
        self._cards = services.cards
        self._sending = list[asyncio.Task[None]]()
        self._no_more_sending = asyncio.Event()
        hide_in_logs(self._secret)

    async def run(self) -> None:
        """Take what the last run left, then updates as they come, until the bot is to stop."""
        try:
            await self._intake.resume()
            await self._outbox.recover()
            await self._messenger.recover()
            if self._door is not None:
                self._door.open()
            await self._begin()
            if self._settings.webhook_url is None:
                await self._poll()
            else:
                await self._await_deliveries(self._settings.webhook_url)
        except StopAsked:
            _log.info("Stopping")
        finally:
            await self._finish()

    async def _begin(self) -> None:
        bot = self._application.bot
        await until_it_works(self._application.initialize, self._stop, self._health)
        if bot.bot.can_read_all_group_messages:
            _log.warning("Privacy mode is off: the bot gets all that is said in its groups; BotFather's /setprivacy")
        await self._application.start()
        self._sending = [
            asyncio.create_task(worker.run(self._no_more_sending)) for worker in (self._outbox, self._messenger)
        ]
        await self._reports.resume()
        self._menu = asyncio.create_task(self._publish_menu())  # some forty calls: nobody waits for them

    async def _publish_menu(self) -> None:
        try:
            await publish_menu(self._application.bot)
        except Exception as error:  # noqa: BLE001 - the bot answers without a menu too
            _log.warning("The menu of commands could not be published: %s", words_of(error))

    async def _poll(self) -> None:
        bot = self._application.bot
        await until_it_works(lambda: bot.delete_webhook(drop_pending_updates=False), self._stop, self._health)
        self._say_it_runs("by polling")
        await Polling(bot, self._intake, self._health, self._stop).run()

    async def _await_deliveries(self, url: str) -> None:
        bot = self._application.bot
        try:
            await until_it_works(
                lambda: bot.set_webhook(
                    url,
                    secret_token=self._secret,
                    allowed_updates=ALLOWED_UPDATES,
                    max_connections=MAX_CONNECTIONS,
                ),
                self._stop,
                self._health,
            )
        except BadRequest as error:
            raise WebhookRefusedError(error.message) from error
        self._say_it_runs("by webhook")
        await self._stop.wait()

    async def _finish(self) -> None:
        """Take no updates any more, finish those in hand, and close what was opened."""
        if self._door is not None:
            await self._door.close()
        if self._menu is not None:
            self._menu.cancel()
            await asyncio.gather(self._menu, return_exceptions=True)
        await self._drain()
        await asyncio.gather(self._reports.close(), self._cards.close())
        await self._application.shutdown()
        await self._application.bot.shutdown()  # also where the application did not come to be initialised

    async def _drain(self) -> None:
        """Finish the updates and the messages in hand, or leave them for the next run."""
        if not self._application.running or not self._sending:
            return
        self._no_more_sending.set()
        processor = cast("MarkingProcessor", self._application.update_processor)
        stopping = asyncio.create_task(self._application.stop())
        await asyncio.wait({stopping, *self._sending}, timeout=DRAIN_S)
        late = [sending for sending in self._sending if not sending.done()]
        if late:
            _log.warning("Some announcements or notices are not finished; the next run says what is known of them")
        for sending in late:
            sending.cancel()
        if not stopping.done():
            _log.warning("%d updates are not finished and left for the next run", processor.in_hand)
            processor.cancel_all()
            await asyncio.wait({stopping}, timeout=_LET_GO_S)
            stopping.cancel()
        await asyncio.gather(stopping, *self._sending, return_exceptions=True)

    def _build_door(self) -> HttpDoor | None:
        address = address_of(self._settings)
        if address is None:
            return None
        hook = None if address.path is None else Hook(self._secret, self._intake, self._health)
        return HttpDoor(address, self._health, hook)

    def _say_it_runs(self, way: str) -> None:
        self._announce(f"dragoman: @{self._application.bot.username} is running, {way}; Ctrl-C stops it")
