"""Short phrases made from a dictionary's entries: forms of verbs and nouns that parallel text of this size lacks.

Only what regular rules make is made: a Spanish verb whose stem may change is left to the text.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from vectorstore.training.pairs import Pair

IRREGULAR_VERBS = Path(__file__).parent / "irregular_verbs.tsv"
_ENTRY = re.compile(r"(?P<to>to )?(?P<words>[a-z]+(?: [a-z]+)?)(?:[,;(].*)?", re.IGNORECASE)
_IRREGULAR_STEM = re.compile(
    r"(?:ten|ven|pon|hac|fac|dec|duc|quer|pod|sab|hab|tra|val|sal|cab|ca|[aeiouü]|ñ|ll|qu|gu)$|^(?:|s|d|v|prev|and|est)$"
)

_CHANGING_STEM = re.compile(r"[eo][^aeiou]{0,3}$")
_IRREGULAR_PARTICIPLE = re.compile(r"(?:scrib|abr|cubr|romp|volv|solv|mor|prim)$")
_DOUBLING = re.compile(
    r"(?:(?:ad|com|sub|per|o|trans|re|e)mit|(?:re|pre|trans|in|con|de)fer|cur|begin|trol|[mpx]pel|gret|equip|forget|abet|rebel)$"
)
_VERB_PHRASES = (
    ("{preterite}", "it {past}"), ("{preterites}", "they {past}"), ("{imperfects}", "they used to {base}"),
    ("había {participle}", "it had {participle_en}"), ("han {participle}", "they have {participle_en}"),
    ("fue {participle}", "it was {participle_en}"), ("fueron {participle}s", "they were {participle_en}"),
    ("será {feminine}", "it will be {participle_en}"), ("las {feminine}s", "those {participle_en}"),
    ("{future}", "it will {base}"), ("{futures}", "they will {base}"), ("{conditional}", "it would {base}"),
    ("{conditionals}", "they would {base}"), ("{gerund}", "{gerund_en}"), ("si {subjunctive}", "if it {past}"),
    ("¿Cuándo {preterites}?", "When did they {base}?"), ("¿Quién {preterite} eso?", "Who {past} that?"),
    ("¿Por qué {preterite}?", "Why did it {base}?"), ("¿Dónde {imperfects}?", "Where did they {base}?"),
    ("¿En qué año fue {participle}?", "In what year was it {participle_en}?"),
    ("sin {infinitive}", "without {gerund_en}"),
    ("¿Cómo se {preterite}?", "How was it {participle_en}?"), ("debe {infinitive}", "it must {base}"),
)  # fmt: skip
_NOUN_PHRASES = (
    ("¿Qué es {article} {noun}?", "What is the {noun_en}?"), ("{article} {noun}", "the {noun_en}"),
    ("{articles} {nouns}", "the {nouns_en}"), ("¿Cuánt{ending}s {nouns} hay?", "How many {nouns_en} are there?"),
    ("¿Qué son {articles} {nouns}?", "What are {nouns_en}?"),
    ("¿Para qué sirve {article} {noun}?", "What is the {noun_en} used for?"),
    ("un{feminine} {noun} nuev{ending}", "a new {noun_en}"), ("much{ending}s {nouns}", "many {nouns_en}"),
    ("¿Dónde está {article} {noun}?", "Where is the {noun_en}?"), ("sin {nouns}", "without {nouns_en}"),
)  # fmt: skip


@functools.cache
def _irregular() -> dict[str, tuple[str, str]]:
    """Return past and participle of English verbs that have their own, by their base."""
    lines = IRREGULAR_VERBS.read_text(encoding="utf-8").splitlines()
    return {base: (past, participle) for base, past, participle in (line.split("\t") for line in lines)}


def phrases(entries: Iterable[Pair], rng: random.Random, most: int) -> Iterator[Pair]:
    """Yield up to ``most`` phrases, by lot, for each entry that is a regular verb or a noun with a noun's ending."""
    for english, spanish in entries:
        match = _ENTRY.fullmatch(english)
        if match is None or not spanish.isalpha() or not spanish.islower():
            continue
        words, forms = match["words"].lower(), {}
        patterns: Sequence[tuple[str, str]] = _VERB_PHRASES if match["to"] else _NOUN_PHRASES
        if match["to"] and spanish[-2:] in ("ar", "er", "ir"):
            regular = _verb(spanish)
            forms = regular and regular | _english_verb(words)
        elif not match["to"] and " " not in words:
            forms = _noun(spanish, words)
        if forms:
            for one, other in rng.sample(patterns, most):
                yield Pair(other.format(**forms), one.format(**forms))


