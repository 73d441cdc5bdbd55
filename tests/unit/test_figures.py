"""What a translation must not change: numbers in words and digits, days, halves of the day."""

from __future__ import annotations

import pytest

from answering.figures import figures, halves_of_the_day, weekdays


@pytest.mark.parametrize(
    ("spanish", "english", "same"),
    [
        ("a las tres", "at three", True),
        ("a las tres", "at 3", True),
        ("a las tres", "at four", False),
        ("a las 14:30", "at 14:30", True),
        ("a las 14:30", "at 14:13", False),
        ("a las 14:30", "at 2:30 pm", False),
        ("veinticinco minutos", "twenty-five minutes", True),
        ("treinta y un minutos", "thirty-one minutes", True),
        ("entre dos y cinco", "between two and five", True),
        ("entre dos y cinco", "between twenty-five", False),
        ("doscientas cinco delegaciones", "two hundred and five delegations", True),
        ("ciento veinte votos", "120 votes", True),
        ("dos mil quince", "two thousand fifteen", True),
        ("mil cien", "1,100", True),
        ("dos mil ciento veinte", "2,120", True),
        ("trescientos mil", "300,000", True),
        ("11 mil", "11,000", True),
        ("27,6 millones", "27.6 million", True),
        ("la 1.ª sesión, el 2.º punto", "the 1st session, the 2nd point", True),
        ("un receso, de una vez", "a break, at once", True),
        ("ten paciencia", "be patient", True),
        ("once votos", "eleven votes", True),
        ("sala B2", "room B2", True),
        ("sala B2", "room B3", False),
        ("5 y 5", "5", False),
    ],
)
def test_numbers_are_the_same_in_words_and_in_digits(spanish: str, english: str, same: bool) -> None:
    assert (figures(spanish, "es") == figures(english, "en")) == same


@pytest.mark.parametrize(
    ("spanish", "english", "same"),
    [
        ("el miércoles y el sábado", "on Wednesday and on Saturday", True),
        ("el martes", "on Thursday", False),
        ("en Santo Domingo", "in Santo Domingo", True),
        ("mañana", "tomorrow", True),
    ],
)
def test_weekdays_are_the_same_in_both_languages(spanish: str, english: str, same: bool) -> None:
    assert (weekdays(spanish) == weekdays(english)) == same


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("at 3 pm", {"pm"}),
        ("a las 3 p. m.", {"pm"}),
        ("a las tres p.m.", {"pm"}),
        ("at 9am", {"am"}),
        ("a las 9 de la mañana", {"am"}),
        ("mañana a las 9", set()),
        ("I am here", set()),
        ("from 9 in the morning until tonight", {"am", "pm"}),
    ],
)
def test_the_half_of_the_day_is_read_by_letters_and_in_words(text: str, halves: set[str]) -> None:
    assert halves_of_the_day(text) == halves
