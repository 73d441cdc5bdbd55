"""What may hang under a message: https://core.telegram.org/bots/api#inlinekeyboardbutton."""

from __future__ import annotations

from typing import Any

from tests.telegram_server.refusals import Json, Refused, bad_request
from tests.telegram_server.texts import utf16_length

ACTIONS = frozenset(
    """url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat
    switch_inline_query_chosen_chat copy_text callback_game pay""".split()
)
MAX_BUTTONS, MAX_ROW, MAX_DATA_BYTES, MAX_COPIED = 100, 8, 64, 256
STYLES = ("danger", "success", "primary")


def checked_markup(markup: Any) -> Json | None:
    """Return the inline keyboard of a message, ``None`` for none and for the keyboards that replace letters.

    Raises:
        Refused: it is not one that Telegram takes.
    """
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse inline keyboard: an array of arrays is expected")
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in rows):
        raise Refused(400, "Bad Request: REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            check_button(button)
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def check_button(button: Json) -> None:
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: text must be non-empty")
    actions = ACTIONS & set(button)
    if len(actions) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in actions and not 1 <= len(button["callback_data"].encode()) <= MAX_DATA_BYTES:
        raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    if "url" in actions and not button["url"].startswith(("http://", "https://", "tg://")):
        raise Refused(400, "Bad Request: BUTTON_URL_INVALID")
    if "copy_text" in actions and not 1 <= utf16_length(button["copy_text"].get("text", "")) <= MAX_COPIED:
        raise Refused(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
    if button.get("style", STYLES[0]) not in STYLES:
        raise bad_request("invalid button style specified")
