"""Prompts: their placeholders are checked both ways, when they are read and when they are filled."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import prompts.loader
from answering.answer_prompts import load_answer_prompts
from answering.checking.types import Fault
from answering.completeness import LACKS
from answering.language import detect_language
from prompts.errors import MissingPlaceholderError, PromptError, UnknownPlaceholderError, UnknownPromptError
from prompts.loader import FOLDER, load_prompt, read_prompt

FIELDS = {
    "answer": {"mark", "first_key", "second_key"},
    "answer_again": {"faults", "kept"},
    "answer_question": {"passages", "mark", "question"},
    "reasons": set(),
    "rewrite_question": {"mark"},
    "translate_announcement": {"mark"},
    "translate_quote": {"mark"},
}


def test_a_prompt_is_read_and_filled(tmp_path: Path) -> None:
    (tmp_path / "hello.md").write_text("¡Hola, {who}! {{so}} {who}\n", encoding="utf-8")
    prompt = load_prompt("hello", {"who"}, folder=tmp_path)
    assert prompt.fill(who="{you} {0}") == "¡Hola, {you} {0}! {so} {you} {0}"


@pytest.mark.parametrize(
    ("text", "fields", "error", "told"),
    [
        ("Hello", {"who"}, MissingPlaceholderError, "expected {who} in prompts/hello.md, got none"),
        ("{who} {what}", {"who"}, UnknownPlaceholderError, "expected no {what} in prompts/hello.md"),
        ("{who.name}", {"who"}, PromptError, "who"),
        ("{}", set(), UnknownPlaceholderError, "{}"),
        ("{who", {"who"}, UnknownPlaceholderError, "{…}"),
    ],
    ids=["missing", "unknown", "attribute", "no name", "open brace"],
)
def test_places_that_do_not_fit_are_told_as_it_is_read(
    text: str, fields: set[str], error: type[PromptError], told: str
) -> None:
    with pytest.raises(error) as raised:
        read_prompt("hello", text, fields)
    assert told in str(raised.value)
    assert raised.value.name == "hello"


def test_values_that_do_not_fit_are_told_as_it_is_filled() -> None:
    prompt = read_prompt("hello", "{who}", {"who"})
    with pytest.raises(UnknownPlaceholderError):
        prompt.fill()
    with pytest.raises(MissingPlaceholderError):
        prompt.fill(who="you", what="this")


def test_a_prompt_that_is_not_there_is_told() -> None:
    with pytest.raises(UnknownPromptError, match=r"add prompts/nothing\.md"):
        load_prompt("nothing")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_the_shipped_prompts_can_be_read(path: Path) -> None:
    name = path.stem.rpartition(".")[0]
    filled = load_prompt(path.stem, FIELDS[name]).fill(**{field: f"<{field}>" for field in FIELDS[name]})
    assert all(f"<{field}>" in filled for field in FIELDS[name])
    assert filled == filled.strip()


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_every_prompt_has_both_languages(name: str) -> None:
    english, spanish = (load_prompt(f"{name}.{language}", FIELDS[name]) for language in ("en", "es"))
    assert english.template.count("\n\n") == spanish.template.count("\n\n"), "paragraph by paragraph the same"
    assert detect_language(english.template) == "en"
    assert detect_language(spanish.template) == "es"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_fault_and_lack_has_its_words(language: str) -> None:
    reasons = load_answer_prompts(language).reasons
    wanted = {fault.value for fault in Fault} | LACKS | {"leans", "long", "nothing"}
    assert wanted - reasons.keys() == set()
    assert all(reasons.values())


def test_a_prompt_has_a_version_that_changes_with_its_words() -> None:
    one, same, other = (read_prompt("hello", text, ()) for text in ("Hello", "Hello", "Hello!"))
    assert one.version == same.version == "185f8db3"
    assert other.version != one.version


def test_examples_hold() -> None:
    ran = doctest.testmod(prompts.loader)
    assert (ran.failed, ran.attempted) == (0, 1)
