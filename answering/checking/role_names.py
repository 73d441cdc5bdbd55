"""What a sentence says things of: names, what a heading is about, and those who act: *police*, *victims*."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from answering.checking.mentions import (
    ABOUT,
    AND,
    CALENDAR,
    LINKS,
    OF,
    Mention,
    capital_runs,
    is_capital,
    is_ordinary,
    known_mentions,
)
from answering.checking.readings import Reading
from answering.checking.role_forms import english_form, spanish_form
from answering.checking.standing import Place, Standing
from answering.concepts import Lexicon, number_value
from vectorstore.words import STOP_WORDS, words

_PARTING = AND | frozenset("in to at with by en a con por entre como as like".split())
_BODIES = frozenset(
    """treaty_agreement protocol committee council assembly organization association bloc conference
    network project program raid_operation initiative group office_bureau manual_guide team_unit""".split()
)
_DAIS = frozenset("chair dais mesa".split())
_POSTS = frozenset("president vice moderator secretary director minister governor ambassador rapporteur".split())
_POST_WORDS = frozenset("officer oficial treasurer tesorero tesorera spokesperson portavoz adviser advisor".split())
_ARTICLES = frozenset("the el la los las".split())
_LONGEST_TAIL, _LACKING = 6, 3
_ALLIANCES = frozenset("alliance alianza partnerships alianzas".split())
_ACTORS = frozenset(
    """victim survivor trafficker smuggler criminal suspect gang_network police guard soldier child_minor youth
    woman_girl man_boy adult elderly family parent spouse migrant refugee displaced citizen farmer worker employer
    volunteer expert scientist journalist doctor teacher student ambassador diplomat delegate observer government
    authority company_business country_state judge lawyer nongovernmental intergovernmental people_person king prime
    minister governor mayor_city customs""".split()
)
_SIGN = re.compile(r"[,;:.()]")
_LEAST_HEADING, _SHORT_HEADING, _MOST_HEADING = 2, 3, 4


@dataclass(frozen=True, slots=True)
class Named:
    """What is spoken of, over the tokens from ``first`` up to before ``end``.

    ``names`` are the lexicon's for it, or for the part of it over the places in ``known``.
    """

    first: int
    end: int
    kind: Literal["name", "topic", "actor"]
    names: frozenset[str] = frozenset()
    known: frozenset[int] = frozenset()

    @property
    def places(self) -> range:
        """The places of its tokens."""
        return range(self.first, self.end)


def named_in(reading: Reading, lexicon: Lexicon) -> list[Named]:
    """Return the names and those who act in a text, in their order."""
    known = known_mentions(reading, lexicon)
    dates = {place for span in reading.names if span.canonical in CALENDAR for place in range(span.first, span.end)}
    found: list[Named] = []
    taken: set[int] = set(dates)
    for first, end in _pieces(reading, dates):
        inside = [mention for mention in known if first <= mention.first and mention.end <= end]
        if any(mention not in inside and mention.first < end and first < mention.end for mention in known):
            continue
        if _is_name(reading, first, end, inside, lexicon):
            names = frozenset[str]().union(*(mention.names for mention in inside))
            covered = frozenset(place for mention in inside for place in range(mention.first, mention.end))
            end = _with_tail(reading, first, end, known, lexicon)
            found.append(Named(first, end, "name", names, covered))
            taken.update(range(first, end))
    for mention in known:
        if taken.isdisjoint(range(mention.first, mention.end)):
            covered = frozenset(range(mention.first, mention.end))
            found.append(Named(mention.first, mention.end, "name", mention.names, covered))
            taken.update(range(mention.first, mention.end))
    for place, token in enumerate(reading.tokens):
        is_actor = not _ACTORS.isdisjoint(lexicon.concepts.get(token.word, ()))
        if place not in taken and is_actor and not token.word.endswith(("al", "ales")):
            found.append(Named(place, place + 1, "actor"))
    return sorted(found, key=lambda each: each.first)


def _pieces(reading: Reading, dates: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitals, cut at small words that seldom stand inside a name, and at dates."""
    for first, end in capital_runs(reading):
        start = first
        for place in range(first, end + 1):
            if place == end or place in dates or _parts(reading, first, place):
                if start < place:
                    yield _trimmed(reading, start, place)
                start = place + 1


def _parts(reading: Reading, first: int, place: int) -> bool:
    """Return whether a small word ends a name: *and*, *in*, and an article that nothing leads to."""
    token = reading.tokens[place]
    if is_capital(token):
        return False
    if any(earlier.word in ABOUT for earlier in reading.tokens[first:place]):
        return False  # "Coalition Against Trafficking in Persons and Smuggling"
    if token.word in _PARTING:
        return True
    leads = place > first and reading.tokens[place - 1].word in OF - _ARTICLES | ABOUT
    return token.word in _ARTICLES and not leads


def _trimmed(reading: Reading, first: int, end: int) -> tuple[int, int]:
    while first < end and not is_capital(reading.tokens[first]):
        first += 1
    while end > first and not is_capital(reading.tokens[end - 1]):
        end -= 1
    return first, end


