"""The checks over the tables of sentences: what passes falsely is known by name, and what is dropped is counted."""

from __future__ import annotations

import pytest

from tests.quality.written.table import HERE, TABLES, Outcome, check_rows, rows
from vectorstore.index import PassageIndex

# Known misses; a change may only take names out, and lower the counts.
KNOWN_TO_PASS: dict[str, frozenset[str]] = {
    "development": frozenset(),
    "held_out": frozenset(
        """
        en-reversed_roles-3 en-wrong_attribution-2 en-wrong_attribution-3 es-reversed_roles-3
        es-all_some_only-2 es-superlative-2
        """.split()
    ),
    "sealed": frozenset(
        """
        en-negation-5 en-quantifier-4 en-crossed_facts-1 en-crossed_facts-2 en-crossed_facts-4
        es-neighbour_number-3 es-precision-1 es-role_reversed-2 es-can_does-3 es-plans_did-2
        es-cause_purpose-3 es-closing_clause-3 es-superlative-2
        """.split()
    ),
}
MOST_DROPPED = {"development": 0, "held_out": 14, "sealed": 10}


@pytest.fixture(scope="module", params=TABLES)
def checked(request: pytest.FixtureRequest, bundled_index: PassageIndex) -> tuple[str, list[Outcome]]:
    name: str = request.param
    return name, check_rows(rows(HERE / f"{name}.jsonl"), bundled_index)


def test_no_false_sentence_passes_but_those_known(checked: tuple[str, list[Outcome]]) -> None:
    name, outcomes = checked
    passing = {outcome.row.id for outcome in outcomes if outcome.is_miss and not outcome.row.good}

    assert passing <= KNOWN_TO_PASS[name]


def test_true_sentences_are_shown(checked: tuple[str, list[Outcome]]) -> None:
    name, outcomes = checked
    dropped = [outcome.row.id for outcome in outcomes if outcome.is_miss and outcome.row.good]

    assert len(dropped) <= MOST_DROPPED[name], dropped
