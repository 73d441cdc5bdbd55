"""What a chair does with an announcement after ✅, and the delegates who say that they got it."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.announcements.decisions import confirm
from bot.announcements.types import Wording
from bot.commands import announce
from bot.database.announcements import Announcement, NewAnnouncement
from bot.desk import Desk
from bot.telegram.announcing import reports
from bot.telegram.callback_data import encode
from bot.telegram.press_types import AFTERWARDS_VERBS, Act
from tests.telegram_bot import COMMITTEE, RunningBot
from tests.telegram_server import Group, Message, Notice, TelegramServer, User
from vectorstore.types import Language

GROUP = -1_001_234_567_890
TEXT = "/announce ES: Volvemos a las 15:00.\nEN: Back at 15:00."
WORDINGS: dict[Language, Wording] = {
    "es": Wording("es", "Volvemos.", "Volvemos."),
    "en": Wording("en", "Back.", "Back."),
}
NOT_NOW = "Eso ya no se puede. Mira en /announcements cómo va."
NOT_YOURS = "Eso solo lo puede hacer la mesa de ese comité."


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "FIRST_S", 0.05)
    monkeypatch.setattr(reports, "EACH_S", 0.1)


@pytest.fixture
async def carla(bot: RunningBot, ana: User, ben: User) -> User:
    """The chair, whose Telegram is in Spanish; Ana and Ben are in her committee."""
    for person in (ana, ben):
        person.starts()
        await person.receives()
    return await chair_of(bot, 1003, "es-MX")


@pytest.fixture
async def group(bot: RunningBot, carla: User, ana: User, telegram_server: TelegramServer) -> Group:
    """A group of the committee with Ana in it."""
    made = telegram_server.group(GROUP, supergroup=True, members=[ana])
    async with bot.session() as session:
        found = await session.committees.ensure(COMMITTEE, now=bot.clock())
        await session.groups.link(GROUP, found.id, carla.id, bot.clock())
    return made


async def chair_of(bot: RunningBot, user_id: int, tag: str, committee: str = COMMITTEE, role: str = "chair") -> User:
    person = bot.server.user(user_id, tag, f"Chair {user_id}")
    person.starts(await bot.invite(role, committee))  # type: ignore[arg-type]
    await person.receives()
    return person


def counts(*lines: str) -> Callable[[Message], bool]:
    """Return what tells a report with just these lines."""
    return lambda message: message.text.startswith("📊") and set(lines) <= set(message.text.splitlines())


async def announced(chair: User, text: str = TEXT, *, receipts: bool = False) -> Message:
    """Have a chair announce, and return the report once all of it went out."""
    chair.sends(text)
    control = await chair.receives(lambda message: any(key.text.startswith("✅") for key in message.buttons))
    if receipts:
        await chair.presses(control, "🔔").answered()
        await chair.receives(lambda message: message.is_edit and message.id == control.id)
    await chair.presses(control, "✅").answered()
    return await chair.receives(lambda message: message.text.startswith("📊") and "⏳" not in message.text)


async def scheduled(chair: User, when: str = "in 20 min") -> Message:
    """Have a chair schedule an announcement, and return it opened from the list."""
    chair.sends(f"/announce {when} ES: Volvemos.\nEN: Back.")
    control = await chair.receives(lambda message: any(key.text.startswith("✅") for key in message.buttons))
    await chair.presses(control, "✅").answered()
    return await opened(chair)


async def opened(chair: User) -> Message:
    """Return the newest announcement opened from the list."""
    chair.sends("/announcements")
    listed = await chair.receives("1.")
    await chair.presses(listed, "1 ·").answered()
    return await chair.receives(lambda message: message.is_edit and message.id == listed.id)


async def pressed(chair: User, message: Message, label: str) -> Notice:
    return await chair.presses(message, label).answered()


async def only(bot: RunningBot, number: int = 1) -> Announcement:
    async with bot.session() as session:
        announcement = await session.announcements.get(number)
    assert announcement is not None
    return announcement


# the report


@pytest.mark.parametrize(
    ("tag", "lines"),
    [
        pytest.param(
            "es-MX", ["Entregados: 2", "Bloqueados: 1", "Fallidos: 1", "Desconocidos: 1", "Audiencia: 5"], id="es"
        ),
        pytest.param("en", ["Delivered: 2", "Blocked: 1", "Failed: 1", "Unknown: 1", "Audience: 5"], id="en"),
    ],
)
async def test_the_report_ends_in_the_chairs_language_with_counts_that_add_up(
    bot: RunningBot, ana: User, ben: User, group: Group, tag: str, lines: list[str]
) -> None:
    gone, refused = bot.server.user(1011, "es"), bot.server.user(1012, "es")
    for person in (gone, refused):
        person.starts()
        await person.receives()
    gone.deletes_account()
    bot.server.fails("sendMessage", 400, "Bad Request: chat not found", chat=refused)
    bot.server.drops("sendMessage", chat=ben, after_effect=True)
    chair = await chair_of(bot, 1013, tag)
    async with bot.session() as session:
        await session.people.forget(1003)  # the other chair would be a sixth reader
    report = await announced(chair)

    assert [line for line in report.text.splitlines() if line[-1:].isdigit()] == lines
    assert "Volvemos a las 15:00." in (await ana.receives("📣")).text
    assert "Back at 15:00." in (await ben.receives("📣")).text
    assert (await ana.receives("📣", chat=group)).text.count("📣") == 2


async def test_the_report_is_one_message_that_follows_the_deliveries(bot: RunningBot, carla: User, ben: User) -> None:
    gate = bot.server.holds("sendMessage", chat=ben)
    carla.sends(TEXT)
    control = await carla.receives(lambda message: any(key.text.startswith("✅") for key in message.buttons))
    await pressed(carla, control, "✅")
    await gate.reached()
    going = await carla.receives(counts("⏳ Enviando…", "Entregados: 1", "Pendientes: 1", "Audiencia: 2"))
    gate.opens()
    done = await carla.receives(counts("✅ Envío terminado", "Entregados: 2", "Audiencia: 2"))

    assert done.is_edit
    assert done.id == going.id
    assert "Pendientes" not in done.text


async def test_a_report_goes_on_in_the_same_message_after_a_restart(bot: RunningBot, carla: User, ana: User) -> None:
    report = await announced(carla, receipts=True)
    copy = await ana.receives("📣")
    await bot.stop()
    async with bot.session() as session:
        await session.announcements.receive(1, 1002, bot.clock())
    await bot.start()
    resumed = await carla.receives(counts("Dijeron «Entendido»: 1"))
    await pressed(ana, copy, "Entendido")
    followed = await carla.receives(counts("Dijeron «Entendido»: 2"))

    assert (resumed.id, followed.id) == (report.id, report.id)


async def test_one_without_a_chairs_chat_is_sent_and_not_reported(bot: RunningBot, carla: User, ana: User) -> None:
    async with bot.session() as session:
        committee = await session.committees.get(COMMITTEE)
        assert committee is not None
        new = NewAnnouncement(committee.id, None, None, wordings=WORDINGS)
        draft = await session.announcements.create(new, bot.clock())
        assert await confirm(session, draft, draft.revision, None, bot.clock()) is not None
    bot.outbox.wake()

    assert "Volvemos." in (await ana.receives("📣")).text
    assert "Volvemos." in (await carla.receives("📣")).text
    await bot.settled()
    assert carla.unread() == []


# those who were not reached


async def test_a_chair_sees_who_was_not_reached_by_name(bot: RunningBot, carla: User, ben: User) -> None:
    odd = bot.server.user(1014, "es", "Eva <b> @mesa")
    odd.starts()
    await odd.receives()
    bot.server.fails("sendMessage", 400, "Bad Request: chat not found", chat=odd)
    bot.server.drops("sendMessage", chat=ben)
    report = await announced(carla)
    await pressed(carla, report, "🔍")
    told = await carla.receives("No se entregó: 1")

    assert told.text.splitlines() == [
        "No se entregó: 1",
        "Eva <b> @\u2060mesa",
        "",
        "No se sabe si les llegó: 1",
        "Ben",
    ]
    assert told.reply_to_id == report.id
    assert [mark["url"] for mark in told.entities if mark["type"] == "text_link"] == [
        "tg://user?id=1014",
        "tg://user?id=1002",
    ]


async def test_of_many_twenty_are_named_by_number_where_telegram_is_silent(bot: RunningBot, carla: User) -> None:
    for number in range(2001, 2023):
        await bot.seat(number, "delegate")  # nobody that Telegram knows
    report = await announced(carla)
    await pressed(carla, report, "🔍")
    lines = (await carla.receives("No se entregó: 22")).text.splitlines()

    assert lines == ["No se entregó: 22", *map(str, range(2001, 2021)), "y 2 más"]


async def test_the_unknown_get_it_once_more_when_the_chair_says_so(bot: RunningBot, carla: User, ben: User) -> None:
    bot.server.drops("sendMessage", chat=ben)
    report = await announced(carla)
    notice = await pressed(carla, report, "🔁 Reenviar a los desconocidos (1)")
    done = await carla.receives(counts("Entregados: 2", "Desconocidos: 0"))

    assert notice.text == "🔁 Lo reenvío a 1 chat."
    assert "Back at 15:00." in (await ben.receives("📣")).text
    assert not any(key.text.startswith("🔁") for key in done.buttons)
    again = encode(Act("again", 1, 1))
    assert (await carla.presses_data(report, again).answered()).text == NOT_NOW


# afterwards


async def test_a_correction_changes_it_on_every_phone_and_is_reported(
    bot: RunningBot, carla: User, ana: User, ben: User
) -> None:
    report = await announced(carla)
    copies = [await person.receives("📣") for person in (ana, ben)]
    await pressed(carla, report, "✏️")
    await carla.receives(lambda message: any(key.text.startswith("❌") for key in message.buttons))
    carla.sends("ES: Volvemos a las 15:30.\nEN: Back at 15:30.")
    control = await carla.receives(lambda message: any(key.text.startswith("✅") for key in message.buttons))
    await pressed(carla, control, "✅")
    done = await carla.receives(counts("✅ Corrección terminada", "Corregidos: 2", "En total: 2"))

    assert done.id != report.id
    assert ["15:30" in person.sees(copy).text for person, copy in zip((ana, ben), copies, strict=True)] == [True, True]


async def test_a_retraction_takes_a_second_press_and_deletes_it(
    bot: RunningBot, carla: User, ana: User, ben: User
) -> None:
    report = await announced(carla)
    copies = [await person.receives("📣") for person in (ana, ben)]
    await pressed(carla, report, "🗑")
    question = await carla.receives("¿Retiro este anuncio? Lo borro de los 2 chats que lo tienen")
    assert [key.text for key in question.buttons] == ["🗑 Sí, retirarlo", "No, dejarlo así"]
    assert (await only(bot)).state == "sent"
    await pressed(carla, question, "🗑")
    await carla.receives(counts("✅ Retiro terminado", "Retirados: 2", "En total: 2"))
    await carla.receives(lambda message: message.id == report.id and message.buttons == [])

    for person, copy in zip((ana, ben), copies, strict=True):
        await person.sees_deleted(copy)
    assert (await only(bot)).state == "retracted"
    assert (await carla.presses_data(report, encode(Act("undo2", 1))).answered()).text == NOT_NOW


async def test_a_retraction_that_is_thought_over_shows_the_announcement_instead(bot: RunningBot, carla: User) -> None:
    report = await announced(carla)
    await pressed(carla, report, "🗑")
    question = await carla.receives("¿Retiro")
    await pressed(carla, question, "No")
    shown = await carla.receives(lambda message: message.is_edit and message.id == question.id)

    assert "✅ Enviado hoy a las" in shown.text
    assert (await only(bot)).state == "sent"


# «Got it»


async def test_who_says_got_it_is_counted_once_and_sees_it_on_the_button(
    bot: RunningBot, carla: User, ana: User
) -> None:
    await announced(carla, receipts=True)
    copy = await ana.receives("📣")
    first = await pressed(ana, copy, "Entendido")
    marked = await ana.receives(lambda message: message.is_edit)
    second = await pressed(ana, copy, "✅ Entendido")

    assert first.text == "✅ Gracias: la mesa ya sabe que lo leíste."
    assert second.text == "✅ La mesa ya sabía que lo leíste."
    assert [key.text for key in marked.buttons] == ["✅ Entendido"]
    await carla.receives(counts("Dijeron «Entendido»: 1"))


async def test_in_a_group_each_member_says_it_for_themselves(
    bot: RunningBot, carla: User, ana: User, group: Group
) -> None:
    await announced(carla, receipts=True)
    copy = await ana.receives("📣", chat=group)
    eva = bot.server.user(1015, "en", "Eva")
    group.joins(eva)

    assert (await pressed(ana, copy, "Entendido / Got it")).text.startswith("✅ Gracias")
    assert (await pressed(eva, copy, "Entendido / Got it")).text == "✅ Thank you: the dais knows that you've read it."
    assert [key.text for key in ana.sees(copy).buttons] == ["Entendido / Got it"]
    await carla.receives(counts("Dijeron «Entendido»: 2"))


@pytest.mark.parametrize("receipts", [True, False], ids=["a stranger", "not asked for"])
async def test_nobody_else_says_got_it(bot: RunningBot, carla: User, ana: User, *, receipts: bool) -> None:
    await announced(carla, receipts=receipts)
    stranger = await chair_of(bot, 1016, "es", "elsewhere", "delegate") if receipts else ana
    own = stranger.messages()[0]

    assert (await stranger.presses_data(own, "1a:got:1:0").answered()).text == "Este anuncio ya no está vigente."
    async with bot.session() as session:
        assert await session.announcements.receipts_of(1) == 0


async def test_what_was_retracted_is_not_read_any_more(bot: RunningBot, carla: User, ana: User) -> None:
    await announced(carla, receipts=True)
    async with bot.session() as session:
        assert await session.announcements.advance(1, frm=["sent"], to="retracted", now=bot.clock())
    copy = await ana.receives("📣")

    assert (await pressed(ana, copy, "Entendido")).text == "Este anuncio ya no está vigente."


async def test_only_those_who_have_not_said_it_are_reminded(bot: RunningBot, carla: User, ana: User, ben: User) -> None:
    report = await announced(carla, receipts=True)
    await pressed(ana, await ana.receives("📣"), "Entendido")
    copy = await ben.receives("📣")
    notice = await pressed(carla, report, "🔔")
    await carla.receives(counts("✅ Recordatorio enviado", "Recordatorios entregados: 1", "En total: 1"))
    reminder = await ben.receives("🔔")

    assert notice.text == "🔔 Se lo recuerdo a 1 persona."
    assert reminder.reply_to_id == copy.id
    assert [message for message in ana.unread() if not message.is_edit] == []

    await pressed(ben, reminder, "Got it")
    assert (await pressed(carla, report, "🔔")).text.startswith("Todas las personas que lo recibieron ya dijeron")


# the list


async def test_the_list_has_each_with_its_state_the_newest_first(bot: RunningBot, carla: User) -> None:
    carla.sends("/announcements")
    assert (await carla.receives()).text == "Todavía no hay anuncios. Escribe /announce y tu texto."
    await announced(carla)
    await scheduled(carla)
    carla.sends("/announcements")
    listed = await carla.receives("1.")

    first, _, second, words = listed.text.splitlines()[2:]
    assert first.startswith("1. 🕑 Sale ")
    assert second.startswith("2. ✅ Enviado hoy a las ")
    assert words == "«Volvemos a las 15:00.»"
    assert [key.text for key in listed.buttons] == ["1 · Volvemos.", "2 · Volvemos a las 15:00."]


async def test_an_announcement_opens_in_the_list_with_its_words_and_figures(bot: RunningBot, carla: User) -> None:
    await announced(carla)
    shown = await opened(carla)

    assert shown.text.splitlines()[0] == "📊 Anuncio 1 · INTERPOL"
    assert shown.marked("expandable_blockquote") == ["Volvemos a las 15:00.", "Back at 15:00."]
    assert "Entregados: 2" in shown.text
    assert [key.text for key in shown.buttons] == ["✏️ Corregir", "🗑 Retirar", "‹ Volver"]
    await pressed(carla, shown, "‹ Volver")
    again = await carla.receives(lambda message: message.is_edit and message.id == shown.id)
    assert again.text.startswith("Tus anuncios")


async def test_a_delegate_who_asks_for_the_list_is_told_that_it_is_the_chairs(
    bot: RunningBot, carla: User, ana: User
) -> None:
    ana.sends("/announcements")

    assert (await ana.receives()).text == "Ese comando es de la mesa. Los tuyos están en /help."


async def test_the_list_stays_out_of_groups(bot: RunningBot, carla: User, group: Group) -> None:
    group.joins(carla)
    carla.sends("/announcements", group)

    assert (await carla.receives(chat=group)).text == "Escribe /announcements en nuestro chat privado, por favor."


async def test_a_dais_sees_its_own_committees_and_an_organiser_what_goes_to_all(bot: RunningBot, carla: User) -> None:
    await announced(carla)
    other = await chair_of(bot, 1017, "en", "elsewhere")
    boss = await chair_of(bot, 1018, "en", "elsewhere", "organiser")
    await announced(other, "/announce EN: Only here.\nES: Solo aquí.")
    boss.sends("/announce EN: To all.\nES: A todos.")
    choice = await boss.receives(lambda message: any(key.text.startswith("❌") for key in message.buttons))
    await pressed(boss, choice, next(key.text for key in choice.buttons if "All" in key.text or "all" in key.text))
    control = await boss.receives(lambda message: any(key.text.startswith("✅") for key in message.buttons))
    await pressed(boss, control, "✅")
    await boss.receives("📊")
    seen = {}
    for person in (carla, other, boss):
        person.sends("/announcements")
        seen[person.id] = [key.text for key in (await person.receives("1.")).buttons]

    assert seen == {
        carla.id: ["1 · Volvemos a las 15:00."],
        other.id: ["1 · Only here."],
        boss.id: ["1 · To all.", "2 · Only here."],
    }


# one that has not gone out


async def test_a_scheduled_one_is_moved(bot: RunningBot, carla: User) -> None:
    shown = await scheduled(carla)
    assert [key.text for key in shown.buttons] == ["✏️ Editar", "🕑 Cambiar la hora", "❌ Cancelarlo", "‹ Volver"]
    assert "Ahora les llegaría a 2 chats." in shown.text
    before = (await only(bot)).send_at
    await pressed(carla, shown, "🕑")
    await carla.receives("¿Cuándo sale?")
    carla.sends("in 50 min")
    await carla.receives(lambda message: not message.is_edit and message.id > shown.id)
    after = (await only(bot)).send_at

    assert before is not None
    assert after is not None
    assert timedelta(minutes=29) < after - before < timedelta(minutes=31)


async def test_a_scheduled_one_is_edited_and_nobody_gets_the_old_words(bot: RunningBot, carla: User, ana: User) -> None:
    shown = await scheduled(carla)
    await pressed(carla, shown, "✏️")
    await carla.receives(lambda message: any(key.text.startswith("❌") for key in message.buttons))
    carla.sends("ES: Mejor mañana.\nEN: Tomorrow rather.")
    control = await carla.receives(lambda message: any(key.text.startswith("✅") for key in message.buttons))
    await pressed(carla, control, "✅")
    bot.clock.ahead = timedelta(minutes=21)
    bot.outbox.wake()

    assert "Mejor mañana." in (await ana.receives("📣")).text


async def test_a_chair_who_is_a_delegate_elsewhere_now_edits_and_moves_it_all_the_same(
    bot: RunningBot, carla: User
) -> None:
    shown = await scheduled(carla)
    before = (await only(bot)).send_at
    await bot.seat(carla.id, "delegate", "elsewhere")
    await pressed(carla, shown, "✏️")
    await carla.receives("Escribe el texto como debe quedar")
    sent = carla.sends("ES: Mejor manana.\nEN: Tomorrow rather.")
    await carla.receives(lambda message: any(key.text.startswith("✅") for key in message.buttons))
    carla.edits(sent, "ES: Mejor mañana.\nEN: Tomorrow rather.")
    control = await carla.receives(lambda message: any(key.text.startswith("✅") for key in message.buttons))
    await pressed(carla, control, "✅")
    assert (await only(bot)).wordings["es"].text == "Mejor mañana."
    await pressed(carla, shown, "🕑")
    await carla.receives("¿Cuándo sale?")
    carla.sends("in 50 min")
    await carla.receives("🕑 Listo")
    after = (await only(bot)).send_at

    assert before is not None
    assert after is not None
    assert timedelta(minutes=29) < after - before < timedelta(minutes=31)


async def test_a_scheduled_one_is_cancelled_with_a_second_press(bot: RunningBot, carla: User, ana: User) -> None:
    shown = await scheduled(carla)
    await pressed(carla, shown, "❌")
    question = await carla.receives("¿Cancelo este anuncio?")
    assert (await only(bot)).state == "scheduled"
    notice = await pressed(carla, question, "❌")

    assert notice.text == "✖️ Cancelado: ya no sale."
    assert (await only(bot)).state == "cancelled"
    assert (await carla.receives(lambda message: message.id == question.id)).buttons == []
    assert (await carla.presses_data(shown, encode(Act("move", 1))).answered()).text == NOT_NOW


async def late(bot: RunningBot, chair: User) -> Message:
    """Return the question about an announcement whose time passed an hour ago."""
    await scheduled(chair)
    bot.clock.ahead = timedelta(hours=1)
    bot.outbox.wake()
    return await chair.receives("⏰ Este anuncio iba a salir")


async def test_a_late_one_goes_out_when_the_chair_says_so(bot: RunningBot, carla: User, ana: User) -> None:
    question = await late(bot, carla)
    assert "¿Lo envío ahora?" in question.text
    assert question.marked("expandable_blockquote") == ["Volvemos.", "Back."]
    assert ana.unread() == []
    notice = await pressed(carla, question, "✅")
    await carla.receives(counts("✅ Envío terminado", "Entregados: 2"))

    assert notice.text.startswith("✅ Ya va saliendo")
    assert "Volvemos." in (await ana.receives("📣")).text
    assert (await carla.presses_data(question, encode(Act("late", 1))).answered()).text == NOT_NOW


async def test_a_late_one_is_dropped_with_one_press(bot: RunningBot, carla: User, ana: User) -> None:
    question = await late(bot, carla)
    await pressed(carla, question, "❌")

    assert (await only(bot)).state == "cancelled"
    assert ana.unread() == []


async def test_the_dais_is_asked_about_a_late_one_of_the_command_line(bot: RunningBot, carla: User, ana: User) -> None:
    async with bot.session() as session:
        committee = await session.committees.get(COMMITTEE)
        assert committee is not None
        new = NewAnnouncement(committee.id, None, None, wordings=WORDINGS, send_at=bot.clock() + timedelta(minutes=5))
        draft = await session.announcements.create(new, bot.clock())
        assert await confirm(session, draft, draft.revision, None, bot.clock()) is not None
    bot.clock.ahead = timedelta(hours=1)
    bot.outbox.wake()
    question = await carla.receives("⏰")
    await pressed(carla, question, "✅")

    assert "Volvemos." in (await ana.receives("📣")).text
    await carla.receives(counts("✅ Envío terminado"))


# who may


@pytest.mark.parametrize("verb", AFTERWARDS_VERBS)
async def test_nobody_but_its_own_dais_does_anything_with_an_announcement(
    bot: RunningBot, carla: User, ana: User, verb: str
) -> None:
    await announced(carla)
    other = await chair_of(bot, 1017, "es", "elsewhere")
    before = await only(bot)
    for person in (ana, other):
        own = person.messages()[0]
        notice = await person.presses_data(own, f"1a:{verb}:1:1").answered()
        assert notice.text == NOT_YOURS

    await bot.settled()
    assert await only(bot) == before
    assert [message.text for message in other.unread()] == []


async def test_who_left_the_dais_presses_in_vain(bot: RunningBot, carla: User) -> None:
    report = await announced(carla)
    async with bot.session() as session:
        await session.people.forget(carla.id)

    assert (await pressed(carla, report, "🗑")).text == NOT_YOURS


async def test_what_is_forged_in_a_group_shows_nothing_there(
    bot: RunningBot, carla: User, ana: User, group: Group
) -> None:
    await announced(carla)
    group.joins(carla)
    copy = await ana.receives("📣", chat=group)

    assert (await carla.presses_data(copy, "1a:open:1:0").answered()).text == NOT_NOW
    assert len(group.messages()) == 1


@pytest.mark.parametrize(
    "data", ["1a:open:99:0", "1a:miss:1:99", "1a:again:1:99", "1a:move:1:0", "1a:drop:1:1", "1a:late:1:0"]
)
async def test_what_cannot_be_done_is_told(bot: RunningBot, carla: User, data: str) -> None:
    report = await announced(carla)

    assert (await carla.presses_data(report, data).answered()).text == NOT_NOW
    assert (await only(bot)).state == "sent"


async def test_what_a_script_announces_is_sent_by_the_running_bot(
    bot: RunningBot, carla: User, ana: User, ben: User, tmp_path: Path
) -> None:
    desk = Desk({"DRAGOMAN_HOME": str(tmp_path)}, StringIO(), StringIO(), StringIO(), None, nothing, nothing)
    command = {"committee": COMMITTEE, "es": "Hay café.", "en": "Coffee is served.", "at": None, "dry_run": False}

    assert await asyncio.to_thread(announce.run, Namespace(as_json=False, **command), desk) == 0

    assert "Hay café." in (await ana.receives("📣")).text
    assert "Coffee is served." in (await ben.receives("📣")).text
    assert "Hay café." in (await carla.receives("📣")).text


def nothing(*_: object) -> Any:
    pytest.fail("an announcement needs neither index nor model")
