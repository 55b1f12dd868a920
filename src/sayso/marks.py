"""Quotation marks: which opens, which closes, and which belong together.

Marks are paired by kind and by the cheapest reading of the whole text, never by counting: one odd mark costs a
little where it stands and leaves all others alone. Time and memory grow with the number of marks.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sayso.spans import Span

__all__ = ["MarkKind", "MarkPair", "inside", "pair_marks"]

MarkKind = Literal["curly", "straight", "latex", "guillemets", "single", "dash"]

# A run of marks shares its context: what stands before and after the run. Long runs are ornament.
_LONGEST_RUN: Final = 8
_RUN: Final = re.compile(r"(?:[\"“”„‟«»‹›‘‚‛`]|['’](?!\w)|(?<!\w)['’])+")
_MARK: Final = re.compile(r"``|''(?!'(?!'))|.", re.DOTALL)
_FAMILY: Final[dict[str, MarkKind]] = {
    **dict.fromkeys("“”„‟", "curly"),
    '"': "straight",
    "``": "latex",
    "''": "latex",
    **dict.fromkeys("«»", "guillemets"),
    **dict.fromkeys("‘’‚‛'`‹›", "single"),
}
# Letters that stand for left-out sounds at a word's beginning ('em, '90s), and the tails of split contractions.
_ELISION: Final = re.compile(r"(?:\d0s|\d\d|tis|twas|twere|twill|em|til|till|cause|bout|round|cos|n)\b", re.IGNORECASE)
_TAIL: Final = re.compile(r"(?:s|ll|re|ve|d|m|t)\b", re.IGNORECASE)
_DIALOGUE_DASH: Final = re.compile(r"(?:[—―]|--)[ \u00a0]?(?=[\w“\"'‘¿¡…])")
_OPENS_AFTER: Final = frozenset("([{—–-/=>")

_UNCLOSED: Final = 2.5  # a quotation that nobody closes
_STRAY: Final = 3.0  # a double mark that belongs to nothing
_SOFT_BREAK: Final = 0.1  # an open quotation runs on over a line break,
_HARD_BREAK: Final = 2.5  # over a blank line,
_REOPENED: Final = 0.2  # or over a paragraph that begins with the mark again,
_REOPENED_LATE: Final = 3.0  # even if it began in the midst of a sentence


@dataclass(frozen=True, slots=True)
class MarkPair:
    """A stretch of text in quotation marks, the marks included.

    `parts` has one span for each paragraph that begins with the mark again, usually one in all. `closed` is False where
    the closing mark is missing: the pair then ends with its paragraph, or where the next mark of its kind opens.
    `opening` and `closing` are the widths of the marks in characters (closing 0 where it is missing).
    """

    kind: MarkKind
    parts: tuple[Span, ...]
    opening: int
    closing: int

    @property
    def start(self) -> int:
        """Where the opening mark begins."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Where the closing mark ends."""
        return self.parts[-1].end

    @property
    def closed(self) -> bool:
        """Whether there is a closing mark."""
        return self.closing > 0

    @property
    def inner(self) -> Span:
        """The text between the marks."""
        return Span(self.start + self.opening, self.end - self.closing)


_Costs: TypeAlias = tuple[float, float, float]  # of opening, of closing, of doing neither


class _Mark(NamedTuple):
    """A mark with the cost of reading it as opening, as closing, and as neither."""

    start: int
    end: int
    opens: float
    closes: float
    stray: float
    initial: bool  # at the head of a paragraph
    lower: bool  # before a word in small letters


