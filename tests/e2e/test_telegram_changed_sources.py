"""Old replies whose documents were ingested anew or taken out: each button tells what changed before it shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC
from pathlib import Path

import pytest

from answering.types import Answer, Citation
from bot.announcements.editions import bring_in_line, issued_editions
from ingest.pipeline import ingest_paths
from tests.databases import NOW
from tests.fakes import FakeEncoder
from tests.telegram_bot import ARRESTS, ARRESTS_ES, COMMITTEE, GUIDE, MAYOR, RunningBot, running_bot, scripted, source
from tests.telegram_server import Message, TelegramServer, User
from vectorstore.errors import StoreUnavailableError
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore

OLD = "In 2015, Operation Akoma led to the arrest of 25 people."
NEW = "In 2015, Operation Akoma led to the arrest of 31 people."
CHANGED = "⚠️ This section has changed since: today it says something else. It read:"
CHANGED_ES = "⚠️ Esta sección cambió después: hoy dice otra cosa. Decía:"
GONE = "⚠️ This text is no longer among the committee's documents. It read:"
QUESTION, UNTIL_THE_VOTE = "May we use laptops?", "Laptops are allowed until the vote begins."
Ingest = Callable[[str, str], None]


@pytest.fixture
def ingest(tmp_path: Path) -> Callable[[PassageIndex], Ingest]:
    """Put a text in the place of the guide's edition in a language."""

    def into(index: PassageIndex) -> Ingest:
        def write(language: str, text: str) -> None:
            path = tmp_path / f"harbour-guide.{language}.md"
            path.write_text(text, encoding="utf-8")
            assert [report.error for report in ingest_paths([path], COMMITTEE, index)] == [None]

        return write

    return into


@pytest.fixture
async def bot(
    telegram_server: TelegramServer, tmp_path: Path, ingest: Callable[[PassageIndex], Ingest]
) -> AsyncIterator[RunningBot]:
    """The bot over a guide of its own, which a test may change."""
    index = PassageIndex(PassageStore(tmp_path / "store"), FakeEncoder("akoma"))
    for language, text in GUIDE.items():
        ingest(index)(language, text)
    async with running_bot(telegram_server, tmp_path, index, scripted(index)) as running:
        yield running
    index.store.close()


async def asked(person: User, question: str = ARRESTS) -> Message:
    person.sends(question)
    return await person.receives()


async def test_a_section_that_says_something_else_is_shown_as_it_was_and_as_it_is(
    bot: RunningBot, ben: User, ingest: Callable[[PassageIndex], Ingest]
) -> None:
    reply = await asked(ben)
    ingest(bot.index)("en", GUIDE["en"].replace("25 people", "31 people"))
    await ben.presses(reply, "[1]").answered()
    quote = await ben.receives("⚠️")
    marked = await ben.receives(lambda message: message.is_edit)
    await ben.presses(quote, "Today's text").answered()
    whole = await ben.receives(lambda message: message.is_edit)

    assert quote.text.split("\n") == [
        CHANGED,
        "",
        "Operation Akoma",
        "Harbour guide › Topic A: The harbour › Operation Akoma",
        OLD,
    ]
    assert quote.reply_to_id == reply.id
    assert marked.id == reply.id
    assert [button.text for button in marked.buttons][:2] == ["[1] ⚠️ Operation Akoma", "[2] Pilots & tugs"]
    before, today = whole.marked("expandable_blockquote")
    assert (before, today.split("\n")[0]) == (OLD, f"{NEW} The partner was the port of Tema.")
    assert whole.text.startswith(CHANGED)
    assert "\nToday it reads:\n" in whole.text
    assert whole.buttons == []


async def test_what_stands_as_it_did_is_shown_as_ever_whatever_else_changed(
    bot: RunningBot, ben: User, ingest: Callable[[PassageIndex], Ingest]
) -> None:
    reply = await asked(ben)
    ingest(bot.index)("en", GUIDE["en"].replace("It took place", "All of it took place").replace("nine", "ten"))
    for number, words in (("[1]", OLD), ("[2]", "Eleven pilots work in the harbour.")):
        await ben.presses(reply, number).answered()
        quote = await ben.receives()
        assert quote.marked("expandable_blockquote") == [words]
        assert "⚠️" not in quote.text
        assert [button.text for button in quote.buttons] == ["Read more"]
    await bot.settled()

    assert ben.unread() == []


