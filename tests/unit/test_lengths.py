"""Text is measured in UTF-16 units and cut where a reader would pause."""

from __future__ import annotations

import random

import pytest

from bot.telegram.lengths import head, split_text, tail, utf16_units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        pytest.param("", 0, id="empty"),
        pytest.param("año", 3, id="accents"),
        pytest.param("東京", 2, id="other scripts"),
        pytest.param("🙋", 2, id="emoji"),
        pytest.param("👩‍👧", 5, id="joined emoji"),
        pytest.param("\uffff\U00010000", 3, id="at the bound"),
    ],
)
def test_units_are_those_of_utf16(text: str, units: int) -> None:
    assert utf16_units(text) == units == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        pytest.param("", 10, [], id="empty"),
        pytest.param(" \n ", 10, [], id="blank"),
        pytest.param("one two", 7, ["one two"], id="just fits"),
        pytest.param("one\n\ntwo\nthree", 11, ["one", "two\nthree"], id="at the blank line before the line"),
        pytest.param("one. two\nthree", 10, ["one. two", "three"], id="at the line before the sentence"),
        pytest.param("One two. Three", 12, ["One two.", "Three"], id="at the sentence before the word"),
        pytest.param("one two three", 10, ["one two", "three"], id="at the word"),
        pytest.param("12345 7890", 5, ["12345", "7890"], id="white space at the limit"),
        pytest.param("12345\n\n7890", 5, ["12345", "7890"], id="blank line at the limit"),
        pytest.param("abcdefgh", 3, ["abc", "def", "gh"], id="inside a word"),
        pytest.param("🙋🙋🙋", 3, ["🙋", "🙋", "🙋"], id="no half emoji"),
        pytest.param("abcde\u0301f", 5, ["abcd", "e\u0301f"], id="no accent alone"),
        pytest.param("abc👩‍👧", 6, ["abc", "👩‍👧"], id="no half family"),
        pytest.param("abc👍🏽d", 5, ["abc", "👍🏽d"], id="no skin tone alone"),
    ],
)
def test_a_text_is_cut_at_the_best_pause(text: str, limit: int, pieces: list[str]) -> None:
    assert split_text(text, limit) == pieces


def test_nothing_but_white_space_is_lost_and_no_piece_is_too_long() -> None:
    chance = random.Random(3)
    for limit in (2, 3, 5, 17, 80):
        for _ in range(200):
            text = "".join(chance.choices("abcñ .\n🙋\u0301\u200d🏽", k=chance.randint(0, 200)))
            pieces = split_text(text, limit)

            assert "".join("".join(pieces).split()) == "".join(text.split())
            assert all(0 < utf16_units(piece) <= limit for piece in pieces)


@pytest.mark.parametrize("cut", [head, tail])
def test_a_shortened_text_fits_and_says_that_it_is_shortened(cut: object) -> None:
    assert callable(cut)
    for text in ("one two three", "onetwothree", "🙋🙋🙋🙋", "👩‍👧👩‍👧👩‍👧", "a 🙋🙋🙋🙋🙋🙋"):
        for limit in range(2, utf16_units(text)):
            shortened = cut(text, limit)
            assert utf16_units(shortened) <= limit
            assert "…" in shortened
            shortened.encode()
        assert cut(text, utf16_units(text)) == text
        assert cut(text, 0) == ""
