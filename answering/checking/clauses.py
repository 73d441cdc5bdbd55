"""A sentence cut into its clauses, by signs and by the words that join them."""

from __future__ import annotations

import re
from itertools import pairwise

from answering.checking.readings import Reading

_SIGNS = re.compile(r"[,;:.!?()—–…]|\s-\s")
_JOINING = frozenset(
    """and but or nor so yet because although though while whereas since if unless until when where which who
    whom whose that after before so than however y e pero o u ni sino porque aunque mientras pues si cuando
    donde que quien quienes cual cuales cuyo cuya cuyos cuyas tras como""".split()
)


def clauses_of(text: Reading) -> tuple[range, ...]:
    """Return the places of the words of each clause, in their order; a joining word opens the clause that it joins."""
    opens = [
        place
        for place in range(1, len(text.tokens))
        if text.tokens[place].word in _JOINING or _SIGNS.search(text.between(place - 1, place))
    ]
    return tuple(range(start, end) for start, end in pairwise((0, *opens, len(text.tokens))))
