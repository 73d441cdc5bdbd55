"""The loopback Bot API server takes the messages, edits and presses that Telegram takes, and no others."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from tests.telegram_server import Message, TelegramServer, User
from tests.telegram_server.fixture import KEY, ana, bot, raw, telegram_server
from tests.telegram_server.markup import parsed_html

__all__ = ["ana", "bot", "telegram_server"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<q>x</q>", 'Unsupported start tag "q" at byte offset 0'),
        ("ñ <b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("ñ 3 < 4", 'Unsupported start tag "" at byte offset 5'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<span class='x'>y</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_html_that_telegram_cannot_parse_is_refused(bot: Bot, ana: User, text: str, told: str) -> None:
    with pytest.raises(BadRequest) as caught:
        await bot.send_message(ana.id, text, parse_mode=ParseMode.HTML)
    assert caught.value.message == f"Can't parse entities: {told.lower()}" or told in caught.value.message


async def test_html_becomes_text_and_entities_in_utf16_units(bot: Bot, ana: User) -> None:
    source = "\n  🇪🇸 <b>Tema <i>A</i></b> &lt;1&#39; &amp;\n"
    source += "<blockquote expandable>cita</blockquote><a href='https://un.org'>un</a> "
    sent = await bot.send_message(
        ana.id, source, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    seen = await ana.receives()
    assert seen.text == sent.text == "🇪🇸 Tema A <1' &\ncitaun"
    assert [(mark.type, mark.offset, mark.length) for mark in sent.entities] == [
        ("bold", 5, 6), ("italic", 10, 1), ("expandable_blockquote", 18, 4), ("text_link", 22, 2),
    ]  # fmt: skip
    assert (seen.marked("expandable_blockquote"), seen.previews_link) == (["cita"], False)


@pytest.mark.parametrize(
    ("source", "remark"),
    [("Q&A", "unescaped '&'"), ("a > b", "unescaped '>'"), ("<code><b>x</b></code>", "inside code"),
     ("<blockquote><blockquote>x</blockquote></blockquote>", "quote inside a quote")],
)  # fmt: skip
def test_html_that_telegram_tolerates_but_forbids_is_remarked(source: str, remark: str) -> None:
    assert any(remark in told for told in parsed_html(source).remarks)


async def test_4096_units_are_counted_after_parsing(bot: Bot, ana: User) -> None:
    await bot.send_message(ana.id, f"<b>{'x' * 4094}</b>🙂", parse_mode=ParseMode.HTML)
    with pytest.raises(BadRequest, match="too long"):
        await bot.send_message(ana.id, f"{'x' * 4095}🙂")
    for nothing in ("<b> </b>", " \n "):
        with pytest.raises(BadRequest, match="empty"):
            await bot.send_message(ana.id, nothing, parse_mode=ParseMode.HTML)
    with pytest.raises(ValueError, match="a client sends"):
        ana.sends("x" * 5000)
    assert [len(part.text) for part in ana.sends_long("x" * 5000)] == [4096, 904]


@pytest.mark.parametrize(
    ("button", "told"),
    [
        ({"text": "x", "callback_data": "ñ" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, "unallowed"),
        ({"text": " ", "callback_data": "x"}, "non-empty"),
        ({"text": "x", "url": "nowhere"}, "BUTTON_URL_INVALID"),
    ],
)
async def test_buttons_are_checked(telegram_server: TelegramServer, ana: User, button: Any, told: str) -> None:
    markup = {"inline_keyboard": [[button]]}
    answer = await raw(telegram_server, "sendMessage", chat_id=ana.id, text="x", reply_markup=markup)
    assert (answer.status_code, told in answer.json()["description"]) == (400, True)


async def test_a_reply_quotes_exact_words_or_fails(bot: Bot, ana: User) -> None:
    asked = ana.sends("¿Qué dice el Tema A?")
    await bot.send_message(ana.id, "x", reply_parameters=ReplyParameters(asked.id, quote="el Tema A"))
    seen = await ana.receives()
    assert (seen.reply_to_id, seen.quote, seen.wire["quote"]["position"]) == (asked.id, "el Tema A", 10)
    with pytest.raises(BadRequest, match=r"(?i)quote_text_invalid"):
        await bot.send_message(ana.id, "x", reply_parameters=ReplyParameters(asked.id, quote="el tema A"))
    with pytest.raises(BadRequest, match="to be replied not found"):
        await bot.send_message(ana.id, "x", reply_parameters=ReplyParameters(99))
    lost = ReplyParameters(99, allow_sending_without_reply=True)
    assert (await bot.send_message(ana.id, "x", reply_parameters=lost)).reply_to_message is None


async def test_captions_are_edited_as_captions(bot: Bot, ana: User) -> None:
    photo = ana.sends_photo("mine").wire["photo"]
    sent = await bot.send_photo(ana.id, photo[0]["file_id"], caption="<b>one</b>", parse_mode=ParseMode.HTML)
    await bot.edit_message_caption(ana.id, sent.message_id, caption="<i>two</i>", parse_mode=ParseMode.HTML)
    seen = ana.sees(await ana.receives("two"))
    assert (seen.text, seen.marked("bold"), seen.marked("italic")) == ("two", [], ["two"])
    assert seen.wire["photo"] == photo
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_caption(ana.id, sent.message_id, caption="<i>two</i>", parse_mode=ParseMode.HTML)
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.edit_message_caption(ana.id, sent.message_id, caption="x" * 1025)
    with pytest.raises(BadRequest, match="no text in the message"):
        await bot.edit_message_text("x", ana.id, sent.message_id)
    words = await bot.send_message(ana.id, "words")
    with pytest.raises(BadRequest, match="no caption in the message"):
        await bot.edit_message_caption(ana.id, words.message_id, caption="x")


async def test_edits_and_deletions_are_as_strict_as_telegrams(bot: Bot, ana: User) -> None:
    sent = await bot.send_message(ana.id, "one", reply_markup=KEY)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("one", ana.id, sent.id, reply_markup=KEY)
    await bot.edit_message_reply_markup(ana.id, sent.id)
    await bot.edit_message_text("two", ana.id, sent.id)
    assert [(m.text, len(m.buttons), m.is_edit) for m in ana.unread()] == [
        ("one", 2, False),
        ("one", 0, True),
        ("two", 0, True),
    ]
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("x", ana.id, ana.sends("mine").id)
    await bot.delete_message(ana.id, sent.id)
    await ana.sees_deleted(Message({"chat": {"id": ana.id}, "message_id": sent.id}))
    for attempt in (bot.edit_message_text("x", ana.id, sent.id), bot.delete_message(ana.id, sent.id)):
        with pytest.raises(BadRequest, match="not found"):
            await attempt


async def test_files_copies_forwards_and_actions(telegram_server: TelegramServer, bot: Bot, ana: User) -> None:
    sent = await bot.send_document(
        ana.id, b"a,b\n", filename="report.csv", caption="<b>r</b>", parse_mode=ParseMode.HTML
    )
    assert (await ana.receives("r")).marked("bold") == ["r"]
    assert sent.document
    assert telegram_server.world.files[sent.document.file_id] == b"a,b\n"
    theirs = ana.sends("copy me")
    await bot.copy_message(ana.id, ana.id, theirs.id)
    assert (await bot.forward_message(ana.id, ana.id, theirs.id)).forward_origin
    assert [message.text for message in ana.messages()] == ["r", "copy me", "copy me"]
    await bot.send_chat_action(ana.id, "typing")
    assert await ana.sees_action() is None


def png(width: int, height: int) -> bytes:
    """Return the beginning of a picture of that size."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


