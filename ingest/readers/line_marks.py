"""The marks that a line of plain text can begin with: a bullet, a number, a title's number, an arrow."""

from __future__ import annotations

import re

from ingest.headings import ARROWS

BULLET = re.compile(r"^(?P<indent>\s*)(?P<mark>[•‣◦·∙●○▪▫–—*+\-]|o(?=\s\s?[A-ZÁÉÍÓÚÑ¿¡]))\s+(?P<text>\S.*)$")
COUNTED = re.compile(r"^(?P<indent>\s*)(?P<mark>(?:\d{1,3}|[a-z]|[ivx]{1,5}|[A-Z])[.)]|\(\w{1,3}\))\s+(?P<text>\S.*)$")
DOTTED = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}\.|[IVX]{1,5}\.|[A-Z]\.)\s+(?P<text>\S.*)$")
ARROW = re.compile(rf"^\s*(?P<mark>[{re.escape(ARROWS)}])\s*(?P<text>.+)$")
