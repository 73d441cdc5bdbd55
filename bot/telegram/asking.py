"""Who asks, and in which committee: looked up anew for each update, from nothing but the user's id and the chat's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from telegram import Chat, Message, User
from telegram.constants import ChatType

from bot.catalogue import Catalogue, closest_language
from bot.database.committees import Committee
from bot.database.engine import Session
from bot.database.people import Person, Role
from bot.telegram.context import Context, Services
from bot.telegram.incoming import is_addressed
from bot.telegram.patience import Admission
from bot.telegram.places import place_of
from bot.telegram.rendering import escape
from bot.telegram.sending import send
from vectorstore.types import Language

CHAIRS: frozenset[Role | None] = frozenset({"chair", "organiser"})


@dataclass(frozen=True, slots=True)
class Asker:
    """Someone who writes or presses, and the committee that is asked there.

    ``person`` is ``None`` for who writes without a name, and for a stranger to inline mode; ``committee`` where an
    invite or ``/link`` is needed first. ``language`` is what Dragoman speaks to them: what they fixed, else Telegram's.
    """

    person: Person | None
    committee: Committee | None
    language: Language

    @property
    def words(self) -> Catalogue:
        """Return the words of their language."""
        return Catalogue.load(self.language)

    @property
    def fixed_language(self) -> Language | None:
        """Return the language they fixed, ``None`` where each question decides."""
        return self.person.language if self.person is not None else None

    @property
    def is_chair(self) -> bool:
        """Whether they are of the dais, or organisers, of the committee they are in now."""
        return self.person is not None and self.person.role in CHAIRS


async def identify(session: Session, services: Services, user: User | None, chat: Chat | None) -> Asker:
    """Return who asks; a person is written down as heard from, but not from inline mode, where ``chat`` is ``None``."""
    person = None
    is_private = chat is None or chat.type == ChatType.PRIVATE
    if user is not None and chat is None:
        person = await session.people.find(user.id)
    elif user is not None and chat is not None:
        person = await session.people.touch(
            user.id,
            chat_id=chat.id if is_private else None,
            telegram_language=user.language_code,
            now=services.clock(),
        )
    committee = None
    if not is_private and chat is not None:
        committee = await session.groups.committee_of(chat.id)
    elif person is not None and person.committee_id is not None and person.role is not None:
        committee = await session.committees.get_by_id(person.committee_id)
    return Asker(person, committee or await open_committee(session, services), language_of(person, user))


async def look_up(context: Context, user: User | None, chat: Chat | None) -> Asker:
    """Return who asks, as ``identify`` does, in a transaction of its own."""
    async with context.services.database.session() as session:
        return await identify(session, context.services, user, chat)


async def open_committee(session: Session, services: Services) -> Committee | None:
    """Return the committee that everyone may ask, made if new; ``None`` where there is none."""
    slug = services.settings.open_committee
    if slug is None:
        return None
    return await session.committees.get(slug) or await session.committees.ensure(slug, now=services.clock())


def language_of(person: Person | None, user: User | None) -> Language:
    """Return the language a person fixed, else the closest to the one their Telegram is in."""
    fixed = person.language if person is not None else None
    return fixed or closest_language(user.language_code if user is not None else None)


def language_written_to(person: Person | None) -> Language:
    """Return the language to write to somebody in unasked: as ``language_of``, by what is kept of them."""
    fixed = person.language if person is not None else None
    return fixed or closest_language(person.telegram_language if person is not None else None)


def author(message: Message) -> User | None:
    """Return who wrote a message; ``None`` for who writes in the name of a group or a channel."""
    return message.from_user if message.sender_chat is None else None


def is_heard(message: Message, bot: User) -> bool:
    """Return whether the bot is to answer ``message``; other bots it does not hear."""
    user = author(message)
    return not (user is not None and user.is_bot) and is_addressed(message, bot)


@asynccontextmanager
async def patiently(context: Context, message: Message) -> AsyncIterator[bool]:
    """Tell whether the author's turn is there; where it is not they are told once a minute, else not at all."""
    services, user = context.services, author(message)
    number = user.id if user is not None else message.chat.id
    admission = services.patience.admit(number, services.clock())
    if admission is Admission.ANSWER:
        try:
            yield True
        finally:
            services.patience.release(number)
        return
    if admission is Admission.NOTICE:
        asker = await look_up(context, user, message.chat)
        await send(context, place_of(message), escape(asker.words.text("slow.notice")))
    yield False


def without_committee(asker: Asker, chat: Chat) -> str:
    """Return what somebody is told who asks where no committee is."""
    return asker.words.text("invite.needed" if chat.type == ChatType.PRIVATE else "group.not_linked")