async def test_words_that_went_below_another_heading_still_stand_and_are_found_there(
    bot: RunningBot, ben: User, ingest: Callable[[PassageIndex], Ingest]
) -> None:
    reply = await asked(ben)
    ingest(bot.index)("en", GUIDE["en"].replace("## Operation Akoma", "## Operation Akoma, West Africa"))
    await ben.presses(reply, "[1]").answered()
    quote = await ben.receives()
    await ben.presses(quote, "Read more").answered()
    whole = await ben.receives(lambda message: message.is_edit)

    assert "⚠️" not in quote.text + whole.text
    assert OLD in whole.marked("bold")
    assert "two harbours" in whole.text


@pytest.mark.parametrize("way", ["the section", "the edition", "the document"])
async def test_what_was_taken_out_is_shown_as_it_was_and_leads_nowhere(
    bot: RunningBot, ben: User, ingest: Callable[[PassageIndex], Ingest], way: str
) -> None:
    reply = await asked(ben)
    if way == "the section":
        before, after = GUIDE["en"].split("## Operation Akoma")
        ingest(bot.index)("en", before + "## Pilots" + after.split("## Pilots")[1])
    elif way == "the edition":
        bot.index.remove_document(COMMITTEE, "Harbour guide")
        ingest(bot.index)("es", GUIDE["es"])
    else:
        bot.index.remove_document(COMMITTEE, "Harbour guide")
    await ben.presses(reply, "[1]").answered()
    quote = await ben.receives("⚠️")

    assert quote.text.startswith(GONE)
    assert quote.marked("expandable_blockquote") == [OLD]
    assert quote.buttons == []


async def test_a_quote_opened_before_the_change_tells_of_it_as_more_is_read(
    bot: RunningBot, ana: User, ingest: Callable[[PassageIndex], Ingest]
) -> None:
    reply = await asked(ana, ARRESTS_ES)
    await ana.presses(reply, "[1]").answered()
    quote = await ana.receives("25 personas")
    ingest(bot.index)("es", GUIDE["es"].replace("25 personas", "31 personas"))
    await ana.presses(quote, "Leer más").answered()
    whole = await ana.receives(lambda message: message.is_edit)

    assert whole.text.startswith(CHANGED_ES)
    assert "\nHoy dice:\n" in whole.text
    assert "31 personas" in whole.marked("expandable_blockquote")[1]


async def test_a_quote_opened_before_its_document_was_taken_out_tells_of_it(bot: RunningBot, ben: User) -> None:
    reply = await asked(ben)
    await ben.presses(reply, "[1]").answered()
    quote = await ben.receives()
    bot.index.remove_document(COMMITTEE, "Harbour guide")
    notice = await ben.presses(quote, "Read more").answered()
    edited = await ben.receives(lambda message: message.is_edit)

    assert notice.text == "That text is no longer among the committee's documents."
    assert edited.text.startswith(GONE)
    assert edited.marked("expandable_blockquote") == [OLD]
    assert edited.buttons == []


async def test_one_of_the_nearest_sections_tells_that_it_has_changed(
    bot: RunningBot, ben: User, ingest: Callable[[PassageIndex], Ingest]
) -> None:
    refusal = await asked(ben, MAYOR)
    ingest(bot.index)("en", GUIDE["en"].replace("Eleven pilots", "Twelve pilots"))
    await ben.presses(refusal, "Pilots").answered()
    section = await ben.receives("⚠️")
    marked = await ben.receives(lambda message: message.is_edit)
    bot.index.remove_document(COMMITTEE, "Harbour guide")
    notice = await ben.presses(refusal, "References").answered()

    assert section.text.startswith("⚠️ This section has changed since your question. Today it reads:\n\nPilots & tugs\n")
    assert section.marked("expandable_blockquote") == ["Twelve pilots work in the harbour."]
    assert [button.text for button in marked.buttons][:2] == ["⚠️ Pilots & tugs", "References"]
    assert notice.text == "That text is no longer among the committee's documents."


