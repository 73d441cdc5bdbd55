"""Replies, quotes and reports as Telegram's HTML: escaped, whole, and short enough."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from answering.gate import Verdict
from answering.refusals import refuse
from answering.types import Answer, Citation, Refusal, Reply, SmallTalk, Source
from answering.wording import WORDING
from bot.catalogue import Catalogue
from bot.telegram.lengths import utf16_units
from bot.telegram.rendering import (
    MAX_UNITS,
    Html,
    escape,
    quiet,
    render_begun,
    render_changed,
    render_forgotten,
    render_headings,
    render_help,
    render_more,
    render_quote,
    render_reply,
    render_shared,
    section_name,
    summary,
    without_markup,
)
from vectorstore.types import Hit, Language, Passage

NASTY = '<b>&"</b> <a href="tg">x</a> &lt; {n}'
SPANISH, ENGLISH = Catalogue.load("es"), Catalogue.load("en")
PATH = ("Topic A: Preventive measures for migrants and refugees", "Actions taken", "Project TRACK4TIP")


def source(*section: str, title: str = "Study guide", page: int | None = None, language: str = "en") -> Source:
    return Source("p1", "Study guide", title, section or PATH, page, language, 1.5)


def answer(text: str, *citations: Citation) -> Answer:
    return Answer(text, "en", citations or (Citation(1, source(), "Eight countries."),), (), "quotes")


class Strict(HTMLParser):
    """What Telegram takes of HTML: three tags, closed in order; the rest raises."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.read = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert (tag, attrs) in [("b", []), ("i", []), ("blockquote", [("expandable", None)])]
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.read += data


def read(message: Html) -> str:
    """Return what a person reads, where Telegram takes the message."""
    parser = Strict()
    parser.feed(message)
    parser.close()
    assert parser.open == []
    assert parser.read == without_markup(message)
    assert 0 < utf16_units(parser.read) <= MAX_UNITS
    return parser.read


def test_an_answer_has_its_text_a_blank_line_and_a_line_a_source() -> None:
    cited = (
        Citation(1, source(page=2), "Eight countries."),
        Citation(2, source("Trata de personas", title="Hoja informativa", language="es"), "Seis."),
    )

    assert render_reply(answer("It covers eight [1], once six [2].", *cited)) == [
        "It covers eight [1], once six [2].\n\n"
        "[1] Study guide › Topic A › Actions taken › Project TRACK4TIP, p. 2\n"
        "[2] Hoja informativa › Trata de personas (in Spanish)"
    ]


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(SmallTalk("¡Hola!", "es"), id="small talk"),
        pytest.param(Refusal("The documents do not tell.", "en", "not_in_documents", (source(),), ()), id="refusal"),
    ],
)
def test_other_replies_are_their_text(reply: Reply) -> None:
    assert render_reply(reply) == [reply.text]


@pytest.mark.parametrize(
    ("language", "closing"),
    [("es", "Puedes preguntar a la mesa con 🙋."), ("en", "You can ask the dais with 🙋.")],
)
def test_a_refusal_closes_with_the_button_that_stands_below_it(language: Language, closing: str) -> None:
    found = Passage("p1", "Study guide", "Study guide", "en", PATH, "1.1", 0, None, "It covers eight.", ())
    refusal = refuse(Verdict(False, 0.1, "not_in_documents"), [Hit(found, 1.0, 0.1, 0.0, ())], language)
    (message,) = render_reply(refusal)

    assert refusal.text.endswith(WORDING[language].ask_the_dais)
    assert message == refusal.text.removesuffix(WORDING[language].ask_the_dais) + closing
    assert "🙋" not in render_shared("?", refusal)


def test_a_note_stands_above_the_reply_in_italics() -> None:
    assert render_reply(SmallTalk("Hi!", "en"), note="Edited <b>&") == ["<i>Edited &lt;b&gt;&amp;</i>\n\nHi!"]


def nasty_source(language: str = "en") -> Source:
    return Source("p1", NASTY, NASTY, (NASTY, f"2 {NASTY}"), 3, language, 1.0)


