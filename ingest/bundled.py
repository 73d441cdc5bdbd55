"""The documents that come with Dragoman."""

from __future__ import annotations

from pathlib import Path

BUNDLED_DOCUMENTS = Path(__file__).parent / "documents"


def bundled_documents(committee: str = "interpol") -> list[Path]:
    """Return the files of a committee's bundled documents, in the order of names; none for other committees."""
    return sorted(path for path in (BUNDLED_DOCUMENTS / committee).glob("*.*.md"))
