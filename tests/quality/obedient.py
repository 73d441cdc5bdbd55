"""The scored questions in quotes and with an obedient chat model, side by side, and what became of its sentences.

    python -m tests.quality.obedient [--write docs/benchmarks.md]

Both runs are ``dragoman eval`` over the bundled documents. The second is over the real client of OpenAI's protocol,
against a server on this machine behind which ``ObedientModel`` says, lightly reworded, what the first run quoted. No
column may be worse than in quotes, latency apart. What the checks drop of true sentences is listed with its fault.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from answering.bootstrap import build_answerer, build_index, open_chat_answers
from answering.chat_answers import ChatAnswers, Preparing
from answering.pipeline import Answerer
from answering.prepared import Prepared
from answering.types import Answer, Composition, Question, Reply
from bot.__main__ import main as dragoman
from bot.desk import Desk, QuotingAnswers
from config.settings import Settings
from tests.benchmarks.tables import write_part
from tests.chat_endpoint import ChatEndpoint
from tests.quality.obedient_model import ObedientModel
from vectorstore.index import PassageIndex

SECTION, HEADING = "## With a chat model", "### The scored questions with an obedient model"
MODEL = "openai:obedient"
COLUMNS = {
    "facts_given": "facts given",
    "right_section": "right section",
    "quotes_exact": "quotes exact",
    "unanswerable_refused": "unanswerable refused",
    "answerable_refused": "answerable refused",
    "smalltalk_met": "small talk met",
    "language_right": "language right",
}
LESS_IS_BETTER = frozenset({"answerable_refused"})


@dataclass(frozen=True, slots=True)
class Teaching:
    """Answers as ``answerer`` does, and tells the model what that says."""

    answerer: Answerer
    model: ObedientModel

    def answer(self, question: Question) -> Reply:
        return self.prepare(question).reply

    def prepare(self, question: Question) -> Prepared:
        prepared = self.answerer.prepare(question)
        self.model.learn(prepared)
        return prepared

    def leans(self, question: Question) -> bool:
        return self.answerer.leans(question)


@dataclass(slots=True)
class Keeping:
    """Has the chat model write, and keeps what came of it."""

    chat: ChatAnswers
    replies: list[tuple[Question, Reply]]

    @property
    def name(self) -> str:
        return self.chat.name

    async def answer(self, question: Question, in_thread: Any, show: Any = None) -> Reply:
        reply = await self.chat.answer(question, in_thread, show)
        self.replies.append((question, reply))
        return reply


@dataclass(slots=True)
class Run:
    """What one ``dragoman eval`` told, and the replies where a chat model wrote."""

    told: Mapping[str, Any]
    replies: list[tuple[Question, Reply]] = field(default_factory=list)

    @property
    def groups(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """The figures by split and language."""
        return {
            (split, language): figures
            for split, languages in self.told["splits"].items()
            for language, figures in languages.items()
        }

    @property
    def faults(self) -> dict[str, tuple[str, ...]]:
        """What is wrong with a reply, by the question's id."""
        return {each["id"]: tuple(each["faults"]) for each in self.told["failures"]}

    @property
    def compositions(self) -> Iterator[tuple[Question, Answer, Composition]]:
        """Yield the answers for which the model was asked."""
        for question, reply in self.replies:
            if isinstance(reply, Answer) and reply.composition is not None:
                yield question, reply, reply.composition


def evaluate(home: Path, index: PassageIndex, answers: QuotingAnswers, url: str | None = None) -> Run:
    """Run ``dragoman eval``, with the chat model at ``url`` where there is one."""
    replies: list[tuple[Question, Reply]] = []

    def open_chat(settings: Settings, quoting: Preparing, index: PassageIndex) -> Any:
        chat = open_chat_answers(settings, quoting, index)
        return None if chat is None else Keeping(chat, replies)

    environ = {"DRAGOMAN_HOME": str(home), **({} if url is None else {"DRAGOMAN_CHAT_MODEL_URL": url})}
    told = StringIO()
    desk = Desk(environ, sys.stdin, told, sys.stderr, None, lambda _: index, lambda *_: answers, open_chat)
    code = dragoman(["eval", "--json", *([] if url is None else ["--chat-model", MODEL])], desk)
    if code:
        raise SystemExit(code)
    return Run(json.loads(told.getvalue()), replies)


