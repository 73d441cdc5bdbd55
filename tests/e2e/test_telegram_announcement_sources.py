"""An announcement that a reply cites: its button, its quote, the whole of it, and /sources without it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC

import pytest

from answering.types import Answer, Citation
from bot.announcements.editions import announcement_editions, bring_in_line
from tests.databases import NOW
from tests.rooms import sent_in, wordings
from tests.telegram_bot import COMMITTEE, RunningBot, source
from tests.telegram_server import Message, User

WHEN = "when are we back?"
TAKEN_BACK = "⚠️ The dais has taken this announcement back. It read:"
CORRECTED = "⚠️ The dais has corrected this announcement since. It read:"
WORDS = "We resume at 14:30 sharp.\nLatecomers lose their place on the speakers' list."


@pytest.fixture
async def reply(bot: RunningBot, ben: User) -> AsyncIterator[Message]:
    """The reply to Ben that cites the first line of an English announcement."""
    async with bot.session() as session:
        committee = await session.committees.ensure(COMMITTEE, now=NOW)
        announcement, _ = await sent_in(session, committee, wordings=wordings(None, WORDS))
    (made,) = announcement_editions(announcement, NOW, UTC)
    bring_in_line(bot.index.issued, COMMITTEE, [made])
    cited = source(made.passages[0])
    quote = Citation(1, cited, "We resume at 14:30 sharp.")
    bot.answers.script[WHEN] = Answer("We resume at 14:30 sharp [1].", "en", (quote,), (cited,), "quotes")
    ben.sends(WHEN)
    yield await ben.receives()
    bring_in_line(bot.index.issued, COMMITTEE, [])


async def test_it_is_named_by_who_said_it_and_when(reply: Message) -> None:
    assert reply.text == "We resume at 14:30 sharp [1].\n\n[1] Announcement from the dais, 09:30"
    assert reply.buttons[0].text == "[1] Announcement from the dais, 09:30"


async def test_its_quote_opens_and_then_the_whole_of_it(reply: Message, ben: User) -> None:
    await ben.presses(reply, "[1]").answered()
    quote = await ben.receives()
    await ben.presses(quote, "Read more").answered()
    whole = await ben.receives(lambda message: message.is_edit)

    assert quote.marked("bold") == ["Announcement from the dais, 09:30"]
    assert quote.marked("italic") == []
    assert quote.marked("expandable_blockquote") == ["We resume at 14:30 sharp."]
    assert whole.marked("expandable_blockquote") == [WORDS]
    assert "We resume at 14:30 sharp." in whole.marked("bold")


async def test_once_it_is_retracted_that_is_told_with_the_words_as_they_were(
    bot: RunningBot, reply: Message, ben: User
) -> None:
    bring_in_line(bot.index.issued, COMMITTEE, [])
    await ben.presses(reply, "[1]").answered()
    quote = await ben.receives("⚠️")

    assert quote.text == f"{TAKEN_BACK}\n\nAnnouncement from the dais, 09:30\nWe resume at 14:30 sharp."
    assert quote.marked("expandable_blockquote") == ["We resume at 14:30 sharp."]
    assert quote.buttons == []


async def test_once_it_is_retracted_no_more_of_it_is_shown(bot: RunningBot, reply: Message, ben: User) -> None:
    await ben.presses(reply, "[1]").answered()
    quote = await ben.receives()
    bring_in_line(bot.index.issued, COMMITTEE, [])
    notice = await ben.presses(quote, "Read more").answered()
    edited = await ben.receives(lambda message: message.is_edit)

    assert notice.text == "That text is no longer among the committee's documents."
    assert edited.id == quote.id
    assert edited.text.startswith(TAKEN_BACK)
    assert edited.buttons == []


async def test_once_it_is_corrected_its_words_are_told_as_they_were_and_as_they_are(
    bot: RunningBot, reply: Message, ben: User
) -> None:
    async with bot.session() as session:
        committee = await session.committees.ensure(COMMITTEE, now=NOW)
        (announcement,) = await session.announcements.current(committee.id)
        await session.announcements.add_version(announcement.id, wordings(None, "We resume at 15:00."))
        corrected = await session.announcements.get(announcement.id)
    assert corrected is not None
    bring_in_line(bot.index.issued, COMMITTEE, announcement_editions(corrected, NOW, UTC))
    await ben.presses(reply, "[1]").answered()
    quote = await ben.receives("⚠️")
    await ben.presses(quote, "Today's text").answered()
    whole = await ben.receives(lambda message: message.id == quote.id)

    assert quote.text.startswith(CORRECTED)
    assert quote.marked("expandable_blockquote") == ["We resume at 14:30 sharp."]
    assert whole.text.startswith(CORRECTED)
    assert whole.marked("expandable_blockquote") == ["We resume at 14:30 sharp.", "We resume at 15:00."]


async def test_it_is_not_among_the_documents(reply: Message, ben: User) -> None:
    ben.sends("/sources")
    documents = await ben.receives()

    assert [button.text for button in documents.buttons] == ["Harbour guide", "Yearbook"]
