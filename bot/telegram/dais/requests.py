"""A delegate's presses: 🙋 puts a question before the dais, and its receipt takes it back or signs it."""

from __future__ import annotations

from telegram import CallbackQuery, User

from answering.follow_ups import needs_earlier
from bot.catalogue import Catalogue
from bot.dais import requesting
from bot.dais.requesting import Put, put_before_dais
from bot.dais.types import DAILY_CAP
from bot.database.engine import Session
from bot.database.errors import RowRejectedError
from bot.database.matters import NewRequest, Request
from bot.database.people import Person
from bot.database.questions import StoredQuestion
from bot.telegram.asking import language_of
from bot.telegram.context import Context
from bot.telegram.dais.cards import refresh_cards
from bot.telegram.dais.receipts import receipt_of
from bot.telegram.opened import expired, is_from
from bot.telegram.press_types import OwnRequest
from bot.telegram.questions import language_of_question
from bot.telegram.sending import answer_press, edit
from vectorstore.types import Language


async def ask_dais(query: CallbackQuery, question_id: int, context: Context) -> None:
    """Put a question before the dais in the name of who pressed, and tell them so at once."""
    services, user = context.services, query.from_user
    async with services.database.session() as session:
        presser = await session.people.find(user.id)
        question = await session.questions.get(question_id)
        new = None
        if question is not None and is_from(query, question):
            new = await _request_of(session, query, question, presser)
    if question is None or new is None:
        await expired(query, context)
        return
    try:
        put = await put_before_dais(services.database, services.likeness, question.committee_id, new, services.clock())
    except RowRejectedError:  # whoever asked it had it forgotten meanwhile
        await expired(query, context)
        return
    if put is not None and put.is_new:
        services.messenger.wake()
        if put.joins:
            refresh_cards(context, put.request.matter_id)
    await answer_press(query, _told(put, Catalogue.load(new.language)))


async def press_request(query: CallbackQuery, data: OwnRequest, context: Context) -> None:
    """Take the presser's question back, or let the dais see their name, or not."""
    services, user = context.services, query.from_user
    has_chairs = is_anothers = False
    async with services.database.session() as session:
        presser = await session.people.find(user.id)
        if data.verb == "back":
            request = await requesting.withdraw(session, data.request_id, user.id)
        else:
            request = await requesting.sign(session, data.request_id, user.id, data.verb == "sign")
        if request is not None:
            has_chairs = await requesting.has_chairs(session, request)
        else:
            is_anothers = await session.matters.request(data.request_id) is not None
    if request is None:
        words = Catalogue.load(language_of(presser, user))
        await answer_press(query, words.text("dais.not_yours" if is_anothers else "press.expired"))
        return
    words = Catalogue.load(request.language)
    refresh_cards(context, request.matter_id)
    await answer_press(query, _done(request, words))
    if query.message is not None:
        receipt = receipt_of(request, words, has_chairs=has_chairs)
        await edit(context, query.message.chat.id, query.message.message_id, receipt.text, receipt.keyboard)


async def _request_of(
    session: Session, query: CallbackQuery, question: StoredQuestion, presser: Person | None
) -> NewRequest:
    """Return what the presser puts before the dais: the answer goes to them alone where they can be reached."""
    assert query.message is not None, "the caller has looked"
    user, chat_id = query.from_user, query.message.chat.id
    reply = await session.replies.latest_of(question.id)
    language = _language(question, reply.language if reply is not None else None, presser, user)
    thread_id, message_id = question.thread_id, None
    own = presser.chat_id if presser is not None and not presser.unreachable else None
    if own is not None and own != chat_id:
        chat_id, thread_id = own, None
    elif question.chat_id == chat_id:  # else the group moved, and counts its messages anew
        message_id = question.message_id
    earlier: tuple[str, ...] = ()
    if needs_earlier(question.text):
        earlier = await session.questions.recent_texts(
            question.chat_id, question.user_id, question.thread_id, question.asked_at, before=question.id, limit=1
        )
    return NewRequest(
        question_id=question.id,
        reply_id=reply.id if reply is not None else None,
        user_id=user.id,
        chat_id=chat_id,
        thread_id=thread_id,
        message_id=message_id,
        text=question.text,
        language=language,
        earlier=earlier[0] if earlier else None,
    )


def _language(question: StoredQuestion, replied_in: Language | None, presser: Person | None, user: User) -> Language:
    """Return the language to answer in: what the presser fixed; else, to who asked, that of their question."""
    language = language_of(presser, user)
    if question.user_id != user.id or (presser is not None and presser.language is not None):
        return language
    return replied_in or language_of_question(question.text, (), language)


def _told(put: Put | None, words: Catalogue) -> str:
    if put is None:
        return words.text("dais.capped", most=words.number(DAILY_CAP))
    if not put.is_new:
        answered = put.request.state == "answered"
        return words.text("dais.receipt.answered" if answered else "dais.asked_already")
    return words.text("dais.asked" if put.chairs else "dais.kept")


def _done(request: Request, words: Catalogue) -> str:
    if request.state != "waiting":
        return words.text(f"dais.receipt.{request.state}")
    return words.text("dais.signed" if request.signed else "dais.unsigned")