@pytest.mark.parametrize(
    ("messages", "times"),
    [
        pytest.param(render_reply(answer(NASTY, Citation(1, nasty_source("<b>&"), NASTY))), 3, id="answer"),
        pytest.param(render_reply(answer("[1]", Citation(1, nasty_source(), NASTY)), note=NASTY), 3, id="note"),
        pytest.param(render_reply(Refusal(NASTY, "en", "no_documents", (), ())), 1, id="refusal"),
        pytest.param(render_reply(SmallTalk(NASTY, "es")), 1, id="small talk"),
        pytest.param([render_shared(NASTY, answer(NASTY, Citation(1, nasty_source(), NASTY)))], 4, id="shared"),
        pytest.param(render_quote(nasty_source("<b>&"), NASTY, "es"), 4, id="quote"),
        pytest.param(render_quote(nasty_source("<b>&"), NASTY, "es", NASTY), 5, id="a translated quote"),
        pytest.param([render_begun(NASTY, note=NASTY)], 2, id="a reply begun"),
        pytest.param([render_more(nasty_source(), NASTY, [NASTY, f"0 {NASTY}"], "es")], 5, id="more"),
        pytest.param([render_changed(nasty_source(), NASTY, [NASTY], "es", note=NASTY)], 5, id="changed"),
        pytest.param([render_headings(NASTY, 2, SPANISH)], 1, id="headings"),
        pytest.param([render_help(SPANISH, bot=NASTY, chair=True)], 1, id="help"),
        pytest.param([escape(SPANISH.text("join.delegate", committee=NASTY))], 1, id="a text of the catalogue"),
    ],
)
def test_everything_dynamic_is_escaped(messages: list[Html], times: int) -> None:
    shown = "".join(read(message) for message in messages)

    assert shown.count(NASTY) >= times
    assert not any("<a" in message for message in messages)


def test_no_name_in_the_words_of_others_rings_a_phone() -> None:
    shown = [
        *render_reply(answer("ask @delegate_1 [1]", Citation(1, source("@all"), "x"))),
        *render_quote(source("@all"), "@everyone, info@un.org", "en", "@everyone"),
        render_begun("@victim"),
        render_shared("@victim", SmallTalk("@victim", "en")),
    ]

    assert "@\u2060delegate_1" in shown[0]
    assert "info@un.org" in shown[1]
    assert [name for text in shown for name in ("@delegate_1", "@all", "@everyone", "@victim") if name in text] == []


@pytest.mark.parametrize("note", ["", "Long & wide"])
@pytest.mark.parametrize("text", ["One [1].", "5 < 6 & @all [1]. " * 300], ids=["short", "too long for one message"])
def test_what_is_shown_of_a_reply_begins_as_its_first_message_does(text: str, note: str) -> None:
    whole = render_reply(answer(f"{text} And more [1]."), note=note)

    assert without_markup(whole[0]).startswith(without_markup(render_begun(text.strip(), note=note))[: MAX_UNITS - 20])


