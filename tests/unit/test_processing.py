"""Updates of a chat keep their order, chats do not wait for each other, and nothing of a quiet chat is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from telegram import CallbackQuery, Chat, InlineQuery, Message, Update, User

from bot.telegram.processing import Lines, PerChatProcessor, line_of

ANA = User(7, "Ana", is_bot=False)


def message(chat: int, number: int = 1) -> Update:
    kind = Chat.PRIVATE if chat > 0 else Chat.SUPERGROUP
    return Update(number, message=Message(1, datetime.now(UTC), Chat(chat, kind), from_user=ANA, text="?"))


class Handling:
    """Handlers that wait to be let go, each by its name."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.done: list[str] = []
        self._go: dict[str, asyncio.Event] = {}
        self._changed = asyncio.Condition()

    async def handle(self, name: str) -> None:
        self.begun.append(name)
        await self._tell()
        await self._go.setdefault(name, asyncio.Event()).wait()
        self.done.append(name)
        await self._tell()

    def let_go(self, *names: str) -> None:
        for name in names:
            self._go.setdefault(name, asyncio.Event()).set()

    async def until(self, happened: Callable[[], bool]) -> None:
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(happened), 10)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def start(processor: PerChatProcessor, update: object, coroutine: Awaitable[None]) -> asyncio.Task[None]:
    return asyncio.get_running_loop().create_task(processor.process_update(update, coroutine))


async def settle() -> None:
    """Let everything run that can run without being let go."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_chat_keeps_its_order_and_others_go_on_meanwhile() -> None:
    processor, handling = PerChatProcessor(), Handling()
    tasks = [start(processor, message(1), handling.handle(name)) for name in ("a1", "a2", "a3")]
    tasks += [start(processor, message(-2), handling.handle("b1"))]
    await handling.until(lambda: handling.begun == ["a1", "b1"])
    handling.let_go("a2", "a3", "b1")
    await handling.until(lambda: handling.done == ["b1"])
    assert handling.begun == ["a1", "b1"]
    handling.let_go("a1")
    await asyncio.gather(*tasks)
    assert handling.done == ["b1", "a1", "a2", "a3"]


async def test_two_hundred_chats_are_handled_side_by_side() -> None:
    processor, handling = PerChatProcessor(), Handling()
    tasks = [start(processor, message(chat), handling.handle(str(chat))) for chat in range(1, 201)]
    await handling.until(lambda: len(handling.begun) == 200)
    assert processor.lines == 200
    handling.let_go(*map(str, range(1, 201)))
    await asyncio.gather(*tasks)


async def test_one_chats_long_line_leaves_the_places_to_others() -> None:
    processor, handling = PerChatProcessor(at_once=2), Handling()
    tasks = [start(processor, message(1), handling.handle(f"flood {number}")) for number in range(50)]
    tasks += [start(processor, message(chat), handling.handle(f"chat {chat}")) for chat in (2, 3)]
    await handling.until(lambda: handling.begun == ["flood 0", "chat 2"])
    await settle()
    assert handling.begun == ["flood 0", "chat 2"]
    handling.let_go("chat 2")
    await handling.until(lambda: handling.begun == ["flood 0", "chat 2", "chat 3"])
    handling.let_go("chat 3", *(f"flood {number}" for number in range(50)))
    await asyncio.gather(*tasks)
    assert [name for name in handling.done if name[0] == "f"] == [f"flood {number}" for number in range(50)]


async def test_a_handler_that_fails_lets_the_next_of_its_chat_go_on() -> None:
    async def fail() -> None:
        raise ValueError("broken")

    processor, handling = PerChatProcessor(), Handling()
    handling.let_go("next")
    failing = start(processor, message(1), fail())
    await start(processor, message(1), handling.handle("next"))
    with pytest.raises(ValueError, match="broken"):
        await failing
    assert handling.done == ["next"]


async def test_nothing_is_kept_of_chats_without_updates() -> None:
    processor, handling = PerChatProcessor(), Handling()
    tasks = [start(processor, message(chat % 10 + 1), handling.handle(str(chat))) for chat in range(30)]
    await handling.until(lambda: len(handling.begun) == 10)
    tasks[15].cancel()
    handling.let_go(*map(str, range(30)))
    await asyncio.gather(*tasks, return_exceptions=True)
    assert processor.lines == 0


async def test_an_update_cancelled_in_line_is_closed_and_does_not_hold_the_line_up() -> None:
    processor, handling = PerChatProcessor(), Handling()
    first = start(processor, message(1), handling.handle("first"))
    second = start(processor, message(1), handling.handle("second"))  # never awaited: a warning, so an error here
    third = start(processor, message(1), handling.handle("third"))
    await handling.until(lambda: handling.begun == ["first"])
    second.cancel()
    handling.let_go("first", "third")
    await asyncio.gather(first, second, third, return_exceptions=True)
    assert handling.done == ["first", "third"]
    assert processor.lines == 0


async def test_the_context_manager_of_the_library_works() -> None:
    async with PerChatProcessor() as processor:
        assert processor.max_concurrent_updates > 1  # else the application would not ask it at all


def inline() -> Update:
    return Update(1, inline_query=InlineQuery("1", ANA, "budget", ""))


def pressed_inline() -> Update:
    return Update(1, callback_query=CallbackQuery("1", ANA, "instance", data="x", inline_message_id="2"))


@pytest.mark.parametrize(
    ("update", "line"),
    [
        pytest.param(message(7), 7, id="private chat"),
        pytest.param(message(-100), -100, id="group, whoever writes"),
        pytest.param(inline(), ("user", 7), id="inline query"),
        pytest.param(pressed_inline(), ("user", 7), id="button without a message"),
    ],
)
def test_the_line_is_the_chats_else_the_users(update: Update, line: object) -> None:
    assert line_of(update) == line


@pytest.mark.parametrize("update", [Update(1), {"update_id": 1}, None])
def test_an_update_of_nobody_stands_alone(update: object) -> None:
    assert line_of(update) != line_of(update)


async def test_a_line_is_forgotten_with_its_last_holder() -> None:
    lines = Lines()
    async with lines.turn("a"), lines.turn("b"):
        assert len(lines) == 2
    assert len(lines) == 0
