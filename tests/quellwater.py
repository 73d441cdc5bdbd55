"""A committee with one English document of three short sections, beside which a dais issues this and that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest

from answering.bootstrap import open_same_question
from answering.issued import IssuedSearch
from answering.pipeline import Answerer
from answering.types import Answer, Reply
from ingest.pipeline import ingest_paths
from tests.databases import NOW
from vectorstore.cross_encoder import JointCrossEncoder
from vectorstore.encoder import SentenceTransformerEncoder
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore

SLUG = "quellwater"
HARBOUR = """# Harbour rules

The harbour of Quellwater was built in 1951 by Ada Brenner.

## Pilots

Every ship of more than 40 metres waits for a pilot. Eleven pilots work in the harbour.

## Meals

The harbour kitchen feeds the pilots at dawn.
"""


@pytest.fixture(scope="session")
def quellwater(
    bundled_encoder: SentenceTransformerEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PassageIndex]:
    """An index of the document."""
    home = tmp_path_factory.mktemp("quellwater")
    path = home / "rules.en.md"
    path.write_text(HARBOUR, encoding="utf-8")
    own = PassageIndex(PassageStore(home / "store"), bundled_encoder)
    assert [report.error for report in ingest_paths([path], SLUG, own)] == [None]
    yield own
    own.store.close()
    own.issued.store.close()


@pytest.fixture(scope="session")
def quellwater_answerer(quellwater: PassageIndex) -> Answerer:
    """An answerer for whom it is always an hour after ``NOW``."""
    encoder = quellwater.encoder
    assert isinstance(encoder, SentenceTransformerEncoder)
    issued = IssuedSearch(quellwater.issued, lambda: NOW + timedelta(hours=1), UTC)
    reader = JointCrossEncoder(encoder)
    same_question = open_same_question(quellwater)
    return Answerer(quellwater, encoder.encode_words, reader, issued=issued, same_question=same_question)


def answered(reply: Reply) -> Answer:
    """Return a reply that is to be an answer."""
    assert isinstance(reply, Answer), reply.text
    return reply
