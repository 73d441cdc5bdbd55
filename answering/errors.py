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

_LASTING = frozenset({401, 402, 403, 404})


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
    """A call brought no whole text; ``kind`` names why in a word, without one of the provider's.

    Of the provider: ``timeout``, ``connection``, ``refused`` (a status of 400 and more), ``rate`` (429), ``quota``
    (nothing is left to spend), ``server`` (500 and more). Of the text: ``cut``, ``filtered``, ``empty``. Of Dragoman,
    and then nothing was sent: ``paused`` by the breaker, ``ceiling`` of the day's tokens. Else the name of the error's
    class. ``status`` is the HTTP status where one came, ``retry_after_s`` how long the provider wants to be left alone.
    """

    def __init__(self, kind: str, status: int | None = None, retry_after_s: float | None = None) -> None:
        self.kind, self.status, self.retry_after_s = kind, status, retry_after_s
        super().__init__(f"expected a text of the chat model's, got {self.shown}")

    @property
    def shown(self) -> str:
        """The kind, with the status where there is one: ``rate 429``."""
        return self.kind if self.status is None else f"{self.kind} {self.status}"

    @property
    def is_lasting(self) -> bool:
        """Whether the next call would fail too: a wrong key, no money, no such model."""
        return self.kind == "quota" or self.status in _LASTING
