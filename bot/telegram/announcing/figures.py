"""A round of an announcement in figures: what a chair reads of it while it runs and after, and may do then."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.announcements.types import AnnouncementState, Counts
from bot.catalogue import Catalogue
from bot.database.announcements import Announcement
from bot.database.engine import Session
from bot.database.rounds import Round
from bot.telegram import keyboards
from bot.telegram.lengths import head
from bot.telegram.press_types import Act, AfterwardsVerb
from bot.telegram.rendering import Html, escape, quiet

OUT: frozenset[AnnouncementState] = frozenset({"sending", "sent"})
"""The states in which delegates have an announcement, or are about to."""

_MAX_EXCERPT_UNITS, _MAX_TITLE_UNITS = 80, 120


@dataclass(frozen=True, slots=True)
class Figures:
    """A round and how far it came. ``title`` is the committee's, ``None`` for all of them.

    ``receipts`` counts who said that they read the announcement, ``None`` where nobody is asked to.
    """

    announcement: Announcement
    title: str | None
    round: Round
    counts: Counts
    receipts: int | None = None

    @property
    def is_finished(self) -> bool:
        """Whether the round is over."""
        return self.round.state == "finished"


async def read_figures(session: Session, round_id: int) -> Figures | None:
    """Return how far a round came, ``None`` where all of it was erased."""
    found = await session.deliveries.round(round_id)
    announcement = await session.announcements.get(found.announcement_id) if found is not None else None
    if found is None or announcement is None:
        return None
    return Figures(
        announcement,
        await title_of(session, announcement),
        found,
        await session.deliveries.counts(round_id),
        await session.announcements.receipts_of(announcement.id) if announcement.receipts else None,
    )


async def title_of(session: Session, announcement: Announcement) -> str | None:
    """Return the title of an announcement's committee, ``None`` where it goes to all of them."""
    if announcement.committee_id is None:
        return None
    committee = await session.committees.get_by_id(announcement.committee_id)
    return committee.title if committee is not None else None


def render_report(figures: Figures, words: Catalogue) -> Html:
    """Return the report of a round: which announcement, how far it is, and the counts, which add up to the last one."""
    lines = [heading(figures.announcement, figures.title, words), f"<i>{excerpt(figures.announcement, words)}</i>", ""]
    lines += render_counts(figures, words)
    notes = _notes(figures, words)
    return Html("\n".join([*lines, "", *notes] if notes else lines))


def render_counts(figures: Figures, words: Catalogue) -> list[Html]:
    """Return a line for how far a round is, then one for each count; numbers are digits alone, zeros too."""
    kind, counts = figures.round.kind, figures.counts
    if figures.round.state == "waiting":
        return [escape(words.text("report.waiting"))]
    lines = [
        words.text(f"report.done.{kind}") if figures.is_finished else words.text(f"report.going.{kind}"),
        words.text(f"report.reached.{kind}", count=counts.sent),
        words.text("report.blocked", count=counts.blocked),
        words.text("report.failed", count=counts.failed),
        words.text("report.unknown", count=counts.unknown),
    ]
    if not figures.is_finished:
        lines.append(words.text("report.pending", count=counts.pending))
    lines.append(words.text("report.audience" if kind == "send" else "report.total", count=counts.total))
    if figures.receipts is not None and kind == "send":
        lines.append(words.text("report.receipts", count=figures.receipts))
    return [escape(line) for line in lines]


def report_keyboard(figures: Figures, words: Catalogue) -> InlineKeyboardMarkup | None:
    """Return what may be done after a round, or during it; ``None`` where nothing may."""
    rows = round_rows(figures, words)
    if figures.round.kind == "send" and figures.announcement.state in OUT:
        rows += afterwards_rows(figures.announcement, words)
    return InlineKeyboardMarkup(rows) if rows else None


def round_rows(figures: Figures, words: Catalogue) -> list[list[InlineKeyboardButton]]:
    """Return the buttons that are about those whom a finished round did not reach."""
    announcement, counts, rows = figures.announcement, figures.counts, list[list[InlineKeyboardButton]]()
    if not figures.is_finished:
        return rows
    if counts.total > counts.sent:
        rows.append([button(words.text("report.button.missed"), "miss", announcement.id, figures.round.id)])
    if counts.unknown and figures.round.kind in ("send", "nudge") and announcement.state in OUT:
        label = words.text("report.button.resend", count=counts.unknown)
        rows.append([button(label, "again", announcement.id, figures.round.id)])
    return rows


def afterwards_rows(announcement: Announcement, words: Catalogue) -> list[list[InlineKeyboardButton]]:
    """Return the buttons by which an announcement that is out is corrected, taken back or called to mind."""
    rows = [
        [
            button(words.text("report.button.correct"), "fix", announcement.id),
            button(words.text("report.button.retract"), "undo", announcement.id),
        ]
    ]
    if announcement.receipts and announcement.state == "sent":
        rows.append([button(words.text("report.button.remind"), "nudge", announcement.id)])
    return rows


def heading(announcement: Announcement, title: str | None, words: Catalogue) -> Html:
    """Return the line that names an announcement: its number and its committee."""
    where = title if title is not None else words.text("report.everywhere")
    shown = words.text("report.heading", number=announcement.id, committee=head(quiet(where), _MAX_TITLE_UNITS))
    return Html(f"<b>{escape(shown)}</b>")


def excerpt(announcement: Announcement, words: Catalogue, max_units: int = _MAX_EXCERPT_UNITS) -> Html:
    """Return the beginning of an announcement's words, in one line: in the language of ``words`` where it has that."""
    shown = plain_excerpt(announcement, words, max_units)
    return escape(words.text("report.excerpt", words=shown)) if announcement.wordings else escape(shown)


def plain_excerpt(announcement: Announcement, words: Catalogue, max_units: int) -> str:
    """Return the beginning of an announcement's words, or what stands in their place, without quotation marks."""
    wordings = announcement.wordings
    wording = wordings.get(words.language) or next(iter(wordings.values()), None)
    if wording is not None:
        return head(" ".join(quiet(wording.text).split()), max_units)
    return words.text(f"report.media.{announcement.media.kind}") if announcement.media is not None else "…"


def button(text: str, verb: AfterwardsVerb, announcement_id: int, number: int = 0) -> InlineKeyboardButton:
    """Return a button that does something with an announcement; ``number`` is as ``Act`` has it."""
    return keyboards.button(text, Act(verb, announcement_id, number))


def _notes(figures: Figures, words: Catalogue) -> list[Html]:
    """Return what is to be said beside the figures."""
    notes = []
    if figures.round.stopped == "content":
        notes.append(words.text("report.stopped.content"))
    elif figures.round.stopped is not None:
        notes.append(words.text("report.stopped.retracted"))
    elif figures.round.kind == "send" and figures.announcement.state == "retracted":
        notes.append(words.text("report.retracted"))
    if figures.is_finished and figures.counts.unknown:
        notes.append(words.text("report.unknown_means"))
    if figures.is_finished and figures.round.kind == "retract" and figures.counts.failed:
        notes.append(words.text("report.cannot_delete"))
    return [escape(note) for note in notes]
