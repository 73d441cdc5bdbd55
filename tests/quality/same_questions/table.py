"""How well questions are told apart, as a table: ``python -m tests.quality.same_questions.table --write FILE``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from answering.language import detect_language
from answering.same_question import LIKE, SAME, SameQuestion
from tests.benchmarks.tables import write_section
from tests.quality.same_questions.pairs import Pair, opened, read_pairs

HEADING = "## Whether two questions ask the same"
SETS = ("development", "held_out")


@dataclass(frozen=True, slots=True)
class Told:
    """Pairs with the likeness that each was given."""

    pairs: Sequence[tuple[Pair, float]]

    def found(self, threshold: float) -> int:
        """Count the pairs that ask the same and are as likely as that."""
        return sum(pair.is_same and likeness >= threshold for pair, likeness in self.pairs)

    def wrong(self, threshold: float) -> int:
        """Count the pairs that ask for different things and are as likely as that."""
        return sum(not pair.is_same and likeness >= threshold for pair, likeness in self.pairs)

    def precision(self, threshold: float) -> float:
        """Return the share of what is taken for the same that is the same."""
        taken = self.found(threshold) + self.wrong(threshold)
        return self.found(threshold) / taken if taken else 1.0

    def recall(self, threshold: float) -> float:
        """Return the share of what is the same that is taken for it."""
        return self.found(threshold) / sum(pair.is_same for pair, _ in self.pairs)


def told_apart(same_question: SameQuestion, name: str) -> Told:
    """Return the pairs of a set with their likeness; those that share a question are compared at once."""
    pairs = read_pairs(name)
    others: dict[str, list[str]] = {}
    for pair in pairs:
        others.setdefault(pair.one, []).append(pair.other)
    found = {
        (one, other): likeness
        for one, each in others.items()
        for other, likeness in zip(each, same_question.likeness(one, each), strict=True)
    }
    return Told([(pair, found[pair.one, pair.other]) for pair in pairs])


def groups(told: Told) -> dict[str, Told]:
    """Return the pairs of one language and those of two."""
    across = [each for each in told.pairs if detect_language(each[0].one) != detect_language(each[0].other)]
    within = [each for each in told.pairs if each not in across]
    return {"one language": Told(within), "two languages": Told(across), "all": told}


def lines(tables: dict[str, Told]) -> list[str]:
    """Return the section of the document."""
    rows = [
        f"| {name} | {group} | {len(each.pairs)} | {sum(pair.is_same for pair, _ in each.pairs)} "
        + "".join(
            f"| {each.precision(limit):.3f} | {each.recall(limit):.3f} | {each.wrong(limit)} " for limit in (SAME, LIKE)
        )
        + "|"
        for name, told in tables.items()
        for group, each in groups(told).items()
    ]
    missed = [
        f"- {likeness:.2f} *{pair.one}* | *{pair.other}*"
        for pair, likeness in tables["held_out"].pairs
        if not pair.is_same and likeness >= SAME
    ]
    return [
        HEADING,
        "",
        "    python -m tests.quality.same_questions.table --write docs/benchmarks.md",
        "",
        f"From {SAME} on two questions share an answer by themselves: requests are grouped, and a ruling answers",
        f"in other words too. From {LIKE} on a chair is asked whether they do. The weights are fitted on the",
        "development pairs; the held-out ones, on other subjects, were written before their scores were seen. Most",
        "pairs that ask for different things are near misses: another number, name, day or thing in the same words.",
        "",
        f"| pairs | | n | the same | precision at {SAME} | recall | wrong | precision at {LIKE} | recall | wrong |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        *(["Held-out pairs that are taken for the same and are not:", "", *missed, ""] if missed else []),
    ]


def main() -> None:
    """Print the table, and put it into the document where one is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table into this document")
    parser.add_argument("--set", choices=SETS, help="print the pairs of one set that are told wrongly, and stop")
    options = parser.parse_args()
    with opened() as same_question:
        tables = {name: told_apart(same_question, name) for name in SETS if options.set in (None, name)}
    if options.set:
        for pair, likeness in sorted(tables[options.set].pairs, key=lambda each: -each[1]):
            if pair.is_same != (likeness >= SAME):
                print(f"{likeness:.2f} {'same' if pair.is_same else 'other'}: {pair.one} | {pair.other}")
        return
    text = "\n".join(lines(tables))
    print(text)
    if options.write:
        write_section(options.write, text)


if __name__ == "__main__":
    main()
