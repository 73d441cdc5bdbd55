"""The entry point: arguments in, an exit code out; every error that a person can mend ends as one line here."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from bot.arguments import build_parser
from bot.desk import Desk, standard_desk
from bot.errors import BotError
from config.errors import SettingsError

DONE, FAILED, WRONG = 0, 1, 2
_INTERRUPTED = 130  # what shells give for SIGINT
_READER_GONE = 141  # and for SIGPIPE

COMMANDS = {
    "announce": "bot.commands.announce",
    "ask": "bot.commands.ask",
    "chat": "bot.commands.chat",
    "documents": "bot.commands.documents",
    "doctor": "bot.commands.doctor",
    "eval": "bot.commands.evaluate",
    "export": "bot.commands.export",
    "ingest": "bot.commands.ingest",
    "invite": "bot.commands.invite",
    "purge": "bot.commands.purge",
    "remove": "bot.commands.remove",
    "run": "bot.commands.run",
}


def main(argv: Sequence[str] | None = None, desk: Desk | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong usage or settings."""
    arguments = build_parser().parse_args(argv)
    desk = desk or standard_desk()
    _set_up_logging(desk, arguments.verbose)
    try:
        return int(import_module(COMMANDS[arguments.command]).run(arguments, desk))
    except SettingsError as error:
        for problem in error.problems:
            desk.note(f"dragoman: {problem}")
        return WRONG
    except BotError as error:
        desk.note(f"dragoman: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        desk.note("")
        return _INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to flush into
        return _READER_GONE
    except Exception as error:
        if not _is_ours(error):
            raise
        desk.note(f"dragoman: {error}")
        return FAILED


def _is_ours(error: Exception) -> bool:
    """Tell whether a room below reports this error in words for a person."""
    from answering.errors import AnsweringError
    from ingest.errors import IngestError
    from vectorstore.errors import VectorStoreError

    return isinstance(error, (AnsweringError, IngestError, VectorStoreError))


def _set_up_logging(desk: Desk, verbose: bool) -> None:
    import logging

    from config.logs import set_up_logging

    set_up_logging(desk.stderr, level=logging.INFO if verbose else logging.WARNING)


if __name__ == "__main__":
    sys.exit(main())
