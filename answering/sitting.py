"""Answering from what the dais issued: it is short, says what holds now, and is asked for in other words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from answering.checking.instructions import addresses_a_machine
from answering.classifiers import EvidenceModels
from answering.composing import MAX_CHARS, MAX_STATEMENTS, Statement, choose_statements
from answering.concepts import Lexicon
from answering.contrasts import LIGHT_WORDS
from answering.evidence import Asked, Candidate, EvidenceReader, is_strong, weigh_terms
from answering.expectations import WHILE_SITTING
from answering.faults import place_of
from answering.findings import Finding, Issued
from answering.gate import Verdict, judge
from answering.issued import ISSUED_KINDS, IssuedHits, IssuedSearch
from answering.labels import labels
from answering.matching import Matcher, Term, WordVectors, read_terms
from answering.recency import newest_first
from answering.rulings import Ruled, RulingReader, on_the_same, said_whole, spoken_name
from answering.same_question import SameQuestion
from vectorstore.types import EditionKind, Hit, Language, Query, Unit

Rank = Callable[[Asked, Sequence[Candidate]], list[Candidate]]
Rarity = Callable[[str, Term], float]

_SHORT_CHARS = 220
_HELD = 0.5
_NEAR, _MOST_NEAR = 0.2, 2
_log = logging.getLogger(__name__)


class SittingReader:
    """Answers parts of questions from what the dais issued; safe to call from several threads.

    Whatever fails here is logged and costs nobody an answer: it is then given as if nothing had been issued.
    """

    def __init__(
        self,
        search: IssuedSearch,
        word_vectors: WordVectors,
        models: EvidenceModels,
        rank: Rank,
        rarity: Rarity,
        same_question: SameQuestion | None = None,
    ) -> None:
        """Take the search, what reads words and weighs evidence, and the answerer's own ranking and word counts.

        Without ``same_question`` a ruling answers by its words alone, whatever question it was given on.
        """
        self._search = search
        self._lexicon = Lexicon.load_for_sitting()
        self._reader = EvidenceReader(Matcher(word_vectors, self._lexicon))
        self._models = models
        self._rank = rank
        self._rarity = rarity
        self._rulings = None if same_question is None else RulingReader(same_question)

    def beside(self, committee: str, told: Finding, query: Query) -> Finding:
        """Return what was found in the documents with what the dais issued on it.

        A ruling on the very question is said whole. What else was issued is weighed among the units of the documents,
        so that what only sounds alike does not pass for the best; beside a section asked for it is not heard.
        """
        try:
            found = self._search.find(committee, query, told.asked.language)
            issued = self._issued(committee, told, query, found) if found.hits or found.asked else None
        except Exception as error:  # noqa: BLE001 - see the class
            _log.error("what the dais issued is left out, for weighing it failed: %s", place_of(error))
            return told
        return told if issued is None else replace(told, issued=issued)

    def is_ruled(self, committee: str, text: str, query: Query, language: Language) -> bool:
        """Return whether a ruling was given on the whole of a question that asks for several things."""
        try:
            found = self._search.find(committee, query, language)
            return bool(on_the_same(self._ruled(text, found, doubles=True)))
        except Exception as error:  # noqa: BLE001 - see the class
            _log.error("rulings are left out, for comparing them failed: %s", place_of(error))
            return False

    def latest(
        self, committee: str, asked: Asked, query: Query, kinds: Collection[EditionKind] = ISSUED_KINDS
    ) -> Finding | None:
        """Return what was issued last of these kinds, the newest first, ``None`` where there is nothing."""
        found = self._search.latest(committee, query, asked.language, kinds)
        if not found.hits:
            return None
        said: list[Statement] = []
        for hit in found.hits:
            if hit.passage.document in found.rulings:
                said += said_whole([hit], asked.language, with_question=True)
            else:
                said.append(Statement(hit, (_whole(hit) or hit.passage.units[0],)))
        has_ruling = any(each.speaker is not None for each in said)
        verdict = Verdict(False, 0.0, "not_in_documents")
        return Finding(asked, (), (), verdict, issued=Issued(found.hits, tuple(said), 1.0, has_ruling))

    def _issued(self, committee: str, told: Finding, query: Query, found: IssuedHits) -> Issued | None:
        language = told.asked.language
        ruled = self._ruled(told.asked.part.text, found)
        given = on_the_same(ruled)
        wholes = [self._whole_ruling(committee, each, query, language) for each in given]
        said = [each for hits in wholes for each in said_whole(hits, language)]
        others = found
        if said:  # the dais has answered this: another ruling that only sounds alike is not asked for
            others = replace(found, hits=tuple(h for h in found.hits if h.passage.document not in found.rulings))
        weighed = None
        if others.hits and not told.overview:
            weighed = self._weigh(committee, told, others)
        if not said:
            like = [hits for each in ruled[:1] if (hits := self._whole_ruling(committee, each, query, language))]
            return _with_near(weighed, [hits[0] for hits in like])
        hits = tuple(hit for each in wholes for hit in each)
        if weighed is None or not weighed.statements:
            return Issued(hits, tuple(said), given[0].likeness, has_ruling=True)
        both = sorted((*said, *weighed.statements), key=lambda each: _since(each, found), reverse=True)
        return Issued((*hits, *weighed.hits), tuple(both), given[0].likeness, has_ruling=True)

    def _ruled(self, text: str, found: IssuedHits, *, doubles: bool = False) -> list[Ruled]:
        return [] if self._rulings is None else self._rulings.beside(text, found, doubles=doubles)

    def _whole_ruling(self, committee: str, ruled: Ruled, query: Query, language: Language) -> tuple[Hit, ...]:
        return self._search.whole(committee, ruled.hit.passage.document, query, language).hits

    def _weigh(self, committee: str, told: Finding, found: IssuedHits) -> Issued | None:
        asked = self._ask(committee, told.asked)
        candidates = self._reader.read(asked, found.hits, told.hits)
        vouched = [
            each
            for each in candidates
            if each.hit.passage.document not in found.rulings or _says_all(asked, each, candidates)
        ]
        return self._judge(asked, self._rank(asked, vouched), told.candidates, found) if vouched else None

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
        statements = [
            _named(each, found, asked.language)
            for lead in said
            for each in _statements(asked, lead, about, alone=len(said) == 1)
        ]
        has_ruling = any(each.speaker is not None for each in statements)
        return Issued(found.hits, tuple(statements), verdict.probability, has_ruling)

    def _ask(self, committee: str, asked: Asked) -> Asked:
        """Return a part of a question as the dais would answer it."""
        part = replace(asked.part, expected=WHILE_SITTING.get(asked.part.expected, asked.part.expected))
        terms = read_terms(part.terms, part.names, part.text, self._lexicon)
        return Asked(part, terms, weigh_terms(part, terms, partial(self._rarity, committee)), asked.language)


def _says_all(asked: Asked, candidate: Candidate, among: Sequence[Candidate]) -> bool:
    """Return whether a ruling's own words hold every thing that is asked about.

    The question it was given on does not count: *yes, until the vote* answers that question and no other.
    """
    own = [each.inside for each in among if each.hit.passage.document == candidate.hit.passage.document]
    held = np.max(own, axis=0)
    strong = [is_strong(asked.part, term) and term.key not in LIGHT_WORDS for term in asked.terms]
    return any(strong) and bool((held[np.array(strong)] >= _HELD).all())


def _named(statement: Statement, found: IssuedHits, language: Language) -> Statement:
    """Return a statement under its ruling's name, one from an announcement as it is."""
    if statement.hit.passage.document not in found.rulings:
        return statement
    return replace(statement, speaker=spoken_name(statement.hit, language))


def _with_near(weighed: Issued | None, near: Sequence[Hit]) -> Issued | None:
    """Return what was weighed, and where it answers nothing, what is near with it."""
    if weighed is not None and weighed.statements:
        return weighed
    hits = (*near, *(weighed.hits if weighed is not None else ()))
    probability = weighed.probability if weighed is not None else 0.0
    return Issued(tuple({hit.passage.id: hit for hit in hits}.values()), (), probability) if hits else None


def _since(statement: Statement, found: IssuedHits) -> str:
    return found.issued_at.get(statement.hit.passage.document, "")


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
