"""Groups: who is answered, where, and from which committee."""

from __future__ import annotations

import pytest

from tests.telegram_bot import ARRESTS, ARRESTS_SAID, MAYOR, RunningBot
from tests.telegram_server import Group, TelegramServer, User

FORUM, SMALL = -1_001_234_567_890, -4_001


@pytest.fixture
async def carla(bot: RunningBot, telegram_server: TelegramServer) -> User:
    """A chair of committee ``unsc``, whose Telegram is in Spanish."""
    user = telegram_server.user(1003, "es", "Carla")
    await bot.seat(user.id, "chair", "unsc")
    return user


@pytest.fixture
def forum(telegram_server: TelegramServer, ana: User, ben: User, carla: User) -> Group:
    return telegram_server.group(FORUM, forum=True, members=[ana, ben, carla])


async def committee_of(bot: RunningBot, chat_id: int) -> str | None:
    async with bot.session() as session:
        committee = await session.groups.committee_of(chat_id)
    return committee.slug if committee is not None else None


# who is answered


async def test_a_question_in_a_topic_is_answered_there_and_quoted(bot: RunningBot, ben: User, forum: Group) -> None:
    topic = forum.topic("Drafts", ben)
    question = ben.sends(f"/ask {ARRESTS}", forum, thread=topic)
    assert await ben.sees_action(chat=forum) == topic
    reply = await ben.receives(chat=forum)

    assert (reply.thread_id, reply.reply_to_id, reply.quote) == (topic, question.id, ARRESTS)
    assert reply.text.startswith(ARRESTS_SAID)
    await ben.presses(reply, "[1]").answered()
    quote = await ben.receives(chat=forum)
    assert (quote.thread_id, quote.reply_to_id) == (topic, reply.id)


@pytest.mark.parametrize(
    "form", ["/ask {}", "/ask@dragoman_test_bot {}", "@dragoman_test_bot {}", "{} @Dragoman_Test_Bot"]
)
async def test_the_command_and_a_mention_are_answered(bot: RunningBot, ben: User, forum: Group, form: str) -> None:
    question = ben.sends(form.format(ARRESTS), forum)
    reply = await ben.receives(chat=forum)

    assert (reply.reply_to_id, reply.text.startswith(ARRESTS_SAID)) == (question.id, True)


async def test_a_reply_to_the_bot_goes_on_from_what_its_author_asked(bot: RunningBot, ben: User, forum: Group) -> None:
    ben.sends(f"/ask {ARRESTS}", forum)
    first = await ben.receives(chat=forum)
    question = ben.sends("and where?", forum, reply_to=first)
    second = await ben.receives(chat=forum)

    assert (second.reply_to_id, second.quote) == (question.id, None)
    assert bot.answers.asked[-1].history == (ARRESTS,)


async def test_topics_have_histories_of_their_own(bot: RunningBot, ben: User, forum: Group) -> None:
    for name in ("One", "Two"):
        ben.sends(f"/ask {ARRESTS}", forum, thread=forum.topic(name, ben))
        await ben.receives(chat=forum)

    assert [question.history for question in bot.answers.asked] == [(), ()]


async def test_everything_else_in_a_group_is_let_be(
    bot: RunningBot, ana: User, ben: User, telegram_server: TelegramServer
) -> None:
    telegram_server.world.privacy = False  # the bot sees all, and minds what is its own alone
    group = telegram_server.group(SMALL, members=[ana, ben])
    theirs = ben.sends("Hello all", group)
    ben.sends("I agree", group, reply_to=theirs)
    ben.sends("/help", group)
    ben.sends("/sources@dragoman_test_bot", group)
    ben.sends("/ask@other_bot who?", group)
    ben.sends("@other_bot who?", group)
    ben.sends_photo("Look", group)
    ben.sends_sticker(group)
    ben.sends_voice(group)
    ben.forwards("Hello all", ana, group)
    ben.edits(theirs, "Hello, all of you")
    group.joins(telegram_server.user(1009, "en", "Dora"))
    last = ben.sends(f"/ask {ARRESTS}", group)
    reply = await ben.receives(chat=group)

    assert reply.reply_to_id == last.id
    await bot.settled()
    assert ben.unread() == []
    assert [question.text for question in bot.answers.asked] == [ARRESTS]


async def test_an_edited_question_in_a_topic_is_answered_in_its_replys_place(
    bot: RunningBot, ben: User, forum: Group
) -> None:
    question = ben.sends(f"/ask {MAYOR}", forum, thread=forum.topic("Drafts", ben))
    reply = await ben.receives(chat=forum)
    ben.edits(question, f"/ask {ARRESTS}")
    edited = await ben.receives(lambda message: message.is_edit, chat=forum)

    assert edited.id == reply.id
    assert ARRESTS_SAID in edited.text


async def test_an_anonymous_administrator_is_answered_without_being_known(
    bot: RunningBot, ben: User, forum: Group
) -> None:
    question = ben.sends(f"/ask {ARRESTS}", forum, anonymous=True)
    await ben.receives(chat=forum)
    await bot.settled()

    async with bot.session() as session:
        stored = await session.questions.by_message(forum.id, question.id)
    assert stored is not None
    assert stored.user_id is None


async def test_words_that_cannot_be_quoted_are_replied_to(
    bot: RunningBot, ben: User, forum: Group, telegram_server: TelegramServer
) -> None:
    telegram_server.fails("sendMessage", 400, "Bad Request: QUOTE_TEXT_INVALID")
    question = ben.sends(f"/ask {ARRESTS}", forum)
    reply = await ben.receives(chat=forum)

    assert (reply.reply_to_id, reply.quote) == (question.id, None)


