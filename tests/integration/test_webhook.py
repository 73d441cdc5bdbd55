"""The bot's HTTP server: who may deliver updates, what is taken, and what ``/healthz`` tells."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from typing import Any, cast

import httpx
import pytest

from bot.database.errors import DatabaseUnavailableError
from bot.telegram.errors import PortTakenError
from bot.telegram.health import Health
from bot.telegram.intake import Intake
from bot.telegram.webhook import MAX_BODY_BYTES, SECRET_HEADER, Address, Hook, HttpDoor, address_of, secret_of
from config.errors import SettingsError
from config.settings import load_settings

SECRET = "a-secret_of-this-test"
PATH = "/hooks/bot+1.0"
UPDATE = {"update_id": 11, "message": {"text": "¿Cuántos?"}}
JSON = {"Content-Type": "application/json"}
TRUSTED = JSON | {SECRET_HEADER: SECRET}


class ListIntake:
    """Keeps what it takes; a gate holds it, an error is raised instead."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.error: Exception | None = None
        self.began, self.may_go_on = asyncio.Event(), asyncio.Event()
        self.may_go_on.set()

    async def take(self, raw: Sequence[Any]) -> int | None:
        self.began.set()
        await self.may_go_on.wait()
        if self.error is not None:
            raise self.error
        self.taken += raw
        return None


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def intake() -> ListIntake:
    return ListIntake()


@pytest.fixture
def health() -> Health:
    return Health("webhook")


@pytest.fixture
def hook(intake: ListIntake, health: Health) -> Hook:
    return Hook(SECRET, cast("Intake", intake), health)


@pytest.fixture
async def door(hook: Hook, health: Health) -> AsyncIterator[str]:
    """The address of an open server."""
    port = free_port()
    opened = HttpDoor(Address("127.0.0.1", port, PATH), health, hook)
    opened.open()
    yield f"http://127.0.0.1:{port}"
    await opened.close()


@pytest.fixture
async def client(door: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=door, timeout=10) as client:
        yield client


async def post(client: httpx.AsyncClient, headers: Any = TRUSTED, content: Any = None, path: str = PATH) -> int:
    body = json.dumps(UPDATE).encode() if content is None else content
    return (await client.post(path, headers=headers, content=body)).status_code


async def test_an_update_with_the_secret_is_taken(client: httpx.AsyncClient, intake: ListIntake) -> None:
    assert await post(client) == 200
    assert await post(client, TRUSTED | {"Content-Type": "application/JSON; charset=utf-8"}) == 200
    assert intake.taken == [UPDATE, UPDATE]


@pytest.mark.parametrize(
    "given",
    [None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "ñ".encode(), b"\xff\xfe", f"{SECRET}, {SECRET}"],
    ids=["missing", "empty", "short", "long", "case", "not ASCII", "no text", "twice"],
)
async def test_a_missing_or_wrong_secret_is_forbidden(
    client: httpx.AsyncClient, intake: ListIntake, given: str | bytes | None
) -> None:
    headers: dict[str, str | bytes] = {**JSON} if given is None else {**JSON, SECRET_HEADER: given}
    response = await client.post(PATH, headers=cast("Any", headers), content=json.dumps(UPDATE))
    assert (response.status_code, response.content) == (403, b"")
    assert intake.taken == []


async def test_the_answer_comes_only_when_the_update_is_written(client: httpx.AsyncClient, intake: ListIntake) -> None:
    intake.may_go_on.clear()
    posting = asyncio.create_task(post(client))
    await intake.began.wait()
    done, _ = await asyncio.wait({posting}, timeout=0)
    assert not done
    intake.may_go_on.set()
    assert await posting == 200


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe\x00", b"[" * 100_000],
    ids=["empty", "torn", "null", "list", "string", "bytes", "deep"],
)
async def test_what_is_no_json_object_is_a_bad_request(
    client: httpx.AsyncClient, intake: ListIntake, content: bytes
) -> None:
    assert await post(client, content=content) == 400
    assert intake.taken == []


@pytest.mark.parametrize("kind", ["text/plain", "", "application/x-www-form-urlencoded"])
async def test_only_json_is_taken(client: httpx.AsyncClient, intake: ListIntake, kind: str) -> None:
    assert await post(client, TRUSTED | {"Content-Type": kind}) == 415
    assert intake.taken == []


def padded(length: int) -> bytes:
    """Return an update as JSON of so many bytes."""
    begun = b'{"update_id": 11, "message": {"text": "'
    return begun + b"x" * (length - len(begun) - 3) + b'"}}'


