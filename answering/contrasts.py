"""What sets two questions apart for sure: another name or number, another kind of thing asked, a word turned around."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from answering.analysis import analyse_part, content_terms
from answering.checking.senses import Antonyms
from answering.concepts import Lexicon, number_value
from answering.expectations import WEAK_WORDS, Expected
from answering.labels import labels
from answering.language import detect_language
from answering.matching import Term, both_stems, read_terms, read_text
from vectorstore.types import Language
from vectorstore.words import STOP_WORDS, fold, stem, stems, words

LIGHT_WORDS = frozenset(
    """allow allows allowed permit permits permitted ok okay possible permite permiten permitir permitido permitida
    permitidos permitidas posible vale puedo puede pueden podemos podriamos debemos deben necesita necesitan
    necesitamos need needs needed tenemos require required debate session sessions sesion sesiones committee comite
    conference conferencia model modelo today hoy dais chair chairs mesa rule rules regla reglas question questions
    pregunta preguntas duda doubt moment momento now ahora already another otherwise supposed""".split()
)
"""Words of the sitting itself, which any question to the dais may have: they tell none from another."""

_WEAK = WEAK_WORDS - frozenset("order orden name nombre point punto run runs keep keeps finish role area areas".split())
_TURNS: tuple[Mapping[str, str], ...] = tuple(
    {word: value for value, listed in group.items() for word in listed.split()}
    for group in (
        {"before": "before antes previo previa prior", "after": "after despues tras luego afterwards",
         "during": "during while durante mientras"},
        {"without": "without sin", "with": "with con"},
        {"may": "can may could allowed permitted permitido permitida puedo puede pueden podemos podria podriamos vale",
         "must": "must mandatory obligatory compulsory debo debemos obligatorio obligatoria"},
        {"today": "today tonight hoy", "tomorrow": "tomorrow manana", "yesterday": "yesterday ayer"},
        {"first": "first primer primera primero", "second": "segundo segunda", "third": "third tercer tercera",
         "last": "last final ultimo ultima"},
        {"favour": "favour favor", "against": "against contra"},
        {"past": "did was were had hubo fue fueron", "present": "does do is are can need needs necesita necesitan hay"},
        {"morning": "morning", "afternoon": "afternoon evening tarde", "night": "night noche"},
        {"open": "open opens opened abre abren abrir", "close": "close closes closed cierra cierran cerrar"},
        {"start": "start starts begin begins empieza empiezan comienza inicia", "end": "end ends finish termina acaba"},
        {"most": "maximum most maximo maxima", "least": "minimum least minimo minima"},
    )
)  # fmt: skip
_BEFORE_OR_AFTER = 0
_ENOUGH_TO_SWAP = 3
_NEGATION = re.compile(
    r"\b(?:no|not|never|nunca|jamas|neither|nor|ni|cannot|\w+n['’]t|forbidden|banned|prohibited|prohibid[oa]s?|"
    r"prohiben?)\b"
)
_TAG = re.compile(r",?\s*\b(?:o no|or not|no|verdad|right)\s*\?*\s*$")
_KINDS: Mapping[Expected, str] = {
    Expected.DATE: "moment",
    Expected.TIME: "moment",
    Expected.DURATION: "duration",
    Expected.NUMBER: "amount",
    Expected.PERCENT: "amount",
    Expected.MONEY: "amount",
    Expected.PERSON: "person",
    Expected.PLACE: "place",
    Expected.REASON: "reason",
    Expected.MANNER: "manner",
    Expected.YES_NO: "yes or no",
}
_YES_NO = re.compile(
    r"^\W*(?:\w+,\s*)?(?:can|may|could|must|should|is|are|do|does|did|will|(?:me |se |nos |ya )*(?:puede[ns]?|puedo|"
    r"podemos|podria(?:mos|n)?|vale|permiten?|must|debemos|necesitamos|va a haber))\b"
)
_DEFINITION = re.compile(r"^\W*(?:what(?:'?s| is| are)|que (?:es|son)) (?:an?|un[ao]?) ")
_MUST = re.compile(r"\b(?:(?:have|has) to|(?:tenemos|tengo|tienen?|hay) q(?:ue)?)\b")


@dataclass(frozen=True, slots=True)
class Compared:
    """A question as it is held against others.

    ``strong`` are the terms that another must hold to ask the same, none where it names nothing; ``content`` its words,
    which may stand for those of another. ``order`` has the stems of these in their order, ``counted`` what each number
    counts. ``kind`` is what it asks for, ``""`` where that may be anything.
    """

    text: str
    language: Language
    strong: tuple[Term, ...]
    content: tuple[str, ...]
    names: frozenset[str]
    figures: frozenset[str]
    labels: frozenset[str]
    turns: tuple[frozenset[str], ...]
    sides: frozenset[tuple[int, int]]
    order: tuple[str, ...]
    counted: Mapping[str, str]
    kind: str
    is_denied: bool


def read_question(text: str, lexicon: Lexicon) -> Compared:
    """Return what a cleaned question says and asks for."""
    part, plain = analyse_part(text), _MUST.sub("must", fold(text))
    found = words(plain)
    said = part.terms if part.expected in _KINDS else content_terms(text)  # *my phone* need not be a number to call
    terms = read_terms(said, part.names, part.text, lexicon)
    language = detect_language(text)
    return Compared(
        text=text,
        language=language,
        strong=_strong(terms),
        content=tuple(word for word in dict.fromkeys(words(text)) if word not in STOP_WORDS and len(word) > 1),
        names=frozenset(term.key for term in terms if term.kind == "name"),
        figures=read_text(text, lexicon).figures,
        labels=labels(text),
        turns=tuple(frozenset(turn[word] for word in found if word in turn) for turn in _TURNS),
        sides=frozenset(side for word in found for side in _sides_of(word)),
        order=tuple(dict.fromkeys(stems(text, language))),
        counted={
            number_value(number): stem(word, language) for number, word in pairwise(found) if number_value(number)
        },
        kind=_kind_of(plain, part.expected),
        is_denied=len(_NEGATION.findall(_TAG.sub("", plain))) % 2 == 1,
    )


def differ(one: Compared, other: Compared) -> bool:
    """Return whether two questions name different things, ask for different kinds of thing, or turn one around."""
    if one.names - other.names and other.names - one.names:
        return True
    if one.figures != other.figures and one.figures and other.figures:
        return True
    if one.labels and other.labels and not one.labels & other.labels:
        return True
    if one.kind and other.kind and one.kind != other.kind:
        return True
    if any(mine and theirs and not mine & theirs for mine, theirs in zip(one.turns, other.turns, strict=True)):
        return True
    return one.is_denied != other.is_denied or _opposed(one, other) or _is_swapped(one, other)


def names_more(one: Compared, other: Compared) -> bool:
    """Return whether one of two questions alone has a name, a number or a *before*."""
    named = one.names ^ other.names | one.figures ^ other.figures | one.labels ^ other.labels
    placed = [bool(each.turns[_BEFORE_OR_AFTER] - {"during"}) for each in (one, other)]
    return bool(named) or placed[0] != placed[1]


def _strong(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Return the terms that say what is asked about; where that is the session itself, all of them."""
    said = tuple(term for term in terms if term.kind != "word" or len(term.key) > 1)
    strong = tuple(term for term in said if term.kind != "word" or term.key not in LIGHT_WORDS | _WEAK)
    return strong or (said if any(term.key in LIGHT_WORDS for term in said) else ())


