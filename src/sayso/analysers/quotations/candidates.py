"""Cues and sources that grammar suggests beside speech in marks, where the labels may have missed them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sayso.analysers.quotations.lexicon import is_speech_verb, says_at
from sayso.analysers.quotations.marks import MARKS, first_letter, last_within, pair_tokens
from sayso.analysers.quotations.view import RoleSpan, TokenView

__all__ = ["can_speak", "following_attribution", "is_attributed_after", "openings", "opens_with_verb", "suggested"]

_REACH: Final = 10  # tokens between the marks and the verb
_LONGEST: Final = 12
_BRACKETED: Final = 6
_SENTENCE: Final = 80  # tokens that open a sentence at most
_BREAKS: Final = MARKS | frozenset([",", ".", "?", "!", ":", ";", "...", "…", "(", ")", "–", "-"])
_TRIMMED: Final = frozenset(
    ["and", "but", "then", "so", "yet", "as", "that", "when", "while", "also", "later", "still", "or"]
)
_AFTER: Final = frozenset(
    [
        "in",
        "on",
        "at",
        "to",
        "during",
        "after",
        "before",
        "when",
        "while",
        "as",
        "with",
        "from",
        "about",
        "last",
        "this",
        "who",
    ]
)
_NOMINAL: Final = ("N", "PRP", "W", "DT", "JJ", "CD", "FW", "VBN", "VBG")
_FINITE: Final = ("VB", "VBD", "VBZ", "VBP", "MD", "VBG")


def suggested(
    view: TokenView, contents: Sequence[RoleSpan], cues: Sequence[RoleSpan], sources: Sequence[RoleSpan]
) -> tuple[list[RoleSpan], list[RoleSpan]]:
    """Verbs of saying near contents in marks, and the noun phrases beside them: cues and sources, confidence 0.

    Args:
        view: the document.
        contents: those that fill a pair of marks are looked at.
        cues: those already found; what stands beside them may still be a source.
        sources: those already found; they are left alone.
    """
    known = {token: cue for cue in cues for token in range(cue.first, cue.last)}
    spoken_by = {token for span in sources for token in range(span.first, span.last)}
    filled = spoken_by.union(*(range(span.first, span.last) for span in contents))
    used = filled | known.keys()
    more_cues: dict[int, RoleSpan] = {}
    more_sources: dict[int, RoleSpan] = {}
    for content in contents:
        if content.pair < 0:
            continue
        for place in _near(view, content, filled):
            if place in more_cues or not says_at(view.words, place):
                continue
            cue = known.get(place)
            if cue is None:
                more_cues[place] = cue = RoleSpan("cue", place, place + 1, 0.0)
            elif cue.first - 1 in spoken_by or cue.last in spoken_by:
                continue
            for first, last in (_before(view, cue.first, used), _after(view, cue.last - 1, used)):
                if first < last:
                    more_sources.setdefault(first, RoleSpan("source", first, last, 0.0))
    return list(more_cues.values()), list(more_sources.values())


def openings(view: TokenView, contents: Sequence[RoleSpan], others: Sequence[RoleSpan]) -> list[RoleSpan]:
    """What may open a sentence that goes on in marks, as in: Sooner or later, said the clerk, “it starts to rain.”.

    Args:
        view: the document.
        contents: those that fill a pair of marks are looked at.
        others: cues and sources.
    """
    used = {token for span in (*contents, *others) for token in range(span.first, span.last)}
    found: dict[int, RoleSpan] = {}
    for content in contents:
        first = content.first
        if (
            content.pair < 0
            or first < 2
            or view.words[first - 1] != ","
            or not first_letter(view, content.pair).islower()
        ):
            continue
        low = first
        while low > 0 and view.sentence[low - 1] == view.sentence[first] and first - low <= _SENTENCE:
            low -= 1
        if first - low > _SENTENCE:
            continue
        high = low
        while high < first and high not in used:
            high += 1
        while high > low and view.words[high - 1] in _BREAKS:
            high -= 1
        if low + 1 < high < first - 2:  # “But, she said, …” does not count
            sure = 0.0
            if view.labels is not None:
                sure = float(view.labels.role_probabilities[low:high, 1:3].sum(axis=1).mean())
            found[low] = RoleSpan("content", low, high, sure, optional=True)
    return list(found.values())


def following_attribution(view: TokenView, place: int) -> tuple[RoleSpan, RoleSpan | None] | None:
    """The cue and source of the attribution that begins at a token, as “said engineer Paul Ricci” does."""
    bracketed = False
    for cue in range(place, min(place + _REACH, len(view))):
        if view.sentence[cue] != view.sentence[place]:
            return None
        bracketed = (bracketed or view.words[cue] == "(") and view.words[cue - 1] != ")"
        if bracketed:
            continue
        if view.words[cue] in _BREAKS:
            return None
        if says_at(view.words, cue):
            first, last = _before(view, cue, set()) if cue > place else _after(view, cue, set())
            source = RoleSpan("source", first, last, 0.6) if first < last else None
            return RoleSpan("cue", cue, cue + 1, 0.6), source
    return None


def is_attributed_after(view: TokenView, index: int) -> bool:
    """Whether an attribution follows the marks: the tests had one result: | “It holds,” said Lund."""
    last = pair_tokens(view, index)[-1][1]
    if not view.pairs[index].closed or last >= len(view) or view.paragraph[last] != view.paragraph[last - 1]:
        return False
    return last_within(view, last) == "," and following_attribution(view, last) is not None


def opens_with_verb(view: TokenView, place: int) -> bool:
    """Whether a sentence begins with a verb of saying: Said | Lund: “It rains.”."""
    if place < 0 or not is_speech_verb(view.words[place]):
        return False
    return place == 0 or view.sentence[place - 1] != view.sentence[place]


def can_speak(view: TokenView, span: RoleSpan) -> bool:
    """Whether a stretch that may be a source holds more than prepositions and the like."""
    return view.pos is None or any(tag.startswith(_NOMINAL) for tag in view.pos[span.first : span.last])


def _near(view: TokenView, content: RoleSpan, used: set[int]) -> Iterator[int]:
    for places, paragraph in (
        (range(content.last, min(content.last + _REACH, len(view))), view.paragraph[content.last - 1]),
        (range(content.first - 1, max(content.first - _REACH, 0) - 1, -1), view.paragraph[content.first]),
    ):
        for place in places:
            if view.paragraph[place] != paragraph or view.depth[place]:
                break
            if place not in used:
                yield place


def _before(view: TokenView, cue: int, used: set[int]) -> tuple[int, int]:
    first = _before_bracket(view, cue)
    while (
        first > 0
        and cue - first < _LONGEST
        and view.sentence[first - 1] == view.sentence[cue]
        and _nominal(view, first - 1, used)
    ):
        first -= 1
    while first < cue and view.words[first] in _TRIMMED:
        first += 1
    return first, cue


def _before_bracket(view: TokenView, place: int) -> int:
    """Where a bracket opens that closes right before a token: Senator Ada Lund (R-Utah) | said."""
    if place < 1 or view.words[place - 1] != ")":
        return place
    reach = range(place - 2, max(place - 2 - _BRACKETED, -1), -1)
    return next((at for at in reach if view.words[at] == "("), place)


def _after(view: TokenView, cue: int, used: set[int]) -> tuple[int, int]:
    first = last = cue + 1 + (view.words[cue + 1 : cue + 2] == ["by"])
    while (
        last < len(view)
        and last - cue <= _LONGEST
        and view.paragraph[last] == view.paragraph[cue]
        and _nominal(view, last, used)
    ):
        if view.words[last] in _AFTER:
            break
        last += 1
    return first, last


def _nominal(view: TokenView, place: int, used: set[int]) -> bool:
    if place in used or view.words[place] in _BREAKS or view.depth[place]:
        return False
    return view.pos is None or view.pos[place] not in _FINITE
