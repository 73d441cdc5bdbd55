"""The line grammar of plain text: headings by mark, underline or capitals; lists; tables; links as tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ingest.blocks import Element, FrontMatter, Heading, Item, Listing, Paragraph, SourceDocument
from ingest.headings import is_capitals, is_contents_line, looks_like_title
from ingest.normalisation import plain_lead, plain_marks
from ingest.readers.line_joining import join_lines, vocabulary_of
from ingest.readers.line_marks import ARROW, BULLET, COUNTED, DOTTED
from ingest.readers.text_tables import aligned_table, is_entry, is_table_line, marked_table, starts_table
from ingest.repairs import merge_lists

_HASHES = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^\s*(={3,}|-{3,}|~{3,})\s*$")
_RULE = re.compile(r"^\s*(?:[-*_=~•.]\s*){3,}$")
_GAP = re.compile(r"\S {2,}\S")
_PAGE_MARK = re.compile(
    r"^\s*[-–—]?\s*(?:page|página|pág\.)?\s*\d{1,4}(?:\s*(?:of|de|/)\s*\d{1,4})?\s*[-–—]?\s*$", re.IGNORECASE
)
_WRAPPED_WIDTH = 110


def read_text(text: str) -> SourceDocument:
    r"""Return what plain text holds, in order.

    >>> [element.text for element in read_text("WHAT HAPPENED\n\nIt rained.").elements]
    ['WHAT HAPPENED', 'It rained.']
    """
    return SourceDocument(tuple(_Lines(text).elements()), front_matter=FrontMatter())


class _Lines:
    """Walks over the lines of a text, each method taking the construct that begins at ``place``."""

    def __init__(self, text: str) -> None:
        self.lines = [line.rstrip() for line in re.sub(r"\r\n?|[\f\v\u2028\u2029]", "\n", text).split("\n")]
        self.place = 0
        self.tried = 0
        widths = sorted(len(line) for line in self.lines if len(line.split()) > 3)
        self.wrapped = bool(widths) and widths[min(len(widths) - 1, int(len(widths) * 0.97))] <= _WRAPPED_WIDTH
        self.width = widths[int(len(widths) * 0.9)] if widths else 0
        self.vocabulary = vocabulary_of([line for line in self.lines if line.strip()])
        self.found: list[Element] = []

    def elements(self) -> list[Element]:
        takers: tuple[Callable[[], bool], ...] = (
            self._heading, self._underlined, self._table, self._aligned, self._arrow, self._list, self._paragraph,
        )  # fmt: skip
        while self.place < len(self.lines):
            line = self.lines[self.place]
            if (
                not line.strip()
                or _RULE.match(line)
                or is_contents_line(line)
                or (_PAGE_MARK.match(line) and self._alone(self.place))
            ):
                self.place += 1
            else:
                next(taker for taker in takers if taker())
        return merge_lists(self.found)

    def _line(self, place: int) -> str:
        return self.lines[place] if 0 <= place < len(self.lines) else ""

    def _alone(self, place: int) -> bool:
        return not self._line(place - 1).strip() and not self._line(place + 1).strip()

    def _heading(self) -> bool:
        found = _HASHES.match(self.lines[self.place])
        if not found or not plain_marks(found[2]):
            if found:
                self.place += 1
            return bool(found)
        self.place += 1
        self.found.append(_heading(found[2], level=len(found[1])))
        return True

    def _underlined(self) -> bool:
        line, below = self.lines[self.place], _UNDERLINE.match(self._line(self.place + 1))
        if not below or not looks_like_title(plain_marks(line)) or len(below[1]) < len(line.strip()) / 3:
            return False
        self.found.append(_heading(line, level=1 if below[1][0] == "=" else 2))
        self.place += 2
        return True

    def _table(self) -> bool:
        if not starts_table(self.lines[self.place]):
            return False
        rows = self._run(lambda line: is_table_line(line) and not is_entry(line))
        table = marked_table(rows)
        if table:
            self.found.append(table)
        self.place += len(rows)
        return True

    def _aligned(self) -> bool:
        if self.place < self.tried or not _GAP.search(self.lines[self.place]):
            return False
        rows = self._run(lambda line: bool(_GAP.search(line) or line.startswith("  ")) and bool(line.strip()))
        table = aligned_table(rows)
        if table:
            self.found.append(table)
            self.place += len(rows)
        else:
            self.tried = self.place + len(rows)
        return table is not None

    def _starts_columns(self) -> bool:
        """Say whether this line and the next two have gaps between words as the rows of a table do."""
        near = self.lines[self.place : self.place + 3]
        return self.place >= self.tried and len(near) == 3 and all(map(_GAP.search, near))

    def _run(self, holds: Callable[[str], bool]) -> list[str]:
        end = self.place
        while end < len(self.lines) and holds(self.lines[end]):
            end += 1
        return self.lines[self.place : end]

    def _arrow(self) -> bool:
        found = ARROW.match(self.lines[self.place])
        if not found:
            return False
        self.place += 1
        text, lead = plain_lead(found["text"])
        if looks_like_title(text) and lead in ("", text):
            self.found.append(_heading(found["text"], marker=found["mark"]))
        else:
            self._append_item(Item(text, lead=lead), found["mark"])
        return True

    def _append_item(self, item: Item, marker: str) -> None:
        if item.text:
            self.found.append(Listing((item,), marker))

    def _list(self) -> bool:
        line = self.lines[self.place]
        found = BULLET.match(line) or COUNTED.match(line)
        if not found or (not BULLET.match(line) and self._is_numbered_heading()):
            return False
        indent = len(found["indent"].expandtabs())
        text_column = len(line.expandtabs()) - len(found["text"].expandtabs())
        raw = [found["text"]]
        self.place += 1
        while self._continues_item(raw[-1], indent, text_column):
            if self.lines[self.place].strip():
                raw.append(self.lines[self.place].strip())
            self.place += 1
        text, lead = plain_lead(join_lines(raw, self.vocabulary))
        number = found["mark"] if COUNTED.match(line) and not BULLET.match(line) else ""
        self._append_item(Item(text, lead=lead, number=number, depth=min(indent // 2, 3)), found["mark"])
        return True

    def _continues_item(self, above: str, indent: int, text_column: int) -> bool:
        line = self._line(self.place)
        if not line.strip():
            follows = self._line(self.place + 1)
            deeper = len(follows) - len(follows.lstrip()) >= max(indent + 2, min(text_column, indent + 4))
            return bool(follows.strip()) and deeper and not self._starts_block(follows)
        if self._starts_block(line):
            return False
        hanging = line[:1].isspace() and len(line.expandtabs()) - len(line.expandtabs().lstrip()) > indent
        if hanging and (line[0] != "\t" or (self.wrapped and above[-1] not in ".!?:")):
            return True
        return (
            self.wrapped
            and bool(self.lines[self.place - 1].strip())
            and (len(above) + text_column > self.width * 0.6 and above[-1] not in ".!?:")
        )

    def _starts_block(self, line: str) -> bool:
        marked = _HASHES.match(line) or BULLET.match(line) or COUNTED.match(line) or ARROW.match(line)
        return bool(marked) or starts_table(line) or bool(_RULE.match(line))

    def _is_numbered_heading(self) -> bool:
        """Say whether the counted line at hand stands alone above prose: a title, not the first entry of a list."""
        line = self.lines[self.place]
        if not DOTTED.match(line) or not looks_like_title(plain_marks(line)) or self._line(self.place - 1).strip():
            return False
        below = self._line(self.place + 1)
        places = range(self.place + 1, len(self.lines))
        following = next((self.lines[place] for place in places if self.lines[place].strip()), "")
        nested = re.match(r"^\s*\d+\.\d", line) or re.match(r"^\s*(?:\d+\.\d|[A-Z]\.\s)", following)
        return bool(following) and (bool(nested) or not (below.strip() or COUNTED.match(following)))

    def _paragraph(self) -> bool:
        raw = [self.lines[self.place].strip()]
        self.place += 1
        while self.place < len(self.lines) and self._continues_paragraph(raw):
            raw.append(self.lines[self.place].strip())
            self.place += 1
        text, lead = plain_lead(join_lines(raw, self.vocabulary))
        if text and len(raw) == 1 and self._is_numbered_title(text):
            self.found.append(_heading(text))
        elif text:
            self.found.append(Paragraph(text, lead=lead))
        return True

    def _is_numbered_title(self, text: str) -> bool:
        return bool(DOTTED.match(text)) and looks_like_title(text) and not self._line(self.place - 2).strip()

    def _continues_paragraph(self, raw: Sequence[str]) -> bool:
        line, above = self.lines[self.place], raw[-1]
        if (
            not line.strip()
            or self._starts_block(line)
            or self._starts_columns()
            or (line[0] == "\t" and self.lines[self.place - 1][0] != "\t")
            or _UNDERLINE.match(self._line(self.place + 1))
        ):
            return False
        if is_capitals(above) and looks_like_title(above):
            return is_capitals(line)
        if not self.wrapped or is_capitals(line):
            return False
        return not (above[-1] in ".!?:" and len(above) < self.width * 0.7)


def _heading(raw: str, *, level: int | None = None, marker: str = "") -> Heading:
    text, lead = plain_lead(raw)
    found = re.match(r"^([•‣◦·●○▪►])\s*", text)
    return Heading(
        text, level=level, bold=bool(lead) and len(lead) > len(text) / 2, marker=marker or (found[1] if found else "")
    )
