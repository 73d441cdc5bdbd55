"""What the embedding model is trained on: pairs, passages, phrases, noise, lessons."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from vectorstore.training.drawing import NO_PASSAGE, Corpus, aims, draw
from vectorstore.training.errors import TextMissingError, WrittenTextError
from vectorstore.training.inflection import phrases
from vectorstore.training.noise import typed
from vectorstore.training.pairs import Pair, Source, is_prose, read_lines, read_pairs
from vectorstore.training.passages import TEXT, Passage, read_text_questions, read_written
from vectorstore.training.recipe import Recipe

WRITTEN = sorted(TEXT.glob("*.txt"))
TIDES = """## Tides | Las mareas
The Moon pulls the sea. | La Luna atrae el mar.
Tides turn twice a day. | Las mareas cambian dos veces al día.
? What pulls the sea? | ¿Qué atrae el mar?
= low tide | bajamar

## Locks | Las esclusas
A lock lifts boats. | Una esclusa eleva barcos.
? what lifts boats | q eleva los barcos
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_pairs_are_read_from_plain_and_packed_files_without_empty_or_overlong_ones(tmp_path: Path) -> None:
    text = "One  thing.\tUna cosa.\tCC BY\n\tnada\n" + "x" * 901 + "\ty\nNo tab\n"
    write(tmp_path / "a.tsv", text)
    (tmp_path / "a.tsv.gz").write_bytes(gzip.compress(text.encode()))
    wanted = [Pair("One thing.", "Una cosa.")]
    assert read_pairs(tmp_path, Source("a.tsv")) == wanted
    assert read_pairs(tmp_path, Source("a.tsv.gz")) == wanted
    assert len(read_lines(tmp_path / "a.tsv")) == 4


def test_of_technical_text_only_prose_is_trained_on(tmp_path: Path) -> None:
    write(tmp_path / "python-docs.tsv", "Return the list.\tRetorna la lista.\nos.path.join(a)\tos.path.join(a)\n")
    assert read_pairs(tmp_path, Source("python-docs.tsv", has_code=True)) == [
        Pair("Return the list.", "Retorna la lista.")
    ]
    assert not is_prose("Call getName first")


def test_a_missing_file_of_parallel_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(TextMissingError, match="sdg"):
        read_pairs(tmp_path, Source("sdg.tsv.gz"))


def test_written_passages_hold_sentences_questions_and_terms(tmp_path: Path) -> None:
    tides, locks = read_written([write(tmp_path / "t.txt", TIDES)])
    assert tides.whole == Pair(
        "The Moon pulls the sea. Tides turn twice a day.", "La Luna atrae el mar. Las mareas cambian dos veces al día."
    )
    assert tides.questions == (Pair("What pulls the sea?", "¿Qué atrae el mar?"),)
    assert tides.terms == (Pair("Tides", "Las mareas"), Pair("low tide", "bajamar"))
    assert locks.terms == (Pair("Locks", "Las esclusas"),)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("A sentence. | Una frase.\n", 1, id="above the first title"),
        pytest.param("## A | B\nOnly English.\n", 2, id="one side"),
        pytest.param("## A | B\n\na | b | c\n", 3, id="three sides"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, text: str, number: int) -> None:
    with pytest.raises(WrittenTextError, match=f"t.txt, line {number}: expected 'English | Spanish'") as raised:
        list(read_written([write(tmp_path / "t.txt", text)]))
    assert raised.value.number == number


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_every_written_passage_has_sentences_and_questions_in_both_languages(path: Path) -> None:
    passages = list(read_written([path]))
    assert len(passages) >= 90
    for passage in passages:
        assert len(passage.sentences) >= 3, passage.terms[0]
        assert len(passage.questions) >= 3, passage.terms[0]
        assert passage.whole.english != passage.whole.spanish


def test_the_written_words_are_pairs_and_each_comes_once() -> None:
    lines = (TEXT / "words.tsv").read_text(encoding="utf-8").splitlines()
    pairs = read_lines(TEXT / "words.tsv")
    assert len(set(pairs)) == len(lines) > 25_000
    assert all(line == "\t".join(pair) and all(pair) for line, pair in zip(lines, pairs, strict=True))


def test_questions_over_parallel_text_name_their_passage_and_sentences() -> None:
    questions = read_text_questions()
    assert len(questions) == 8820
    assert {question.passage.rpartition("-")[0] for question in questions} == {"tico19", "ntrex", "flores200"}
    assert sum(bool(question.answering) for question in questions) == 5265