def pair_marks(text: str, paragraphs: Iterable[tuple[int, int]] | None = None) -> tuple[MarkPair, ...]:
    """Pair the quotation marks of a text; pairs come in text order, outer before inner, and never cross.

    Args:
        text: any text.
        paragraphs: its paragraphs as pairs of offsets; by default its lines.

    Returns:
        Pairs of “ ”, " ", `` '' (also '' ''), „ “, « », ‘ ’ and ' ' (told from apostrophes), and dialogue that a dash
        at the head of a paragraph opens. A quotation over several paragraphs is one pair.
    """
    bounds = _lines(text) if paragraphs is None else [Span(*paragraph) for paragraph in paragraphs]
    if not bounds:
        return ()
    layout = _Layout(text, bounds)
    families = _marks_by_family(text, layout)
    pairs = [pair for kind, marks in families.items() for pair in _pair_family(kind, marks, layout)]
    closed = [pair for pair in _close_with_other_kind(pairs, families) if not _is_attribute(text, pair)]
    return tuple(_without_crossings([*closed, *_dialogue_dashes(text, layout)]))


def _is_attribute(text: str, pair: MarkPair) -> bool:
    """Whether the marks hold the value of an attribute left over from markup: <span title="Ferry">."""
    return pair.start > 1 and text[pair.start - 1] == "=" and text[pair.start - 2].isalnum()


def inside(text: str, pairs: Iterable[MarkPair]) -> NDArray[np.uint8]:
    """How many pairs of marks enclose each character: uint8, one a character; marks count as inside their pair."""
    steps = np.zeros(len(text) + 1, np.int32)
    for pair in pairs:
        for start, end in pair.parts:
            steps[start] += 1
            steps[end] -= 1
    return np.minimum(np.cumsum(steps[:-1]), 255).astype(np.uint8)


class _Layout:
    """Where paragraphs begin and end, and how hard the breaks between them are."""

    __slots__ = ("breaks", "ends", "starts")

    def __init__(self, text: str, paragraphs: Sequence[Span]) -> None:
        self.starts = [start for start, _ in paragraphs]
        self.ends = [end for _, end in paragraphs]
        cost = 0.0
        self.breaks = [0.0]
        for end, start in zip(self.ends, self.starts[1:], strict=False):
            cost += _SOFT_BREAK if text.count("\n", end, start) < 2 else _HARD_BREAK
            self.breaks.append(cost)

    def of(self, offset: int) -> int:
        """Index of the paragraph that an offset lies in or follows."""
        return max(bisect.bisect_right(self.starts, offset) - 1, 0)


def _lines(text: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(r"\S(?:[^\n]*\S)?", text)]


def _marks_by_family(text: str, layout: _Layout) -> dict[MarkKind, list[_Mark]]:
    families: dict[MarkKind, list[_Mark]] = {}
    german = "„" in text
    pointing_in = "»" in text and 0 <= text.find("»") < text.find("«")
    paragraph_starts = set(layout.starts)
    for run in _RUN.finditer(text):
        start, end = run.span()
        if end - start > _LONGEST_RUN:
            continue
        before = text[start - 1] if start and start not in paragraph_starts else "\n"
        after = text[end] if end < len(text) else "\n"
        marks = list(_MARK.finditer(text, start, end))
        for match in marks:
            glyph = match.group()
            kind = _FAMILY[glyph]
            initial = match.start() in paragraph_starts
            if kind == "single":
                costs = _single_costs(glyph, before, after, text, end, len(marks))
            elif glyph in "“”„‟``«»" and not (german and glyph == "“"):
                opening = glyph in "“„‟``«"
                if kind == "guillemets" and pointing_in:
                    opening = not opening
                costs = (0.0, 4.0, _STRAY) if opening else (4.0, 0.0, _STRAY)
            else:
                costs = _straight_costs(before, after, text, start, end, initial)
            families.setdefault(kind, []).append(_Mark(match.start(), match.end(), *costs, initial, after.islower()))
    return families


