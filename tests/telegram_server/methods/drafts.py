"""Drafts: what a person sees of a message while it is written."""

from __future__ import annotations

from typing import Any

from tests.telegram_server.chats import Draft
from tests.telegram_server.formatting import formatted
from tests.telegram_server.parameters import Call
from tests.telegram_server.refusals import bad_request
from tests.telegram_server.world import World


def send_message_draft(world: World, call: Call) -> Any:
    """Show a text in a private chat until a message comes, or half a minute; no text shows that the bot thinks."""
    parameters = call.parameters
    chat = world.chat_for_bot(parameters.need("chat_id"))
    if not chat.private:
        raise bad_request("drafts can be sent to private chats only")
    if not parameters["draft_id"]:
        raise bad_request("DRAFT_ID_INVALID")
    given = (parameters["text"], parameters["parse_mode"], parameters["entities"])
    text = formatted(*given, world.violations, may_be_empty=True)
    thread_id = chat.thread_for_bot(parameters["message_thread_id"], None)
    chat.draft = Draft(parameters["draft_id"], text.text, text.entities, world.clock())
    wire = {"draft_id": parameters["draft_id"], "chat": chat.wire(), "message_thread_id": thread_id} | text.wire()
    world.show("draft", chat, wire)
    return True


METHODS = {"sendMessageDraft": send_message_draft}
