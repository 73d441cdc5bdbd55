"""Small talk in both languages, and the questions that look like it."""

from __future__ import annotations

import pytest

from answering.small_talk import Topic, small_talk_topic

SMALL_TALK = {
    Topic.GREETING: [
        "hola",
        "¡Hola, buenas tardes!",
        "hello there",
        "hey",
        "hola dragoman",
        "good morning everyone",
        "que onda",
    ],
    Topic.THANKS: [
        "gracias",
        "muchas gracias!!",
        "thanks a lot",
        "thank you, that was great",
        "ok",
        "perfecto",
        "ok gracias",
    ],
    Topic.FAREWELL: ["adiós", "hasta luego", "nos vemos", "bye", "gracias, adiós", "thanks, bye!"],
    Topic.IDENTITY: [
        "hola, ¿quién eres?",
        "quien eres tu",
        "who are you?",
        "are you a robot?",
        "eres un bot?",
        "cuál es tu nombre",
    ],
    Topic.HELP: [
        "ayuda",
        "help me please",
        "¿qué puedes hacer?",
        "what can you do?",
        "how does this work?",
        "¿cómo funcionas?",
    ],
    Topic.MOOD: ["¿cómo estás?", "how are you today?"],
    Topic.EMPTY: ["", "???", "👍"],
}
QUESTIONS = [
    "what is INTERPOL?",
    "hola, ¿qué es INTERPOL?",
    "hi, who are the chairs?",
    "thanks, and how many countries are there?",
    "gracias, ¿y cuántos países son?",
    "¿quiénes son las víctimas?",
    "¿Quién es la presidenta?",
    "ayuda a las víctimas",
    "help for victims",
    "how are victims helped",
    "¿cómo funciona el I-24/7?",
    "who are you protecting?",
    "¿y Nawala?",
    "Akoma",
    "good practices",
    "196",
]


@pytest.mark.parametrize(
    ("topic", "text"),
    [(topic, text) for topic, texts in SMALL_TALK.items() for text in texts],
    ids=[f"{topic.value}: {text or 'nothing'}" for topic, texts in SMALL_TALK.items() for text in texts],
)
def test_small_talk_is_met(topic: Topic, text: str) -> None:
    assert small_talk_topic(text) is topic


def test_every_topic_is_tried() -> None:
    assert set(SMALL_TALK) == set(Topic)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_is_no_small_talk(text: str) -> None:
    assert small_talk_topic(text) is None


def test_a_row_of_greetings_is_read_at_once() -> None:
    """Each *hey* could once be read in two ways: twenty took minutes, in which nobody got a reply."""
    assert small_talk_topic("hey " * 19 + "hey") is Topic.GREETING


def test_a_long_message_is_no_small_talk() -> None:
    assert small_talk_topic("hola " * 40) is None
