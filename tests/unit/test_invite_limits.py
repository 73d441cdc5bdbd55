"""How ``dragoman invite`` reads its limits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.commands.invite import read_count, read_span
from bot.errors import WrongUsageError


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("90s", timedelta(seconds=90)),
        ("45m", timedelta(minutes=45)),
        ("12h", timedelta(hours=12)),
        ("3d", timedelta(days=3)),
        (" 07D ", timedelta(days=7)),
        ("999999d", timedelta(days=999999)),
    ],
)
def test_a_span_is_a_number_and_a_unit(text: str, span: timedelta) -> None:
    assert read_span(text) == span


@pytest.mark.parametrize(
    "text", ["", "3", "d", "0d", "-1d", "1.5h", "3 d", "3w", "1d12h", "٣d", "1000000d", "9" * 5000 + "s", "3d\n4d"]
)
def test_no_other_text_is_a_span(text: str) -> None:
    with pytest.raises(WrongUsageError, match="90s, 45m, 12h or 3d") as caught:
        read_span(text)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("text", "count"), [("1", 1), (" 20 ", 20), ("007", 7), ("999999", 999999)])
def test_a_count_is_a_whole_number(text: str, count: int) -> None:
    assert read_count(text) == count


@pytest.mark.parametrize("text", ["", "0", "-1", "1.0", "1e3", "１", "1000000", "five"])
def test_no_other_text_is_a_count(text: str) -> None:
    with pytest.raises(WrongUsageError, match="--uses from 1 to 999999"):
        read_count(text)
