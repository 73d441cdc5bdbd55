"""The buttons under messages: which there are, what they say and what they carry."""

from __future__ import annotations

import pytest
from telegram import InlineKeyboardMarkup

from answering.types import Answer, Citation, Refusal, SmallTalk, Source
from bot.catalogue import Catalogue
from bot.telegram import callback_data, press_types
from bot.telegram.changes import Change
from bot.telegram.keyboards import (
    ENTRIES_A_PAGE,
    Entry,
    browse_keyboard,
    labels,
    language_keyboard,
    quote_keyboard,
    reply_keyboard,
)
from bot.telegram.lengths import utf16_units
from bot.telegram.press_types import Browse, CallbackData, Dais, More, Near, SetLanguage, Thumb

ES, EN = Catalogue.load("es"), Catalogue.load("en")
TOPIC_A = "Tema A: Medidas preventivas para disminuir la trata de migrantes"
TOPIC_B = "Tema B: Protocolos de rescate y atención a las víctimas de la trata"
KEY = callback_data.document_key("Study guide")


def source(*section: str, title: str = "Guía de estudio") -> Source:
    return Source("p", "Study guide", title, section, None, "es", 1.0)


def read(keyboard: InlineKeyboardMarkup | None) -> list[list[tuple[str, CallbackData]]]:
    assert keyboard is not None
    return [
        [(button.text, callback_data.decode(button.callback_data)) for button in row]
        for row in keyboard.inline_keyboard
    ]


def test_an_answer_has_a_button_a_source_and_three_more() -> None:
    cited = (
        Citation(1, source(TOPIC_A, "Acciones emprendidas", "Proyecto TRACK4TIP"), "…"),
        Citation(2, source(TOPIC_A, "Referencias"), "…"),
    )
    answer = Answer("… [1] … [2]", "es", cited, (), "quotes")

    assert read(reply_keyboard(answer, reply_id=12, question_id=9, words=ES)) == [
        [("[1] Proyecto TRACK4TIP", press_types.Source(12, 1))],
        [("[2] Referencias", press_types.Source(12, 2))],
        [("🙋", Dais(9)), ("👍", Thumb(12, 1)), ("👎", Thumb(12, -1))],
    ]


def test_a_refusal_has_its_nearest_sections_and_the_dais() -> None:
    nearest = (source(TOPIC_A, "Referencias"), source(TOPIC_B, "Referencias"), source(TOPIC_B))
    refusal = Refusal("…", "es", "not_in_documents", nearest, ())

    assert read(reply_keyboard(refusal, reply_id=12, question_id=9, words=ES)) == [
        [("Tema A › Referencias", Near(12, 1))],
        [("Tema B › Referencias", Near(12, 2))],
        [("Tema B", Near(12, 3))],
        [("🙋", Dais(9))],
    ]


def test_a_refusal_without_documents_still_has_the_dais() -> None:
    refusal = Refusal("…", "en", "no_documents", (), ())

    assert read(reply_keyboard(refusal, reply_id=1, question_id=1, words=EN)) == [[("🙋", Dais(1))]]


def test_small_talk_has_no_buttons() -> None:
    assert reply_keyboard(SmallTalk("¡Hola!", "es"), reply_id=1, question_id=1, words=ES) is None


@pytest.mark.parametrize(("words", "said"), [(ES, "Leer más"), (EN, "Read more")], ids=["es", "en"])
def test_a_quote_has_more(words: Catalogue, said: str) -> None:
    assert read(quote_keyboard(reply_id=3, number=2, words=words)) == [[(said, More(3, 2))]]


def test_a_quote_that_changed_leads_to_today_s_text_and_one_that_is_gone_nowhere() -> None:
    changed = quote_keyboard(reply_id=3, number=2, words=ES, change=Change("document", is_gone=False))

    assert read(changed) == [[("El texto de hoy", More(3, 2))]]
    assert quote_keyboard(reply_id=3, number=2, words=ES, change=Change("document", is_gone=True)) is None


