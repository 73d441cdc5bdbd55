"""Statements made surer, or less sure, than their source has them: planned or done, possible or a duty, suspected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answering.checking.moods import Mood, is_infinitive, is_mark, is_past, moods_of
from answering.checking.pairing import SURE, Beside, Finding, Pair, Text, judged
from answering.checking.readings import Reading

_OPEN = frozenset(Mood) - {Mood.DONE}
_TO_COME = _OPEN - {Mood.CAN, Mood.MUST}
_RESULTS = frozenset(
    """solve end_finish stop_halt remove_eliminate dismantle improve reduce strengthen rescue_save succeed
    decrease_drop dissolve replace""".split()
)
_RESULT_NOW = frozenset(
    """solves ends stops eliminates dismantles improves reduces strengthens rescues halves eradicates resuelve
    resuelven elimina eliminan desmantela desmantelan desarticula desarticulan mejora mejoran reduce reducen
    fortalece fortalecen rescata rescatan erradica erradican""".split()
)
_DOING = frozenset(
    """enable enables enabled allow allows allowed help helps helped manage managed able led lets permitio
    permitieron permite permiten logro lograron ayudo ayudaron pudo pudieron consiguio""".split()
)
_HEDGES = frozenset(
    """suspected alleged potential presumed supposed possible apparent presunto presunta presuntos presuntas
    posible posibles supuesto supuestos supuesta supuestas potencial potenciales""".split()
)
_HEDGED = _HEDGES | frozenset(
    """suspect suspects suspicion may might could sospecha sospechoso sospechosos sospechosa sospechosas podria
    podrian""".split()
)
_NOW = frozenset("already ya now ahora".split())
_DUTY = frozenset("must obliged required has have tiene tienen hay obligatorio obligados obligadas".split())
_HAVING_BEEN = frozenset("was were been fue fueron estaba estaban se".split())
_ASIDE = frozenset("who that if when que quien quienes si cuando".split())
_JOINING = frozenset("and or y o e u".split())
_REACH = 8


@dataclass(frozen=True, slots=True)
class _Moods:
    """A sentence beside a source, with what each of their words is said under."""

    beside: Beside
    mine: tuple[Mood, ...]
    theirs: tuple[Mood, ...]


def made_surer(said: Text, sources: Sequence[Beside]) -> str:
    """Return the words that say as done what is only meant, possible or demanded, or the other way round."""
    mine = moods_of(said.reading)
    moods: Mapping[Beside, _Moods] = {
        beside: _Moods(beside, mine, moods_of(beside.source.reading)) for beside in sources
    }
    return judged(said, sources, lambda beside, clause: _shifted(moods[beside], clause))


def _shifted(moods: _Moods, clause: range) -> Finding | None:
    said = moods.beside.said.reading
    pairs = [pair for pair in moods.beside.pairs(clause) if pair.alike > 0]
    words = frozenset(said.words[place] for place in clause)
    wrong = next((pair.said.place for pair in pairs if _is_shifted(moods, pair, words)), None)
    if wrong is None:
        wrong = _claimed(moods, clause, pairs)
    if wrong is None:
        wrong = _only_meant(moods, clause)
    return None if wrong is None else Finding(wrong, said.tokens[wrong].surface)


def _is_shifted(moods: _Moods, pair: Pair, words: frozenset[str]) -> bool:
    """Return whether a word is said as done, due or to come where the source has it otherwise; ``words`` are around."""
    said, source = moods.beside.said.reading, moods.beside.source.reading
    mine, theirs = moods.mine[pair.said.place], moods.theirs[pair.source.place]
    is_noun = pair.alike >= SURE and not pair.said.is_light
    if is_noun and _is_hedged(source, pair.source.place) and not words & _HEDGED:
        return True
    if mine is Mood.DONE and is_past(said, pair.said.place):
        is_claim = bool(words & _NOW) or bool(pair.said.concepts & _RESULTS)
        is_open = theirs in _OPEN or (is_claim and _is_purpose(source, pair.source.place))
        return is_open and not is_past(source, pair.source.place)
    if mine is Mood.DONE:
        is_claim = pair.said.word in _RESULT_NOW or (bool(words & _NOW) and theirs is not Mood.CAN)
        return (theirs in _OPEN and is_claim) or (theirs is Mood.WOULD and not _TO_COME & set(moods.mine))
    if mine in (Mood.PLAN, Mood.WISH):
        return theirs is Mood.DONE and _is_meant(said, pair.said.place)
    if mine is Mood.MUST:
        return theirs is Mood.CAN and bool(words & _DUTY)
    is_kept = mine is Mood.MAY and bool(_HEDGED.intersection(source.words))
    return mine in _TO_COME and theirs is Mood.DONE and is_past(source, pair.source.place) and not is_kept


def _claimed(moods: _Moods, clause: range, pairs: Sequence[Pair]) -> int | None:
    """Return the place of what is told as done, of which the source says only that something is meant for it."""
    paired = {pair.said.place for pair in pairs}
    for sense in moods.beside.said.senses:
        if sense.place not in clause or sense.place in paired or not is_past(moods.beside.said.reading, sense.place):
            continue
        objects = [pair for pair in pairs if pair.said.place > sense.place]
        strong = [pair for pair in objects if not pair.said.is_light and not pair.said.is_name]
        is_promise = len(strong) > 1 and all(moods.theirs[pair.source.place] in _TO_COME for pair in strong)
        if is_promise and all(moods.mine[pair.said.place] is Mood.DONE for pair in strong):
            return sense.place
        if sense.concepts & _RESULTS and any(_is_open(moods, pair) for pair in objects):
            return sense.place
    return None


def _only_meant(moods: _Moods, clause: range) -> int | None:
    """Return the place of a word that tells as planned or wished what the source tells as done."""
    words = moods.beside.said.reading.words
    marks = [place for place in clause if is_mark(words[place], Mood.PLAN) or is_mark(words[place], Mood.WISH)]
    told = [place for place in marks if _HAVING_BEEN.intersection(words[max(0, place - 1) : place])]
    if told and not _TO_COME & set(moods.theirs):
        return told[0]
    meant = [place for place in marks if _goes_on(moods.beside.said.reading, place)]
    is_aside = words[clause.start] in _ASIDE  # *those who want to know more*
    return meant[0] if meant and not is_aside and not _OPEN & set(moods.theirs) else None


def _goes_on(text: Reading, mark: int) -> bool:
    """Return whether what is wished or planned is something to do: *wants to leave*, *planea abrir*."""
    return "to" in text.words[mark + 1 : mark + 4] or is_infinitive(text, mark + 1)


def _is_open(moods: _Moods, pair: Pair) -> bool:
    """Return whether the source has a word, wherever it has it, under something that is not done."""
    row = moods.beside.said.senses.index(pair.said)
    places = [sense.place for sense, alike in moods.beside.alike[row] if alike >= SURE]
    return any(moods.theirs[place] in _OPEN for place in (pair.source.place, *places))


def _is_hedged(text: Reading, place: int) -> bool:
    """Return whether the word is only suspected to be one: *suspected traffickers*."""
    return bool(_HEDGES.intersection(text.words[max(0, place - 2) : place])) and text.words[place] not in _HEDGED


def _is_meant(text: Reading, place: int) -> bool:
    """Return whether the word stands as what is meant to be done: *wants to run*, *quiere impartir*."""
    return "to" in text.words[max(0, place - 2) : place] or is_infinitive(text, place)


def _is_purpose(text: Reading, place: int) -> bool:
    """Return whether the word stands after *to* or *para*, as what something is for and not what it made possible."""
    words, start = text.words, place
    while start and (words[start - 1] in _JOINING or (start < place and is_infinitive(text, start - 1))):
        start -= 1
    if start == 0 or words[start - 1] not in ("to", "para"):
        return False
    return not _DOING.intersection(words[max(0, place - _REACH) : place])
