"""What a chair does with an announcement after ✅: see who was missed, resend, correct, retract, remind, move, cancel.

Each press is checked anew: who pressed is of the dais of just that announcement's committee, in a private chat, and the
announcement is in a state in which this can be done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup
from telegram.constants import ChatType

from bot.announcements import decisions
from bot.announcements.moments import zone_of
from bot.catalogue import Catalogue
from bot.database.announcements import Announcement, NewAnnouncement
from bot.telegram.announcing.card import card_keyboard, read_card, render_card
from bot.telegram.announcing.figures import OUT, button, excerpt, read_figures
from bot.telegram.announcing.listing import show_list
from bot.telegram.announcing.missed import MOST_NAMED, names_of, render_missed
from bot.telegram.announcing.preview import cancel_keyboard
from bot.telegram.announcing.sheets import UNSENT, load_sheet
from bot.telegram.announcing.talking import Talk, present
from bot.telegram.asking import language_of
from bot.telegram.context import Context
from bot.telegram.places import Place
from bot.telegram.press_types import Act
from bot.telegram.rendering import Html, escape
from bot.telegram.sending import answer_press, edit, send


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press that the presser may make; ``number`` is the button's own, a round or a choice."""

    query: CallbackQuery
    context: Context
    announcement: Announcement
    number: int
    chat_id: int
    message_id: int
    talk: Talk

    @property
    def words(self) -> Catalogue:
        """Return the words of the presser's language."""
        return self.talk.words

    async def answer(self, text: str = "") -> None:
        """Stop the button's clock, with a line at the top."""
        await answer_press(self.query, text)

    async def refuse(self) -> None:
        """Say that this cannot be done any more."""
        await self.answer(self.words.text("announcements.not_now"))

    async def ask(self, text: str, keyboard: InlineKeyboardMarkup) -> None:
        """Ask below the message whose button was pressed, naming the announcement."""
        told = Html(f"{escape(text)}\n\n<i>{excerpt(self.announcement, self.words)}</i>")
        await send(self.context, Place(self.chat_id, reply_to=self.message_id), told, keyboard)

    async def replace(self, text: str) -> None:
        """Put a line in the place of the question that was answered, and take its buttons away."""
        told = Html(f"{escape(text)}\n\n<i>{excerpt(self.announcement, self.words)}</i>")
        await edit(self.context, self.chat_id, self.message_id, told)


async def press_afterwards(query: CallbackQuery, act: Act, context: Context) -> None:
    """Do what a button says of an announcement that was confirmed, where the presser may."""
    services, message = context.services, query.message
    async with services.database.session() as session:
        presser = await session.people.find(query.from_user.id)
        announcement = await session.announcements.get(act.announcement_id)
        may = announcement is not None and await decisions.may_direct(
            session, query.from_user.id, announcement.committee_id
        )
    language = language_of(presser, query.from_user)
    words = Catalogue.load(language)
    does = _DOES.get(act.verb)
    if message is None or message.chat.type != ChatType.PRIVATE or announcement is None or does is None:
        await answer_press(query, words.text("announcements.not_now"))
    elif not may:
        await answer_press(query, words.text("announcements.not_yours"))
    else:
        talk = Talk(context, message.chat.id, query.from_user.id, language)
        await does(Pressed(query, context, announcement, act.number, message.chat.id, message.message_id, talk))


async def _show_missed(pressed: Pressed) -> None:
    """Name those whom a round did not reach."""
    async with pressed.context.services.database.session() as session:
        figures = await read_figures(session, pressed.number)
        missed = await session.deliveries.unreached(pressed.number, MOST_NAMED)
    if figures is None or figures.announcement.id != pressed.announcement.id:
        await pressed.refuse()
        return
    await pressed.answer()
    names = await names_of(missed, pressed.context)
    told = render_missed(missed, names, figures.counts, pressed.words)
    await send(pressed.context, Place(pressed.chat_id, reply_to=pressed.message_id), told)


async def _resend(pressed: Pressed) -> None:
    """Send once more to those of whom nobody knows whether it arrived."""
    services, count = pressed.context.services, 0
    async with services.database.session() as session:
        again = await session.deliveries.round(pressed.number)
        if again is not None and again.announcement_id == pressed.announcement.id:
            count = await decisions.resend(session, again.id, pressed.talk.user_id, services.clock())
    if not count:
        await pressed.refuse()
        return
    services.outbox.wake()
    services.reports.changed(pressed.number)
    await pressed.answer(pressed.words.plural("announcements.resending", count))


async def _correct(pressed: Pressed) -> None:
    """Ask for the words that are to stand in the place of these; one not sent yet is edited so."""
    if pressed.announcement.state not in (*UNSENT, *OUT):
        await pressed.refuse()
        return
    draft = await _open_draft(pressed, "correction")
    async with pressed.context.services.database.session() as session:
        sheet = await load_sheet(session, draft, pressed.talk.user_id)
    await pressed.answer()
    await present(pressed.talk, sheet)


async def _move(pressed: Pressed) -> None:
    """Ask for another time."""
    if pressed.announcement.state not in UNSENT:
        await pressed.refuse()
        return
    draft = await _open_draft(pressed, "time")
    await pressed.answer()
    asked = pressed.words.text("announcements.ask_time")
    await pressed.talk.ask(draft, asked, cancel_keyboard(draft, pressed.words))