@pytest.mark.parametrize(
    ("length", "status"),
    [(MAX_BODY_BYTES, 200), (MAX_BODY_BYTES + 1, 413), (5 * MAX_BODY_BYTES, 413)],
    ids=["at the cap", "one byte over", "five times the cap"],
)
@pytest.mark.parametrize("chunked", [False, True], ids=["whole", "chunked"])
async def test_a_body_over_the_cap_is_too_large(
    client: httpx.AsyncClient, intake: ListIntake, length: int, status: int, chunked: bool
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        body = padded(length)
        for start in range(0, length, 65536):
            yield body[start : start + 65536]

    assert await post(client, content=pieces() if chunked else padded(length)) == status
    assert len(intake.taken) == (status == 200)
    assert await post(client) == 200


async def raw_answer(door: str, head: str) -> bytes:
    """Send a request's head alone and return what comes until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(door.rsplit(":", 1)[1]))
    writer.write(head.encode())
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


async def test_an_enormous_body_is_refused_before_it_is_sent(door: str) -> None:
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Type: application/json\r\n"
    assert (await raw_answer(door, f"{head}Content-Length: {10**12}\r\n\r\n")).startswith(b"HTTP/1.1 413 ")


async def test_who_does_not_know_the_secret_cannot_make_the_bot_read(door: str) -> None:
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {10**12}\r\n\r\n"
    assert (await raw_answer(door, head)).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize("path", ["/", PATH + "/", PATH.upper(), "/hooks/bot11x0", "/hooks"])
async def test_other_paths_are_not_found(client: httpx.AsyncClient, intake: ListIntake, path: str) -> None:
    assert await post(client, path=path) == 404
    assert intake.taken == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
async def test_updates_come_by_post_alone(client: httpx.AsyncClient, method: str) -> None:
    assert (await client.request(method, PATH, headers=TRUSTED)).status_code == 405


async def test_where_an_update_cannot_be_written_telegram_is_to_come_again(
    client: httpx.AsyncClient, intake: ListIntake, caplog: pytest.LogCaptureFixture
) -> None:
    intake.error = DatabaseUnavailableError("x.db", "the disk is full")
    assert await post(client) == 503
    assert await post(client) == 503
    assert [record.getMessage().split(",")[0] for record in caplog.records] == ["Updates cannot be written down"]
    intake.error = None
    assert await post(client) == 200


async def test_a_crash_is_logged_without_words_and_telegram_is_to_come_again(
    client: httpx.AsyncClient, intake: ListIntake, caplog: pytest.LogCaptureFixture
) -> None:
    intake.error = ValueError("¿Cuántos?")
    with caplog.at_level(logging.DEBUG, "tornado"):
        assert await post(client) == 500
    assert "answering an HTTP request failed, reference " in caplog.text
    assert "¿Cuántos?" not in caplog.text
    assert SECRET not in caplog.text


async def test_while_the_bot_stops_telegram_is_to_come_again(client: httpx.AsyncClient, hook: Hook) -> None:
    hook.is_open = False
    assert await post(client) == 503


# Health


async def test_health_is_told_to_anybody(client: httpx.AsyncClient, health: Health) -> None:
    assert (await client.get("/healthz")).json() == {"ok": True, "mode": "webhook", "seconds_since_last": None}
    await post(client)
    response = await client.get("/healthz")
    assert response.headers["content-type"].startswith("application/json")
    assert response.json()["seconds_since_last"] >= 0
    assert (await client.head("/healthz")).status_code == 200


async def test_a_port_without_a_webhook_tells_health_alone() -> None:
    seconds = [0.0]
    port, health = free_port(), Health("polling", lambda: seconds[0])
    door = HttpDoor(Address("127.0.0.1", port, None), health)
    door.open()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        assert (await client.get("/healthz")).status_code == 200
        seconds[0] = 61.0
        response = await client.get("/healthz")
        assert (response.status_code, response.json()["ok"]) == (503, False)
        assert await post(client, path="/") == 404
    await door.close()


async def test_a_port_that_is_taken_is_one_clear_line(door: str, health: Health) -> None:
    port = int(door.rsplit(":", 1)[1])
    with pytest.raises(PortTakenError, match=f"expected to listen on port {port}, but .*DRAGOMAN_WEBHOOK_PORT"):
        HttpDoor(Address("127.0.0.1", port, None), health).open()


# Settings


@pytest.mark.parametrize(
    ("url", "port", "address"),
    [
        ("", "", None),
        ("", "8080", Address("", 8080, None)),
        ("https://bot.example.org/dragoman", "8080", Address("", 8080, "/dragoman")),
        ("https://bot.example.org", "8080", Address("", 8080, "/")),
        ("http://127.0.0.1:9000/hook", "", Address("127.0.0.1", 9000, "/hook")),
        ("http://localhost:9000/hook", "9001", Address("localhost", 9001, "/hook")),
    ],
)
def test_where_the_server_listens(url: str, port: str, address: Address | None) -> None:
    assert address_of(load_settings({"DRAGOMAN_WEBHOOK_URL": url, "DRAGOMAN_WEBHOOK_PORT": port})) == address


@pytest.mark.parametrize("url", ["https://bot.example.org:8443/x", "http://localhost/x"])
def test_a_webhook_needs_a_port(url: str) -> None:
    with pytest.raises(SettingsError, match="DRAGOMAN_WEBHOOK_PORT: expected the port"):
        address_of(load_settings({"DRAGOMAN_WEBHOOK_URL": url}))


def test_a_secret_is_made_where_none_is_set() -> None:
    made = [secret_of(load_settings({})) for _ in range(2)]
    assert made[0] != made[1]
    assert load_settings({"DRAGOMAN_WEBHOOK_SECRET": made[0]})
    assert len(made[0]) >= 32
    assert secret_of(load_settings({"DRAGOMAN_WEBHOOK_SECRET": SECRET})) == SECRET
