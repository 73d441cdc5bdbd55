"""What is asked as a picture: bars under their names, readable on a phone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.presentation import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

_DPI = 200
_WIDTH_IN = 5.4  # 1080 pixels: what a phone shows without scaling
_EDGE_IN = 0.2
_ROOM_IN = _WIDTH_IN - 2 * _EDGE_IN
_TITLE_LINE_IN, _LINE_IN, _BAR_IN, _GAP_IN, _HEAD_IN = 0.27, 0.19, 0.16, 0.13, 0.5
_TITLE_PT, _HEADING_PT, _TEXT_PT, _SMALL_PT = 15, 11.5, 9.5, 8.5
_TITLE_LINES, _LABEL_LINES = 3, 2
_NUMBER_SHARE = 1.13  # room for the number behind the longest bar
_POINTS_AN_INCH = 72
# Told apart by the colour-blind too: Okabe and Ito, "Color universal design", 2008. Grey is what is gathered.
_COLOURS = {"topics": "#0072B2", "refused": "#D55E00", "cited": "#009E73", "down": "#CC79A7"}
_GATHERED, _INK, _FAINT = "#8C8C8C", "#1A1A1A", "#5A5A5A"


@dataclass(frozen=True, slots=True)
class Bar:
    """A count by its name; ``is_rest`` gathers those that are not told by themselves."""

    label: str
    count: int
    written: str
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars under one heading; ``name`` gives the colour, ``unit`` says what they count."""

    name: str
    title: str
    unit: str
    bars: Sequence[Bar]


