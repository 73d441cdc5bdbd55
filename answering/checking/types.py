"""What the checks are given and what they say: a sentence, the grounds it may stand on, the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from answering.checking.readings import Reading
from vectorstore.types import Hit, Unit


class Fault(Enum):
    """Why a sentence is not shown."""

    NO_CITATION = "no_citation"
    UNKNOWN_KEY = "unknown_key"
    LENGTH = "length"
    MARKUP = "markup"
    LINK = "link"
    LANGUAGE = "language"
    INSTRUCTION = "instruction"
    PROMPT = "prompt"
    QUOTE = "quote"
    NUMBER = "number"
    NAME = "name"
    BINDING = "binding"
    ROLE = "role"
    POLARITY = "polarity"
    UNSUPPORTED = "unsupported"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """One sentence of a chat model's: ``raw`` as it wrote it, ``text`` without the keys, ``keys`` in their order.

    ``keys`` holds whatever stands in square brackets, known or not.
    """

    raw: str
    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """One unit of a cited passage, and what it is read under.

    ``above`` reads the document's title, the heading path and the unit's context; ``before`` the units before
    it in the passage, up to two, the nearest last: a unit may say *it* of what they name.
    """

    source: Unit
    unit: Reading
    above: Reading
    before: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage as the chat model is given it, under an opaque key.

    ``grounds`` are its units, ``other`` those of the same section in the other language's edition, empty where there is
    none. What reads like an instruction to a machine is in neither.
    """

    key: str
    hit: Hit
    grounds: tuple[Ground, ...]
    other: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks say of a sentence: ``fault`` is ``None`` where it may be shown, ``words`` are those that offend.

    ``support`` holds, for each key it cites, the grounds of that excerpt's own edition on which it stands, best first.
    """

    fault: Fault | None
    words: str = ""
    support: Mapping[str, tuple[Ground, ...]] | None = None
