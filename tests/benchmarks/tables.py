"""The figures as Markdown, and the place where they stand in the document."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from bot.evaluation import ScoredQuestion
from tests.benchmarks.ingestion import Ingested
from tests.benchmarks.measures import Run, p95
from tests.benchmarks.replies import ROUNDS, Latencies, Ranked, share_right
from tests.benchmarks.right_sections import SectionMap

HEADING = "## Beside a plain pipeline"
COMMAND = "python -m tests.benchmarks.pipeline ../shared --passages 100000 --write docs/benchmarks.md"
TARGET = 3.0


def head(questions: Sequence[ScoredQuestion]) -> list[str]:
    languages = {code: sum(question.language == code for question in questions) for code in ("en", "es")}
    return [
        HEADING,
        "",
        f"    {COMMAND}",
        "",
        "The plain pipeline cuts each file's text with LangChain's `RecursiveCharacterTextSplitter` (1000 characters,",
        "200 of overlap), keeps the chunks in `langchain-chroma` and returns the four nearest. Both have the same encoder,",
        f"the bundled documents in both languages and the same {len(questions)} answerable scored questions without history",
        f"({languages['en']} English, {languages['es']} Spanish), in one process and by turns.",
        f"Machine: {os.cpu_count()} cores ({platform.machine()}), {torch_threads()} threads for the encoder, load average",
        f"{os.getloadavg()[0]:.1f} as the run began: shared with other work, which slows the encoder most and so makes the",
        "ratios below look better than on a quiet machine. Read the ratios before the",
        f"times. torch {version('torch')}, chromadb {version('chromadb')}, langchain-chroma {version('langchain-chroma')}.",
        "",
    ]


def torch_threads() -> int:
    import torch

    return torch.get_num_threads()


def right_table(ranked: Ranked, chunks: int, maps: Mapping[str, SectionMap]) -> list[str]:
    placed, units = sum(each.placed for each in maps.values()), sum(each.units for each in maps.values())
    rows = {
        "cited": "Dragoman: sections that the reply cites (a refusal cites none)",
        "retrieved": "Dragoman: passages retrieved",
        "touched": "plain: chunks, right if any word of the section is in one",
        "mostly": "plain: chunks, right if the section has most of its words",
    }
    return [
        "### Right section",
        "",
        "| | en, at 1 | en, at 3 | es, at 1 | es, at 3 |",
        "| --- | --- | --- | --- | --- |",
        *(f"| {words} | {_shares(ranked, name)} |" for name, words in rows.items()),
        "",
        "Right is one of the question's acceptable sections. Of the questions, somewhat more than half are the calibration",
        "part that the gate was fitted on, which flatters what a reply cites.",
        "A chunk knows no section: the first count is generous to it",
        f"(a chunk touches {_mean_touched(ranked):.1f} sections, and all of them count), the second takes the one section",
        f"that it could be filed under. {chunks} chunks; {placed} of {units} sentences, rows and items were found in the",
        "files' texts to tell where sections lie.",
        "",
    ]


def _shares(ranked: Ranked, name: str) -> str:
    return " | ".join(f"{share_right(ranked[name], among, code):.3f}" for code in ("en", "es") for among in (1, 3))


def _mean_touched(ranked: Ranked) -> float:
    counts = [len(paths) for _, chunks in ranked["touched"] for paths in chunks]
    return sum(counts) / len(counts)


def latency_table(latencies: Latencies) -> list[str]:
    return ["### A warm reply", "", *_latency_rows(latencies), _encoding_line(latencies), ""]


def _latency_rows(latencies: Latencies) -> list[str]:
    words = {
        "query": "one question encoded, one Chroma query",
        "plain": "plain: the four nearest chunks, no reply written",
        "reply": "Dragoman: a whole reply",
    }
    return [
        "| | p50 ms | p95 ms | times one encoding and query |",
        "| --- | --- | --- | --- |",
        *(
            f"| {words[name]} | {latencies.cells(name)} | {latencies.ratio(name, 'query'):.2f} |"
            for name in words
            if name in latencies.seconds
        ),
        "",
    ]


def _encoding_line(latencies: Latencies) -> str:
    ratio = latencies.ratio("reply", "query")
    slow = latencies.ratios("reply", "query")
    return (
        f"Each time is the median of {ROUNDS} rounds, the ratio the median over the questions of a reply's time by its\n"
        f"own encoding and query (p95 {p95(slow):.2f}). The target of {TARGET:.0f} is {'met' if ratio <= TARGET else 'missed'}"
        f" by the median; {sum(each <= TARGET for each in slow) / len(slow):.0%} of the questions keep it.\n"
        f"A reply runs the encoder {latencies.encodings:.2f} times, {1000 * latencies.encoding_seconds:.1f} ms of its"
        f" mean {1000 * latencies.mean('reply'):.1f}."
        f" {1000 * (latencies.mean('reply') - latencies.encoding_seconds):.1f} ms are Dragoman's own and Chroma's."
    )


def cold_table(runs: Mapping[str, Run]) -> list[str]:
    words = {
        "bare": "import sentence_transformers, load the model, nothing else",
        "plain": "plain: its first four chunks",
        "dragoman": "Dragoman: `python -m bot ask`, its first reply",
        "ingest": "Dragoman: `python -m bot ingest study-guide.pdf`",
    }
    bare = runs["bare"]
    return [
        "### Cold start and memory",
        "",
        "| a new process, start to end | s | times bare | peak MiB | above bare |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {words[name]} | {run.seconds:.2f} | {run.seconds / bare.seconds:.2f} | {run.peak_mib:.0f} "
            f"| {run.peak_mib - bare.peak_mib:+.0f} |"
            for name, run in runs.items()
        ),
        "",
    ]


def ingest_table(ingested: Mapping[str, Ingested]) -> list[str]:
    words = {"dragoman": "Dragoman", "plain": "plain (pypdf's text, one string)"}
    return [
        "### Ingesting a PDF",
        "",
        "| study-guide.pdf, model loaded | pages/s | s | encoding alone, s | times encoding | pieces | texts encoded |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(
            f"| {words[name]} | {each.pages / each.seconds:.1f} | {each.seconds:.2f} | {each.encoding_seconds:.2f} "
            f"| {each.ratio:.2f} | {each.pieces} | {each.texts} |"
            for name, each in ingested.items()
        ),
        "",
        f"{ingested['dragoman'].pages} pages. Dragoman encodes each passage and each sentence, row or item in it: that is",
        "what the evidence gate weighs.",
        "",
    ]


def large_table(count: int, made_s: float | None, ranked: Ranked, latencies: Latencies, run: Run) -> list[str]:
    made = "was there from an earlier run" if made_s is None else f"was made in {made_s / 60:.1f} minutes"
    rows = {"cited": "sections that the reply cites", "retrieved": "passages retrieved"}
    return [
        f"### The same among {count:,} passages",
        "",
        *_latency_rows(latencies),
        _encoding_line(latencies),
        "",
        "| | en, at 1 | en, at 3 | es, at 1 | es, at 3 |",
        "| --- | --- | --- | --- | --- |",
        *(f"| Dragoman: {words} | {_shares(ranked, name)} |" for name, words in rows.items()),
        "",
        f"A cold `python -m bot ask` there takes {run.seconds:.1f} s and {run.peak_mib:.0f} MiB.",
        "",
        "The bundled documents' passages and their vectors are real. The others are four sentences each, drawn at random",
        "from real translated text, an edition for each 5000 (half of them Spanish). Their sentences are encoded by the",
        "model; a passage's own vector is the mean of its sentences' with some noise, which spares an hour of encoding and",
        f"nothing else: texts, units, vectors and words were written by `write_edition`. This index {made}.",
        "",
    ]


def write_section(path: Path, text: str) -> None:
    """Put ``text`` in the place of the section that begins with its first line, or at the end; others stay."""
    heading = text.partition("\n")[0]
    old = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    pattern = re.compile(rf"^{re.escape(heading)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    new = pattern.sub(lambda _: f"{text}\n", old) if pattern.search(old) else f"{old.rstrip()}\n\n{text}"
    path.write_text(f"{new.rstrip()}\n", encoding="utf-8")


def write_part(path: Path, section_heading: str, heading: str, lines: Sequence[str]) -> None:
    """Put ``lines`` into a section of the document, in the place of what stands under ``heading`` there."""
    old = path.read_text(encoding="utf-8")
    before, _, rest = old.partition(f"{section_heading}\n")
    section, *after = re.split(r"^(?=## )", rest, maxsplit=1, flags=re.MULTILINE)
    pattern = re.compile(rf"^{re.escape(heading)}\n.*?(?=^### |\Z)", re.MULTILINE | re.DOTALL)
    part = "\n".join([heading, "", *lines, "", ""])
    section = pattern.sub(lambda _: part, section) if pattern.search(section) else f"{section.rstrip()}\n\n{part}"
    room = section.lstrip("\n")  # its first line may be indented
    new = f"{before.rstrip()}\n\n{section_heading}\n\n{room}{''.join(after)}"
    path.write_text(f"{new.rstrip()}\n", encoding="utf-8")
