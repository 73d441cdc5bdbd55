"""The numbers and letters of papers, topics and parts; a small *a* before a word is none."""

from __future__ import annotations

import pytest

from answering.labels import labels, part_labels


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The vote on draft resolution 1.2 is at 16:45.", {"1.2"}),
        ("La votación del proyecto de resolución 2 será en 20 minutos.", {"2"}),
        ("Topic B comes first.", {"b"}),
        ("Hoja de trabajo 4, salón 12, 45 segundos.", {"4"}),
        ("At 14.30 in room 3.", set()),
        ("Enmiendas a la resolución", set()),
        ("ENMIENDAS A LA RESOLUCIÓN", set()),
        ("How do we draft a resolution?", set()),
        ("Las mociones e intervenciones", set()),
        ("¿Cuándo se vota la enmienda A?", {"a"}),
        ("cuando se vota la enmienda a?", {"a"}),
        ("", set()),
    ],
)
def test_papers_and_topics_have_labels_and_times_have_none(text: str, named: set[str]) -> None:
    assert labels(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("¿De qué trata el Tema B?", {"b"}),
        ("que dice el tema a sobre la trata", {"a"}),
        ("¿Qué dice el tema A?", {"a"}),
        ("DE QUÉ TRATA EL TEMA A", {"a"}),
        ("what is topic a about", {"a"}),
        ("¿Cuál es el segundo tema a debatir?", set()),
        ("¿Qué temas a tratar hay?", set()),
        ("el tema a seguir", set()),
        ("Capítulo IV, sección 2", {"iv", "2"}),
    ],
)
def test_parts_of_a_document_have_labels(text: str, named: set[str]) -> None:
    assert part_labels(text) == named
