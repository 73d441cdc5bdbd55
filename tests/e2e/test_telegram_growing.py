"""A reply that a chat model writes is seen while it grows; whatever happens to that, it then comes whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from answering.types import Answer
from bot.telegram.limiter import PacedLimiter
from bot.telegram.pace import Limits
from tests.scripted import answer
from tests.telegram_bot import ARRESTS, RunningBot, running_bot, scripted
from tests.telegram_server import Group, TelegramServer, User
from tests.writing import ScriptedWriting
from vectorstore.errors import StoreUnavailableError
from vectorstore.index import PassageIndex

FIRST = "INTERPOL has 196 member countries [1]."
SECOND = f"{FIRST} Its head office is in Lyon [1]."
THIRD = f"{SECOND} It was founded in 1923 [1]."
WHOLE = f"{THIRD}\n\n[1] Study guide › INTERPOL › Committee"
QUESTION = "What is INTERPOL?"


@pytest.fixture
def writing() -> ScriptedWriting:
    return ScriptedWriting()


@pytest.fixture
async def bot(
    telegram_server: TelegramServer,
    harbour: PassageIndex,
    tmp_path: Path,
    writing: ScriptedWriting,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[RunningBot]:
    """The bot, with replies written by script; nothing it shows has to wait for its time."""
    monkeypatch.setattr("bot.telegram.growing.DRAFT_EACH_S", 0.0)
    monkeypatch.setattr("bot.telegram.growing.EDIT_EACH_S", 0.0)
    async with running_bot(telegram_server, tmp_path, harbour, scripted(harbour)) as running:
        running.writing = writing
        await running.restart()
        yield running


@pytest.fixture
def group(telegram_server: TelegramServer, ben: User) -> Group:
    return telegram_server.group(-4001, members=[ben])


def whole() -> Answer:
    return answer(THIRD)


def drafts_of(bot: RunningBot) -> list[dict[str, Any]]:
    return [call.parameters for call in bot.server.calls_of("sendMessageDraft")]


# in a private chat


async def test_a_person_sees_the_reply_grow_as_a_draft_and_gets_one_message(
    bot: RunningBot, ben: User, writing: ScriptedWriting
) -> None:
    ben.sends(QUESTION)
    await ben.sees_action("typing")
    for text in (FIRST, SECOND):
        writing.says(text)
        assert await ben.sees_draft(text) == text
        assert ben.draft() is not None
    writing.says(THIRD, whole())
    reply = await ben.receives()

    assert reply.text == WHOLE
    assert [button.text for button in reply.buttons] == ["[1] Committee", "🙋", "👍", "👎"]
    assert [each for each in ben.was_shown() if each[0] != "draft"] == [("new", WHOLE)]
    assert ben.was_shown()[-1] == ("new", WHOLE)
    assert ben.draft() is None
    ids = {draft["draft_id"] for draft in drafts_of(bot)}
    assert len(ids) == 1
    assert ids != {0}


async def test_each_question_has_a_draft_of_its_own(bot: RunningBot, ben: User, writing: ScriptedWriting) -> None:
    for text in (FIRST, SECOND):
        ben.sends(QUESTION)
        writing.says(text)
        await ben.sees_draft(text)
        writing.says(whole())
        await ben.receives()

    first, second = (draft["draft_id"] for draft in drafts_of(bot))
    assert first != second


async def test_markup_in_a_draft_is_shown_as_it_is_and_a_long_message_is_said_to_be_one(
    bot: RunningBot, ben: User, writing: ScriptedWriting
) -> None:
    ben.sends("Dear chair, I write to you. " * 140 + QUESTION)
    writing.says("<b>5 < 6</b> & @ana [1].")
    draft = await ben.sees_draft()
    writing.says(answer("<b>5 < 6</b> & @ana [1]."))
    reply = await ben.receives()

    note = "Your message is longer than 1,000 characters, so I picked out the question."
    assert draft == f"{note}\n\n<b>5 < 6</b> & @\u2060ana [1]."
    assert reply.text.startswith(draft)


async def test_a_reply_that_is_not_written_shows_no_draft(bot: RunningBot, ben: User, writing: ScriptedWriting) -> None:
    ben.sends(QUESTION)
    writing.says(whole())
    await ben.receives(FIRST)

    assert drafts_of(bot) == []


async def test_an_edited_question_is_answered_in_its_replys_place_without_drafts(
    bot: RunningBot, ben: User, writing: ScriptedWriting
) -> None:
    question = ben.sends(QUESTION)
    writing.says(whole())
    reply = await ben.receives()
    ben.edits(question, ARRESTS)
    writing.says(FIRST, SECOND, answer(SECOND))
    edited = await ben.receives(SECOND)

    assert (edited.id, edited.is_edit) == (reply.id, True)
    assert drafts_of(bot) == []
    assert writing.has_watchers == [True, False]


# in a group


async def test_a_group_sees_a_message_that_grows_and_becomes_the_reply(
    bot: RunningBot, ben: User, group: Group, writing: ScriptedWriting
) -> None:
    question = ben.sends(f"/ask {QUESTION}", group)
    writing.says(FIRST)
    first = await ben.receives(FIRST)
    writing.says(SECOND)
    second = await ben.receives(SECOND)
    writing.says(whole())
    reply = await ben.receives(THIRD)

    assert (first.reply_to_id, first.text, first.buttons) == (question.id, FIRST, [])
    assert (second.text, second.is_edit, second.buttons) == (SECOND, True, [])
    assert (reply.text, reply.is_edit) == (WHOLE, True)
    assert [button.text for button in reply.buttons] == ["[1] Committee", "🙋", "👍", "👎"]
    assert first.id == second.id == reply.id
    assert len(group.messages()) == 1
    assert drafts_of(bot) == []
    await ben.presses(reply, "[1]").answered()
    await ben.receives("196 member countries", chat=group)


async def test_a_group_sees_two_edits_at_most_before_the_last(
    bot: RunningBot, ben: User, group: Group, writing: ScriptedWriting
) -> None:
    texts = [f"{'One word. ' * each}[1]." for each in range(1, 6)]
    ben.sends(f"/ask {QUESTION}", group)
    for text in texts[:3]:
        writing.says(text)
        await ben.receives(lambda message, wanted=text: message.text == wanted)
    writing.says(*texts[3:], whole())
    await ben.receives(THIRD)

    assert ben.was_shown(group) == [
        *(("new", texts[0]), ("edited", texts[1]), ("edited", texts[2])),
        ("edited", WHOLE),
    ]


async def test_a_message_that_is_deleted_while_it_grows_is_sent_again(
    bot: RunningBot, ben: User, group: Group, writing: ScriptedWriting
) -> None:
    ben.sends(f"/ask {QUESTION}", group)
    writing.says(FIRST)
    first = await ben.receives(FIRST)
    del bot.server.world.chats[group.id].messages[first.id]
    writing.says(whole())
    reply = await ben.receives(THIRD)

    assert not reply.is_edit
    assert reply.text == WHOLE


async def test_a_part_that_a_group_saw_is_taken_back_where_its_question_is_forgotten(
    bot: RunningBot, ben: User, group: Group, writing: ScriptedWriting
) -> None:
    ben.sends(f"/ask {QUESTION}", group)
    writing.says(FIRST)
    first = await ben.receives(FIRST)
    ben.sends("/forget")
    await ben.receives("1 question with its replies")
    writing.says(whole())
    await ben.sees_deleted(first)
    await bot.settled()

    assert ben.unread() == []
    assert group.messages() == []


async def test_an_update_that_comes_again_finds_the_part_that_was_shown(
    bot: RunningBot, ben: User, group: Group, writing: ScriptedWriting
) -> None:
    question = ben.sends(f"/ask {QUESTION}", group)
    writing.says(FIRST)
    first = await ben.receives(FIRST)
    writing.says(StoreUnavailableError("a folder", "it is gone"))
    await ben.receives("Sorry")
    assert question.update_id is not None
    bot.server.repeats(question.update_id)
    writing.says(FIRST, SECOND, whole())
    reply = await ben.receives(THIRD)

    assert (reply.id, reply.text) == (first.id, WHOLE)
    assert ben.was_shown(group)[-1] == ("edited", WHOLE)
    assert writing.has_watchers == [True, False]


# when it cannot be shown


@pytest.mark.parametrize(
    ("status", "more"),
    [
        pytest.param(400, {"description": "Bad Request: drafts are not for you"}, id="refused"),
        pytest.param(502, {}, id="a gateway's fault"),
    ],
)
async def test_a_draft_that_fails_is_the_last_of_its_reply_which_comes_all_the_same(
    bot: RunningBot, ben: User, writing: ScriptedWriting, status: int, more: dict[str, Any]
) -> None:
    bot.server.fails("sendMessageDraft", status, **more)
    ben.sends(QUESTION)
    writing.says(FIRST)
    await bot.server.called("sendMessageDraft", lambda call: call.status == status)
    writing.says(SECOND, THIRD, whole())
    assert (await ben.receives()).text == WHOLE
    assert len(drafts_of(bot)) == 1

    ben.sends(QUESTION)
    writing.says(FIRST)
    await ben.sees_draft(FIRST)
    writing.says(whole())
    await ben.receives(FIRST)


@pytest.mark.parametrize("where", ["private", "group"])
async def test_a_429_is_obeyed_and_for_a_while_nobodys_reply_is_shown_while_it_is_written(
    bot: RunningBot,
    ben: User,
    group: Group,
    writing: ScriptedWriting,
    where: str,
) -> None:
    chat, method = (group, "sendMessage") if where == "group" else (None, "sendMessageDraft")
    refusing = bot.server.fails(method, 429, retry_after_s=1)
    question = ben.sends(f"/ask {QUESTION}", chat)
    writing.says(FIRST)
    await refusing.met()
    writing.says(SECOND, whole())
    assert (await ben.receives()).text == WHOLE
    await bot.server.handed_over(question.update_id)
    for place in (None, group):
        ben.sends(f"/ask {QUESTION}", place)
        writing.says(FIRST, SECOND, whole())
        assert (await ben.receives(chat=place)).text == WHOLE

    assert {text for place in (None, group) for _, text in ben.was_shown(place)} == {WHOLE}


async def test_when_that_while_is_over_replies_are_shown_again(
    bot: RunningBot, ben: User, writing: ScriptedWriting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.growing.REST_S", 0.0)
    refusing = bot.server.fails("sendMessageDraft", 429, retry_after_s=1)
    ben.sends(QUESTION)
    writing.says(FIRST)
    await refusing.met()
    writing.says(whole())
    await ben.receives()
    ben.sends(QUESTION)
    writing.says(FIRST)
    await ben.sees_draft(FIRST)
    writing.says(whole())

    assert (await ben.receives()).text == WHOLE


async def test_a_telegram_that_knows_no_drafts_is_asked_for_one_once(
    bot: RunningBot, ben: User, writing: ScriptedWriting, caplog: pytest.LogCaptureFixture
) -> None:
    bot.server.fails("sendMessageDraft", 404, "Not Found: method not found", times=None)
    for _ in range(3):
        ben.sends(QUESTION)
        writing.says(FIRST)
        await bot.server.called("sendMessageDraft", lambda call: call.status == 404)
        writing.says(SECOND, whole())
        assert (await ben.receives()).text == WHOLE

    assert len(drafts_of(bot)) == 1
    assert caplog.text.count("knows no drafts") == 1


async def test_a_draft_on_its_way_that_takes_too_long_is_dropped_and_never_comes_after_the_reply(
    bot: RunningBot, ben: User, writing: ScriptedWriting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.growing._DRAFT_WITHIN_S", 0.2)
    gate = bot.server.holds("sendMessageDraft")
    ben.sends(QUESTION)
    writing.says(FIRST)
    await gate.reached()
    writing.says(SECOND, whole())
    reply = await ben.receives()
    await gate.abandoned()
    gate.opens()
    await bot.settled()

    assert reply.text == WHOLE
    assert ben.was_shown() == [("new", WHOLE)]


async def test_a_reply_waits_for_the_draft_that_is_on_its_way(
    bot: RunningBot, ben: User, writing: ScriptedWriting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.growing._DRAFT_WITHIN_S", 30.0)
    gate = bot.server.holds("sendMessageDraft")
    ben.sends(QUESTION)
    writing.says(FIRST)
    await gate.reached()
    writing.says(SECOND, whole())
    gate.opens()
    await ben.receives()
    await bot.settled()

    assert ben.was_shown() == [("draft", FIRST), ("new", WHOLE)]


async def test_an_edit_on_its_way_never_comes_after_the_whole_reply(
    bot: RunningBot, ben: User, group: Group, writing: ScriptedWriting
) -> None:
    ben.sends(f"/ask {QUESTION}", group)
    writing.says(FIRST)
    await ben.receives(FIRST)
    gate = bot.server.holds("editMessageText")
    writing.says(SECOND)
    await gate.reached()
    writing.says(whole())
    gate.opens()
    await ben.receives(THIRD)

    assert ben.was_shown(group) == [("new", FIRST), ("edited", SECOND), ("edited", WHOLE)]


@pytest.mark.parametrize("where", ["private", "group"])
async def test_nothing_is_shown_while_others_wait_for_their_turn(
    bot: RunningBot,
    ana: User,
    ben: User,
    group: Group,
    writing: ScriptedWriting,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    bot.limits = Limits(per_second=1000, chat_spacing_s=300, group_count=1000, group_window_s=1)
    tried, take = asyncio.Event(), PacedLimiter._take_spare

    def noted(limiter: PacedLimiter, chat: Any) -> None:
        tried.set()
        take(limiter, chat)

    monkeypatch.setattr(PacedLimiter, "_take_spare", noted)
    await bot.restart()
    ana.starts()
    await ana.receives()
    waits = asyncio.create_task(bot.application.bot.send_message(ana.id, "the second within a second"))
    ben.sends(f"/ask {QUESTION}", group if where == "group" else None)
    writing.says(FIRST)
    await asyncio.wait_for(tried.wait(), 10)
    writing.says(whole())
    reply = await ben.receives()
    waits.cancel()

    assert (reply.text, reply.is_edit) == (WHOLE, False)
    assert [kind for kind, _ in ben.was_shown(group if where == "group" else None)] == ["new"]


async def test_drafts_and_replies_to_a_person_keep_telegrams_limits(
    bot: RunningBot, ben: User, writing: ScriptedWriting
) -> None:
    bot.limits = Limits(chat_spacing_s=1.05)
    await bot.restart()
    bot.server.flood.mode = "enforce"
    ben.sends(QUESTION)
    for text in (FIRST, SECOND, THIRD):
        writing.says(text)
    await ben.sees_draft()
    writing.says(whole())
    await ben.receives(THIRD)

    assert bot.server.flood.breaches == []
    assert len(drafts_of(bot)) == 1


# what is asked in passing


async def test_inline_mode_and_the_example_call_no_model(bot: RunningBot, ben: User, writing: ScriptedWriting) -> None:
    ben.starts()
    await ben.receives()
    found = await ben.asks_inline(ARRESTS).answered()

    assert "25 people" in found.results[0].text
    assert writing.asked == []