def _straight_costs(before: str, after: str, text: str, start: int, end: int, initial: bool) -> _Costs:
    """A mark that may open or close: the space around it tells, and where it stands free, its neighbours."""
    free_left = before.isspace() or before in _OPENS_AFTER
    free_right = after.isspace() or after in ",.;:!?)]}—–-/"
    stray = 1.0 if before.isdigit() and not after.isalpha() else _STRAY  # 6'2" tall
    if free_left and not free_right:
        return 0.0, 4.0, stray
    if free_right and not free_left:
        return 4.0, 0.0, stray
    if initial:
        return 0.2, 2.0, stray
    previous = text[max(start - 3, 0) : start].rstrip()[-1:]
    following = text[end : end + 3].lstrip()[:1]
    if not following or following in ",.;:!?)":
        return 3.0, 0.0, stray
    if previous == ":":
        return 0.0, 2.0, stray
    if previous and previous in ".!?":
        return 1.0, 0.5, stray
    return (0.5, 0.8, stray) if following.isupper() else (0.8, 0.5, stray)


def _single_costs(glyph: str, before: str, after: str, text: str, end: int, run: int) -> _Costs:
    """Single marks are apostrophes more often than not."""
    if glyph in "‹›":
        return (0.0, 4.0, _STRAY) if glyph == "‹" else (4.0, 0.0, _STRAY)
    left_open = before.isspace() or before in _OPENS_AFTER
    opens, closes, stray = 6.0, 6.0, 0.0
    if (left_open or run > 1) and not after.isspace():
        elided = bool(_ELISION.match(text, end)) or (glyph != "‘" and bool(_TAIL.match(text, end)))
        if glyph in "‘‚‛`":
            opens, stray = (1.5, 0.0) if elided else (0.0, 1.0)
        elif glyph == "'":
            opens, stray = (3.0, 0.0) if elided else (0.3, 1.0)
    if glyph in "’'" and not left_open and not after.isalnum():
        if before in ".,!?…—–-" or run > 1:
            closes, stray = 0.0, 1.0
        elif before in "sSxXzZ" and after == " ":
            closes, stray = 0.8, 0.3  # the workers' union
        elif before in "nN" or before.isdigit():
            closes, stray = 0.5, 0.2  # goin' home; 6' tall
        else:
            closes, stray = 0.0, 0.8
    elif glyph in "’'" and before.isspace() and after.isspace():  # tokenised text: ' Good night , '
        opens, closes, stray = (0.8, 0.8, 0.8) if glyph == "'" else (6.0, 0.3, 0.8)
    elif glyph == "‘" and before.isspace() and after.isspace():
        opens, stray = 0.0, 1.0
    return opens, closes, stray


class _Reading(NamedTuple):
    """The best step into either state at one mark: what the mark does if a quotation is open after it, or none is."""

    lapses: bool  # before the mark: a quotation that is still open had better be given up
    closes: bool  # to be outside after it, it closes (else it is stray)
    within: int  # to be inside after it, it opens, is stray, or opens again after a paragraph break


_OPEN, _IGNORE, _REOPEN, _CLOSE, _LAPSE = 0, 1, 2, 3, 4


def _pair_family(kind: MarkKind, marks: list[_Mark], layout: _Layout) -> Iterator[MarkPair]:
    """Read all marks of one kind at the least total cost (Viterbi over the states outside and inside)."""
    never = float("inf")
    outside, within = 0.0, never
    readings: list[_Reading] = []
    hard = 2.0 if kind == "single" else 1.0
    unclosed = _UNCLOSED * hard
    starts, breaks = layout.starts, layout.breaks
    paragraph = 0
    mid_sentence = False
    for start, _, opens, closes, stray, initial, lower in marks:
        here = paragraph
        while here + 1 < len(starts) and starts[here + 1] <= start:
            here += 1
        give_up = within + unclosed
        lapses = give_up < outside
        free = give_up if lapses else outside
        reopening = never
        if here > paragraph:
            if initial and opens <= closes:
                reopening = within + hard * (breaks[here - 1] - breaks[paragraph]) + opens
                reopening += _REOPENED_LATE if mid_sentence else _REOPENED
            within += hard * (breaks[here] - breaks[paragraph])
            paragraph = here
        closing, ignored = within + closes, free + stray
        opening, kept = free + opens, within + stray
        best = min(opening, kept, reopening)
        action = _REOPEN if reopening == best else _OPEN if opening == best else _IGNORE
        if action == _OPEN:
            mid_sentence = lower
        readings.append(_Reading(lapses, closing <= ignored, action))
        outside, within = min(closing, ignored), best
    actions = _trace(readings, within + unclosed < outside)
    yield from _assemble(kind, marks, actions, layout)