@pytest.mark.parametrize(
    ("entry", "phrase"),
    [
        (Pair("to postpone, to put off", "aplazar"), Pair("they postponed", "aplazaron")),
        (Pair("to steal", "robar"), Pair("it was stolen", "fue robado")),
        (Pair("to commit", "cometer"), Pair("it committed", "cometió")),
        (Pair("to limit", "limitar"), Pair("they limited", "limitaron")),
        (Pair("to live", "vivir"), Pair("they lived", "vivieron")),
        (Pair("to govern", "gobernar"), Pair("Why did it govern?", "¿Por qué gobernó?")),
        (Pair("coalition", "coalición"), Pair("How many coalitions are there?", "¿Cuántas coaliciones hay?")),
        (Pair("regulator", "regulador"), Pair("the regulators", "los reguladores")),
    ],
)
def test_phrases_inflect_both_languages(entry: Pair, phrase: Pair) -> None:
    assert phrase in set(phrases([entry] * 60, random.Random(0), most=3))


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(Pair("to sense", "sentir"), id="the stem changes"),
        pytest.param(Pair("to write", "escribir"), id="irregular participle"),
        pytest.param(Pair("to have", "tener"), id="irregular verb"),
        pytest.param(Pair("to be", "ser"), id="irregular and short"),
        pytest.param(Pair("to go", "ir"), id="nothing but an ending"),
        pytest.param(Pair("to satisfy", "satisfacer"), id="like hacer"),
        pytest.param(Pair("bridge", "puente"), id="gender not told"),
        pytest.param(Pair("of or pertaining to law", "legal"), id="an explanation"),
        pytest.param(Pair("Aragon", "Aragón"), id="a name"),
        pytest.param(Pair("even", "todavía"), id="an adverb with a noun's ending"),
        pytest.param(Pair("cozy", "acogedor"), id="an adjective with a noun's ending"),
        pytest.param(Pair("economics", "economía"), id="a noun without a plural"),
    ],
)
def test_what_no_rule_covers_is_left_out(entry: Pair) -> None:
    assert list(phrases([entry] * 20, random.Random(0), most=3)) == []


def test_typing_noise_changes_words_but_keeps_something_to_read() -> None:
    rng = random.Random(3)
    noisy = {typed("¿Por qué presentaron las delegaciones la resolución?", rng) for _ in range(50)}
    assert len(noisy) > 10
    assert any("x qué" in text or "x que" in text for text in noisy)
    assert not any("¿" in text for text in noisy)
    assert all("s" in text for text in noisy)
    assert typed("¿?", rng) == "¿?"


def test_lessons_aim_at_the_english_side_and_know_the_passage_that_answers() -> None:
    moon = Pair("The Moon pulls the sea.", "La Luna atrae el mar.")
    turn = Pair("Tides turn twice a day.", "Las mareas cambian dos veces al día.")
    passage = Passage((moon, turn), (Pair("What pulls the sea?", "¿Qué atrae el mar?"),))
    corpus = Corpus(((Source("a.tsv"), (Pair("Hi.", "Hola."),)),), (passage,))
    recipe = Recipe(english_share=1.0, noisy_share=0.0)
    lessons = draw(corpus, recipe, random.Random(0))
    answered = {lesson.text: lesson.aim for lesson in lessons if lesson.passage == 0}
    assert answered == {
        passage.whole.english: passage.whole.english,
        passage.whole.spanish: passage.whole.english,
        "What pulls the sea?": "What pulls the sea?",
        "¿Qué atrae el mar?": "What pulls the sea?",
    }
    assert {lesson.text for lesson in lessons if lesson.passage == NO_PASSAGE} >= {"Hi.", "Hola.", *moon, *turn}
    assert aims(corpus, lessons)[0] == passage.whole.english
    assert len(corpus.pairs()) == 4


def test_lines_in_order_are_joined_to_longer_texts() -> None:
    lines = tuple(Pair(f"English {number}.", f"Español {number}.") for number in range(12))
    corpus = Corpus(((Source("news.tsv", in_order=True), lines),), ())
    texts = [lesson.text for lesson in draw(corpus, Recipe(english_share=0.0, noisy_share=0.0), random.Random(1))]
    joined = [text for text in texts if text.count("Español") > 1]
    assert joined
    for text in joined:
        numbers = [int(word.strip(".")) for word in text.split() if word.strip(".").isdigit()]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
