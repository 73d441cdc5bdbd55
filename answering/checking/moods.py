"""How surely a text says that something is so: done, or only aimed at, possible, demanded, still to come."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from answering.checking.readings import Reading, Token
from answering.checking.vocabulary import Vocabulary


class Mood(Enum):
    """What a word is said under."""

    DONE = "done"
    AIM = "aim"
    WISH = "wish"
    PLAN = "plan"
    CAN = "can"
    MAY = "may"
    MUST = "must"
    WILL = "will"
    WOULD = "would"


_MARKS = {
    Mood.AIM: """aim aims aimed aiming seek seeks sought seeking strive strives goal goals purpose objective objectives
        intention promise promises promised pledge pledges designed meant busca buscan buscar pretende pretenden procura
        procuran aspira aspiran objetivo objetivos meta fin finalidad proposito promete prometen compromete comprometen
        encaminado encaminada destinado destinada dirigido dirigida""",
    Mood.WISH: """want wants wish wishes hope hopes try tries trying attempt attempts quiere quieren desea desean
        espera esperan intenta intentan""",
    Mood.PLAN: """plan plans planned planning intend intends intended propose proposes proposed suggested planea planean
        planeado preve preven previsto prevista propone proponen propuso propusieron propuesto propuesta sugirieron
        proyecta proyectan""",
    Mood.CAN: "can could able capable possible puede pueden pueda puedan capaz capaces posible",
    Mood.MAY: "may might perhaps possibly maybe quizas quiza podria podrian posiblemente",
    Mood.MUST: """must should ought need needs needed require requires required obliged imperative essential necessary
        expected supposed demand demands crucial vital debe deben debera deberan deberia deberian necesita necesitan
        requiere requieren exige exigen imprescindible indispensable necesario necesaria obligatorio fundamental pide
        piden""",
    Mood.WILL: "will shall",
    Mood.WOULD: "would",
}
_MOOD_OF = {word: mood for mood, words in _MARKS.items() for word in words.split()}
_PHRASES = {
    ("have", "to"): Mood.MUST,
    ("has", "to"): Mood.MUST,
    ("hay", "que"): Mood.MUST,
    ("tiene", "que"): Mood.MUST,
    ("tienen", "que"): Mood.MUST,
    ("calls", "for"): Mood.MUST,
    ("call", "for"): Mood.MUST,
    ("asks", "for"): Mood.MUST,
    ("hace", "falta"): Mood.MUST,
    ("going", "to"): Mood.WILL,
    ("wanted", "to"): Mood.WISH,
    ("va", "a"): Mood.WILL,
    ("van", "a"): Mood.WILL,
    ("in", "order"): Mood.AIM,
    ("trata", "de"): Mood.AIM,
    ("tratan", "de"): Mood.AIM,
}
_NAMING = frozenset(
    "aim goal goals purpose objective objectives intention objetivo objetivos meta fin finalidad proposito".split()
)
"""Marks that are nouns: *the goal is to …* goes on under them."""

_ENDING = frozenset(
    """because when which who whose where while although but if since porque cuando donde mientras aunque pero
    si pues cuyo cuya""".split()
)
_FINITE = frozenset(
    "is are was were has had does did es son fue fueron ha han esta estan tiene tienen era eran".split()
)
_NOT_FUTURE = frozenset("mama papa quiza detras ademas jamas".split())
_ARTICLES = frozenset("la las una unas su sus el los un de del en con por y esta esa cada gran".split())
_HAVING_BEEN = frozenset("was were been has have had fue fueron ha han habia habian sido haber".split())
_BEING = frozenset("is are be being am es son ser sea sean siendo esta estan".split())
_BEFORE_NOUN = frozenset("the a an of in to for with by its their his her this these those and or from as".split())
_MADE_POSSIBLE = frozenset(
    """enabled allowed helped managed led permitio permitieron logro lograron ayudo ayudaron pudo pudieron
    consiguio llevo""".split()
)
_REACH, _FAR = 3, 14


def moods_of(text: Reading) -> tuple[Mood, ...]:
    """Return what each word is said under: the mood of the mark before it, until the next verb or clause ends it."""
    moods: list[Mood] = []
    mood, is_named = Mood.DONE, False
    for place, token in enumerate(text.tokens):
        between = text.between(place - 1, place) if place else ""
        if any(sign in between for sign in ".;:()") or token.word in _ENDING:
            mood, is_named = Mood.DONE, False
        mark = _mark_at(text, place)
        if mark is not None:
            mood, is_named = mark, token.word in _NAMING
        elif token.word in _FINITE and (place + 1 == len(text.tokens) or text.tokens[place + 1].word != "to"):
            mood, is_named = (mood, False) if is_named else (Mood.DONE, False)
        moods.append(mood)
    return tuple(moods)


def is_mark(word: str, mood: Mood) -> bool:
    """Return whether a folded word puts what follows it under ``mood``."""
    return _MOOD_OF.get(word) is mood


def _mark_at(text: Reading, place: int) -> Mood | None:
    token = text.tokens[place]
    then = text.tokens[place + 1].word if place + 1 < len(text.tokens) else ""
    before = text.tokens[place - 1].word if place else ""
    if (token.word, then) in _PHRASES and (token.word[:4] != "trat" or is_infinitive(text, place + 2)):
        return _PHRASES[token.word, then]
    is_done = (token.word[:6] == "propue" and then == "por") or (token.word == "proposed" and then == "by")
    if is_done or (token.word == "will" and before in ("free", "own", "their")):
        return None
    if token.word in _MOOD_OF and not (token.surface[0].isupper() and not token.opens):
        return _MOOD_OF[token.word]
    if text.language != "es" or len(token.word) <= _REACH or token.word in _NOT_FUTURE:
        return None
    surface = token.surface.lower()
    if surface.endswith(("rá", "rán", "remos")):
        return Mood.WILL
    return Mood.WOULD if surface.endswith(("ría", "rían")) and before not in _ARTICLES else None


def is_infinitive(text: Reading, place: int) -> bool:
    """Return whether the word at ``place`` has the ending of a Spanish infinitive."""
    return place < len(text.tokens) and text.tokens[place].word.endswith(("ar", "er", "ir", "arse", "erse", "irse"))


def is_past(text: Reading, place: int) -> bool:
    """Return whether the word at ``place`` is a verb that tells of what has happened, as far as its form shows.

    What was *enabled* or *permitted*, *permitió*, has happened as well.
    """
    before = text.words[max(0, place - _REACH) : place]
    is_made_possible = bool(_MADE_POSSIBLE.intersection(text.words[max(0, place - _FAR) : place]))
    if text.language == "es":
        return (is_made_possible and is_infinitive(text, place)) or _is_past_in_spanish(text.tokens[place], before)
    return (is_made_possible and "to" in before) or (place > 0 and _is_past_in_english(text.tokens[place], before))


def _is_past_in_spanish(token: Token, before: Sequence[str]) -> bool:
    surface = token.surface.lower()
    is_preterite = surface.endswith(("ó", "aron", "ieron", "jeron", "eron")) and len(surface) > _REACH
    is_participle = surface.rstrip("s").endswith(("ado", "ada", "ido", "ida", "to", "ta", "cho", "cha"))
    is_irregular = token.word in Vocabulary.load().past["es"] and not is_participle
    return is_preterite or is_irregular or (is_participle and bool(_HAVING_BEEN.intersection(before)))


def _is_past_in_english(token: Token, before: Sequence[str]) -> bool:
    vocabulary = Vocabulary.load()
    is_irregular = token.word in vocabulary.past["en"] and vocabulary.bases["en"][token.word] != token.word
    if not (is_irregular or (token.word.endswith("ed") and len(token.word) > _REACH + 1)):
        return False
    if _HAVING_BEEN.intersection(before):
        return True
    return not _BEING.intersection(before) and not _BEFORE_NOUN.intersection(before[-1:])
