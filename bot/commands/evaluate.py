"""``dragoman eval``: score questions whose answers are known."""

from __future__ import annotations

import re
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from answering.types import Citation
from bot.bundled import open_answers
from bot.desk import Answers, Desk
from bot.errors import CommandFailedError
from bot.evaluation import Figures, Score, ScoredQuestion, read_questions, score, summarise
from bot.progress import counting
from bot.tables import format_table

if TYPE_CHECKING:
    from vectorstore.index import PassageIndex

_HEADINGS = {
    "questions": "questions",
    "facts_given": "facts given",
    "right_section": "right section",
    "quotes_exact": "quotes exact",
    "unanswerable_refused": "unanswerable refused",
    "answerable_refused": "answerable refused",
    "smalltalk_met": "small talk met",
    "language_right": "language right",
    "latency_p50_ms": "p50 ms",
}


def run(arguments: Namespace, desk: Desk) -> int:
    """Ask every question and print the shares, by split and language.

    Raises:
        CommandFailedError: the questions cannot be read.
    """
    questions = _questions(arguments)
    settings = desk.settings()
    index = desk.build_index(settings)
    answers = open_answers(index, arguments.committee, settings, desk)
    scores = list(_ask(questions, answers, arguments.committee, quote_check(index, arguments.committee), desk))
    summary = summarise(scores)
    if arguments.as_json:
        shown = {split: {name: each.as_dict() for name, each in group.items()} for split, group in summary.items()}
        failures = [_failure(each) for each in scores if each.faults]
        desk.say_json({"committee": arguments.committee, "splits": shown, "failures": failures})
        return 0
    if arguments.failures:
        for each in scores:
            if each.faults:
                desk.say(_shown_failure(each))
    desk.say(_table(summary))
    return 0


def shipped_questions() -> Path:
    """Return where the scored questions lie in a checkout; an installed package has none."""
    return Path(__file__).parents[2] / "tests" / "quality" / "questions.jsonl"


def quote_check(index: PassageIndex, committee: str) -> Callable[[Citation], bool]:
    """Return what tells whether a quote stands word for word, white space folded, in the passages of its section."""
    texts: dict[tuple[str, str], str] = {}

    def stands(citation: Citation) -> bool:
        source = citation.source
        edition = (source.document, source.language)
        if edition not in texts:
            texts[edition] = _edition_text(index, committee, *edition)
        return bool(citation.quote.strip()) and all(
            _fold_space(line) in texts[edition] for line in citation.quote.splitlines() if line.strip()
        )

    return stands


def _edition_text(index: PassageIndex, committee: str, document: str, language: str) -> str:
    commit = index.store.commit(committee)
    if commit is None:
        return ""
    records = index.store.get(commit, index.store.live_keys(commit, document, language)).values()
    lines = [line for record in records for line in (*record.passage.section, record.passage.text)]
    return _fold_space("\n".join(lines))


def _fold_space(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _questions(arguments: Namespace) -> list[ScoredQuestion]:
    path = Path(arguments.questions) if arguments.questions else shipped_questions()
    try:
        with path.open(encoding="utf-8-sig") as lines:
            questions = read_questions(lines)
    except OSError as error:
        mend = "check the path" if arguments.questions else "run from a checkout, or name a file with --questions"
        raise CommandFailedError(f"expected a file of questions, got {path} ({error.strerror}); {mend}") from error
    except ValueError as error:
        raise CommandFailedError(f"expected scored questions as JSON lines in {path}, got {error}") from error
    chosen = [each for each in questions if arguments.split in (None, each.split)]
    if not chosen:
        splits = ", ".join(sorted({each.split for each in questions})) or "none"
        raise CommandFailedError(f"expected questions of split {arguments.split!r} in {path}; it has: {splits}")
    return chosen


def _ask(
    questions: Sequence[ScoredQuestion],
    answers: Answers,
    committee: str,
    stands: Callable[[Citation], bool],
    desk: Desk,
) -> Iterator[Score]:
    for question in counting(questions, "questions", desk):
        begun = time.perf_counter()
        reply = answers.answer(question.asked_of(committee))
        yield score(question, reply, stands=stands, latency_ms=(time.perf_counter() - begun) * 1000)


def _table(summary: dict[str, dict[str, Figures]]) -> str:
    rows = [
        [split, language, *(_cell(name, value) for name, value in asdict(each).items())]
        for split, group in summary.items()
        for language, each in group.items()
    ]
    return format_table(["split", "language", *_HEADINGS.values()], rows)


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if name == "questions":
        return str(value)
    return f"{value:.1f}" if name.endswith("_ms") else f"{value:.3f}"


def _failure(failed: Score) -> dict[str, Any]:
    return {
        "id": failed.question.id,
        "question": failed.question.question,
        "kind": failed.kind,
        "text": failed.reply.text,
        "faults": list(failed.faults),
    }


def _shown_failure(failed: Score) -> str:
    question = failed.question
    asked = " … ".join([*question.history, question.question])
    lines = [f"{question.id}  {asked}", f"  {failed.reply.text}", *(f"  - {fault}" for fault in failed.faults)]
    return "\n".join(lines) + "\n"
