"""Fakes for the command line: replies by script, an index of a few editions, a desk of plain strings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any, cast

from answering.types import Answer, Citation, Question, Refusal, Reply, SmallTalk, Source
from bot.__main__ import main
from bot.desk import Desk
from config.settings import Settings
from tests.fakes import FakeEncoder
from vectorstore.encoder import Encoder
from vectorstore.errors import UnknownCommitteeError
from vectorstore.store import PassageStore
from vectorstore.types import Changes, Edition, Language, Passage


def source(
    section: Sequence[str] = ("INTERPOL", "Committee"), *, language: str = "en", page: int | None = None
) -> Source:
    title = "Guía de estudio" if language == "es" else "Study guide"
    return Source("p1", "Study guide", title, tuple(section), page, language, 0.71239)


def answer(text: str = "INTERPOL has 196 member countries [1].", language: Language = "en", **place: Any) -> Answer:
    cited = Citation(1, source(language=place.pop("source_language", language), **place), "196 member countries")
    return Answer(text, language, (cited,), (cited.source,), "quotes")


def refusal(language: Language = "en") -> Refusal:
    return Refusal("The documents do not tell this.", language, "not_in_documents", (source(),), (source(),))


def small_talk(language: Language = "en") -> SmallTalk:
    return SmallTalk("Hello!", language)


class ScriptedAnswers:
    """Gives the reply that the script has for a question, an answer for any other, and keeps what it was asked."""

    def __init__(self, script: Mapping[str, Reply | Exception] | None = None) -> None:
        self.asked: list[Question] = []
        self._script = script or {}

    def answer(self, question: Question) -> Reply:
        self.asked.append(question)
        scripted = self._script.get(question.text, answer(language=question.language or "en"))
        if isinstance(scripted, Exception):
            raise scripted
        return scripted


class FakeIndex:
    """Keeps editions by committee, and what was prepared; it cannot search."""

    def __init__(self, *committees: str) -> None:
        self._editions: dict[str, dict[tuple[str, str], Edition]] = {name: {} for name in committees}
        self.prepared: list[str] = []
        self.encoder: Encoder = FakeEncoder("member país")
        self.store = PassageStore(Path("nowhere"))
        self._issued: FakeIndex | None = None

    @property
    def issued(self) -> FakeIndex:
        self._issued = self._issued or FakeIndex()
        return self._issued

    def committees(self) -> list[str]:
        return sorted(self._editions)

    def editions(self, committee: str) -> list[Edition]:
        return list(self._editions.get(committee, {}).values())

    def write_edition(
        self,
        committee: str,
        edition: Edition,
        passages: Sequence[Passage],
        progress: Callable[[int, int], None] | None = None,
    ) -> Changes:
        kept = self._editions.setdefault(committee, {})
        name = (edition.document, edition.language)
        is_known = kept.get(name) == edition
        kept[name] = edition
        return Changes(0, 0, 0, len(passages)) if is_known else Changes(len(passages), 0, 0, 0)

    def remove_document(self, committee: str, document: str) -> int:
        kept = self._editions.get(committee, {})
        gone = [name for name in kept if name[0] == document]
        return sum(kept.pop(name).passages for name in gone)

    def prepare(self, committee: str) -> None:
        if committee not in self._editions:
            raise UnknownCommitteeError(committee, tuple(self._editions))
        self.prepared.append(committee)


@dataclass(slots=True)
class Ran:
    """What one run of the command line left."""

    code: int
    out: str
    err: str


@dataclass(slots=True)
class CommandLine:
    """The command line over fakes; ``home`` is a folder of the test's own."""

    home: Path
    answers: ScriptedAnswers = field(default_factory=ScriptedAnswers)
    index: FakeIndex = field(default_factory=lambda: FakeIndex("interpol"))
    environ: dict[str, str] = field(default_factory=dict)
    open_chat: Callable[..., Any] | None = None

    def run(self, *argv: str, stdin: str | bytes = "") -> Ran:
        out, err = TextIOWrapper(BytesIO(), encoding="utf-8"), StringIO()
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        desk = Desk(
            environ={"DRAGOMAN_HOME": str(self.home), **self.environ},
            stdin=TextIOWrapper(BytesIO(raw), encoding="utf-8", errors="replace"),
            stdout=out,
            stderr=err,
            env_file=None,
            build_index=self._build_index,
            build_answerer=lambda settings, index: self.answers,
            **({"open_chat": self.open_chat} if self.open_chat is not None else {}),
        )
        code = main(argv, desk)
        out.flush()
        return Ran(code, cast("BytesIO", out.buffer).getvalue().decode(), err.getvalue())

    def _build_index(self, settings: Settings) -> Any:
        return self.index
