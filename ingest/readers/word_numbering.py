"""How a Word file numbers its lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN_SIGNS = (("x", 10, 10), ("v", 5, 2), ("i", 1, 5))


def counted(number: int, style: str) -> str:
    """Return a list's number as Word shows it: figures, letters or Roman numerals.

    >>> counted(4, "lowerRoman"), counted(3, "upperLetter"), counted(7, "decimal")
    ('iv', 'C', '7')
    """
    if style.endswith("Letter"):
        shown = chr(ord("a") + (number - 1) % 26)
    elif style.endswith("Roman"):
        shown = "".join(sign * (number // worth % most) for sign, worth, most in _ROMAN_SIGNS)
        for long, short in (("viiii", "ix"), ("iiii", "iv")):
            shown = shown.replace(long, short)
    else:
        return str(number)
    return shown.upper() if style.startswith("upper") else shown


def numbering_formats(document: Document) -> dict[tuple[str, int], str]:
    """Return the number format of each list id and depth: ``bullet``, ``decimal`` …; ``none`` where none is shown."""
    try:
        numbering: Any = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract: dict[str, dict[int, str]] = {}
    for definition in numbering.iter(f"{_W}abstractNum"):
        levels = abstract.setdefault(str(definition.get(f"{_W}abstractNumId")), {})
        for level in definition.iter(f"{_W}lvl"):
            kind, shown = level.find(f"{_W}numFmt"), level.find(f"{_W}lvlText")
            name = str(kind.get(f"{_W}val")) if kind is not None else "bullet"
            blank = shown is not None and not (shown.get(f"{_W}val") or "").strip()
            levels[int(level.get(f"{_W}ilvl"))] = "none" if blank or name == "none" else name
    formats: dict[tuple[str, int], str] = {}
    for number in numbering.iter(f"{_W}num"):
        reference = number.find(f"{_W}abstractNumId")
        if reference is not None:
            for depth, name in abstract.get(str(reference.get(f"{_W}val")), {}).items():
                formats[str(number.get(f"{_W}numId")), depth] = name
    return formats
