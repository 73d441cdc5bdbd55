"""A matter as a chair reads it: who asks what, what Dragoman replied, where it stands, and what may be done with it.

What delegates wrote is shown as they wrote it, in quotation marks within a quotation, so that nothing in it can pass
for what Dragoman says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import ExtBot

from answering.places import ARROW, path
from bot.announcements.types import Counts
from bot.catalogue import Catalogue
from bot.dais.merging import holder
from bot.dais.types import CLAIM_LASTS
from bot.database.matters import Matter, Request
from bot.database.replies import StoredReply
from bot.database.rulings import Ruling
from bot.presentation import place
from bot.telegram import keyboards
from bot.telegram.context import Context
from bot.telegram.dais.matter_views import CardServices, MatterView, by_wording, read_view
from bot.telegram.lengths import head
from bot.telegram.press_types import Desk, DeskVerb, Rule
from bot.telegram.rendering import Html, escape, quiet
from vectorstore.types import Language

_MOST_WORDINGS, _MOST_NAMES, _MOST_SOURCES = 4, 3, 3
_MAX_WORDINGS_UNITS, _MAX_NAME_UNITS, _MAX_TITLE_UNITS = 1400, 32, 60
_MAX_REPLY_UNITS, _MAX_PLACE_UNITS, _MAX_RULING_UNITS, _MAX_EARLIER_UNITS = 400, 140, 400, 160


@dataclass(frozen=True, slots=True)
class Card:
    """A matter's card as one chair reads it now."""

    text: Html
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """Who reads a card, in which words, and when and where that is."""

    reader: int
    words: Catalogue
    now: datetime
    zone: tzinfo

    def time(self, at: datetime) -> str:
        return self.words.time(at, self.zone)

    def when(self, at: datetime) -> str:
        """Return a moment as ``moment`` does."""
        return moment(at, self.words, self.now, self.zone)


async def load_card(
    services: CardServices,
    matter_id: int,
    reader_user_id: int,
    language: Language,
    *,
    bot: ExtBot[Any] | None = None,
) -> Card | None:
    """Return a matter's card for a reader, ``None`` where the matter is gone; without ``bot`` nobody is named.

    It opens sessions of its own, and may take some seconds where Telegram is slow to tell a name.
    """
    view = await read_view(services, matter_id, bot)
    if view is None:
        return None
    return render_card(view, reader_user_id, Catalogue.load(language), services.clock(), services.zone)


def refresh_cards(context: Context, matter_id: int) -> None:
    """Have every card of a matter show how it stands now, soon and in the background."""
    context.services.cards.changed(matter_id)


def render_card(view: MatterView, reader_user_id: int, words: Catalogue, now: datetime, zone: tzinfo) -> Card:
    """Return a matter's card; it fits one message, whatever was written.

    It names moments, for it stays in the chat: how long ago something was would soon be wrong.
    """
    reading = _Reading(reader_user_id, words, now, zone)
    title = escape(head(quiet(view.committee.title), _MAX_TITLE_UNITS))
    asked = _heading(view, reading)
    parts = [Html(f"<i>{title}</i>" + (f"\n<b>{asked}</b>" if asked else ""))]
    parts += _wordings(view, words)
    if view.reply is not None:
        parts.append(_reply(view.reply, words))
    parts.append(_state(view, reading))
    return Card(Html("\n\n".join(parts)), _keyboard(view, reading))


def moment(at: datetime, words: Catalogue, now: datetime, zone: tzinfo) -> str:
    """Return the time of day of a moment, and its day where that is not this one."""
    time = words.time(at, zone)
    is_today = at.astimezone(zone).date() == now.astimezone(zone).date()
    return time if is_today else words.text("announce.on.date", date=words.date(at, zone), time=time)


def quoted(text: str, words: Catalogue, max_units: int) -> str:
    """Return what somebody wrote, in quotation marks, cut where it is too long, plain."""
    return words.text("inbox.quoted", words=head(quiet(text), max_units))


def _heading(view: MatterView, reading: _Reading) -> Html:
    people = len({each.user_id for each in view.requests})
    if not people:
        return Html("")
    return escape(reading.words.plural("inbox.card.asked", people, when=reading.when(view.requests[0].created_at)))


