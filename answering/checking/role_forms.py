"""Which form of a verb a word is by itself, as far as its ending and the tables tell."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from answering.checking.vocabulary import Vocabulary
from answering.concepts import LEXICON, Lexicon

Form = Literal["past", "present", "gerund", "participle", "infinitive"]

_PARTICIPLES = frozenset(
    f"{stem}{ending}"
    for stem in """hech dich vist muert vuelt puest escrit abiert cubiert resuelt devuelt disuelt rot impuest compuest
    propuest expuest supuest previst descrit inscrit suscrit adscrit""".split()
    for ending in ("o", "a", "os", "as")
)
_NO_PARTICIPLES = frozenset(
    """estado estados lado lados mercado mercados soldado soldados abogado abogados abogada abogadas grado grados
    resultado resultados sentido sentidos medida medidas vida vidas delegado delegados delegada delegadas refugiado
    refugiados refugiada refugiadas tratado tratados juzgado juzgados senado sabado sabados partido partidos pasado
    comunicado diputado diputados diputada diputadas empleado empleados empleada empleadas jurado contenido contenidos
    apellido sonido ruido pescado ganado llegada entrada entradas salida salidas comida bebida jornada jornadas
    temporada embajada embajadas fachada decada decadas tonelada toneladas partida caida redada redadas ayuda ayudas
    cuidado cuidados demasiado demasiada limitado privada privado privados privadas""".split()
)
_NO_INFINITIVES = frozenset(
    """mujer mujeres poder lugar hogar mar taller caracter militar similar popular regular familiar nuclear escolar
    particular auxiliar ser azar altar solar lider interior exterior superior inferior mayor menor ayer cancer
    bienestar dolar celular titular vulnerar angular bar""".split()
)
_ENCLITICS = ("selo", "sela", "los", "las", "les", "nos", "lo", "la", "le", "se")
_NO_GERUNDS = frozenset("cuando mando bando comando contrabando".split())
_SAME_PASTS = frozenset("run put set cut hit shut spread cast".split())
_NO_PASTS = frozenset(
    """indeed need needs speed seed feed exceed proceed succeed united hundred shed red weed breed bleed deed reed creed
    sacred aged naked""".split()
)
_NO_ING = frozenset(
    """during training trainings meeting meetings building buildings something anything nothing everything according
    including regarding concerning following housing funding morning evening being thing king ring spring""".split()
)


@lru_cache(maxsize=1 << 14)
def english_form(word: str) -> Form | None:
    """Return the form of a folded English word; ``None`` where it is no verb that the tables know.

    >>> english_form("led"), english_form("funds"), english_form("officers")
    ('past', 'present', None)
    """
    vocabulary = Vocabulary.load()
    if word in vocabulary.past["en"] or word in _SAME_PASTS:
        return "past"
    if word.endswith("ed") and len(word) > 3 and word not in _NO_PASTS:
        return "past"
    if word.endswith("ing") and len(word) > 5:
        return None if word in _NO_ING else "gerund"
    return "present" if any(_is_english_base(base) for base in _english_bases(word)) else None


def _english_bases(word: str) -> list[str]:
    if not word.endswith("s") or word.endswith("ss"):
        return [word]
    bases = [word[:-1]]
    if word.endswith("es"):
        bases.append(word[:-2])
    if word.endswith("ies"):
        bases.append(word[:-3] + "y")
    return bases


def _is_english_base(base: str) -> bool:
    bases = Vocabulary.load().bases["en"]
    if base in bases or base in _english_verbs() or base in _english_irregulars():
        return True
    pasts = [base + "d" if base.endswith("e") else base + "ed", base + base[-1:] + "ed"]
    if base.endswith("y"):
        pasts.append(base[:-1] + "ied")
    concepts = Lexicon.load().concepts
    return any(past in concepts for past in pasts)


@lru_cache(maxsize=1)
def _english_verbs() -> frozenset[str]:
    lines = (LEXICON / "verbs.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if line.startswith("en\t") for word in line.split("\t")[1].split())


@lru_cache(maxsize=1)
def _english_irregulars() -> frozenset[str]:
    return frozenset(Vocabulary.load().bases["en"].values())


@lru_cache(maxsize=1 << 14)
def spanish_form(word: str, surface: str) -> Form | None:
    """Return the form of a folded Spanish word, as written in small letters; ``None`` where it is no verb.

    >>> spanish_form("rescato", "rescató"), spanish_form("financia", "financia"), spanish_form("mesa", "mesa")
    ('past', 'present', None)
    """
    if len(word) < 3:
        return None
    if word in _PARTICIPLES or (
        len(word) > 5
        and word.endswith(("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas"))
        and word not in _NO_PARTICIPLES
    ):
        return "participle"
    if word in Vocabulary.load().past["es"] or surface.endswith(("ó", "aron", "ieron", "yeron", "jeron")):
        return "past"
    if surface.endswith(("rá", "rán")) and len(word) > 5:
        return "past"
    if surface.endswith(("ría", "rían")) and _is_spanish_base(word.removesuffix("n").removesuffix("ia")):
        return "past"
    if word.endswith(("ando", "iendo", "yendo")) and len(word) > 5:
        return None if word in _NO_GERUNDS else "gerund"
    if _is_infinitive(word):
        return "infinitive"
    return "present" if _is_spanish_present(word, surface) else None


def _is_infinitive(word: str) -> bool:
    for ending in ("", *_ENCLITICS):
        base = word.removesuffix(ending) if ending else word
        if word.endswith(ending) and base not in _NO_INFINITIVES and len(base) > 4 and base[-2:] in ("ar", "er", "ir"):
            return bool(ending) or _is_spanish_base(base)
    return False


def _is_spanish_present(word: str, surface: str) -> bool:
    vocabulary = Vocabulary.load()
    if word in vocabulary.bases["es"]:
        return True
    if surface.endswith(("ía", "ían")):
        stem = word.removesuffix("n").removesuffix("ia")
        return _is_spanish_base(stem + "er") or _is_spanish_base(stem + "ir")
    if word.endswith(("aba", "aban")):
        return _is_spanish_base(word.removesuffix("n").removesuffix("ba") + "r")
    stem = word.removesuffix("n")
    if stem.endswith("a"):
        return _is_spanish_base(stem + "r")
    if stem.endswith("e"):
        return _is_spanish_base(stem + "r") or _is_spanish_base(stem[:-1] + "ir") or _is_spanish_base(stem[:-1] + "ar")
    return False


@lru_cache(maxsize=1 << 14)
def _is_spanish_base(base: str) -> bool:
    vocabulary = Vocabulary.load()
    return base in Lexicon.load().concepts or base in vocabulary.kin["es"] or base in _spanish_irregulars()


@lru_cache(maxsize=1)
def _spanish_irregulars() -> frozenset[str]:
    return frozenset(Vocabulary.load().bases["es"].values())