@pytest.mark.parametrize(
    "length", [50, 4096, 5000], ids=["in its message", "in the next message", "after two messages"]
)
@pytest.mark.parametrize("translated", [20, 5000])
def test_a_translation_comes_under_the_quote_and_changes_no_message_before_its_own(
    length: int, translated: int
) -> None:
    quote, translation = "Word " * (length // 5), "Palabra " * (translated // 8)
    before = render_quote(source(), quote, "es")
    after = render_quote(source(), quote, "es", translation)

    assert after[: len(before) - 1] == before[:-1]
    assert after[len(before) - 1].startswith(before[-1])
    shown = " ".join(read(message) for message in after)
    assert shown.count("Palabra") == translated // 8
    assert "Traducción: «Palabra" in shown
    assert shown.endswith("»")


def test_what_steers_a_screen_or_cannot_be_sent_is_left_out() -> None:
    assert quiet("a\x00b\u202ec\ud800d\x1b[31m\ne") == "abcd[31m\ne"
    escape("\ud83d alone").encode()


@pytest.mark.parametrize(
    ("length", "filler", "messages"),
    [
        pytest.param(MAX_UNITS, "a", 1, id="just fits"),
        pytest.param(MAX_UNITS + 1, "a", 2, id="one too many"),
        pytest.param(MAX_UNITS // 2, "🙋", 1, id="emoji that just fit"),
        pytest.param(MAX_UNITS // 2 + 1, "🙋", 2, id="one emoji too many"),
        pytest.param(MAX_UNITS, "<", 1, id="escapes do not count"),
        pytest.param(3 * MAX_UNITS, "&", 3, id="escapes in three messages"),
    ],
)
def test_a_message_holds_4096_utf16_units(length: int, filler: str, messages: int) -> None:
    shown = [read(message) for message in render_reply(SmallTalk(filler * length, "en"))]

    assert len(shown) == messages
    assert "".join(shown) == filler * length


def test_a_long_answer_is_cut_between_its_paragraphs_and_keeps_its_sources() -> None:
    paragraphs = [f"{number} " + "Ñandú 🙋 <b>& " * 120 + "[1]" for number in range(6)]
    long = answer("\n\n".join(paragraphs))

    shown = [read(message) for message in render_reply(long)]

    assert len(shown) > 1
    assert [block for text in shown for block in text.split("\n\n")] == [
        *paragraphs,
        "[1] Study guide › Topic A › Actions taken › Project TRACK4TIP",
    ]


def test_a_long_reply_with_a_note_fits_too() -> None:
    note = "🙋" * 40

    shown = [read(message) for message in render_reply(SmallTalk("a" * MAX_UNITS, "en"), note=note)]

    assert shown[0].startswith(f"{note}\n\naaa")
    assert "".join(shown).count("a") == MAX_UNITS


def test_a_quote_stands_under_its_sections_name() -> None:
    assert render_quote(source(page=2), "Eight <countries>.", "es") == [
        "<b>Project TRACK4TIP</b>\n"
        "<i>Study guide › Topic A › Actions taken › Project TRACK4TIP, pág. 2 (en inglés)</i>\n"
        "<blockquote expandable>Eight &lt;countries&gt;.</blockquote>"
    ]


def test_text_above_the_first_heading_is_named_by_its_document_once() -> None:
    above = Source("p", "Guide", "Guide", (), None, "en", 0.0)

    assert section_name(above) == "Guide"
    assert render_quote(above, "Welcome.", "en") == ["<b>Guide</b>\n<blockquote expandable>Welcome.</blockquote>"]


def test_a_long_quote_is_whole_in_several_messages() -> None:
    quote = " ".join(f"<{number}>🙋" for number in range(2_000))

    messages = render_quote(source(), quote, "en")

    shown = [read(message) for message in messages]
    assert len(shown) > 1
    assert all(message.count("<blockquote expandable>") == 1 for message in messages)
    assert " ".join(shown).endswith(quote)


def test_endless_headings_leave_room_for_the_quote() -> None:
    shown = read(render_quote(source("word " * 3_000), "The quote.", "en")[0])

    assert shown.endswith("The quote.")
    assert "…" in shown


def test_more_shows_the_quote_in_bold_between_its_neighbours() -> None:
    shown = render_more(source(), "It covers  eight.", ["First & last. It covers\neight. Then", "the rest."], "en")

    assert shown.endswith(
        "<blockquote expandable>First &amp; last. <b>It covers\neight.</b> Then\n\nthe rest.</blockquote>"
    )


def test_more_without_the_quote_shows_the_section() -> None:
    assert render_more(source(), "A heading", ["The text."], "en").endswith(
        "<blockquote expandable>The text.</blockquote>"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(9_000, 9_000, id="both long"),
        pytest.param(9_000, 3, id="long before"),
        pytest.param(3, 9_000, id="long after"),
        pytest.param(0, 9_000, id="nothing before"),
    ],
)
def test_more_keeps_what_is_nearest_to_the_quote(before: int, after: int) -> None:
    text = "🙋 " * (before // 3) + "HERE" + " 🙋" * (after // 3)

    shown = read(render_more(source(), "HERE", [text], "en"))

    assert "HERE" in shown
    assert utf16_units(shown) > MAX_UNITS - 10
    assert ("🙋 HERE" in shown) == (before > 0)
    assert "HERE 🙋" in shown


def test_more_of_an_endless_quote_fits() -> None:
    quote = "word " * 3_000

    assert read(render_more(source(), quote, [f"before {quote} after"], "en")).endswith("…")


def test_what_changed_is_shown_as_it_was_and_as_it_is_below_a_note() -> None:
    shown = render_changed(source(), "Eight <countries>.", ["Nine.", "Ten."], "es", note="⚠️ Cambió & ya.")

    assert shown == (
        "⚠️ Cambió &amp; ya.\n\n"
        "<b>Project TRACK4TIP</b>\n"
        "<i>Study guide › Topic A › Actions taken › Project TRACK4TIP (en inglés)</i>\n"
        "<blockquote expandable>Eight &lt;countries&gt;.</blockquote>\n\n"
        "Hoy dice:\n"
        "<blockquote expandable>Nine.\n\nTen.</blockquote>"
    )


def test_what_changed_fits_one_message_however_long_it_was_and_is() -> None:
    shown = read(render_changed(source(), "old " * 3_000, ["new " * 3_000], "en", note="⚠️"))

    assert MAX_UNITS - 10 < utf16_units(shown) <= MAX_UNITS
    assert shown.count("old") < shown.count("new")


def test_a_note_stands_above_a_quote_once_and_above_a_section() -> None:
    quotes = render_quote(source(), "word " * 3_000, "en", note="⚠️ Changed.")

    assert [read(message).startswith("⚠️ Changed.\n\nProject TRACK4TIP\n") for message in quotes] == [
        True,
        *(False for _ in quotes[1:]),
    ]
    assert all(utf16_units(read(message)) <= MAX_UNITS for message in quotes)
    assert read(render_more(source(), "", ["The text."], "en", note="⚠️ Changed.")).startswith("⚠️ Changed.\n\nProject")


def test_a_shared_reply_names_its_question_and_keeps_its_sources() -> None:
    short = render_shared("how many?", answer("Eight [1]."))
    long = read(render_shared("q" * 5_000, answer("Ñ 🙋 " * 3_000)))

    assert short == ("<b>how many?</b>\n\nEight [1].\n\n[1] Study guide › Topic A › Actions taken › Project TRACK4TIP")
    assert long.endswith("…\n\n[1] Study guide › Topic A › Actions taken › Project TRACK4TIP")
    assert read(render_shared("hi", SmallTalk("Hello!", "en"))) == "hi\n\nHello!"


def test_the_summary_of_a_reply_is_plain_and_short() -> None:
    assert summary(answer("Eight <b> [1]. Once\nsix [12].")) == "Eight <b>. Once six."
    assert utf16_units(summary(answer("🙋 " * 200))) <= 120


def test_help_tells_chairs_more() -> None:
    delegate = render_help(SPANISH, bot="DragomanBot", chair=False)
    chair = render_help(SPANISH, bot="DragomanBot", chair=True)

    assert "@DragomanBot" in delegate
    assert "/link" not in delegate
    assert chair.startswith(delegate)
    assert "/link" in chair


@pytest.mark.parametrize(
    ("catalogue", "counts", "said"),
    [
        pytest.param(
            SPANISH,
            (3, 1, 1),
            "Listo, borré todo lo que guardaba de ti: tu perfil (número de usuario e idioma), 3 preguntas con sus "
            "respuestas, 1 calificación y tu lugar en 1 comité. Para volver, manda /start.",
            id="es",
        ),
        pytest.param(
            SPANISH,
            (0, 0, 0),
            "Listo, borré todo lo que guardaba de ti: tu perfil (número de usuario e idioma). Para volver, manda "
            "/start.",
            id="es, nothing else",
        ),
        pytest.param(
            ENGLISH,
            (1, 0, 2),
            "Done. I erased everything I kept about you: your profile (user ID and language), 1 question with its "
            "replies and your place in 2 committees. To come back, send /start.",
            id="en",
        ),
    ],
)
def test_what_was_forgotten_is_named(catalogue: Catalogue, counts: tuple[int, int, int], said: str) -> None:
    questions, feedback, memberships = counts

    shown = render_forgotten(catalogue, questions=questions, feedback=feedback, memberships=memberships)

    assert shown == said


def test_headings_say_how_many_there_are() -> None:
    assert render_headings("Guía", 1, SPANISH) == "<b>Guía</b>\n1 sección para abrir:"
    assert render_headings("Guía", 7, SPANISH) == "<b>Guía</b>\n7 secciones para elegir:"
