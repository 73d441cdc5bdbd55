"""The figures of /questions: what is counted, what is not told, and that nothing told gives it away."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import numpy as np
import pytest

from bot.catalogue import Catalogue
from bot.dais.discretion import Discretion, is_few
from bot.dais.reporting import (
    MOST_COMPARED,
    Figures,
    Names,
    Part,
    Row,
    Totals,
    as_cell,
    as_csv,
    figures_of,
    group_alike,
    refused_of,
)
from bot.database.overview import Asked, Place
from tests.databases import NOW

DAY_BEFORE = NOW - timedelta(days=1)
ENGLISH = Catalogue.load("en")


def place(section: str) -> Place:
    return Place("Guide", "Guide", tuple(section.split("/")), "en")


def names(*sections: str) -> dict[Place, Names]:
    return {place(each): Names(each.split("/")[0], each.split("/")[0], each, each) for each in sections}


def asked(
    number: int,
    who: int | None,
    section: str = "A",
    *,
    refused: bool = False,
    hours_ago: int = 1,
    text: str = "Why?",
    down: Sequence[int] = (),
) -> Asked:
    places = (place(section),)
    return Asked(
        id=number,
        user_id=who,
        text=text,
        asked_at=NOW - timedelta(hours=hours_ago),
        kind="refusal" if refused else "answer",
        reason="not_in_documents" if refused else None,
        language="en",
        cited=() if refused else places,
        nearest=places if refused else (),
        votes=tuple((each, -1) for each in down),
        to_dais=False,
    )


def figures(all_asked: Sequence[Asked], *sections: str) -> Figures:
    texts = [each.text for each in refused_of(all_asked)]
    return figures_of(all_asked, names(*(sections or ("A", "B", "C"))), group_alike(texts, None, 1.0), DAY_BEFORE)


def rows(found: Figures, name: str) -> dict[str, int]:
    (part,) = [each for each in found.parts if each.name == name] or [Part("topics", (), None)]
    return {row.label: row.count for row in part.rows} | ({"others": part.others.count} if part.others else {})


def test_questions_are_counted_by_topic_outcome_wording_and_section() -> None:
    told = figures(
        [
            *(asked(who, who, "A/one") for who in (1, 2, 3)),
            *(asked(10 + who, who, "B/two", text="When do we eat?", refused=True) for who in (1, 2, 3, 4)),
        ],
        "A/one",
        "B/two",
    )

    assert told.totals == Totals(7, people=4, answered=3, refused=4)
    assert rows(told, "topics") == {"B": 4, "A": 3}
    assert rows(told, "refused") == {"When do we eat?": 4}
    assert rows(told, "cited") == {"A/one": 3}


def test_small_talk_and_what_has_no_reply_are_not_counted() -> None:
    found = [*(asked(who, who) for who in (1, 2, 3)), asked(4, 4), asked(5, 5)]
    told = figures(
        [*found[:3], *(_of_kind(each, kind) for each, kind in zip(found[3:], (None, "smalltalk"), strict=True))]
    )

    assert told.totals.questions == 3


def test_a_topic_of_two_people_is_told_with_others_alone_however_much_they_ask() -> None:
    told = figures([*(asked(who, who, "A") for who in (1, 2, 3)), *(asked(10 + n, 4 + n % 2, "B") for n in range(20))])

    assert rows(told, "topics") == {}
    assert "B" not in as_csv(told, ENGLISH).decode()
    assert told.totals.questions == 23


def test_what_is_left_is_never_of_one_or_two_people() -> None:
    told = figures(
        [
            *(asked(who, who, "A") for who in range(1, 7)),
            *(asked(10 + who, who, "B") for who in range(1, 4)),
            asked(20, 9, "C"),
        ]
    )

    assert rows(told, "topics") == {"A": 6, "others": 4}


def test_questions_of_nobody_in_particular_count_as_one_persons() -> None:
    assert rows(figures([asked(number, None) for number in range(9)]), "topics") == {}


def test_nothing_is_broken_down_where_two_people_asked() -> None:
    told = figures([asked(number, number % 2, refused=number > 3) for number in range(9)])

    assert told == Figures(Totals(9), None, ())


def test_nobody_asked() -> None:
    assert figures([]) == Figures(Totals(0, people=0), None, ())


def test_the_last_day_is_told_where_both_it_and_what_was_before_are_of_three_people() -> None:
    before = [asked(who, who, "A", hours_ago=40) for who in (1, 2, 3)]
    lately = [asked(10 + who, who, "A") for who in (1, 2, 3, 4)]
    told = figures([*before, *lately])

    assert told.lately == Totals(4, people=4, answered=4, refused=0)
    assert told.parts[0].rows == (Row("A", 7, lately=4),)


def test_the_last_day_is_not_told_where_it_would_give_away_one_earlier_question() -> None:
    told = figures([asked(1, 1, "A", hours_ago=40), *(asked(10 + who, who, "A") for who in (1, 2, 3, 4))])

    assert told.lately is None
    assert told.parts[0].rows == (Row("A", 5),)


def test_of_a_topic_that_only_one_person_asked_about_today_today_is_not_told() -> None:
    before = [asked(10 * n + who, who, topic, hours_ago=40) for n, topic in enumerate("AB") for who in (1, 2, 3)]
    lately = [*(asked(100 + who, who, "A") for who in (1, 2, 3, 4)), asked(200, 5, "B")]
    told = figures([*before, *lately])

    assert told.lately is not None
    assert {row.label: row.lately for row in told.parts[0].rows} == {"A": None, "B": None}


def test_thumbs_down_are_counted_by_who_gave_them() -> None:
    told = figures([asked(1, 1, "A", down=(1, 2, 3)), asked(2, 1, "A"), asked(3, 2, "B", down=(1, 2))])

    assert rows(told, "down") == {}  # two of B would be what is left
    assert rows(figures([asked(1, 1, "A", down=(1, 2, 3)), asked(2, 2), asked(3, 3)]), "down") == {"A": 3}


def test_no_told_figure_lets_a_count_of_one_or_two_people_be_worked_out() -> None:
    told = 0
    for seed in range(40):
        questions = list(_random_questions(random.Random(seed)))
        found = figures(questions, *{kind_of(each).section for each in questions})
        equations = list(_equations(found, questions))
        told += len(equations)
        assert [count for _, count in equations] == [len(_asks(kinds, questions)) for kinds, _ in equations]
        few = [cell for cell in _cells(questions) if is_few(_asks(cell, questions))]
        assert _determined(few, equations) == [], seed
    assert told > 500  # else the test would pass for telling nothing


def test_a_difference_of_nested_counts_is_a_count() -> None:
    everything = frozenset((number, number) for number in range(10))
    discretion = Discretion(everything)
    many, within = frozenset((n, n) for n in range(7)), frozenset((n, n) for n in range(6))

    assert discretion.split(everything, [many]) == [True]
    assert discretion.split(everything, [within]) == [False]


# What was refused


def test_questions_alike_are_one_group_under_the_earliest_wording() -> None:
    texts = ["May we use laptops?", "¿Se permiten laptops?", "may we use laptops", "Who chairs?"]

    def likeness(text: str, others: Sequence[str]) -> list[float]:
        return [0.9 if {text, other} == set(texts[:2]) else 0.1 for other in others]

    assert group_alike(texts, likeness, 0.8) == [0, 0, 0, 3]
    assert group_alike(texts, None, 0.8) == [0, 1, 0, 3]


def test_of_very_many_questions_only_the_last_are_compared() -> None:
    compared: list[str] = []

    def likeness(text: str, others: Sequence[str]) -> list[float]:
        compared.append(text)
        return [0.0] * len(others)

    group_alike([f"Question number {number}?" for number in range(MOST_COMPARED + 50)], likeness, 0.8)

    assert compared[0] == "Question number 51?"
    assert len(compared) == MOST_COMPARED - 1


# The table


def test_the_table_opens_in_a_spreadsheet_with_its_accents() -> None:
    parts = (Part("topics", (Row("Año, o «ñ»", 4, lately=3),), Row("", 5)),)
    written = as_csv(Figures(Totals(9, 5, 6, 3), Totals(4, 4), parts), Catalogue.load("es"))

    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig")))) == [
        ["Parte", "Qué", "Cantidad"],
        ["Desde el inicio", "Preguntas", "9"],
        ["Desde el inicio", "Personas", "5"],
        ["Desde el inicio", "Con respuesta", "6"],
        ["Desde el inicio", "No está en los documentos", "3"],
        ["Últimas 24 horas", "Preguntas", "4"],
        ["Últimas 24 horas", "Personas", "4"],
        ["Temas", "Año, o «ñ»", "4"],
        ["Temas", "Otros, con pocas personas en cada uno", "5"],
        ["Temas (Últimas 24 horas)", "Año, o «ñ»", "3"],
    ]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        pytest.param("=HYPERLINK(1)", "'=HYPERLINK(1)", id="equals"),
        pytest.param("+52", "'+52", id="plus"),
        pytest.param("-1 or @x", "'-1 or @x", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "'=1", id="a tab before"),
        pytest.param(" \n=1", "'=1", id="white space before"),
        pytest.param("＝1", "'＝1", id="full width"),
        pytest.param("a;=1;b", "a;'=1;b", id="where a semicolon parts cells"),
        pytest.param('x",=1', "x\",'=1", id="after a quotation mark and a comma"),
        pytest.param("Is 1 + 1 = 2?\nYes", "Is 1 + 1 = 2? Yes", id="no formula"),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert as_cell(text) == cell


# Somebody who works out what is not told: each told count is an equation over all kinds of questions that there may be


@dataclass(frozen=True, slots=True)
class Kind:
    section: str
    text: str
    """What was refused, ``""`` for what was answered."""
    is_late: bool


Kinds = frozenset[Kind]


def kind_of(question: Asked) -> Kind:
    refused = question.kind == "refusal"
    section = "/".join((*question.cited, *question.nearest)[0].section)
    return Kind(section, question.text if refused else "", question.asked_at >= DAY_BEFORE)


def _of_kind(question: Asked, kind: str | None) -> Asked:
    return Asked(**{**{name: getattr(question, name) for name in Asked.__slots__}, "kind": kind})


def _random_questions(chance: random.Random) -> Iterator[Asked]:
    people = chance.randint(3, 14)
    for number in range(chance.randint(8, 90)):
        section = f"{chance.choice('AAABBC')}/{chance.choice('xxy')}"
        refused, hours = chance.random() < 0.3, chance.choice((2, 40))
        yield asked(
            number,
            chance.randint(1, people),
            section,
            refused=refused,
            hours_ago=hours,
            text=chance.choice(("May we eat?", "Who chairs?", "When is lunch?")),
        )


def _all_kinds(questions: Sequence[Asked]) -> Kinds:
    found = [kind_of(each) for each in questions]
    every = product({each.section for each in found}, {"", *(each.text for each in found)}, (True, False))
    return frozenset(Kind(*each) for each in every)


def _asks(kinds: Kinds, questions: Sequence[Asked]) -> frozenset[tuple[int, int]]:
    return frozenset((each.id, each.user_id or 0) for each in questions if kind_of(each) in kinds)


def _equations(found: Figures, questions: Sequence[Asked]) -> Iterator[tuple[Kinds, int]]:
    """Yield what is told: kinds of questions, and how many questions there are of these."""
    every = _all_kinds(questions)
    answered = frozenset(each for each in every if not each.text)
    for totals, is_late in ((found.totals, False), (found.lately, True)):
        pool = frozenset(each for each in every if each.is_late or not is_late)
        if totals is not None:
            told = ((pool, totals.questions), (pool & answered, totals.answered), (pool - answered, totals.refused))
            yield from ((kinds, count) for kinds, count in told if count is not None)
    labels: dict[str, tuple[Kinds, Callable[[Kind], str]]] = {
        "topics": (every, lambda each: each.section[0]),
        "refused": (every - answered, lambda each: each.text),
        "cited": (answered, lambda each: each.section),
    }
    for part in found.parts:
        yield from _told_by(part, *labels[part.name])


def _told_by(part: Part, pool: Kinds, label: Callable[[Kind], str]) -> Iterator[tuple[Kinds, int]]:
    named = {row.label for row in part.rows}
    for row in [*part.rows, *([part.others] if part.others else [])]:
        kinds = frozenset(
            each for each in pool if (label(each) == row.label if row.label else label(each) not in named)
        )
        yield kinds, row.count
        if row.lately is not None:
            yield frozenset(each for each in kinds if each.is_late), row.lately


def _cells(questions: Sequence[Asked]) -> list[Kinds]:
    """Return every way to break the questions down by one or two things."""
    things: list[Callable[[Kind], object]] = [
        lambda each: each.section[0],
        lambda each: each.section,
        lambda each: each.text == "",
        lambda each: each.text,
        lambda each: each.is_late,
    ]
    every = _all_kinds(questions)
    cells = set()
    for one, other in product(things, things):
        for values in {(one(each), other(each)) for each in every}:
            cells.add(frozenset(each for each in every if (one(each), other(each)) == values))
    return list(cells)


def _determined(cells: Sequence[Kinds], equations: Sequence[tuple[Kinds, int]]) -> list[Kinds]:
    """Return the cells that sums and differences of the told counts give; of what is none, all parts are none."""
    none = frozenset[Kind]().union(*(kinds for kinds, count in equations if count == 0))
    columns = sorted(frozenset[Kind]().union(*(kinds for kinds, _ in equations)) - none, key=repr)
    matrix = np.array([[float(each in kinds) for each in columns] for kinds, _ in equations]).T
    wanted = np.array([[float(each in cell) for each in columns] for cell in cells]).reshape(-1, len(columns)).T
    solution, *_ = np.linalg.lstsq(matrix, wanted, rcond=None)
    apart = np.abs(matrix @ solution - wanted).max(axis=0)
    return [cell for cell, distance in zip(cells, apart, strict=True) if distance < 1e-6]
