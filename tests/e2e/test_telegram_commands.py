"""The commands of a private chat."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from answering.issued import ASKED_KEY
from answering.types import Question, Reply
from tests.dais_rooms import asked_in, given_on, matter_of
from tests.scripted import answer, refusal
from tests.telegram_bot import ARRESTS, ARRESTS_ES, ARRESTS_SAID, COMMITTEE, RunningBot
from tests.telegram_server import User
from vectorstore.errors import StoreUnavailableError

NOT_VALID = "This invitation isn't valid or no longer works. Ask your chairs for a new one."


async def role_of(bot: RunningBot, user: User) -> tuple[str | None, str | None]:
    """Return the slug of the committee that a person is in now, and their role there."""
    async with bot.session() as session:
        person = await session.people.find(user.id)
        if person is None or person.committee_id is None:
            return None, None
        committee = await session.committees.get_by_id(person.committee_id)
    return committee.slug if committee else None, person.role


async def closed(bot: RunningBot) -> None:
    """Let nobody in without an invite any more."""
    bot.settings = bot.settings.model_copy(update={"open_committee": None})
    await bot.restart()


# /start


async def test_start_greets_in_three_lines_in_the_phones_language_and_lets_everyone_in(
    bot: RunningBot, ana: User, ben: User
) -> None:
    ana.starts()
    ben.starts()

    assert (await ana.receives()).text.split("\n") == [
        "¡Hola! Soy Dragoman: respondo preguntas sobre los documentos de tu comité y te digo en qué sección está "
        "cada dato.",
        "Prueba: «¿Qué es el Proyecto TRACK4TIP?»",
        "Te respondo en el idioma en que escribas; para dejar uno fijo, usa /language.",
    ]
    assert (await ben.receives()).text.startswith("Hi! I'm Dragoman")
    assert await role_of(bot, ben) == (COMMITTEE, "delegate")


async def test_the_example_is_one_that_the_committees_documents_answer(bot: RunningBot, ana: User) -> None:
    class Picky:
        def answer(self, question: Question) -> Reply:
            return answer() if question.text == "¿Qué es la Operación Akoma?" else refusal()

    bot.answers = Picky()
    await bot.restart()
    ana.starts()

    assert "Prueba: «¿Qué es la Operación Akoma?»" in (await ana.receives()).text


async def test_without_an_answerable_example_there_is_a_general_one(bot: RunningBot, ana: User, ben: User) -> None:
    class Ignorant:
        def answer(self, question: Question) -> Reply:
            if question.language == "es":
                raise StoreUnavailableError("a folder", "it is gone")
            return refusal()

    bot.answers = Ignorant()
    await bot.restart()
    ben.starts()
    ana.starts()

    assert "Try: “What does the guide say about our topic?”" in (await ben.receives()).text
    assert "Prueba: «¿Qué dice la guía sobre nuestro tema?»" in (await ana.receives()).text


async def test_a_second_start_leaves_people_in_their_committee(bot: RunningBot, ben: User) -> None:
    ben.starts(await bot.invite("chair", "unsc"))
    await ben.receives("unsc")
    ben.starts()
    await ben.receives("Hi! I'm Dragoman")

    assert await role_of(bot, ben) == ("unsc", "chair")


async def test_where_an_invite_is_needed_start_says_so(bot: RunningBot, ana: User) -> None:
    await closed(bot)
    ana.starts()
    needed = "Para empezar necesitas una invitación a tu comité: pídesela a la mesa y ábrela aquí."
    assert (await ana.receives()).text == needed
    ana.sends(ARRESTS_ES)
    assert (await ana.receives()).text == needed
    ana.sends("/sources")
    assert (await ana.receives()).text == needed
    assert await role_of(bot, ana) == (None, None)


# invites


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("delegate", "You're in unsc! Ask me anything about its documents."),
        ("chair", "You're on the dais of unsc! See /help for what you can do."),
        ("organiser", "You're an organiser of unsc! See /help for what you can do."),
    ],
)
async def test_an_invite_lets_people_in_with_its_role(bot: RunningBot, ben: User, role: str, said: str) -> None:
    payload = await bot.invite(role, "unsc")  # type: ignore[arg-type]
    ben.starts(payload)
    welcome = await ben.receives()
    await bot.settled()

    assert welcome.text.startswith(f"{said}\n\nHi! I'm Dragoman")
    assert await role_of(bot, ben) == ("unsc", role)
    ben.sends(ARRESTS)
    await ben.receives()
    assert bot.answers.asked[-1].committee == "unsc"
    ben.starts(payload)
    assert (await ben.receives()).text == "You were already in unsc: ask away."


async def test_every_invite_that_opens_nothing_gets_the_same_answer(bot: RunningBot, ana: User, ben: User) -> None:
    used_up = await bot.invite("delegate", uses=1)
    ana.starts(used_up)
    await ana.receives()
    expired = await bot.invite("delegate", expires_at=bot.clock() - timedelta(seconds=1))
    revoked = await bot.invite("chair")
    async with bot.session() as session:
        invite = await session.invites.redeem(revoked, 1, bot.clock())
        assert invite is not None
        await session.invites.revoke(invite.id, bot.clock())
    answers = []
    for payload in ("nonsense", "chair_interpol", used_up, expired, revoked, f"{revoked} x", "ñ" * 64):
        ben.starts(payload)
        answers.append((await ben.receives()).text)

    assert answers == [NOT_VALID] * 7
    assert await role_of(bot, ben) == (None, None)


async def test_a_chair_gets_the_chairs_menu_and_loses_it_as_a_delegate_elsewhere(bot: RunningBot, ana: User) -> None:
    ana.starts(await bot.invite("chair"))
    await ana.receives()
    as_chair = ana.sees_commands()
    ana.starts(await bot.invite("delegate", "unsc"))
    await ana.receives("unsc")
    as_delegate = ana.sees_commands()

    assert as_chair["link"] == "Enlazar este grupo con tu comité"
    assert {"ask", "invite"} < set(as_chair)
    assert "link" not in as_delegate


# /help


async def test_help_tells_a_delegate_and_a_chair_what_each_can_do(bot: RunningBot, ana: User, ben: User) -> None:
    await bot.seat(ana.id, "chair")
    ana.sends("/help")
    ben.sends("/help")
    for_chair, for_delegate = await ana.receives(), await ben.receives()

    assert "/link" in for_chair.text
    assert "@dragoman_test_bot" in for_delegate.text
    assert "/link" not in for_delegate.text


# /language


async def test_a_fixed_language_holds_until_it_is_undone(bot: RunningBot, ben: User) -> None:
    ben.sends("/language es")
    assert (await ben.receives()).text == "Listo: de ahora en adelante te respondo en español."
    ben.sends("what?")
    await ben.receives("[1]")
    ben.sends("/language auto")
    assert (await ben.receives()).text == "Done: I reply in the language of each question."
    ben.sends("what?")
    await ben.receives("[1]")

    assert [question.language for question in bot.answers.asked] == ["es", "en"]


async def test_language_asks_with_buttons_and_shows_the_choice(bot: RunningBot, ben: User) -> None:
    ben.sends("/language")
    choice = await ben.receives()
    assert [button.text for button in choice.buttons] == ["Español", "English", "✓ Automatic"]
    for button, said in (
        ("Español", "Listo: de ahora en adelante te respondo en español."),
        ("English", "Done: from now on I reply in English."),
        ("Automatic", "Done: I reply in the language of each question."),
    ):
        notice = await ben.presses(choice, button).answered()
        shown = await ben.receives(lambda message: message.is_edit)
        assert (notice.text, shown.id, shown.text) == (said, choice.id, said)
        assert f"✓ {button}" in [each.text for each in shown.buttons]


async def test_a_choice_pressed_twice_is_let_be(bot: RunningBot, ben: User) -> None:
    ben.sends("/language")
    choice = await ben.receives()
    for _ in range(2):
        assert (await ben.presses(choice, "English").answered()).text.startswith("Done")
    await bot.settled()
    ben.sends(ARRESTS)

    await ben.receives(ARRESTS_SAID)


async def test_a_language_that_is_not_spoken_is_told(bot: RunningBot, ben: User) -> None:
    ben.sends("/language fr")

    assert (
        await ben.receives()
    ).text == "I speak English and Spanish. Write /language en, /language es or /language auto."


# /forget


async def test_forget_erases_all_and_says_what_that_was(bot: RunningBot, ana: User) -> None:
    ana.starts(await bot.invite("chair"))
    await ana.receives()
    ana.sends(ARRESTS_ES)
    reply = await ana.receives()
    await ana.presses(reply, "👍").answered()
    ana.sends("/forget")
    told = await ana.receives()

    assert told.text == (
        "Listo, borré todo lo que guardaba de ti: tu perfil (número de usuario e idioma), 1 pregunta con sus "
        "respuestas, 1 calificación y tu lugar en 1 comité. Para volver, manda /start."
    )
    async with bot.session() as session:
        assert await session.people.find(ana.id) is None
    assert "link" not in ana.sees_commands()
    assert (await ana.presses(reply, "[1]").answered()).text.startswith("Este botón ya no sirve")


async def test_forget_takes_the_persons_words_out_of_what_the_dais_issued(bot: RunningBot, ana: User) -> None:
    ana.starts()
    await ana.receives()
    async with bot.session() as session:
        committee = await session.committees.ensure(COMMITTEE, now=bot.clock())
        asked = await asked_in(session, committee, ana.id, "¿Puedo traer mi ornitorrinco?")
        await given_on(session, await matter_of(session, asked))
    bot.sources.changed(None)
    await bot.sources.settled()
    place = ("Ruling 1", "es", ASKED_KEY)
    (before,) = bot.index.issued.passages(COMMITTEE, [place])
    ana.sends("/forget")
    await ana.receives("Listo")
    await bot.sources.settled()
    (after,) = bot.index.issued.passages(COMMITTEE, [place])

    assert before.text == "laptops?\n¿Puedo traer mi ornitorrinco?"
    assert after.text == "laptops?"


# the chairs' commands


@pytest.mark.parametrize("command", ["/inbox", "/questions", "/announce Hello", "/announcements", "/invite", "/link"])
async def test_a_delegate_is_told_that_a_command_is_the_chairs(
    bot: RunningBot, ana: User, ben: User, command: str
) -> None:
    for user in (ana, ben):
        user.starts()
        await user.receives()
        user.sends(command)

    assert (await ana.receives()).text == "Ese comando es de la mesa. Los tuyos están en /help."
    assert (await ben.receives()).text == "That command is for the chairs. Yours are in /help."
    assert [question.text for question in bot.answers.asked if "announce" in question.text] == []


@pytest.mark.parametrize(
    ("command", "title"),
    [("/inbox", "🙋 Questions to the dais · INTERPOL"), ("/questions", "📊 What is asked in INTERPOL")],
)
async def test_a_chair_opens_what_delegates_ask(bot: RunningBot, ben: User, command: str, title: str) -> None:
    await bot.seat(ben.id, "chair")
    ben.sends(command)

    assert (await ben.receives()).text.startswith(title)


async def test_a_chair_of_another_committee_is_a_delegate_here(bot: RunningBot, ben: User) -> None:
    await bot.seat(ben.id, "chair", "unsc")
    await bot.seat(ben.id, "delegate")
    ben.sends("/invite")

    assert "for the chairs" in (await ben.receives()).text


async def test_a_chairs_invite_lets_delegates_in_for_a_week(bot: RunningBot, ana: User, ben: User) -> None:
    await bot.seat(ben.id, "chair", "unsc")
    ben.sends("/invite")
    told = await ben.receives()
    link = re.search(r"https://t\.me/dragoman_test_bot\?start=(\S+)", told.text)

    assert told.text.startswith("Whoever opens this link joins unsc as a delegate. It works until ")
    assert link is not None
    assert not told.previews_link
    ana.starts(link[1])
    await ana.receives("unsc")
    assert await role_of(bot, ana) == ("unsc", "delegate")
    bot.clock.ahead = timedelta(days=8)
    await bot.seat(ana.id, "delegate")
    stranger = bot.server.user(1010, "en")
    stranger.starts(link[1])
    assert (await stranger.receives()).text == NOT_VALID
