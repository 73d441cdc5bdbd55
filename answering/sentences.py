"""Sentences out of a text that arrives in pieces, each handed out as soon as it is surely whole, with what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from answering.checking.types import WrittenSentence

MAX_SENTENCE_CHARS = 2_000
"""Past this nothing is cut off any more: all that follows is one sentence, too long to be shown."""

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_MOST_KEY_CHARS = 80
_KEY = rf"\[[^\[\]\r\n]{{0,{_MOST_KEY_CHARS}}}\]"
_KEYS = re.compile(_KEY)
_WORD_OR_KEY = re.compile(rf"{_KEY}|\[|[^\W_]+")
_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BULLET = re.compile(rf"[\s{_INVISIBLE}]*[-*+•·–—][\s{_INVISIBLE}]+\W*$")
_LIST_BEGINS = re.compile(r":\W*[\n\r\v\f\x85\u2028\u2029]\s*(?:[-*+•·–—]\s|\d{1,3}[.)])")
_STOP = re.compile(r"[.!?…]")
_STOPS_AND_KEYS = re.compile("(?:.*(?:[.!?…][\"'”’»)]*|\0))", re.DOTALL)
_QUOTES = re.compile(r"[«»“”]")
_MOST_PARENTHESIS, _MOST_QUOTATION = 120, 300
_HEADING_CHARS = 60

_BEFORE_NUMBERS = frozenset(
    "ap app approx aprox art arts cap caps cf doc ed exp fig figs inc núm núms nº n.º no nos num op p pág págs par "
    "párr para pp res s sec secc sect tab vol vols".split()
)
_MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec ene abr ago set dic".split())
_NEVER_LAST = frozenset(
    "mr mrs ms mx dr dra drs prof profa sr sra sres sras srta st sta sto gen gral col cnel cap capt lt sgt insp "
    "rep sen gov hon lic ing arq mtro mtra mons fr jr ud uds vd vds vs e.g i.e eg ie p.ej ej av avda depto dept "
    "univ excmo excma ilmo c.d s.f n.d c.c col ee rr ff dd gob pdte pdta ltd".split()
)
_OPENERS = frozenset(
    "the this that these those it its in on at a an he she they we you his her their our as after before during "
    "according both each most some many all for from with when while since however but and if by under "
    "el la lo los las un una unos unas este esta estos estas ese esa eso esto aquel ella ellos ellas en por para "
    "según segun se su sus al del de desde durante tras con sin además ademas también tambien pero cuando como "
    "ambos ambas cada todos todas hoy ahí allí así entre sobre aunque mientras".split()
)
_LABELLED = frozenset("topic tema part parte annex anexo group grupo room sala section sección option opción".split())
_INITIALS = re.compile(r"(?:[^\W\d_]\.\s?)*[^\W\d_]$")
_DOUBLED = re.compile(r"^(?:EE\.\s?UU|UU|DD\.\s?HH|HH|RR\.\s?II|II|JJ|OO|FF\.\s?AA|AA)$")
_TOKEN = re.compile(rf"[^\s«“\"'(\[¿¡{_INVISIBLE}]+$")


class SentenceReader:
    """Cuts what a chat model writes into sentences, as it comes; how the text is cut into pieces changes nothing."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._text = ""  # from where the sentence begins that is being read
        self._read = 0  # after the last word or key in it that was looked at
        self._word_end = 0
        self._is_endless = False

    def feed(self, piece: str) -> list[WrittenSentence]:
        """Return the sentences that are whole now that ``piece`` has come."""
        self._text += piece
        return list(self._whole(at_end=False))

    def finish(self) -> list[WrittenSentence]:
        """Return what is left at the end of the text, whole or not; the reader is empty then."""
        sentences = [*self._whole(at_end=True), *_sentence(self._text)]
        self._clear()
        return sentences

    def _whole(self, *, at_end: bool) -> Iterator[WrittenSentence]:
        """Yield the sentences before each word that is complete and opens another."""
        while not self._is_endless:
            found = _WORD_OR_KEY.search(self._text, self._read)
            if found is None or not (at_end or _is_complete(found, self._text)):
                return
            if found.start() > MAX_SENTENCE_CHARS:
                self._is_endless = True
                return
            self._read = found.end()
            if found[0].startswith("["):
                continue
            end = _end_before(self._text, self._word_end, found)
            self._word_end = found.end()
            if end is not None:
                yield from _sentence(self._text[:end])
                self._text = self._text[end:]
                self._read = self._word_end = found.end() - end


def without_keys(raw: str) -> str:
    """Return ``raw`` without its keys, on one line but for the lines of a list.

    >>> without_keys("INTERPOL has 196 members. [kqzt]")
    'INTERPOL has 196 members.'
    >>> without_keys("It has 196 members [kqzt], not 190 [kqzt][bdfg].")
    'It has 196 members, not 190.'
    """
    text = re.sub(f"[{_INVISIBLE}]", "", raw)
    text = re.sub(rf"([.!?…][\"'”’»)]*)((?:\s*{_KEY})+)\s*\.(?!\.)", r"\1\2", text)
    text = re.sub(rf"(?<=\w)(?:\s*{_KEY})+\s*(?=[\w«“(¿¡])", " ", text)
    text = re.sub(rf"[^\S\n]*{_KEY}", "", text)
    lines = [" ".join(line.split()) for line in _LINE_BREAK.sub("\n", text).split("\n")]
    return re.sub(r"\n(?![-*+•·–—]\s|\d{1,3}[.)])", " ", "\n".join(line for line in lines if line)).strip()


