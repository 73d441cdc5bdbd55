"""Sentences out of a stream: where one ends, what it cites, and that the pieces it comes in change nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answering.checking.types import WrittenSentence
from answering.sentences import MAX_SENTENCE_CHARS, SentenceReader, keys_in, without_keys

CUT = {
    "keys before the full stop": (
        "INTERPOL has 196 members [kqzt]. It began in 1923 [kqzt].",
        ["INTERPOL has 196 members [kqzt].", "It began in 1923 [kqzt]."],
    ),
    "keys behind the full stop": (
        "INTERPOL has 196 members. [kqzt] It began in 1923. [kqzt][bdfg] More [kqzt].",
        ["INTERPOL has 196 members. [kqzt]", "It began in 1923. [kqzt][bdfg]", "More [kqzt]."],
    ),
    "keys around the full stop": ("Se fundó [kqzt]. [bdfg] Hoy sigue.", ["Se fundó [kqzt]. [bdfg]", "Hoy sigue."]),
    "a full stop after the keys too": ("One. [kqzt]. Two.", ["One. [kqzt].", "Two."]),
    "small letters behind the keys": ("It ended. [kqzt] and began [b].", ["It ended. [kqzt]", "and began [b]."]),
    "no space after the stop": ("Rescató a 75 [kqzt].La OIM ayudó [b].", ["Rescató a 75 [kqzt].", "La OIM ayudó [b]."]),
    "no space, keys behind": ("They left.[kqzt]Then rest.[b]", ["They left.[kqzt]", "Then rest.[b]"]),
    "no space, no keys": ("Los niños llegaron.Después salieron.", ["Los niños llegaron.", "Después salieron."]),
    "an article's number": ("El Art. 3 vale [k]. Fin.", ["El Art. 3 vale [k].", "Fin."]),
    "a shortened title": ("La Sra. Ruiz y el Dr. Paz [k]. Fin.", ["La Sra. Ruiz y el Dr. Paz [k].", "Fin."]),
    "EE. UU.": ("En EE. UU. México firmó [k]. Fin.", ["En EE. UU. México firmó [k].", "Fin."]),
    "EE. UU. at the end": ("Firmó EE. UU. [k] La OIM no [k].", ["Firmó EE. UU. [k]", "La OIM no [k]."]),
    "p. m.": ("A las 3 p. m. empieza [k]. Fin.", ["A las 3 p. m. empieza [k].", "Fin."]),
    "p.m. at the end": ("It starts at 3 p.m. The room is full.", ["It starts at 3 p.m.", "The room is full."]),
    "No. 5": ("In room No. 5 they meet [k]. Fin.", ["In room No. 5 they meet [k].", "Fin."]),
    "no at the end": ("El comité dijo que no. La mesa sí.", ["El comité dijo que no.", "La mesa sí."]),
    "initials": ("J. R. Smith spoke [k]. Fin.", ["J. R. Smith spoke [k].", "Fin."]),
    "the letter of a topic": ("They debate Topic A. The guide helps.", ["They debate Topic A.", "The guide helps."]),
    "decimals": ("Son 27.6 o 3,5 millones [k]. Fin.", ["Son 27.6 o 3,5 millones [k].", "Fin."]),
    "a year at the end": ("It began in 2015. In 2016 it ended.", ["It began in 2015.", "In 2016 it ended."]),
    "an ellipsis": ("Dijo… nada [k]. Y luego... Después sí.", ["Dijo… nada [k].", "Y luego...", "Después sí."]),
    "questions": ("¿Qué pasó? ¡Nada! ¿Y luego?", ["¿Qué pasó?", "¡Nada!", "¿Y luego?"]),
    "a quotation's end": ("Dice «todo.» [k] Nada más.", ["Dice «todo.» [k]", "Nada más."]),
    "sentences within a quotation": ("Dice «Uno. Dos» [k]. Fin.", ["Dice «Uno. Dos» [k].", "Fin."]),
    "sentences within a parenthesis": (
        "It fell (see p. 3. Then rose) [k]. End.",
        ["It fell (see p. 3. Then rose) [k].", "End."],
    ),
    "a list with its lead-in": (
        "It covers [k]:\n- Ecuador\n- Peru. And more\n- Aruba [k]\n\nIt began in 2019 [k].",
        ["It covers [k]:\n- Ecuador\n- Peru. And more\n- Aruba [k]", "It began in 2019 [k]."],
    ),
    "a numbered list": ("Son:\n\n1. Perú\n2. Aruba [k]\nEmpezó [k].", ["Son:\n\n1. Perú\n2. Aruba [k]", "Empezó [k]."]),
    "a list without a lead-in": (
        "- Akoma ended [k].\n- Nawala began [k].",
        ["- Akoma ended [k].", "- Nawala began [k]."],
    ),
    "lines that end in keys": ("Akoma ended [k]\nNawala began [k]", ["Akoma ended [k]", "Nawala began [k]"]),
    "a line that goes on": (
        "The operation that police of many countries carried out in the year\nended well [k].",
        ["The operation that police of many countries carried out in the year\nended well [k]."],
    ),
    "a heading": ("Resumen\nLa operación acabó [k].", ["Resumen", "La operación acabó [k]."]),
    "a blank line": ("no stop here [k]\n\nand on", ["no stop here [k]", "and on"]),
    "line ends of Windows": ("One [k].\r\nTwo [k].\r\n\r\nThree", ["One [k].", "Two [k].", "Three"]),
    "a zero-width space": ("One.\u200b[k] Two.\ufeff Three.", ["One.\u200b[k]", "Two.", "\ufeff Three."]),
    "brackets that are no keys": ("He «went» [sic] home. She too [1].", ["He «went» [sic] home.", "She too [1]."]),
    "a bracket that never closes": ("One [kqzt. Two.\nThree.", ["One [kqzt.", "Two.", "Three."]),
    "nothing but space": (" \n\t ", []),
}


def read(pieces: list[str]) -> list[WrittenSentence]:
    reader = SentenceReader()
    whole = [sentence for piece in pieces for sentence in reader.feed(piece)]
    return [*whole, *reader.finish()]


def raws(text: str) -> list[str]:
    return [sentence.raw for sentence in read([text])]


@pytest.mark.parametrize(("text", "wanted"), CUT.values(), ids=CUT)
def test_a_text_is_cut_at_the_ends_of_its_sentences(text: str, wanted: list[str]) -> None:
    found = raws(text)
    assert [sentence.strip("\ufeff ") for sentence in found] == [sentence.strip("\ufeff ") for sentence in wanted]


@pytest.mark.parametrize("text", [text for text, _ in CUT.values()], ids=CUT)
def test_single_characters_give_the_same_sentences_as_the_whole_text(text: str) -> None:
    assert read(list(text)) == read([text])


FRAGMENTS = [
    "INTERPOL", "la OIM", "Sra. ", "Art. 3", "EE. UU. ", "p. m. ", "27.6", "3,5", "J. R. ", "No. 5 ", "Topic A", "2015",
    "[kqzt]", "[bdfg, kqzt]", "[sic]", "[", "]", ". ", ".", "... ", "…", "? ", "¿Qué ", "! ", "«", "» ", "“", "” ", '"',
    "(", ") ", ":", ":\n- ", "\n- ", "\n1. ", "\n", "\n\n", "\r\n", " ", "\u200b", "\u202e", "\x00",
    "é", "e\u0301", "日本",
    "y luego ", "El ", "The end", "a" * 90, "**", "# ", "😀",
]  # fmt: skip
texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=6), max_size=60).map("".join)


@settings(deadline=None)
@given(texts, st.data())
def test_how_a_text_is_cut_into_pieces_changes_nothing(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=12)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert read(pieces) == read([text])


@settings(deadline=None)
@given(texts)
def test_nothing_but_white_space_is_lost(text: str) -> None:
    def shown(part: str) -> str:
        return re.sub(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]", "", part)

    assert "".join(shown(sentence.raw) for sentence in read([text])) == shown(text)


def test_a_sentence_is_handed_out_as_soon_as_the_next_one_has_begun() -> None:
    reader = SentenceReader()
    assert reader.feed("INTERPOL has 196 members [kqzt]. It") == []
    assert [sentence.raw for sentence in reader.feed(" was")] == ["INTERPOL has 196 members [kqzt]."]


def test_a_word_that_is_not_whole_yet_ends_no_sentence() -> None:
    reader = SentenceReader()
    assert reader.feed("It ended. The") == []
    assert [sentence.raw for sentence in reader.feed("re is more.")] == ["It ended."]


def test_keys_may_still_come_behind_a_full_stop() -> None:
    reader = SentenceReader()
    assert reader.feed("It ended. ") == []
    assert reader.feed("[kq") == []
    (sentence,) = reader.feed("zt] The end")
    assert sentence == WrittenSentence("It ended. [kqzt]", "It ended.", ("kqzt",))


def test_an_endless_text_without_a_stop_is_one_sentence() -> None:
    endless = "and so on " * (MAX_SENTENCE_CHARS // 5) + ". But then it ends. The end."
    (sentence,) = read([endless])
    assert len(sentence.text) > MAX_SENTENCE_CHARS


def test_a_reader_is_empty_after_it_finished() -> None:
    reader = SentenceReader()
    reader.feed("One. Two")
    assert [sentence.raw for sentence in reader.finish()] == ["One.", "Two"]
    assert reader.finish() == []


@pytest.mark.parametrize(
    ("raw", "text", "keys"),
    [
        ("INTERPOL has 196 members [kqzt].", "INTERPOL has 196 members.", ("kqzt",)),
        ("INTERPOL has 196 members. [kqzt]", "INTERPOL has 196 members.", ("kqzt",)),
        ("INTERPOL has 196 members. [kqzt].", "INTERPOL has 196 members.", ("kqzt",)),
        ("Akoma [kqzt, bdfg] and Nawala [kqzt][mnpq].", "Akoma and Nawala.", ("kqzt", "bdfg", "mnpq")),
        ("Akoma[kqzt]and Nawala", "Akoma and Nawala", ("kqzt",)),
        ("[kqzt] Akoma ended.", "Akoma ended.", ("kqzt",)),
        ("It  ended\nwell [k].", "It ended well.", ("k",)),
        ("It covers [k]:\n- Ecuador [k]\n- Aruba [k].", "It covers:\n- Ecuador\n- Aruba.", ("k",)),
        ("He went [sic] home [1].", "He went home.", ("sic", "1")),
        ("It ended\u200b [kq zt; b].", "It ended.", ("kq zt", "b")),
        ("It ended [].", "It ended.", ("",)),
        ("It ended [kqzt", "It ended [kqzt", ()),
    ],
)
def test_the_keys_are_taken_out_of_the_text(raw: str, text: str, keys: tuple[str, ...]) -> None:
    assert (without_keys(raw), keys_in(raw)) == (text, keys)
