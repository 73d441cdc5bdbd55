"""What stands before a verb as its subject, and what stands behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from answering.checking.mentions import AND
from answering.checking.role_names import Named
from answering.checking.role_rows import Rows
from answering.checking.role_verbs import Verb
from answering.checking.role_words import CLITICS, CONTRAST, GIVEN, RELATIVE
from vectorstore.words import STOP_WORDS

Label = Literal["subject", "object", "to", "from", "in", "with", "of"]
After = tuple[Label | None, str, Named]
"""The part that a name behind a verb plays, the preposition before it, ``""`` for none, and the name."""

_LABELS: dict[str, Label] = {
    **dict.fromkeys(("to", "for", "hacia", "para", "until", "hasta", "a", "al", "onto", "into"), "to"),
    **dict.fromkeys(("from", "desde"), "from"),
    **dict.fromkeys(("in", "on", "at", "en", "within", "across"), "in"),
    **dict.fromkeys(("with", "con"), "with"),
    **dict.fromkeys(("of", "de", "del", "over", "sobre"), "of"),
}
_ADJECTIVES = 2
_SUCH = frozenset("as como like".split())
_TOGETHER = frozenset("together alongside junto along jointly conjunto".split())
_STOPS = ";:.!?—"


class Sides:
    """Looks to both sides of the verbs of a text."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._words = rows.words
        self._subjects: dict[int, list[Named]] = {}

    def subject(self, number: int) -> list[Named]:
        """Return what stands before a verb, by its number, as its subject; empty where that is no name.

        To be asked for verb after verb, in their order: a verb may share the subject of one before it.
        """
        found = self._before(number)
        self._subjects[self._rows.verbs[number].place] = found
        return found

    def opening_subject(self, number: int) -> list[Named]:
        """Return what *Supported by X,* speaks of: the name behind the comma."""
        for place in range(self._rows.verbs[number].place + 1, len(self._words)):
            if self._rows.is_sign(place - 1, place, ","):
                return self._rows.row_at(place)
        return []

    def is_relative(self, verb: Verb) -> bool:
        """Return whether *which*, *that* or *que* stands before a verb."""
        return verb.first > 0 and self._words[verb.first - 1] in RELATIVE

    def _before(self, number: int) -> list[Named]:
        """Return what stands before a verb as its subject; empty where that is no name."""
        verb = self._rows.verbs[number]
        place = verb.first
        previous = place - 1
        if previous < 0:
            return []
        word = self._words[previous]
        if word in RELATIVE and previous not in self._rows.begins:
            return self._antecedent(previous)
        if word in AND or (self._rows.is_sign(previous, place, ",") and previous + 1 == place and self._shares(number)):
            earlier = next((other for other in reversed(self._rows.verbs[:number]) if other.voice != "unclear"), None)
            return self._subjects.get(earlier.place, []) if earlier is not None else []
        return self._nearest(previous, number)

    def _shares(self, number: int) -> bool:
        """Return whether a verb behind a comma goes on a row of predicates: *helps, supports and develops*."""
        return (
            self._rows.verbs[number].is_finite
            and number > 0
            and self._rows.ends.get(self._rows.verbs[number].first) is None
        )

    def _antecedent(self, relative: int) -> list[Named]:
        place = relative
        if self._words[place - 1 : place] in (("el",), ("la",), ("los",), ("las",)):
            linking = next(
                (verb for verb in reversed(self._rows.verbs) if verb.place < place and verb.voice == "be"), None
            )
            if linking is not None:
                return self._subjects.get(linking.place, [])
        found = next((each for each in reversed(self._rows.named) if each.end <= place), None)
        if found is None or place - found.end > 1:
            return []
        return [found]

    def _nearest(self, place: int, number: int) -> list[Named]:
        """Return the nearest name before a verb that no preposition leads to, where no other noun is nearer."""
        earlier = {verb.place: verb for verb in self._rows.verbs[:number]}
        nouns = 0
        is_inserted = self._rows.is_sign(place, place + 1, ",")  # "X, part of Y, funds Z"
        first = place
        while place >= 0:
            place = self._rows.before_brackets(place + 1) - 1
            if place < 0 or self._rows.is_sign(place, place + 1, _STOPS) or self._words[place] in CONTRAST:
                return []
            if is_inserted and place < first and self._rows.is_sign(place, place + 1, ","):
                is_inserted, nouns = False, 0
            elif nouns and (self._rows.is_sign(place, place + 1, ",") or self._words[place] in RELATIVE):
                return []
            each = self._rows.ends.get(place + 1)
            if each is not None:
                row = self._rows.row_back(each)
                lead = self._rows.preposition(row[0].first)
                if not lead or lead in _SUCH:
                    if is_inserted and self._rows.verbs[number].is_finite:
                        return []
                    is_head = self._may_act(each) and nouns <= (0 if self._rows.language == "en" else _ADJECTIVES)
                    return row if is_head and not self._is_taken(row[0], earlier) else []
                place, nouns = row[0].first - 1, 0
                continue
            if place in earlier and earlier[place].is_finite and not self.is_relative(earlier[place]):
                return []
            if place in self._rows.starts:
                return []
            word = self._words[place]
            nouns = 0 if word in self._rows.prepositions else nouns + (word not in STOP_WORDS and place not in earlier)
            place -= 1
        return []

    def _is_taken(self, each: Named, earlier: Collection[int]) -> bool:
        """Return whether a name belongs to a verb right before it: *reportó INTERPOL*."""
        place = each.first - 1
        while place >= 0 and self._words[place] in self._rows.determiners:
            place -= 1
        return place in earlier

    def _may_act(self, each: Named) -> bool:
        """Return whether a name is by itself, and neither owner nor part of what follows it."""
        if each.end >= len(self._words):
            return True
        word = self._words[each.end]
        return not (word == "s" and self._rows.reading.between(each.end - 1, each.end).strip())

    def after(self, number: int) -> Iterator[After]:
        """Yield the names behind a verb: the part each plays, the preposition before it, ``""`` for none."""
        verb = self._rows.verbs[number]
        following = self._rows.verbs[number + 1] if number + 1 < len(self._rows.verbs) else None
        place = verb.place + 1
        if (
            following is not None
            and following.first == place + 1
            and self._words[place : place + 1]
            and self._words[place] in AND
        ):
            yield from self.after(number + 1)
            return
        limit = self._limit(verb, number)
        last: Named | None = None
        while place < limit:
            if (last is not None or place > verb.place + 1) and self._rows.is_sign(place - 1, place, ",)"):
                return
            each = self._rows.begins.get(place)
            if each is None:
                if self._words[place] in GIVEN:
                    return
                place += 1
                continue
            if "(" in self._rows.reading.between(place - 1, place):
                place = each.end
                continue
            word = self._rows.preposition(place)
            label = self._label(verb, each, word)
            row = [each for each in self._rows.row_at(place) if each.first < limit]
            if word in _SUCH and last is not None and last.kind == "actor":
                label, word = "object", ""
            yield from ((label, word, each) for each in row)
            last, place = row[-1], row[-1].end

    def _limit(self, verb: Verb, number: int) -> int:
        for place in range(verb.place + 1, len(self._words)):
            if self._rows.is_sign(place - 1, place, _STOPS) or self._words[place] in CONTRAST | RELATIVE:
                return place
            if place in self._rows.starts or any(other.first == place for other in self._rows.verbs[number + 1 :]):
                return place
        return len(self._words)

    def _label(self, verb: Verb, each: Named, word: str) -> Label | None:
        if not word:
            return "object"
        lead = next(
            (place for place in range(each.first - 1, verb.place, -1) if self._words[place] == word), verb.place
        )
        if word in ("of", "de", "del", "from", "by", "por") and lead > 0 and self._words[lead - 1] in GIVEN:
            return None
        if word in ("a", "al") and all(self._words[place] in CLITICS for place in range(verb.place + 1, lead)):
            return "object"
        if word in ("with", "con") and self._words[lead - 1] in _TOGETHER:
            return "with"
        return _LABELS.get(word)
