"""The form of a sentence: its length, language and signs, and whose words they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from answering.checking.instructions import addresses_a_machine
from answering.checking.tone import self_talk, talks_to_reader
from answering.checking.types import Fault, Ground, WrittenSentence
from answering.language import LanguageProfile
from answering.sheet import Sheet
from vectorstore.types import Language
from vectorstore.words import fold, words

MAX_CHARS, MAX_LIST_CHARS = 480, 800
PROMPT_RUN = 8
"""So many words in a row are the prompt's, not chance."""

_MARKUP = re.compile(
    r"</?[a-z!][^<>]*>|<[!?/]|&(?:[a-z]{2,8}|#x?[0-9a-f]+);"  # HTML
    r"|\*\*|__|~~|`|\]\(|!\[|^\s*#{1,6}\s|^\s*>|^\s*\||\|\s*$|\|\s*:?-{2,}|^\s*(?:-{3,}|={3,}|\*{3,})\s*$"  # Markdown
    r"|(?<![\w*])\*[^\s*][^*\n]*\*(?![\w*])|(?<![\w_])_[^\s_][^_\n]*_(?![\w_])"
    r"|\\[a-z(\[{]|\$\$|\$[^$\n]*[\\^_][^$\n]*\$|[{}\[\]【】]|<\||\|>",  # LaTeX, brackets that are no key's
    re.IGNORECASE | re.MULTILINE,
)
_NOT_TEXT = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffd\ue000-\uf8ff"  # controls
    r"\U000e0000-\U000effff\U000f0000-\U0010ffff"
    r"\u2300-\u23ff\u2460-\u24ff\u2580-\u27bf\u2b00-\u2bff\ufe0f\u20e3"  # emoji, letters in disguise
    r"\U0001d400-\U0001d7ff\U0001f000-\U0001faff]"
)
_TOP_LEVEL = "com|org|net|int|gov|edu|info|io|app|dev|me|ly|mx|es|uk|us|ar|co|cl|pe|fr|de|eu|tv|example|link|site|xyz"
_LINK = re.compile(
    r"(?:https?|hxxps?|ftp|tg|mailto|javascript|data)\s?:\s?/{0,2}\S+|\bwww\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|(?<![\w.])@\w{2,}"
    rf"|(?<![\w#])#[^\W\d]\w+|\b(?:[a-z0-9-]+\.)+(?:{_TOP_LEVEL})\b(?:/\S*)?|\+\d[\d\s().-]{{6,}}\d|\(\d{{2,4}}\)\s?\d[\d\s-]{{5,}}\d"
    r"|\b\d{2,4}(?:[\s-]\d{2,4}){2,}-\d{2,4}\b|\b\w+\s?(?:\[|\()(?:dot|at|punto|arroba)(?:\]|\))\s?\w+",
    re.IGNORECASE,
)
_LINK_END = ".,;:!?)»”\"'"
_QUOTATION = re.compile(r"«([^«»]*)(?:»|$)|“([^“”]*)(?:”|$)|\"([^\"]*)(?:\"|$)|‘([^‘’]{12,})’|„([^“”]*)[“”]")
_MOST_NAME_WORDS = 8
_ELLIPSIS = re.compile(r"\s*(?:\(?\.{3}\)?|\(?…\)?)\s*")
_SAME_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-"})
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NAMES = re.compile(
    r"\b[A-ZÀ-Ý][\w'’-]*(?:\s(?:(?:de|del|la|las|los|el|y|e|en|of|the|and|for|to|on|in|against|contra|para|sobre)\s){0,3}"
    r"[A-ZÀ-Ý][\w'’-]*)+"
)
_FEW_WORDS, _RUN_WORDS, _RUN_FLOOR = 4, 5, -5.0
_OTHER_LANGUAGES = frozenset(
    "nao um uma sao pelo pela tambem ao aos em foi os ou mais sua seu eles elas "  # Portuguese
    "et est les du dont dans pour avec sur au aux qui ont ete une par cette ces leur "  # French
    "il gli dei della delle che sono tra cui nel piu anche questo "  # Italian
    "der das ist und mit nicht von ein eine auf fur zu dem sind wurde wurden".split()  # German
)
"""Folded little words of neighbouring languages that are none in English or Spanish."""
_MOST_FOREIGN = 2


def fault_of_form(sentence: WrittenSentence, language: Language, sheet: Sheet, prompt: str) -> tuple[Fault, str] | None:
    """Return what is wrong with the form of a sentence and the words in which that shows, ``None`` for nothing.

    ``language`` is the reader's, ``prompt`` what the chat model was told. Links, quotations, advice and foreign words
    may be repeated where what the sentence cites has them.
    """
    cited = cited_grounds(sentence, sheet)
    held = words_of(cited)
    said = sentence.text
    plain = _QUOTATION.sub(" ", said)
    checks: tuple[tuple[Fault, Iterator[str]], ...] = (
        (Fault.LENGTH, _too_long(said)),
        (Fault.MARKUP, _markup(sentence, held)),
        (Fault.PROMPT, _of_the_prompt(sentence, sheet, prompt, held)),
        (Fault.LINK, _links(said, held)),
        (Fault.INSTRUCTION, _instructions(said, plain, cited)),
        (Fault.QUOTE, _misquoted(said, held)),
        (Fault.LANGUAGE, _foreign(plain, language, held)),
    )
    return next(((fault, found) for fault, offending in checks for found in offending if found), None)


