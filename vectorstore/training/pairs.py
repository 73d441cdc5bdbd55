"""Sentence pairs: the parallel text beside the project, and what makes one of its files fit to train on."""

from __future__ import annotations

import gzip
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from vectorstore.training.errors import TextMissingError


class Pair(NamedTuple):
    """The same text in both languages."""

    english: str
    spanish: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file of parallel text. A pass draws ``share`` of its pairs, more than 1 where each comes more than once.

    ``in_order``: its lines follow one another as in the text they were taken from. ``has_code``: what is code rather
    than prose is to be left out. ``is_dictionary``: a pair is an entry, of which forms and phrases can be made.
    """

    file: str
    share: float = 1.0
    in_order: bool = False
    has_code: bool = False
    is_dictionary: bool = False


SOURCES = (
    Source("tatoeba.eng-spa.tsv.gz", 0.4),
    Source("tatoeba-2021.eng-spa.tsv.gz"),
    Source("python-docs.eng-spa.tsv.gz", 0.3, has_code=True),
    Source("wiktionary.eng-spa.tsv.gz", is_dictionary=True),
    Source("tico19.eng-spa.tsv.gz", 2, in_order=True),
    Source("ntrex.eng-spa.tsv.gz", 2, in_order=True),
    Source("flores200.eng-spa.tsv.gz", 2, in_order=True),
    Source("sdg.eng-spa.tsv.gz", 2),
    Source("unterm-countries.eng-spa.tsv.gz", 2),
    Source("cc-legalcode.eng-spa.tsv.gz"),
    Source("mun-domain.eng-spa.tsv", 2),
    *(Source(f"vocabulary-{number}.eng-spa.tsv", 2) for number in range(6)),
)
"""What ``../shared/parallel`` holds; its README has sources and licences."""

_PROSE_LETTERS = 0.9
_MOST_CHARS = 900
_SPACES = re.compile(r"\s+")


def read_pairs(folder: Path, source: Source) -> list[Pair]:
    """Return the pairs of a file in its order, without those that are empty, overlong, or code rather than prose.

    Raises:
        TextMissingError: The folder has no such file.
    """
    found = [pair for pair in read_lines(folder / source.file) if all(pair) and max(map(len, pair)) <= _MOST_CHARS]
    if source.has_code:
        found = [pair for pair in found if is_prose(pair.english) and is_prose(pair.spanish)]
    return found


def read_lines(path: Path) -> list[Pair]:
    """Return every line of a file, English, a tab, Spanish, tidied; what stands behind a second tab is left out.

    Raises:
        TextMissingError: There is no such file.
    """
    try:
        packed = path.read_bytes()
    except FileNotFoundError as error:
        raise TextMissingError(path) from error
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8")
    return [Pair(*map(tidy, (*line.split("\t"), "")[:2])) for line in text.rstrip("\n").split("\n")]


def is_prose(text: str) -> bool:
    """Return whether nearly all of a text is letters and spaces, and no word of it is joined like a name in code.

    >>> is_prose("Return the number of items."), is_prose("PyObject_Call(args, *kwargs)")
    (True, False)
    """
    letters = sum(character.isalpha() or character in " ,.;:'" for character in text)
    return letters >= _PROSE_LETTERS * len(text) and not re.search(r"\w[_(]\w|\w\.\w|[a-z][A-Z]", text)


def tidy(text: str) -> str:
    """Return a text in composed characters, with single spaces."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
