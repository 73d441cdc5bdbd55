"""The encoder: texts to vectors. The one door to sentence_transformers, which is imported on first use."""

from __future__ import annotations

import copy
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.loading import load_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
TokenStates = NDArray[np.float16]
"""What a text's word pieces have become after some layers, shape (pieces, dimension)."""

BUNDLED_MODEL = Path(__file__).parent / "model"
"""The folder of the bilingual model that comes with Dragoman."""

_BATCH = 32
_QUESTIONS_KEPT = 256


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
        self._guard = threading.Lock()
        self._model: SentenceTransformer | None = None
        self._name = ""
        self._kept_layer = 0
        self._asked: OrderedDict[str, TokenStates] = OrderedDict()

    @property
    def name(self) -> str:
        """Name the model by its last folder or hub name and a fingerprint of its weights and word pieces."""
        self.load()
        return self._name

    @property
    def is_bundled(self) -> bool:
        """Whether this is the model that comes with Dragoman, which the cross-encoder was trained on."""
        return Path(self._source) == BUNDLED_MODEL

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
                model = load_model(self._source)
                self._name = f"{Path(self._source).name}@{fingerprint(model)}"
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

    def keep_question_states(self, layer: int) -> None:
        """Keep, from now on, what the last encoded questions were after ``layer`` layers, for ``token_states``."""
        network: Any = self.load().transformers_model
        network.config.output_hidden_states = True
        self._kept_layer = layer

    def token_states(self, texts: Sequence[str], layer: int) -> list[TokenStates]:
        """Return the states of each text's pieces after the first ``layer`` layers, in the order of ``texts``."""
        with self._guard:
            found = {text: self._asked[text] for text in texts if layer == self._kept_layer and text in self._asked}
        new = sorted({text for text in texts if text not in found}, key=len)
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            found |= zip(batch, self._lower_states(batch, layer), strict=True)
        return [found[text] for text in texts]

    def _lower_states(self, texts: list[str], layer: int) -> list[TokenStates]:
        import torch

        model = self.load()
        with self._tokenizing:
            features = model.preprocess(texts)
        mask = features["attention_mask"]
        with torch.inference_mode():
            states = _lower_network(model, layer)(input_ids=features["input_ids"], attention_mask=mask)[0]
        return _without_padding(states, mask)

    def _embed(self, model: SentenceTransformer, texts: list[str], prompt: str | None, task: str) -> Vectors:
        """Tokenize and run one batch; as ``SentenceTransformer.encode``, without its cost a call."""
        import torch

        keeps = task == "query" and self._kept_layer > 0
        with self._tokenizing:
            features = model.preprocess(texts, prompt=prompt, task=task)
        with torch.inference_mode():
            features = {key: _to(value, model.device) for key, value in features.items()}
            result = model.forward(features, task=task)
        if keeps:
            states = _without_padding(result["all_layer_embeddings"][self._kept_layer], features["attention_mask"])
            self._keep(texts, states)
        return _unit_length(result["sentence_embedding"].float().cpu().numpy())

    def _keep(self, texts: Sequence[str], states: Sequence[TokenStates]) -> None:
        with self._guard:
            self._asked.update(zip(texts, states, strict=True))
            while len(self._asked) > _QUESTIONS_KEPT:
                self._asked.popitem(last=False)


def _input_table(model: SentenceTransformer) -> Vectors | None:
    network = model.transformers_model
    if network is None:
        return None
    table: Any = network.get_input_embeddings()
    return np.asarray(table.weight.detach().float().cpu().numpy(), dtype=np.float32)


def _lower_network(model: SentenceTransformer, layer: int) -> Any:
    """Return the network without the layers above ``layer``; its weights are shared with the whole one's."""
    whole: Any = model.transformers_model
    lower, encoder, config = copy.copy(whole), copy.copy(whole.encoder), copy.copy(whole.config)
    config.output_hidden_states = False  # else its layers, which it shares, would report to the whole one as well
    lower.config = config
    encoder._modules = {**encoder._modules, "layer": whole.encoder.layer[:layer]}
    lower._modules = {**lower._modules, "encoder": encoder}
    return lower


def _without_padding(states: Any, mask: Any) -> list[TokenStates]:
    arrays = states.half().cpu().numpy()
    return [array[: int(length)].copy() for array, length in zip(arrays, mask.sum(1), strict=True)]


def fingerprint(model: SentenceTransformer) -> str:
    """Return twelve hexadecimal digits that only these weights and word pieces have."""
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
