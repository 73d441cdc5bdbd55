"""What delegates of a room put before the dais, and what it decides, for tests of the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.dais.types import RulingText
from bot.database.committees import Committee
from bot.database.engine import Session
from bot.database.matters import Matter, NewRequest, Request
from bot.database.questions import NewQuestion
from bot.database.rulings import NewRuling, Ruling
from tests.databases import NOW
from tests.rooms import CHAIR
from vectorstore.types import Language


def new_request(question_id: int, user_id: int, **changes: Any) -> NewRequest:
    values: dict[str, Any] = {"reply_id": None, "chat_id": user_id, "thread_id": None, "message_id": 1}
    values |= {"text": "¿Hay laptops?", "language": "es"}
    return NewRequest(question_id=question_id, user_id=user_id, **{**values, **changes})


async def question_in(session: Session, committee: Committee, user_id: int, text: str = "¿Hay laptops?") -> int:
    """Return the id of a question in its asker's private chat."""
    asked = NewQuestion(None, committee.id, user_id, user_id, None, 1, text, True)
    return await session.questions.write(asked, NOW)


async def asked_in(
    session: Session,
    committee: Committee,
    user_id: int,
    text: str = "¿Hay laptops?",
    *,
    matter: Matter | None = None,
    now: datetime = NOW,
    earlier: str | None = None,
) -> Request:
    """Return a question that goes before the dais, in a matter of its own where none is given."""
    question_id = await question_in(session, committee, user_id, text)
    opened = matter or await session.matters.open(committee.id, now)
    made = await session.matters.add_request(
        opened.id, new_request(question_id, user_id, text=text, earlier=earlier), now
    )
    assert made is not None
    return made


async def matter_of(session: Session, request: Request) -> Matter:
    """Return the matter that a request is in now."""
    now_there = await session.matters.request(request.id)
    assert now_there is not None
    matter = await session.matters.get(now_there.matter_id)
    assert matter is not None
    return matter


def texts(es: str | None = "No.", en: str | None = "No.") -> dict[Language, RulingText]:
    told: dict[Language, str | None] = {"es": es, "en": en}
    return {language: RulingText(language, "laptops?", text) for language, text in told.items() if text is not None}


async def draft_on(session: Session, matter: Matter, now: datetime = NOW, **changes: Any) -> Ruling:
    """Return a chair's draft of an answer."""
    values = {"author_id": CHAIR, "chat_id": CHAIR, "texts": texts(), **changes}
    return await session.rulings.create(NewRuling(matter.committee_id, matter.id, **values), now)


async def given_on(session: Session, matter: Matter, now: datetime = NOW, **changes: Any) -> Ruling:
    """Return a public answer that is given, and settle its matter."""
    draft = await draft_on(session, matter, now, **changes)
    number = await session.rulings.next_number(matter.committee_id)
    assert await session.rulings.advance(draft.id, frm=["draft"], to="given", now=now, number=number)
    await session.matters.settle(matter.id, CHAIR, now)
    return await ruling(session, draft.id)


async def ruling(session: Session, ruling_id: int) -> Ruling:
    found = await session.rulings.get(ruling_id)
    assert found is not None
    return found
