"""Answers to pressed buttons and to inline questions."""

from __future__ import annotations

from typing import Any

from tests.telegram_server.formatting import formatted
from tests.telegram_server.keyboards import checked_markup
from tests.telegram_server.parameters import Call
from tests.telegram_server.refusals import Json, Refused, bad_request
from tests.telegram_server.texts import utf16_length
from tests.telegram_server.world import World

MAX_RESULTS, MAX_NOTICE = 50, 200


def answer_callback_query(world: World, call: Call) -> Any:
    parameters = call.parameters
    if utf16_length(parameters["text"] or "") > MAX_NOTICE:
        raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
    world.answer_query(
        parameters.need("callback_query_id"),
        "callback",
        {"text": parameters["text"] or "", "alert": bool(parameters["show_alert"]), "url": parameters["url"]},
    )
    return True


def answer_inline_query(world: World, call: Call) -> Any:
    parameters = call.parameters
    results = parameters["results"]
    if not isinstance(results, list):
        raise bad_request("can't parse results: an array is expected")
    if len(results) > MAX_RESULTS:
        raise Refused(400, "Bad Request: RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in results]
    if any(not 1 <= len(identifier.encode()) <= 64 for identifier in ids):
        raise Refused(400, "Bad Request: RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise Refused(400, "Bad Request: RESULT_ID_DUPLICATE")
    if len((parameters["next_offset"] or "").encode()) > 64:
        raise Refused(400, "Bad Request: NEXT_OFFSET_INVALID")
    answer = {
        "results": results,
        "messages": [_message_of(world, result) for result in results],
        "is_personal": bool(parameters["is_personal"]),
        "cache_time": 300 if parameters["cache_time"] is None else parameters["cache_time"],
        "next_offset": parameters["next_offset"] or "",
        "button": parameters["button"],
    }
    world.answer_query(parameters.need("inline_query_id"), "inline", answer)
    return True


def _message_of(world: World, result: Json) -> Json:
    """Return what stands in the chat when the result is chosen; articles with a text are built."""
    content = result.get("input_message_content", {})
    if result.get("type") != "article" or "message_text" not in content:
        world.violations.append(f"answerInlineQuery: results of type {result.get('type')!r} are not built here")
        raise bad_request("can't parse inline query result")
    if not result.get("title"):
        raise bad_request("can't parse inline query result: title is empty")
    text = formatted(content["message_text"], content.get("parse_mode"), content.get("entities"), world.violations)
    message = text.wire()
    markup = checked_markup(result.get("reply_markup"))
    if markup:
        message["reply_markup"] = markup
    if content.get("link_preview_options"):
        message["link_preview_options"] = content["link_preview_options"]
    return message


METHODS = {"answerCallbackQuery": answer_callback_query, "answerInlineQuery": answer_inline_query}
