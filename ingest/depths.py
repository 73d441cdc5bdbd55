"""How deep each heading stands, judged from its stated level where levels agree, else from the marks it shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from ingest.blocks import TOP, Heading
from ingest.headings import clean_title, family, is_capitals, is_generic, numbering, title_key

_PSEUDO = 100


def heading_depths(headings: Sequence[Heading], empty: Sequence[bool]) -> list[int]:
    """Return the depth of each heading, counted from 1, in their order.

    ``empty`` says which headings have no text of their own.

    Stated levels are followed where they agree with each other. They do not where headings of one family
    (``Topic A``, ``Topic B``) or titles that every topic has differ in level, or where what lies between two topics is
    set as high as they are, or all alike without a level: then the families are the top, titles that recur under them
    mark the second depth, and what shares no mark with those is the third.
    """
    if not headings:
        return []
    ranks = _ranks(headings)
    return _depths_by_recurrence(headings, empty) if _levels_disagree(headings, ranks) else _depths_by_rank(ranks)


def names_whole_document(headings: Sequence[Heading]) -> bool:
    """Say whether the first heading stands alone above all the others, and so is the document's title."""
    first, others = headings[0], headings[1:]
    if family(first.text) or numbering(first.text)[0] or first.level is None or first.body is not None:
        return False
    levels = [other.level for other in others if other.level]
    return all(level > first.level for level in levels) and not _levels_disagree(headings, _ranks(headings))


def _ranks(headings: Sequence[Heading]) -> list[int]:
    """Return a rank for each heading, less being higher: stated levels first, then styles by first appearance."""
    stated = [heading.level for heading in headings if heading.level]
    styles = _style_ranks([heading for heading in headings if heading.level is None])
    ranks = []
    for heading in headings:
        if heading.level == TOP:
            ranks.append(min(stated, default=_PSEUDO))
        elif heading.level is not None:
            ranks.append(heading.level)
        elif family(heading.text):
            ranks.append(min(stated, default=1) if not stated else min(stated))
        else:
            ranks.append(_PSEUDO + styles[_style(heading)])
    return ranks


def _style(heading: Heading) -> tuple[object, ...]:
    scheme, depth = numbering(heading.text)
    if scheme:
        return scheme, depth
    return "", is_capitals(heading.text), heading.bold, heading.marker


def _style_ranks(headings: Sequence[Heading]) -> dict[tuple[object, ...], int]:
    """Return a rank for each style of unlevelled headings.

    A style is under those that came before it, but not under one that never comes again; ``2.1`` is under ``2.``.
    """
    places: dict[tuple[object, ...], list[int]] = {}
    for place, heading in enumerate(headings):
        places.setdefault(_style(heading), []).append(place)
    ranks: dict[tuple[object, ...], int] = {}
    for style, seen in places.items():
        above = [ranks[other] for other in ranks if places[other][-1] > seen[0]]
        ranks[style] = max(above, default=-1) + 1
        if style[0] == "dotted":
            shallower = [ranks[other] for other in ranks if other[0] == "dotted" and _depth(other) < _depth(style)]
            ranks[style] = max([ranks[style], *(rank + 1 for rank in shallower)])
    return ranks


def _depth(style: tuple[object, ...]) -> int:
    return style[1] if isinstance(style[1], int) else 0


def _depths_by_rank(ranks: Sequence[int]) -> list[int]:
    depths: list[int] = []
    stack: list[int] = []
    for rank in ranks:
        while stack and stack[-1] >= rank:
            stack.pop()
        stack.append(rank)
        depths.append(len(stack))
    return depths


def _levels_disagree(headings: Sequence[Heading], ranks: Sequence[int]) -> bool:
    topics = [place for place, heading in enumerate(headings) if family(heading.text)]
    if len(topics) < 2 or len({family(headings[place].text) for place in topics}) > 1:
        return False
    if len({ranks[place] for place in topics}) > 1:
        return True
    between = range(topics[0] + 1, topics[-1])
    within = [place for place in between if place not in topics and headings[place].level != TOP]
    inner = {ranks[place] for place in within}
    if any(rank <= ranks[topics[0]] for rank in inner) or (len(inner) == 1 and min(inner) >= _PSEUDO):
        return True
    levels: dict[str, set[int]] = {}
    for place, heading in enumerate(headings):
        levels.setdefault(title_key(heading.text), set()).add(ranks[place])
    jumps = any(below - above > 1 and below < _PSEUDO for above, below in pairwise(ranks))
    return jumps and any(len(seen) > 1 for seen in levels.values())


def _depths_by_recurrence(headings: Sequence[Heading], empty: Sequence[bool]) -> list[int]:
    tops = {place for place, heading in enumerate(headings) if family(heading.text) or heading.level == TOP} | {0}
    bounds = [*sorted(tops), len(headings)]
    zones = [range(start + 1, end) for start, end in pairwise(bounds)]
    recurring = Counter(key for zone in zones for key in {title_key(headings[place].text) for place in zone})
    depths = [1] * len(headings)
    for zone in zones:
        members = [headings[place] for place in zone]
        bare = [empty[place] for place in zone]
        anchors = _anchors(members, recurring)
        for place, depth in zip(zone, _zone_depths(members, anchors, bare), strict=True):
            depths[place] = depth
    return depths


def _anchors(members: Sequence[Heading], recurring: Mapping[str, int]) -> list[Heading]:
    """Return the headings of one topic that are its main parts: titles that recur or that every guide has.

    Where there are none, those that end in a colon.
    """
    known = [member for member in members if recurring[title_key(member.text)] > 1 or is_generic(member.text)]
    coloned = [member for member in members if _colon(member)]
    return known or (coloned if len(coloned) > 1 else [])


def _zone_depths(members: Sequence[Heading], anchors: Sequence[Heading], empty: Sequence[bool]) -> list[int]:
    """Return the depths within one topic: 2 for anchors and for what shares all their marks, 3 for what follows.

    Where the anchors end in a colon and others do not, that mark alone decides. What directly follows an anchor without
    text of its own is under it even where it shares its marks.
    """
    shared = [mark for mark in _MARKS if anchors and len({mark(anchor) for anchor in anchors}) == 1]
    if anchors and all(map(_colon, anchors)) and not all(map(_colon, members)):
        shared = [_colon]
    depths: list[int] = []
    under_empty = False
    for member, bare in zip(members, empty, strict=True):
        if member in anchors:
            under_empty = bare
            depths.append(2)
            continue
        alike = not anchors or all(mark(member) == mark(anchors[0]) for mark in shared)
        depths.append(3 if (alike and under_empty) or (depths and not alike) else 2)
        under_empty = under_empty and alike
    return depths


def _colon(heading: Heading) -> bool:
    return heading.text.rstrip(" *").endswith(":")


_MARKS: tuple[Callable[[Heading], object], ...] = (
    _colon,
    lambda heading: heading.bold,
    lambda heading: bool(heading.marker),
    lambda heading: heading.level,
    lambda heading: is_capitals(clean_title(heading.text)),
)
