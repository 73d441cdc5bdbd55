"""The one place that wires the answerer: settings in, the index and the answerer out."""

from __future__ import annotations

from datetime import UTC, datetime

from answering.chat_models import model_name, open_chat_model
from answering.issued import IssuedSearch
from answering.pipeline import Answerer
from answering.translating import Translator, build_translator
from config.settings import Settings
from vectorstore.cross_encoder import JointCrossEncoder
from vectorstore.encoder import BUNDLED_MODEL, Encoder, SentenceTransformerEncoder
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore


def build_index(settings: Settings, encoder: Encoder | None = None) -> PassageIndex:
    """Return the index that the settings name; the store and the model are opened by their first use.

    ``encoder`` takes the place of the settings' model.
    """
    chosen = encoder or SentenceTransformerEncoder(settings.embedding_model or BUNDLED_MODEL)
    return PassageIndex(PassageStore(settings.home, settings.chroma_url), chosen)


def build_answerer(settings: Settings, index: PassageIndex) -> Answerer:
    """Return the answerer over ``index``. It quotes the documents: chat models come with a later version."""
    issued = IssuedSearch(index.issued, lambda: datetime.now(UTC), settings.timezone)
    return Answerer(index, index.encoder.encode_words, JointCrossEncoder(_bundled_encoder(index)), issued=issued)


def open_translator(settings: Settings) -> Translator | None:
    """Return what drafts translations with the chat model that is set, ``None`` where none is.

    Raises:
        ChatModelSetupError: the chat model cannot be opened; one line says what to install or set.
    """
    model = open_chat_model(settings)
    return None if model is None else build_translator(model, model_name(settings), settings.chat_model_timeout_s)


def _bundled_encoder(index: PassageIndex) -> SentenceTransformerEncoder:
    """Return the index's own encoder where it is the bundled one, which the cross-encoder needs; else a second one."""
    encoder = index.encoder
    if isinstance(encoder, SentenceTransformerEncoder) and encoder.is_bundled:
        return encoder
    return SentenceTransformerEncoder()
