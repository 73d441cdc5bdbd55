"""Why the dais may decline to answer, as chairs choose it; the words for each are ``dais.reason.<key>``."""

from __future__ import annotations

REASONS: tuple[str, ...] = ("research", "scope", "floor")
"""It is for delegations to find out, it is beyond the committee, it is to be asked in the room."""
