"""🙋 in the running bot: a delegate puts a question before the dais, takes it back, signs it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from answering.types import Refusal
from bot.dais.types import DAILY_CAP
from bot.database.matters import NewRequest, Request
from bot.database.notices import Notice
from bot.database.questions import NewQuestion
from bot.telegram.callback_data import encode
from bot.telegram.press_types import OwnRequest
from tests.telegram_bot import ARRESTS_ES, COMMITTEE, MAYOR, RunningBot
from tests.telegram_server import Message, TelegramServer, User

GROUP = -1_001_234_567_892
LAPTOPS, COMPUTERS = "May we use laptops?", "¿Podemos usar computadoras?"
ASKED, ASKED_ALREADY = "🙋 Done: the dais has this question.", "🙋 The dais already had this question."
WAITS = "🙋 The dais has your question, without your name. The answer comes here."
SIGNED = "🙋 The dais has your question, with your name. The answer comes here."
TAKEN_BACK = "↩ You took this question back, so the dais doesn't answer it."


class Alike:
    """Takes the two questions on computers for the same."""

    def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
        return [float({asked, other} <= {LAPTOPS, COMPUTERS}) for other in others]


@pytest.fixture
async def chair(bot: RunningBot) -> User:
    """A chair of the committee, who is there before anybody asks; nothing but the same words is taken for the same."""
    bot.answers.script[LAPTOPS] = Refusal("The documents do not tell.", "en", "not_in_documents", (), ())
    bot.answers.script[COMPUTERS] = Refusal("Los documentos no lo dicen.", "es", "not_in_documents", (), ())
    bot.likeness = Alike()
    await bot.restart()
    return await chair_of(bot)


async def chair_of(bot: RunningBot) -> User:
    person = bot.server.user(1009, "en", "Carla")
    person.starts(await bot.invite("chair"))
    await person.receives()
    return person


async def refused(person: User, question: str = MAYOR) -> Message:
    person.sends(question)
    return await person.receives()


async def put(person: User, question: str = MAYOR) -> tuple[Message, Message]:
    """Return the reply to a person's question and the receipt that they get for its 🙋."""
    reply = await refused(person, question)
    await person.presses(reply, "🙋").answered()
    return reply, await person.receives("🙋")


async def requests_of(bot: RunningBot) -> list[Request]:
    """Return the requests of the committee's open matters, the longest waiting first."""
    async with bot.session() as session:
        committee = await session.committees.get(COMMITTEE)
        assert committee is not None
        matters = await session.matters.open_in(committee.id)
        asked = await session.matters.requests_in([each.id for each in matters])
    return [request for requests in asked.values() for request in requests]


async def notices_of(bot: RunningBot) -> list[Notice]:
    async with bot.session() as session:
        found = [await session.notices.get(number) for number in range(1, 50)]
    return [each for each in found if each is not None]


def _question(committee_id: int, person: User, number: int) -> NewQuestion:
    return NewQuestion(None, committee_id, person.id, person.id, None, 100 + number, f"Question {number}?", True)


def _request(question_id: int, person: User, number: int) -> NewRequest:
    return NewRequest(question_id, None, person.id, person.id, None, 100 + number, f"Question {number}?", "en")


# putting a question before the dais


async def test_a_chair_reads_what_a_follow_up_goes_on_from(bot: RunningBot, ben: User, chair: User) -> None:
    await refused(ben)
    await put(ben, "And when?")
    card = await chair.receives("And when?")

    assert f"after “{MAYOR}”:\n“And when?”" in card.text


async def test_a_chair_reads_no_other_question_of_who_asks_something_new(
    bot: RunningBot, ben: User, chair: User
) -> None:
    await refused(ben)
    await put(ben, LAPTOPS)

    assert MAYOR not in (await chair.receives(LAPTOPS)).text


