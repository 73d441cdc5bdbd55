"""What errors of providers' clients come down to, in the shapes that the clients give them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest

from answering.provider_errors import failure_of

WORDS = "the delegate asked"


class ClientError(Exception):
    """An error with whatever a client puts on it."""

    def __init__(self, **told: Any) -> None:
        super().__init__(WORDS)
        for name, value in told.items():
            setattr(self, name, value)


class ReadTimeoutError(Exception): ...


class ConnectError(Exception): ...


def raised_from(cause: Exception) -> Exception:
    try:
        raise ClientError from cause
    except ClientError as error:
        return error


def raised_while(handled: ClientError) -> Exception:
    try:
        try:
            raise handled
        except ClientError:
            raise ClientError  # noqa: B904 - as clients do
    except ClientError as error:
        return error


def circling() -> Exception:
    first, second = ClientError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    return first


def answer(status: int, **headers: str) -> SimpleNamespace:
    return SimpleNamespace(status_code=status, headers={name.replace("_", "-"): text for name, text in headers.items()})


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        pytest.param(ClientError(status_code=401), "refused 401", id="status_code"),
        pytest.param(ClientError(code=429, status="RESOURCE_EXHAUSTED"), "rate 429", id="numeric code"),
        pytest.param(ClientError(code="rate_limit_exceeded", status_code=429), "rate 429", id="code in words"),
        pytest.param(ClientError(response=answer(503)), "server 503", id="response"),
        pytest.param(raised_from(ClientError(status_code=404)), "refused 404", id="of its cause"),
        pytest.param(raised_while(ClientError(status_code=529)), "server 529", id="of its context"),
        pytest.param(ClientError(status_code=429, body={"type": "insufficient_quota"}), "quota 429", id="quota"),
        pytest.param(ClientError(code="insufficient_quota"), "quota", id="quota in a stream"),
        pytest.param(ClientError(status_code=429, body="insufficient_quota"), "rate 429", id="body that is no object"),
        pytest.param(ClientError(status_code=200, code=11434), "ClientError", id="numbers that are no failure"),
        pytest.param(TimeoutError(WORDS), "timeout", id="timeout"),
        pytest.param(raised_from(ReadTimeoutError()), "timeout", id="timeout below"),
        pytest.param(ConnectError(WORDS), "connection", id="connection by its name"),
        pytest.param(raised_from(ConnectionResetError()), "connection", id="connection by its kind"),
        pytest.param(ValueError(WORDS), "ValueError", id="anything"),
        pytest.param(circling(), "ClientError", id="circle"),
    ],
)
def test_each_shape_is_read_and_its_words_are_left(error: Exception, shown: str) -> None:
    failure = failure_of(error)
    assert failure.shown == shown
    assert WORDS not in str(failure)


@pytest.mark.parametrize(
    ("told", "wait_s"),
    [("7", 7.0), ("0.5", 0.5), ("-1", None), ("soon", None), ("", None), ("1.2.3", None), ("Wed, 21 Oct", None)],
)
def test_a_wait_is_read_in_seconds(told: str, wait_s: float | None) -> None:
    assert failure_of(ClientError(response=answer(429, retry_after=told))).retry_after_s == wait_s


def test_a_wait_is_read_as_a_date() -> None:
    until = datetime.now(UTC) + timedelta(seconds=90)
    wait_s = failure_of(ClientError(response=answer(429, retry_after=format_datetime(until)))).retry_after_s
    assert wait_s is not None
    assert 60 < wait_s <= 90


def test_a_wait_is_found_on_the_error_below() -> None:
    assert failure_of(raised_from(ClientError(response=answer(429, retry_after="3")))).retry_after_s == 3.0