async def test_a_photo_is_uploaded_and_comes_back_in_sizes(
    telegram_server: TelegramServer, bot: Bot, ana: User
) -> None:
    sent = await bot.send_photo(ana.id, png(1080, 1920), caption="figures")
    assert [(size.width, size.height) for size in sent.photo] == [
        (51, 90),
        (180, 320),
        (450, 800),
        (720, 1280),
        (1080, 1920),
    ]
    assert telegram_server.world.files[sent.photo[-1].file_id] == png(1080, 1920)
    assert (await ana.receives("figures")).wire["photo"][-1]["height"] == 1920
    again = await bot.send_photo(ana.id, sent.photo[0].file_id)
    assert again.photo == sent.photo


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(b"a,b\n", "IMAGE_PROCESS_FAILED", id="no picture"),
        pytest.param(png(100, 9901), "PHOTO_INVALID_DIMENSIONS", id="too large"),
        pytest.param(png(10, 201), "PHOTO_INVALID_DIMENSIONS", id="too long"),
        pytest.param(png(10, 10) + bytes(10 * 1024**2), "too big", id="too heavy"),
    ],
)
async def test_a_photo_that_telegram_does_not_take_is_refused(bot: Bot, ana: User, data: bytes, told: str) -> None:
    with pytest.raises(BadRequest, match=rf"(?i){told}"):
        await bot.send_photo(ana.id, data)


