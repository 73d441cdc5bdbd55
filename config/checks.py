"""What each setting must look like: each check returns the usable value or raises ``ValueError`` in plain words."""

from __future__ import annotations

import math
import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

_COMMITTEE = re.compile(r"(?=.{1,100}\Z)[a-z0-9](?:[a-z0-9_-]|\.(?=[a-z0-9_-]))*")
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def check_committee(name: str) -> str:
    """Return the slug of a committee, in lower case.

    >>> check_committee(" INTERPOL ")
    'interpol'

    Raises:
        ValueError: the name is no slug.
    """
    slug = name.strip().lower()
    if not _COMMITTEE.fullmatch(slug):
        raise ValueError(
            "expected a committee's short name: 1 to 100 letters a-z, digits, '-', '_' and single '.', "
            f"beginning with a letter or digit, e.g. security-council; got {name!r}"
        )
    return slug


def check_url(url: str, *, schemes: tuple[str, ...] = ("http", "https"), bare: bool = False) -> str:
    """Return ``url`` without its trailing slash; ``bare`` allows nothing behind host and port.

    >>> check_url("http://127.0.0.1:8000/")
    'http://127.0.0.1:8000'

    Raises:
        ValueError: another scheme, no host, a bad port, or a path where none may be.
    """
    shown = " or ".join(f"{scheme}://host[:port]" for scheme in schemes)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    given = re.sub(r"//[^/@]*@", "//…@", url)  # what stands before the @ may be a password
    if not usable or re.search(r"\s", url):
        raise ValueError(f"expected {shown}, got {given!r}")
    if bare and (parts.path.strip("/") or parts.query or parts.fragment):
        raise ValueError(f"expected {shown} and nothing behind it, got {given!r}")
    return url.rstrip("/")


def check_webhook_url(url: str) -> str:
    """Return the public address of the webhook: ``https``, or plain ``http`` on this machine alone.

    Telegram delivers to HTTPS addresses only (Bot API, ``setWebhook``).

    Raises:
        ValueError: no such address.
    """
    checked = check_url(url)
    parts = urlsplit(checked)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK_HOSTS:
        raise ValueError(f"expected https://host[:port][/path] (Telegram delivers to HTTPS only), got {url!r}")
    return checked


def check_port(text: str) -> int:
    """Return a TCP port.

    Raises:
        ValueError: not a whole number from 1 to 65535.
    """
    found = re.fullmatch(r"0*([1-9][0-9]{0,4})", text)
    if not found or int(found[1]) > 65535:
        raise ValueError(f"expected a port from 1 to 65535, got {text!r}")
    return int(found[1])


def check_seconds(text: str) -> float:
    """Return a length of time in seconds, greater than 0.

    Raises:
        ValueError: no number, zero, negative or without end.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds > 0):
        raise ValueError(f"expected seconds greater than 0, e.g. 20, got {text!r}")
    return seconds


def check_tokens(text: str) -> int:
    """Return a number of tokens, greater than 0.

    Raises:
        ValueError: no whole number, or zero.
    """
    if not re.fullmatch(r"[0-9]{1,15}", text) or int(text) == 0:
        raise ValueError(f"expected a whole number of tokens greater than 0, e.g. 2000000, got {text!r}")
    return int(text)


def check_timezone(name: str) -> ZoneInfo:
    """Return a time zone of the IANA database.

    Raises:
        ValueError: no zone of that name.
    """
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        raise ValueError(f"expected a time zone such as America/Mexico_City, got {name!r}") from None


def check_home(text: str) -> Path:
    """Return the data folder, ``~`` resolved; it need not exist yet.

    Raises:
        ValueError: something that is no folder lies there.
    """
    try:
        folder = Path(text).expanduser()
        blocked = folder.exists() and not folder.is_dir()
    except (RuntimeError, ValueError, OSError) as error:
        raise ValueError(f"expected a folder, got {text!r} ({error})") from None
    if blocked:
        raise ValueError(f"expected a folder, but {text!r} is a file; name another place or move the file")
    return folder


def check_chat_model(text: str) -> str:
    """Return a chat model's name as LangChain writes it.

    Raises:
        ValueError: not ``provider:model``.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_-]*:\S+", text):
        raise ValueError(f"expected provider:model, e.g. ollama:llama3.1, got {text!r}")
    return text


def check_database_url(url: str) -> str:
    """Return a SQLAlchemy URL that names an async driver.

    The message shows the scheme alone: a URL may hold a password.

    Raises:
        ValueError: no URL, or a driver that is not named.
    """
    scheme, mark, rest = url.partition("://")
    if not mark or not rest or not re.fullmatch(r"[a-z][a-z0-9]*\+[a-z][a-z0-9_]*", scheme):
        shown = f"{scheme!r}://…" if mark else "something else"
        raise ValueError(f"expected sqlite+aiosqlite:///file or postgresql+asyncpg://user@host/name, got {shown}")
    return url


def check_webhook_secret(text: str) -> str:
    """Return the webhook's secret token: the alphabet and length that the Bot API's ``setWebhook`` takes.

    Raises:
        ValueError: another alphabet or length. The message does not show it.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):
        raise ValueError("expected 1 to 256 letters a-z, digits, '_' or '-', got something else")
    return text


def check_token(text: str) -> str:
    """Return the bot's token, without judging more than that it is one word.

    Raises:
        ValueError: it holds white space. The message does not show it.
    """
    if re.search(r"\s", text):
        raise ValueError("expected the one word that BotFather gave, got several")
    return text


def check_key(text: str) -> str:
    """Return a provider's key, without judging more than that it can stand in a header.

    Raises:
        ValueError: it holds white space or a character that is not ASCII. The message does not show it.
    """
    if not re.fullmatch(r"[!-~]+", text):
        raise ValueError("expected the one word that the provider gave, got something else")
    return text