def _trace(readings: list[_Reading], open_at_end: bool) -> list[tuple[int, bool]]:
    """Follow the cheapest reading back from the last mark: what each mark does, and if a quotation lapsed there."""
    actions: list[tuple[int, bool]] = []
    is_open = open_at_end
    for lapses, closes, within in reversed(readings):
        if is_open:
            lapsed = within == _OPEN and lapses
            actions.append((within, lapsed))
            is_open = within != _OPEN or lapsed
        elif closes:
            actions.append((_CLOSE, False))
            is_open = True
        else:
            actions.append((_IGNORE, lapses))
            is_open = lapses
    actions.reverse()
    return actions


def _assemble(
    kind: MarkKind, marks: list[_Mark], actions: list[tuple[int, bool]], layout: _Layout
) -> Iterator[MarkPair]:
    opening: _Mark | None = None
    parts: list[Span] = []
    start = 0

    def end_of_paragraph(offset: int, limit: int) -> Span:
        return Span(start, max(min(layout.ends[layout.of(offset)], limit), start))

    for mark, (action, lapsed) in zip(marks, actions, strict=True):
        if lapsed and opening:
            yield MarkPair(kind, (*parts, end_of_paragraph(start, mark.start)), opening.end - opening.start, 0)
            opening = None
        if action == _OPEN:
            opening, start, parts = mark, mark.start, []
        elif action == _REOPEN:
            parts.append(end_of_paragraph(layout.starts[layout.of(mark.start) - 1], mark.start))
            start = mark.start
        elif action == _CLOSE and opening:
            yield MarkPair(kind, (*parts, Span(start, mark.end)), opening.end - opening.start, mark.end - mark.start)
            opening = None
    if opening:
        yield MarkPair(kind, (*parts, end_of_paragraph(start, layout.ends[-1])), opening.end - opening.start, 0)


def _close_with_other_kind(pairs: list[MarkPair], families: dict[MarkKind, list[_Mark]]) -> Iterator[MarkPair]:
    """Let an unclosed double mark be closed by a left-over closing mark of another kind: “so".

    A mark is left over when no pair of its own kind uses it.
    """
    used = {place for pair in pairs for place in (pair.end - pair.closing, *(part.start for part in pair.parts))}
    spare = sorted(
        mark
        for kind, marks in families.items()
        if kind not in ("single", "guillemets")
        for mark in marks
        if mark.closes < mark.opens and mark.start not in used
    )
    starts = [mark.start for mark in spare]
    for pair in pairs:
        if not pair.closed and pair.kind not in ("single", "guillemets"):
            index = bisect.bisect_right(starts, pair.parts[-1].start + pair.opening)
            if index < len(spare) and spare[index].end <= pair.end:
                mark = spare[index]
                *whole, last = pair.parts
                yield MarkPair(pair.kind, (*whole, Span(last.start, mark.end)), pair.opening, mark.end - mark.start)
                continue
        yield pair


def _dialogue_dashes(text: str, layout: _Layout) -> list[MarkPair]:
    """Paragraphs that a dash opens are dialogue where there are several of them."""
    found = [
        MarkPair("dash", (Span(start, end),), match.end() - match.start(), 0)
        for start, end in zip(layout.starts, layout.ends, strict=True)
        if (match := _DIALOGUE_DASH.match(text, start, end))
    ]
    return found if len(found) > 1 else []


def _without_crossings(pairs: list[MarkPair]) -> Iterator[MarkPair]:
    """Drop pairs that begin inside another and end outside it."""
    open_until: list[int] = []
    for pair in sorted(pairs, key=lambda pair: (pair.start, -pair.end, pair.kind)):
        while open_until and open_until[-1] <= pair.start:
            open_until.pop()
        if open_until and pair.end > open_until[-1]:
            continue
        open_until.append(pair.end)
        yield pair
