"""A committee's documents before its first use: the bundled ones are indexed by whoever needs them first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.desk import Desk, QuotingAnswers
from bot.errors import CommandFailedError, NoDocumentsError
from bot.progress import progress_bar
from bot.words import counted
from config.settings import Settings
from ingest.bundled import bundled_documents
from ingest.pipeline import ingest_paths
from vectorstore.errors import UnknownCommitteeError

if TYPE_CHECKING:
    from answering.prepared import Prepared
    from answering.types import Question, Reply
    from vectorstore.index import PassageIndex

BUNDLED_COMMITTEE = "interpol"
_T = TypeVar("_T")


def require_documents(index: PassageIndex, committee: str, settings: Settings, desk: Desk) -> None:
    """See to it that ``committee`` can be asked; make interpol's index from the bundled documents where there is none.

    A file in ``DRAGOMAN_HOME`` marks an index that is being made, so that a killed run is made good by the next.

    Raises:
        NoDocumentsError: another committee, which never had any.
        CommandFailedError: the bundled documents cannot be indexed.
    """
    known = committee in index.committees()
    if committee != BUNDLED_COMMITTEE:
        if not known:
            raise NoDocumentsError(committee)
        return
    mark = unfinished_mark(settings.home)
    if known and not mark.exists():
        return
    desk.note(f"Committee {committee} has no index yet: making it from the bundled documents…")
    begun = time.perf_counter()
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError as error:
        raise CommandFailedError(
            f"expected a folder to write in, got {str(settings.home)!r} ({error.strerror}); set DRAGOMAN_HOME"
        ) from error
    with progress_bar(desk) as advance:
        reports = ingest_paths(
            bundled_documents(),
            committee,
            index,
            progress=lambda path, done, total: advance(path.name, done, total),
        )
    broken = [f"{report.path.name}: {report.error}" for report in reports if report.error]
    if broken or not reports:
        raise CommandFailedError("expected the bundled documents, got " + ("; ".join(broken) or "none; install again"))
    mark.unlink(missing_ok=True)
    passages = sum(report.passages for report in reports)
    made = f"{counted(len(reports), 'file')}, {counted(passages, 'passage')}"
    desk.note(f"Done: {made}, {time.perf_counter() - begun:.1f} s.")


def open_answers(index: PassageIndex, committee: str, settings: Settings, desk: Desk) -> QuotingAnswers:
    """Return what answers for ``committee``, its documents and the model loaded, so that the first reply is not late.

    Raises:
        NoDocumentsError: the committee has none.
    """
    require_documents(index, committee, settings, desk)
    answers = desk.build_answerer(settings, index)
    index.prepare(committee)
    return answers


class AnswersOnDemand:
    """Answers, and makes interpol's index from the bundled documents when that committee is first asked; in threads."""

    def __init__(self, answers: QuotingAnswers, index: PassageIndex, settings: Settings, desk: Desk) -> None:
        self._answers = answers
        self._make_index = partial(require_documents, index, BUNDLED_COMMITTEE, settings, desk)
        self._guard = threading.Lock()
        self._is_made = False

    def answer(self, question: Question) -> Reply:
        """Return the reply; while the index is made, whoever asks in that committee waits for it.

        Raises:
            UnknownCommitteeError: another committee, which never had documents.
            CommandFailedError: the bundled documents cannot be indexed.
        """
        return self._asked(self._answers.answer, question)

    def prepare(self, question: Question) -> Prepared:
        """Return the reply with what it rests on; while the index is made, whoever asks waits for it.

        Raises:
            UnknownCommitteeError: another committee, which never had documents.
            CommandFailedError: the bundled documents cannot be indexed.
        """
        return self._asked(self._answers.prepare, question)

    def leans(self, question: Question) -> bool:
        """Return whether a question cannot be understood without those before it."""
        return self._answers.leans(question)

    def _asked(self, ask: Callable[[Question], _T], question: Question) -> _T:
        self._see_to_index(question)
        try:
            return ask(question)
        except UnknownCommitteeError:
            if question.committee != BUNDLED_COMMITTEE:
                raise
        self._is_made = False  # the committee was purged meanwhile: it begins anew
        self._see_to_index(question)
        return ask(question)

    def _see_to_index(self, question: Question) -> None:
        if question.committee != BUNDLED_COMMITTEE:
            return
        with self._guard:
            if not self._is_made:  # asked of the index, for an announcement alone is answered from as well
                self._make_index()
                self._is_made = True


def unfinished_mark(home: Path) -> Path:
    """Return the file that stands while the bundled documents are being indexed."""
    return home / f"{BUNDLED_COMMITTEE}.unfinished"
