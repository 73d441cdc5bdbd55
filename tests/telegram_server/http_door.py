"""HTTP: ``/bot<token>/<method>`` by GET or POST, parameters in the query, a form or JSON."""

from __future__ import annotations

import json
from typing import Any

from tornado.http1connection import HTTP1Connection
from tornado.web import Application, RequestHandler

from tests.telegram_server.faults import Dropped
from tests.telegram_server.front import Answer, Front


class MethodHandler(RequestHandler):
    def initialize(self, front: Front) -> None:
        self.front = front
        self.gone = False

    def on_connection_close(self) -> None:
        self.gone = True
        self.front.world.changes.announce("updates", "gates")

    async def get(self, token: str, method: str) -> None:
        await self._serve(token, method)

    async def post(self, token: str, method: str) -> None:
        await self._serve(token, method)

    async def _serve(self, token: str, method: str) -> None:
        files = {name: (found[-1]["filename"], found[-1]["body"]) for name, found in self.request.files.items()}
        try:
            raw = self._parameters()
        except ValueError:
            self._write(Answer(400, b'{"ok":false,"error_code":400,"description":"Bad Request: can\'t parse JSON"}'))
            return
        try:
            answer = await self.front.answer(token, method, raw, files, lambda: self.gone)
        except Dropped:
            self._drop()
            return
        self._write(answer)

    def _parameters(self) -> dict[str, Any]:
        raw: dict[str, Any] = {
            name: values[-1].decode("utf-8") for name, values in self.request.arguments.items() if values
        }
        if self.request.headers.get("Content-Type", "").startswith("application/json") and self.request.body:
            raw |= json.loads(self.request.body)
        return raw

    def _write(self, answer: Answer) -> None:
        if self.gone:
            return
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.content_type)
        if answer.retry_after_s is not None:
            self.set_header("Retry-After", str(answer.retry_after_s))
        self.finish(answer.body)

    def _drop(self) -> None:
        self._auto_finish = False
        connection = self.request.connection
        if not self.gone and isinstance(connection, HTTP1Connection):
            connection.detach().close()


def application(front: Front) -> Application:
    route = (r"/bot([^/]+)/(\w+)", MethodHandler, {"front": front})
    return Application([route], log_function=lambda handler: None)
