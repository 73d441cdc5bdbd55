"""Whether every name in a sentence stands in what it cites: people, places, bodies, acronyms, sections."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from answering.checking.codes import unknown_codes
from answering.checking.mentions import (
    AND,
    CALENDAR,
    OF,
    capital_runs,
    is_acronym,
    is_capital,
    is_ordinary,
    known_mentions,
    looks_ordinary,
)
from answering.checking.name_forms import direction_of
from answering.checking.naming_kinds import wrong_kind
from answering.checking.readings import Reading
from answering.checking.sections import wrong_section
from answering.checking.standing import Standing
from answering.checking.types import Ground
from answering.concepts import Lexicon
from vectorstore.words import STOP_WORDS

_LACKING = 3
_SHOUTED, _SHOUTED_WORDS = 0.7, 4
_TITLES = frozenset(
    """president chair_dais vice moderator secretary director minister governor ambassador delegate judge lawyer king
    prime observer police doctor teacher government parliament page_staff rapporteur member join_member soldier project
    program initiative raid_operation report_publication country_state team_unit nationality founder_person expert
    leader_lead citizen people_person topic_subject section_part""".split()
)
_HEADS = frozenset(
    """treaty_agreement protocol declaration_doc charter law_act resolution rule conference forum committee council
    assembly organization association bloc office_bureau department network group bank policy framework strategy
    manual_guide book campaign plan system""".split()
)
_PAPERS = frozenset("rule treaty_agreement protocol declaration_doc charter law_act resolution".split())
_ALLIANCES = frozenset("alliance alliances partnership partnerships alianza alianzas".split())
_HABITUAL = {("mesa", "directiva"), ("member", "states"), ("estados", "miembros"), ("honorables", "delegados")}
_LANGUAGES = frozenset("english spanish ingles espanol castellano".split())


def unknown_name(said: Reading, grounds: Sequence[Ground], lexicon: Lexicon) -> str:
    """Return the first name of a sentence that stands nowhere in the grounds, as it is written; ``""`` for none.

    A name may stand under another alias, in the other language's spelling or in part. One that is put together of
    parts that stand apart is unknown; so are a section that is not there and a project that is called an operation.
    """
    standing = Standing(grounds, said.language, lexicon)
    offending = next(_unknown(said, standing, lexicon), None)
    if offending is not None:
        first, end = offending
        return said.text[said.tokens[first].start : said.tokens[end - 1].end]
    return wrong_section(said, standing) or wrong_kind(said, standing, lexicon)


def _unknown(said: Reading, standing: Standing, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Yield the places of the names that stand nowhere."""
    yield from unknown_codes(said, standing)
    for mention in known_mentions(said, lexicon):
        if not standing.knows(mention.names) and said.tokens[mention.first].word not in _LANGUAGES:
            yield mention.first, mention.end
    shouted = _is_shouted(said)
    finder = _Finder(said, standing, lexicon)
    for first, end in capital_runs(said):
        if not shouted or _has_digit(said, first, end):
            found = finder.unknown_in(first, end)
            if found is not None:
                yield found


def _has_digit(said: Reading, first: int, end: int) -> bool:
    return any(letter.isdigit() for token in said.tokens[first:end] for letter in token.surface)


def _is_shouted(said: Reading) -> bool:
    lettered = [token for token in said.tokens if token.surface.isalpha()]
    loud = sum(is_acronym(token) for token in lettered)
    return len(lettered) > _SHOUTED_WORDS and loud > _SHOUTED * len(lettered)


