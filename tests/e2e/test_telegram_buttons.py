"""Every button under a reply, pressed by whoever, also after a restart."""

from __future__ import annotations

import pytest

from answering.types import Refusal
from tests.fakes import make_passage
from tests.telegram_bot import ARRESTS, ARRESTS_ES, MAYOR, RunningBot, source
from tests.telegram_server import Message, TelegramServer, User
from vectorstore.errors import StoreUnavailableError

GROUP = -1_001_234_567_890


async def asked(person: User, question: str = ARRESTS) -> Message:
    person.sends(question)
    return await person.receives()


async def before_the_dais(bot: RunningBot, message: Message, person: User) -> bool:
    """Return whether a person has put the question of a message before the dais."""
    async with bot.session() as session:
        question = await session.questions.by_message(message.chat_id, message.id)
        assert question is not None
        return await session.matters.request_of(question.id, person.id) is not None


@pytest.fixture
async def chair(bot: RunningBot, telegram_server: TelegramServer) -> User:
    """A chair of the committee, who can be told of what is asked."""
    person = telegram_server.user(1009, "en", "Carla")
    person.starts(await bot.invite("chair"))
    await person.receives()
    return person


# sources


async def test_a_source_opens_as_an_expandable_quote_under_its_sections_name(bot: RunningBot, ben: User) -> None:
    reply = await asked(ben)
    notice = await ben.presses(reply, "[1]").answered()
    quote = await ben.receives()

    assert (notice.text, notice.alert) == ("", False)
    assert quote.reply_to_id == reply.id
    assert quote.marked("bold") == ["Operation Akoma"]
    assert quote.marked("italic") == ["Harbour guide › Topic A: The harbour › Operation Akoma"]
    assert quote.marked("expandable_blockquote") == ["In 2015, Operation Akoma led to the arrest of 25 people."]
    assert [button.text for button in quote.buttons] == ["Read more"]


async def test_more_shows_the_section_around_the_quote_in_the_same_message(bot: RunningBot, ben: User) -> None:
    reply = await asked(ben)
    await ben.presses(reply, "[1]").answered()
    quote = await ben.receives()
    await ben.presses(quote, "Read more").answered()
    whole = await ben.receives(lambda message: message.is_edit)

    assert whole.id == quote.id
    (shown,) = whole.marked("expandable_blockquote")
    assert shown.split("\n") == [
        "In 2015, Operation Akoma led to the arrest of 25 people. The partner was the port of Tema.",
        "It took place in two harbours.",
    ]
    assert "In 2015, Operation Akoma led to the arrest of 25 people." in whole.marked("bold")
    assert whole.buttons == []


async def test_each_source_opens_in_the_readers_words(bot: RunningBot, ana: User) -> None:
    reply = await asked(ana, ARRESTS_ES)
    await ana.presses(reply, "[2]").answered()
    quote = await ana.receives()

    assert quote.marked("bold") == ["Pilotos y remolcadores"]
    assert [button.text for button in quote.buttons] == ["Leer más"]


async def test_a_nearest_section_opens_with_its_text(bot: RunningBot, ben: User) -> None:
    refusal = await asked(ben, MAYOR)
    await ben.presses(refusal, "Pilots").answered()
    section = await ben.receives()

    assert section.reply_to_id == refusal.id
    assert section.marked("bold") == ["Pilots & tugs"]
    assert section.marked("expandable_blockquote") == ["Eleven pilots work in the harbour."]


async def test_a_section_that_was_taken_out_says_so(bot: RunningBot, ben: User) -> None:
    gone = (source(make_passage("Gone.", document="Old guide")),)
    bot.answers.script["old?"] = Refusal("No.", "en", "not_in_documents", gone, gone)
    refusal = await asked(ben, "old?")
    notice = await ben.presses(refusal, "Topic").answered()

    assert notice.text == "That text is no longer among the committee's documents."


