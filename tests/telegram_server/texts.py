"""Texts as Telegram measures and cleans them: UTF-16 units, control characters, ends without white space."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tests.telegram_server.refusals import Json

DETECTED = (
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w)")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{4,32}\b")),
    (
        "url",
        re.compile(
            r"(?<![\w@./])(?:https?://[^\s<>\"]+|(?:[\w-]+\.)+(?:com|org|net|int|info|edu|gov|io|me|es|eu)\b(?:/[^\s<>\"]*)?)"
            r"(?<![.,;:!?)\]'])",
            re.IGNORECASE,
        ),
    ),
)
DROPPED = {ord("\r"), *range(0x2028, 0x202F)}
CLOSED_KINDS = frozenset({"code", "pre", "text_link", "url", "text_mention", "bot_command", "mention"})


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch of a text, counted in code points."""

    kind: str
    start: int
    end: int
    extra: Json = field(default_factory=dict)


def utf16_length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def text_of(message: Json) -> tuple[str, list[Json]]:
    """Return a message's text or caption and its entities."""
    if "text" in message:
        return str(message["text"]), list(message.get("entities", ()))
    return str(message.get("caption", "")), list(message.get("caption_entities", ()))


def utf16_slice(text: str, offset: int, length: int) -> str:
    data = text.encode("utf-16-le", "surrogatepass")
    return data[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def detected(text: str) -> list[Span]:
    """Return the commands, mentions and addresses that Telegram marks by itself."""
    found: list[Span] = []
    for kind, pattern in DETECTED:
        for match in pattern.finditer(text):
            if not any(match.start() < span.end and span.start < match.end() for span in found):
                found.append(Span(kind, match.start(), match.end()))
    return found


def with_detected(text: str, spans: Iterable[Span]) -> list[Span]:
    """Add what Telegram marks by itself, outside of code, links and the like."""
    given = list(spans)
    closed = [span for span in given if span.kind in CLOSED_KINDS]
    return given + [
        span
        for span in detected(text)
        if not any(span.start < other.end and other.start < span.end for other in closed)
    ]


def cleaned(text: str, spans: Iterable[Span] = ()) -> tuple[str, list[Span]]:
    """Return the text as it is kept: no control characters, no white space at its ends; spans move along."""
    kept: list[str] = []
    moved = [0]
    for character in text:
        if ord(character) not in DROPPED:
            kept.append(" " if character < " " and character != "\n" else character)
        moved.append(len(kept))
    whole = "".join(kept)
    start = len(whole) - len(whole.lstrip())
    clean = whole.strip()
    fitted = []
    for span in spans:
        begin = min(max(moved[span.start] - start, 0), len(clean))
        end = min(max(moved[span.end] - start, 0), len(clean))
        if clean[begin:end].strip():
            fitted.append(replace(span, start=begin, end=end))
    return clean, fitted


def entities(text: str, spans: Iterable[Span]) -> list[Json]:
    """Return the spans as MessageEntity values, in the order that Telegram lists them."""
    wire = [
        {
            "type": span.kind,
            "offset": utf16_length(text[: span.start]),
            "length": utf16_length(text[span.start : span.end]),
            **span.extra,
        }
        for span in spans
    ]
    return sorted(wire, key=lambda entity: (entity["offset"], -entity["length"]))


def spans_of(text: str, listed: Iterable[Json]) -> list[Span]:
    """Turn MessageEntity values into spans.

    Raises:
        ValueError: an entity lies outside the text or cuts a character in two.
    """
    places = {}
    unit = 0
    for place, character in enumerate(f"{text} "):
        places[unit] = place
        unit += utf16_length(character)
    spans = []
    for entity in listed:
        start, end = places.get(entity["offset"]), places.get(entity["offset"] + entity["length"])
        if start is None or end is None or end <= start:
            raise ValueError(f"entity {entity} does not fit the text")
        extra = {name: value for name, value in entity.items() if name not in ("type", "offset", "length")}
        spans.append(Span(entity["type"], start, end, extra))
    return spans
