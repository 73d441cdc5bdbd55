"""What a button may say, as values; ``callback_data`` turns them into what the button carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from vectorstore.types import Language


@dataclass(frozen=True, slots=True)
class Source:
    """Send the quote of a reply's citation; ``number`` is the ``[n]`` of its text."""

    reply_id: int
    number: int


@dataclass(frozen=True, slots=True)
class More:
    """Show the text around the quote of a reply's citation."""

    reply_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Near:
    """Send one of the nearest sections of a refusal; ``number`` counts them from 1."""

    reply_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Dais:
    """Pass a question to the dais."""

    question_id: int


@dataclass(frozen=True, slots=True)
class Thumb:
    """Say whether a reply helped."""

    reply_id: int
    value: Literal[1, -1]


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Fix the language of replies, or let each question decide."""

    code: Language | Literal["auto"]


@dataclass(frozen=True, slots=True)
class Browse:
    """Open a place of the documents.

    ``document`` is a ``document_key``, ``""`` for the list of documents; ``section`` a section key such as ``2.1``,
    ``""`` for the document's top; ``page`` counts the pages of buttons from 0.
    """

    document: str = ""
    section: str = ""
    page: int = 0


ComposeVerb = Literal["ok", "no", "rcpt", "words", "to", "write", "own"]
"""What a chair does to a draft: send, cancel, ask for «Got it», take its time for words, choose whom, write anew.

``own`` leaves out what a machine drafted.
"""
AfterwardsVerb = Literal["miss", "again", "fix", "undo", "undo2", "nudge", "open", "move", "drop", "late"]
"""What a chair does to one that was confirmed: who was missed, resend, correct, retract, yes, remind, show it.

``move`` and ``drop`` change when a scheduled one goes out, ``late`` sends one whose time has passed.
"""
ActVerb = ComposeVerb | Literal["got"] | AfterwardsVerb
COMPOSE_VERBS: tuple[ComposeVerb, ...] = get_args(ComposeVerb)
AFTERWARDS_VERBS: tuple[AfterwardsVerb, ...] = get_args(AfterwardsVerb)


@dataclass(frozen=True, slots=True)
class Act:
    """Do something with an announcement.

    ``number`` is the revision of a draft that the button was made for, of ``to`` the committee chosen (0: all of them),
    of what comes after the confirmation a round or 0.
    """

    verb: ActVerb
    announcement_id: int
    number: int = 0


RequestVerb = Literal["back", "sign", "unsign"]
"""What a delegate does to what they put before the dais: take it back, sign it, take the name off."""

DeskVerb = Literal[
    "open", "claim", "free", "write", "like", "merge", "split", "why", "no", "point", "near", "browse", "again"
]
"""What a chair does to a matter.

``like`` lists what it may be merged with, ``why`` the reasons for declining, ``point`` the sections to point to;
``browse`` opens the documents for that. ``again`` sends to those of whom nobody knows whether they have the answer.
"""

RuleVerb = Literal["ok", "only", "cancel", "word", "own", "open", "fix", "undo", "undo2"]
"""What a chair does to a draft: keep it as a ruling, tell it to who asked alone, cancel, word the question anew, leave
out what a machine drafted; and to a ruling: show it, correct it, revoke it, yes."""

InboxVerb = Literal["list", "rules", "digest"]
OverviewVerb = Literal["chart", "csv"]


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """Do something with what the presser put before the dais."""

    verb: RequestVerb
    request_id: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Do something with a matter.

    ``number`` is of ``merge`` the other matter, of ``no`` a reason counted from 1 (0: own words), of ``near`` a section
    counted from 1, of ``open`` 1 where the card takes the place of the pressed message, else 0.
    """

    verb: DeskVerb
    matter_id: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Pick:
    """Browse the documents for a section to point to; places as in ``Browse``. ``chosen`` points to the one shown."""

    matter_id: int
    document: str = ""
    section: str = ""
    page: int = 0
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Do something with a ruling or its draft; ``number`` is the revision of a draft that the button was made for."""

    verb: RuleVerb
    ruling_id: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Inbox:
    """Show a page of the inbox or of the rulings, counted from 0, or set how often the presser is told, in minutes."""

    verb: InboxVerb
    number: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """Send what is asked as a picture or as a table."""

    verb: OverviewVerb


DaisPress = OwnRequest | Desk | Pick | Rule | Inbox | Overview
CallbackData = Source | More | Near | Dais | Thumb | SetLanguage | Browse | Act | DaisPress
