"""An announcement as each reader gets it, and what would be too long for Telegram."""

from __future__ import annotations

import pytest

from bot.announcements.types import Media, Wording
from bot.announcements.writing import MAX_CAPTION_UNITS, MAX_UNITS, TooLong, check, render
from bot.telegram.lengths import utf16_units
from bot.telegram.rendering import Html, without_markup
from vectorstore.types import Language

PHOTO = Media("photo", "a file")


def wordings(**texts: str) -> dict[Language, Wording]:
    languages: tuple[Language, ...] = ("es", "en")
    return {each: Wording(each, texts[each], f"<b>{texts[each]}</b>") for each in languages if each in texts}


BOTH = wordings(es="Volvemos.", en="We are back.")


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        ("es", "📣 <b>Anuncio de la mesa · INTERPOL</b>\n\n<b>Volvemos.</b>"),
        ("en", "📣 <b>Announcement from the dais · INTERPOL</b>\n\n<b>We are back.</b>"),
    ],
)
def test_each_reads_their_own_language(reader: Language, text: str) -> None:
    assert render(BOTH, reader, committee_title="INTERPOL") == text


def test_a_group_reads_both_spanish_first_and_one_language_once() -> None:
    spanish, english = (render(BOTH, reader, committee_title="INTERPOL") for reader in ("es", "en"))  # type: ignore[arg-type]

    assert render(BOTH, None, committee_title="INTERPOL") == f"{spanish}\n\n{english}"
    assert render(wordings(en="We are back."), None, committee_title="INTERPOL") == english


@pytest.mark.parametrize(
    ("written", "reader", "heading"),
    [
        ("en", "es", "📣 <b>Anuncio de la mesa · INTERPOL</b> <i>(en inglés)</i>"),
        ("es", "en", "📣 <b>Announcement from the dais · INTERPOL</b> <i>(in Spanish)</i>"),
    ],
)
def test_where_a_language_is_missing_the_other_comes_with_its_name(
    written: str, reader: Language, heading: str
) -> None:
    assert render(wordings(**{written: "x"}), reader, committee_title="INTERPOL") == f"{heading}\n\n<b>x</b>"


def test_what_was_corrected_says_so() -> None:
    assert "INTERPOL</b> <i>(corregido)</i>\n" in render(BOTH, "es", committee_title="INTERPOL", corrected=True)
    only_english = render(wordings(en="x"), "es", committee_title="INTERPOL", corrected=True)
    assert "<i>(en inglés, corregido)</i>" in only_english


def test_an_announcement_to_all_names_the_organisers_and_titles_are_escaped() -> None:
    assert "Anuncio de la organización · todos los comités" in render(BOTH, "es", committee_title=None)
    assert "A &lt;b&gt; &amp; B" in render(BOTH, "es", committee_title="A <b> & B")


@pytest.mark.parametrize(("media", "limit"), [(None, MAX_UNITS), (PHOTO, MAX_CAPTION_UNITS)])
def test_what_fits_to_the_unit_passes_and_one_more_does_not(media: Media | None, limit: int) -> None:
    heading = utf16_units(without_markup(render(wordings(en=""), "es", committee_title="INTERPOL")))
    longest = limit - heading - 2  # an emoji is two units, markup none

    def problem(text: str) -> TooLong | None:
        return check(wordings(en=text), media, committee_title="INTERPOL", has_groups=True)

    assert problem("x" * longest + "🙋") is None
    assert problem("x" * (longest + 1) + "🙋") == TooLong("en", 1, limit)


def test_the_text_that_is_too_long_is_named() -> None:
    long = "x" * MAX_UNITS
    spanish = check(wordings(es=long, en="x"), None, committee_title="INTERPOL", has_groups=False)
    assert spanish is not None
    assert spanish.language == "es"


def test_two_texts_that_fit_alone_may_be_too_long_for_a_group() -> None:
    halves = wordings(es="x" * 3000, en="x" * 3000)

    assert check(halves, None, committee_title="INTERPOL", has_groups=False) is None
    both = check(halves, None, committee_title="INTERPOL", has_groups=True)
    assert both is not None
    assert (both.language, both.over > 1900) == (None, True)


def test_without_markup_is_what_a_person_reads() -> None:
    html = Html('<a href="https://un.org/?&quot;&gt;">a</a> <pre><code class="language-x">c &lt;d&gt;</code></pre>')

    assert without_markup(html) == "a c <d>"
