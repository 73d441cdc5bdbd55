"""Who was not reached: names are kept nowhere, so Telegram is asked for them when a chair wants to know."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Mapping, Sequence

from telegram.error import TelegramError

from bot.announcements.types import Counts, DeliveryState
from bot.catalogue import Catalogue
from bot.database.deliveries import Delivery
from bot.telegram.context import Context
from bot.telegram.lengths import head
from bot.telegram.rendering import Html, escape, quiet

MOST_NAMED = 20
_MAX_NAME_UNITS, _PATIENCE_S = 40, 8.0
_STATES: tuple[DeliveryState, ...] = ("blocked", "failed", "unknown")


async def names_of(missed: Sequence[Delivery], context: Context) -> Mapping[int, str]:
    """Return the names of chats by their numbers; those that Telegram does not tell in time are left out."""
    chats = sorted({each.chat_id for each in missed if each.chat_id is not None})
    names = await asyncio.gather(*(_name_of(chat_id, context) for chat_id in chats))
    return {chat_id: name for chat_id, name in zip(chats, names, strict=True) if name}


def render_missed(missed: Sequence[Delivery], names: Mapping[int, str], counts: Counts, words: Catalogue) -> Html:
    """Return a paragraph for each way of not being reached: who that is, and how many more where not all are named."""
    totals = {"blocked": counts.blocked, "failed": counts.failed, "unknown": counts.unknown}
    parts = [escape(words.text("announcements.missed.none"))] if not any(totals.values()) else []
    for state in _STATES:
        if not totals[state]:
            continue
        told = [_shown(each, names, words) for each in missed if each.state == state]
        lines = [f"<b>{escape(words.text(f'announcements.missed.by.{state}', count=totals[state]))}</b>", *told]
        left = totals[state] - len(told)
        if left > 0:
            lines.append(escape(words.plural("announcements.missed.more", left)))
        parts.append(Html("\n".join(lines)))
    return Html("\n\n".join(parts))


def _shown(delivery: Delivery, names: Mapping[int, str], words: Catalogue) -> Html:
    """Return a chat by its name, a person's with the way to them; by its number where the name is not known."""
    if delivery.chat_id is None:
        return escape(words.text("announcements.missed.forgotten"))
    name = escape(head(quiet(names.get(delivery.chat_id) or str(delivery.chat_id)), _MAX_NAME_UNITS))
    if delivery.user_id is None:
        return name
    return Html(f'<a href="{html.escape(f"tg://user?id={delivery.user_id}")}">{name}</a>')


async def _name_of(chat_id: int, context: Context) -> str | None:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            chat = await context.bot.get_chat(chat_id)
    except (TelegramError, TimeoutError):
        return None
    return chat.effective_name
