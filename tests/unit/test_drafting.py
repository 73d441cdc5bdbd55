"""Drafts: which checked sentences are taken, how they read, what they cite."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answering.checking.types import Fault, Verdict
from answering.completeness import MAX_CHARS
from answering.drafting import Draft
from answering.types import Composition
from tests.evidence import MATCHER, failed, finding_of, passed, prepared_of, sentences_of, sheet_of
from tests.fakes import make_passage
from vectorstore.types import Unit

AKOMA = make_passage(
    "Operation Akoma began in 2015. Police rescued 75 children. It led to 25 arrests.", section=("Operation Akoma",)
)
NAWALA = make_passage(
    "Operation Nawala rescued 76 children. It ended in 2014.", section=("Operation Nawala",), section_key="2"
)
SHEET = sheet_of({"bbbb": AKOMA, "cccc": NAWALA})
COMPOSITION = Composition("gpt", "0a1b2c3d", ("raw",), ())
ARRESTS = finding_of("How many arrests did Operation Akoma lead to?", AKOMA, NAWALA, best=2)


def draft_of(text: str = "", *parts: object) -> Draft:
    """Return a draft that was given every sentence of ``text``; ``✗`` in one fails it."""
    draft = Draft(prepared_of(*(parts or (ARRESTS,))), SHEET, MATCHER)
    for sentence in sentences_of(text):
        draft.add(sentence, failed() if "✗" in sentence.raw else passed(sentence, SHEET, bbbb=2))
    return draft


def faults(draft: Draft) -> list[str]:
    return [sentence.fault for sentence in draft.judged]


def test_keys_become_numbers_by_their_first_appearance_before_the_full_stop() -> None:
    draft = draft_of(
        "Operation Nawala rescued 76 children [cccc]. Operation Akoma led to 25 arrests [bbbb]. "
        "Both operations rescued children. [cccc][bbbb] Was it so [bbbb]?"
    )
    assert draft.text() == (
        "Operation Nawala rescued 76 children [1]. Operation Akoma led to 25 arrests [2]. "
        "Both operations rescued children [1] [2]. Was it so? [2]"
    )
    answer = draft.answer("gpt", COMPOSITION)
    assert [(each.number, each.source.section, each.quote) for each in answer.citations] == [
        (1, ("Operation Nawala",), "Operation Nawala rescued 76 children."),
        (2, ("Operation Akoma",), "It led to 25 arrests."),
    ]
    assert (answer.composed_by, answer.composition, answer.language) == ("gpt", COMPOSITION, "en")
    assert [source.section for source in answer.retrieved] == [("Operation Akoma",), ("Operation Nawala",)]


def test_a_quote_runs_over_all_that_its_sentences_stand_on() -> None:
    draft = Draft(prepared_of(ARRESTS), SHEET, MATCHER)
    for sentence, unit in zip(
        sentences_of("It led to 25 arrests [bbbb]. It began in 2015 [bbbb]."), (2, 0), strict=True
    ):
        draft.add(sentence, passed(sentence, SHEET, bbbb=unit))
    (citation,) = draft.answer("gpt", COMPOSITION).citations
    assert citation.quote == AKOMA.text


def test_a_key_that_nothing_stands_on_is_not_cited() -> None:
    (sentence,) = sentences_of("Operation Akoma led to 25 arrests [bbbb][cccc].")
    draft = Draft(prepared_of(ARRESTS), SHEET, MATCHER)
    assert draft.add(sentence, Verdict(None, "", {**passed(sentence, SHEET, bbbb=2).support, "cccc": ()}))
    assert draft.text() == "Operation Akoma led to 25 arrests [1]."
    assert not draft.add(sentences_of("The whole is true [cccc].")[0], Verdict(None, "", {"cccc": ()}))
    assert faults(draft) == ["", "unsupported"]


def test_what_fails_is_left_out_and_told_to_the_organiser() -> None:
    draft = draft_of("Operation Akoma led to ✗26 arrests [bbbb]. Operation Akoma led to 25 arrests [bbbb].")
    assert draft.text() == "Operation Akoma led to 25 arrests [1]."
    assert [(each.text, each.fault, each.words) for each in draft.judged] == [
        ("Operation Akoma led to ✗26 arrests [bbbb].", "number", "26"),
        ("Operation Akoma led to 25 arrests [bbbb].", "", ""),
    ]
    assert draft.kept == ["Operation Akoma led to 25 arrests [bbbb]."]


@pytest.mark.parametrize(
    "follows",
    [
        "It led to 25 arrests [bbbb].",
        "They were 25 [bbbb].",
        "This led to 25 arrests [bbbb].",
        "Also, 25 people were arrested [bbbb].",
        "Esta llevó a 25 detenciones [bbbb].",
        "Además hubo 25 detenciones [bbbb].",
        "En ella hubo 25 detenciones [bbbb].",
        "Su resultado fueron 25 detenciones [bbbb].",
        "Se detuvo a 25 personas [bbbb].",
    ],
    ids=str,
)
def test_a_sentence_that_leans_on_one_left_out_goes_with_it(follows: str) -> None:
    draft = draft_of(f"Operation Nawala was ✗ good [cccc]. {follows} Operation Akoma led to 25 arrests [bbbb].")
    assert faults(draft) == ["number", "leans", ""]


def test_behind_one_left_out_another_passage_must_be_named() -> None:
    begun = "Operation Akoma led to 25 arrests [bbbb]. Operation Nawala was ✗ good [cccc]."
    assert faults(draft_of(f"{begun} Police rescued 76 children [cccc].")) == ["", "number", "leans"]
    assert faults(draft_of(f"{begun} Operation Nawala rescued 76 children [cccc].")) == ["", "number", ""]
    assert faults(draft_of(f"{begun} Police rescued 75 children [bbbb].")) == ["", "number", ""]


def test_where_nothing_was_left_out_a_sentence_may_lean() -> None:
    assert faults(draft_of("Operation Akoma began in 2015 [bbbb]. It led to 25 arrests [bbbb].")) == ["", ""]


def test_nothing_is_said_twice() -> None:
    draft = draft_of("Akoma led to 25 arrests [bbbb]. Akoma led to 25 arrests. [bbbb] It led to 25 arrests [bbbb].")
    assert faults(draft) == ["", "repeated", ""]


def test_what_would_make_the_reply_too_long_is_not_taken() -> None:
    draft = draft_of(" ".join(f"Operation Akoma led to 25 arrests in place {place} [bbbb]." for place in range(30)))
    assert len(draft.text()) <= MAX_CHARS
    assert draft.is_full
    assert faults(draft)[-1] == "long"


def test_a_list_keeps_its_lines() -> None:
    draft = draft_of(
        "Operation Akoma did this:\n- rescued 75 children\n- led to 25 arrests [bbbb]\n\nAkoma began [bbbb]."
    )
    assert draft.text() == "Operation Akoma did this:\n- rescued 75 children\n- led to 25 arrests [1]\nAkoma began [1]."


def test_parts_that_nothing_tells_are_named_at_the_end() -> None:
    untold = finding_of("what did Akoma cost [7]?", NAWALA, told=False)
    draft = draft_of("Operation Akoma led to 25 arrests [bbbb].", ARRESTS, untold)
    shown = draft.text()
    answer = draft.answer("gpt", COMPOSITION)
    assert answer.text == f"{shown} The rest is not in the documents: “what did Akoma cost (7)”"


def test_headings_of_a_section_are_no_words_to_quote() -> None:
    outline = Unit("Akoma; Nawala", "Akoma\nNawala", "outline", "", 9)
    sheet = sheet_of({"bbbb": replace(AKOMA, units=(outline, *AKOMA.units))})
    (sentence,) = sentences_of("There are two operations, Akoma and Nawala [bbbb].")
    draft = Draft(prepared_of(ARRESTS), sheet, MATCHER)
    assert not draft.add(sentence, passed(sentence, sheet, bbbb=0))


def test_words_that_do_not_stand_in_their_passage_are_never_cited() -> None:
    astray = Unit("It led to 99 arrests.", "It led to 99 arrests.", "sentence", "", 0)
    sheet = sheet_of({"bbbb": replace(AKOMA, units=(astray,))})
    (sentence,) = sentences_of("Operation Akoma led to 99 arrests [bbbb].")
    draft = Draft(prepared_of(ARRESTS), sheet, MATCHER)
    assert not draft.add(sentence, passed(sentence, sheet))
    assert (draft.text(), faults(draft)) == ("", ["citation"])


def test_a_sentence_that_could_not_be_checked_is_left_out() -> None:
    draft = draft_of()
    draft.drop(sentences_of("Operation Akoma led to 25 arrests [bbbb].")[0], "unchecked", "ValueError")
    assert (faults(draft), draft.kept, draft.is_enough) == (["unchecked"], [], False)


def test_every_fault_keeps_its_name() -> None:
    draft = draft_of()
    for fault in Fault:
        draft.add(sentences_of("Operation Akoma led to 25 arrests [bbbb].")[0], failed(fault))
    assert faults(draft) == [fault.value for fault in Fault]
