"""Names as they stand in the text, read off the tagger's labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from sayso.analysers.titles import TITLES
from sayso.document import Document
from sayso.records import EntityLabel, Name
from sayso.registry import analyser
from sayso.spans import Span

__all__ = ["DOUBTFUL", "likely_names", "names"]

DOUBTFUL: Final = 0.4  # below this confidence a label is not to be told; chosen on dev

# NAME_TAGS is O, then B and I of each label in turn.
_LABELS: Final[tuple[EntityLabel, ...]] = ("PER", "ORG", "LOC", "MISC")
_KINDS: Final = frozenset({"body", "headline"})
# What the tagger takes into a person's name now and then, but for what is a given name or part of a name as well.
_TITLES: Final = TITLES - frozenset("baron coach count duke judge major prince saint st".split())
_PARTICLES: Final = frozenset("al bin bint da de del della der di dos du el ibn la le ten ter van von".split())
_DANGLING: Final = frozenset(["of", "and", "in", "for"])
_HYPHENS: Final = frozenset("-‐‑–")
_OPENING: Final = frozenset("“‘\"'«„")
_CLOSING: Final = frozenset("”’\"'»“")
_NICKNAME: Final = 3  # tokens
Run = tuple[int, int, EntityLabel]  # first token, one past the last


@analyser(requires=["paragraphs", "tokens", "labels"])
def names(doc: Document) -> tuple[Name, ...]:
    """Names in text order, none in furniture (bylines, captions, links).

    Titles ("Mr Berg") are left out. What is written alike throughout the text has one label, the one that the tagger is
    surest of over all places, or MISC where it is sure of none. A name is as sure as the least sure of its tokens, and
    what is written alike as sure as its places are in the mean.
    """
    return tuple(
        Name(name.span, "MISC", name.confidence) if name.confidence < DOUBTFUL else name for name in likely_names(doc)
    )


def likely_names(doc: Document) -> tuple[Name, ...]:
    """The names with their likeliest label, however doubtful."""
    starts, ends = doc.tokens.starts, doc.tokens.ends
    confidence = doc.labels.name_confidence
    found = []
    for first, last, label in _mended(doc, list(_runs(doc))):
        if label == "PER":
            first = _after_titles(doc, first, last)
        span = Span(int(starts[first]), int(ends[last - 1]))
        found.append(Name(span, label, float(confidence[first:last].min())))
    return tuple(_agreed(doc.text, found))


def _mended(doc: Document, runs: Sequence[Run]) -> Iterator[Run]:
    """The names that the labels part put together, and those that a hyphen holds together parted."""
    words = [doc.text[start:end] for start, end in doc.tokens]
    begun = {first for first, *_ in runs}
    whole: list[Run] = []
    for first, last, label in runs:
        while parts := _parts_before(words, whole, first, label):
            first = whole[-parts][0]
            del whole[-parts:]
        if label == "PER" and last < len(words) and last not in begun and _wants_more(words, first, last):
            last += 1
        whole.append((first, last, label))
    alone = {words[first]: label for first, last, label in runs if last - first == 1}
    for first, last, label in whole:
        hyphen = first + 1
        while last - first > 1 and words[last - 1] in _DANGLING:
            last -= 1
        if last - first == 3 and words[hyphen] in _HYPHENS and words[first] in alone and words[last - 1] in alone:
            yield first, hyphen, alone[words[first]]
            yield last - 1, last, alone[words[last - 1]]
        else:
            yield first, last, label


def _wants_more(words: Sequence[str], first: int, last: int) -> bool:
    """Whether a person's name ends too early: Kim Min- | ji, Omar bin | Said."""
    if words[last - 1] in _HYPHENS:
        return words[last].isalpha()
    return last - first > 1 and words[last - 1].lower() in _PARTICLES and words[last][:1].isupper()


def _parts_before(words: Sequence[str], whole: Sequence[Run], first: int, label: EntityLabel) -> int:
    """How many of the last names are parts of the one that goes on at a token: its first part, and a nickname."""
    for parts in (1, 2):
        if parts <= len(whole) and whole[-parts][2] == label and _goes_on(words, whole[-parts], first):
            return parts
    return 0


def _goes_on(words: Sequence[str], before: Run, first: int) -> bool:
    """Whether a name goes on after its first part: Bay of | Fundy, Omar bin | Said, Ada “The Crane” | Lund."""
    begin, last, label = before
    if first == last:
        if label == "PER":
            return words[last - 1].lower() in _PARTICLES or words[first].lower() in _PARTICLES
        return words[last - 1] == "of"
    if label != "PER" or words[first - 1] not in _CLOSING:
        return False
    marks = (place for place in range(begin, min(last + 1, first - 1)) if words[place] in _OPENING)
    opened = next(marks, None)
    return opened is not None and 1 < first - 1 - opened <= _NICKNAME + 1


def _after_titles(doc: Document, first: int, last: int) -> int:
    spans = doc.tokens
    while first < last - 1:
        word = doc.text[spans.starts[first] : spans.ends[first]]
        if word.rstrip(".").lower() not in _TITLES:
            break
        first += 1
    return first


def _agreed(text: str, found: Sequence[Name]) -> Iterator[Name]:
    """The names, those that are written alike with one label and confidence."""
    places: dict[str, list[Name]] = defaultdict(list)
    for name in found:
        places[_written(text, name)].append(name)
    settled = {form: _settled(names) for form, names in places.items()}
    for name in found:
        yield Name(name.span, *settled[_written(text, name)])


def _settled(names: Sequence[Name]) -> tuple[EntityLabel, float]:
    """The label of names that are written alike, and its mean confidence over all of them."""
    votes: dict[EntityLabel, float] = {}
    for name in names:
        votes[name.label] = votes.get(name.label, 0.0) + name.confidence
    label = max(sorted(votes), key=votes.__getitem__)
    return label, round(votes[label] / len(names), 3)


def _written(text: str, name: Name) -> str:
    return text[name.span.start : name.span.end].casefold()


def _runs(doc: Document) -> Iterator[Run]:
    """Names as the labels have them; an I that continues nothing begins one."""
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
