"""What a sentence says of its names, word by word, and which statements of the sources say so too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answering.checking.mentions import AND
from answering.checking.role_names import Named, is_figure
from answering.checking.role_scene import Cell, Scene
from answering.checking.role_statements import Span
from answering.checking.role_words import BE, determiners, prepositions
from answering.checking.standing import Place
from answering.checking.vocabulary import Vocabulary

_HEAVY, _PLAIN = 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Atom:
    """A word or figure that a sentence says of something; ``strict`` where it stands surely, ``loose`` maybe."""

    place: int
    strict: frozenset[Place]
    loose: frozenset[Place]
    weight: float
    is_figure: bool


def atoms_in(scene: Scene, span: Span) -> list[Atom]:
    """Return what a statement of the sentence says besides its names, of what the sources hold at all."""
    return [atom for atom in _all_atoms(scene, span) if atom.strict]


def held(cell: Cell, atoms: Sequence[Atom]) -> float:
    """Return the weight of what a statement of the sources surely says of some atoms."""
    return sum(atom.weight for atom in atoms if cell.holds(atom.strict))


def stand_in(cells: Sequence[Cell], places: frozenset[Place]) -> bool:
    """Return whether one of the places lies in some statements of the sources, or in a heading above them."""
    above = {cell.source.above for cell in cells}
    return any(cell.holds(places) for cell in cells) or any(number in above for number, _ in places)


def lead_to(cells: Sequence[Cell], places: frozenset[Place]) -> bool:
    """Return whether one of the places lies in what some statement takes up: *and its court annulled it*."""
    return any(
        number == cell.source.number and cell.previous[0] <= place < cell.previous[1]
        for cell in cells
        if cell.has_pronoun
        for number, place in places
    )


def _all_atoms(scene: Scene, span: Span) -> Iterator[Atom]:
    said, standing, vocabulary = scene.said, scene.standing, Vocabulary.load()
    named = [each for each in scene.named if each.kind != "actor"]
    taken = {place for each in named for place in (*each.places, *_beside(scene, each))}
    for place in range(*span):
        word = said.tokens[place].word
        figure = is_figure(word)
        if place in taken or (word in vocabulary.light and not figure):
            continue
        strict = _places(scene, standing.matches(word))
        kin = vocabulary.kin_of(word, said.language) if strict else frozenset()
        loose = strict | _places(scene, standing.kin_of(kin)) if kin else strict
        yield Atom(place, strict, loose, _HEAVY if figure else _PLAIN, figure)


def _places(scene: Scene, words: frozenset[str]) -> frozenset[Place]:
    return frozenset(place for word in words for place in scene.standing.places(word))


def _beside(scene: Scene, each: Named) -> Iterator[int]:
    """Yield the words that only say what a name is: *the vanguard team (VT)*, *the MIND/FIND solutions*."""
    said = scene.said
    small = prepositions(said.language) | AND | BE | determiners(said.language)
    verbs = {place for verb in scene.verbs for place in range(verb.first, verb.place + 1)}
    if each.first and "(" in said.between(each.first - 1, each.first):
        place = each.first - 1
        while place >= 0 and said.words[place] not in small and place not in verbs:
            yield place
            place -= 1
    place = each.end
    while said.language == "en" and place < len(said.tokens) and said.between(place - 1, place) == " ":
        word = said.tokens[place].word
        if word in small or place in verbs or is_figure(word):
            return
        yield place
        place += 1
