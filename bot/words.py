"""The words for people at the terminal, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vectorstore.types import Language


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words; ``{…}`` is filled in by name."""

    page: str
    in_language: str
    quote_heading: str
    translation_heading: str
    no_source: str
    no_sources: str
    welcome: str
    loading: str
    sample_question: str


WORDS: Mapping[Language, Words] = {
    "en": Words(
        page="p. {page}",
        in_language="in {language}",
        quote_heading="The exact words:",
        translation_heading="Translation:",
        no_source="The last reply has no source {number}.",
        no_sources="The last reply has no sources.",
        welcome="Dragoman, committee {committee}. Ask in Spanish or English. Type 1 to open source 1, “exit” to leave.",
        loading="Getting the documents ready…",
        sample_question="How many arrests did Operation Spartacus lead to?",
    ),
    "es": Words(
        page="pág. {page}",
        in_language="en {language}",
        quote_heading="Las palabras exactas:",
        translation_heading="Traducción:",
        no_source="La última respuesta no tiene la fuente {number}.",
        no_sources="La última respuesta no tiene fuentes.",
        welcome="Dragoman, comité {committee}. Pregunta en español o en inglés. Escribe 1 para abrir la fuente 1 y "
        "«salir» para terminar.",
        loading="Preparando los documentos…",
        sample_question="¿Cuántos países miembros tiene INTERPOL?",
    ),
}


def counted(number: int, noun: str) -> str:
    """Return a number with an English noun whose plural takes an *s*, as the commands report.

    >>> counted(1, "passage"), counted(1204, "passage")
    ('1 passage', '1204 passages')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def terminal_language(environ: Mapping[str, str]) -> Language:
    """Return the language that the terminal is set to, English where it is neither.

    >>> terminal_language({"LANG": "es_MX.UTF-8"})
    'es'
    """
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "es" if locale.lower().startswith("es") else "en"