def _kind_of(folded: str, expected: Expected) -> str:
    if _YES_NO.match(folded):
        return "" if expected in _KINDS and expected is not Expected.YES_NO else "yes or no"
    if expected in _KINDS:
        return _KINDS[expected]
    return "definition" if _DEFINITION.match(folded) and expected is Expected.DEFINITION else ""


@lru_cache(maxsize=4_096)
def _sides_of(word: str) -> frozenset[tuple[int, int]]:
    sides = Antonyms.load().sides
    return frozenset().union(*(sides.get(form, frozenset()) for form in both_stems(word)))


def _opposed(one: Compared, other: Compared) -> bool:
    """Return whether one question has a word for which the other has only its opposite: *open*, *close*."""
    mine, theirs = _by_row(one), _by_row(other)
    return any(mine[row].isdisjoint(theirs[row]) for row in mine.keys() & theirs.keys())


def _is_swapped(one: Compared, other: Compared) -> bool:
    """Return whether the same words stand in another order, or the same number counts something else.

    *Do delegates answer observers* is not *do observers answer delegates*.
    """
    if one.language != other.language:
        return False
    is_turned = len(one.order) >= _ENOUGH_TO_SWAP and set(one.order) == set(other.order)
    is_turned = is_turned and (one.order[0], one.order[-1]) == (other.order[-1], other.order[0])
    return is_turned or any(other.counted.get(number, word) != word for number, word in one.counted.items())


def _by_row(compared: Compared) -> dict[int, set[int]]:
    rows: dict[int, set[int]] = {}
    for row, side in compared.sides:
        rows.setdefault(row, set()).add(side)
    return rows
