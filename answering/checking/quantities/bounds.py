"""What is said of a number before or after it: more than it, at most it, about it, from it on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum

from answering.checking.quantities.atoms import Atom


class Bound(Enum):
    """How a number is bounded; ``SINCE`` and those after it are of years, dates and the ends of a range."""

    NONE = "none"
    ABOUT = "about"
    EXACT = "exact"
    ONLY = "only"
    MORE = "more"
    LEAST = "least"
    LESS = "less"
    MOST = "most"
    NEARLY = "nearly"
    SINCE = "since"
    UNTIL = "until"
    AFTER = "after"
    BEFORE = "before"


_FILLED = r"(?: (?:of|a|an|the|de|del|que|el|la|los|las|lo|un|una|unos|unas|total|number|figure|cifra|numero|some))*"
_NOT = r"(?:no|not|nor|never|nunca|ni|sin|without|cannot|t)(?: (?:be|se|is|are|was|were|does|did|do|to|lo|los|las))*"
_EXCEEDS = (
    r"(?:exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|super(?:a|an|o|aron|aba|aban|ando|e|en|ar|ado|ada)"
    r"|exced(?:e|en|io|ieron|iendo|er|ia|ian)|sobrepas(?:a|an|o|aron|ando|ar)|rebas(?:a|an|o|aron|ando|ar))"
)
_MORE = (
    r"(?:more|greater|higher|larger|bigger|longer|older)(?: \w+)? than|above|in excess of|upwards? of|north of|beyond|"
    rf"mas (?:de|del|que)|(?:superior|mayor)(?:es)? (?:a|al|de|que)|por (?:encima|arriba) de|{_EXCEEDS}"
)
_LESS = (
    r"(?:less|fewer|smaller|lower|shorter|younger)(?: \w+)? than|below|beneath|short of|menos (?:de|del|que)|"
    r"(?:inferior|menor)(?:es)? (?:a|al|de|que)|por debajo de|no lleg(?:a|an|o|aron)(?: ni)? a|sin llegar a"
)
_DENIED = rf"{_NOT}(?! (?:solo|only|just|solamente|unicamente))(?: \w+){{0,4}}?"
_BEFORE_IT: Sequence[tuple[Bound, re.Pattern[str]]] = tuple(
    (bound, re.compile(rf"(?:^|\W)(?:{pattern}){_FILLED}$"))
    for bound, pattern in (
        (Bound.MOST, rf"{_DENIED} (?:{_MORE}|over)|at (?:the )?most|up to|maximum(?: of)?|as (?:many|much) as|hasta"
                     r"|como (?:maximo|mucho)|a lo (?:sumo|mas)|cuando (?:mucho|mas)|(?:maximo|tope|limite)(?: de)?"
                     r"|(?:limit(?:s|ed|ing)?|limita(?:n|do|da|dos|das)?|capp?(?:s|ed)?)(?: \w+){0,7} (?:to|at|a)"),
        (Bound.LEAST, rf"{_DENIED} (?:{_LESS}|under)|at (?:the very )?least|minimum(?: of)?|al menos|por lo menos"
                      r"|cuando menos|como minimo|minimo(?: de)?|a partir de"),
        (Bound.NEARLY, r"nearly|almost|just (?:under|below|short of)|practically|virtually|casi"),
        (Bound.MORE, _MORE),
        (Bound.LESS, _LESS),
        (Bound.EXACT, r"exactly|precisely|exactamente|precisamente|justamente|exact(?:o|os|a|as)"),
        (Bound.ONLY, r"(?<!not )(?<!no )(?:only|just|merely|solo|solamente|unicamente|apenas|nada mas)"),
        (Bound.ABOUT, r"about|around|approximately|approx ?\.?|roughly|some|circa|estimated|aproximadamente|aprox ?\.?"
                      r"|alrededor de|unos|unas|cerca de|en torno a|close to|estima(?:n|do|da|dos|das)?(?: en)?|~|≈"),
    )
)  # fmt: skip
_STRAIGHT_BEFORE: Sequence[tuple[Bound, re.Pattern[str]]] = (
    (Bound.MORE, re.compile(r"(?:^|\W)(?:over|>)(?: an?)?$")),
    (Bound.LESS, re.compile(r"(?:^|\W)(?:under|<)(?: an?)?$")),
)
_CLOSED = r"(?= *(?:$|[.,;:)]))"
_AFTER_IT: Sequence[tuple[Bound, re.Pattern[str]]] = tuple(
    (bound, re.compile(rf"^(?:\w+ ){{0,2}}?(?:{pattern})(?:\W|$)"))
    for bound, pattern in (
        (Bound.LEAST, rf"or (?:more|over|older|above)|and (?:over|above|older|more|up){_CLOSED}|o (?:mas|mayores)"
                      rf"|y (?:mas|mayores){_CLOSED}|(?:at (?:the very )?least|at a minimum|como minimo|por lo menos"
                      rf"|al menos|cuando menos){_CLOSED}|en adelante"),
        (Bound.MOST, rf"or (?:fewer|less|under|younger|below)|and (?:under|younger|below){_CLOSED}|o (?:menos|menores)"
                     rf"|(?:at (?:the )?most|como (?:maximo|mucho)|a lo (?:sumo|mas)){_CLOSED}"),
        (Bound.ABOUT, r"or so|approximately|aproximadamente|mas o menos"),
    )
)  # fmt: skip
_PLUS = re.compile(r"^\+")
_IN_TIME: Sequence[tuple[Bound, re.Pattern[str]]] = tuple(
    (bound, re.compile(rf"(?:^|\W)(?:{pattern})(?: (?:the|el|la|las|los|early|late|ano|year))*$"))
    for bound, pattern in (
        (Bound.SINCE, r"since|starting in|starting|as of|desde|a partir de"),
        (Bound.UNTIL, r"until|till|up to|through|hasta"),
        (Bound.AFTER, r"after|following|despues de|luego de|tras|post -?"),
        (Bound.BEFORE, r"before|prior to|antes de|previo a|pre -?"),
    )
)
_ORIGIN = re.compile(
    r"(?:^|\W)(?:from|frente a|compar(?:ed|ado|ada|ados|adas) (?:to|with|con|a)|respecto (?:a|de)|en comparacion con"
    rf"|versus|vs ?\.?|against|desde|en lugar de|instead of|en vez de|rather than){_FILLED}$"
    r"|(?:^|\W)(?:than (?:the|those)|(?:mas|menos|mayor|menor) que (?:los|las)|que (?:los|las))(?: (?:of|de))?$"
)
_THAN_THOSE = re.compile(r"(?:^|\W)(?:than (?:the|those)|que (?:los|las))(?: (?:of|de))?$")
_AGREES: Mapping[Bound, frozenset[Bound]] = {
    Bound.MORE: frozenset({Bound.MORE}),
    Bound.LEAST: frozenset({Bound.MORE, Bound.LEAST, Bound.SINCE}),
    Bound.LESS: frozenset({Bound.LESS}),
    Bound.MOST: frozenset({Bound.LESS, Bound.MOST, Bound.UNTIL}),
    Bound.NEARLY: frozenset({Bound.NEARLY, Bound.ABOUT}),
    Bound.EXACT: frozenset({Bound.NONE, Bound.EXACT, Bound.ONLY, Bound.SINCE, Bound.UNTIL}),
    Bound.ONLY: frozenset(set(Bound) - {Bound.MORE, Bound.LEAST}),
    Bound.SINCE: frozenset({Bound.NONE, Bound.SINCE, Bound.AFTER, Bound.LEAST}),
    Bound.UNTIL: frozenset({Bound.UNTIL, Bound.MOST}),
    Bound.AFTER: frozenset({Bound.AFTER, Bound.SINCE}),
    Bound.BEFORE: frozenset({Bound.BEFORE}),
}


def bound_of(atoms: Sequence[Atom], first: int, end: int, *, is_span: bool) -> Bound:
    """Return how the number in ``atoms[first:end]`` is bounded; ``is_span`` says that it measures a time.

    *Over three days* says how long, not more than.
    """
    left = _left(atoms, first)
    if _THAN_THOSE.search(left):
        return Bound.NONE  # set against another number, not bounded by it
    for bound, pattern in _BEFORE_IT:
        if pattern.search(left):
            return bound
    if not is_span:
        for bound, pattern in _STRAIGHT_BEFORE:
            if pattern.search(left):
                return bound
    right = " ".join(atom.word for atom in atoms[end : end + 6])
    if _PLUS.match(right):
        return Bound.LEAST
    return next((bound for bound, pattern in _AFTER_IT if pattern.search(right)), Bound.NONE)


def bound_in_time(atoms: Sequence[Atom], first: int) -> Bound:
    """Return whether a date is one since, until, after or before which something is so."""
    labelled = first and atoms[first - 1].word == ":"  # *Until: 2027*, the cell of a table
    left = _left(atoms, first - 1 if labelled else first)
    return next((bound for bound, pattern in _IN_TIME if pattern.search(left)), Bound.NONE)


def is_origin(atoms: Sequence[Atom], first: int) -> bool:
    """Return whether a number is what another is set against: *up from 10*, *frente a 10*."""
    return _ORIGIN.search(_left(atoms, first)) is not None


def agrees(said: Bound, held: Bound) -> bool:
    """Return whether a bound may be told of a number that the source bounds by ``held``.

    What is dropped is forgiven: a plain number and *about* stand for any. What is added or turned round is not.

    >>> agrees(Bound.NONE, Bound.MORE), agrees(Bound.MORE, Bound.NONE), agrees(Bound.LEAST, Bound.MORE)
    (True, False, True)
    """
    return said not in _AGREES or held in _AGREES[said]


def _left(atoms: Sequence[Atom], first: int) -> str:
    """Return the folded words before a number on its side of a full stop, a currency sign left out."""
    words: list[str] = []
    for atom in reversed(atoms[max(0, first - 9) : first]):
        if atom.word in (";", ":", "(", ")", "?", "!"):
            break
        if atom.word not in ("$", "€", "£", "¥", "us", "usd", "«", "“", '"'):
            words.append(atom.word)
    return " ".join(reversed(words))
