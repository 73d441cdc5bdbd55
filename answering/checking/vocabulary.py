"""What the checks know of words besides the lexicon: which may stand for each other, which say little, verb forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from answering.concepts import LEXICON
from answering.expectations import WEAK_WORDS
from vectorstore.words import STOP_WORDS, fold, stem

_LANGUAGES = ("en", "es")
_CLITICS = ("selo", "sela", "selos", "selas", "los", "las", "les", "nos", "lo", "la", "le", "se")
_SPANISH_ENDINGS = (
    *(("io", "er"), ("io", "ir"), ("ice", "izar"), ("icen", "izar"), ("que", "car"), ("quen", "car"), ("gue", "gar")),
    *(("guen", "gar"), ("quemos", "car"), ("ia", "er"), ("ia", "ir"), ("ian", "er"), ("ian", "ir"), ("o", "ar")),
    *(("a", "ar"), ("an", "ar"), ("e", "er"), ("en", "er"), ("e", "ir"), ("en", "ir"), ("aron", "ar"), ("ieron", "er")),
    *(("ado", "ar"), ("ada", "ar"), ("ados", "ar"), ("adas", "ar"), ("ido", "er"), ("ido", "ir"), ("ieron", "ir")),
    *(("ara", "ar"), ("aran", "ar"), ("era", "er"), ("eran", "er"), ("ira", "ir"), ("iran", "ir"), ("aria", "ar")),
    *(("ero", "ar"), ("era", "ar"), ("eros", "ar"), ("eras", "ar"), ("ador", "ar"), ("adores", "ar"), ("ante", "ar")),
    *(("ida", "ir"), ("idos", "ir"), ("idas", "ir"), ("ando", "ar"), ("iendo", "er"), ("iendo", "ir")),
)
"""Endings whose stem is not that of the infinitive, once folding took their accent or for their spelling."""

_ENGLISH_ENDINGS = (
    *(
        ("ise", "ize"),
        ("ised", "ize"),
        ("ises", "ize"),
        ("ising", "ize"),
        ("isation", "ization"),
        ("isations", "ization"),
    ),
    *(
        ("our", "or"),
        ("ours", "or"),
        ("oured", "or"),
        ("ouring", "or"),
        ("tre", "ter"),
        ("tres", "ter"),
        ("ence", "ense"),
    ),
    *(("yse", "yze"), ("ysed", "yze"), ("ysing", "yze"), ("mme", "m"), ("mmes", "m"), ("lled", "l"), ("lling", "l")),
    *(("est", ""), ("er", ""), ("iest", "y"), ("ier", "y")),
)
"""British endings with their American ones, and those of comparison."""

_NO_COMPARISON = frozenset("former counter corner poster tender shower flower".split())
_SHORTEST_BASE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Words of two languages, each table by language.

    ``kin`` holds the rows of ``kin.tsv`` that a word, or its stem, stands in; ``bases`` the infinitive of an irregular
    form; ``past`` the irregular forms that tell of what has happened. ``light`` are the words that say little, ``soft``
    those that say somewhat more.
    """

    kin: Mapping[str, Mapping[str, frozenset[int]]]
    bases: Mapping[str, Mapping[str, str]]
    past: Mapping[str, frozenset[str]]
    light: frozenset[str]
    soft: frozenset[str]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Vocabulary:
        """Read the tables that ship with Dragoman, once a process."""
        kin: dict[str, dict[str, set[int]]] = {language: {} for language in _LANGUAGES}
        for row, cells in enumerate(_rows("kin.tsv")):
            for language, cell in zip(_LANGUAGES, cells, strict=True):
                for word in cell.split():
                    for key in (word, *(stem(base, language) for base in regular_bases(word, language))):
                        kin[language].setdefault(key, set()).add(row)
        bases: dict[str, dict[str, str]] = {language: {} for language in _LANGUAGES}
        past: dict[str, set[str]] = {language: set() for language in _LANGUAGES}
        for language, base, present, gone in _rows("forms.tsv"):
            bases[language].update(dict.fromkeys((*present.split(), *gone.split()), base))
            past[language].update(gone.split())
        words_of = {
            name: frozenset(
                word for cells in _rows("light.tsv") if cells[0] == name for word in " ".join(cells[1:]).split()
            )
            for name in ("light", "soft")
        }
        return Vocabulary(
            kin={language: {key: frozenset(rows) for key, rows in table.items()} for language, table in kin.items()},
            bases=bases,
            past={language: frozenset(forms) for language, forms in past.items()},
            light=words_of["light"] | WEAK_WORDS | STOP_WORDS,
            soft=words_of["soft"],
        )

    def bases_of(self, word: str, language: str) -> frozenset[str]:
        """Return what a folded word may be a form of, itself included: *took* of *take*, *identificarla* of its verb.

        >>> sorted(Vocabulary.load().bases_of("took", "en"))
        ['take', 'took']
        """
        found = regular_bases(word, language)
        table = self.bases.get(language, {})
        return frozenset(found | {table[each] for each in found if each in table})

    def is_light(self, word: str, language: str) -> bool:
        """Return whether a folded word, in whatever form, says little."""
        return not self.light.isdisjoint(self.bases_of(word, language))

    def is_soft(self, word: str, language: str) -> bool:
        """Return whether a folded word, in whatever form, says but little by itself: *promote*, *priority*."""
        return not self.soft.isdisjoint(self.bases_of(word, language))

    def kin_of(self, word: str, language: str) -> frozenset[int]:
        """Return the rows of a folded word, of its base and of its stem; in a language without a column, of either."""
        return _kin_of(self, word, language)


def regular_bases(word: str, language: str) -> set[str]:
    """Return what a folded word may be a form of by its ending alone, itself included; some are no words at all.

    >>> sorted(regular_bases("organised", "en"))
    ['organised', 'organize']
    """
    found = {word}
    if language == "es":
        found |= {
            word.removesuffix(clitic)
            for clitic in _CLITICS
            if word.endswith(clitic) and word.removesuffix(clitic)[-1:] in ("r", "o") and len(word) > 4 + len(clitic)
        }
    endings = _SPANISH_ENDINGS if language == "es" else _ENGLISH_ENDINGS
    found |= {
        word.removesuffix(end) + base
        for end, base in endings
        if word.endswith(end) and word not in _NO_COMPARISON and len(word) >= len(end) + _SHORTEST_BASE
    }
    return found


@lru_cache(maxsize=1 << 15)
def _kin_of(vocabulary: Vocabulary, word: str, language: str) -> frozenset[int]:
    found: set[int] = set()
    for column in (language,) if language in _LANGUAGES else _LANGUAGES:
        table = vocabulary.kin[column]
        for base in vocabulary.bases_of(word, column):
            found |= table.get(base, frozenset()) | table.get(stem(base, column), frozenset())
    return frozenset(found)


def _rows(name: str) -> Iterable[list[str]]:
    lines = (LEXICON / name).read_text(encoding="utf-8").splitlines()
    return [[fold(cell) for cell in line.split("\t")] for line in lines if line.strip() and line[0] != "#"]
