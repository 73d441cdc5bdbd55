"""The methods of the Bot API that are built here, each a function of the world and the call's parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.telegram_server.methods import chats, drafts, edits, messages, profile, queries, webhook
from tests.telegram_server.parameters import Call
from tests.telegram_server.world import World

Method = Callable[[World, Call], Any]

METHODS: dict[str, Method] = {
    **chats.METHODS,
    **drafts.METHODS,
    **edits.METHODS,
    **messages.METHODS,
    **profile.METHODS,
    **queries.METHODS,
    **webhook.METHODS,
}
BUILT = frozenset(METHODS) | {"getUpdates"}
