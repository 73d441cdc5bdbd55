"""The courier over the library's real bot and HTTP client: what is called, and what Telegram's answers mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_args

import httpx
import pytest
from telegram.error import TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.announcements.ledger import Task
from bot.announcements.outcomes import (
    BadContent,
    Blocked,
    Failed,
    Halted,
    Later,
    Moved,
    Outcome,
    Sent,
    Unknown,
)
from bot.announcements.types import Media, RoundKind, Wording
from bot.database.announcements import Announcement
from bot.telegram.courier import OFFLINE_S, TelegramCourier, outcome_of
from bot.telegram.limiter import PacedLimiter
from bot.telegram.pace import Limits

KINDS: tuple[RoundKind, ...] = get_args(RoundKind)
CHAT, OLD, NEW = 5, 77, 78
ENGLISH = Wording("en", "Back at 3 & a half", "Back at <b>3</b> &amp; a half")
SPANISH = Wording("es", "Volvemos a las 3", "Volvemos a las <b>3</b>")
PHOTO, DOCUMENT = Media("photo", "photo-id"), Media("document", "document-id")
Handler = Callable[[httpx.Request], httpx.Response]


class Telegram:
    """Telegram's side: answers each call as the test says and keeps what was sent."""

    def __init__(self, answer: Handler | None = None) -> None:
        self.answer = answer or (lambda request: ok(message()))
        self.calls: list[tuple[str, dict[str, Any]]] = []
        limiter = PacedLimiter(Limits(per_second=1000, chat_spacing_s=0))
        request = HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(self._handle)})
        self.courier = TelegramCourier(
            ExtBot("1:t", request=request, get_updates_request=request, rate_limiter=limiter)
        )

    def _handle(self, request: httpx.Request) -> httpx.Response:
        sent = dict(httpx.QueryParams(request.content.decode()))
        self.calls.append((request.url.path.rsplit("/", 1)[1], sent))
        return self.answer(request)

    async def carry(self, task: Task, *, wanted: bool = True) -> Outcome:
        async def begun() -> bool:
            self.calls.append(("begun", {}))
            return wanted

        return await self.courier.carry(task, begun)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls]

    @property
    def sent(self) -> dict[str, Any]:
        return self.calls[-1][1]


def message() -> dict[str, Any]:
    return {"message_id": NEW, "date": 0, "chat": {"id": CHAT, "type": "private"}}


def ok(result: object) -> httpx.Response:
    return httpx.Response(200, json={"ok": True, "result": result})


def refused(status: int, description: str, **parameters: int) -> Handler:
    answer: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return lambda request: httpx.Response(status, json=answer | ({"parameters": parameters} if parameters else {}))


def page(status: int, text: str = "<html>") -> Handler:
    return lambda request: httpx.Response(status, text=text)


def breaks(error: type[httpx.HTTPError]) -> Handler:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error("it broke")

    return answer


def task(
    kind: RoundKind = "send",
    *,
    language: Any = "en",
    media: Media | None = None,
    receipts: bool = False,
    message_id: int | None = None,
) -> Task:
    announcement = Announcement(
        id=9,
        committee_id=1,
        author_id=1,
        chat_id=1,
        state="sending",
        revision=1,
        awaits=None,
        corrects_id=None,
        created_at=datetime(2026, 11, 25, tzinfo=UTC),
        expires_at=None,
        send_at=None,
        time_words=None,
        source=None,
        receipts=receipts,
        version=2,
        confirmed_at=None,
        sent_at=None,
        media=media,
        wordings={"es": SPANISH, "en": ENGLISH},
    )
    old = message_id or (None if kind == "send" else OLD)
    return Task(3, kind, CHAT, language, old, announcement, "INTERPOL", round_id=1, user_id=CHAT, attempts=0)


