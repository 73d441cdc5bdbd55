"""Claims that need more than the right words beside them: that something is the most of its kind, or has a cause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answering.checking.readings import Reading
from vectorstore.words import fold

_NO_SUPERLATIVES = frozenset(
    """interest request arrest west forest test latest guest rest protest honest harvest invest suggest contest modest
    nearest east midwest northwest southwest southeast northeast conquest digest manifest priest quest chest nest pest
    vest zest arrests tempest unrest""".split()
)
_ARTICLE = r"(?:el|la|los|las)\s+(?:\w+\s+)?"
SUPERLATIVE = re.compile(
    r"\b(?:(?:the|its|their|his|her|our)\s+(?:\w+\s+)?(?:most|least|best|worst|first|top|foremost|leading)"
    r"|best|worst|\w{2,}est|number one|unprecedented|unmatched|unique"
    r"|(?:el|la|los|las|lo)\s+(?:\w+\s+(?:(?:de\s+)?\w+\s+)?)?mas\s+(?!de\b|que\b)\w+"
    rf"|{_ARTICLE}(?:mejor|peor|mayor|menor)(?:es)?(?!\s+(?:parte|proporcion|porcentaje|numero|cantidad))"
    rf"|(?:de|que)\s+mas\s+\w+\s+(?:crece|aumenta)\w*|{_ARTICLE}primer[oa]?s?"
    r"|maxim[oa]s?|\w+isim[oa]s?|sin precedentes?|inigualable|unic[oa]s?)\b"
)
_SUPERLATIVE_HELD = re.compile(
    r"\b(?:most|(?<!at )least|best|worst|first|top|foremost|leading|largest|main|mainly|chief|primary|principal|major"
    r"|majority|dominant|strongest|\w{2,}est|only|sole|unique|mejor|peor|mayor|menor|mas|maxim[oa]|primer[oa]?"
    r"|principal(?:es|mente)?|predomina\w*|prefer\w+|favou?rite|unic[oa]s?|solo)\b"
)
_CAUSE = re.compile(
    r"\b(?:because|due to|thanks to|owing to|as a result of|as a consequence of|caused by|in response to|on account of"
    r"|porque|debido a|gracias a|a causa de|por culpa de|a raiz de|como resultado de|como consecuencia de"
    r"|en respuesta a|ya que|puesto que|dado que|se debe a|se debio a)\b"
)
_CAUSE_HELD = re.compile(
    r"\b(?:because|as|since|so|due|thanks|owing|therefore|thus|hence|results?|resulted|resulting|leads?|led|leading"
    r"|caused?|causes|makes?|made|making|enables?|enabled|allows?|allowed|helps?|helped|after|through|by|with|from"
    r"|porque|pues|como|debido|gracias|causa\w*|por|para|resultad\w+|llev\w+|permit\w+|hac\w+|hizo|complic\w+|tras"
    r"|mediante|puesto|dado|con)\b"
)


def unheld_claim(said: Reading, grounds: Sequence[Reading]) -> str:
    """Return the words with which ``said`` calls something the most of its kind, or gives a cause, that no ground has.

    What stands in one ground beside the other may well be its cause.
    """
    claims = ((SUPERLATIVE, _SUPERLATIVE_HELD), (_CAUSE, _CAUSE_HELD))
    texts = [without_names(ground) for ground in grounds]
    text = without_names(said)
    for claim, held in claims:
        found = next((match for match in claim.finditer(text) if match.group() not in _NO_SUPERLATIVES), None)
        joins_one = claim is _CAUSE and len(texts) < 2
        if found and not joins_one and not any(held.search(each) for each in texts):
            return found.group()
    return ""


def without_names(text: Reading) -> str:
    """Return the folded words of a text, those that are written as names or stand in one left out."""
    named = {place for span in text.names for place in range(span.first, span.end)}
    kept = [
        token.word
        for place, token in enumerate(text.tokens)
        if place not in named and (token.opens or not token.surface[0].isupper())
    ]
    return fold(" ".join(kept))
