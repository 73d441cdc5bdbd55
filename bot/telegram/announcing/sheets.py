"""All that a draft is shown with, looked up at once: whom it goes to, what it corrects, what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.announcements.types import Audience, Media, Wording
from bot.announcements.writing import READING_ORDER, TooLong, check
from bot.database.announcements import Announcement
from bot.database.committees import Committee
from bot.database.engine import Session
from bot.database.people import Role
from vectorstore.types import Language

ALL = 0
"""Stands for all committees where a button names one."""
UNSENT = ("scheduled", "late")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft, or rather what it is going to be.

    ``choices`` are the committees that its author may write to, ``None`` for all of them. ``corrected`` is the
    announcement whose words it replaces; ``reached`` counts the chats that have that one.
    """

    draft: Announcement
    committee: Committee | None
    choices: tuple[Committee | None, ...]
    audience: Audience
    corrected: Announcement | None = None
    reached: int = 0

    @property
    def is_chosen(self) -> bool:
        """Whether it is known to whom it goes, and its author may write to them."""
        return self.committee in self.choices

    @property
    def committee_title(self) -> str | None:
        """Return the committee's title, ``None`` for all committees."""
        return self.committee.title if self.committee is not None else None

    @property
    def media(self) -> Media | None:
        """Return the photo or the document that goes along; under one that was sent only the words can change."""
        if self.corrected is None or (self.corrected.state in UNSENT and self.draft.media is not None):
            return self.draft.media
        return self.corrected.media

    @property
    def changes_phones(self) -> bool:
        """Whether it changes messages that people have."""
        return self.corrected is not None and self.corrected.state not in UNSENT

    @property
    def drafted(self) -> Language | None:
        """Return the language whose words are a machine's: the draft has them, and awaits its author's all the same."""
        wordings = self.draft.wordings
        return next((each for each in wordings if each == self.draft.awaits and not self.keeps(each, wordings)), None)

    def keeps(self, language: Language, wordings: Mapping[Language, Wording]) -> bool:
        """Tell whether a correction leaves the words of one language as they were."""
        old = self.corrected.wordings.get(language) if self.corrected is not None else None
        return old is not None and wordings.get(language) == old

    def awaited(self, wordings: Mapping[Language, Wording]) -> str | None:
        """Return what the author is to say next, when they have given these words; ``None`` for nothing."""
        if not wordings:
            return "correction" if self.corrected is not None else "text"
        if not self.is_chosen:
            return "committee"
        return next((each for each in READING_ORDER if self._misses(each, wordings)), None)

    def _misses(self, language: Language, wordings: Mapping[Language, Wording]) -> bool:
        if language in wordings:
            return self.keeps(language, wordings)
        return self.audience.by_language.get(language, 0) > 0


async def load_sheet(session: Session, draft: Announcement, user_id: int) -> Sheet:
    """Return what a draft of a person is shown with."""
    corrected = await session.announcements.get(draft.corrects_id) if draft.corrects_id is not None else None
    committee_id = corrected.committee_id if corrected is not None else draft.committee_id
    return Sheet(
        draft=draft,
        committee=await session.committees.get_by_id(committee_id) if committee_id is not None else None,
        choices=choices_of(await session.people.seats(user_id)),
        audience=await session.deliveries.audience(committee_id, draft.author_id),
        corrected=corrected,
        reached=await session.deliveries.reached(corrected.id) if corrected is not None else 0,
    )


def too_long(sheet: Sheet, wordings: Mapping[Language, Wording]) -> TooLong | None:
    """Return which of the words are too long for Telegram, where they go to the readers of the sheet."""
    if not wordings:
        return None
    return check(
        wordings,
        sheet.media,
        committee_title=sheet.committee_title,
        has_groups=sheet.audience.groups > 0,
        corrected=sheet.changes_phones,
    )


def choices_of(seats: list[tuple[Committee, Role]]) -> tuple[Committee | None, ...]:
    """Return whom somebody with these seats may write to: first, for an organiser, all committees (``None``)."""
    committees = tuple(committee for committee, _ in seats)
    return (None, *committees) if any(role == "organiser" for _, role in seats) else committees
