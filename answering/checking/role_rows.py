"""What stands beside what in a text: the names, those joined to them, and the prepositions that lead to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from answering.checking.mentions import AND, places
from answering.checking.readings import Reading
from answering.checking.role_names import Named
from answering.checking.role_statements import Span
from answering.checking.role_verbs import Verb
from answering.checking.role_words import BE, CONTRAST, RELATIVE, determiners, prepositions
from vectorstore.words import STOP_WORDS


class Rows:
    """A text with its names and verbs at hand by their places."""

    def __init__(self, reading: Reading, named: Sequence[Named], verbs: Sequence[Verb], cells: Sequence[Span]) -> None:
        self.reading = reading
        self.words = reading.words
        self.language = reading.language
        self.prepositions = prepositions(reading.language)
        self.determiners = determiners(reading.language)
        self.starts = frozenset(start for start, _ in cells)
        self.verbs = list(verbs)
        self.at = {verb.place: verb for verb in verbs}
        self._capitals = {place for each in named if each.kind == "name" for place in each.places}
        self.named = [each for each in named if not self._is_modifier(each)]
        self.begins = {each.first: each for each in self.named}
        self.ends = {each.end: each for each in self.named}

    def _is_modifier(self, each: Named) -> bool:
        """Return whether a word only qualifies the next: *police station*, *Danish company*, *empresa danesa*."""
        if each.kind == "name" and self.reading.tokens[each.first].surface.islower():
            return True
        is_people = not each.names.isdisjoint(places()) and each.end - each.first == 1
        if not (each.kind == "actor" or is_people) or self.reading.language != "en" or each.end >= len(self.words):
            return False
        word = self.words[each.end]
        if self.reading.between(each.end - 1, each.end).strip() or not word.isalpha() or each.end in self._capitals:
            return False
        small = word in self.prepositions or word in STOP_WORDS or word in self.determiners
        is_verb = each.end in self.at or any(verb.first == each.end for verb in self.verbs)
        return not small and not is_verb and not word.endswith("ly")

    def preposition(self, place: int) -> str:
        """Return the preposition that leads to what begins at a place, articles, figures and owners between."""
        other = place - 1
        while other >= 0 and not self.is_sign(other, other + 1):
            word = self.words[other]
            if word in self.prepositions:
                return word
            if word == "s" and other in self.ends:
                other = self.ends[other].first - 1
                continue
            if other in self.at or word in AND | BE | RELATIVE or other + 1 in self.ends:
                return ""
            other -= 1
        return ""

    def is_sign(self, one: int, other: int, signs: str = ",;:()—–.") -> bool:
        """Return whether one of the signs stands between two words."""
        return any(sign in self.reading.between(one, other) for sign in signs)

    def row_at(self, place: int) -> list[Named]:
        """Return the name that a place begins, articles left out, with those that are joined to it by *and*."""
        while place < len(self.words) and self.words[place] in self.determiners and place not in self.begins:
            place += 1
        row: list[Named] = []
        last_and = 0
        while place in self.begins:
            row.append(self.begins[place])
            following = row[-1].end
            by_and = following < len(self.words) and self.words[following] in AND
            place = self._next_of_row(following)
            if by_and and place in self.begins:
                last_and = len(row) + 1
        return row[: max(1, last_and)] if row else []

    def _next_of_row(self, place: int) -> int:
        joined = place < len(self.words) and (self.words[place] in AND or self.is_sign(place - 1, place, ","))
        small = AND | self.determiners
        while place < len(self.words) and self.words[place] in small and place not in self.begins:
            place += 1
        return place if joined and place not in self.starts else -1

    def chain_at(self, place: int) -> Iterator[tuple[Named, bool]]:
        """Yield the names of a row, and those that only say more of the last: *JTIP at the Department of State*."""
        row = self.row_at(place)
        yield from ((each, True) for each in row)
        if not row:
            return
        place = row[-1].end
        while place < len(self.words) and place not in self.at and not self.is_sign(place - 1, place, ";:."):
            if place in self.begins:
                yield self.begins[place], "(" in self.reading.between(place - 1, place)
            if self.words[place] in RELATIVE | CONTRAST or place in self.starts:
                return
            place += 1

    def row_back(self, each: Named) -> list[Named]:
        """Return a name with those before it that are joined to it: by *and* to the last, by commas to the others."""
        row = [each]
        while True:
            place = row[0].first
            while place > 0 and self.words[place - 1] in self.determiners:
                place -= 1
            by_and = place > 0 and self.words[place - 1] in AND
            joined = by_and or (len(row) > 1 and place > 0 and self.is_sign(place - 1, place, ","))
            place = self.before_brackets(place - 1 if by_and else place)
            before = self.ends.get(place)
            if not joined or before is None or place in self.starts:
                return row
            row.insert(0, before)

    def before_brackets(self, place: int) -> int:
        """Return the place behind what brackets explain, where they end at ``place``: *UNODC (ONUDD)*."""
        if place <= 0 or place >= len(self.words) or ")" not in self.reading.between(place - 1, place):
            return place
        return next((at for at in range(place - 1, 0, -1) if "(" in self.reading.between(at - 1, at)), place)
