"""Whether a rise is told where the numbers of a sentence fall, or a fall where they rise."""

from __future__ import annotations

from collections.abc import Sequence

from answering.checking.quantities.quantity import IN_TIME, Quantity
from answering.checking.readings import Reading

_RISE = frozenset(
    """increase increases increased increasing rise rises rose risen rising grow grows grew grown growth growing up
    climbed jumped surged soared upward aumento aumentos aumentan aumentaron aumentado aumentar crece crecio crecieron
    crecimiento subio subieron subida incremento incrementos incrementaron""".split()
)
_FALL = frozenset(
    """decrease decreases decreased decreasing fall falls fell fallen falling drop drops dropped dropping decline
    declines declined declining down shrank downward disminuyo disminuyeron disminucion disminuye disminuyen bajaron
    bajada cayo cayeron caida descendio descendieron descenso descensos redujo redujeron reduccion""".split()
)


def turned_change(said: Reading, quantities: Sequence[Quantity]) -> str:
    """Return the number that something became, where the sentence says the opposite of how it changed; ``""`` else.

    >>> from answering.concepts import Lexicon
    >>> from answering.checking.quantities.reading import quantities_of
    >>> from answering.checking.readings import read
    >>> said = read("Cases rose to 531, from 831 the year before.", "en", Lexicon.load())
    >>> turned_change(said, quantities_of(said.text, "en"))
    '531'
    """
    words = set(said.words)
    is_rise, is_fall = bool(words & _RISE), bool(words & _FALL)
    if is_rise is is_fall:
        return ""
    for origin in quantities:
        became = _became(origin, quantities)
        if became is not None and became.value != origin.value and (became.value > origin.value) is not is_rise:
            return said.text[became.start : became.end]
    return ""


def _became(origin: Quantity, quantities: Sequence[Quantity]) -> Quantity | None:
    """Return the one number of a sentence that another, set against it, became."""
    if not origin.is_origin or origin.kind in IN_TIME:
        return None
    others = [
        other for other in quantities if other.kind is origin.kind and other is not origin and not other.is_origin
    ]
    return others[0] if len(others) == 1 else None
