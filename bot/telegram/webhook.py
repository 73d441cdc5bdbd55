"""The bot's small HTTP server: Telegram's deliveries, where a webhook is set, and ``/healthz``."""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from bot.database.errors import DatabaseError
from bot.telegram.errors import PortTakenError, report
from bot.telegram.health import Health
from bot.telegram.intake import Intake
from bot.telegram.outage import Outage
from config.errors import SettingsError
from config.settings import Settings

MAX_BODY_BYTES = 1024**2
MAX_CONNECTIONS = 40
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MOST_READ_BYTES = 16 * MAX_BODY_BYTES  # so much is read, and thrown away, for the sender to see why it is refused
_BODY_WITHIN_S = 30.0
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens; an empty ``host`` is every address of the machine. ``path`` is the webhook's."""

    host: str
    port: int
    path: str | None


def address_of(settings: Settings) -> Address | None:
    """Return where to listen: ``None`` with neither a webhook nor a port, and then there is no server.

    A webhook on this machine's own address is listened to there alone, and needs no port of its own.

    Raises:
        SettingsError: a webhook without a port.
    """
    if settings.webhook_url is None:
        return None if settings.webhook_port is None else Address("", settings.webhook_port, None)
    parts = urlsplit(settings.webhook_url)
    is_local = parts.scheme == "http" and parts.hostname in _LOOPBACK_HOSTS
    port = settings.webhook_port or (parts.port if is_local else None)
    if port is None:
        raise SettingsError(
            ["DRAGOMAN_WEBHOOK_PORT: expected the port that DRAGOMAN_WEBHOOK_URL leads to on this machine, got none"]
        )
    return Address((parts.hostname or "") if is_local else "", port, parts.path or "/")


def secret_of(settings: Settings) -> str:
    """Return the secret that is set, else a new one: Telegram is told it at each start."""
    return settings.webhook_secret.get_secret_value() if settings.webhook_secret else secrets.token_urlsafe(32)


@dataclass(slots=True)
class Hook:
    """What stands behind the webhook; while it is not ``is_open``, Telegram is told to come again."""

    secret: str
    intake: Intake
    health: Health
    is_open: bool = True
    outage: Outage = field(default_factory=Outage)

    def knows(self, given: str) -> bool:
        """Tell, in constant time, whether this is the secret."""
        return hmac.compare_digest(given.encode(), self.secret.encode())


class HttpDoor:
    """The server, from ``open`` to ``close``."""

    def __init__(self, address: Address, health: Health, hook: Hook | None = None) -> None:
        self._address = address
        self._hook = hook
        routes: list[tuple[str, type[RequestHandler], dict[str, Any]]] = [
            (r"/healthz", _HealthHandler, {"health": health})
        ]
        if hook is not None and address.path is not None:
            routes.insert(0, (re.escape(address.path), _HookHandler, {"hook": hook}))
        self._server = HTTPServer(
            Application(list(routes), log_function=_say_nothing),
            max_body_size=MAX_BODY_BYTES,
            body_timeout=_BODY_WITHIN_S,
        )

    def open(self) -> None:
        """Listen.

        Raises:
            PortTakenError: the port cannot be had.
        """
        try:
            listening = _listen(self._address)
        except OSError as error:
            raise PortTakenError(self._address.port, os.strerror(error.errno) if error.errno else str(error)) from error
        listening.setblocking(False)
        self._server.add_sockets([listening])

    async def close(self) -> None:
        """Take nothing any more and close every connection."""
        if self._hook is not None:
            self._hook.is_open = False
        self._server.stop()
        await self._server.close_all_connections()


class _Handler(RequestHandler):
    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Log a crash as elsewhere; the library would show the request."""
        if value is not None and not isinstance(value, HTTPError):
            report(value, "answering an HTTP request")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with the status alone."""
        self.finish()


class _HealthHandler(_Handler):
    def initialize(self, health: Health) -> None:
        self._health = health

    def get(self) -> None:
        told = self._health.report()
        self.set_status(200 if told["ok"] else 503)
        self.set_header("Cache-Control", "no-store")
        self.finish(told)

    head = get


@stream_request_body
class _HookHandler(_Handler):
    """Judges by the headers before it reads the body, and answers 200 only when the update is written down."""

    def initialize(self, hook: Hook) -> None:
        self._hook = hook
        self._body = bytearray()
        self._is_too_long = False

    def prepare(self) -> None:
        if self.request.method != "POST":
            raise HTTPError(405)
        if not self._hook.knows(self.request.headers.get(SECRET_HEADER, "")):
            raise HTTPError(403)
        if not self._hook.is_open:
            raise HTTPError(503)
        if self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPError(415)
        announced = self.request.headers.get("Content-Length", "0")
        if announced.isdecimal() and int(announced[:20]) > _MOST_READ_BYTES:
            self.set_header("Connection", "close")
            raise HTTPError(413)
        self.request.connection.set_max_body_size(_MOST_READ_BYTES)  # type: ignore[union-attr]  # an HTTP/1 connection

    def data_received(self, chunk: bytes) -> None:
        self._is_too_long = self._is_too_long or len(self._body) + len(chunk) > MAX_BODY_BYTES
        if self._is_too_long:
            self._body.clear()
        else:
            self._body += chunk

    async def post(self) -> None:
        if self._is_too_long:
            raise HTTPError(413)
        try:
            update = json.loads(self._body)
        except (ValueError, RecursionError):
            raise HTTPError(400) from None
        if not isinstance(update, dict):
            raise HTTPError(400)
        try:
            await self._hook.intake.take([update])
        except DatabaseError as error:
            self._hook.outage.failed(error)
            self._hook.health.fails()
            raise HTTPError(503) from error
        self._hook.outage.over()
        self._hook.health.works()


def _listen(address: Address) -> socket.socket:
    """Return a listening socket. The library's own way leaves one open where the port is taken."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    if not address.host and socket.has_dualstack_ipv6():
        with suppress(OSError):  # IPv6 may be switched off
            return socket.create_server(("", address.port), family=socket.AF_INET6, dualstack_ipv6=True)
    return socket.create_server((address.host, address.port), family=family)


def _say_nothing(_: RequestHandler) -> None:
    """Log no request: the addresses are no news, and one may hold a secret."""
