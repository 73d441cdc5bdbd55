"""What delegates send: who it is for, and what is left of it when cleaned."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Chat, ForumTopicCreated, Message, MessageEntity, User

from answering.analysis import MAX_QUESTION_CHARS
from bot.telegram.incoming import Incoming, Shape, clean_text, is_addressed, read_incoming

BOT = User(99, "Dragoman", is_bot=True, username="DragomanBot")
DELEGATE = User(5, "Ana", is_bot=False)
NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param("¿Qué es Akoma?", "¿Qué es Akoma?", id="plain"),
        pytest.param("  what \t is\u00a0 it ", "what is it", id="spaces"),
        pytest.param("one\r\ntwo\u2028three\n\n\n\nfour", "one\ntwo\nthree\n\nfour", id="lines"),
        pytest.param("a\x00b\x07c\x1b[31md", "abc[31md", id="control characters"),
        pytest.param("what \u202eis\u202c \u2066this\u2069\u200f?", "what is this?", id="bidirectional"),
        pytest.param("TRACK\u200b4\u2060TIP\ufeff\u00ad", "TRACK4TIP", id="invisible spaces"),
        pytest.param("TRACK\u200d4TIP", "TRACK4TIP", id="joiner inside a word"),
        pytest.param("👩\u200d👧 hola", "👩\u200d👧 hola", id="joiner inside an emoji"),
        pytest.param("hi\U000e0041\U000e0042\U000e0101", "hi", id="smuggled tags"),
        pytest.param("half \ud83d emoji", "half emoji", id="lone surrogate"),
        pytest.param("\ue000\uf8ff", "", id="private characters"),
        pytest.param("\u2800\u3164", "", id="blanks that are letters"),
        pytest.param("/ask what is it?", "what is it?", id="command"),
        pytest.param("/ASK@dragomanbot  what is it?", "what is it?", id="command to this bot"),
        pytest.param("/ask: what is it?", "what is it?", id="command and a colon"),
        pytest.param("/ask\nwhat is it?", "what is it?", id="command on its own line"),
        pytest.param("/ask", "", id="command alone"),
        pytest.param("/ask@OtherBot what?", "/ask@OtherBot what?", id="command to another bot"),
        pytest.param("/asking for it", "/asking for it", id="another command"),
        pytest.param("what does /ask do?", "what does /ask do?", id="command inside"),
        pytest.param("@DragomanBot, what is it?", "what is it?", id="mention first"),
        pytest.param("what is it, @dragomanbot?", "what is it, ?", id="mention last"),
        pytest.param("@DragomanBot /ask what is it?", "what is it?", id="mention, then command"),
        pytest.param("@DragomanBot2 and me@DragomanBot", "@DragomanBot2 and me@DragomanBot", id="other names"),
        pytest.param("<b>& what</b>", "<b>& what</b>", id="HTML is text"),
    ],
)
def test_what_is_no_part_of_the_words_goes(text: str, cleaned: str) -> None:
    assert clean_text(text, "DragomanBot") == cleaned


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        pytest.param("¿Qué es Akoma?", Shape.QUESTION, id="question"),
        pytest.param("OIM", Shape.QUESTION, id="a name"),
        pytest.param("I-24/7", Shape.QUESTION, id="a name with digits"),
        pytest.param("7", Shape.QUESTION, id="a digit"),
        pytest.param("U.S.A.", Shape.QUESTION, id="abbreviation"),
        pytest.param("art. 3/4", Shape.QUESTION, id="fraction"),
        pytest.param("東京", Shape.QUESTION, id="another script"),
        pytest.param("🙋 hola", Shape.QUESTION, id="emoji and a word"),
        pytest.param("what is https://interpol.int about?", Shape.QUESTION, id="a URL inside"),
        pytest.param("", Shape.EMPTY, id="nothing"),
        pytest.param(" \n\u200b\u202e", Shape.EMPTY, id="invisible"),
        pytest.param("/ask", Shape.EMPTY, id="command alone"),
        pytest.param("@DragomanBot", Shape.EMPTY, id="mention alone"),
        pytest.param("???", Shape.EMPTY, id="marks"),
        pytest.param("<b></b>", Shape.EMPTY, id="tags alone"),
        pytest.param("🙋", Shape.EMOJI, id="one emoji"),
        pytest.param("🙂 👍🏽!! ❤️", Shape.EMOJI, id="several emoji"),
        pytest.param("👩\u200d👧\u200d👦", Shape.EMOJI, id="family"),
        pytest.param("🇲🇽", Shape.EMOJI, id="flag"),
        pytest.param("1️⃣", Shape.EMOJI, id="key"),
        pytest.param("🩷\U0001fae9", Shape.EMOJI, id="newer than Python's tables"),
        pytest.param("/ask 🙋", Shape.EMOJI, id="emoji after the command"),
        pytest.param("https://interpol.int/a?b=c#d", Shape.URL, id="URL"),
        pytest.param("<http://x.test>, www.un.org", Shape.URL, id="two URLs"),
        pytest.param("interpol.int", Shape.URL, id="bare domain"),
        pytest.param("t.me/DragomanBot", Shape.URL, id="domain and path"),
        pytest.param("👉 https://un.org 👈", Shape.URL, id="URL among emoji"),
        pytest.param("tg://resolve?domain=x", Shape.URL, id="another scheme"),
    ],
)
def test_a_text_has_a_shape(text: str, shape: Shape) -> None:
    assert read_incoming(text, "DragomanBot").shape is shape


def test_a_thousand_characters_are_no_long_text() -> None:
    text = "a" * MAX_QUESTION_CHARS

    assert read_incoming(text, "DragomanBot") == Incoming(text, Shape.QUESTION)
    assert read_incoming(text + "a", "DragomanBot").shape is Shape.LONG


def test_of_a_long_text_what_it_asks_is_kept() -> None:
    filler = "The debate was long and the chairs were patient with everyone. " * 80

    read = read_incoming(f"{filler}What is Project TRACK4TIP? {filler}Which countries does it cover?", "DragomanBot")

    assert read == Incoming("What is Project TRACK4TIP? Which countries does it cover?", Shape.LONG)


def test_a_long_text_that_asks_nothing_is_cut() -> None:
    read = read_incoming("lorem ipsum " * 500, "DragomanBot")

    assert read.shape is Shape.LONG
    assert 0 < len(read.text) <= MAX_QUESTION_CHARS


def test_a_wall_of_urls_is_read_in_no_time() -> None:
    assert read_incoming("https://a.b/" * 400 + " https://c", "DragomanBot").shape is Shape.URL
    assert read_incoming("a." * 2_000 + "b c", "DragomanBot").shape is Shape.LONG


def message(text: str = "", kind: str = Chat.SUPERGROUP, **more: Any) -> Message:
    """Return a message as Telegram sends it: with entities for its commands and mentions."""
    entities = []
    start = 0
    for word in text.split(" "):
        kinds = {"/": MessageEntity.BOT_COMMAND, "@": MessageEntity.MENTION}
        bare = word.rstrip("?,")
        if word[:1] in kinds:
            entities.append(MessageEntity(kinds[word[0]], start, len(bare.encode("utf-16-le")) // 2))
        start += len(word.encode("utf-16-le")) // 2 + 1
    said = (
        {"caption": text, "caption_entities": entities}
        if more.pop("captioned", False)
        else {"text": text, "entities": entities}
    )
    return Message(1, NOW, Chat(-100 if kind != Chat.PRIVATE else 5, kind), from_user=DELEGATE, **said, **more)


def sent_by(user: User, **more: Any) -> Message:
    return Message(2, NOW, Chat(-100, Chat.SUPERGROUP), from_user=user, **more)


TOPIC_OPENED_BY_BOT = sent_by(BOT, forum_topic_created=ForumTopicCreated("Room", 1))


@pytest.mark.parametrize(
    ("sent", "addressed"),
    [
        pytest.param(message("hola", Chat.PRIVATE), True, id="private"),
        pytest.param(message("hola"), False, id="group chatter"),
        pytest.param(message("hola", Chat.GROUP), False, id="small group chatter"),
        pytest.param(message("/ask what?"), True, id="command"),
        pytest.param(message("/ASK@dragomanbot what?"), True, id="command to this bot"),
        pytest.param(message("/ask@OtherBot what?"), False, id="command to another bot"),
        pytest.param(message("/ask@NotDragomanBot what?"), False, id="command to a bot of a longer name"),
        pytest.param(message("/sources"), False, id="another command"),
        pytest.param(message("try /ask what?"), False, id="command inside"),
        pytest.param(message("🙋🇲🇽 oye @DRAGOMANBOT ¿qué?"), True, id="mention after emoji"),
        pytest.param(message("@DragomanBot2 what?"), False, id="mention of another"),
        pytest.param(message("@DragomanBot", captioned=True), True, id="mention in a caption"),
        pytest.param(message("what?", reply_to_message=sent_by(BOT)), True, id="reply to the bot"),
        pytest.param(message("what?", reply_to_message=sent_by(DELEGATE)), False, id="reply to a delegate"),
        pytest.param(message("@DragomanBot", reply_to_message=sent_by(DELEGATE)), True, id="mention in a reply"),
        pytest.param(message("what?", reply_to_message=TOPIC_OPENED_BY_BOT), False, id="topic that the bot opened"),
        pytest.param(message("/ask@OtherBot x", reply_to_message=sent_by(BOT)), False, id="reply, to another bot"),
        pytest.param(message("@DragomanBot", via_bot=BOT), False, id="shared through the bot, group"),
        pytest.param(message("Hi", Chat.PRIVATE, via_bot=BOT), False, id="shared through the bot, private"),
        pytest.param(message("what?", Chat.PRIVATE, via_bot=DELEGATE), True, id="shared through another bot"),
        pytest.param(message(""), False, id="no text"),
    ],
)
def test_the_bot_is_addressed(sent: Message, addressed: bool) -> None:
    assert is_addressed(sent, BOT) is addressed


def test_a_mention_that_is_plain_text_is_no_mention() -> None:
    assert is_addressed(Message(1, NOW, Chat(-100, Chat.GROUP), from_user=DELEGATE, text="@DragomanBot"), BOT) is False
