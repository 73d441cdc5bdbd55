"""When an announcement is to go out: «at 14:30», «en 10 minutos», «mañana a las 9», read at the beginning of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from config.settings import Settings

MOST_AHEAD = timedelta(days=14)

_TODAY, _TOMORROW = r"today|hoy", r"tomorrow|ma(?:ñ|n\u0303?)ana"
_CLOCK = r"""(?P<hour>\d{1,2}) (?: [:.h] (?P<minute>\d{2}) | :(?P<odd>\d) )? (?![:.]?\d)
    (?: [ ]? (?: (?P<half>[ap]) [ ]? \.? [ ]? m\b \.? | (?P<unit>hrs?|h|horas|hours)\b \.? ) )?
    (?: [ ] de [ ] la [ ] (?P<part>ma(?:ñ|n\u0303?)ana|tarde|noche) \b )?"""


def _pattern(source: str) -> re.Pattern[str]:
    """Compile a verbose pattern; ``[ ]`` in it is white space within a line, ``[ ]?`` as much as there is."""
    spaced = source.replace("[ ]?", r"[^\S\n]*").replace("[ ]", r"[^\S\n]+")
    return re.compile(spaced, re.IGNORECASE | re.VERBOSE)


_ON_A_DATE = _pattern(rf"(?P<date>\d{{4}}-\d{{2}}-\d{{2}}) (?:[ ]|T) {_CLOCK}")
_DAY_FIRST = _pattern(rf"(?P<day>{_TODAY}|{_TOMORROW}) ,? [ ] (?P<at>(?:at|a [ ] las?) [ ])? {_CLOCK}")
_CLOCK_FIRST = _pattern(rf"(?:at|a [ ] las?) [ ] {_CLOCK} (?: [ ] (?:de [ ])? (?P<day>{_TODAY}|{_TOMORROW}) (?!\w) )?")
_BARE = _pattern(_CLOCK)
_AFTER = _pattern(
    r"""(?:in|en) [ ] (?:
      (?P<hours>\d{1,4}|an?|una) [ ]? (?:hours?|horas?|hrs?|h) \b \.?
        (?: [ ]? (?:and\b|y\b)? [ ]?
            (?: (?P<more>\d{1,2}) [ ]? (?:minutes?|minutos?|mins?|m) \b \.? | (?P<half>media|a [ ] half) \b ) )?
    | (?P<half_hour>half [ ] an [ ] hour|media [ ] hora) \b
    | (?P<minutes>\d{1,5}|a|un) [ ]? (?:minutes?|minutos?|mins?) \b \.?
    )"""
)
_END = re.compile(r"(?:[ \t]*[:,;.–—]|[ \t]+-(?=\s))?\s*")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time to come, aware and in UTC, that stands in the first ``length`` characters of a text.

    ``words`` are those of the time itself; what parts them from the rest counts to the length.
    """

    at: datetime
    words: str
    length: int


@dataclass(frozen=True, slots=True)
class BadMoment:
    """Words that look like a time and are none that is still to come."""

    words: str
    reason: Literal["unreadable", "past", "too_far"]


class MachineZone(tzinfo):
    """The machine's zone as its clock follows it, summer time and all; its offset now would hold until the next turn.

    In a time that comes twice and in one that is left out, ``fold`` means what PEP 495 says.
    """

    def utcoffset(self, dt: datetime | None, /) -> timedelta | None:
        """Return by how much the machine's clock is ahead of UTC as it shows ``dt``."""
        if dt is None:
            return None
        shown = dt.replace(tzinfo=None, microsecond=0)
        return shown - datetime.fromtimestamp(shown.timestamp(), UTC).replace(tzinfo=None)

    def dst(self, dt: datetime | None, /) -> timedelta | None:
        """Return ``None``: how much of the offset is summer time is not told."""
        return None

    def tzname(self, dt: datetime | None, /) -> str | None:
        """Return what the machine calls its zone then."""
        return None if dt is None else dt.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, dt: datetime, /) -> datetime:
        """Return what the machine's clock shows at a moment."""
        shown = dt.replace(tzinfo=UTC).astimezone()
        first = shown.replace(tzinfo=self, fold=0)
        return first if first.utcoffset() == shown.utcoffset() else first.replace(fold=1)


