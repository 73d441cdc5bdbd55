"""Plain words out of what converters and typesetters leave: entities, ligatures, tags, escapes, odd spaces."""

from __future__ import annotations

import html
import re
import unicodedata

_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe]|[\x00-\x08\x0e-\x1f\x7f]")
_SPACES = re.compile(r"\s+")
_ANCHOR = re.compile(r"<a\s[^>]*?href\s*=\s*[\"']?([^\"'>]+)[\"']?[^>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
_BARE_LINK = re.compile(r"<((?:https?://|www\.|mailto:)[^<>]+)>", re.IGNORECASE)
_URL_TAG = re.compile(r"</?(?:url|link)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:[a-z][a-z0-9]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~|$&<>%])")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])(.{1,600}?)(?<=[^\s*])\1(?![\w*])", re.DOTALL)
_UNDERSCORES = re.compile(r"(?<![\w/])(_{1,3})(?=[^\s_])([^_]{1,600}?)(?<=[^\s_])\1(?![\w/])")
_INLINE_LINK = re.compile(r"\[([^\[\]]+)\]\((?:<)?((?:https?://|www\.|mailto:)[^\s<>]+?)(?:>)?\)")
_STRAY_BOLD = re.compile(r"(?<!\*)\*{2,3}(?!\*)")

URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def fold_spaces(text: str) -> str:
    r"""Return ``text`` with every run of white space, no-break spaces included, as one space, and none at its ends.

    >>> fold_spaces(" a\u00a0 b ")
    'a b'
    """
    return _SPACES.sub(" ", text).strip()


def clean(text: str) -> str:
    r"""Return ``text`` composed, without ligatures, soft hyphens and invisible signs, white space folded.

    >>> clean("o\ufb03cial traf\u00adficking")
    'official trafficking'
    """
    return fold_spaces(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(_LIGATURES))


def link(words: str, address: str) -> str:
    """Return a link as plain text: its words and its address, once where they are the same.

    >>> link("https://a.org", "https://a.org"), link("Report", "https://a.org")
    ('https://a.org', 'Report (https://a.org)')
    """
    words, address = fold_spaces(words), address.strip()
    plain = address.removeprefix("mailto:")
    if not words or not address or address.startswith(("#", "javascript:")):
        return words
    same = {plain, plain.rstrip("/"), re.sub(r"^https?://", "", plain).rstrip("/")}
    if words in same or words.rstrip("/") in same or words.startswith(plain):
        return words
    if words.startswith(("http://", "https://")):
        return words
    return f"{words} ({plain})"


def plain_marks(text: str) -> str:
    r"""Return one run of marked-up text as a person reads it: links plain; tags, entities, escapes, asterisks gone.

    >>> plain_marks('*Project* <a href="https://a.org">https://a.org</a> \\$5')
    'Project https://a.org $5'
    """
    text = _ANCHOR.sub(lambda found: link(_TAG.sub("", found[2]), found[1]), text)
    text = _INLINE_LINK.sub(lambda found: link(found[1], found[2]), text)
    text = _BARE_LINK.sub(lambda found: found[1].removeprefix("mailto:"), text)
    text = _TAG.sub(" ", _URL_TAG.sub("", text)) if "<" in text else text
    kept = _ESCAPE.sub(lambda found: chr(0xE000 + ord(found[1])), text)
    for pattern in (_EMPHASIS, _EMPHASIS, _UNDERSCORES):
        kept = pattern.sub(r"\2", kept)
    kept = _STRAY_BOLD.sub("", kept)
    kept = re.sub("[\ue000-\ue07f]", lambda found: chr(ord(found[0]) - 0xE000), kept)
    return clean(html.unescape(kept))


_BOLD_START = re.compile(r"^\s*(?:\*\*\*|\*\*|__)(?=\S)(.+?)(?<=\S)(?:\*\*\*|\*\*|__)(?!\w)", re.DOTALL)


def plain_lead(text: str) -> tuple[str, str]:
    """Return a marked-up run as plain text, and the part of it, from the start, that was bold.

    >>> plain_lead("**Akoma** More than 75")
    ('Akoma More than 75', 'Akoma')
    """
    found = _BOLD_START.match(text)
    plain = plain_marks(text)
    lead = plain_marks(found[1]) if found else ""
    return plain, lead if lead and plain.startswith(lead) else ""


def without_accents(text: str) -> str:
    """Return ``text`` in lower case without accents, for comparing titles."""
    spread = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in spread if unicodedata.category(sign) != "Mn")
