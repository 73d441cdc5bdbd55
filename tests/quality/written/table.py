"""Sentences that a chat model might write, each with whether the documents bear it out: true ones and false ones.

    python -m tests.quality.written.table [development held_out sealed] [--write docs/benchmarks.md]

Runs the checks over tables and lists the false sentences that pass and the true ones that are dropped. ``[1]`` in a
sentence stands for all passages of the first section that its row cites; every other mark stays as it is.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from answering.analysis import analyse_part, clean_question, split_question
from answering.bootstrap import build_index
from answering.checking.check import SentenceChecker
from answering.checking.grounds import excerpt_of
from answering.checking.types import Excerpt, Verdict, WrittenSentence
from answering.concepts import Lexicon
from answering.evidence import Asked, weigh_terms
from answering.matching import Matcher, Term, read_terms
from answering.sentences import keys_in, without_keys
from answering.sheet import Sheet
from config.settings import Settings
from ingest.bundled import bundled_documents
from ingest.pipeline import ingest_paths
from tests.benchmarks.tables import write_section
from vectorstore.index import PassageIndex
from vectorstore.types import Hit, Language

HERE = Path(__file__).parent
COMMITTEE = "interpol"
TABLES = ("development", "held_out", "sealed")
_HEADING = "## Sentences of a chat model"
_SEEN: dict[str, str] = {
    "development": "which the authors of the checks worked with",
    "held_out": "which they did not see; its misses were looked at between rounds",
    "sealed": "which nobody saw before the last round",
}
_OTHER: dict[Language, Language] = {"en": "es", "es": "en"}
_MARK = re.compile(r"\[(\d+(?:, ?\d+)*)\]")
_KEY_LETTERS = "bcdfghjklmnpqrstvwxz"


@dataclass(frozen=True, slots=True)
class Row:
    """A written sentence with the question it answers and the sections it cites, as (document, section key).

    ``language`` is the reader's, ``edition`` that of the passages. Where the two are equal the other edition is there
    as well, else the documents are only in ``edition``.
    """

    id: str
    language: Language
    edition: Language
    question: str
    cites: tuple[tuple[str, str], ...]
    sentence: str
    good: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the checks say of a row."""

    row: Row
    verdict: Verdict

    @property
    def is_miss(self) -> bool:
        """Whether a false sentence passes or a true one is dropped."""
        return (self.verdict.fault is None) is not self.row.good


def rows(path: Path) -> list[Row]:
    """Return the rows of a table, in order."""
    read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Row(**(row | {"cites": tuple((document, key) for document, key in row["cites"])})) for row in read]


def sheet_of(row: Row, index: PassageIndex, lexicon: Lexicon) -> tuple[Sheet, WrittenSentence]:
    """Return the passages that a row cites, each under a key, and its sentence with those keys."""
    excerpts: dict[str, Excerpt] = {}
    keys_by_mark: dict[str, list[str]] = {}
    for mark, (document, section) in enumerate(row.cites, start=1):
        passages = index.passages(COMMITTEE, [(document, row.edition, section)])
        if not passages:
            raise LookupError(f"{row.id}: {document} has no section {section!r} in {row.edition}")
        others = []
        if row.edition == row.language:
            others = index.passages(COMMITTEE, [(document, _OTHER[row.edition], section)])
        for passage in passages:
            key = _key(len(excerpts))
            hit = Hit(passage, 1.0, 1.0, 1.0, tuple(1.0 for _ in passage.units))
            excerpts[key] = excerpt_of(key, hit, others, lexicon)
            keys_by_mark.setdefault(str(mark), []).append(key)
    raw = _MARK.sub(lambda found: _with_keys(found[1], keys_by_mark), row.sentence)
    return Sheet("=== 7d1f0c3a ===", excerpts), WrittenSentence(raw, without_keys(raw), keys_in(raw))


def asked_of(row: Row, index: PassageIndex, lexicon: Lexicon) -> list[Asked]:
    """Return the parts of a row's question as the answerer weighs them."""

    def rarity(term: Term) -> float:
        idf = max(index.idf(COMMITTEE, term.key, language) for language in _OTHER)
        return min(1.0, idf / 5.0) if term.kind == "word" else 1.0

    asked = []
    for text in split_question(clean_question(row.question)):
        part = analyse_part(text)
        terms = read_terms(part.terms, part.names, part.text, lexicon)
        asked.append(Asked(part, terms, weigh_terms(part, terms, rarity), row.language))
    return asked


