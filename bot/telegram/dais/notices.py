"""Notices on their way to the phones: what each says is read when its turn is near, and sent by one call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import ReplyParameters
from telegram.constants import ParseMode
from telegram.error import TelegramError

from answering.places import ARROW, path
from bot.announcements.outcomes import Failed, Outcome, Sent
from bot.catalogue import Catalogue
from bot.dais.parcels import Parcel
from bot.dais.requesting import has_chairs
from bot.database.engine import Session
from bot.database.notices import Notice
from bot.database.rulings import Ruling
from bot.telegram.asking import language_written_to
from bot.telegram.callback_data import document_key
from bot.telegram.courier import outcome_of
from bot.telegram.dais.cards import load_card
from bot.telegram.dais.letters import (
    Letter,
    Waiting,
    digest_letter,
    place_of_request,
    revoked_letter,
    told_letter,
)
from bot.telegram.dais.receipts import receipt_of
from bot.telegram.dais.refreshing import MatterCards
from bot.telegram.errors import report
from bot.telegram.library import Library
from bot.telegram.limiter import Bulk
from bot.telegram.places import Place
from bot.telegram.sending import NO_PREVIEW
from vectorstore.errors import VectorStoreError
from vectorstore.types import Language

GONE = Failed("gone")
"""What it is about is there no more."""


class DaisCourier:
    """Carries notices by the bot that ``cards`` has, whose rate limiter is a ``PacedLimiter``.

    ``library`` names a section in the language of who is sent to it; without it they read the chair's.
    """

    def __init__(self, cards: MatterCards, library: Library | None = None) -> None:
        self._cards = cards
        self._library = library

    async def carry(self, parcel: Parcel, begun: Callable[[], Awaitable[bool]]) -> Outcome:
        """Make the one call of a parcel, in the bulk lane, and return what came of it.

        ``begun`` is awaited when the call's turn has come; where it says no, or raises, nothing is sent.

        Raises:
            DatabaseError: what it says cannot be read; nothing was sent.
            Exception: what ``begun`` raised, or an answer of Telegram's that cannot be read.
        """
        letter = await self._letter(parcel)
        if letter is None:
            return GONE
        try:
            return Sent(await self._send(letter, Bulk(begun)))
        except TelegramError as error:
            return outcome_of(error, parcel.kind)

    async def _send(self, letter: Letter, ticket: Bulk) -> int:
        place, reply = letter.place, None
        if place.reply_to is not None:
            reply = ReplyParameters(place.reply_to, allow_sending_without_reply=True)
        message = await self._cards.bot.send_message(
            place.chat_id,
            letter.text,
            parse_mode=ParseMode.HTML,
            message_thread_id=place.thread_id,
            reply_parameters=reply,
            reply_markup=letter.keyboard,
            link_preview_options=NO_PREVIEW,
            rate_limit_args=ticket,
        )
        return message.message_id

    async def _letter(self, parcel: Parcel) -> Letter | None:
        """Return what a parcel says now, ``None`` where there is nothing to say any more."""
        if parcel.first.kind != "asked":
            return await self._to_asker(parcel.first, parcel.chat_id)
        async with self._cards.database.session() as session:
            reader = parcel.first.user_id
            language = language_written_to(await session.people.find(reader) if reader is not None else None)
            is_digest = len(parcel.notices) > 1
            waiting = await _waiting(session, parcel.notices) if is_digest else []
        if not is_digest:
            return await self._card(parcel.first, parcel.chat_id, language)
        if not waiting:
            return None
        return digest_letter(waiting, parcel.chat_id, Catalogue.load(language), self._cards.clock())

    async def _card(self, notice: Notice, chat_id: int, language: Language) -> Letter | None:
        if notice.user_id is None:
            return None
        card = await load_card(self._cards, notice.matter_id, notice.user_id, language, bot=self._cards.bot)
        return None if card is None else Letter(Place(chat_id), card.text, card.keyboard)

    async def _to_asker(self, notice: Notice, chat_id: int) -> Letter | None:
        ruling, was_told, is_heard = None, False, True
        async with self._cards.database.session() as session:
            request = await session.matters.request(notice.request_id) if notice.request_id is not None else None
            if request is None:
                return None
            if notice.ruling_id is not None:
                ruling = await session.rulings.get(notice.ruling_id)
                was_told = await session.notices.was_told(request.id, notice.ruling_id)
            elif notice.kind == "received":
                is_heard = await has_chairs(session, request)
        place = place_of_request(request, chat_id)
        if notice.kind == "received":
            receipt = receipt_of(request, Catalogue.load(request.language), has_chairs=is_heard)
            return Letter(place, receipt.text, receipt.keyboard)
        if ruling is None:
            return None
        if notice.kind == "revoked":
            return revoked_letter(ruling, request, place)
        where = await self._path_of(ruling, request.language)
        return told_letter(ruling, request, place, path=where, is_correction=was_told)

    async def _path_of(self, ruling: Ruling, language: Language) -> str:
        """Return where a ruling points to, in a reader's language where the documents are in it."""
        known = ruling.section_words or ruling.document or ""
        if ruling.document is None or self._library is None:
            return known
        async with self._cards.database.session() as session:
            committee = await session.committees.get_by_id(ruling.committee_id)
        if committee is None:
            return known
        try:
            edition = await self._library.edition(committee.slug, document_key(ruling.document), language)
            if edition is None:
                return known
            outline = await self._library.outline(committee.slug, edition.document, edition.language)
        except VectorStoreError as error:  # the chair's words do as well
            report(error, f"naming the section of ruling {ruling.id}")
            return known
        headings = outline.headings.get(ruling.section_key or "") if outline is not None else None
        return ARROW.join(path(edition.title, headings)) if headings is not None else known


async def _waiting(session: Session, notices: tuple[Notice, ...]) -> list[Waiting]:
    """Return those of the matters that still wait, in the order of the notices."""
    requests = await session.matters.requests_in({notice.matter_id for notice in notices})
    waiting = []
    for matter_id in dict.fromkeys(notice.matter_id for notice in notices):
        matter = await session.matters.get(matter_id)
        if matter is not None and matter.state == "open" and requests[matter_id]:
            waiting.append(Waiting(matter, requests[matter_id]))
    return waiting
