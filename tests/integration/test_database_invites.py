"""Invites: who they let in, and how many."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from bot.database.committees import Committee
from bot.database.engine import Database
from bot.database.invites import Invite
from bot.database.people import ROLES, Role
from tests.databases import DAY, NOW, count_of, everything_in

ANA, BEN = 5_000_000_001, 42
SECOND = timedelta(seconds=1)


@pytest.fixture
async def committee(database: Database) -> Committee:
    async with database.session() as session:
        return await session.committees.ensure("interpol", now=NOW)


async def open_invite(database: Database, payload: str, user_id: int) -> Invite | None:
    """Do what the bot does with ``/start payload``."""
    async with database.session() as session:
        invite = await session.invites.redeem(payload, user_id, NOW)
        if invite is not None:
            await session.people.join(user_id, invite.committee_id, invite.role, NOW)
        return invite


@pytest.mark.parametrize("role", ROLES)
async def test_an_invite_lets_its_bearer_in_with_its_role(database: Database, committee: Committee, role: Role) -> None:
    async with database.session() as session:
        payload = await session.invites.create(committee.id, role, now=NOW)
    invite = await open_invite(database, payload, ANA)
    assert invite is not None
    assert (invite.committee_id, invite.role) == (committee.id, role)


async def test_a_payload_is_what_telegram_takes_and_only_its_hash_is_kept(
    database: Database, committee: Committee, url: str
) -> None:
    async with database.session() as session:
        payloads = {await session.invites.create(committee.id, "chair", now=NOW) for _ in range(20)}
    assert len(payloads) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", payload) for payload in payloads)
    kept = await everything_in(url)
    assert not any(payload in kept for payload in payloads)


@pytest.mark.parametrize("payload", ["", "nonsense", "x" * 64, "\x00", "\ud83d", "' OR 1=1 --"])
async def test_an_unknown_payload_opens_nothing(database: Database, committee: Committee, payload: str) -> None:
    async with database.session() as session:
        await session.invites.create(committee.id, "chair", now=NOW)
    assert await open_invite(database, payload, ANA) is None


async def test_an_invite_ends_at_its_time(database: Database, committee: Committee) -> None:
    async with database.session() as session:
        ended = await session.invites.create(committee.id, "chair", now=NOW - DAY, expires_at=NOW)
        lasting = await session.invites.create(committee.id, "chair", now=NOW - DAY, expires_at=NOW + SECOND)
    assert await open_invite(database, ended, ANA) is None
    assert await open_invite(database, lasting, ANA) is not None


async def test_a_revoked_invite_opens_nothing_and_is_revoked_once(database: Database, committee: Committee) -> None:
    async with database.session() as session:
        payload = await session.invites.create(committee.id, "chair", now=NOW)
    invite = await open_invite(database, payload, ANA)
    assert invite is not None
    async with database.session() as session:
        assert await session.invites.revoke(invite.id, NOW)
        assert not await session.invites.revoke(invite.id, NOW)
        assert not await session.invites.revoke(404, NOW)
    assert await open_invite(database, payload, BEN) is None
    assert await open_invite(database, payload, ANA) is None


async def test_an_invite_without_limit_lets_everybody_in(database: Database, committee: Committee) -> None:
    async with database.session() as session:
        payload = await session.invites.create(committee.id, "delegate", now=NOW)
    assert [await open_invite(database, payload, number) is not None for number in range(1, 11)] == [True] * 10


async def test_a_second_press_of_the_same_person_uses_up_nothing(database: Database, committee: Committee) -> None:
    async with database.session() as session:
        payload = await session.invites.create(committee.id, "delegate", now=NOW, uses=2)
    for _ in range(3):
        assert await open_invite(database, payload, ANA) is not None
    assert await open_invite(database, payload, BEN) is not None
    assert await open_invite(database, payload, 3) is None
    assert await open_invite(database, payload, ANA) is not None


async def test_a_chair_uses_up_nothing_of_a_delegates_invite_and_stays_chair(
    database: Database, committee: Committee
) -> None:
    async with database.session() as session:
        await session.people.join(ANA, committee.id, "chair", NOW)
        delegates = await session.invites.create(committee.id, "delegate", now=NOW, uses=1)
        organisers = await session.invites.create(committee.id, "organiser", now=NOW, uses=1)
    assert await open_invite(database, delegates, ANA) is not None
    async with database.session() as session:
        assert await session.people.role_in(ANA, committee.id) == "chair"
    assert await open_invite(database, delegates, BEN) is not None
    assert await open_invite(database, organisers, ANA) is not None
    assert await open_invite(database, organisers, BEN) is None
    async with database.session() as session:
        assert await session.people.role_in(ANA, committee.id) == "organiser"


async def test_a_role_in_another_committee_counts_for_nothing(database: Database, committee: Committee) -> None:
    async with database.session() as session:
        other = await session.committees.ensure("unsc", now=NOW)
        await session.people.join(ANA, other.id, "chair", NOW)
        payload = await session.invites.create(committee.id, "delegate", now=NOW, uses=1)
    assert await open_invite(database, payload, ANA) is not None
    assert await open_invite(database, payload, BEN) is None


async def test_five_uses_opened_by_twenty_at_once_let_exactly_five_in(
    database: Database, committee: Committee, url: str
) -> None:
    async with database.session() as session:
        payload = await session.invites.create(committee.id, "delegate", now=NOW, uses=5)
    opened = await asyncio.gather(*(open_invite(database, payload, number) for number in range(1, 21)))
    assert len([invite for invite in opened if invite is not None]) == 5
    assert await count_of(url, "memberships") == 5


async def test_one_person_who_presses_many_times_at_once_counts_once(database: Database, committee: Committee) -> None:
    async with database.session() as session:
        payload = await session.invites.create(committee.id, "delegate", now=NOW, uses=2)
    opened = await asyncio.gather(*(open_invite(database, payload, ANA) for _ in range(12)))
    assert None not in opened
    assert await open_invite(database, payload, BEN) is not None
    assert await open_invite(database, payload, 3) is None


async def test_an_invite_that_is_not_joined_with_is_not_used_up(database: Database, committee: Committee) -> None:
    async def redeem_and_fail(payload: str) -> None:
        async with database.session() as session:
            assert await session.invites.redeem(payload, ANA, NOW) is not None
            raise ZeroDivisionError

    async with database.session() as session:
        payload = await session.invites.create(committee.id, "delegate", now=NOW, uses=1)
    with pytest.raises(ZeroDivisionError):
        await redeem_and_fail(payload)
    assert await open_invite(database, payload, BEN) is not None
