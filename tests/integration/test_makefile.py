"""What ``make run`` starts, with a stand-in for the installed command."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BOT, CHAT = "dragoman run", "dragoman chat --samples"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    command = tmp_path / "bin" / "dragoman"
    command.parent.mkdir()
    command.write_text('#!/bin/sh\necho "dragoman $*"\n')
    command.chmod(0o755)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".installed").touch()
    return tmp_path


def make(folder: Path, *argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *argv], cwd=folder, env={**inherited, **environ}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("env_file", "environ", "started"),
    [
        (None, {}, CHAT),
        (None, {"TELEGRAM_BOT_TOKEN": "12:ab"}, BOT),
        ("TELEGRAM_BOT_TOKEN=12:ab", {}, BOT),
        ("export TELEGRAM_BOT_TOKEN = '12:ab' # from BotFather", {}, BOT),
        ("TELEGRAM_BOT_TOKEN=12:ab\r", {}, BOT),
        ("TELEGRAM_BOT_TOKEN=", {}, CHAT),
        ("TELEGRAM_BOT_TOKEN=\r", {}, CHAT),
        ('TELEGRAM_BOT_TOKEN=""', {}, CHAT),
        ("TELEGRAM_BOT_TOKEN= # none yet", {}, CHAT),
        ("# TELEGRAM_BOT_TOKEN=12:ab", {}, CHAT),
        ("TELEGRAM_BOT_TOKEN=12:ab", {"TELEGRAM_BOT_TOKEN": ""}, CHAT),
    ],
)
def test_run_starts_the_bot_where_a_token_is_set(
    checkout: Path, env_file: str | None, environ: dict[str, str], started: str
) -> None:
    if env_file is not None:
        (checkout / ".env").write_bytes(f"DRAGOMAN_HOME=x\n{env_file}\n".encode())
    done = make(checkout, "run", "BIN=bin", **environ)
    assert (done.stdout.strip(), done.stderr) == (started, "")


def test_an_old_python_is_one_clear_line(checkout: Path) -> None:
    (checkout / ".venv" / ".installed").unlink()
    old = checkout / "old-python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.1 || exit 1\n')
    old.chmod(0o755)
    done = make(checkout, "install", "PYTHON=./old-python")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith("Python 3.11 or newer is needed, './old-python' is Python 3.9.1")


def test_make_alone_lists_the_targets(checkout: Path) -> None:
    shown = make(checkout).stdout
    assert [line.split()[1] for line in shown.splitlines()] == [
        "help",
        "install",
        "run",
        "test",
        "check",
        "eval",
        "ingest",
        "model",
        "model-eval",
    ]
