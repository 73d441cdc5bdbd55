"""Sentences of English and Spanish prose, with the full stops that end none."""

from __future__ import annotations

import re

_STOP = re.compile(r"([.!?…]+)([\"'”’»)\]]*)\s+(?=[\"'“‘«(\[¿¡—–-]*[^\W_])")
_ABBREVIATIONS_LISTED = """
mr mrs ms dr dra prof profa st sr sra srta sres jr vs e.g i.e eg ie cf al inc ltd corp approx dept univ gov gen
col lt capt sen rep rev hon lic ing arq mtro mtra ud uds vd núm pág págs aprox ej p.ej excmo excma av avda depto
a.c d.c s.f n.d c.c rr.hh s.a e.u a.k.a vol vols ed eds trad coord comp fig figs tab cap caps art arts no nos nº
n.º par para párr sec secc res doc p pp jan feb mar apr jun jul aug sept oct nov dec ene abr ago dic
"""
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_LISTED.split())
_BEFORE_NUMBERS_LISTED = """
vol vols fig figs tab cap caps art arts no nos nº n.º núm pág págs par para párr sec secc res doc p pp ed approx
aprox
"""
_BEFORE_NUMBERS = frozenset(_BEFORE_NUMBERS_LISTED.split())
_MONTHS_LISTED = """
jan feb mar apr jun jul aug sept oct nov dec ene abr ago dic
"""
_MONTHS = frozenset(_MONTHS_LISTED.split())
_ONLY_ABBREVIATED = _ABBREVIATIONS - _BEFORE_NUMBERS - _MONTHS
_LABELLED_LISTED = """
topic tema part parte annex anexo group grupo table tabla room sala block bloque building edificio section
sección type tipo class clase plan phase fase vitamin vitamina hepatitis option opción appendix apéndice zone
zona
"""
_LABELLED = frozenset(_LABELLED_LISTED.split())
_OPENERS_LISTED = """
the this that these those it its in on at a an he she they we you i however but and for if when while since
there their our as after before during according both each most some many all el la los las un una unos unas
este esta estos estas en por para se su sus al según además también pero sin cuando como ambos cada todos todas
"""
_OPENERS = frozenset(_OPENERS_LISTED.split())
_INITIALISM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$|^(?:EE|UU|DD|HH|RR|JJ|OO)$")
_MAX_PARENTHESIS = 240
_MAX_OPENER = 80


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text whose white space is folded; joined by a space they are the text again.

    >>> split_sentences("Dr. Ruiz leyó la p. 4, p. ej. en EE. UU. (n. d.). Côte d'Ivoire rose 3.5%. ¿Y luego?")
    ['Dr. Ruiz leyó la p. 4, p. ej. en EE. UU. (n. d.).', "Côte d'Ivoire rose 3.5%.", '¿Y luego?']
    """
    sentences: list[str] = []
    start = 0
    for found in _STOP.finditer(text):
        if _ends_here(text, start, found):
            sentences.append(text[start : found.end()].rstrip())
            start = found.end()
    rest = text[start:].strip()
    return [*sentences, rest] if rest else sentences


def _ends_here(text: str, start: int, found: re.Match[str]) -> bool:
    marks, after = found[1], text[found.end() : found.end() + _MAX_OPENER]
    opener = re.sub(r"^\W+", "", after)
    if _inside_parenthesis(
        text[start : found.start()] + found[2], text[found.start() : found.start() + _MAX_PARENTHESIS]
    ):
        return False
    if opener[:1].islower() and after[:1] not in "¿¡":
        return False
    return marks != "." or bool(found[2]) or _full_stop_ends(text[start : found.start()], opener)


def _full_stop_ends(before: str, opener: str) -> bool:
    words = before.rsplit(maxsplit=1)
    token = re.sub(r"^\W+", "", words[-1]) if words else ""
    follower = re.match(r"[^\W\d_]+", opener)
    opens_sentence = bool(follower) and (follower[0].lower() in _OPENERS if follower else False)
    lower = token.lower()
    if lower in _BEFORE_NUMBERS:
        return not (opener[:1].isdigit() or re.match(r"[IVXLC]+\b", opener))
    if lower in _MONTHS:
        return not opener[:1].isdigit()
    if lower in ("a.m", "p.m", "etc"):
        return True
    if lower in _ONLY_ABBREVIATED:
        return False
    if _INITIALISM.search(token):
        return opens_sentence and token not in ("EE",)
    if len(token) == 1 and token.isalpha() and token.isupper():
        previous = before.rsplit(maxsplit=2)[-2].lower() if len(before.split()) > 1 else ""
        return previous in _LABELLED or (opens_sentence and bool(previous) and previous.islower())
    return not (len(before.split()) == 1 and re.fullmatch(r"\d{1,3}|[IVX]+", token))


def _inside_parenthesis(before: str, after: str) -> bool:
    opened = before.rfind("(")
    if before.count("(") <= before.count(")") or opened < 0:
        return False
    closing = after.find(")")
    return closing >= 0 and len(before) - opened + closing < _MAX_PARENTHESIS
