"""Inline mode: ``@bot question`` in any chat offers the answer with its sources to share there."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from uuid import uuid4

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from answering.types import Question, Refusal, Reply, SmallTalk
from bot.catalogue import Catalogue
from bot.database.committees import Committee
from bot.telegram.asking import Asker, look_up
from bot.telegram.commands import FROM_INLINE
from bot.telegram.context import Context
from bot.telegram.errors import words_of
from bot.telegram.examples import example_question
from bot.telegram.incoming import Shape, read_incoming
from bot.telegram.processing import Lines
from bot.telegram.questions import language_of_question
from bot.telegram.rendering import Html, escape, render_shared, summary, without_markup
from bot.telegram.sending import NO_PREVIEW, is_about_markup
from vectorstore.errors import UnknownCommitteeError

_CACHE_S = 30
_log = logging.getLogger(__name__)
_SHORTEST_QUESTION = 3


@dataclass(frozen=True, slots=True)
class InlineMode:
    """Answers what is being typed: for each person one question at a time, and of those that wait only the last."""

    _latest: dict[int, str] = field(default_factory=dict)
    _lines: Lines = field(default_factory=Lines)

    async def offer(self, update: Update, context: Context) -> None:
        """Offer the answer to an inline query, or how to ask; one that was typed over meanwhile is left alone."""
        query = update.inline_query
        if query is None:
            return
        user_id = query.from_user.id
        self._latest[user_id] = query.id
        async with self._lines.turn(user_id):
            if self._latest.get(user_id) != query.id:
                return
            try:
                await _offer(query, context)
            finally:
                if self._latest.get(user_id) == query.id:
                    del self._latest[user_id]


async def _offer(query: InlineQuery, context: Context) -> None:
    asker = await look_up(context, query.from_user, None)
    if asker.committee is None:
        button = InlineQueryResultsButton(asker.words.text("inline.join"), start_parameter=FROM_INLINE)
        await _answer(query, None, button)
        return
    article = await _article(query, asker, asker.committee, context)
    await _answer(query, article or await _help(asker, context))


async def _article(
    query: InlineQuery, asker: Asker, committee: Committee, context: Context
) -> InlineQueryResultArticle | None:
    """Return the reply to share, ``None`` where there is no question yet or nothing to share."""
    incoming = read_incoming(query.query, context.bot.username)
    if incoming.shape is not Shape.QUESTION or len(incoming.text) < _SHORTEST_QUESTION:
        return None
    language = asker.fixed_language or language_of_question(incoming.text, (), asker.language)
    try:
        reply = await context.services.answers.quote(Question(incoming.text, (), language, committee.slug))
    except UnknownCommitteeError:
        return None
    if isinstance(reply, SmallTalk):
        return None
    return article(incoming.text, reply, Catalogue.load(reply.language))


def article(question: str, reply: Reply, words: Catalogue) -> InlineQueryResultArticle:
    """Return the row that offers a reply."""
    title = words.text("inline.refusal_title" if isinstance(reply, Refusal) else "inline.answer_title")
    return _row(title, summary(reply), render_shared(question, reply))


async def _help(asker: Asker, context: Context) -> InlineQueryResultArticle:
    words = asker.words
    example = await example_question(context, asker.committee, asker.language)
    told = words.text("inline.help_text", bot=context.bot.username, example=example)
    return _row(words.text("inline.help_title"), words.text("inline.help_description"), escape(told))


def _row(title: str, description: str, text: Html) -> InlineQueryResultArticle:
    content = InputTextMessageContent(text, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW)
    return InlineQueryResultArticle(uuid4().hex, title, content, description=description)


async def _answer(
    query: InlineQuery, row: InlineQueryResultArticle | None, button: InlineQueryResultsButton | None = None
) -> None:
    """Show a row, without markup where Telegram refuses it; an inline query that was waited on too long is let be."""
    try:
        try:
            await query.answer([row] if row else [], cache_time=_CACHE_S, is_personal=True, button=button)
        except BadRequest as error:
            if row is None or not is_about_markup(error):
                raise
            await query.answer([_plain(row)], cache_time=_CACHE_S, is_personal=True)
    except BadRequest as error:
        _log.info("an inline query could not be answered: %s", words_of(error))


def _plain(row: InlineQueryResultArticle) -> InlineQueryResultArticle:
    content = row.input_message_content
    assert isinstance(content, InputTextMessageContent)
    shown = InputTextMessageContent(without_markup(Html(content.message_text)), link_preview_options=NO_PREVIEW)
    return InlineQueryResultArticle(row.id, row.title, shown, description=row.description)
