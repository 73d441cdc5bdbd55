"""The time at the beginning of an announcement: both languages, the clock's turns, and what only looks like a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.announcements.moments import MOST_AHEAD, BadMoment, Moment, read_moment, zone_of
from config.settings import Settings

MEXICO, NEW_YORK = ZoneInfo("America/Mexico_City"), ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 25, 14, 5, tzinfo=MEXICO)


def read(text: str, now: datetime = NOW, zone: ZoneInfo = MEXICO) -> tuple[str, str, str]:
    """Return the day and time as a clock in the zone shows it, the words that were read and what comes after them."""
    moment = read_moment(text, now, zone)
    assert isinstance(moment, Moment)
    assert moment.at.tzinfo is UTC
    return moment.at.astimezone(zone).strftime("%d %H:%M"), moment.words, text[moment.length :]


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("at 14:30 We resume", "25 14:30", "at 14:30"),
        ("AT 14:30 We resume", "25 14:30", "AT 14:30"),
        ("at 2:30 pm We resume", "25 14:30", "at 2:30 pm"),
        ("at 2:30\u202fPM We resume", "25 14:30", "at 2:30\u202fPM"),
        ("at 2:30 p.m. We resume", "25 14:30", "at 2:30 p.m."),
        ("at 2:45pm We resume", "25 14:45", "at 2:45pm"),
        ("at 14.30 We resume", "25 14:30", "at 14.30"),
        ("at 14h30 We resume", "25 14:30", "at 14h30"),
        ("at 14:04 We resume", "26 14:04", "at 14:04"),
        ("at 12 am We resume", "26 00:00", "at 12 am"),
        ("at 12 pm We resume", "26 12:00", "at 12 pm"),
        ("today at 20:00 We resume", "25 20:00", "today at 20:00"),
        ("tomorrow 9:00 We resume", "26 09:00", "tomorrow 9:00"),
        ("tomorrow at 9 We resume", "26 09:00", "tomorrow at 9"),
        ("tomorrow 9am We resume", "26 09:00", "tomorrow 9am"),
        ("at 9:00 tomorrow We resume", "26 09:00", "at 9:00 tomorrow"),
        ("in 10 min We resume", "25 14:15", "in 10 min"),
        ("in 10 minutes We resume", "25 14:15", "in 10 minutes"),
        ("in a minute We resume", "25 14:06", "in a minute"),
        ("in 2 h We resume", "25 16:05", "in 2 h"),
        ("in an hour We resume", "25 15:05", "in an hour"),
        ("in half an hour We resume", "25 14:35", "in half an hour"),
        ("in 1 hour and 15 minutes We resume", "25 15:20", "in 1 hour and 15 minutes"),
        ("2026-11-27 09:00 We resume", "27 09:00", "2026-11-27 09:00"),
    ],
)
def test_times_in_english(text: str, at: str, words: str) -> None:
    assert read(text) == (at, words, "We resume")


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("a las 14:30 Volvemos", "25 14:30", "a las 14:30"),
        ("A las 14:30 Volvemos", "25 14:30", "A las 14:30"),
        ("a las 14:30 hrs. Volvemos", "25 14:30", "a las 14:30 hrs."),
        ("a la 1:30 pm Volvemos", "26 13:30", "a la 1:30 pm"),
        ("a las 3 de la tarde Volvemos", "25 15:00", "a las 3 de la tarde"),
        ("a las 9 de la noche Volvemos", "25 21:00", "a las 9 de la noche"),
        ("a las 12 de la noche Volvemos", "26 00:00", "a las 12 de la noche"),
        ("a las 10 de la mañana Volvemos", "26 10:00", "a las 10 de la mañana"),
        ("hoy a las 20:00 Volvemos", "25 20:00", "hoy a las 20:00"),
        ("mañana 9:00 Volvemos", "26 09:00", "mañana 9:00"),
        ("mañana a las 9 Volvemos", "26 09:00", "mañana a las 9"),
        ("manana a las 9 Volvemos", "26 09:00", "manana a las 9"),
        ("man\u0303ana a las 9 Volvemos", "26 09:00", "man\u0303ana a las 9"),
        ("mañana a las 9 de la noche Volvemos", "26 21:00", "mañana a las 9 de la noche"),
        ("en 10 minutos Volvemos", "25 14:15", "en 10 minutos"),
        ("en 10 min Volvemos", "25 14:15", "en 10 min"),
        ("en 2 horas Volvemos", "25 16:05", "en 2 horas"),
        ("en una hora y media Volvemos", "25 15:35", "en una hora y media"),
        ("en media hora Volvemos", "25 14:35", "en media hora"),
    ],
)
def test_times_in_spanish(text: str, at: str, words: str) -> None:
    assert read(text) == (at, words, "Volvemos")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("at 14:30: We", "We"),
        ("at 14:30, We", "We"),
        ("at 14:30 — We", "We"),
        ("at 14:30 - We", "We"),
        ("in 10 minutes. We", "We"),
        ("at 14:30\n\nEN: We", "EN: We"),
        ("at 14:30\n- first\n- second", "- first\n- second"),
        ("at 14:30", ""),
    ],
)
def test_what_parts_the_time_from_the_text_belongs_to_neither(text: str, rest: str) -> None:
    assert read(text)[2] == rest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We resume at 14:30",
        "at 9 tables",
        "at 9 we resume",
        "a las 9 volvemos",
        "mañana 9 delegados presentan",
        "tomorrow we resume",
        "in 2019 we met",
        "en 10 países",
        "in 10 metres",
        "at 3.5 percent",
        "at 14:300",
        "at 14:30pmx",
        "attention 14:30",
    ],
)
def test_what_only_looks_like_a_time_is_text(text: str) -> None:
    assert read_moment(text, NOW, MEXICO) is None


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("at 25:70 We resume", "at 25:70", "unreadable"),
        ("a las 24:30 Volvemos", "a las 24:30", "unreadable"),
        ("at 9:5 We resume", "at 9:5", "unreadable"),
        ("at 13 am We resume", "at 13 am", "unreadable"),
        ("at 0:30 pm We resume", "at 0:30 pm", "unreadable"),
        ("2026-13-01 09:00 We resume", "2026-13-01 09:00", "unreadable"),
        ("hoy a las 9:00 Volvemos", "hoy a las 9:00", "past"),
        ("2026-11-24 09:00 We resume", "2026-11-24 09:00", "past"),
        ("in 0 min We resume", "in 0 min", "past"),
        ("in 400 h We resume", "in 400 h", "too_far"),
        ("2027-01-01 09:00 We resume", "2027-01-01 09:00", "too_far"),
    ],
)
def test_a_time_that_cannot_be_is_named(text: str, words: str, reason: str) -> None:
    assert read_moment(text, NOW, MEXICO) == BadMoment(words, reason)  # type: ignore[arg-type]


def test_fourteen_days_ahead_are_the_most() -> None:
    hours = int(MOST_AHEAD / timedelta(hours=1))

    assert isinstance(read_moment(f"in {hours} h", NOW, MEXICO), Moment)
    assert isinstance(read_moment(f"in {hours} h 1 min", NOW, MEXICO), BadMoment)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("14:30", "25 14:30"),
        ("9", "26 09:00"),
        ("9am", "26 09:00"),
        ("in 5 min", "25 14:10"),
        ("mañana 9:00", "26 09:00"),
    ],
)
def test_a_time_by_itself_needs_no_word_before_it(text: str, at: str) -> None:
    moment = read_moment(text, NOW, MEXICO, alone=True)

    assert isinstance(moment, Moment)
    assert moment.at.astimezone(MEXICO).strftime("%d %H:%M") == at


@pytest.mark.parametrize("text", ["", "soon", "14:30 We resume", "25:00"])
def test_where_a_time_alone_is_wanted_all_else_is_unreadable(text: str) -> None:
    assert read_moment(text, NOW, MEXICO, alone=True) == BadMoment(text, "unreadable")


def test_a_time_that_the_clock_leaves_out_is_the_one_that_it_shows_then() -> None:
    evening_before = datetime(2026, 3, 7, 23, 0, tzinfo=NEW_YORK)

    assert read("at 2:30 am Go", evening_before, NEW_YORK)[0] == "08 03:30"


def test_of_a_time_that_comes_twice_the_next_is_meant() -> None:
    before_both, between = datetime(2026, 11, 1, 4, 40, tzinfo=UTC), datetime(2026, 11, 1, 5, 40, tzinfo=UTC)
    first = read_moment("at 1:30", before_both, NEW_YORK)
    second = read_moment("at 1:30", between, NEW_YORK)

    assert isinstance(first, Moment)
    assert isinstance(second, Moment)
    assert first.at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert second.at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_the_zone_is_the_one_that_is_set_else_the_machines() -> None:
    assert zone_of(Settings(timezone=MEXICO)) is MEXICO
    assert datetime.now(zone_of(Settings())).utcoffset() == datetime.now().astimezone().utcoffset()


@pytest.fixture
def _in_madrid(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the machine stand in Madrid, where summer time ends on 25 October 2026."""
    monkeypatch.setenv("TZ", "Europe/Madrid")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_in_madrid")
