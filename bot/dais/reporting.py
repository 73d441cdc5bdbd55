"""What a committee asks, as figures for its chairs: no name in them, and no count of fewer than three people."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.catalogue import Catalogue
from bot.dais.discretion import Asks, Discretion, is_few, people_of
from bot.database.overview import Asked, Place
from vectorstore.words import words as words_of

PartName = Literal["topics", "refused", "cited", "down"]
Likeness = Callable[[str, Sequence[str]], Sequence[float]]
"""How surely one answer serves a question and each of others."""

MOST_COMPARED = 300
_SHEET_FORMULA = re.compile(r"(^|[;,]\s*)(?=[=+\-@＝＋－＠])")  # where one of these separates cells, it begins one


@dataclass(frozen=True, slots=True)
class Names:
    """What a section is counted under, and what it is called: itself, and its topic two levels below the top."""

    topic: str
    topic_label: str
    section: str
    section_label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A count of questions; ``lately`` is how many of them are of the last hours, ``None`` where that is not told."""

    label: str
    count: int
    lately: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Counts of one kind, the greatest first; ``others`` gathers those that are not told by themselves."""

    name: PartName
    rows: tuple[Row, ...]
    others: Row | None


@dataclass(frozen=True, slots=True)
class Totals:
    """How many questions, of how many people, and what came of them; ``None`` where that is not told."""

    questions: int
    people: int | None = None
    answered: int | None = None
    refused: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is told; ``lately`` is ``None`` where nothing of the last hours is told, or all was asked in them."""

    totals: Totals
    lately: Totals | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    label: str
    asks: Asks


def figures_of(asked: Sequence[Asked], names: Mapping[Place, Names], groups: Sequence[int], since: datetime) -> Figures:
    """Return the figures of questions in the order in which they were asked; small talk is left out.

    ``names`` has every place that they point to. ``groups`` tells the refused ones that ask the same by one number, in
    the order of ``refused_of``. ``since`` is when the last hours began.
    """
    counted = [each for each in asked if each.kind in ("answer", "refusal")]
    everything = _asks(counted)
    answered = _asks(each for each in counted if each.kind == "answer")
    lately = _asks(each for each in counted if each.asked_at >= since)
    refused = everything - answered
    discretion = Discretion(everything)
    is_split = any(discretion.split(everything, [answered, refused]))
    shows_lately = lately != everything and discretion.split_in_two([everything], lately)[0]
    outcomes = discretion.split_in_two([answered, refused], lately) if is_split and shows_lately else [False, False]

    topics, rows = _part("topics", everything, _by_topic(counted, names), discretion)
    parts = [topics]
    if is_split:
        parts.append(_part("refused", refused, _by_wording(refused_of(asked), groups), discretion)[0])
        parts.append(_part("cited", answered, _by_section(counted, names), discretion)[0])
    parts.append(_disliked(counted, names))
    if shows_lately and topics is not None:
        parts[0] = _with_lately(topics, rows, discretion.split_in_two(rows, lately), lately)
    return Figures(
        _totals(everything, answered, refused, [is_split] * 2),
        _totals_lately(everything, lately, answered, refused, outcomes) if shows_lately else None,
        tuple(part for part in parts if part is not None),
    )


def refused_of(asked: Sequence[Asked]) -> list[Asked]:
    """Return the questions that the documents do not tell."""
    return [each for each in asked if each.kind == "refusal"]


def group_alike(texts: Sequence[str], likeness: Likeness | None, same: float) -> list[int]:
    """Return for each question the place of the first that asks the same: by ``likeness`` from ``same`` on.

    Of more than ``MOST_COMPARED`` different ones only the last are compared; without ``likeness``, and before those,
    only what has the same words is taken for the same. It blocks.
    """
    first: dict[tuple[str, ...], int] = {}
    for place, text in enumerate(texts):
        first.setdefault(tuple(words_of(text)), place)
    leaders: list[int] = []
    leader_of = {place: place for place in first.values()}
    if likeness is not None:
        for place in sorted(first.values())[-MOST_COMPARED:]:
            likes = list(likeness(texts[place], [texts[each] for each in leaders])) if leaders else []
            best = max(range(len(likes)), key=likes.__getitem__, default=None)
            if best is not None and likes[best] >= same:
                leader_of[place] = leaders[best]
            else:
                leaders.append(place)
    return [leader_of[first[tuple(words_of(text))]] for text in texts]


def as_table(figures: Figures, words: Catalogue) -> list[tuple[str, str, int]]:
    """Return the figures as rows: a part, what is counted, its count."""
    table = [*_total_rows(words.text("overview.table.since"), figures.totals, words)]
    if figures.lately is not None:
        table += _total_rows(words.text("overview.table.lately"), figures.lately, words)
    for part in figures.parts:
        title = words.text(f"overview.part.{part.name}")
        rows = [*part.rows, *([replace(part.others, label=words.text("overview.others"))] if part.others else [])]
        table += [(title, row.label, row.count) for row in rows]
        recent = f"{title} ({words.text('overview.table.lately')})"
        table += [(recent, row.label, row.lately) for row in rows if row.lately is not None]
    return table


