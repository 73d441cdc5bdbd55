"""Every number of a written sentence stands in its grounds, told of the same thing: tables of true and false sentences.

The tables stand in ``tests/sentences/numbers``. In ``forms.txt`` a source follows #, what may be said of it +, and what
may not -, after the words that offend; ~ says that others may be named. The word vectors are those of an encoder of two
concepts, so that what is found here is found by stems, the lexicon and names; the scored tables use the bundled model.
"""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

import answering.checking.quantities
from answering.checking.grounds import grounds_of
from answering.checking.numbers import misplaced_number, wrong_number
from answering.checking.quantities.reading import quantities_of
from answering.checking.readings import read
from answering.checking.types import Ground
from answering.matching import Matcher
from tests.excerpts import LEXICON, made_of, passages_of
from tests.fakes import FakeEncoder
from vectorstore.types import Unit, UnitKind

MATCHER = Matcher(FakeEncoder("passengers pasajeros", "cargo carga").encode_words, LEXICON)
ROOT = Path(__file__).parents[2]
BUNDLED = ROOT / "ingest" / "documents" / "interpol"
GUIDES = (ROOT / "tests" / "quality" / "cross_encoder" / "guides", ROOT / "tests" / "quality" / "calibration")
TABLES = ROOT / "tests" / "sentences" / "numbers"
OTHER = {"en": "es", "es": "en"}


def ground(text: str, language: str, above: str = "Guide", kind: UnitKind = "sentence", context: str = "") -> Ground:
    unit = Unit(text, text, kind, context, 0)
    return Ground(unit, read(text, language, LEXICON), read(f"{above}\n{context}".strip(), language, LEXICON))


@cache
def story(language: str) -> tuple[Ground, ...]:
    text = f"# Guide\n\n{(TABLES / f'story.{language}.md').read_text(encoding='utf-8')}"
    return tuple(each for excerpt in made_of(text, language) for each in excerpt.grounds)


@cache
def cited(document: str, sections: str, editions: tuple[str, ...]) -> tuple[Ground, ...]:
    return tuple(
        each
        for section in sections.split("+")
        for edition in editions
        for passage in passages_of(BUNDLED / f"{document}.{edition}.md")
        if passage.section_key == section
        for each in grounds_of(passage, passage.language, LEXICON)
    )


@cache
def guide(name: str, sections: str) -> tuple[Ground, ...]:
    path = next(folder / f"{name}.md" for folder in GUIDES if (folder / f"{name}.md").exists())
    return tuple(
        each
        for passage in passages_of(path)
        if any(section in " › ".join(passage.section) for section in sections.split("|"))
        for each in grounds_of(passage, passage.language, LEXICON)
    )


def fault(sentence: str, language: str, grounds: Sequence[Ground]) -> str:
    said = read(sentence, language, LEXICON)
    return wrong_number(said, grounds) or misplaced_number(said, grounds, grounds, MATCHER)


def lines(table: str) -> list[str]:
    return (TABLES / f"{table}.txt").read_text(encoding="utf-8").splitlines()


def forms(sign: str) -> Iterator[tuple[str, ...]]:
    source = ""
    for line in lines("forms"):
        if line.startswith("# "):
            source = line[2:]
        elif line.startswith(sign):
            yield source, line[2:4], line[5:]


def under_heads(table: str) -> Iterator[tuple[str, str, str]]:
    head = ""
    for line in lines(table):
        if line.startswith("# "):
            head = line[2:]
        else:
            language, _, sentence = line.partition(" ")
            yield head, language, sentence


def language_of(source: str) -> str:
    return "es" if source.startswith(("El ", "La ")) else "en"


@pytest.mark.parametrize(("source", "language", "sentence"), list(forms("+")))
def test_a_number_stands_there_in_any_form(source: str, language: str, sentence: str) -> None:
    said = read(sentence, language, LEXICON)
    assert wrong_number(said, [ground(source, language_of(source))]) == ""


@pytest.mark.parametrize(("source", "language", "row"), list(forms("-")))
def test_another_number_kind_unit_or_bound_does_not(source: str, language: str, row: str) -> None:
    words, _, sentence = row.removesuffix(" ~").partition(" | ")
    found = wrong_number(read(sentence, language, LEXICON), [ground(source, language_of(source))])
    assert found if row.endswith("~") else found == words


@pytest.mark.parametrize("editions", [("en", "es"), ("en",), ("es",)], ids=["both", "own", "other"])
@pytest.mark.parametrize("sentence", lines("true.en"))
def test_a_true_english_sentence_may_be_said(sentence: str, editions: Sequence[str]) -> None:
    assert fault(sentence, "en", [each for edition in editions for each in story(edition)]) == ""


@pytest.mark.parametrize("editions", [("es", "en"), ("es",), ("en",)], ids=["both", "own", "other"])
@pytest.mark.parametrize("sentence", lines("true.es"))
def test_a_true_spanish_sentence_may_be_said(sentence: str, editions: Sequence[str]) -> None:
    assert fault(sentence, "es", [each for edition in editions for each in story(edition)]) == ""


@pytest.mark.parametrize("editions", [("en", "es"), ("en",)], ids=["both", "own"])
@pytest.mark.parametrize("sentence", lines("false.en"))
def test_a_false_english_sentence_may_not_be_said(sentence: str, editions: Sequence[str]) -> None:
    assert fault(sentence, "en", [each for edition in editions for each in story(edition)])


