"""The one place that wires the answerer: settings in, the index and the answerer out."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import lru_cache, partial

from answering.answer_prompts import load_answer_prompts
from answering.breaker import Breaker
from answering.calling import ChatModelCaller
from answering.chat_answers import ChatAnswers, Preparing
from answering.chat_models import model_name, open_chat_model
from answering.checking.check import SentenceChecker
from answering.concepts import Lexicon
from answering.issued import IssuedSearch
from answering.matching import Matcher
from answering.model_writing import ModelWriter
from answering.pipeline import Answerer
from answering.rewriting import load_rewriting
from answering.same_question import SameQuestion
from answering.sheet import build_sheet
from answering.spending import open_ledger
from answering.translating import LANGUAGES, build_translator
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
    """Return the answerer over ``index``, which quotes the documents; ``open_chat_answers`` has a chat model write."""
    return Answerer(
        index,
        index.encoder.encode_words,
        JointCrossEncoder(_bundled_encoder(index)),
        issued=IssuedSearch(index.issued, lambda: datetime.now(UTC), settings.timezone),
        same_question=open_same_question(index),
    )


def open_same_question(index: PassageIndex) -> SameQuestion:
    """Return what tells whether two questions ask the same; it shares the model, the words and the lexicon."""
    encoder, lexicon = _bundled_encoder(index), Lexicon.load_for_sitting()
    return SameQuestion(encoder.encode, Matcher(encoder.encode_words, lexicon), lexicon)


def open_chat_answers(settings: Settings, answerer: Preparing, index: PassageIndex) -> ChatAnswers | None:
    """Return what has the chat model that is set write replies, over ``answerer``; ``None`` where none is set.

    Its ``translator`` shares breaker and ceiling with it.

    Raises:
        ChatModelSetupError: the chat model cannot be opened; one line says what to install or set.
    """
    caller = _open_caller(settings)
    if caller is None:
        return None
    lexicon = Lexicon.load()
    matcher = Matcher(index.encoder.encode_words, lexicon)
    writer = ModelWriter(
        caller,
        SentenceChecker(matcher, lexicon),
        partial(build_sheet, index=index, lexicon=lexicon),
        matcher,
        {language: load_answer_prompts(language) for language in LANGUAGES},
    )
    timeout_s = settings.chat_model_timeout_s
    translator = build_translator(caller, timeout_s)
    return ChatAnswers(answerer, caller, writer, translator, index, load_rewriting(), timeout_s=timeout_s)


def _open_caller(settings: Settings) -> ChatModelCaller | None:
    model = open_chat_model(settings)
    if model is None:
        return None
    return ChatModelCaller(model, model_name(settings), Breaker(time.monotonic), open_ledger(settings))


def _bundled_encoder(index: PassageIndex) -> SentenceTransformerEncoder:
    """Return the index's own encoder where it is the bundled one, which the cross-encoder needs; else a second one."""
    encoder = index.encoder
    if isinstance(encoder, SentenceTransformerEncoder) and encoder.is_bundled:
        return encoder
    return _second_encoder()


@lru_cache(maxsize=1)
def _second_encoder() -> SentenceTransformerEncoder:
    """Return the bundled encoder beside another one, once a process."""
    return SentenceTransformerEncoder()
