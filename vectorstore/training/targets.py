"""What the student aims at: the teacher's vectors of English texts, computed once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_PART = 8_192
_BATCH = 64


def teacher_vectors(
    teacher: SentenceTransformer, texts: Sequence[str], folder: Path, tell: Callable[[str], None]
) -> NDArray[np.float16]:
    """Return the teacher's unit vector of each text, shape (texts, dimension), in their order.

    Vectors are kept in ``folder``, which must be this teacher's, under a digest of their text, some thousands a file:
    a run that was stopped, or one over other texts, need not encode them again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    digests = [hashlib.sha256(text.encode()).digest()[:12] for text in texts]
    found = _kept(folder)
    rows_of = {digest: row for row, digest in enumerate(digests) if digest not in found}
    new = sorted(rows_of.values(), key=lambda row: len(texts[row]))
    for start in range(0, len(new), _PART):
        rows = new[start : start + _PART]
        vectors = teacher.encode([texts[row] for row in rows], batch_size=_BATCH, normalize_embeddings=True)
        part = dict(zip((digests[row] for row in rows), np.asarray(vectors, dtype=np.float16), strict=True))
        names = np.frombuffer(b"".join(part), dtype=np.uint8).reshape(len(part), -1)
        half = folder / "unfinished.npz"
        np.savez(half, names=names, vectors=np.stack(list(part.values())))
        half.rename(folder / f"part-{names[0].tobytes().hex()}.npz")
        found |= part
        tell(f"the teacher has encoded {start + len(rows)} of {len(new)} texts")
    return np.stack([found[digest] for digest in digests])


def _kept(folder: Path) -> dict[bytes, NDArray[np.float16]]:
    found: dict[bytes, NDArray[np.float16]] = {}
    for path in sorted(folder.glob("part-*.npz")):
        with np.load(path) as part:
            found.update(zip((name.tobytes() for name in part["names"]), part["vectors"], strict=True))
    return found
