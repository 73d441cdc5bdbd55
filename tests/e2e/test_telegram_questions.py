"""Questions in a private chat, from the sign of work to the edited reply."""

from __future__ import annotations

import asyncio
import logging
import threading
from datetime import timedelta

import pytest

from answering.types import Question, Reply
from tests.scripted import answer
from tests.telegram_bot import ARRESTS, ARRESTS_ES, ARRESTS_SAID, MAYOR, RunningBot
from tests.telegram_server import TelegramServer, User
from vectorstore.errors import StoreUnavailableError, UnknownCommitteeError

SOURCES = (
    "[1] Harbour guide › Topic A: The harbour › Operation Akoma\n"
    "[2] Harbour guide › Topic A: The harbour › Pilots & tugs"
)


async def state_of(bot: RunningBot, user: User, message_id: int) -> str | None:
    async with bot.session() as session:
        question = await session.questions.by_message(user.id, message_id)
    return None if question is None else question.state


# one question


async def test_a_question_gets_the_sign_of_work_and_one_message_with_marks_sources_and_buttons(
    bot: RunningBot, ben: User
) -> None:
    question = ben.sends(ARRESTS)
    await ben.sees_action("typing")
    reply = await ben.receives()

    assert reply.text == f"{ARRESTS_SAID}\n\n{SOURCES}"
    assert [[button.text for button in row] for row in reply.rows] == [
        ["[1] Operation Akoma"],
        ["[2] Pilots & tugs"],
        ["🙋", "👍", "👎"],
    ]
    assert (reply.reply_to_id, reply.previews_link) == (None, False)
    await bot.settled()
    assert [call.method for call in bot.server.calls if call.chat_id == ben.id] == ["sendChatAction", "sendMessage"]
    assert await state_of(bot, ben, question.id) == "answered"


async def test_each_is_answered_in_the_language_of_the_question(bot: RunningBot, ana: User, ben: User) -> None:
    ana.sends(ARRESTS_ES)
    ben.sends(ARRESTS)

    assert "detención de 25 personas [1]" in (await ana.receives()).text
    assert "arrest of 25 people [1]" in (await ben.receives()).text
    ana.sends(ARRESTS)
    assert "arrest of 25 people [1]" in (await ana.receives()).text


async def test_a_question_that_could_be_in_either_language_is_answered_in_the_phones(
    bot: RunningBot, ana: User
) -> None:
    ana.sends("2019?")
    await ana.receives()

    assert bot.answers.asked[-1].language == "es"


async def test_a_refusal_shows_its_nearest_sections_and_the_dais(bot: RunningBot, ben: User) -> None:
    ben.sends(MAYOR)
    reply = await ben.receives()

    assert reply.text == "The documents do not tell."
    assert [[button.text for button in row] for row in reply.rows] == [["Pilots & tugs"], ["References"], ["🙋"]]


async def test_small_talk_has_no_buttons(bot: RunningBot, ben: User) -> None:
    ben.sends("hello there")

    assert (await ben.receives()).buttons == []


async def test_recent_questions_of_the_chat_come_along_and_no_one_elses(bot: RunningBot, ana: User, ben: User) -> None:
    for text in ("What is A?", "What is B?"):
        ben.sends(text)
        await ben.receives()
    ana.sends("What is C?")
    await ana.receives()
    ben.sends("And D?")
    await ben.receives()

    histories = {question.text: question.history for question in bot.answers.asked}
    assert histories == {
        "What is A?": (),
        "What is B?": ("What is A?",),
        "What is C?": (),
        "And D?": ("What is A?", "What is B?"),
    }


async def test_markup_in_a_reply_is_shown_as_it_is_and_rings_nobody(bot: RunningBot, ben: User) -> None:
    bot.answers.script["what?"] = answer("<b>5 < 6</b> & @ana [1].")
    ben.sends("what?")
    reply = await ben.receives()

    assert reply.text.startswith("<b>5 < 6</b> & @\u2060ana [1].")
    assert reply.marked("bold") == []


async def test_a_long_answer_comes_in_messages_with_the_buttons_under_the_last(bot: RunningBot, ben: User) -> None:
    paragraph = "Ñandú 🙋 " * 200
    bot.answers.script["all?"] = answer(f"{paragraph}\n\n{paragraph}\n\n{paragraph} [1].")
    ben.sends("all?")
    first = await ben.receives(lambda message: not message.buttons)
    last = await ben.receives(lambda message: bool(message.buttons))

    assert first.id < last.id
    assert first.text.endswith("🙋")
    assert last.text.endswith("[1] Study guide › INTERPOL › Committee")


