"""Whether a section, article or document that a sentence points to is there."""

from __future__ import annotations

import re

from answering.checking.name_forms import value_of
from answering.checking.readings import Reading
from answering.checking.standing import Standing
from vectorstore.words import STOP_WORDS

_NUMBERED = (
    "article articles articulo articulos art", "section sections seccion secciones",
    "chapter chapters capitulo capitulos", "annex annexes anexo anexos", "appendix appendices apendice apendices",
    "topic topics tema temas",
    "paragraph paragraphs parrafo parrafos", "clause clauses clausula clausulas", "rule rules regla reglas",
    "table tables tabla tablas cuadro", "room rooms sala salas salon", "resolution resolucion", "phase fase",
    "directive directiva", "part parte", "apartado", "recommendation recomendacion", "amendment enmienda",
)  # fmt: skip
_NUMBERED_AS = {word: row for row in _NUMBERED for word in row.split()}
_HEADED = frozenset(
    """section sections seccion secciones chapter capitulo annex anexo appendix apendice heading apartado
    epigrafe subsection subseccion""".split()
)
_TITLED = frozenset(
    """report informe study estudio paper document documento guide guia article articulo book libro manual
    titled entitled called named titulado titulada llamado llamada denominado denominada""".split()
) | _HEADED  # fmt: skip
_ABOUT = frozenset(
    """on about of titled entitled called named sobre de del titulada titulado llamada llamado denominada denominado
    dedicated dedicada dedicado""".split()
)
_PAPERS = frozenset(
    """document documento guide guia paper text texto hoja sheet estudio study informativa fact same misma mismo cited
    citada""".split()
)
_ROMAN = re.compile(r"[IVXL]+")
_NEAR = 3
_QUOTED = re.compile(r"(?<!\w)[«“\"‘']\s*([^«»“”\"‘]{2,120}?)\s*[»”\"’'](?!\w)")


def wrong_section(said: Reading, standing: Standing) -> str:
    """Return a section that a sentence points to, by number or title, and the grounds have not; ``""`` for none."""
    tokens = said.tokens
    for place, token in enumerate(tokens):
        row = _NUMBERED_AS.get(token.word)
        if (
            row
            and place + 1 < len(tokens)
            and _is_number(said, place + 1)
            and not _is_numbered(said, place, row, standing)
        ):
            return said.text[token.start : tokens[place + 1].end]
        title = _title_after(said, place) if token.word in _HEADED else None
        if title is not None and not standing.matches(tokens[title].word):
            return said.text[token.start : tokens[title].end]
    return _wrong_title(said, standing)


def _is_number(said: Reading, place: int) -> bool:
    token = said.tokens[place]
    if said.text[said.tokens[place - 1].end : token.start].strip(" .º°n"):
        return False
    return token.word[0].isdigit() or _is_letter(token.surface)


def _is_letter(surface: str) -> bool:
    return _ROMAN.fullmatch(surface) is not None or (len(surface) == 1 and surface.isupper())


def _is_numbered(said: Reading, place: int, row: str, standing: Standing) -> bool:
    wanted = said.tokens[place + 1]
    value = value_of(wanted.word)
    for word in row.split():
        for number, other in standing.places(word):
            near = standing.readings[number].tokens[max(0, other - _NEAR) : other + _NEAR + 1]
            if any(
                token.word == wanted.word and (not _is_letter(wanted.surface) or token.surface.isupper())
                for token in near
            ):
                return True
            if value and any(value_of(token.word) == value for token in near):
                return True
    return False


def _title_after(said: Reading, place: int) -> int | None:
    """Return the first word of what a section is said to be about; ``None`` where nothing is said, or of the paper."""
    tokens = said.tokens
    following = place + 1
    if following >= len(tokens) or tokens[following].word not in _ABOUT:
        return None
    while following < len(tokens) and tokens[following].word in STOP_WORDS | _ABOUT:
        following += 1
    if following >= len(tokens) or "," in said.text[tokens[place].end : tokens[following].start]:
        return None
    return None if tokens[following].word in _PAPERS else following


def _wrong_title(said: Reading, standing: Standing) -> str:
    """Return a quoted title of a section or paper that does not stand in the grounds."""
    for match in _QUOTED.finditer(said.text):
        before = [token.word for token in said.tokens if token.end <= match.start()][-2:]
        inside = [
            token.word
            for token in said.tokens
            if match.start(1) <= token.start and token.end <= match.end(1) and token.word not in STOP_WORDS
        ]
        if not _TITLED.isdisjoint(before) and inside and not _stands(inside, standing):
            return match.group(1)
    return ""


def _stands(title: list[str], standing: Standing) -> bool:
    return bool(standing.together([standing.matches(word) for word in title]))
