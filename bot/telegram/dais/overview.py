"""/questions: what a committee asks, in figures for its chairs; the same as a picture and as a table."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from telegram import CallbackQuery, InlineKeyboardMarkup, InputFile, Message, User
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden

from answering.same_question import SAME
from bot.announcements.moments import zone_of
from bot.catalogue import Catalogue
from bot.dais.reporting import Figures, PartName, Row, Totals, as_csv, figures_of, group_alike, refused_of
from bot.database.committees import Committee
from bot.telegram.asking import CHAIRS, Asker, look_up
from bot.telegram.context import Context
from bot.telegram.dais.chart import Bar, Panel, draw
from bot.telegram.dais.section_names import names_of
from bot.telegram.errors import report
from bot.telegram.keyboards import button
from bot.telegram.lengths import head, tail
from bot.telegram.library import library_of
from bot.telegram.places import Place, place_of
from bot.telegram.press_types import Overview
from bot.telegram.rendering import Html, escape, quiet
from bot.telegram.retrying import tried
from bot.telegram.sending import answer_press, send

LATELY = timedelta(hours=24)
_MOST_ROWS = {"topics": 8, "refused": 6, "cited": 6, "down": 4}
_MOST_BARS = {"topics": 6, "refused": 4, "cited": 4, "down": 3}
_MAX_LABEL_UNITS = 100
_MAX_TITLE_UNITS = 100


async def show_questions(message: Message, user: User, asker: Asker, context: Context) -> None:
    """Send a chair the figures of their committee; whoever is no chair of it is told that it is the chairs'."""
    words, place = asker.words, place_of(message)
    if message.chat.type != ChatType.PRIVATE:
        await send(context, place, escape(words.text("overview.in_private")))
        return
    committee = await _committee_of(user, asker, context)
    if committee is None:
        await send(context, place, escape(f"{words.text('chairs.only')} {words.text('chairs.yours')}"))
        return
    async with context.services.signs.shown(context.bot, place) as typing:
        figures = await read_figures(committee, words, context)
        await typing
    await send(context, place, render(figures, committee.title, words), _keyboard(figures, words))


async def press_overview(query: CallbackQuery, data: Overview, context: Context) -> None:
    """Send the figures of the presser's committee, as they are now, as a picture or as a table."""
    message = query.message
    chat = message.chat if message is not None and message.chat.type == ChatType.PRIVATE else None
    asker = await look_up(context, query.from_user, chat)
    committee = await _committee_of(query.from_user, asker, context)
    if chat is None or committee is None:
        await answer_press(query, asker.words.text("press.expired" if chat is None else "chairs.only"))
        return
    await answer_press(query)
    async with context.services.signs.shown(context.bot, Place(chat.id)):
        await _send_file(chat.id, data, committee, asker.words, context)


async def _send_file(chat_id: int, data: Overview, committee: Committee, words: Catalogue, context: Context) -> None:
    """Send the figures as the file that is asked for."""
    figures = await read_figures(committee, words, context)
    now, zone = context.services.clock(), zone_of(context.services.settings)
    title = words.text("overview.title", committee=head(committee.title, _MAX_TITLE_UNITS))
    if data.verb == "chart":
        until = words.text("overview.until", date=words.date(now, zone), time=words.time(now, zone))
        nothing = words.text("overview.nothing_apart")
        picture = await asyncio.to_thread(draw, title, until, panels_of(figures, words), nothing)
        call = partial(context.bot.send_photo, chat_id, InputFile(picture, "questions.png"), caption=title)
    else:
        name = f"{words.text('overview.file')}-{committee.slug}-{now.astimezone(zone):%Y-%m-%d}.csv"
        call = partial(context.bot.send_document, chat_id, InputFile(as_csv(figures, words), name), caption=title)
    try:
        await tried(call)
    except (Forbidden, BadRequest) as error:
        report(error, "sending the overview as a file")
        await send(context, Place(chat_id), escape(words.text("overview.not_sent")))


async def read_figures(committee: Committee, words: Catalogue, context: Context) -> Figures:
    """Return the figures of a committee's questions, with the sections' names in the language of ``words``."""
    services = context.services
    async with services.database.session() as session:
        asked = await session.overview.asked(committee.id)
    places = {place for each in asked for place in (*each.cited, *each.nearest)}
    names = await names_of(places, committee.slug, library_of(context), words)
    groups = await asyncio.to_thread(_grouped, [each.text for each in refused_of(asked)], context)
    return await asyncio.to_thread(figures_of, asked, names, groups, services.clock() - LATELY)


