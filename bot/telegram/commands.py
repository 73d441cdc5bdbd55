"""The commands of a private chat that are no questions: /start /help /language /forget, and those of the chairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, cast, get_args

from telegram import Message, Update, User
from telegram.constants import ChatType
from telegram.helpers import create_deep_linked_url

from bot.announcements.moments import zone_of
from bot.catalogue import Catalogue, closest_language
from bot.database.committees import Committee
from bot.database.engine import Session
from bot.database.people import Role
from bot.telegram.announcing.composing import announce
from bot.telegram.announcing.listing import show_announcements
from bot.telegram.asking import Asker, author, identify, look_up, open_committee, patiently
from bot.telegram.context import Context, Services
from bot.telegram.dais.inbox import show_inbox
from bot.telegram.dais.overview import show_questions
from bot.telegram.examples import example_question
from bot.telegram.groups import link_group
from bot.telegram.incoming import words_of_message
from bot.telegram.keyboards import language_keyboard
from bot.telegram.menu import follow_role, forget_role
from bot.telegram.places import place_of
from bot.telegram.rendering import escape, render_forgotten, render_help
from bot.telegram.sending import send
from vectorstore.types import Language
from vectorstore.words import fold

FROM_INLINE = "inline"
"""The payload of the button that inline mode shows to a stranger; it is no invite."""

CHAIRS_COMMANDS = ("announce", "announcements", "inbox", "questions", "invite", "link")
LANGUAGE_CHOICES = (*get_args(Language), "auto")
_INVITE_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Joined:
    """What came of /start: the committee that the person is in now, and how they came to be in it."""

    committee: Committee
    role: Role
    is_new: bool
    was_invited: bool


async def start(update: Update, context: Context) -> None:
    """Greet, and let the person into the open committee or the one of their invite."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    given = " ".join(context.args or ())
    payload = "" if given == FROM_INLINE else given
    async with context.services.database.session() as session:
        before = await identify(session, context.services, user, message.chat)
        joined = await _join(session, context.services, before, user, payload)
    words, place = before.words, place_of(message)
    if joined is None:
        await send(context, place, escape(words.text("invite.invalid" if payload else "invite.needed")))
        return
    await follow_role(context, message.chat.id, before=before.person.role if before.person else None, now=joined.role)
    if joined.was_invited and not joined.is_new:
        await send(context, place, escape(words.text("join.already", committee=joined.committee.title)))
        return
    example = await example_question(context, joined.committee, before.language)
    lines = [words.text("start.greeting", example=example)]
    if joined.was_invited:
        lines.insert(0, words.text(f"join.{joined.role}", committee=joined.committee.title))
    await send(context, place, escape("\n\n".join(lines)))


async def _join(session: Session, services: Services, asker: Asker, user: User, payload: str) -> _Joined | None:
    """Return ``None`` where the invite opens nothing, or one is needed."""
    now = services.clock()
    if payload:
        invite = await session.invites.redeem(payload, user.id, now)
        committee = await session.committees.get_by_id(invite.committee_id) if invite is not None else None
        if invite is None or committee is None:
            return None
        held = await session.people.role_in(user.id, committee.id)
        role = await session.people.join(user.id, committee.id, invite.role, now)
        return _Joined(committee, role, is_new=role != held, was_invited=True)
    if asker.committee is not None and asker.person is not None and asker.person.role is not None:
        return _Joined(asker.committee, asker.person.role, is_new=False, was_invited=False)
    committee = await open_committee(session, services)
    if committee is None:
        return None
    role = await session.people.join(user.id, committee.id, "delegate", now)
    return _Joined(committee, role, is_new=True, was_invited=False)


async def show_help(update: Update, context: Context) -> None:
    """Say what the bot does, to a chair also what it does for the dais."""
    message = update.effective_message
    if message is None:
        return
    asker = await look_up(context, update.effective_user, message.chat)
    await send(context, place_of(message), render_help(asker.words, bot=context.bot.username, chair=asker.is_chair))


