"""Passages, the encoder, the store over Chroma, lexical search and rank fusion."""
