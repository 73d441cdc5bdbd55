"""What chairs do with a matter: open it, claim it, answer it, join it with a like one, take it apart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from telegram import CallbackQuery, InlineKeyboardMarkup

from bot.catalogue import Catalogue
from bot.dais import merging
from bot.dais.types import CLAIM_LASTS
from bot.telegram.context import Context
from bot.telegram.dais.answering import begin_answer
from bot.telegram.dais.cards import button, quoted, refresh_cards
from bot.telegram.dais.matter_views import LikeMatter, find_like
from bot.telegram.dais.pointing import ask_why, browse, decline, point_near, show_near
from bot.telegram.dais.presses import AtDesk, at_desk
from bot.telegram.lengths import head
from bot.telegram.press_types import Desk
from bot.telegram.rendering import Html, escape, quiet

_MAX_LIKE_UNITS, _MAX_LABEL_UNITS = 500, 32


async def press_desk(query: CallbackQuery, press: Desk, context: Context) -> None:
    """Do with a matter what a button says, where the presser may."""
    pressed = await at_desk(query, press.matter_id, context, follow=press.verb == "open")
    if pressed is not None:
        await _DOES[press.verb](pressed, press.number)


async def _open(pressed: AtDesk, in_its_place: int) -> None:
    """Show the card of a matter, in the place of the pressed message or as a new one."""
    await pressed.answer()
    await (pressed.show_card() if in_its_place else pressed.send_card())


async def _claim(pressed: AtDesk, _: int) -> None:
    """Keep a matter for the presser: of two at once one has it, and the other is told."""
    now = pressed.now
    async with pressed.context.services.database.session() as session:
        is_theirs = await session.matters.claim(
            pressed.matter.id, pressed.user_id, now, lapsed_before=now - CLAIM_LASTS
        )
    if not is_theirs:
        await pressed.refuse()
        return
    minutes = int(CLAIM_LASTS.total_seconds() // 60)
    await pressed.changed(pressed.words.text("inbox.claimed", minutes=minutes))


async def _free(pressed: AtDesk, _: int) -> None:
    """Let the others answer after all."""
    async with pressed.context.services.database.session() as session:
        is_freed = await session.matters.free(pressed.matter.id, pressed.user_id)
    if not is_freed:
        await pressed.refuse()
        return
    await pressed.changed(pressed.words.text("inbox.freed"))


async def _write(pressed: AtDesk, _: int) -> None:
    """Take the chair's next message for the answer."""
    await begin_answer(pressed.query, pressed.matter.id, pressed.context)


async def _list_like(pressed: AtDesk, _: int) -> None:
    """Show what the matter may be joined with."""
    likes = await find_like(pressed.context.services, pressed.matter)
    if not likes:
        await pressed.answer(pressed.words.text("inbox.like.none"))
        await pressed.show_card()
        return
    await pressed.answer()
    words = pressed.words
    lines = [f"{await pressed.asked()}<b>{escape(words.text('inbox.like.which'))}</b>"]
    if any(each.ruling is not None for each in likes):
        lines.append(escape(words.text("inbox.like.answered")))
    rows = []
    for number, each in enumerate(likes, start=1):
        lines.append(f"<b>{number}.</b> {escape(_standing(each, words))}\n{_first(each, words)}")
        label = f"{number} · {head(' '.join(quiet(each.requests[0].text).split()), _MAX_LABEL_UNITS)}"
        rows.append([button(label, "merge", pressed.matter.id, each.matter.id)])
    rows.append([button(words.text("button.back"), "open", pressed.matter.id, 1)])
    await pressed.show_choice(Html("\n\n".join(lines)), InlineKeyboardMarkup(rows))


def _standing(like: LikeMatter, words: Catalogue) -> str:
    """Return how many ask it, and where it stands."""
    people = words.plural("inbox.card.people", len({each.user_id for each in like.requests}))
    state = "open" if like.ruling is None else like.ruling.kind
    return f"{people} · {words.text(f'inbox.like.state.{state}')}"


def _first(like: LikeMatter, words: Catalogue) -> Html:
    text = escape(quoted(like.requests[0].text, words, _MAX_LIKE_UNITS))
    return Html(f"<blockquote>{text}</blockquote>")


async def _merge(pressed: AtDesk, into_id: int) -> None:
    """Join the matter with another; what that was answered goes to who asked this one."""
    services = pressed.context.services
    async with services.database.session() as session:
        merged = await merging.merge(session, pressed.matter.id, into_id, pressed.user_id, pressed.now)
    if merged is None:
        await pressed.refuse()
        return
    if merged.ruling is not None:
        services.messenger.wake()
        if merged.ruling.number is not None and services.sources is not None:
            services.sources.changed(merged.ruling.committee_id)  # it is found by their words as well
    refresh_cards(pressed.context, into_id)
    key = "inbox.merged" if merged.ruling is None else "inbox.merged_answered"
    await pressed.changed(pressed.words.text(key))


async def _split(pressed: AtDesk, _: int) -> None:
    """Take a matter apart; the chairs are asked about each part."""
    services = pressed.context.services
    async with services.database.session() as session:
        made = await merging.split(session, pressed.matter.id, pressed.user_id, pressed.now)
    if not made:
        await pressed.refuse()
        return
    services.messenger.wake()
    await pressed.changed(pressed.words.plural("inbox.split", len(made) + 1))


async def _send_again(pressed: AtDesk, _: int) -> None:
    """Send the answer once more to those of whom nobody knows whether they have it."""
    services, count = pressed.context.services, 0
    async with services.database.session() as session:
        ruling = await session.rulings.of_matter(pressed.matter.id)
        if ruling is not None and ruling.state == "given":
            count = await session.notices.resend_unknown(ruling.id, ruling.version)
        if ruling is not None and count:
            await session.audit.write(
                "resend",
                pressed.now,
                user_id=pressed.user_id,
                committee_id=pressed.committee.id,
                ruling_id=ruling.id,
                matter_id=pressed.matter.id,
                count=count,
            )
    if not count:
        await pressed.refuse()
        return
    services.messenger.wake()
    await pressed.changed(pressed.words.plural("inbox.sending_again", count))


async def _browse(pressed: AtDesk, _: int) -> None:
    await browse(pressed)


_DOES: Mapping[str, Callable[[AtDesk, int], Awaitable[None]]] = {
    "open": _open,
    "claim": _claim,
    "free": _free,
    "write": _write,
    "like": _list_like,
    "merge": _merge,
    "split": _split,
    "why": ask_why,
    "no": decline,
    "point": show_near,
    "near": point_near,
    "browse": _browse,
    "again": _send_again,
}
