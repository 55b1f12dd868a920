"""The role spans of a document as arrays, and what speaks for two of them belonging together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.quotations.boosting import Trees
from sayso.analysers.quotations.lexicon import is_speech_verb, is_word
from sayso.analysers.quotations.marks import MARKS, STOPS
from sayso.analysers.quotations.view import RoleSpan, TokenView

__all__ = [
    "Ints",
    "Pairs",
    "Scene",
    "Sides",
    "cue_pairs",
    "edges",
    "relation",
    "scene_of",
    "sides",
    "source_pairs",
    "summed_roles",
]

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

_WINDOW: Final = 4  # how many spans of the other role are looked at on either side,
_PART: Final = 8192  # pairs whose features are held at once
_REACH: Final = 150  # how many tokens away at most
_COLON: Final = frozenset([":", ";"])
_DASH: Final = frozenset(["—", "--", "–", "-", "―"])
_STOP: Final = STOPS - _DASH - {","}
_BRACKET: Final = frozenset("()[]{}")
_MARK: Final = MARKS - _DASH
_THAT: Final = frozenset(["that", "whether", "if", "how", "why", "what", "to"])
_AND: Final = frozenset(["and", "but", "or", "then", "while", "as", "when"])
_PERSONAL: Final = frozenset(["he", "she", "they", "it", "i", "we", "you", "him", "her", "them", "me", "us"])
_RELATIVE: Final = frozenset(["who", "which", "whom", "whose"])
_OWN: Final = frozenset(["his", "her", "their", "its", "my", "our", "your"])

_CLASSES: Final = (
    "word", "comma", "stop", "colon", "dash", "bracket", "mark", "that", "and", "by", "of", "personal", "own", "says",
    "relative", "sentence", "paragraph", "capital", "content", "cue", "source", "contents", "cues", "sources",
    "quoted", "filled", "verb", "noun", "modal", "preposition",
)  # fmt: skip
_AT: Final = {name: column for column, name in enumerate(_CLASSES)}
_EDGE: Final = [
    _AT[name]
    for name in ("comma", "stop", "colon", "dash", "mark", "that", "and", "by", "of", "personal", "says", "relative",
                 "sentence", "paragraph", "capital", "content", "cue", "source", "quoted", "filled", "verb", "noun",
                 "modal", "preposition")
]  # fmt: skip


class Scene(NamedTuple):
    """The role spans of a document in text order, and running counts of token classes, for features in one gather."""

    contents: list[RoleSpan]
    cues: list[RoleSpan]
    sources: list[RoleSpan]
    classes: Floats  # (tokens + 2, classes): token i is row i + 1; the first and last row are empty
    roles: Floats  # (tokens + 2, 3): probability of content, source and cue, with rows as above
    counts: Floats  # (tokens + 1, classes): of the tokens before each
    sentence: Ints
    paragraph: Ints


def scene_of(view: TokenView, contents: list[RoleSpan], cues: list[RoleSpan], sources: list[RoleSpan]) -> Scene:
    """Prepare a document whose role spans are known; each list must be in text order."""
    size = len(view)
    classes = np.zeros((size + 2, len(_CLASSES)), np.float32)
    body = classes[1:-1]
    lookup: dict[str, list[int]] = {}
    for row, word in enumerate(view.words):
        columns = lookup.get(word)
        if columns is None:
            columns = lookup[word] = _classes_of(word)
        for column in columns:
            body[row, column] = 1.0
    sentence, paragraph = np.asarray(view.sentence, np.int64), np.asarray(view.paragraph, np.int64)
    body[0, [_AT["sentence"], _AT["paragraph"]]] = 1.0
    body[1:, _AT["sentence"]] = sentence[1:] != sentence[:-1]
    body[1:, _AT["paragraph"]] = paragraph[1:] != paragraph[:-1]
    body[:, _AT["capital"]] = [view.text[start].isupper() for start in view.starts]
    body[:, _AT["quoted"]] = view.depth > 0
    for content in contents:
        if content.pair >= 0:
            body[content.first : content.last, _AT["filled"]] = 1.0
    if view.pos is not None:
        for prefix, name in (("V", "verb"), ("N", "noun"), ("MD", "modal"), ("TO", "modal"), ("IN", "preposition")):
            body[:, _AT[name]] += [tag.startswith(prefix) for tag in view.pos]
    for spans, role in ((contents, "content"), (cues, "cue"), (sources, "source")):
        for span in spans:
            body[span.first : span.last, _AT[role]] = 1.0
            body[span.first, _AT[role + "s"]] = 1.0
    counts = np.zeros((size + 1, len(_CLASSES)), np.float32)
    np.cumsum(body, axis=0, out=counts[1:])
    return Scene(contents, cues, sources, classes, summed_roles(view), counts, sentence, paragraph)


def summed_roles(view: TokenView) -> Floats:
    """How probable content, source and cue are at each token, row i + 1 for token i; the first and last row are 0."""
    roles = np.zeros((len(view) + 2, 3), np.float32)
    if view.labels is not None:
        probabilities = view.labels.role_probabilities
        for column in range(3):
            roles[1:-1, column] = probabilities[:, 2 * column + 1] + probabilities[:, 2 * column + 2]
    return roles


def _classes_of(word: str) -> list[int]:
    names = [
        name
        for name, members in (
            ("stop", _STOP), ("colon", _COLON), ("dash", _DASH), ("bracket", _BRACKET), ("mark", _MARK),
            ("that", _THAT), ("and", _AND), ("personal", _PERSONAL), ("own", _OWN), ("relative", _RELATIVE),
            ("comma", ","), ("by", ("by",)), ("of", ("of",)),
        )
        if word in members
    ]  # fmt: skip
    if is_word(word):
        names.append("word")
    if is_speech_verb(word):
        names.append("says")
    return [_AT[name] for name in names]


class Sides(NamedTuple):
    """Where spans begin and end, and how sure they are."""

    first: Ints
    last: Ints
    confidence: Floats

    def take(self, index: Ints | slice) -> Sides:
        """The spans at these places."""
        return Sides(self.first[index], self.last[index], self.confidence[index])


def sides(spans: Sequence[RoleSpan]) -> Sides:
    """Spans as arrays."""
    return Sides(
        np.array([span.first for span in spans], np.int64),
        np.array([span.last for span in spans], np.int64),
        np.array([span.confidence for span in spans], np.float32),
    )


def _neighbours(left: Sides, right: Sides) -> tuple[Ints, Ints]:
    """Index pairs of every left span with the right spans next to it."""
    if not len(left.first) or not len(right.first):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    at = np.searchsorted(right.first, left.first)[:, None] + np.arange(-_WINDOW, _WINDOW)
    rows = np.repeat(np.arange(len(left.first)), 2 * _WINDOW)
    columns = at.ravel()
    keep = (columns >= 0) & (columns < len(right.first))
    rows, columns = rows[keep], columns[keep]
    gap = np.maximum(right.first[columns] - left.last[rows], left.first[rows] - right.last[columns])
    return rows[gap <= _REACH], columns[gap <= _REACH]


def relation(scene: Scene, a: Sides, b: Sides) -> Floats:
    """What lies between two spans, and on which side of the first the second stands (arrays of equal length)."""
    after = b.first >= a.first
    low = np.where(after, a.last, b.last)
    high = np.maximum(np.where(after, b.first, a.first), low)
    between = scene.counts[high] - scene.counts[low]
    gap = (high - low).astype(np.float32)
    covered = between[:, [_AT["content"], _AT["cue"], _AT["source"]]].sum(axis=1)
    near_end = np.where(after, a.last - 1, a.first)
    far_end = np.where(after, b.first, b.last - 1)
    sentences = np.abs(scene.sentence[far_end] - scene.sentence[near_end])
    paragraphs = np.abs(scene.paragraph[far_end] - scene.paragraph[near_end])
    bare = between[:, _AT["word"]] - covered
    columns = [after, gap, np.log1p(gap), sentences, paragraphs, gap - covered, bare]
    return np.hstack([np.stack(columns, axis=1).astype(np.float32), between])


def edges(scene: Scene, side: Sides) -> Floats:
    """The classes of the tokens just outside and just inside a span's two ends, its length and its confidence."""
    rows = scene.classes[:, _EDGE]
    around = [rows[side.first], rows[side.first + 1], rows[side.last], rows[side.last + 1]]
    inner = scene.counts[side.last] - scene.counts[side.first]
    length = (side.last - side.first).astype(np.float32)
    picked = inner[
        :, [_AT[name] for name in ("quoted", "says", "verb", "by", "that", "comma", "stop", "capital", "noun")]
    ]
    beyond = [scene.roles[side.first], scene.roles[side.first + 1], scene.roles[side.last], scene.roles[side.last + 1]]
    return np.hstack([*around, *beyond, np.stack([length, np.log1p(length), side.confidence], axis=1), picked])


