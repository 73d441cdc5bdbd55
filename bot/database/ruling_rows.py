"""A ruling as it is written and as it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row

from bot.dais.types import RulingKind, RulingState, RulingText
from vectorstore.types import Language

Texts = Mapping[Language, RulingText]

Awaited = Literal["text", "en", "es", "question", "question_en", "question_es"]
"""What the author's next message is taken for: all of the answer, its words in one language, or the matter's.

``question_en`` is the matter's too, while the answer in that language is a machine's draft.
"""


@dataclass(frozen=True, slots=True)
class NewRuling:
    """What the dais is about to decide.

    ``revises_id`` is the ruling whose words it is to replace. ``reason`` is the key of a preset one of a ``decline``;
    ``document``, ``section_key`` and ``section_words`` are where a ``section`` points to.
    """

    committee_id: int
    matter_id: int | None
    author_id: int
    chat_id: int | None
    kind: RulingKind = "answer"
    awaits: Awaited | None = None
    texts: Texts = field(default_factory=dict)
    revises_id: int | None = None
    reason: str | None = None
    document: str | None = None
    section_key: str | None = None
    section_words: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the dais decided on a matter, or is about to, with the texts of its newest version.

    ``number`` counts the public ones of a committee from 1, ``None`` for what went to its askers alone. ``author_id``
    and ``chat_id`` are ``None`` once the author is forgotten. ``revision`` counts the changes: a button of an earlier
    one is used up. ``version`` counts the words, from 1. ``expires_at`` is the first moment when a draft can be
    confirmed no more.
    """

    id: int
    committee_id: int
    matter_id: int | None
    kind: RulingKind
    state: RulingState
    number: int | None
    author_id: int | None
    chat_id: int | None
    revision: int
    awaits: Awaited | None
    version: int
    revises_id: int | None
    reason: str | None
    document: str | None
    section_key: str | None
    section_words: str | None
    created_at: datetime
    expires_at: datetime | None
    given_at: datetime | None
    revised_at: datetime | None
    revoked_at: datetime | None
    texts: Texts

    def read_in(self, language: Language) -> RulingText | None:
        """Return the text that a reader of a language is told: that in theirs, else the other; ``None`` for no text."""
        return self.texts.get(language) or next(iter(self.texts.values()), None)


_PLAIN = tuple(each.name for each in fields(Ruling) if each.name != "texts")


def as_ruling(row: Row[Any], texts: Sequence[Row[Any]]) -> Ruling:
    """Return what a row says, with its texts among those of several."""
    own = {
        each.language: RulingText(each.language, each.question, each.text) for each in texts if each.ruling_id == row.id
    }
    return Ruling(**{name: getattr(row, name) for name in _PLAIN}, texts=own)
