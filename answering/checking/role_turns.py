"""Whether a sentence turns round what its sources say: it lets B do to A what A did to B."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answering.checking.readings import Reading
from answering.checking.role_atoms import atoms_in, held
from answering.checking.role_names import Named, is_specific
from answering.checking.role_scene import Scene, Source
from answering.checking.role_sides import Label
from answering.checking.role_slots import Slot, slots_in
from answering.checking.standing import stems_of
from answering.checking.vocabulary import Vocabulary

_OPPOSED = frozenset({("subject", "object"), ("object", "subject"), ("subject", "to"), ("to", "subject")})
_BOTH_WAYS = frozenset(
    {("subject", "of"), ("of", "subject"), ("from", "to"), ("to", "from"), ("subject", "from"), ("from", "subject")}
)
_COMPARED: frozenset[Label] = frozenset({"subject", "object", "in"})
_EMPTY_VERBS = """take took make made have has give gave do did get got form use go went come came
    tiene tuvo formar forma hace hizo da dan dio llevar lleva usar ir va"""
_LEADS_TO = frozenset("lead leads led".split())
_EXCHANGED: frozenset[Label] = frozenset({"subject", "object", "to", "from"})
_WHOLE = frozenset({"subject", "object", "to"})
_FEW, _NEARLY = 2, 0.75
_SURE, _HALF = 1.0, 0.5


def turned(scene: Scene) -> Iterator[str]:
    """Yield the verbs of a sentence to which the sources give its names in other parts."""
    than = next((place for place, word in enumerate(scene.said.words) if word == "than"), None)
    named = [each for each in scene.named if than is None or each.kind != "name"]  # compared, not acting
    said = slots_in(scene.said, named, scene.verbs, scene.statements)
    if not said:
        return
    comparer = _Comparer(scene)
    for place in dict.fromkeys(slot.place for slot in said):
        own = [slot for slot in said if slot.place == place and slot.sure]
        against = comparer.against(place, own) if own else 0.0
        if against >= _SURE:
            yield _told(scene.said, place, own)
    if comparer.is_exchanged([slot for slot in said if slot.label in _EXCHANGED]):
        yield scene.words((0, len(scene.said.tokens)))


def _told(reading: Reading, place: int, slots: Sequence[Slot]) -> str:
    places = [place, *(at for slot in slots for at in (slot.named.first, slot.named.end - 1))]
    tokens = reading.tokens
    return reading.text[tokens[min(places)].start : tokens[max(places)].end]


@dataclass(frozen=True, slots=True)
class _Doing:
    """A verb of the sources with the parts beside it."""

    source: Source
    place: int
    slots: tuple[Slot, ...]


class _Comparer:
    """Holds the parts that names play in a sentence against those they play in the sources."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._vocabulary = Vocabulary.load()
        self._words = scene.said.words
        self._doings = [
            _Doing(source, place, tuple(slot for slot in source.parsed.slots if slot.place == place))
            for source in scene.sources
            for place in dict.fromkeys(slot.place for slot in source.parsed.slots)
        ]

    def against(self, place: int, own: Sequence[Slot]) -> float:
        """Return how surely the sources give what stands beside a word of the sentence other parts there."""
        related = [each for each in self._doings if self._is_related(place, each)]
        if not related:
            return 0.0
        agreeing = [each for each in related if any(self._agrees(slot, each) for slot in own)]
        related = agreeing or related
        against: dict[Label, float] = {}
        for slot in own:
            if any(self._agrees(slot, each) for each in related):
                continue
            found = max(self._clash(slot, own, each) for each in related)
            against[slot.label] = max(found, against.get(slot.label, 0.0))
        return sum(against.values())

    def is_exchanged(self, said: Sequence[Slot]) -> bool:
        """Return whether two in a sentence each play the part that the sources give the other."""
        taken: list[tuple[Slot, Source, Named]] = []
        for slot in said:
            related = [each for each in self._doings if self._is_related(slot.place, each)]
            if any(self._agrees(slot, each) for each in related):
                continue
            taken += [
                (slot, each.source, theirs.named)
                for each in related
                for theirs in each.slots
                if theirs.label == slot.label and theirs.sure
            ]
        return any(
            self._is_same(slot.named, other, where) and self._is_same(other_slot.named, instead, source)
            for slot, source, instead in taken
            for other_slot, where, other in taken
            if slot.named is not other_slot.named and source is where
        )

    def _is_related(self, place: int, other: _Doing) -> bool:
        """Return whether a word of the sentence and one of the sources mean the same doing."""
        said, words = self._words, other.source.parsed.words
        if _is_empty(said, place) or _is_empty(words, other.place):
            return False
        one, two = said[place], words[other.place]
        if _base_stems(one, self._scene.said.language) & _base_stems(two, other.source.reading.language):
            return True
        if self._scene.lexicon.concepts_of(one) & self._scene.lexicon.concepts_of(two):
            return True
        if not self._scene.standing.foreign:
            return False
        kin = self._vocabulary.kin_of(one, self._scene.said.language)
        return bool(kin & self._vocabulary.kin_of(two, other.source.reading.language))

    def _is_same(self, each: Named, other: Named, source: Source) -> bool:
        """Return whether a name of the sentence is one of a source."""
        return any((source.number, place) in self._scene.places[each] for place in other.places)

    def _agrees(self, slot: Slot, other: _Doing) -> bool:
        """Return whether a source gives a name the same part; who acts *with* another acts as well."""
        labels = (slot.label, "with") if slot.label == "subject" else (slot.label,)
        return any(
            theirs.label in labels and self._is_same(slot.named, theirs.named, other.source) for theirs in other.slots
        )

    def _clash(self, slot: Slot, own: Sequence[Slot], other: _Doing) -> float:
        """Return how surely a source gives a name another part, or its part to another name."""
        mine = [theirs for theirs in other.slots if self._is_same(slot.named, theirs.named, other.source)]
        if any((slot.label, theirs.label) in _OPPOSED and theirs.sure for theirs in mine):
            return _SURE
        if any((slot.label, theirs.label) in _BOTH_WAYS for theirs in mine):
            return _HALF
        if slot.label not in _COMPARED or mine:
            return 0.0
        fillers = self._fillers(slot, other)
        unseen = self._scene.standing.foreign and not self._scene.places[slot.named]
        if not fillers or unseen or self._is_elsewhere(own, slot, other) or not self._is_one_event(slot, own, other):
            return 0.0
        if slot.named.kind == "actor":
            demoted = any(self._is_demoted(filler, slot, own, other.source) for filler in fillers)
            return _SURE if slot.label == "subject" and demoted else _HALF
        if any(filler.kind != "actor" for filler in fillers):
            return _SURE
        numbers = {other.source.number, other.source.above}
        is_there = any(number in numbers for number, _ in self._scene.places[slot.named])
        return _HALF if is_there or not self._tells_same(slot, other) else _SURE

    def _fillers(self, slot: Slot, other: _Doing) -> list[Named]:
        """Return who surely plays a part beside a word of the sources; *the Commission* tells nobody by itself."""
        return [
            theirs.named
            for theirs in other.slots
            if theirs.label == slot.label
            and theirs.sure
            and (theirs.named.kind != "name" or is_specific(theirs.named, other.source.reading, self._scene.lexicon))
        ]

    def _is_one_event(self, slot: Slot, own: Sequence[Slot], other: _Doing) -> bool:
        """Return whether a source speaks of what the sentence does, as far as more than the word tells."""
        if self._shares(own, slot, other) or self._tells_same(slot, other):
            return True
        beside = any(mine.label in _WHOLE and mine.label != slot.label and mine.named.kind != "actor" for mine in own)
        return not beside and self._stands(slot.named, other.source)

    def _is_demoted(self, filler: Named, slot: Slot, own: Sequence[Slot], source: Source) -> bool:
        """Return whether the sentence names the one whose part it gives away, in another part."""
        span = next(span for span in self._scene.statements if span[0] <= slot.place < span[1])
        same = {id(mine.named) for mine in own if mine.label == slot.label}
        return any(id(each) not in same and self._is_same(each, filler, source) for each in self._scene.named_at(span))

    def _stands(self, each: Named, source: Source) -> bool:
        return any(number == source.number for number, _ in self._scene.places[each])

    def _tells_same(self, slot: Slot, other: _Doing) -> bool:
        """Return whether a source says nearly all that the sentence says beside the word."""
        span = next(span for span in self._scene.statements if span[0] <= slot.place < span[1])
        atoms = atoms_in(self._scene, span)
        total = sum(atom.weight for atom in atoms)
        return len(atoms) >= _FEW and any(
            held(cell, atoms) >= _NEARLY * total
            for cell in self._scene.cells
            if cell.source is other.source and cell.span[0] <= other.place < cell.span[1]
        )

    def _shares(self, own: Sequence[Slot], slot: Slot, other: _Doing) -> bool:
        """Return whether a source has another name of the sentence in the same part beside the same word."""
        return any(mine.named.kind != "actor" and self._agrees(mine, other) for mine in own if mine.label != slot.label)

    def _is_elsewhere(self, own: Sequence[Slot], slot: Slot, other: _Doing) -> bool:
        """Return whether a source speaks of another event: what else stands beside the word is another."""
        return any(
            mine.label != slot.label
            and mine.label in ("subject", "object")
            and mine.named.kind != "actor"
            and self._is_another(mine, other)
            for mine in own
        )

    def _is_another(self, mine: Slot, other: _Doing) -> bool:
        """Return whether a source has other names in a part, and not the sentence's at all."""
        theirs = [each for each in other.slots if each.label == mine.label and each.named.kind != "actor"]
        if not theirs or any(self._is_same(mine.named, each.named, other.source) for each in theirs):
            return False
        return not self._stands(mine.named, other.source)


@lru_cache(maxsize=1 << 13)
def _base_stems(word: str, language: str) -> frozenset[str]:
    """Return the stems of a word and of what it may be a form of: *ran* of *run*."""
    return frozenset[str]().union(*(stems_of(base) for base in Vocabulary.load().bases_of(word, language)))


@lru_cache(maxsize=1)
def _empty_stems() -> frozenset[str]:
    return frozenset[str]().union(*(stems_of(word) for word in _EMPTY_VERBS.split()))


def _is_empty(words: Sequence[str], place: int) -> bool:
    """Return whether a verb says nothing without what follows it: *take part*, *led to arrests*."""
    word = words[place]
    return not _empty_stems().isdisjoint(stems_of(word)) or (
        word in _LEADS_TO and words[place + 1 : place + 2] == ("to",)
    )
