"""``dragoman ask``: one question, or a file of them."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from answering.types import Question
from bot.batch import BatchDefaults, answer_lines, whole_text
from bot.bundled import open_answers, require_documents
from bot.desk import Desk
from bot.errors import BotError, CommandFailedError, WrongUsageError
from bot.presentation import format_reply
from bot.reply_json import reply_as_json
from bot.written_answers import written_answers


def run(arguments: Namespace, desk: Desk) -> int:
    """Answer the question of the command line, or every line of ``--batch``.

    Raises:
        WrongUsageError: neither a question nor a file, or both.
        CommandFailedError: the file cannot be read, or the committee has no documents.
    """
    question = whole_text(" ".join(arguments.question)).strip()
    if arguments.batch is not None:
        if question:
            raise WrongUsageError("expected either QUESTION or --batch FILE, got both; leave one out")
        return _run_batch(arguments, desk)
    if not question:
        raise WrongUsageError('expected a question, got none; e.g. dragoman ask "How many countries are members?"')
    settings = desk.settings()
    index = desk.build_index(settings)
    quoting = open_answers(index, arguments.committee, settings, desk)
    with written_answers(quoting, index, settings, desk) as answers:
        begun = time.perf_counter()
        reply = answers.answer(Question(question, (), arguments.language, arguments.committee))
        latency_ms = (time.perf_counter() - begun) * 1000
    if arguments.as_json:
        desk.say_json(reply_as_json(reply, question=question, latency_ms=latency_ms))
    else:
        desk.say(format_reply(reply))
    return 0


def _run_batch(arguments: Namespace, desk: Desk) -> int:
    settings = desk.settings()
    with _open_lines(arguments.batch, desk) as lines:
        index = desk.build_index(settings)
        quoting = desk.build_answerer(settings, index)
        defaults = BatchDefaults(arguments.committee, arguments.language)

        ready: set[str] = set()

        def check(committee: str) -> str | None:
            if committee not in ready:
                try:
                    require_documents(index, committee, settings, desk)
                except BotError as error:
                    return str(error)
                index.prepare(committee)
                ready.add(committee)
            return None

        with written_answers(quoting, index, settings, desk) as answers:
            for reply in answer_lines(lines, answers, defaults, check):
                desk.say_json(reply)
    return 0


@contextmanager
def _open_lines(name: str, desk: Desk) -> Iterator[Iterator[bytes]]:
    """Give the lines of a file, or of standard input for ``-``, one by one as they come."""
    if name == "-":
        raw: BinaryIO | None = getattr(desk.stdin, "buffer", None)
        yield iter(raw) if raw is not None else (line.encode() for line in desk.stdin)
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115  # closed below; what the reading raises is no error of opening
    except OSError as error:
        raise CommandFailedError(
            f"expected a file of JSON lines, got {name!r} ({error.strerror or error}); check the path"
        ) from error
    with file:
        yield file
