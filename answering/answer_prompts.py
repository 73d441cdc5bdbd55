"""The words with which a chat model is asked for an answer, and told why the one it gave cannot be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from answering.completeness import Lack
from answering.sheet import Sheet, new_key
from answering.types import JudgedSentence
from prompts.loader import Prompt, load_prompt
from vectorstore.types import Language


@dataclass(frozen=True, slots=True)
class AnswerPrompts:
    """One language's words; ``reasons`` says each fault of a sentence, and each lack of a reply, by its name."""

    system: Prompt
    question: Prompt
    again: Prompt
    reasons: Mapping[str, str]

    @property
    def version(self) -> str:
        """What tells these words from others."""
        return self.system.version

    def ask(self, sheet: Sheet, asked: Sequence[str]) -> tuple[str, str]:
        """Return the system's words and the first message: the passages, and below them what is asked."""
        first, second = _example_keys(sheet)
        system = self.system.fill(mark=sheet.mark, first_key=first, second_key=second)
        question = self.question.fill(passages=sheet.render(), mark=sheet.mark, question="\n".join(asked))
        return system, question

    def ask_again(self, judged: Iterable[JudgedSentence], lacks: Iterable[Lack], kept: Sequence[str]) -> str:
        """Return the message that says what of an answer is wrong and what of it stands."""
        faults = [
            *(self._line(sentence.fault, sentence.words, of=sentence.text) for sentence in judged if sentence.fault),
            *(self._line(lack.reason, lack.words) for lack in lacks),
        ]
        stands = kept or [self.reasons["nothing"]]
        return self.again.fill(faults="\n".join(faults), kept="\n".join(f"- {sentence}" for sentence in stands))

    def _line(self, name: str, words: str, of: str = "") -> str:
        reason = self.reasons.get(name, name)
        told = f"{reason} ({words})" if words else reason
        return f"- {of} → {told}" if of else f"- {told}"


def load_answer_prompts(language: Language) -> AnswerPrompts:
    """Return the words that ship with Dragoman for readers of a language."""
    lines = load_prompt(f"reasons.{language}").fill().splitlines()
    return AnswerPrompts(
        system=load_prompt(f"answer.{language}", {"mark", "first_key", "second_key"}),
        question=load_prompt(f"answer_question.{language}", {"passages", "mark", "question"}),
        again=load_prompt(f"answer_again.{language}", {"faults", "kept"}),
        reasons={name: reason for name, _, reason in (line.partition(": ") for line in lines)},
    )


def _example_keys(sheet: Sheet) -> tuple[str, str]:
    """Return two keys for the examples that no passage has, so that one copied from there fails its sentence."""
    first = new_key(sheet.excerpts)
    return first, new_key((*sheet.excerpts, first))