def check_rows(table: Iterable[Row], index: PassageIndex) -> list[Outcome]:
    """Return what the checks say of each row."""
    lexicon = Lexicon.load()
    checker = SentenceChecker(Matcher(index.encoder.encode_words, lexicon), lexicon)
    outcomes = []
    for row in table:
        sheet, sentence = sheet_of(row, index, lexicon)
        verdict = checker.check(sentence, sheet, row.language, asked_of(row, index, lexicon), "")
        outcomes.append(Outcome(row, verdict))
    return outcomes


def report(outcomes: Sequence[Outcome]) -> str:
    """Return the misses, false sentences first, and how many there are of each kind and language."""
    lines = []
    for good, title in ((False, "Bad sentences that pass"), (True, "Good sentences that are dropped")):
        chosen = [outcome for outcome in outcomes if outcome.row.good is good]
        misses = [outcome for outcome in chosen if outcome.is_miss]
        lines += ["", f"{title}: {len(misses)} of {len(chosen)}"]
        lines += [_miss(outcome) for outcome in misses]
    return "\n".join([*lines, "", *_counts(outcomes)])


def _key(place: int) -> str:
    tens, ones = divmod(place, len(_KEY_LETTERS))
    return f"xq{_KEY_LETTERS[tens]}{_KEY_LETTERS[ones]}"


def _with_keys(marks: str, keys_by_mark: dict[str, list[str]]) -> str:
    """Return ``[1, 2]`` with the keys of their passages; a number that stands for none is kept."""
    keys = [key for mark in re.split(", ?", marks) for key in keys_by_mark.get(mark, [mark])]
    return f"[{', '.join(keys)}]"


def _miss(outcome: Outcome) -> str:
    row, fault = outcome.row, outcome.verdict.fault
    found = f"  <- {fault.value}: {outcome.verdict.words}" if fault else ""
    edition = "" if row.edition == row.language else f" ({row.edition})"
    cites = " + ".join(f"{document} {section}" for document, section in row.cites)
    return f"{row.id}{edition} | {cites} | {row.sentence}{found}"


def _counts(outcomes: Sequence[Outcome]) -> list[str]:
    total = Counter((outcome.row.good, outcome.row.kind, outcome.row.language) for outcome in outcomes)
    missed = Counter(
        (outcome.row.good, outcome.row.kind, outcome.row.language) for outcome in outcomes if outcome.is_miss
    )
    lines = [f"{'misses by kind':<28}{'en':>9}{'es':>9}"]
    for good, kind in dict.fromkeys((good, kind) for good, kind, _ in total):
        cells = "".join(f"{f'{missed[good, kind, each]}/{total[good, kind, each]}':>9}" for each in _OTHER)
        lines.append(f"{'good' if good else 'bad'} {kind:<23}{cells}")
    return lines


def section(outcomes: Mapping[str, Sequence[Outcome]]) -> str:
    """Return the figures and every miss as a section of the benchmarks' document."""
    lines = [
        _HEADING,
        "",
        "    python -m tests.quality.written.table --write docs/benchmarks.md",
        "",
        "Sentences as chat models write them over the bundled documents, false or unsupported ones and true ones,",
        "written by hand for this purpose in both languages, each held against the passages that it cites. A false one",
        "that passes would be read by a delegate; for a true one that is dropped the model is asked again, or the",
        "reply quotes.",
        "",
        "| table | false, pass: en | es | true, dropped: en | es |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, each in outcomes.items():
        cells = [_share(each, good, language) for good in (False, True) for language in _OTHER]
        lines.append(f"| {name}, {_SEEN[name]} | {' | '.join(cells)} |")
    for name, each in outcomes.items():
        lines += ["", f"### Misses: {name}", ""]
        lines += [f"- {'dropped' if miss.row.good else '**passes**'}: {_miss(miss)}" for miss in each if miss.is_miss]
    return "\n".join(lines)


def _share(outcomes: Sequence[Outcome], good: bool, language: Language) -> str:
    chosen = [each for each in outcomes if each.row.good is good and each.row.language == language]
    return f"{sum(each.is_miss for each in chosen)} of {len(chosen)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="*", choices=[*TABLES, []], help="tables of this folder; all without one")
    parser.add_argument("--home", type=Path, default=Path(".dragoman/written"), help="where the index is kept")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the figures and misses into this document")
    options = parser.parse_args()
    index = build_index(Settings(home=options.home))
    if not index.editions(COMMITTEE):
        ingest_paths(bundled_documents(COMMITTEE), COMMITTEE, index)
    outcomes = {name: check_rows(rows(HERE / f"{name}.jsonl"), index) for name in options.tables or TABLES}
    for name, each in outcomes.items():
        print(f"\n{name}{report(each)}")
    if options.write is not None:
        write_section(options.write, section(outcomes))


if __name__ == "__main__":
    main()
