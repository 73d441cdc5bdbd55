"""What each button of the dais does, of delegates and of chairs."""

from __future__ import annotations

from telegram import CallbackQuery

from bot.telegram.context import Context
from bot.telegram.dais.desk import press_desk
from bot.telegram.dais.inbox import press_inbox
from bot.telegram.dais.overview import press_overview
from bot.telegram.dais.pointing import press_pick
from bot.telegram.dais.requests import press_request
from bot.telegram.dais.rulings import press_rule
from bot.telegram.press_types import DaisPress, Desk, Inbox, Overview, OwnRequest, Pick, Rule


async def press_dais(query: CallbackQuery, data: DaisPress, context: Context) -> None:
    """Do what a button of the dais says; who may is looked up by each."""
    match data:
        case OwnRequest():
            await press_request(query, data, context)
        case Desk():
            await press_desk(query, data, context)
        case Pick():
            await press_pick(query, data, context)
        case Inbox():
            await press_inbox(query, data, context)
        case Rule():
            await press_rule(query, data, context)
        case Overview():
            await press_overview(query, data, context)
