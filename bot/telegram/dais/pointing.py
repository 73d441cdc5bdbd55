"""A chair declines to answer, with a reason, or points to a section of the documents, which is shown to them first."""

from __future__ import annotations

from dataclasses import replace

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from answering.places import ARROW, path
from answering.types import Source
from bot.dais import decisions
from bot.dais.merging import holder
from bot.dais.reasons import REASONS
from bot.database.rulings import Ruling
from bot.telegram import keyboards
from bot.telegram.asking import Asker
from bot.telegram.callback_data import decode, document_key
from bot.telegram.context import Context
from bot.telegram.dais.answering import begin_answer
from bot.telegram.dais.cards import button
from bot.telegram.dais.presses import AtDesk, at_desk
from bot.telegram.dais.ruling_presses import announce_decision
from bot.telegram.keyboards import labels
from bot.telegram.library import library_of
from bot.telegram.press_types import Browse, Pick
from bot.telegram.rendering import Html, escape
from bot.telegram.sources import View, view_at

_MOST_REPLIES, _MOST_NEAR = 4, 5


async def ask_why(pressed: AtDesk, _: int) -> None:
    """Ask for the reason why the dais does not answer, in the place of the card."""
    if not await _may_decide(pressed):
        return
    words = pressed.words
    lines = [f"{await pressed.asked()}<b>{escape(words.text('inbox.why'))}</b>"]
    lines += [f"• {escape(words.text(f'dais.reason.{key}'))}" for key in REASONS]
    rows = [
        [button(words.text(f"inbox.reason.{key}"), "no", pressed.matter.id, number)]
        for number, key in enumerate(REASONS, start=1)
    ]
    rows.append([button(words.text("inbox.button.own_words"), "no", pressed.matter.id)])
    await pressed.answer()
    await pressed.show_choice(Html("\n".join(lines)), InlineKeyboardMarkup([*rows, _back(pressed)]))


async def decline(pressed: AtDesk, number: int) -> None:
    """Tell who asked that the dais does not answer, and why; 0 asks the chair for words of their own."""
    if number == 0:
        await begin_answer(pressed.query, pressed.matter.id, pressed.context, kind="decline")
        await pressed.show_card()
        return
    ruling = None
    if number <= len(REASONS):
        async with pressed.context.services.database.session() as session:
            ruling = await decisions.decline(
                session, pressed.matter, reason=REASONS[number - 1], by=pressed.user_id, now=pressed.now
            )
    await _decided(pressed, ruling, "inbox.declined")


async def show_near(pressed: AtDesk, _: int) -> None:
    """Offer the sections nearest to what was asked, in the place of the card; where there are none, the documents."""
    if not await _may_decide(pressed):
        return
    near = await _near(pressed)
    if not near:
        await browse(pressed)
        return
    words, matter_id = pressed.words, pressed.matter.id
    names = labels([source for source, _ in near])
    rows = [[button(name, "near", matter_id, number)] for number, name in enumerate(names, start=1)]
    rows.append([button(words.text("inbox.button.browse"), "browse", matter_id)])
    await pressed.answer()
    text = Html(f"{await pressed.asked()}{escape(words.text('inbox.which'))}")
    await pressed.show_choice(text, InlineKeyboardMarkup([*rows, _back(pressed)]))


async def point_near(pressed: AtDesk, number: int) -> None:
    """Show one of the sections offered, with the button that points to it."""
    near = await _near(pressed)
    if not 1 <= number <= len(near):
        await pressed.answer(pressed.words.text("press.document_gone"))
        return
    source, key = near[number - 1]
    await _show_place(pressed, Pick(pressed.matter.id, document_key(source.document), key))


async def browse(pressed: AtDesk) -> None:
    """Open the documents of the committee to choose a section from."""
    await _show_place(pressed, Pick(pressed.matter.id))


