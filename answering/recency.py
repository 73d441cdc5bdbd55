"""Of two announcements on the same matter the newer goes before the older, which is left out where it is past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from answering.evidence import FEATURES, Candidate
from answering.labels import labels, times

_KIND_HELD = FEATURES.index("kind_held")
_PEER_SHARE = 0.3  # of the best one's probability, and half of the question's words that it holds
_HELD_SHARE = 0.5
_SUCCESSOR_SHARE = 0.6  # from here on a newer one that holds all of them takes the place of the older
_TERM_SLACK = 0.15


def newest_first(
    ranked: Sequence[Candidate], issued_at: Mapping[str, str], weights: NDArray[np.float64]
) -> list[Candidate]:
    """Return the best candidate and those that may tell of the same, the newest first; none for none.

    ``ranked`` has one candidate an announcement, best first; ``issued_at`` holds when each was issued, in ISO 8601 and
    UTC, by its document's name; ``weights`` are those of the question's terms. What a newer one takes the place of is
    left out. One that may be about something else stands beside it, and so does one that names another paper; it does
    not go before the best where it holds less of the question and is much less likely.
    """

    def since(candidate: Candidate) -> str:
        return issued_at.get(candidate.hit.passage.document, "")

    peers = [candidate for candidate in ranked if _may_tell_of_the_same(candidate, ranked[0], weights)]
    peers = [
        peer for peer in peers if not any(since(each) > since(peer) and _takes_place(each, peer) for each in peers)
    ]
    peers.sort(key=since, reverse=True)
    return sorted(peers, key=lambda peer: _lacks(peer, ranked[0]) and not _is_likely(peer, ranked[0]))


def _may_tell_of_the_same(candidate: Candidate, best: Candidate, weights: NDArray[np.float64]) -> bool:
    """Return whether a candidate is of the kind asked for, likely, and holds half of what the best one does."""
    held = float(np.minimum(candidate.near, best.near) @ weights)
    if _replaces_time(candidate, best):
        return held > 0
    is_likely = candidate.probability >= _PEER_SHARE * best.probability
    return is_likely and held >= _HELD_SHARE * float(best.near @ weights) and _kind(candidate) >= _kind(best)


def _takes_place(newer: Candidate, older: Candidate) -> bool:
    if _replaces_time(newer, older):
        return True
    named, named_before = labels(newer.unit.text), labels(older.unit.text)
    is_another = bool(named and named_before) and not named & named_before
    return not (is_another or _lacks(newer, older) or _kind(newer) < _kind(older)) and _is_likely(newer, older)


def _lacks(one: Candidate, other: Candidate) -> bool:
    return bool((other.near - one.near > _TERM_SLACK).any())


def _is_likely(one: Candidate, other: Candidate) -> bool:
    return one.probability >= _SUCCESSOR_SHARE * other.probability


def _replaces_time(newer: Candidate, older: Candidate) -> bool:
    """Return whether a text names another's time beside one of its own: *at 11:35, not at 11:15*."""
    named, named_before = times(newer.unit.text), times(older.unit.text)
    return bool(named & named_before) and named > named_before


def _kind(candidate: Candidate) -> float:
    return float(candidate.features[_KIND_HELD])
