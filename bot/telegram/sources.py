"""/sources: the committee's documents and their sections, opened with buttons in one message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, Update
from telegram.constants import ChatType

from answering.places import short_heading
from bot.catalogue import Catalogue
from bot.database.committees import Committee
from bot.telegram.asking import Asker, look_up, without_committee
from bot.telegram.callback_data import TooLongError, document_key, encode
from bot.telegram.context import Context
from bot.telegram.keyboards import ENTRIES_A_PAGE, Entry, browse_keyboard
from bot.telegram.library import Library, Outline, SectionText, library_of, parent_of
from bot.telegram.places import place_of
from bot.telegram.press_types import Browse
from bot.telegram.rendering import Html, escape, render_headings, render_more
from bot.telegram.sending import answer_press, edit, send
from vectorstore.types import Edition


@dataclass(frozen=True, slots=True)
class View:
    """What the browser shows at one place."""

    text: Html
    keyboard: InlineKeyboardMarkup | None


async def open_sources(update: Update, context: Context) -> None:
    """Send the list of the committee's documents."""
    message = update.effective_message
    if message is None:
        return
    asker = await look_up(context, update.effective_user, message.chat)
    place = place_of(message)
    if asker.committee is None:
        await send(context, place, escape(without_committee(asker, message.chat)))
        return
    documents = await library_of(context).documents(asker.committee.slug, asker.language)
    view = documents_view(documents, asker.committee, asker.words, Browse())
    await send(context, place, view.text, view.keyboard)


async def browse(query: CallbackQuery, here: Browse, context: Context) -> None:
    """Show another place of the documents in the message whose button was pressed; only its own chat browses."""
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        await answer_press(query, (await look_up(context, query.from_user, None)).words.text("press.expired"))
        return
    asker = await look_up(context, query.from_user, message.chat)
    view = await view_at(library_of(context), asker, here)
    if view is None:
        await answer_press(query, asker.words.text("press.document_gone"))
        return
    await answer_press(query)
    await edit(context, message.chat.id, message.message_id, view.text, view.keyboard)


async def view_at(library: Library, asker: Asker, here: Browse) -> View | None:
    """Return what stands at a place of the asker's committee, ``None`` where nothing does any more."""
    committee, language = asker.committee, asker.language
    if committee is None:
        return None
    if not here.document:
        return documents_view(await library.documents(committee.slug, language), committee, asker.words, here)
    edition = await library.edition(committee.slug, here.document, language)
    if edition is None:
        return None
    outline = await library.outline(committee.slug, edition.document, edition.language)
    if outline is None or (here.section and here.section not in outline.headings):
        return None
    text = await library.section(committee.slug, outline, here.section) if here.section in outline.filled else None
    return section_view(outline, text, here, asker.words)


def documents_view(documents: Sequence[Edition], committee: Committee, words: Catalogue, here: Browse) -> View:
    """Return the list of a committee's documents, each in the edition to show."""
    if not documents:
        return View(escape(words.text("sources.none")), None)
    entries = [Entry(edition.title, Browse(document_key(edition.document))) for edition in documents]
    keyboard = browse_keyboard(entries, here=here, back=None, words=words)
    return View(escape(words.text("sources.documents", committee=committee.title)), keyboard)


def section_view(outline: Outline, own: SectionText | None, here: Browse, words: Catalogue) -> View:
    """Return a section: its own text where it has some, else how many sections stand below it, and these as buttons."""
    children = outline.children(here.section)
    entries = list(_entries(outline, here, children))
    if own is not None:
        text = render_more(own.source, "", own.passages, words.language)
    else:
        heading = outline.headings[here.section][-1] if here.section else outline.title
        text = render_headings(heading, len(entries), words)
    return View(text, browse_keyboard(entries, here=here, back=_back(outline, here), words=words))


def _entries(outline: Outline, here: Browse, children: Sequence[str]) -> Iterator[Entry]:
    for key in children:
        target = Browse(here.document, key)
        with suppress(TooLongError):  # some twenty-five levels down
            encode(target)
            yield Entry(short_heading(outline.headings[key][-1]), target)


def _back(outline: Outline, here: Browse) -> Browse:
    """Return the place above: the page of it on which this one is listed."""
    if not here.section:
        return Browse()
    above = parent_of(here.section)
    return Browse(here.document, above, outline.children(above).index(here.section) // ENTRIES_A_PAGE)
