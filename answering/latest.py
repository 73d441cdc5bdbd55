"""Whether somebody asks what the dais announced or ruled last, rather than for anything in it."""

from __future__ import annotations

import re

from vectorstore.types import EditionKind
from vectorstore.words import fold

_NEWS = r"(?:announcements?|news|updates?|anuncios?|avisos?|novedad(?:es)?|noticias?|comunicados?)"
_NEW = r"(?:last|latest|newest|new|recent|most recent|other|more|ultim[oa]s?|nuev[oa]s?|recientes?|otr[oa]s?|mas)"
_DAIS = r"(?:dais|chairs?|chairpersons?|mesa|presidencia|president[ea]s?)"
_FROM_THE_DAIS = rf" (?:from|by|of|de|del?) (?:the |la |el |los |las )?{_DAIS}"
_OF_THE_DAIS = rf"(?:{_FROM_THE_DAIS})?"
_LATELY = r"(?: (?:today|so far|just now|hoy|hasta ahora|ahorita|por favor|porfa|please|pls))*"
_OPENING = "|".join(
    """what which whats s show list give tell read are is were was do did have has there any some me us we i you the all
    que cual cuales hay hubo son es fue fueron dime dame muestra muestrame lista tienes tienen algun alguna algunos
    algunas el la los las todos todas de un una y and ha habido""".split()
)
_ASKED_OF_IT = "(?: (?:hay|hubo|ha habido|are there|is there))?"
_LISTED = re.compile(
    rf"(?:(?:{_OPENING}) )*(?:{_NEW} )?{_NEWS}(?: {_NEW})?{_ASKED_OF_IT}{_OF_THE_DAIS}{_LATELY}",
)
_SAYS = r"what (?:did|has|have) (?:the |our )?{dais}(?: just| last)? (?:say|said|announced?|tell us|told us)"
_DICE = (
    r"que (?:acaba de (?:decir|anunciar|avisar)|dijo|anuncio|aviso|comunico|ha dicho|ha anunciado|dijeron|anunciaron)"
    r" (?:la |el |los |las )?{dais}"
)
_SAID = re.compile(rf"(?:{_SAYS}|{_DICE}){_LATELY}".format(dais=_DAIS))


_RULINGS = (
    rf"rulings?(?: {_NEW})?{_ASKED_OF_IT}{_OF_THE_DAIS}|"
    rf"(?:resolucion(?:es)?|decision(?:es|s)?)(?: {_NEW})?{_FROM_THE_DAIS}"  # the committee has others
)
_RULES = r"what (?:did|has|have) (?:the |our )?{dais}(?: just)? (?:rule|ruled|decide|decided|resolve|resolved)"
_RESUELVE = (
    r"que (?:(?:acaba de|ha) )?(?:resolvio|resolver|resuelto|resolvieron|decidio|decidir|decidido|decidieron)"
    r" (?:la |el |los |las )?{dais}"
)
_RULED = re.compile(
    rf"(?:(?:(?:{_OPENING}) )*(?:{_NEW} )?(?:{_RULINGS})|{_RULES}|{_RESUELVE}){_LATELY}".format(dais=_DAIS)
)
_ANNOUNCED = re.compile(r"\b(?:announcements?|anuncios?|avisos?|comunicados?)\b")
_ALL: frozenset[EditionKind] = frozenset({"announcement", "ruling"})


def asks_for_latest(text: str) -> frozenset[EditionKind]:
    """Return of which kinds the whole of ``text`` asks what was issued, none where it asks something else.

    >>> sorted(asks_for_latest("what did the chair just say?")), sorted(asks_for_latest("¿Qué resolvió la mesa?"))
    (['announcement', 'ruling'], ['ruling'])
    >>> sorted(asks_for_latest("any announcement about lunch?"))
    []
    """
    plain = " ".join(re.sub(r"[^\w]+", " ", fold(text)).split())
    if _RULED.fullmatch(plain):
        return frozenset({"ruling"})
    if _LISTED.fullmatch(plain):
        return frozenset({"announcement"}) if _ANNOUNCED.search(plain) else _ALL
    return _ALL if _SAID.fullmatch(plain) else frozenset()
