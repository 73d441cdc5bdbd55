"""Answering from what the dais issued: it is short, says what holds now, and is asked for in other words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from answering.checking.instructions import addresses_a_machine
from answering.classifiers import EvidenceModels
from answering.composing import MAX_CHARS, MAX_STATEMENTS, Statement, choose_statements
from answering.concepts import Lexicon
from answering.evidence import Asked, Candidate, EvidenceReader, weigh_terms
from answering.expectations import WHILE_SITTING
from answering.findings import Finding, Issued
from answering.gate import Verdict, judge
from answering.issued import IssuedHits, IssuedSearch
from answering.matching import Matcher, Term, WordVectors, read_terms
from answering.recency import labels, newest_first
from vectorstore.types import Hit, Query, Unit

Rank = Callable[[Asked, Sequence[Candidate]], list[Candidate]]
Rarity = Callable[[str, Term], float]

_SHORT_CHARS = 220
_HELD = 0.5
_NEAR, _MOST_NEAR = 0.2, 2


class SittingReader:
    """Answers parts of questions from what the dais issued; safe to call from several threads."""

    def __init__(
        self, search: IssuedSearch, word_vectors: WordVectors, models: EvidenceModels, rank: Rank, rarity: Rarity
    ) -> None:
        """Take the search, what reads words and weighs evidence, and the answerer's own ranking and word counts."""
        self._search = search
        self._lexicon = Lexicon.load_for_sitting()
        self._reader = EvidenceReader(Matcher(word_vectors, self._lexicon))
        self._models = models
        self._rank = rank
        self._rarity = rarity

    def beside(self, committee: str, told: Finding, query: Query) -> Finding:
        """Return what was found in the documents with what the dais issued on it; a section asked for stays alone.

        Its units are weighed among those of the documents, so that what only sounds alike does not pass for the best.
        """
        found = IssuedHits() if told.overview else self._search.find(committee, query, told.asked.language)
        if not found.hits:
            return told
        asked = self._ask(committee, told.asked)
        ranked = self._rank(asked, self._reader.read(asked, found.hits, told.hits))
        return replace(told, issued=self._judge(asked, ranked, told.candidates, found))

    def latest(self, committee: str, asked: Asked, query: Query) -> Finding | None:
        """Return the last announcements, the newest first, ``None`` where there are none."""
        found = self._search.latest(committee, query, asked.language)
        if not found.hits:
            return None
        said = tuple(Statement(hit, (_whole(hit) or hit.passage.units[0],)) for hit in found.hits)
        return Finding(asked, (), (), Verdict(False, 0.0, "not_in_documents"), issued=Issued(found.hits, said, 1.0))

    def _judge(
        self, asked: Asked, ranked: Sequence[Candidate], beside: Sequence[Candidate], found: IssuedHits
    ) -> Issued | None:
        about = [candidate for candidate in ranked if _is_about(asked, candidate)]
        if not about:
            return None
        best = {candidate.hit.passage.document: candidate for candidate in reversed(about)}
        firsts = sorted(best.values(), key=lambda candidate: -candidate.probability)
        verdict = judge(asked, [*firsts, *beside], self._models)
        if not verdict.answered:
            near = tuple(each.hit for each in firsts if each.probability >= _NEAR)[:_MOST_NEAR]
            return Issued(near, (), verdict.probability) if near else None
        said = newest_first(firsts, found.issued_at, asked.weights)[:MAX_STATEMENTS]
        statements = [each for lead in said for each in _statements(asked, lead, about, alone=len(said) == 1)]
        return Issued(found.hits, tuple(statements), verdict.probability)

    def _ask(self, committee: str, asked: Asked) -> Asked:
        """Return a part of a question as the dais would answer it."""
        part = replace(asked.part, expected=WHILE_SITTING.get(asked.part.expected, asked.part.expected))
        terms = read_terms(part.terms, part.names, part.text, self._lexicon)
        return Asked(part, terms, weigh_terms(part, terms, partial(self._rarity, committee)), asked.language)


def _is_about(asked: Asked, candidate: Candidate) -> bool:
    """Return whether a unit holds something of what is asked, and names no other paper or topic in its place."""
    wanted, named = labels(asked.part.text), labels(candidate.hit.passage.text)
    holds = not asked.terms or bool((candidate.near >= _HELD).any())
    return holds and (not wanted or not named or bool(wanted & named))


def _statements(asked: Asked, lead: Candidate, about: Sequence[Candidate], *, alone: bool) -> list[Statement]:
    """Return what to say of an announcement: a short one whole, since half of it can mislead.

    Of a long one what answers is said, and only the best of it where it is not ``alone``.
    """
    whole = _whole(lead.hit)
    if whole is not None:
        return [Statement(lead.hit, (whole,))]
    others = [each for each in about if each is not lead and each.hit.passage.document == lead.hit.passage.document]
    return choose_statements(asked.part, [lead, *others], most=MAX_STATEMENTS if alone else 1, max_chars=MAX_CHARS)


def _whole(hit: Hit) -> Unit | None:
    """Return a passage of a few sentences as one unit, ``None`` where it is long or holds a list."""
    units = hit.passage.units
    if len(hit.passage.text) > _SHORT_CHARS or any(unit.kind not in ("sentence", "question") for unit in units):
        return None
    if any(addresses_a_machine(unit.text) for unit in units):
        return None
    return Unit(" ".join(unit.text for unit in units), hit.passage.text, "sentence", "", 0)
