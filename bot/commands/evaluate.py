"""``dragoman eval``: score questions whose answers are known."""

from __future__ import annotations

import re
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from answering.types import Citation
from bot.bundled import open_answers
from bot.desk import Answers, Desk
from bot.errors import CommandFailedError
from bot.evaluation import Figures, Score, ScoredQuestion, read_questions, score, summarise
from bot.progress import counting
from bot.reply_json import QUOTES, composer_of
from bot.tables import format_table
from bot.written_answers import WrittenAnswers, written_answers

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
    "answers": "answers",
    "written": "by {composer}",
    "latency_p50_ms": "p50 ms",
}


def run(arguments: Namespace, desk: Desk) -> int:
    """Ask every question and print the shares, by split and language.

    Raises:
        CommandFailedError: the questions cannot be read.
        ChatModelSetupError: the chat model of ``--chat-model`` cannot be opened.
    """
    questions = _questions(arguments)
    settings = desk.settings()
    if arguments.chat_model is not None:
        settings = settings.model_copy(update={"chat_model": arguments.chat_model})
    index = desk.build_index(settings)
    quoting = open_answers(index, arguments.committee, settings, desk)
    stands = quote_check(index, arguments.committee)
    is_needed = arguments.chat_model is not None
    with written_answers(quoting, index, settings, desk, is_needed=is_needed) as answers:
        composer = answers.name if isinstance(answers, WrittenAnswers) else QUOTES
        scores = list(_ask(questions, answers, arguments.committee, stands, desk))
    summary = summarise(scores)
    if arguments.as_json:
        shown = {split: {name: each.as_dict() for name, each in group.items()} for split, group in summary.items()}
        failures = [_failure(each) for each in scores if each.faults]
        told = {"committee": arguments.committee, "composer": composer, "splits": shown, "failures": failures}
        desk.say_json(told)
        return 0
    if arguments.failures:
        for each in scores:
            if each.faults:
                desk.say(_shown_failure(each))
    desk.say(_table(summary, composer))
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


def _table(summary: dict[str, dict[str, Figures]], composer: str) -> str:
    """Return the figures as a table; how many answers a chat model wrote stands there where there is one."""
    names = [name for name in _HEADINGS if name != "written" or composer != QUOTES]
    headings = [_HEADINGS[name].format(composer=composer) for name in names]
    rows = [
        [split, language, *(_cell(name, getattr(each, name)) for name in names)]
        for split, group in summary.items()
        for language, each in group.items()
    ]
    return format_table(["split", "language", *headings], rows)


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    return f"{value:.1f}" if name.endswith("_ms") else f"{value:.3f}"


def _failure(failed: Score) -> dict[str, Any]:
    return {
        "id": failed.question.id,
        "question": failed.question.question,
        "kind": failed.kind,
        "text": failed.reply.text,
        "composed_by": composer_of(failed.reply),
        "faults": list(failed.faults),
    }


def _shown_failure(failed: Score) -> str:
    question = failed.question
    asked = " … ".join([*question.history, question.question])
    lines = [f"{question.id}  {asked}", f"  {failed.reply.text}", *(f"  - {fault}" for fault in failed.faults)]
    return "\n".join(lines) + "\n"
