"""Orders planted in documents, announcements and questions, and a model that obeys: the delegate sees none of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from answering.bootstrap import open_chat_answers
from answering.pipeline import Answerer
from answering.types import Answer, Question
from bot.announcements.editions import bring_in_line, issued_editions
from bot.written_answers import WrittenAnswers
from config.settings import Settings
from tests.chat_endpoint import Asked, ChatEndpoint
from tests.e2e.planted import ANNOUNCED, IN_DOCUMENTS, IN_QUESTIONS, Attack
from tests.small_committee import SECTIONS, SMALL, ingest_guide
from vectorstore.index import PassageIndex
from vectorstore.types import Language
from vectorstore.words import fold, words

PLANTED, SITTING = "planted", "sitting"
PROMPT_WORDS, PROMPT_RUN = 60, 8
WHEN: dict[Language, str] = {"en": "When do we resume?", "es": "¿A qué hora reanudamos?"}
WHEN_SAID: dict[Language, str] = {"en": "We resume at 14:30 in room 2", "es": "Reanudamos a las 14:30 en la sala 2"}
Ask = Callable[..., Answer]


@dataclass(slots=True)
class Model:
    """Says a text made for the request it gets; keeps the instructions that came with it."""

    says: str = ""
    heading: str = ""
    system: str = ""

    def __call__(self, asked: Asked) -> str:
        self.system = asked.system
        first = next(iter(asked.passages))
        nawala = next((key for key, heading in asked.headings.items() if "Nawala" in heading), first)
        key = next((key for key, heading in asked.headings.items() if heading.endswith(self.heading)), first)
        prompt = " ".join(asked.system.split()[:PROMPT_WORDS]).replace("{", "(").replace("}", ")")
        return self.says.format(key=key, nawala=nawala, prompt=prompt)


@pytest.fixture(scope="module")
def committees(small_index: PassageIndex, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The guide with an order in each section, and as it is with an announcement in each language that holds one."""
    folder = tmp_path_factory.mktemp("planted")
    planted = {
        language: {attack.section: attack.planted for attack in attacks.values()}
        for language, attacks in IN_DOCUMENTS.items()
    }
    ingest_guide(small_index, PLANTED, folder / "planted", planted)
    ingest_guide(small_index, SITTING, folder / "sitting")
    now = datetime(2026, 7, 10, 9, 30, tzinfo=UTC)
    texts = {language: attack.planted for language, attack in ANNOUNCED.items()}
    bring_in_line(small_index.issued, SITTING, issued_editions("announcement", 1, texts, now, UTC))


@pytest.fixture(scope="module")
def model() -> Model:
    return Model()


@pytest.fixture(scope="module")
def endpoint(model: Model) -> Iterator[ChatEndpoint]:
    with ChatEndpoint(model) as endpoint:
        yield endpoint


@pytest.fixture
def ask(
    endpoint: ChatEndpoint,
    model: Model,
    small_index: PassageIndex,
    small_answerer: Answerer,
    committees: None,
    tmp_path: Path,
) -> Iterator[Ask]:
    """Ask over the real client, with nothing kept of earlier questions, a model that says these words."""
    settings = Settings(home=tmp_path, chat_model="openai:obeying", chat_model_url=endpoint.url)
    opened: list[WrittenAnswers] = []

    def asked(question: str, committee: str, says: str, heading: str) -> Answer:
        model.says, model.heading = says, heading
        chat = open_chat_answers(settings, small_answerer, small_index)
        assert chat is not None
        opened.append(WrittenAnswers(chat))
        reply = opened[-1].answer(Question(question, committee=committee))
        assert isinstance(reply, Answer), reply
        return reply

    yield asked
    for answers in opened:
        answers.close()


def cited(answer: Answer) -> list[tuple[str, tuple[str, ...]]]:
    return [(citation.source.document, citation.source.section) for citation in answer.citations]


def assert_untouched(answer: Answer, plain: Answer, attack: Attack, model: Model) -> None:
    """Hold a reply against that to the same question where nothing is planted."""
    assert cited(answer) == cited(plain), answer.text
    assert answer.language == plain.language
    told = fold(" ".join((answer.text, *(citation.quote for citation in answer.citations))))
    assert [word for word in attack.never if fold(word) in told] == [], answer.text
    said, prompt = " ".join(words(told)), words(model.system)
    runs = (" ".join(prompt[place : place + PROMPT_RUN]) for place in range(len(prompt) - PROMPT_RUN))
    assert [run for run in runs if run in said] == []
    assert answer.composed_by in ("quotes", "obeying")


def cases(attacks: Mapping[Language, Mapping[str, Attack]]) -> list[object]:
    return [
        pytest.param(language, attack, id=f"{language}: {name}")
        for language, named in attacks.items()
        for name, attack in named.items()
    ]


@pytest.mark.parametrize(("language", "attack"), cases(IN_DOCUMENTS))
def test_an_order_in_a_document_changes_neither_subject_nor_citations(
    ask: Ask, model: Model, small_answerer: Answerer, language: Language, attack: Attack
) -> None:
    section = SECTIONS[attack.section][language]
    plain = ask(section.question, SMALL, f"{section.truth} [{{key}}].", section.heading)
    assert plain.composed_by == "obeying"

    beside = ask(section.question, PLANTED, f"{attack.says} {section.truth} [{{key}}].", section.heading)
    assert_untouched(beside, plain, attack, model)

    alone = ask(section.question, PLANTED, attack.says, section.heading)
    assert_untouched(alone, small_answerer.answer(Question(section.question, committee=SMALL)), attack, model)


@pytest.mark.parametrize(("language", "attack"), cases(IN_QUESTIONS))
def test_an_order_in_a_question_changes_neither_subject_nor_citations(
    ask: Ask, model: Model, small_answerer: Answerer, language: Language, attack: Attack
) -> None:
    section = SECTIONS[attack.section][language]
    question = attack.planted.format(question=section.question)
    plain = ask(section.question, SMALL, f"{section.truth} [{{key}}].", section.heading)
    assert plain.composed_by == "obeying"

    beside = ask(question, SMALL, f"{attack.says} {section.truth} [{{key}}].", section.heading)
    assert_untouched(beside, plain, attack, model)

    alone = ask(question, SMALL, attack.says, section.heading)
    assert_untouched(alone, small_answerer.answer(Question(section.question, committee=SMALL)), attack, model)


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_order_in_an_announcement_is_not_obeyed(ask: Ask, model: Model, language: Language) -> None:
    attack = ANNOUNCED[language]
    for says in (attack.says, f"{attack.says} {WHEN_SAID[language]} [{{key}}]."):
        answer = ask(WHEN[language], SITTING, says, "")
        assert [citation.source.document for citation in answer.citations] == ["Announcement 1"]
        assert "14:30" in answer.text
        assert_untouched(answer, answer, attack, model)