class _Finder:
    """Looks up the runs of capitals of one sentence."""

    def __init__(self, said: Reading, standing: Standing, lexicon: Lexicon) -> None:
        self._said = said
        self._tokens = said.tokens
        self._standing = standing
        self._lexicon = lexicon
        spans = [(span.canonical, place) for span in said.names for place in range(span.first, span.end)]
        self._span_of = {place: canonical for canonical, place in spans}
        self._mentioned = {
            place for mention in known_mentions(said, lexicon) for place in range(mention.first, mention.end)
        } | {place for canonical, place in spans if canonical in CALENDAR}

    def unknown_in(self, first: int, end: int) -> tuple[int, int] | None:
        """Return the part of a run that stands nowhere, ``None`` where all of it stands."""
        places = self._content(first, end)
        if not places or self._stands_whole(places):
            return None
        if len(places) == 1:
            fine = not self._is_proper(places[0]) and not self._is_missing_paper(places[0])
            return None if fine else (places[0], places[0] + 1)
        parts = self._parted(first, end)
        if len(parts) > 1:
            if self._is_head(places[0]) and not self._is_title(places[0]) and self._tokens[parts[0][1]].word not in AND:
                return places[0], places[-1] + 1
            return next((found for part in parts if (found := self.unknown_in(*part)) is not None), None)
        if self._may_be_dropped(places[0]):
            return self.unknown_in(places[1], end)
        return None if self._stands_apart(places) else (places[0], places[-1] + 1)

    def _content(self, first: int, end: int) -> list[int]:
        """Return the places of a run that name: its capitals, but no *The*."""
        return [
            place
            for place in range(first, end)
            if is_capital(self._tokens[place])
            and (self._tokens[place].word not in STOP_WORDS or self._is_letter(place))
        ]

    def _is_letter(self, place: int) -> bool:
        """Return whether a stop word is a name all the same: the *A* of *Topic A*, an acronym."""
        token = self._tokens[place]
        after_capital = place > 0 and is_capital(self._tokens[place - 1])
        return not token.opens and (is_acronym(token) or (len(token.surface) == 1 and after_capital))

    def _meant(self, place: int) -> Collection[str]:
        """Return the words of the grounds that stand for one of the sentence, by itself or as part of a set term."""
        token = self._tokens[place]
        is_code = is_acronym(token) or any(letter.isdigit() for letter in token.surface)
        matched = self._standing.means(token.word) if is_code else self._standing.matches(token.word)
        if place not in self._span_of:
            return matched
        return matched.union(self._standing.words_of(self._span_of[place]))

    def _stands_whole(self, places: Sequence[int]) -> bool:
        if self._standing.places("".join(self._tokens[place].word for place in places)):
            return True
        proper = [place for place in places if self._is_proper(place)]
        wanted = [self._meant(place) for place in places]
        if not proper and not self._standing.foreign:
            return bool(self._standing.tight(wanted))
        may_lack = (len(places) - 1) // _LACKING if self._standing.foreign else 0
        return bool(self._standing.together(wanted, may_lack=may_lack)) and self._is_one_name(proper)

    def _is_one_name(self, proper: Sequence[int]) -> bool:
        """Return whether the words that say nothing but a name belong to one name of the grounds."""
        return len(proper) < 2 or bool(self._standing.together([self._meant(place) for place in proper], joined=True))

    def _is_proper(self, place: int) -> bool:
        """Return whether a word says nothing but a name: no everyday word, and in small letters nowhere."""
        token = self._tokens[place]
        if place in self._mentioned:
            return False
        if is_acronym(token) or any(letter.isdigit() for letter in token.surface) or len(token.surface) == 1:
            return True
        if place in self._span_of or is_ordinary(token.word, self._lexicon):
            return False
        return not (self._standing.has_lower(token.word) or (token.opens and looks_ordinary(token.word)))

    def _parted(self, first: int, end: int) -> list[tuple[int, int]]:
        """Return a run cut at its weakest joints: *and* before *in*, *in* before *of*."""
        small = [place for place in range(first, end) if not is_capital(self._tokens[place])]
        for kind in (AND, frozenset(self._tokens[place].word for place in small) - OF, OF):
            joints = [place for place in small if self._tokens[place].word in kind]
            if joints:
                bounds = [first - 1, *joints, end]
                return [(left + 1, right) for left, right in pairwise(bounds) if left + 1 < right]
        return [(first, end)]

    def _may_be_dropped(self, place: int) -> bool:
        """Return whether the first word of a sentence is no part of the name that follows it."""
        token = self._tokens[place]
        if not token.opens or self._is_proper(place) or place in self._mentioned:
            return False
        return (_TITLES | _HEADS).isdisjoint(self._listed(token.word))

    def _stands_apart(self, places: Sequence[int]) -> bool:
        """Return whether capitals in a row stand each by itself: a title and a name, a body and what it has."""
        if tuple(self._tokens[place].word for place in places) in _HABITUAL:
            return True
        proper = [place for place in places if self._is_proper(place)]
        needed = [place for place in places if not self._is_title(place)]
        if not self._is_one_name(proper):
            return False
        if not needed or self._standing.together([self._meant(place) for place in needed]):
            return len(needed) > 0 or len(places) < 2
        left = [place for place in needed if place not in self._mentioned]
        return len(left) < len(needed) and all(self._is_proper(place) and self._meant(place) for place in left)

    def _is_head(self, place: int) -> bool:
        """Return whether a word is what a body, a treaty or a paper is called by: *Alliance*, *Protocol*."""
        word = self._tokens[place].word
        return place not in self._mentioned and (word in _ALLIANCES or not _HEADS.isdisjoint(self._listed(word)))

    def _is_title(self, place: int) -> bool:
        """Return whether a word may stand before any name: *President*, *Operation*."""
        word = self._tokens[place].word
        if place in self._mentioned or direction_of(word):
            return False
        return not _TITLES.isdisjoint(self._listed(word))

    def _is_missing_paper(self, place: int) -> bool:
        """Return whether a capital speaks of a treaty or rules, and the grounds hold none."""
        token = self._tokens[place]
        if token.opens or place in self._span_of or _PAPERS.isdisjoint(self._listed(token.word)):
            return False
        return not self._meant(place)

    def _listed(self, word: str) -> frozenset[str]:
        return self._lexicon.concepts.get(word, frozenset())