def _ranks(rows: Ints, gaps: Floats, order: Floats, count: int) -> Floats:
    """For each pair: its place by gap among the pairs of its row, among those on the same side, and the best gap."""
    out = np.zeros((len(rows), 3), np.float32)
    by_gap = np.lexsort((gaps, rows))
    starts = np.searchsorted(rows[by_gap], np.arange(count))
    out[by_gap, 0] = np.arange(len(rows)) - starts[rows[by_gap]]
    sided = rows * 2 + order.astype(np.int64)
    by_side = np.lexsort((gaps, sided))
    starts = np.searchsorted(sided[by_side], np.arange(2 * count))
    out[by_side, 1] = np.arange(len(rows)) - starts[sided[by_side]]
    best = np.full(count, np.inf, np.float32)
    np.minimum.at(best, rows, gaps)
    out[:, 2] = gaps - best[rows]
    return out


class Pairs(NamedTuple):
    """Candidate pairs: the two indices of each, and their features, made for a slice of them at a time."""

    left: Ints
    right: Ints
    features: Callable[[slice], Floats]

    def scored(self, model: Trees) -> NDArray[np.float64]:
        """The probability of each pair; huge documents are taken in parts of bounded size."""
        parts = [model(self.features(slice(low, low + _PART))) for low in range(0, len(self.left), _PART)]
        return np.concatenate(parts) if parts else np.zeros(0)


