"""Draw ``docs/exchange.svg``: two questions about the bundled documents, with the bot's replies and buttons.

    .venv/bin/python docs/exchange.py

The words and the buttons are what the bot would send now; only the drawing is made here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import stringWidth

from answering.types import Question
from bot.bundled import BUNDLED_COMMITTEE, open_answers
from bot.catalogue import Catalogue
from bot.desk import standard_desk
from bot.telegram.keyboards import reply_keyboard
from bot.telegram.rendering import render_reply, without_markup
from vectorstore.types import Language

QUESTIONS: Sequence[tuple[Language, str]] = (
    ("es", "¿Qué países abarca TRACK4TIP?"),
    ("en", "What is the budget of TRACK4TIP?"),
)
PICTURE = Path(__file__).with_suffix(".svg")

BUBBLE, MARGIN, PADDING, GAP = 402, 22, 14, 6
SIZE, LINE, BUTTON = 15, 21, 34
STYLE = """
    text { font: 15px Helvetica, Arial, "Liberation Sans", sans-serif; fill: #16202a }
    .label { fill: #ffffff; text-anchor: middle }
    .room { fill: #dce5ea } .asked { fill: #e1f6cb } .said { fill: #ffffff } .key { fill: #577085 }
    @media (prefers-color-scheme: dark) {
      text { fill: #f2f6f9 }
      .room { fill: #0e1621 } .asked { fill: #2b5278 } .said { fill: #1b2a39 } .key { fill: #2f4a63 }
    }"""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, the text that answers it and the rows of buttons below that."""

    question: str
    reply: str
    buttons: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """The elements of a drawn exchange and the height that they reach down to."""

    elements: Sequence[str]
    bottom: int


def ask() -> list[Exchange]:
    """Return the exchanges, asked now; makes the index of the bundled documents where there is none."""
    desk = standard_desk()
    settings = desk.settings()
    index = desk.build_index(settings)
    answers = open_answers(index, BUNDLED_COMMITTEE, settings, desk)
    exchanges = []
    for language, question in QUESTIONS:
        reply = answers.answer(Question(question, (), language, BUNDLED_COMMITTEE))
        keyboard = reply_keyboard(reply, reply_id=1, question_id=1, words=Catalogue.load(reply.language))
        rows = keyboard.inline_keyboard if keyboard is not None else ()
        text = "\n\n".join(map(without_markup, render_reply(reply)))
        exchanges.append(Exchange(question, text, [[button.text for button in row] for row in rows]))
    return exchanges


def draw(exchanges: Sequence[Exchange]) -> str:
    """Return the picture: a column for each exchange, side by side."""
    columns = [_column(each, MARGIN + number * (BUBBLE + 2 * MARGIN)) for number, each in enumerate(exchanges)]
    width = len(exchanges) * (BUBBLE + 2 * MARGIN)
    height = max(column.bottom for column in columns) + MARGIN
    told = " ".join(" ".join((each.question, each.reply)) for each in exchanges)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        ' role="img" aria-labelledby="told">',
        f'<title id="told">{escape(" ".join(told.split()))}</title>',
        f"<style>{STYLE}\n</style>",
        f'<rect class="room" width="{width}" height="{height}" rx="14"/>',
        *(element for column in columns for element in column.elements),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _column(exchange: Exchange, left: int) -> Column:
    question = _wrapped(exchange.question)
    width = round(max(map(_width, question))) + 2 * PADDING
    asked = _bubble("asked", question, left + BUBBLE - width, MARGIN, width)
    said = _bubble("said", _wrapped(exchange.reply), left, asked.bottom + 2 * GAP, BUBBLE)
    elements, top = [*asked.elements, *said.elements], said.bottom + GAP
    for row in exchange.buttons:
        width = (BUBBLE - GAP * (len(row) - 1)) // len(row)
        for number, label in enumerate(row):
            x = left + number * (width + GAP)
            elements.append(f'<rect class="key" x="{x}" y="{top}" width="{width}" height="{BUTTON}" rx="8"/>')
            middle, base = x + width // 2, top + BUTTON // 2 + SIZE // 3
            elements.append(f'<text class="label" x="{middle}" y="{base}">{escape(label)}</text>')
        top += BUTTON + GAP
    return Column(elements, top - GAP)


def _bubble(kind: str, lines: Sequence[str], left: int, top: int, width: int) -> Column:
    """Return a bubble around lines; an empty line is half as high.

    Each line is held to its width in Helvetica, so that no reader's own font lets it run over the edge.
    """
    texts, y = [], top + PADDING
    for line in lines:
        y += LINE if line else LINE // 2
        if line:
            held = f'textLength="{_width(line):.0f}" lengthAdjust="spacingAndGlyphs"'
            texts.append(f'<text x="{left + PADDING}" y="{y - SIZE // 3}" {held}>{escape(line)}</text>')
    height = y + PADDING - top
    shape = f'<rect class="{kind}" x="{left}" y="{top}" width="{width}" height="{height}" rx="14"/>'
    return Column([shape, *texts], top + height)


def _wrapped(text: str) -> list[str]:
    """Return the lines of a text as broad as a bubble."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines.append("")
        for word in paragraph.split():
            longer = f"{lines[-1]} {word}".lstrip()
            if _width(longer) <= BUBBLE - 2 * PADDING:
                lines[-1] = longer
            else:
                lines.append(word)
    return lines


def _width(line: str) -> float:
    return float(stringWidth(line, "Helvetica", SIZE))


if __name__ == "__main__":
    PICTURE.write_text(draw(ask()), encoding="utf-8")
