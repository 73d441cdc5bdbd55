"""What a chair writes, taken apart: time, languages, formatting; and the mistakes that are told."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from bot.announcements.markup import Formatted, Mark, from_entities, from_html
from bot.announcements.moments import BadMoment, Moment
from bot.announcements.parsing import Mistake, Read, read_timed, read_wordings
from vectorstore.types import Language

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def texts(read: Read | Mistake | BadMoment) -> dict[str, str]:
    assert isinstance(read, Read)
    return {language: wording.text for language, wording in read.wordings.items()}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Volvemos a las tres en punto", {"es": "Volvemos a las tres en punto"}),
        ("We are back at three sharp", {"en": "We are back at three sharp"}),
        ("EN: Hello ES: Hola", {"en": "Hello", "es": "Hola"}),
        ("ES: Hola\nEN: Hello", {"es": "Hola", "en": "Hello"}),
        ("es: Hola\nen : Hello", {"es": "Hola", "en": "Hello"}),
        ("ES:\nHola\n\nEN:\nHello\nall", {"es": "Hola", "en": "Hello\nall"}),
        ("EN: Hello", {"en": "Hello"}),
        ("EN:Hola a todos", {"en": "Hola a todos"}),
        ("NOS VEMOS EN: SALA 3", {"es": "NOS VEMOS EN: SALA 3"}),
        ("ES: NOS VEMOS EN: SALA 3\nEN: See you in room 3", {"es": "NOS VEMOS EN: SALA 3", "en": "See you in room 3"}),
        ("La regla es: nadie sale", {"es": "La regla es: nadie sale"}),
        ("👍", {"en": "👍"}),
        ("", {}),
        (" \n\u200b", {}),
    ],
)
def test_blocks_or_one_text(written: str, found: dict[str, str]) -> None:
    assert texts(read_wordings(Formatted(written), "en")) == found


@pytest.mark.parametrize("default", ["es", "en"])
def test_a_text_of_either_language_is_in_the_writers(default: Language) -> None:
    assert texts(read_wordings(Formatted("12:00"), default)) == {default: "12:00"}


def test_a_text_that_is_asked_for_in_a_language_is_in_it() -> None:
    assert texts(read_wordings(Formatted("Volvemos a las tres"), "es", language="en")) == {"en": "Volvemos a las tres"}
    assert texts(read_wordings(Formatted("ES: Hola"), "es", language="en")) == {"es": "Hola"}


@pytest.mark.parametrize(
    ("written", "mistake"),
    [
        ("Hola\nES: Hola", Mistake("before_blocks", "es")),
        ("Hi EN: Hello ES: Hola", Mistake("before_blocks", "en")),
        ("EN: Hello\nEN: Hello again", Mistake("twice", "en")),
        ("EN: Hello\nES:", Mistake("empty_block", "es")),
        ("EN: \nES: Hola", Mistake("empty_block", "en")),
    ],
)
def test_mistakes_are_told_apart(written: str, mistake: Mistake) -> None:
    assert read_wordings(Formatted(written), "en") == mistake


def test_the_time_comes_first_and_then_the_text_or_the_blocks() -> None:
    for written, found in (
        ("at 14:30 Hello all", {"en": "Hello all"}),
        ("at 14:30\nEN: Hi\nES: Hola", {"en": "Hi", "es": "Hola"}),
    ):
        read = read_timed(Formatted(written), NOW, UTC, "en")
        assert texts(read) == found
        assert isinstance(read, Read)
        assert read.moment == Moment(datetime(2026, 11, 25, 14, 30, tzinfo=UTC), "at 14:30", 9)


def test_a_time_by_itself_and_one_that_cannot_be() -> None:
    alone = read_timed(Formatted("en 10 min"), NOW, UTC, "es")
    assert isinstance(alone, Read)
    assert (alone.moment is not None, alone.wordings) == (True, {})
    assert read_timed(Formatted("at 25:70 Hello"), NOW, UTC, "en") == BadMoment("at 25:70", "unreadable")


def test_formatting_stays_with_its_block_also_after_emoji() -> None:
    written = "EN: 🙋🏽 go <now> ES: ya"
    read = read_wordings(from_entities(written, [("bold", 0, 11, ""), ("italic", 12, 5, "")]), "en")

    assert isinstance(read, Read)
    assert read.wordings["en"].html == "<b>🙋🏽 go</b> <i>&lt;now&gt;</i>"
    assert read.wordings["es"].html == "ya"


def test_every_kind_of_formatting_is_written_and_read_back() -> None:
    kinds = [
        ("bold", "", "<b>x</b>"),
        ("italic", "", "<i>x</i>"),
        ("underline", "", "<u>x</u>"),
        ("strikethrough", "", "<s>x</s>"),
        ("spoiler", "", "<tg-spoiler>x</tg-spoiler>"),
        ("code", "", "<code>x</code>"),
        ("pre", "", "<pre>x</pre>"),
        ("pre", "python", '<pre><code class="language-python">x</code></pre>'),
        ("blockquote", "", "<blockquote>x</blockquote>"),
        ("expandable_blockquote", "", "<blockquote expandable>x</blockquote>"),
        ("text_link", 'https://un.org/?a=1&b="2"', '<a href="https://un.org/?a=1&amp;b=&quot;2&quot;">x</a>'),
        ("custom_emoji", "5368", '<tg-emoji emoji-id="5368">x</tg-emoji>'),
        ("date_time", "1795600000/wDT", '<tg-time unix="1795600000" format="wDT">x</tg-time>'),
        ("date_time", "1795600000/", '<tg-time unix="1795600000">x</tg-time>'),
    ]
    for kind, value, html in kinds:
        formatted = Formatted("x", (Mark(kind, 0, 1, value),))
        assert formatted.html() == html
        assert from_html(html) == formatted


def test_what_telegram_marks_by_itself_and_links_to_people_are_words() -> None:
    marks = [("url", 0, 6, ""), ("mention", 7, 4, ""), ("text_mention", 12, 3, ""), ("bot_command", 0, 2, "")]

    assert from_entities("un.org @abc Ana", marks).html() == "un.org @abc Ana"


def test_marks_that_overlap_are_closed_in_order() -> None:
    crossed = Formatted("abcdef", (Mark("bold", 0, 4), Mark("italic", 2, 6)))

    assert crossed.html() == "<b>ab<i>cd</i></b><i>ef</i>"


def test_any_cut_of_any_formatted_text_reads_back_as_it_was() -> None:
    chance = random.Random(7)
    for _ in range(300):
        text = "".join(chance.choices("ab <&\"'🙋ñ\n", k=chance.randint(1, 20)))
        marks = [
            (chance.choice(["bold", "italic", "spoiler"]), chance.randint(0, 20), chance.randint(0, 20), "")
            for _ in range(chance.randint(0, 4))
        ]
        cut = from_entities(text, marks).cut(chance.randint(0, 5), chance.randint(5, 20))
        read = from_html(cut.html())

        assert read.text == cut.text == cut.text.strip()
        assert read.html() == cut.html()
