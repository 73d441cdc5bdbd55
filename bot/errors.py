"""Why a command ends early."""

from __future__ import annotations


class BotError(Exception):
    """The root of this room's errors; its message is the one line that a person reads."""

    exit_code = 1


class CommandFailedError(BotError):
    """The command could not do what it was asked."""


class NoDocumentsError(CommandFailedError):
    """A committee that has no documents."""

    def __init__(self, committee: str) -> None:
        self.committee = committee
        super().__init__(
            f"expected a committee with documents, got {committee!r} which has none; "
            f"add some with: dragoman ingest PATH --committee {committee}"
        )


class WrongUsageError(BotError):
    """The command line does not say what to do."""

    exit_code = 2
