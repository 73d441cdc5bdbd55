"""Invites: a payload for ``/start`` that lets people into a committee. Only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.people import ROLES, Role
from bot.database.tables import invites, memberships

_PAYLOAD_BYTES = 24  # 32 characters of A-Z a-z 0-9 _ -; Telegram takes 64 of them


@dataclass(frozen=True, slots=True)
class Invite:
    """What an invite lets its bearer be."""

    id: int
    committee_id: int
    role: Role


class Invites:
    """The invites within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(
        self,
        committee_id: int,
        role: Role,
        *,
        now: datetime,
        uses: int | None = None,
        expires_at: datetime | None = None,
        created_by: int | None = None,
    ) -> str:
        """Return the payload of a new invite: 32 characters, shown this once.

        ``uses`` is how many people it lets in and ``expires_at`` the first moment it does not; ``None`` sets no limit.
        """
        payload = secrets.token_urlsafe(_PAYLOAD_BYTES)
        await self._connection.execute(
            invites.insert().values(
                token_hash=_hash(payload),
                committee_id=committee_id,
                role=role,
                uses=uses,
                expires_at=expires_at,
                created_at=now,
                created_by=created_by,
            )
        )
        return payload

    async def redeem(self, payload: str, user_id: int, now: datetime) -> Invite | None:
        """Use an invite once and return it; ``None`` where it is unknown, expired, revoked or used up.

        Join in the same transaction. For a person who already has its role in its committee, or a higher one, nothing
        is counted, and a used-up invite still opens.
        """
        # The row stays locked until the person has joined, so that two presses at once count as one.
        row = (await self._connection.execute(select(invites).where(*_is_open(payload, now)).with_for_update())).first()
        if row is None:
            return None
        if not await self._is_in_already(row, user_id):
            counted = (
                update(invites)
                .where(*_is_open(payload, now), or_(invites.c.uses.is_(None), invites.c.used < invites.c.uses))
                .values(used=invites.c.used + 1)
            )
            if (await self._connection.execute(counted)).rowcount == 0:
                return None
        return Invite(row.id, row.committee_id, row.role)

    async def revoke(self, invite_id: int, now: datetime) -> bool:
        """Close an invite for good; ``False`` where there is none or it was closed before."""
        open_one = update(invites).where(invites.c.id == invite_id, invites.c.revoked_at.is_(None))
        return (await self._connection.execute(open_one.values(revoked_at=now))).rowcount > 0

    async def _is_in_already(self, invite: Row[Any], user_id: int) -> bool:
        chosen = select(memberships.c.role).where(
            memberships.c.user_id == user_id, memberships.c.committee_id == invite.committee_id
        )
        held: Role | None = await self._connection.scalar(chosen)
        return held is not None and ROLES.index(held) >= ROLES.index(invite.role)


def _hash(payload: str) -> bytes:
    return hashlib.sha256(payload.encode("utf-8", "replace")).digest()


def _is_open(payload: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        invites.c.token_hash == _hash(payload),
        invites.c.revoked_at.is_(None),
        or_(invites.c.expires_at.is_(None), invites.c.expires_at > now),
    )
