"""What providers' errors come down to: a kind, a status, a wait. Their words, which may hold the prompt, are left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from answering.errors import ChatModelCallError

_SPENT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_STATUSES, _TOO_MANY, _SERVERS_FAULT = range(400, 600), 429, 500


def failure_of(error: BaseException) -> ChatModelCallError:
    """Return the failure that an error of a provider's client stands for.

    What is read is what the clients share, because their classes differ and are installed one by one: the
    ``status_code`` or numeric ``code`` of OpenAI's, Anthropic's, Ollama's and Google's, the ``response`` with its
    headers, ``code`` and ``type`` of an error in OpenAI's form, and in the names of the classes *Timeout*, *Connect*.
    """
    chain = list(_chain_of(error))
    status = next((found for each in chain if (found := _status_of(each)) is not None), None)
    if status is None:
        return ChatModelCallError(_kind_without_status(chain))
    wait = next((wish for each in chain if (wish := _retry_after_of(each)) is not None), None)
    if any(_is_spent(each) for each in chain):
        return ChatModelCallError("quota", status, wait)
    kind = "rate" if status == _TOO_MANY else "refused" if status < _SERVERS_FAULT else "server"
    return ChatModelCallError(kind, status, wait)


def _chain_of(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, then what it came from."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _kind_without_status(chain: list[BaseException]) -> str:
    names = [base.__name__ for link in chain for base in type(link).__mro__]
    if any("Timeout" in name for name in names):
        return "timeout"
    if any(_is_spent(link) for link in chain):  # an error that came in the stream, behind a 200
        return "quota"
    if any("Connect" in name for name in names):
        return "connection"
    return type(chain[0]).__name__


def _status_of(error: BaseException) -> int | None:
    told = (
        getattr(error, "status_code", None),
        getattr(error, "code", None),
        getattr(getattr(error, "response", None), "status_code", None),
    )
    return next((code for code in told if isinstance(code, int) and code in _STATUSES), None)


def _is_spent(error: BaseException) -> bool:
    body = getattr(error, "body", None)
    fields = body if isinstance(body, Mapping) else {}
    told = (getattr(error, "code", None), getattr(error, "type", None), fields.get("code"), fields.get("type"))
    return any(isinstance(word, str) and word in _SPENT for word in told)


def _retry_after_of(error: BaseException) -> float | None:
    """Return the seconds of a ``Retry-After`` (RFC 9110, 10.2.3: seconds or a date), ``None`` where there is none."""
    headers: Any = getattr(getattr(error, "response", None), "headers", None)
    if not isinstance(headers, Mapping):
        return None
    told = str(headers.get("retry-after", "")).strip()
    if told.replace(".", "", 1).isdecimal():
        return float(told)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    return max((until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)
