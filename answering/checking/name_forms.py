"""What may stand for a word in a name: cognates of the two languages, directions, figures in any form."""

from __future__ import annotations

import re
from functools import lru_cache

from answering.concepts import number_value

_SAME = (
    "north northern norte septentrional",
    "south southern sur meridional austral",
    "east eastern este oriental",
    "west western oeste occidental",
    "northeast northeastern noreste nororiental nordeste",
    "northwest northwestern noroeste noroccidental",
    "southeast southeastern sureste sudeste sudoriental suroriental",
    "southwest southwestern suroeste sudoeste suroccidental",
    "central centre center centro middle",
    "pre previo previa prior",
    "post posterior",
    "inter entre",
    "lake lago",
    "river rio",
    "mount mountain monte montana",
    "valley valle",
    "bridge puente",
    "bay bahia",
    "gulf golfo",
    "blue azul",
    "red rojo roja",
    "green verde",
    "white blanco blanca",
    "black negro negra",
    "golden gold oro dorado dorada",
    "silver plata plateado plateada",
    "good best better buena buenas bueno buenos mejor mejores",
)
_SAME_AS = {word: row.split()[0] for row in _SAME for word in row.split()}
_ORDINALS = (
    "first primer primera primero", "second segundo segunda", "third tercer tercera tercero", "fourth cuarto cuarta",
    "fifth quinto quinta", "sixth sexto sexta", "seventh septimo septima", "eighth octavo octava",
    "ninth noveno novena", "tenth decimo decima",
)  # fmt: skip
_ORDINAL_OF = {word: str(value) for value, row in enumerate(_ORDINALS, 1) for word in row.split()}
_NTH = re.compile(r"(\d+)(?:st|nd|rd|th)")
_ROMAN = re.compile(r"(?=[xvi]{2})x{0,3}(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"x": 10, "v": 5, "i": 1}
_LEAST, _SHARE = 4, 0.6
_SOUNDS = (("ph", "f"), ("th", "t"), ("ch", "c"), ("qu", "c"), ("k", "c"), ("y", "i"), ("tion", "cion"), ("ff", "f"))


def direction_of(word: str) -> str:
    """Return what a folded word of place or order means, the same for both languages; ``""`` for others.

    >>> direction_of("sudoriental"), direction_of("southeast"), direction_of("mesa")
    ('southeast', 'southeast', '')
    """
    return _SAME_AS.get(word, "")


@lru_cache(maxsize=1 << 14)
def value_of(word: str) -> str:
    """Return the figure of a folded word: a number, an ordinal or a Roman numeral of two letters; ``""`` for none.

    >>> value_of("vi"), value_of("segunda"), value_of("21st"), value_of("mesa")
    ('6', '2', '21', '')
    """
    if nth := _NTH.fullmatch(word):
        return nth.group(1)
    if _ROMAN.fullmatch(word):
        values = [_ROMAN_VALUES[letter] for letter in word]
        following = [*values[1:], 0]
        return str(sum(-value if value < after else value for value, after in zip(values, following, strict=True)))
    return _ORDINAL_OF.get(word) or number_value(word)


def is_cognate(one: str, other: str) -> bool:
    """Return whether two folded words share most of their letters from the first on, as cognates do.

    >>> is_cognate("justicia", "justice"), is_cognate("mesa", "chair")
    (True, False)
    """
    left, right = _skeleton(one), _skeleton(other)
    if left[:1] != right[:1]:
        return False
    shortest = min(len(left), len(right))
    same = next((place for place in range(shortest) if left[place] != right[place]), shortest)
    return same >= _LEAST and same >= _SHARE * max(len(left), len(right))


@lru_cache(maxsize=1 << 14)
def _skeleton(word: str) -> str:
    """Return what a word's spellings in the two languages have in common: *justice*, *justicia*."""
    for sound, letter in _SOUNDS:
        word = word.replace(sound, letter)
    return word