def cited_grounds(sentence: WrittenSentence, sheet: Sheet) -> list[Ground]:
    """Return the grounds of all excerpts that a sentence cites, of either edition; unknown keys have none."""
    excerpts = [sheet.excerpts[key] for key in sentence.keys if key in sheet.excerpts]
    return [ground for excerpt in excerpts for ground in (*excerpt.grounds, *excerpt.other)]


def words_of(grounds: Sequence[Ground]) -> str:
    """Return all words of grounds as they are compared letter for letter: space, case and forms of signs folded."""
    quotes = " ".join(ground.source.quote for ground in grounds)
    texts = dict.fromkeys(part.text for ground in grounds for part in (ground.unit, ground.above))
    return "\n".join(_letters(text) for text in (quotes, *texts))


def _letters(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_SAME_SIGNS).casefold().split())


def _too_long(said: str) -> Iterator[str]:
    most = MAX_LIST_CHARS if "\n" in said else MAX_CHARS
    if len(said) > most:
        yield f"{len(said)} > {most}"


def _markup(sentence: WrittenSentence, held: str) -> Iterator[str]:
    """Yield markup, signs that are no text, and letters in disguise such as 𝐍 or Ｎ."""
    yield from (repr(match[0])[1:-1] for match in _NOT_TEXT.finditer(sentence.raw) if match[0] not in held)
    yield from (match[0].strip() for match in _MARKUP.finditer(sentence.text) if _letters(match[0]) not in held)
    for sign in sentence.text:
        if sign.isalnum() and sign not in "ºª¹²³" and sign not in held and unicodedata.normalize("NFKC", sign) != sign:
            yield sign


def _of_the_prompt(sentence: WrittenSentence, sheet: Sheet, prompt: str, held: str) -> Iterator[str]:
    """Yield what is the prompt's: a run of its words, the mark around the passages, a key beside its brackets."""
    said = words(sentence.text)
    mark = re.sub(r"\W", "", sheet.mark)
    yield from (word for word in said if word in sheet.excerpts or word == mark)
    runs = _runs(said) & _runs(words(prompt))
    yield from sorted(runs - _runs(words(held))) if runs else ()


def _runs(found: Sequence[str]) -> set[str]:
    return {" ".join(found[start : start + PROMPT_RUN]) for start in range(len(found) - PROMPT_RUN + 1)}


def _links(said: str, held: str) -> Iterator[str]:
    found = (match[0].rstrip(_LINK_END) for match in _LINK.finditer(said))
    yield from (link for link in found if _letters(link) not in held)


def _instructions(said: str, plain: str, cited: Sequence[Ground]) -> Iterator[str]:
    """Yield what is said to the reader, or by an assistant of itself; quoted words are judged as a quotation."""
    if addresses_a_machine(said):
        yield said
    yield self_talk(plain)
    yield talks_to_reader(plain, cited)


def _misquoted(said: str, held: str) -> Iterator[str]:
    """Yield each quotation that is not what a cited passage says, word for word; a single word or a name may stand."""
    for match in _QUOTATION.finditer(said):
        quoted = next(part for part in match.groups() if part is not None)
        for part in _ELLIPSIS.split(quoted):
            bare = _letters(part).strip(" .,;:!?¿¡")
            if len(bare.split()) > 1 and bare not in held and not _is_name(part):
                yield part.strip()


def _is_name(quoted: str) -> bool:
    """Return whether quoted words are written like a name, every longer one in capitals: the check of names has it."""
    longer = [word for word in quoted.split() if len(word) > 3]
    return 0 < len(longer) <= _MOST_NAME_WORDS and not any(word[0].islower() for word in longer)


def _foreign(plain: str, language: Language, held: str) -> Iterator[str]:
    """Yield what is not in the reader's language: all of it, a run of words, or letters that neither language has.

    Names of several words that a cited passage has stay as they are in either language.
    """
    plain = _NAMES.sub(lambda name: " " if _letters(name[0]) in held else name[0], plain)
    strange = (sign for sign in plain if sign.isalpha() and sign not in "ºª" and sign not in held)
    yield from (sign for sign in strange if "LATIN" not in unicodedata.name(sign, ""))
    found = _LETTERS.findall(plain)
    lower = [fold(word) for word in found if not word[0].isupper()]
    profile = LanguageProfile.load()
    towards = 1.0 if language == "es" else -1.0
    if len(found) >= _FEW_WORDS and len(lower) > 1 and towards * profile.score(plain) < -0.5:
        yield plain.strip()
    scores = [towards * profile.score(word) if word in profile.words else 0.0 for word in lower]
    for start in range(max(1, len(lower) - _RUN_WORDS + 1)):
        run = lower[start : start + _RUN_WORDS]
        if sum(scores[start : start + _RUN_WORDS]) <= _RUN_FLOOR and " ".join(run) not in held:
            yield " ".join(run)
    others = {fold(word) for word in found if fold(word) in _OTHER_LANGUAGES}
    if len(others) >= _MOST_FOREIGN and len(others) * 8 >= len(found):
        yield " ".join(sorted(others))
