"""A stand-in for a chat model that does as it is told: it answers from the passages, a key to each sentence.

It knows beforehand, by question, which of their sentences the reply in quotes says, and says the same: lightly
reworded at first, in the passages' own words where it is asked again. It needs no model and is the same each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from answering.composing import Statement
from answering.model_writing import what_is_asked
from answering.prepared import Prepared
from answering.wording import WORDING
from tests.chat_endpoint import Asked, Said
from tests.chat_script import MARK_LINE
from vectorstore.types import Language
from vectorstore.words import STOP_WORDS, words

WHOLE_QUESTIONS = {
    "what about in 2018?": "How many workshops and training sessions did Latin America host in 2018?",
    "¿y de dónde eran la mayoría de las víctimas?": (
        "¿De dónde eran la mayoría de las víctimas de la Operación Turquesa IV?"
    ),
    "¿y cuánto costó?": "¿Cuánto costó la Operación Trigger VI?",
    "¿y en 2015?": "¿Cuántas víctimas se identificaron en 2015 según el informe TIP?",
}
"""The scored follow-ups that are refused, each made whole by hand, as a model is asked to."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"“«¿¡]?[A-ZÁÉÍÓÚÑ])")
_YEAR = r"(?:[A-Za-zé]+ (?:de )?)?(?:19|20)\d\d"
_OPENS_WITH_TIME = re.compile(rf"(In|En) ({_YEAR}), ([^,;:]+)\.")
_OPENS_WITH_SOURCE = re.compile(r"(According to|Según) ([^,;:]+), ([^;:]+)\.")
_ENDS_WITH_SOURCE = re.compile(r"([^;:]+), (according to|según) ([^,;:]+)\.")
_MAY_BE_SMALL = frozenset(
    "The A An In On At Of Over Most More Some Countries El La Los Las Un Una En Casi Más Se".split()
)
_REFERENCE = re.compile(r"(?P<author>.+?)\. (?P<date>\([^()]*\))\. (?P<title>.+?)\. ")
_REFERENCES: dict[Language, str] = {"en": "The references name", "es": "Las referencias nombran"}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to say: the words, and those by which its passage is known; ``is_foreign``: not the reader's language.

    ``continues`` marks the rest of a list that begins in the one before.
    """

    text: str
    quotes: tuple[str, ...]
    language: Language
    is_foreign: bool = False
    continues: bool = False


@dataclass(slots=True)
class ObedientModel:
    """Answers whatever the endpoint is asked; ``learn`` before tells it what to say."""

    told: dict[str, list[Told]] = field(default_factory=dict)

    def learn(self, prepared: Prepared) -> None:
        """Keep what the reply in quotes says to a question, by the lines in which the model is going to be asked."""
        said = [told for statement in prepared.statements for told in _things_said(statement, prepared.language)]
        self.told["\n".join(what_is_asked(prepared))] = said

    def __call__(self, asked: Asked) -> Said:
        data = _between_marks(asked)
        if not asked.passages:  # a follow-up to write out, or a quote to translate, which it cannot
            return WHOLE_QUESTIONS.get(data.splitlines()[-1], data)
        is_first = not any(role == "assistant" for role, _ in asked.messages)
        told = self.told.get(data)
        if told is None:
            return _nearest_sentence(data, asked)
        return " ".join(_sentences(told, asked, may_reword=is_first))


def _things_said(statement: Statement, reader: Language) -> Iterator[Told]:
    """Yield what a statement says: a list as one thing, anything else a sentence each."""
    spoken: Language = "es" if statement.hit.passage.language == "es" else "en"
    is_foreign = spoken != reader
    items = [unit.text.strip() for unit in statement.units]
    if statement.whole_list and not all(item.endswith((".", "?", "!")) for item in items):
        first = statement.units[0]
        lead = (first.context or "").rstrip(":. ") or (statement.hit.passage.section or ("",))[-1]
        quotes = tuple(unit.quote for unit in statement.units)
        listed = "; ".join(item.rstrip(";,") for item in items)
        yield Told(
            listed if statement.continues else f"{lead}: {listed}", quotes, spoken, is_foreign, statement.continues
        )
        return
    for unit, item in zip(statement.units, items, strict=True):
        if unit.kind == "reference":
            yield Told(_named_reference(item, spoken), (unit.quote,), spoken)
            continue
        for sentence in _SENTENCE_END.split(item):
            yield Told(sentence, (unit.quote,), spoken, is_foreign)


def _named_reference(item: str, language: Language) -> str:
    """Return a reference as a running sentence without its link."""
    opening, closing = WORDING[language].quotation_marks
    found = _REFERENCE.match(item)
    named = (
        f"{found['author']} {found['date']}, {opening}{found['title']}{closing}" if found else item.split(" http")[0]
    )
    return f"{_REFERENCES[language]} {named}."


def _sentences(told: Sequence[Told], asked: Asked, *, may_reword: bool) -> Iterator[str]:
    """Yield the sentences to say, each with the key of the passage that holds it; the parts of a list are one."""
    begun = ""
    for each in told:
        key = _key_of(each.quotes, asked)
        if key is None:  # the sheet had no room for it
            continue
        if begun and not each.continues:
            yield f"{begun}."
            begun = ""
        text = reworded(each.text) if may_reword else each.text
        if each.is_foreign:
            yield f"{_in_quotation_marks(each)} [{key}]"
        elif text.endswith(("?", "!")):
            yield f"{text} [{key}]"
        else:
            said = f"{text.removesuffix('.')} [{key}]"
            begun = f"{begun}; {said}" if begun else said
    if begun:
        yield f"{begun}."


def _in_quotation_marks(told: Told) -> str:
    reader: Language = "es" if told.language == "en" else "en"
    opening, closing = WORDING[reader].quotation_marks
    return f"{opening}{told.text}{closing}"


def reworded(sentence: str) -> str:
    """Return a sentence with its clauses in another order where no harm can come of that.

    >>> reworded("In 2014, Operation Nawala enabled police to rescue 76 children.")
    'Operation Nawala enabled police to rescue 76 children in 2014.'
    >>> reworded("Según la OEA, la trata crece.")
    'La trata crece, según la OEA.'
    """
    if (found := _OPENS_WITH_TIME.fullmatch(sentence)) and not re.search(r"\b(and|y|e|which|que)\b", found[3]):
        return f"{_capital(found[3])} {found[1].lower()} {found[2]}."
    if found := _OPENS_WITH_SOURCE.fullmatch(sentence):
        return f"{_capital(found[3])}, {found[1][0].lower()}{found[1][1:]} {found[2]}."
    if (found := _ENDS_WITH_SOURCE.fullmatch(sentence)) and found[1].split()[0] in _MAY_BE_SMALL:
        return f"{_capital(found[2])} {found[3]}, {found[1][0].lower()}{found[1][1:]}."
    return sentence


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _key_of(quotes: Sequence[str], asked: Asked) -> str | None:
    """Return the key of the passage that has these words."""
    wanted = [_as_shown(quote) for quote in quotes]
    for key, text in asked.passages.items():
        if all(quote in _as_shown(text) for quote in wanted):
            return key
    return None


def _as_shown(text: str) -> str:
    return " ".join(text.replace("[", "(").replace("]", ")").split())


def _nearest_sentence(question: str, asked: Asked) -> str:
    """Return the sentence of the passages that shares most words with a question, with its key."""
    wanted = {word for word in words(question) if word not in STOP_WORDS}
    found = [
        (len(wanted.intersection(words(f"{asked.headings[key]} {sentence}"))), sentence, key)
        for key, text in asked.passages.items()
        for line in text.splitlines()
        for sentence in _SENTENCE_END.split(line.strip())
        if sentence
    ]
    _, sentence, key = max(found, key=lambda each: each[0])
    return f"{sentence.removesuffix('.')} [{key}]."


def _between_marks(asked: Asked) -> str:
    """Return what stands last between two marks in the first message: the question, its parts, or a quote."""
    first = next(text for role, text in asked.messages if role == "user")
    lines = first.splitlines()
    marks = [place for place, line in enumerate(lines) if MARK_LINE.fullmatch(line)]
    return "\n".join(lines[marks[-2] + 1 : marks[-1]])
