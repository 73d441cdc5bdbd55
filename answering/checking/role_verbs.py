"""Which words of a text are verbs, and in which voice: told by their form and by the words beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from answering.checking.readings import Reading
from answering.checking.role_forms import Form, english_form, spanish_form
from answering.checking.role_words import (
    BE,
    BY,
    CLITICS,
    ENGLISH_DETERMINERS,
    ENGLISH_PREPOSITIONS,
    RELATIVE,
    SPANISH_DETERMINERS,
    SPANISH_PREPOSITIONS,
)
from answering.checking.vocabulary import Vocabulary
from vectorstore.words import STOP_WORDS

Voice = Literal["active", "passive", "reflexive", "unclear", "be"]

_BE_SURFACE = frozenset("está están estaba estaban estuvo estuvieron estará".split())
_HAVE = frozenset("has have had having ha han habia habian haya hayan habra habran haber".split())
_OWNS = frozenset("did does has have had give gives tiene tienen tuvo tuvieron da dan dice dicen".split())
_MODALS = frozenset(
    """will would can could may might must should shall do does did to puede pueden podra podran debe deben podria
    podrian""".split()
)
_PLURALS = frozenset("police people children women men staff".split())
_NEAR = 3
_ADVERBS = frozenset("also not still now already only even mainly again then no ya solo tambien".split())
_PRONOUNS = frozenset("it he she they we which who that quien que".split())
_SIGNS = frozenset(',;:.()—–[]«»“”"')


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb at a token's place; ``first`` is where it begins with its helping verbs and pronouns.

    ``is_finite`` is false for *to rescue*, *rescuing* and a bare *rescued*, which take their subject from elsewhere.
    """

    place: int
    first: int
    voice: Voice
    is_finite: bool


def verbs_of(reading: Reading, named: Collection[int]) -> list[Verb]:
    """Return the verbs of a text in their order; the places in ``named`` belong to names and are none."""
    reader = (_English if reading.language == "en" else _Spanish)(reading, named)
    return list(reader.verbs())


class _Reader:
    """Walks over the words of a text."""

    def __init__(self, reading: Reading, named: Collection[int]) -> None:
        self._reading = reading
        self._words = reading.words
        self._named = named
        self._last = -1

    def verbs(self) -> Iterator[Verb]:
        """Yield the verbs; a form of *be* only where it does not help another."""
        pending: int | None = None
        for place, word in enumerate(self._words):
            if place in self._named or not word.isalpha():
                continue
            if self._is_be(place):
                pending = place
                continue
            if word in STOP_WORDS and not self._is_main(place):
                continue
            voice = "active" if word in _OWNS else self._voice(place)
            if voice is None:
                continue
            helped = pending is not None and self._before(place) == pending
            if pending is not None and not helped:
                yield Verb(pending, self._first(pending), "be", is_finite=True)
            pending = None
            self._last = place
            first = self._first(place)
            yield Verb(place, first, voice, is_finite=self._is_finite(place, first, voice))
        if pending is not None:
            yield Verb(pending, self._first(pending), "be", is_finite=True)

    def _voice(self, place: int) -> Voice | None:
        raise NotImplementedError

    def _is_main(self, place: int) -> bool:
        """Return whether a form of *have* stands by itself: *has 196 members*."""
        after = self._after(place)
        return self._words[place] in _OWNS and (after is None or after in self._named or self._voice(after) is None)

    def _is_finite(self, place: int, first: int, voice: Voice) -> bool:
        raise NotImplementedError

    def _has_helper(self, place: int, first: int) -> bool:
        return any(self._is_be(other) or self._words[other] in _HAVE for other in range(first, place))

    def _is_be(self, place: int) -> bool:
        return self._words[place] in BE or self._reading.tokens[place].surface.lower() in _BE_SURFACE

    def _before(self, place: int) -> int | None:
        """Return the nearest word before one, adverbs left out; ``None`` across a sign or at the beginning."""
        other = place - 1
        while other >= 0 and other not in self._named and self._is_adverb(self._words[other]):
            other -= 1
        return other if other >= 0 and not self._is_cut(other, place) else None

    def _after(self, place: int) -> int | None:
        """Return the word after one; ``None`` across a sign or at the end."""
        other = place + 1
        return other if other < len(self._words) and not self._is_cut(place, other) else None

    def _word(self, place: int | None) -> str:
        """Return the word at a place, ``""`` for none and for a name's."""
        return "" if place is None or place in self._named else self._words[place]

    def _is_adverb(self, word: str) -> bool:
        return word in _ADVERBS or (len(word) > 5 and word.endswith(("ly", "mente")))

    def _is_cut(self, one: int, other: int) -> bool:
        between = self._reading.text[self._reading.tokens[one].end : self._reading.tokens[other].start]
        return not _SIGNS.isdisjoint(between)

    def _first(self, place: int) -> int:
        first = place
        while first > 0 and first - 1 not in self._named and not self._is_cut(first - 1, first):
            word = self._words[first - 1]
            is_pronoun = word in CLITICS and self._reading.language != "en"
            helps = word in _HAVE or word in _MODALS or word == "se" or self._is_adverb(word)
            if not (is_pronoun or helps or self._is_be(first - 1)):
                break
            first -= 1
        return first


def _irregular_pasts() -> frozenset[str]:
    return Vocabulary.load().past["en"]


