"""``dragoman run`` over refusals by script, or over the real model, that kills itself where the environment says.

``DIES_AT`` is ``wake:2`` for the second time that the messenger is told that there is something to send, ``index:2``
for right before the second edition of what the dais issued is indexed.
"""

from __future__ import annotations

import dataclasses
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, cast

from answering.types import Refusal
from bot.__main__ import main
from bot.dais.messenger import Messenger
from bot.desk import standard_desk
from bot.telegram import app
from tests.scripted import FakeIndex, ScriptedAnswers, source
from tests.small_committee import SMALL
from vectorstore.index import PassageIndex

DIES_AT, IS_REAL = "DIES_AT", "ANSWERS_FOR_REAL"
ASKED_ES, ASKED_EN = "¿Puedo usar mi laptop durante la votación?", "May I use my laptop during the vote?"


class Alike:
    """Takes the two questions for the same."""

    def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
        return [float({asked, each} <= SCRIPT.keys()) for each in others]


def _refusal(text: str, language: Any) -> Refusal:
    return Refusal(text, language, "not_in_documents", (source(),), (source(),))


SCRIPT = {
    ASKED_ES: _refusal("Los documentos del comité no lo dicen.", "es"),
    ASKED_EN: _refusal("The committee's documents don't say.", "en"),
}


def deadly(method: Callable[..., Any], count: int) -> Callable[..., Any]:
    """Return the method so that its call number ``count`` ends the process at once, as a power cut does."""
    left = count

    @wraps(method)
    def called(*arguments: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return method(*arguments, **named)

    return called


def deadly_index(build: Callable[..., PassageIndex], count: int) -> Callable[..., PassageIndex]:
    """Return what builds the index, of which writing what the dais issued is deadly."""

    def built(settings: Any) -> PassageIndex:
        index = build(settings)
        index.issued.write_edition = deadly(index.issued.write_edition, count)  # type: ignore[method-assign]
        return index

    return built


if __name__ == "__main__":
    place, _, number = os.environ.get(DIES_AT, "nowhere:0").partition(":")
    desk = standard_desk()
    if place == "wake":
        Messenger.wake = deadly(Messenger.wake, int(number))  # type: ignore[method-assign]
    if IS_REAL in os.environ:
        desk = dataclasses.replace(
            desk, build_index=deadly_index(desk.build_index, int(number) if place == "index" else 0)
        )
    else:
        index = cast("Any", FakeIndex(SMALL))
        app.open_same_question = lambda _: cast("Any", Alike())  # type: ignore[attr-defined,assignment]
        desk = dataclasses.replace(
            desk, build_index=lambda _: index, build_answerer=lambda *_: cast("Any", ScriptedAnswers(SCRIPT))
        )
    sys.exit(main(sys.argv[1:], desk))