def test_the_language_in_force_is_marked() -> None:
    es, en, auto = SetLanguage("es"), SetLanguage("en"), SetLanguage("auto")

    assert read(language_keyboard("en", ES)) == [[("Español", es), ("✓ English", en)], [("Automático", auto)]]
    assert read(language_keyboard(None, EN)) == [[("Español", es), ("English", en)], [("✓ Automatic", auto)]]


def entries(count: int) -> list[Entry]:
    return [Entry(f"Section {number}", Browse(KEY, str(number))) for number in range(1, count + 1)]


def test_a_few_sections_are_shown_with_the_way_back() -> None:
    keyboard = browse_keyboard(entries(2), here=Browse(KEY), back=Browse(), words=EN)

    assert read(keyboard) == [
        [("Section 1", Browse(KEY, "1"))],
        [("Section 2", Browse(KEY, "2"))],
        [("‹ Back", Browse())],
    ]


@pytest.mark.parametrize(
    ("page", "first", "turns"),
    [
        pytest.param(0, 1, [("»", 1)], id="first"),
        pytest.param(1, ENTRIES_A_PAGE + 1, [("«", 0), ("»", 2)], id="middle"),
        pytest.param(2, 2 * ENTRIES_A_PAGE + 1, [("«", 1)], id="last"),
        pytest.param(9, 2 * ENTRIES_A_PAGE + 1, [("«", 1)], id="beyond the last"),
    ],
)
def test_many_sections_are_leafed_through(page: int, first: int, turns: list[tuple[str, int]]) -> None:
    here = Browse(KEY, "2", page)

    rows = read(browse_keyboard(entries(2 * ENTRIES_A_PAGE + 3), here=here, back=Browse(KEY), words=EN))

    assert rows[0] == [(f"Section {first}", Browse(KEY, str(first)))]
    assert rows[-2] == [(label, Browse(KEY, "2", to)) for label, to in turns]
    assert rows[-1] == [("‹ Back", Browse(KEY))]


def test_every_section_is_on_one_page() -> None:
    many = entries(5 * ENTRIES_A_PAGE)
    pages = [read(browse_keyboard(many, here=Browse(KEY, "", page), back=None, words=EN)) for page in range(5)]

    assert [button for rows in pages for row in rows[:-1] for button in row] == [
        (entry.label, entry.target) for entry in many
    ]


def test_nothing_to_press_is_no_keyboard() -> None:
    assert browse_keyboard([], here=Browse(), back=None, words=EN) is None


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([source()], ["Guía de estudio"], id="above the first heading"),
        pytest.param([source("A"), source("A")], ["A", "A"], id="one section twice"),
        pytest.param([source("A"), source("B", "A")], ["Guía de estudio › A", "B › A"], id="one below another"),
        pytest.param([source("A"), source("A", title="Hoja")], ["Guía de estudio › A", "Hoja › A"], id="two documents"),
        pytest.param([source("A\nB\x00\u202e")], ["A B"], id="control characters"),
        pytest.param([source("<b>&")], ["<b>&"], id="no HTML in a button"),
        pytest.param([source(" ")], ["…"], id="blank heading"),
    ],
)
def test_labels_tell_sections_apart(sources: list[Source], expected: list[str]) -> None:
    assert labels(sources) == expected


def test_long_labels_are_shortened_where_they_say_least() -> None:
    long = "Alianza Global contra la Trata de Personas y el Tráfico Ilícito"
    one, other = source("Capítulo primero de los antecedentes", "Referencias"), source("B", "Referencias")

    assert labels([source(long)]) == ["Alianza Global contra la Trata de…"]
    assert labels([one, other]) == ["…de los antecedentes › Referencias", "B › Referencias"]
    assert all(utf16_units(label) <= 42 for label in labels([one, other, source("🙋" * 90)]))


def test_the_largest_ids_fit() -> None:
    largest = 2**63 - 1
    answer = Answer("…", "es", (Citation(999, source("A"), "…"),), (), "quotes")

    rows = read(reply_keyboard(answer, reply_id=largest, question_id=largest, words=ES))

    assert [[data for _, data in row] for row in rows] == [
        [press_types.Source(largest, 999)],
        [Dais(largest), Thumb(largest, 1), Thumb(largest, -1)],
    ]
