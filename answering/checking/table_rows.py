"""The rows of tables: which one a sentence speaks of by its key, and what a column's label says of its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from answering.checking.quantities.atoms import cut
from answering.checking.quantities.measures import currency_of, unit_of
from answering.checking.quantities.number_words import SCALES
from answering.checking.quantities.quantity import Kind, Quantity
from answering.checking.readings import Reading
from answering.checking.types import Ground
from answering.matching import both_stems
from vectorstore.words import STOP_WORDS, words

_SHARE_WORDS = frozenset("percent percentage percentages porcentaje porcentajes % porciento ciento".split())
_RANK_WORDS = frozenset("rank ranks ranking place position puesto posicion lugar no".split())


class Rows:
    """The rows among the grounds, and those that a sentence names by their keys."""

    def __init__(self, said: Reading, grounds: Sequence[Ground]) -> None:
        self._said = _stems(said.words)
        self._names = {span.canonical for span in said.names}
        rows = [ground for ground in grounds if ground.source.kind == "row"]
        self._named = {_key_of(ground)[0] for ground in rows if self._is_named(ground)}

    def is_another(self, ground: Ground) -> bool:
        """Return whether the sentence names rows of a table, and ``ground`` is a row of it that it does not name."""
        if ground.source.kind != "row":
            return False
        label, key = _key_of(ground)
        return bool(key) and label in self._named and not self._is_named(ground)

    def _is_named(self, ground: Ground) -> bool:
        _, key = _key_of(ground)
        if bool(key) and all(both_stems(word) & self._said for word in key):
            return True
        end = ground.unit.text.find("; ")
        return any(
            span.canonical in self._names and ground.unit.tokens[span.first].start < end for span in ground.unit.names
        )


def as_labelled(held: Quantity, ground: Ground) -> list[Quantity]:
    """Return a bare number of a row, or of a list under a lead-in, as what its label makes of it.

    Of *Cargo (million tonnes): 34.9* that is 34.9 million; of *Share (%): 33* 33 %; of *Rank: 167* the 167th. Empty
    where the label says nothing of the kind.
    """
    if held.kind not in (Kind.COUNT, Kind.YEAR) or held.currency:
        return []
    label = _label_of(held, ground)
    if label & _SHARE_WORDS:
        return [replace(held, kind=Kind.PERCENT)]
    if label & _RANK_WORDS:
        return [replace(held, kind=Kind.ORDINAL)]
    scale = next((SCALES[word] for word in label if word in SCALES), 1)
    currency = next((name for word in label if (name := currency_of(word))), "")
    unit = next((name for word in label if (name := unit_of(word))), "")
    if scale == 1 and not currency and not unit:
        return []
    made = replace(held, kind=Kind.COUNT, currency=currency, unit=held.unit or unit)
    return [made, replace(made, value=held.value * scale)] if scale > 1 else [made]


def _label_of(held: Quantity, ground: Ground) -> frozenset[str]:
    """Return the folded words of the label that a number stands under."""
    label = ground.source.context
    if ground.source.kind == "row":
        cell = ground.unit.text[: held.start].rpartition(";")[2]
        label = f"{label} {cell}" if ":" in cell else label
    return frozenset(atom.word for atom in cut(label))


def _key_of(ground: Ground) -> tuple[str, tuple[str, ...]]:
    """Return the label of a row's first cell and the words that say something in it; none where it has no labels."""
    first, has_more, _ = ground.unit.text.partition("; ")
    label, has_label, value = first.partition(": ")
    if not (has_more and has_label):
        return "", ()
    return label, tuple(word for word in words(value) if word not in STOP_WORDS)


def _stems(found: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(both_stems(word) for word in found))