async def _open_draft(pressed: Pressed, awaits: str) -> Announcement:
    """Return a draft over the announcement, for which the chair's next message is taken."""
    new = NewAnnouncement(
        committee_id=pressed.announcement.committee_id,
        author_id=pressed.talk.user_id,
        chat_id=pressed.chat_id,
        awaits=awaits,
        receipts=pressed.announcement.receipts,
        corrects_id=pressed.announcement.id,
    )
    async with pressed.context.services.database.session() as session:
        return await session.announcements.create(new, pressed.talk.now)


async def _ask_to_retract(pressed: Pressed) -> None:
    """Ask once more before an announcement is taken back."""
    announcement, words = pressed.announcement, pressed.words
    if announcement.state not in OUT:
        await pressed.refuse()
        return
    async with pressed.context.services.database.session() as session:
        reached = await session.deliveries.reached(announcement.id)
    await pressed.answer()
    yes = button(words.text("announcements.button.yes_retract"), "undo2", announcement.id)
    no = button(words.text("announcements.button.keep"), "open", announcement.id)
    question = words.plural("announcements.ask_retract", reached)
    await pressed.ask(question, InlineKeyboardMarkup([[yes], [no]]))


async def _retract(pressed: Pressed) -> None:
    """Take an announcement back."""
    services = pressed.context.services
    async with services.database.session() as session:
        earlier = await session.deliveries.rounds_of(pressed.announcement.id)
        round_id = await decisions.retract(
            session, pressed.announcement, pressed.talk.user_id, services.clock(), report_chat_id=pressed.chat_id
        )
    if round_id is None:
        await pressed.refuse()
        return
    services.outbox.wake()
    for each in earlier:
        if each.kind == "send":  # its report offers what cannot be done any more
            services.reports.changed(each.id)
    await pressed.answer(pressed.words.text("announcements.retracting"))
    await pressed.replace(pressed.words.text("announcements.retracting"))


async def _remind(pressed: Pressed) -> None:
    """Remind those who have not said that they read it."""
    services, round_id = pressed.context.services, None
    async with services.database.session() as session:
        count = await session.deliveries.reached(pressed.announcement.id, "nudge")
        if count:
            round_id = await decisions.nudge(
                session, pressed.announcement, pressed.talk.user_id, services.clock(), report_chat_id=pressed.chat_id
            )
    if not count:
        await pressed.answer(pressed.words.text("announcements.all_read"))
    elif round_id is None:
        await pressed.refuse()
    else:
        services.outbox.wake()
        await pressed.answer(pressed.words.plural("announcements.reminding", count))


async def _open(pressed: Pressed) -> None:
    """Show an announcement in the place of the list, or the list again."""
    await pressed.answer()
    if pressed.number:
        await show_list(pressed.query, pressed.words, pressed.context)
        return
    services = pressed.context.services
    async with services.database.session() as session:
        card = await read_card(session, pressed.announcement)
    text = render_card(card, pressed.words, services.clock(), zone_of(services.settings))
    await edit(pressed.context, pressed.chat_id, pressed.message_id, text, card_keyboard(card, pressed.words))


async def _drop(pressed: Pressed) -> None:
    """Cancel a scheduled or late announcement, having asked once more."""
    services, announcement, words = pressed.context.services, pressed.announcement, pressed.words
    if announcement.state not in UNSENT:
        await pressed.refuse()
        return
    if not pressed.number:
        await pressed.answer()
        yes = button(words.text("announcements.button.yes_cancel"), "drop", announcement.id, 1)
        no = button(words.text("announcements.button.keep"), "open", announcement.id)
        await pressed.ask(words.text("announcements.ask_cancel"), InlineKeyboardMarkup([[yes], [no]]))
        return
    async with services.database.session() as session:
        is_done = await decisions.cancel(session, announcement, None, pressed.talk.user_id, services.clock())
    if not is_done:
        await pressed.refuse()
        return
    await pressed.answer(words.text("announcements.cancelled"))
    await pressed.replace(words.text("announcements.cancelled"))


async def _send_late(pressed: Pressed) -> None:
    """Send one whose time has passed, after all."""
    services, words = pressed.context.services, pressed.words
    is_late, sent = pressed.announcement.state == "late", None
    if is_late:
        async with services.database.session() as session:
            sent = await decisions.send_now(
                session,
                pressed.announcement,
                None,
                pressed.talk.user_id,
                services.clock(),
                report_chat_id=pressed.chat_id,
            )
    if sent is None:
        await pressed.refuse()
        return
    services.outbox.wake()
    await pressed.answer(words.text("announcements.late.sending"))
    await pressed.replace(words.text("announcements.late.sending"))


_DOES: Mapping[str, Callable[[Pressed], Awaitable[None]]] = {
    "miss": _show_missed,
    "again": _resend,
    "fix": _correct,
    "undo": _ask_to_retract,
    "undo2": _retract,
    "nudge": _remind,
    "open": _open,
    "move": _move,
    "drop": _drop,
    "late": _send_late,
}