async def test_a_text_is_sent_once_its_turn_was_taken_without_a_preview_of_links() -> None:
    telegram = Telegram()

    assert await telegram.carry(task()) == Sent(NEW)

    assert telegram.names == ["begun", "sendMessage"]
    assert telegram.sent["chat_id"] == str(CHAT)
    assert telegram.sent["text"].endswith("\n\nBack at <b>3</b> &amp; a half")
    assert "INTERPOL" in telegram.sent["text"]
    assert telegram.sent["parse_mode"] == "HTML"
    assert json.loads(telegram.sent["link_preview_options"]) == {"is_disabled": True}
    assert "reply_markup" not in telegram.sent


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ["Back at <b>3</b>"]), ("es", ["Volvemos"]), (None, ["Volvemos", "Back at <b>3</b>"])],
)
async def test_everyone_reads_their_language_and_a_group_both(language: Any, said: list[str]) -> None:
    telegram = Telegram()
    await telegram.carry(task(language=language))

    places = [telegram.sent["text"].find(words) for words in ("Volvemos", "Back at <b>3</b>") if words in said]
    assert places == sorted(places)
    assert -1 not in places
    assert ("Volvemos" in telegram.sent["text"]) == ("Volvemos" in said)


@pytest.mark.parametrize(
    ("media", "method", "field"), [(PHOTO, "sendPhoto", "photo"), (DOCUMENT, "sendDocument", "document")]
)
async def test_a_photo_or_document_carries_the_text_under_it(media: Media, method: str, field: str) -> None:
    telegram = Telegram()

    assert await telegram.carry(task(media=media, receipts=True)) == Sent(NEW)

    assert telegram.names == ["begun", method]
    assert telegram.sent[field] == media.file_id
    assert telegram.sent["caption"].endswith("Back at <b>3</b> &amp; a half")
    assert "1a:got:9:0" in telegram.sent["reply_markup"]


@pytest.mark.parametrize(("language", "label"), [("en", "Got it"), ("es", "Entendido"), (None, "Entendido / Got it")])
async def test_who_is_asked_for_a_receipt_has_one_button_in_their_language(language: Any, label: str) -> None:
    telegram = Telegram()
    await telegram.carry(task(language=language, receipts=True))

    markup = json.loads(telegram.sent["reply_markup"])
    assert markup == {"inline_keyboard": [[{"text": label, "callback_data": "1a:got:9:0"}]]}


@pytest.mark.parametrize(
    ("media", "method", "field"), [(None, "editMessageText", "text"), (PHOTO, "editMessageCaption", "caption")]
)
async def test_a_correction_changes_the_message_says_so_and_keeps_the_button(
    media: Media | None, method: str, field: str
) -> None:
    telegram = Telegram()

    assert await telegram.carry(task("correct", media=media, receipts=True)) == Sent()

    assert telegram.names == ["begun", method]
    assert telegram.sent["message_id"] == str(OLD)
    assert "(corrected)" in telegram.sent[field]
    assert "1a:got:9:0" in telegram.sent["reply_markup"]


async def test_a_retraction_deletes_the_message() -> None:
    telegram = Telegram(lambda request: ok(True))

    assert await telegram.carry(task("retract")) == Sent()

    assert telegram.calls[1] == ("deleteMessage", {"chat_id": str(CHAT), "message_id": str(OLD)})


async def test_a_nudge_replies_to_the_announcement_with_the_same_button() -> None:
    telegram = Telegram()

    assert await telegram.carry(task("nudge", language="es", receipts=True)) == Sent(NEW)

    assert telegram.names == ["begun", "sendMessage"]
    assert "¿Ya leíste este anuncio?" in telegram.sent["text"]
    assert json.loads(telegram.sent["reply_parameters"]) == {"message_id": OLD, "allow_sending_without_reply": True}
    assert "1a:got:9:0" in telegram.sent["reply_markup"]


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_not_wanted_any_more_is_not_called(kind: RoundKind) -> None:
    telegram = Telegram()

    assert await telegram.carry(task(kind), wanted=False) == Later(0, counted=False)

    assert telegram.names == ["begun"]


async def test_what_the_turn_met_is_handed_on() -> None:
    telegram = Telegram()

    async def begun() -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await telegram.courier.carry(task(), begun)
    assert telegram.calls == []


async def test_a_limiter_that_was_stopped_lets_nothing_out() -> None:
    telegram = Telegram()
    await telegram.courier._bot.rate_limiter.shutdown()  # type: ignore[union-attr]

    assert await telegram.carry(task()) == Later(0, counted=False)
    assert telegram.calls == []


