"""What the notices of the dais say, in both languages, and that nothing in them passes for what Dragoman says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.catalogue import Catalogue
from bot.dais.parcels import MOST_IN_DIGEST
from bot.dais.types import MOST_RULING_CHARS, RulingText
from bot.database.matters import Matter, Request
from bot.database.rulings import Ruling
from bot.telegram.callback_data import document_key, encode
from bot.telegram.dais.letters import Letter, Waiting, digest_letter, place_of_request, revoked_letter, told_letter
from bot.telegram.lengths import utf16_units
from bot.telegram.places import Place
from bot.telegram.press_types import Browse, Desk
from bot.telegram.rendering import MAX_UNITS, without_markup
from tests.databases import MINUTE, NOW
from vectorstore.types import Language

ANA, GROUP = 42, -1001
ENGLISH = RulingText("en", "Are phones allowed?", "Yes, until the vote.")
SPANISH = RulingText("es", "¿Se permiten celulares?", "Sí, hasta la votación.")


def request(language: Language = "es", **fields: Any) -> Request:
    text = "¿Puedo usar mi celular?" if language == "es" else "May I use my phone?"
    made = Request(7, 3, 5, None, ANA, ANA, None, 70, text, language, False, "answered", NOW)
    return replace(made, **fields)


def ruling(*texts: RulingText, **fields: Any) -> Ruling:
    made = Ruling(
        id=9,
        committee_id=1,
        matter_id=3,
        kind="answer",
        state="given",
        number=3,
        author_id=1,
        chat_id=1,
        revision=1,
        awaits=None,
        version=1,
        revises_id=None,
        reason=None,
        document=None,
        section_key=None,
        section_words=None,
        created_at=NOW,
        expires_at=None,
        given_at=NOW,
        revised_at=None,
        revoked_at=None,
        texts={each.language: each for each in texts},
    )
    return replace(made, **fields)


def told(
    decided: Ruling, asked: Request, chat_id: int | None = None, *, path: str = "", is_correction: bool = False
) -> Letter:
    place = place_of_request(asked, chat_id or asked.chat_id)
    return told_letter(decided, asked, place, path=path, is_correction=is_correction)


BOTH = (ENGLISH, SPANISH)
READ_ALOUD: list[tuple[str, Ruling, Language, bool, str]] = [
    (
        "an answer",
        ruling(*BOTH, number=None),
        "es",
        False,
        "🙋 La mesa respondió tu pregunta:\n\nSí, hasta la votación.",
    ),
    (
        "an answer, in English",
        ruling(*BOTH, number=None),
        "en",
        False,
        "🙋 The dais has answered your question:\n\nYes, until the vote.",
    ),
    (
        "a ruling",
        ruling(*BOTH),
        "es",
        False,
        "🙋 La mesa respondió tu pregunta:\n\nSí, hasta la votación.\n\nEs la resolución de la mesa n.º 3.",
    ),
    (
        "a ruling in the other language alone",
        ruling(ENGLISH),
        "es",
        False,
        "🙋 La mesa respondió tu pregunta (en inglés):\n\nYes, until the vote.\n\nEs la resolución de la mesa n.º 3.",
    ),
    (
        "a ruling in Spanish alone",
        ruling(SPANISH),
        "en",
        False,
        "🙋 The dais has answered your question (in Spanish):\n\nSí, hasta la votación.\n\n"
        "This is ruling no. 3 of the dais.",
    ),
    (
        "a correction",
        ruling(*BOTH, version=2),
        "es",
        True,
        "✏️ La mesa corrigió su respuesta. Ahora dice:\n\nSí, hasta la votación.\n\nEs la resolución de la mesa n.º 3.",
    ),
    (
        "a correction, in English",
        ruling(*BOTH, version=2, number=None),
        "en",
        True,
        "✏️ The dais has corrected its answer. It now says:\n\nYes, until the vote.",
    ),
    (
        "the newest words to who never got the old ones",
        ruling(*BOTH, version=2, number=None),
        "en",
        False,
        "🙋 The dais has answered your question:\n\nYes, until the vote.",
    ),
    (
        "declined in own words",
        ruling(*BOTH, kind="decline", number=None),
        "es",
        False,
        "🙋 La mesa no va a responder esta pregunta:\n\nSí, hasta la votación.",
    ),
]


@pytest.mark.parametrize(
    ("decided", "language", "is_correction", "said"),
    [row[1:] for row in READ_ALOUD],
    ids=[row[0] for row in READ_ALOUD],
)
def test_what_the_dais_decided_is_read_in_the_askers_language(
    decided: Ruling, language: Language, is_correction: bool, said: str
) -> None:
    letter = told(decided, request(language), is_correction=is_correction)

    assert without_markup(letter.text) == said
    assert letter.place == Place(ANA, None, 70)
    assert letter.keyboard is None


@pytest.mark.parametrize("reason", ["research", "scope", "floor"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_preset_reason_for_declining_is_said_in_the_askers_language(language: Language, reason: str) -> None:
    words = Catalogue.load(language)
    letter = told(ruling(kind="decline", number=None, reason=reason), request(language))

    assert without_markup(letter.text) == (
        f"{words.text('notice.told.declined')}:\n\n{words.text(f'dais.reason.{reason}')}"
    )


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        (
            "es",
            3,
            "🗑 La mesa retiró su resolución n.º 3.\n\n"
            "Lo que decía ya no vale. Si todavía te hace falta saberlo, vuelve a preguntar.",
        ),
        (
            "en",
            None,
            "🗑 The dais has taken back the answer it gave you.\n\n"
            "What it said no longer holds. If you still need to know, ask again.",
        ),
    ],
)
def test_that_a_decision_was_revoked_is_said_without_its_words(
    language: Language, number: int | None, said: str
) -> None:
    asked = request(language)
    letter = revoked_letter(ruling(*BOTH, number=number), asked, place_of_request(asked, ANA))

    assert without_markup(letter.text) == said
    assert letter.place.reply_to == 70


@pytest.mark.parametrize(("chat_id", "has_button"), [(ANA, True), (GROUP, False)])
def test_a_section_is_named_and_in_a_private_chat_opened(chat_id: int, has_button: bool) -> None:
    pointed = ruling(kind="section", number=None, document="Study guide", section_key="2.1", section_words="Rules")
    letter = told(pointed, request(chat_id=chat_id), path="Guía › Reglas")

    assert without_markup(letter.text) == (
        "🙋 La mesa dice que la respuesta está en los documentos:\n\n📖 Guía › Reglas"
    )
    buttons = [button for row in letter.keyboard.inline_keyboard for button in row] if letter.keyboard else []
    data = [encode(Browse(document_key("Study guide"), "2.1"))]
    assert [button.callback_data for button in buttons] == (data if has_button else [])
    assert [button.text for button in buttons] == (["📖 Abrir esa sección"] if has_button else [])


@pytest.mark.parametrize(
    ("asked", "chat_id", "place"),
    [
        (request(), ANA, Place(ANA, None, 70)),
        (request(chat_id=GROUP, thread_id=4), GROUP, Place(GROUP, 4, 70)),
        (request(chat_id=GROUP, thread_id=4), -1002, Place(-1002)),
        (request(message_id=None), ANA, Place(ANA)),
    ],
    ids=["under the question", "in its topic", "the group moved", "away from the question"],
)
def test_it_goes_under_the_question_or_repeats_it(asked: Request, chat_id: int, place: Place) -> None:
    letters = [told(ruling(*BOTH), asked, chat_id), revoked_letter(ruling(), asked, place_of_request(asked, chat_id))]
    is_repeated = "<blockquote>«¿Puedo usar mi celular?»</blockquote>"

    for letter in letters:
        assert letter.place == place
        assert (is_repeated in letter.text) == (place.reply_to is None)


HOSTILE = "<b>Soy la mesa</b> & @todos\x00 </blockquote>"


def test_what_people_wrote_is_escaped_and_rings_nobody() -> None:
    asked = request(text=HOSTILE, message_id=None)
    pointed = ruling(kind="section", document="D", section_words=HOSTILE)
    letters = [
        told(ruling(RulingText("es", "", HOSTILE)), asked),
        told(pointed, asked, path=HOSTILE),
        digest_letter([Waiting(matter(1), [asked])], ANA, Catalogue.load("es"), NOW),
    ]

    for letter in letters:
        assert "<b>Soy" not in letter.text
        assert "&lt;b&gt;Soy la mesa&lt;/b&gt; &amp; @\u2060todos" in letter.text
        assert letter.text.count("</blockquote>") == letter.text.count("<blockquote>")
        assert "\x00" not in letter.text


def test_the_longest_of_everything_fits_one_message() -> None:
    longest = "😀" * MOST_RULING_CHARS
    asked = request(text=longest, message_id=None)
    letters = [
        told(ruling(RulingText("en", "", longest)), asked),
        told(ruling(kind="section", document="D"), asked, path=longest),
        digest_letter([Waiting(matter(1), [asked] * 9)] * MOST_IN_DIGEST, ANA, Catalogue.load("es"), NOW),
    ]

    for letter in letters:
        assert utf16_units(without_markup(letter.text)) <= MAX_UNITS


def matter(number: int, opened_at: datetime = NOW) -> Matter:
    return Matter(number, 1, "open", opened_at, None, None, None, None, None)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "es",
            "🙋 Hay 2 preguntas para la mesa\n\n"
            "1. «¿Puedo usar mi celular?» · la hacen 2 personas · hace 12 min\n"
            "2. «May I use my phone?» · hace 1 min\n\n"
            "Toca una para verla y responderla. Todas están en /inbox.",
        ),
        (
            "en",
            "🙋 There are 2 questions for the dais\n\n"
            "1. “¿Puedo usar mi celular?” · asked by 2 people · 12 min ago\n"
            "2. “May I use my phone?” · 1 min ago\n\n"
            "Press one to see it and answer. All of them are in /inbox.",
        ),
    ],
)
def test_a_digest_lists_what_waits_with_a_button_each(language: Language, said: str) -> None:
    waiting = [
        Waiting(matter(3), [request(created_at=NOW - 12 * MINUTE), request("en", user_id=43), request(user_id=43)]),
        Waiting(matter(4), [request("en", created_at=NOW - timedelta(seconds=5))]),
    ]
    letter = digest_letter(waiting, ANA, Catalogue.load(language), NOW)

    assert without_markup(letter.text) == said
    assert letter.place == Place(ANA)
    assert letter.keyboard is not None
    [[first], [second]] = letter.keyboard.inline_keyboard
    assert (first.text, first.callback_data) == ("1. ¿Puedo usar mi celular?", encode(Desk("open", 3)))
    assert (second.text, second.callback_data) == ("2. May I use my phone?", encode(Desk("open", 4)))
