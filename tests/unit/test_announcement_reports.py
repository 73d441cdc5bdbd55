"""A report keeps up with its round, no faster than every three seconds, and ends with the figures that stay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from telegram.error import BadRequest, Forbidden, TelegramError, TimedOut

from bot.announcements.types import Audience, Counts, Wording
from bot.catalogue import Catalogue
from bot.database.announcements import Announcement
from bot.database.committees import Committee
from bot.database.errors import DatabaseUnavailableError
from bot.database.people import Person
from bot.database.rounds import Round
from bot.telegram.announcing.figures import Figures, render_report, report_keyboard
from bot.telegram.announcing.reports import EACH_S, FIRST_S, ChairReports
from bot.telegram.limiter import Lane, StoppedError
from bot.telegram.rendering import without_markup
from tests.virtual_time import in_virtual_time, now
from vectorstore.types import Language

NOW = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
CHAIR = 7
ENGLISH, SPANISH = Catalogue.load("en"), Catalogue.load("es")


def announcement(**fields: Any) -> Announcement:
    plain = dict.fromkeys(("awaits", "corrects_id", "expires_at", "send_at", "time_words", "source", "media"))
    words = {"es": Wording("es", "Volvemos a las 15:00", "Volvemos a las 15:00")}
    made = {"id": 12, "committee_id": 1, "author_id": CHAIR, "chat_id": CHAIR, "state": "sent", "revision": 1}
    made |= {"created_at": NOW, "confirmed_at": NOW, "sent_at": NOW, "receipts": False, "version": 1}
    return Announcement(**cast("Any", plain | made | {"wordings": words} | fields))


def a_round(**fields: Any) -> Round:
    return replace(Round(5, 12, "send", 1, "running", NOW, None, CHAIR, CHAIR, None, None), **fields)


def person(user_id: int, language: Language | None = None, tag: str | None = "es-MX") -> Person:
    return Person(user_id, user_id, tag, language, 1, False, "chair")


@dataclass
class FakeRoom:
    """What of the database a report reads and writes; as a session it is all repositories at once."""

    announcement: Announcement = field(default_factory=announcement)
    round: Round = field(default_factory=a_round)
    counts: Counts = field(default_factory=lambda: Counts(pending=200))
    people: dict[int, Person] = field(default_factory=lambda: {CHAIR: person(CHAIR)})
    dais: list[int] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    unreachable: list[int] = field(default_factory=list)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[FakeRoom._Session]:
        if self.faults:
            raise self.faults.pop()
        yield self._Session(self)

    class _Session:
        def __init__(self, room: FakeRoom) -> None:
            self._room = room
            self.announcements = self.deliveries = self.people = self.committees = self

        async def get(self, number: int) -> Announcement | None:
            return self._room.announcement if number == self._room.announcement.id else None

        async def get_by_id(self, number: int) -> Committee:
            return Committee(number, "interpol", "INTERPOL")

        async def round(self, number: int) -> Round | None:
            return self._room.round if number == self._room.round.id else None

        async def counts(self, number: int) -> Counts:
            return self._room.counts

        async def receipts_of(self, number: int) -> int:
            return 3

        async def find(self, user_id: int) -> Person | None:
            return self._room.people.get(user_id)

        async def set_unreachable(self, user_id: int) -> None:
            self._room.unreachable.append(user_id)

        async def set_round(self, number: int, **columns: Any) -> None:
            self._room.round = replace(self._room.round, **columns)

        async def finished_since(self, moment: datetime) -> list[Round]:
            return [self._room.round] if (self._room.round.finished_at or moment) > moment else []

        async def audience(self, committee_id: int, author_id: int) -> Audience:
            return Audience({"es": 2, "en": 1}, 0, 0)

        async def dais(self, committee_id: int | None) -> list[int]:
            return self._room.dais


@dataclass
class FakeChats:
    """A bot whose messages are kept with the time of each; ``faults`` meet the next calls."""

    shown: list[tuple[str, float, str]] = field(default_factory=list)
    keyboards: list[Any] = field(default_factory=list)
    faults: list[TelegramError] = field(default_factory=list)
    chats: list[int] = field(default_factory=list)
    takes_s: float = 0.0

    async def send_message(self, chat_id: int, text: str, **form: Any) -> Any:
        await asyncio.sleep(self.takes_s)
        self._note("sent", text, form)
        self.chats.append(chat_id)

        @dataclass
        class Sent:
            message_id: int = 900 + len(self.chats)

        return Sent()

    async def edit_message_text(self, text: str, chat_id: int, message_id: int, **form: Any) -> None:
        self._note("edited", text, form)

    def _note(self, what: str, text: str, form: dict[str, Any]) -> None:
        assert form["rate_limit_args"] is Lane.BULK
        if self.faults:
            raise self.faults.pop(0)
        self.shown.append((what, now(), without_markup(cast("Any", text))))
        self.keyboards.append(form["reply_markup"])

    @property
    def times(self) -> list[float]:
        return [at for _, at, _ in self.shown]

    @property
    def last(self) -> str:
        return self.shown[-1][2]


def played(scenario: Callable[[ChairReports], Coroutine[Any, Any, None]], room: FakeRoom, chats: FakeChats) -> None:
    async def play() -> None:
        reports = ChairReports(cast("Any", chats), cast("Any", room), lambda: NOW, UTC)
        await scenario(reports)
        await reports.close()

    in_virtual_time(play())


def finish(room: FakeRoom, **counts: int) -> None:
    room.counts, room.round = Counts(**counts), replace(room.round, state="finished", finished_at=NOW)


def test_a_report_follows_its_round_every_three_seconds_and_ends_with_the_final_figures() -> None:
    room, chats = FakeRoom(), FakeChats()

    async def send_two_hundred(reports: ChairReports) -> None:
        for sent in range(1, 201):
            room.counts = Counts(sent=sent, pending=200 - sent)
            reports.changed(5)
            await asyncio.sleep(0.05)
        finish(room, sent=200)
        reports.changed(5)
        await asyncio.sleep(10)

    played(send_two_hundred, room, chats)

    assert [what for what, _, _ in chats.shown] == ["sent", "edited", "edited", "edited", "edited"]
    assert chats.times == pytest.approx([FIRST_S + EACH_S * number for number in range(5)])
    assert "Pendientes: " in chats.shown[0][2]
    assert chats.last.splitlines()[3:] == [
        "✅ Envío terminado",
        "Entregados: 200",
        "Bloqueados: 0",
        "Fallidos: 0",
        "Desconocidos: 0",
        "Audiencia: 200",
    ]
    assert room.round.report_message_id == 901


def test_a_small_room_is_reported_in_one_message() -> None:
    room, chats = FakeRoom(), FakeChats()

    async def send(reports: ChairReports) -> None:
        reports.changed(5)
        finish(room, sent=5)
        reports.changed(5)
        await asyncio.sleep(10)

    played(send, room, chats)

    assert len(chats.shown) == 1
    assert "Entregados: 5" in chats.last


def test_changes_that_change_no_figure_are_not_shown() -> None:
    room, chats = FakeRoom(), FakeChats()

    async def nothing_happens(reports: ChairReports) -> None:
        for _ in range(50):
            reports.changed(5)
            await asyncio.sleep(0.5)

    played(nothing_happens, room, chats)

    assert len(chats.shown) == 1


def test_after_a_restart_the_same_message_is_edited() -> None:
    room, chats = FakeRoom(round=a_round(report_message_id=44)), FakeChats()

    async def go_on(reports: ChairReports) -> None:
        reports.changed(5)
        await asyncio.sleep(1)

    played(go_on, room, chats)

    assert [what for what, _, _ in chats.shown] == ["edited"]


@pytest.mark.parametrize(("ago", "shown"), [(timedelta(minutes=59), 1), (timedelta(minutes=61), 0)])
def test_a_start_looks_after_the_reports_of_the_last_hour(ago: timedelta, shown: int) -> None:
    room, chats = FakeRoom(round=a_round(report_message_id=44, state="finished", finished_at=NOW - ago)), FakeChats()

    async def begin(reports: ChairReports) -> None:
        await reports.resume()
        await asyncio.sleep(1)

    played(begin, room, chats)

    assert len(chats.shown) == shown


def test_a_message_that_the_chair_deleted_is_made_anew() -> None:
    room, chats = FakeRoom(round=a_round(report_message_id=44)), FakeChats()
    chats.faults = [BadRequest("Message to edit not found")]

    async def go_on(reports: ChairReports) -> None:
        reports.changed(5)
        await asyncio.sleep(1)

    played(go_on, room, chats)

    assert [what for what, _, _ in chats.shown] == ["sent"]
    assert room.round.report_message_id == 901


def test_what_telegram_says_is_not_modified_is_shown() -> None:
    room, chats = FakeRoom(round=a_round(report_message_id=44)), FakeChats()
    chats.faults = [BadRequest("Message is not modified: specified new message content is exactly the same")]

    async def go_on(reports: ChairReports) -> None:
        reports.changed(5)
        await asyncio.sleep(10)

    played(go_on, room, chats)

    assert chats.shown == []
    assert room.round.report_message_id == 44


@pytest.mark.parametrize("room", [FakeRoom(round=a_round(report_chat_id=None)), FakeRoom(round=a_round(id=6))])
def test_where_no_chair_is_known_nothing_is_reported(room: FakeRoom) -> None:
    chats = FakeChats()

    async def send(reports: ChairReports) -> None:
        reports.changed(5)
        await asyncio.sleep(10)

    played(send, room, chats)

    assert chats.shown == []


def test_a_chair_who_blocked_the_bot_is_unreachable() -> None:
    room, chats = FakeRoom(), FakeChats(faults=[Forbidden("Forbidden: bot was blocked by the user")])

    async def send(reports: ChairReports) -> None:
        reports.changed(5)
        await asyncio.sleep(10)

    played(send, room, chats)

    assert chats.shown == []
    assert room.unreachable == [CHAIR]


def test_while_telegram_or_the_database_is_away_a_report_waits_longer_each_time() -> None:
    room, chats = FakeRoom(faults=[DatabaseUnavailableError("here", "away")]), FakeChats()
    chats.faults = [TimedOut("Timed out"), TimedOut("Timed out")]

    async def finish_offline(reports: ChairReports) -> None:
        finish(room, sent=200)
        reports.changed(5)
        await asyncio.sleep(120)

    played(finish_offline, room, chats)

    assert chats.times == pytest.approx([FIRST_S + 6 + 12 + 24])
    assert "Entregados: 200" in chats.last


@pytest.mark.parametrize("error", [StoppedError(), ValueError("nobody foresaw this"), BadRequest("Bad Request: CHAT")])
def test_what_cannot_be_mended_ends_the_report_and_the_next_change_begins_it_anew(error: Any) -> None:
    room, chats = FakeRoom(), FakeChats(faults=[error])

    async def send(reports: ChairReports) -> None:
        reports.changed(5)
        await asyncio.sleep(10)
        assert chats.shown == []
        reports.changed(5)
        await asyncio.sleep(10)

    played(send, room, chats)

    assert len(chats.shown) == 1


def test_the_end_waits_for_a_message_on_its_way_and_shows_nothing_more() -> None:
    room, chats = FakeRoom(), FakeChats(takes_s=1.0)

    async def end_in_the_middle(reports: ChairReports) -> None:
        reports.changed(5)
        await asyncio.sleep(FIRST_S + 0.5)
        room.counts = Counts(sent=1, pending=199)
        reports.changed(5)
        await reports.close()
        assert now() == pytest.approx(FIRST_S + 1)

    played(end_in_the_middle, room, chats)

    assert len(chats.shown) == 1
    assert room.round.report_message_id == 901


def test_nobody_waits_for_a_report() -> None:
    room, chats = FakeRoom(), FakeChats()

    async def change_often(reports: ChairReports) -> None:
        for _ in range(10_000):
            reports.changed(5)
        assert now() == 0
        assert len(asyncio.all_tasks()) == 2

    played(change_often, room, chats)

    assert chats.shown == []


# what it says


def figures(kind: str = "send", state: str = "finished", **fields: Any) -> Figures:
    counts = fields.pop("counts", Counts(sent=197, blocked=1, failed=1, unknown=1))
    made = announcement(**fields.pop("announcement", {}))
    return Figures(made, "INTERPOL", a_round(kind=kind, state=state, **fields), counts, 3 if made.receipts else None)


def read(shown: Figures, words: Catalogue = SPANISH) -> list[str]:
    return without_markup(render_report(shown, words)).splitlines()


def labels(shown: Figures, words: Catalogue = SPANISH) -> list[str]:
    keyboard = report_keyboard(shown, words)
    return [key.text for row in keyboard.inline_keyboard for key in row] if keyboard is not None else []


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        pytest.param(
            SPANISH,
            ["Entregados: 197", "Bloqueados: 1", "Fallidos: 1", "Desconocidos: 1", "Audiencia: 200"],
            id="es",
        ),
        pytest.param(ENGLISH, ["Delivered: 197", "Blocked: 1", "Failed: 1", "Unknown: 1", "Audience: 200"], id="en"),
    ],
)
def test_the_final_counts_stand_in_lines_of_their_own_and_add_up(words: Catalogue, lines: list[str]) -> None:
    assert read(figures(), words)[4:9] == lines


def test_ten_thousand_is_written_in_digits_alone() -> None:
    assert "Entregados: 10000" in read(figures(counts=Counts(sent=10_000)))


def test_what_unknown_means_is_said_where_there_is_any() -> None:
    assert "No lo reenvío por mi cuenta" in read(figures())[-1]
    assert read(figures(counts=Counts(sent=200)))[-1] == "Audiencia: 200"


@pytest.mark.parametrize(
    ("kind", "first"),
    [("correct", "Corregidos: 197"), ("retract", "Retirados: 197"), ("nudge", "Recordatorios entregados: 197")],
)
def test_corrections_retractions_and_nudges_are_reported_the_same_way(kind: str, first: str) -> None:
    lines = read(figures(kind))

    assert lines[4:9] == [first, "Bloqueados: 1", "Fallidos: 1", "Desconocidos: 1", "En total: 200"]


def test_a_round_that_waits_says_so_without_figures() -> None:
    assert read(figures("correct", "waiting", counts=Counts()))[3:] == [
        "⏳ En espera: empieza cuando termine lo que salió antes."
    ]


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        pytest.param(figures(stopped="content"), "⚠️ Me detuve: Telegram no acepta este mensaje.", id="content"),
        pytest.param(figures(stopped="retracted"), "🗑 Me detuve porque se retiró.", id="retracted meanwhile"),
        pytest.param(figures(announcement={"state": "retracted"}), "🗑 Después se retiró.", id="retracted later"),
        pytest.param(figures("retract"), "Telegram no me deja borrar lo que tiene más de dos días.", id="too old"),
    ],
)
def test_what_stands_behind_the_figures_is_said(shown: Figures, said: str) -> None:
    assert any(line.startswith(said) for line in read(shown))


CHANGES = ["✏️ Corregir", "🗑 Retirar"]
MISSED, RESEND = "🔍 A quién no le llegó", "🔁 Reenviar a los desconocidos (1)"
REMIND = "🔔 Recordar a quienes faltan"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(figures(), [MISSED, RESEND, *CHANGES], id="finished"),
        pytest.param(figures(counts=Counts(sent=200)), CHANGES, id="all reached"),
        pytest.param(figures(counts=Counts(sent=199, blocked=1)), [MISSED, *CHANGES], id="none unknown"),
        pytest.param(figures(state="running", announcement={"state": "sending"}), CHANGES, id="running"),
        pytest.param(
            figures(counts=Counts(sent=2), announcement={"receipts": True}), [*CHANGES, REMIND], id="with receipts"
        ),
        pytest.param(figures(announcement={"state": "retracted"}), [MISSED], id="retracted"),
        pytest.param(figures("correct"), [MISSED], id="a correction"),
        pytest.param(figures("correct", counts=Counts(sent=2)), [], id="a whole correction"),
    ],
)
def test_only_what_can_be_done_is_offered(shown: Figures, expected: list[str]) -> None:
    assert labels(shown) == expected


def test_how_the_announcement_begins_is_shown_in_one_line_with_nothing_to_tap() -> None:
    words = {"es": Wording("es", "Ojo:\n\n<b> @mesa " + "bla " * 100, "")}
    line = read(figures(announcement={"wordings": words}))[1]

    assert line.startswith("«Ojo: <b> @\u2060mesa bla")
    assert line.endswith("…»")
    assert len(line) < 90


# the question about a late one


@pytest.mark.parametrize(
    ("chat_id", "asked"), [pytest.param(CHAIR, [CHAIR], id="its author"), pytest.param(None, [8, 9], id="the dais")]
)
def test_a_late_announcement_is_asked_about(chat_id: int | None, asked: list[int]) -> None:
    late = announcement(state="late", send_at=NOW - timedelta(minutes=30), chat_id=chat_id)
    room, chats = FakeRoom(announcement=late, dais=[8, 9]), FakeChats()
    room.people |= {8: person(8), 9: person(9, "en")}

    played(lambda reports: reports.late(12), room, chats)

    assert chats.chats == asked
    assert "iba a salir hoy a las 13:30" in chats.shown[0][2]
    assert "Volvemos a las 15:00" in chats.shown[0][2]
    keys = [key.text for row in chats.keyboards[0].inline_keyboard for key in row]
    assert keys == ["✅ Enviarlo ahora", "❌ No enviarlo", "✏️ Editar"]


@pytest.mark.parametrize("state", ["sending", "cancelled"])
def test_one_that_is_not_late_any_more_is_not_asked_about(state: str) -> None:
    room, chats = FakeRoom(announcement=announcement(state=state)), FakeChats()

    played(lambda reports: reports.late(12), room, chats)

    assert chats.shown == []


def test_a_question_that_does_not_go_out_leaves_the_others_be(caplog: pytest.LogCaptureFixture) -> None:
    late = announcement(state="late", send_at=NOW - timedelta(minutes=30), chat_id=None)
    room, chats = FakeRoom(announcement=late, dais=[8, 9]), FakeChats(faults=[Forbidden("bot was blocked")])

    played(lambda reports: reports.late(12), room, chats)

    assert chats.chats == [9]
    assert "A chair was not asked about late announcement 12: Forbidden: bot was blocked" in caplog.text


def test_where_nobody_can_be_asked_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    late = announcement(state="late", send_at=NOW - timedelta(minutes=30), chat_id=None)

    played(lambda reports: reports.late(12), FakeRoom(announcement=late), FakeChats())

    assert "nobody can be asked" in caplog.text
