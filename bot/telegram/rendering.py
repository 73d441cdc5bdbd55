"""Replies and quotes as Telegram's HTML: only the templates here hold tags, all else is escaped.

A text is cut, where it must be, before it becomes HTML: Telegram counts UTF-16 units of what is left without the tags.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NewType

from telegram.constants import MessageLimit

from answering.places import path
from answering.types import Answer, Refusal, Reply, Source
from answering.wording import WORDING
from bot.catalogue import Catalogue
from bot.presentation import format_reply, place, printable, source_line
from bot.telegram.lengths import head, split_text, tail, utf16_units
from vectorstore.types import Language

Html = NewType("Html", str)
"""Text in which everything dynamic is escaped: what may be sent with ``parse_mode=HTML``."""

MAX_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
_MAX_HEADING_UNITS, _MAX_PLACE_UNITS, _MAX_QUESTION_UNITS = 200, 600, 300
_UNSENDABLE = re.compile(r"[\ud800-\udfff]")
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_WORD_JOINER = "\u2060"
_TAG = re.compile(r"<[^>]*>")  # in HTML of ours no text and no attribute holds a bare bracket
_MARK = re.compile(r"\s*\[\d+\]")


def escape(text: str) -> Html:
    """Return any text as HTML that shows just it, control characters left out.

    >>> escape("a < b & c")
    'a &lt; b &amp; c'
    """
    return Html(html.escape(sendable(text), quote=False))


def sendable(text: str) -> str:
    """Return ``text`` without control characters and without what no encoding can hold."""
    return _UNSENDABLE.sub("", printable(text))


def quiet(text: str) -> str:
    r"""Return ``text`` sendable and with no ``@name`` that would ring somebody's phone: a joiner follows the sign.

    >>> quiet("ask @delegate1 at info@un.org").encode("ascii", "backslashreplace")
    b'ask @\\u2060delegate1 at info@un.org'
    """
    return _MENTION.sub("@" + _WORD_JOINER, sendable(text))


def without_markup(text: Html) -> str:
    """Return what a person reads of ``text``: for a second try where Telegram refuses the HTML, and to measure it."""
    return html.unescape(_TAG.sub("", text))


def render_reply(reply: Reply, *, note: str = "") -> list[Html]:
    """Return the messages of a reply, in order: one, or more where it is too long for one.

    They hold the text and, for an answer, a blank line and the sources, a line each beginning with ``[n]``.
    ``note`` is said above it, in italics.
    """
    return _messages(_told(reply), note)


def render_begun(text: str, *, note: str = "") -> Html:
    """Return what there is of a reply's text so far, as the first message of ``render_reply`` will begin."""
    return _messages(text, note)[0]


