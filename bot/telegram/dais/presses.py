"""A chair's press on something of a matter: who may, looked up anew each time by the presser's number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telegram import CallbackQuery, InlineKeyboardMarkup
from telegram.constants import ChatType

from bot.announcements.decisions import may_direct
from bot.catalogue import Catalogue
from bot.dais.decisions import standing_matter
from bot.dais.merging import holder
from bot.database.committees import Committee
from bot.database.matters import Matter
from bot.telegram.asking import language_of
from bot.telegram.context import Context
from bot.telegram.dais.cards import Card, load_card, quoted, refresh_cards
from bot.telegram.places import Place
from bot.telegram.rendering import Html, escape
from bot.telegram.sending import answer_press, edit, send
from vectorstore.types import Language

_MAX_ASKED_UNITS = 300


@dataclass(frozen=True, slots=True)
class AtDesk:
    """A press, in their private chat, of a chair of the matter's committee."""

    query: CallbackQuery
    context: Context
    matter: Matter
    committee: Committee
    language: Language
    chat_id: int
    message_id: int

    @property
    def words(self) -> Catalogue:
        """Return the words of the presser's language."""
        return Catalogue.load(self.language)

    @property
    def user_id(self) -> int:
        """Return who pressed."""
        return self.query.from_user.id

    @property
    def now(self) -> datetime:
        """Return the time now, in UTC."""
        return self.context.services.clock()

    async def answer(self, text: str = "") -> None:
        """Stop the button's clock, with a line at the top."""
        await answer_press(self.query, text)

    async def refuse(self) -> None:
        """Say why this cannot be done, and show how the matter stands now."""
        async with self.context.services.database.session() as session:
            matter = await session.matters.get(self.matter.id)
        barred = barred_by(matter, self.user_id, self.words, self.now)
        await self.answer(barred or self.words.text("inbox.not_now"))
        await self.show_card()

    async def show_card(self) -> None:
        """Put the matter's card in the place of the pressed message."""
        card = await self._card()
        if card is not None:
            self.context.services.cards.put_back(self.chat_id, self.message_id)
            await self._note(self.message_id)
            await edit(self.context, self.chat_id, self.message_id, card.text, card.keyboard)

    async def show_choice(self, text: Html, keyboard: InlineKeyboardMarkup) -> None:
        """Put what is to be chosen from in the place of the matter's card, until the card is shown again."""
        self.context.services.cards.set_aside(self.chat_id, self.message_id)
        await edit(self.context, self.chat_id, self.message_id, text, keyboard)

    async def asked(self) -> Html:
        """Return how the matter was put first, as a quotation, for a choice to stand under."""
        async with self.context.services.database.session() as session:
            requests = await session.matters.requests_of(self.matter.id)
        if not requests:
            return Html("")
        return Html(f"<blockquote>{escape(quoted(requests[0].text, self.words, _MAX_ASKED_UNITS))}</blockquote>\n")

    async def send_card(self) -> None:
        """Send the matter's card as a new message."""
        card = await self._card()
        if card is None:
            return
        sent = await send(self.context, Place(self.chat_id), card.text, card.keyboard)
        if sent is not None:
            await self._note(sent.message_id)

    async def changed(self, told: str) -> None:
        """Answer the press with what was done and have the matter's cards show it, the pressed one first."""
        await self.answer(told)
        refresh_cards(self.context, self.matter.id)
        await self.show_card()

    async def _card(self) -> Card | None:
        return await load_card(self.context.services, self.matter.id, self.user_id, self.language, bot=self.context.bot)

    async def _note(self, message_id: int) -> None:
        async with self.context.services.database.session() as session:
            await session.notices.note_card(self.chat_id, message_id, matter_id=self.matter.id)


def barred_by(matter: Matter | None, reader: int, words: Catalogue, now: datetime) -> str:
    """Return why a chair cannot decide a matter, in words; ``""`` where nothing of the matter keeps them from it."""
    if matter is None or (matter.state == "closed" and matter.merged_into is None):
        return words.text("inbox.gone")
    if matter.state == "closed":
        return words.text("inbox.card.joined")
    if matter.state == "settled":
        return words.text("inbox.decided")
    if matter.claimed_at is not None and holder(matter, now) not in (None, reader):
        return words.text("inbox.card.theirs", ago=words.ago(now - matter.claimed_at))
    return ""


async def at_desk(query: CallbackQuery, matter_id: int, context: Context, *, follow: bool = False) -> AtDesk | None:
    """Return the press where the presser may make it; ``None`` where not, which they are told.

    With ``follow`` it is of the matter that this one was merged into, if it was.
    """
    message, user = query.message, query.from_user
    committee = None
    async with context.services.database.session() as session:
        presser = await session.people.find(user.id)
        matter = await (standing_matter(session, matter_id) if follow else session.matters.get(matter_id))
        if matter is not None and await may_direct(session, user.id, matter.committee_id):
            committee = await session.committees.get_by_id(matter.committee_id)
    language = language_of(presser, user)
    words = Catalogue.load(language)
    if message is None or message.chat.type != ChatType.PRIVATE or matter is None:
        await answer_press(query, words.text("inbox.not_now"))
        return None
    if committee is None:
        await answer_press(query, words.text("inbox.not_yours"))
        return None
    return AtDesk(query, context, matter, committee, language, message.chat.id, message.message_id)