# what is no question


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        pytest.param("😂😂", "I get the mood", id="emoji"),
        pytest.param("...", "I didn't see a question", id="signs"),
        pytest.param("\u202e\u200b\x07", "I didn't see a question", id="nothing to see"),
        pytest.param("https://interpol.int/x", "I don't open links", id="a link"),
        pytest.param("/ask", "Write your question after the command", id="/ask alone"),
    ],
)
async def test_what_asks_nothing_gets_a_friendly_line(bot: RunningBot, ben: User, sent: str, said: str) -> None:
    ben.sends(sent)
    reply = await ben.receives()

    assert said in reply.text
    assert reply.buttons == []
    assert {question.text for question in bot.answers.asked} <= {"What is Project TRACK4TIP?"}


async def test_a_question_after_the_command_is_a_question(bot: RunningBot, ben: User) -> None:
    ben.sends(f"/ask {ARRESTS}")

    assert (await ben.receives()).text.startswith(ARRESTS_SAID)


async def test_a_very_long_message_is_answered_from_what_it_asks_and_says_so(bot: RunningBot, ben: User) -> None:
    ben.sends("Dear chair, I write to you. " * 140 + ARRESTS)
    reply = await ben.receives()

    assert reply.text.startswith("Your message is longer than 1,000 characters, so I picked out the question.\n\n")
    assert reply.marked("italic") == ["Your message is longer than 1,000 characters, so I picked out the question."]
    assert ARRESTS_SAID in reply.text


async def test_a_forwarded_command_is_read_as_a_question_and_does_nothing(
    bot: RunningBot, ana: User, ben: User
) -> None:
    ben.starts()
    await ben.receives()
    ben.forwards("/forget", ana)
    await ben.receives("[1]")

    async with bot.session() as session:
        assert await session.people.find(ben.id) is not None
    assert bot.answers.asked[-1].text == "/forget"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        pytest.param("photo", "I can't see pictures", id="photo"),
        pytest.param("voice", "I can't listen", id="voice"),
        pytest.param("sticker", "Nice sticker!", id="sticker"),
        pytest.param("document", "I only read text", id="document"),
    ],
)
async def test_other_content_gets_a_friendly_line(bot: RunningBot, ben: User, kind: str, said: str) -> None:
    {
        "photo": ben.sends_photo,
        "voice": ben.sends_voice,
        "sticker": ben.sends_sticker,
        "document": lambda: ben.sends_document("paper.pdf"),
    }[kind]()

    assert (await ben.receives()).text.startswith(said)


async def test_a_pictures_caption_is_a_question(bot: RunningBot, ben: User) -> None:
    ben.sends_photo(ARRESTS)

    assert (await ben.receives()).text.startswith(ARRESTS_SAID)


# edits


async def test_an_edited_question_is_answered_anew_in_its_replys_place(bot: RunningBot, ben: User) -> None:
    question = ben.sends(MAYOR)
    reply = await ben.receives("do not tell")
    ben.edits(question, ARRESTS)
    edited = await ben.receives(lambda message: message.is_edit)

    assert edited.id == reply.id
    assert edited.text == f"✏️ Answer to your edited question\n\n{ARRESTS_SAID}\n\n{SOURCES}"
    assert edited.button("[1]").text == "[1] Operation Akoma"
    await ben.presses(edited, "[1]").answered()
    assert "arrest of 25 people" in (await ben.receives("25 people")).text


async def test_an_edit_that_changes_nothing_is_let_be(bot: RunningBot, ben: User) -> None:
    question = ben.sends(ARRESTS)
    await ben.receives()
    edited = ben.edits(question, f"{ARRESTS} ")
    await bot.server.handed_over(edited.update_id)
    await bot.settled()

    assert ben.unread() == []
    assert len(bot.answers.asked) == 1


async def test_a_question_edited_away_and_back_keeps_its_replys_place(bot: RunningBot, ben: User) -> None:
    question = ben.sends(ARRESTS)
    reply = await ben.receives()
    ben.edits(question, "😂")
    mood = await ben.receives(lambda message: message.is_edit)
    ben.edits(question, ARRESTS)
    back = await ben.receives(lambda message: message.is_edit)

    assert (mood.id, mood.text[:14], mood.buttons) == (reply.id, "I get the mood", [])
    assert (back.id, ARRESTS_SAID in back.text) == (reply.id, True)


async def test_a_message_edited_into_a_question_is_answered(bot: RunningBot, ben: User) -> None:
    message = ben.sends("😂")
    await ben.receives("I get the mood")
    ben.edits(message, ARRESTS)

    assert (await ben.receives()).text.startswith(ARRESTS_SAID)


