"""A Bot API server on this machine, and the people who use the bot through it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import TypeVar

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from tests.telegram_server.chats import GROUP, PRIVATE, SUPERGROUP, Chat, Person
from tests.telegram_server.delivery import Attempt, WebhookPosts
from tests.telegram_server.faulting import Faulting
from tests.telegram_server.faults import Faults
from tests.telegram_server.flood import FloodModel, Mode
from tests.telegram_server.front import Front
from tests.telegram_server.group import Group
from tests.telegram_server.http_door import application
from tests.telegram_server.parameters import Call
from tests.telegram_server.refusals import Json
from tests.telegram_server.specification import shipped_specification
from tests.telegram_server.updates import TOPIC
from tests.telegram_server.user import User
from tests.telegram_server.world import World

T = TypeVar("T")
TOKEN = "710000001:AAtestTestTESTtestTestTESTtestTest_-0"
PAUSES_S = (0.02, 0.05, 0.1, 0.2, 0.5)


class TelegramServer(Faulting):
    """Telegram on the loopback interface, in a thread of its own; the bot calls it, the tests drive it.

    ``flood`` says whether sending limits are only recorded, answered with 429, or left out; ``pauses_s`` are those
    before a webhook is tried again. What Telegram would let pass but its documentation forbids gathers in
    ``violations``.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "dragoman_test_bot",
        privacy: bool = True,
        flood: Mode = "record",
        pauses_s: Sequence[float] = PAUSES_S,
    ) -> None:
        bot = Person(int(token.split(":")[0]), "Dragoman", username=username, is_bot=True)
        self.token = token
        self.world = World(bot, privacy=privacy)
        self.flood = FloodModel(flood)
        self.specification = shipped_specification()
        self.front = Front(self.world, token, Faults(self.world.changes), self.flood, self.specification)
        self.webhook_posts = WebhookPosts(self.world, pauses_s)
        self.port = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    # The server

    @property
    def url(self) -> str:
        """What ``DRAGOMAN_TELEGRAM_API_URL`` is to be."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen, on the same port as before where it ran already."""
        started: concurrent.futures.Future[int] = concurrent.futures.Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(started)), name="telegram", daemon=True)
        self._thread.start()
        self.port = started.result(timeout=10)

    def stop(self) -> None:
        """Stop listening and close every connection; what the server remembers stays."""
        if self._loop is not None and self._stop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(timeout=10)
            self._loop = None

    def __enter__(self) -> TelegramServer:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    async def _serve(self, started: concurrent.futures.Future[int]) -> None:
        try:
            sockets = bind_sockets(self.port, "127.0.0.1", socket.AF_INET)
        except OSError as error:
            started.set_exception(error)
            return
        http = HTTPServer(application(self.front))
        http.add_sockets(sockets)
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        posts = asyncio.create_task(self.webhook_posts.run())
        started.set_result(sockets[0].getsockname()[1])
        await self._stop.wait()
        http.stop()
        await http.close_all_connections()
        posts.cancel()
        await asyncio.gather(posts, return_exceptions=True)

    # People and places

    def user(self, id: int, language_code: str | None = "en", name: str = "", username: str | None = None) -> User:  # noqa: A002
        """Make a person; the private chat with the bot opens with the first message."""
        with self.world.lock:
            person = Person(id, name or f"Delegate {id}", language_code, username)
            chat = Chat(id, PRIVATE, person.name, username, members={id: "member"})
            self.world.people[id], self.world.chats[id] = person, chat
        return User(self.world, person, chat)

    def group(
        self,
        id: int,  # noqa: A002
        title: str = "Committee",
        *,
        forum: bool = False,
        supergroup: bool = False,
        members: Iterable[User] = (),
        administrators: Iterable[User] = (),
    ) -> Group:
        """Make a group that the bot is in already; a forum is a supergroup.

        Raises:
            ValueError: the id is not a group's, which is negative, and begins with -100 for a supergroup.
        """
        big = forum or supergroup
        if id >= 0 or big != str(id).startswith("-100"):
            raise ValueError(f"{id} is no id of a {SUPERGROUP if big else GROUP}")
        chat = Chat(id, SUPERGROUP if big else GROUP, title, forum=forum, bot_status="member")
        chat.members = {user.id: "member" for user in members} | {user.id: "administrator" for user in administrators}
        with self.world.lock:
            self.world.chats[id] = chat
        return Group(self.world, chat)

    # What the bot did

    @property
    def calls(self) -> list[Call]:
        """Every call of the bot so far, in order."""
        return list(self.front.calls)

    @property
    def violations(self) -> list[str]:
        """What no correct bot does, in words; a test's server must end without any."""
        return self.world.violations

    @property
    def updates(self) -> list[Json]:
        """Every update there was, in order."""
        return list(self.world.updates.sent)

    @property
    def attempts(self) -> list[Attempt]:
        """Every post to the webhook so far."""
        return list(self.webhook_posts.attempts)

    @property
    def open_presses(self) -> list[str]:
        """The ids of the presses whose clock still turns."""
        return [query.id for query in self.world.queries.values() if query.kind == "callback" and not query.answer]

    def calls_of(self, method: str, chat: User | Group | None = None) -> list[Call]:
        return [c for c in self.calls if c.method == method and (chat is None or c.chat_id == chat.id)]

    async def called(
        self, method: str, when: Callable[[Call], object] | None = None, *, count: int = 1, timeout_s: float = 10.0
    ) -> Call:
        """Wait until such a call has come that many times, now or before; return the last of those."""

        def look() -> Call | None:
            found = [call for call in self.calls_of(method) if when is None or when(call)]
            return found[count - 1] if len(found) >= count else None

        try:
            return await self.world.changes.until(look, timeout_s, "calls")
        except TimeoutError:
            last = "\n  ".join(map(str, self.calls[-10:])) or "none"
            raise AssertionError(f"no {method} came in {timeout_s} s; the last calls:\n  {last}") from None

    async def handed_over(self, update_id: int | None, timeout_s: float = 10.0) -> None:
        """Wait until the bot has acknowledged an update, by its offset or at its webhook."""
        assert update_id is not None, "the bot was not told of that"
        try:
            await self.until(lambda: not self.world.updates.is_pending(update_id) or None, timeout_s, TOPIC)
        except TimeoutError:
            raise AssertionError(f"the bot did not take update {update_id} in {timeout_s} s") from None

    async def until(self, look: Callable[[], T | None], timeout_s: float = 10.0, topic: str | None = None) -> T:
        """Wait until ``look`` sees something that is not ``None``; it looks after every change."""

        def locked() -> T | None:
            with self.world.lock:
                return look()

        return await self.world.changes.until(locked, timeout_s, topic)

    # What no person can do

    def raw_update(self, update: Json) -> int:
        """Hand the bot an update as it stands, however broken; an ``update_id`` is added where it has none."""
        with self.world.lock:
            return self.world.updates.push_raw(update)

    def repeats(self, update_id: int) -> None:
        """Hand an update over once more under its own id, whatever was acknowledged."""
        with self.world.lock:
            self.world.updates.repeat(update_id)
