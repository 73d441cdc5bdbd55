"""Logging: one line an event on standard error, with no delegate's words, no address and no secret in it."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable
from typing import TextIO
from urllib.parse import quote

LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
HIDDEN = "<hidden>"
_WORDY_LOGGERS = (
    "aiosqlite",
    "alembic",
    "anthropic",
    "chromadb.telemetry",
    "google_genai",
    "httpcore",
    "httpcore2",
    "httpx",
    "httpx2",
    "langchain_openai",
    "langsmith",
    "openai",
    "sqlalchemy",
    "telegram",
    "urllib3",
)
_BOT_TOKEN = re.compile(
    r"(?<=/bot)\d+(?::|%3[Aa])[^/\s'\"]+"  # in an address of Telegram's, whatever it looks like
    r"|(?<!\d)\d{5,}(?::|%3[Aa])[\w-]{20,}",  # anywhere, as BotFather makes them: 35 characters behind the bot's number
    re.ASCII,
)
_SHORTEST, _SHORTEST_TAIL = 4, 12


class RedactingFilter(logging.Filter):
    """Takes bot tokens, and the secrets it was told, out of a record: message, arguments, traceback, extra fields.

    It belongs on a handler: on a logger it would not see the records of that logger's children.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets: set[str] = set()
        self._pattern = _BOT_TOKEN
        self.hide(*secrets)

    def hide(self, *secrets: str) -> None:
        """Take out these too, also as they stand in an address; of a token also a longer part behind the bot's number.

        What is shorter than four characters is left: it would be found in half the words.
        """
        tokens = [secret.partition(":") for secret in secrets]
        behind = [tail for number, _, tail in tokens if number.isdigit() and len(tail) >= _SHORTEST_TAIL]
        forms = {form for secret in (*secrets, *behind) for form in (secret, quote(secret, safe=""))}
        self._secrets |= {form for form in forms if len(form) >= _SHORTEST}
        told = "|".join(re.escape(secret) for secret in sorted(self._secrets, key=len, reverse=True))
        self._pattern = re.compile(f"{told}|{_BOT_TOKEN.pattern}" if told else _BOT_TOKEN.pattern, _BOT_TOKEN.flags)

    def redact(self, text: str) -> str:
        """Return ``text`` with every secret replaced by ``<hidden>``."""
        return self._pattern.sub(HIDDEN, text)

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place and let it pass."""
        try:
            record.msg = record.getMessage()
        except (TypeError, ValueError, KeyError):  # logging itself would print the arguments as they are
            record.msg = f"{record.msg} {record.args!r}"
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        for name, value in vars(record).items():
            if isinstance(value, str):
                setattr(record, name, self.redact(value))
        return True


def set_up_logging(stream: TextIO, *, level: int = logging.WARNING, secrets: Iterable[str] = ()) -> None:
    """Send the log to ``stream``, in UTC, from ``level`` up, without ``secrets``; called once, by the entry point.

    Libraries that write request addresses, messages, database rows or their own steps below WARNING are held there.
    """
    handler = logging.StreamHandler(stream)
    formatter = logging.Formatter(LINE, datefmt="%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(RedactingFilter(secrets))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _WORDY_LOGGERS:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def hide_in_logs(*secrets: str) -> None:
    """Take ``secrets`` out of all that is logged from now on, where ``set_up_logging`` was called."""
    for handler in logging.getLogger().handlers:
        for each in handler.filters:
            if isinstance(each, RedactingFilter):
                each.hide(*secrets)
