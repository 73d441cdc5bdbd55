"""A question answered from the documents' own words, with all that a chat model needs to answer it in its own."""

from __future__ import annotations

from dataclasses import dataclass

from answering.composing import Statement
from answering.findings import Finding
from answering.types import Answer, Question, Reply
from vectorstore.types import Language


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reply composed from quotes, and what it rests on.

    ``asked`` are the parts of the question, made whole; ``findings`` what was found, a part each; ``statements`` what
    the reply says. All are empty for small talk.
    """

    question: Question
    language: Language
    reply: Reply
    asked: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def may_be_written(self) -> bool:
        """Whether a chat model may answer in its own words: there is evidence, and it is no matter of exact words.

        A contradicted claim and a list of headings stay as the documents have them, a ruling as the dais gave it.
        """
        return (
            isinstance(self.reply, Answer)
            and not any(finding.is_contradicted for finding in self.findings)
            and not any(finding.issued is not None and finding.issued.has_ruling for finding in self.findings)
            and not any(statement.units[0].kind == "outline" for statement in self.statements)
        )
