"""The kind of answer that a question expects, and the words that say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from vectorstore.words import fold


class Expected(Enum):
    """The kind of thing that would answer a question."""

    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    PERSON = "person"
    PLACE = "place"
    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"
    MONEY = "money"
    LIST = "list"
    DEFINITION = "definition"
    REASON = "reason"
    MANNER = "manner"
    YES_NO = "yes_no"
    OPEN = "open"
    # What the dais answers such questions with while the committee sits, so asked of its announcements alone:
    MOMENT = "moment"
    CLOCK = "clock"
    SPOT = "spot"


# First match wins, so the narrower kinds stand first. All run on folded text.
_EXPECTED: tuple[tuple[Expected, re.Pattern[str]], ...] = tuple(
    (expected, re.compile(pattern))
    for expected, pattern in (
        (Expected.EMAIL, r"\be-?mails?\b|\bcorreos?\b"),
        (Expected.PHONE, r"\b(telefonos?|phones?|celular|whatsapp)\b"),
        (Expected.LINK, r"\b(web ?site|web ?page|web address|url|links?|enlaces?|sitio web|pagina web)\b"),
        (Expected.MONEY, r"\b(budgets?|presupuestos?|price|precio|tarifa|fees?)\b|\bcuanto (cuesta|costo|costaron|cobran?|vale|dinero)\b"
                         r"|\bhow much (money|do(es)? .* cost|did .* cost|is the)\b|\bwhat did .* cost\b|\bcuanta (lana|plata)\b"),
        (Expected.PERCENT, r"\bper ?cent(age)?\b|\bporcentaje\b|\bpor ?ciento\b|%|\b(what|which) (share|proportion|portion|"
                           r"fraction)\b|\b(que|q) (proporcion|parte|fraccion)\b"),
        (Expected.TIME, r"\b(a )?(que|q|k) horas?\b|\bwhat time\b|\bhorario\b|\bhora de (inicio|cierre)\b"),
        (Expected.DURATION, r"\bhow long\b|\bcuanto (tiempo|dura|duro)\b|\bhow many (minutes|hours|days|seconds)\b"
                            r"|\bcuant[oa]s (minutos|horas|dias|segundos)\b"),
        (Expected.REASON, r"\bwhy\b|(^|[^a-z])por ?que\b|\b(xq|pq|porq)\b|\bhow come\b|\breasons?\b|\ba que se debe\b"),
        (Expected.NUMBER, r"\bhow (many|much|old)\b|\bcuant[oa]s?\b|\b(number|amount|numero|cantidad|total) (of|de)\b"
                          r"|\bque edad(es)?\b|\bentre que edades\b|\bwhat age\b|\bcuanto\b"),
        (Expected.DATE, r"\bwhen\b|\b(what|which) (year|date|month|day)s?\b|\bcuando\b|\b(que|q|k) (ano|fecha|mes|dia)s?\b"
                        r"|\bde (que|q) ano\b|\buntil when\b|\bhasta cuando\b"),
        (Expected.PERSON, r"\bwho(m|se|s)?\b|\bquien(es)?\b|\bk?ien\b"),
        (Expected.PLACE, r"\bwhere\b|\ba?donde\b|\b(what|which) (city|place|country|region|part of the world)\b"
                         r"|\b(que|q) (ciudad|lugar|pais|zona|region|parte del mundo)(es)?\b"),
        (Expected.LIST, r"^(list|name|enumera|menciona|nombra|dime (cuales|los|las)|give me (the|all))\b|\b(cuales|which|what|que|q)"
                        r" (?:\w+ )?[a-z]{3,}s\b|\bcuales\b"),
        (Expected.DEFINITION, r"^\W*((so|ok|oye|hey|and|y|pues) )?(what('?s| is| are| was| were)|q(ue)? (es|son|fue|fueron|era)|"
                              r"define|explica(me)?|explain|tell me (more )?about|talk about|habla(me)?|cuenta(me)?|describe|"
                              r"(d|de) (que|q) (trata|va)|info(rmacion)?|dime (sobre|de|que))\b"
                              r"|\b(what does \w+ (mean|do)|(que|q) (significa|quiere decir|hace))\b"),
        (Expected.MANNER, r"\bhow\b|\bcomo\b|\bde (que|q) (manera|forma|modo)\b"),
        (Expected.YES_NO, r"^\W*(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|isn't|aren't|didn't)\b"
                          r"|\b(verdad|cierto|right|o no|correct)\s*\?*\s*$|^\W*(is it true|es (verdad|cierto)|acaso)\b"
                          r"|^\W*¿?\s*(es|son|fue|fueron|hay|hubo|esta|estan|tiene|tienen|puede|pueden|se puede|existe|existen)\b"),
    )
)  # fmt: skip
# Words that only name the kind of answer: the kind is held or not, the word itself need not stand in the answer.
KIND_NOUNS: Mapping[Expected, frozenset[str]] = {
    Expected.PERCENT: frozenset(
        "percentage percent share portion proportion fraction porcentaje proporcion parte fraccion".split()
    ),
    Expected.DATE: frozenset("year years date dates month months day ano anos fecha fechas mes meses dia".split()),
    Expected.NUMBER: frozenset("number numero amount cantidad total edad edades age ages old".split()),
    Expected.PLACE: frozenset(
        "place places lugar lugares zona zonas part parte world mundo region pais country".split()
    ),
    Expected.DURATION: frozenset("time tiempo long".split()),
    Expected.TIME: frozenset("time hora horas".split()),
    Expected.LINK: frozenset("address direccion web link links enlace pagina sitio website url".split()),
    Expected.EMAIL: frozenset("address direccion email mail correo electronico".split()),
    Expected.PHONE: frozenset("number numero telefono phone".split()),
    Expected.PERSON: frozenset("person persona people name nombre".split()),
}
QUESTION_WORDS = frozenset(
    """what which who whom whose when where why how many much does did do is are was were tell me about please pls plz
    list name give explain describe talk mean means meaning define hey so ok okay hi hello thanks whats wheres whos there
    que q k qué cual cuales quien quienes cuando donde adonde como por porque xq pq cuanto cuanta cuantos cuantas dime di
    hablame habla cuentame cuenta explica explicame define menciona enumera nombra favor porfa porfavor xfa oye hola pues
    significa quiere decir info informacion information know want need can could you saber quiero necesito puedes
    say says said according segun dice dicen document documents documento documentos guide guia study estudio mention
    mentions mentioned menciona mencionan mencionado paper papers true verdad cierto really realmente actually exactly
    exactamente also tambien tell told anything something everything thing things cosa cosas algo one ones kind kinds sort
    sorts type types tipo tipos clase clases u r d x tmb pal pa hay haber hubo ay fue fueron era were been being be es son
    ser estar esta estan tiene tienen tener have has had will would should may might must get got getting happen happened
    compare compara comparar comparison comparacion difference diferencia between both ambas ambos besides apart ademas
    paso pasa hacer hace hacen hizo hicieron do done doing make makes made like give gives exist exists existe existen""".split()
)
WEAK_WORDS = frozenset(
    """run runs ran running last lasts lasted suppose supposed happen occur take takes took taken place set sets come comes came go
    goes went keep keeps kept use uses used using work works worked try tries trying tried achieve look looks looking put puts bring
    brings brought turn turns involve involved involves concern concerning regarding related relation end ends ended finish
    show shows appear appears find found call calls called begin begins start starts host hosts hosted include includes
    included contain contains sit sits stand stands deal deals cover covers carry carries main mainly key major principal
    particular specific specifically different various general overall current currently official officially free everyone
    someone people person persons person's anyone order way ways terms case cases part parts point area areas level role
    job task purpose member's side fact facts data information details detail important importance common amount year years
    llevar llevo llevaron lleva cabo ocurrir ocurrio sucede sucedio suceder realizar realizo realiza realizaron desarrollar desarrollo
    buscar busca buscan tratar usar usa usan utiliza utilizan aparecer aparece aparecen encontrar encuentra venir viene vienen
    dar da dieron dio poner pone empezar empieza comenzar incluir incluye incluyen contener tomar toma dedicar dedican dedica
    principal principales mayor general generales particular especifico especifica especial actual actualmente oficial gente
    persona personas alguien parte partes punto area nivel papel rol fin fines caso casos terminos dato datos forma formas manera
    modo importancia importante diferentes distintos varios terminar termina terminaron termino quedar quedan queda mover mueve
    funcionar funciona servir sirve consiste consistir trata tratan mundo llama llaman llamado ir va van paso""".split()
)
"""Words that many sentences could answer to: their absence from a text proves little."""


WHILE_SITTING: Mapping[Expected, Expected] = {
    Expected.DATE: Expected.MOMENT,
    Expected.TIME: Expected.CLOCK,
    Expected.PLACE: Expected.SPOT,
}
"""What a question expects of the dais while the committee sits: *when* asks for a time of day, *where* for a room."""


def expected_kind(text: str) -> Expected:
    """Return what kind of answer ``text`` asks for.

    >>> expected_kind("cuantos paises?").value
    'number'
    """
    folded = fold(text)
    for expected, pattern in _EXPECTED:
        if pattern.search(folded):
            return expected
    return Expected.OPEN