def render(figures: Figures, title: str, words: Catalogue) -> Html:
    """Return the figures as one message."""
    lines = [f"<b>📊 {escape(words.text('overview.title', committee=head(quiet(title), _MAX_TITLE_UNITS)))}</b>"]
    if figures.totals.questions == 0:
        return Html("\n\n".join([*lines, escape(words.text("overview.none"))]))
    lines.append(escape(words.text("overview.since", figures=_told(figures.totals, words))))
    if figures.lately is not None:
        lines.append(escape(words.text("overview.lately", figures=_told(figures.lately, words))))
    for part in figures.parts:
        lines += ["", f"<b>{escape(words.text(f'overview.part.{part.name}'))}</b>"]
        shown = part.rows[: _MOST_ROWS[part.name]]
        lines += [_line(_label(part.name, quiet(row.label), words), row, words) for row in shown]
        if len(part.rows) > len(shown):
            lines.append(escape(words.plural("overview.more", len(part.rows) - len(shown))))
        if part.others is not None:
            lines.append(_line(words.text("overview.others"), part.others, words))
    discretion = words.text("overview.discretion" if figures.parts else "overview.nothing_apart")
    return Html("\n".join([*lines, "", f"<i>{escape(discretion)}</i>"]))


def panels_of(figures: Figures, words: Catalogue) -> list[Panel]:
    """Return the figures as what a picture shows."""
    panels = []
    for part in figures.parts:
        shown = part.rows[: _MOST_BARS[part.name]]
        bars = [Bar(_label(part.name, row.label, words), row.count, words.number(row.count)) for row in shown]
        if part.others is not None:
            count = part.others.count
            bars.append(Bar(words.text("overview.others"), count, words.number(count), is_rest=True))
        unit = words.text("overview.axis.votes" if part.name == "down" else "overview.axis.questions")
        if len(part.rows) > len(shown):
            unit = f"{unit} {words.plural('overview.more', len(part.rows) - len(shown))}"
        panels.append(Panel(part.name, words.text(f"overview.part.{part.name}"), unit, bars))
    return panels


async def _committee_of(user: User, asker: Asker, context: Context) -> Committee | None:
    """Return the committee that a person is in, where they are on its dais, looked up anew."""
    if asker.committee is None:
        return None
    async with context.services.database.session() as session:
        role = await session.people.role_in(user.id, asker.committee.id)
    return asker.committee if role in CHAIRS else None


def _grouped(texts: Sequence[str], context: Context) -> list[int]:
    """Return which refused questions ask the same; where that cannot be told, those in the same words do. It blocks."""
    likeness = context.services.likeness
    try:
        return group_alike(texts, likeness.likeness if likeness is not None else None, SAME)
    except Exception as error:  # noqa: BLE001 - the figures are there without it
        report(error, "comparing questions for the overview")
        return group_alike(texts, None, SAME)


def _told(totals: Totals, words: Catalogue) -> str:
    """Return totals as one phrase."""
    told = [words.plural("overview.questions", totals.questions)]
    if totals.people is not None:
        told.append(words.plural("overview.people", totals.people))
    if totals.answered is not None:
        told.append(words.plural("overview.answered", totals.answered))
    if totals.refused is not None:
        told.append(words.plural("overview.refused", totals.refused))
    return " · ".join(told)


def _line(label: str, row: Row, words: Catalogue) -> str:
    told = f"• {escape(label)}: <b>{escape(words.number(row.count))}</b>"
    if row.lately is None:
        return told
    return f"{told} {escape(words.text('overview.row.lately', count=words.number(row.lately)))}"


def _label(name: PartName, label: str, words: Catalogue) -> str:
    """Return a row's name short enough for a line: a question in quotation marks, of a path its end."""
    one_line = " ".join(label.split())
    if name != "refused":
        return tail(one_line, _MAX_LABEL_UNITS)
    return words.text("overview.row.question", question=head(one_line, _MAX_LABEL_UNITS))


def _keyboard(figures: Figures, words: Catalogue) -> InlineKeyboardMarkup | None:
    """Return the buttons for the picture and the table; none where nobody asked."""
    if figures.totals.questions == 0:
        return None
    chart, table = (button(words.text(f"overview.button.{verb}"), Overview(verb)) for verb in ("chart", "csv"))
    return InlineKeyboardMarkup([[chart, table]])