async def test_each_person_in_a_group_has_patience_of_their_own(
    bot: RunningBot, ana: User, ben: User, forum: Group
) -> None:
    for number in range(7):
        ben.sends(f"/ask What is {number}?", forum)
    ana.sends(f"/ask {ARRESTS}", forum)

    notice = await ben.receives("a lot of questions", chat=forum)
    assert notice.reply_to_id is not None
    await ana.receives(ARRESTS_SAID, chat=forum)


async def test_a_chairs_command_said_over_and_over_does_not_take_the_groups_turns(
    bot: RunningBot, ana: User, ben: User, forum: Group
) -> None:
    for _ in range(9):
        ben.sends("/link", forum)
    ana.sends(f"/ask {ARRESTS}", forum)
    await ana.receives(ARRESTS_SAID, chat=forum)
    await bot.settled()

    said = [message.text for message in forum.messages()]
    assert [sum(words in text for text in said) for words in ("for the chairs", "a lot of questions")] == [5, 1]


# linking


async def test_a_chair_links_a_group_and_it_asks_there(bot: RunningBot, carla: User, ben: User, forum: Group) -> None:
    topic = forum.topic("Chairs", carla)
    carla.sends("/link", forum, thread=topic)
    linked = await carla.receives(chat=forum)
    ben.sends(f"/ask {ARRESTS}", forum)
    await ben.receives(ARRESTS_SAID, chat=forum)

    assert linked.text.startswith("Listo: aquí respondo con los documentos de unsc.")
    assert linked.thread_id == topic
    assert bot.answers.asked[-1].committee == "unsc"
    carla.sends("/link@dragoman_test_bot", forum)
    assert "ya estaba" in (await carla.receives("unsc", chat=forum)).text


async def test_nobody_else_links_a_group(bot: RunningBot, ana: User, ben: User, forum: Group) -> None:
    await bot.seat(ana.id, "delegate")
    ana.sends("/link", forum)
    assert (await ana.receives("mesa", chat=forum)).text.startswith("Ese comando es")
    ben.sends("/link", forum)
    assert "for the chairs" in (await ben.receives("chairs", chat=forum)).text
    await bot.settled()

    assert await committee_of(bot, forum.id) is None


async def test_a_chair_without_a_name_is_asked_for_it(bot: RunningBot, carla: User, forum: Group) -> None:
    carla.sends("/link", forum, anonymous=True)

    assert "own account" in (await carla.receives(chat=forum)).text
    assert await committee_of(bot, forum.id) is None


async def test_the_link_is_for_groups(bot: RunningBot, carla: User) -> None:
    carla.sends("/link")

    assert "en el grupo" in (await carla.receives()).text


async def test_a_group_without_a_committee_is_told_how_to_get_one(bot: RunningBot, ben: User, forum: Group) -> None:
    bot.settings = bot.settings.model_copy(update={"open_committee": None})
    await bot.restart()
    ben.sends(f"/ask {ARRESTS}", forum)

    assert "isn't linked to a committee" in (await ben.receives(chat=forum)).text


# moving and leaving


async def test_a_group_that_becomes_a_supergroup_keeps_its_link(
    bot: RunningBot, carla: User, ben: User, telegram_server: TelegramServer
) -> None:
    group = telegram_server.group(SMALL, members=[carla, ben])
    carla.sends("/link", group)
    await carla.receives(chat=group)
    new = group.upgrades(FORUM, carla)
    ben.sends(f"/ask {ARRESTS}", new)
    await ben.receives(ARRESTS_SAID, chat=new)

    assert bot.answers.asked[-1].committee == "unsc"
    assert await committee_of(bot, SMALL) is None


async def test_a_reply_to_a_group_that_moves_meanwhile_follows_it(
    bot: RunningBot, carla: User, ben: User, telegram_server: TelegramServer
) -> None:
    group = telegram_server.group(SMALL, members=[carla, ben])
    carla.sends("/link", group)
    await carla.receives(chat=group)
    gate = telegram_server.holds("sendMessage", chat=group)
    ben.sends(f"/ask {ARRESTS}", group)
    await gate.reached()
    new = group.upgrades(FORUM, carla)
    gate.opens()
    reply = await ben.receives(ARRESTS_SAID, chat=new)

    assert (await ben.presses(reply, "👍").answered()).text.startswith("Thank you!")
    assert await committee_of(bot, FORUM) == "unsc"


async def test_a_group_that_puts_the_bot_out_loses_its_link(bot: RunningBot, carla: User, forum: Group) -> None:
    carla.sends("/link", forum)
    await carla.receives(chat=forum)
    await bot.server.handed_over(forum.sets_bot_status("kicked", by=carla))
    await bot.settled()

    assert await committee_of(bot, forum.id) is None


async def test_who_blocks_the_bot_is_unreachable_until_they_take_it_back(bot: RunningBot, ben: User) -> None:
    ben.starts()
    await ben.receives()
    reachable = []
    for change in (ben.blocks_bot, ben.unblocks_bot):
        await bot.server.handed_over(change())
        await bot.settled()
        async with bot.session() as session:
            person = await session.people.find(ben.id)
        assert person is not None
        reachable.append(not person.unreachable)

    assert reachable == [False, True]


async def test_a_stranger_who_blocks_the_bot_is_not_written_down(bot: RunningBot, ben: User) -> None:
    for change in (ben.blocks_bot, ben.unblocks_bot):
        await bot.server.handed_over(change())
    await bot.settled()

    async with bot.session() as session:
        assert await session.people.find(ben.id) is None
