"""Names as they stand in the text, read off the tagger's labels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from sayso.document import Document
from sayso.records import EntityLabel, Name
from sayso.registry import analyser
from sayso.spans import Span

__all__ = ["names"]

# NAME_TAGS is O, then B and I of each label in turn.
_LABELS: Final[tuple[EntityLabel, ...]] = ("PER", "ORG", "LOC", "MISC")
_KINDS: Final = frozenset({"body", "headline"})


@analyser(requires=["paragraphs", "tokens", "labels"])
def names(doc: Document) -> tuple[Name, ...]:
    """Names in text order, none in furniture (bylines, captions, links); confidence is the mean of their tokens'."""
    spans = doc.tokens
    confidence = doc.labels.name_confidence
    found = []
    for first, last, label in _runs(doc):
        span = Span(int(spans.starts[first]), int(spans.ends[last - 1]))
        found.append(Name(span, label, round(float(np.mean(confidence[first:last], dtype=np.float64)), 3)))
    return tuple(found)


def _runs(doc: Document) -> Iterator[tuple[int, int, EntityLabel]]:
    """First token, one past the last, and label of each name; an I that continues nothing begins a name."""
    codes = doc.labels.names
    paragraph = np.searchsorted(doc.paragraphs.starts, doc.tokens.starts, side="right") - 1
    named = np.flatnonzero(codes).tolist()
    begun = -1
    for number, place in enumerate(named):
        code = int(codes[place])
        before = named[number - 1] if number else -2
        goes_on = (
            code % 2 == 0
            and before == place - 1
            and (int(codes[before]) + 1) // 2 == code // 2
            and paragraph[before] == paragraph[place]
        )
        if not goes_on:
            begun = place
        ends = number + 1 == len(named) or named[number + 1] != place + 1
        following = 0 if ends else int(codes[place + 1])
        if ends or following % 2 == 1 or following // 2 != (code + 1) // 2 or paragraph[place + 1] != paragraph[place]:
            kind = doc.paragraphs.kinds[paragraph[place]]
            if kind in _KINDS:
                yield begun, place + 1, _LABELS[(code + 1) // 2 - 1]
