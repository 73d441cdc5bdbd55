"""Every call of the chat model goes through here: may it be made, what became of it, what did it cost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from answering.breaker import Breaker
from answering.chat_models import Message, Usage, stream_chat_model, tell
from answering.errors import ChatModelCallError
from answering.spending import LEFT, Call, Ledger
from answering.thoughts import WithoutThoughts, without_thoughts

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Purpose = Literal["answer", "rewrite", "translation"]
_CHARS_A_TOKEN = 4
_NOT_OF_THE_MODELS_HEALTH = frozenset({"filtered"})
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Running:
    """A call under way."""

    purpose: Purpose
    chars_in: int
    begun: float
    chars_out: int = 0
    usage: Usage | None = None

    def end(self, failure: str, *, has_cost: bool) -> Call:
        """Return what is written down of it. Tokens that were not told are estimated from the characters."""
        ms = round((asyncio.get_running_loop().time() - self.begun) * 1000)
        if self.usage is None and not has_cost:
            return Call(self.purpose, 0, 0, ms, failure)
        told = self.usage or Usage(0, 0)
        tokens_in = told.tokens_in or -(-self.chars_in // _CHARS_A_TOKEN)  # some streams tell those of the answer alone
        tokens_out = told.tokens_out or -(-self.chars_out // _CHARS_A_TOKEN)
        return Call(self.purpose, tokens_in, tokens_out, ms, failure, is_estimated=Usage(tokens_in, tokens_out) != told)


class ChatModelCaller:
    """A chat model that people call ``name``, behind its breaker and its ledger.

    Let ``timeout_s`` bound a call, and no timeout around it: what is cancelled from outside counts as nobody's failure,
    so that a model that stalls would never be left alone. A call is logged without a word of it.
    """

    def __init__(self, model: BaseChatModel, name: str, breaker: Breaker, ledger: Ledger) -> None:
        self.name = name
        self._model, self._breaker, self._ledger = model, breaker, ledger
        self._is_failing = False

    @property
    def may_call(self) -> bool:
        """Whether a call would be made now; takes nothing."""
        return not self._ledger.is_spent and self._breaker.would_admit

    async def ask(self, system: str, said: Sequence[tuple[str, str]], *, purpose: Purpose, timeout_s: float) -> str:
        """Return the text with which the model answers ``said``, pairs of ``human`` or ``ai`` and a text; no thoughts.

        Raises:
            ChatModelCallError: no whole text came, or the call was not made.
        """
        messages = [("system", system), *said]
        with self._call(purpose, messages, timeout_s) as call:
            told = await tell(self._model, messages, timeout_s=timeout_s)
            call.chars_out, call.usage = len(told.text), told.usage
            if told.failure is not None:
                raise told.failure
        return without_thoughts(told.text)

    async def stream(
        self, system: str, said: Sequence[tuple[str, str]], *, purpose: Purpose, timeout_s: float
    ) -> AsyncGenerator[str, None]:
        """Yield the text with which the model answers ``said`` piece by piece, as it comes, without its thoughts.

        Whoever stops before its end closes it, with ``contextlib.aclosing``; that ends the call and is no failure.

        Raises:
            ChatModelCallError: the text is not whole, or the call was not made.
        """
        messages, speech = [("system", system), *said], WithoutThoughts()
        with self._call(purpose, messages, timeout_s) as call:
            async with aclosing(stream_chat_model(self._model, messages, timeout_s=timeout_s)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Usage):
                        call.usage = piece
                    else:
                        call.chars_out += len(piece)
                        if spoken := speech.feed(piece):
                            yield spoken
                if spoken := speech.finish():
                    yield spoken

    @contextmanager
    def _call(self, purpose: Purpose, messages: Sequence[Message], timeout_s: float) -> Iterator[_Running]:
        """Admit a call and report how it ended to breaker, ledger and log."""
        if timeout_s <= 0:  # no fault of the model's
            raise ChatModelCallError("timeout")
        if self._ledger.is_spent:
            raise ChatModelCallError("ceiling")
        if not self._breaker.admits():
            raise ChatModelCallError("paused")
        chars_in = sum(len(text) for _, text in messages)
        call = _Running(purpose, chars_in, asyncio.get_running_loop().time())
        try:
            yield call
        except ChatModelCallError as error:
            self._failed(call, error)
            raise
        except BaseException:  # cancelled, or closed by its reader
            self._left(call)
            raise
        self._succeeded(call)

    def _succeeded(self, call: _Running) -> None:
        self._breaker.succeeded()
        self._is_failing = False
        self._write_down(call.end("", has_cost=True), logging.INFO)

    def _failed(self, call: _Running, error: ChatModelCallError) -> None:
        has_cost = call.chars_out > 0 or (error.status is None and error.kind != "connection")
        # The first of a row of failures is for whoever runs the bot; the breaker tells when they become an outage.
        level = logging.INFO if self._is_failing else logging.WARNING
        self._write_down(call.end(error.shown, has_cost=has_cost), level)
        if error.kind in _NOT_OF_THE_MODELS_HEALTH:
            self._breaker.succeeded()
            return
        self._is_failing = True
        self._breaker.failed(is_lasting=error.is_lasting, retry_after_s=error.retry_after_s)

    def _left(self, call: _Running) -> None:
        if call.chars_out > 0:  # what its reader wanted to read
            self._succeeded(call)
        else:
            self._breaker.gave_up()
            self._write_down(call.end(LEFT, has_cost=True), logging.INFO)

    def _write_down(self, call: Call, level: int) -> None:
        self._ledger.record(call)
        estimated = ", estimated" if call.is_estimated else ""
        outcome = f"failed of {call.failure}, " if call.failure else ""
        _log.log(
            level,
            "chat model, %s: %s%d + %d tokens%s, %d ms",
            *(call.purpose, outcome, call.tokens_in, call.tokens_out, estimated, call.ms),
        )
