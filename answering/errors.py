"""What can go wrong while answering.

AnsweringError
└── CitationError
"""


class AnsweringError(Exception):
    """Any failure of answering that Dragoman names itself."""


class CitationError(AnsweringError):
    """A composed answer does not agree with its sources; it is never shown."""
