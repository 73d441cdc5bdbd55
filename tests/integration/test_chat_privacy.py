"""What is asked of a chat model goes to it and nowhere else: no trace, no gateway, no word or key in the log."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any

import pytest

from answering.breaker import Breaker
from answering.calling import ChatModelCaller
from answering.errors import ChatModelCallError
from config.logs import set_up_logging
from tests.chat_endpoint import ChatEndpoint, Status, opened
from tests.chat_models import KeptCalls

KEY, TEXT = "sk-hush-0123456789", "INTERPOL has 196 member countries [kqzt]."
SYSTEM, ASKED = "You answer delegates.", "How many countries are members?"


@pytest.mark.parametrize("status", [401, 500])
async def test_neither_key_nor_words_come_into_the_log(status: int) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = StringIO()
    try:
        set_up_logging(stream, level=logging.DEBUG)
        refusal = Status(status, {"error": {"message": f"bad key {KEY} for {ASKED}", "code": None}})
        with ChatEndpoint([refusal, TEXT], key=KEY) as endpoint:
            model = opened(endpoint.url, openai_api_key=KEY)
            caller = ChatModelCaller(model, "gpt-test", Breaker(time.monotonic, after=9), KeptCalls())
            with pytest.raises(ChatModelCallError) as raised:
                await caller.ask(SYSTEM, [("human", ASKED)], purpose="answer", timeout_s=10)
            logging.getLogger("answering").error("it failed", exc_info=raised.value)
            if status == 500:
                pieces = caller.stream(SYSTEM, [("human", ASKED)], purpose="answer", timeout_s=10)
                assert [piece async for piece in pieces]
            endpoint.wait_until_left()
            assert endpoint.asked[0].headers["authorization"] == f"Bearer {KEY}"
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    written = stream.getvalue()
    assert f" {status}" in written
    assert not [word for word in (KEY, ASKED, SYSTEM, TEXT, "bad key") if word in written]


class Tracker:
    """Stands for a place that collects traces; counts who comes."""

    def __init__(self) -> None:
        self.visits: list[str] = []
        visits = self.visits

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                visits.append(self.path)
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(202)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            do_GET = do_PATCH = do_POST  # noqa: N815 - the names that the library looks for

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Tracker:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)


ASKING = """
import asyncio, sys
from answering.chat_models import open_chat_model, stream_chat_model, tell
from config.settings import Settings
from langchain_core.tracers.langchain import wait_for_all_tracers

async def ask():
    model = open_chat_model(Settings(chat_model="openai:gpt-test", chat_model_url=sys.argv[1]))
    if sys.argv[2] == "past the door":
        await model.ainvoke([("human", "How many?")])
    else:
        print((await tell(model, [("human", "How many?")], timeout_s=20)).text)
        print("".join([piece async for piece in stream_chat_model(model, [("human", "Why?")], timeout_s=20)]))

asyncio.run(ask())
wait_for_all_tracers()
"""


@pytest.mark.parametrize("way", ["the door", "past the door"])
def test_no_trace_is_sent_whatever_the_environment_says(way: str) -> None:
    with Tracker() as tracker, ChatEndpoint(lambda _: TEXT) as endpoint:
        environ = {
            **dict.fromkeys(("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"), "true"),
            **dict.fromkeys(("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT", "LANGSMITH_GATEWAY"), tracker.url),
            "LANGSMITH_API_KEY": "lsv2_test",
            "LANGCHAIN_TRACING": "true",
            "PATH": "",
        }
        program = [sys.executable, "-c", ASKING, endpoint.url, way]
        done = subprocess.run(program, env=environ, capture_output=True, text=True, check=True, timeout=120)
        endpoint.wait_until_left()
        if way == "the door":
            assert (done.stdout.split("\n"), tracker.visits) == ([TEXT, TEXT, ""], [])
        else:
            assert tracker.visits  # so the test above can fail


def test_no_gateway_of_a_third_party_stands_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_GATEWAY", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_test")
    model: Any = opened(None, openai_api_key=KEY)
    assert model.openai_api_base is None