@pytest.mark.parametrize("editions", [("es", "en"), ("es",)], ids=["both", "own"])
@pytest.mark.parametrize("sentence", lines("false.es"))
def test_a_false_spanish_sentence_may_not_be_said(sentence: str, editions: Sequence[str]) -> None:
    assert fault(sentence, "es", [each for edition in editions for each in story(edition)])


@pytest.mark.parametrize(("table", "language"), [("false.en", "en"), ("false.es", "es")], ids=["en", "es"])
def test_most_false_sentences_are_found_by_the_other_edition_alone(table: str, language: str) -> None:
    passed = [sentence for sentence in lines(table) if not fault(sentence, language, story(OTHER[language]))]
    assert len(passed) <= 3, passed


@pytest.mark.parametrize("row", lines("bundled_true"))
@pytest.mark.parametrize("is_only_other", [False, True], ids=["both", "other"])
def test_what_the_bundled_documents_say_may_be_said(row: str, is_only_other: bool) -> None:
    where, language, sentence = row.split(" | ")
    document, sections = where.split()
    editions = (OTHER[language],) if is_only_other else (language, OTHER[language])
    assert fault(sentence, language, cited(document, sections, editions)) == ""


@pytest.mark.parametrize("row", lines("bundled_false"))
def test_what_the_bundled_documents_say_of_another_thing_may_not(row: str) -> None:
    where, language, words, sentence = row.split(" | ")
    document, sections = where.split()
    assert fault(sentence, language, cited(document, sections, (language, OTHER[language]))) == words


@pytest.mark.parametrize(("where", "language", "sentence"), list(under_heads("guides_true")))
def test_what_another_guide_says_may_be_said(where: str, language: str, sentence: str) -> None:
    name, _, sections = where.partition(" ")
    assert fault(sentence, language, guide(name, sections)) == ""


@pytest.mark.parametrize(("where", "language", "sentence"), list(under_heads("guides_false")))
def test_what_another_guide_says_of_another_thing_may_not(where: str, language: str, sentence: str) -> None:
    name, _, sections = where.partition(" ")
    assert fault(sentence, language, guide(name, sections))


ROWS = (
    "Year: 2019; Cargo (million tonnes): 31.5; Ships: 37; Rank: 4; Share (%): 12",
    "Year: 2020; Cargo (million tonnes): 33.0; Ships: 64; Rank: 2; Share (%): 19",
)


@pytest.mark.parametrize(
    ("language", "sentence", "is_held"),
    [
        ("en", "In 2019, 37 ships carried 31.5 million tonnes of cargo.", True),
        ("es", "En 2020 hubo 64 barcos.", True),
        ("en", "The share was 19% in 2020.", True),
        ("en", "With 64 ships, 2020 was ranked 2nd.", True),
        ("en", "In 2019 there were 64 ships.", False),
        ("en", "In 2020, 37 ships carried 33 million tonnes of cargo.", False),
        ("en", "In 2019 the cargo was 33 million tonnes.", False),
        ("en", "In 2019 there were 12 ships.", False),
        ("en", "In 2019 the share was 37%.", False),
        ("en", "The cargo was 31.5 thousand tonnes in 2019.", False),
    ],
)
def test_a_number_of_a_table_is_of_its_row_and_column(language: str, sentence: str, is_held: bool) -> None:
    assert (fault(sentence, language, [ground(row, "en", kind="row") for row in ROWS]) == "") is is_held


def test_a_label_above_a_list_gives_its_numbers_their_measure() -> None:
    listed = [ground("Peru: 12", "en", kind="item", context="Share of victims in percent:")]

    assert fault("Peru has 12% of the victims.", "en", listed) == ""
    assert fault("Peru has 12 million victims.", "en", listed) == "12 million"


def test_a_year_missing_from_a_date_may_stand_above_it() -> None:
    assert fault("It opens on 23 May 2019.", "en", [ground("It opens on 23 May.", "en", "Fair 2019")]) == ""
    assert fault("It opens on 23 May 2018.", "en", [ground("It opens on 23 May.", "en", "Fair 2019")]) == "23 May 2018"


def test_a_sentence_without_numbers_has_no_wrong_ones() -> None:
    said = read("Nothing is counted here.", "en", LEXICON)

    assert wrong_number(said, []) == ""
    assert misplaced_number(said, [], [], MATCHER) == ""


def test_a_number_is_wrong_where_there_are_no_grounds() -> None:
    assert wrong_number(read("There were 25 arrests.", "en", LEXICON), []) == "25"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "INTERPOL's I-24/7, TRACK4TIP, room B2 and COVID-19 are names."),
        ("en", "One of the largest may do so at once, in the first place."),
        ("es", "Una de las mesas, uno de los delegados y un país; lo primero es ir."),
        ("en", "1. Bring your badge\n2) Sit down"),
    ],
)
def test_names_articles_and_marks_are_no_numbers(language: str, text: str) -> None:
    assert quantities_of(text, language) == ()


MODULES: Mapping[str, str] = {
    name: f"answering.checking.{name}"
    for name in (
        *("changes", "contest", "fitting", "numbers", "owners", "placing", "spots", "surroundings", "table_rows"),
        *(f"quantities.{module.name}" for module in pkgutil.iter_modules(answering.checking.quantities.__path__)),
    )
}


@pytest.mark.parametrize("name", MODULES.values(), ids=MODULES.keys())
def test_examples_hold(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0
