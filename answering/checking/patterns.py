"""Tables of patterns beside the lexicon: a row each, with names for the pieces that they share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from answering.concepts import LEXICON

_PIECE = re.compile(r"\{([a-z]\w*)\}")


@lru_cache(maxsize=8)
def patterns(table: str) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """Return the patterns of ``lexicon/<table>.tsv`` by the kind that stands before them, in the table's order.

    A row in capitals names a piece, which later rows hold as ``{piece}``; lines that begin with ``#`` say something.
    """
    pieces: dict[str, str] = {}
    found: dict[str, list[re.Pattern[str]]] = {}
    for line in (LEXICON / f"{table}.tsv").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, pattern = line.split("\t")
        whole = _PIECE.sub(lambda piece: pieces[piece[1]], pattern)
        if name.isupper():
            pieces[name.lower()] = f"(?:{whole})"
        else:
            found.setdefault(name, []).append(re.compile(whole))
    return {name: tuple(rows) for name, rows in found.items()}
