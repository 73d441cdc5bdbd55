"""A sentence and its sources side by side: what is spoken of in each, and where the sentence's names stand there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answering.checking.readings import Reading, read
from answering.checking.role_names import Named, named_in, places_of, topics_in
from answering.checking.role_slots import Slot, slots_in
from answering.checking.role_statements import Span, statements_in
from answering.checking.role_verbs import Verb, verbs_of
from answering.checking.role_words import prepositions
from answering.checking.standing import Place, Standing
from answering.checking.types import Ground
from answering.concepts import Lexicon

_PRONOUNS = frozenset(
    """it its they their them he him his she her this these those
    su sus ella ello ellos ellas este esta estos estas esto ese esa esos esas eso dicho dicha cuyo cuya""".split()
)
_WIDEST = 9
_MOST_ABOUT, _FEW = 0.7, 4
_CUT = ("sentence", "item")
_TITLE_ENDS = ("›", "\n")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What is spoken of in a text, its verbs, its statements, and the parts that names play in it."""

    words: tuple[str, ...]
    named: tuple[Named, ...]
    verbs: tuple[Verb, ...]
    cells: tuple[Span, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A unit of the sources, read: ``number`` is its reading's in the standing, ``above`` that of its headings."""

    ground: Ground
    number: int
    above: int
    before: tuple[int, ...]
    parsed: Parsed

    @property
    def named(self) -> tuple[Named, ...]:
        """What it speaks of."""
        return self.parsed.named

    @property
    def reading(self) -> Reading:
        """The unit's reading."""
        return self.ground.unit


@dataclass(frozen=True, slots=True)
class Cell:
    """A statement of a source.

    ``has_subject`` says whether it names what it speaks of, ``has_pronoun`` whether it takes up what came before.
    ``previous`` is the statement before it in the same unit, an empty span for none.
    """

    source: Source
    span: Span
    has_subject: bool
    has_pronoun: bool
    previous: Span

    def holds(self, places: frozenset[Place]) -> bool:
        """Return whether one of the places lies in the statement."""
        return any(number == self.source.number and self.span[0] <= place < self.span[1] for number, place in places)


class Scene:
    """What a sentence speaks of and where that stands in the sources."""

    def __init__(self, said: Reading, support: Sequence[Ground], lexicon: Lexicon) -> None:
        self.said = said
        self.lexicon = lexicon
        self.standing = Standing(support, said.language, lexicon)
        self._numbers = {reading.text: number for number, reading in enumerate(self.standing.readings)}
        headings = dict.fromkeys(heading for ground in support if (heading := _heading(ground)))
        own = named_in(said, lexicon)
        taken = {place for each in own if each.kind == "name" for place in each.places}
        topics = [
            each
            for each in topics_in(said, self.standing, headings)
            if taken.isdisjoint(each.places) and self._tells_apart(each, support)
        ]
        covered = {place for each in topics for place in each.places}
        kept = [each for each in own if each.kind == "name" or covered.isdisjoint(each.places)]
        self.named = sorted([*kept, *topics], key=lambda each: each.first)
        self.verbs = verbs_of(said, taken_by(said, self.named))
        self.statements = statements_in(said, self.named, self.verbs)
        self.places = {each: places_of(each, said, self.standing, lexicon) for each in self.named}
        self._topics = [(each, self.places[each]) for each in self.named if each.kind == "topic"]
        self.sources = [self._source(ground) for ground in support]
        self.cells = [cell for source in self.sources for cell in _cells(source)]

    def _tells_apart(self, topic: Named, support: Sequence[Ground]) -> bool:
        """Return whether what a heading says is not what all of the sources are about."""
        numbers = {number for number, _ in places_of(topic, self.said, self.standing, self.lexicon)}
        about = sum(
            bool(numbers & {self._numbers[ground.unit.text], self._numbers[ground.above.text]}) for ground in support
        )
        return len(support) < _FEW or about <= _MOST_ABOUT * len(support)

    def _source(self, ground: Ground) -> Source:
        number = self._numbers[ground.unit.text]
        parsed = parse_unit(ground.unit.text, ground.unit.language, ground.source.kind in _CUT)
        named = self._with_topics(parsed.named, number)
        return Source(
            ground,
            number,
            self._numbers[ground.above.text],
            tuple(self._numbers[reading.text] for reading in ground.before),
            parsed if named == parsed.named else parse(ground.unit, named, cut=ground.source.kind in _CUT),
        )

    def _with_topics(self, named: tuple[Named, ...], number: int) -> tuple[Named, ...]:
        """Return what a source speaks of, the headings' words that the sentence takes up among it."""
        found = []
        for _, places in self._topics:
            here = sorted(place for reading, place in places if reading == number)
            if here and here[-1] - here[0] < _WIDEST:
                found.append(Named(here[0], here[-1] + 1, "topic"))
        inside = {place for each in found for place in each.places}
        kept = [each for each in named if inside.isdisjoint(each.places)]
        taken = {place for each in kept for place in each.places}
        added = [each for each in found if taken.isdisjoint(each.places)]
        return tuple(sorted([*kept, *added], key=lambda each: each.first)) if added else named

    def named_at(self, span: Span) -> list[Named]:
        """Return what is spoken of in a part of the sentence."""
        return [each for each in self.named if span[0] <= each.first < span[1]]

    def words(self, span: Span) -> str:
        """Return a part of the sentence as it is written."""
        tokens = self.said.tokens
        return self.said.text[tokens[span[0]].start : tokens[span[1] - 1].end]


@lru_cache(maxsize=4_096)
def parse_unit(text: str, language: str, cut: bool) -> Parsed:
    """Return what a unit of the sources holds; they are the same for many sentences."""
    lexicon = Lexicon.load()
    reading = read(text, language, lexicon)
    return parse(reading, named_in(reading, lexicon), cut=cut)


def parse(reading: Reading, named: Sequence[Named], *, cut: bool) -> Parsed:
    """Return what a text holds of which ``named`` are spoken; only a sentence is ``cut`` into statements."""
    verbs = verbs_of(reading, taken_by(reading, named))
    cells = statements_in(reading, named, verbs) if cut else [(0, len(reading.tokens))]
    return Parsed(
        reading.words, tuple(named), tuple(verbs), tuple(cells), tuple(slots_in(reading, named, verbs, cells))
    )


def taken_by(reading: Reading, named: Sequence[Named]) -> frozenset[int]:
    """Return the places that belong to names and set terms, where no verb stands."""
    places = {place for each in named if each.kind == "name" for place in each.places}
    return frozenset(places | {place for span in reading.names for place in range(span.first, span.end)})


def _heading(ground: Ground) -> str:
    """Return the last heading of a unit; ``""`` where it stands under the title alone."""
    text = ground.above.text.removesuffix(ground.source.context).rstrip("› \n")
    cut = max(text.rfind(end) for end in _TITLE_ENDS)
    return text[cut + 1 :] if cut >= 0 else ""


def _cells(source: Source) -> Iterator[Cell]:
    previous = (0, 0)
    for span in source.parsed.cells:
        has_pronoun = not _PRONOUNS.isdisjoint(source.parsed.words[span[0] : span[1]])
        yield Cell(source, span, _has_subject(source, span), has_pronoun, previous)
        previous = span


def _has_subject(source: Source, span: Span) -> bool:
    """Return whether a statement names what it speaks of: before its verb, but for what only says where or when.

    *The treasurer is B* and *Preside el comité B* name it behind the verb.
    """
    words, reading = source.parsed.words, source.reading
    verb = next((verb for verb in source.parsed.verbs if verb.is_finite and span[0] <= verb.place < span[1]), None)
    first_verb = span[1] if verb is None else verb.first
    start = span[0]
    if words[start] in prepositions(reading.language):
        comma = next((at for at in range(start + 1, first_verb) if "," in reading.between(at - 1, at)), None)
        start = start if comma is None else comma
    names = [each for each in source.named if each.kind == "name" and start <= each.first < span[1]]
    if any(each.first < first_verb for each in names):
        return True
    opens = verb is not None and (verb.voice == "be" or (reading.language != "en" and first_verb == span[0]))
    return opens and any(not _is_led(source, each) for each in names)


def _is_led(source: Source, each: Named) -> bool:
    """Return whether a preposition leads to a name."""
    before = source.parsed.words[max(0, each.first - 2) : each.first]
    return any(word in prepositions(source.reading.language) for word in before)
