"""Whether a text holds the kind of thing that a question asks for: a figure, a date, a name, a link."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from answering.analysis import Part
from answering.concepts import number_value
from answering.expectations import Expected
from vectorstore.words import STOP_WORDS, fold, words

_YEAR = re.compile(r"(1[5-9]|20)\d\d")
_MONTH = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december|enero|febrero|marzo|abril|"
    r"mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|lunes|martes|miercoles|jueves|viernes|sabado|domingo|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|centuries|siglos?|annual(ly)?|anual(es|mente)?|yearly)\b"
)
_PERCENT = re.compile(r"\d\s*%|\bper ?cent\b|\bpor ciento\b")
_TIME = re.compile(r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?(am|pm|a\.m|p\.m|h|hrs|horas)\b|\b(noon|mediodia|midnight)\b")
_CLOCK = re.compile(
    r"\b\d{1,2}[:.h]\d\d\b|\b\d{1,2} ?(am|pm|a\.m|p\.m|h|hrs|horas)\b|\b(noon|midday|mediodia|midnight|medianoche)\b"
    r"|\b(at|by|until|till|before|after|from|las?) \d{1,2}\b"
)
_DAY = re.compile(
    r"\b(today|tonight|tomorrow|now|hoy|ahora|manana|this (morning|afternoon|evening)|esta (tarde|noche)|"
    r"(before|after|during|antes del?|despues del?|durante) (the |el |la )?"
    r"(break|recess|lunch|dinner|vote|session|receso|descanso|comida|almuerzo|cena|votacion|sesion))\b"
)
_MOMENT = re.compile(f"{_CLOCK.pattern}|{_DAY.pattern}")
_SPOT = re.compile(
    r"\b(rooms?|halls?|hallway|corridor|auditorium|building|floor|stairs|lobby|gates?|doors?|entrance|exit|gym|garden|"
    r"courtyard|terrace|cafeteria|library|theat(er|re)|tower|stage|street|hotel|desk|office|table|dais|online|drive|"
    r"salon(es)?|salas?|aulas?|pasillo|auditorio|edificio|piso|planta|torre|escenario|escaleras|vestibulo|puertas?|entrada|salida|gimnasio|"
    r"jardin|patio|explanada|terraza|comedor|biblioteca|teatro|calle|mesa|oficina|en linea)\b"
)
_SPAN = re.compile(
    r"\b(seconds?|minutes?|hours?|days?|weeks?|months?|years?|segundos?|minutos?|horas?|dias?|semanas?|meses|mes|anos?)\b"
)
_LINK = re.compile(r"https?://|www\.|\w\.(int|org|com|net|edu|gov|mx|es)\b|\S+@\S+|(^|\s)@\w+", re.IGNORECASE)
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_PHONE = re.compile(r"\+?\d[\d ()-]{6,}\d")
_MONEY = re.compile(r"[$€£¥]|\b(dollars?|dolares|euros?|pesos?|usd|mxn|pounds?|libras?|yen)\b")
_REASON = re.compile(
    r"\b(because|due to|since|so that|in order to|as a result|therefore|owing to|caused?|leads? to|reasons?|thanks to|"
    r"porque|debido|ya que|puesto que|para que|a fin de|con el fin|por lo que|a causa|causan?|gracias a|"
    r"como los?|como las?|motivos?|razon(es)?)\b"
)
_NAME = re.compile(r"(?<=[^.?!:¿¡\s] )(?:[\"“«(]?)([A-ZÁÉÍÓÚÑ][\w'’.-]*[\wÁÉÍÓÚáéíóú])|\b[A-Z]{2,}\b")


def new_figures(text: str, part: Part) -> list[str]:
    """Return the figures and number words of ``text`` that the question does not hold itself, years apart."""
    asked = {number_value(word) for word in words(part.text)}
    found = (number_value(word) for word in words(text))
    return [figure for figure in found if figure and figure not in asked and not _YEAR.fullmatch(figure)]


def _has_date(text: str, part: Part) -> bool:
    asked = set(words(part.text))
    if any(_YEAR.fullmatch(word) and word not in asked for word in words(text)):
        return True
    return any(match.group() not in fold(part.text) for match in _MONTH.finditer(fold(text)))


def _has_name(text: str, part: Part) -> bool:
    asked = set(words(part.text))
    names = (word for match in _NAME.finditer(text) for word in words(match.group()))
    return any(name not in asked and name not in STOP_WORDS for name in names)


_TESTS: Mapping[Expected, Callable[[str, Part], bool]] = {
    Expected.NUMBER: lambda text, part: bool(new_figures(text, part)),
    Expected.PERCENT: lambda text, part: bool(_PERCENT.search(fold(text))),
    Expected.DATE: _has_date,
    Expected.TIME: lambda text, part: bool(_TIME.search(fold(text))),
    Expected.DURATION: lambda text, part: bool(new_figures(text, part)) and bool(_SPAN.search(fold(text))),
    Expected.PERSON: _has_name,
    Expected.PLACE: _has_name,
    Expected.LINK: lambda text, part: bool(_LINK.search(text)),
    Expected.EMAIL: lambda text, part: bool(_EMAIL.search(text)),
    Expected.PHONE: lambda text, part: bool(_PHONE.search(text)),
    Expected.MONEY: lambda text, part: bool(_MONEY.search(fold(text))),
    Expected.REASON: lambda text, part: bool(_REASON.search(fold(text))),
    Expected.LIST: lambda text, part: text.count(",") + text.count(";") >= 2,
    Expected.MOMENT: lambda text, part: _has_date(text, part) or bool(_MOMENT.search(fold(text))),
    Expected.CLOCK: lambda text, part: bool(_CLOCK.search(fold(text))),
    Expected.SPOT: lambda text, part: _has_name(text, part) or bool(_SPOT.search(fold(text))),
}
CHECKABLE = frozenset(
    {
        Expected.NUMBER,
        Expected.PERCENT,
        Expected.DATE,
        Expected.TIME,
        Expected.DURATION,
        Expected.LINK,
        Expected.EMAIL,
        Expected.PHONE,
        Expected.MONEY,
        Expected.MOMENT,
        Expected.CLOCK,
    }
)
"""The kinds whose absence from a text is sure, not only likely."""


def holds_expected(text: str, part: Part) -> float:
    """Return 1 where ``text`` holds the kind of thing asked for, 0 where not, 0.5 for kinds that show no mark."""
    test = _TESTS.get(part.expected)
    return 0.5 if test is None else float(test(text, part))


def windows_of_figures(text: str, part: Part, *, before: int = 3, after: int = 6) -> str:
    """Return the words that stand near the figures which could answer, where the thing counted is to be found.

    >>> from answering.analysis import analyse_part
    >>> part = analyse_part("how many people?")
    >>> windows_of_figures("25 people were arrested in two operations", part, before=1, after=1)
    'people in operations'
    """
    found, figures = _words_and_figures(text)
    if not figures:
        return ""
    asked = {number_value(word) for word in words(part.text)}
    near: dict[int, None] = {}
    for place, figure in figures:
        if figure not in asked:
            reach = (*range(max(0, place - before), place), *range(place + 1, min(len(found), place + 1 + after)))
            near.update(dict.fromkeys(reach))
    return " ".join(found[place] for place in sorted(near))


@lru_cache(maxsize=4_096)
def _words_and_figures(text: str) -> tuple[tuple[str, ...], tuple[tuple[int, str], ...]]:
    """Return the words of ``text`` and its figures with their places, years apart."""
    found = tuple(words(text))
    figures = ((place, number_value(word)) for place, word in enumerate(found))
    return found, tuple((place, figure) for place, figure in figures if figure and not _YEAR.fullmatch(figure))
