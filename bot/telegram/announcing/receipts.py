"""«Got it»: who has read an announcement, said with the button under it."""

from __future__ import annotations

import logging

from telegram import CallbackQuery, InlineKeyboardMarkup
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.catalogue import Catalogue
from bot.database.announcements import Announcement
from bot.database.engine import Session
from bot.telegram.announcing.figures import OUT
from bot.telegram.asking import language_of
from bot.telegram.context import Context
from bot.telegram.errors import words_of
from bot.telegram.keyboards import button
from bot.telegram.limiter import Lane
from bot.telegram.press_types import Act
from bot.telegram.sending import answer_press

_log = logging.getLogger(__name__)


async def press_got(query: CallbackQuery, act: Act, context: Context) -> None:
    """Write down that the presser has read an announcement, and say so where they pressed.

    It counts in a private chat of the committee's members and in its groups, once a person, as long as the announcement
    stands.
    """
    services, user = context.services, query.from_user
    is_new, sends = False, list[int]()
    async with services.database.session() as session:
        reader = await session.people.find(user.id)
        announcement = await session.announcements.get(act.announcement_id)
        stands = announcement is not None and await _is_read_here(session, announcement, query)
        if stands:
            is_new = await session.announcements.receive(act.announcement_id, user.id, services.clock())
            rounds = await session.deliveries.rounds_of(act.announcement_id)
            sends = [each.id for each in rounds if each.kind == "send"]
    words = Catalogue.load(language_of(reader, user))
    if not stands:
        await answer_press(query, words.text("receipt.gone"))
        return
    await answer_press(query, words.text("receipt.thanks" if is_new else "receipt.already"))
    for round_id in sends if is_new else ():
        services.reports.changed(round_id)
    if is_new and query.message is not None and query.message.chat.type == ChatType.PRIVATE:
        context.application.create_task(_mark(query, act, words, context))


async def _is_read_here(session: Session, announcement: Announcement, query: CallbackQuery) -> bool:
    """Tell whether an announcement that asks to be confirmed stands in the chat where its button was pressed."""
    if query.message is None or not announcement.receipts or announcement.state not in OUT:
        return False
    chat, committee_id = query.message.chat, announcement.committee_id
    if chat.type != ChatType.PRIVATE:
        linked = await session.groups.committee_of(chat.id)
        return linked is not None and committee_id in (None, linked.id)
    if committee_id is not None:
        return await session.people.role_in(query.from_user.id, committee_id) is not None
    reader = await session.people.find(query.from_user.id)
    return reader is not None and reader.committee_id is not None


async def _mark(query: CallbackQuery, act: Act, words: Catalogue, context: Context) -> None:
    """Show on the button that it was pressed: nobody waits for that, so it goes out in the bulk lane."""
    assert query.message is not None, "the caller has looked"
    said = button(words.text("receipt.said"), act)
    try:
        await context.bot.edit_message_reply_markup(
            query.message.chat.id,
            query.message.message_id,
            reply_markup=InlineKeyboardMarkup([[said]]),
            rate_limit_args=Lane.BULK,
        )
    except TelegramError as error:
        _log.info("the button of a receipt stays as it was: %s", words_of(error))