def is_worse(name: str, before: float | None, after: float | None) -> bool:
    """Return whether a figure got worse."""
    if before is None or after is None:
        return before is not after
    return after > before if name in LESS_IS_BETTER else after < before


def worse_columns(quotes: Run, written: Run) -> list[str]:
    """Return what got worse, of every group and column."""
    return [
        f"{COLUMNS[name]}, {split} {language}: {before[name]:.3f} → {written.groups[split, language][name]:.3f}"
        for (split, language), before in quotes.groups.items()
        for name in COLUMNS
        if is_worse(name, before[name], written.groups[split, language][name])
    ]


def table(quotes: Run, written: Run) -> list[str]:
    """Return both runs as Markdown, a row a language and composer."""
    titles = [*COLUMNS.values(), "answers", "written by the model", "p50 ms"]
    names = [*COLUMNS, "answers", "written", "latency_p50_ms"]
    rows = [
        f"| {language}, {title} | {' | '.join(cell(run.groups['all', language][name], name) for name in names)} |"
        for language in ("en", "es", "all")
        for title, run in (("quotes", quotes), ("**obedient model**", written))
    ]
    return [f"| | {' | '.join(titles)} |", f"| --- |{' --- |' * len(titles)}", *rows]


def cell(value: float | None, name: str) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.0f}" if name.endswith("_ms") else f"{value:.3f}"


def summary(quotes: Run, written: Run) -> list[str]:
    """Return in a few lines how the two compare and what became of the model's sentences."""
    worse = worse_columns(quotes, written)
    compositions = list(written.compositions)
    by_model = [composition for _, answer, composition in compositions if answer.composed_by == composition.model]
    first = sum(len(composition.raw) == 1 for composition in by_model)
    failures = Counter(composition.failure for _, _, composition in compositions if composition.failure)
    sentences = [sentence for _, _, composition in compositions for sentence in composition.sentences]
    faults = Counter(sentence.fault for sentence in sentences if sentence.fault not in ("", "repeated"))
    answers = written.groups["all", "all"]["answers"]
    return [
        "No column is worse, in any split and language." if not worse else "Worse: " + "; ".join(worse) + ".",
        f"Of {answers} answers the model was asked for {len(compositions)} (links, references, contradicted"
        " claims and lists of headings are quoted without it)",
        f"and wrote {len(by_model)}, {first} of them at the first call; the others quote: {counted(failures)}.",
        f"Of its {len(sentences)} sentences, all true, {sum(faults.values())} were dropped: {counted(faults)}.",
    ]


def counted(names: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in names.most_common()) or "none"


def misses(quotes: Run, written: Run) -> Iterator[str]:
    """Yield each question whose reply fell back, lost a sentence, or got a fault that it has not in quotes."""
    for question, answer, composition in written.compositions:
        dropped = [each for each in composition.sentences if each.fault not in ("", "repeated")]
        if dropped or composition.failure:
            yield f"{composition.failure or 'written'} | {' … '.join((*question.history, question.text))}"
            yield from (f"    {each.fault}: {each.text}  <- {each.words}" for each in dropped)
            yield f"    => {answer.text}"
    for name, faults in written.faults.items():
        added = set(faults) - set(quotes.faults.get(name, ()))
        if added:
            yield f"{name}: {'; '.join(sorted(added))}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=Path(".dragoman/obedient"), help="where the index is kept")
    parser.add_argument("--write", type=Path, help="put the table into this Markdown file")
    options = parser.parse_args()
    settings = Settings(home=options.home)
    index = build_index(settings)
    answerer, model = build_answerer(settings, index), ObedientModel()
    quotes = evaluate(options.home, index, Teaching(answerer, model))
    with ChatEndpoint(model) as endpoint:
        written = evaluate(options.home, index, answerer, endpoint.url)
    index.store.close()
    lines = [*table(quotes, written), "", *summary(quotes, written)]
    print("\n".join([*misses(quotes, written), "", *lines]))
    if options.write:
        command = "    python -m tests.quality.obedient --write docs/benchmarks.md"
        write_part(options.write, SECTION, HEADING, [command, "", *lines])


if __name__ == "__main__":
    main()
