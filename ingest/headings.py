"""What the words of a heading tell: its clean title, its numbering, the family it belongs to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from ingest.normalisation import URL, fold_spaces, without_accents

ARROWS = "►▶▸➤➔➢⮞❖■◆◼✦✪→»"
BULLETS = "•‣◦·∙●○▪▫–—-*+\uf0b7\uf0a7\uf0d8"
MAX_TITLE_WORDS = 18

_LEADING_MARKS = re.compile(rf"^(?:[{re.escape(ARROWS)}•‣◦·∙●○▪▫*#]\s*|[-–—+]\s+)+")
_TRAILING_MARKS = re.compile(r"[\s*#:;,]+$")
_FULL_STOP = re.compile(r"(?<![.\s])(?<!\b[A-Z])(?<!\betc)\.$")
_FAMILY = re.compile(
    r"^(topic|tema|topico|part|parte|chapter|capitulo|agenda item|punto de agenda|annex|anexo|appendix|apendice)\s+"
    r"([a-z]|\d{1,2}|[ivx]{1,5})\s*(?:[:.)–—-]|$)"
)
_SALUTATION = re.compile(
    r"^(?:dear|esteemed|distinguished|honou?rable|estimad[oa]s?|querid[oa]s?|apreciad[oa]s?|distinguid[oa]s?|honorables?)"
    r"(?:\s+[^\s.!?:,]+){1,6}\s*[,:.]*$"
)
_NUMBER = re.compile(
    r"^(?P<dotted>\d{1,3}(?:\.\d{1,3}){0,5})(?P<close>[.)]?)\s+(?=\D)|^(?P<roman>[IVXLC]{1,6})[.)]\s+|^(?P<letter>[A-Z])[.)]\s+"
)
_ROMAN = re.compile(r"^(?=[IVXLC])(?:X{0,3}|XL|L?X{0,3}|C{1,3})(?:IX|IV|V?I{0,3})$")
_OPENING = re.compile(
    r"^(?:(?:\d+(?:\.\d+)*|[IVXLC]+|[A-Z])[.)]\s+)?"
    r"(?:(?:TOPIC|TEMA|TÓPICO|PART|PARTE|CHAPTER|CAPÍTULO|ANNEX|ANEXO)\s+(?:[A-Z]|\d{1,2}|[IVX]+)\s*[:.)–—-]\s*)?"
)
_PLACES = re.compile(
    r"\b(?:américa latina|latin america|(?:north|south|central) america|américa(?: del (?:norte|sur)| central)?|"
    r"africa|áfrica|asia|europe|europa|oceania|oceanía|caribbean|caribe|united nations|"
    r"naciones unidas|united states|estados unidos|middle east|medio oriente|méxico|mexico)\b"
)
_LEADERS = re.compile(r"(?:(?:\.\s?){4,}|…{2,}|_{4,})\s*(?:\d{1,4}|[ivxl]{1,6})$")
_CONTENTS_TITLES = frozenset(
    {"contents", "table of contents", "indice", "indice general", "contenido", "contenidos", "tabla de contenido"}
    | {"tabla de contenidos", "index", "sumario"}
)
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_CLOSING_TITLES_LISTED = """
references, referencias, bibliography, bibliografia, sources, fuentes, glossary, glosario, conclusion, conclusions,
conclusiones, introduction, introduccion, background, antecedentes, actions taken, past actions, acciones tomadas,
acciones emprendidas, medidas adoptadas, key questions, questions to consider, guiding questions, preguntas clave,
preguntas guia, preguntas orientadoras, support links, enlaces de apoyo, further reading, lecturas recomendadas,
treaties and alliances, tratados y alianzas, works cited, current situation, situacion actual, bloc positions,
possible solutions, posibles soluciones, statement of the problem
"""
_CLOSING_TITLES = frozenset(re.split(r",\s+", _CLOSING_TITLES_LISTED.strip()))


def clean_title(text: str) -> str:
    """Return a heading without bullets, arrows, asterisks and trailing marks.

    >>> clean_title("► **CONTACT INFORMATION:**"), clean_title("Dear Delegates,,")
    ('CONTACT INFORMATION', 'Dear Delegates')
    """
    title = _LEADING_MARKS.sub("", fold_spaces(text)).strip("*").strip()
    title = _TRAILING_MARKS.sub("", title)
    title = _FULL_STOP.sub("", title) if title.count(". ") < 2 else title
    return title.strip() or fold_spaces(text)


def title_key(text: str) -> str:
    """Return what is compared to see whether two titles are the same: words alone, lower case, no accents."""
    return " ".join(re.findall(r"\w+", without_accents(clean_title(text))))


def family(text: str) -> str:
    """Return the word that ``Topic A: …`` headings share, ``""`` for any other heading.

    >>> family("Tema B: Protocolos"), family("Topical measures")
    ('tema', '')
    """
    found = _FAMILY.match(without_accents(clean_title(text)))
    return found[1] if found else ""


def is_salutation(text: str) -> bool:
    """Say whether a line only addresses its readers.

    >>> is_salutation("Estimados delegados,"), is_salutation("Dear delegates, welcome.")
    (True, False)
    """
    return len(text) < 80 and bool(_SALUTATION.match(without_accents(fold_spaces(text))))


def is_generic(text: str) -> bool:
    """Say whether a title is one that every topic of a guide has: references, key questions, actions taken."""
    return title_key(text) in _CLOSING_TITLES


def numbering(text: str) -> tuple[str, int]:
    """Return how a title is numbered and how deep: ``("dotted", 2)`` for ``2.1``; ``("", 0)`` where it is not.

    >>> numbering("2.1 Mandate"), numbering("IV. Blocs"), numbering("B. Blocs"), numbering("2024 in review")
    (('dotted', 2), ('roman', 1), ('letter', 1), ('', 0))
    """
    found = _NUMBER.match(clean_title(text))
    if not found:
        return "", 0
    if found["dotted"]:
        dots = found["dotted"].count(".")
        return ("dotted", dots + 1) if dots or found["close"] else ("", 0)
    return ("roman", 1) if found["roman"] and _ROMAN.match(found["roman"]) else ("letter", 1)


def is_capitals(text: str) -> bool:
    """Say whether all letters are capitals, and there are at least two.

    >>> is_capitals("INTERPOL'S RESOURCES"), is_capitals("INTERPOL today")
    (True, False)
    """
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) > 1 and text == text.upper()


def is_contents_line(text: str) -> bool:
    """Say whether a line is an entry of a table of contents: a title, dots, and a page number.

    >>> is_contents_line("2.1 Mandate . . . . . 14"), is_contents_line("It rained ... 14 days")
    (True, False)
    """
    return bool(_LEADERS.search(text))


def is_contents_title(text: str) -> bool:
    """Say whether a title names a table of contents."""
    return title_key(text) in _CONTENTS_TITLES


def looks_like_title(text: str) -> bool:
    """Say whether a line may be a title: a few words, no end of a sentence, no address.

    >>> looks_like_title("What happened"), looks_like_title("It rained."), looks_like_title("www.interpol.int")
    (True, False, False)
    """
    bare = clean_title(text)
    words = bare.split()
    if not 1 <= len(words) <= MAX_TITLE_WORDS or URL.search(bare) or "@" in bare or not any(map(str.isalpha, bare)):
        return False
    return fold_spaces(text)[-1] not in ".;,!" and ". " not in re.sub(
        r"^(?:\d+(?:\.\d+)*|[A-Z]|[IVX]+)\. |\b(?:[Nn][oº]|NO)\. ", "", bare
    )


def case_habits(texts: Iterable[str]) -> Mapping[str, str]:
    """Return how running text writes its words away from sentence starts, by lower-case word.

    Titles in capitals are shown in that case: ``INTERPOL`` stays, ``RESOURCES`` becomes ``resources``.
    """
    seen: dict[str, Counter[str]] = {}
    for text in texts:
        if is_capitals(text):
            continue
        previous_end = 0
        for found in _WORD.finditer(text):
            gap = text[previous_end : found.start()]
            opens = not previous_end or any(mark in gap for mark in ".!?:•►")
            previous_end = found.end()
            if not opens or found[0].isupper():
                seen.setdefault(found[0].lower(), Counter())[found[0]] += 1
    return {word: forms.most_common(1)[0][0] for word, forms in seen.items()}


def sentence_case(title: str, habits: Mapping[str, str]) -> str:
    """Return a title in capitals as a sentence, keeping acronyms and names that the text writes so.

    >>> sentence_case("INTERPOL'S RESOURCES", {"interpol": "INTERPOL"})
    "INTERPOL's resources"
    >>> sentence_case("TEMA A: EL AGUA EN AMÉRICA LATINA", {})
    'Tema A: El agua en América Latina'
    """
    acronym = len(title.split()) == 1 and habits.get(title.lower(), "").isupper()
    if not is_capitals(title) or acronym:
        return title

    def written(word: str) -> str:
        lower = word.lower()
        stem, mark, ending = lower.replace("’", "'").partition("'")
        if lower in habits:
            return habits[lower]
        if mark and ending == "s" and stem in habits:
            return habits[stem] + word[len(stem)] + "s"
        if any(map(str.isdigit, word)) or (len(word) > 1 and _ROMAN.match(word)):
            return word
        return lower

    shown = _PLACES.sub(lambda found: found[0].title(), _WORD.sub(lambda found: written(found[0]), title))
    opening = _OPENING.match(title)
    label = opening[0] if opening else ""
    numbered = label[:1] + label[1:].lower() if len(label.split()) > 1 else label
    numbered = re.sub(r"\b[a-z](?=\W*$)", lambda found: found[0].upper(), numbered)
    rest = shown[len(label) :]
    first = next((place for place, sign in enumerate(rest) if sign.isalpha()), 0)
    return numbered + rest[:first] + rest[first : first + 1].upper() + rest[first + 1 :]
