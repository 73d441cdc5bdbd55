"""A draft of a translation by a chat model, which plain code holds against the original before anyone sees it."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from answering.chat_models import ask_chat_model
from answering.errors import ChatModelCallError
from answering.figures import figures, halves_of_the_day, weekdays
from answering.language import detect_language
from prompts.loader import Prompt, load_prompt
from vectorstore.types import Language

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_MOST_TIMES_LONGER = 3
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>]+|(?<![\w.])@\w+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s<>]*)?", re.I)
_LINK_END = ".,;:!?)»”\"'"
_MARKUP = re.compile(r"```|\*\*|\]\(|</?[a-z][^>]*>", re.I)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Translator:
    """Drafts translations with a chat model that people call ``name``; ``prompts`` has one for each target."""

    model: BaseChatModel
    name: str
    timeout_s: float
    prompts: Mapping[Language, Prompt]

    async def draft(self, text: str, source: Language, target: Language) -> str | None:
        """Return ``text`` in ``target``, plain; ``None`` where the model gives none in time, or a suspicious one.

        What kind of failure it was goes to the log, no word of either text.
        """
        mark = f"=== {secrets.token_hex(4)} ==="  # nothing in the text can end it before its end
        system = self.prompts[target].fill(mark=mark)
        try:
            said = await ask_chat_model(self.model, system, f"{mark}\n{text}\n{mark}", timeout_s=self.timeout_s)
        except ChatModelCallError as error:
            _log.warning("no draft of a translation: %s", error.kind)
            return None
        draft = said.strip()
        suspicion = suspicion_of(draft, text, source, target) or ("mark" if mark in draft else "")
        if suspicion:
            _log.warning("a draft of a translation was dropped: %s", suspicion)
            return None
        return draft


def build_translator(model: BaseChatModel, name: str, timeout_s: float) -> Translator:
    """Return a translator between Spanish and English with the prompts that ship with Dragoman."""
    languages: tuple[Language, ...] = ("en", "es")
    prompts = {language: load_prompt(f"translate_announcement.{language}", {"mark"}) for language in languages}
    return Translator(model, name, timeout_s, prompts)


def suspicion_of(draft: str, text: str, source: Language, target: Language) -> str:
    """Return in a word what speaks against ``draft`` as a translation of ``text``, ``""`` where nothing does.

    Numbers, days, links and lines must be the same; a draft that is in another language, much longer or marked up is
    none.

    >>> suspicion_of("Volvemos a las 4.", "We are back at 3.", "en", "es")
    'numbers'
    """
    if not draft:
        return "empty"
    if len(draft) > _MOST_TIMES_LONGER * len(text):
        return "length"
    if detect_language(draft, default=target) != target:
        return "language"
    if figures(draft, target) != figures(text, source):
        return "numbers"
    halves, halves_before = halves_of_the_day(draft), halves_of_the_day(text)
    if weekdays(draft) != weekdays(text) or (halves and halves_before and halves != halves_before):
        return "times"
    if _links(draft) != _links(text):
        return "links"
    if set(_MARKUP.findall(draft)) - set(_MARKUP.findall(text)):
        return "markup"
    return "lines" if _lines(draft) != _lines(text) else ""


def _links(text: str) -> set[str]:
    return {link.rstrip(_LINK_END).casefold() for link in _LINK.findall(text)}


def _lines(text: str) -> int:
    return sum(1 for line in text.splitlines() if line.strip())
