"""Logging: one line an event on standard error, with no delegate's words and no address in it."""

from __future__ import annotations

import logging
import time
from typing import TextIO

LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
_URL_LOGGERS = ("httpx", "httpcore", "urllib3", "telegram.ext", "chromadb.telemetry")


def set_up_logging(stream: TextIO, *, level: int = logging.WARNING) -> None:
    """Send the log to ``stream``, in UTC, from ``level`` up; called once, by the entry point.

    Libraries that write request addresses at INFO are held at WARNING: Telegram's addresses hold the bot's token.
    """
    handler = logging.StreamHandler(stream)
    formatter = logging.Formatter(LINE, datefmt="%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _URL_LOGGERS:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