async def test_the_delegate_has_a_receipt_and_the_chair_a_card_without_the_name(
    bot: RunningBot, ben: User, chair: User
) -> None:
    question = ben.sends(MAYOR)
    reply = await ben.receives()
    notice = await ben.presses(reply, "🙋").answered()
    receipt = await ben.receives("🙋")
    card = await chair.receives(MAYOR)

    assert (notice.text, notice.alert) == (ASKED, False)
    assert receipt.text == WAITS
    assert receipt.reply_to_id == question.id
    assert [button.text for button in receipt.buttons] == ["↩ Take back", "✍ Sign it"]
    assert "Ben" not in card.text
    (request,) = await requests_of(bot)
    assert (request.text, request.user_id, request.language, request.signed) == (MAYOR, ben.id, "en", False)
    async with bot.session() as session:
        told = await session.replies.get(request.reply_id or 0)
    assert told is not None
    assert told.text == "The documents do not tell."


async def test_pressing_again_changes_nothing_also_after_a_restart(bot: RunningBot, ben: User, chair: User) -> None:
    reply, _ = await put(ben)
    await chair.receives(MAYOR)
    second = await ben.presses(reply, "🙋").answered()
    await bot.restart()
    third = await ben.presses(reply, "🙋").answered()
    await bot.settled()

    assert [second.text, third.text] == [ASKED_ALREADY] * 2
    assert [each.kind for each in await notices_of(bot)] == ["received", "asked"]
    assert ben.unread() == []
    assert chair.unread() == []


async def test_like_questions_in_two_languages_are_one_matter(
    bot: RunningBot, ana: User, ben: User, chair: User
) -> None:
    await put(ana, COMPUTERS)
    await chair.receives(COMPUTERS)
    await put(ben, LAPTOPS)
    both = await chair.receives(lambda message: message.is_edit)

    requests = await requests_of(bot)
    assert [each.text for each in requests] == [COMPUTERS, LAPTOPS]
    assert len({each.matter_id for each in requests}) == 1
    assert COMPUTERS in both.text
    assert LAPTOPS in both.text
    assert [each.kind for each in await notices_of(bot)] == ["received", "asked", "received"]


async def test_without_a_chair_the_question_is_kept_and_that_is_told(bot: RunningBot, ana: User) -> None:
    reply = await refused(ana, ARRESTS_ES)
    notice = await ana.presses(reply, "🙋").answered()
    receipt = await ana.receives("🙋")

    assert notice.text.startswith("🙋 Queda guardada para la mesa")
    assert receipt.text.startswith("🙋 Tu pregunta queda guardada para la mesa")
    assert len(await requests_of(bot)) == 1


async def test_beyond_the_daily_cap_nothing_is_put_there_until_the_next_day(
    bot: RunningBot, ben: User, chair: User
) -> None:
    now = bot.clock()
    async with bot.session() as session:
        committee = await session.committees.get(COMMITTEE)
        assert committee is not None
    reply, _ = await put(ben)
    (first,) = await requests_of(bot)
    async with bot.session() as session:
        for number in range(1, DAILY_CAP):
            matter = await session.matters.open(committee.id, now)
            question_id = await session.questions.write(_question(committee.id, ben, number), now)
            new = _request(question_id, ben, number)
            assert await session.matters.add_request(matter.id, new, now) is not None
    other = await refused(ben, LAPTOPS)
    notice = await ben.presses(other, "🙋").answered()
    known = await ben.presses(reply, "🙋").answered()

    assert notice.text == (
        "You've put 10 questions before the dais in 24 hours, which is the maximum. You can ask it again later."
    )
    assert known.text == ASKED_ALREADY
    assert first.id in {each.id for each in await requests_of(bot)}
    bot.clock.ahead += timedelta(days=1, minutes=1)
    assert (await ben.presses(other, "🙋").answered()).text == ASKED


async def test_small_talk_has_no_button_and_no_forged_one_opens_another_chat_s_question(
    bot: RunningBot, ana: User, ben: User, chair: User
) -> None:
    talk = await refused(ana, "hello there")
    theirs = await refused(ben)
    data = theirs.button("🙋").data or ""
    notice = await ana.presses_data(talk, data).answered()

    assert talk.buttons == []
    assert notice.text == "Este botón ya no sirve. Vuelve a preguntar y te llega uno nuevo."
    assert await requests_of(bot) == []


# taking it back, signing it