async def test_an_edited_command_and_an_old_message_are_let_be(bot: RunningBot, ben: User) -> None:
    command, message = ben.sends("/help"), ben.sends("😂")
    await ben.receives("Under each answer")
    await ben.receives("I get the mood")
    ben.edits(command, "/helpp")
    bot.clock.ahead = timedelta(hours=1)
    edited = ben.edits(message, ARRESTS)
    await bot.server.handed_over(edited.update_id)
    await bot.settled()

    assert ben.unread() == []


async def test_a_reply_that_is_gone_is_sent_again(bot: RunningBot, ben: User) -> None:
    question = ben.sends(MAYOR)
    reply = await ben.receives()
    del bot.server.world.chats[ben.id].messages[reply.id]
    ben.edits(question, ARRESTS)
    again = await ben.receives(ARRESTS_SAID)

    assert not again.is_edit
    assert again.id != reply.id


# patience, repeats and failures


async def test_a_flood_gets_five_answers_one_notice_and_then_silence(bot: RunningBot, ben: User) -> None:
    sent = [ben.sends(f"What is number {number}?") for number in range(9)]
    for _ in range(5):
        await ben.receives("[1]")
    notice = await ben.receives("a lot of questions at once")
    await bot.server.handed_over(sent[-1].update_id)
    await bot.settled()

    assert notice.buttons == []
    assert ben.unread() == []
    bot.clock.ahead = timedelta(minutes=2)
    ben.sends(ARRESTS)
    assert (await ben.receives()).text.startswith(ARRESTS_SAID)


async def test_an_update_that_comes_twice_is_answered_once(bot: RunningBot, ben: User) -> None:
    question = ben.sends(ARRESTS)
    await ben.receives()
    await bot.settled()
    assert question.update_id is not None
    bot.server.repeats(question.update_id)
    after = ben.sends(MAYOR)
    await ben.receives("do not tell")
    await bot.server.handed_over(after.update_id)

    assert ben.unread() == []


async def test_a_committee_without_documents_says_so_kindly(bot: RunningBot, ana: User) -> None:
    bot.answers.script["¿Qué hay?"] = UnknownCommitteeError("interpol", ())
    ana.sends("¿Qué hay?")
    reply = await ana.receives()

    assert reply.text.startswith("Este comité todavía no tiene documentos")
    assert [button.text for button in reply.buttons] == ["🙋"]


async def test_an_index_that_fails_gives_a_reference_and_is_no_part_of_the_history(
    bot: RunningBot, ana: User, caplog: pytest.LogCaptureFixture
) -> None:
    bot.answers.script["¿Qué secreto?"] = StoreUnavailableError("a folder", "it is gone")
    ana.sends("¿Qué secreto?")
    sorry = await ana.receives("Perdón")
    ana.sends(ARRESTS_ES)
    await ana.receives("25 personas")

    reference = sorry.text.split()[-1].rstrip(".")
    assert reference in caplog.text
    assert "secreto" not in caplog.text
    assert bot.answers.asked[-1].history == ()


async def test_nothing_that_people_write_is_logged(
    bot: RunningBot, ben: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="bot"):
        ben.sends(ARRESTS)
        reply = await ben.receives()
        await ben.presses(reply, "[1]").answered()
        await ben.receives()
        await bot.settled()

    assert "answered in" in caplog.text
    assert not any(word in caplog.text for word in ("Akoma", "arrest", "Ben"))


# what Telegram may answer


async def test_markup_that_telegram_refuses_goes_as_plain_text(
    bot: RunningBot, ben: User, telegram_server: TelegramServer
) -> None:
    telegram_server.fails("sendMessage", 400, "Bad Request: can't parse entities: unsupported start tag")
    bot.answers.script["what?"] = answer("5 < 6 & 7 [1].")
    ben.sends("what?")

    assert (await ben.receives()).text.startswith("5 < 6 & 7 [1].")


async def test_an_edit_that_telegram_refuses_goes_as_plain_text(
    bot: RunningBot, ben: User, telegram_server: TelegramServer
) -> None:
    question = ben.sends(MAYOR)
    await ben.receives()
    telegram_server.fails("editMessageText", 400, "Bad Request: can't parse entities: unsupported start tag")
    ben.edits(question, ARRESTS)

    assert ARRESTS_SAID in (await ben.receives(lambda message: message.is_edit)).text


