"""Which document a file is an edition of, and whether its editions agree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.blocks import FrontMatter
from ingest.headings import is_capitals
from ingest.sections import Section

_CODES_LISTED = """
aa ab af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja
jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb
nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq
sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_CODES = frozenset(_CODES_LISTED.split())
_REGION = re.compile(r"^([a-z]{2})(?:[-_][a-z]{2,4})?$")


@dataclass(frozen=True, slots=True)
class NamedEdition:
    """What a file says it is: ``language`` is ``""`` where it does not say."""

    document: str
    title: str
    language: str


def name_edition(path: Path, front_matter: FrontMatter, *, title: str | None, language: str | None) -> NamedEdition:
    """Return a file's document, title and language, from what was asked for, its front matter or its name.

    ``title`` names the document for all editions; a title in the front matter is still the one shown.
    """
    stem, named = split_language(path)
    document = title or front_matter.document or prettify(stem)
    shown = front_matter.title or document
    return NamedEdition(document, shown, language or language_code(front_matter.language) or named)


def split_language(path: Path) -> tuple[str, str]:
    """Return a file's bare name and the language that its name ends in, ``""`` for none.

    >>> split_language(Path("study-guide.es.md")), split_language(Path("rules.v2.pdf"))
    (('study-guide', 'es'), ('rules.v2', ''))
    """
    bare, dot, ending = path.stem.rpartition(".")
    code = language_code(ending) if dot and bare else ""
    return (bare, code) if code else (path.stem, "")


def language_code(text: str) -> str:
    """Return the two-letter code of a language tag, ``""`` for what is none.

    >>> language_code("es-MX"), language_code("Spanish")
    ('es', '')
    """
    found = _REGION.match(text.strip().lower())
    return found[1] if found and found[1] in _CODES else ""


def prettify(stem: str) -> str:
    """Return a file's bare name as a title.

    >>> prettify("fact-sheet"), prettify("UNSC_background_guide")
    ('Fact sheet', 'UNSC background guide')
    """
    words = re.sub(r"[-_\s]+", " ", stem).strip() or stem
    if is_capitals(words) and " " in words:
        words = words.lower()
    return words[:1].upper() + words[1:]


def tree_difference(one: Section, other: Section) -> str:
    """Return the first section key that only one of two trees has, ``""`` where they are alike."""
    keys, others = _keys(one), _keys(other)
    for key in sorted(keys.keys() ^ others.keys(), key=lambda key: tuple(map(int, key.split(".")))):
        return key + (f" “{(keys.get(key) or others[key]).title}”")
    return ""


def _keys(root: Section) -> Mapping[str, Section]:
    return {section.key: section for section in root.walk() if section.key}
