"""Announcements as sources, with the bundled model beside a document: what is answered from them, and until when."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from answering import sitting
from answering.gate import Verdict
from answering.pipeline import Answerer
from answering.types import Answer, Question, Refusal, Reply
from bot.announcements import sources as module
from bot.announcements.decisions import confirm, retract
from bot.announcements.editions import IssuedEdition, announcement_editions, bring_in_line
from bot.announcements.sources import IssuedSources
from bot.database.committees import Committee
from bot.database.engine import Database, default_url, open_database
from bot.presentation import format_reply
from bot.telegram.library import Library
from tests.databases import NOW
from tests.outboxes import Room
from tests.quellwater import SLUG, answered
from tests.rooms import carry_out, confirmed, draft_in, existing, sent_in, wordings
from vectorstore.errors import StoreBusyError, UnknownCommitteeError
from vectorstore.index import PassageIndex

RESUME = wordings("Retomamos la sesión a las 14:30 en punto.", "We resume the session at 14:30 sharp.")
VOTE = wordings(
    "La votación del proyecto de resolución 1.2 será a las 16:45 en el Auditorio Rivera.",
    "The vote on draft resolution 1.2 takes place at 16:45 in the Rivera Auditorium.",
)
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="session")
def index(quellwater: PassageIndex) -> PassageIndex:
    return quellwater


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(default_url(tmp_path))
    yield opened
    await opened.close()


@pytest.fixture
async def sources(index: PassageIndex, database: Database) -> AsyncIterator[IssuedSources]:
    """The sources over ``database``; what they put into the index is gone afterwards."""
    made = IssuedSources(index, database, UTC)
    yield made
    await made.close()
    for slug in index.issued.committees():
        bring_in_line(index.issued, slug, [])


@pytest.fixture
async def committee(database: Database) -> Committee:
    async with database.session() as session:
        return await session.committees.ensure(SLUG, now=NOW)


@pytest.fixture
def ask(quellwater_answerer: Answerer) -> Callable[..., Reply]:
    def put(text: str, *, committee: str = SLUG, **more: Any) -> Reply:
        return quellwater_answerer.answer(Question(text, committee=committee, **more))

    return put


Ask = Callable[..., Reply]


async def announce(database: Database, committee: Committee | None, words: dict[Any, Any], at: datetime = NOW) -> int:
    """Send an announcement at a time and return its number."""
    async with database.session() as session:
        if committee is not None:
            await session.groups.link(-1, committee.id, None, at)
        draft = await draft_in(session, committee, at, wordings=words)
        await carry_out(session, await confirmed(session, draft, at))
        return draft.id


async def synced(sources: IssuedSources, committee_id: int | None = None) -> None:
    sources.changed(committee_id)
    await sources.settled()


@pytest.mark.parametrize(
    ("question", "text", "cited"),
    [
        ("¿a qué hora retomamos?", "Retomamos la sesión a las 14:30 en punto [1].", "[1] Anuncio de la mesa, 09:30"),
        ("when are we back?", "We resume the session at 14:30 sharp [1].", "[1] Announcement from the dais, 09:30"),
        (
            "where is the vote?",
            "The vote on draft resolution 1.2 takes place at 16:45 in the Rivera Auditorium [1].",
            "[1] Announcement from the dais, 09:30",
        ),
    ],
    ids=["es", "en", "where"],
)
async def test_a_question_is_answered_from_an_announcement_in_its_language(
    database: Database,
    sources: IssuedSources,
    committee: Committee,
    ask: Ask,
    question: str,
    text: str,
    cited: str,
) -> None:
    await announce(database, committee, RESUME)
    await announce(database, committee, VOTE)
    await synced(sources, committee.id)

    assert format_reply(ask(question)) == f"{text}\n\n{cited}"


async def test_the_outbox_has_questions_answered_from_what_it_sends_and_retracts(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask
) -> None:
    room = Room(database, committee.id, sources=cast("Any", sources))
    await room.people([7001, 7002])
    async with room.running() as outbox:
        sent = await room.announces(wordings=RESUME)
        await room.is_done(sent)
        await sources.settled()
        told = await asyncio.to_thread(ask, "when do we resume the session?")
        async with database.session() as session:
            assert await retract(session, sent, None, NOW)
        outbox.wake()
        await room.is_done(sent, rounds=2)
        await sources.settled()
        untold = await asyncio.to_thread(ask, "when do we resume the session?")

    assert "14:30" in answered(told).text
    assert isinstance(untold, Refusal)


async def test_before_it_is_sent_and_after_it_is_retracted_nothing_is_known_of_it(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask
) -> None:
    async with database.session() as session:
        draft = await draft_in(session, committee, wordings=RESUME)
    await synced(sources)
    assert isinstance(ask("when do we resume the session?"), Refusal)
    async with database.session() as session:
        await carry_out(session, await confirmed(session, draft))
    await synced(sources)
    assert "14:30" in answered(ask("when do we resume the session?")).text
    async with database.session() as session:
        assert await retract(session, await existing(session, draft.id), None, NOW)
    await synced(sources)
    assert isinstance(ask("when do we resume the session?"), Refusal)


async def test_a_correction_is_answered_from_and_the_old_words_are_gone(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask
) -> None:
    number = await announce(database, committee, RESUME)
    await synced(sources)
    async with database.session() as session:
        words = wordings(None, "We resume the session at 15:10.")
        draft = await draft_in(session, committee, wordings=words, corrects_id=number)
        assert await confirm(session, draft, draft.revision, None, NOW)
    await synced(sources)

    assert answered(ask("when do we resume the session?")).text == "We resume the session at 15:10 [1]."
    assert "15:10" in answered(ask("¿a qué hora retomamos la sesión?")).text


async def test_a_newer_one_goes_before_an_older(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask
) -> None:
    await announce(database, committee, RESUME)
    later = wordings(
        "El receso se alarga: retomamos la sesión a las 15:00.", "The break is longer: we resume at 15:00."
    )
    await announce(database, committee, later, NOW + 20 * MINUTE)
    await synced(sources)
    reply = answered(ask("¿a qué hora retomamos la sesión?"))

    assert reply.text == "El receso se alarga: retomamos la sesión a las 15:00 [1]."
    assert [citation.source.title for citation in reply.citations] == ["Anuncio de la mesa, 09:50"]


async def test_one_language_alone_is_quoted_in_the_original_to_a_reader_of_the_other(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask
) -> None:
    await announce(database, committee, wordings(None, "The wifi password is pax2026."))
    await synced(sources)

    assert format_reply(ask("¿cuál es la contraseña del wifi?")) == (
        "En el original, en inglés: «The wifi password is pax2026.» [1]\n\n[1] Anuncio de la mesa, 09:30 (en inglés)"
    )


async def test_the_day_is_told_from_the_next_day_on(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask
) -> None:
    await announce(database, committee, RESUME, NOW - timedelta(days=1))
    await synced(sources)

    assert ask("¿a qué hora retomamos?").text.endswith("[1].")
    assert format_reply(ask("¿a qué hora retomamos?")).endswith("[1] Anuncio de la mesa, 09:30 (24 nov)")


async def test_a_sentence_is_read_with_the_one_before_it_and_a_short_announcement_is_said_whole(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask
) -> None:
    closed = wordings("La lista de oradores está cerrada. Se reabre después del receso.", None)
    await announce(database, committee, closed)
    await synced(sources)
    reply = answered(ask("¿cuándo se reabre la lista de oradores?"))

    assert reply.text == "La lista de oradores está cerrada. Se reabre después del receso [1]."
    assert reply.citations[0].quote == "La lista de oradores está cerrada. Se reabre después del receso."


async def test_of_a_long_announcement_what_answers_is_said(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask
) -> None:
    bus, cloakroom = "The bus to the hotels leaves at 19:15 from the north gate.", "The cloakroom closes at 18:30."
    notes = f"Notes for the afternoon:\n• {bus}\n• Dinner is on your own.\n• {cloakroom}"
    await announce(database, committee, wordings(None, notes))
    await synced(sources)
    reply = answered(ask("what time does the bus to the hotels leave?"))

    assert reply.text == "Notes for the afternoon: The bus to the hotels leaves at 19:15 from the north gate [1]."


@pytest.mark.parametrize("text", ["¿qué dijo la mesa?", "what was the last announcement?"], ids=["es", "en"])
async def test_who_asks_what_was_announced_hears_the_last_ones(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask, text: str
) -> None:
    assert not isinstance(ask(text), Answer)
    for minute, words in enumerate([RESUME, VOTE]):
        await announce(database, committee, words, NOW + minute * MINUTE)
    await synced(sources)
    quotes = [citation.quote for citation in answered(ask(text)).citations]

    assert [re.findall(r"\d\d:\d\d", quote) for quote in quotes] == [["16:45"], ["14:30"]]


@pytest.mark.parametrize(
    "text",
    [
        *("How many pilots work in the harbour?", "¿Quién construyó el puerto?", "When was the harbour built?"),
        *("What is the harbour tax?", "hola", "¿Qué dice de los pilotos?", "when are the pilots fed?"),
    ],
)
async def test_the_documents_are_answered_from_as_before(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask, text: str
) -> None:
    before = ask(text)
    for words in (RESUME, VOTE, wordings("La comida es a las 13:30.", "Lunch is at 13:30.")):
        await announce(database, committee, words)
    await synced(sources)

    assert ask(text) == before
    assert ask(text, documents_only=True) == before


async def test_questions_that_are_put_to_the_documents_alone_hear_nothing_of_announcements(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask
) -> None:
    await announce(database, committee, RESUME)
    await synced(sources)

    assert isinstance(ask("when do we resume the session?", documents_only=True), Refusal)
    assert isinstance(ask("what was the last announcement?", documents_only=True), Refusal)


async def test_another_paper_s_number_is_not_answered_from(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask
) -> None:
    await announce(database, committee, VOTE)
    await synced(sources)

    assert "16:45" in answered(ask("when is the vote on draft resolution 1.2?")).text
    refused = ask("when is the vote on draft resolution 2.3?")
    assert isinstance(refused, Refusal)
    assert "16:45" not in refused.text


async def test_what_is_only_near_is_named_by_the_refusal_and_opens(
    database: Database,
    sources: IssuedSources,
    committee: Committee,
    ask: Ask,
    index: PassageIndex,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await announce(database, committee, VOTE)
    await synced(sources)
    monkeypatch.setattr(sitting, "judge", lambda *_: Verdict(False, 0.3, "not_in_documents"))
    refused = ask("where is the vote?")
    assert isinstance(refused, Refusal)
    today = await Library(index).today(SLUG, refused.nearest[0])

    assert "Nearest sections: Announcement from the dais, 09:30 · " in refused.text
    assert today.change is None
    assert today.section is not None
    assert today.section.passages == (VOTE["en"].text,)
    assert today.section.source.section == ()


async def test_an_announcement_is_no_document(
    database: Database, sources: IssuedSources, committee: Committee, index: PassageIndex
) -> None:
    library = Library(index)
    documents, state = index.editions(SLUG), await library.version(SLUG)
    await announce(database, committee, RESUME)
    await announce(database, None, VOTE)
    await synced(sources)

    assert index.editions(SLUG) == documents == await library.documents(SLUG, "en")
    assert await library.version(SLUG) == state
    assert index.remove_document(SLUG, "Announcement 1") == 0
    assert [(each.kind, each.language, each.issued_at) for each in index.issued.editions(SLUG)] == [
        ("announcement", language, "2026-11-25T09:30:00+00:00") for language in ("en", "es", "en", "es")
    ]


async def test_it_reaches_its_own_committee_alone_or_all_of_them(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask
) -> None:
    async with database.session() as session:
        await session.committees.ensure("who", now=NOW)
    await announce(database, committee, RESUME)
    await synced(sources)
    with pytest.raises(UnknownCommitteeError):
        ask("when do we resume the session?", committee="who")
    await announce(database, None, VOTE)
    await synced(sources, None)

    assert "16:45" in answered(ask("where is the vote?", committee="who")).text
    refused = ask("when do we resume the session?", committee="who")
    assert isinstance(refused, Refusal)
    assert "14:30" not in refused.text


async def test_doing_it_again_changes_nothing_and_happens_off_the_event_loop(
    database: Database,
    sources: IssuedSources,
    committee: Committee,
    index: PassageIndex,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads = []

    def watched(*arguments: Any) -> int:
        threads.append(threading.get_ident())
        return bring_in_line(*arguments)

    monkeypatch.setattr(module, "bring_in_line", watched)
    await announce(database, committee, RESUME)
    await synced(sources)
    first = index.issued.store.commit(SLUG)
    await synced(sources)

    assert index.issued.store.commit(SLUG) == first
    assert len(threads) == 2
    assert threading.get_ident() not in threads


async def test_a_failure_is_logged_without_words_and_made_good_by_the_next_change(
    database: Database,
    sources: IssuedSources,
    committee: Committee,
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    failing = asyncio.Event()
    loop = asyncio.get_running_loop()

    def fail(*_: Any) -> int:
        loop.call_soon_threadsafe(failing.set)
        raise StoreBusyError(Path("lock"), 1.0)

    await announce(database, committee, RESUME)
    with monkeypatch.context() as broken, caplog.at_level(logging.INFO):
        broken.setattr(module, "bring_in_line", fail)
        sources.changed(committee.id)
        await asyncio.wait_for(failing.wait(), 10)
        assert isinstance(await asyncio.to_thread(ask, "when do we resume the session?"), Refusal)
    await synced(sources, committee.id)

    assert "indexing what the dais of committee quellwater issued failed" in caplog.text
    assert "resume" not in caplog.text
    assert "14:30" in answered(ask("when do we resume the session?")).text


async def test_what_keeps_failing_is_given_up_after_some_tries(
    database: Database, sources: IssuedSources, committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def fail(*_: Any) -> int:
        tries.append(1)
        raise StoreBusyError(Path("lock"), 1.0)

    monkeypatch.setattr(module, "bring_in_line", fail)
    monkeypatch.setattr(module, "_TRY_AGAIN_S", (0.0, 0.0))
    await synced(sources)

    assert len(tries) == 3


async def test_news_use_up_no_tries(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def fail(*_: Any) -> int:
        tries.append(1)
        raise StoreBusyError(Path("lock"), 1.0)

    await announce(database, committee, RESUME)
    monkeypatch.setattr(module, "_TRY_AGAIN_S", (0.5, 0.5, 0.5))
    with monkeypatch.context() as broken:
        broken.setattr(module, "bring_in_line", fail)
        for number in range(1, 5):  # the first try, and one after each of three waits
            sources.changed(committee.id)
            async with asyncio.timeout(10):
                while len(tries) < number:
                    await asyncio.sleep(0.005)
    await sources.settled()

    assert "14:30" in answered(ask("when do we resume the session?")).text


async def test_what_was_given_up_is_made_good_by_the_next_change_of_another_committee(
    database: Database, sources: IssuedSources, committee: Committee, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> int:
        raise StoreBusyError(Path("lock"), 1.0)

    async with database.session() as session:
        other = await session.committees.ensure("who", now=NOW)
    await announce(database, committee, RESUME)
    monkeypatch.setattr(module, "_TRY_AGAIN_S", ())
    with monkeypatch.context() as broken:
        broken.setattr(module, "bring_in_line", fail)
        await synced(sources, committee.id)
    await synced(sources, other.id)

    assert "14:30" in answered(ask("when do we resume the session?")).text


async def test_an_index_that_cannot_be_read_leaves_the_documents(
    database: Database,
    sources: IssuedSources,
    committee: Committee,
    ask: Ask,
    index: PassageIndex,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_: str) -> Any:
        raise StoreBusyError(Path("lock"), 1.0)

    monkeypatch.setattr(index.issued.store, "commit", fail)
    assert "Eleven pilots" in answered(ask("How many pilots work in the harbour?")).text
    assert isinstance(ask("what was the last announcement?"), Refusal)
    monkeypatch.undo()

    assert "what the dais of committee quellwater issued cannot be" in caplog.text


async def test_the_text_keeps_its_lines_and_lists(database: Database, committee: Committee) -> None:
    async with database.session() as session:
        text = "Hoy:\n\n• café ☕\n2) votación\nGracias, nos vemos."
        announcement, _ = await sent_in(session, committee, wordings=wordings(text, "   "))
    (made,) = announcement_editions(announcement, NOW, UTC)
    (passage,) = made.passages

    assert isinstance(made, IssuedEdition)
    assert (passage.section, passage.section_key, made.edition.language) == ((), "", "es")
    assert passage.text == "Hoy:\ncafé ☕\n2) votación\nGracias, nos vemos."
    assert [(unit.text, unit.kind, unit.context) for unit in passage.units] == [
        ("Hoy:", "sentence", ""),
        ("café ☕", "item", "Hoy:"),
        ("2) votación", "item", "Hoy:"),
        ("Gracias, nos vemos.", "sentence", "Hoy:"),
    ]