@pytest.mark.parametrize(
    ("now", "text", "at"),
    [
        (datetime(2026, 10, 24, 8, tzinfo=UTC), "at 21:00", datetime(2026, 10, 24, 19, tzinfo=UTC)),
        (datetime(2026, 10, 24, 8, tzinfo=UTC), "tomorrow at 9:00", datetime(2026, 10, 25, 8, tzinfo=UTC)),
        (datetime(2026, 10, 24, 8, tzinfo=UTC), "2026-10-26 09:00", datetime(2026, 10, 26, 8, tzinfo=UTC)),
        (datetime(2026, 10, 24, 23, tzinfo=UTC), "at 2:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 40, tzinfo=UTC), "at 2:30", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (datetime(2026, 3, 28, 22, tzinfo=UTC), "at 2:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
    ids=["before", "across", "by its date", "twice, the first", "twice, the second", "left out"],
)
def test_the_machines_zone_knows_when_its_clock_is_turned(now: datetime, text: str, at: datetime) -> None:
    moment = read_moment(text, now, zone_of(Settings()))

    assert isinstance(moment, Moment)
    assert moment.at == at


@pytest.mark.usefixtures("_in_madrid")
def test_the_machines_zone_shows_every_hour_of_a_turned_clock_as_the_zone_that_it_is() -> None:
    zone, madrid = zone_of(Settings()), ZoneInfo("Europe/Madrid")
    for begin in (datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)):
        for hours in range(12):
            moment = begin + timedelta(hours=hours)
            mine, theirs = moment.astimezone(zone), moment.astimezone(madrid)
            assert (mine.isoformat(), mine.fold, mine.tzname()) == (theirs.isoformat(), theirs.fold, theirs.tzname())
            assert mine.astimezone(UTC) == moment
