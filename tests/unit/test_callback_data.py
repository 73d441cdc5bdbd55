"""What buttons carry comes back as it was, fits into 64 bytes, and junk is told from it."""

from __future__ import annotations

import random

import pytest

from bot.telegram.callback_data import MAX_BYTES, DecodeError, TooLongError, decode, document_key, encode
from bot.telegram.press_types import (
    AFTERWARDS_VERBS,
    COMPOSE_VERBS,
    Act,
    Browse,
    CallbackData,
    Dais,
    More,
    Near,
    SetLanguage,
    Source,
    Thumb,
)

LARGEST = 2**63 - 1
DATA: list[CallbackData] = [
    Source(1, 1),
    Source(LARGEST, 9999),
    More(7, 2),
    More(LARGEST, 9999),
    Near(8, 3),
    Near(LARGEST, 9999),
    Dais(1),
    Dais(LARGEST),
    Thumb(3, 1),
    Thumb(LARGEST, -1),
    SetLanguage("es"),
    SetLanguage("en"),
    SetLanguage("auto"),
    Browse(),
    Browse(document_key("Study guide")),
    Browse(document_key("Study guide"), "2.1.3", 4),
    Browse(document_key("Guía › <b>&"), "12.120.7.9.10.1.33.4.5", 9999),
    *(Act(verb, 3, 2) for verb in (*COMPOSE_VERBS, "got", *AFTERWARDS_VERBS)),
    Act("got", 1),
    Act("nudge", LARGEST, LARGEST),
]


@pytest.mark.parametrize("data", DATA, ids=repr)
def test_data_comes_back_as_it_was_and_fits(data: CallbackData) -> None:
    encoded = encode(data)

    assert decode(encoded) == data
    assert 1 <= len(encoded.encode()) <= MAX_BYTES


def test_no_two_buttons_carry_the_same() -> None:
    assert len({encode(data) for data in DATA}) == len(DATA)


def test_a_path_that_does_not_fit_raises() -> None:
    with pytest.raises(TooLongError, match="at most 64 bytes"):
        encode(Browse(document_key("Study guide"), ".".join(["1234"] * 12)))


@pytest.mark.parametrize(
    "junk",
    [
        pytest.param(None, id="nothing"),
        pytest.param(12, id="a number"),
        pytest.param(b"1d:1", id="bytes"),
        pytest.param("", id="empty"),
        pytest.param("1", id="only the version"),
        pytest.param("1d", id="no body"),
        pytest.param("1d:", id="empty body"),
        pytest.param("2d:1", id="another version"),
        pytest.param("d:1", id="no version"),
        pytest.param("1x:1", id="another kind"),
        pytest.param("1d:0", id="zero"),
        pytest.param("1d:01", id="leading zero"),
        pytest.param("1d:-1", id="negative"),
        pytest.param("1d:+1", id="signed"),
        pytest.param("1d: 1", id="space"),
        pytest.param("1d:1\n", id="newline at the end"),
        pytest.param("1d:1:2", id="too much"),
        pytest.param("1d:١", id="digit of another script"),
        pytest.param("1d:1e3", id="exponent"),
        pytest.param(f"1d:{LARGEST + 1}", id="over the largest id"),
        pytest.param("1d:" + "9" * 40, id="far over the largest id"),
        pytest.param("1s:12", id="source without a number"),
        pytest.param("1s:12:0", id="source zero"),
        pytest.param("1s:12:10000", id="source over the largest"),
        pytest.param("1t:12:1", id="thumb without a sign"),
        pytest.param("1t:12:±", id="thumb with another sign"),
        pytest.param("1l:fr", id="another language"),
        pytest.param("1l:", id="no language"),
        pytest.param("1b:short:1:0", id="document key too short"),
        pytest.param("1b:../../..:1:0", id="path"),
        pytest.param("1b::1..2:0", id="section with a gap"),
        pytest.param("1b::1:", id="no page"),
        pytest.param("1b:::00", id="page zero twice"),
        pytest.param("1b::" + "1." * 40 + "1:0", id="over 64 characters"),
        pytest.param("1a:ok:1", id="act without a number"),
        pytest.param("1a:sell:1:0", id="another act"),
        pytest.param("1a:ok:0:0", id="act on nothing"),
        pytest.param(f"1a:ok:1:{LARGEST + 1}", id="act over the largest number"),
        pytest.param("1d:1'; DROP TABLE questions; --", id="SQL"),
    ],
)
def test_junk_raises(junk: object) -> None:
    with pytest.raises(DecodeError, match="expected the data of one of Dragoman's buttons"):
        decode(junk)


def test_whatever_decodes_is_what_a_button_carries() -> None:
    chance = random.Random(7)
    letters = "1:+-09.a🙋"
    decoded = 0
    for _ in range(20_000):
        junk = "1" + chance.choice("smndtlbx") + ":" + "".join(chance.choices(letters, k=chance.randint(0, 6)))
        try:
            data = decode(junk)
        except DecodeError:
            continue
        decoded += 1
        assert encode(data) == junk
    assert decoded > 100


def test_documents_keep_their_key_and_share_none() -> None:
    names = [f"Document {number}" for number in range(2_000)]

    assert document_key("Study guide") == document_key("Study guide")
    assert len({document_key(name) for name in names}) == len(names)
