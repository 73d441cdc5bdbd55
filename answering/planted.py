"""What stands in a document to order an assistant about: it is no statement, and no reply says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from answering.checking.instructions import addresses_a_machine
from answering.composing import Statement
from answering.evidence import Candidate

_LOOKED_AT = 12  # further down nothing is said, and reading a text for orders takes a millisecond


def without_orders(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates, best first, without the likely ones that order an assistant about."""
    first = [candidate for candidate in ranked[:_LOOKED_AT] if not addresses_a_machine(candidate.unit.text)]
    return [*first, *ranked[_LOOKED_AT:]]


def say_no_orders(statements: Iterable[Statement]) -> list[Statement]:
    """Return statements without their units that order an assistant about, and without those that say nothing else."""
    kept = []
    for statement in statements:
        units = tuple(unit for unit in statement.units if not addresses_a_machine(unit.text))
        if units:
            kept.append(statement if len(units) == len(statement.units) else replace(statement, units=units))
    return kept
