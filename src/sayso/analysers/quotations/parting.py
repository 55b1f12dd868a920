"""Contents that hold more than one: parted at the marks between them, and at the cues within them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from sayso.analysers.quotations.lexicon import is_speech_verb
from sayso.analysers.quotations.marks import STOPS, first_letter, pair_tokens, stands_free
from sayso.analysers.quotations.view import RoleSpan, TokenView

__all__ = ["is_likely_cue", "parted_by_cues", "parted_by_marks", "without_participles"]

CUE_WITHIN: Final = 0.35  # a cue as probable as this parts the content that it stands in
_SHORTEST: Final = 2  # tokens of a part
_SPEAKER: Final = 8  # tokens of who is saying something
_JOINING: Final = frozenset(["and", "but", "or", ",", "also", ";"])


def is_likely_cue(view: TokenView, place: int) -> bool:
    """Whether the labels see a cue at a token, though perhaps not before all else."""
    return view.labels is not None and float(view.labels.role_probabilities[place, 5:7].sum()) >= CUE_WITHIN


def parted_by_marks(view: TokenView, content: RoleSpan) -> list[RoleSpan]:
    """Part a content where one pair of marks ends a sentence and the next opens: "It rained." | "It snowed."."""
    if content.pair >= 0:
        return [content]
    breaks = [content.first]
    for place in range(content.first + 2, content.last):
        before, after = view.pair[place - 1], view.pair[place]
        if -1 < before != after > -1 and view.pairs[before].closed and view.words[place - 2] in STOPS:
            breaks.append(place)
    if len(breaks) == 1:
        return [content]
    parts = [replace(content, first=first, last=last) for first, last in pairwise([*breaks, content.last])]
    return [_filling(view, part) for part in parts]


def _filling(view: TokenView, content: RoleSpan) -> RoleSpan:
    """The content, with the pair of marks that it fills."""
    index = view.pair[content.first]
    if index < 0 or pair_tokens(view, index) != [(content.first, content.last)]:
        return content
    return replace(content, pair=index, apart=stands_free(view, index))


def parted_by_cues(view: TokenView, content: RoleSpan) -> list[RoleSpan]:
    """Part a content where the labels see another attribution begin: “taxes will rise | and warned of floods”."""
    if content.pair >= 0 or view.labels is None:
        return [content]
    likely = view.labels.role_probabilities[content.first : content.last, 5:7].sum(axis=1) >= CUE_WITHIN
    edges = np.flatnonzero(np.diff(likely, prepend=False, append=False)) + content.first
    found, first = [], content.first
    for cue, following in edges.reshape(-1, 2).tolist():
        if cue - first < _SHORTEST:
            continue
        last = cue
        while last > first + 1 and view.words[last - 1] in _JOINING:
            last -= 1
        found.append(replace(content, first=first, last=last))
        first = following
    if not found:
        return [content]
    return [*found, replace(content, first=first)] if content.last - first >= _SHORTEST else found


def without_participles(view: TokenView, contents: Sequence[RoleSpan], others: list[RoleSpan]) -> list[RoleSpan]:
    """The contents but for somebody who is saying what follows: footage of | Ada Lund saying on air, “It rains.”.

    Who says it, and the verb, are added to the other spans.
    """
    speech = {span.first: span.pair for span in contents if span.pair >= 0}
    kept = []
    for content in contents:
        comma = content.pair < 0 and view.words[content.last : content.last + 1] == [","]
        pair = speech.get(content.last + 1, -1) if comma else -1
        verb = _participle(view, content) if pair >= 0 and first_letter(view, pair).isupper() else None
        if verb is None:
            kept.append(content)
        else:
            others.append(RoleSpan("source", content.first, verb, content.confidence))
            others.append(RoleSpan("cue", verb, verb + 1, content.confidence))
    return kept


def _participle(view: TokenView, content: RoleSpan) -> int | None:
    """Where somebody near the beginning of a content is saying something."""
    places = range(content.first + 1, min(content.last, content.first + _SPEAKER))
    return next((at for at in places if view.words[at].endswith("ing") and is_speech_verb(view.words[at])), None)
