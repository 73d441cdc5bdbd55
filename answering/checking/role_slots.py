"""Who acts and who is acted upon: the names beside each verb of a text, by the part they play."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answering.checking.readings import Reading
from answering.checking.role_names import Named
from answering.checking.role_rows import Rows
from answering.checking.role_sides import After, Label, Sides
from answering.checking.role_statements import Span
from answering.checking.role_verbs import Verb
from answering.checking.role_words import BY, CLITICS, GIVEN

_TAKEN = frozenset(
    [
        "arrest",
        "arrests",
        "detention",
        "rescue",
        "seizure",
        "capture",
        "release",
        "identification",
        "exploitation",
        "recruitment",
        "protection",
        "detencion",
        "detenciones",
        "rescate",
        "captura",
        "decomiso",
        "liberacion",
        "identificacion",
        "explotacion",
        "captacion",
        "reclutamiento",
        "proteccion",
    ]
)
_OF, _FOR = frozenset("of de del".split()), frozenset("to for a al para".split())


@dataclass(frozen=True, slots=True)
class Slot:
    """A part that something plays beside the word at ``place``; where it is not ``sure``, it may be another."""

    place: int
    label: Label
    named: Named
    sure: bool = True


def slots_in(reading: Reading, named: Sequence[Named], verbs: Sequence[Verb], cells: Sequence[Span]) -> list[Slot]:
    """Return the parts that names play in a text, verb by verb, and beside nouns such as *support*."""
    reader = _Reader(Rows(reading, named, verbs, cells))
    return [*reader.of_verbs(), *reader.of_nouns()]


class _Reader:
    """Reads a text from verb to verb."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._words = rows.words
        self._sides = Sides(rows)

    def of_verbs(self) -> Iterator[Slot]:
        """Yield the parts beside the verbs."""
        for number, verb in enumerate(self._rows.verbs):
            before = self._sides.subject(number)
            if verb.voice == "be":
                continue
            after = list(self._sides.after(number))
            if verb.voice == "active":
                yield from self._active(verb, before, after)
            elif verb.voice == "passive":
                yield from self._passive(number, verb, before, after)
            else:
                yield from self._unclear(verb, before, after)

    def _active(self, verb: Verb, before: Sequence[Named], after: Sequence[After]) -> Iterator[Slot]:
        bare = [each for label, word, each in after if label == "object" and not word]
        fronted = self._fronted(verb) if bare else None
        if fronted is not None:
            yield Slot(verb.place, "object", fronted)
            yield from (Slot(verb.place, "subject", each) for each in bare)
            return
        if bare and not before and self._takes_up(verb):
            yield from (Slot(verb.place, "subject", each) for each in bare)
            after = [each for each in after if each[0] != "object"]
        if bare and before and self._rows.language != "en":
            is_turned = self._words[verb.place].endswith("n") and len(bare) > 1 and len(before) == 1
            if is_turned and before[0].kind == "name":  # "el Proyecto, que costean A y B"
                yield from (Slot(verb.place, "object", each) for each in before)
                yield from (Slot(verb.place, "subject", each) for each in bare)
                return
            if self._sides.is_relative(verb):
                return
        is_open = not before and self._rows.language != "en" and verb.is_finite
        yield from (Slot(verb.place, "subject", each, verb.is_finite) for each in before)
        for label, word, each in after:
            if label is not None and not (label == "object" and is_open and not word):
                yield Slot(verb.place, label, each)

    def _passive(self, number: int, verb: Verb, before: Sequence[Named], after: Sequence[After]) -> Iterator[Slot]:
        by = [each for _, word, each in after if word in BY]
        patients = list(before) if verb.is_finite or by or self._rows.ends.get(verb.first) is not None else []
        if not patients and not verb.is_finite and self._is_opening(verb):
            patients = self._sides.opening_subject(number)
        yield from (Slot(verb.place, "object", each) for each in patients)
        yield from (Slot(verb.place, "subject", each) for each in by)
        for label, word, each in after:
            if word not in BY and label not in (None, "object"):
                yield Slot(verb.place, label, each)

    def _unclear(self, verb: Verb, before: Sequence[Named], after: Sequence[After]) -> Iterator[Slot]:
        """Yield the parts beside a verb that may be active or passive: *se fundó*, *Akoma rescued in 2015*."""
        if verb.voice == "reflexive":
            leads = self._words[verb.place + 1 : verb.place + 2]
            is_pronominal = bool(leads) and leads[0] in ("de", "del", "a", "al", "con")
            yield from (Slot(verb.place, "subject", each, sure=is_pronominal) for each in before)
            if not is_pronominal:
                yield from (Slot(verb.place, "object", each, sure=False) for each in before)
        for label, word, each in after:
            if label == "object" and word in ("a", "al"):
                yield Slot(verb.place, "object", each)
            elif label in ("in", "from", "to", "of"):
                yield Slot(verb.place, label, each)

    def of_nouns(self) -> Iterator[Slot]:
        """Yield who gives support, and who is arrested, where a noun says it."""
        for place, word in enumerate(self._words):
            if word not in GIVEN | _TAKEN or place in self._rows.at or place in self._rows.begins:
                continue
            owner = self._rows.ends.get(place - 1) if place and self._words[place - 1] == "s" else None
            if owner is not None and word in GIVEN:
                yield Slot(place, "subject", owner)
            if place + 1 >= len(self._words):
                continue
            link = self._words[place + 1]
            for each, sure in self._rows.chain_at(place + 2):
                if link in BY or (word in GIVEN and link in _OF | {"from"}):
                    yield Slot(place, "subject", each, sure)
                elif link in (_OF if word in _TAKEN else _FOR):
                    yield Slot(place, "object", each, sure)

    def _takes_up(self, verb: Verb) -> bool:
        """Return whether a pronoun before a Spanish verb stands for its object: *la dirigió B*."""
        if self._rows.language == "en" or verb.first == verb.place:
            return False
        return any(word in CLITICS - {"le", "les"} for word in self._words[verb.first : verb.place])

    def _fronted(self, verb: Verb) -> Named | None:
        """Return what a pronoun before a Spanish verb takes up: *El Convenio lo firmaron*."""
        if not self._takes_up(verb):
            return None
        return next(
            (each for each in reversed(self._rows.named) if each.end <= verb.first and not self._is_far(each, verb)),
            None,
        )

    def _is_far(self, each: Named, verb: Verb) -> bool:
        return any(each.end <= other.place < verb.first for other in self._rows.verbs if other.is_finite)

    def _is_opening(self, verb: Verb) -> bool:
        return self._rows.reading.tokens[verb.first].opens
