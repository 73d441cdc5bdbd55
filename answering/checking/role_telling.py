"""Who is said to say it: *according to A*, *A estimates that*; and names that only say where it is written."""

from __future__ import annotations

from collections.abc import Sequence

from answering.checking.role_atoms import Atom, held
from answering.checking.role_names import Named
from answering.checking.role_scene import Cell, Scene

_ACCORDING = frozenset("according segun acuerdo".split())
_APART = frozenset("unlike like than versus compared besides similar comparable diferencia frente compara".split())
_TELLING = frozenset({"say_state", "estimate", "inform", "report_publication", "describe", "warn"})
_BEFORE = 3
_LEAST_HELD, _NEAR_BEST = 0.5, 0.9


def is_no_source(scene: Scene, each: Named, atoms: Sequence[Atom]) -> bool:
    """Return whether a sentence takes what it says from someone who is not in the source that says it."""
    if not _is_told_by(scene, each):
        return False
    total = sum(atom.weight for atom in atoms)
    weighed = [(held(cell, atoms), cell) for cell in scene.cells]
    best = max((weight for weight, _ in weighed), default=0.0)
    if not total or best < _LEAST_HELD * total:
        return False
    return not any(weight >= _NEAR_BEST * best and _tells(scene, cell, each) for weight, cell in weighed)


def is_apart(scene: Scene, each: Named) -> bool:
    """Return whether a name is only compared with: *unlike Operation Nawala*."""
    return not _APART.isdisjoint(_words_before(scene, each))


def is_paper(scene: Scene, each: Named) -> bool:
    """Return whether a name is the title that all of it stands under."""
    places, readings = scene.places[each], scene.standing.readings
    above = {source.above for source in scene.sources}
    return bool(places) and all(
        number in above and readings[number].tokens[place].end <= _title_end(readings[number].text)
        for number, place in places
    )


def _words_before(scene: Scene, each: Named) -> Sequence[str]:
    return scene.said.words[max(0, each.first - _BEFORE) : each.first]


def _is_told_by(scene: Scene, each: Named) -> bool:
    if not _ACCORDING.isdisjoint(_words_before(scene, each)):
        return True
    verb = next((verb for verb in scene.verbs if verb.first == each.end), None)
    if verb is None:
        return False
    return not _TELLING.isdisjoint(scene.lexicon.concepts_of(scene.said.tokens[verb.place].word))


def _tells(scene: Scene, cell: Cell, each: Named) -> bool:
    """Return whether a statement of the sources, its headings or what stands right before it have a name."""
    numbers = {cell.source.number, cell.source.above, *cell.source.before[-1:]}
    return any(number in numbers for number, _ in scene.places[each])


def _title_end(text: str) -> int:
    ends = [at for sign in ("›", "\n") if (at := text.find(sign)) >= 0]
    return min(ends, default=len(text))
