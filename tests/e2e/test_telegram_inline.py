"""Inline mode: an answer with its sources to share in any chat."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scripted import answer
from tests.telegram_bot import ARRESTS, ARRESTS_ES, ARRESTS_SAID, MAYOR, RunningBot
from tests.telegram_server import TelegramServer, User
from vectorstore.errors import StoreUnavailableError, UnknownCommitteeError


async def test_a_question_offers_its_answer_with_sources_and_the_room_reads_both(
    bot: RunningBot, ana: User, ben: User, telegram_server: TelegramServer
) -> None:
    offered = await ben.asks_inline(ARRESTS).answered()
    (row,) = offered.results
    group = telegram_server.group(-4001, members=[ana, ben])
    shared = ben.chooses(row, group)
    await ana.receives("arrest of 25 people", chat=group)

    assert (row.title, row.description[:30]) == ("Share this answer with its sources", ARRESTS_SAID[:30])
    assert "[1]" not in row.description
    assert shared.text.startswith(f"{ARRESTS}\n\n{ARRESTS_SAID}\n\n[1] Harbour guide › ")
    assert shared.marked("bold") == [ARRESTS]
    assert (offered.is_personal, shared.previews_link) == (True, False)
    assert bot.answers.asked[-1].history == ()


async def test_each_gets_it_in_the_language_of_the_question(bot: RunningBot, ana: User) -> None:
    (row,) = (await ana.asks_inline(ARRESTS_ES).answered()).results

    assert "detención" in row.text
    assert row.title == "Compartir esta respuesta con sus fuentes"


async def test_what_is_not_told_is_offered_as_that(bot: RunningBot, ben: User) -> None:
    (row,) = (await ben.asks_inline(MAYOR).answered()).results

    assert row.title == "The documents don't say"


@pytest.mark.parametrize("typed", ["", "wh", "😂", "https://interpol.int", "hello there"])
async def test_what_is_no_question_yet_offers_how_to_ask(bot: RunningBot, ben: User, typed: str) -> None:
    (row,) = (await ben.asks_inline(typed).answered()).results

    assert row.title == "Ask your committee's documents"
    assert "@dragoman_test_bot What is Project TRACK4TIP?" in row.text


async def test_a_committee_without_documents_offers_how_to_ask(bot: RunningBot, ben: User) -> None:
    bot.answers.script["what?"] = UnknownCommitteeError("interpol", ())

    (row,) = (await ben.asks_inline("what?").answered()).results
    assert row.title == "Ask your committee's documents"


async def test_who_is_in_no_committee_gets_a_button_to_join(bot: RunningBot, ana: User) -> None:
    bot.settings = bot.settings.model_copy(update={"open_committee": None})
    await bot.restart()
    offered = await ana.asks_inline(ARRESTS_ES).answered()

    assert offered.results == []
    assert offered.button is not None
    ana.starts(offered.button["start_parameter"])
    assert "necesitas una invitación" in (await ana.receives()).text


async def test_the_committee_is_the_persons_own(bot: RunningBot, ben: User) -> None:
    await bot.seat(ben.id, "delegate", "unsc")
    await ben.asks_inline(ARRESTS).answered()

    assert bot.answers.asked[-1].committee == "unsc"


async def test_a_stranger_is_answered_and_not_written_down(bot: RunningBot, ben: User) -> None:
    await ben.asks_inline(ARRESTS).answered()

    async with bot.session() as session:
        assert await session.people.find(ben.id) is None


async def test_of_what_is_typed_on_only_the_last_is_answered(
    bot: RunningBot, ben: User, telegram_server: TelegramServer
) -> None:
    gate = telegram_server.holds("answerInlineQuery", times=1)
    first = ben.asks_inline("what is A")
    await gate.reached()
    typed = [ben.asks_inline(f"what is A{more}") for more in ("k", "ko", "kom", "koma")]
    await telegram_server.handed_over(typed[-1].update_id)
    await bot.settled()
    gate.opens()
    await first.answered()
    await typed[-1].answered()

    assert [question.text for question in bot.answers.asked] == ["what is A", "what is Akoma"]


async def test_markup_that_telegram_refuses_goes_as_plain_text(
    bot: RunningBot, ben: User, telegram_server: TelegramServer
) -> None:
    telegram_server.fails("answerInlineQuery", 400, "Bad Request: can't parse entities")
    bot.answers.script["5 < 6?"] = answer("a < b [1].")
    (row,) = (await ben.asks_inline("5 < 6?").answered()).results

    assert row.text.startswith("5 < 6?\n\na < b [1].")


async def test_a_query_that_is_too_old_and_an_index_that_fails_stop_nothing(
    bot: RunningBot, ben: User, caplog: pytest.LogCaptureFixture
) -> None:
    ben.asks_inline(ARRESTS).expires()
    bot.answers.script["what fails?"] = StoreUnavailableError("a folder", "it is gone")
    ben.asks_inline("what fails?")
    offered: Any = await ben.asks_inline(MAYOR).answered()

    assert offered.results
    assert "what fails" not in caplog.text