def cue_pairs(scene: Scene) -> Pairs:
    """Candidate pairs of content and cue."""
    contents, cues = sides(scene.contents), sides(scene.cues)
    i, j = _neighbours(contents, cues)
    a, b = contents.take(i), cues.take(j)
    near = relation(scene, a, b)
    cost = near[:, 1] + 12 * near[:, 3] + 30 * near[:, 4]
    ranks = [_ranks(i, cost, near[:, 0], len(scene.contents)), _ranks(j, cost, near[:, 0], len(scene.cues))]

    def features(part: slice) -> Floats:
        own = [edges(scene, a.take(part)), edges(scene, b.take(part))]
        return np.hstack([near[part], *(rank[part] for rank in ranks), *own])

    return Pairs(i, j, features)


def source_pairs(scene: Scene, contents: Ints, cues: Ints) -> Pairs:
    """Candidate pairs of attribution and source.

    Args:
        scene: the document.
        contents: for each attribution the index of the content nearest to its cue.
        cues: for each attribution the index of its cue, or -1.
    """
    content_side, cue_side, source_side = sides(scene.contents), sides(scene.cues), sides(scene.sources)
    own_content = content_side.take(contents)
    has_cue = cues >= 0
    anchor = own_content
    if has_cue.any():
        own_cue = cue_side.take(np.maximum(cues, 0))
        anchor = Sides(
            np.where(has_cue, own_cue.first, own_content.first),
            np.where(has_cue, own_cue.last, own_content.last),
            np.where(has_cue, own_cue.confidence, own_content.confidence),
        )
    i, j = _neighbours(anchor, source_side)
    a, b, c = anchor.take(i), source_side.take(j), own_content.take(i)
    near = relation(scene, a, b)
    cost = near[:, 1] + 12 * near[:, 3] + 30 * near[:, 4]
    ranks = [_ranks(i, cost, near[:, 0], len(contents)), _ranks(j, cost, near[:, 0], len(scene.sources))]
    cued = has_cue[i][:, None]

    def features(part: slice) -> Floats:
        anchor, source, content, sure = a.take(part), b.take(part), c.take(part), cued[part]
        from_content, to_cue = relation(scene, content, source), relation(scene, content, anchor)
        columns = [sure, near[part], *(rank[part] for rank in ranks), from_content]
        columns += [np.where(sure, to_cue, -1), np.where(sure, edges(scene, anchor), -1)]
        return np.hstack([*columns, edges(scene, source), edges(scene, content)]).astype(np.float32)

    return Pairs(i, j, features)
