"""The scored questions before and after twenty unrelated rulings stand in the index of what the dais issued.

    python -m tests.benchmarks.rulings --write docs/benchmarks.md

The questions are put to the documents and to what the dais issued, as delegates ask them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from answering.bootstrap import build_answerer, build_index
from answering.pipeline import Answerer
from answering.types import Answer, Reply
from bot.announcements.editions import IssuedEdition, bring_in_line, issued_editions
from bot.commands.evaluate import quote_check, shipped_questions
from bot.evaluation import Figures, Score, ScoredQuestion, read_questions, score, summarise
from config.settings import Settings
from ingest.bundled import bundled_documents
from ingest.pipeline import ingest_paths
from tests.benchmarks.tables import write_section
from vectorstore.index import PassageIndex

HEADING = "## Twenty unrelated rulings"
COMMITTEE = "interpol"
RULINGS = Path(__file__).with_name("rulings.json")
FIRST = datetime(2026, 11, 28, 10, tzinfo=UTC)
COLUMNS = {
    "questions": "questions",
    "facts_given": "facts given",
    "right_section": "right section",
    "quotes_exact": "quotes exact",
    "unanswerable_refused": "unanswerable refused",
    "answerable_refused": "answerable refused",
    "smalltalk_met": "small talk met",
    "language_right": "language right",
    "answers": "answers",
}


def unrelated_rulings() -> list[IssuedEdition]:
    """Return twenty rulings on how a committee sits, none of which the documents tell of."""
    made = []
    for number, each in enumerate(json.loads(RULINGS.read_text(encoding="utf-8")), start=1):
        texts, wordings = ({code: each[part][code] for code in each[part]} for part in ("text", "question"))
        at = FIRST + timedelta(minutes=7 * number)
        made += issued_editions("ruling", number, texts, at, UTC, wordings, each["asked"])
    return made


def asked(questions: Sequence[ScoredQuestion], index: PassageIndex, answerer: Answerer) -> list[Score]:
    """Return every question's reply, scored; the dais is heard as well."""
    stands = quote_check(index, COMMITTEE)
    return [
        score(each, answerer.answer(replace(each.asked_of(COMMITTEE), documents_only=False)), stands=stands)
        for each in questions
    ]


def is_from_ruling(reply: Reply) -> bool:
    """Return whether a reply cites a ruling."""
    return isinstance(reply, Answer) and any(each.source.document.startswith("Ruling ") for each in reply.citations)


def lines(before: Sequence[Score], after: Sequence[Score]) -> list[str]:
    """Return the section of the document."""
    tables = {"before": summarise(before), "with twenty rulings": summarise(after)}
    changed = [(one, two) for one, two in zip(before, after, strict=True) if one.reply.text != two.reply.text]
    cited = sum(is_from_ruling(each.reply) for each in after)
    return [
        HEADING,
        "",
        "    python -m tests.benchmarks.rulings --write docs/benchmarks.md",
        "",
        "The scored questions over the bundled documents, asked as delegates ask them, before and after twenty rulings",
        "on how the committee sits (phones, attire, deadlines, motions …) in both languages, each with the questions",
        "that it was given on.",
        "",
        f"| | {' | '.join(COLUMNS.values())} |",
        f"| {' | '.join(['---'] * (len(COLUMNS) + 1))} |",
        *(
            f"| {split}, {language}: {when} | {_cells(figures[split][language])} |"
            for split in tables["before"]
            for language in tables["before"][split]
            for when, figures in tables.items()
        ),
        "",
        f"{len(changed)} of {len(after)} replies read otherwise, {cited} cite a ruling.",
        "",
        *(f"- *{one.question.question}*: {one.reply.text} → {two.reply.text}" for one, two in changed[:20]),
        *([""] if changed else []),
    ]


def _cells(figures: Figures) -> str:
    values = figures.as_dict()
    return " | ".join(_cell(values[name], is_count=name in ("questions", "answers")) for name in COLUMNS)


def _cell(value: float | None, *, is_count: bool) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if is_count else f"{value:.3f}"


def main() -> None:
    """Ask before and after, print the table, and put it into the document where one is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table into this document")
    options = parser.parse_args()
    with shipped_questions().open(encoding="utf-8") as shipped:
        questions = read_questions(shipped)
    with TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        index = build_index(settings)
        ingest_paths(bundled_documents(), COMMITTEE, index)
        answerer = build_answerer(settings, index)
        before = asked(questions, index, answerer)
        bring_in_line(index.issued, COMMITTEE, unrelated_rulings())
        after = asked(questions, index, answerer)
        index.store.close()
        index.issued.store.close()
    text = "\n".join(lines(before, after))
    print(text)
    if options.write:
        write_section(options.write, text)


if __name__ == "__main__":
    main()
