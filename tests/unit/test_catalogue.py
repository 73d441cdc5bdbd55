"""The words for Telegram are whole in both languages, and all of them are said somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po
from telegram.constants import BotCommandLimit, BotDescriptionLimit, CallbackQueryLimit

from answering.language import detect_language
from bot.catalogue import LOCALES, Catalogue, MissingFieldError, UnknownKeyError, closest_language
from bot.telegram.lengths import utf16_units
from vectorstore.types import Language

BOT = Path(__file__).parents[2] / "bot"
LANGUAGES: tuple[Language, ...] = get_args(Language)
ENGLISH, SPANISH = Catalogue.load("en"), Catalogue.load("es")
KEYS = sorted(ENGLISH.entries)
AFTERNOON = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)
MEXICO = ZoneInfo("America/Mexico_City")
# What callers pass by themselves, beside the fields.
HANDED_ON = {"text": 1, "plural": 2}


@dataclass(frozen=True)
class Call:
    """A call of the catalogue in the code: its key, or the beginning of it, and the fields that it passes."""

    where: str
    method: str
    key: str
    whole: bool
    fields: frozenset[str] | None

    def meant(self) -> list[str]:
        return [key for key in KEYS if (key == self.key if self.whole else key.startswith(self.key))]


def fields(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def all_fields(catalogue: Catalogue, key: str) -> frozenset[str]:
    return frozenset[str]().union(*(fields(form) for form in catalogue.entries[key]))


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(BOT.rglob("*.py")):
        yield str(path.relative_to(BOT)), ast.parse(path.read_text(encoding="utf-8"))


def calls() -> Iterator[Call]:
    for name, tree in trees():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in HANDED_ON or len(node.args) != HANDED_ON[node.func.attr]:
                continue
            match node.args[0]:
                case ast.Constant(str(key)):
                    whole = True
                case ast.JoinedStr([ast.Constant(str(key)), *_]):
                    whole = False
                case _:
                    continue
            passed = [keyword.arg for keyword in node.keywords]
            known = None if None in passed else frozenset(str(each) for each in passed)
            yield Call(f"{name}:{node.lineno}", node.func.attr, key, whole, known)


CALLS = list(calls())


def spoken_keys() -> set[str]:
    """Return the keys that stand in the code, by themselves or as the beginning of a composed one."""
    constants = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    begun = {key for call in CALLS if not call.whole for key in call.meant()}
    return begun | {key for key in KEYS if key in constants}


def test_there_is_a_catalogue_for_every_language_of_replies() -> None:
    assert {path.stem for path in LOCALES.glob("*.po")} == set(LANGUAGES)


def test_the_catalogues_have_the_same_keys() -> None:
    assert set(ENGLISH.entries) == set(SPANISH.entries)


@pytest.mark.parametrize("key", KEYS)
def test_the_languages_fill_in_the_same(key: str) -> None:
    assert all_fields(ENGLISH, key) == all_fields(SPANISH, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_missing_or_in_doubt(language: Language) -> None:
    with (LOCALES / f"{language}.po").open("rb") as file:
        read = read_po(file, abort_invalid=True)
    catalogue = Catalogue.load(language)

    assert [message.id for message in read if message.id and message.fuzzy] == []
    assert list(read.obsolete) == []
    assert [key for key, forms in catalogue.entries.items() if not all(form.strip() for form in forms)] == []
    plurals = {key: len(forms) for key, forms in catalogue.entries.items() if len(forms) != 1}
    assert set(plurals.values()) == {read.num_plurals}


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_hold_no_markup_and_only_named_fields(language: Language) -> None:
    for key, forms in Catalogue.load(language).entries.items():
        for form in forms:
            assert re.search(r"[<>&]", form) is None, key
            assert all(re.fullmatch(r"[a-z]+", name) for name in fields(form)), key
            assert form == form.strip(), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_spoken_in_its_own_words(language: Language) -> None:
    other: Language = "es" if language == "en" else "en"
    long = [form for forms in Catalogue.load(language).entries.values() for form in forms if len(form.split()) > 3]

    assert len(long) > 30
    assert [text for text in long if detect_language(re.sub(r"\{\w+\}", "", text), default=other) != language] == []


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.where} {call.key}")
def test_what_the_code_says_is_in_the_catalogue_with_its_fields(call: Call) -> None:
    keys = call.meant()

    assert keys
    for key in keys:
        assert (len(ENGLISH.entries[key]) > 1) == (call.method == "plural"), key
        if call.fields is not None:
            assert call.fields == all_fields(ENGLISH, key) - {"n"}, key


@pytest.mark.skipif(not (BOT / "telegram" / "app.py").exists(), reason="nothing says the words yet")
def test_every_key_is_said_somewhere() -> None:
    assert set(KEYS) - spoken_keys() == set()


@pytest.mark.parametrize(
    ("key", "most"),
    [
        *((key, int(BotCommandLimit.MAX_DESCRIPTION)) for key in KEYS if key.startswith("command.")),
        *(
            (key, int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH))
            for key in KEYS
            if key.startswith(("press.", "thumbs.", "dais."))
        ),
        ("bot.description", int(BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)),
        ("bot.short_description", int(BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)),
    ],
)
def test_what_telegram_limits_fits(key: str, most: int) -> None:
    assert [utf16_units(form) > most for each in (ENGLISH, SPANISH) for form in each.entries[key]] == [False, False]


def test_the_greeting_has_three_lines_with_an_example_and_the_way_to_switch_language() -> None:
    for catalogue in (ENGLISH, SPANISH):
        lines = catalogue.text("start.greeting", example=catalogue.text("start.example")).split("\n")

        assert len(lines) == 3
        assert "TRACK4TIP" in lines[1]
        assert "/language" in lines[2]


def test_the_symbols_and_the_names_of_languages_are_the_same_everywhere() -> None:
    keys = ("button.dais", "button.up", "button.down", "button.language.en", "button.language.es")

    assert [ENGLISH.text(key) for key in keys] == ["🙋", "👍", "👎", "English", "Español"]
    assert [SPANISH.text(key) for key in keys] == [ENGLISH.text(key) for key in keys]


@pytest.mark.parametrize(
    ("catalogue", "n", "said"),
    [
        pytest.param(SPANISH, 0, "0 preguntas con sus respuestas", id="es 0"),
        pytest.param(SPANISH, 1, "1 pregunta con sus respuestas", id="es 1"),
        pytest.param(SPANISH, 2, "2 preguntas con sus respuestas", id="es 2"),
        pytest.param(SPANISH, 1_234_567, "1,234,567 preguntas con sus respuestas", id="es millions"),
        pytest.param(ENGLISH, 0, "0 questions with their replies", id="en 0"),
        pytest.param(ENGLISH, 1, "1 question with its replies", id="en 1"),
        pytest.param(ENGLISH, 21, "21 questions with their replies", id="en 21"),
    ],
)
def test_a_count_takes_its_plural_form(catalogue: Catalogue, n: int, said: str) -> None:
    assert catalogue.plural("forget.questions", n) == said


@pytest.mark.parametrize("key", ["start.nothing", "", "start", "forget.questions"])
def test_a_key_that_is_no_text_raises(key: str) -> None:
    with pytest.raises(UnknownKeyError, match=re.escape(repr(key))):
        SPANISH.text(key)


@pytest.mark.parametrize("key", ["forget.nothing", "forget.report"])
def test_a_key_that_is_no_plural_raises(key: str) -> None:
    with pytest.raises(UnknownKeyError, match=key):
        ENGLISH.plural(key, 2)


def test_a_missing_field_raises() -> None:
    with pytest.raises(MissingFieldError, match=r"expected the field 'committee'.*'join\.chair'"):
        ENGLISH.text("join.chair")


def test_what_is_filled_in_is_not_read_as_a_field() -> None:
    assert ENGLISH.text("join.already", committee="{bot} {0} {") == "You were already in {bot} {0} {: ask away."


def test_a_language_is_read_once() -> None:
    assert Catalogue.load("es") is SPANISH


@pytest.mark.parametrize(
    ("catalogue", "expected"),
    [
        pytest.param(ENGLISH, ["21 November 2026", "14:30", "1,234.5", "a, b and c", "a", ""], id="en"),
        pytest.param(SPANISH, ["21 de noviembre de 2026", "14:30", "1,234.5", "a, b y c", "a", ""], id="es"),
    ],
)
def test_times_numbers_and_lists_are_written_as_the_language_does(catalogue: Catalogue, expected: list[str]) -> None:
    assert [
        catalogue.date(AFTERNOON, MEXICO),
        catalogue.time(AFTERNOON, MEXICO),
        catalogue.number(1234.5),
        catalogue.listing(["a", "b", "c"]),
        catalogue.listing(["a"]),
        catalogue.listing([]),
    ] == expected


def test_a_moment_is_told_in_the_zone_asked_for() -> None:
    late = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)

    assert (SPANISH.date(late, MEXICO), SPANISH.time(late, MEXICO)) == ("21 de noviembre de 2026", "21:05")


TAGS: Mapping[str | None, Language] = {
    "es": "es",
    "es-MX": "es",
    "es_419": "es",
    "ES": "es",
    "en": "en",
    "et": "en",
    "est": "en",
    "pt-br": "en",
    "": "en",
    None: "en",
}


@pytest.mark.parametrize("tag", TAGS)
def test_the_closest_language_to_a_clients_is_spanish_or_english(tag: str | None) -> None:
    assert closest_language(tag) == TAGS[tag]