def as_csv(figures: Figures, words: Catalogue) -> bytes:
    """Return the figures as a file that a spreadsheet opens: UTF-8 with its mark, cells apart by commas."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([words.text(f"overview.table.{column}") for column in ("part", "label", "count")])
    writer.writerows((as_cell(part), as_cell(label), count) for part, label, count in as_table(figures, words))
    return written.getvalue().encode("utf-8-sig")


def as_cell(text: str) -> str:
    """Return a text as one line that no spreadsheet takes for a formula, whatever it parts cells by.

    >>> as_cell("=1+1"), as_cell("so; @SUM(A1)"), as_cell("Topic A")
    ("'=1+1", "so; '@SUM(A1)", 'Topic A')
    """
    return _SHEET_FORMULA.sub(r"\1'", " ".join(text.split()))


def _part(
    name: PartName, whole: Asks, cells: Sequence[_Cell], discretion: Discretion
) -> tuple[Part | None, Sequence[Asks]]:
    """Return a part with the sets that its rows count, others last; ``None`` where there is nothing to tell."""
    may = discretion.split(whole, [cell.asks for cell in cells])
    told = [cell for cell, is_told in zip(cells, may, strict=True) if is_told]
    if not told:
        return None, []
    told.sort(key=lambda cell: (-len(cell.asks), cell.label))
    rest = whole.difference(*(cell.asks for cell in told))
    rows = tuple(Row(cell.label, len(cell.asks)) for cell in told)
    others = Row("", len(rest)) if rest else None
    return Part(name, rows, others), [*(cell.asks for cell in told), *([rest] if rest else [])]


def _with_lately(part: Part, sets: Sequence[Asks], may: Sequence[bool], lately: Asks) -> Part:
    recent = [len(asks & lately) if is_told else None for asks, is_told in zip(sets, may, strict=True)]
    rows = tuple(replace(row, lately=count) for row, count in zip(part.rows, recent, strict=False))
    others = replace(part.others, lately=recent[-1]) if part.others is not None else None
    return replace(part, rows=rows, others=others)


def _disliked(counted: Sequence[Asked], names: Mapping[Place, Names]) -> Part | None:
    """Return the 👎 by the section that the reply cited first; a vote is counted, and who gave it."""
    cells: dict[str, _Cell] = {}
    for each in counted:
        down = frozenset((each.id, who) for who, value in each.votes if value < 0)
        if down and each.cited:
            _add(cells, names[each.cited[0]].section, names[each.cited[0]].section_label, down)
    everything = frozenset[tuple[int, int]]().union(*(cell.asks for cell in cells.values()))
    if is_few(everything):
        return None
    return _part("down", everything, list(cells.values()), Discretion(everything))[0]


def _by_topic(counted: Sequence[Asked], names: Mapping[Place, Names]) -> list[_Cell]:
    cells: dict[str, _Cell] = {}
    for each in counted:
        for place in (*each.cited, *each.nearest)[:1]:
            _add(cells, names[place].topic, names[place].topic_label, _asks([each]))
    return list(cells.values())


def _by_section(counted: Sequence[Asked], names: Mapping[Place, Names]) -> list[_Cell]:
    cells: dict[str, _Cell] = {}
    for each in counted:
        for place in each.cited:
            _add(cells, names[place].section, names[place].section_label, _asks([each]))
    return list(cells.values())


def _by_wording(refused: Sequence[Asked], groups: Sequence[int]) -> list[_Cell]:
    cells: dict[str, _Cell] = {}
    for each, group in zip(refused, groups, strict=True):
        _add(cells, str(group), each.text, _asks([each]))
    return list(cells.values())


def _add(cells: dict[str, _Cell], key: str, label: str, asks: Asks) -> None:
    known = cells.get(key)
    cells[key] = _Cell(label, asks) if known is None else replace(known, asks=known.asks | asks)


def _asks(questions: Sequence[Asked] | Iterator[Asked]) -> Asks:
    """Return questions with who asked them; those that nobody is named for count as one person's."""
    return frozenset((each.id, each.user_id or 0) for each in questions)


def _totals(everything: Asks, answered: Asks, refused: Asks, told: Sequence[bool]) -> Totals:
    people = None if is_few(everything) else people_of(everything)
    counts = [len(asks) if is_told else None for asks, is_told in zip((answered, refused), told, strict=True)]
    return Totals(len(everything), people, *counts)


def _totals_lately(everything: Asks, lately: Asks, answered: Asks, refused: Asks, told: Sequence[bool]) -> Totals:
    totals = _totals(lately, answered & lately, refused & lately, told)
    silent = people_of(everything) - people_of(lately)
    return replace(totals, people=None) if 0 < silent < 3 else totals


def _total_rows(part: str, totals: Totals, words: Catalogue) -> list[tuple[str, str, int]]:
    counts = {
        "questions": totals.questions,
        "people": totals.people,
        "answered": totals.answered,
        "refused": totals.refused,
    }
    return [(part, words.text(f"overview.table.{name}"), count) for name, count in counts.items() if count is not None]