async def press_pick(query: CallbackQuery, pick: Pick, context: Context) -> None:
    """Go on browsing, or point to the section that is shown."""
    pressed = await at_desk(query, pick.matter_id, context)
    if pressed is None:
        return
    if not pick.chosen:
        await _show_place(pressed, pick)
        return
    place = await _place_of(pressed, pick)
    if place is None:
        await pressed.answer(pressed.words.text("press.document_gone"))
        return
    document, shown = place
    async with context.services.database.session() as session:
        ruling = await decisions.point(
            session,
            pressed.matter,
            document=document,
            section_key=pick.section,
            words=shown,
            by=pressed.user_id,
            now=pressed.now,
        )
    await _decided(pressed, ruling, "inbox.pointed")


async def _decided(pressed: AtDesk, ruling: Ruling | None, key: str) -> None:
    """Say what was done, and have it told to who asked; where nothing was done, say why."""
    if ruling is None:
        await pressed.refuse()
        return
    announce_decision(pressed.context, ruling)
    await pressed.changed(pressed.words.text(key))


async def _may_decide(pressed: AtDesk) -> bool:
    """Tell whether the matter is the presser's to decide; where it is not they are told why."""
    is_theirs = holder(pressed.matter, pressed.now) in (None, pressed.user_id)
    if pressed.matter.state == "open" and is_theirs:
        return True
    await pressed.refuse()
    return False


async def _near(pressed: AtDesk) -> list[tuple[Source, str]]:
    """Return the sections that Dragoman cited or named to who asked, each with its key; what is gone is left out."""
    async with pressed.context.services.database.session() as session:
        requests = await session.matters.requests_of(pressed.matter.id)
        reply_ids = list(dict.fromkeys(each.reply_id for each in requests if each.reply_id is not None))
        replies = [await session.replies.get(reply_id) for reply_id in reply_ids[:_MOST_REPLIES]]
    library, near = library_of(pressed.context), dict[tuple[str, str], Source]()
    for reply in replies:
        for source in [*(each.source for each in reply.citations), *reply.nearest] if reply is not None else ():
            outline = await library.outline(pressed.committee.slug, source.document, source.language)
            key = outline.key_of(source.section) if outline is not None else None
            if key and len(near) < _MOST_NEAR:
                near.setdefault((source.document, key), source)
    return [(source, key) for (_, key), source in near.items()]


async def _show_place(pressed: AtDesk, pick: Pick) -> None:
    """Show a place of the documents in the pressed message, a section with the button that points to it."""
    if not await _may_decide(pressed):
        return
    here = Browse(pick.document, pick.section, pick.page)
    asker = Asker(None, pressed.committee, pressed.language)
    view = await view_at(library_of(pressed.context), asker, here)
    if view is None:
        await pressed.answer(pressed.words.text("press.document_gone"))
        return
    rows = _rows(view, pick)
    if pick.section:
        label = pressed.words.text("inbox.button.point_here")
        rows.insert(0, [keyboards.button(label, replace(pick, chosen=True))])
    elif not pick.document:
        rows.append(_back(pressed))
    await pressed.answer()
    await pressed.show_choice(view.text, InlineKeyboardMarkup(rows))


def _rows(view: View, pick: Pick) -> list[list[InlineKeyboardButton]]:
    """Return the buttons by which the documents are browsed, each of them on behalf of the matter."""
    rows = []
    for row in view.keyboard.inline_keyboard if view.keyboard is not None else ():
        places = [(each.text, decode(each.callback_data)) for each in row]
        rows.append(
            [
                keyboards.button(text, Pick(pick.matter_id, place.document, place.section, place.page))
                for text, place in places
                if isinstance(place, Browse)
            ]
        )
    return rows


async def _place_of(pressed: AtDesk, pick: Pick) -> tuple[str, str] | None:
    """Return the document and the path of a section as the presser reads it, ``None`` where it is gone."""
    library, slug = library_of(pressed.context), pressed.committee.slug
    edition = await library.edition(slug, pick.document, pressed.language)
    if edition is None:
        return None
    outline = await library.outline(slug, edition.document, edition.language)
    if outline is None or not pick.section or pick.section not in outline.headings:
        return None
    return edition.document, ARROW.join(path(outline.title, outline.headings[pick.section]))


def _back(pressed: AtDesk) -> list[InlineKeyboardButton]:
    return [button(pressed.words.text("button.back"), "open", pressed.matter.id, 1)]
