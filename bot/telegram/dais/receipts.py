"""The receipt of who put a question before the dais: where it stands, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.catalogue import Catalogue
from bot.database.matters import Request
from bot.telegram.keyboards import button
from bot.telegram.lengths import head
from bot.telegram.press_types import OwnRequest
from bot.telegram.rendering import Html, escape, quiet

_MAX_QUESTION_UNITS = 300


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it reads now; it has buttons while the dais has not answered."""

    text: Html
    keyboard: InlineKeyboardMarkup | None


def receipt_of(request: Request, words: Catalogue, *, has_chairs: bool = True) -> Receipt:
    """Return the receipt of a request; without chairs it says that the question is kept for the first who comes.

    The question is repeated where the receipt does not stand under it.
    """
    text = escape(_told(request, words, has_chairs))
    if request.message_id is None:
        asked = escape(head(quiet(request.text), _MAX_QUESTION_UNITS))
        text = Html(f"{text}\n<blockquote>{asked}</blockquote>")
    if request.state != "waiting":
        return Receipt(text, None)
    back = button(words.text("button.take_back"), OwnRequest("back", request.id))
    name = words.text("button.unsign" if request.signed else "button.sign")
    sign = button(name, OwnRequest("unsign" if request.signed else "sign", request.id))
    return Receipt(text, InlineKeyboardMarkup([[back, sign]]))


def _told(request: Request, words: Catalogue, has_chairs: bool) -> str:
    if request.state != "waiting":
        return words.text(f"dais.receipt.{request.state}")
    if not has_chairs:
        return words.text("dais.receipt.kept")
    return words.text("dais.receipt.signed" if request.signed else "dais.receipt.waiting")
