"""The import map, one door for each library, sizes, and that importing does nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_IMPORT = {
    "config": set(),
    "prompts": set(),
    "vectorstore": {"config"},
    "ingest": {"config", "vectorstore"},
    "answering": {"config", "prompts", "vectorstore"},
    "bot": {"answering", "config", "ingest", "prompts", "vectorstore"},
}
DOORS = {
    "chromadb": "vectorstore",
    "sentence_transformers": "vectorstore",
    "torch": "vectorstore",
    "pydantic_settings": "config",
    "aiosqlite": "bot",
    "alembic": "bot",
    "asyncpg": "bot",
    "babel": "bot",
    "matplotlib": "bot",
    "sqlalchemy": "bot",
    "telegram": "bot",
    "tornado": "bot",
    "bs4": "ingest",
    "docx": "ingest",
    "langchain_text_splitters": "ingest",
    "lxml": "ingest",
    "markdown_it": "ingest",
    "pdfplumber": "ingest",
    "pypdf": "ingest",
    "langchain": "answering",
    "langchain_core": "answering",
    "langsmith": "answering",
}
HEAVY = ("torch", "transformers", "chromadb", "sentence_transformers", "matplotlib")
MAX_FUNCTION_LINES = 60
MAX_FILE_LINES = 320
TRAINING = ROOT / "vectorstore" / "training"
FILES = [path for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py"))]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    """Return the top-level names that a file imports anywhere, also late or for types alone."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_arrows_of_the_import_map_point_left_only(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert imported(path) & set(MAY_IMPORT) <= MAY_IMPORT[room] | {room}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_library_has_one_door(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert {library for library in imported(path) & set(DOORS) if DOORS[library] != room} == set()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_is_read_in_one_sitting_and_a_function_on_one_screen(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_FILE_LINES
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {function.name: (function.end_lineno or 0) - function.lineno + 1 for function in functions}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES} == {}


def test_nothing_that_runs_imports_what_makes_the_model() -> None:
    running = [path for path in FILES if TRAINING not in path.parents]
    assert [name_of(path) for path in running if "vectorstore.training" in path.read_text(encoding="utf-8")] == []


def test_importing_any_module_imports_nothing_heavy() -> None:
    modules = [name_of(path) for path in FILES if path.name != "__main__.py"]
    program = f"import sys, {', '.join(modules)}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_folders_are_those_of_the_map() -> None:
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"} == set(MAY_IMPORT)
