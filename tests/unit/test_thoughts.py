"""What a reasoning model thinks aloud is no part of what it says."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from answering.thoughts import WithoutThoughts, without_thoughts

SAID = "INTERPOL has 196 members [kqzt]."


def read(pieces: Sequence[str]) -> str:
    reader = WithoutThoughts()
    return "".join([*map(reader.feed, pieces), reader.finish()])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(SAID, SAID, id="nothing but the answer"),
        pytest.param(f"<think>196 or 195?</think>\n\n{SAID}", f"\n\n{SAID}", id="thoughts, then the answer"),
        pytest.param(f"\n<think></think>{SAID}", SAID, id="no thought"),
        pytest.param(f"<Thinking>so</thinking>{SAID}", SAID, id="another name"),
        pytest.param("<think>and so on and on", "", id="thoughts that do not end"),
        pytest.param("<", "<", id="a single sign"),
        pytest.param("<b>Bold</b> words.", "<b>Bold</b> words.", id="other markup stays for the checks"),
        pytest.param(f"{SAID} <think>so</think>", f"{SAID} <think>so</think>", id="later ones stay for the checks"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_thoughts_are_left_out_however_the_text_is_cut(text: str, said: str) -> None:
    assert without_thoughts(text) == said
    for size in (1, 3, 7):
        assert read([text[at : at + size] for at in range(0, len(text), size)]) == said


def test_an_answer_is_passed_on_as_it_comes() -> None:
    reader = WithoutThoughts()

    assert [reader.feed(piece) for piece in ("INTERPOL", " has", " 196")] == ["INTERPOL", " has", " 196"]
