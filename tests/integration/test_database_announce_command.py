"""``dragoman announce``, with the database it writes to."""

from __future__ import annotations

import asyncio
import json
from argparse import Namespace
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from bot.commands import announce
from bot.database.engine import Session, default_url, open_database
from bot.desk import Desk
from bot.errors import CommandFailedError, WrongUsageError
from tests.scripted import Ran

BACK = {"en": "We are back at 15:00 <sharp>.", "es": "Volvemos a las 15:00 <en punto>."}
_T = TypeVar("_T")


class Here:
    """The command over a committee of four: a chair, two who read Spanish and one who reads English."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.within(self._seat)

    def within(self, do: Callable[[Session], Awaitable[_T]]) -> _T:
        async def run() -> _T:
            database = await open_database(default_url(self.home))
            try:
                async with database.session() as session:
                    return await do(session)
            finally:
                await database.close()

        return asyncio.run(run())

    async def _seat(self, session: Session) -> None:
        now = datetime.now(UTC)
        committee = await session.committees.ensure("ecosoc", now=now, title="ECOSOC")
        for user_id, tag in ((1, "en"), (2, "es"), (3, "es-MX"), (4, "fr")):
            await session.people.touch(user_id, chat_id=user_id, telegram_language=tag, now=now)
            await session.people.join(user_id, committee.id, "chair" if user_id == 1 else "delegate", now)
        await session.people.set_unreachable(4)

    def run(self, committee: str = "ecosoc", *, as_json: bool = True, **given: Any) -> Ran:
        out, err = TextIOWrapper(BytesIO(), encoding="utf-8"), StringIO()
        environ = {"DRAGOMAN_HOME": str(self.home), "DRAGOMAN_TIMEZONE": "America/Mexico_City"}
        desk = Desk(environ, StringIO(), out, err, None, self._nothing, self._nothing)
        arguments = {"committee": committee, "at": None, "dry_run": False, "as_json": as_json, **BACK, **given}
        code = announce.run(Namespace(**arguments), desk)
        return Ran(code, cast("BytesIO", out.buffer).getvalue().decode(), err.getvalue())

    def written(self) -> Sequence[tuple[str, int]]:
        """Return the state of each announcement and how many deliveries it has."""

        async def look(session: Session) -> Sequence[tuple[str, int]]:
            committee = await session.committees.get("ecosoc")
            assert committee is not None
            found: list[tuple[str, int]] = []
            for each in await session.announcements.listed([committee.id], include_all=False):
                rounds = await session.deliveries.rounds_of(each.id)
                found.append((each.state, sum([(await session.deliveries.counts(one.id)).total for one in rounds])))
            return found

        return self.within(look)

    def _nothing(self, *_: object) -> Any:
        pytest.fail("an announcement needs neither index nor model")


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path / "home")


def test_an_announcement_stands_in_the_outbox_for_everyone_chairs_too(here: Here) -> None:
    told = json.loads(here.run().out)

    assert told == {
        "announcement": 1,
        "committee": "ecosoc",
        "at": None,
        "audience": 4,
        "languages": {"es": 2, "en": 2},
        "groups": 0,
        "unreachable": 1,
        "texts": {
            "es": "📣 Anuncio de la mesa · ECOSOC\n\nVolvemos a las 15:00 <en punto>.",
            "en": "📣 Announcement from the dais · ECOSOC\n\nWe are back at 15:00 <sharp>.",
        },
        "dry_run": False,
    }
    assert here.written() == [("sending", 4)]


def test_a_dry_run_shows_all_and_leaves_nothing_behind(here: Here) -> None:
    ran = here.run(as_json=False, dry_run=True)

    assert "Volvemos a las 15:00 <en punto>." in ran.out
    assert "We are back at 15:00 <sharp>." in ran.out
    assert "this would go to 4 chats of ecosoc" in ran.err
    assert here.written() == []


def test_a_time_is_the_conferences_own_and_the_announcement_waits_for_it(here: Here) -> None:
    told = json.loads(here.run(at="mañana 9:00").out)

    assert told["at"].endswith(("T15:00:00+00:00", "T14:00:00+00:00"))
    assert here.written() == [("scheduled", 0)]


@pytest.mark.parametrize("at", ["25:70", "whenever", "2020-01-01 10:00"])
def test_a_time_that_is_none_or_has_passed_is_told(here: Here, at: str) -> None:
    with pytest.raises(WrongUsageError, match=r"expected a time|expected --at"):
        here.run(at=at)

    assert here.written() == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param({"es": None}, "got none for --es", id="no Spanish"),
        pytest.param({"en": " "}, "got none for --en", id="blank English"),
        pytest.param({"es": "a" * 4200}, "--es to be .* characters shorter", id="too long"),
    ],
)
def test_a_text_that_cannot_be_sent_is_told(here: Here, given: dict[str, Any], told: str) -> None:
    with pytest.raises(WrongUsageError, match=told):
        here.run(**given)

    assert here.written() == []


def test_a_committee_that_nobody_was_invited_to_is_told_with_the_mend(here: Here) -> None:
    with pytest.raises(CommandFailedError, match="dragoman invite --role chair --committee disec"):
        here.run("disec")
