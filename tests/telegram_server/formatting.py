"""The text of a call as Telegram keeps it: parsed, cleaned, measured."""

from __future__ import annotations

from dataclasses import dataclass

from tests.telegram_server.markup import parsed_html
from tests.telegram_server.refusals import Json, bad_request
from tests.telegram_server.texts import Span, cleaned, entities, spans_of, utf16_length, with_detected

MAX_TEXT, MAX_CAPTION, MAX_ENTITIES = 4096, 1024, 100


@dataclass(frozen=True, slots=True)
class Formatted:
    text: str
    entities: list[Json]

    def wire(self, name: str = "text") -> Json:
        """Return the fields of a message; ``caption`` has its own name for entities."""
        listed = "entities" if name == "text" else f"{name}_entities"
        return {name: self.text} | ({listed: self.entities} if self.entities else {})


def marked_text(
    source: str, parse_mode: str | None, listed: list[Json] | None, violations: list[str]
) -> tuple[str, list[Span]]:
    """Return a text and its spans, before anything is cleaned.

    Raises:
        Refused: the markup cannot be read.
    """
    if parse_mode is None or parse_mode == "":
        try:
            return source, spans_of(source, listed or ())
        except (ValueError, KeyError) as error:
            raise bad_request(f"can't parse MessageEntity: {error}") from error
    if parse_mode.lower() != "html":
        violations.append(f"parse_mode {parse_mode!r}: this server reads HTML alone")
        raise bad_request("unsupported parse_mode")
    marked = parsed_html(source)
    violations += [f"in {source[:60]!r}…: {remark}" for remark in marked.remarks]
    return marked.text, marked.spans


def formatted(
    source: str | None,
    parse_mode: str | None,
    listed: list[Json] | None,
    violations: list[str],
    *,
    limit: int = MAX_TEXT,
    what: str = "message text",
    may_be_empty: bool = False,
) -> Formatted:
    """Raises: Refused: it is empty, too long after parsing, or cannot be parsed."""
    text, spans = cleaned(*marked_text(source or "", parse_mode, listed, violations))
    if not text and not may_be_empty:
        raise bad_request(f"{what} is empty")
    if utf16_length(text) > limit:
        raise bad_request("message is too long" if limit == MAX_TEXT else f"{what} is too long")
    marks = entities(text, with_detected(text, spans))
    if len(marks) > MAX_ENTITIES:
        violations.append(f"{len(marks)} entities in one message: Telegram shows {MAX_ENTITIES}")
    return Formatted(text, marks[:MAX_ENTITIES])
