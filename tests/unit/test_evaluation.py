"""Scoring, on replies whose score can be read off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from answering.types import Citation, Reply
from bot.commands.evaluate import shipped_questions
from bot.evaluation import Score, ScoredQuestion, figures, read_questions, score, strip_accents, summarise
from tests.scripted import CommandLine, ScriptedAnswers, answer, refusal, small_talk


def question(kind: str = "answer", **given: object) -> ScoredQuestion:
    fields = {
        "id": "1",
        "language": "en",
        "kind": kind,
        "question": "q",
        "facts": [r"\b196\b"],
        "sections": ["committee$"],
    }
    if kind != "answer":
        fields |= {"facts": [], "sections": []}
    return read_questions([json.dumps({**fields, **given})])[0]


def scored(wanted: ScoredQuestion, reply: Reply, *, stands: bool = True) -> Score:
    def tell(citation: Citation) -> bool:
        return stands

    return score(wanted, reply, stands=tell, latency_ms=2.0)


def test_a_good_answer_has_no_faults() -> None:
    assert scored(question(), answer()).faults == ()


def test_patterns_ignore_case_and_accents() -> None:
    wanted = question(language="es", facts=["paises MIEMBROS"], sections=["ópera › comité"])
    reply = answer("196 países miembros [1].", "es", section=("Ópera", "Comité"))
    assert scored(wanted, reply).faults == ()
    assert strip_accents("Ópera, Ñandú") == "Opera, Nandu"


def test_what_is_missing_is_named() -> None:
    wanted = question(facts=["196", "1923"], sections=["committee", "topic a"])
    failed = scored(wanted, answer(language="es"), stands=False)
    assert failed.faults == (
        "language: es instead of en",
        "fact missing: 1923",
        "section missing: topic a",
        "quote not in the document: 196 member countries",
    )


def test_a_refusal_gives_no_fact_even_where_it_holds_the_words() -> None:
    failed = scored(question(facts=["documents"], sections=[]), refusal())
    assert failed.missing_facts == ("documents",)


def test_figures_are_shares_of_what_counts() -> None:
    group = [
        scored(question(facts=["196", "1923"]), answer()),
        scored(question(), refusal()),
        scored(question("refusal"), refusal()),
        scored(question("refusal"), answer(), stands=False),
        scored(question("smalltalk"), small_talk("es")),
    ]
    found = figures(group)
    assert found.questions == 5
    assert found.facts_given == pytest.approx(1 / 3)
    assert found.right_section == 0.5
    assert found.quotes_exact == 0.5
    assert found.unanswerable_refused == 0.5
    assert found.answerable_refused == 0.5
    assert found.smalltalk_met == 1.0
    assert found.language_right == 0.8
    assert found.latency_p50_ms == 2.0


def test_figures_of_nothing_are_none() -> None:
    assert set(figures([]).as_dict().values()) == {0, None}


def test_a_summary_goes_by_split_and_language() -> None:
    group = [
        scored(question(split="calibration"), answer()),
        scored(question(split="report", language="es"), answer(language="es")),
    ]
    summary = summarise(group)
    assert {split: list(by_language) for split, by_language in summary.items()} == {
        "calibration": ["en", "all"],
        "report": ["es", "all"],
        "all": ["en", "es", "all"],
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "JSONDecodeError"),
        ('{"id": 1}', "KeyError"),
        ('{"id": 1, "kind": "guess", "language": "en", "question": "q"}', "expected kind"),
        ('{"id": 1, "kind": "answer", "language": "fr", "question": "q"}', "expected language"),
        ('{"id": 1, "kind": "answer", "language": "en", "question": "q", "facts": ["("]}', "unterminated"),
    ],
)
def test_a_bad_line_is_named_by_its_number(line: str, words: str) -> None:
    good = '{"id": 1, "kind": "answer", "language": "en", "question": "q"}'
    with pytest.raises(ValueError, match=r"^line 2: ") as caught:
        read_questions([good, line])
    assert words in str(caught.value)


def test_the_shipped_questions_can_be_read() -> None:
    with shipped_questions().open(encoding="utf-8") as lines:
        questions = read_questions(lines)
    assert len(questions) >= 200
    assert len({each.id for each in questions}) == len(questions)


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setattr("bot.commands.evaluate.quote_check", lambda *_: lambda _: True)
    return CommandLine(tmp_path)


@pytest.fixture
def questions(tmp_path: Path) -> str:
    lines = [
        {"id": "a", "kind": "answer", "language": "en", "question": "q", "facts": ["196"], "split": "calibration"},
        {"id": "b", "kind": "refusal", "language": "en", "question": "r", "split": "report"},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    return str(file)


def test_eval_prints_a_table(cli: CommandLine, questions: str) -> None:
    ran = cli.run("eval", "--questions", questions)
    assert ran.code == 0
    assert "facts given" in ran.out.splitlines()[0]
    assert [line.split()[:3] for line in ran.out.splitlines()[1:]] == [
        ["calibration", "en", "1"],
        ["calibration", "all", "1"],
        ["report", "en", "1"],
        ["report", "all", "1"],
        ["all", "en", "2"],
        ["all", "all", "2"],
    ]


def test_eval_shows_its_failures_when_asked(cli: CommandLine, questions: str) -> None:
    ran = cli.run("eval", "--questions", questions, "--failures", "--split", "report")
    assert ran.out.startswith("b  r\n  INTERPOL has 196")
    assert "- kind: answer instead of refusal" in ran.out


def test_eval_json_is_one_value(cli: CommandLine, questions: str) -> None:
    cli.answers = ScriptedAnswers({"r": refusal()})
    value = json.loads(cli.run("eval", "--questions", questions, "--json").out)
    assert value["splits"]["all"]["en"]["unanswerable_refused"] == 1.0
    assert value["failures"] == []


@pytest.mark.parametrize(
    ("argv", "words"),
    [(("--questions", "missing"), "check the path"), (("--split", "none"), "it has: calibration, report")],
)
def test_questions_that_cannot_be_had_fail(cli: CommandLine, argv: tuple[str, ...], words: str) -> None:
    ran = cli.run("eval", *argv)
    assert (ran.code, ran.out) == (1, "")
    assert words in ran.err
