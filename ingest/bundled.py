"""The documents that come with Dragoman."""

from __future__ import annotations

from pathlib import Path

BUNDLED_DOCUMENTS = Path(__file__).parent / "documents"
_TITLES = {"interpol": "INTERPOL"}


def bundled_documents(committee: str = "interpol") -> list[Path]:
    """Return the files of a committee's bundled documents, in the order of names; none for other committees."""
    return sorted(path for path in (BUNDLED_DOCUMENTS / committee).glob("*.*.md"))


def bundled_title(committee: str) -> str | None:
    """Return how people write the name of a committee with bundled documents, ``None`` for another committee."""
    return _TITLES.get(committee)
