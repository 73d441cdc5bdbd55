"""Rulings as sources, with the bundled model beside a document: which questions they answer, how, and until when."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from answering.issued import ASKED_KEY
from answering.pipeline import Answerer
from answering.rulings import RulingReader
from answering.types import Answer, Question, Refusal, Reply
from bot.announcements.editions import IssuedEdition, bring_in_line, issued_editions
from bot.announcements.sources import IssuedSources
from bot.dais.types import RulingText
from bot.database.committees import Committee
from bot.database.engine import Database, default_url, open_database
from bot.presentation import format_reply
from tests.dais_rooms import asked_in, given_on, matter_of
from tests.databases import NOW
from tests.quellwater import SLUG, answered
from tests.rooms import ANA, BEN, room_in
from vectorstore.errors import StoreBusyError
from vectorstore.index import PassageIndex
from vectorstore.types import Language

MINUTE = timedelta(minutes=1)
LAPTOPS = {"es": "¿Podemos usar laptops durante el debate?", "en": "Can we use laptops during debate?"}
UNTIL_VOTING = {"es": "Sí, hasta que empiece la votación.", "en": "Yes, until the voting begins."}
PILOTS = {"es": "¿Cuántos pilotos trabajan en el puerto?", "en": "How many pilots work in the harbour?"}
TWELVE = {"es": "Desde ayer son doce.", "en": "Since yesterday they are twelve."}
Ask = Callable[..., Reply]
Issue = Callable[..., None]


def ruling(
    number: int,
    wordings: dict[Any, str],
    texts: dict[Any, str],
    phrasings: Sequence[str] = (),
    minutes: int = 0,
) -> list[IssuedEdition]:
    return issued_editions("ruling", number, texts, NOW + minutes * MINUTE, UTC, wordings, phrasings)


@pytest.fixture
def ask(quellwater_answerer: Answerer) -> Ask:
    def put(text: str, **more: Any) -> Reply:
        return quellwater_answerer.answer(Question(text, committee=SLUG, **more))

    return put


@pytest.fixture
def issue(quellwater: PassageIndex) -> Iterator[Issue]:
    """Make these all that the dais has issued; afterwards it has issued nothing."""

    def put(*issued: list[IssuedEdition]) -> None:
        bring_in_line(quellwater.issued, SLUG, [edition for each in issued for edition in each])

    yield put
    put()


@pytest.mark.parametrize(
    ("question", "text", "cited"),
    [
        (
            "Can we use laptops during debate?",
            "Ruling of the dais no. 3: “Yes, until the voting begins” [1].",
            "[1] Ruling of the dais no. 3, 09:30 › Can we use laptops during debate?",
        ),
        (
            "¿se pueden usar laptops en el debate?",
            "Resolución de la mesa n.º 3: «Sí, hasta que empiece la votación» [1].",
            "[1] Resolución de la mesa n.º 3, 09:30 › ¿Podemos usar laptops durante el debate?",
        ),
        (
            "are we allowed to use laptops?",
            "Ruling of the dais no. 3: “Yes, until the voting begins” [1].",
            "[1] Ruling of the dais no. 3, 09:30 › Can we use laptops during debate?",
        ),
    ],
    ids=["as it was asked", "in other words in Spanish", "in other words in English"],
)
def test_who_asks_the_same_is_answered_by_the_ruling_in_their_language(
    ask: Ask, issue: Issue, question: str, text: str, cited: str
) -> None:
    assert isinstance(ask(question), Refusal)
    issue(ruling(3, LAPTOPS, UNTIL_VOTING))
    reply = answered(ask(question))

    assert format_reply(reply) == f"{text}\n\n{cited}"
    assert [each.quote for each in reply.citations] == [UNTIL_VOTING[reply.language]]
    assert (reply.citations[0].source.document, reply.composed_by) == ("Ruling 3", "quotes")


def test_it_is_found_by_the_words_of_those_who_asked_where_nobody_worded_it(ask: Ask, issue: Issue) -> None:
    issue(ruling(1, {}, {"en": "No. They stay in your bags."}, ["can we use our phones?"]))
    reply = ask("¿podemos usar nuestros celulares?")

    assert format_reply(reply) == (
        "Resolución de la mesa n.º 1, dada en inglés: «No. They stay in your bags» [1].\n\n"
        "[1] Resolución de la mesa n.º 1, 09:30 (en inglés)"
    )


def test_a_long_one_is_said_whole_and_its_lines_as_one(ask: Ask, issue: Issue) -> None:
    limits = "Yes, with these limits:\n• the screen faces you\n• no sound\nThe dais may stop it."
    issue(ruling(2, {"en": LAPTOPS["en"]}, {"en": limits}))
    assert ask(LAPTOPS["en"]).text == (
        "Ruling of the dais no. 2: “Yes, with these limits: the screen faces you; no sound; The dais may stop it” [1]."
    )

    issue(ruling(2, {"en": LAPTOPS["en"]}, {"en": "Yes, within limits.\n" + " ".join(["It is fair."] * 80)}))
    reply = answered(ask(LAPTOPS["en"]))
    assert reply.text.startswith("Ruling of the dais no. 2: “Yes, within limits” [1]. “It is fair. It is fair.")
    assert reply.text.count("It is fair") == 80
    assert {each.source.document for each in reply.citations} == {"Ruling 2"}


@pytest.mark.parametrize(
    "question",
    [
        "Can we use tablets during debate?",
        "¿Podemos usar celulares durante el debate?",
        "Can we use laptops after the debate?",
        "Do we have to use laptops during debate?",
        "When can we use laptops?",
        "Who built the laptops?",
    ],
)
def test_a_near_miss_is_refused_as_before(ask: Ask, issue: Issue, question: str) -> None:
    issue(ruling(3, LAPTOPS, UNTIL_VOTING))
    reply = ask(question)

    assert isinstance(reply, Refusal)
    assert "voting begins" not in reply.text
    assert "votación" not in reply.text


def test_what_is_like_it_is_named_by_the_refusal(ask: Ask, issue: Issue) -> None:
    issue(ruling(3, LAPTOPS, UNTIL_VOTING))

    assert "Nearest sections: Ruling of the dais no. 3, 09:30 › Can we use laptops during debate? · " in (
        ask("Can we use typewriters during debate?").text
    )


@pytest.mark.parametrize(
    "question",
    ["When was the harbour built?", "¿Quién construyó el puerto?", "hola", "What is the harbour tax?", "Who eats?"],
)
def test_unrelated_questions_are_answered_as_before(ask: Ask, issue: Issue, question: str) -> None:
    before = ask(question)
    issue(ruling(3, LAPTOPS, UNTIL_VOTING), ruling(4, PILOTS, TWELVE))

    assert ask(question) == before


def test_where_the_documents_tell_it_too_both_are_said_the_ruling_first_and_named(ask: Ask, issue: Issue) -> None:
    issue(ruling(4, PILOTS, TWELVE))
    reply = answered(ask("How many pilots work in the harbour?"))

    assert reply.text.startswith(
        "Ruling of the dais no. 4: “Since yesterday they are twelve” [1]. Eleven pilots work in the harbour [2]."
    )
    assert [each.source.document for each in reply.citations] == ["Ruling 4", "Rules"]


def test_a_newer_one_on_the_same_takes_the_place_of_an_older_one(ask: Ask, issue: Issue) -> None:
    newer = {"es": "Ya no: laptops cerradas.", "en": "Not any more: laptops stay closed."}
    issue(ruling(3, LAPTOPS, UNTIL_VOTING), ruling(5, LAPTOPS, newer, minutes=30))

    assert ask(LAPTOPS["en"]).text == "Ruling of the dais no. 5: “Not any more: laptops stay closed” [1]."


def test_a_part_that_a_ruling_tells_stands_beside_what_the_documents_tell(ask: Ask, issue: Issue) -> None:
    issue(ruling(3, LAPTOPS, UNTIL_VOTING))
    reply = answered(ask("When was the harbour built and can we use laptops during debate?"))

    assert reply.text == (
        "The harbour of Quellwater was built in 1951 by Ada Brenner [1]. "
        "Ruling of the dais no. 3: “Yes, until the voting begins” [2]."
    )


def test_one_on_the_whole_of_a_double_question_answers_it_once(ask: Ask, issue: Issue) -> None:
    double = "Can we use laptops and can we record the speeches?"
    issue(ruling(3, {"en": double}, {"en": "Laptops yes, recordings no."}))

    assert ask(double).text == "Ruling of the dais no. 3: “Laptops yes, recordings no” [1]."


def test_its_own_words_answer_what_they_hold_by_themselves(ask: Ask, issue: Issue) -> None:
    text = {"en": "Working papers are due at 17:30, in the committee's folder."}
    issue(ruling(6, {"en": "What do we hand in today?"}, text))

    assert "17:30" in answered(ask("When are working papers due?")).text
    assert "Ruling of the dais no. 6" in ask("When are working papers due?").text


def test_its_own_words_do_not_answer_what_they_only_mention(ask: Ask, issue: Issue) -> None:
    alone = {"en": "You may represent the country on your own; tell the dais at roll call."}
    issue(ruling(6, {"en": "What if my partner is absent?"}, alone))

    assert isinstance(ask("Who are the people on the dais?"), Refusal)


@pytest.mark.parametrize("question", ["¿qué resolvió la mesa?", "any rulings?", "what did the dais decide today?"])
def test_who_asks_what_was_ruled_hears_the_last_ones_with_their_questions(
    ask: Ask, issue: Issue, question: str
) -> None:
    announced = issued_editions("announcement", 9, {"es": "Hay café.", "en": "There is coffee."}, NOW, UTC)
    issue(ruling(3, LAPTOPS, UNTIL_VOTING), ruling(4, PILOTS, TWELVE, minutes=5), announced)
    reply = answered(ask(question))

    assert [each.source.document for each in reply.citations] == ["Ruling 4", "Ruling 3"]
    assert LAPTOPS[reply.language] in reply.text
    assert PILOTS[reply.language] in reply.text


def test_questions_to_the_documents_alone_hear_of_no_ruling(ask: Ask, issue: Issue) -> None:
    issue(ruling(3, LAPTOPS, UNTIL_VOTING))

    assert isinstance(ask(LAPTOPS["en"], documents_only=True), Refusal)


def test_a_fault_of_what_compares_questions_costs_no_answer(
    ask: Ask, issue: Issue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = ask("When was the harbour built?")
    issue(ruling(3, LAPTOPS, UNTIL_VOTING))

    def fail(*_: Any) -> Any:
        raise KeyError("a word of the question")

    monkeypatch.setattr(RulingReader, "beside", fail)

    assert ask("When was the harbour built?") == before
    assert isinstance(ask("Can we use laptops and when was the harbour built?"), Answer)
    assert "left out" in caplog.text
    assert "a word of the question" not in caplog.text


def test_a_fault_of_the_index_costs_no_answer(
    ask: Ask, issue: Issue, quellwater: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ask("When was the harbour built?")
    issue(ruling(3, LAPTOPS, UNTIL_VOTING))

    def fail(*_: Any) -> Any:
        raise StoreBusyError(Path("lock"), 1.0)

    monkeypatch.setattr(quellwater.issued, "sections", fail)
    assert isinstance(ask(LAPTOPS["es"]), Refusal)
    monkeypatch.setattr(quellwater.issued, "search", fail)
    assert ask("When was the harbour built?") == before
    monkeypatch.undo()


def test_the_index_keeps_the_questions_apart_from_the_words() -> None:
    spanish, english = ruling(3, LAPTOPS, UNTIL_VOTING, ["laptops?", "laptops?", "  "])

    assert [(each.edition.document, each.edition.title) for each in (spanish, english)] == [
        ("Ruling 3", "Resolución de la mesa n.º 3, 09:30"),
        ("Ruling 3", "Ruling of the dais no. 3, 09:30"),
    ]
    words, questions = english.passages
    assert (words.text, words.section, words.section_key) == (UNTIL_VOTING["en"], (LAPTOPS["en"],), "1")
    assert (questions.section, questions.section_key) == ((), ASKED_KEY)
    assert [unit.text for unit in questions.units] == [LAPTOPS["es"], LAPTOPS["en"], "laptops?"]


def test_over_the_bundled_documents_it_answers_until_it_is_revoked_and_changes_nothing_else(
    bundled_index: PassageIndex, bundled_answerer: Answerer
) -> None:
    def ask(text: str) -> Reply:
        return bundled_answerer.answer(Question(text))

    now = datetime.now(UTC)
    members = {"es": "¿Cuántos países integran INTERPOL?", "en": "How many countries are members of INTERPOL?"}
    issued = [
        *issued_editions("ruling", 3, UNTIL_VOTING, now, UTC, LAPTOPS),
        *issued_editions("ruling", 4, {"en": "For our committee, 197."}, now, UTC, {"en": members["en"]}),
    ]
    untouched = "¿Qué es el proyecto TRACK4TIP?"
    before = ask(untouched)
    assert isinstance(ask(LAPTOPS["es"]), Refusal)
    try:
        bring_in_line(bundled_index.issued, "interpol", issued)
        assert ask(LAPTOPS["es"]).text == "Resolución de la mesa n.º 3: «Sí, hasta que empiece la votación» [1]."
        assert ask("are laptops allowed in the debate?").text == (
            "Ruling of the dais no. 3: “Yes, until the voting begins” [1]."
        )
        disagreeing = answered(ask(members["es"]))
        assert disagreeing.text.startswith(
            "Resolución de la mesa n.º 4, dada en inglés: «For our committee, 197» [1]. "
        )
        assert "196" in disagreeing.text
        assert len({each.source.document for each in disagreeing.citations}) == 2
        assert ask(untouched) == before
    finally:
        bring_in_line(bundled_index.issued, "interpol", [])
    assert isinstance(ask(LAPTOPS["es"]), Refusal)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(default_url(tmp_path))
    yield opened
    await opened.close()


async def synced(sources: IssuedSources, committee: Committee) -> None:
    sources.changed(committee.id)
    await sources.settled()


async def test_the_index_follows_what_stands_in_the_database(
    database: Database, quellwater: PassageIndex, ask: Ask, issue: Issue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    issue()
    sources = IssuedSources(quellwater, database, UTC)
    first: dict[Language, RulingText] = {
        "es": RulingText("es", LAPTOPS["es"], UNTIL_VOTING["es"]),
        "en": RulingText("en", "", UNTIL_VOTING["en"]),
    }
    async with database.session() as session:
        committee = await room_in(session, SLUG)
        request = await asked_in(session, committee, ANA, "can we bring a laptop?")
        matter = await matter_of(session, request)
        await asked_in(session, committee, BEN, "¿se pueden usar laptops?", matter=matter)
        given = await given_on(session, matter, NOW, texts=first)
        await given_on(session, await session.matters.open(committee.id, NOW), NOW, texts={})  # says nothing
    await synced(sources, committee)
    asked = next(passage for passage in quellwater.issued.passages(SLUG, [("Ruling 1", "en", ASKED_KEY)]))

    assert [unit.text for unit in asked.units] == [
        LAPTOPS["es"], "can we bring a laptop?", "¿se pueden usar laptops?"
    ]  # fmt: skip
    assert ask("can we use laptops in the debate?").text == (
        "Ruling of the dais no. 1: “Yes, until the voting begins” [1]."
    )

    revised = {**first, "en": RulingText("en", "", "Yes, all the time.")}
    async with database.session() as session:
        assert await session.rulings.add_version(given.id, revised, NOW + 20 * MINUTE) == 2
    await synced(sources, committee)
    reply = answered(ask("can we use laptops in the debate?"))
    assert reply.text == "Ruling of the dais no. 1: “Yes, all the time” [1]."
    assert reply.citations[0].source.title == "Ruling of the dais no. 1, 09:50"

    async with database.session() as session:
        assert await session.rulings.advance(given.id, frm=["given"], to="revoked", now=NOW + 30 * MINUTE)
    await synced(sources, committee)
    assert isinstance(ask("can we use laptops in the debate?"), Refusal)
    assert "laptop" not in caplog.text
    await sources.close()