async def test_an_index_that_fails_at_a_press_says_sorry_there(
    bot: RunningBot, ben: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = await asked(ben, MAYOR)

    def fail(*_: object) -> None:
        raise StoreUnavailableError("a folder", "it is gone")

    monkeypatch.setattr(bot.index.store, "commit", fail)
    notice = await ben.presses(refusal, "Pilots").answered()

    assert notice.alert
    assert notice.text.startswith("Sorry, something broke")
    assert "StoreUnavailableError" in caplog.text


# the dais and thumbs


async def test_the_dais_gets_a_question_once_and_it_is_known_who_pressed(
    bot: RunningBot, ben: User, chair: User
) -> None:
    question = ben.sends(MAYOR)
    reply = await ben.receives()
    first = await ben.presses(reply, "🙋").answered()
    second = await ben.presses(reply, "🙋").answered()

    assert first.text == "🙋 Done: the dais has this question."
    assert second.text == "🙋 The dais already had this question."
    assert await before_the_dais(bot, question, ben)


async def test_thumbs_are_kept_and_can_be_turned(bot: RunningBot, ana: User) -> None:
    reply = await asked(ana, ARRESTS_ES)
    up = await ana.presses(reply, "👍").answered()
    down = await ana.presses(reply, "👎").answered()

    assert up.text == "¡Gracias! Qué bueno que te sirvió."
    assert down.text == "Gracias por decírmelo. Con 🙋 puedes preguntarle a la mesa."
    async with bot.session() as session:
        assert (await session.people.forget(ana.id)).feedback == 1


async def test_a_fixed_language_is_spoken_whatever_the_reply_is_in(bot: RunningBot, ana: User) -> None:
    ana.starts()
    await ana.receives()
    ana.sends("/language es")
    await ana.receives()
    reply = await asked(ana, ARRESTS)
    notice = await ana.presses(reply, "👍").answered()

    assert notice.text.startswith("¡Gracias!")


# after a restart, and for whom


async def test_all_buttons_work_after_a_restart(bot: RunningBot, ben: User, chair: User) -> None:
    reply, refusal = await asked(ben), await asked(ben, MAYOR)
    await bot.restart()

    await ben.presses(reply, "[1]").answered()
    quote = await ben.receives("25 people")
    await ben.presses(quote, "Read more").answered()
    await ben.receives("two harbours")
    await ben.presses(refusal, "Pilots").answered()
    await ben.receives("Eleven pilots")
    assert (await ben.presses(reply, "🙋").answered()).text.startswith("🙋 Done")
    assert (await ben.presses(reply, "👎").answered()).text.startswith("Thanks for telling me")


async def test_a_reply_of_someone_elses_chat_opens_to_nobody_who_forges_its_buttons(
    bot: RunningBot, ana: User, ben: User
) -> None:
    secret, question = None, ana.sends(ARRESTS_ES)
    secret = await ana.receives()
    own = await asked(ben)
    for button in secret.buttons:
        notice = await ben.presses_data(own, button.data or "").answered()
        assert notice.text == "This button no longer works. Ask again and you get a fresh one."

    await bot.settled()
    assert ben.unread() == []
    assert not await before_the_dais(bot, question, ana)
    assert not await before_the_dais(bot, question, ben)


@pytest.mark.parametrize(
    "data", ["", "x", "1s:1", "0s:1:1", "1s:999999:1", "1s:1:99", "1n:1:9", "1m:1:9", "1d:77", "1t:77:+", "1b:x:y"]
)
async def test_a_button_that_says_nothing_has_expired(bot: RunningBot, ana: User, data: str) -> None:
    reply = await asked(ana, ARRESTS_ES)
    notice = await ana.presses_data(reply, data).answered()

    assert notice.text == "Este botón ya no sirve. Vuelve a preguntar y te llega uno nuevo."


async def test_a_press_that_is_too_old_to_answer_still_opens(bot: RunningBot, ben: User) -> None:
    reply = await asked(ben)
    ben.presses(reply, "[1]").expires()

    assert "25 people" in (await ben.receives()).text


async def test_the_source_of_a_superseded_reply_still_opens(bot: RunningBot, ben: User) -> None:
    question = ben.sends(ARRESTS)
    reply = await ben.receives()
    old = reply.button("[1]").data or ""
    ben.edits(question, MAYOR)
    edited = await ben.receives(lambda message: message.is_edit)
    await ben.presses_data(edited, old).answered()

    assert "25 people" in (await ben.receives()).text


async def test_in_a_group_anyone_may_press_and_the_dais_knows_who_it_was(
    bot: RunningBot, ana: User, ben: User, chair: User, telegram_server: TelegramServer
) -> None:
    group = telegram_server.group(GROUP, supergroup=True, members=[ana, ben])
    question = ana.sends(f"/ask {ARRESTS_ES}", group)
    reply = await ben.receives(chat=group)
    await ben.presses(reply, "[1]").answered()
    quote = await ana.receives("25 personas.", chat=group)
    await ana.presses(quote, "Read more").answered()
    await ben.receives("dos puertos", chat=group)
    notice = await ben.presses(reply, "🙋").answered()

    assert notice.text == "🙋 Done: the dais has this question."
    assert await before_the_dais(bot, question, ben)
    assert not await before_the_dais(bot, question, ana)
    assert (await ana.presses(reply, "🙋").answered()).text == "🙋 Listo: la mesa ya tiene esta pregunta."
    assert (await ben.presses(reply, "👍").answered()).text == "Thank you! Glad it helped."
