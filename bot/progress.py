"""Progress on standard error: a bar where that is a terminal, nothing where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from bot.desk import Desk

T = TypeVar("T")
Advance = Callable[[str, int, int], None]
"""Is told what is being done, and how many of how many are done."""


def counting(items: Sequence[T], label: str, desk: Desk) -> Iterator[T]:
    """Yield ``items`` and show how many are done."""
    with progress_bar(desk) as advance:
        for number, item in enumerate(items):
            advance(label, number, len(items))
            yield item


@contextmanager
def progress_bar(desk: Desk) -> Iterator[Advance]:
    """Give what moves the bar; it vanishes at the end."""
    if not desk.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=desk.stderr), transient=True) as progress:
        task = progress.add_task("", total=None)

        def advance(label: str, done: int, total: int) -> None:
            progress.update(task, description=label, completed=done, total=total)

        yield advance
