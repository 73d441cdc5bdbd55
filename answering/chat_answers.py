"""A question answered with a chat model: evidence first, then its words where they hold, else the documents' own."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from answering.analysis import clean_history, clean_question
from answering.answer_cache import AnswerCache, CacheKey, Show
from answering.calling import ChatModelCaller
from answering.checking.instructions import without_orders
from answering.completeness import LACKS, may_be_said_in_other_words
from answering.deadline import Deadline
from answering.faults import place_of
from answering.foreign_quotes import foreign_citations, with_translations
from answering.model_writing import InThread, ModelWriter, what_is_asked
from answering.prepared import Prepared
from answering.rewriting import rewrite_question
from answering.translating import Translator
from answering.types import Answer, Composition, Question, Refusal, Reply
from prompts.loader import Prompt
from vectorstore.errors import VectorStoreError
from vectorstore.types import Language
from vectorstore.words import words

_GRACE_S = 0.3  # past the deadline, for what is in hand
_SHARE_FOR_REWRITING = 0.5
_log = logging.getLogger(__name__)


class Preparing(Protocol):
    """What answers in the documents' own words and hands out what the reply rests on."""

    def prepare(self, question: Question) -> Prepared:
        """Return the reply with its evidence."""
        ...

    def leans(self, question: Question) -> bool:
        """Return whether a question cannot be understood without those before it."""
        ...


class Versioned(Protocol):
    """The index, as far as it tells one state from another."""

    def version(self, committee: str) -> str:
        """Return what changes whenever a committee's documents or announcements do."""
        ...


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found for a question, and in which state of the index."""

    prepared: Prepared
    version: str


class ChatAnswers:
    """Answers questions with a chat model within ``timeout_s``; whatever fails, the reply quotes the documents.

    For one event loop. ``translator`` calls the same model through the same breaker.
    """

    def __init__(
        self,
        answerer: Preparing,
        caller: ChatModelCaller,
        writer: ModelWriter,
        translator: Translator,
        index: Versioned,
        rewriting: Mapping[Language, Prompt],
        *,
        timeout_s: float,
        cache: AnswerCache | None = None,
    ) -> None:
        self.translator = translator
        self._answerer, self._caller, self._writer, self._index = answerer, caller, writer, index
        self._rewriting, self._timeout_s = rewriting, timeout_s
        self._cache = cache or AnswerCache()

    @property
    def name(self) -> str:
        """What people call the chat model."""
        return self._caller.name

    async def answer(self, question: Question, in_thread: InThread, show: Show | None = None) -> Reply:
        """Return the reply. ``show`` is told its text while it is written; the reply begins with what it was told.

        ``in_thread`` runs what takes the processor's time.

        Raises:
            VectorStoreError: the index cannot be read.
        """
        asked = _without_orders(question)
        found = await in_thread(self._find, asked)
        try:
            return await self._answer(asked, found, in_thread, show)
        except Exception as error:  # noqa: BLE001 - the reply in quotes is there, and nothing is to cost the delegate that
            _log.error("a reply quotes, for writing it failed: %s", place_of(error))
            return found.prepared.reply

    def _find(self, question: Question) -> _Found:
        before = self._version(question.committee)
        prepared = self._answerer.prepare(question)
        after = self._version(question.committee)
        return _Found(prepared, before if before == after else secrets.token_hex())

    def _version(self, committee: str) -> str:
        """Return the state of a committee's index; one like no other where it cannot be told."""
        try:
            return self._index.version(committee)
        except VectorStoreError as error:
            _log.warning("the state of committee %s's index cannot be told: %s", committee, error)
            return secrets.token_hex()

    async def _answer(self, question: Question, found: _Found, in_thread: InThread, show: Show | None) -> Reply:
        deadline = Deadline(self._timeout_s)
        if isinstance(found.prepared.reply, Refusal):
            found = await self._asked_in_full(question, found, in_thread, deadline) or found
        reply = found.prepared.reply
        if not isinstance(reply, Answer):
            return reply
        if may_be_said_in_other_words(found.prepared):
            reply = await self._written(found, reply, in_thread, show, deadline)
        if reply.composed_by == self.name or _has_failed(reply) or not foreign_citations(reply):
            return reply
        if show is not None and self.translator.may_translate:
            show(reply.text)
        return await with_translations(found.prepared, reply, self.translator, deadline)

    async def _asked_in_full(
        self, question: Question, found: _Found, in_thread: InThread, deadline: Deadline
    ) -> _Found | None:
        """Return what is found for a refused follow-up once the model has made it whole; ``None`` for nothing.

        What stands alone, and what is asked where there are no documents, costs no call.
        """
        reply = found.prepared.reply
        is_hopeless = isinstance(reply, Refusal) and reply.reason == "no_documents"
        if is_hopeless or not question.history or not self._caller.may_call:
            return None
        if not await in_thread(self._answerer.leans, question):
            return None
        language = found.prepared.language
        leaning = replace(question, text=clean_question(question.text), history=clean_history(question.history))
        timeout_s = deadline.left_s * _SHARE_FOR_REWRITING
        text = await rewrite_question(self._caller, self._rewriting, leaning, language, timeout_s)
        if not text:
            return None
        again = await in_thread(self._find, replace(question, text=text, history=(), language=language))
        return again if isinstance(again.prepared.reply, Answer) else None

    async def _written(
        self, found: _Found, quotes: Answer, in_thread: InThread, show: Show | None, deadline: Deadline
    ) -> Answer:
        """Return the model's answer, from the cache or written now; the quotes where it gives none in time."""
        key = self._key(found)
        kept = self._cache.find(key)
        if kept is not None:
            return kept
        flight = self._cache.under_way(key)
        if flight is None:
            if not self._caller.may_call:
                return quotes
            write = partial(self._writer.write, found.prepared, in_thread, deadline)
            flight = self._cache.begin(key, write)
        answer = await flight.join(show, deadline.end + _GRACE_S)
        if answer is not None:
            return answer
        return replace(quotes, composition=Composition(self.name, key.prompt, (), (), "timeout"))

    def _key(self, found: _Found) -> CacheKey:
        prepared = found.prepared
        return CacheKey(
            committee=prepared.question.committee,
            version=found.version,
            language=prepared.language,
            model=self.name,
            prompt=self._writer.version(prepared.language),
            asked=tuple(" ".join(words(line)) for line in (*what_is_asked(prepared), "", *prepared.asked)),
            documents_only=prepared.question.documents_only,
        )


def _without_orders(question: Question) -> Question:
    """Return a question without the sentences that order an assistant about; whole where nothing else is left."""
    text = without_orders(question.text)
    history = (without_orders(earlier) or earlier for earlier in question.history)
    return replace(question, text=text or question.text, history=tuple(history))


def _has_failed(answer: Answer) -> bool:
    """Return whether the reply quotes because a call failed: the next one would as well."""
    return answer.composition is not None and answer.composition.failure not in LACKS
