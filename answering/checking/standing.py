"""Where words and names stand in the grounds of a sentence, across inflection, spelling and the two languages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from answering.checking.mentions import LINKS, OF, Mention, forms_of, is_capital, known_mentions, places
from answering.checking.name_forms import direction_of, is_cognate, value_of
from answering.checking.readings import Reading
from answering.checking.types import Ground
from answering.checking.vocabulary import Vocabulary
from answering.concepts import Lexicon
from answering.matching import both_stems
from vectorstore.words import STOP_WORDS, words

Place = tuple[int, int]
"""A reading's number, and a token's place in it."""

_CONTINENTS = {
    "africa": ("africa",),
    "asia": ("asia",),
    "europe": ("europe", "europa"),
    "the americas": ("america", "americas"),
}
_NARROWING = frozenset(
    """north south east west northern southern eastern western central equatorial new papua democratic people
    norte sur este oeste oriental occidental ecuatorial nueva democratica popular septentrional meridional
    austral""".split()
)
_SLACK = 3
_SPELT_ALIKE = 7


@lru_cache(maxsize=1 << 16)
def stems_of(word: str) -> frozenset[str]:
    """Return the stems of a folded word in each language, and the word itself."""
    return both_stems(word)


class Standing:
    """The words and names of the grounds, and where they stand.

    ``foreign`` grounds hold nothing in the sentence's language, so that words are only as alike as cognates are.
    """

    def __init__(self, grounds: Sequence[Ground], language: str, lexicon: Lexicon) -> None:
        each = [reading for ground in grounds for reading in (ground.unit, ground.above, *ground.before)]
        self.readings: tuple[Reading, ...] = tuple({reading.text: reading for reading in each}.values())
        self.foreign = all(ground.unit.language != language for ground in grounds)
        self._lexicon = lexicon
        self._language, self._others = language, next((reading.language for reading in self.readings), language)
        self._vocabulary = Vocabulary.load()
        self._places: dict[str, list[Place]] = {}
        self._lower: set[str] = set()
        self._matched: dict[str, frozenset[str]] = {}
        self._stems: dict[str, set[str]] = {}
        self._concepts: dict[str, set[str]] = {}
        self._kin: dict[int, set[str]] = {}
        for number, reading in enumerate(self.readings):
            for place, token in enumerate(reading.tokens):
                self._places.setdefault(token.word, []).append((number, place))
                if token.surface.islower():
                    self._lower.add(token.word)
        self._mentions: list[tuple[Mention, ...]] = [known_mentions(reading, lexicon) for reading in self.readings]
        self._spans: dict[str, set[str]] = {}
        for reading in self.readings:
            for span in reading.names:
                self._spans.setdefault(span.canonical, set()).update(_words(reading, span.first, span.end))
        for reading, mentions in zip(self.readings, self._mentions, strict=True):
            for mention in mentions:
                for name in mention.names:
                    self._spans.setdefault(name, set()).update(_words(reading, mention.first, mention.end))
        self._names = frozenset(self._spans)
        self._of_places = frozenset(
            word
            for reading, mentions in zip(self.readings, self._mentions, strict=True)
            for mention in mentions
            if not places().isdisjoint(mention.names)
            for word in _words(reading, mention.first, mention.end)
        )

    def has_lower(self, word: str) -> bool:
        """Return whether a folded word stands somewhere in small letters."""
        return word in self._lower

    def places(self, word: str) -> Sequence[Place]:
        """Return where a folded word stands, as it is."""
        return self._places.get(word, ())

    def places_of(self, names: Collection[str]) -> frozenset[Place]:
        """Return where one of the canonical names stands, all its words, and the numbers of a region's other names."""
        found = {
            (number, place)
            for number, mentions in enumerate(self._mentions)
            for mention in mentions
            if not mention.names.isdisjoint(names)
            for place in range(mention.first, mention.end)
        }
        if not found:
            found = {place for name in names for span in self._spans_in_parts(name) for place in span}
        return frozenset(found)

    def _spans_in_parts(self, name: str) -> list[list[Place]]:
        single = [[place] for word in (*_CONTINENTS.get(name, ()), *forms_of(name)) for place in self.places(word)]
        aliases = [[word for word in words(alias) if word not in OF] for alias in self._lexicon.aliases.get(name, ())]
        return single + [
            span
            for alias in aliases
            if alias and all(word in self._places for word in alias)
            for span in self.together([{word} for word in alias])
            if not self._is_another(span, name, alias)
        ]

    def words_of(self, name: str) -> frozenset[str]:
        """Return the words by which the grounds have a name or set term of the lexicon, small words left out."""
        return frozenset(self._spans.get(name, ())) - STOP_WORDS

    def knows(self, names: Iterable[str]) -> bool:
        """Return whether one of the canonical names stands, under any alias, in parts or inside a longer name."""
        return any(name in self._names or bool(self._spans_in_parts(name)) for name in names)

    def _is_another(self, span: Sequence[Place], name: str, alias: Sequence[str]) -> bool:
        """Return whether words stand within the name of another place: *Guinea* within *Equatorial Guinea*."""
        if name not in places():
            return False
        number = span[0][0]
        tokens = self.readings[number].tokens
        for mention in self._mentions[number]:
            inside = range(mention.first, mention.end)
            if all(place in inside for _, place in span):
                return not _NARROWING.isdisjoint({tokens[place].word for place in inside} - set(alias))
        return False

    def matches(self, word: str) -> frozenset[str]:
        """Return the words of the grounds that stand for a folded word: its forms, synonyms and cognates."""
        if word not in self._matched:
            self._matched[word] = frozenset(self._find(word))
        return self._matched[word]

    def _find(self, word: str) -> Collection[str]:
        self._index()
        found = {word} if word in self._places else set()
        for stem in stems_of(word):
            found |= self._stems.get(stem, set())
        for concept in self._lexicon.concepts_of(word) if not direction_of(word) else ():
            found |= self._concepts.get(concept, set())
        for meaning in (direction_of, value_of):
            if meant := meaning(word):
                found |= {known for known in self._places if meaning(known) == meant}
        if self.foreign:
            kin = self._vocabulary.kin_of(word, self._language)
            found |= {known for known in self._places if kin & self._vocabulary.kin_of(known, self._others)}
            found |= {known for known in self._places if is_cognate(word, known)}
        if not found:
            found = {known for known in self._places if _is_spelt_alike(word, known)}
        return found

    def kin_of(self, rows: Collection[int]) -> frozenset[str]:
        """Return the words of the grounds that stand in one of the rows of words that may stand for each other."""
        if not self._kin:
            for word, found in self._places.items():
                for language in {self.readings[number].language for number, _ in found}:
                    for row in self._vocabulary.kin_of(word, language):
                        self._kin.setdefault(row, set()).add(word)
        return frozenset().union(*(self._kin.get(row, ()) for row in rows))

    def means(self, word: str) -> frozenset[str]:
        """Return the words of the grounds that mean just what an acronym or a numeral does: *DNA* and *ADN*."""
        self._index()
        listed, value = self._lexicon.concepts.get(word, ()), value_of(word)
        found = {word} if word in self._places else set()
        found |= {known for known in self._places if value and value_of(known) == value}
        return frozenset(found.union(*(self._concepts.get(concept, ()) for concept in listed)))

    def _index(self) -> None:
        if self._stems:
            return
        for known in self._places:
            for stem in stems_of(known):
                self._stems.setdefault(stem, set()).add(known)
            if known in self._lower or known not in self._of_places:  # *Costa Rica* is no cost
                for concept in self._lexicon.concepts_of(known):
                    self._concepts.setdefault(concept, set()).add(known)

    def together(
        self,
        wanted: Sequence[Collection[str]],
        *,
        may_lack: int = 0,
        joined: bool = False,
    ) -> list[list[Place]]:
        """Return where words stand close to each other in one text, each given by what stands for it.

        ``may_lack`` of them may be missing. ``joined`` words must belong to one run of words written as a name.
        """
        present = [found for each in wanted if (found := [place for word in each for place in self.places(word)])]
        if not present or len(wanted) - len(present) > may_lack:
            return []
        window = len(wanted) * 2 + _SLACK
        present.sort(key=len)
        result = []
        for anchor in present[0]:
            for least, most in ((-window, window), (0, window), (-window, 0)):
                span = _nearest(anchor, present, least, most)
                if len(wanted) - len(span) <= may_lack and (not joined or self._is_joined(span)):
                    result.append(span)
                    if least < 0 < most and len(span) == 1:
                        break
        return result

    def tight(self, wanted: Sequence[Collection[str]]) -> list[list[Place]]:
        """Return where words stand in a row, with no more than one other word and some small ones between them."""
        return [span for span in self.together(wanted) if self._is_tight(span)]

    def _is_tight(self, span: Sequence[Place]) -> bool:
        first, last = min(place for _, place in span), max(place for _, place in span)
        reading = self.readings[span[0][0]]
        inner = [token for token in reading.tokens[first : last + 1] if token.word not in LINKS]
        between = reading.text[reading.tokens[first].end : reading.tokens[last].start]
        return len(inner) <= len(span) + 1 and not any(sign in between for sign in ",;:().")

    def _is_joined(self, span: Sequence[Place]) -> bool:
        first, last = min(place for _, place in span), max(place for _, place in span)
        reading = self.readings[span[0][0]]
        inner = reading.tokens[first : last + 1]
        if any(not is_capital(token) and token.word not in OF for token in inner):
            return False
        return not any(sign in reading.text[inner[0].end : inner[-1].start] for sign in ",;:()")


def _nearest(anchor: Place, present: Sequence[Sequence[Place]], least: int, most: int) -> list[Place]:
    """Return the nearest place of each word to one in the same reading, no place twice."""
    number, place = anchor
    span: list[Place] = []
    for found in present:
        near = [at for at in found if at[0] == number and least <= at[1] - place <= most and at not in span]
        if near:
            span.append(min(near, key=lambda at: abs(at[1] - place)))
    return span


def _words(reading: Reading, first: int, end: int) -> list[str]:
    return [token.word for token in reading.tokens[first:end]]


def _is_spelt_alike(word: str, known: str) -> bool:
    """Return whether a long word is another with one letter changed, left out or put in."""
    if len(word) < _SPELT_ALIKE or abs(len(word) - len(known)) > 1 or not (word.isalpha() and known.isalpha()):
        return False
    shorter, longer = sorted((word, known), key=len)
    same = next((place for place, letter in enumerate(shorter) if letter != longer[place]), len(shorter))
    rest = same + 1 if len(shorter) == len(longer) else same
    return same > 0 and shorter[rest:] == longer[same + 1 :]
