"""Questions of several threads, encoded together: a batch costs far less than its texts one by one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vectorstore.encoder import Encoder, Vectors

_MOST_TEXTS = 32
_SHORT_CHARS = 128


@dataclass(slots=True, eq=False)
class _Request:
    texts: tuple[str, ...]
    vectors: Vectors | None = None
    error: BaseException | None = None

    @property
    def is_done(self) -> bool:
        return self.vectors is not None or self.error is not None

    @property
    def length_class(self) -> int:
        """Class the longest text: up to 127 characters, 255, 511, …; a batch is as slow as if all were its longest."""
        return (max(map(len, self.texts), default=0) // _SHORT_CHARS).bit_length()


class QuestionBatches:
    """Encodes questions; threads may share it, and one of them at a time encodes.

    It takes along what others of about the same length wait for, and nobody waits for company: a thread that comes
    alone encodes at once.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._changed = threading.Condition()
        self._waiting: list[_Request] = []
        self._is_busy = False

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of ``texts``, shape (texts, dimension), in their order.

        Raises:
            VectorStoreError: The encoder failed; all whose texts were in that batch get the same error.
        """
        request = _Request(tuple(texts))
        with self._changed:
            self._waiting.append(request)
            self._changed.wait_for(lambda: request.is_done or not self._is_busy)
            batch = [] if request.is_done else self._take(request)
            self._is_busy = self._is_busy or bool(batch)
        if batch:
            self._run(batch)
        if request.vectors is None:
            assert request.error is not None
            raise request.error
        return request.vectors

    def _take(self, own: _Request) -> list[_Request]:
        """Take ``own`` and, in the order in which they came, those that fit to it off the line."""
        batch, count = [own], len(own.texts)
        for request in self._waiting:
            fits = request.length_class == own.length_class and count + len(request.texts) <= _MOST_TEXTS
            if fits and request is not own:
                batch.append(request)
                count += len(request.texts)
        self._waiting = [request for request in self._waiting if request not in batch]
        return batch

    def _run(self, batch: Sequence[_Request]) -> None:
        texts = list(dict.fromkeys(text for request in batch for text in request.texts))
        row = {text: number for number, text in enumerate(texts)}
        try:
            vectors = self._encoder.encode_questions(texts)
            for request in batch:
                request.vectors = vectors[np.array([row[text] for text in request.texts], dtype=int)]
        except BaseException as error:
            for request in batch:
                request.error = error
            raise
        finally:
            with self._changed:
                self._is_busy = False
                self._changed.notify_all()
