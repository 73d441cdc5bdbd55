"""Whether a sentence turns around what it stands on: denials, opposites, how much of it, how surely, and when."""

from __future__ import annotations

from collections.abc import Sequence

from answering.checking.certainty import made_surer
from answering.checking.comparisons import compared_back
from answering.checking.extents import singled_out, stretched
from answering.checking.moments import moved_in_time
from answering.checking.oppositions import opposed
from answering.checking.pairing import put_beside, read_text
from answering.checking.readings import Reading, read
from answering.checking.types import Ground
from answering.concepts import Lexicon


def turned_around(said: Reading, support: Sequence[Ground], lexicon: Lexicon) -> str:
    """Return the words of ``said`` that turn around what its support says, ``""`` where none do."""
    text = read_text(said, lexicon)
    sources = [put_beside(text, read_text(_with_lead(ground, lexicon), lexicon)) for ground in support]
    return (
        opposed(text, sources)
        or made_surer(text, sources)
        or stretched(text, sources)
        or moved_in_time(text, sources)
        or next(filter(None, map(compared_back, sources)), "")
        or singled_out(said, [ground.unit for ground in support])
    )


def _with_lead(ground: Ground, lexicon: Lexicon) -> Reading:
    """Return a unit after what leads into it: *It is not allowed:* denies each item of its list."""
    lead, text = ground.source.context.rstrip(" :"), ground.unit.text
    if not lead or lead in text:
        return ground.unit
    return read(f"{lead} {text}", ground.unit.language, lexicon)
