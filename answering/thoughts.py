"""What a reasoning model thinks aloud before it answers, which some endpoints send along as text: it is left out."""

from __future__ import annotations

import re

_BEGINS = re.compile(r"\s*<(think(?:ing)?|reasoning)>", re.IGNORECASE)
_MOST_LEAD = re.compile(r"\s*(?:<[a-z]{0,9})?\Z", re.IGNORECASE)


class WithoutThoughts:
    """Passes on what a model says as it comes, but for the thoughts with which it begins."""

    def __init__(self) -> None:
        self._held = ""
        self._is_speaking = False

    def feed(self, piece: str) -> str:
        """Return what of the text so far is new and surely said; ``""`` for nothing yet."""
        if self._is_speaking:
            return piece
        self._held += piece
        begun = _BEGINS.match(self._held)
        if begun is None:
            return "" if _MOST_LEAD.match(self._held) else self.finish()
        _, end, said = self._held[begun.end() :].partition(f"</{begun[1].lower()}>")
        if not end:
            return ""
        self._held = said
        return self.finish()

    def finish(self) -> str:
        """Return what was held back at the end of the text; thoughts without an end are none of it."""
        held, self._held, self._is_speaking = self._held, "", True
        return "" if _BEGINS.match(held) else held


def without_thoughts(text: str) -> str:
    """Return a whole text without the thoughts with which it begins.

    >>> without_thoughts("<think>196, or 195?</think> INTERPOL has 196 members.")
    ' INTERPOL has 196 members.'
    """
    reader = WithoutThoughts()
    return reader.feed(text) + reader.finish()
