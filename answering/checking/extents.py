"""How much of it and how often: *all* for *most*, *only* or *always* put in, an exception left out, sides changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answering.checking.overclaims import SUPERLATIVE, without_names
from answering.checking.pairing import SURE, Beside, Finding, Pair, Text, judged
from answering.checking.readings import Reading
from answering.concepts import number_value

_ALL = frozenset(
    """all every each whole entire entirely everyone everybody everything everywhere always any constantly
    invariably todo toda todos todas cada cualquier cualquiera siempre entero entera constantemente
    invariablemente""".split()
)
_CLAIMS_ALL = _ALL - frozenset("each any cada whole entire todo toda entero entera".split())
_ALL_HELD = _ALL | frozenset(
    """throughout both tanto none nobody never fully permanently ningun ninguna nadie nunca ambos ambas total
    totalmente""".split()
)
_NOT_ALL_AFTER = frozenset("over around kinds sorts too tipo tipos".split())
_NOT_ALL_BEFORE = frozenset("above at sobre ante del de".split())
_ALMOST = frozenset("not no casi almost nearly".split())
_TIMES = frozenset("year years day days month week time moment ano anos dia dias mes semana vez momento".split())
_MOST = frozenset("most majority mayoria mayormente".split())
_BEFORE_SUPERLATIVE = frozenset("the its their his her our at".split())
_AFTER_ADVERB = frozenset("in for to by from at on with".split()) | {""}
_MOST_HELD = frozenset(
    """most majority mostly mainly primarily predominantly predominant dominant typically generally usually
    largely nearly almost commonly often mayoria mayor mayoritariamente principalmente generalmente general
    normalmente predomina predominan casi suele suelen""".split()
)
_SOME = frozenset(
    """some few many several certain algunos algunas algun pocos pocas muchos muchas varios varias ciertos
    ciertas""".split()
)
_HARDLY_ANY = frozenset("few minority pocos pocas minoria".split())
_SINGLE = frozenset("single solo sola".split())
_ONLY = frozenset("only solely exclusively solo solamente unicamente exclusivamente".split())
_ONLY_HELD = _ONLY | frozenset(
    """sole alone exclusive single unless except barely entirely wholly unico unica unicos unicas exclusivo
    exclusiva entero enteramente salvo excepto apenas""".split()
)
_NOT_ONLY_AFTER = frozenset("not no the un una el la".split())
_EXCEPT = frozenset("unless except excepting excluding salvo excepto".split())
_EXCEPT_HELD = _EXCEPT | _ONLY_HELD | frozenset("without if si".split())
_STRICT = frozenset(
    """all every each any always never no none todo toda todos todas cada cualquier siempre nunca ningun ninguna
    bans forbids prohibits forbidden banned prohibited prohibe prohiben prohibido""".split()
)
_FURTHERING = frozenset(
    """support supports supported promote promotes promoted foster fosters encourage encourages back backs
    defend defends apoya apoyan apoyar promueve promueven promover fomenta fomentan fomentar impulsa impulsan
    favorece favorecen respalda respaldan defiende defienden""".split()
)
_FIGHTING = frozenset(
    """against combat combats combating fight fights fighting counter tackle prevent disrupt dismantle
    dismantled anti contra combatir combate combaten lucha luchar prevenir desarticular desmantelar enfrentar""".split()
)
_AMONG = re.compile(r"\b(?:among|one of|entre|un[oa]s? de)\b")
_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:%|per ?cent|por ciento)")
_HALF = 50.0
_AMONG_REACH, _FOCUS_REACH, _SIDE_REACH = 40, 4, 10


@dataclass(frozen=True, slots=True)
class _Scene:
    """A clause of a sentence beside a source: the words of both, and those that stand for each other."""

    said: Reading
    source: Reading
    clause: range
    words: tuple[str, ...]
    theirs: tuple[str, ...]
    pairs: tuple[Pair, ...]

    def before(self, place: int) -> str:
        """Return the word before one of the sentence's."""
        return self.words[place - 1] if place else ""

    def focus(self, place: int) -> Pair | None:
        """Return the next word of the sentence that the source has as well."""
        return next((pair for pair in self.pairs if place < pair.said.place <= place + _FOCUS_REACH), None)

    def before_focus(self, focus: Pair, reach: int) -> frozenset[str]:
        """Return the words that stand just before it in the source."""
        return frozenset(self.theirs[max(0, focus.source.place - reach) : focus.source.place])


def stretched(said: Text, sources: Sequence[Beside]) -> str:
    """Return the word with which ``said`` says more or less of it than its source, or takes the other side."""
    return judged(said, sources, _stretched)


def _stretched(beside: Beside, clause: range) -> Finding | None:
    said, source = beside.said.reading, beside.source.reading
    pairs = tuple(pair for pair in beside.pairs(clause) if pair.alike > 0)
    scene = _Scene(said, source, clause, _words(said), _words(source), pairs)
    wrong = (
        place
        for place in clause
        for marks, is_wrong in _CHECKS
        if scene.words[place] in marks and is_wrong(scene, place)
    )
    place = next(wrong, None)
    if place is None:
        return None
    focus = scene.focus(place)
    return Finding(None if focus is None else focus.said.place, said.tokens[place].surface)


