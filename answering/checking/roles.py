"""Whether a sentence says of a name what its sources say of that name: who did what to whom."""

from __future__ import annotations

from collections.abc import Sequence

from answering.checking.readings import Reading
from answering.checking.role_binding import misplaced
from answering.checking.role_frames import crossed
from answering.checking.role_scene import Scene
from answering.checking.role_turns import turned
from answering.checking.types import Ground
from answering.concepts import Lexicon


def swapped_roles(said: Reading, support: Sequence[Ground], lexicon: Lexicon) -> str:
    """Return the words that a sentence says of another name than the source does, ``""`` where there are none.

    ``support`` are the units that it may stand on, of either edition: best all of the cited passages, so that what
    they say of other names is seen as well.
    """
    if not support or not said.tokens:
        return ""
    scene = Scene(said, support, lexicon)
    return next(crossed(scene), "") or next(turned(scene), "") or next(misplaced(scene), "")
