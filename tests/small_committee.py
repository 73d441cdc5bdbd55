"""A committee of fourteen short sections in both languages, each with a question and its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from answering.bootstrap import build_answerer, build_index
from answering.pipeline import Answerer
from config.settings import Settings
from ingest.pipeline import ingest_paths
from vectorstore.index import PassageIndex
from vectorstore.types import Language

SMALL = "harbour"
TITLES: Mapping[Language, str] = {"en": "Harbour guide", "es": "Guía del puerto"}


@dataclass(frozen=True, slots=True)
class Section:
    """A section in one language: a question that its text answers, and that answer as a model may write it."""

    heading: str
    text: str
    question: str
    truth: str


SECTIONS: Mapping[str, Mapping[Language, Section]] = {
    "akoma": {
        "en": Section(
            "Operation Akoma",
            "In 2015, Operation Akoma led to the arrest of 25 people in Ghana.",
            "How many people were arrested in Operation Akoma?",
            "Operation Akoma led to the arrest of 25 people in Ghana in 2015",
        ),
        "es": Section(
            "Operación Akoma",
            "En 2015, la Operación Akoma llevó a la detención de 25 personas en Ghana.",
            "¿Cuántas personas fueron detenidas en la Operación Akoma?",
            "La Operación Akoma llevó a la detención de 25 personas en Ghana en 2015",
        ),
    },
    "nawala": {
        "en": Section(
            "Operation Nawala",
            "Operation Nawala rescued 76 children from gold mines in 2014.",
            "How many children did Operation Nawala rescue?",
            "Operation Nawala rescued 76 children from gold mines in 2014",
        ),
        "es": Section(
            "Operación Nawala",
            "La Operación Nawala rescató a 76 niños de minas de oro en 2014.",
            "¿A cuántos niños rescató la Operación Nawala?",
            "La Operación Nawala rescató a 76 niños de minas de oro en 2014",
        ),
    },
    "pilots": {
        "en": Section(
            "The pilots",
            "- Eleven pilots work in the harbour of Tema.\n- The pilots' house was built in 1960.",
            "How many pilots work in the harbour of Tema?",
            "Eleven pilots work in the harbour of Tema",
        ),
        "es": Section(
            "Los pilotos",
            "- Once pilotos trabajan en el puerto de Tema.\n- La casa de los pilotos se construyó en 1960.",
            "¿Cuántos pilotos trabajan en el puerto de Tema?",
            "Once pilotos trabajan en el puerto de Tema",
        ),
    },
    "lighthouse": {
        "en": Section(
            "The lighthouse",
            "The lighthouse of Cape Varr was lit in 1874.",
            "When was the lighthouse of Cape Varr lit?",
            "The lighthouse of Cape Varr was lit in 1874",
        ),
        "es": Section(
            "El faro",
            "El faro del cabo Varr se encendió en 1874.",
            "¿Cuándo se encendió el faro del cabo Varr?",
            "El faro del cabo Varr se encendió en 1874",
        ),
    },
    "ferries": {
        "en": Section(
            "The ferries",
            "- The ferry Alba takes 90 cars.\n- The ferry Brisa takes no cars.",
            "How many cars does the ferry Alba take?",
            "The ferry Alba takes 90 cars",
        ),
        "es": Section(
            "Los transbordadores",
            "- El transbordador Alba lleva 90 coches.\n- El transbordador Brisa no lleva coches.",
            "¿Cuántos coches lleva el transbordador Alba?",
            "El transbordador Alba lleva 90 coches",
        ),
    },
    "storms": {
        "en": Section(
            "Storms",
            "| Year | Storms |\n| --- | --- |\n| 1951 | There were nine storms in 1951. |\n"
            "| 1952 | There were four storms in 1952. |",
            "How many storms were there in 1951?",
            "There were nine storms in 1951",
        ),
        "es": Section(
            "Tormentas",
            "| Año | Tormentas |\n| --- | --- |\n| 1951 | En 1951 hubo nueve tormentas. |\n"
            "| 1952 | En 1952 hubo cuatro tormentas. |",
            "¿Cuántas tormentas hubo en 1951?",
            "En 1951 hubo nueve tormentas",
        ),
    },
    "museum": {
        "en": Section(
            "The museum",
            "The harbour museum opens at 10:00 and closes at 17:30.",
            "What time does the harbour museum open?",
            "The harbour museum opens at 10:00",
        ),
        "es": Section(
            "El museo",
            "El museo del puerto abre a las 10:00 y cierra a las 17:30.",
            "¿A qué hora abre el museo del puerto?",
            "El museo del puerto abre a las 10:00",
        ),
    },
    "fees": {
        "en": Section(
            "Fees",
            "A ship pays a harbour fee of 350 dollars a day.",
            "How much is the harbour fee for a ship?",
            "A ship pays a harbour fee of 350 dollars a day",
        ),
        "es": Section(
            "Tarifas",
            "Un barco paga una tarifa de puerto de 350 dólares al día.",
            "¿De cuánto es la tarifa de puerto de un barco?",
            "Un barco paga una tarifa de puerto de 350 dólares al día",
        ),
    },
    "treaty": {
        "en": Section(
            "The treaty",
            "Twelve countries signed the Treaty of Varr in 1931.",
            "In which year was the Treaty of Varr signed?",
            "Twelve countries signed the Treaty of Varr in 1931",
        ),
        "es": Section(
            "El tratado",
            "Doce países firmaron el Tratado de Varr en 1931.",
            "¿En qué año se firmó el Tratado de Varr?",
            "Doce países firmaron el Tratado de Varr en 1931",
        ),
    },
    "convoy": {
        "en": Section(
            "The convoy",
            "Captain Ruiz led the convoy of 1943, which had 42 ships.",
            "Who led the convoy of 1943?",
            "Captain Ruiz led the convoy of 1943",
        ),
        "es": Section(
            "El convoy",
            "El capitán Ruiz dirigió el convoy de 1943, que tenía 42 barcos.",
            "¿Quién dirigió el convoy de 1943?",
            "El capitán Ruiz dirigió el convoy de 1943",
        ),
    },
    "customs": {
        "en": Section(
            "The customs office",
            "The customs office employs 130 officers.",
            "How many officers does the customs office employ?",
            "The customs office employs 130 officers",
        ),
        "es": Section(
            "La aduana",
            "La aduana emplea a 130 agentes.",
            "¿A cuántos agentes emplea la aduana?",
            "La aduana emplea a 130 agentes",
        ),
    },
    "library": {
        "en": Section(
            "The library",
            "The harbour library keeps 11,000 maps.",
            "How many maps does the harbour library keep?",
            "The harbour library keeps 11,000 maps",
        ),
        "es": Section(
            "La biblioteca",
            "La biblioteca del puerto guarda 11,000 mapas.",
            "¿Cuántos mapas guarda la biblioteca del puerto?",
            "La biblioteca del puerto guarda 11,000 mapas",
        ),
    },
    "training": {
        "en": Section(
            "Training",
            "The training centre taught 640 sailors in 2022.",
            "How many sailors did the training centre teach in 2022?",
            "The training centre taught 640 sailors in 2022",
        ),
        "es": Section(
            "Capacitación",
            "El centro de capacitación formó a 640 marineros en 2022.",
            "¿A cuántos marineros formó el centro de capacitación en 2022?",
            "El centro de capacitación formó a 640 marineros en 2022",
        ),
    },
    "council": {
        "en": Section(
            "The council",
            "Marta Lindqvist is the president of the harbour council.",
            "Who is the president of the harbour council?",
            "Marta Lindqvist is the president of the harbour council",
        ),
        "es": Section(
            "El consejo",
            "Marta Lindqvist es la presidenta del consejo del puerto.",
            "¿Quién es la presidenta del consejo del puerto?",
            "Marta Lindqvist es la presidenta del consejo del puerto",
        ),
    },
}


def document(language: Language, planted: Mapping[str, str] | None = None) -> str:
    """Return the guide in a language; ``planted`` has, by section, what follows its text at once, breaks and all."""
    parts = [f"---\ndocument: Harbour guide\ntitle: {TITLES[language]}\nlanguage: {language}\n---"]
    for name, section in SECTIONS.items():
        told = section[language]
        parts.append(f"# {told.heading}\n\n{told.text}{(planted or {}).get(name, '')}")
    return "\n\n".join(parts) + "\n"


def ingest_guide(
    index: PassageIndex, committee: str, folder: Path, planted: Mapping[Language, Mapping[str, str]] | None = None
) -> None:
    """Index the guide in both languages for a committee, with what is planted in each."""
    folder.mkdir()
    paths = [folder / f"harbour-guide.{language}.md" for language in TITLES]
    for path, language in zip(paths, TITLES, strict=True):
        path.write_text(document(language, (planted or {}).get(language)), encoding="utf-8")
    assert [report.error for report in ingest_paths(paths, committee, index)] == [None, None]


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageIndex]:
    """The guide, indexed with the bundled model for the committee ``SMALL``."""
    home = tmp_path_factory.mktemp("small")
    index = build_index(Settings(home=home / "store"))
    ingest_guide(index, SMALL, home / "guide")
    yield index
    index.store.close()


@pytest.fixture(scope="session")
def small_answerer(small_index: PassageIndex) -> Answerer:
    """The answerer as it is shipped, over ``small_index``."""
    return build_answerer(Settings(), small_index)