def draw(title: str, subtitle: str, panels: Sequence[Panel], empty: str) -> bytes:
    """Return a PNG, 1080 pixels wide, as high as its bars need; ``empty`` stands there where there are none. It blocks.

    What the font has no sign for is left out.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    font = _Font()
    titles = font.lines(title, _TITLE_PT, _TITLE_LINES, bold=True)
    heights = [_height(panel, font) for panel in panels]
    top_in = _EDGE_IN + _TITLE_LINE_IN * len(titles) + _LINE_IN * 2
    height_in = top_in + (sum(heights) if panels else _LINE_IN * 2) + _EDGE_IN / 2
    figure = Figure(figsize=(_WIDTH_IN, height_in), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)  # a figure by itself, without the library's state that threads would share
    sheet = _Sheet(figure, font, height_in)
    sheet.write("\n".join(titles), _EDGE_IN, _TITLE_PT, bold=True)
    sheet.write(font.lines(subtitle, _SMALL_PT, 1)[0], top_in - _LINE_IN * 1.8, _SMALL_PT, colour=_FAINT)
    if not panels:
        sheet.write("\n".join(font.lines(empty, _HEADING_PT, 2)), top_in, _HEADING_PT)
    for panel, needed_in in zip(panels, heights, strict=True):
        sheet.draw(panel, top_in, needed_in)
        top_in += needed_in
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=_DPI)
    return written.getvalue()


class _Font:
    """The font that comes with matplotlib: no machine lacks it."""

    def __init__(self) -> None:
        import matplotlib

        folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        self._files = {False: str(folder / "DejaVuSans.ttf"), True: str(folder / "DejaVuSans-Bold.ttf")}

    def of(self, size_pt: float, *, bold: bool = False) -> FontProperties:
        from matplotlib.font_manager import FontProperties

        return FontProperties(fname=self._files[bold], size=size_pt)

    def lines(self, text: str, size_pt: float, most: int, *, bold: bool = False) -> list[str]:
        """Return a text in lines that are as wide as the picture, at least one; what is left after ``most`` is cut."""
        widths = self._widths(text, size_pt, bold)
        rest = " ".join("".join(sign for sign in text if sign.isspace() or sign in widths).split())
        lines: list[str] = []
        while rest and len(lines) < most:
            end, room_in = 0, _ROOM_IN - widths["…"]
            while end < len(rest) and widths.get(rest[end], 0.0) <= room_in:
                room_in -= widths.get(rest[end], 0.0)
                end += 1
            if end < len(rest):
                end = rest.rfind(" ", 0, end + 1) if " " in rest[1 : end + 1] else end
            lines.append(rest[:end].rstrip())
            rest = rest[end:].lstrip()
        if rest:
            lines[-1] += "…"
        return lines or ["…"]

    def _widths(self, text: str, size_pt: float, bold: bool) -> dict[str, float]:
        """Return how many inches wide the signs of a text are, without those that the font does not have."""
        from matplotlib.font_manager import get_font

        font = get_font(self._files[bold])
        font.set_size(size_pt, _POINTS_AN_INCH)
        known = font.get_charmap()
        signs = {sign for sign in printable(f"{text} …") if ord(sign) in known}
        return {sign: font.load_char(ord(sign)).linearHoriAdvance / 65536 / _POINTS_AN_INCH for sign in signs}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The figure, measured in inches from its top."""

    figure: Figure
    font: _Font
    height_in: float

    def write(self, text: str, top_in: float, size_pt: float, *, bold: bool = False, colour: str = _INK) -> None:
        """Write lines at the left edge, their top at ``top_in``."""
        self.figure.text(
            _EDGE_IN / _WIDTH_IN,
            1 - top_in / self.height_in,
            text,
            fontproperties=self.font.of(size_pt, bold=bold),
            color=colour,
            verticalalignment="top",
            parse_math=False,
        )

    def draw(self, panel: Panel, top_in: float, needed_in: float) -> None:
        """Draw a panel: its heading, what it counts, then axes in inches downwards, with each bar under its name."""
        self.write(self.font.lines(panel.title, _HEADING_PT, 1, bold=True)[0], top_in, _HEADING_PT, bold=True)
        self.write(self.font.lines(panel.unit, _SMALL_PT, 1)[0], top_in + _LINE_IN * 1.2, _SMALL_PT, colour=_FAINT)
        inner_in = needed_in - _HEAD_IN
        left, bottom = _EDGE_IN / _WIDTH_IN, 1 - (top_in + needed_in) / self.height_in
        axes = self.figure.add_axes((left, bottom, 1 - 2 * left, inner_in / self.height_in))
        axes.set_axis_off()
        greatest = max(bar.count for bar in panel.bars)
        axes.set_xlim(0, greatest * _NUMBER_SHARE)
        axes.set_ylim(inner_in, 0)
        down_in = 0.0
        for bar in panel.bars:
            down_in = self._bar(axes, panel, bar, down_in, greatest)

    def _bar(self, axes: Axes, panel: Panel, bar: Bar, down_in: float, greatest: int) -> float:
        """Draw one bar and return where the next begins."""
        lines = self.font.lines(bar.label, _TEXT_PT, _LABEL_LINES)
        named = axes.text(0, down_in, "\n".join(lines), color=_FAINT if bar.is_rest else _INK, parse_math=False)
        named.set(verticalalignment="top", fontproperties=self.font.of(_TEXT_PT), linespacing=1.15)
        middle_in = down_in + _LINE_IN * len(lines) + _BAR_IN / 2
        colour = _GATHERED if bar.is_rest else _COLOURS.get(panel.name, _COLOURS["topics"])
        axes.barh(middle_in, bar.count, height=_BAR_IN, color=colour)
        told = axes.text(bar.count + greatest * 0.015, middle_in, bar.written, color=_INK, parse_math=False)
        told.set(verticalalignment="center_baseline", fontproperties=self.font.of(_TEXT_PT, bold=True))
        return middle_in + _BAR_IN / 2 + _GAP_IN


def _height(panel: Panel, font: _Font) -> float:
    lines = sum(len(font.lines(bar.label, _TEXT_PT, _LABEL_LINES)) for bar in panel.bars)
    return _HEAD_IN + lines * _LINE_IN + len(panel.bars) * (_BAR_IN + _GAP_IN) + _GAP_IN