async def test_a_query_is_answered_once_and_in_time(bot: Bot, ana: User) -> None:
    await bot.send_message(ana.id, "x", reply_markup=KEY)
    message = await ana.receives()
    press, late = ana.presses(message, "thumb:1"), ana.presses_data(message, "forged")
    await bot.answer_callback_query(press.query.id, "ok", show_alert=True)
    assert (await press.answered()).alert
    late.expires()
    for number in (press.query.id, late.query.id, "callback1"):
        with pytest.raises(BadRequest, match="too old"):
            await bot.answer_callback_query(number)
    with pytest.raises(LookupError, match="0 buttons"):
        ana.presses(message, "👎")


async def test_a_draft_stands_until_a_message_comes_or_half_a_minute_is_over(
    telegram_server: TelegramServer, bot: Bot, ana: User
) -> None:
    seconds = [0.0]
    telegram_server.world.clock = lambda: seconds[0]
    assert ana.draft() is None
    await bot.send_message_draft(ana.id, 5)
    assert await ana.sees_draft() == ""
    await bot.send_message_draft(ana.id, 5, "<b>Hel</b>lo", parse_mode=ParseMode.HTML)
    seconds[0] = 29.9
    shown = ana.draft()
    assert shown is not None
    assert (shown.id, shown.text, [mark["type"] for mark in shown.entities]) == (5, "Hello", ["bold"])
    seconds[0] = 30.0
    assert ana.draft() is None
    await bot.send_message_draft(ana.id, 6, "Hi")
    await bot.send_message(ana.id, "Hi there")
    assert ana.draft() is None
    assert ana.messages()[-1].text == "Hi there"
    assert ana.was_shown() == [("draft", ""), ("draft", "Hello"), ("draft", "Hi"), ("new", "Hi there")]
    assert [message.text for message in ana.unread()] == ["Hi there"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param({"chat_id": -4001, "draft_id": 1, "text": "x"}, "private chats only", id="a group"),
        pytest.param({"chat_id": 1001, "draft_id": 0, "text": "x"}, "DRAFT_ID_INVALID", id="no id"),
        pytest.param({"chat_id": 1001, "draft_id": 1, "text": "x" * 4097}, "too long", id="too long"),
        pytest.param({"chat_id": 1001, "draft_id": 1, "text": "<b>", "parse_mode": "HTML"}, "parse", id="bad markup"),
    ],
)
async def test_a_draft_that_telegram_does_not_take_is_refused(
    telegram_server: TelegramServer, ana: User, given: dict[str, Any], told: str
) -> None:
    telegram_server.group(-4001, members=[ana])
    refused = await raw(telegram_server, "sendMessageDraft", **given)
    assert refused.status_code == 400
    assert told in refused.json()["description"]
    assert ana.draft() is None


async def test_a_draft_counts_as_a_message_to_that_person(telegram_server: TelegramServer, bot: Bot, ana: User) -> None:
    await bot.send_message_draft(ana.id, 5, "Hel")
    await bot.send_message(ana.id, "Hello")
    assert [breach.rule for breach in telegram_server.flood.breaches] == ["private"]