def keys_in(raw: str) -> tuple[str, ...]:
    """Return whatever stands in square brackets, each once; several in one pair stand apart by commas.

    >>> keys_in("Akoma [kqzt, bdfg] and Nawala [kqzt] [1].")
    ('kqzt', 'bdfg', '1')
    """
    found = (part.strip() for key in _KEYS.findall(raw) for part in re.split(r"[,;]", key[1:-1]))
    return tuple(dict.fromkeys(found))


def _sentence(raw: str) -> Iterator[WrittenSentence]:
    stripped = raw.strip()
    if stripped.strip(_INVISIBLE).strip():
        yield WrittenSentence(stripped, without_keys(stripped), keys_in(stripped))


def _is_complete(found: re.Match[str], text: str) -> bool:
    """Return whether nothing that comes can change what was found; after a word two more characters are looked at."""
    if found[0] == "[":
        rest = text[found.end() : found.end() + _MOST_KEY_CHARS + 1]
        return len(rest) > _MOST_KEY_CHARS or any(sign in rest for sign in "[\r\n")
    return found[0].startswith("[") or found.end() < len(text)


def _end_before(text: str, before: int, word: re.Match[str]) -> int | None:
    """Return where the sentence ends that a complete word follows, ``None`` where the word goes on with it.

    ``before`` is where the word before ended; what lies between the two decides.
    """
    gap = _KEYS.sub(lambda key: "\0" * len(key[0]), text[before : word.start()])
    if before == 0 or not (_STOP.search(gap) or _LINE_BREAK.search(gap)):
        return None
    own = _STOPS_AND_KEYS.match(gap)
    end = before + (own.end() if own else 0)
    line_break = _LINE_BREAK.search(gap)
    if line_break is not None:
        ends = _ends_at_line(text[:before], gap, text[word.start() : word.end() + 1])
        if ends is not None:
            return max(end, before + line_break.start()) if ends else None
    elif _LIST_BEGINS.search(text[:before]):
        return None
    return end if own and _ends_at_stop(text[:before], gap, own.end(), word[0]) else None


def _ends_at_line(before: str, gap: str, word: str) -> bool | None:
    """Return whether the end of a line is a sentence's too; ``None`` where its signs must say.

    A lead-in that ends in a colon and the lines of its list are one sentence. ``word`` has what follows it.
    """
    first, *_, last = lines = _LINE_BREAK.split(gap)
    leads = first.replace("\0", "").strip().endswith(":")
    in_list = _LIST_BEGINS.search(before) is not None
    if _BULLET.match(last) or (word[:-1].isdigit() and word[-1] in ".)" and not last.strip()):
        return not (leads or in_list)
    if in_list or len(lines) > 2:
        return True
    if leads:
        return False
    if "\0" in first:
        return not _is_lower(word)
    if "," in first or _STOP.search(gap):
        return None
    is_heading = len(_LINE_BREAK.split(before)[-1]) < _HEADING_CHARS
    return is_heading and not _is_lower(word)


def _ends_at_stop(before: str, gap: str, own: int, word: str) -> bool:
    """Return whether a full stop, or what else stands between two words, ends a sentence."""
    stop = _STOP.search(gap)
    if stop is None or _is_open(before + gap[:own]):
        return False
    keys_behind = "\0" in gap[stop.end() :]
    after = gap[own:]
    token = _TOKEN.search(before)
    last = token[0] if token else ""
    if not after[:1].isspace() and not keys_behind and not after.startswith(tuple(_INVISIBLE)):
        return "\0" in gap[: stop.start()] or _ends_unspaced(last, after, word)
    if any(sign in after for sign in "¿¡"):
        return True
    if gap[:own].replace("\0", "").strip() == "." and "\0" not in gap[: stop.start()]:
        return _full_stop_ends(before, last, word) and (keys_behind or not _is_lower(word))
    return keys_behind or not _is_lower(word)


def _full_stop_ends(before: str, last: str, word: str) -> bool:
    """Return whether a single full stop after ``last`` ends a sentence, rather than shortens a word."""
    lower = last.lower()
    opens = word.lower() in _OPENERS and not _is_lower(word)
    if lower in _BEFORE_NUMBERS:
        return not (word[0].isdigit() or re.fullmatch(r"[IVXLC]+", word))
    if lower in _MONTHS:
        return not word[0].isdigit()
    if lower in _NEVER_LAST or re.fullmatch(r"\d{1,3}", before[_line_start(before) :].strip()):
        return False
    pair = re.search(r"\S+\s?\S+$", before)
    if _DOUBLED.match(last) or (pair and _DOUBLED.match(pair[0])):
        return opens
    if re.search(r"\b[ap]\.\s?m$", before, re.IGNORECASE):
        return not _is_lower(word)
    if _INITIALS.fullmatch(last):
        previous = before[: -len(last)].split()[-1:]
        named = bool(previous) and (_is_lower(previous[0]) or previous[0].lower() in _LABELLED)
        return opens and (len(last) > 1 or named)
    return True


def _ends_unspaced(last: str, after: str, word: str) -> bool:
    """Return whether a stop ends a sentence although no space follows: «…rescatados.La OIM»."""
    if any(sign in after for sign in "¿¡"):
        return True
    return len(last) > 2 and last[-2:].isalpha() and last[-2:].islower() and word[0].isupper() and word[1:].islower()


def _is_lower(word: str) -> bool:
    return word[:1].islower()


def _is_open(text: str) -> bool:
    """Return whether a parenthesis or a quotation is open at the end of ``text`` that began not long before."""
    near = text[-_MOST_PARENTHESIS:]
    if near.rfind("(") > near.rfind(")"):
        return True
    quotes = _QUOTES.findall(text[-_MOST_QUOTATION:])
    return bool(quotes) and quotes[-1] in "«“"


def _line_start(text: str) -> int:
    breaks = list(_LINE_BREAK.finditer(text))
    return breaks[-1].end() if breaks else 0