async def set_language(update: Update, context: Context) -> None:
    """Fix the language of the person's replies, or ask which it is to be."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    asker = await look_up(context, user, message.chat)
    place, words = place_of(message), asker.words
    if not context.args:
        keyboard = language_keyboard(asker.fixed_language, words)
        await send(context, place, escape(words.text("language.choose")), keyboard)
        return
    choice = read_language(" ".join(context.args))
    if choice is None:
        await send(context, place, escape(words.text("language.unknown")))
        return
    await send(context, place, escape(await fix_language(context, user, choice)))


async def fix_language(context: Context, user: User, choice: Language | Literal["auto"]) -> str:
    """Fix the language of a person's replies, and return the words that say so, in the language that now holds."""
    fixed = None if choice == "auto" else choice
    async with context.services.database.session() as session:
        await session.people.set_language(user.id, fixed)
    if fixed is None:
        return Catalogue.load(closest_language(user.language_code)).text("language.automatic")
    return Catalogue.load(fixed).text("language.fixed")


def read_language(text: str) -> Language | Literal["auto"] | None:
    """Return the choice that ``/language`` names, by its code or by its name in either language.

    >>> read_language("ES"), read_language("inglés"), read_language("klingon")
    ('es', 'en', None)
    """
    names = {"spanish": "es", "espanol": "es", "english": "en", "ingles": "en", "automatic": "auto"}
    names |= {"automatico": "auto", **{code: code for code in LANGUAGE_CHOICES}}
    return cast("Language | Literal['auto'] | None", names.get(fold(text).strip(" .<>[]")))


async def forget(update: Update, context: Context) -> None:
    """Erase what is stored about the person and say what that was."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    async with context.services.database.session() as session:
        asker = await identify(session, context.services, user, message.chat)
        erased = await session.people.forget(user.id)
    if context.services.sources is not None:
        context.services.sources.changed(None)  # a ruling is found by their words as well, in whichever committee
    if asker.is_chair:
        await forget_role(context, message.chat.id)
    told = render_forgotten(
        asker.words, questions=erased.questions, feedback=erased.feedback, memberships=erased.memberships
    )
    await send(context, place_of(message), told)


async def answer_chair(update: Update, context: Context) -> None:
    """Do what a chair's command says; tell anybody else, in their language, that it is the chairs'."""
    message = update.effective_message
    written = words_of_message(message) if message is not None else ""
    if message is None or not written:
        return
    command = written.split(maxsplit=1)[0].partition("@")[0].removeprefix("/").lower()
    user = author(message)
    if user is None or user.is_bot:
        if command == "link" and message.sender_chat is not None and message.sender_chat.id == message.chat.id:
            words = Catalogue.load(closest_language(None))
            await send(context, place_of(message), escape(words.text("group.own_account")))
        return
    asker = await look_up(context, user, message.chat)
    if not asker.is_chair:
        await _decline(message, asker, context)
    elif command == "link":
        await link_group(message, user, asker, context)
    elif command == "invite":
        await _invite(message, user, asker, context)
    elif command == "inbox":
        await show_inbox(message, user, asker, context)
    elif command == "questions":
        await show_questions(message, user, asker, context)
    else:
        await _announce(command, message, user, asker, context)


async def _announce(command: str, message: Message, user: User, asker: Asker, context: Context) -> None:
    """List the announcements, or begin one in a private chat: a draft is nothing for a whole group."""
    if command == "announcements":
        await show_announcements(message, user, asker, context)
    elif message.chat.type == ChatType.PRIVATE:
        await announce(message, user, asker, context)
    else:
        await send(context, place_of(message), escape(asker.words.text("announce.only_private")))


async def _decline(message: Message, asker: Asker, context: Context) -> None:
    """Tell somebody that a command is the chairs'; in a group only as often as they may ask: all wait for its turn."""
    told = asker.words.text("chairs.only")
    if message.chat.type == ChatType.PRIVATE:
        await send(context, place_of(message), escape(f"{told} {asker.words.text('chairs.yours')}"))
        return
    async with patiently(context, message) as is_their_turn:
        if is_their_turn:
            await send(context, place_of(message), escape(told))


async def _invite(message: Message, user: User, asker: Asker, context: Context) -> None:
    """Send a link that lets delegates into the chair's committee for a week."""
    services = context.services
    expires_at = services.clock() + _INVITE_LASTS
    committee_id = asker.person.committee_id if asker.person is not None else None
    async with services.database.session() as session:
        committee = await session.committees.get_by_id(committee_id) if committee_id is not None else None
        if committee is None:
            return
        payload = await session.invites.create(
            committee.id, "delegate", now=services.clock(), expires_at=expires_at, created_by=user.id
        )
    told = asker.words.text(
        "invite.created",
        committee=committee.title,
        link=create_deep_linked_url(context.bot.username, payload),
        date=asker.words.date(expires_at, zone_of(services.settings)),
    )
    await send(context, place_of(message), escape(told))
