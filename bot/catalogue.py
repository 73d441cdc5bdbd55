"""Every word that Dragoman itself says on Telegram, in one language: texts, plural forms, times, numbers, lists."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel.dates import format_date, format_skeleton, format_timedelta
from babel.lists import format_list
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.errors import BotError
from vectorstore.types import Language

LOCALES = Path(__file__).parent / "locales"

# Both write 14:30 as chairs do, and 1,234 as Mexico does.
_LOCALES: Mapping[Language, str] = {"en": "en_GB", "es": "es_MX"}
_SPANISH = re.compile(r"es(?:[-_]|$)", re.IGNORECASE)


class CatalogueError(BotError):
    """The root of what a wrong call of the catalogue raises."""


class UnknownKeyError(CatalogueError):
    """A key that the catalogue does not have, or has as a text where a plural is asked for, or the reverse."""

    def __init__(self, key: str, language: Language, kind: str) -> None:
        self.key = key
        super().__init__(f"expected a {kind} of {language}.po, got {key!r}, which is none; add it to every locale")


class MissingFieldError(CatalogueError):
    """A text that was asked for without something that it names."""

    def __init__(self, key: str, field: str) -> None:
        self.key, self.field = key, field
        super().__init__(f"expected the field {field!r} for the text {key!r}, got none; pass {field}=…")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language. Texts are plain: they hold no markup, and whoever renders them escapes them.

    ``entries`` has one form for a text, one a plural form for a plural; ``form_of`` says which form a count takes.
    """

    language: Language
    entries: Mapping[str, tuple[str, ...]]
    form_of: Callable[[int], int]

    @staticmethod
    @lru_cache
    def load(language: Language) -> Catalogue:
        """Read a language's ``.po`` file, once a process."""
        with (LOCALES / f"{language}.po").open("rb") as file:
            read = read_po(file, locale=language, abort_invalid=True)
        entries = {_key(message): _forms(message) for message in read if message.id}
        return Catalogue(language, entries, gettext.c2py(read.plural_expr))

    def text(self, key: str, **fields: object) -> str:
        """Return the text of ``key`` with its fields filled in.

        Raises:
            UnknownKeyError: There is no such text.
            MissingFieldError: The text names a field that is not passed.

        >>> Catalogue.load("es").text("join.already", committee="INTERPOL")
        'Ya estabas en INTERPOL: pregunta cuando quieras.'
        """
        forms = self.entries.get(key, ())
        if len(forms) != 1:
            raise UnknownKeyError(key, self.language, "text")
        return _fill(key, forms[0], fields)

    def plural(self, key: str, n: int, **fields: object) -> str:
        """Return the form of ``key`` that the count ``n`` takes; the field ``{n}`` is the count as it is written.

        Raises:
            UnknownKeyError: There is no such plural.
            MissingFieldError: The form names a field that is not passed.

        >>> Catalogue.load("es").plural("forget.questions", 1200)
        '1,200 preguntas con sus respuestas'
        """
        forms = self.entries.get(key, ())
        if len(forms) < 2:
            raise UnknownKeyError(key, self.language, "plural")
        return _fill(key, forms[self.form_of(n)], {**fields, "n": self.number(n)})

    def number(self, value: float) -> str:
        """Return a number as it is written.

        >>> Catalogue.load("en").number(1234.5)
        '1,234.5'
        """
        return format_decimal(value, locale=_LOCALES[self.language])

    def date(self, moment: datetime, zone: tzinfo) -> str:
        """Return the day of an aware ``moment`` in ``zone``: ``21 de noviembre de 2026``."""
        return format_date(moment.astimezone(zone).date(), "long", locale=_LOCALES[self.language])

    def time(self, moment: datetime, zone: tzinfo) -> str:
        """Return the time of day of an aware ``moment`` in ``zone``, by the 24-hour clock: ``14:30``."""
        return format_skeleton("Hm", moment.astimezone(zone), locale=_LOCALES[self.language])

    def ago(self, elapsed: timedelta) -> str:
        """Return how long ago something was, a minute at least.

        >>> Catalogue.load("es").ago(timedelta(minutes=12)), Catalogue.load("en").ago(timedelta(seconds=3))
        ('hace 12 min', '1 min ago')
        """
        passed = max(elapsed, timedelta(minutes=1))
        style: Literal["short", "long"] = "short" if passed < timedelta(days=1) else "long"
        return format_timedelta(
            -passed, "minute", threshold=1, add_direction=True, format=style, locale=_LOCALES[self.language]
        )

    def listing(self, items: Sequence[str]) -> str:
        """Return the items as one phrase; ``""`` for none.

        >>> Catalogue.load("es").listing(["uno", "dos", "tres"])
        'uno, dos y tres'
        """
        return format_list(items, locale=_LOCALES[self.language])


def closest_language(tag: str | None) -> Language:
    """Return the language for a Telegram client's language tag: Spanish for ``es`` of any country, else English.

    >>> closest_language("es-MX"), closest_language("et"), closest_language(None)
    ('es', 'en', 'en')
    """
    return "es" if _SPANISH.match(tag or "") else "en"


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _fill(key: str, template: str, fields: Mapping[str, object]) -> str:
    try:
        return template.format_map(fields)
    except KeyError as error:
        raise MissingFieldError(key, str(error.args[0])) from error
