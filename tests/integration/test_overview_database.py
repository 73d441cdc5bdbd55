"""What a committee asked, ruled and announced, read in bulk; and what the secretariat gets of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from answering.types import Reply
from bot.announcements.types import Counts
from bot.dais.exporting import export, without_contacts
from bot.dais.types import RulingText
from bot.database.committees import Committee
from bot.database.engine import Database, Session
from bot.database.overview import Place
from bot.database.questions import NewQuestion
from tests.dais_rooms import asked_in, draft_on, given_on, matter_of, new_request, question_in, texts
from tests.databases import MINUTE, NOW
from tests.rooms import ANA, BEN, CHAIR, CLO, GROUP, room_in, sent_in, wordings
from tests.scripted import answer, refusal, small_talk

MEMBERS = "¿Cuántos países miembros hay?"


async def replied(session: Session, question_id: int, reply: Reply) -> int:
    reply_id = await session.replies.save(question_id, reply, NOW)
    await session.questions.mark_answered(question_id, ANA, 2)
    return reply_id


async def other_room(session: Session) -> Committee:
    return await session.committees.ensure("ecosoc", now=NOW)


# what was asked


async def test_a_question_comes_with_the_reply_that_stands_its_sections_and_votes(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        question_id = await question_in(session, committee, ANA, MEMBERS)
        await session.feedback.set(await replied(session, question_id, refusal("es")), BEN, 1, NOW)
        await session.replies.supersede(question_id)
        standing = await replied(session, question_id, answer(language="es"))
        await session.feedback.set(standing, BEN, 1, NOW)
        await session.feedback.set(standing, CLO, -1, NOW)
        (asked,) = await session.overview.asked(committee.id)

    assert (asked.user_id, asked.text, asked.asked_at) == (ANA, MEMBERS, NOW)
    assert (asked.kind, asked.reason, asked.language, asked.to_dais) == ("answer", None, "es", False)
    assert asked.cited == (Place("Study guide", "Guía de estudio", ("INTERPOL", "Committee"), "es"),)
    assert asked.nearest == ()
    assert sorted(asked.votes) == [(BEN, 1), (CLO, -1)]


async def test_a_refusal_has_its_reason_and_its_nearest_sections(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        await replied(session, await question_in(session, committee, ANA), refusal())
        (asked,) = await session.overview.asked(committee.id)

    assert (asked.kind, asked.reason, asked.cited) == ("refusal", "not_in_documents", ())
    assert [place.section for place in asked.nearest] == [("INTERPOL", "Committee")]


async def test_what_waits_has_no_reply_and_what_was_dropped_or_asked_elsewhere_is_not_there(database: Database) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await other_room(session)
        await question_in(session, committee, ANA, "waits")
        await session.questions.drop(await question_in(session, committee, ANA, "dropped"))
        await replied(session, await question_in(session, other, ANA, "elsewhere"), answer())
        found = await session.overview.asked(committee.id)

    assert [(each.text, each.kind, each.language, each.cited) for each in found] == [("waits", None, None, ())]


async def test_what_went_before_the_dais_says_so_until_it_is_taken_back(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        stays, back = await asked_in(session, committee, ANA, "stays"), await asked_in(session, committee, BEN, "back")
        await session.matters.withdraw(back.id, BEN)
        found = {each.text: each.to_dais for each in await session.overview.asked(committee.id)}

    assert stays.text in found
    assert found == {"stays": True, "back": False}


# what was ruled


async def test_a_ruling_comes_with_all_its_versions_and_how_many_people_asked(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first = await asked_in(session, committee, ANA)
        matter = await matter_of(session, first)
        await asked_in(session, committee, BEN, matter=matter)
        again = await question_in(session, committee, ANA)
        await session.matters.add_request(matter.id, new_request(again, ANA), NOW)
        back = await asked_in(session, committee, CLO, matter=matter)
        await session.matters.withdraw(back.id, CLO)
        given = await given_on(session, matter, texts=texts(es="Sí.", en=None))
        await session.rulings.add_version(given.id, texts(es="No.", en="No."), NOW + MINUTE)
        (ruled,) = await session.overview.ruled(committee.id)

    assert (ruled.number, ruled.state, ruled.given_at, ruled.asked_by) == (1, "given", NOW, 2)
    assert [[(each.language, each.text) for each in version] for version in ruled.versions] == [
        [("es", "Sí.")],
        [("en", "No."), ("es", "No.")],
    ]


async def test_drafts_and_what_went_to_its_askers_alone_are_no_public_rulings(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        private = await draft_on(session, await matter_of(session, await asked_in(session, committee, ANA)))
        await session.rulings.advance(private.id, frm=["draft"], to="given", now=NOW, given_at=NOW)
        revoked = await given_on(session, await matter_of(session, await asked_in(session, committee, ANA)))
        await session.rulings.advance(revoked.id, frm=["given"], to="revoked", now=NOW)
        await draft_on(session, await matter_of(session, await asked_in(session, committee, ANA)))
        found = await session.overview.ruled(committee.id)

    assert [(each.number, each.state) for each in found] == [(1, "revoked")]


# what was announced


async def test_announcements_come_with_their_newest_words_and_what_became_of_the_first_sending(
    database: Database,
) -> None:
    async with database.session() as session:
        committee, other = await room_in(session), await other_room(session)
        sent, _ = await sent_in(session, committee)
        await session.announcements.add_version(sent.id, wordings(es="Volvemos a las 15:00."))
        await sent_in(session, other)
        await sent_in(session, None)  # type: ignore[arg-type]
        await session.announcements.advance(sent.id, frm=["sent"], to="retracted", now=NOW)
        own, of_all = await session.overview.announced(committee.id)

    assert (own.state, own.sent_at, own.to_all, own.counts) == ("retracted", NOW, False, Counts(sent=4))
    assert own.texts == {"en": "We resume at 14:30.", "es": "Volvemos a las 15:00."}
    assert (of_all.state, of_all.to_all) == ("sent", True)


# the export


async def test_the_export_is_json_with_all_of_it_and_nobody_in_it(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        first = await asked_in(session, committee, ANA, MEMBERS)
        await session.feedback.set(await replied(session, first.question_id, answer(language="es")), BEN, 1, NOW)
        await given_on(session, await matter_of(session, first), texts=texts(en=None))
        await sent_in(session, committee)
        told = await export(session, committee, NOW + timedelta(seconds=59))

    written = json.dumps(told, ensure_ascii=False)
    assert not [number for number in (ANA, BEN, CLO, CHAIR, GROUP) if str(number) in written]
    assert told == {
        "committee": "interpol",
        "exported_at": "2026-11-25T09:30+00:00",
        "questions": [
            {
                "asked_at": "2026-11-25T09:30+00:00",
                "language": "es",
                "text": MEMBERS,
                "kind": "answer",
                "reason": None,
                "cited": [["Study guide", "INTERPOL", "Committee"]],
                "up": 1,
                "down": 0,
                "to_dais": True,
            }
        ],
        "rulings": [
            {
                "number": 1,
                "given_at": "2026-11-25T09:30+00:00",
                "state": "given",
                "versions": [{"es": {"question": "laptops?", "text": "No."}}],
                "asked_by": 1,
            }
        ],
        "announcements": [
            {
                "sent_at": "2026-11-25T09:30+00:00",
                "state": "sent",
                "to_all": False,
                "texts": {"es": "Volvemos a las 14:30.", "en": "We resume at 14:30."},
                "deliveries": {"sent": 4, "blocked": 0, "failed": 0, "unknown": 0},
            }
        ],
    }


async def test_the_question_of_a_ruling_is_exported_without_contacts_as_well(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        asked = await asked_in(session, committee, ANA, "Write me, @ana_mx: laptops?")
        wording = {"en": RulingText("en", asked.text, "No.")}
        await given_on(session, await matter_of(session, asked), texts=wording)
        told = await export(session, committee, NOW)

    assert told["rulings"][0]["versions"] == [{"en": {"question": "Write me, […]: laptops?", "text": "No."}}]


async def test_the_order_of_questions_within_a_minute_tells_nothing_of_who_asked(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        for text in ("zulu?", "alpha?", "mike?"):
            await session.questions.write(NewQuestion(None, committee.id, ANA, ANA, None, 1, text, True), NOW)
        told = await export(session, committee, NOW)

    assert [each["text"] for each in told["questions"]] == ["alpha?", "mike?", "zulu?"]


async def test_small_talk_is_exported_as_such(database: Database) -> None:
    async with database.session() as session:
        committee = await room_in(session)
        await replied(session, await question_in(session, committee, ANA, "hola"), small_talk("es"))
        told = await export(session, committee, NOW)

    assert [each["kind"] for each in told["questions"]] == ["smalltalk"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("Soy @ana_mx, ¿y tú?", "Soy […], ¿y tú?", id="account"),
        pytest.param("ana.ruiz+un@mail.example.org?", "[…]?", id="address"),
        pytest.param("https://t.me/ana_mx now", "[…] now", id="link"),
        pytest.param("Call +52 (55) 1234-5678.", "Call […].", id="telephone"),
        pytest.param("5512345678", "[…]", id="telephone in one"),
        pytest.param("2015-2016, 27 600 000 people, 1,234,567,890 dollars", None, id="numbers of documents"),
        pytest.param("Resolution 2199 (2015) and 2253 (2015)?", None, id="resolutions"),
        pytest.param("an @ sign", None, id="sign"),
    ],
)
def test_accounts_addresses_and_telephones_are_left_out(text: str, kept: str | None) -> None:
    assert without_contacts(text) == (kept or text)
