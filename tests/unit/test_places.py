"""Sections on one line."""

from __future__ import annotations

import pytest

from answering.places import path, short_heading


@pytest.mark.parametrize(
    ("heading", "short"),
    [
        ("Tema B: Protocolos de rescate y atención a las víctimas", "Tema B"),
        ("Topic A: Preventive measures for migrants at risk", "Topic A"),
        ("Topic A: Routes", "Topic A: Routes"),
        ("A heading without a colon that goes on for long", "A heading without a colon that goes on for long"),
        (": a colon comes first in this long heading", ": a colon comes first in this long heading"),
        ("", ""),
    ],
    ids=["spanish", "english", "short", "no colon", "nothing before the colon", "empty"],
)
def test_a_long_heading_is_cut_at_its_colon(heading: str, short: str) -> None:
    assert short_heading(heading) == short


def test_a_path_begins_with_the_title_once() -> None:
    assert path("Guía", ["Tema A", "Referencias"]) == ["Guía", "Tema A", "Referencias"]
    assert path("Guía", ["GUÍA", "Referencias"]) == ["Guía", "Referencias"]
    assert path("Guía", []) == ["Guía"]
