"""The plain pipeline that Dragoman is measured beside: LangChain's splitter, langchain-chroma, the four nearest chunks.

    python -m tests.benchmarks.plain FOLDER QUESTION

asks a store that ``PlainPipeline`` left in FOLDER, in a process of its own, for the time of a cold start.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from vectorstore.encoder import Encoder, SentenceTransformerEncoder

CHUNK_CHARS = 1000
OVERLAP_CHARS = 200
NEAREST = 4


class EncoderEmbeddings(Embeddings):
    """Dragoman's encoder as LangChain asks for one."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._encoder.encode(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self._encoder.encode_questions([text])[0].tolist()


class PlainPipeline:
    """Text in, chunks out: every file is one string, its headings are words like any others."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        import chromadb
        from chromadb.config import Settings
        from langchain_chroma import Chroma

        self._client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        self._store = Chroma("plain", EncoderEmbeddings(encoder), client=self._client)

    def add(self, texts: Sequence[tuple[str, str]]) -> int:
        """Cut and index (name, text) pairs; return the number of chunks."""
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(
            chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS, add_start_index=True
        )
        chunks = splitter.split_documents([Document(text, metadata={"source": name}) for name, text in texts])
        self._store.add_documents(chunks)
        return len(chunks)

    def search(self, question: str) -> list[Document]:
        return self._store.similarity_search(question, k=NEAREST)

    def close(self) -> None:
        self._client.close()


def pdf_text(path: Path) -> tuple[str, int]:
    """Return the text of a PDF's pages and their number, as LangChain's own PDF loader reads it."""
    from pypdf import PdfReader

    pages = PdfReader(path).pages
    return "\n".join(page.extract_text() for page in pages), len(pages)


if __name__ == "__main__":
    for found in PlainPipeline(Path(sys.argv[1]), SentenceTransformerEncoder()).search(sys.argv[2]):
        print(found.page_content)
