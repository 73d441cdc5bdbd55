"""Errors of ours as the log may have them: their kind and where they happened, no word of anybody's."""

from __future__ import annotations

import traceback
from pathlib import Path


def place_of(error: BaseException) -> str:
    """Return an error's kind, and the file, line and function that it was raised in.

    >>> try:
    ...     int("secret")
    ... except ValueError as error:
    ...     place_of(error).startswith("ValueError in ")
    True
    """
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    last = frames[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno} ({last.name})"