def read_moment(text: str, now: datetime, zone: tzinfo, *, alone: bool = False) -> Moment | BadMoment | None:
    """Return the time at the beginning of ``text``, ``None`` where there is none.

    Times of day are of ``zone``; one that has passed today means tomorrow, unless the text says today. A time that the
    clock leaves out, as summer time begins, is the one that it shows then; of one that comes twice the next is meant.
    ``alone`` takes a time of day by itself too, and nothing after it: anything else is then unreadable.

    >>> now = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
    >>> read_moment("at 21:15 we resume", now, UTC)
    Moment(at=datetime.datetime(2026, 11, 25, 21, 15, tzinfo=datetime.timezone.utc), words='at 21:15', length=9)
    >>> read_moment("at 25:70 we resume", now, UTC)
    BadMoment(words='at 25:70', reason='unreadable')
    """
    patterns = (_AFTER, _ON_A_DATE, _DAY_FIRST, _CLOCK_FIRST, *((_BARE,) if alone else ()))
    found = next((match for pattern in patterns if (match := pattern.match(text)) and _is_time(match)), None)
    end = _END.match(text, found.end()) if found is not None else None
    if found is None or end is None or (alone and end.end() < len(text)):
        return BadMoment(text.strip(), "unreadable") if alone else None
    if found.end() == end.end() < len(text) and text[found.end()].isalnum():
        return None
    words = found.group().removesuffix(".") if found.re is _AFTER else found.group()
    try:
        at = _after(found, now) if found.re is _AFTER else _on_the_clock(found, now, zone)
    except ValueError:
        return BadMoment(words, "unreadable")
    if at <= now:
        return BadMoment(words, "past")
    return Moment(at, words, end.end()) if at <= now + MOST_AHEAD else BadMoment(words, "too_far")


def zone_of(settings: Settings) -> tzinfo:
    """Return the zone in which people name and read times: the one that is set, else the machine's."""
    return settings.timezone or MachineZone()


def _is_time(match: re.Match[str]) -> bool:
    """Tell a time from words that only begin like one, such as «at 9 tables» or «mañana 9 delegados»."""
    named = match.groupdict()
    if match.re is _AFTER or match.re is _BARE:
        return True
    says_hour = any(named[name] for name in ("minute", "odd", "half", "unit", "part"))
    return says_hour or bool(named.get("day") and named.get("at"))


def _after(match: re.Match[str], now: datetime) -> datetime:
    hours, minutes = match["hours"], match["minutes"]
    ahead = timedelta(
        hours=_number(hours) if hours else 0,
        minutes=(_number(minutes) if minutes else 0)
        + int(match["more"] or 0)
        + (30 if match["half"] or match["half_hour"] else 0),
    )
    return now.astimezone(UTC) + ahead


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else 1


def _on_the_clock(match: re.Match[str], now: datetime, zone: tzinfo) -> datetime:
    """Return when a clock in ``zone`` shows the time.

    Raises:
        ValueError: no clock shows it.
    """
    named = match.groupdict()
    shown, today = _time_of_day(match), now.astimezone(zone).date()
    if named.get("date"):
        return _instant(date.fromisoformat(named["date"]), shown, zone, now)
    day = (named.get("day") or "").lower()
    if day:
        return _instant(today + timedelta(days=0 if re.fullmatch(_TODAY, day) else 1), shown, zone, now)
    at = _instant(today, shown, zone, now)
    return at if at > now else _instant(today + timedelta(days=1), shown, zone, now)


def _time_of_day(match: re.Match[str]) -> time:
    if match["odd"]:
        raise ValueError(match.group())
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half, part = (match["half"] or "").lower(), (match["part"] or "").lower()
    is_late = half == "p" or part == "tarde" or (part == "noche" and hour != 12)
    if not (half or part) or (is_late and hour > 12):
        return time(hour, minute)
    if not 1 <= hour <= 12:
        raise ValueError(match.group())
    return time(hour % 12 + (12 if is_late else 0), minute)


def _instant(day: date, shown: time, zone: tzinfo, now: datetime) -> datetime:
    """Return when the clock shows that time on that day; where it does so twice, the first that is still to come."""
    first, second = (datetime.combine(day, shown.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))
    return first if first > now or second < first else second