async def test_a_question_taken_back_waits_no_more_and_can_be_put_there_anew(
    bot: RunningBot, ben: User, chair: User
) -> None:
    reply, receipt = await put(ben)
    await chair.receives(MAYOR)
    first = await ben.presses(receipt, "↩").answered()
    edited = await ben.receives(lambda message: message.is_edit)
    card = await chair.receives(lambda message: message.is_edit)
    again = await ben.presses_data(edited, receipt.button("↩").data or "").answered()

    assert [first.text, again.text] == [TAKEN_BACK] * 2
    assert (edited.id, edited.text, edited.buttons) == (receipt.id, TAKEN_BACK, [])
    assert card.buttons == []
    assert await requests_of(bot) == []
    assert (await ben.presses(reply, "🙋").answered()).text == ASKED
    assert (await ben.receives(WAITS)).id != receipt.id
    await chair.receives(MAYOR)
    assert len(await requests_of(bot)) == 1


async def test_signing_shows_the_name_on_the_card_until_it_is_taken_off(
    bot: RunningBot, ben: User, chair: User
) -> None:
    _, receipt = await put(ben)
    await chair.receives(MAYOR)
    await bot.restart()
    notice = await ben.presses(receipt, "✍ Sign it").answered()
    signed = await ben.receives(lambda message: message.is_edit)
    card = await chair.receives(lambda message: message.is_edit)

    assert notice.text == "✍ Signed: the chairs see your name."
    assert signed.text == SIGNED
    assert [button.text for button in signed.buttons] == ["↩ Take back", "✍ Take my name off"]
    assert "Ben" in card.text
    notice = await ben.presses(receipt, "✍ Take my name off").answered()
    unsigned = await ben.receives(lambda message: message.is_edit)
    card = await chair.receives(lambda message: message.is_edit)
    assert notice.text == "Your name is off: the chairs don't see it."
    assert unsigned.text == WAITS
    assert "Ben" not in card.text


async def test_what_the_dais_has_answered_cannot_be_taken_back(bot: RunningBot, ben: User, chair: User) -> None:
    reply, receipt = await put(ben)
    (request,) = await requests_of(bot)
    async with bot.session() as session:
        assert await session.matters.settle(request.matter_id, chair.id, bot.clock())
    notice = await ben.presses(receipt, "↩").answered()
    edited = await ben.receives(lambda message: message.is_edit)

    assert notice.text == "🙋 The dais has answered this question."
    assert (edited.text, edited.buttons) == (notice.text, [])
    assert (await ben.presses(reply, "🙋").answered()).text == notice.text


async def test_nobody_else_takes_back_or_signs(bot: RunningBot, ana: User, ben: User, chair: User) -> None:
    await put(ben)
    own = await refused(ana, ARRESTS_ES)
    (request,) = await requests_of(bot)
    for verb in ("back", "sign", "unsign"):
        notice = await ana.presses_data(own, encode(OwnRequest(verb, request.id))).answered()  # type: ignore[arg-type]
        assert notice.text == "Solo puede hacerlo quien envió esta pregunta a la mesa."

    assert await requests_of(bot) == [request]


# in a group


async def test_in_a_group_it_works_for_each_and_answers_who_has_a_chat_of_their_own_there(
    bot: RunningBot, ana: User, ben: User, chair: User, telegram_server: TelegramServer
) -> None:
    group = telegram_server.group(GROUP, supergroup=True, members=[ana, ben])
    ben.starts()
    await ben.receives()
    question = ana.sends(f"/ask {ARRESTS_ES}", group)
    reply = await ana.receives(chat=group)
    of_ben = await ben.presses(reply, "🙋").answered()
    private = await ben.receives("🙋")
    of_ana = await ana.presses(reply, "🙋").answered()
    public = await ana.receives("🙋", chat=group)

    assert (of_ben.text, of_ana.text) == (ASKED, "🙋 Listo: la mesa ya tiene esta pregunta.")
    assert private.text == f"{WAITS}\n{ARRESTS_ES}"
    assert private.marked("blockquote") == [ARRESTS_ES]
    assert public.text.startswith("🙋 La mesa tiene tu pregunta, sin tu nombre.")
    assert public.reply_to_id == question.id
    assert [each.user_id for each in await requests_of(bot)] == [ben.id, ana.id]
    assert (await ben.presses(public, "↩").answered()).text == (
        "Only whoever put this question before the dais can do that."
    )
    assert (await ana.presses(public, "↩").answered()).text.startswith("↩ Retiraste")
    assert [each.user_id for each in await requests_of(bot)] == [ben.id]
