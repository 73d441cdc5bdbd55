"""A matter's card in both languages and every state, and the inbox that lists it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram.error import BadRequest

from answering.types import Citation, Source
from bot.announcements.types import Counts
from bot.catalogue import Catalogue
from bot.dais.merging import holder
from bot.dais.reasons import REASONS
from bot.dais.types import RulingText
from bot.database.committees import Committee
from bot.database.matters import Matter, Request
from bot.database.replies import StoredReply
from bot.database.rulings import Ruling
from bot.telegram.dais import matter_views
from bot.telegram.dais.cards import Card, render_card
from bot.telegram.dais.inbox import Opened, render_inbox
from bot.telegram.dais.matter_views import MatterView, by_wording, names_of
from bot.telegram.lengths import utf16_units
from bot.telegram.rendering import MAX_UNITS, without_markup
from vectorstore.types import Language

NOW = datetime(2026, 11, 25, 14, 20, tzinfo=UTC)
CARLA, DAVID, ANA, BEN, EVA = 1003, 1004, 1001, 1002, 1005
ES, EN = Catalogue.load("es"), Catalogue.load("en")
MATTER = Matter(7, 1, "open", NOW - timedelta(minutes=12), None, None, None, None, None)
COMMITTEE = Committee(1, "interpol", "INTERPOL")
SOURCE = Source("p1", "Guide", "Guía", ("Tema A: Un tema", "Pilotos"), None, "es", 0.4)
REPLY = StoredReply(9, 5, 1, "es", "refusal", "Los documentos\nno lo dicen.", (), (SOURCE,))
LAPTOPS = "¿Puedo usar mi laptop\n al votar?"
RULING = Ruling(
    *(3, 1, 7, "answer", "given", 3, CARLA, CARLA, 1, None, 1, None, None, None, None, None),
    *(NOW, None, NOW - timedelta(minutes=2), None, None),
    {"es": RulingText("es", "¿Laptops al votar?", "No, hasta que termine.")},
)


def request(
    number: int, user_id: int, text: str = LAPTOPS, language: Language = "es", *, signed: bool = False
) -> Request:
    asked_at = NOW - timedelta(minutes=13 - number)
    return Request(number, 7, 50 + number, 9, user_id, user_id, None, 4, text, language, signed, "waiting", asked_at)


def view(*requests: Request, matter: Matter = MATTER, **more: Any) -> MatterView:
    fields: dict[str, Any] = {"reply": None, "ruling": None, "counts": None, **more}
    return MatterView(matter, COMMITTEE, requests or (request(1, ANA),), **fields)


def settled(ruling: Ruling | None = RULING, **more: Any) -> MatterView:
    matter = replace(MATTER, state="settled", settled_at=NOW - timedelta(minutes=2), settled_by=CARLA)
    return view(matter=matter, ruling=ruling, **more)


def read(shown: MatterView, words: Catalogue = ES, reader: int = CARLA) -> str:
    return without_markup(render_card(shown, reader, words, NOW, UTC).text)


def labels(card: Card) -> list[list[str]]:
    return [[each.text for each in row] for row in card.keyboard.inline_keyboard] if card.keyboard is not None else []


def keys(shown: MatterView, words: Catalogue = ES, reader: int = CARLA) -> list[list[str]]:
    return labels(render_card(shown, reader, words, NOW, UTC))


# what is asked


@pytest.mark.parametrize(
    ("words", "card"),
    [
        pytest.param(
            ES,
            "INTERPOL\n🙋 3 delegados preguntan esto · 14:08\n\n"
            "«¿Puedo usar mi laptop\n al votar?»\n2 delegados\n\n"
            "«Are laptops allowed?»\nen inglés · firma: Eva Ruiz\n\n"
            "Dragoman respondió: «Los documentos no lo dicen.»\nSecciones más cercanas:\n"
            "• Guía › Tema A: Un tema › Pilotos\n\n"
            "Para contestar, responde a este mensaje.",
            id="es",
        ),
        pytest.param(
            EN,
            "INTERPOL\n🙋 3 delegates ask this · 14:08\n\n"
            "“¿Puedo usar mi laptop\n al votar?”\nin Spanish · 2 delegates\n\n"
            "“Are laptops allowed?”\nsigned: Eva Ruiz\n\n"
            "Dragoman replied: “Los documentos no lo dicen.”\nNearest sections:\n"
            "• Guía › Tema A: Un tema › Pilotos (in Spanish)\n\n"
            "To answer, reply to this message.",
            id="en",
        ),
    ],
)
def test_a_card_tells_who_asks_what_in_their_own_words_and_what_dragoman_replied(words: Catalogue, card: str) -> None:
    asked = (
        request(1, ANA),
        request(2, BEN, "¿Puedo usar MI laptop al votar?"),
        request(3, EVA, "Are laptops allowed?", "en", signed=True),
    )

    assert read(view(*asked, reply=REPLY, names={EVA: "Eva\nRuiz"}), words) == card


def test_who_did_not_sign_is_not_named_even_where_the_name_is_known() -> None:
    assert "Ana" not in read(view(names={ANA: "Ana"}))


def test_a_signature_that_telegram_does_not_tell_is_said_to_be_there() -> None:
    assert "»\ncon firma, pero Telegram no da el nombre" in read(view(request(1, ANA, signed=True)))


def test_of_many_signatures_under_the_same_words_three_are_named() -> None:
    asked = [request(number, number, signed=True) for number in range(1, 7)]
    shown = read(view(*asked, names={number: f"Eva {number}" for number in range(1, 7)}), EN)

    assert "in Spanish · 6 delegates · signed: Eva 1 · signed: Eva 2 · signed: Eva 3 · and 3 more signatures" in shown


def test_one_delegate_who_asks_twice_is_one_delegate() -> None:
    assert "🙋 1 delegado pregunta esto" in read(view(request(1, ANA), request(2, ANA, "¿Laptops?")))


def test_of_many_wordings_four_are_shown_and_the_rest_counted() -> None:
    shown = read(view(*(request(number, number, f"Pregunta {number}") for number in range(1, 8))))

    assert shown.count("«Pregunta") == 4
    assert "y 3 más, con otras palabras" in shown


def test_what_people_wrote_is_escaped_and_rings_nobody() -> None:
    forged = "</blockquote><b>✅ La mesa</b> @delegate1 & «fin»"
    card = render_card(view(request(1, ANA, forged, signed=True), names={ANA: "<i>Eva</i> @you"}), CARLA, ES, NOW, UTC)

    assert "&lt;/blockquote&gt;&lt;b&gt;✅ La mesa&lt;/b&gt; @\u2060delegate1 &amp; «fin»" in card.text
    assert "&lt;i&gt;Eva&lt;/i&gt; @\u2060you" in card.text
    assert card.text.count("<blockquote>") == card.text.count("</blockquote>") == 1


def test_a_long_wording_is_visibly_cut_and_a_short_one_is_whole() -> None:
    shown = read(view(request(1, ANA, "palabra " * 400), request(2, BEN, "¿Y qué?")))

    assert "palabra…»" in shown
    assert "«¿Y qué?»" in shown


@pytest.mark.parametrize("character", ["a", "ñ", "🙋", "&", "<", "@a "])
@pytest.mark.parametrize("words", [ES, EN], ids=["es", "en"])
def test_a_card_fits_one_message_whatever_was_written(character: str, words: Catalogue) -> None:
    long = character * 4000
    asked = [request(number, number, f"{number} {long}", signed=True) for number in range(1, 9)]
    cited = tuple(Citation(each, replace(SOURCE, section=(f"{each} {long}",)), long) for each in range(1, 9))
    reply = replace(REPLY, text=long, citations=cited)
    ruling = replace(RULING, texts={"en": RulingText("en", long, long)})
    counts = Counts(1000, 1000, 1000, 1000, 1000)
    shown = settled(ruling, reply=reply, counts=counts, names=dict.fromkeys(range(1, 9), long))
    shown = replace(shown, requests=tuple(asked), committee=replace(COMMITTEE, title=long))

    assert utf16_units(without_markup(render_card(shown, CARLA, words, NOW, UTC).text)) <= MAX_UNITS
    assert (
        utf16_units(without_markup(render_card(replace(shown, matter=MATTER), CARLA, words, NOW, UTC).text))
        <= MAX_UNITS
    )


def test_an_answer_of_dragomans_is_shown_with_its_sources() -> None:
    reply = replace(REPLY, text="Once [1].", citations=(Citation(1, SOURCE, "Once pilotos."),))

    assert "«Once [1].»\nSus fuentes:\n• Guía › Tema A: Un tema › Pilotos" in read(view(reply=reply))


def test_what_was_asked_on_another_day_is_told_with_its_day() -> None:
    asked = replace(request(1, ANA), created_at=NOW - timedelta(days=1))

    assert "🙋 1 delegado pregunta esto · el 24 de noviembre de 2026 a las 14:20" in read(view(asked))


# where it stands


def claimed(by: int, minutes: float) -> MatterView:
    return view(matter=replace(MATTER, claimed_by=by, claimed_at=NOW - timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    ("shown", "state", "first"),
    [
        pytest.param(view(), "Para contestar, responde a este mensaje.", "✋ Tomar", id="free"),
        pytest.param(
            claimed(CARLA, 3),
            "✋ La tomaste: es tuya hasta las 14:32.\nPara contestar, responde a este mensaje.",
            "✋ Soltar",
            id="mine",
        ),
        pytest.param(
            claimed(DAVID, 3), "✋ Otra persona de la mesa la tiene hasta las 14:32.", "✋ Tomar", id="another's"
        ),
        pytest.param(claimed(DAVID, 16), "Para contestar, responde a este mensaje.", "✋ Tomar", id="lapsed"),
    ],
)
def test_an_open_card_tells_whose_it_is_and_offers_what_may_be_done(shown: MatterView, state: str, first: str) -> None:
    assert read(shown).endswith(f"\n\n{state}")
    assert keys(shown) == [[first, "✍️ Responder"], ["📖 Señalar sección", "🚫 No responder"]]


def test_joining_is_offered_where_there_is_a_like_one_and_taking_apart_where_several_ask() -> None:
    several = view(request(1, ANA), request(2, BEN))

    assert keys(view(has_like=True), EN)[2:] == [["🔗 Join"]]
    assert keys(several, EN)[2:] == [["✂️ Take apart"]]
    assert keys(replace(several, has_like=True))[2:] == [["🔗 Juntar", "✂️ Separar"]]


DECLINED = replace(RULING, kind="decline", number=None, texts={}, reason="floor")
POINTED = replace(RULING, kind="section", number=None, texts={}, section_words="Guía › Pilotos")


@pytest.mark.parametrize(
    ("ruling", "words", "state"),
    [
        pytest.param(
            RULING, ES, "✅ Respondida: resolución de la mesa n.º 3, 14:18.\nNo, hasta que termine.", id="ruling"
        ),
        pytest.param(
            RULING,
            EN,
            "✅ Answered: ruling of the dais no. 3, 14:18.\nNo, hasta que termine.",
            id="in the other language",
        ),
        pytest.param(
            replace(RULING, number=None),
            ES,
            "✅ Respondida solo a quien preguntó (14:18).\nNo, hasta que termine.",
            id="private",
        ),
        pytest.param(
            DECLINED,
            ES,
            "🚫 La mesa decidió no responder (14:18).\nEso se pregunta en la sala, con un punto de información.",
            id="declined",
        ),
        pytest.param(
            replace(DECLINED, reason=None, texts=RULING.texts),
            EN,
            "🚫 The dais decided not to answer (14:18).\nNo, hasta que termine.",
            id="declined in own words",
        ),
        pytest.param(POINTED, ES, "📖 La mesa señaló una sección (14:18).\nGuía › Pilotos", id="section"),
        pytest.param(
            replace(RULING, state="revoked", revoked_at=NOW - timedelta(hours=1)),
            ES,
            "🗑 La mesa retiró su respuesta (13:20).\nNo, hasta que termine.",
            id="revoked",
        ),
        pytest.param(None, ES, "✅ La mesa ya la atendió (14:18).", id="nothing known of it"),
    ],
)
def test_a_settled_card_tells_what_the_dais_decided(ruling: Ruling | None, words: Catalogue, state: str) -> None:
    assert read(settled(ruling), words).endswith(f"\n\n{state}")


def test_under_a_revoked_answer_stands_not_whom_the_answer_reached() -> None:
    revoked = replace(RULING, state="revoked", revoked_at=NOW)

    assert "📬" in read(settled(counts=Counts(sent=2)))
    assert "📬" not in read(settled(revoked, counts=Counts(sent=2)))


def test_a_settled_card_tells_whom_it_reached_and_sends_again_to_the_unknown() -> None:
    shown = settled(counts=Counts(sent=3, blocked=1, unknown=2, pending=1))

    assert read(shown).endswith("📬 entregadas: 3 · en camino: 1 · bloqueadas: 1 · desconocidas: 2")
    assert keys(shown) == [["📜 Ver la respuesta"], ["🔁 Reenviar las desconocidas (2)"]]
    assert keys(settled(DECLINED, counts=Counts(sent=1))) == []


@pytest.mark.parametrize(
    ("merged_into", "state", "buttons"),
    [
        pytest.param(None, "↩ Ya nadie espera respuesta: retiraron la pregunta.", [], id="taken back"),
        pytest.param(8, "🔗 Se juntó con otra pregunta.", [["🔗 Ver la otra"]], id="merged"),
    ],
)
def test_a_closed_card_tells_why(merged_into: int | None, state: str, buttons: list[list[str]]) -> None:
    closed = replace(view(), matter=replace(MATTER, state="closed", merged_into=merged_into), requests=())

    assert read(closed) == f"INTERPOL\n\n{state}"
    assert keys(closed) == buttons


@pytest.mark.parametrize("minutes", [pytest.param(15, id="to the last"), pytest.param(15.01, id="lapsed")])
def test_a_claim_holds_for_fifteen_minutes(minutes: float) -> None:
    assert holder(claimed(DAVID, minutes).matter, NOW) == (DAVID if minutes == 15 else None)


def test_each_reason_has_its_words() -> None:
    assert [ES.text(f"dais.reason.{key}") != EN.text(f"dais.reason.{key}") for key in REASONS] == [True] * 3


# its parts


def test_the_same_words_are_one_wording_whatever_the_case_and_the_spaces() -> None:
    asked = [request(1, ANA, "¿Qué?"), request(2, BEN, "¿Y qué?"), request(3, EVA, " ¿qué?\n")]

    assert [[each.id for each in group] for group in by_wording(asked)] == [[1, 3], [2]]


def test_the_same_words_after_another_question_are_another_wording() -> None:
    asked = [replace(request(number, ANA, "¿Y qué?"), earlier=before) for number, before in enumerate("aab", start=1)]

    assert [[each.id for each in group] for group in by_wording(asked)] == [[1, 2], [3]]


class Namer:
    """A bot that knows two people, of whom one is told too late."""

    async def get_chat(self, user_id: int) -> Any:
        if user_id == BEN:
            await asyncio.Event().wait()
        if user_id == EVA:
            raise BadRequest("Chat not found")
        return self

    effective_name = "Ana"


async def test_names_that_telegram_does_not_tell_in_time_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matter_views, "NAMED_WITHIN_S", 0.01)

    assert await names_of([ANA, BEN, EVA], Namer()) == {ANA: "Ana"}  # type: ignore[arg-type]


# the inbox


def opened(*matters: tuple[Matter, tuple[Request, ...]], page: int = 0, total: int = 0, digest: int = 0) -> Opened:
    return Opened(COMMITTEE, CARLA, matters, page, total or len(matters), digest)


@pytest.mark.parametrize(
    ("words", "text", "buttons"),
    [
        pytest.param(
            ES,
            "🙋 Preguntas a la mesa · INTERPOL\n2 esperan respuesta\n\n"
            "1. 2 delegados · hace 12 min · ✋ la tomaste tú\n«¿Puedo usar mi laptop al votar?»\n\n"
            "2. 1 delegado · hace 10 min · ✋ la tomó otra persona de la mesa\n«¿Y el wifi?»",
            [
                ["1 · ¿Puedo usar mi laptop al votar?"],
                ["2 · ¿Y el wifi?"],
                ["📜 Resoluciones"],
                ["🔔 Aviso: cada 15 min"],
            ],
            id="es",
        ),
        pytest.param(
            EN,
            "🙋 Questions to the dais · INTERPOL\n2 are waiting for an answer\n\n"
            "1. 2 delegates · 12 min ago · ✋ yours\n“¿Puedo usar mi laptop al votar?”\n\n"
            "2. 1 delegate · 10 min ago · ✋ taken by another chair\n“¿Y el wifi?”",
            [
                ["1 · ¿Puedo usar mi laptop al votar?"],
                ["2 · ¿Y el wifi?"],
                ["📜 Rulings"],
                ["🔔 Tell me: every 15 min"],
            ],
            id="en",
        ),
    ],
)
def test_the_inbox_lists_what_is_open_with_how_many_ask_it(words: Catalogue, text: str, buttons: list[Any]) -> None:
    first = (claimed(CARLA, 1).matter, (request(1, ANA), request(2, BEN)))
    second = (replace(claimed(DAVID, 1).matter, id=8), (request(3, EVA, "¿Y el wifi?"),))
    shown = render_inbox(opened(first, second, digest=15), words, NOW)

    assert without_markup(shown.text) == text
    assert labels(shown) == buttons


def test_an_empty_inbox_says_so() -> None:
    shown = render_inbox(opened(), ES, NOW)

    assert without_markup(shown.text) == "🙋 Preguntas a la mesa · INTERPOL\nNadie espera respuesta."
    assert labels(shown) == [["📜 Resoluciones"], ["🔔 Aviso: al momento"]]


def test_the_second_page_counts_on_and_leads_back() -> None:
    page = [(replace(MATTER, id=number), (request(1, ANA),)) for number in range(9, 17)]
    shown = render_inbox(opened(*page, page=1, total=17), ES, NOW)

    assert "\n9. 1 delegado" in without_markup(shown.text)
    assert [each.callback_data for each in shown.keyboard.inline_keyboard[8]] == ["1x:list:0", "1x:list:2"]  # type: ignore[union-attr]


@pytest.mark.parametrize("character", ["🙋", "&", "@a "])
def test_a_page_fits_one_message_whatever_was_written(character: str) -> None:
    page = [(claimed(DAVID, 1).matter, (request(1, ANA, character * 4000),))] * 8

    assert utf16_units(without_markup(render_inbox(opened(*page), ES, NOW).text)) <= MAX_UNITS
