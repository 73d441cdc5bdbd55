"""Telegram's HTML, read strictly: https://core.telegram.org/bots/api#html-style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.telegram_server.refusals import Json, Refused, bad_request
from tests.telegram_server.texts import Span

KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}  # fmt: skip
TAG = re.compile(r"<(/?)([^\s>]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL)
ATTRIBUTE = re.compile(r"\s*([A-Za-z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


@dataclass(slots=True)
class Open:
    tag: str
    start: int
    attributes: Json


@dataclass(slots=True)
class Marked:
    """A text without its markup, and what Telegram would let pass though its documentation forbids it."""

    text: str = ""
    spans: list[Span] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def unparsable(what: str) -> Refused:
    return bad_request(f"can't parse entities: {what}")


def parsed_html(source: str) -> Marked:
    """Read Telegram's HTML; offsets in refusals count bytes, as Telegram's do.

    Raises:
        Refused: an unknown, unclosed or unmatched tag, or a ``<`` that begins none.
    """
    marked = Marked()
    opened: list[Open] = []
    place = 0
    while place < len(source):
        character = source[place]
        if character == "<":
            place = _read_tag(source, place, opened, marked)
            continue
        reference = REFERENCE.match(source, place) if character == "&" else None
        if reference is not None:
            marked.text += unescaped(reference.group(0))
            place = reference.end()
            continue
        if character in "&>":
            marked.remarks.append(f"an unescaped {character!r} in {source[max(0, place - 20) : place + 20]!r}")
        marked.text += character
        place += 1
    if opened:
        raise unparsable(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    return marked


def unescaped(value: str) -> str:
    return REFERENCE.sub(_character, value)


def _character(reference: re.Match[str]) -> str:
    hexadecimal, decimal, name = reference.groups()
    if name:
        return NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x110000 else reference.group(0)


def _read_tag(source: str, place: int, opened: list[Open], marked: Marked) -> int:
    offset = len(source[:place].encode("utf-8", "surrogatepass"))
    tag = TAG.match(source, place)
    closing = source.startswith("</", place)
    if tag is None:
        name = re.split(r"[\s>]", source[place + 1 :], maxsplit=1)[0].lower()
        if closing or name in KINDS:
            raise unparsable(f"Unclosed {'end' if closing else 'start'} tag at byte offset {offset}")
        raise unparsable(f'Unsupported start tag "{name}" at byte offset {offset}')
    name = tag.group(2).lower()
    if closing:
        _close(name, offset, opened, marked)
    else:
        _open(name, tag.group(3), offset, opened, marked)
    return tag.end()


def _open(name: str, rest: str, offset: int, opened: list[Open], marked: Marked) -> None:
    if name not in KINDS:
        raise unparsable(f'Unsupported start tag "{name}" at byte offset {offset}')
    attributes: Json = {}
    place = 0
    while rest[place:].strip():
        attribute = ATTRIBUTE.match(rest, place)
        if attribute is None or not attribute.group(0).strip():
            raise unparsable(f'Empty attribute name in the tag "{name}" at byte offset {offset}')
        value = next((found for found in attribute.groups()[1:] if found is not None), "")
        attributes[attribute.group(1).lower()] = unescaped(value)
        place = attribute.end()
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    around = [KINDS[item.tag] for item in opened]
    if "blockquote" in around and name == "blockquote":
        marked.remarks.append("a quote inside a quote")
    if ("code" in around or "pre" in around) and not (name == "code" and around[-1] == "pre"):
        marked.remarks.append(f"<{name}> inside code")
    opened.append(Open(name, len(marked.text), attributes))


def _close(name: str, offset: int, opened: list[Open], marked: Marked) -> None:
    if not opened:
        raise unparsable(f"Unexpected end tag at byte offset {offset}")
    last = opened.pop()
    if name and name != last.tag:
        raise unparsable(f'Unmatched end tag at byte offset {offset}, expected "</{last.tag}>", found "</{name}>"')
    end = len(marked.text)
    if end == last.start:
        return
    kind, extra = KINDS[last.tag], {}
    language = last.attributes.get("class", "").removeprefix("language-")
    if kind == "blockquote" and "expandable" in last.attributes:
        kind = "expandable_blockquote"
    elif kind == "text_link":
        extra = {"url": last.attributes.get("href") or marked.text[last.start :]}
    elif kind == "custom_emoji":
        extra = {"custom_emoji_id": last.attributes.get("emoji-id", "")}
    elif kind == "date_time":
        extra = {"unix_time": int(last.attributes.get("unix", 0))}
    elif kind == "code" and language and opened and opened[-1].tag == "pre" and opened[-1].start == last.start:
        opened[-1].attributes["class"] = f"language-{language}"
        return
    elif kind == "pre" and language:
        extra = {"language": language}
    marked.spans.append(Span(kind, last.start, end, extra))
