"""Translations by a chat model, which plain code holds against the original before anyone sees them."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from answering.calling import ChatModelCaller
from answering.citations import folded_space
from answering.errors import ChatModelCallError
from answering.figures import figures, halves_of_the_day, weekdays
from answering.language import detect_language
from prompts.loader import Prompt, load_prompt
from vectorstore.types import Language
from vectorstore.words import words

LANGUAGES: tuple[Language, ...] = ("en", "es")
_MOST_TIMES_LONGER = 3
_MOST_QUOTE_CHARS, _MOST_KEPT = 1_500, 500
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>]+|(?<![\w.])@\w+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s<>]*)?", re.I)
_LINK_END = ".,;:!?)»”\"'"
_MARKUP = re.compile(r"```|\*\*|\]\(|</?[a-z][^>]*>", re.I)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates with a chat model: announcements for the chair to read, quotes for a delegate.

    ``prompts`` and ``quote_prompts`` have one for each target. A quote that was translated is kept.
    """

    caller: ChatModelCaller
    timeout_s: float
    prompts: Mapping[Language, Prompt]
    quote_prompts: Mapping[Language, Prompt]
    _kept: dict[tuple[str, Language], str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What people call the chat model."""
        return self.caller.name

    @property
    def may_translate(self) -> bool:
        """Whether the model would be asked now."""
        return self.caller.may_call

    async def draft(self, text: str, source: Language, target: Language) -> str | None:
        """Return an announcement in ``target``, plain; ``None`` where none comes in time, or a suspicious one.

        What kind of failure it was goes to the log, no word of either text.
        """
        return await self._translate(self.prompts[target], text, source, target, self.timeout_s) or None

    async def translate_quote(
        self, quote: str, source: str, target: Language, *, timeout_s: float | None = None
    ) -> str:
        """Return a quote in ``target`` on one line; ``""`` where none comes in time that can be trusted.

        ``source`` is an ISO 639-1 code; where number words of that language cannot be read, nothing is translated.
        """
        line = folded_space(quote)
        if source == target or source not in LANGUAGES or not line or len(line) > _MOST_QUOTE_CHARS:
            return ""
        if (line, target) not in self._kept:
            within_s = self.timeout_s if timeout_s is None else timeout_s
            said = await self._translate(self.quote_prompts[target], line, source, target, within_s)
            if not said or words(said) == words(line):
                return ""
            while len(self._kept) >= _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[line, target] = said
        return self._kept[line, target]

    async def _translate(self, prompt: Prompt, text: str, source: Language, target: Language, timeout_s: float) -> str:
        mark = f"=== {secrets.token_hex(4)} ==="  # nothing in the text can end it before its end
        said = [("human", f"{mark}\n{text}\n{mark}")]
        try:
            answer = await self.caller.ask(prompt.fill(mark=mark), said, purpose="translation", timeout_s=timeout_s)
        except ChatModelCallError as error:  # the caller has warned of it
            _log.info("no draft of a translation: %s", error.kind)
            return ""
        draft = answer.strip()
        suspicion = suspicion_of(draft, text, source, target) or ("mark" if mark in draft else "")
        if suspicion:
            _log.warning("a draft of a translation was dropped: %s", suspicion)
            return ""
        return draft


def build_translator(caller: ChatModelCaller, timeout_s: float) -> Translator:
    """Return a translator between Spanish and English with the prompts that ship with Dragoman."""

    def prompts(name: str) -> Mapping[Language, Prompt]:
        return {language: load_prompt(f"{name}.{language}", {"mark"}) for language in LANGUAGES}

    return Translator(caller, timeout_s, prompts("translate_announcement"), prompts("translate_quote"))


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
