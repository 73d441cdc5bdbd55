"""What a translation must not change: its numbers, the days of the week, whether it is before or after noon."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from answering.concepts import number_value
from vectorstore.types import Language
from vectorstore.words import fold, words

_LEADING = re.compile(r"\d+(?:\.\d+)*")
_OTHER_SENSE: Mapping[Language, frozenset[str]] = {"en": frozenset({"once", "mil"}), "es": frozenset({"ten"})}
"""Number words of one language that are other words in the other: *at once*, *ten paciencia*."""
_UNITS = frozenset({"one", "uno", "un", "una"})
_HUNDREDS = "doscient trescient cuatrocient quinient seiscient setecient ochocient novecient".split()
_MORE_WORDS: Mapping[str, int] = {
    "veintiun": 21,
    "veintiuna": 21,
    **{word + ending: value * 100 for value, word in enumerate(_HUNDREDS, start=2) for ending in ("os", "as")},
}
_JOINTS = frozenset({"y", "and"})
_DAYS: Mapping[str, int] = {
    name: day
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "lunes martes miercoles jueves viernes sabado domingo",
    )
    for day, name in enumerate(names.split())
}
_BEFORE_NOON = re.compile(r"\d\s?a\.?\s?m\b|\ba\.\s?m\b|\b(?:de|por|en) la manana\b|\b(?:in the|this) morning\b")
_AFTER_NOON = re.compile(
    r"\d\s?p\.?\s?m\b|\bp\.\s?m\b|\b(?:de|por|en) la (?:tarde|noche)\b|\besta (?:tarde|noche)\b"
    r"|\b(?:in the|this) (?:afternoon|evening)\b|\bat night\b|\btonight\b"
)


def figures(text: str, language: Language) -> Counter[str]:
    """Return the numbers of a text, each as often as it stands there, in words or in digits.

    *One* and *uno* are articles, and count within a number alone. A word that holds a digit, such as a room's name, is
    one as it stands, in lower case.

    >>> figures("treinta y cinco en la sala B2, a las 3 p. m.", "es") == figures("35 in room B2, at 3 pm", "en")
    True
    """
    return Counter(_figures(words(text), language))


def weekdays(text: str) -> Counter[int]:
    """Return the days of the week that a text names in either language, Monday as 0.

    >>> weekdays("El lunes, no el martes") == weekdays("Tuesday is off: come on Monday")
    True
    """
    return Counter(_DAYS[word] for word in words(text) if word in _DAYS)


def halves_of_the_day(text: str) -> frozenset[str]:
    """Return ``am`` and ``pm``, whichever a text names, by these letters or in words.

    >>> halves_of_the_day("a las 3 de la tarde")
    frozenset({'pm'})
    """
    folded = fold(text)
    named = (("am", _BEFORE_NOON), ("pm", _AFTER_NOON))
    return frozenset(half for half, pattern in named if pattern.search(folded))


def _figures(found: list[str], language: Language) -> Iterator[str]:
    total, last, is_joined = 0, 0, False  # of the number in words that is being read; 0 for none
    for place, word in enumerate(found):
        value = _value(word, language, last)
        if value is not None and total and (grown := _grown(total, last, value)) is not None:
            total, last, is_joined = grown, value, False
            continue
        if word in _JOINTS and total and not is_joined:
            is_joined = True
            continue
        if total:
            yield str(total)
        total, last, is_joined = value or 0, value or 0, False
        if value is None and any(character.isdigit() for character in word):
            digits = _LEADING.match(word)
            number = digits[0] if digits else word
            if digits and number.isdigit() and place + 1 < len(found) and found[place + 1] in ("mil", "thousand"):
                total, last = int(number), 1
            else:
                yield number
    if total:
        yield str(total)


def _value(word: str, language: Language, last: int) -> int | None:
    """Return the number that a word stands for; of one in digits, and of no number, ``None``."""
    if word in _OTHER_SENSE[language] or word[:1].isdigit():
        return None
    if word in _UNITS:
        return 1 if 20 <= last <= 90 and last % 10 == 0 else None
    value = number_value(word)
    return _MORE_WORDS.get(word) if not value else int(value)


def _grown(total: int, last: int, value: int) -> int | None:
    """Return the number that ``total``, whose latest word was ``last``, becomes with one word more, if it does."""
    if value == 1000:
        return total * 1000 if total < 1000 else None
    if value == 100 and last != 1000:
        return total + last * 99 if 2 <= last <= 9 else None
    if last == 1000:
        return total + value
    if last == 100 or last in _MORE_WORDS.values():
        return total + value if value < 100 and last != 21 else None
    if 20 <= last <= 90 and last % 10 == 0:
        return total + value if 1 <= value <= 9 else None
    return None
