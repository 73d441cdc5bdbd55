"""Excerpts for the checks of written sentences: out of the documents at hand, or of a text that a test brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from answering.checking import grounds
from answering.checking.readings import Reading, read
from answering.checking.types import Excerpt
from answering.concepts import Lexicon
from ingest.passages import EditionName, document_passages
from ingest.readers.markdown import read_markdown
from ingest.sections import section_tree
from vectorstore.types import Hit, Passage

LEXICON = Lexicon.load()
_ROOT = Path(__file__).parents[1]
_BUNDLED = _ROOT / "ingest" / "documents" / "interpol"
_INVENTED = (_ROOT / "tests" / "quality" / "calibration", _ROOT / "tests" / "quality" / "unseen")
_SENTENCES = Path(__file__).parent / "sentences"


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of the tables, as read, and the excerpts that it cites."""

    text: str
    said: Reading
    excerpts: tuple[Excerpt, ...]


def written(name: str) -> Iterator[Written]:
    """Yield the sentences of a table: ``true``, ``unsupported`` or ``turned``."""
    for line in (_SENTENCES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        language, only, document, section, text = line.split("\t")
        excerpts = cited(document, section, only or language, with_other=not only)
        yield Written(text, read(text, language, LEXICON), excerpts)


@cache
def cited(document: str, section: str, edition: str, *, with_other: bool) -> tuple[Excerpt, ...]:
    """Return the excerpts of a section of a document, its other edition beside it or not."""
    if not (_BUNDLED / f"{document}.{edition}.md").exists():
        path = next(folder / f"{document}.md" for folder in _INVENTED if (folder / f"{document}.md").exists())
        return tuple(excerpt_of(f"k{place}", passage) for place, passage in enumerate(_section(path, section)))
    other = {"en": "es", "es": "en"}[edition]
    own = _section(_BUNDLED / f"{document}.{edition}.md", section)
    beside = _section(_BUNDLED / f"{document}.{other}.md", section) if with_other else []
    return tuple(excerpt_of(f"k{place}", passage, beside) for place, passage in enumerate(own))


@cache
def made_of(text: str, language: str, title: str = "Guide") -> tuple[Excerpt, ...]:
    """Return the excerpts of a Markdown text that a test brings."""
    passages = document_passages(section_tree(read_markdown(text), title), EditionName(title, title, language))
    return tuple(excerpt_of(f"k{place}", passage) for place, passage in enumerate(passages))


def excerpt_of(key: str, passage: Passage, other: Sequence[Passage] = ()) -> Excerpt:
    """Return a passage as the checks see it; ``other`` are those of its section in the other language."""
    return grounds.excerpt_of(key, Hit(passage, 1.0, 1.0, 1.0, tuple(1.0 for _ in passage.units)), other, LEXICON)


@cache
def passages_of(path: Path) -> tuple[Passage, ...]:
    """Return the passages of a Markdown file."""
    source = read_markdown(path.read_text(encoding="utf-8"))
    matter = source.front_matter
    name = EditionName(matter.document or path.stem, matter.title or path.stem, matter.language or "en")
    return tuple(document_passages(section_tree(source, name.title), name))


def _section(path: Path, key: str) -> list[Passage]:
    found = [passage for passage in passages_of(path) if passage.section_key == key]
    assert found, f"{path} has no section {key!r}"
    return found
