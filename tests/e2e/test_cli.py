"""The command line from documents to replies, with the bundled model and a real store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any, cast

import pytest

from answering.bootstrap import build_answerer, build_index
from bot.__main__ import main
from bot.desk import Desk
from config.settings import Settings
from vectorstore.encoder import SentenceTransformerEncoder
from vectorstore.index import PassageIndex

ROOT = Path(__file__).parents[2]
MINUTES = """\
# Minutes of the Water Committee

## Opening

The session was opened on 14 March 2019 in Cochabamba by its chair, Lucía Quispe.

## Vote

| Proposal | In favour | Against |
|---|---|---|
| Public wells | 31 | 12 |
| Water meters | 8 | 35 |
"""


@dataclass(slots=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(slots=True)
class Here:
    """The command line in this process, over one home; the model is loaded once for all of them."""

    home: Path
    encoder: SentenceTransformerEncoder

    def run(self, *argv: str, stdin: str = "") -> Ran:
        out, err = TextIOWrapper(BytesIO(), encoding="utf-8"), StringIO()
        indexes: list[PassageIndex] = []

        def open_index(settings: Settings) -> PassageIndex:
            indexes.append(build_index(settings, self.encoder))
            return indexes[-1]

        desk = Desk(
            environ={"DRAGOMAN_HOME": str(self.home)},
            stdin=TextIOWrapper(BytesIO(stdin.encode()), encoding="utf-8"),
            stdout=out,
            stderr=err,
            env_file=None,
            build_index=open_index,
            build_answerer=build_answerer,
        )
        code = main(argv, desk)
        out.flush()
        for index in indexes:
            index.store.close()
        return Ran(code, cast("BytesIO", out.buffer).getvalue().decode(), err.getvalue())


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


@pytest.fixture(scope="module")
def first(encoder: SentenceTransformerEncoder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Here, Ran]:
    """The first question of all, which finds no index."""
    here = Here(tmp_path_factory.mktemp("home"), encoder)
    return here, here.run("ask", "¿Cuántos países miembros tiene INTERPOL?")


@pytest.fixture
def here(first: tuple[Here, Ran]) -> Here:
    return first[0]


def test_the_first_question_makes_the_index_and_is_answered(first: tuple[Here, Ran]) -> None:
    _, ran = first
    assert ran.code == 0
    assert "bundled documents" in ran.err
    text, _, sources = ran.out.partition("\n\n")
    assert "196" in text
    assert "[1]" in text
    assert sources.startswith("[1] Guía de estudio › INTERPOL")


def test_a_json_reply_keeps_the_contract(here: Here) -> None:
    ran = here.run("ask", "--json", "How many arrests did Operation Spartacus lead to?")
    (reply,) = ran.lines
    assert (ran.code, ran.err) == (0, "")
    assert (reply["kind"], reply["language"], reply["composed_by"]) == ("answer", "en", "quotes")
    assert "134" in reply["text"]
    assert reply["citations"][0]["section"][-1] == "Operation Spartacus"
    assert "134" in reply["citations"][0]["quote"]
    assert {"document", "section", "score"} == set(reply["retrieved"][0])


def test_a_batch_has_answers_refusals_small_talk_and_errors_in_order(here: Here) -> None:
    batch = [
        {"id": "a", "question": "¿Qué fue la Operación Espartaco?"},
        {"id": "b", "question": "y cuantos paises participaron?", "history": ["¿Qué fue la Operación Espartaco?"]},
        {"id": "c", "question": "what is the budget of track4tip?"},
        {"id": "d", "question": "hola"},
        {"id": "e"},
    ]
    ran = here.run("ask", "--batch", "-", stdin="\n".join(json.dumps(line) for line in batch))
    assert ran.code == 0
    assert [(line["id"], line["kind"]) for line in ran.lines] == [
        ("a", "answer"),
        ("b", "answer"),
        ("c", "refusal"),
        ("d", "smalltalk"),
        ("e", "error"),
    ]
    assert "25" in ran.lines[1]["text"]
    assert [line["language"] for line in ran.lines[:4]] == ["es", "es", "en", "es"]


def test_a_piped_chat_answers_in_each_questions_language(here: Here) -> None:
    ran = here.run("chat", stdin="¿Cuántos países miembros tiene INTERPOL?\n1\nHow many member countries are there?\n")
    assert ran.code == 0
    spanish, opened, english = ran.out.removeprefix("› ").split("\n› ")
    assert "Guía de estudio" in spanish
    assert "Las palabras exactas:" in opened
    assert "Study guide" in english


def test_ones_own_document_goes_in_is_asked_across_languages_and_comes_out(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "minutes.en.md"
    file.write_text(MINUTES, encoding="utf-8")
    assert here.run("ingest", str(file), "--committee", "water").code == 0
    (again,) = here.run("ingest", str(file), "--committee", "water", "--json").lines
    assert cast("list[dict[str, Any]]", again)[0]["changes"]["added"] == 0
    reply = here.run("ask", "--json", "--committee", "water", "¿Quién presidió la sesión?").lines[0]
    assert reply["language"] == "es"
    assert "Quispe" in reply["text"]
    assert reply["citations"][0]["language"] == "en"
    assert here.run("remove", "Minutes", "--committee", "water").code == 0
    gone = here.run("ask", "--json", "--committee", "water", "Who chaired the session?").lines[0]
    assert (gone["kind"], gone["citations"]) == ("refusal", [])


def test_committees_do_not_see_each_others_documents(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "minutes.en.md"
    file.write_text(MINUTES, encoding="utf-8")
    here.run("ingest", str(file), "--committee", "apart")
    reply = here.run(
        "ask", "--json", "--committee", "apart", "How many arrests did Operation Spartacus lead to?"
    ).lines[0]
    assert reply["kind"] == "refusal"
    assert all(found["document"] == "Minutes" for found in reply["retrieved"])


def test_eval_scores_and_finds_every_quote_in_its_document(here: Here, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    wanted = {
        "id": "1",
        "kind": "answer",
        "language": "en",
        "question": "How many arrests did Operation Spartacus lead to?",
        "facts": ["134"],
        "sections": ["Spartacus"],
    }
    questions.write_text(json.dumps(wanted))
    (value,) = here.run("eval", "--questions", str(questions), "--json").lines
    assert value["failures"] == []
    assert value["splits"]["report"]["en"]["quotes_exact"] == 1.0


def test_the_doctor_finds_nothing_broken(here: Here) -> None:
    ran = here.run("doctor")
    assert ran.code == 0
    assert "!!" not in ran.out


@pytest.fixture
def dragoman(here: Here) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The installed command, in a process of its own."""

    def run(*argv: str, stdin: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *argv],
            cwd=ROOT,
            env={**os.environ, "DRAGOMAN_HOME": str(here.home), **environ},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_a_process_of_its_own_answers_a_piped_chat(dragoman: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = dragoman("chat", "--samples", stdin="¿Cuándo se fundó INTERPOL?\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("› ") >= 3
    assert "134" in done.stdout
    assert "196" in done.stdout
    assert "1923" in done.stdout
    assert "\x1b" not in done.stdout


def test_help_and_a_wrong_setting_answer_at_once(dragoman: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    begun = time.perf_counter()
    shown = dragoman("--help")
    wrong = dragoman("ask", "q", DRAGOMAN_CHAT_MODEL_TIMEOUT_S="never")
    assert time.perf_counter() - begun < 5
    assert (shown.returncode, wrong.returncode) == (0, 2)
    assert wrong.stdout == ""
    assert wrong.stderr.startswith("dragoman: DRAGOMAN_CHAT_MODEL_TIMEOUT_S: expected seconds")


def test_a_reader_that_leaves_early_is_no_fault(here: Here) -> None:
    batch = "".join(json.dumps({"id": number, "question": "hola"}) + "\n" for number in range(2000))
    command = f"{sys.executable} -m bot ask --batch - | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env={**os.environ, "DRAGOMAN_HOME": str(here.home)},
        input=batch,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert json.loads(done.stdout)["id"] == 0
    assert done.stderr == ""
