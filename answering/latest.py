"""Whether somebody asks what the dais announced last, rather than for anything in it."""

from __future__ import annotations

import re

from vectorstore.words import fold

_NEWS = r"(?:announcements?|news|updates?|anuncios?|avisos?|novedad(?:es)?|noticias?|comunicados?)"
_NEW = r"(?:last|latest|newest|new|recent|most recent|other|more|ultim[oa]s?|nuev[oa]s?|recientes?|otr[oa]s?|mas)"
_DAIS = r"(?:dais|chairs?|chairpersons?|mesa|presidencia|president[ea]s?)"
_OF_THE_DAIS = rf"(?: (?:from|by|of|de|del?) (?:the |la |el |los |las )?{_DAIS})?"
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


def asks_for_latest(text: str) -> bool:
    """Return whether the whole of ``text`` asks for the announcements themselves.

    >>> asks_for_latest("¿Cuál fue el último aviso de la mesa?"), asks_for_latest("what did the chair just say?")
    (True, True)
    >>> asks_for_latest("any announcement about lunch?")
    False
    """
    plain = " ".join(re.sub(r"[^\w]+", " ", fold(text)).split())
    return bool(_LISTED.fullmatch(plain) or _SAID.fullmatch(plain))
