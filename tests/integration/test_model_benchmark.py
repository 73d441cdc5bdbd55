"""The table that ``make model-eval`` prints, over two passages."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.model import section
from vectorstore.encoder import BUNDLED_MODEL

DATA = {
    "passages": [
        {"id": "0", "en": "The harbour was built in 1951.", "es": "El puerto se construyó en 1951."},
        {"id": "1", "en": "Eleven pilots guide the ships.", "es": "Once prácticos guían los barcos."},
    ],
    "questions": [
        {"passage": "0", "en": "When was the harbour built?", "es": "¿Cuándo se construyó el puerto?"},
        {"passage": "1", "en": "How many pilots are there?", "es": "¿Cuántos prácticos hay?"},
    ],
}


def test_quality_and_speed_of_both_models_are_told(tmp_path: Path) -> None:
    lines = section(DATA, BUNDLED_MODEL, str(BUNDLED_MODEL), tmp_path)

    assert "| the teacher, vectors alone | 1.000 1.000 | 1.000 1.000 | 1.000 1.000 | 1.000 1.000 |" in lines
    assert sum(line.startswith(("| an English", "| a Spanish")) for line in lines) == 4
    assert "77,163 word pieces" in lines[-1]
