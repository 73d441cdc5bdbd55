"""A server on this machine that speaks OpenAI's chat completions, plain and streamed, and says what a script says."""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from answering.chat_models import open_chat_model
from config.settings import Settings
from tests.chat_script import Asked, Empty, Endless, Malformed, Said, Script, Slow, Stall, Status, Whole
from tests.chat_speech import Manner, Speech

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = [
    "Asked",
    "ChatEndpoint",
    "Empty",
    "Endless",
    "Malformed",
    "Said",
    "Slow",
    "Stall",
    "Status",
    "Whole",
    "opened",
]


class ChatEndpoint:
    """The endpoint, in a thread of its own: ``DRAGOMAN_CHAT_MODEL_URL`` is to be its ``url``.

    A script in a row is used up from its front; what it does not cover is answered with a 500 and fails the test as
    the endpoint stops. ``usage`` says whether tokens are told: in streams only where ``asked`` for, ``always``, with
    ``each`` piece, or ``never``. With a ``key``, any other is a 401.
    """

    def __init__(
        self,
        script: Script = (),
        *,
        piece_chars: int = 12,
        usage: Literal["asked", "always", "each", "never"] = "asked",
        key: str | None = None,
    ) -> None:
        self.script: Callable[[Asked], Said] | list[Said] = script if callable(script) else list(script)
        self.manner, self.key = Manner(piece_chars, usage), key
        self.asked: list[Asked] = []
        self.faults: list[str] = []
        self.port = 0
        self._connections = 0
        self._changed = threading.Condition()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def wait_until_left(self, within_s: float = 10.0) -> None:
        """Wait until no client has a connection; they close them, for this server keeps them open."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._connections == 0, within_s), f"{self._connections} are open"

    def start(self) -> None:
        started: concurrent.futures.Future[int] = concurrent.futures.Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(started)), name="chat", daemon=True)
        self._thread.start()
        self.port = started.result(timeout=10)

    def stop(self) -> None:
        """Hang up on everybody and be gone."""
        assert self._loop is not None
        assert self._stop is not None
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=10)
        assert not self._thread.is_alive()

    def __enter__(self) -> ChatEndpoint:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()
        assert error is not None or self.faults == []

    async def _serve(self, started: concurrent.futures.Future[int]) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        handling: set[asyncio.Task[None]] = set()

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            handling.add(task)
            task.add_done_callback(handling.discard)
            await self._converse(reader, writer)

        server = await asyncio.start_server(handle, "127.0.0.1", self.port)
        started.set_result(server.sockets[0].getsockname()[1])
        await self._stop.wait()
        server.close()
        for task in handling:
            task.cancel()
        if handling:
            await asyncio.wait(handling)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request after the other until the client leaves."""
        self._count(+1)
        try:
            while (asked := await _read_request(reader)) is not None:
                with self._changed:
                    self.asked.append(asked)
                if not await Speech(self.manner, asked, reader, writer).answer(self._said(asked)):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client, or this server, is gone
        except Exception:  # noqa: BLE001 - a fault of this server must fail the test, whatever it is
            self.faults.append(traceback.format_exc())
        finally:
            writer.close()
            self._count(-1)

    def _said(self, asked: Asked) -> Said:
        if self.key is not None and asked.headers.get("authorization") != f"Bearer {self.key}":
            return Status(401)
        if callable(self.script):
            return self.script(asked)
        if not self.script:
            self.faults.append(f"the script has no answer to call {len(self.asked)}")
            return Status(500)
        return self.script.pop(0)

    def _count(self, change: int) -> None:
        with self._changed:
            self._connections += change
            self._changed.notify_all()


def opened(url: str | None, **settings: Any) -> BaseChatModel:
    """Return the chat model of these settings, by default over the real client of OpenAI's protocol."""
    chosen = {"chat_model": "openai:gpt-test", "chat_model_url": url, "chat_model_timeout_s": 30.0, **settings}
    model = open_chat_model(Settings(**chosen))
    assert model is not None
    return model


async def _read_request(reader: asyncio.StreamReader) -> Asked | None:
    head = await reader.readline()
    if not head:
        return None
    assert head.split()[1].endswith(b"/chat/completions"), head
    headers: dict[str, str] = {}
    while (line := (await reader.readline()).decode().strip()) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = json.loads(await reader.readexactly(int(headers["content-length"])))
    messages = tuple((each["role"], _text_of(each["content"])) for each in body["messages"])
    return Asked(messages, bool(body.get("stream")), body, headers)


def _text_of(content: str | list[dict[str, str]]) -> str:
    return content if isinstance(content, str) else "".join(block.get("text", "") for block in content)
