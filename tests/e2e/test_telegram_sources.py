"""Browsing the documents with /sources."""

from __future__ import annotations

from tests.telegram_bot import RunningBot
from tests.telegram_server import Message, User
from vectorstore.index import PassageIndex


async def opened(person: User, message: Message, button: str) -> Message:
    """Press a button of the browser and return what the message shows then."""
    assert (await person.presses(message, button).answered()).text == ""
    shown = await person.receives(lambda each: each.is_edit)
    assert shown.id == message.id
    return shown


def labels(message: Message) -> list[str]:
    return [button.text for button in message.buttons]


async def test_documents_sections_and_their_text_open_in_one_message_and_back(bot: RunningBot, ben: User) -> None:
    ben.sends("/sources")
    documents = await ben.receives()
    assert documents.text == "The documents of INTERPOL. Pick one:"
    assert labels(documents) == ["Harbour guide", "Yearbook"]

    guide = await opened(ben, documents, "Harbour guide")
    assert guide.marked("expandable_blockquote") == ["The guide for all who come by sea."]
    assert labels(guide) == ["Topic A: The harbour", "References", "‹ Back"]

    topic = await opened(ben, guide, "Topic A")
    assert topic.text == "Topic A: The harbour\n2 sections to choose from:"
    assert labels(topic) == ["Operation Akoma", "Pilots & tugs", "‹ Back"]

    akoma = await opened(ben, topic, "Operation Akoma")
    assert akoma.marked("bold") == ["Operation Akoma"]
    assert akoma.marked("italic") == ["Harbour guide › Topic A: The harbour › Operation Akoma"]
    assert akoma.marked("expandable_blockquote") == [
        "In 2015, Operation Akoma led to the arrest of 25 people. The partner was the port of Tema.\n"
        "It took place in two harbours."
    ]
    assert labels(await opened(ben, akoma, "‹ Back")) == labels(topic)
    assert labels(await opened(ben, topic, "‹ Back")) == labels(guide)
    assert (await opened(ben, guide, "‹ Back")).text == documents.text


async def test_a_document_is_shown_in_the_readers_edition_and_another_in_the_one_there_is(
    bot: RunningBot, ana: User
) -> None:
    ana.sends("/sources")
    documents = await ana.receives()
    assert labels(documents) == ["Guía del puerto", "Yearbook"]

    guide = await opened(ana, documents, "Guía")
    assert labels(guide) == ["Tema A: El puerto", "Referencias", "‹ Volver"]
    documents = await opened(ana, guide, "‹ Volver")
    yearbook = await opened(ana, documents, "Yearbook")
    storms = await opened(ana, yearbook, "Storms")
    assert storms.marked("italic") == ["Yearbook › Storms (en inglés)"]


async def test_a_fixed_language_chooses_the_edition(bot: RunningBot, ben: User) -> None:
    ben.sends("/language es")
    await ben.receives()
    ben.sends("/sources")

    assert labels(await ben.receives())[0] == "Guía del puerto"


async def test_a_place_that_is_gone_says_so_and_the_browser_works_after_a_restart(bot: RunningBot, ben: User) -> None:
    ben.sends("/sources")
    documents = await ben.receives()
    await bot.restart()
    await opened(ben, documents, "Harbour guide")
    for data in ("1b:AAAAAAAA::0", f"{documents.buttons[0].data}".replace("::0", ":9.9:0")):
        notice = await ben.presses_data(documents, data).answered()
        assert notice.text == "That text is no longer among the committee's documents."


async def test_each_browses_their_own_committee(bot: RunningBot, ben: User, harbour: PassageIndex) -> None:
    ben.sends("/sources")
    documents = await ben.receives()
    await bot.seat(ben.id, "delegate", "unsc")
    notice = await ben.presses(documents, "Harbour guide").answered()
    ben.sends("/sources")

    assert notice.text == "That text is no longer among the committee's documents."
    assert (await ben.receives()).text == "This committee has no documents yet. Tell your chairs."


async def test_a_group_does_not_browse(bot: RunningBot, ben: User) -> None:
    ben.sends("/sources")
    data = (await ben.receives()).buttons[0].data or ""
    group = bot.server.group(-4001, members=[ben])
    ben.sends("/ask what?", group)
    reply = await ben.receives(chat=group)

    assert (await ben.presses_data(reply, data).answered()).text.startswith("This button no longer works")
