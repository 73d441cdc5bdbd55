"""What was found for one part of a question: in the documents, and in what the dais issued since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from answering.composing import Statement
from answering.evidence import Asked, Candidate
from answering.gate import Verdict
from vectorstore.types import Hit

_CLEARLY_SURER = 0.1


@dataclass(frozen=True, slots=True)
class Issued:
    """What the dais issued on a part of a question: the hits it stands in, what to say of it, how sure that is.

    Without ``statements`` it does not answer: its hits are only near, and a refusal names them. ``has_ruling``: it is
    said by a ruling, beside which the documents are heard as well.
    """

    hits: tuple[Hit, ...]
    statements: tuple[Statement, ...]
    probability: float
    has_ruling: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one part of a question, candidates best first, and the gate's verdict on it.

    ``issued`` is what the dais issued on it, which goes before the documents; ``None`` where nothing is near.
    """

    asked: Asked
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    verdict: Verdict
    contradiction: Candidate | None = None
    overview: tuple[Statement, ...] = ()
    issued: Issued | None = None

    @property
    def is_told(self) -> bool:
        """Whether the reply says something of this part."""
        return self.is_told_by_dais or self.is_told_by_documents

    @property
    def is_told_by_dais(self) -> bool:
        """Whether what the dais issued answers this part."""
        return self.issued is not None and bool(self.issued.statements)

    @property
    def is_told_by_documents(self) -> bool:
        """Whether the documents say something of this part.

        Beside an announcement they are heard only where they are clearly surer of it.
        """
        is_announced = self.issued is not None and bool(self.issued.statements) and not self.issued.has_ruling
        surer_than = self.issued.probability + _CLEARLY_SURER if self.issued and is_announced else 0.0
        tells = bool(self.overview) or self.contradiction is not None or self.verdict.answered
        return tells and self.verdict.probability >= surer_than

    @property
    def is_contradicted(self) -> bool:
        """Whether the reply says of this part that the documents say otherwise."""
        is_ruled = self.issued is not None and self.issued.has_ruling
        return self.is_told_by_documents and not (self.overview or is_ruled) and self.contradiction is not None


def hits_of(findings: Iterable[Finding], *, near: bool) -> tuple[Hit, ...]:
    """Return the hits of all parts, each once; first those of what the dais issued, where that answers or ``near``."""
    found = list(findings)
    issued = [hit for each in found if each.issued and (near or each.issued.statements) for hit in each.issued.hits]
    return tuple({hit.passage.id: hit for hit in (*issued, *(hit for each in found for hit in each.hits))}.values())