def _is_name(reading: Reading, first: int, end: int, inside: Sequence[Mention], lexicon: Lexicon) -> bool:
    """Return whether a run of capitals is one name; what the lexicon knows of it may stand for itself."""
    plain = [token for token in reading.tokens[first:end] if token.word not in STOP_WORDS]
    if not plain:
        return False
    left = [
        place
        for place in range(first, end)
        if reading.tokens[place].word not in STOP_WORDS
        and not any(mention.first <= place < mention.end for mention in inside)
    ]
    if inside:
        whole = len(left) > 1 or any(letter.isdigit() for place in left for letter in reading.tokens[place].surface)
        return bool(left) and (whole or _is_head(reading.tokens[left[0]].word, lexicon))
    if any(_is_post(token.word, lexicon) for token in plain) and all(
        is_ordinary(token.word, lexicon) for token in plain
    ):
        return False
    if len(plain) > 1:
        return True
    word = plain[0].word
    if plain[0].opens and not plain[0].surface.isupper() and not _may_open(reading, end):
        return False
    if any(span.canonical in lexicon.phrases and span.first <= first and end <= span.end for span in reading.names):
        return False
    return _is_head(word, lexicon) or not is_ordinary(word, lexicon) or plain[0].surface.isupper()


def _may_open(reading: Reading, end: int) -> bool:
    """Return whether the first word of a sentence may be a name, by what follows it: a verb, but no noun."""
    if end >= len(reading.tokens) or reading.between(end - 1, end).strip():
        return True
    word, before = reading.tokens[end], reading.tokens[end - 1].word
    if word.word in STOP_WORDS:
        return not (reading.language == "en" and before.endswith("s"))
    form = english_form(word.word) if reading.language == "en" else spanish_form(word.word, word.surface)
    return form in ("past", "present") and not (reading.language == "en" and before.endswith("s"))


def _with_tail(reading: Reading, first: int, end: int, known: Sequence[Mention], lexicon: Lexicon) -> int:
    """Return where a Spanish name ends that goes on in small letters: *Protocolo previo al rescate*."""
    if reading.language == "en" or end - first > 1 or not _is_head(reading.tokens[first].word, lexicon):
        return end
    starts = {mention.first for mention in known}
    place = last = end
    while place < min(end + _LONGEST_TAIL, len(reading.tokens)) and reading.between(place - 1, place) == " ":
        token = reading.tokens[place]
        if place in starts or is_capital(token) or spanish_form(token.word, token.surface) is not None:
            break
        if token.word not in STOP_WORDS:
            last = place + 1
        elif token.word not in LINKS:
            break
        place += 1
    return last


def _is_post(word: str, lexicon: Lexicon) -> bool:
    return word in _POST_WORDS or not _POSTS.isdisjoint(lexicon.concepts.get(word, ()))


def _is_head(word: str, lexicon: Lexicon) -> bool:
    return word in _ALLIANCES or word in _DAIS or not _BODIES.isdisjoint(lexicon.concepts_of(word))


def topics_in(said: Reading, standing: Standing, headings: Collection[str]) -> list[Named]:
    """Return what a sentence says in the words of a heading: *incident response teams*."""
    found: dict[tuple[int, int], Named] = {}
    for heading in headings:
        told = re.split(r"[:(]", heading, maxsplit=1)[0]
        wanted = {word for word in words(told) if word not in STOP_WORDS and word.isalpha()}
        if len(wanted) < _LEAST_HEADING:
            continue
        meant = frozenset[str]().union(*(standing.matches(word) for word in wanted))
        row = _longest(said, standing, meant)
        if len(row) >= (len(wanted) if len(wanted) <= _SHORT_HEADING else min(len(wanted) - 1, _MOST_HEADING)):
            found.setdefault((row[0], row[-1]), Named(row[0], row[-1] + 1, "topic"))
    return list(found.values())


def _longest(said: Reading, standing: Standing, meant: Collection[str]) -> list[int]:
    """Return the longest row of words of a sentence, small words between, that a heading has."""
    best: list[int] = []
    row: list[int] = []
    for place, token in enumerate(said.tokens):
        if token.word in STOP_WORDS:
            continue
        if row and _SIGN.search(said.text, said.tokens[row[-1]].end, token.start):
            row = []
        row = [*row, place] if not standing.matches(token.word).isdisjoint(meant) else []
        best = row if len(row) > len(best) else best
    return best


def places_of(named: Named, said: Reading, standing: Standing, lexicon: Lexicon) -> frozenset[Place]:
    """Return where what a sentence names stands in the grounds."""
    tokens = [token for token in said.tokens[named.first : named.end] if token.word not in STOP_WORDS]
    if named.kind == "actor":
        return frozenset(
            place for token in tokens for word in standing.matches(token.word) for place in standing.places(word)
        )
    own = [
        said.tokens[place]
        for place in named.places
        if place not in named.known and said.tokens[place].word not in STOP_WORDS
    ]
    if named.names and not own:
        return standing.places_of(named.names)
    proper = [token for token in own if not is_ordinary(token.word, lexicon) or token.surface.isupper()]
    meant = [standing.matches(token.word) for token in proper or own]
    whole = list(meant)
    if named.names and not proper:
        whole.append(frozenset(word for name in named.names for word in standing.words_of(name)))
    spans = [*standing.tight(whole), *(standing.tight(meant) if len(meant) > 1 else ())]
    may_lack = 0 if proper else (len(whole) - 1) // _LACKING
    spans = spans or standing.together(whole, may_lack=may_lack)
    if not spans and len(own) > 1 and is_capital(own[0]) and not is_capital(own[-1]):
        return frozenset(place for word in standing.matches(own[0].word) for place in standing.places(word))
    if not spans and named.names:
        return standing.places_of(named.names)
    return frozenset(place for span in spans for place in span)


def is_specific(named: Named, reading: Reading, lexicon: Lexicon) -> bool:
    """Return whether a name tells what it is by itself, as *the Commission* does not."""
    tokens = [token for token in reading.tokens[named.first : named.end] if token.word not in STOP_WORDS]
    return bool(named.names) or len(tokens) > 1 or any(not is_ordinary(token.word, lexicon) for token in tokens)


def is_figure(word: str) -> bool:
    """Return whether a folded word is a number."""
    return bool(number_value(word))