class _English(_Reader):
    def _voice(self, place: int) -> Voice | None:
        word = self._words[place]
        form = (
            None if word in ENGLISH_PREPOSITIONS or word in ENGLISH_DETERMINERS or word in _HAVE else english_form(word)
        )
        if form is None:
            return None
        before, after = self._before(place), self._after(place)
        previous = self._word(before)
        is_helped = before is not None and before not in self._named and self._is_be(before)
        if form == "past":
            return self._past(place, before, after)
        if form == "gerund":
            return (
                "active"
                if is_helped or before is None or before in self._named or previous in ENGLISH_PREPOSITIONS
                else None
            )
        if previous in _MODALS:
            return "active"
        if (
            is_helped
            or previous in ENGLISH_DETERMINERS
            or previous in _HAVE
            or previous in ENGLISH_PREPOSITIONS - RELATIVE
        ):
            return None
        return "active" if self._agrees(place, before, after) else None

    def _is_finite(self, place: int, first: int, voice: Voice) -> bool:
        form = english_form(self._words[place])
        if self._words[place] in _OWNS:
            return True
        if "to" in self._words[first:place]:
            return False
        if form == "gerund" or voice == "passive":
            return self._has_helper(place, first)
        return voice == "active"

    def _past(self, place: int, before: int | None, after: int | None) -> Voice | None:
        previous, following = self._word(before), self._word(after)
        if before is not None and before not in self._named and self._is_be(before):
            return "passive"
        if previous in _HAVE:
            return "active"
        if following in BY:
            return "passive"
        if previous in ENGLISH_DETERMINERS or previous in ENGLISH_PREPOSITIONS - RELATIVE:
            return None
        if before is not None and before == self._last:  # "given specialized training"
            return None
        if before is None and self._reading.tokens[place].opens:
            return "passive"
        if before is None and place > 0:  # behind a comma: "led by", "founded in Kuopio", or the predicate goes on
            return "passive" if following in ENGLISH_PREPOSITIONS else "active"
        if any(word[0].isdigit() for word in self._words[place + 1 : place + 1 + _NEAR]):
            return "active" if following != "in" else "unclear"
        is_bare = (
            after is None
            or following in ENGLISH_PREPOSITIONS
            or following in STOP_WORDS - ENGLISH_DETERMINERS - _PRONOUNS
        )
        if not is_bare:
            return "active"
        is_subject = before is not None and (before in self._named or previous in RELATIVE)
        return "active" if is_subject and self._words[place] in _irregular_pasts() else "unclear"

    def _agrees(self, place: int, before: int | None, after: int | None) -> bool:
        """Return whether a form of the present stands where a verb does."""
        word, previous, following = self._words[place], self._word(before), self._word(after)
        if following in BE or following in _HAVE or following in _MODALS - {"to"}:
            return False
        if before is not None and (before in self._named or previous in _PRONOUNS):
            return True
        if before is None:
            return place > 0 and after is not None and not self._reading.tokens[place].opens and word.endswith("s")
        if previous in ("and", "or"):
            return self._last >= 0
        if following in ("and", "or") and after is not None and after + 1 < len(self._words):
            following = "" if english_form(self._words[after + 1]) == "present" else following
        has_object = after is not None and following not in STOP_WORDS - ENGLISH_DETERMINERS - ENGLISH_PREPOSITIONS
        is_third = word.endswith("s") and not word.endswith("ss")
        is_plural = previous.endswith("s") or previous in _PLURALS
        return has_object and self._last < 0 and is_third != is_plural


class _Spanish(_Reader):
    def _voice(self, place: int) -> Voice | None:
        surface = self._reading.tokens[place].surface.lower()
        form = spanish_form(self._words[place], surface)
        if form is None or self._words[place] in _HAVE | _MODALS:
            return None
        before = self._before(place)
        previous = self._word(before)
        if form == "participle":
            return self._participle(place, before)
        if previous == "se" or surface.endswith(("arse", "erse", "irse")):
            return "reflexive"
        return self._finite(place, form, before)

    def _is_finite(self, place: int, first: int, voice: Voice) -> bool:
        form = spanish_form(self._words[place], self._reading.tokens[place].surface.lower())
        return form in ("past", "present") or self._has_helper(place, first)

    def _participle(self, place: int, before: int | None) -> Voice | None:
        previous = self._word(before)
        if before is not None and before not in self._named and self._is_be(before):
            return "passive"
        if previous in _HAVE:
            return "active"
        if self._word(self._after(place)) in BY:
            return "passive"
        return None if previous in SPANISH_PREPOSITIONS or previous in SPANISH_DETERMINERS else "passive"

    def _finite(self, place: int, form: Form, before: int | None) -> Voice | None:
        previous = self._word(before)
        if form in ("infinitive", "gerund"):
            return None if previous in SPANISH_DETERMINERS else "active"
        if form == "past":
            return "active"
        if previous in SPANISH_PREPOSITIONS:
            return None
        if previous in SPANISH_DETERMINERS:
            return "active" if previous in CLITICS and self._is_pronoun(before, place) else None
        return "active"

    def _is_pronoun(self, before: int | None, place: int) -> bool:
        """Return whether *la* before a verb takes something up that was named before it."""
        if before is None or (before > 0 and self._words[before - 1] in SPANISH_PREPOSITIONS):
            return False
        after = self._after(place)
        followed = after is not None and (after in self._named or self._words[after] in SPANISH_DETERMINERS)
        return self._words[before] in ("lo", "los", "le", "les") or (before > 0 and followed)
