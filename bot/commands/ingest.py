"""``dragoman ingest``: files and folders into a committee's index."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from bot.bundled import BUNDLED_COMMITTEE, unfinished_mark
from bot.desk import Desk
from bot.presentation import printable
from bot.progress import progress_bar
from bot.words import counted
from ingest.bundled import bundled_documents
from ingest.pipeline import ingest_paths
from ingest.report import FileReport


def run(arguments: Namespace, desk: Desk) -> int:
    """Index what the paths name, or the bundled documents, and report file by file; 1 where a file failed."""
    settings = desk.settings()
    index = desk.build_index(settings)
    paths = [Path(path) for path in arguments.paths] or bundled_documents()
    with progress_bar(desk) as advance:
        reports = ingest_paths(
            paths,
            arguments.committee,
            index,
            title=arguments.title,
            language=arguments.language,
            progress=lambda path, done, total: advance(path.name, done, total),
        )
        if any(_touched(report) for report in reports):
            advance("word index", 0, 0)
            index.prepare(arguments.committee)
    if arguments.committee == BUNDLED_COMMITTEE and any(report.changes for report in reports):
        unfinished_mark(settings.home).unlink(missing_ok=True)  # the committee's documents are what was named now
    _report(reports, desk, as_json=arguments.as_json)
    return 1 if any(report.error for report in reports) else 0


def _touched(report: FileReport) -> bool:
    changes = report.changes
    return changes is not None and (changes.added, changes.changed, changes.removed) != (0, 0, 0)


def _report(reports: list[FileReport], desk: Desk, *, as_json: bool) -> None:
    if as_json:
        desk.say_json([dict(report.as_dict()) for report in reports])
    for report in reports:
        if not as_json:
            if report.changes is not None:
                desk.say(printable(report_line(report)))
            for warning in report.warnings:
                desk.note(printable(f"dragoman: {report.path}: {warning}"))
        if report.error:
            desk.note(printable(f"dragoman: {report.path}: {report.error}"))


def report_line(report: FileReport) -> str:
    """Return what one file became, on one line."""
    changes = report.changes.as_dict() if report.changes else {}
    counts = ", ".join(f"{count} {name}" for name, count in changes.items() if count) or "nothing in it"
    pages = "" if report.pages is None else f"{counted(report.pages, 'page')}, "
    made = f"{pages}{counted(report.sections, 'section')}, {counted(report.passages, 'passage')}"
    return f"{report.path.name}: {report.title} ({report.language}), {made}: {counts}"
