"""Typing noise: how people write on a phone, mid-session."""

from __future__ import annotations

import random
import re

_SHORTHAND = {
    "que": "q", "porque": "xq", "por": "x", "de": "d", "para": "pa", "también": "tmb", "tambien": "tmb",
    "you": "u", "are": "r", "because": "bc", "please": "pls", "with": "w", "about": "abt", "people": "ppl",
}  # fmt: skip
_SLIP, _SHORTENED = 0.2, 0.5
_LEAST_LETTERS = 4


def typed(text: str, rng: random.Random) -> str:
    """Return ``text`` as typed in haste: letters dropped, swapped, doubled, words shortened, marks left out."""
    words = [_slipped(word, rng) for word in re.sub(r"[¿¡?!]", "", text).split()]
    return " ".join(words) or text


def _slipped(word: str, rng: random.Random) -> str:
    short = _SHORTHAND.get(word.lower())
    if short and rng.random() < _SHORTENED:
        return short
    if len(word) < _LEAST_LETTERS or not word.isalpha() or rng.random() > _SLIP:
        return word
    at = rng.randrange(1, len(word) - 1)
    if rng.random() < 1 / 3:
        return word[:at] + word[at + 1 :]
    if rng.random() < 1 / 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
