"""The bilingual lexicon: names that mean one thing in both languages, words that mean one relation, number words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from vectorstore.words import STOP_WORDS, fold, stem, words

LEXICON = Path(__file__).parent / "lexicon"
_CAPITALS_ONLY = 3
_EVERYDAY = STOP_WORDS | {"us"}
_MAX_ALIAS_WORDS = 12

_ENGLISH_NUMBERS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty""".split()
_SPANISH_NUMBERS = """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis
diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete
veintiocho veintinueve treinta""".split()
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
         "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100,
         "ciento": 100, "thousand": 1000, "mil": 1000}  # fmt: skip
_NUMBER_WORDS: Mapping[str, str] = {
    **{word: str(value) for value, word in enumerate(_ENGLISH_NUMBERS) if word not in ("zero", "one")},
    **{word: str(value) for value, word in enumerate(_SPANISH_NUMBERS) if word not in ("cero", "uno")},
    **{word: str(value) for word, value in _TENS.items()},
}


def number_value(word: str) -> str:
    """Return the figure that a folded word stands for, ``""`` for none; *one* and *uno* are articles, no figures.

    >>> number_value("ocho"), number_value("27.6"), number_value("mesa")
    ('8', '27.6', '')
    """
    return word if word[:1].isdigit() else _NUMBER_WORDS.get(word, "")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What words and names mean alike.

    ``names`` maps an alias, as folded words, to its canonical name; ``capital_names`` those that count in capitals
    only. ``aliases`` lists a canonical name's aliases. ``phrases`` are the canonical names that name no entity (*trata
    de personas*). ``concepts`` maps a word to the relations it may mean, ``stems`` the stems of the same words, for
    forms that are not listed. ``first_words`` are those that an alias may begin with.
    """

    names: Mapping[tuple[str, ...], str]
    capital_names: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    phrases: frozenset[str]
    first_words: frozenset[str]
    concepts: Mapping[str, frozenset[str]]
    stems: Mapping[str, frozenset[str]]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Lexicon:
        """Read the lexicon that ships with Dragoman, once a process."""
        names: dict[tuple[str, ...], str] = {}
        capitals: dict[str, str] = {}
        phrases = _rows(LEXICON / "phrases.tsv")
        for aliases in (*_rows(LEXICON / "names.tsv"), *phrases):
            canonical = fold(aliases[0])
            for alias in aliases:
                if alias.isupper() and alias.isalpha() and len(alias) <= _CAPITALS_ONLY:
                    capitals[alias] = canonical
                else:
                    names.setdefault(tuple(words(alias)), canonical)
        aliases_of: dict[str, list[str]] = {}
        for alias_words, canonical in names.items():
            aliases_of.setdefault(canonical, []).append(" ".join(alias_words))
        for short, canonical in capitals.items():
            aliases_of.setdefault(canonical, []).append(short)
        concepts, stems = _concepts(LEXICON / "concepts.tsv")
        return Lexicon(
            names=names,
            capital_names=capitals,
            aliases={key: tuple(value) for key, value in aliases_of.items()},
            phrases=frozenset(fold(aliases[0]) for aliases in phrases),
            first_words=frozenset(alias[0] for alias in names if alias),
            concepts=concepts,
            stems=stems,
        )

    @staticmethod
    @lru_cache(maxsize=1)
    def load_for_sitting() -> Lexicon:
        """Return the lexicon with what words also mean while a committee sits: *back* is to resume, not to support."""
        lexicon = Lexicon.load()
        concepts, stems = _concepts(LEXICON / "sitting.tsv")
        return replace(lexicon, concepts=_joined(lexicon.concepts, concepts), stems=_joined(lexicon.stems, stems))

    def concepts_of(self, word: str) -> frozenset[str]:
        """Return the concepts that a folded word, or its stem in either language, belongs to."""
        listed = self.concepts.get(word)
        if listed is not None:
            return listed
        return self.stems.get(stem(word, "es")) or self.stems.get(stem(word, "en")) or frozenset()

    def find_names(self, text: str, *, typed: bool = False) -> list[tuple[str, tuple[str, ...]]]:
        """Return the known names in ``text``, longest first match: (canonical name, the folded words that named it).

        In ``typed`` text, which people write without capitals, a three-letter name that is no word counts as well.
        """
        found = words(text)
        result = [(canonical, tuple(found[first:end])) for canonical, first, end in self.name_spans(found)]
        surface = set(re.findall(r"\w+", text.replace(".", "")))
        if typed and text.isupper() and len(found) > 2:  # *WHO IS …* in capitals asks for a person
            surface = {word for word in surface if fold(word) not in _EVERYDAY}
        if typed:
            surface |= {word.upper() for word in found if len(word) == _CAPITALS_ONLY and word not in STOP_WORDS}
        shorts = self.capital_names.keys() & surface
        result.extend((self.capital_names[short], (fold(short),)) for short in sorted(shorts))
        return list(dict.fromkeys(result))

    def name_spans(self, found: Sequence[str]) -> list[tuple[str, int, int]]:
        """Return the known names among folded words: (canonical name, first word, after the last)."""
        result = []
        place = 0
        while place < len(found):
            length = self._match_length(found, place)
            if length:
                result.append((self.names[tuple(found[place : place + length])], place, place + length))
            place += length or 1
        return result

    def _match_length(self, found: Sequence[str], place: int) -> int:
        if found[place] not in self.first_words:
            return 0
        longest = min(_MAX_ALIAS_WORDS, len(found) - place)
        return next(
            (length for length in range(longest, 0, -1) if tuple(found[place : place + length]) in self.names), 0
        )


def _concepts(path: Path) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Return the concepts of the words in a table, and of their stems."""
    concepts: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for name, row in _rows(path):
        for word in row.split():
            concepts.setdefault(word, set()).add(name)
            for language in ("en", "es"):
                stems.setdefault(stem(word, language), set()).add(name)
    return (
        {key: frozenset(value) for key, value in concepts.items()},
        {key: frozenset(value) for key, value in stems.items()},
    )


def _joined(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {key: one.get(key, frozenset()) | other.get(key, frozenset()) for key in {**one, **other}}


def _rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.split("\t") if cell.strip()] for line in lines if line.strip() and line[0] != "#"
    ]