def _verb(infinitive: str) -> dict[str, str]:
    """Return the forms of a regular verb by their names; nothing where the verb may not be regular.

    >>> _verb("aplazar")["preterites"], _verb("sentir")
    ('aplazaron', {})
    """
    stem, kind = infinitive[:-2], infinitive[-2:]
    if kind == "ar":
        endings = ("ó", "aron", "aban", "ado", "ando", "ara")
    elif _IRREGULAR_PARTICIPLE.search(stem) or (kind == "ir" and _CHANGING_STEM.search(stem)):
        return {}
    else:
        endings = ("ió", "ieron", "ían", "ido", "iendo", "iera")
    if _IRREGULAR_STEM.search(stem) and (kind != "ar" or stem in ("and", "est", "d")):
        return {}
    names = ("preterite", "preterites", "imperfects", "participle", "gerund", "subjunctive")
    forms = {name: stem + ending for name, ending in zip(names, endings, strict=True)}
    return forms | {
        "infinitive": infinitive,
        "feminine": forms["participle"][:-1] + "a",
        "future": infinitive + "á",
        "futures": infinitive + "án",
        "conditional": infinitive + "ía",
        "conditionals": infinitive + "ían",
    }


def _english_verb(words: str) -> dict[str, str]:
    """Return base, past, participle and gerund of a verb, which may have a particle.

    >>> _english_verb("put off")["past"], _english_verb("apply")["participle_en"], _english_verb("stop")["gerund_en"]
    ('put off', 'applied', 'stopping')
    """
    verb, space, particle = words.partition(" ")
    doubled = verb + verb[-1] if re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb) or _DOUBLING.search(verb) else verb
    if verb.endswith("ie"):
        past, gerund = verb + "d", verb[:-2] + "ying"
    elif verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        past, gerund = verb + "d", verb[:-1] + "ing"
    elif re.search(r"[^aeiou]y$", verb):
        past, gerund = verb[:-1] + "ied", verb + "ing"
    else:
        past, gerund = (verb + "d" if verb.endswith("e") else doubled + "ed"), doubled + "ing"
    past, participle = _irregular().get(verb, (past, past))
    forms = {"base": verb, "past": past, "participle_en": participle, "gerund_en": gerund}
    return {name: form + space + particle for name, form in forms.items()}


def _noun(spanish: str, english: str) -> dict[str, str]:
    """Return both nouns with plurals and articles; nothing where the ending tells neither noun nor gender.

    >>> _noun("coalición", "coalition")["nouns"], _noun("puente", "bridge")
    ('coaliciones', {})
    >>> _noun("acogedor", "cozy"), _noun("economía", "economics")
    ({}, {})
    """
    if re.search(r"(?:ción|sión|dad|tud|ía|ura|[ae]ncia)$", spanish) and spanish != "todavía":
        feminine = "" if spanish in ("día", "mediodía", "tranvía") else "a"
    elif re.search(r"(?:miento|ismo|aje)$", spanish) or (
        spanish.endswith(("tor", "dor")) and english.endswith(("or", "er"))  # "acogedor" is "cozy", no noun
    ):
        feminine = ""
    else:
        return {}
    if english.endswith(("is", "ics")):  # a plural of its own, or none
        return {}
    plural = spanish + "s" if spanish[-1] in "aeo" else re.sub("ón$", "on", spanish) + "es"
    if re.search(r"(?:s|x|ch|sh)$", english):
        plural_en = english + "es"
    else:
        plural_en = re.sub(r"(?<=[^aeiou])ys$", "ies", english + "s")
    return {
        "noun": spanish,
        "nouns": plural,
        "noun_en": english,
        "nouns_en": plural_en,
        "article": "la" if feminine else "el",
        "articles": "las" if feminine else "los",
        "feminine": feminine,
        "ending": feminine or "o",
    }
