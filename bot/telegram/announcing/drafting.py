"""The other language of an announcement, drafted by a machine where its author has not written it.

A draft's words are a machine's for as long as the announcement both has them and awaits them (``Sheet.drafted``): what
its author writes takes their place, ✅ sends them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.announcements.types import Wording
from bot.announcements.writing import READING_ORDER
from bot.telegram.announcing.memory import memory_of
from bot.telegram.announcing.sheets import Sheet, too_long
from bot.telegram.announcing.talking import Talk
from bot.telegram.places import Place
from bot.telegram.rendering import escape, sendable
from vectorstore.types import Language

Wordings = Mapping[Language, Wording]


def own_words(sheet: Sheet, wordings: Wordings) -> Wordings:
    """Return what a person wrote of ``wordings``: all but the sheet's machine's draft, where that is still there."""
    drafted = sheet.drafted
    if drafted is None or wordings.get(drafted) != sheet.draft.wordings[drafted]:
        return wordings
    return {language: each for language, each in wordings.items() if language != drafted}


async def completed(talk: Talk, sheet: Sheet, wordings: Wordings) -> dict[str, Any]:
    """Return the fields of a draft that come of ``wordings``: these, with a machine's draft, and what it awaits.

    The draft there is stays where the words that it translates do. Where none can be had, it is only awaited.
    """
    own = own_words(sheet, wordings)
    awaits = sheet.awaited(own)
    missing = next((each for each in READING_ORDER if each == awaits and each not in own), None)
    if missing is not None and not memory_of(talk.context, sheet.draft.id).is_own_only:
        (original,) = own.values()
        drafted: Wording | None
        if sheet.drafted == missing and sheet.draft.wordings.get(original.language) == original:
            drafted = sheet.draft.wordings[missing]
        else:
            text = await translated(talk, original.text, original.language, missing)
            drafted = Wording(missing, text, escape(text)) if text else None
        if drafted is not None and too_long(sheet, {**own, drafted.language: drafted}) is None:
            own = {**own, drafted.language: drafted}
    return {"wordings": own, "awaits": awaits}


async def translated(talk: Talk, text: str, source: Language, target: Language) -> str:
    """Return the machine's draft, without formatting; ``""`` where none can be had that is fit to show."""
    services = talk.context.services
    if services.translator is None:
        return ""
    async with services.signs.shown(talk.context.bot, Place(talk.chat_id)):
        drafted = await services.translator.draft(text, source, target)
    return sendable(drafted or "").strip()
