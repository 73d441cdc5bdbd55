"""What a delegate sends: who it is meant for, its words without what is no part of them, and what shape they have."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from telegram import Message, User
from telegram.constants import ChatType, MessageEntityType

from answering.analysis import MAX_QUESTION_CHARS, clean_question

_INVISIBLE = re.compile("[\u115f\u1160\u2800\u3164\uffa0\U000e0100-\U000e01ef]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JOINER_IN_WORD = re.compile("(?<=\\w)\u200d|\u200d(?=\\w)")
_KEPT_CONTROLS = "\n\t\u200d"
_EMOJI = re.compile(
    "[0-9#*]\ufe0f?\u20e3|[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2934\u2935"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+|(?:[\w-]+\.)+(?:[a-z]{2,24}/\S*|(?:com|org|net|int|edu|gov|gob|info|mx)(?:\.[a-z]{2})?)",
    re.IGNORECASE,
)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_WRAPPING = "<>()[]{}\"'«»“”.,;:!?¿¡"


class Shape(Enum):
    """What a text is, before anybody looks at what it asks."""

    QUESTION = "question"
    LONG = "long"
    """Over 1,000 characters: answered all the same, from what it asks."""
    EMPTY = "empty"
    EMOJI = "emoji"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text as it is answered: cleaned, and of a long one only what it asks."""

    text: str
    shape: Shape


def read_incoming(text: str, bot_name: str) -> Incoming:
    """Return the words of a message and their shape; ``bot_name`` is the bot's username without the ``@``.

    >>> read_incoming("/ask@DragomanBot what is TRACK4TIP?", "DragomanBot")
    Incoming(text='what is TRACK4TIP?', shape=<Shape.QUESTION: 'question'>)
    >>> read_incoming("https://interpol.int", "DragomanBot").shape
    <Shape.URL: 'url'>
    """
    cleaned = clean_text(text, bot_name)
    beside_emoji = _EMOJI.sub(" ", cleaned)
    if not _has_words(beside_emoji):
        return Incoming(cleaned, Shape.EMOJI if _EMOJI.search(cleaned) else Shape.EMPTY)
    if all(_URL.fullmatch(word.strip(_WRAPPING)) for word in beside_emoji.split() if _has_words(word)):
        return Incoming(cleaned, Shape.URL)
    asked = clean_question(cleaned)
    if not _has_words(asked):
        return Incoming("", Shape.EMPTY)
    return Incoming(asked, Shape.LONG) if len(cleaned) > MAX_QUESTION_CHARS else Incoming(cleaned, Shape.QUESTION)


def clean_text(text: str, bot_name: str) -> str:
    r"""Return ``text`` without ``/ask``, mentions of the bot and what cannot be seen; lines stay, other spaces fold.

    Control characters, changes of writing direction, lone surrogates and characters of no agreed meaning go; the
    joiners inside emoji stay.

    >>> clean_text("@DragomanBot, what\u202e is\x00   Akoma?", "DragomanBot")
    'what is Akoma?'
    """
    seen = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    seen = "".join(each for each in seen if each in _KEPT_CONTROLS or unicodedata.category(each) not in _UNSEEN)
    seen = _JOINER_IN_WORD.sub("", seen).strip()
    name = re.escape(bot_name)
    seen = re.sub(rf"(?<![\w@])@{name}(?!\w)[,:;]?", " ", seen, flags=re.IGNORECASE).strip()
    seen = re.sub(rf"\A/ask(?:@{name})?(?![\w@])[\s,:;]*", "", seen, flags=re.IGNORECASE)
    lines = [" ".join(line.split()) for line in seen.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def words_of_message(message: Message) -> str:
    """Return what stands in a message, or under its picture; ``""`` for nothing."""
    return message.text or message.caption or ""


def is_addressed(message: Message, bot: User) -> bool:
    """Return whether the bot is to answer ``message``: any in a private chat; in a group ``/ask``, a mention, a reply.

    What the bot itself wrote through inline mode is never addressed to it, nor is a command to another bot.
    """
    if message.via_bot is not None and message.via_bot.id == bot.id:
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    command = _leading_command(message)
    if "@" in command and not command.endswith(_mention(bot)):
        return False
    return command.partition("@")[0] == "/ask" or _is_mentioned(message, bot) or _is_answered(message, bot)


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _mention(bot: User) -> str:
    return f"@{bot.username}".lower()


def _entities(message: Message, *kinds: str) -> dict[int, str]:
    """Return the message's or its caption's entities of these kinds, in lower case, by where they begin."""
    found = {**message.parse_entities(list(kinds)), **message.parse_caption_entities(list(kinds))}
    return {entity.offset: text.lower() for entity, text in found.items()}


def _leading_command(message: Message) -> str:
    return _entities(message, MessageEntityType.BOT_COMMAND).get(0, "")


def _is_mentioned(message: Message, bot: User) -> bool:
    return _mention(bot) in _entities(message, MessageEntityType.MENTION).values()


def _is_answered(message: Message, bot: User) -> bool:
    """Return whether the message is a reply to the bot; every message of a topic replies to what opened it."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.forum_topic_created is not None:
        return False
    return replied.from_user.id == bot.id
