"""Greetings, thanks, farewells and questions about Dragoman itself: no documents needed."""

from __future__ import annotations

import re
from enum import Enum

from vectorstore.words import fold


class Topic(Enum):
    """What a piece of small talk is about."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    IDENTITY = "identity"
    HELP = "help"
    MOOD = "mood"
    EMPTY = "empty"


_GREETING = (
    r"(hola+|holi+|ola|buen(os|as)? ?(dias?|tardes|noches)?|que (tal|onda|hubo)|saludos|hello+|hi+|hey+|yo|good (morning|"
    r"afternoon|evening|day)|howdy|greetings|what'?s up|sup)( (there|bot|dragoman|a todos|everyone|all|again|de nuevo|friend|"
    r"amig[oa]|team|equipo))*"
)
_THANKS = (
    r"((muchas |mil |many |ok |okay |perfect |perfecto |great |genial |super )*(gracias|thanks|thank (you|u)|thx|ty|tysm)"
    r"( (a lot|so much|very much|bot|dragoman|por (todo|la ayuda|tu ayuda|la info)|for (everything|the help|your help))|"
    r" (eres|fue|you|youre|that|it).{0,30})*|te lo agradezco|mil gracias|cheers|grax|grcs)"
)
_FAREWELL = r"(adios|hasta (luego|pronto|manana|la vista)|nos vemos|chao|chau|bye+|good ?bye|see (you|ya)( later| soon)?|good ?night|cya)"
_APPROVAL = (
    r"(ok+|okay|vale|va|de acuerdo|entendido|listo|perfecto|genial|excelente|super|cool|nice|great|awesome|perfect|got it|"
    r"understood|sounds good|ya|sale|orale|lol|(ja){2,}|(ha){2,}|bien|muy bien|good( job| bot)?|buen trabajo|que buena onda)"
)
_IDENTITY = (
    r"(quien|q(uien)?|que) (eres|sos|es (dragoman|usted|este bot))( tu| vos)?|como te llamas|cual es tu nombre|eres un(a)? (bot|robot|ia|humano|persona"
    r"|maquina|inteligencia artificial)|who (are|r) (you|u)|what (are|r) (you|u)|(what'?s|what is) your name|are you (a )?(bot|robot|human|real|an? ai|"
    r"person|chatgpt)( .{0,20})?|who (made|built|created) (you|u)|quien te (hizo|creo)|(what|who)('s| is) (dragoman|this bot)|"
    r"que es (dragoman|este bot)|introduce yourself|presentate"
)
_HELP = (
    r"(ayuda(me)?|help( me)?|socorro|sos)( please| pls| por favor| porfa)?|(que|q|k) (puedes|sabes|podes) hacer( por mi)?|"
    r"(en )?que (me )?puedes ayudar(me)?|como (funciona(s)?|te uso|se usa|funciona esto)|para que sirves( tu)?|"
    r"(what|how) can (you|u) (do|help)( (for )?me)?|what do (you|u) do|how (does this|do you|do i use (this|you)|does this bot) ?(work)?|"
    r"que (te )?puedo preguntar(te)?|what can i ask( you)?|puedes ayudarme|can (you|u) help( me)?|instruc(ciones|tions)|menu|/?start|/?help"
)
_MOOD = r"como (estas|te va|andas|va todo)|how are (you|u)( doing)?( today)?|how'?s it going|todo bien"

_FILLER = r"(dragoman|bot|please|por favor|porfa|pls|amig[oa]|friend|oye|so|and|y|ok|okay|pues|bueno)"
_PATTERNS: tuple[tuple[Topic, re.Pattern[str]], ...] = tuple(
    (topic, re.compile(rf"(?:(?:{_FILLER}|{_GREETING})\s+)*(?:{pattern})(?:\s+{_FILLER})*"))
    for topic, pattern in (
        (Topic.IDENTITY, _IDENTITY),
        (Topic.HELP, _HELP),
        (Topic.MOOD, _MOOD),
        (Topic.THANKS, rf"{_THANKS}|{_APPROVAL}"),
        (Topic.FAREWELL, rf"{_THANKS}?\s*{_FAREWELL}"),
        (Topic.GREETING, rf"{_GREETING}(\s+{_GREETING})*"),
    )
)


def small_talk_topic(text: str) -> Topic | None:
    """Return what small talk the whole of ``text`` is, ``None`` where it asks for something else.

    A greeting before a question is no small talk: the rest decides.

    >>> small_talk_topic("hola, ¿quién eres?")
    <Topic.IDENTITY: 'identity'>
    >>> small_talk_topic("hi, who are the chairs?") is None
    True
    """
    plain = " ".join(re.sub(r"[^\w'/]+", " ", fold(text)).split())
    if not plain:
        return Topic.EMPTY
    if len(plain) > 80:
        return None
    return next((topic for topic, pattern in _PATTERNS if pattern.fullmatch(plain)), None)