UNKNOWABLE = [
    breaks(httpx.ReadTimeout),
    breaks(httpx.WriteTimeout),
    breaks(httpx.ReadError),
    breaks(httpx.WriteError),
    breaks(httpx.RemoteProtocolError),
    refused(504, "Gateway Timeout"),
    page(504),
    page(200),
    page(409),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (refused(429, "Too Many Requests: retry after 7", retry_after=7), Later(7, counted=False)),
        (refused(429, "Too Many Requests: retry after 0", retry_after=0), Later(1, counted=False)),
        (page(429), Later(1, counted=False)),
        (refused(403, "Forbidden: bot was blocked by the user"), Blocked()),
        (refused(403, "Forbidden: user is deactivated"), Blocked()),
        (refused(403, "Forbidden: bot was kicked from the supergroup chat"), Blocked()),
        (refused(400, "Bad Request: chat not found"), Failed("Chat not found")),
        (
            refused(400, "Bad Request: not enough rights to send text messages to the chat"),
            Failed("Not enough rights to send text messages to the chat"),
        ),
        (
            refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001),
            Moved(-1001),
        ),
        (refused(401, "Unauthorized"), Halted()),
        (refused(404, "Not Found"), Halted()),
        (refused(500, "Internal Server Error"), Later()),
        (refused(502, "Bad Gateway"), Later()),
        (page(502), Later()),
        (page(503, "later"), Later()),
        (breaks(httpx.ConnectError), Later(OFFLINE_S, counted=False)),
        (breaks(httpx.ConnectTimeout), Later(OFFLINE_S, counted=False)),
        (breaks(httpx.PoolTimeout), Later(OFFLINE_S, counted=False)),
        *((answer, Unknown()) for answer in UNKNOWABLE),
    ],
)
async def test_an_answer_means_the_same_for_every_kind_of_call(
    answer: Handler, outcome: Outcome, kind: RoundKind
) -> None:
    telegram = Telegram(answer)

    assert await telegram.carry(task(kind)) == outcome
    assert len(telegram.names) == 2


@pytest.mark.parametrize(
    "description",
    [
        'can\'t parse entities: Unsupported start tag "psst" at byte offset 5',
        "message is too long",
        "message caption is too long",
        "MEDIA_CAPTION_TOO_LONG",
        "message text is empty",
        "text must be non-empty",
        "wrong file identifier/HTTP URL specified",
        "wrong remote file identifier specified: can't unserialize it. Wrong last symbol",
        "there is no photo in the request",
        "wrong type of the web page content",
        "can't use file of type Document as Photo",
        "PHOTO_INVALID_DIMENSIONS",
        "ENTITIES_TOO_LONG",
        "BUTTON_DATA_INVALID",
    ],
)
async def test_what_no_chat_would_take_is_the_fault_of_the_content(description: str) -> None:
    outcome = await Telegram(refused(400, f"Bad Request: {description}")).carry(task())

    assert isinstance(outcome, BadContent)
    assert "psst" not in outcome.reason


@pytest.mark.parametrize(
    ("kind", "description", "outcome"),
    [
        ("correct", "message is not modified: specified new message content is the same", Sent()),
        ("retract", "message to delete not found", Sent()),
        ("correct", "message to edit not found", Failed("Message to edit not found")),
        ("correct", "message can't be edited", Failed("Message can't be edited")),
        ("retract", "message can't be deleted for everyone", Failed("Message can't be deleted for everyone")),
    ],
)
async def test_what_is_so_already_counts_as_done(kind: RoundKind, description: str, outcome: Outcome) -> None:
    assert await Telegram(refused(400, f"Bad Request: {description}")).carry(task(kind)) == outcome


async def test_an_answer_without_a_result_is_not_taken_for_one() -> None:
    telegram = Telegram(lambda request: httpx.Response(200, json={"ok": False}))

    with pytest.raises(KeyError):
        await telegram.carry(task())


def test_an_error_that_nobody_has_heard_of_leaves_it_open() -> None:
    assert outcome_of(TelegramError("who knows"), "send") == Unknown()
