"""Whether what a sentence says of a name stands in a source that is about that name, and not about another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from answering.checking.mentions import AND
from answering.checking.role_atoms import Atom, atoms_in, held, lead_to, stand_in
from answering.checking.role_names import Named
from answering.checking.role_scene import Cell, Scene
from answering.checking.role_statements import Span
from answering.checking.role_telling import is_apart, is_no_source, is_paper
from answering.checking.role_words import GIVEN, determiners, prepositions
from answering.checking.standing import Place

_MOST_ASTRAY, _KIN = 0.5, 0.5
"""How much of what is said may stand elsewhere; what a word counts where only a word of its kin stands."""
_LEAST_SHARED = 0.3
_ALL, _MOST = 0.9, 0.75
_PAIR, _MANY = 2, 3
_AND_OTHERS = 1


def misplaced(scene: Scene) -> Iterator[str]:
    """Yield the statements of a sentence that the sources make of another name."""
    binder = _Binder(scene)
    carried: list[Named] = []
    for span in scene.statements:
        named = [each for each in scene.named_at(span) if each.kind != "actor"]
        if binder.is_misplaced(span, named or carried):
            yield scene.words(span)
        carried = named or carried


class _Binder:
    """Binds what is said to what it is said of."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._places = scene.places
        self._language = scene.said.language

    def is_misplaced(self, span: Span, named: Sequence[Named]) -> bool:
        """Return whether no name of a statement goes with what is said there, or one goes with none of it."""
        names = [each for each in named if each.kind == "name" and not is_apart(self._scene, each)]
        names = [each for each in names if not is_paper(self._scene, each)]
        atoms = atoms_in(self._scene, span)
        topics = [each for each in named if each.kind == "topic" and each.first < self._verb(span)]
        if any(self._places[topic] and self._is_astray(topic, atoms, []) for topic in topics):
            return True
        if not names:
            return False
        if any(is_no_source(self._scene, each, atoms) for each in names):
            return True
        groups = [group for group in self._groups(names) if any(self._places[each] for each in group)]
        if not groups:
            return self._is_of_others(atoms)
        beside = {id(group): [each for each in names if each not in group] for group in groups}
        if all(any(self._is_astray(each, atoms, beside[id(group)]) for each in group) for group in groups):
            return True
        return any(
            self._places[each] and not self._belongs(each, atoms, beside[id(group)])
            for group in groups
            for each in group
        )

    def _is_of_others(self, atoms: Sequence[Atom]) -> bool:
        """Return whether the sources say it of some name, where they have none of the sentence's."""
        total = sum(atom.weight for atom in atoms)
        if len(atoms) < _PAIR or self._scene.standing.foreign:
            return False
        return any(cell.has_subject and held(cell, atoms) >= _ALL * total for cell in self._scene.cells)

    def _verb(self, span: Span) -> int:
        """Return the first token of a statement's verb, or the end of the statement."""
        return next(
            (verb.first for verb in self._scene.verbs if verb.is_finite and span[0] <= verb.first < span[1]), span[1]
        )

    def _groups(self, names: Sequence[Named]) -> list[list[Named]]:
        """Return names that are joined by *and* or in a list together, the others alone."""
        groups: list[list[Named]] = []
        for each in names:
            if groups and self._is_joined(groups[-1][-1], each):
                groups[-1].append(each)
            else:
                groups.append([each])
        return [part for group in groups for part in ([group] if self._is_row(group) else [[each] for each in group])]

    def _is_row(self, group: Sequence[Named]) -> bool:
        """Return whether names behind each other are a row, and the second does not explain the first."""
        words = self._scene.said.words[group[0].end : group[-1].end + _AND_OTHERS]
        return len(group) > _PAIR or any(word in AND for word in words)

    def _is_joined(self, one: Named, other: Named) -> bool:
        said = self._scene.said
        words = said.words[one.end : other.first]
        text = said.text[said.tokens[one.end - 1].end : said.tokens[other.first].start]
        small = AND | determiners(self._language)
        if "(" in text or any(word not in small | prepositions(self._language) for word in words):
            return False
        if "," in text:
            return True
        return any(word in AND for word in words) and all(
            word in small or words[max(0, place - 1)] in AND for place, word in enumerate(words)
        )

    def _is_astray(self, each: Named, atoms: Sequence[Atom], others: Sequence[Named]) -> bool:
        """Return whether the sources say of others than ``each`` what a statement says of it."""
        if not self._places[each]:
            return True
        cells = [cell for cell in self._scene.cells if self._is_about(cell, each, others)]
        if any(self._places[other] and not _are_named(cells, self._places[other]) for other in others):
            return True
        astray = [atom for atom in atoms if not stand_in(cells, atom.strict) and not lead_to(cells, atom.strict)]
        if any(atom.is_figure for atom in astray):
            return True
        doubt = sum(atom.weight * (_KIN if stand_in(cells, atom.loose) else 1.0) for atom in astray)
        if doubt > _MOST_ASTRAY * sum(atom.weight for atom in atoms):
            return True
        return bool(astray) and self._has_rival(cells, atoms, astray)

    def _has_rival(self, cells: Sequence[Cell], atoms: Sequence[Atom], astray: Sequence[Atom]) -> bool:
        """Return whether a statement about another name says clearly more of it than those about this one."""
        foreign = self._scene.standing.foreign
        total = sum(atom.weight for atom in atoms)
        rival = max((held(cell, atoms) for cell in self._scene.cells if cell not in cells), default=0.0)
        own = max((held(cell, atoms) for cell in cells), default=0.0)
        if any(atom in astray for atom in self._main(atoms)) and rival >= _ALL * total and own <= _MOST * rival:
            return True
        if not foreign and own == 0 and rival >= total:
            return True
        enough = len(atoms) >= (_MANY if foreign else _PAIR)
        return enough and rival >= _MOST * total and own <= _MOST_ASTRAY * rival

    def _main(self, atoms: Sequence[Atom]) -> list[Atom]:
        """Return what a statement says most of all: its verbs, and nouns such as *support*."""
        verbs = {verb.place for verb in self._scene.verbs if verb.is_finite}
        words = self._scene.said.words
        return [atom for atom in atoms if atom.place in verbs or words[atom.place] in GIVEN]

    def _belongs(self, each: Named, atoms: Sequence[Atom], others: Sequence[Named]) -> bool:
        """Return whether some source about a name says a part of what the statement does."""
        total = sum(atom.weight for atom in atoms)
        for cell in self._scene.cells:
            if not self._is_about(cell, each, others):
                continue
            if any(stand_in([cell], self._places[other]) for other in others):
                return True
            shared = [atom for atom in atoms if stand_in([cell], atom.loose) or lead_to([cell], atom.strict)]
            if sum(atom.weight for atom in shared) >= _LEAST_SHARED * total:
                return True
        return False

    def _is_about(self, cell: Cell, each: Named, others: Sequence[Named]) -> bool:
        """Return whether a statement of the sources speaks of a name: by itself, under its heading, or by *it*."""
        places, number = self._places[each], cell.source.number
        if cell.holds(places):
            return True
        takes_up = not cell.has_subject or (cell.has_pronoun and not self._acts(each))
        if takes_up and any(at[0] == number and cell.previous[0] <= at[1] < cell.previous[1] for at in places):
            return True
        beside = any(cell.holds(self._places[other]) for other in others)
        if (takes_up or beside) and any(at[0] == cell.source.above for at in places):
            return True
        takes_up = takes_up or (beside and cell.has_pronoun)
        return takes_up and any(at[0] in cell.source.before[-1:] for at in places)

    def _acts(self, each: Named) -> bool:
        """Return whether a name opens its statement, before the verb."""
        span = next((span for span in self._scene.statements if span[0] <= each.first < span[1]), (0, 0))
        first = next((other for other in self._scene.named_at(span) if other.kind == "name"), None)
        verb = self._verb(span)
        return first is each and verb < span[1] and each.end <= verb


def _are_named(cells: Sequence[Cell], places: frozenset[Place]) -> bool:
    """Return whether a name stands in the units of some statements, or above them."""
    readings = {number for cell in cells for number in (cell.source.number, cell.source.above)}
    return any(number in readings for number, _ in places)
