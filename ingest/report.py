"""What happened to each file of an ingest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vectorstore.types import Changes


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one file became.

    ``error`` is the one line for a person where it was not ingested, else ``None``; a file that was left out on purpose
    has neither error nor ``changes``, and says why in ``warnings``. ``pages`` is ``None`` where the format has none.
    """

    path: Path
    document: str = ""
    title: str = ""
    language: str = ""
    pages: int | None = None
    sections: int = 0
    passages: int = 0
    changes: Changes | None = None
    warnings: tuple[str, ...] = ()
    error: str | None = None

    @property
    def skipped(self) -> bool:
        """Say whether the file was left out on purpose."""
        return self.error is None and self.changes is None

    def as_dict(self) -> Mapping[str, object]:
        """Return the report under its names, ready for JSON."""
        return {
            "path": str(self.path),
            "document": self.document,
            "title": self.title,
            "language": self.language,
            "pages": self.pages,
            "sections": self.sections,
            "passages": self.passages,
            "changes": dict(self.changes.as_dict()) if self.changes else None,
            "skipped": self.skipped,
            "warnings": list(self.warnings),
            "error": self.error,
        }
