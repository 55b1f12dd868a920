"""Which content was said with which cue, and which source said it: learnt from annotated attributions.

Two boosted-tree models score pairs: content with cue, and cue with source. Every attribution has one cue; contents
that choose the same cue are parts of one quotation; a source may serve several attributions. The set-up follows
the annotation of PolNeAR (Newell, Margolin & Ruths 2018), where each attribution is a source, a cue and contents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.quotations.boosting import Trees
from sayso.analysers.quotations.lexicon import is_speech_verb
from sayso.analysers.quotations.spans import RoleSpans
from sayso.analysers.quotations.view import RoleSpan, TokenView

__all__ = ["Draft", "Pairs", "Scene", "cue_pairs", "join", "scene_of", "source_pairs"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

CUE: Final = 0.1  # below this probability a content goes without a cue, an attribution without a source
SOURCE: Final = 0.1
SHARED: Final = 0.5  # at least as probable must every further content of a cue be,
SHARED_MIXED: Final = 0.7  # or if one of them is in marks and the other not
SHARED_MARKS: Final = 0.3  # or if both are
_WINDOW: Final = 4  # how many spans of the other role are looked at on either side,
_PART: Final = 8192  # pairs whose features are held at once
_REACH: Final = 150  # how many tokens away at most
_STOP: Final = frozenset([".", "?", "!", "...", "…", "?!", "!!"])
_COLON: Final = frozenset([":", ";"])
_DASH: Final = frozenset(["—", "--", "–", "-", "―"])
_BRACKET: Final = frozenset("()[]{}")
_MARK: Final = frozenset(["“", "”", '"', "``", "''", "‘", "’", "'", "`", "«", "»", "„", "‟"])
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


@dataclass(slots=True)
class Draft:
    """An attribution in the making: its contents in text order, and how probable cue and source are its own."""

    contents: list[RoleSpan]
    cue: RoleSpan | None = None
    source: RoleSpan | None = None
    cue_score: float = 0.0
    source_score: float = 0.0
    confidence: float = 0.5
    reason: str = ""  # set where the layout decides, not the models


def join(view: TokenView, spans: RoleSpans, models: Mapping[str, Trees]) -> list[Draft]:
    """Give every content its cue, gather the contents of one cue, and give every attribution its source."""
    contents, cues, sources = spans
    if not contents:
        return []
    scene = scene_of(view, contents, cues, sources)
    drafts, near, cue_index = _with_cues(view, scene, models["cue"])
    if sources:
        pairs = source_pairs(scene, np.array(near, np.int64), np.array(cue_index, np.int64))
        i, j = pairs.left, pairs.right
        if len(i):
            probability = pairs.scored(models["source"])
            for row in np.argsort(probability, kind="stable").tolist():
                if probability[row] >= SOURCE:
                    draft = drafts[int(i[row])]
                    draft.source, draft.source_score = sources[int(j[row])], float(probability[row])
    return drafts


def _with_cues(view: TokenView, scene: Scene, model: Trees) -> tuple[list[Draft], list[int], list[int]]:
    """Attributions, and for each the index of the content nearest to its cue and of the cue (-1: none)."""
    contents, cues = scene.contents, scene.cues
    best = np.full(len(contents), -1, np.int64)
    score = np.zeros(len(contents))
    pairs = cue_pairs(scene)
    i, j = pairs.left, pairs.right
    if len(i):
        probability = pairs.scored(model)
        order = np.argsort(probability, kind="stable")
        best[i[order]], score[i[order]] = j[order], probability[order]
        best[score < CUE] = -1
    _share_in_pair(contents, best, score)
    _go_on_speaking(view, scene, best, score)
    _part_from_group(contents, best, score)
    drafts: list[Draft] = []
    members: list[list[int]] = []
    cue_index: list[int] = []
    by_cue: dict[int, int] = {}
    by_pair: dict[int, int] = {}
    for number, content in enumerate(contents):
        cue = int(best[number])
        at = by_cue.get(cue) if cue >= 0 else by_pair.get(content.pair)
        if at is not None and content.apart and drafts[at].contents[0].pair != content.pair:
            at = None
        if at is None:
            at = len(drafts)
            drafts.append(Draft([], cues[cue] if cue >= 0 else None))
            members.append([])
            cue_index.append(cue)
        if cue >= 0:
            by_cue[cue] = at
        elif content.pair >= 0:
            by_pair[content.pair] = at
        drafts[at].contents.append(content)
        drafts[at].cue_score = max(drafts[at].cue_score, float(score[number]) if cue >= 0 else 0.0)
        members[at].append(number)
    near = [
        min(own, key=lambda number: _gap(contents[number], cues[cue])) if cue >= 0 else own[0]
        for own, cue in zip(members, cue_index, strict=True)
    ]
    return drafts, near, cue_index


def _share_in_pair(contents: list[RoleSpan], best: Ints, score: NDArray[np.float64]) -> None:
    """The paragraphs of one quotation have one cue: the best of theirs."""
    by_pair: dict[int, list[int]] = {}
    for number, content in enumerate(contents):
        if content.pair >= 0:
            by_pair.setdefault(content.pair, []).append(number)
    for numbers in by_pair.values():
        if len(numbers) > 1:
            leader = max(numbers, key=lambda number: score[number] if best[number] >= 0 else -1.0)
            best[numbers], score[numbers] = best[leader], score[leader]


def _go_on_speaking(view: TokenView, scene: Scene, best: Ints, score: NDArray[np.float64]) -> None:
    """“A,” said X of Y. “B.” – speech that is a sentence by itself goes on after the attribution before it."""
    for number in range(1, len(scene.contents)):
        before, content = scene.contents[number - 1], scene.contents[number]
        cue = int(best[number - 1])
        if before.pair < 0 or content.pair < 0 or cue < 0 or best[number] == cue or content.apart:
            continue
        between = before.last <= scene.cues[cue].first < content.first
        if not between or scene.sentence[content.first] - scene.sentence[before.last - 1] > 1:
            continue
        if scene.paragraph[before.last - 1] != scene.paragraph[content.first] or not _whole_sentences(view, content):
            continue
        if view.words[before.last - 2] in (",", "?", "!", "…", "...", "—", "--"):
            best[number], score[number] = cue, max(float(score[number - 1]), SHARED_MARKS)


def _whole_sentences(view: TokenView, span: RoleSpan) -> bool:
    """Whether a span begins with a sentence and ends with one, outside and inside its marks."""
    opens = span.first == 0 or view.sentence[span.first - 1] != view.sentence[span.first]
    closes = span.last == len(view) or view.sentence[span.last] != view.sentence[span.last - 1]
    return opens and closes and span.last - span.first > 2 and view.words[span.last - 2] != ","


def _part_from_group(contents: list[RoleSpan], best: Ints, score: NDArray[np.float64]) -> None:
    """Of the contents that choose one cue, leave the best and those that surely go with it."""
    leader: dict[int, int] = {}
    for number in np.argsort(-score, kind="stable").tolist():
        cue = int(best[number])
        if cue < 0:
            continue
        first = leader.setdefault(cue, number)
        mine, theirs = contents[number].pair, contents[first].pair
        if number == first or (mine >= 0 and mine == theirs):
            continue
        marked = (mine >= 0) + (theirs >= 0)
        if score[number] < (SHARED, SHARED_MIXED, SHARED_MARKS)[marked]:
            best[number] = -1


def _gap(a: RoleSpan, b: RoleSpan) -> int:
    return max(b.first - a.last, a.first - b.last, 0)


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
    return Scene(contents, cues, sources, classes, _role_probabilities(view), counts, sentence, paragraph)


def _role_probabilities(view: TokenView) -> Floats:
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
    if any(map(str.isalnum, word)):
        names.append("word")
    if is_speech_verb(word):
        names.append("says")
    return [_AT[name] for name in names]


class _Side(NamedTuple):
    """Spans as arrays."""

    first: Ints
    last: Ints
    confidence: Floats


def _side(spans: Sequence[RoleSpan]) -> _Side:
    return _Side(
        np.array([span.first for span in spans], np.int64),
        np.array([span.last for span in spans], np.int64),
        np.array([span.confidence for span in spans], np.float32),
    )


def _neighbours(left: _Side, right: _Side) -> tuple[Ints, Ints]:
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


def _relation(scene: Scene, a: _Side, b: _Side) -> Floats:
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


def _edges(scene: Scene, side: _Side) -> Floats:
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


def _part(side: _Side, part: slice) -> _Side:
    return _Side(side.first[part], side.last[part], side.confidence[part])


def _take(side: _Side, index: Ints) -> _Side:
    return _Side(side.first[index], side.last[index], side.confidence[index])


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
    contents, cues = _side(scene.contents), _side(scene.cues)
    i, j = _neighbours(contents, cues)
    a, b = _take(contents, i), _take(cues, j)
    relation = _relation(scene, a, b)
    cost = relation[:, 1] + 12 * relation[:, 3] + 30 * relation[:, 4]
    ranks = [_ranks(i, cost, relation[:, 0], len(scene.contents)), _ranks(j, cost, relation[:, 0], len(scene.cues))]

    def features(part: slice) -> Floats:
        sides = [_edges(scene, _part(a, part)), _edges(scene, _part(b, part))]
        return np.hstack([relation[part], *(rank[part] for rank in ranks), *sides])

    return Pairs(i, j, features)


def source_pairs(scene: Scene, contents: Ints, cues: Ints) -> Pairs:
    """Candidate pairs of attribution and source.

    Args:
        scene: the document.
        contents: for each attribution the index of the content nearest to its cue.
        cues: for each attribution the index of its cue, or -1.
    """
    content_side, cue_side, source_side = _side(scene.contents), _side(scene.cues), _side(scene.sources)
    own_content = _take(content_side, contents)
    has_cue = cues >= 0
    anchor = own_content
    if has_cue.any():
        own_cue = _take(cue_side, np.maximum(cues, 0))
        anchor = _Side(
            np.where(has_cue, own_cue.first, own_content.first),
            np.where(has_cue, own_cue.last, own_content.last),
            np.where(has_cue, own_cue.confidence, own_content.confidence),
        )
    i, j = _neighbours(anchor, source_side)
    a, b, c = _take(anchor, i), _take(source_side, j), _take(own_content, i)
    relation = _relation(scene, a, b)
    cost = relation[:, 1] + 12 * relation[:, 3] + 30 * relation[:, 4]
    ranks = [_ranks(i, cost, relation[:, 0], len(contents)), _ranks(j, cost, relation[:, 0], len(scene.sources))]
    cued = has_cue[i][:, None]

    def features(part: slice) -> Floats:
        anchor, source, content, sure = _part(a, part), _part(b, part), _part(c, part), cued[part]
        from_content, to_cue = _relation(scene, content, source), _relation(scene, content, anchor)
        columns = [sure, relation[part], *(rank[part] for rank in ranks), from_content]
        columns += [np.where(sure, to_cue, -1), np.where(sure, _edges(scene, anchor), -1)]
        return np.hstack([*columns, _edges(scene, source), _edges(scene, content)]).astype(np.float32)

    return Pairs(i, j, features)
