"""What the chat model costs: each call is written down, one file a day, and a day may have a ceiling of tokens."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from config.settings import Settings

FOLDER = "chat-model"
"""Where the files lie in ``DRAGOMAN_HOME``."""
LEFT = "left"
"""What stands for a failure where the call was broken off from this side before a word came."""
_KEPT_DAYS = 31
_FILE = re.compile(r"(\d{4}-\d{2}-\d{2})\.jsonl")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what for, its tokens, how long it took; ``failure`` is ``""`` or what it failed of.

    ``is_estimated``: the provider did not tell the tokens.
    """

    purpose: str
    tokens_in: int
    tokens_out: int
    ms: int
    failure: str = ""
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class DaySummary:
    """A day's calls, of all processes; the milliseconds are of those that did not fail, ``None`` where none did."""

    calls: int
    failed: int
    tokens_in: int
    tokens_out: int
    p50_ms: int | None
    p95_ms: int | None
    last_failure: str

    @property
    def tokens(self) -> int:
        """Tokens in both directions."""
        return self.tokens_in + self.tokens_out


@dataclass(slots=True)
class _Day:
    """A day as far as its file was read, with the calls that could not be written to it."""

    day: date
    read_bytes: int = 0
    calls: list[Call] = field(default_factory=list)
    is_known_spent: bool = False


class Ledger:
    """The calls of the days, in ``folder``; ``ceiling`` is the most tokens of a day, ``None`` for no end.

    Several processes may write to one folder: each call is one line, appended at once. A folder that cannot be used is
    logged once, and the process counts its own calls. Days are those of ``now``. Calls begun before the ceiling was
    reached are not broken off, so a day may end a little above it.
    """

    def __init__(self, folder: Path, ceiling: int | None, now: Callable[[], datetime]) -> None:
        self.ceiling = ceiling
        self._folder, self._now = folder, now
        self._day: _Day | None = None
        self._is_broken = False

    @property
    def is_spent(self) -> bool:
        """Whether today's tokens have reached the ceiling."""
        if self.ceiling is None:
            return False
        today = self._read()
        spent = sum(call.tokens_in + call.tokens_out for call in today.calls)
        if spent >= self.ceiling and not today.is_known_spent:
            today.is_known_spent = True
            _log.warning("the chat model's %d tokens of today are used up: no more calls until tomorrow", self.ceiling)
        return spent >= self.ceiling

    def record(self, call: Call) -> None:
        """Write a call down; never fails."""
        today = self._read()
        line = json.dumps({"at": self._now().isoformat(timespec="seconds"), **asdict(call)}) + "\n"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._file(today.day).open("ab") as file:
                file.write(line.encode())
        except OSError as error:
            self._complain(error)
            today.calls.append(call)

    def today(self) -> DaySummary:
        """Return what today's calls add up to."""
        return summary_of(self._read().calls)

    def _read(self) -> _Day:
        """Return today, with the whole lines that were added since the last look."""
        today = self._now().date()
        if self._day is None or self._day.day != today:
            self._day = _Day(today)
            self._forget_old(today)
        day = self._day
        try:
            with self._file(today).open("rb") as file:
                file.seek(day.read_bytes)
                added = file.read()
        except FileNotFoundError:
            return day
        except OSError as error:
            self._complain(error)
            return day
        whole = added[: added.rfind(b"\n") + 1]
        day.read_bytes += len(whole)
        day.calls += [call for call in map(_call_of, whole.splitlines()) if call is not None]
        return day

    def _file(self, day: date) -> Path:
        return self._folder / f"{day.isoformat()}.jsonl"

    def _forget_old(self, today: date) -> None:
        oldest = (today - timedelta(days=_KEPT_DAYS)).isoformat()
        try:
            for path in self._folder.glob("*.jsonl"):
                match = _FILE.fullmatch(path.name)
                if match is not None and match[1] < oldest:
                    path.unlink(missing_ok=True)
        except OSError as error:
            self._complain(error)

    def _complain(self, error: OSError) -> None:
        if not self._is_broken:
            _log.warning("the chat model's calls cannot be written down in %s: %s", self._folder, error.strerror)
        self._is_broken = True


def open_ledger(settings: Settings) -> Ledger:
    """Return the ledger that the settings name; its days are those of the conference's clock."""
    zone = settings.timezone
    return Ledger(
        settings.home / FOLDER, settings.chat_model_tokens_per_day, lambda: datetime.now(UTC).astimezone(zone)
    )


def summary_of(calls: Iterable[Call]) -> DaySummary:
    """Add calls up.

    >>> summary_of([Call("answer", 900, 80, 700), Call("answer", 850, 0, 20000, failure="timeout")])
    DaySummary(calls=2, failed=1, tokens_in=1750, tokens_out=80, p50_ms=700, p95_ms=700, last_failure='timeout')
    """
    known = list(calls)
    failures = [call.failure for call in known if call.failure not in ("", LEFT)]
    took = sorted(call.ms for call in known if not call.failure)
    return DaySummary(
        calls=len(known),
        failed=len(failures),
        tokens_in=sum(call.tokens_in for call in known),
        tokens_out=sum(call.tokens_out for call in known),
        p50_ms=_nearest_rank(took, 50),
        p95_ms=_nearest_rank(took, 95),
        last_failure=failures[-1] if failures else "",
    )


def _nearest_rank(values: list[int], percent: int) -> int | None:
    return values[max(-(-percent * len(values) // 100), 1) - 1] if values else None


def _call_of(line: bytes) -> Call | None:
    """Return the call of a line, ``None`` where it is none: torn by a kill, or of another version."""
    try:
        told = json.loads(line)
        return Call(
            str(told["purpose"]),
            int(told["tokens_in"]),
            int(told["tokens_out"]),
            int(told["ms"]),
            str(told["failure"]),
            bool(told["is_estimated"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
