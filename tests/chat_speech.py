"""How the chat endpoint of the tests says what a script has it say: OpenAI's chat completions, byte by byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.chat_script import Asked, Empty, Endless, Malformed, Said, Slow, Stall, Status, Whole


@dataclass(frozen=True, slots=True)
class Manner:
    """How large the pieces of a stream are, and where tokens are told."""

    piece_chars: int
    usage: Literal["asked", "always", "each", "never"]


class Speech:
    """One answer, as the request asked for it; each method tells whether the connection may go on."""

    def __init__(
        self, manner: Manner, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._manner, self._asked, self._reader, self._writer = manner, asked, reader, writer

    async def answer(self, said: Said) -> bool:
        match said:
            case Stall(after=""):
                await self._reader.read()  # until the client hangs up
                return False
            case Status():
                return await self._refuse(said)
            case Malformed(how="html"):
                return await self._send_whole(200, "text/html", "<html><p>The gateway says hello.</p></html>")
            case _ if self._asked.stream:
                return await self._stream(said)
            case _:
                return await self._send_plain(said)

    async def _refuse(self, said: Status) -> bool:
        if isinstance(said.body, str):
            return await self._send_whole(said.code, "text/plain", said.body, said.headers)
        told = {"error": {"message": f"refused: {self._asked.human}", "type": "error", "param": None, "code": None}}
        return await self._send_whole(said.code, "application/json", json.dumps(said.body or told), said.headers)

    async def _send_plain(self, said: Said) -> bool:
        match said:
            case Stall() | Endless():
                await self._begin("application/json", {"Transfer-Encoding": "chunked"})
                while isinstance(said, Endless):
                    await self._send_chunk(said.piece)
                    await asyncio.sleep(said.each_s)
                await self._reader.read()
                return False
            case Malformed(how="json"):
                return await self._send_whole(200, "application/json", '{"choices": [{"message"')
            case Malformed(how="shape"):
                return await self._send_whole(200, "application/json", '{"object": "list", "data": []}')
            case Malformed(how="error"):
                return await self._send_whole(200, "application/json", '{"error": {"message": "overloaded"}}')
            case Malformed():
                await self._begin("application/json", {"Content-Length": "1000"})
                self._writer.write(b'{"choices": [')
                await self._writer.drain()
                return False
        whole = _whole_of(said)
        if isinstance(said, Slow):
            await asyncio.sleep(said.each_s * len(said.pieces))
        message = {"role": "assistant", "content": whole.text}
        told = {
            **self._frame("chat.completion"),
            "choices": [{"index": 0, "message": message, "finish_reason": whole.finish_reason}],
            "usage": None if self._manner.usage == "never" else self._usage(whole.text),
        }
        return await self._send_whole(200, "application/json", json.dumps(told))

    async def _stream(self, said: Said) -> bool:
        await self._begin("text/event-stream", {"Transfer-Encoding": "chunked"})
        so_far = ""
        async for piece in self._pieces(said):
            so_far += piece
            each = {"usage": self._usage(so_far)} if self._manner.usage == "each" else {}
            await self._send_event({**self._frame(), "choices": [_choice(piece, None)], **each})
        match said:
            case Stall():
                await self._reader.read()
                return False
            case Malformed(how="json"):
                await self._send_chunk('data: {"choices": [{"delta": {"content\n\n')
            case Malformed(how="shape"):
                await self._send_event({"object": "list", "data": ["?"], "choices": [{"index": 0}]})
            case Malformed(how="error"):
                await self._send_event({"error": {"message": "overloaded", "type": "server_error", "code": None}})
            case Malformed(how="cut"):
                return False
            case Malformed():
                pass
            case _:
                await self._send_event({**self._frame(), "choices": [_choice("", _whole_of(said).finish_reason)]})
                if self._tells_usage_in_stream():
                    await self._send_event({**self._frame(), "choices": [], "usage": self._usage(so_far)})
                await self._send_chunk("data: [DONE]\n\n")
        await self._send_chunk("")
        return True

    async def _pieces(self, said: Said) -> AsyncIterator[str]:
        match said:
            case Slow():
                for piece in said.pieces:
                    await asyncio.sleep(said.each_s)
                    yield piece
            case Endless():
                while True:
                    yield said.piece
                    await asyncio.sleep(said.each_s)
            case Stall() | Malformed():
                for piece in _cut(said.after, self._manner.piece_chars):
                    yield piece
            case _:
                whole = _whole_of(said)
                for piece in _cut(whole.text, whole.piece_chars or self._manner.piece_chars):
                    yield piece

    def _tells_usage_in_stream(self) -> bool:
        is_asked = bool(self._asked.body.get("stream_options", {}).get("include_usage"))
        return self._manner.usage == "always" or (self._manner.usage == "asked" and is_asked)

    def _usage(self, text: str) -> dict[str, int]:
        """Count a token a word."""
        prompt, completion = sum(len(said.split()) for _, said in self._asked.messages), len(text.split())
        return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}

    def _frame(self, kind: str = "chat.completion.chunk") -> dict[str, Any]:
        model = self._asked.body.get("model")
        return {"id": "chat-1", "object": kind, "created": 1764000000, "model": model}

    async def _send_event(self, told: Mapping[str, Any]) -> None:
        await self._send_chunk(f"data: {json.dumps(told, ensure_ascii=False)}\n\n")

    async def _send_chunk(self, text: str) -> None:
        raw = text.encode()
        self._writer.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
        await self._writer.drain()

    async def _send_whole(self, status: int, kind: str, text: str, headers: Mapping[str, str] | None = None) -> bool:
        raw = text.encode()
        await self._begin(kind, {"Content-Length": str(len(raw)), **(headers or {})}, status)
        self._writer.write(raw)
        await self._writer.drain()
        return True

    async def _begin(self, kind: str, headers: Mapping[str, str], status: int = 200) -> None:
        lines = [f"HTTP/1.1 {status} Said", f"Content-Type: {kind}", *(f"{k}: {v}" for k, v in headers.items())]
        self._writer.write("\r\n".join((*lines, "", "")).encode())
        await self._writer.drain()


def _whole_of(said: Said) -> Whole:
    match said:
        case Whole():
            return said
        case str():
            return Whole(said)
        case Slow():
            return Whole("".join(said.pieces))
        case Empty():
            return Whole("")
    raise AssertionError(f"{said} is no whole text")


def _cut(text: str, chars: int) -> list[str]:
    return [text[begin : begin + chars] for begin in range(0, len(text), chars)]


def _choice(piece: str, finish_reason: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": finish_reason}
