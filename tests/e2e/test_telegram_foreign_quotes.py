"""A source in another language than the reply: its words at once, and under them, when it is there, a translation."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from answering.types import Answer, Citation
from tests.chat_models import scripted_translator
from tests.telegram_bot import RunningBot, passage, source
from tests.telegram_server import Message, TelegramServer, User
from vectorstore.types import Language

QUESTION = "¿Cuántos prácticos trabajan en el puerto?"
QUOTE, TRANSLATED = "Eleven pilots work in the harbour.", "Once pilotos trabajan en el puerto."
SHOWN = f"Pilots & tugs\nHarbour guide › Topic A: The harbour › Pilots & tugs (en inglés)\n{QUOTE}"
WITH_TRANSLATION = f"{SHOWN}\nTraducción: «{TRANSLATED}»"


@dataclass
class HeldTranslator:
    """Gives ``says`` for any quote, once it is let go, and notes what it was asked."""

    says: str = TRANSLATED
    may_translate: bool = True
    asked: list[tuple[str, str, Language]] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def translate_quote(self, quote: str, source: str, target: Language) -> str:
        self.asked.append((quote, source, target))
        self.begun.set()
        await self.let_go.wait()
        return self.says


async def with_translator(bot: RunningBot, translator: object) -> None:
    bot.translator = translator
    cited = Citation(1, source(passage(bot.index, "en", "1.2")), QUOTE)
    bot.answers.script[QUESTION] = Answer("Once [1].", "es", (cited,), (cited.source,), "scripted-1")
    await bot.restart()


@pytest.fixture
async def translator(bot: RunningBot) -> HeldTranslator:
    """A translator whose answer a test lets go; the bot has it."""
    held = HeldTranslator()
    await with_translator(bot, held)
    return held


async def asked(person: User) -> Message:
    person.sends(QUESTION)
    return await person.receives("Once [1].")


async def test_the_quote_comes_at_once_and_the_translation_is_added_to_it(
    bot: RunningBot, ana: User, translator: HeldTranslator
) -> None:
    reply = await asked(ana)
    await ana.presses(reply, "[1]").answered()
    quote = await ana.receives()
    await asyncio.wait_for(translator.begun.wait(), 10)
    assert quote.text == SHOWN
    translator.let_go.set()
    added = await ana.receives()

    assert (added.id, added.is_edit, added.text) == (quote.id, True, WITH_TRANSLATION)
    assert added.marked("expandable_blockquote") == [QUOTE]
    assert [button.text for button in added.buttons] == ["Leer más"]
    assert translator.asked == [(QUOTE, "en", "es")]


async def test_the_next_press_shows_it_without_asking_the_model_also_after_a_restart(
    bot: RunningBot, ana: User, translator: HeldTranslator
) -> None:
    translator.let_go.set()
    reply = await asked(ana)
    await ana.presses(reply, "[1]").answered()
    await ana.receives(SHOWN)
    await ana.receives(WITH_TRANSLATION)
    bot.translator = None
    await bot.restart()
    await ana.presses(reply, "[1]").answered()
    again = await ana.receives()

    assert (again.text, again.is_edit) == (WITH_TRANSLATION, False)
    assert len(translator.asked) == 1


async def test_a_translation_that_came_with_the_reply_is_shown_at_once(bot: RunningBot, ana: User) -> None:
    await with_translator(bot, None)
    cited = Citation(1, source(passage(bot.index, "en", "1.2")), QUOTE, TRANSLATED)
    bot.answers.script[QUESTION] = Answer("Once [1].", "es", (cited,), (cited.source,), "quotes")
    reply = await asked(ana)
    await ana.presses(reply, "[1]").answered()

    assert (await ana.receives()).text == WITH_TRANSLATION


async def test_while_the_model_takes_its_time_the_chat_goes_on(
    bot: RunningBot, ana: User, translator: HeldTranslator
) -> None:
    reply = await asked(ana)
    await ana.presses(reply, "[1]").answered()
    await ana.receives(SHOWN)
    await asyncio.wait_for(translator.begun.wait(), 10)
    ana.sends("¿Y esto?")
    await ana.receives("INTERPOL has 196")
    translator.let_go.set()

    await ana.receives(WITH_TRANSLATION)


async def test_two_presses_at_once_ask_the_model_once_and_both_get_it(
    bot: RunningBot, ana: User, translator: HeldTranslator
) -> None:
    reply = await asked(ana)
    for _ in range(2):
        await ana.presses(reply, "[1]").answered()
    quotes = [await ana.receives(SHOWN) for _ in range(2)]
    await asyncio.wait_for(translator.begun.wait(), 10)
    translator.let_go.set()
    added = [await ana.receives(WITH_TRANSLATION) for _ in range(2)]

    assert {each.id for each in added} == {each.id for each in quotes}
    assert len(translator.asked) == 1


async def test_a_section_that_took_the_quotes_place_meanwhile_stays(
    bot: RunningBot, ana: User, translator: HeldTranslator
) -> None:
    reply = await asked(ana)
    await ana.presses(reply, "[1]").answered()
    quote = await ana.receives(SHOWN)
    await asyncio.wait_for(translator.begun.wait(), 10)
    await ana.presses(quote, "Leer más").answered()
    await ana.receives(lambda message: message.is_edit)
    translator.let_go.set()
    ana.sends("¿Y esto?")
    await ana.receives("INTERPOL has 196")
    await bot.stop()

    assert "Traducción" not in ana.sees(quote).text
    await bot.start()


@pytest.mark.parametrize("kind", ["gives none", "is paused"])
async def test_where_no_translation_is_to_be_had_the_quote_stands_alone(
    bot: RunningBot, ana: User, translator: HeldTranslator, kind: str
) -> None:
    translator.let_go.set()
    translator.says = ""
    translator.may_translate = kind != "is paused"
    reply = await asked(ana)
    await ana.presses(reply, "[1]").answered()
    await ana.receives(SHOWN)
    await bot.stop()

    assert ana.unread() == []
    assert len(translator.asked) == (0 if kind == "is paused" else 1)
    await bot.start()


async def test_who_reads_the_quotes_language_is_shown_no_translation(
    bot: RunningBot, ana: User, ben: User, telegram_server: TelegramServer, translator: HeldTranslator
) -> None:
    translator.let_go.set()
    group = telegram_server.group(-4001, members=[ana, ben])
    ana.sends(f"/ask {QUESTION}", group)
    reply = await ben.receives("Once [1].", chat=group)
    await ben.presses(reply, "[1]").answered()
    await ben.receives(QUOTE, chat=group)
    await bot.stop()

    assert translator.asked == []
    assert ben.unread() == []
    await bot.start()


async def test_a_translation_is_shown_as_it_is_and_rings_nobody(
    bot: RunningBot, ana: User, translator: HeldTranslator
) -> None:
    translator.let_go.set()
    translator.says = "<b>11</b> & @ben {name}"
    reply = await asked(ana)
    await ana.presses(reply, "[1]").answered()
    await ana.receives(SHOWN)
    added = await ana.receives()

    assert added.text.endswith("\nTraducción: «<b>11</b> & @\u2060ben {name}»")


async def test_a_quote_that_fills_its_message_is_followed_by_the_translation(
    bot: RunningBot, ana: User, translator: HeldTranslator
) -> None:
    translator.let_go.set()
    long = "Eleven pilots work. " * 195
    cited = Citation(1, source(passage(bot.index, "en", "1.2")), long.strip())
    bot.answers.script[QUESTION] = Answer("Once [1].", "es", (cited,), (cited.source,), "scripted-1")
    translator.says = "Once pilotos trabajan. " * 60
    reply = await asked(ana)
    await ana.presses(reply, "[1]").answered()
    quote = await ana.receives("Eleven pilots work.")
    more = await ana.receives("Traducción: «Once pilotos")

    assert not more.is_edit
    assert more.id > quote.id
    assert more.reply_to_id == reply.id


async def test_the_real_translator_over_a_scripted_model_drops_a_number_that_is_not_in_the_quote(
    bot: RunningBot, ana: User
) -> None:
    real, model = scripted_translator("Doce pilotos trabajan en el puerto.", TRANSLATED)
    await with_translator(bot, real)
    reply = await asked(ana)
    await ana.presses(reply, "[1]").answered()
    await ana.receives(SHOWN)
    await bot.restart()
    assert ana.unread() == []
    await ana.presses(reply, "[1]").answered()
    await ana.receives(SHOWN)

    await ana.receives(WITH_TRANSLATION)
    assert len(model.asked) == 2
