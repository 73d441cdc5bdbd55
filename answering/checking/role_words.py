"""The small words of both languages by which the checks tell who does what."""

from __future__ import annotations

BE = frozenset(
    "is are was were be been being am es son fue fueron era eran sea sean ser sido siendo sera seran".split()
)
BY = frozenset("by por".split())
RELATIVE = frozenset("which who that que quien quienes whom cual cuales".split())
ENGLISH_PREPOSITIONS = frozenset(
    """of in on at to from for with by into onto over under against among between within across through during after
    before since until till than as about toward towards without via upon off""".split()
)
SPANISH_PREPOSITIONS = frozenset(
    """de del en a al desde para con por sobre contra entre hasta hacia ante bajo tras segun durante mediante sin
    como""".split()
)
ENGLISH_DETERMINERS = frozenset(
    "the a an this these those its his her their our your my some any no each every all both".split()
)
SPANISH_DETERMINERS = frozenset(
    """el la los las un una unos unas este esta estos estas ese esa esos esas su sus mi tu nuestro nuestra cada toda
    todo todos todas lo""".split()
)
CLITICS = frozenset("lo la los las les le".split())
CONTRAST = frozenset("while whereas but mientras pero sino aunque though although".split())
GIVEN = frozenset(
    """support backing help assistance aid sponsorship funding financing leadership cooperation request invitation
    apoyo respaldo ayuda asistencia patrocinio financiamiento financiacion liderazgo colaboracion peticion solicitud
    invitacion""".split()
)
"""What someone gives to another, said by a noun."""


def prepositions(language: str) -> frozenset[str]:
    """Return the folded prepositions of a language."""
    return ENGLISH_PREPOSITIONS if language == "en" else SPANISH_PREPOSITIONS


def determiners(language: str) -> frozenset[str]:
    """Return the folded articles and the like of a language."""
    return ENGLISH_DETERMINERS if language == "en" else SPANISH_DETERMINERS
