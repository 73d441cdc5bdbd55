"""Handing updates over: long polls answered as Telegram answers them, and posts to the bot's webhook."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest

from tests.telegram_server.parameters import Call
from tests.telegram_server.refusals import Json, conflict
from tests.telegram_server.updates import TOPIC, Pending
from tests.telegram_server.world import Webhook, World

MAX_TIMEOUT_S, MAX_LIMIT = 50, 100
ELSEWHERE = "terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


async def get_updates(world: World, call: Call, gone: Callable[[], bool]) -> list[Json]:
    """Answer at once where updates wait, else when one comes or the time is up.

    Raises:
        Refused: 409, where a webhook is set or a newer poll came.
    """
    parameters = call.parameters
    limit = min(max(parameters["limit"] or MAX_LIMIT, 1), MAX_LIMIT)
    timeout_s = min(max(parameters["timeout"] or 0, 0), MAX_TIMEOUT_S)
    with world.lock:
        if world.webhook is not None:
            raise conflict(HOOKED)
        world.updates.allow(parameters["allowed_updates"])
        world.updates.confirm(parameters["offset"] or 0)
        poll = world.updates.begin_poll()

    def look() -> list[Json] | None:
        with world.lock:
            if gone():
                return []
            if world.updates.poll != poll:
                raise conflict(ELSEWHERE if world.webhook is None else "terminated by setWebhook request")
            return world.updates.ready(limit) or None

    try:
        return await world.changes.until(look, timeout_s, TOPIC)
    except TimeoutError:
        return []


@dataclass(frozen=True, slots=True)
class Attempt:
    """One post to the webhook; no status where nothing answered."""

    update_id: int
    status: int | None
    error: str | None


@dataclass(slots=True, eq=False)
class WebhookPosts:
    """Posts pending updates: one at a time in each chat, again after each pause where the answer was no 2xx."""

    world: World
    pauses_s: Sequence[float]
    timeout_s: float = 10.0
    attempts: list[Attempt] = field(default_factory=list)
    _busy: set[Hashable] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        client = AsyncHTTPClient(force_instance=True, defaults={"connect_timeout": 5.0}, max_clients=100)
        try:
            await self.world.changes.until(lambda: self._start_due(client), None, TOPIC)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            client.close()

    def _start_due(self, client: AsyncHTTPClient) -> None:
        with self.world.lock:
            hook = self.world.webhook
            for item in self.world.updates.pending if hook else ():
                if item.lane not in self._busy and hook and len(self._busy) < hook.max_connections:
                    self._busy.add(item.lane)
                    task = asyncio.create_task(self._post(client, hook, item))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)

    async def _post(self, client: AsyncHTTPClient, hook: Webhook, item: Pending) -> None:
        try:
            for pause_s in self._pauses():
                item.handed += 1
                error = await self._attempt(client, hook, item)
                if error is None:
                    with self.world.lock:
                        self.world.updates.taken(item)
                    return
                await asyncio.sleep(pause_s)
                if self.world.webhook is not hook:
                    return
        finally:
            self._busy.discard(item.lane)
            self.world.changes.announce(TOPIC)

    def _pauses(self) -> Sequence[float]:
        return [*self.pauses_s, *[self.pauses_s[-1]] * 1000]

    async def _attempt(self, client: AsyncHTTPClient, hook: Webhook, item: Pending) -> str | None:
        """Return what went wrong, ``None`` where the bot took it."""
        headers = {"Content-Type": "application/json"}
        if hook.secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        request = HTTPRequest(hook.url, "POST", headers, json.dumps(item.wire))
        request.follow_redirects = False
        request.request_timeout = self.timeout_s
        status = None
        try:
            response = await client.fetch(request, raise_error=False)
            status = response.code
            error = None if 200 <= status < 300 else f"Wrong response from the webhook: {status} {response.reason}"
        except (HTTPError, OSError) as failure:
            error = str(failure)
        self.attempts.append(Attempt(item.update_id, status, error))
        if error is not None:
            hook.last_error_date, hook.last_error_message = int(time.time()), error
        self.world.changes.announce("attempts")
        return error
