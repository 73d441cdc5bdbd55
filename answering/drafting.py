"""The reply that comes of a chat model's checked sentences: how it reads, what it cites, whether it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from answering.checking.types import Excerpt, Verdict, WrittenSentence
from answering.citations import check_citations
from answering.completeness import MAX_CHARS, Lack, Taken, find_lacks
from answering.composing import quote_of, source_of, with_mark
from answering.errors import CitationError
from answering.matching import Matcher
from answering.prepared import Prepared
from answering.refusals import name_untold
from answering.sheet import Sheet
from answering.types import Answer, Citation, Composition, JudgedSentence
from vectorstore.types import Passage, Unit
from vectorstore.words import STOP_WORDS, fold, words

_LEANS = re.compile(
    r"^\W*(it|its|this|these|that|those|they|their|them|there(?! (?:is|are|was|were|has|have|had|will)\b)|"
    r"he|she|his|her|both|also|in addition|moreover|"
    r"furthermore|likewise|of (these|them|those)|among (these|them|those)|the (same|former|latter|others?)|another|"
    r"est[aeo]s?|es[aeo]s?|aquell[ao]s?|su|sus|ell[ao]s?|ello|dich[ao]s?|ahi|alli|alla|tambien|ademas|asimismo|"
    r"(de|entre|por|con|en) (ell[ao]s?|ello|es[ao]s?|est[ao]s?)|ambos|ambas|otr[ao]s?|l[ao]s? mism[ao]s?|el mismo|"
    r"lo anterior|le|les|se)\b"
)


class Draft:
    """Collects the sentences of one attempt; ``judged`` tells the organiser of each, in the order they came."""

    def __init__(self, prepared: Prepared, sheet: Sheet, matcher: Matcher) -> None:
        self._prepared, self._sheet, self._matcher = prepared, sheet, matcher
        self._taken: list[Taken] = []
        self._raw: list[str] = []
        self._units: dict[str, list[Unit]] = {}  # by key, in the order of their numbers
        self._text = ""
        self._is_full = False
        self._has_dropped = False
        self._lacks: list[Lack] | None = None
        self.judged: list[JudgedSentence] = []

    def drop(self, sentence: WrittenSentence, fault: str, words: str = "") -> None:
        """Leave a sentence out, whatever a verdict says."""
        self.judged.append(JudgedSentence(sentence.raw, fault, words))
        self._has_dropped = True

    def add(self, sentence: WrittenSentence, verdict: Verdict) -> bool:
        """Take a sentence where its verdict and what is there already allow it; return whether it was taken."""
        fault = verdict.fault.value if verdict.fault is not None else self._fault_here(sentence)
        units = {} if fault else self._support(sentence, verdict)
        if not fault and not units:
            fault = "unsupported"
        if not fault:
            fault = self._take(sentence, units)
        if fault and fault != "repeated":
            self.drop(sentence, fault, verdict.words)
            return False
        self.judged.append(JudgedSentence(sentence.raw, fault, verdict.words))
        self._has_dropped = self._has_dropped and bool(fault)
        return not fault

    @property
    def is_full(self) -> bool:
        """Whether a sentence was left out because the reply would have become too long."""
        return self._is_full

    @property
    def is_enough(self) -> bool:
        """Whether the sentences taken so far answer the question by themselves."""
        return not self.lacks

    @property
    def lacks(self) -> list[Lack]:
        """What keeps the sentences taken so far from answering the question."""
        if self._lacks is None:
            self._lacks = find_lacks(self._prepared, self._taken, self._matcher)
        return self._lacks

    @property
    def kept(self) -> list[str]:
        """The sentences taken so far as the model wrote them, keys and all."""
        return list(self._raw)

    def text(self) -> str:
        """Return the sentences taken so far as the delegate reads them, each with its marks."""
        return self._text

    def answer(self, model: str, composition: Composition) -> Answer:
        """Return the reply: the sentences, and of a question with several parts those that nothing tells.

        Raises:
            CitationError: marks, citations and passages do not agree.
        """
        prepared = self._prepared
        parts = [finding.asked.part for finding in prepared.findings if not finding.is_told]
        untold = (name_untold(part, prepared.language) for part in parts)
        text = " ".join([self._text, *untold])
        citations = self._checked(text, self._units)
        assert isinstance(prepared.reply, Answer), "only what is answered is written"
        return Answer(text, prepared.language, citations, prepared.reply.retrieved, model, composition)

    def _checked(self, text: str, units: Mapping[str, Sequence[Unit]]) -> tuple[Citation, ...]:
        """Return the citations of a text, held against it and the passages.

        Raises:
            CitationError: they do not agree.
        """
        hits = [self._sheet.excerpts[key].hit for key in units]
        citations = tuple(
            Citation(number, source_of(hit), quote_of(hit.passage, found))
            for number, (hit, found) in enumerate(zip(hits, units.values(), strict=True), start=1)
        )
        check_citations(text, citations, [hit.passage for hit in hits])
        return citations

    def _take(self, sentence: WrittenSentence, units: dict[str, list[Unit]]) -> str:
        """Add a sentence to the text; return why not, ``""`` where it is added."""
        cited = {key: [*self._units.get(key, ()), *units.get(key, ())] for key in (*self._units, *units)}
        numbers = {key: number for number, key in enumerate(cited, start=1)}
        marked = sentence.text.strip()
        for key in units:
            marked = with_mark(marked, numbers[key])
        joint = "\n" if "\n" in self._text or "\n" in marked else " "
        text = f"{self._text}{joint}{marked}" if self._text else marked
        if len(text) > MAX_CHARS:
            self._is_full = True
            return "long"
        try:
            self._checked(text, cited)
        except CitationError:
            return "citation"
        self._text, self._units = text, cited
        by_passage = {self._sheet.excerpts[key].hit.passage.id: tuple(found) for key, found in units.items()}
        self._taken.append(Taken(sentence.text, by_passage))
        self._raw.append(sentence.raw.strip())
        self._lacks = None
        return ""

    def _support(self, sentence: WrittenSentence, verdict: Verdict) -> dict[str, list[Unit]]:
        """Return the units to quote for each key it cites, which hold it; a key without any is not cited."""
        support = verdict.support or {}
        found = {
            key: [ground.source for ground in support.get(key, ()) if ground.source.kind != "outline"]
            for key in dict.fromkeys(sentence.keys)
        }
        return {key: units for key, units in found.items() if units}

    def _fault_here(self, sentence: WrittenSentence) -> str:
        """Return what speaks against a checked sentence in this place."""
        if any(words(sentence.text) == words(taken.text) for taken in self._taken):
            return "repeated"
        return "leans" if self._has_dropped and self._leans(sentence) else ""

    def _leans(self, sentence: WrittenSentence) -> bool:
        """Return whether a sentence behind one that was left out would be read as of something else.

        So it is where it says *it*; and where it goes on about another passage without naming what that is about.
        """
        if _LEANS.match(fold(sentence.text)):
            return True
        if not self._taken:
            return False
        cited = [self._sheet.excerpts[key] for key in sentence.keys if key in self._sheet.excerpts]
        if self._taken[-1].units.keys() & {excerpt.hit.passage.id for excerpt in cited}:
            return False
        named = set(words(sentence.text))
        return not any(named.intersection(_heading_words(excerpt)) for excerpt in cited)


def _heading_words(excerpt: Excerpt) -> Iterator[str]:
    """Yield the words that say what a passage is about: its last heading's, else its title's."""
    passage: Passage = excerpt.hit.passage
    heading = passage.section[-1] if passage.section else passage.title
    return (word for word in words(heading) if word not in STOP_WORDS)
