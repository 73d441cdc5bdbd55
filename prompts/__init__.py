"""The words for the chat model."""