def render_shared(question: str, reply: Reply) -> Html:
    """Return the one message by which somebody shares a reply with a chat: the question in bold, then the reply.

    Where it is too long for one message the text is cut, its sources are not.
    """
    asked = head(quiet(question), _MAX_QUESTION_UNITS)
    sources = ""
    if isinstance(reply, Answer):
        sources = "\n\n" + quiet("\n".join(source_line(citation, reply.language) for citation in reply.citations))
        sources = head(sources, MAX_UNITS // 2)
    room = MAX_UNITS - utf16_units(asked) - utf16_units(sources) - 2
    return Html(f"<b>{escape(asked)}</b>\n\n{escape(head(quiet(reply.text), room) + sources)}")


def summary(reply: Reply, max_units: int = 120) -> str:
    """Return the beginning of a reply's text without its ``[n]``, plain: the line under a result of inline mode."""
    return head(" ".join(_MARK.sub("", sendable(reply.text)).split()), max_units)


def section_name(source: Source) -> str:
    """Return the last heading of a source, short; the document's title for text above the first heading."""
    return path(source.title, source.section)[-1]


def render_quote(
    source: Source, quote: str, language: Language, translation: str = "", *, note: str = ""
) -> list[Html]:
    """Return a source opened: its section's name in bold, its place, and ``quote`` as an expandable quotation.

    It is one message, or more where the quote is too long for one. ``language`` is the reader's. Under it comes its
    translation, if any; what that adds to a message, or after the last, changes nothing before it. ``note`` is said
    above all.
    """
    lead = _heading(source, language, note)
    pieces = split_text(quiet(quote), MAX_UNITS - utf16_units(without_markup(lead)))
    shown = [Html((lead if number == 0 else "") + _quotation(escape(piece))) for number, piece in enumerate(pieces)]
    if not translation:
        return shown
    told = Catalogue.load(language).text("quote.translation", translation=quiet(translation))
    if utf16_units(without_markup(shown[-1])) + 1 + utf16_units(told) <= MAX_UNITS:
        return [*shown[:-1], Html(f"{shown[-1]}\n{escape(told)}")]
    return [*shown, *(escape(piece) for piece in split_text(told, MAX_UNITS))]


def render_more(source: Source, quote: str, passages: Sequence[str], language: Language, *, note: str = "") -> Html:
    """Return a source opened with the text around its quote, which stands out in bold; one message.

    ``passages`` are the texts of the section in reading order. Of what does not fit, the nearest to the quote is kept;
    a quote that they do not hold is left out. ``note`` is said above all.
    """
    lead = _heading(source, language, note)
    before, found, after = _around(quiet(quote), quiet("\n\n".join(passages)))
    room = MAX_UNITS - utf16_units(without_markup(lead))
    found = head(found, room)
    room -= utf16_units(found)
    before = tail(before, max(room // 2, room - utf16_units(after)))
    after = head(after, room - utf16_units(before))
    bold = f"<b>{escape(found)}</b>" if found else ""
    return Html(lead + _quotation(Html(escape(before) + bold + escape(after))))


def render_changed(source: Source, quote: str, passages: Sequence[str], language: Language, *, note: str) -> Html:
    """Return a source whose words have changed: ``note``, its quote as it was, and its text today; one message."""
    words = Catalogue.load(language)
    before = head(quiet(quote), MAX_UNITS // 4)
    lead = Html(
        f"{_heading(source, language, note)}{_quotation(escape(before))}\n\n{escape(words.text('source.today'))}\n"
    )
    today = head(quiet("\n\n".join(passages)), MAX_UNITS - utf16_units(without_markup(lead)))
    return Html(lead + _quotation(escape(today)))


def render_headings(title: str, count: int, words: Catalogue) -> Html:
    """Return what stands above the buttons of a document's or a section's ``count`` parts."""
    shown = head(quiet(title), _MAX_HEADING_UNITS)
    return Html(f"<b>{escape(shown)}</b>\n{escape(words.plural('sources.sections', count))}")


def render_help(words: Catalogue, *, bot: str, chair: bool) -> Html:
    """Return what the bot can do; ``bot`` is its username without the ``@``."""
    told = escape(words.text("help.delegate", bot=bot))
    return Html(f"{told}\n\n{escape(words.text('help.chair'))}" if chair else told)


def render_forgotten(words: Catalogue, *, questions: int, feedback: int, memberships: int) -> Html:
    """Return what was erased about a person; what there was none of is not named."""
    counts = {"forget.questions": questions, "forget.feedback": feedback, "forget.memberships": memberships}
    erased = [words.plural(key, count) for key, count in counts.items() if count]
    return escape(words.text("forget.report", erased=words.listing([words.text("forget.profile"), *erased])))


def _messages(text: str, note: str) -> list[Html]:
    lead = Html(f"<i>{escape(note)}</i>\n\n") if note else Html("")
    pieces = split_text(quiet(text), MAX_UNITS - utf16_units(without_markup(lead)))
    return [Html((lead if number == 0 else "") + escape(piece)) for number, piece in enumerate(pieces)]


def _told(reply: Reply) -> str:
    """Return the words of a reply; those that close a refusal also name the button below it."""
    text, closing = format_reply(reply), WORDING[reply.language].ask_the_dais
    if not isinstance(reply, Refusal) or not text.endswith(closing):
        return text
    return text.removesuffix(closing) + Catalogue.load(reply.language).text("refusal.ask_the_dais")


def _heading(source: Source, language: Language, note: str = "") -> Html:
    name = head(quiet(section_name(source)), _MAX_HEADING_UNITS)
    where = head(quiet(place(source, language)), _MAX_PLACE_UNITS)
    above = f"{escape(note)}\n\n" if note else ""
    return Html(f"{above}<b>{escape(name)}</b>\n" + (f"<i>{escape(where)}</i>\n" if where != name else ""))


def _quotation(inner: Html) -> Html:
    return Html(f"<blockquote expandable>{inner}</blockquote>")


def _around(quote: str, text: str) -> tuple[str, str, str]:
    """Return ``text`` in three: before the quote, the quote and after it; white space may differ."""
    words = [re.escape(word) for word in quote.split()]
    match = re.search(r"\s+".join(words), text) if words else None
    if match is None:
        return "", "", text
    return text[: match.start()], match.group(), text[match.end() :]
