"""The language of a document, by its script and its commonest words.

A document has hundreds of words, so the share of function words settles it without a library or a model to load: each
counts for the languages that have it, less where several do.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

_MAX_CHARS = 200_000
_MIN_SCORE = 3.0
_SECOND_SHARE = 0.15
_EXPECTED = {"en": 1.3, "es": 1.3}
_SPANISH_SIGNS = re.compile("[ñ¿¡]")

_FUNCTION_WORDS = """
en: the of and to in is that for it was on are with as be this by at from have has which or not but an were been
    their its they will can who what how would should his her also more than when there these those such about into
    between your our we you
es: de la que el en y a los del se las por un para con no una su al lo como más o pero sus le ha me si sin sobre
    este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está qué cómo cuál nos ni
    contra ese eso mediante según así cada es han sido países personas
pt: de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou
    ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos são pelos nas
    às sobre
fr: de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la avec son aux
    d'une cette ses mais comme ou si leur y dont nous être ont été fait ces elle deux sans vous même entre aussi
    très sa leurs où
it: di e il la che in a per un del è non della si con i da una le dei al nel come più anche lo ma sono gli alla
    delle ha o dal suo nella ai sua questo essere dalla degli tra alle se era cui stato fra ed tutti quando già nei
ca: de la el i que a en l'any d'un per les un una els del amb és es no al va com més o seva són han va dels pel
    aquest aquesta però també entre fou seu molt tots tot on ser ja ha estat sobre cap perquè
de: der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat
    dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis
    mehr durch man sein wurde
nl: de van het een en in is dat op te zijn met voor die niet aan er om ook als dan maar bij uit wordt door naar
    heeft hij over nog worden was tot deze hebben of kan geen wel moet zich meer hun werd onder
sv: och i att en som det är på av för med den till inte har de ett om var jag men så från vi kan han när ska eller
    också hade mot under alla vara efter sig detta vid blev
da: og i at det er en til af på som de med for den der ikke et har fra var jeg om han vi kan men så eller også efter
    blev ved skal være havde mod nu disse over
no: og i å det er en til av på som de med for den ikke et har fra var jeg om han vi kan men så eller også etter ble
    ved skal være hadde mot nå disse over seg
pl: w i na z do się nie to że jest o jak a po co od za przez są dla oraz ale jego tym był czy które przy może które
    tylko ich być już który
ro: de și în a la cu pe din că pentru nu este care o un mai sau ca prin au fost se sunt al ale ce dar după lui ei
    această acest fi între le
tr: ve bir bu için de da ile olarak olan en çok daha gibi ne kadar olduğu sonra ya her mi var ise değil tarafından
    göre ancak ama o büyük
id: yang dan di dari untuk dengan pada ini dalam tidak adalah itu oleh akan sebagai ke atau juga telah bahwa dapat
    mereka ada karena lebih tersebut para
fi: ja on ei että se oli hän mutta ovat kun myös joka mitä kuin ole niin tai voi sen olla jos vain hänen ovat mukaan
    sekä jonka tämä
"""
_SCRIPTS = {
    "CYRILLIC": "ru", "ARABIC": "ar", "HEBREW": "he", "GREEK": "el", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja",
    "CJK": "zh", "DEVANAGARI": "hi", "THAI": "th", "BENGALI": "bn", "TAMIL": "ta", "GEORGIAN": "ka", "ARMENIAN": "hy",
    "ETHIOPIC": "am",
}  # fmt: skip
_MARKED = {"ru": [("uk", "іїєґ"), ("bg", ""), ("sr", "ђјљњћџ")], "ar": [("fa", "پچژگ"), ("ur", "ٹڈڑں")]}
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """A document's language as an ISO 639-1 code; ``second`` is another one that much of it is in, else ``""``.

    ``certain`` is false where there are too few words to tell.
    """

    code: str
    certain: bool
    second: str = ""


def document_language(text: str) -> LanguageGuess:
    """Return the language that most of a text is in; English where nothing tells.

    >>> document_language("El comité se reúne en la sala de juntas y los delegados votan.").code
    'es'
    """
    sample = text[:_MAX_CHARS]
    script = _script(sample)
    if script:
        return LanguageGuess(script, certain=True)
    scores = _scores(sample)
    if not scores:
        return LanguageGuess("en", certain=False)
    (best, most), *rest = sorted(scores.items(), key=lambda scored: -scored[1])
    second = _really_second(sample, best) if rest and rest[0][1] > most * _SECOND_SHARE else ""
    return LanguageGuess(best, certain=most >= _MIN_SCORE, second=second)


def _scores(text: str) -> dict[str, float]:
    """Return what speaks for each language: its function words in the text, and its own signs for Spanish."""
    scores: dict[str, float] = {}
    for token, count in Counter(_TOKEN.findall(text.lower())).items():
        owners = _owners().get(token.replace("’", "'"), ())
        for owner in owners:
            scores[owner] = scores.get(owner, 0.0) + count / len(owners) * _EXPECTED.get(owner, 1.0)
    spanish_signs = len(_SPANISH_SIGNS.findall(text))
    if spanish_signs:
        scores["es"] = scores.get("es", 0.0) + spanish_signs
    return scores


@cache
def _owners() -> dict[str, tuple[str, ...]]:
    owners: dict[str, list[str]] = {}
    for code, words in re.findall(r"^(\w\w): (.*(?:\n .*)*)", _FUNCTION_WORDS, re.MULTILINE):
        for word in set(words.split()):
            owners.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in owners.items()}


def _script(text: str) -> str:
    """Return the language of a text that is mostly in letters other than Latin ones, else ``""``."""
    letters = [sign for sign in text[:4000] if sign.isalpha()]
    scripts = Counter(unicodedata.name(sign, "").split(" ")[0] for sign in letters)
    named = Counter({script: count for script, count in scripts.items() if script in _SCRIPTS})
    if not letters or sum(named.values()) * 2 < len(letters):
        return ""
    if named["HIRAGANA"] + named["KATAKANA"] > len(letters) * 0.05:
        return "ja"
    code = _SCRIPTS[named.most_common(1)[0][0]]
    lowered = "".join(letters).lower()
    return next((other for other, marks in _MARKED.get(code, ()) if any(mark in lowered for mark in marks)), code)


def _really_second(text: str, best: str) -> str:
    """Return the language of a good part of the paragraphs where it is not the document's, else ``""``."""
    chars = Counter[str]()
    for paragraph in text.split("\n"):
        if len(paragraph) > 60:
            scores = _scores(paragraph)
            if scores:
                chars[max(scores, key=scores.__getitem__)] += len(paragraph)
    others = [(code, count) for code, count in chars.most_common() if code != best]
    return others[0][0] if others and others[0][1] > sum(chars.values()) * 0.25 else ""
