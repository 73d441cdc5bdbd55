"""What a search needs beside Chroma: which records are live, where they stand, and the words in them.

A snapshot belongs to one commit. Because a record's key is a digest of what it holds, the rows of an old snapshot stay
true, and a new one is made from it by leaving out what is gone and reading what is new.
"""

from __future__ import annotations

import json
import logging
import zipfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from vectorstore.lexical import LexicalIndex
from vectorstore.records import Record
from vectorstore.types import Passage

SectionKey = tuple[str, str, str]
"""A document's name, an edition's language, a section's key."""

_FORMAT = "1"
_log = logging.getLogger(__name__)


class Snapshot:
    """The live records of one commit as rows; ``rows`` finds a row by a record's key."""

    def __init__(
        self,
        commit_id: str,
        keys: Sequence[str],
        sections: Sequence[SectionKey],
        positions: NDArray[np.int32],
        lexical: LexicalIndex,
    ) -> None:
        """Take, for each row, its record's key, where it stands, and its words."""
        self.commit_id = commit_id
        self.keys = tuple(keys)
        self.sections = tuple(sections)
        self.positions = positions
        self.lexical = lexical
        self.rows = {key: row for row, key in enumerate(self.keys)}

    @classmethod
    def build(cls, commit_id: str, records: Sequence[Record]) -> Self:
        """Read the words of ``records``."""
        passages = [record.passage for record in records]
        return cls(
            commit_id,
            [record.key for record in records],
            [(passage.document, passage.language, passage.section_key) for passage in passages],
            np.array([passage.position for passage in passages], dtype=np.int32),
            LexicalIndex.build([_lexical_text(passage) for passage in passages], [each.language for each in passages]),
        )

    def follow(self, commit_id: str, live: Sequence[str], added: Sequence[Record]) -> Snapshot:
        """Return the snapshot of another commit: those rows that are in ``live``, then ``added``."""
        alive = set(live)
        kept = [row for row, key in enumerate(self.keys) if key in alive]
        new = Snapshot.build(commit_id, added)
        return Snapshot(
            commit_id,
            [*(self.keys[row] for row in kept), *new.keys],
            [*(self.sections[row] for row in kept), *new.sections],
            np.concatenate((self.positions[kept], new.positions)),
            self.lexical.select(kept).join(new.lexical),
        )

    @cached_property
    def rows_of_section(self) -> Mapping[SectionKey, tuple[int, ...]]:
        """Find the rows of a section, in reading order."""
        found: dict[SectionKey, list[int]] = {}
        for row in np.argsort(self.positions, kind="stable").tolist():
            found.setdefault(self.sections[row], []).append(row)
        return {section: tuple(rows) for section, rows in found.items()}

    def save(self, path: Path) -> None:
        """Write the snapshot to ``path``, whole or not at all."""
        head = json.dumps([_FORMAT, self.commit_id, self.keys, self.sections], ensure_ascii=False)
        arrays: dict[str, Any] = {
            "head": np.frombuffer(head.encode(), dtype=np.uint8),
            "positions": self.positions,
            **self.lexical.to_arrays(),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{uuid4().hex[:8]}.part")
        try:
            with unfinished.open("wb") as file:
                np.savez(file, **arrays)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """Return the snapshot at ``path``; ``None`` where there is none, or none that can be read."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                form, commit_id, keys, sections = json.loads(arrays["head"].tobytes())
                if form != _FORMAT:
                    return None
                lexical = LexicalIndex.from_arrays({name: arrays[name] for name in arrays.files})
                return cls(commit_id, keys, [tuple(section) for section in sections], arrays["positions"], lexical)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            _log.warning("the word index %s cannot be read and is made again: %s", path, error)
            return None


def _lexical_text(passage: Passage) -> str:
    return "\n".join((*passage.section, passage.text))
