"""A sentence beside its sources: which of them say most of a clause, and which word stands for which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from answering.checking.clauses import clauses_of
from answering.checking.denials import denials_of
from answering.checking.readings import Reading
from answering.checking.senses import Sense, likeness, senses_of
from answering.concepts import Lexicon

SURE = 0.95
_SAYS_IT_TOO = 0.8
_LEAST = 0.28
_AROUND, _CLEARLY = 3, 2
_LIGHT, _NAME = 0.2, 0.4

_Option = tuple[Sense, float]


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is compared: its senses, its clauses, where it denies."""

    reading: Reading
    senses: tuple[Sense, ...]
    clauses: tuple[range, ...]
    denials: tuple[int, ...]

    def clause_at(self, place: int) -> range:
        """Return the clause that a word stands in."""
        return next(clause for clause in self.clauses if place in clause)


@dataclass(frozen=True, slots=True)
class Pair:
    """A word of the sentence and the one of the source that says the same (``alike`` > 0) or the opposite."""

    said: Sense
    source: Sense
    alike: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a clause beside one source: the word it hangs on, ``None`` for none in particular."""

    place: int | None
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """A sentence beside one of its sources.

    ``alike`` holds, for each of the sentence's senses in their order, the senses of the source that say the same or the
    opposite, and how surely.
    """

    said: Text
    source: Text
    alike: tuple[tuple[_Option, ...], ...]
    _pairs: dict[range, list[Pair]] = field(default_factory=dict)

    def pairs(self, clause: range) -> list[Pair]:
        """Return which words of a clause stand for which of the source, those of its best clause before all others."""
        if clause not in self._pairs:
            best = max(self.source.clauses, key=lambda each: self.overlap(clause, each), default=range(0))
            chosen = [
                (self.said.senses[row], self._stands_for(row, best))
                for row, sense in enumerate(self.said.senses)
                if sense.place in clause
            ]
            self._pairs[clause] = [Pair(sense, *option) for sense, option in chosen if option is not None]
        return self._pairs[clause]

    def overlap(self, clause: range, within: range | None = None) -> float:
        """Return how much of a clause the source says, or a clause of it; names count for less: it may say *it*."""
        return sum(
            (_NAME if sense.is_name else _LIGHT if sense.is_light else 1.0)
            * max((abs(alike) for other, alike in options if within is None or other.place in within), default=0.0)
            for sense, options in zip(self.said.senses, self.alike, strict=True)
            if sense.place in clause
        )

    def _stands_for(self, row: int, best: range) -> _Option | None:
        """Return the word of the source that one of the sentence stands for, the same before its opposite."""
        same = [option for option in self.alike[row] if option[1] > 0]
        here = [option for option in same if option[0].place in best]
        opposite = [] if here else [option for option in self.alike[row] if self._is_opposite(row, option)]
        if not opposite:
            return max(here or same, key=lambda option: option[1], default=None)
        there = max(opposite, key=lambda option: (option[0].place in best, option[1]))
        rival = max(same, key=lambda option: (option[1], self._company(row, option[0])), default=None)
        if rival is None or rival[1] < SURE:
            return there
        return there if self._company(row, there[0]) >= self._company(row, rival[0]) + _CLEARLY else rival

    def _is_opposite(self, row: int, option: _Option) -> bool:
        """Return whether a word excludes one of the sentence: it stands in its company, and is not said as well."""
        other, alike = option
        if alike >= 0 or not self._company(row, other):
            return False
        return not any(each is other and how == 1.0 for options in self.alike for each, how in options)

    def _company(self, row: int, other: Sense) -> int:
        """Return how many of the words near one of the sentence stand near ``other``, or in its clause."""
        clause = self.source.clause_at(other.place)
        near = [place for place in range(max(0, row - _AROUND), row + _AROUND + 1) if place != row]
        return sum(
            any(
                alike > 0
                and each is not other
                and (each.place in clause or abs(each.place - other.place) <= 2 * _AROUND)
                for each, alike in options
            )
            for place in near
            if place < len(self.alike)
            for options in (self.alike[place],)
        )


def read_text(reading: Reading, lexicon: Lexicon) -> Text:
    """Return a text ready to be compared."""
    return Text(reading, senses_of(reading, lexicon), clauses_of(reading), denials_of(reading))


def put_beside(said: Text, source: Text) -> Beside:
    """Return a sentence beside one of its sources."""
    alike = tuple(
        tuple((other, how) for other in source.senses if (how := likeness(sense, other))) for sense in said.senses
    )
    return Beside(said, source, alike)


def judged(said: Text, sources: Sequence[Beside], judge: Callable[[Beside, range], Finding | None]) -> str:
    """Return the words that ``judge`` finds wrong with a clause of the sentence, ``""`` where none are.

    A source that says as much of the clause, has the word that offends and no fault to find with it, clears it.
    """
    for clause in said.clauses:
        verdicts: Mapping[Beside, Finding | None] = {
            beside: judge(beside, clause) for beside in _nearest(clause, sources)
        }
        clearing = [beside for beside, verdict in verdicts.items() if verdict is None]
        for verdict in verdicts.values():
            if verdict is not None and not any(_has(beside, clause, verdict.place) for beside in clearing):
                return verdict.words
    return ""


def _nearest(clause: range, sources: Sequence[Beside]) -> list[Beside]:
    """Return the sources that say most of a clause, all of them where none says a word of it."""
    overlaps = [beside.overlap(clause) for beside in sources]
    least = _SAYS_IT_TOO * max(overlaps, default=0.0)
    if least < _LEAST:
        return list(sources)
    return [beside for beside, overlap in zip(sources, overlaps, strict=True) if overlap >= least]


def _has(beside: Beside, clause: range, place: int | None) -> bool:
    return place is None or any(pair.said.place == place for pair in beside.pairs(clause))
