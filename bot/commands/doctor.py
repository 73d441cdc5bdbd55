"""``dragoman doctor``: is everything there that the other commands need? A line each, with the mend."""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.bundled import BUNDLED_COMMITTEE
from bot.desk import Desk
from bot.errors import BotError
from bot.words import counted
from config.errors import SettingsError
from config.logs import hide_in_logs
from config.settings import Settings, variable_names
from vectorstore.errors import VectorStoreError

if TYPE_CHECKING:
    from answering.spending import DaySummary
    from vectorstore.index import PassageIndex

_TOKEN = re.compile(r"(\d+):[A-Za-z0-9_-]+")
_LITTLE_DISK_BYTES = 500 * 1024**2


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found: for something broken, ``text`` holds the mend."""

    subject: str
    works: bool
    text: str

    def line(self) -> str:
        """Return the finding as a line that begins with ``ok`` or ``!!``."""
        return f"{'ok' if self.works else '!!'}  {self.subject:<10}  {self.text}"


def run(arguments: Namespace, desk: Desk) -> int:
    """Print what works and what does not; 1 where something is broken, 2 where it is a setting."""
    try:
        settings = desk.settings()
    except SettingsError as error:
        for problem in error.problems:
            desk.say(Finding("settings", False, problem).line())
        return 2
    works = True
    for finding in _look(settings, desk):
        desk.say(finding.line())
        works = works and finding.works
    return 0 if works else 1


def _look(settings: Settings, desk: Desk) -> Iterator[Finding]:
    chosen = [name for name, field in variable_names().items() if field in settings.model_fields_set]
    yield Finding("settings", True, ", ".join(chosen) or "all at their defaults")
    index = desk.build_index(settings)
    yield _model(index)
    yield from _store(settings, index)
    yield _database(settings)
    yield _disk(settings.home)
    yield _token(settings)
    yield from _chat_model(settings)


def _model(index: PassageIndex) -> Finding:
    begun = time.perf_counter()
    try:
        name, dimension = index.encoder.name, index.encoder.dimension
    except VectorStoreError as error:
        return Finding("model", False, str(error))
    return Finding(
        "model", True, f"{name}, {dimension} numbers a vector, loaded in {time.perf_counter() - begun:.1f} s"
    )


def _store(settings: Settings, index: PassageIndex) -> Iterator[Finding]:
    if settings.chroma_url is None and not settings.home.exists():
        yield Finding("store", True, f"nothing yet in {settings.home}; the first question makes it")
        return
    try:
        committees = {name: index.editions(name) for name in index.committees()}
    except VectorStoreError as error:
        yield Finding("store", False, str(error))
        return
    yield Finding("store", True, f"{index.store.place} opens")
    for name, editions in committees.items():
        passages = sum(edition.passages for edition in editions)
        yield Finding("documents", True, f"{name}: {counted(len(editions), 'edition')}, {counted(passages, 'passage')}")
    if BUNDLED_COMMITTEE not in committees:
        yield Finding("documents", True, f"{BUNDLED_COMMITTEE}: none yet; the first question indexes the bundled ones")


def _database(settings: Settings) -> Finding:
    from bot.database.engine import FILE_NAME, database_url, open_database
    from bot.database.errors import DatabaseError

    url = database_url(settings)
    if settings.database_url is None and not (settings.home / FILE_NAME).exists():
        return Finding("database", True, f"nothing yet in {settings.home}; the first run or invite makes it")

    async def look() -> str:
        database = await open_database(url)
        await database.close()
        return database.place

    try:
        place = asyncio.run(look())
    except DatabaseError as error:
        return Finding("database", False, str(error))
    return Finding("database", True, f"{place} opens, its tables up to date")


def _disk(home: Path) -> Finding:
    folder = next(each for each in (home.absolute(), *home.absolute().parents) if each.exists())
    free = shutil.disk_usage(folder).free
    shown = f"{free / 1024**3:.1f} GB free for {home}"
    if free < _LITTLE_DISK_BYTES:
        return Finding("disk", False, f"{shown}; make room, or set DRAGOMAN_HOME to another disk")
    return Finding("disk", True, shown)


def _token(settings: Settings) -> Finding:
    if settings.telegram_bot_token is None:
        return Finding("token", True, "none; `dragoman run` alone needs TELEGRAM_BOT_TOKEN")
    match = _TOKEN.fullmatch(settings.telegram_bot_token.get_secret_value())
    if match is None:
        return Finding("token", False, "expected digits, a colon and letters as BotFather gave them; copy it again")
    from bot.telegram.app import ask_name

    hide_in_logs(settings.telegram_bot_token.get_secret_value())
    try:
        name = asyncio.run(ask_name(settings))
    except BotError as error:
        return Finding("token", False, str(error))
    return Finding("token", True, f"{match[1]}:••• is @{name}'s")


def _chat_model(settings: Settings) -> Iterator[Finding]:
    """Open the chat model, which costs nothing, and tell what today's calls did."""
    if settings.chat_model is None:
        yield Finding("chat model", True, "none; replies quote the documents")
        return
    from answering.chat_models import open_chat_model
    from answering.errors import ChatModelSetupError
    from answering.spending import open_ledger

    try:
        open_chat_model(settings)
    except ChatModelSetupError as error:
        yield Finding("chat model", False, str(error))
    else:
        yield Finding("chat model", True, f"{settings.chat_model} opens: it words replies and drafts translations")
    ledger = open_ledger(settings)
    yield Finding("spending", not ledger.is_spent, _spending(ledger.today(), ledger.ceiling))


def _spending(day: DaySummary, ceiling: int | None) -> str:
    told = "no calls today"
    if day.calls:
        failed = f"{day.failed:,} failed, the last of {day.last_failure}" if day.failed else "none failed"
        took = "" if day.p50_ms is None else f"; p50 {day.p50_ms:,} ms, p95 {day.p95_ms:,} ms"
        told = f"calls today: {day.calls:,}, {failed}; {day.tokens_in:,} tokens in, {day.tokens_out:,} out{took}"
    if ceiling is None:
        return f"{told}; no ceiling"
    left = ceiling - day.tokens
    if left > 0:
        return f"{told}; {left:,} of {ceiling:,} tokens left"
    return f"{told}; all {ceiling:,} tokens are used up, replies quote; raise DRAGOMAN_CHAT_MODEL_TOKENS_PER_DAY"
