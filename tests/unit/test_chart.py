"""The picture of /questions: its size, its bars, and that no name breaks it."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from bot.catalogue import Catalogue
from bot.dais.reporting import Figures, Part, Row, Totals
from bot.telegram.dais.chart import Bar, Panel, draw
from bot.telegram.dais.overview import panels_of, render
from bot.telegram.lengths import utf16_units
from bot.telegram.rendering import without_markup

BLUE, VERMILION, GREY, WHITE = (0, 114, 178), (213, 94, 0), (140, 140, 140), (255, 255, 255)
LONG = (
    "Tema A › Protocolo sobre actividades de rescate interestatal y posteriores al rescate de personas migrantes " * 3
)


def pixels(picture: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(picture)) as image:
        assert image.format == "PNG"
        return np.array(image.convert("RGB"))


def widths(shown: np.ndarray, colour: tuple[int, int, int]) -> list[int]:
    """Return how wide each bar of a colour is, from the top down."""
    counts = (shown == colour).all(axis=2).sum(axis=1)
    bars, before = [], 0
    for count in counts:
        if count > 20 and before <= 20:
            bars.append(int(count))
        before = count
    return bars


def panel(*bars: tuple[str, int], name: str = "topics") -> Panel:
    return Panel(name, "Temas", "Número de preguntas", [Bar(label, count, str(count)) for label, count in bars])


def test_bars_are_as_long_as_their_counts_and_what_is_gathered_is_grey() -> None:
    bars = [Bar("one", 100, "100"), Bar("two", 50, "50"), Bar("others", 25, "25", is_rest=True)]
    shown = pixels(draw("Title", "Until now", [Panel("topics", "Topics", "Questions", bars)], "nothing"))
    longest, half = widths(shown, BLUE)
    (quarter,) = widths(shown, GREY)

    assert shown.shape[1] == 1080
    assert 700 < longest < 1000
    assert (half / longest, quarter / longest) == (pytest.approx(0.5, abs=0.02), pytest.approx(0.25, abs=0.02))


@pytest.mark.parametrize(
    "label",
    [
        pytest.param(LONG, id="long"),
        pytest.param("W" * 300, id="one word"),
        pytest.param("$x^2$ \\alpha $ _", id="what would be a formula"),
        pytest.param("👎 中文 \x1b[31m\u202e", id="signs that the font lacks"),
        pytest.param("", id="empty"),
        pytest.param("línea\nde\tdos", id="white space"),
    ],
)
def test_any_name_stays_within_the_picture(label: str) -> None:
    shown = pixels(draw(label, label, [panel((label, 9), ("next", 3))], "nothing"))

    assert len(widths(shown, BLUE)) == 2
    for edge in (shown[:, :30], shown[:, -25:], shown[:20], shown[-12:]):
        assert (edge == WHITE).all()


def test_a_name_takes_at_most_two_lines() -> None:
    short = pixels(draw("T", "s", [panel(("x", 3))], "")).shape[0]
    long = pixels(draw("T", "s", [panel((LONG, 3))], "")).shape[0]

    assert 30 < long - short < 45


def test_where_there_is_nothing_the_picture_says_so() -> None:
    with_words = pixels(draw("Title", "Until now", [], "Nobody has asked yet."))
    without = pixels(draw("Title", "Until now", [], ""))

    assert with_words.shape == without.shape
    assert (with_words != without).any()
    assert widths(with_words, BLUE) == []


def test_pictures_are_drawn_side_by_side() -> None:
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda number: draw(f"T{number}", "s", [panel(("x", number + 1))], ""), range(8)))

    assert len({len(widths(pixels(each), BLUE)) for each in drawn}) == 1
    assert drawn[0] == draw("T0", "s", [panel(("x", 1))], "")


def test_a_picture_and_a_message_with_all_that_there_can_be_are_ones_that_telegram_takes() -> None:
    rows = tuple(Row(LONG, count * 1000, lately=count * 100) for count in range(40, 3, -1))
    parts = tuple(Part(name, rows, Row("", 9)) for name in ("topics", "refused", "cited", "down"))  # type: ignore[arg-type]
    totals = Totals(9999, 999, 9000, 999)
    figures = Figures(totals, totals, parts)
    panels = panels_of(figures, Catalogue.load("es"))
    shown = pixels(draw("T", "s", panels, ""))

    assert [len(each.bars) for each in panels] == [7, 5, 5, 4]
    assert all("más" in each.unit for each in panels)
    assert utf16_units(without_markup(render(figures, LONG, Catalogue.load("es")))) <= 4096
    assert sum(shown.shape[:2]) < 10_000
    assert len(widths(shown, VERMILION)) == 4
