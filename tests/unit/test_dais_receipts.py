"""What a delegate's receipt for 🙋 says, and its buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.catalogue import Catalogue
from bot.database.matters import Request
from bot.telegram.callback_data import decode
from bot.telegram.dais.receipts import receipt_of
from bot.telegram.press_types import OwnRequest
from tests.databases import NOW

ES = Catalogue.load("es")
ASKED = Request(7, 2, 3, None, 42, 42, None, 900, "¿Laptops <sí>?", "es", False, "waiting", NOW)
BACK, SIGN, UNSIGN = (OwnRequest(verb, 7) for verb in ("back", "sign", "unsign"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "has_chairs", "begins", "buttons"),
    [
        pytest.param({}, True, "🙋 La mesa tiene tu pregunta, sin tu nombre.", [BACK, SIGN], id="unsigned"),
        pytest.param(
            {"signed": True}, True, "🙋 La mesa tiene tu pregunta, con tu nombre.", [BACK, UNSIGN], id="signed"
        ),
        pytest.param({}, False, "🙋 Tu pregunta queda guardada para la mesa", [BACK, SIGN], id="no chair"),
        pytest.param({"state": "withdrawn"}, True, "↩ Retiraste esta pregunta", [], id="taken back"),
        pytest.param({"state": "answered"}, False, "🙋 La mesa ya respondió esta pregunta.", [], id="answered"),
    ],
)
def test_a_receipt_says_where_the_question_stands(
    change: dict[str, Any], has_chairs: bool, begins: str, buttons: list[OwnRequest]
) -> None:
    receipt = receipt_of(replace(ASKED, **change), ES, has_chairs=has_chairs)
    rows = receipt.keyboard.inline_keyboard if receipt.keyboard is not None else ()

    assert receipt.text.startswith(begins)
    assert [decode(button.callback_data) for row in rows for button in row] == buttons


def test_away_from_its_question_it_repeats_that_short_and_escaped() -> None:
    long = replace(ASKED, message_id=None, text="¿<b>" + "palabra " * 200)

    assert receipt_of(replace(ASKED, message_id=None), ES).text.endswith(
        "<blockquote>¿Laptops &lt;sí&gt;?</blockquote>"
    )
    assert "blockquote" not in receipt_of(ASKED, ES).text
    shown = receipt_of(long, ES).text
    assert shown.endswith("…</blockquote>")
    assert "<b>" not in shown
    assert len(shown) < 500
