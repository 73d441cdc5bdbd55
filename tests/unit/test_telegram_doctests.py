"""The examples in the docstrings of the catalogue and of the Telegram rooms say what is so."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import bot.telegram

MODULES = ["bot.catalogue", *(f"bot.telegram.{module.name}" for module in pkgutil.iter_modules(bot.telegram.__path__))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    said: list[str] = []
    runner = doctest.DocTestRunner()
    for example in doctest.DocTestFinder().find(importlib.import_module(name)):
        runner.run(example, out=said.append)

    assert runner.summarize(verbose=False).failed == 0, "".join(said)
