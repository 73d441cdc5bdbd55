"""The examples in answering's docstrings say what is so."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import answering

MODULES = [module.name for module in pkgutil.walk_packages(answering.__path__, "answering.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    said: list[str] = []
    runner = doctest.DocTestRunner()
    for example in doctest.DocTestFinder().find(importlib.import_module(name)):
        runner.run(example, out=said.append)

    assert runner.summarize(verbose=False).failed == 0, "".join(said)


def test_there_are_examples() -> None:
    found = [
        example
        for name in MODULES
        for test in doctest.DocTestFinder().find(importlib.import_module(name))
        for example in test.examples
    ]

    assert len(found) >= 10
