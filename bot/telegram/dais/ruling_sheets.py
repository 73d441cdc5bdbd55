"""A chair's draft over a matter: who will read it, how the matter is worded, what is missing, what a machine drafted.

A language is a machine's for as long as the draft both has its text and awaits it, as with announcements: what the
chair writes takes its place, ✅ approves it. While the matter's wording is awaited, that language is named with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.announcements.writing import READING_ORDER
from bot.dais.decisions import standing_matter
from bot.dais.types import MOST_RULING_CHARS, RulingText
from bot.database.engine import Session
from bot.database.matters import Request
from bot.database.rulings import Ruling
from bot.telegram.announcing.drafting import translated
from bot.telegram.announcing.talking import Talk
from bot.telegram.dais.presses import barred_by
from bot.telegram.lengths import head, utf16_units
from bot.telegram.rendering import sendable
from vectorstore.types import Language

Texts = Mapping[Language, RulingText]
MOST_WORDING_CHARS = 300
"""How long the wording of a matter may be, which stands above its ruling like a heading."""


@dataclass(frozen=True, slots=True)
class RulingSheet:
    """A draft with ``requests``, which it will be told to, and the ruling whose words it replaces, if any."""

    draft: Ruling
    requests: tuple[Request, ...]
    corrected: Ruling | None = None

    @property
    def readers(self) -> Mapping[Language, int]:
        """Return how many will be told in each language."""
        return Counter(each.language for each in self.requests)

    @property
    def may_be_kept(self) -> bool:
        """Whether it may become a ruling that later delegates are answered with, or stays one."""
        return self.draft.kind == "answer" and (self.corrected is None or self.corrected.number is not None)

    @property
    def drafted(self) -> Language | None:
        """Return the language whose text is a machine's: the draft has it, and awaits its author's all the same."""
        texts, awaited = self.draft.texts, (self.draft.awaits or "").removeprefix("question_")
        return next((each for each in texts if each == awaited and not self.keeps(each, texts)), None)

    def keeps(self, language: Language, texts: Texts) -> bool:
        """Tell whether a correction leaves the text of one language as it was."""
        old = self.corrected.texts.get(language) if self.corrected is not None else None
        return old is not None and language in texts and texts[language].text == old.text

    def awaited(self, texts: Texts) -> str | None:
        """Return what the chair is to say next, when they have given these texts; ``None`` for nothing."""
        if not texts:
            return "text"
        return next((each for each in READING_ORDER if self._misses(each, texts)), None)

    def asked_in(self, language: Language) -> str:
        """Return how the first who asked in a language did, on one line, cut where it is long; ``""`` for none.

        What goes on from an earlier question says nothing to others.
        """
        whole = (each for each in self.requests if each.language == language and each.earlier is None)
        first = next((each.text for each in whole), "")
        return head(" ".join(sendable(first).split()), MOST_WORDING_CHARS)

    def worded(self, texts: Mapping[Language, str]) -> Texts:
        """Return texts with the wording of the matter: the one there was, else that of who asked first."""
        return {language: RulingText(language, self._wording(language), text) for language, text in texts.items()}

    def _wording(self, language: Language) -> str:
        if not self.may_be_kept:
            return ""
        known = [self.draft.texts, *([self.corrected.texts] if self.corrected is not None else [])]
        before = next((texts[language].question for texts in known if language in texts), "")
        return before or self.asked_in(language)

    def _misses(self, language: Language, texts: Texts) -> bool:
        if language in texts:
            return self.keeps(language, texts) and not all(self.keeps(each, texts) for each in texts)
        return self.may_be_kept or self.readers.get(language, 0) > 0


@dataclass(frozen=True, slots=True)
class TooMuch:
    """A text or a wording that is ``over`` characters too long."""

    part: str
    language: Language
    over: int
    limit: int


async def load_sheet(session: Session, draft: Ruling) -> RulingSheet:
    """Return what a draft is shown with."""
    corrected = await session.rulings.get(draft.revises_id) if draft.revises_id is not None else None
    matter_id = corrected.matter_id if corrected is not None else draft.matter_id
    matter = await standing_matter(session, matter_id) if matter_id is not None else None
    requests = await session.matters.requests_of(matter.id) if matter is not None else []
    state = "waiting" if corrected is None else "answered"
    return RulingSheet(draft, tuple(each for each in requests if each.state == state), corrected)


def too_much(texts: Texts) -> TooMuch | None:
    """Return which text, or which wording, is too long; Telegram's units count, which are two for most emoji."""
    for each in texts.values():
        for part, said, limit in (
            ("text", each.text, MOST_RULING_CHARS),
            ("question", each.question, MOST_WORDING_CHARS),
        ):
            over = utf16_units(said) - limit
            if over > 0:
                return TooMuch(part, each.language, over, limit)
    return None


def own_texts(sheet: RulingSheet, texts: Texts) -> Texts:
    """Return what a person wrote of ``texts``: all but the sheet's machine's draft, where that is still there."""
    drafted = sheet.drafted
    if drafted is None or drafted not in texts or texts[drafted].text != sheet.draft.texts[drafted].text:
        return texts
    return {language: each for language, each in texts.items() if language != drafted}


async def completed(talk: Talk, sheet: RulingSheet, texts: Texts) -> dict[str, Any]:
    """Return the fields of a draft that come of ``texts``: these, with a machine's draft, and what it awaits."""
    own = own_texts(sheet, texts)
    awaits = sheet.awaited(own)
    missing = next((each for each in READING_ORDER if each == awaits and each not in own), None)
    if missing is not None and not talk.memory_of(sheet.draft).is_own_only:
        (original,) = own.values()
        drafted = await _drafted(talk, sheet, original, texts.get(missing) or RulingText(missing, "", ""))
        if drafted is not None and too_much({missing: drafted}) is None:
            own = {**own, missing: drafted}
    return {"texts": own, "awaits": awaits}


async def _drafted(talk: Talk, sheet: RulingSheet, original: RulingText, kept: RulingText) -> RulingText | None:
    """Return the machine's draft in the language of ``kept``; what that has stays where what it translates does."""
    target, source, before = kept.language, original.language, sheet.draft.texts
    has_draft = sheet.drafted == target and source in before
    text = kept.text if has_draft and before[source].text == original.text else ""
    text = text or await translated(talk, original.text, source, target)
    if not text or not sheet.may_be_kept:
        return replace(kept, text=text) if text else None
    is_reworded = has_draft and kept.question != before[target].question
    is_same = has_draft and before[source].question == original.question
    question = kept.question if is_reworded or is_same else sheet.asked_in(target)
    if not question and original.question and not is_reworded:
        question = " ".join((await translated(talk, original.question, source, target)).split())
    return RulingText(target, head(question, MOST_WORDING_CHARS), text)


async def why_not(session: Session, talk: Talk, matter_id: int) -> str:
    """Return why a matter cannot be answered by a chair now, in words."""
    matter = await standing_matter(session, matter_id)
    return barred_by(matter, talk.user_id, talk.words, talk.now) or talk.words.text("ruling.expired")
