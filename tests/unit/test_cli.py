"""The command line over fakes: arguments, streams, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.batch import BatchDefaults, BatchLineError, read_line
from bot.bundled import unfinished_mark
from bot.terminal import painter
from tests.scripted import CommandLine, FakeIndex, Ran, ScriptedAnswers, answer, refusal, small_talk
from vectorstore.errors import StoreUnavailableError


@pytest.fixture
def cli(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "home")


def lines_of(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


# ask


def test_ask_prints_the_reply_and_its_sources(cli: CommandLine) -> None:
    ran = cli.run("ask", "How many?")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "INTERPOL has 196 member countries [1].\n\n[1] Study guide › INTERPOL › Committee\n"
    assert cli.index.prepared == ["interpol"]


def test_ask_joins_a_question_that_was_not_quoted(cli: CommandLine) -> None:
    cli.run("ask", "--language", "es", "how", "many", "--committee", "INTERPOL")
    (asked,) = cli.answers.asked
    assert (asked.text, asked.language, asked.committee) == ("how many", "es", "interpol")


def test_ask_json_is_one_value(cli: CommandLine) -> None:
    (value,) = lines_of(cli.run("ask", "--json", "¿Cuántos?"))
    assert (value["kind"], value["question"], value["id"]) == ("answer", "¿Cuántos?", None)
    assert value["latency_ms"] >= 0


@pytest.mark.parametrize("argv", [("ask",), ("ask", "  "), ("ask", "--batch", "-", "q")], ids=["none", "blank", "both"])
def test_ask_without_one_question_is_wrong_usage(cli: CommandLine, argv: tuple[str, ...]) -> None:
    ran = cli.run(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("dragoman: expected ")


def test_ask_of_a_committee_without_documents_fails_with_the_mend(cli: CommandLine) -> None:
    ran = cli.run("ask", "--committee", "ecosoc", "q")
    assert (ran.code, ran.out) == (1, "")
    assert "dragoman ingest PATH --committee ecosoc" in ran.err


@pytest.mark.parametrize("name", ["a b", "", "../x", "-x", "x" * 101])
def test_a_committees_name_is_checked(cli: CommandLine, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.run("ask", f"--committee={name}", "q")
    assert left.value.code == 2
    assert "short name" in capsys.readouterr().err


def test_half_characters_of_the_command_line_are_replaced(cli: CommandLine) -> None:
    ran = cli.run("ask", "--json", "caf\udce9")
    assert lines_of(ran)[0]["question"] == "caf\ufffd"


def test_a_known_error_is_one_line(cli: CommandLine) -> None:
    cli.answers = ScriptedAnswers({"q": StoreUnavailableError("http://x:1", "nobody answers")})
    ran = cli.run("ask", "q")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert "nobody answers" in ran.err


def test_an_unknown_error_is_not_hidden(cli: CommandLine) -> None:
    cli.answers = ScriptedAnswers({"q": RuntimeError("a fault of ours")})
    with pytest.raises(RuntimeError, match="a fault of ours"):
        cli.run("ask", "q")


def test_all_wrong_settings_are_told_at_once(cli: CommandLine) -> None:
    cli.environ = {"DRAGOMAN_TIMEZONE": "Mars", "DRAGOMAN_HOM": "x"}
    ran = cli.run("ask", "q")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("dragoman: DRAGOMAN_") == 2


# ask --batch


def test_a_batch_answers_line_by_line_in_order(cli: CommandLine) -> None:
    cli.answers = ScriptedAnswers({"b": refusal(), "c": small_talk()})
    batch = '{"id": 1, "question": "a"}\n\n{"id": "2", "question": "b", "history": ["x"]}\r\n{"question": "c"}'
    ran = cli.run("ask", "--batch", "-", stdin="\ufeff" + batch)
    assert ran.code == 0
    assert [(line["id"], line["kind"]) for line in lines_of(ran)] == [
        (1, "answer"),
        ("2", "refusal"),
        (None, "smalltalk"),
    ]
    assert cli.answers.asked[1].history == ("x",)


def test_a_bad_line_is_one_error_line_and_never_a_stop(cli: CommandLine) -> None:
    cli.answers = ScriptedAnswers({"boom": RuntimeError("inside"), "away": StoreUnavailableError("x", "y")})
    batch = b"\n".join(
        [
            b"not json",
            b"\xff\xfe",
            b"[" * 100_000,
            b'{"id": "4"}',
            b'{"id": "5", "question": "boom"}',
            b'{"id": "6", "question": "away"}',
            b'{"id": "7", "question": "q", "committee": "nowhere"}',
            b'{"id": "8", "question": "q"}',
        ]
    )
    ran = cli.run("ask", "--batch", "-", stdin=batch)
    lines = lines_of(ran)
    assert ran.code == 0
    assert [line["kind"] for line in lines] == ["error"] * 7 + ["answer"]
    assert [line["id"] for line in lines] == [None, None, None, "4", "5", "6", "7", "8"]
    assert all(line["text"].startswith("expected ") for line in lines[:7])
    assert "inside" not in ran.out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("3", "got a number"),
        ("[]", "got a list"),
        ("null", "got null"),
        ("{}", "got none"),
        ('{"question": " "}', "got an empty one"),
        ('{"question": 3}', "got a number"),
        ('{"question": "q", "id": [1]}', '"id"'),
        ('{"question": "q", "id": true}', '"id"'),
        ('{"question": "q", "id": 1e999}', '"id"'),
        ('{"question": "q", "id": -Infinity}', '"id"'),
        ('{"question": "q", "id": NaN}', '"id"'),
        ('{"question": "q", "history": "x"}', '"history"'),
        ('{"question": "q", "history": [1]}', '"history"'),
        ('{"question": "q", "language": "fr"}', '"language"'),
        ('{"question": "q", "committee": 3}', '"committee"'),
        ('{"question": "q", "committee": "a b"}', "short name"),
    ],
)
def test_a_line_of_wrong_kinds_says_what_was_expected(line: str, words: str) -> None:
    with pytest.raises(BatchLineError, match=r"^expected ") as caught:
        read_line(line.encode(), BatchDefaults("interpol", None))
    assert words in str(caught.value)


def test_a_lines_own_language_and_committee_go_before_the_options() -> None:
    defaults = BatchDefaults("interpol", "en")
    assert read_line(b'{"question": "q"}', defaults).question.language == "en"
    own = read_line(b'{"question": "q", "language": "es", "committee": "UNSC", "history": null}', defaults).question
    assert (own.language, own.committee, own.history) == ("es", "unsc", ())


def test_half_characters_of_a_line_are_replaced(cli: CommandLine) -> None:
    (line,) = lines_of(cli.run("ask", "--batch", "-", stdin='{"id": "\\ud800", "question": "a\\ud83d"}'))
    assert (line["id"], line["question"]) == ("\ufffd", "a\ufffd")


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_batch_that_cannot_be_read_fails(cli: CommandLine, name: str) -> None:
    ran = cli.run("ask", "--batch", name)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("dragoman: expected a file of JSON lines")


def test_a_batch_from_a_file(cli: CommandLine, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"id": "1", "question": "q"}\n')
    assert [line["id"] for line in lines_of(cli.run("ask", "--batch", str(batch)))] == ["1"]


# chat


def test_a_piped_chat_answers_each_line_and_remembers_three_questions(cli: CommandLine) -> None:
    ran = cli.run("chat", stdin="one\n\ntwo\nthree\nfour\nfive\n")
    assert ran.code == 0
    assert ran.out.count("196 member countries") == 5
    assert [asked.history for asked in cli.answers.asked] == [
        (),
        ("one",),
        ("one", "two"),
        ("one", "two", "three"),
        ("two", "three", "four"),
    ]


def test_a_number_opens_that_source_of_the_last_reply(cli: CommandLine) -> None:
    ran = cli.run("chat", stdin="1\nq\n1\n9\n")
    assert ran.out.startswith("› 1\nThe last reply has no sources.\n\n› q\n")
    assert ran.out.endswith(
        "› 1\n[1] Study guide › INTERPOL › Committee\nThe exact words:\n196 member countries\n\n"
        "› 9\nThe last reply has no source 9.\n\n"
    )
    assert [asked.text for asked in cli.answers.asked] == ["q"]


def test_a_year_is_a_question_and_no_source(cli: CommandLine) -> None:
    cli.run("chat", stdin="2014\n")
    assert [asked.text for asked in cli.answers.asked] == ["2014"]


def test_the_chats_own_words_are_in_the_last_replys_language(cli: CommandLine) -> None:
    cli.answers = ScriptedAnswers({"hola": answer("Son 196 [1].", "es")})
    assert "no tiene la fuente 2" in cli.run("chat", stdin="hola\n2\n").out


@pytest.mark.parametrize("farewell", ["salir", "exit", "EXIT", "quit", "Salir."])
def test_a_farewell_ends_the_chat(cli: CommandLine, farewell: str) -> None:
    ran = cli.run("chat", stdin=f"{farewell}\nq\n")
    assert (ran.code, cli.answers.asked) == (0, [])


def test_samples_are_asked_in_each_language_and_are_no_history(cli: CommandLine) -> None:
    ran = cli.run("chat", "--samples", stdin="q\n")
    assert ran.out.startswith("› How many arrests")
    assert "› ¿Cuántos países" in ran.out
    assert [asked.text for asked in cli.answers.asked][2] == "q"
    assert cli.answers.asked[2].history == ()


def test_colours_and_line_breaks_are_the_terminals() -> None:
    plain = painter(colour=False, width=None)
    assert plain("Eight [1].\n\n[1] Study guide") == "Eight [1].\n\n[1] Study guide"
    painted = painter(colour=True, width=12)("Eight countries [1].\n\n[1] Guide")
    assert "\x1b[36m[1]\x1b[0m" in painted
    assert "\x1b[2m[1] Guide\x1b[0m" in painted
    assert painted.split("\n")[0] == "Eight"


# documents


def test_the_first_command_makes_the_bundled_index_and_says_so(cli: CommandLine) -> None:
    cli.index = FakeIndex()
    first, second = cli.run("documents", "--json"), cli.run("documents", "--json")
    (editions,) = lines_of(first)
    assert {(edition["document"], edition["language"]) for edition in editions} == {
        (document, language) for document in ("Fact sheet", "Study guide") for language in ("en", "es")
    }
    assert {edition["committee"] for edition in editions} == {"interpol"}
    assert "bundled documents" in first.err
    assert second.err == ""
    assert second.out == first.out


def test_an_index_that_was_left_unfinished_is_finished(cli: CommandLine) -> None:
    cli.home.mkdir()
    unfinished_mark(cli.home).touch()
    assert "bundled documents" in cli.run("documents").err
    assert not unfinished_mark(cli.home).exists()


def test_ingesting_ones_own_documents_adds_no_bundled_ones(cli: CommandLine, tmp_path: Path) -> None:
    cli.index = FakeIndex()
    own = tmp_path / "rules.en.md"
    own.write_text("# Rules\n\nThe quorum is one third of the delegations that are present in the room.\n")
    ran = cli.run("ingest", str(own))
    assert ran.code == 0
    assert ran.out == "rules.en.md: Rules (en), 0 sections, 1 passage: 1 added\n"
    assert [edition.document for edition in cli.index.editions("interpol")] == ["Rules"]
    assert cli.run("documents").err == ""


def test_ingest_reports_each_file_and_fails_for_a_bad_one(cli: CommandLine, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.en.md", tmp_path / "bad.pdf"
    good.write_text("# Good\n\nThe quorum is one third of the delegations that are present in the room.\n")
    bad.write_bytes(b"no pdf at all")
    ran = cli.run("ingest", str(good), str(bad), "--committee", "unsc", "--json")
    (reports,) = lines_of(ran)
    assert ran.code == 1
    assert [bool(report["error"]) for report in reports] == [False, True]
    assert ran.err.startswith(f"dragoman: {bad}: ")
    assert cli.index.editions("interpol") == []


def test_ingesting_again_changes_nothing(cli: CommandLine) -> None:
    cli.run("ingest", "--committee", "copy")
    cli.index.prepared.clear()
    ran = cli.run("ingest", "--committee", "copy")
    assert ran.code == 0
    assert all(line.endswith("unchanged") for line in ran.out.splitlines())
    assert cli.index.prepared == []


def test_remove_takes_every_edition_out(cli: CommandLine) -> None:
    cli.run("ingest")
    ran = cli.run("remove", "study guide")
    assert ran.out.startswith("Removed 'Study guide' from committee interpol: ")
    assert {edition.document for edition in cli.index.editions("interpol")} == {"Fact sheet"}


def test_remove_of_an_unknown_document_names_the_nearest(cli: CommandLine) -> None:
    cli.run("ingest")
    ran = cli.run("remove", "Study gide")
    assert (ran.code, ran.out) == (1, "")
    assert "did you mean 'Study guide'?" in ran.err


def test_documents_is_a_table(cli: CommandLine) -> None:
    cli.run("ingest")
    heading, *rows = cli.run("documents").out.splitlines()
    assert heading.split() == ["document", "language", "title", "pages", "sections", "passages", "source"]
    assert len(rows) == 4


def test_a_committee_whose_documents_are_gone_says_so(cli: CommandLine) -> None:
    ran = cli.run("documents")
    assert (ran.code, ran.out) == (0, "")
    assert "has no documents" in ran.err


# help


@pytest.mark.parametrize(
    ("argv", "code"),
    [(["--help"], 0), (["--version"], 0), ([], 2), (["dance"], 2), (["ask", "--language", "fr", "q"], 2)],
)
def test_help_and_wrong_usage_leave_by_their_codes(argv: list[str], code: int) -> None:
    with pytest.raises(SystemExit) as left:
        main(argv)
    assert left.value.code == code
