"""What can go wrong while answering.

AnsweringError
├── CitationError
└── ChatModelError
    ├── ChatModelSetupError
    │   ├── ProviderMissingError
    │   └── ProviderRefusedError
    └── ChatModelCallError
"""

from __future__ import annotations


class AnsweringError(Exception):
    """Any failure of answering that Dragoman names itself."""


class CitationError(AnsweringError):
    """A composed answer does not agree with its sources; it is never shown."""


class ChatModelError(AnsweringError):
    """Any failure of a chat model's."""


class ChatModelSetupError(ChatModelError):
    """The chat model that is set cannot be used; the message is one line for whoever runs Dragoman."""


class ProviderMissingError(ChatModelSetupError):
    """The provider's package is not installed, or LangChain knows no such provider."""

    def __init__(self, model: str, mend: str) -> None:
        self.model = model
        super().__init__(f"expected what DRAGOMAN_CHAT_MODEL={model} needs to be installed, got nothing; {mend}")


class ProviderRefusedError(ChatModelSetupError):
    """The provider's client does not take the settings: most often a key is missing."""

    def __init__(self, model: str, kind: str, mend: str) -> None:
        self.model, self.kind = model, kind
        super().__init__(f"expected DRAGOMAN_CHAT_MODEL={model} to open, got {kind}; {mend}")


class ChatModelCallError(ChatModelError):
    """A call brought no text; ``kind`` names why in a word: the name of the error, ``timeout`` or ``cut``."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"expected a text of the chat model's, got {kind}")
