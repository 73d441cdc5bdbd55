"""``dragoman invite``, with the database it writes to."""

from __future__ import annotations

import asyncio
import json
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any, cast

import pytest

from bot.commands import invite
from bot.database.engine import default_url, open_database
from bot.database.errors import DatabaseUnavailableError
from bot.desk import Desk
from bot.errors import WrongUsageError
from tests.scripted import Ran
from tests.telegram_server import TelegramServer


class Here:
    """The command over a home of the test's own, or over another database."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environ: dict[str, str] = {}

    def run(self, role: str, committee: str, *, as_json: bool = True, **given: str) -> Ran:
        out, err = TextIOWrapper(BytesIO(), encoding="utf-8"), StringIO()
        environ = {"DRAGOMAN_HOME": str(self.home), **self.environ}
        desk = Desk(environ, StringIO(), out, err, None, self._nothing, self._nothing)
        arguments = {"role": role, "committee": committee, "uses": None, "expires": None, "as_json": as_json}
        code = invite.run(Namespace(**{**arguments, **given}), desk)
        return Ran(code, cast("BytesIO", out.buffer).getvalue().decode(), err.getvalue())

    def _nothing(self, *_: object) -> Any:
        pytest.fail("an invite needs neither index nor model")


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path / "home")


async def joined(url: str, payload: str, user_ids: range, now: datetime) -> list[tuple[str, str] | None]:
    """Return committee and role for each person who opens the invite, ``None`` for whom it does not let in."""
    database = await open_database(url)
    found: list[tuple[str, str] | None] = []
    for user_id in user_ids:
        async with database.session() as session:
            opened = await session.invites.redeem(payload, user_id, now)
            committee = opened and await session.committees.get_by_id(opened.committee_id)
            found.append((committee.slug, opened.role) if committee and opened else None)
    await database.close()
    return found


def test_json_holds_what_was_made(here: Here) -> None:
    ran = here.run("chair", "unsc", uses="2", expires="3d")
    value = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert list(value) == ["payload", "link", "role", "committee", "uses", "expires"]
    assert (value["link"], value["role"], value["committee"], value["uses"]) == (None, "chair", "unsc", 2)
    left = datetime.fromisoformat(value["expires"]) - datetime.now(UTC)
    assert timedelta(days=3) - timedelta(minutes=1) < left <= timedelta(days=3)


def test_without_limits_there_are_none(here: Here) -> None:
    value = json.loads(here.run("delegate", "unsc").out)
    assert (value["uses"], value["expires"]) == (None, None)


def test_the_payload_alone_is_the_result(here: Here) -> None:
    ran = here.run("delegate", "unsc", as_json=False)
    assert len(ran.out.strip()) == 32
    assert ran.out.count("\n") == 1
    assert ran.err == "Whoever sends the bot /start and these characters joins unsc as delegate.\n"


async def test_the_payload_opens_the_committee_which_is_made_if_new(here: Here) -> None:
    ran = await asyncio.to_thread(here.run, "organiser", "a-new-one", uses="2", expires="90s")
    payload, now = json.loads(ran.out)["payload"], datetime.now(UTC)
    url = default_url(here.home)
    lets_in = ("a-new-one", "organiser")
    assert await joined(url, payload, range(1, 4), now) == [lets_in, lets_in, None]


async def test_the_database_may_be_another_one(here: Here, url: str) -> None:
    here.environ["DRAGOMAN_DATABASE_URL"] = url
    here.home = here.home / "unused"
    ran = await asyncio.to_thread(here.run, "chair", "unsc")
    assert await joined(url, json.loads(ran.out)["payload"], range(1), datetime.now(UTC)) == [("unsc", "chair")]
    assert not here.home.exists()


@pytest.mark.parametrize("given", [{"uses": "0"}, {"uses": "many"}, {"expires": "soon"}, {"expires": "0d"}])
def test_wrong_limits_are_wrong_usage_and_make_nothing(here: Here, given: dict[str, str]) -> None:
    with pytest.raises(WrongUsageError, match=r"^expected --"):
        here.run("chair", "unsc", **given)
    assert not here.home.exists()


def test_a_database_that_cannot_be_opened_is_told_in_one_line(here: Here, tmp_path: Path) -> None:
    here.environ["DRAGOMAN_DATABASE_URL"] = f"postgresql+asyncpg://user:hush@/name?host={tmp_path}"
    with pytest.raises(DatabaseUnavailableError) as caught:
        here.run("chair", "unsc")
    assert (str(caught.value).count("\n"), caught.value.exit_code) == (0, 1)
    assert "hush" not in str(caught.value)


def test_where_the_bots_name_is_known_the_link_is_printed(here: Here, telegram_server: TelegramServer) -> None:
    here.environ = {"TELEGRAM_BOT_TOKEN": telegram_server.token, "DRAGOMAN_TELEGRAM_API_URL": telegram_server.url}
    made = json.loads(here.run("delegate", "un").out)
    plain = here.run("delegate", "un", as_json=False).out.splitlines()

    assert made["link"] == f"https://t.me/dragoman_test_bot?start={made['payload']}"
    assert plain[1] == f"https://t.me/dragoman_test_bot?start={plain[0]}"


def test_where_telegram_cannot_be_asked_the_payload_is_printed_all_the_same(here: Here) -> None:
    here.environ = {"TELEGRAM_BOT_TOKEN": f"1:{'A' * 35}", "DRAGOMAN_TELEGRAM_API_URL": "http://127.0.0.1:9"}
    ran = here.run("delegate", "un")

    assert json.loads(ran.out)["link"] is None
    assert ran.err.startswith("No link, only the payload: ")
    assert "A" * 35 not in ran.err
