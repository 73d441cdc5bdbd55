"""The answerer: question → language → small talk or follow-up → retrieval → evidence → composing → checking → reply."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from answering.analysis import Part, analyse_part, aspect_of, clean_history, clean_question, split_question
from answering.citations import check_citations
from answering.classifiers import EvidenceModels
from answering.composing import MAX_CHARS, MAX_STATEMENTS, Statement, choose_statements, source_of, write_answer
from answering.concepts import Lexicon
from answering.errors import CitationError
from answering.evidence import Asked, Candidate, EvidenceReader, weigh_terms
from answering.findings import Finding, hits_of
from answering.follow_ups import leans_on_earlier, make_whole
from answering.gate import judge
from answering.issued import DocumentsIfAny, IssuedSearch
from answering.language import detect_language
from answering.latest import asks_for_latest
from answering.matching import Matcher, Term, WordVectors, read_terms
from answering.overviews import find_section, opening, overview_subject
from answering.planted import say_no_orders, without_orders
from answering.premises import find_contradiction
from answering.prepared import Prepared
from answering.ranking import READ_AGAIN, as_written, rank_again, rank_candidates, read_again
from answering.refusals import name_untold, refuse, small_talk
from answering.retrieval import Index, find_hits, within_scope
from answering.same_question import SameQuestion
from answering.sitting import SittingReader
from answering.small_talk import small_talk_topic
from answering.subjects import may_name_two, split_subjects
from answering.types import Answer, Question, Reply
from answering.wording import WORDING
from vectorstore.cross_encoder import CrossEncoder
from vectorstore.types import Hit, Language, Query
from vectorstore.words import words

_log = logging.getLogger(__name__)


class Answerer:
    """Answers questions from the passages of a committee; safe to call from several threads."""

    def __init__(
        self,
        index: Index,
        word_vectors: WordVectors,
        cross_encoder: CrossEncoder,
        models: EvidenceModels | None = None,
        issued: IssuedSearch | None = None,
        same_question: SameQuestion | None = None,
    ) -> None:
        """Take the index of documents and, where there is one, the search of what the dais issued.

        ``same_question`` tells which rulings were given on what is asked.
        """
        self._index = index if issued is None else DocumentsIfAny(index, issued)
        self._cross_encoder = cross_encoder
        self._lexicon = Lexicon.load()
        self._models = models or EvidenceModels.load()
        self._matcher = Matcher(word_vectors, self._lexicon)
        self._reader = EvidenceReader(self._matcher)
        self._sitting: SittingReader | None = None
        if issued is not None:
            self._sitting = SittingReader(issued, word_vectors, self._models, self.rank, self._rarity, same_question)

    def answer(self, question: Question) -> Reply:
        """Return an answer whose every statement is cited, a refusal, or small talk.

        Raises:
            VectorStoreError: the index cannot be read.
        """
        return self.prepare(question).reply

    def prepare(self, question: Question) -> Prepared:
        """Return the reply in the documents' own words, and what it rests on.

        Raises:
            VectorStoreError: the index cannot be read.
        """
        text, history = _cleaned(question)
        committee, language = question.committee, question.language or detect_language(text, earlier=history)
        topic = small_talk_topic(text)
        if topic is not None:
            return Prepared(question, language, small_talk(topic, language, self._index, committee))
        sitting = None if question.documents_only else self._sitting
        if sitting is not None and (kinds := asks_for_latest(text)):
            asked = self._ask(committee, analyse_part(text), language)
            latest = sitting.latest(committee, asked, self._query(asked), kinds)
            if latest is not None:
                return self._compose(question, [text], [latest], language)
        asked_parts = self.parts(committee, text, history, language)
        if sitting is not None and len(asked_parts) > 1:
            whole = self._ask(committee, analyse_part(text), language)
            if sitting.is_ruled(committee, text, self._query(whole), language):
                asked_parts = [text]
        findings = [self.find(committee, part, language) for part in asked_parts]
        if sitting is not None:
            findings = [sitting.beside(committee, finding, self._query(finding.asked)) for finding in findings]
        return self._compose(question, asked_parts, findings, language)

    def leans(self, question: Question) -> bool:
        """Return whether a question cannot be understood without those before it."""
        text, history = _cleaned(question)
        language = question.language or detect_language(text, earlier=history)
        return bool(history) and leans_on_earlier(text, self.topic_of(question.committee, text, language))

    def parts(self, committee: str, text: str, history: tuple[str, ...], language: Language) -> list[str]:
        """Return the single questions that ``text`` asks, each whole: follow-ups filled in, double questions apart."""

        def topic_of(asked: str) -> tuple[str, ...]:
            return self.topic_of(committee, asked, language)

        pieces = split_question(make_whole(text, history, topic_of))
        whole = [pieces[0], *(make_whole(piece, pieces[:1], topic_of) for piece in pieces[1:])]
        return [
            subject
            for piece in whole
            for subject in (
                split_subjects(piece, self._headings(committee, piece, language)) if may_name_two(piece) else (piece,)
            )
        ]

    def _headings(self, committee: str, text: str, language: Language) -> list[str]:
        hits = find_hits(self._index, committee, Query(text), language)
        return [hit.passage.section[-1] for hit in hits if hit.passage.section]

    def find(self, committee: str, text: str, language: Language) -> Finding:
        """Return what the documents hold for one undivided question, judged."""
        subject = overview_subject(text)
        asked, hits, candidates = self.read(committee, subject or text, language)
        ranked = self.rank(asked, candidates)
        contradiction = find_contradiction(asked, ranked, self._matcher)
        verdict = judge(asked, ranked, self._models)
        overview = self._overview(committee, subject, asked, hits) if subject else ()
        return Finding(asked, tuple(hits), tuple(ranked), verdict, contradiction, overview)

    def rank(self, asked: Asked, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return candidates best first, the likeliest of them read together with the question."""
        ranked = rank_candidates(candidates, self._models.ranker)
        question = as_written(asked, ranked[:READ_AGAIN], self._lexicon)
        return without_orders(rank_again(read_again(question, ranked, self._cross_encoder), self._models.second))

    def _overview(self, committee: str, subject: str, asked: Asked, hits: Sequence[Hit]) -> tuple[Statement, ...]:
        key = find_section(subject, hits)
        return tuple(opening(self._index.sections(committee, [key], self._query(asked)))) if key else ()

    def read(self, committee: str, text: str, language: Language) -> tuple[Asked, list[Hit], list[Candidate]]:
        """Return one undivided question with its hits and their units as candidates, not ranked yet."""
        asked = self._ask(committee, analyse_part(text), language)
        hits = within_scope(find_hits(self._index, committee, self._query(asked), language), text)
        return asked, hits, self._reader.read(asked, hits)

    def _query(self, asked: Asked) -> Query:
        """Return what to search for: the text, the other names of what it names, and what it asks of them."""
        named = [term for term in asked.terms if term.kind == "name"]
        also = " ".join(alias for term in named for alias in self._lexicon.aliases.get(term.key, ()))
        names = frozenset(word for term in asked.terms if term.is_name for word in term.surface.split())
        return Query(asked.part.text, also, aspect_of(asked.part, names))

    def topic_of(self, committee: str, text: str, language: Language) -> tuple[str, ...]:
        """Return the folded words with which a question names its subject: names, figures apart, and heading words."""
        part = analyse_part(text)
        found = {word for _, alias in self._lexicon.find_names(text, typed=True) for word in alias}
        named = [term for term in part.terms if (term in part.names or term in found) and not term.isdigit()]
        headings = {word for heading in self._headings(committee, text, language) for word in words(heading)}
        return tuple(term for term in part.terms if term in named or (term in headings and len(term) > 3))

    def _ask(self, committee: str, part: Part, language: Language) -> Asked:
        terms = read_terms(part.terms, part.names, part.text, self._lexicon)
        return Asked(part, terms, weigh_terms(part, terms, lambda term: self._rarity(committee, term)), language)

    def _rarity(self, committee: str, term: Term) -> float:
        if term.kind != "word":
            return 1.0
        idf = max(self._index.idf(committee, term.key, language) for language in ("en", "es"))
        return min(1.0, idf / 5.0)

    def _whole(self, committee: str, statement: Statement, asked: Asked) -> list[Statement]:
        """Return a list that runs over several passages as a statement from each; any other statement as it is."""
        first, passage = statement.units[0], statement.hit.passage
        if not statement.whole_list or first.kind == "outline":
            return [statement]
        key = (passage.document, passage.language, passage.section_key)
        hits = self._index.sections(committee, [key], self._query(asked))
        parts = [(hit, tuple(unit for unit in hit.passage.units if unit.group == first.group)) for hit in hits]
        filled = [(hit, units) for hit, units in parts if units]
        return [
            Statement(hit, units, whole_list=True, continues=place > 0) for place, (hit, units) in enumerate(filled)
        ]

    def _compose(
        self, question: Question, asked: Sequence[str], findings: Sequence[Finding], language: Language
    ) -> Prepared:
        statements = say_no_orders(_without_repeats(self._statements(question.committee, findings)))
        hits = hits_of(findings, near=not statements)
        answer = _written(statements, findings, hits, language) if statements else None
        reply = answer or refuse(findings[0].verdict, hits, language)
        return Prepared(question, language, reply, tuple(asked), tuple(findings), tuple(statements))

    def _statements(self, committee: str, findings: Sequence[Finding]) -> list[Statement]:
        """Return what is said of all parts, the dais before the documents within each."""
        statements: list[Statement] = []
        for finding in findings:
            if finding.issued is not None:
                statements += finding.issued.statements
            if not finding.is_told_by_documents:
                continue
            if finding.overview:
                statements += finding.overview
            elif finding.contradiction is not None:
                statements.append(Statement(finding.contradiction.hit, (finding.contradiction.unit,)))
            else:
                chosen = choose_statements(
                    finding.asked.part,
                    finding.candidates,
                    most=MAX_STATEMENTS if len(findings) == 1 else 2,
                    max_chars=MAX_CHARS // len(findings),
                )
                statements += [
                    whole for statement in chosen for whole in self._whole(committee, statement, finding.asked)
                ]
        return statements


def _cleaned(question: Question) -> tuple[str, tuple[str, ...]]:
    """Return the question's text and those asked before it, cleaned."""
    return clean_question(question.text), clean_history(question.history)


def _written(
    statements: Sequence[Statement], findings: Sequence[Finding], hits: Sequence[Hit], language: Language
) -> Answer | None:
    """Return the answer that says these statements, ``None`` where it does not agree with its sources."""
    text, citations = write_answer(statements, language)
    if any(finding.is_contradicted for finding in findings):
        text = f"{WORDING[language].contradicted} {text}"
    untold = [finding for finding in findings if not finding.is_told]
    text = " ".join([text, *(name_untold(finding.asked.part, language) for finding in untold)])
    try:
        check_citations(text, citations, [statement.hit.passage for statement in statements])
    except CitationError as error:
        _log.error("an answer was withheld: %s", error)
        return None
    return Answer(text, language, citations, tuple(source_of(hit) for hit in hits), "quotes")


def _without_repeats(statements: Sequence[Statement]) -> list[Statement]:
    seen: set[str] = set()
    kept = []
    for statement in statements:
        key = " ".join(unit.text for unit in statement.units)
        if key not in seen:
            seen.add(key)
            kept.append(statement)
    return kept
