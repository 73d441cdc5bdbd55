"""Words as the lexical search sees them: folded, stemmed, stop words known."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"\d+(?:[.,]\d+)+(?!\w)|[^\W_]+")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_ALGORITHMS = {
    "ca": "catalan",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
}
_SPANISH_ION = re.compile(r"(?<=[a-z]{3})ion$")
_per_thread = threading.local()

_ENGLISH = """
a about above after again against all also am an and any are aren as at be because been before being below between
both but by can cannot could couldn d did didn do does doesn doing don down during each either else ever few for from
further get give given had hadn has hasn have haven having he her here hers herself him himself his how i if in into
is isn it its itself just let ll m many me might more most much must my myself neither no nor not of off on one only
or other ought our ours ourselves out over own per please re s same shall she should shouldn so some such t tell than
that the their theirs them themselves then there these they this those though through thus to too under until up upon
ve very was wasn we were weren what whatever when where whether which while who whom whose why will with within
without won would wouldn yes yet you your yours yourself yourselves pls plz u r ur thx gonna wanna whats
"""
_SPANISH = """
a al algo alguien algun alguna algunas alguno algunos ambas ambos ante antes aquel aquella aquellas aquello aquellos
aqui asi aun aunque bajo bien cada casi como con contra cual cuales cualquier cuando cuanta cuantas cuanto cuantos
cuyo cuya cuyos cuyas da dan de decir deja del desde dice dicen dicha dicho dime donde durante e el ella ellas ello
ellos en entonces entre era eran eres es esa esas ese eso esos esta estaba estaban estado estamos estan estar estas
este esto estos estoy etc fue fuera fueron fui ha haber habia habian hace hacia han hasta hay he hemos hoy iba incluso
ir la las le les lo los luego mas me mediante menos mi mia mis mientras mismo misma mismos mismas mucha muchas mucho
muchos muy nada ni ningun ninguna ninguno no nos nosotros nuestra nuestras nuestro nuestros o os otra otras otro otros
para pero poca pocas poco pocos por porque pues que quien quienes se sea sean segun ser si sido sin sino sobre solo
son soy su sus suya suyo tal tales tambien tampoco tan tanta tantas tanto tantos te tener tengo ti tiene tienen toda
todas todavia todo todos tras tu tus un una unas uno unos usted ustedes va van varias varios veces vez vosotros y ya
yo d k q x xq pq porq tb tmb tbn xfa pa
"""
STOP_WORDS = frozenset(_ENGLISH.split()) | frozenset(_SPANISH.split())
"""Folded words of both languages, with chat shorthand, that say nothing about what is asked."""


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents.

    >>> fold("Côte d'Ivoire, AÑO")
    "cote d'ivoire, ano"
    """
    return unaccented(text).lower()


def unaccented(text: str) -> str:
    """Return ``text`` without accents, in the case that it has.

    >>> unaccented("Côte d'Ivoire, AÑO")
    "Cote d'Ivoire, ANO"
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words(text: str) -> list[str]:
    """Return the folded words and numbers of ``text`` in their order, stop words too.

    Numbers lose their thousands separators and take a decimal point, so that both languages write them alike.

    >>> words("Unos 27,6 millones: 22.000 víctimas (I-24/7)")
    ['unos', '27.6', 'millones', '22000', 'victimas', 'i', '24', '7']
    """
    return [_number(word) if word[0].isdigit() else word for word in _WORD.findall(fold(text))]


def word_spans(text: str) -> list[tuple[str, int, int]]:
    """Return the folded words of ``text`` as ``words`` does, each with where it begins and ends; accents are composed.

    >>> word_spans("Côte, 1.000")
    [('cote', 0, 4), ('1000', 6, 11)]
    """
    found = ((fold(match.group()), match) for match in _WORD.finditer(text))
    return [(_number(word) if word[0].isdigit() else word, match.start(), match.end()) for word, match in found]


def stem(word: str, language: str) -> str:
    """Return the folded stem of a folded ``word``; the word itself where the language has no stemmer here.

    >>> stem("operaciones", "es") == stem("operacion", "es")
    True
    """
    algorithm = _ALGORITHMS.get(language)
    return word if algorithm is None or not word.isalpha() else _stem(word, algorithm)


def stems(text: str, language: str) -> list[str]:
    """Return the stems of the words of ``text`` that are no stop words, in their order, repeated as they are."""
    return [stem(word, language) for word in words(text) if word not in STOP_WORDS]


def _number(word: str) -> str:
    if _GROUPED.fullmatch(word):
        return word.replace(",", "").replace(".", "")
    return word.replace(",", ".")


@lru_cache(maxsize=1 << 17)
def _stem(word: str, algorithm: str) -> str:
    if algorithm == "spanish":  # the stemmer knows the ending by its accent, which folding took
        word = _SPANISH_ION.sub("ión", word)
    stemmers = _per_thread.__dict__
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return fold(stemmers[algorithm].stemWord(word))
