"""The examples in the docstrings of the bot's rooms and of the catalogue say what is so."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import bot.announcements
import bot.dais
import bot.database
import bot.telegram

MODULES = ["bot.catalogue", "bot.words"]
MODULES += [
    module.name
    for package in (bot.announcements, bot.dais, bot.database, bot.telegram)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    said: list[str] = []
    runner = doctest.DocTestRunner()
    for example in doctest.DocTestFinder().find(importlib.import_module(name)):
        runner.run(example, out=said.append)

    assert runner.summarize(verbose=False).failed == 0, "".join(said)
