"""``dragoman documents``: what is indexed for a committee."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from bot.bundled import require_documents
from bot.desk import Desk
from bot.tables import format_table
from vectorstore.types import Edition

_COLUMNS = ("document", "language", "title", "pages", "sections", "passages", "source")


def run(arguments: Namespace, desk: Desk) -> int:
    """Print one line for each edition, or a JSON list of them.

    Raises:
        NoDocumentsError: the committee has none.
    """
    settings = desk.settings()
    index = desk.build_index(settings)
    require_documents(index, arguments.committee, settings, desk)
    editions = index.editions(arguments.committee)
    if arguments.as_json:
        desk.say_json([_as_json(edition, arguments.committee) for edition in editions])
    elif editions:
        desk.say(format_table(_COLUMNS, _rows(editions)))
    else:
        desk.note(f"committee {arguments.committee} has no documents; add some with: dragoman ingest PATH")
    return 0


def _rows(editions: Sequence[Edition]) -> list[tuple[str, ...]]:
    return [
        (
            edition.document,
            edition.language,
            edition.title,
            "-" if edition.pages is None else str(edition.pages),
            str(edition.sections),
            str(edition.passages),
            edition.source,
        )
        for edition in editions
    ]


def _as_json(edition: Edition, committee: str) -> dict[str, Any]:
    return {"committee": committee, **{name: getattr(edition, name) for name in _COLUMNS}}
