"""The command line in a process of its own, with scripted answers: everything of ``dragoman run`` but the model."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any, cast

from bot.__main__ import main
from bot.desk import standard_desk
from tests.scripted import FakeIndex, ScriptedAnswers, answer

CRASH = "please crash"
SCRIPT = {
    "¿Cuántos países?": answer("Son 196 países [1].", "es"),
    "How many countries?": answer("There are 196 countries [1].", "en"),
    CRASH: ValueError(f"somebody asked: {CRASH}"),
}

if __name__ == "__main__":
    index = cast("Any", FakeIndex("interpol"))
    desk = dataclasses.replace(
        standard_desk(), build_index=lambda _: index, build_answerer=lambda *_: ScriptedAnswers(SCRIPT)
    )
    sys.exit(main(sys.argv[1:], desk))
