"""The ledger of the chat model's calls: a file a day, a ceiling, several processes."""

from __future__ import annotations

import json
import multiprocessing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from answering.spending import FOLDER, LEFT, Call, Ledger, open_ledger, summary_of
from config.settings import Settings

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
CALL = Call("answer", 900, 100, 700)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def write_many(folder: Path, calls: int) -> None:
    ledger = Ledger(folder, None, lambda: NOON)
    for ms in range(calls):
        ledger.record(Call("answer", 10, 1, ms))


def test_nothing_was_called_before_the_first_call(tmp_path: Path, clock: Clock) -> None:
    day = Ledger(tmp_path / "new", None, clock).today()
    assert (day.calls, day.tokens, day.p50_ms, day.p95_ms, day.last_failure) == (0, 0, None, None, "")
    assert list(tmp_path.iterdir()) == []


def test_a_call_is_a_line_in_the_days_file_without_a_word_of_it(tmp_path: Path, clock: Clock) -> None:
    Ledger(tmp_path / "calls", None, clock).record(Call("rewrite", 12, 3, 450, "timeout", is_estimated=True))
    (line,) = (tmp_path / "calls" / "2026-11-25.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {
        "at": "2026-11-25T12:00:00+00:00",
        "purpose": "rewrite",
        "tokens_in": 12,
        "tokens_out": 3,
        "ms": 450,
        "failure": "timeout",
        "is_estimated": True,
    }


def test_a_day_is_added_up_and_failures_have_no_part_in_the_times() -> None:
    day = summary_of([*(Call("answer", 10, 1, ms) for ms in range(1, 101)), Call("answer", 5, 0, 20_000, "timeout")])
    assert (day.calls, day.failed, day.tokens_in, day.tokens_out) == (101, 1, 1005, 100)
    assert (day.p50_ms, day.p95_ms, day.last_failure) == (50, 95, "timeout")


def test_a_call_that_was_left_is_no_failure_and_has_no_part_in_the_times() -> None:
    day = summary_of([Call("answer", 10, 1, 700), Call("answer", 10, 0, 5, LEFT)])
    assert (day.calls, day.failed, day.tokens, day.p50_ms, day.last_failure) == (2, 0, 21, 700, "")


def test_the_ceiling_is_reached_by_tokens_of_both_directions(tmp_path: Path, clock: Clock) -> None:
    ledger = Ledger(tmp_path, 2000, clock)
    ledger.record(CALL)
    assert not ledger.is_spent
    ledger.record(CALL)
    assert ledger.is_spent


def test_without_a_ceiling_nothing_is_ever_spent(tmp_path: Path, clock: Clock) -> None:
    ledger = Ledger(tmp_path, None, clock)
    ledger.record(Call("answer", 10**12, 0, 1))
    assert not ledger.is_spent


def test_the_next_day_begins_at_nothing(tmp_path: Path, clock: Clock) -> None:
    ledger = Ledger(tmp_path, 1000, clock)
    ledger.record(CALL)
    assert ledger.is_spent
    clock.now += timedelta(hours=12)
    assert not ledger.is_spent
    assert ledger.today().calls == 0


def test_a_spent_day_is_said_once(tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    ledger = Ledger(tmp_path, 1000, clock)
    ledger.record(CALL)
    assert [ledger.is_spent for _ in range(3)] == [True] * 3
    assert caplog.messages == ["the chat model's 1000 tokens of today are used up: no more calls until tomorrow"]


def test_what_another_process_writes_counts(tmp_path: Path, clock: Clock) -> None:
    here, there = Ledger(tmp_path, 2000, clock), Ledger(tmp_path, 2000, clock)
    here.record(CALL)
    assert not here.is_spent
    there.record(CALL)
    assert here.is_spent
    assert here.today() == there.today()


def test_a_restart_forgets_nothing(tmp_path: Path, clock: Clock) -> None:
    Ledger(tmp_path, 1000, clock).record(CALL)
    assert Ledger(tmp_path, 1000, clock).is_spent


def test_processes_that_write_at_once_lose_no_line(tmp_path: Path, clock: Clock) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_many, args=(tmp_path, 50)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert Ledger(tmp_path, None, clock).today().calls == 150


@pytest.mark.parametrize(
    "line",
    [b'{"purpose": "ans', b"\xff\xfe", b"[]", b'{"purpose": "answer"}', b'{"at": 1, "tokens_in": "many"}', b""],
    ids=["torn", "no text", "a list", "fields are missing", "no number", "empty"],
)
def test_a_line_that_is_none_is_passed_over(tmp_path: Path, clock: Clock, line: bytes) -> None:
    Ledger(tmp_path, None, clock).record(CALL)
    with (tmp_path / "2026-11-25.jsonl").open("ab") as file:
        file.write(line + b"\n")
    Ledger(tmp_path, None, clock).record(CALL)
    assert Ledger(tmp_path, None, clock).today().calls == 2


def test_a_line_that_is_half_written_is_read_when_it_is_whole(tmp_path: Path, clock: Clock) -> None:
    ledger, path = Ledger(tmp_path, None, clock), tmp_path / "2026-11-25.jsonl"
    ledger.record(CALL)
    line = path.read_bytes()
    with path.open("ab") as file:
        file.write(line[:20])
    assert ledger.today().calls == 1
    with path.open("ab") as file:
        file.write(line[20:])
    assert ledger.today().calls == 2


def test_a_folder_that_cannot_be_used_is_said_once_and_the_process_counts_on(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    ledger = Ledger(tmp_path / "file" / "calls", 1500, clock)
    ledger.record(CALL)
    assert not ledger.is_spent
    ledger.record(CALL)
    assert ledger.is_spent
    assert ledger.today().calls == 2
    assert [message.split(":")[0] for message in caplog.messages] == [
        f"the chat model's calls cannot be written down in {tmp_path / 'file' / 'calls'}",
        "the chat model's 1500 tokens of today are used up",
    ]


def test_files_of_more_than_a_month_ago_are_deleted_and_no_others(tmp_path: Path, clock: Clock) -> None:
    for name in ("2026-10-24.jsonl", "2026-10-25.jsonl", "2025-12-31.jsonl", "notes.jsonl", "2026-10-01.txt"):
        (tmp_path / name).write_text("")
    Ledger(tmp_path, None, clock).record(CALL)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["2026-10-01.txt", "2026-10-25.jsonl", "2026-11-25.jsonl", "notes.jsonl"]


def test_the_settings_name_folder_ceiling_and_the_days_clock(tmp_path: Path) -> None:
    zone = ZoneInfo("Pacific/Kiritimati")  # a day ahead of UTC for most of it
    ledger = open_ledger(Settings(home=tmp_path, chat_model_tokens_per_day=1000, timezone=zone))
    before = datetime.now(zone).date()
    ledger.record(CALL)
    (path,) = (tmp_path / FOLDER).iterdir()
    assert path.stem in {before.isoformat(), datetime.now(zone).date().isoformat()}
    assert ledger.is_spent
