"""What the log says of an error: its kind, where it came from, a reference, and no word of a person's."""

from __future__ import annotations

import logging

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, TimedOut

from bot.database.errors import DatabaseUnavailableError
from bot.telegram.errors import CrashedError, hold_back_words, is_harmless, report, words_of

WORDS = "what I asked"


def chained() -> Exception:
    try:
        try:
            raise KeyError(WORDS)
        except KeyError as error:
            raise ValueError(f"no {WORDS}") from error
    except ValueError as error:
        return error


def test_a_report_has_every_link_of_the_chain_on_one_line(caplog: pytest.LogCaptureFixture) -> None:
    reference = report(chained(), "handling update 7")
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(
        f"handling update 7 failed, reference {reference}: ValueError at tests/unit/test_error_words.py:"
    )
    assert "; from KeyError at tests/unit/test_error_words.py:" in line
    assert line.count("\n") == 0
    assert WORDS not in line


def test_each_report_has_a_reference_of_its_own() -> None:
    assert len({report(ValueError(), "x") for _ in range(50)}) == 50


def test_errors_that_circle_are_told_once(caplog: pytest.LogCaptureFixture) -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    report(first, "x")
    assert caplog.text.count("ValueError") == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError(WORDS), "ValueError"),
        (TimedOut(), "TimedOut: Timed out"),
        (BadRequest(f'unsupported start tag "{WORDS}"'), "BadRequest: unsupported start tag …"),
        (
            NetworkError(f"Bad Gateway (502). Parsing the server response b'{WORDS}' failed"),
            "NetworkError: Bad Gateway (502)",
        ),
        (
            ConnectionResetError(104, "Connection reset by peer"),
            "ConnectionResetError: [Errno 104] Connection reset by peer",
        ),
        (DatabaseUnavailableError("x.db", "the disk is full"), "DatabaseUnavailableError: expected a database at x.db"),
        (OSError(), "OSError"),
    ],
    ids=["any", "timed out", "quoted", "payload", "system", "own", "no words"],
)
def test_only_words_that_are_nobodys_are_shown(error: Exception, words: str) -> None:
    assert words_of(error).startswith(words)
    assert WORDS not in words_of(error)


@pytest.mark.parametrize(
    ("error", "harmless"),
    [
        (BadRequest("Message to delete not found"), True),
        (BadRequest("Message can't be deleted for everyone"), True),
        (Forbidden("bot was kicked from the group chat"), True),
        (BadRequest("Chat not found"), False),
        (NetworkError("message is not modified"), False),
        (ValueError("message is not modified"), False),
    ],
)
def test_harmless_is_only_what_telegram_says_is_over(error: Exception, harmless: bool) -> None:
    assert is_harmless(error) == harmless


def test_a_crash_names_its_reference() -> None:
    assert "ABCD" in str(CrashedError("ABCD"))


@pytest.mark.parametrize("name", ["telegram.ext.Application", "telegram.request.BaseRequest"])
def test_lines_of_the_library_lose_what_they_were_filled_with(name: str, caplog: pytest.LogCaptureFixture) -> None:
    hold_back_words()
    hold_back_words()
    logger = logging.getLogger(name)
    try:
        logger.error('Can not load invalid JSON data: "%s"', WORDS, exc_info=chained())
    finally:
        logger.filters.clear()
    assert caplog.records[0].getMessage().startswith('Can not load invalid JSON data: "%s" ValueError at ')
    assert WORDS not in caplog.text
