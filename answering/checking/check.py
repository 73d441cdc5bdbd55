"""The check of a sentence that a chat model wrote: it is shown only where what it cites says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from answering.checking.form import fault_of_form
from answering.checking.names import unknown_name
from answering.checking.numbers import misplaced_number, wrong_number
from answering.checking.polarity import turned_around
from answering.checking.readings import Reading, read
from answering.checking.roles import swapped_roles
from answering.checking.subject import off_subject
from answering.checking.support import Support, find_support, is_unsupported
from answering.checking.types import Excerpt, Fault, Ground, Verdict, WrittenSentence
from answering.concepts import Lexicon
from answering.evidence import Asked
from answering.matching import Matcher
from answering.sheet import Sheet
from vectorstore.types import Language
from vectorstore.words import words

_Check = tuple[Fault, Callable[[], str]]


class SentenceChecker:
    """Holds sentences against the passages that they cite; safe to call from several threads."""

    def __init__(self, matcher: Matcher, lexicon: Lexicon) -> None:
        """Take what compares words across forms and languages, and what names and words mean alike."""
        self._matcher = matcher
        self._lexicon = lexicon

    def check(
        self, sentence: WrittenSentence, sheet: Sheet, language: Language, asked: Sequence[Asked], prompt: str
    ) -> Verdict:
        """Return whether a reader of ``language`` may be shown ``sentence``, what it stands on, or its first fault.

        ``asked`` are the parts of the question that are told, ``prompt`` is what the chat model was told. A key that
        adds nothing to what the others hold has no grounds in the verdict's support.
        """
        fault = _fault_of_keys(sentence, sheet) or fault_of_form(sentence, language, sheet, prompt)
        if fault is not None:
            return Verdict(*fault)
        said = read(sentence.text, language, self._lexicon)
        excerpts = [sheet.excerpts[key] for key in sentence.keys]
        grounds = _grounds(excerpts)
        fault = _first(
            (Fault.NAME, lambda: unknown_name(said, grounds, self._lexicon)),
            (Fault.NUMBER, lambda: wrong_number(said, grounds)),
        )
        if fault is not None:
            return Verdict(*fault)
        support = find_support(said, excerpts, self._matcher)
        chosen = self._with_needed(said, excerpts, support)
        stood_on = [ground for key in sentence.keys for ground in chosen[key]]
        used = _grounds(excerpt for excerpt in excerpts if chosen[excerpt.key])
        fault = _first(
            (Fault.UNSUPPORTED, lambda: is_unsupported(said, support, self._lexicon)),
            (Fault.NAME, lambda: unknown_name(said, used, self._lexicon)),
            (Fault.NUMBER, lambda: wrong_number(said, used)),
            (Fault.BINDING, lambda: misplaced_number(said, stood_on, used, self._matcher)),
            (Fault.ROLE, lambda: swapped_roles(said, used, self._lexicon)),
            (Fault.POLARITY, lambda: turned_around(said, stood_on, self._lexicon)),
            (Fault.SUBJECT, lambda: off_subject(said, stood_on, asked, sheet, self._matcher)),
        )
        return Verdict(*fault) if fault is not None else Verdict(None, "", chosen)

    def _with_needed(
        self, said: Reading, excerpts: Sequence[Excerpt], support: Support
    ) -> dict[str, tuple[Ground, ...]]:
        """Return the grounds chosen for each key, and for one without any that which alone has a name or a number."""

        def missing(among: Iterable[Ground]) -> tuple[str, str]:
            grounds = list(among)
            return unknown_name(said, grounds, self._lexicon), wrong_number(said, grounds)

        chosen = {excerpt.key: support.chosen.get(excerpt.key, ()) for excerpt in excerpts}
        used = _grounds(excerpt for excerpt in excerpts if chosen[excerpt.key])
        for excerpt in excerpts if used else ():
            lacks = ("", "") if chosen[excerpt.key] else missing(used)
            if any(lacks) and missing((*used, *_grounds([excerpt]))) != lacks:
                needed = (each for each in excerpt.grounds if missing((*used, each)) != lacks)
                chosen[excerpt.key] = tuple(islice(needed, 1))
                used += _grounds([excerpt]) if chosen[excerpt.key] else []
        return chosen


def _fault_of_keys(sentence: WrittenSentence, sheet: Sheet) -> tuple[Fault, str] | None:
    """Return what is wrong with what a sentence cites: nothing, a passage that it was not given, or for no words."""
    if not sentence.keys:
        return Fault.NO_CITATION, sentence.text
    if not words(sentence.text):
        return Fault.UNSUPPORTED, sentence.raw
    unknown = [key for key in sentence.keys if key not in sheet.excerpts]
    return (Fault.UNKNOWN_KEY, ", ".join(unknown)) if unknown else None


def _first(*checks: _Check) -> tuple[Fault, str] | None:
    """Return the first fault of those that are found, with the words that offend."""
    return next(((fault, found) for fault, find in checks if (found := find())), None)


def _grounds(excerpts: Iterable[Excerpt]) -> list[Ground]:
    return [ground for excerpt in excerpts for ground in (*excerpt.grounds, *excerpt.other)]
