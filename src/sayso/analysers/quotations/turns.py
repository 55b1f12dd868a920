"""Speakers that the layout names: turns of an interview or debate, `X: “…”`, and `“…” – X, minister`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from sayso.analysers.quotations.lexicon import says_at
from sayso.analysers.quotations.marks import MARKS
from sayso.analysers.quotations.view import RoleSpan, TokenView
from sayso.spans import Span

__all__ = ["Turn", "lead_source", "turns"]

_QUESTION: Final = re.compile(r"[\"“]?([QA]|Question|Answer|QUESTION|ANSWER)\s?[:.]\s+(?=\S)")
_CAPITALS: Final = re.compile(
    r"[\"“]?((?:[A-Z][A-Z.'’-]+|[A-Z]\.)(?: (?:[A-Z][A-Z.'’-]*)){0,4})(?: \([^()\n]{1,60}\))?:\s+(?=\S)"
)
_NAME: Final = re.compile(r"((?:[A-Z][\w.'’-]*)(?: [A-Z][\w.'’-]*){0,3}):\s+(?=[^\s“\"‘'«„])")
_DASHES: Final = frozenset(["–", "—", "―", "--", "-"])
_CONNECTIVES: Final = frozenset(["and", "but", "from", "also", "this", "then", "by", "as"])
_ARTICLES: Final = frozenset(["a", "an", "the", "his", "her", "their", "its"])
_INNER: Final = frozenset(["of", "and", "or", "for", "from", "&"])
_LONGEST_SOURCE: Final = 16
_OPENING: Final = frozenset('“"„«')
_MORE: Final = 8  # paragraphs of a turn after its first


class Turn(NamedTuple):
    """What one speaker says, paragraph by paragraph; tokens. `source` is the name, or a label such as Q or A."""

    source: RoleSpan
    contents: list[RoleSpan]


def turns(view: TokenView) -> list[Turn]:
    """The paragraphs that begin with the name of who speaks in them, and those in which the same speaker goes on.

    One such line is no interview: Q needs an A, capitals must come twice, and a name in plain letters three times with
    somebody speaking again. Nobody speaks in mere numbers: Lund: 1,201.
    """
    spans = [span for span, kind in zip(view.paragraph_spans, view.paragraph_kinds, strict=True) if kind == "body"]
    for pattern in (_QUESTION, _CAPITALS, _NAME):
        found = [
            match
            for start, end in spans
            if (match := pattern.match(view.text, start, end)) and any(map(str.isalpha, view.text[match.end() : end]))
        ]
        names = Counter(match.group(1) for match in found)
        if pattern is _QUESTION:
            enough = len({name[0] for name in names}) == 2
        elif pattern is _CAPITALS:
            enough = len(found) > 1
        else:
            enough = len(found) > 2 and len(names) > 1 and max(names.values()) > 1
        if enough:
            place = {start: number for number, (start, _) in enumerate(spans)}
            opening = [place[match.start()] for match in found]
            # Where the last turn ends nothing says; another one must follow for a turn to go on.
            following = [*opening[1:], opening[-1] + 1 if opening else 0]
            made = [
                _turn(view, match, [spans[number], *_going_on(view, spans[number:last])])
                for match, number, last in zip(found, opening, following, strict=True)
            ]
            return [turn for turn in made if turn is not None]
    return []


def _going_on(view: TokenView, spans: Sequence[Span]) -> Iterator[Span]:
    """The paragraphs after the first that its speaker goes on in: all open with a mark, as the first does, or none."""
    marked = view.text[spans[0].start] in _OPENING
    for span in spans[1 : 1 + _MORE]:
        first = view.text[span.start]
        if first in "([" or (first in _OPENING) != marked:
            return
        yield span


def _turn(view: TokenView, match: re.Match[str], spans: Sequence[Span]) -> Turn | None:
    name = view.tokens_in(match.start(1), match.end(1))
    contents = [view.tokens_in(match.end() if span == spans[0] else span.start, span.end) for span in spans]
    if name[0] >= name[1] or contents[0][0] >= contents[0][1]:
        return None
    said = [RoleSpan("content", first, last, 1.0) for first, last in contents if first < last]
    return Turn(RoleSpan("source", *name, 1.0), said)


def lead_source(view: TokenView, content: RoleSpan, others: Sequence[RoleSpan] = ()) -> RoleSpan | None:
    """Who the punctuation says speaks: `“…” – X, minister`, `And from X: “…”`, and in headlines `“…”: X on …`."""
    taken = {token for span in others for token in range(span.first, span.last)}
    return _lead_out(view, content, taken) or _lead_in(view, content, taken)


def _lead_out(view: TokenView, content: RoleSpan, taken: set[int]) -> RoleSpan | None:
    at = content.last
    size, paragraph = len(view), view.paragraph[content.last - 1]
    if at + 1 >= size or view.paragraph[at] != paragraph or view.paragraph[at + 1] != paragraph:
        return None
    headline = view.paragraph_kinds[paragraph] == "headline"
    if view.words[at] == ":" and headline:
        stops = MARKS | {",", ".", ";", ":", "on", "at", "in", "as", "over", "after", "about", "of"}
    elif view.words[at] in _DASHES and (view.text[view.starts[at + 1]].isupper() or headline):
        stops = MARKS | {".", ";", ":"}
    else:
        return None
    last = at + 1
    while last < size and view.paragraph[last] == paragraph and last not in taken:
        if view.words[last] in stops or says_at(view.words, last):
            break
        last += 1
    ended = last == size or view.paragraph[last] != paragraph or view.words[last] in stops
    if not ended or not 0 < last - at - 1 <= _LONGEST_SOURCE or _has_finite_verb(view, at + 1, last):
        return None
    if headline and _has_second_phrase(view, at + 1, last):
        return None
    return RoleSpan("source", at + 1, last, 0.8)


def _has_second_phrase(view: TokenView, first: int, last: int) -> bool:
    """Whether an article begins another noun phrase: islanders mark a year, whatever the labels make of “mark”."""
    return any(
        view.words[place] in _ARTICLES and view.words[place - 1] not in _INNER for place in range(first + 1, last)
    )


def _lead_in(view: TokenView, content: RoleSpan, taken: set[int]) -> RoleSpan | None:
    at = content.first - 1
    if (
        at < 1
        or view.words[at] != ":"
        or view.paragraph[content.first] - view.paragraph[at] > 1
        or not view.quotable[at]
    ):
        return None
    first = at
    while first > 0 and view.sentence[first - 1] == view.sentence[at] and view.words[first - 1] not in MARKS:
        first -= 1
    sent = next((place + 1 for place in range(at - 1, first, -1) if view.words[place] == "from"), first)
    if view.text[view.starts[sent]].isupper():
        first = sent  # a lesson from Ada Lund
    while first < at and view.words[first] in _CONNECTIVES:
        first += 1
    if any(says_at(view.words, i) or i in taken for i in range(first, at)) or _has_finite_verb(view, first, at):
        return None
    if not 0 < at - first <= _LONGEST_SOURCE or not any(view.text[view.starts[i]].isupper() for i in range(first, at)):
        return None
    return RoleSpan("source", first, at, 0.8)


def _has_finite_verb(view: TokenView, first: int, last: int) -> bool:
    if view.pos is None:
        return False
    return any(tag in ("VBD", "VBZ", "VBP", "MD") for tag in view.pos[first:last])
