"""Which counts may be told: none of fewer than three people, and none that such a one can be worked out from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

FEWEST = 3
"""How many people a count must be of, to be told by itself."""

Asks = frozenset[tuple[int, int]]
"""What is counted: each what was asked, by its number, and who asked it."""


def people_of(asks: Iterable[tuple[int, int]]) -> int:
    """Return how many people are behind ``asks``."""
    return len({who for _, who in asks})


def is_few(asks: Asks) -> bool:
    """Tell whether a count of ``asks`` would be one of somebody, but of fewer than three people."""
    return 0 < people_of(asks) < FEWEST


class Discretion:
    """Remembers the counts that were told, as the sets that they count, and says which more may be told.

    A count gives another away where one set lies within the other: the difference is a count too. Likewise where
    several sets of one table lie within another set. So each of these differences must be nobody's or three people's.
    """

    def __init__(self, everything: Asks) -> None:
        """Begin with the count of ``everything``, which is told in any case."""
        self._tables: list[list[Asks]] = [[everything]]

    def split(self, whole: Asks, parts: Sequence[Asks]) -> list[bool]:
        """Say which of ``parts`` may be told beside ``whole``, which is told; what is left of it may be told as one.

        The greatest come first: a small one that would leave too little is left to the rest.
        """
        told: list[Asks] = []
        rest, may = whole, [False] * len(parts)
        for number in sorted(range(len(parts)), key=lambda each: (-len(parts[each]), each)):
            part = parts[number]
            left = rest - part
            if part and self._fits(part, told) and self._fits(left, [*told, part]):
                told.append(part)
                rest, may[number] = left, True
        if told:
            self._tables.append([*told, rest] if rest else told)
        return may

    def split_in_two(self, rows: Sequence[Asks], lately: Asks) -> list[bool]:
        """Say of which rows of a told table also the part that lies in ``lately`` may be told."""
        new, old = ([row & lately for row in rows], [row - lately for row in rows])
        told: tuple[list[Asks], list[Asks]] = ([], [])
        rests = [frozenset[tuple[int, int]]().union(*each) for each in (new, old)]
        may = [False] * len(rows)
        for number in sorted(range(len(rows)), key=lambda each: (-len(rows[each]), each)):
            parts = (new[number], old[number])
            left = [rest - part for rest, part in zip(rests, parts, strict=True)]
            if all(
                self._fits(part, beside) and self._fits(remains, [*beside, part])
                for part, remains, beside in zip(parts, left, told, strict=True)
            ):
                for beside, part in zip(told, parts, strict=True):
                    beside.append(part)
                rests, may[number] = left, True
        for beside, rest in zip(told, rests, strict=True):
            table = [each for each in (*beside, rest) if each]
            if any(may) and table:
                self._tables.append(table)
        return may

    def _fits(self, part: Asks, beside: Sequence[Asks]) -> bool:
        """Tell whether a count of ``part`` gives nothing away, together with ``beside`` and what was told."""
        if is_few(part):
            return False
        if not part:
            return True
        for table in self._tables:
            for whole in table:
                if part < whole and is_few(whole.difference(part, *(each for each in beside if each < whole))):
                    return False
            within = [each for each in table if each < part]
            if any(is_few(part - each) for each in within) or (within and is_few(part.difference(*within))):
                return False
        return True
