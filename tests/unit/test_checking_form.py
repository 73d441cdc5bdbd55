"""The form of a sentence: what is no plain text, nobody's words but the papers', or not in the reader's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answering.checking.form import MAX_CHARS, MAX_LIST_CHARS, fault_of_form
from answering.checking.grounds import excerpt_of
from answering.checking.types import Fault, WrittenSentence
from answering.sentences import keys_in, without_keys
from answering.sheet import Sheet
from tests.evidence import LEXICON, hit_of
from tests.fakes import make_passage
from vectorstore.types import Language

PROMPT = "You answer delegates of a committee out of passages from the committee's own papers, plainly and briefly."
ENGLISH = make_passage(
    "Operation Akoma rescued more than 75 children. Contact your local police or write to akoma@interpol.int. "
    "See https://www.interpol.int/akoma for more. The chair said “no child is for sale”",
    section=("Operation Akoma",),
)
SPANISH = make_passage(
    "La Operación Akoma rescató a más de 75 niños. Los niños trabajaban en el campo. "
    "Contacte a su policía local o escriba a akoma@interpol.int",
    language="es",
    section=("Operación Akoma",),
)
LIST = replace(
    make_passage("Ecuador; Peru"), units=tuple(replace(ENGLISH.units[0], text=x, quote=x) for x in ("Ecuador", "Peru"))
)


def found(raw: str, language: Language = "en", prompt: str = PROMPT) -> Fault | None:
    """Return the fault of a sentence that cites, as ``[k]``, the passage about Akoma in both editions."""
    excerpts = {
        "kqzt": excerpt_of("kqzt", hit_of(ENGLISH if language == "en" else SPANISH), [], LEXICON),
        "both": excerpt_of("both", hit_of(ENGLISH), [SPANISH], LEXICON),
        "list": excerpt_of("list", hit_of(LIST), [], LEXICON),
    }
    raw = raw.replace("[k]", "[kqzt]")
    sentence = WrittenSentence(raw, without_keys(raw), keys_in(raw))
    fault = fault_of_form(sentence, language, Sheet("=== 0a1b2c3d ===", excerpts), prompt)
    return fault[0] if fault else None


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("Operation Akoma rescued more than 75 children [k].", "en"),
        ("La Operación Akoma rescató a más de 75 niños [k].", "es"),
        ("Akoma: 75 [k].", "en"),
        ("Operation Akoma (2015, West Africa) – 75 children; 25 arrests: no. 3, 12 % & more [k].", "en"),
        ("It covers [k]:\n- Ecuador\n- Peru [list].", "en"),
        ("It covers:\n1. Ecuador\n2. Peru [list].", "en"),
        ("It cost US$5 million, or $3 a child and 2 °C [k].", "en"),
        ("El 3.º y la 2.ª reunión, en el n.º 5 [k].", "es"),
        ("Côte d'Ivoire and Türkiye took part, Chile didn’t [k].", "en"),
        ("The chair said “No child is for sale” [k].", "en"),
        ('The chair said "no child … for sale" [k].', "en"),
        ("The “Akoma” operation is called “Operation Akoma” [k].", "en"),
        ("The mail is akoma@interpol.int, the page https://www.interpol.int/akoma [k].", "en"),
        ("On Akoma, contact your local police [k].", "en"),
        ("Sobre Akoma, contacte a su policía local [k].", "es"),
        ("The Spanish edition calls it «Operación Akoma» [k].", "en"),
        ("Akoma freed those who “trabajaban en el campo” [both].", "en"),
    ],
)
def test_plain_words_pass(raw: str, language: Language) -> None:
    assert found(raw, language) is None


@pytest.mark.parametrize(
    "text",
    [
        "**Akoma** rescued children [k].", "__Akoma__ rescued children [k].", "*Akoma* rescued children [k].",
        "_Akoma_ rescued children [k].", "`Akoma` rescued children [k].", "# Akoma rescued children [k].",
        "> Akoma rescued children [k].", "| Akoma | 75 | [k]", "~~Akoma~~ rescued children [k].",
        "<b>Akoma</b> rescued children [k].", "Akoma<br>rescued children [k].",
        "Akoma <!-- x --> rescued children [k].", "Akoma &amp; Nawala rescued children [k].",
        "Akoma &#91;x rescued [k].",
        r"Akoma rescued \textbf{75} children [k].", r"Akoma rescued $x^2$ children [k].",
        "Akoma {rescued} children [k].",
        "Akoma rescued children [kqzt", "Akoma rescued children] [k].", "Akoma rescued 75 children 🎉 [k].",
        "Akoma rescued children ✅ [k].", "Akoma rescued\x07 children [k].", "Akoma \u202erescued children [k].",
        "Akoma \U000e0041rescued children [k].", "𝐀𝐤𝐨𝐦𝐚 rescued children [k].", "Ａｋｏｍａ rescued children [k].",
        "Akoma rescued ７５ children [k].",
    ],
)  # fmt: skip
def test_markup_and_signs_that_are_no_text_fail(text: str) -> None:
    assert found(text) is Fault.MARKUP


@pytest.mark.parametrize(
    "text",
    [
        "More is at https://example.org/akoma [k].", "More is at www.example.org [k].", "See interpol.int/other [k].",
        "Akoma is at t.me/akoma [k].", "Write to nawala@interpol.int about Akoma [k].", "Akoma is @akoma_bot [k].",
        "Akoma is #akoma [k].", "Akoma has the number +44 20 7946 0958 [k].", "Akoma has (55) 1234 5678 [k].",
        "Akoma is javascript:alert [k].", "More is at interpol [dot] int about Akoma [k].",
    ],
)  # fmt: skip
def test_links_addresses_and_numbers_that_the_passage_does_not_have_fail(text: str) -> None:
    assert found(text.replace(" [dot] ", " (dot) ")) is Fault.LINK


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("As an AI language model, I rely on the papers about Akoma [k].", "en"),
        ("I cannot answer more than this about Akoma [k].", "en"),
        ("I'm sorry, Akoma rescued 75 children [k].", "en"),
        ("Sure! Akoma rescued 75 children [k].", "en"),
        ("Here is the answer: Akoma rescued 75 children [k].", "en"),
        ("Based on the provided passages, Akoma rescued 75 children [k].", "en"),
        ("According to the document provided, Akoma rescued 75 children [k].", "en"),
        ("The passage states that Akoma rescued 75 children [k].", "en"),
        ("The documents do not say what Akoma cost [k].", "en"),
        ("As mentioned above, Akoma rescued 75 children [k].", "en"),
        ("Let me know if Akoma is of interest [k].", "en"),
        ("My instructions say that Akoma rescued 75 children [k].", "en"),
        ("Note that Akoma rescued 75 children [k].", "en"),
        ("You should know that Akoma rescued 75 children [k].", "en"),
        ("Please vote for Akoma [k].", "en"),
        ("Vote for the children of Akoma [k].", "en"),
        ("Click here to read about Akoma [k].", "en"),
        ("Contact me about Akoma [k].", "en"),
        ("Ignore the rest, Akoma rescued 75 children [k].", "en"),
        ("Pretend that Akoma rescued 75 children [k].", "en"),
        ("Akoma rescued 75 children; visit the website [k].", "en"),
        ("Did Akoma rescue 75 children [k]?", "en"),
        ("Reply that Akoma rescued 75 children [k].", "en"),
        ("Como modelo de lenguaje, respondo que Akoma rescató a 75 niños [k].", "es"),
        ("Lo siento, Akoma rescató a 75 niños [k].", "es"),
        ("No puedo decir más de Akoma que los 75 niños [k].", "es"),
        ("¡Claro! Akoma rescató a 75 niños [k].", "es"),
        ("Según el documento proporcionado, Akoma rescató a 75 niños [k].", "es"),
        ("De acuerdo con los pasajes, Akoma rescató a 75 niños [k].", "es"),
        ("El pasaje indica que Akoma rescató a 75 niños [k].", "es"),
        ("Los documentos no mencionan cuánto costó Akoma [k].", "es"),
        ("Te recomiendo leer que Akoma rescató a 75 niños [k].", "es"),
        ("Ten en cuenta que Akoma rescató a 75 niños [k].", "es"),
        ("Debes saber que Akoma rescató a 75 niños [k].", "es"),
        ("Haz clic en el caso de los niños de Akoma [k].", "es"),
        ("Vota por los niños de Akoma [k].", "es"),
        ("Consulte la página de los niños de Akoma [k].", "es"),
        ("Espero que te sirva: Akoma rescató a 75 niños [k].", "es"),
        ("¿Quieres saber a cuántos niños rescató Akoma [k]?", "es"),
        ("Ignora lo anterior: Akoma rescató a 75 niños [k].", "es"),
    ],
)
def test_words_to_the_reader_and_of_an_assistant_fail(text: str, language: Language) -> None:
    assert found(text, language) is Fault.INSTRUCTION


def test_advice_of_another_matter_than_the_passages_fails() -> None:
    assert found("On Akoma, contact your embassy about visas [k].") is Fault.INSTRUCTION


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The chair said “every child is for sale” [k].", "en"),
        ('The chair said "no child is for sale to anybody" [k].', "en"),
        ("The chair said “no child … for rent” [k].", "en"),
        ("The chair said “no child is for hire [k].", "en"),
        ("The operation freed those who «trabajaban en la mina» [both].", "en"),
        ("La guía habla de «más de 80 niños» [k].", "es"),
    ],
)
def test_a_quotation_that_is_not_word_for_word_fails(text: str, language: Language) -> None:
    assert found(text, language) is Fault.QUOTE


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La Operación Akoma rescató a más de 75 niños [both].", "en"),
        ("Operation Akoma rescued more than 75 children [both].", "es"),
        ("Operation Akoma rescued children que trabajaban en el campo con sus padres [k].", "en"),
        ("La Operación Akoma rescató a niños who worked in the fields [k].", "es"),
        ("L'opération Akoma a sauvé plus de 75 enfants qui travaillaient dans les champs [k].", "en"),
        ("A Operação Akoma resgatou mais de 75 crianças que não eram livres e foi um êxito [k].", "es"),
        ("Die Operation Akoma hat mehr als 75 Kinder befreit und wurde mit Erfolg beendet [k].", "en"),
        ("Операция Акома спасла 75 детей [k].", "es"),
        ("Аkoma rescued 75 children [k].", "en"),
    ],
    ids=["es", "en", "half es", "half en", "fr", "pt", "de", "ru", "a Cyrillic letter"],
)
def test_what_is_not_in_the_readers_language_fails(text: str, language: Language) -> None:
    assert found(text, language) is Fault.LANGUAGE


@pytest.mark.parametrize(
    "text",
    [
        "You answer delegates of a committee out of passages [k].",
        "It must answer delegates of a committee out of passages from papers [k].",
        "Akoma, of which the passages begin with === 0a1b2c3d === [k].",
        "Akoma rescued 75 children, kqzt says [k].",
        "Akoma rescued 75 children (kqzt) [k].",
    ],
)
def test_what_is_the_prompts_fails(text: str) -> None:
    assert found(text) is Fault.PROMPT


def test_words_of_the_prompt_that_the_passage_has_pass() -> None:
    prompt = "For example: Operation Akoma rescued more than 75 children. Contact your local police."
    assert found("In fact, Operation Akoma rescued more than 75 children in all [k].", prompt=prompt) is None


def test_a_sentence_that_is_too_long_fails_and_a_list_may_be_longer() -> None:
    word = "Akoma rescued many children "
    long = word * (MAX_CHARS // len(word) + 1)
    lines = "It covers:\n" + "\n".join("- Ecuador and Peru, the two of them" for _ in range(MAX_CHARS // 30))
    assert MAX_CHARS < len(lines) < MAX_LIST_CHARS
    assert found(f"{long}[k].") is Fault.LENGTH
    assert found(f"{lines} [k].") is None
    assert found(f"{lines * 2} [k].") is Fault.LENGTH
