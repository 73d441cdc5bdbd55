"""Where a text denies something: *not*, *nobody*, *without*, *fails to*, *sin*, *dejó de*, and what is denied there."""

from __future__ import annotations

from collections.abc import Sequence

from answering.checking.readings import Reading
from answering.checking.senses import Sense, is_compared
from answering.concepts import number_value

_DENYING = frozenset(
    """not no never neither nor none nobody nothing nowhere cannot without impossible devoid nunca jamas nadie
    nada ningun ninguno ninguna ningunos ningunas tampoco ni sin imposible""".split()
)
_SAYING_NO = frozenset(
    """fail fails failed failing hesitate hesitates unable lack lacks lacked lacking cease ceases ceased deny
    denies denied spare spared spares exempt immune carece carecen carecia incapaz incapaces dudar duda dudan
    vacilar negar libra libran librar falta faltan escasez absence ausencia ban bans banned banning forbid
    forbids forbidden forbade prohibit prohibits prohibited outlaw outlaws outlawed prohibe prohiben prohibio
    prohibieron prohibido prohibida prohibidos prohibidas""".split()
)
"""Words with a meaning of their own that deny as well: where both texts have one, neither counts."""

_HARDLY = frozenset("rarely seldom hardly scarcely barely raramente apenas".split())
_BEFORE_NUMBER = frozenset("a an the about el la un una en unos unas".split())
_LESSENING = frozenset("less fewer menos".split())
_UP_TO = frozenset("exceed exceeds surpass pasar exceder superar rebasar".split())
_WILL = frozenset("will voluntad".split())
_REACH = 4
_INSTEAD = frozenset((("rather", "than"), ("instead", "of"), ("vez", "de")))
_REFUSING = frozenset("refuse refuses refused refusing decline declines declined".split())
_ECHOING = frozenset("nunca jamas nadie nada ningun ninguno ninguna ningunos ningunas tampoco ni".split())
_OPENS_ECHO = _ECHOING | {"no", "sin"}
_BEFORE_T = frozenset(
    "can don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn mustn needn ain".split()
)
_NO_DENIALS = frozenset(
    tuple(pair.split())
    for pair in """not only,not just,not merely,not enough,not least,not less,not more,no less,no more,no fewer,
    no later,no doubt,no matter,nothing but,without doubt,if not,or not,whether not,no solo,no solamente,no unicamente,
    no mas,no menos,no obstante,no basta,no bastan,no gubernamental,no gubernamentales,nada menos,ni siquiera,o no,
    sin embargo,sin duda""".split(",")
)
"""Two words that deny nothing together, or nothing but a number."""


def denials_of(text: Reading) -> tuple[int, ...]:
    """Return the places of the words that deny; *no … ninguno* counts once, *no solo … sino* not at all."""
    words = text.words
    found: list[int] = []
    for place, word in enumerate(words):
        after = words[place + 1 : place + 4]
        pairs = {(word, after[0] if after else ""), (words[place - 1] if place else "", word)}
        if pairs & _NO_DENIALS or (word in _ECHOING and _echoes(text, place, found)):
            continue
        if word in _LESSENING and after and is_compared(text, place):
            continue
        if place == 0 and word == "no" and _answers(text):
            continue
        if _denies(word, words[place - 1] if place else "", after):
            found.append(place)
    return tuple(found)


def _answers(text: Reading) -> bool:
    """Return whether a text begins with a *No* that answers the question and denies nothing of what follows."""
    return text.text[text.tokens[0].end :].lstrip()[:1] in tuple(",:;.—–")


def says_no(word: str, other: str) -> bool:
    """Return whether a word that denies has a meaning of its own that ``other`` may have too: *refuse*, *reject*."""
    if word[:3] in ("dud", "hes"):
        return other[:3] == word[:3]
    return word in _SAYING_NO or word in _REFUSING or word[:4] in ("nieg", "nego", "rech")


def _denies(word: str, before: str, after: Sequence[str]) -> bool:
    then = after[0] if after else ""
    if word in _DENYING:
        return before != "non" and not _UP_TO.intersection(after)
    if word in _LESSENING:
        return (
            before not in ("al", "lo", "o", "at", "por")
            and then not in ("than", "de", "del", "que")
            and not then[:1].isdigit()
        )
    if word in _HARDLY:
        return not number_value(then) and then not in _BEFORE_NUMBER
    if word == "rara":
        return then == "vez"
    if word in ("against", "contra"):
        return bool(_WILL.intersection(after))
    if word in _SAYING_NO or word[:4] == "duda" or word in _BEFORE_T:
        return word not in _BEFORE_T or then == "t"
    is_refusal = word in _REFUSING and then == "to"
    is_refusing = (before == "se" and word[:4] in ("nieg", "nego")) or (word[:4] == "rech" and then[-1:] == "r")
    is_instead = ((word, then) in _INSTEAD and not "".join(after[1:2])[:1].isdigit()) or (
        word[:4] == "evit" and then == "que"
    )
    is_left_off = (word[:3] in ("dej", "ces") and then == "de") or (word[:4] == "stop" and then.endswith("ing"))
    return is_refusal or is_refusing or is_left_off or is_instead


def _echoes(text: Reading, place: int, found: Sequence[int]) -> bool:
    """Return whether a Spanish word of denial only takes up one before it in the same clause."""
    return any(text.words[other] in _OPENS_ECHO and not _is_parted(text, other, place) for other in found)


def _is_parted(text: Reading, one: int, other: int) -> bool:
    between = text.text[text.tokens[one].end : text.tokens[other].start]
    return any(sign in between for sign in ".;:") or " pero " in between or " but " in between


def denied(
    denial: int, clause: range, senses: Sequence[Sense], denials: Sequence[int], known: frozenset[int] | None = None
) -> int | None:
    """Return the place of the word that a denial in a clause denies, ``None`` where there is none.

    It is the next word that says something, a name only where no other does: *did not take part in Nawala*; of a text
    whose words are ``known`` to another, the next that is.
    """
    others = [sense for sense in senses if sense.place in clause and sense.place not in denials]
    strong = [sense.place for sense in others if not sense.is_light and not sense.is_name]
    light = [sense.place for sense in others if sense.is_light]
    names = [sense.place for sense in others if sense.is_name]
    after, light_after, names_after = ([place for place in each if place > denial] for each in (strong, light, names))
    order = (*after, *light_after, *names_after, *reversed(strong), *reversed(light), *reversed(names))
    return next((place for place in order if known is None or place in known), None)


def reach_of(denial: int, clause: range, senses: Sequence[Sense]) -> frozenset[int]:
    """Return the places of the words about a denial that it may deny: some after it, and the last before it."""
    places = [sense.place for sense in senses if sense.place in clause and sense.place != denial]
    after, before = ([place for place in places if is_after == (place > denial)] for is_after in (True, False))
    return frozenset((*after[:_REACH], *before[-_REACH // 2 :]))
