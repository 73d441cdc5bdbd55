"""What can be wrong with a file or a folder, each with its one line for the person who gave it."""

from __future__ import annotations

from pathlib import Path


class IngestError(Exception):
    """A file that cannot be ingested; its text says what was expected, what came and what to do."""

    def __init__(self, path: Path, came: str, remedy: str) -> None:
        self.path = path
        self.came = came
        self.remedy = remedy
        super().__init__(f"{path}: {came}; {remedy}")

    @property
    def line(self) -> str:
        """Return the message without the path, for a report that names the file already."""
        return f"{self.came}; {self.remedy}"


class FileUnavailableError(IngestError):
    """A path that is missing, may not be read, or leads in a circle."""


class FolderWithoutDocumentsError(IngestError):
    """A folder in which nothing can be ingested."""


class UnsupportedFormatError(IngestError):
    """A file of a kind that no reader takes, or whose content is not what its name says."""


class FileTooLargeError(IngestError):
    """A file, or what a compressed file unpacks to, above the limit."""


class UnreadableFileError(IngestError):
    """A file of a known kind that is broken, encrypted, or not text at all."""


class NoTextError(IngestError):
    """A file that can be read and holds no words: empty, or a scan."""


class EditionConflictError(IngestError):
    """Two files of one run that would be the same edition of one document."""
