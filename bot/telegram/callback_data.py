"""What the buttons carry: a version, one letter for the kind, then numbers, in at most 64 bytes.

``1s:12:3`` opens source 3 of reply 12. Nothing in it is trusted: whoever handles a press looks up the rights and the
rows by the presser's own id.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from typing import cast, get_args

from bot.errors import BotError
from bot.telegram.press_types import (
    AFTERWARDS_VERBS,
    COMPOSE_VERBS,
    Act,
    ActVerb,
    Browse,
    CallbackData,
    Dais,
    DaisPress,
    Desk,
    DeskVerb,
    Inbox,
    InboxVerb,
    More,
    Near,
    Overview,
    OverviewVerb,
    OwnRequest,
    Pick,
    RequestVerb,
    Rule,
    RuleVerb,
    SetLanguage,
    Source,
    Thumb,
)
from vectorstore.types import Language

MAX_BYTES = 64
_VERSION = "1"
_MAX_ID = 2**63 - 1
_DOCUMENT_KEY_CHARS = 8


class CallbackDataError(BotError):
    """The root of what goes wrong with a button's data."""


class DecodeError(CallbackDataError):
    """Data that no button of this version carries: junk, another version, a number out of range."""

    def __init__(self, data: object) -> None:
        self.data = data
        super().__init__(f"expected the data of one of Dragoman's buttons, got {str(data)[:80]!r}; press a newer one")


class TooLongError(CallbackDataError):
    """Data that Telegram would not take."""

    def __init__(self, encoded: str) -> None:
        self.encoded = encoded
        super().__init__(f"expected at most {MAX_BYTES} bytes of button data, got {encoded!r}; leave the button out")


def document_key(document: str) -> str:
    """Return a short name for a document that stays when others come and go: 8 characters of its SHA-256.

    >>> document_key("Study guide") == document_key("Study guide") != document_key("Fact sheet")
    True
    """
    digest = hashlib.sha256(document.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_DOCUMENT_KEY_CHARS]


def encode(data: CallbackData) -> str:
    """Return what the button carries.

    Raises:
        TooLongError: The path of a section does not fit.

    >>> encode(Thumb(12, -1)), encode(Browse("pXk3_a1-", "2.1"))
    ('1t:12:-', '1b:pXk3_a1-:2.1:0')
    """
    match data:
        case Source(reply_id, number):
            body = f"s:{reply_id}:{number}"
        case More(reply_id, number):
            body = f"m:{reply_id}:{number}"
        case Near(reply_id, number):
            body = f"n:{reply_id}:{number}"
        case Dais(question_id):
            body = f"d:{question_id}"
        case Thumb(reply_id, value):
            body = f"t:{reply_id}:{'+' if value > 0 else '-'}"
        case SetLanguage(code):
            body = f"l:{code}"
        case Browse(document, section, page):
            body = f"b:{document}:{section}:{page}"
        case Act(verb, announcement_id, number):
            body = f"a:{verb}:{announcement_id}:{number}"
        case _:
            body = _dais_body(data)
    encoded = _VERSION + body
    if len(encoded.encode()) > MAX_BYTES:
        raise TooLongError(encoded)
    return encoded


def _dais_body(data: DaisPress) -> str:
    match data:
        case OwnRequest(verb, request_id):
            return f"q:{verb}:{request_id}"
        case Desk(verb, matter_id, number):
            return f"i:{verb}:{matter_id}:{number}"
        case Pick(matter_id, document, section, page, chosen):
            return f"p:{matter_id}:{document}:{section}:{page}:{'+' if chosen else '-'}"
        case Rule(verb, ruling_id, number):
            return f"r:{verb}:{ruling_id}:{number}"
        case Inbox(verb, number):
            return f"x:{verb}:{number}"
        case Overview(verb):
            return f"y:{verb}"


def decode(data: object) -> CallbackData:
    """Return what a pressed button says.

    Raises:
        DecodeError: It is not one of these buttons.

    >>> decode("1s:12:3")
    Source(reply_id=12, number=3)
    """
    if not isinstance(data, str) or len(data) > MAX_BYTES or not data.startswith(_VERSION):
        raise DecodeError(data)
    kind, _, body = data[len(_VERSION) :].partition(":")
    form = _FORMS.get(kind)
    match = form[0].fullmatch(body) if form else None
    if form is None or match is None:
        raise DecodeError(data)
    try:
        return form[1](*match.groups())
    except ValueError as error:
        raise DecodeError(data) from error


def _id(digits: str) -> int:
    if (number := int(digits)) > _MAX_ID:
        raise ValueError(digits)
    return number


_ID, _COUNT = r"([1-9][0-9]{0,18})", r"([1-9][0-9]{0,3})"
_LANGUAGES = "|".join((*get_args(Language), "auto"))
_NUMBER = r"(0|[1-9][0-9]{0,18})"
_PLACE = rf"([A-Za-z0-9_-]{{{_DOCUMENT_KEY_CHARS}}}|):((?:[0-9]+(?:\.[0-9]+)*)?):(0|[1-9][0-9]{{0,3}})"
_VERBS = "|".join((*COMPOSE_VERBS, "got", *AFTERWARDS_VERBS))


def _one_of(literal: object) -> str:
    return f"({'|'.join(get_args(literal))})"


_FORMS: Mapping[str, tuple[re.Pattern[str], Callable[..., CallbackData]]] = {
    "s": (re.compile(f"{_ID}:{_COUNT}"), lambda reply, number: Source(_id(reply), int(number))),
    "m": (re.compile(f"{_ID}:{_COUNT}"), lambda reply, number: More(_id(reply), int(number))),
    "n": (re.compile(f"{_ID}:{_COUNT}"), lambda reply, number: Near(_id(reply), int(number))),
    "d": (re.compile(_ID), lambda question: Dais(_id(question))),
    "t": (re.compile(f"{_ID}:([+-])"), lambda reply, sign: Thumb(_id(reply), 1 if sign == "+" else -1)),
    "l": (re.compile(f"({_LANGUAGES})"), lambda code: SetLanguage(cast("Language", code))),
    "b": (
        re.compile(_PLACE),
        lambda document, section, page: Browse(document, section, int(page)),
    ),
    "a": (
        re.compile(f"({_VERBS}):{_ID}:{_NUMBER}"),
        lambda verb, announcement, number: Act(cast("ActVerb", verb), _id(announcement), _id(number)),
    ),
    "q": (
        re.compile(f"{_one_of(RequestVerb)}:{_ID}"),
        lambda verb, request: OwnRequest(cast("RequestVerb", verb), _id(request)),
    ),
    "i": (
        re.compile(f"{_one_of(DeskVerb)}:{_ID}:{_NUMBER}"),
        lambda verb, matter, number: Desk(cast("DeskVerb", verb), _id(matter), _id(number)),
    ),
    "p": (
        re.compile(f"{_ID}:{_PLACE}:([+-])"),
        lambda matter, document, section, page, sign: Pick(_id(matter), document, section, int(page), sign == "+"),
    ),
    "r": (
        re.compile(f"{_one_of(RuleVerb)}:{_ID}:{_NUMBER}"),
        lambda verb, ruling, number: Rule(cast("RuleVerb", verb), _id(ruling), _id(number)),
    ),
    "x": (
        re.compile(f"{_one_of(InboxVerb)}:{_NUMBER}"),
        lambda verb, number: Inbox(cast("InboxVerb", verb), _id(number)),
    ),
    "y": (re.compile(_one_of(OverviewVerb)), lambda verb: Overview(cast("OverviewVerb", verb))),
}
