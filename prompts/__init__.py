"""The words for chat models: a text file each, with ``{placeholders}`` that are checked both ways when it is read."""
