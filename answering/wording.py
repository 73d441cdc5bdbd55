"""The words of replies, in each language: frames around quotes, refusals, small talk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from answering.small_talk import Topic
from vectorstore.types import EditionKind, Language


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words; ``{…}`` is filled in by name. ``articles`` go before headings that begin with these words."""

    small_talk: Mapping[Topic, str]
    not_in_documents: str
    part_not_in_documents: str
    nearest: str
    ask_the_dais: str
    posed_by_the_guide: str
    no_documents: str
    original_in: str
    translation: str
    contradicted: str
    quotation_marks: tuple[str, str]
    language_names: Mapping[str, str]
    example: str
    example_without_documents: str
    articles: Mapping[str, str]
    issued: Mapping[EditionKind, str]
    issued_earlier: str
    ruling: str
    ruling_in: str
    ruling_on: str
    months: tuple[str, ...]


WORDING: Mapping[Language, Wording] = {
    "en": Wording(
        small_talk={
            Topic.GREETING: "Hello! Ask me anything about your committee's documents, in English or Spanish, "
            "and I will tell you which section it comes from. Try: “{example}”",
            Topic.THANKS: "You're welcome! I'm here whenever you need another fact.",
            Topic.FAREWELL: "Good luck in the debate!",
            Topic.IDENTITY: "I'm Dragoman: I answer questions about your committee's documents, in English or Spanish, "
            "and tell you which section each fact comes from. Try: “{example}”",
            Topic.HELP: "Ask a question in your own words, in English or Spanish, and I answer from your committee's "
            "documents with the section each fact comes from; where they don't say, I tell you. Try: “{example}”",
            Topic.MOOD: "All well, thank you, with the papers open in front of me. What would you like to know about them?",
            Topic.EMPTY: "I didn't see a question there. Ask me about your committee's documents, for example: “{example}”",
        },
        not_in_documents="The committee's documents don't say.",
        part_not_in_documents="The rest is not in the documents: “{part}”",
        nearest="Nearest sections: {sections}.",
        ask_the_dais="You can ask the dais.",
        posed_by_the_guide="The guide puts this question to the delegations ({section}) and does not answer it: "
        "it is for your own research.",
        no_documents="This committee has no documents yet, so I have nothing to answer from. You can ask the dais.",
        original_in="In the original, in {language}:",
        translation="Translation: {translation} [{number}]",
        contradicted="The documents do not say that. What they say:",
        quotation_marks=("“", "”"),
        language_names={
            "en": "English",
            "es": "Spanish",
            "fr": "French",
            "pt": "Portuguese",
            "de": "German",
            "it": "Italian",
        },
        example="What is {heading}?",
        example_without_documents="What does the guide say about our topic?",
        articles=dict.fromkeys("coalition convention network organization protocol treaty".split(), "the"),
        issued={
            "announcement": "Announcement from the dais, {time}",
            "ruling": "Ruling of the dais no. {number}, {time}",
        },
        issued_earlier="{title} ({day} {month})",
        ruling="Ruling of the dais no. {number}",
        ruling_in="Ruling of the dais no. {number}, given in {language}",
        ruling_on="{ruling} (“{question}”)",
        months=tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()),
    ),
    "es": Wording(
        small_talk={
            Topic.GREETING: "¡Hola! Pregúntame lo que quieras sobre los documentos de tu comité, en español o en inglés, "
            "y te digo en qué sección está cada dato. Prueba: «{example}»",
            Topic.THANKS: "¡De nada! Aquí sigo para el próximo dato que necesites.",
            Topic.FAREWELL: "¡Mucho éxito en el debate!",
            Topic.IDENTITY: "¡Hola! Soy Dragoman: respondo preguntas sobre los documentos de tu comité, en español o en "
            "inglés, y te digo en qué sección está cada dato. Prueba: «{example}»",
            Topic.HELP: "Pregunta con tus propias palabras, en español o en inglés, y te respondo con los documentos de tu "
            "comité y la sección donde está cada dato; si no lo dicen, te aviso. Prueba: «{example}»",
            Topic.MOOD: "Todo bien, gracias, con los documentos abiertos. ¿Qué quieres saber de ellos?",
            Topic.EMPTY: "No vi ninguna pregunta. Pregúntame sobre los documentos de tu comité, por ejemplo: «{example}»",
        },
        not_in_documents="Los documentos del comité no lo dicen.",
        part_not_in_documents="Lo demás no está en los documentos: «{part}»",
        nearest="Lo más cercano: {sections}.",
        ask_the_dais="Puedes preguntar a la mesa.",
        posed_by_the_guide="La guía plantea esa pregunta a las delegaciones ({section}) y no la responde: "
        "es de investigación propia.",
        no_documents="Este comité todavía no tiene documentos, así que no tengo con qué responder. Puedes preguntar a la mesa.",
        original_in="En el original, en {language}:",
        translation="Traducción: {translation} [{number}]",
        contradicted="Los documentos no dicen eso. Lo que dicen:",
        quotation_marks=("«", "»"),
        language_names={
            "en": "inglés",
            "es": "español",
            "fr": "francés",
            "pt": "portugués",
            "de": "alemán",
            "it": "italiano",
        },
        example="¿Qué es {heading}?",
        example_without_documents="¿Qué dice la guía sobre nuestro tema?",
        articles={
            **dict.fromkeys(
                "acuerdo comite convenio fondo mecanismo pacto plan programa protocolo proyecto tratado".split(), "el"
            ),
            **dict.fromkeys(
                "agencia alianza campana coalicion comision convencion cumbre declaracion estrategia iniciativa ley mision "
                "oficina operacion organizacion red resolucion".split(),
                "la",
            ),
        },
        issued={
            "announcement": "Anuncio de la mesa, {time}",
            "ruling": "Resolución de la mesa n.º {number}, {time}",
        },
        issued_earlier="{title} ({day} {month})",
        ruling="Resolución de la mesa n.º {number}",
        ruling_in="Resolución de la mesa n.º {number}, dada en {language}",
        ruling_on="{ruling} («{question}»)",
        months=tuple("ene feb mar abr may jun jul ago sep oct nov dic".split()),
    ),
}