def _words(text: Reading) -> tuple[str, ...]:
    """Return the folded words of a text; *salvó* is not *salvo*, and who is *a salvo* is no exception."""
    words = [token.surface.lower() if token.word == "salvo" else token.word for token in text.tokens]
    pairs = zip(["", *words], words, strict=False)
    return tuple("" if (before, word) == ("a", "salvo") else word for before, word in pairs)


def _is_all_put_in(scene: _Scene, place: int) -> bool:
    if scene.before(place) in _ALMOST or _ALL_HELD.intersection(scene.theirs):
        return False
    if scene.words[place] in ("all", "todo") and scene.before(place) in _NOT_ALL_BEFORE:
        return False
    after = scene.words[place + 1 : place + 3]
    is_counted = any(word in _TIMES or number_value(word) for word in after)
    return not (is_counted or _NOT_ALL_AFTER.intersection(after[:1]))


def _is_most_put_in(scene: _Scene, place: int) -> bool:
    after = "".join(scene.words[place + 1 : place + 2])
    is_noun = scene.before(place) not in _BEFORE_SUPERLATIVE and after not in _AFTER_ADVERB
    return is_noun and not _has_most(scene.source)


def _has_most(text: Reading) -> bool:
    """Return whether a text says that it is so of most, in a word or by a share of half or more."""
    shares = [float(share.replace(",", ".")) for share in _SHARE.findall(text.text)]
    return bool(_MOST_HELD.intersection(text.words)) or any(share >= _HALF for share in shares)


def _is_only_put_in(scene: _Scene, place: int) -> bool:
    return scene.before(place) not in _NOT_ONLY_AFTER and not _ONLY_HELD.intersection(scene.theirs)


def _is_single_put_in(scene: _Scene, place: int) -> bool:
    is_one = scene.words[place] == "single" or scene.before(place) in ("un", "una")
    return is_one and not (_ONLY_HELD | {"one", "un", "una", "uno"}).intersection(scene.theirs)


def _is_all_taken_off(scene: _Scene, place: int) -> bool:
    """Return whether *some* stands by a word that the source has *all* by."""
    focus = scene.focus(place)
    is_counted = any(number_value(word) for word in scene.words[place + 1 : place + 2])
    return focus is not None and not is_counted and bool(scene.before_focus(focus, 2) & _CLAIMS_ALL)


def _is_most_taken_off(scene: _Scene, place: int) -> bool:
    return _has_most(scene.source) and not _HARDLY_ANY.intersection(scene.theirs)


def _is_exception_put_in(scene: _Scene, place: int) -> bool:
    return not _EXCEPT_HELD.intersection(scene.theirs)


def _is_exception_left_out(scene: _Scene, place: int) -> bool:
    return bool(_EXCEPT.intersection(scene.theirs)) and not _EXCEPT.intersection(scene.words)


def _is_other_side(scene: _Scene, place: int) -> bool:
    """Return whether the sentence furthers what the source has only something against."""
    focus = scene.focus(place)
    if focus is None or focus.alike < SURE or "que" in scene.words[place : place + 2]:
        return False
    if _FIGHTING.intersection(scene.words):
        return False
    before = scene.theirs[max(0, focus.source.place - _SIDE_REACH) : focus.source.place]
    against = max((at for at, word in enumerate(before) if word in _FIGHTING), default=-1)
    return against >= 0 and not _FURTHERING.intersection(before[against:])


_CHECKS: tuple[tuple[frozenset[str], Callable[[_Scene, int], bool]], ...] = (
    (_CLAIMS_ALL, _is_all_put_in),
    (_MOST, _is_most_put_in),
    (_ONLY, _is_only_put_in),
    (_SINGLE, _is_single_put_in),
    (_SOME, _is_all_taken_off),
    (_HARDLY_ANY, _is_most_taken_off),
    (_EXCEPT, _is_exception_put_in),
    (_STRICT, _is_exception_left_out),
    (_FURTHERING, _is_other_side),
)


def singled_out(said: Reading, sources: Sequence[Reading]) -> str:
    """Return the words that call the greatest what its source counts among the greatest."""
    text = without_names(said)
    found = SUPERLATIVE.search(text)
    if found is None or _AMONG.search(text):
        return ""
    held = [each for each in map(without_names, sources) if SUPERLATIVE.search(each)]
    return found.group() if held and all(_is_among(each) for each in held) else ""


def _is_among(text: str) -> bool:
    """Return whether every superlative of a text comes soon after *among* or *one of*."""
    found = SUPERLATIVE.finditer(text)
    return all(_AMONG.search(text[max(0, match.start() - _AMONG_REACH) : match.end()]) for match in found)
