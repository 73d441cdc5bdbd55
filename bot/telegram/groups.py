"""Groups: linking one to a committee, following it to a new id, and noticing where the bot is put out or blocked."""

from __future__ import annotations

from telegram import Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.telegram.asking import Asker
from bot.telegram.context import Context
from bot.telegram.places import place_of
from bot.telegram.rendering import escape
from bot.telegram.sending import follow_group, send

_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


async def link_group(message: Message, user: User, asker: Asker, context: Context) -> None:
    """Let a group ask in the committee of the chair who wrote ``/link`` there."""
    place, words = place_of(message), asker.words
    if message.chat.type not in _GROUPS:
        await send(context, place, escape(words.text("group.only_in_groups")))
        return
    committee_id = asker.person.committee_id if asker.person is not None else None
    async with context.services.database.session() as session:
        committee = await session.committees.get_by_id(committee_id) if committee_id is not None else None
        if committee is None:
            return
        linked = await session.groups.committee_of(message.chat.id)
        if linked != committee:
            await session.groups.link(message.chat.id, committee.id, user.id, context.services.clock())
    key = "group.linked_already" if linked == committee else "group.linked"
    await send(context, place, escape(words.text(key, committee=committee.title)))


async def follow_migration(update: Update, context: Context) -> None:
    """Take a group's link along when it becomes a supergroup; both chats tell of it."""
    message = update.effective_message
    if message is None:
        return
    if message.migrate_to_chat_id is not None:
        await follow_group(context.services.database, message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await follow_group(context.services.database, message.migrate_from_chat_id, message.chat.id)


async def follow_membership(update: Update, context: Context) -> None:
    """Write down who blocked the bot or took it back; a group that puts it out loses its link."""
    changed = update.my_chat_member
    if changed is None:
        return
    is_out = changed.new_chat_member.status in _OUT
    chat, services = changed.chat, context.services
    async with services.database.session() as session:
        if chat.type != ChatType.PRIVATE:
            if is_out:
                await session.groups.unlink(chat.id)
        elif is_out:
            await session.people.set_unreachable(chat.id)
        elif await session.people.find(chat.id) is not None:
            user = changed.from_user
            await session.people.touch(
                user.id, chat_id=chat.id, telegram_language=user.language_code, now=services.clock()
            )
