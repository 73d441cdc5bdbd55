"""The places in the grounds where quantities stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answering.checking.quantities.quantity import Quantity
from answering.checking.readings import Reading
from answering.checking.surroundings import Surroundings, surroundings_of
from answering.checking.types import Ground


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A quantity in a ground: its ``number`` among those of ``reading``, the ground's unit or what it stands under.

    ``place`` is the same for all quantities of one reading of one ground. A spot is only equal to itself.
    """

    ground: Ground
    reading: Reading
    around: Surroundings
    number: int
    place: int

    @property
    def quantity(self) -> Quantity:
        """The quantity itself."""
        return self.around.quantities[self.number]

    @property
    def start(self) -> int:
        """Where the ground's unit tells it, by character; 0 where what the unit stands under does."""
        return self.quantity.start if self.reading is self.ground.unit else 0

    @property
    def beside(self) -> Reading:
        """What is read with it: what the unit stands under, or the unit."""
        return self.ground.above if self.reading is self.ground.unit else self.ground.unit


def spots_of(grounds: Sequence[Ground]) -> Iterator[Spot]:
    """Yield the quantities of ``grounds``, those of a unit and then those of what it stands under."""
    place = 0
    for ground in grounds:
        for reading in (ground.unit, ground.above):
            around = surroundings_of(reading, is_row=ground.source.kind == "row" and reading is ground.unit)
            for number in range(len(around.quantities)):
                yield Spot(ground, reading, around, number, place)
            place += 1
