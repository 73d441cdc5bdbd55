"""What can go wrong while the model is made, beside what the store and the encoder report.

TrainingError
├── TextMissingError
├── WrittenTextError
├── TeacherError
├── RecipeError
└── FolderInUseError
"""

from __future__ import annotations

from pathlib import Path


class TrainingError(Exception):
    """Anything that stops the making of a model; the message says what was expected, what came and what to do."""


class TextMissingError(TrainingError):
    """A file of parallel text is not there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"expected the parallel text {path.name} in {path.parent}, but there is no such file; "
            "name the folder that holds it: make model TEXT=folder"
        )


class WrittenTextError(TrainingError):
    """A line of a file of passages cannot be read."""

    def __init__(self, path: Path, number: int, line: str) -> None:
        self.path, self.number, self.line = path, number, line
        super().__init__(f"{path}, line {number}: expected 'English | Spanish' below a title, got {line!r}")


class TeacherError(TrainingError):
    """The teacher is not there, or it is another one."""

    def __init__(self, source: str, reason: str) -> None:
        self.source, self.reason = source, reason
        super().__init__(f"expected the teacher all-MiniLM-L6-v2 at {source}, but {reason}")


class RecipeError(TrainingError):
    """A figure of the recipe is out of its range."""

    def __init__(self, name: str, expected: str, got: float) -> None:
        self.name, self.expected, self.got = name, expected, got
        super().__init__(f"expected --{name.replace('_', '-')} to be {expected}, got {got:g}")


class FolderInUseError(TrainingError):
    """The folder to write holds something that is no model, and would be lost."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"expected {folder} to be new, empty or a model's folder, but it holds other files")
