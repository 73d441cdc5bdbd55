"""What a chair sees before an answer goes out: each language as it will be read, how it will be cited, the buttons."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from telegram import InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from bot.announcements.writing import READING_ORDER
from bot.catalogue import Catalogue
from bot.database.rulings import Awaited
from bot.telegram.announcing.preview import asked_next
from bot.telegram.announcing.talking import Talk
from bot.telegram.dais.cards import quoted
from bot.telegram.dais.letters import place_of_request, told_letter
from bot.telegram.dais.ruling_sheets import MOST_WORDING_CHARS, RulingSheet
from bot.telegram.errors import words_of
from bot.telegram.keyboards import button
from bot.telegram.press_types import Rule, RuleVerb
from bot.telegram.rendering import Html, escape, quiet
from bot.telegram.retrying import tried
from bot.telegram.sending import NO_PREVIEW
from vectorstore.types import Language

_log = logging.getLogger(__name__)


async def present(talk: Talk, sheet: RulingSheet, notes: Sequence[str] = ()) -> None:
    """Ask for what a draft is to say, or show how it will be read; ``notes`` are said first."""
    draft, words = sheet.draft, talk.words
    if draft.awaits == "text":
        await ask_for(talk, sheet, asked_for(sheet, words), notes)
    elif await _send_copies(talk, sheet):
        text = "\n\n".join([*notes, told(sheet, words, machine=talk.machine)])
        await talk.ask(draft, text, preview_keyboard(sheet, words))
    else:
        await ask_anew(talk, sheet, "text", words.text("ruling.refused"), texts={})


async def ask_anew(talk: Talk, sheet: RulingSheet, awaits: Awaited, text: str, **changes: Any) -> bool:
    """Let a draft await something else, and ask for that; ``False`` where it does not stand any more."""
    async with talk.context.services.database.session() as session:
        draft = await session.rulings.revise(sheet.draft.id, sheet.draft.revision, talk.now, awaits=awaits, **changes)
    if draft is None:
        await talk.say(talk.words.text("ruling.expired"))
        return False
    await ask_for(talk, replace(sheet, draft=draft), text)
    return True


async def ask_for(talk: Talk, sheet: RulingSheet, text: str, notes: Sequence[str] = ()) -> None:
    """Ask for what a draft awaits, with ❌ below."""
    cancels = button(talk.words.text("announce.button.cancel"), Rule("cancel", sheet.draft.id, sheet.draft.revision))
    await talk.ask(sheet.draft, "\n\n".join([*notes, text]), InlineKeyboardMarkup([[cancels]]))


def asked_for(sheet: RulingSheet, words: Catalogue) -> str:
    """Return what asks a chair for the words of an answer."""
    if sheet.corrected is not None:
        return words.text("ruling.ask_correction")
    return words.text(f"ruling.ask.{sheet.draft.kind}")


def copies(sheet: RulingSheet, words: Catalogue) -> list[Html]:
    """Return what will be read, Spanish first: by who asked in each language, or as it is cited where nobody did."""
    shown, draft = [], sheet.draft
    if sheet.corrected is not None:
        draft = replace(draft, number=sheet.corrected.number)
    for language in READING_ORDER:
        asker = next((each for each in sheet.requests if each.language == language), None)
        own = draft.texts.get(language)
        if asker is not None:
            place, corrects = place_of_request(asker, asker.chat_id), sheet.corrected is not None
            shown.append(told_letter(draft, asker, place, path="", is_correction=corrects).text)
        elif own is not None:
            heading = f"<b>{escape(quiet(own.question))}</b>\n" if own.question else ""
            lead = escape(words.text(f"ruling.later.{language}"))
            shown.append(Html(f"<i>{lead}</i>\n{heading}<blockquote>{escape(quiet(own.text))}</blockquote>"))
    return shown


def told(sheet: RulingSheet, words: Catalogue, *, machine: str = "") -> str:
    """Return what stands below the copies, plain; ``machine`` names what drafted the words that are not the chair's."""
    readers = [words.plural(f"announce.readers.{each}", sheet.readers[each]) for each in READING_ORDER]
    who = ", ".join(each for each, language in zip(readers, READING_ORDER, strict=True) if sheet.readers[language])
    key = "ruling.preview" if sheet.corrected is None else "ruling.preview_correction"
    parts = [words.plural(key, len(sheet.requests), who=who) if who else words.text("ruling.preview_nobody")]
    if sheet.may_be_kept:
        wordings = [_cited(sheet, each, words) for each in READING_ORDER if each in sheet.draft.texts]
        lead = words.text("ruling.cited" if sheet.corrected is None else "ruling.cited_from_now")
        parts.append("\n".join([lead, *wordings]))
    draft = sheet.draft
    asked = asked_next(draft.awaits, sheet.drafted, lambda each: sheet.keeps(each, draft.texts), words, machine)
    return "\n\n".join([*parts, asked] if asked else parts)


def preview_keyboard(sheet: RulingSheet, words: Catalogue) -> InlineKeyboardMarkup:
    """Return the ways to let it out, to change it, and ❌."""
    draft = sheet.draft
    ways: list[tuple[str, RuleVerb]]
    if sheet.corrected is not None:
        ways = [("ruling.button.correct", "ok")]
    elif sheet.may_be_kept:
        ways = [("ruling.button.keep", "ok"), ("ruling.button.only", "only")]
    else:
        ways = [("ruling.button.decline", "only")]
    if sheet.may_be_kept:
        ways.append(("ruling.button.word", "word"))
    if sheet.drafted is not None:
        ways.append(("announce.button.own", "own"))
    ways += [("announce.button.write", "fix"), ("announce.button.cancel", "cancel")]
    return InlineKeyboardMarkup([[button(words.text(key), Rule(verb, draft.id, draft.revision))] for key, verb in ways])


async def _send_copies(talk: Talk, sheet: RulingSheet) -> bool:
    """Send the answer as each language will read it; ``False`` where Telegram does not take it.

    Raises:
        NetworkError: Telegram did not answer.
    """
    send = partial(talk.context.bot.send_message, talk.chat_id, parse_mode=ParseMode.HTML)
    try:
        for copy in copies(sheet, talk.words):
            await tried(partial(send, text=copy, link_preview_options=NO_PREVIEW))
    except BadRequest as error:
        _log.warning("Telegram refused a preview: %s", words_of(error))
        return False
    except Forbidden:
        return True
    return True


def _cited(sheet: RulingSheet, language: Language, words: Catalogue) -> str:
    """Return the line that tells how the matter is worded in a language."""
    question = sheet.draft.texts[language].question
    if not question:
        return words.text(f"ruling.no_wording.{language}")
    line = f"{language.upper()}: {quoted(question, words, MOST_WORDING_CHARS)}"
    is_machines = sheet.drafted == language and question != sheet.asked_in(language)
    return f"{line} {words.text('ruling.machine_wording')}" if is_machines else line