def _wordings(view: MatterView, words: Catalogue) -> list[Html]:
    groups = by_wording(view.requests)
    shown = groups[:_MOST_WORDINGS]
    parts = list[Html]()
    for group in shown:
        text = escape(quoted(group[0].text, words, _MAX_WORDINGS_UNITS // len(shown)))
        if group[0].earlier is not None:
            after = words.text("inbox.card.after", words=quoted(group[0].earlier, words, _MAX_EARLIER_UNITS))
            text = Html(f"<i>{escape(after)}</i>\n{text}")
        caption = _caption(group, view, words)
        parts.append(Html(f"<blockquote>{text}</blockquote>" + (f"\n<i>{caption}</i>" if caption else "")))
    if len(groups) > len(shown):
        parts.append(escape(words.plural("inbox.card.more", len(groups) - len(shown))))
    return parts


def _caption(group: list[Request], view: MatterView, words: Catalogue) -> Html:
    """Return what is said of a wording: its language where that is not the reader's, how many, who signed."""
    told = list[str]()
    if group[0].language != words.language:
        told.append(words.text(f"inbox.card.in.{group[0].language}"))
    people = len({each.user_id for each in group})
    if people > 1:
        told.append(words.plural("inbox.card.people", people))
    signed = list(dict.fromkeys(each.user_id for each in group if each.signed))
    names = [head(quiet(view.names[each]), _MAX_NAME_UNITS) for each in signed[:_MOST_NAMES] if each in view.names]
    told += [words.text("inbox.card.name", name=" ".join(name.split())) for name in names]
    if signed and not names:
        told.append(words.text("inbox.card.nameless"))
    elif len(signed) > len(names):
        told.append(words.plural("inbox.card.signed", len(signed) - len(names)))
    return escape(" · ".join(told))


def _reply(reply: StoredReply, words: Catalogue) -> Html:
    """Return what Dragoman replied, shortened, and where it looked, unless the reply names that itself."""
    said = quoted(" ".join(reply.text.split()), words, _MAX_REPLY_UNITS)
    lines = [words.text("inbox.card.replied", words=said)]
    sources = [citation.source for citation in reply.citations] or list(reply.nearest)
    if all(ARROW.join(path(each.title, each.section)) in said for each in sources):
        return escape(lines[0])
    lines.append(words.text("inbox.card.sources" if reply.citations else "inbox.card.nearest"))
    places = dict.fromkeys(head(quiet(place(each, words.language)), _MAX_PLACE_UNITS) for each in sources)
    lines += [f"• {each}" for each in list(places)[:_MOST_SOURCES]]
    return escape("\n".join(lines))


def _state(view: MatterView, reading: _Reading) -> Html:
    """Return the lines that tell where a matter stands."""
    matter, words = view.matter, reading.words
    if matter.state == "closed":
        key = "inbox.card.withdrawn" if matter.merged_into is None else "inbox.card.joined"
        return escape(words.text(key))
    if matter.state == "settled":
        return _decision(view, reading)
    hint, held_by = words.text("inbox.card.hint"), holder(matter, reading.now)
    if held_by is None or matter.claimed_at is None:
        return escape(hint)
    until = reading.time(matter.claimed_at + CLAIM_LASTS)
    if held_by != reading.reader:
        return escape(words.text("inbox.card.held.another", until=until))
    return escape(f"{words.text('inbox.card.held.you', until=until)}\n{hint}")


def _decision(view: MatterView, reading: _Reading) -> Html:
    """Return what the dais decided, and whom that reached."""
    ruling, words = view.ruling, reading.words
    at = reading.when(view.matter.settled_at or view.matter.opened_at)
    if ruling is None:
        return escape(words.text("inbox.card.settled", when=at))
    if ruling.revoked_at is not None:
        lines = [escape(words.text("inbox.card.revoked", when=reading.when(ruling.revoked_at)))]
    elif ruling.number is not None:
        lines = [escape(words.text("inbox.card.ruling", number=ruling.number, when=at))]
    else:
        lines = [escape(words.text(f"inbox.card.decided.{ruling.kind}", when=at))]
    told = decision_words(ruling, words)
    if told:
        lines.append(Html(f"<blockquote>{escape(head(quiet(told), _MAX_RULING_UNITS))}</blockquote>"))
    if view.counts is not None and view.counts.total and ruling.revoked_at is None:
        lines.append(escape(delivery_words(view.counts, words)))
    return Html("\n".join(lines))


def decision_words(ruling: Ruling, words: Catalogue) -> str:
    """Return what the dais decided in the words that delegates read, in the reader's language where it has that."""
    if ruling.kind == "section":
        return ruling.section_words or ""
    text = ruling.read_in(words.language)
    if text is not None:
        return text.text
    return words.text(f"dais.reason.{ruling.reason}") if ruling.reason is not None else ""


def delivery_words(counts: Counts, words: Catalogue) -> str:
    """Return whom an answer reached; what there is none of is not named."""
    told = [words.text("inbox.told.sent", count=counts.sent)]
    for state in ("pending", "blocked", "failed", "unknown"):
        count = getattr(counts, state)
        if count:
            told.append(words.text(f"inbox.told.{state}", count=count))
    return " · ".join(told)


def _keyboard(view: MatterView, reading: _Reading) -> InlineKeyboardMarkup | None:
    """Return what may be done with a matter as it stands."""
    matter, words, rows = view.matter, reading.words, list[list[InlineKeyboardButton]]()
    if matter.state == "open":
        is_mine = holder(matter, reading.now) == reading.reader
        rows += [_row(matter, words, "free" if is_mine else "claim", "write"), _row(matter, words, "point", "why")]
        joining: list[DeskVerb] = ["like"] if view.has_like else []
        if len(view.requests) > 1:
            joining.append("split")
        if joining:
            rows.append(_row(matter, words, *joining))
    elif matter.merged_into is not None:
        rows.append([button(words.text("inbox.button.other"), "open", matter.merged_into, 1)])
    elif view.ruling is not None:
        if view.ruling.kind == "answer":
            rows.append([keyboards.button(words.text("inbox.button.ruling"), Rule("open", view.ruling.id))])
        if view.counts is not None and view.counts.unknown and view.ruling.state == "given":
            rows.append([button(words.text("inbox.button.again", count=view.counts.unknown), "again", matter.id)])
    return InlineKeyboardMarkup(rows) if rows else None


def _row(matter: Matter, words: Catalogue, *verbs: DeskVerb) -> list[InlineKeyboardButton]:
    return [button(words.text(f"inbox.button.do.{verb}"), verb, matter.id) for verb in verbs]


def button(text: str, verb: DeskVerb, matter_id: int, number: int = 0) -> InlineKeyboardButton:
    """Return a button that does something with a matter; ``number`` is as ``Desk`` has it."""
    return keyboards.button(text, Desk(verb, matter_id, number))
