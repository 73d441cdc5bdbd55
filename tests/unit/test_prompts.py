"""Prompts: their placeholders are checked both ways, when they are read and when they are filled."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import prompts.loader
from prompts.errors import MissingPlaceholderError, PromptError, UnknownPlaceholderError, UnknownPromptError
from prompts.loader import FOLDER, load_prompt, read_prompt


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
    assert load_prompt(path.stem, {"mark"}).fill(mark="===").count("===") >= 2


def test_examples_hold() -> None:
    ran = doctest.testmod(prompts.loader)
    assert (ran.failed, ran.attempted) == (0, 1)
