"""Passages as a chat model is given them, and the units that its sentences may stand on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answering.checking.instructions import addresses_a_machine
from answering.checking.readings import Reading, read
from answering.checking.types import Excerpt, Ground
from answering.concepts import Lexicon
from vectorstore.types import Hit, Passage, Unit

_BEFORE = 2
_LEFT_BLANK = re.compile(r"[ \t]{2,}")
_LEFT_LINES = re.compile(r"[ \t]*\n\s*")
_SENTENCES = re.compile(r"(?<=[.!?:])\s+|\n")


def grounds_of(passage: Passage, language: str, lexicon: Lexicon) -> tuple[Ground, ...]:
    """Return the units of ``passage`` in their order, without those that read like an instruction to a machine."""
    kept = kept_units(passage)
    readings = [read(unit.text, language, lexicon) for unit in kept]
    above: dict[str, Reading] = {}
    for unit in kept:
        if unit.context not in above:
            above[unit.context] = read("\n".join((*_headings(passage), _harmless(unit.context))), language, lexicon)
    return tuple(
        Ground(unit, readings[place], above[unit.context], tuple(readings[max(0, place - _BEFORE) : place]))
        for place, unit in enumerate(kept)
    )


def excerpt_of(key: str, hit: Hit, others: Sequence[Passage], lexicon: Lexicon) -> Excerpt:
    """Return the passage of ``hit`` under ``key``; ``others`` are those of its section in the other edition."""
    passage = hit.passage
    other = tuple(ground for each in others for ground in grounds_of(each, each.language, lexicon))
    return Excerpt(key, hit, grounds_of(passage, passage.language, lexicon), other)


def kept_units(passage: Passage) -> list[Unit]:
    """Return the units of ``passage`` that do not read like an instruction to a machine."""
    return [unit for unit in passage.units if not _orders(unit)]


def shown_path(passage: Passage) -> str:
    """Return the title of a passage and the headings above it on one line, as a chat model reads them."""
    return " › ".join(" ".join(heading.split()) for heading in _headings(passage))


def shown_text(passage: Passage) -> str:
    """Return the words of a passage as a chat model reads them: without what reads like an instruction to a machine.

    Where that cannot be cut out of the running text, the other units are given a line each.
    """
    withheld = [unit for unit in passage.units if _orders(unit)]
    text = passage.text
    for unit in sorted(withheld, key=lambda unit: -len(unit.quote)):
        text = re.sub(r"\s+".join(map(re.escape, unit.quote.split())), " ", text) if unit.quote.split() else text
    if withheld:
        text = _LEFT_LINES.sub("\n", _LEFT_BLANK.sub(" ", text)).strip()
    if any(addresses_a_machine(sentence) for sentence in (text, *_SENTENCES.split(text))):
        text = "\n".join(unit.text for unit in kept_units(passage))
    return text


def _orders(unit: Unit) -> bool:
    return addresses_a_machine(unit.text) or (unit.quote != unit.text and addresses_a_machine(unit.quote))


def _headings(passage: Passage) -> list[str]:
    title, section = passage.title, list(passage.section)
    if section and section[0].casefold() == title.casefold():
        section = section[1:]
    return [heading for heading in (title, *section) if _harmless(heading)]


def _harmless(text: str) -> str:
    return "" if addresses_a_machine(text) else text
