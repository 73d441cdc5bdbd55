"""The names in a text: those that the lexicon knows, words for the people of a place, and runs of capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from answering.checking.readings import Reading, Token
from answering.checking.vocabulary import Vocabulary
from answering.concepts import LEXICON, Lexicon, number_value
from vectorstore.words import STOP_WORDS, fold, words

CALENDAR = frozenset(
    """january february april june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday""".split()
) | {"month of march", "month of may"}  # fmt: skip
"""The lexicon's names that are dates: what is said of them is for the check of numbers."""

BRANDS = frozenset(
    "facebook instagram whatsapp tiktok twitter youtube telegram snapchat signal google bitcoin tor netflix".split()
)
"""Names that the lexicon lists among words."""

OF = frozenset("of the de del la las los el du da do dos der van von bin al ibn".split())
AND = frozenset("and y e or o u".split())
ABOUT = frozenset("for against on para contra sobre".split())
LINKS = OF | AND | ABOUT | frozenset("to in en a al".split())
"""The small words that stand inside names."""

_JOINING = LINKS | frozenset("at with by por con entre".split())
_MOST_JOINING = 3
_STOPS_RUN = re.compile(r"[,;:!?()\[\]{}«»“”\"…\n—–•|]|\.(?=\s)|[’']s\b")
_ABBREVIATED = 3
_LETTERS = re.compile(r"[^\W\d_]")
_ENDINGS = re.compile(
    r"[a-z]*(?:[a-z]{3}(?:ly|ing|ed|tion|tions|ment|ments|ness|ity|ities|ous|ful|less|able|ible|ship|ance|ence|ers)"
    r"|[a-z]{2}(?:mente|cion|ciones|sion|siones|dad|dades|ando|iendo|yendo|ado|ada|ados|adas|ido|ida|idos|idas|aron|"
    r"ieron|yeron|aban|arian|erian|irian|aran|eran|iran|miento|mientos|encia|encias|ancia|ancias|ismo|"
    r"ables?|ibles?|osos?|osas?|arse|erse|irse|arlos?|arlas?|amos|emos|imos))"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name over the tokens from ``first`` up to before ``end``; ``names`` are what it may mean, canonical."""

    first: int
    end: int
    names: frozenset[str]


@lru_cache(maxsize=1)
def demonyms() -> Mapping[tuple[str, ...], frozenset[str]]:
    """Return the places that words for their people and things stand for: folded words to canonical names."""
    found: dict[tuple[str, ...], set[str]] = {}
    for line in (LEXICON / "demonyms.tsv").read_text(encoding="utf-8").splitlines():
        place, *forms = line.split("\t")
        for form in forms:
            found.setdefault(tuple(words(form)), set()).add(fold(place))
    return {form: frozenset(places) for form, places in found.items()}


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    return frozenset(form[0] for form in demonyms())


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Return the canonical names of countries and regions."""
    return frozenset().union(*demonyms().values())


@lru_cache(maxsize=512)
def forms_of(place: str) -> frozenset[str]:
    """Return the words of one piece for the people and things of a place.

    >>> "mexicana" in forms_of("mexico")
    True
    """
    return frozenset(form[0] for form, meant in demonyms().items() if len(form) == 1 and place in meant)


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    rows = (LEXICON / "ordinary.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(word for row in rows for word in row.split("\t")[1].split())


@lru_cache(maxsize=1 << 14)
def _is_listed(word: str) -> bool:
    vocabulary = Vocabulary.load()
    return word in _ordinary() or any(vocabulary.kin_of(word, language) for language in ("en", "es"))


def is_ordinary(word: str, lexicon: Lexicon) -> bool:
    """Return whether a folded word is listed as an everyday one of either language.

    >>> is_ordinary("nevertheless", Lexicon.load()), is_ordinary("marisol", Lexicon.load())
    (True, False)
    """
    if word in BRANDS:
        return False
    return word in STOP_WORDS or bool(number_value(word) or lexicon.concepts_of(word)) or _is_listed(word)


def looks_ordinary(word: str) -> bool:
    """Return whether a folded word ends as adverbs, participles, verbs and abstract nouns do.

    >>> looks_ordinary("boosting"), looks_ordinary("participaron"), looks_ordinary("marisol")
    (True, True, False)
    """
    return _ENDINGS.fullmatch(word) is not None


def known_mentions(reading: Reading, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Return the names of entities that the lexicon or a demonym knows in a text, in their order, dates left out."""
    found = [
        Mention(span.first, span.end, frozenset({span.canonical}))
        for span in reading.names
        if span.canonical not in lexicon.phrases and span.canonical not in CALENDAR
    ]
    taken = {place for span in reading.names for place in range(span.first, span.end)}
    found += [mention for mention in _demonyms(reading) if taken.isdisjoint(range(mention.first, mention.end))]
    return tuple(sorted(found, key=lambda mention: mention.first))


def _demonyms(reading: Reading) -> Iterator[Mention]:
    known, firsts, tokens, place = demonyms(), _first_words(), reading.tokens, 0
    if firsts.isdisjoint([token.word for token in tokens]):
        return
    while place < len(tokens):
        length = 0
        if tokens[place].word in firsts and not (reading.language == "en" and tokens[place].surface.islower()):
            pair = tuple(token.word for token in tokens[place : place + 2])
            length = next((size for size in (len(pair), 1) if pair[:size] in known), 0)
        if length:
            yield Mention(place, place + length, known[pair[:length]])
        place += length or 1


def is_capital(token: Token) -> bool:
    """Return whether a token is written as a name is: with a capital, or letters with digits.

    >>> is_capital(Token("track4tip", "track4tip", 0, 9, False)), is_capital(Token("20th", "20th", 0, 4, False))
    (True, False)
    """
    return _looks_capital(token.surface)


@lru_cache(maxsize=1 << 15)
def _looks_capital(surface: str) -> bool:
    if surface[0].isdigit():
        return any(letter.isupper() for letter in surface)
    return surface != surface.lower() or any(letter.isdigit() for letter in surface)


def capital_runs(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield the runs of words written as names: first token, after the last; small words between them belong to it.

    The first word of a sentence begins one only where it is no stop word.
    """
    tokens, place = reading.tokens, 0
    while place < len(tokens):
        if not _begins(reading, place):
            place += 1
            continue
        end = place + 1
        while (further := _next_capital(reading, end)) is not None:
            end = further + 1
        yield place, end
        place = end


def _begins(reading: Reading, place: int) -> bool:
    token = reading.tokens[place]
    if not is_capital(token) or (token.word in STOP_WORDS and (token.opens or not is_acronym(token))):
        return False
    return not (token.surface == "I" and reading.language == "en")


def _next_capital(reading: Reading, end: int) -> int | None:
    """Return the next token of a run that has come up to before ``end``, ``None`` where the run ends there."""
    tokens = reading.tokens
    for place in range(end, min(end + _MOST_JOINING + 1, len(tokens))):
        if _stops(reading, place - 1, place):
            return None
        if is_capital(tokens[place]):
            return place
        if tokens[place].word not in _JOINING:
            return None
    return None


def _stops(reading: Reading, one: int, other: int) -> bool:
    between = reading.text[reading.tokens[one].end : reading.tokens[other].end]
    sign = _STOPS_RUN.search(reading.text, reading.tokens[one].end, reading.tokens[other].end)
    if sign is None:
        return False
    return not (between.startswith(".") and len(reading.tokens[one].surface) <= _ABBREVIATED)


def is_acronym(token: Token) -> bool:
    """Return whether a token is an abbreviation in capitals.

    >>> is_acronym(Token("onu", "ONU", 0, 3, False)), is_acronym(Token("a", "A", 0, 1, False))
    (True, False)
    """
    return len(token.surface) > 1 and token.surface.isupper() and _LETTERS.search(token.surface) is not None
