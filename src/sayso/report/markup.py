"""Text with marks as HTML: spans that overlap or lie in each other are split into segments that nest.

All text is escaped here; a mark's tag is made by this package from its own class names and numbers.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final, NamedTuple

__all__ = ["Insert", "Mark", "clean", "mark_up"]

# Characters that HTML does not allow, and halves of surrogate pairs, which no file can hold.
_UNSHOWABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

DEEPEST: Final = 48  # browsers give up on elements nested deeper than a few hundred


class Mark(NamedTuple):
    """A span to be drawn as one element, or as several where other marks or paragraphs cut it."""

    start: int
    end: int
    attributes: str


class Insert(NamedTuple):
    """HTML of this package that stands at an offset, inside the marks that go on there."""

    offset: int
    html: str


def clean(text: str) -> str:
    """The text with characters that HTML forbids replaced one by one; lengths stay as they are."""
    return _UNSHOWABLE.sub("\ufffd", text)


def mark_up(
    text: str, blocks: Sequence[tuple[int, int]], marks: Iterable[Mark], inserts: Iterable[Insert] = ()
) -> list[str]:
    """The HTML inside each block.

    Args:
        text: the whole text.
        blocks: spans in order that do not overlap; marks are cut at their borders.
        marks: spans with at least one character; of two that start together the longer one is the outer one, of two
            that are equal the first. Of very many that lie in each other the innermost are left out.
        inserts: what to put between characters; at a border of blocks it goes to the end of the earlier one.
    """
    last_first = list(marks)[::-1]
    waiting = sorted(last_first, key=lambda mark: (-mark.start, mark.end))
    starts = [start for start, _ in blocks]
    placed = sorted((_snap(insert, starts, blocks) for insert in inserts), key=lambda insert: -insert.offset)
    open_marks: list[Mark] = []
    return [_block(text, start, end, waiting, placed, open_marks) for start, end in blocks]


def _block(text: str, start: int, end: int, waiting: list[Mark], placed: list[Insert], open_marks: list[Mark]) -> str:
    """One block; takes what lies in it from `waiting` and `placed`, and leaves in `open_marks` what goes on."""
    open_marks[:] = [mark for mark in open_marks if mark.end > start]
    out = [_tag(mark) for mark in open_marks]
    at = start
    while True:
        while waiting and waiting[-1].start <= at:
            mark = waiting.pop()
            if mark.end > at and len(open_marks) < DEEPEST:
                open_marks.append(mark)
                out.append(_tag(mark))
        stops = [end]
        if waiting:
            stops.append(waiting[-1].start)
        if placed:
            stops.append(placed[-1].offset)
        stops.extend(mark.end for mark in open_marks)
        stop = min(stops)
        out.append(escape(clean(text[at:stop])))
        at = stop
        _close(at, open_marks, out)
        while placed and placed[-1].offset == at:
            out.append(placed.pop().html)
        if at >= end:
            break
    out.extend("</span>" for _ in open_marks)
    return "".join(out)


def _snap(insert: Insert, starts: Sequence[int], blocks: Sequence[tuple[int, int]]) -> Insert:
    """Move what would stand between two blocks to the end of the earlier one."""
    block = max(bisect.bisect_left(starts, insert.offset) - 1, 0)
    return Insert(min(max(insert.offset, blocks[block][0]), blocks[block][1]), insert.html) if blocks else insert


def _close(at: int, open_marks: list[Mark], out: list[str]) -> None:
    """End the marks that stop here; those opened inside them that go on are opened again."""
    first = next((i for i, mark in enumerate(open_marks) if mark.end <= at), None)
    if first is None:
        return
    inner = open_marks[first:]
    out.extend("</span>" for _ in inner)
    open_marks[first:] = [mark for mark in inner if mark.end > at]
    out.extend(_tag(mark) for mark in open_marks[first:])


def _tag(mark: Mark) -> str:
    return f"<span {mark.attributes}>"