@pytest.mark.parametrize("way", ["dropped", "refused"])
async def test_a_call_that_fails_on_the_way_is_made_again(
    bot: RunningBot, ben: User, telegram_server: TelegramServer, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.retrying.WAITS_S", (0.0, 0.0))
    if way == "dropped":
        telegram_server.drops("sendMessage", times=2)
    else:
        telegram_server.fails("sendMessage", 502, times=2)
    ben.sends(ARRESTS)

    assert (await ben.receives()).text.startswith(ARRESTS_SAID)


async def test_who_blocks_the_bot_is_written_down_and_reachable_when_back(
    bot: RunningBot, ben: User, telegram_server: TelegramServer
) -> None:
    ben.starts()
    await ben.receives()
    telegram_server.fails("sendMessage", 403, chat=ben)
    question = ben.sends(ARRESTS)
    await telegram_server.called("sendMessage", lambda call: call.status == 403)
    await bot.server.handed_over(question.update_id)
    await bot.settled()
    async with bot.session() as session:
        person = await session.people.find(ben.id)
    assert person is not None
    assert person.unreachable
    assert await state_of(bot, ben, question.id) == "dropped"

    ben.sends(ARRESTS)
    await ben.receives(ARRESTS_SAID)
    async with bot.session() as session:
        person = await session.people.find(ben.id)
    assert person is not None
    assert not person.unreachable


async def test_a_sign_of_work_that_fails_holds_nothing_up(
    bot: RunningBot, ben: User, telegram_server: TelegramServer
) -> None:
    telegram_server.fails("sendChatAction", 400)
    ben.sends(ARRESTS)

    assert (await ben.receives()).text.startswith(ARRESTS_SAID)


async def test_a_message_that_may_have_come_is_sent_three_times_at_most(
    bot: RunningBot, ben: User, telegram_server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.retrying.WAITS_S", (0.0,) * 9)
    telegram_server.drops("sendMessage", times=None, after_effect=True, when=lambda call: "[1]" in str(call.raw))
    ben.sends(ARRESTS)
    sorry = await ben.receives("Sorry")
    await bot.settled()

    assert sorry.id
    assert len(ben.unread()) == 3


async def test_a_message_that_telegram_refuses_for_good_is_given_up(
    bot: RunningBot, ben: User, telegram_server: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    telegram_server.fails("sendMessage", 400, "Bad Request: chat not found", chat=ben)
    question = ben.sends(ARRESTS)
    await telegram_server.called("sendMessage", lambda call: call.status == 400)
    await bot.settled()

    assert await state_of(bot, ben, question.id) == "dropped"
    assert "Chat not found" in caplog.text


async def test_the_sign_of_work_goes_on_while_the_answer_takes_its_time(
    bot: RunningBot, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.typing_signs._LASTS_S", 0.01)
    found = threading.Event()

    class Slow:
        def answer(self, question: Question) -> Reply:
            found.wait()
            return answer()

    bot.answers = Slow()
    await bot.restart()
    ben.sends(ARRESTS)
    for _ in range(3):
        await ben.sees_action("typing")
    found.set()

    await ben.receives("[1]")


async def test_a_question_that_is_forgotten_while_it_is_answered_gets_no_reply(
    bot: RunningBot, ben: User, telegram_server: TelegramServer
) -> None:
    begun, found = threading.Event(), threading.Event()

    class Slow:
        def answer(self, question: Question) -> Reply:
            begun.set()
            found.wait()
            return answer()

    bot.answers = Slow()
    await bot.restart()
    group = telegram_server.group(-4001, members=[ben])
    ben.sends(f"/ask {ARRESTS}", group)
    await asyncio.to_thread(begun.wait)
    ben.sends("/forget")
    await ben.receives("1 question with its replies")
    found.set()
    await bot.settled()

    assert ben.unread() == []


async def test_an_album_gets_one_line(bot: RunningBot, ben: User) -> None:
    photo = ben.sends_photo()
    await ben.receives("I can't see pictures")
    for album in ("7", "7", "8"):
        bot.server.raw_update({"message": photo.wire | {"media_group_id": album}})
    for _ in range(2):
        await ben.receives("I can't see pictures")
    ben.sends(ARRESTS)
    await ben.receives("[1]")

    assert ben.unread() == []


async def test_questions_that_fail_hold_nobody_up(bot: RunningBot, ben: User) -> None:
    for number in range(5):
        bot.answers.script[f"broken {number}?"] = StoreUnavailableError("a folder", "it is gone")
        ben.sends(f"broken {number}?")
        await ben.receives("Sorry")
    bot.clock.ahead = timedelta(minutes=1)
    ben.sends(ARRESTS)

    assert (await ben.receives()).text.startswith(ARRESTS_SAID)