async def test_a_button_is_marked_once_and_goes_on_working(
    bot: RunningBot, ben: User, ingest: Callable[[PassageIndex], Ingest]
) -> None:
    reply = await asked(ben)
    ingest(bot.index)("en", GUIDE["en"].replace("25 people", "31 people"))
    await ben.presses(reply, "[1]").answered()
    await ben.receives("⚠️")
    await ben.receives(lambda message: message.is_edit)
    await ben.presses(reply, "[1] ⚠️").answered()
    await ben.receives("⚠️")
    await bot.settled()

    assert ben.unread() == []


async def test_a_mark_that_telegram_refuses_costs_nothing(
    bot: RunningBot, ben: User, ingest: Callable[[PassageIndex], Ingest], telegram_server: TelegramServer
) -> None:
    telegram_server.fails("editMessageReplyMarkup", 400, "Bad Request: message can't be edited")
    reply = await asked(ben)
    ingest(bot.index)("en", GUIDE["en"].replace("25 people", "31 people"))
    await ben.presses(reply, "[1]").answered()

    assert (await ben.receives()).text.startswith(CHANGED)
    await telegram_server.called("editMessageReplyMarkup", lambda call: call.status == 400)


async def test_a_quote_is_shown_also_where_the_index_cannot_tell(
    bot: RunningBot, ben: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    reply = await asked(ben)

    def fail(*_: object) -> None:
        raise StoreUnavailableError("a folder", "it is gone")

    monkeypatch.setattr(bot.index.store, "commit", fail)
    await ben.presses(reply, "[1]").answered()

    assert (await ben.receives()).marked("expandable_blockquote") == [OLD]
    assert "could not be held against" in caplog.text


@pytest.fixture
async def ruled(bot: RunningBot, ben: User) -> Message:
    """The reply to Ben that cites a ruling."""
    rule(bot, QUESTION, UNTIL_THE_VOTE)
    (text,) = bot.index.issued.passages(COMMITTEE, [("Ruling 3", "en", "1")])
    cited = source(text)
    quote = Citation(1, cited, UNTIL_THE_VOTE)
    bot.answers.script[QUESTION] = Answer("Laptops are allowed until the vote [1].", "en", (quote,), (cited,), "quotes")
    return await asked(ben, QUESTION)


def rule(bot: RunningBot, question: str, text: str) -> None:
    made = issued_editions("ruling", 3, {"en": text}, NOW, UTC, {"en": question}, ["Can I bring my laptop?"])
    bring_in_line(bot.index.issued, COMMITTEE, made)


async def test_a_ruling_that_stands_is_quoted_whatever_its_question_is_called(
    bot: RunningBot, ben: User, ruled: Message
) -> None:
    rule(bot, "Are laptops allowed?", UNTIL_THE_VOTE)
    await ben.presses(ruled, "[1]").answered()
    quote = await ben.receives()
    await ben.presses(quote, "Read more").answered()
    whole = await ben.receives(lambda message: message.is_edit)

    assert "⚠️" not in quote.text + whole.text
    assert whole.marked("expandable_blockquote") == [UNTIL_THE_VOTE]


@pytest.mark.parametrize("question", [QUESTION, "Are laptops allowed?"], ids=["same wording", "worded anew"])
async def test_a_ruling_that_was_revised_is_told_as_it_was_and_as_it_is(
    bot: RunningBot, ben: User, ruled: Message, question: str
) -> None:
    rule(bot, question, "Laptops are not allowed any more.")
    await ben.presses(ruled, "[1]").answered()
    quote = await ben.receives("⚠️")
    await ben.presses(quote, "Today's text").answered()
    whole = await ben.receives(lambda message: message.id == quote.id)

    assert quote.text.startswith("⚠️ The dais has revised this ruling since. It read:")
    assert quote.marked("expandable_blockquote") == [UNTIL_THE_VOTE]
    assert whole.marked("expandable_blockquote") == [UNTIL_THE_VOTE, "Laptops are not allowed any more."]


async def test_a_ruling_that_was_taken_back_no_longer_holds(bot: RunningBot, ben: User, ruled: Message) -> None:
    bring_in_line(bot.index.issued, COMMITTEE, [])
    await ben.presses(ruled, "[1]").answered()
    shown = await ben.receives("⚠️")

    assert shown.text.startswith("⚠️ The dais has taken this ruling back: it no longer holds. It read:")
    assert shown.marked("expandable_blockquote") == [UNTIL_THE_VOTE]
    assert shown.buttons == []
