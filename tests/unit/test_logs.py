"""No secret leaves through the log: not in a message, an argument, a traceback or an address, at any level."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from io import StringIO

import pytest

from config.logs import HIDDEN, RedactingFilter, hide_in_logs, set_up_logging

TOKEN = "7654321098:AAF-x_9Kq2LmN8pRsT4uVwXyZ0aBcDeFgHi"
TEST_TOKEN = "42:TEST-quite-short"
SECRET = "swor/d fish"
HIDE = (TEST_TOKEN, SECRET)
log = logging.getLogger("bot.telegram.app")


@pytest.fixture
def stream() -> Iterator[StringIO]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = StringIO()
    set_up_logging(stream, level=logging.DEBUG)
    hide_in_logs(*HIDE)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def fail(text: str) -> None:
    try:
        raise ValueError(f"inner {text}")
    except ValueError as error:
        raise RuntimeError(f"outer {text}") from error


def traceback(text: str) -> None:
    try:
        fail(text)
    except RuntimeError:
        log.exception("it failed")


WAYS: dict[str, Callable[[str], None]] = {
    "message": lambda text: log.debug(f"with {text}"),
    "argument": lambda text: log.info("with %s", text),
    "argument by name": lambda text: log.info("with %(it)s", {"it": text}),
    "argument in a structure": lambda text: log.warning("with %r", {"url": [text.encode()]}),
    "too many arguments": lambda text: log.warning("with", text),
    "argument of another type": lambda text: log.warning("with %d", text),
    "stack": lambda text: log.warning("with %s", text, stack_info=True),
    "traceback with its cause": traceback,
    "name of a logger": lambda text: logging.getLogger(f"bot.{text}").warning("with"),
    "message that is an exception": lambda text: log.error(ValueError(text)),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        pytest.param(TOKEN, TOKEN[11:], id="token"),
        pytest.param(f"https://api.telegram.org/bot{TOKEN}/getMe", TOKEN[11:], id="address"),
        pytest.param(f"https://api.telegram.org/bot{TOKEN.replace(':', '%3A')}/getMe", TOKEN[11:], id="quoted address"),
        pytest.param("http://127.0.0.1:9125/bot9:hush/getMe", "hush", id="address with a token of any form"),
        pytest.param(f"<{TEST_TOKEN}>", "TEST", id="told token"),
        pytest.param("x TEST-quite-short", "TEST", id="told token without its number"),
        pytest.param("?secret=swor%2Fd%20fish", "swor", id="told secret in an address"),
    ],
)
def test_a_secret_is_taken_out(way: Callable[[str], None], text: str, hidden: str, stream: StringIO) -> None:
    way(text)
    written = stream.getvalue()
    assert hidden not in written
    assert HIDDEN in written


def test_the_rest_of_a_traceback_stays(stream: StringIO) -> None:
    traceback(TOKEN)
    written = stream.getvalue()
    assert f"ValueError: inner {HIDDEN}" in written
    assert f"RuntimeError: outer {HIDDEN}" in written
    assert "in fail" in written


@pytest.mark.parametrize(
    "text",
    [
        "started at 2026-11-25T09:00:00Z on 127.0.0.1:9125",
        "update 1234567890 of chat -1001234567890: handled in 12 ms",
        "see bot/telegram/limiter.py:120 and robot12:34",
        "postgresql+asyncpg://dragoman@db:5432/dragoman",
    ],
)
def test_what_is_no_secret_stays(text: str, stream: StringIO) -> None:
    log.info(text)
    assert stream.getvalue().endswith(f" INFO bot.telegram.app {text}\n")


def test_fields_that_others_formatters_print_are_redacted_too() -> None:
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, "with", (), None)
    record.url = f"https://api.telegram.org/bot{TOKEN}/getMe"
    assert RedactingFilter().filter(record)
    assert record.url == f"https://api.telegram.org/bot{HIDDEN}/getMe"


def test_secrets_are_added_up_and_very_short_ones_left() -> None:
    redacting = RedactingFilter(["first-secret"])
    redacting.hide("second-secret", "abc")
    assert redacting.redact("first-secret second-secret abc") == f"{HIDDEN} {HIDDEN} abc"


@pytest.mark.parametrize(
    "name", ["httpx", "httpcore.http11", "telegram.Bot", "telegram.ext.ExtBot", "sqlalchemy.engine"]
)
def test_libraries_that_write_addresses_or_messages_are_held_at_warning(name: str, stream: StringIO) -> None:
    logging.getLogger(name).info("a delegate's words")
    assert stream.getvalue() == ""
