"""The encoder: texts to vectors. The one door to sentence_transformers, which is imported on first use."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import ModelNotFoundError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

BUNDLED_MODEL = Path(__file__).parent / "model"
"""The folder of the bilingual model that comes with Dragoman."""

_BATCH = 32
_HUB_TIMEOUT_S = 10


class Encoder(Protocol):
    """Turns texts into vectors of unit length; safe to call from several threads."""

    @property
    def name(self) -> str:
        """Name the model; two encoders whose vectors may be mixed share it, all others differ."""
        ...

    @property
    def dimension(self) -> int:
        """Count the numbers of one vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of stored texts, shape (texts, dimension), in their order."""
        ...

    def encode_questions(self, questions: Sequence[str]) -> Vectors:
        """Return the vectors of a few questions, shape (questions, dimension), in their order."""
        ...

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Return one context-free vector a word, shape (words, dimension); zeros for a word without known pieces."""
        ...


class SentenceTransformerEncoder:
    """An encoder over a sentence-transformers model: a folder, or the name of a model on a hub.

    A folder is loaded without any look at a hub. Loading waits for the first use, or for ``load``.
    """

    def __init__(self, model: str | Path = BUNDLED_MODEL) -> None:
        self._source = str(model)
        self._loading = threading.Lock()
        self._tokenizing = threading.Lock()  # the fast tokenizer may not be entered twice
        self._model: SentenceTransformer | None = None
        self._name = ""

    @property
    def name(self) -> str:
        """Name the model by its last folder or hub name and a fingerprint of its weights and word pieces."""
        self.load()
        return self._name

    @property
    def dimension(self) -> int:
        """Count the numbers of one vector."""
        return int(self.load().get_embedding_dimension() or 0)

    def load(self) -> SentenceTransformer:
        """Load the model if it is not loaded yet.

        Raises:
            ModelNotFoundError: It is no folder here and no hub hands it out.
        """
        with self._loading:
            if self._model is None:
                model = _load_model(self._source)
                self._name = f"{Path(self._source).name}@{_fingerprint(model)}"
                self._model = model
            return self._model

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of stored texts, shape (texts, dimension), unit length, in their order."""
        model = self.load()
        prompt = model.prompts.get("document") or model.prompts.get("passage")
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._embed(model, [texts[index] for index in batch], prompt, "document")
        return vectors

    def encode_questions(self, questions: Sequence[str]) -> Vectors:
        """Return the vectors of a few questions, shape (questions, dimension), unit length, in their order."""
        model = self.load()
        if not questions:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._embed(model, list(questions), model.prompts.get("query"), "query")

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Return the mean direction of each word's rows in the input table, unit length, shape (words, dimension).

        No forward pass is made. Words of two languages that mean the same lie near where the model was trained on both.
        """
        model = self.load()
        table = _input_table(model)
        if table is None:
            return self.encode(words)
        with self._tokenizing:
            pieces = model.tokenizer(list(words), add_special_tokens=False)["input_ids"] if words else []
        unknown = model.tokenizer.unk_token_id
        owners = [row for row, ids in enumerate(pieces) for piece in ids if piece != unknown]
        known = [piece for ids in pieces for piece in ids if piece != unknown]
        vectors = np.zeros((len(words), table.shape[1]), dtype=np.float32)
        if known:  # the pieces of a word follow each other; their sum points where their mean does
            rows, starts = np.unique(owners, return_index=True)
            vectors[rows] = np.add.reduceat(table[known], starts, axis=0)
        return _unit_length(vectors)

    def _embed(self, model: SentenceTransformer, texts: list[str], prompt: str | None, task: str) -> Vectors:
        """Tokenize and run one batch; as ``SentenceTransformer.encode``, without its cost a call."""
        import torch

        with self._tokenizing:
            features = model.preprocess(texts, prompt=prompt, task=task)
        with torch.inference_mode():
            features = {key: _to(value, model.device) for key, value in features.items()}
            vectors = model.forward(features, task=task)["sentence_embedding"]
        return _unit_length(vectors.float().cpu().numpy())


def _load_model(source: str) -> SentenceTransformer:
    """Load a folder offline; a hub's model from its cache, else from the hub."""
    is_folder = Path(source).expanduser().is_dir()
    for variable in ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK", *(("HF_HUB_OFFLINE",) if is_folder else ())):
        os.environ.setdefault(variable, "1")  # read once, when the hub's library is imported just below
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    options: dict[str, Any] = {"model_kwargs": {"dtype": "float32"}}
    loggers = [logging.getLogger(name) for name in ("sentence_transformers", "transformers", "huggingface_hub")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        if is_folder:
            return SentenceTransformer(str(Path(source).expanduser()), device="cpu", local_files_only=True, **options)
        try:
            return SentenceTransformer(source, local_files_only=True, **options)
        except (OSError, ValueError):
            _ask_hub(source)
        return SentenceTransformer(source, **options)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        what = "the folder cannot be loaded as a sentence-transformers model" if is_folder else "loading it failed"
        raise ModelNotFoundError(source, f"{what} ({_first_line(error)})") from error
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _ask_hub(name: str) -> None:
    """Make sure, within seconds, that a hub has the model: the loader itself tries for more than a minute.

    Raises:
        ModelNotFoundError: The name is no hub name, the hub has no such model, or it cannot be reached.
    """
    import huggingface_hub
    from huggingface_hub import errors

    if name.startswith((".", "/", "~")) or "\\" in name:
        raise ModelNotFoundError(name, "there is no such folder")
    no_answer = (OSError, errors.OfflineModeIsEnabled, errors.HTTPError)  # type: ignore[attr-defined]
    try:
        huggingface_hub.model_info(name, timeout=_HUB_TIMEOUT_S)
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise ModelNotFoundError(name, "there is no such folder and the hub has no such model") from error
    except no_answer as error:
        raise ModelNotFoundError(name, "there is no such folder and the hub cannot be reached") from error


def _input_table(model: SentenceTransformer) -> Vectors | None:
    network = model.transformers_model
    if network is None:
        return None
    table: Any = network.get_input_embeddings()
    return np.asarray(table.weight.detach().float().cpu().numpy(), dtype=np.float32)


def _fingerprint(model: SentenceTransformer) -> str:
    digest = hashlib.sha256(f"{model.max_seq_length}".encode())
    for name, weights in model.state_dict().items():
        digest.update(name.encode())
        digest.update(memoryview(weights.detach().float().cpu().contiguous().numpy()).cast("B"))
    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    if backend is not None:
        digest.update(repr(sorted(backend.get_vocab().items())).encode())
    return digest.hexdigest()[:12]


def _unit_length(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def _to(value: Any, device: Any) -> Any:
    return value.to(device) if hasattr(value, "to") else value


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
