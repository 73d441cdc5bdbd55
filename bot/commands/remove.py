"""``dragoman remove``: take a document out of a committee."""

from __future__ import annotations

from argparse import Namespace
from difflib import get_close_matches

from bot.bundled import require_documents
from bot.desk import Desk
from bot.errors import CommandFailedError
from bot.words import counted


def run(arguments: Namespace, desk: Desk) -> int:
    """Take out all editions of a document and say how much that was.

    Raises:
        NoDocumentsError: the committee has none.
        CommandFailedError: it has no document of that name.
    """
    settings = desk.settings()
    index = desk.build_index(settings)
    require_documents(index, arguments.committee, settings, desk)
    names = sorted({edition.document for edition in index.editions(arguments.committee)})
    document = next((name for name in names if name.casefold() == arguments.document.strip().casefold()), None)
    if document is None:
        near = get_close_matches(arguments.document, names, n=1)
        mend = f"did you mean {near[0]!r}?" if near else f"it has: {', '.join(names) or 'none'}"
        raise CommandFailedError(
            f"expected a document of committee {arguments.committee}, got {arguments.document!r}; {mend}"
        )
    passages = index.remove_document(arguments.committee, document)
    desk.say(f"Removed {document!r} from committee {arguments.committee}: {counted(passages, 'passage')}.")
    return 0
