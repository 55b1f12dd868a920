"""What the fast tagger looks at: atoms of a word type, and codes of a token's surroundings.

A *type* is a token string. Its *atoms* ("w:said", "s3:aid", "h:x") are worked out once a type; a model holds a row
of weights for each atom and each offset of the window. A *context* is an array with one small code a token, made for
the whole batch at once (state of quotation marks, tags around, distance from the nearest cue word); a model holds a
row of weights for each code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.document import Document
from sayso.spans import NAME_TAGS, POS_TAGS

__all__ = [
    "BOUNDARY",
    "TRAITS",
    "Batch",
    "Lexicon",
    "atoms",
    "batch_of",
    "name_contexts",
    "pos_contexts",
    "role_contexts",
    "second_name_contexts",
    "second_role_contexts",
    "shifted",
    "traits",
]

Ints = NDArray[Any]
BOUNDARY: Final = ""  # the type that stands before the first and after the last token of a sequence
KINDS: Final = (
    "body",
    "headline",
    "kicker",
    "dateline",
    "byline",
    "caption",
    "link",
    "share",
)
_KIND_CODE: Final = {kind: code for code, kind in enumerate(KINDS)}
_POS: Final = len(POS_TAGS)
_NAME: Final = len(NAME_TAGS)

# What is known of a type besides its atoms, one small integer each.
TRAITS: Final = ("mark", "sign", "shape", "cue")
_OPEN, _CLOSE, _STRAIGHT, _SINGLE_OPEN, _SINGLE_CLOSE, _SINGLE = 1, 2, 3, 4, 5, 6
_MARKS: Final = {
    "“": _OPEN, "„": _OPEN, "«": _OPEN, "``": _OPEN, "”": _CLOSE, "»": _CLOSE, '"': _STRAIGHT, "''": _CLOSE,
    "‘": _SINGLE_OPEN, "’": _SINGLE_CLOSE, "'": _SINGLE,
}  # fmt: skip
_SIGNS: Final = {sign: code for code, sign in enumerate(", . : ; ! ? ( ) - – — -- … ... [ ]".split(), 1)}
_FOLDED: Final = str.maketrans("‘’“”„«»–—\xa0", '\'\'"""""-- ')
_DIGIT: Final = re.compile(r"\d")
_RUN: Final = re.compile(r"(.)\1+")
_UPPER, _LOWER, _NUMBER = "X", "x", "9"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists that belong to a model; keys are lower-cased with digits as 0, but `tags` keeps words as they are.

    clusters: cluster of a word by the company it keeps in the training texts, coarse to fine.
    senses: cluster of a word by its input embedding in a sentence encoder, coarse to fine.
    gazetteer: one letter for each list of first names, surnames, places that a word is in.
    tags: the usual Penn tag of a word.
    cues: words that introduce quotations, numbered from 1.
    """

    clusters: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    senses: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    gazetteer: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    cues: Mapping[str, int] = field(default_factory=dict)


def atoms(word: str, lexicon: Lexicon) -> list[str]:
    """The atoms of a type, each "kind:value"; kinds are listed in `sayso.learn.fast`."""
    if not word:
        return ["b:"]
    word = word.translate(_FOLDED)
    low = _DIGIT.sub("0", word.lower())[:40]
    shape = _shape(word)
    out = [f"w:{low}", f"h:{shape}", f"H:{shape}{min(len(word), 8)}"]
    if word != low:
        out.append(f"W:{word[:40]}")
    if len(low) > 3 or not low.isalpha():
        out += [
            f"s1:{low[-1:]}",
            f"s2:{low[-2:]}",
            f"s3:{low[-3:]}",
            f"s4:{low[-4:]}",
            f"p2:{low[:2]}",
            f"p3:{low[:3]}",
        ]
        out.append(f"S:{shape[0]}{low[-2:]}")
    clusters = lexicon.clusters.get(low)
    if clusters is not None:
        out += [f"c{i}:{cluster}" for i, cluster in enumerate(clusters)]
    else:
        out.append(f"c:{shape}")
    senses = lexicon.senses.get(low)
    if senses is not None:
        out += [f"e{i}:{sense}" for i, sense in enumerate(senses)]
        out.append(f"E:{shape[0]}{senses[-1]}")
    else:
        out.append(f"e:{shape}")
    tag = lexicon.tags.get(word)
    out.append(f"t:{tag}" if tag else f"t:{lexicon.tags.get(low)}{shape[0]}")
    lists = lexicon.gazetteer.get(low)
    if lists is not None and shape[0] == _UPPER:
        out += [f"g:{name}" for name in lists]
        out.append(f"G:{lists}")
    return out


def _shape(word: str) -> str:
    letters = "".join(
        _UPPER if c.isupper() else _LOWER if c.isalpha() else _NUMBER if c.isdigit() else c for c in word[:24]
    )
    return _RUN.sub(r"\1", letters)


def traits(word: str, lexicon: Lexicon) -> tuple[int, int, int, int]:
    """Mark, sign, shape and cue code of a type (`TRAITS`)."""
    mark = _MARKS.get(word, 0)
    if word.isalpha():
        shape = 1 if word.islower() else 2 if word.istitle() else 3 if len(word) > 1 and word.isupper() else 4
    elif word.isdigit():
        shape = 5
    else:
        shape = 6 if word[:1].isupper() else 7 if any(c.isalnum() for c in word) else 8 if word else 0
    return mark, _SIGNS.get(word, 0), shape, lexicon.cues.get(word.lower(), 0)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Tokens of several documents in one row of arrays, each int32 of shape (tokens,).

    types: index into `vocabulary`, whose entry 0 is `BOUNDARY`. paragraph, sentence and document count up over the
    whole batch. kind is the paragraph's kind, as an index into `KINDS`. `glued` says that no space stands before.
    """

    vocabulary: Sequence[str]
    types: Ints
    document: Ints
    paragraph: Ints
    sentence: Ints
    kind: Ints
    glued: Ints

    def __len__(self) -> int:
        return len(self.types)

    def part(self, first: int, last: int) -> Batch:
        """The tokens from `first` up to `last` as a batch of their own."""
        place = slice(first, last)
        used, types = np.unique(np.append(self.types[place], 0), return_inverse=True)
        columns = (column[place] for column in (self.document, self.paragraph, self.sentence, self.kind, self.glued))
        return Batch([self.vocabulary[i] for i in used.tolist()], types[:-1].astype(np.int32), *columns)


class _Numbers(dict[str, int]):
    """Numbers strings in the order in which they are first asked for."""

    def __missing__(self, key: str) -> int:
        self[key] = number = len(self)
        return number


def batch_of(docs: Sequence[Document]) -> Batch:
    """Gather the tokens of documents that have the layers paragraphs, tokens and sentences."""
    ids = _Numbers({BOUNDARY: 0})
    types: list[int] = []
    columns: list[tuple[Ints, ...]] = []
    paragraphs = sentences = 0
    for number, doc in enumerate(docs):
        text, spans = doc.text, doc.tokens
        pairs = zip(spans.starts.tolist(), spans.ends.tolist(), strict=True)
        types += map(ids.__getitem__, [text[start:end] for start, end in pairs])
        paragraph = np.maximum(np.searchsorted(doc.paragraphs.starts, spans.starts, "right") - 1, 0)
        sentence = np.maximum(np.searchsorted(doc.sentences.starts, spans.starts, "right") - 1, 0)
        kinds = np.array([_KIND_CODE[kind] for kind in doc.paragraphs.kinds] or [0], np.int32)
        glued = np.zeros(len(spans), np.int32)
        glued[1:] = spans.starts[1:] == spans.ends[:-1]
        document = np.full(len(spans), number)
        columns.append(
            (
                document,
                paragraph + paragraphs,
                sentence + sentences,
                kinds[paragraph],
                glued,
            )
        )
        paragraphs += len(doc.paragraphs) + 1
        sentences += len(doc.sentences) + 1
    joined = (np.concatenate(column).astype(np.int32) for column in zip(*columns, strict=True))
    document, paragraph, sentence, kind, glued = joined if columns else (np.zeros(0, np.int32),) * 5
    return Batch(list(ids), np.array(types, np.int32), document, paragraph, sentence, kind, glued)


def shifted(values: Ints, offset: int, group: Ints, outside: int = 0) -> Ints:
    """`values[i + offset]` for each i, and `outside` where that place is in another group or beyond the end."""
    if offset == 0:
        return values
    out = np.full(len(values), outside, values.dtype)
    if offset > 0:
        same = group[offset:] == group[:-offset]
        out[:-offset][same] = values[offset:][same]
    else:
        same = group[-offset:] == group[:offset]
        out[-offset:][same] = values[:offset][same]
    return out


def _last(condition: NDArray[np.bool_], group_start: Ints) -> Ints:
    """Place of the last token so far, this one included, where the condition holds in the group; else -1."""
    places = np.maximum.accumulate(np.where(condition, np.arange(len(condition), dtype=np.int32), np.int32(-1)))
    return np.where(places >= group_start, places, np.int32(-1))


def _next(condition: NDArray[np.bool_], group_end: Ints) -> Ints:
    """Place of the first token from this one on where the condition holds in the group; else -1."""
    count = len(condition)
    places = np.where(condition, np.arange(count, dtype=np.int32), np.int32(count))
    places = np.minimum.accumulate(places[::-1])[::-1]
    return np.where(places < group_end, places, np.int32(-1))


def _bounds(group: Ints) -> tuple[Ints, Ints]:
    """First place and one past the last place of the group that each token is in."""
    if len(group) == 0:
        return group, group
    new = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1]))).astype(np.int32)
    sizes = np.diff(np.append(new, len(group)))
    return np.repeat(new, sizes), np.repeat(new + sizes, sizes).astype(np.int32)


_BINS: Final = np.array([0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 7, 7, 8] + [8] * 14 + [9] * 30 + [10])


def _bin(distance: Ints) -> Ints:
    """Distances in eleven steps, 0 to 4 each its own."""
    binned: Ints = _BINS[np.clip(distance, 0, len(_BINS) - 1)]
    return binned


def pos_contexts(batch: Batch, shape: Ints) -> dict[str, tuple[Ints, int]]:
    """Contexts for parts of speech: code array and number of codes by name."""
    sentence = batch.sentence
    first, end = _bounds(sentence)
    here = np.arange(len(shape))
    edge = (first == here) + 2 * (end == here + 1)
    before, after = shifted(shape, -1, sentence), shifted(shape, 1, sentence)
    glued = batch.glued * 2 + shifted(batch.glued, 1, sentence)
    return {
        "shapes": (((before * 9 + shape) * 9 + after).astype(np.int64), 729),
        "edge": (((edge * 4 + glued) * 9 + shape).astype(np.int64), 16 * 9),
        "capitals": (_share_of_capitals(sentence, shape) * 9 + shape, 36),
    }


def name_contexts(batch: Batch, shape: Ints, low: Ints, pos: Ints) -> dict[str, tuple[Ints, int]]:
    """Contexts for names: code array and number of codes by name. `low` numbers the lower-cased types."""
    sentence = batch.sentence
    pos = pos.astype(np.int64)
    before, after = shifted(pos, -1, sentence, _POS), shifted(pos, 1, sentence, _POS)
    first = _bounds(sentence)[0] == np.arange(len(pos))
    side = shifted(shape, -1, sentence), shifted(shape, 1, sentence)
    seen = _seen(batch, shape, low, first)
    capitals = _share_of_capitals(sentence, shape)
    wide = _POS + 1
    return {
        "tags": ((before * wide + pos) * wide + after, wide**3),
        "tag": (pos, _POS),
        "tag_before": (shifted(pos, -2, sentence, _POS) * wide + before, wide**2),
        "tag_after": (after * wide + shifted(pos, 2, sentence, _POS), wide**2),
        "shapes": ((side[0] * 9 + shape) * 9 + side[1] + 729 * first, 2 * 729),
        "seen": ((seen * 9 + shape) * 2 + first, 16 * 18),
        "capitals": (
            (capitals * 9 + shape) * len(KINDS) + batch.kind,
            4 * 9 * len(KINDS),
        ),
    }


def _seen(batch: Batch, shape: Ints, low: Ints, first: NDArray[np.bool_]) -> Ints:
    """How the same word stands elsewhere in the document: lower-cased, capitalised inside a sentence (0 to 15)."""
    if len(low) == 0:
        return low
    key = batch.document.astype(np.int64) * (int(low.max()) + 1) + low
    _, place = np.unique(key, return_inverse=True)
    lower = np.bincount(place, weights=shape == 1)[place]
    upper = np.bincount(place, weights=((shape == 2) | (shape == 3) | (shape == 6)) & ~first)[place]
    own = ((shape == 2) | (shape == 3) | (shape == 6)) & ~first
    others = upper - own
    seen: Ints = (np.minimum(lower, 3) * 4 + np.minimum(others, 3)).astype(np.int64)
    return seen


def _share_of_capitals(sentence: Ints, shape: Ints) -> Ints:
    """Whether a sentence is written in capitals or title case, as headlines are: 0 few, 3 nearly all."""
    if len(shape) == 0:
        return shape
    index = sentence - sentence[0]
    upper = np.bincount(index, weights=(shape == 2) | (shape == 3))
    letters = upper + np.bincount(index, weights=shape == 1)
    share = upper / np.maximum(letters, 1)
    steps: Ints = np.digitize(share, [0.4, 0.65, 0.9])[index].astype(np.int64)
    return steps


def role_contexts(
    batch: Batch,
    mark: Ints,
    sign: Ints,
    cue: Ints,
    pos: Ints,
    names: Ints,
    cue_count: int,
) -> dict[str, tuple[Ints, int]]:
    """Contexts for quotation roles: code array and number of codes by name."""
    paragraph, sentence = batch.paragraph, batch.sentence
    count = len(pos)
    here = np.arange(count, dtype=np.int32)
    pos, cue = pos.astype(np.int64), cue.astype(np.int64)
    wide = _POS + 1
    p = {o: shifted(pos, o, paragraph, _POS) for o in (-3, -2, -1, 0, 1, 2, 3)}
    n = {o: shifted(names.astype(np.int64), o, paragraph) for o in (-1, 0, 1)}
    s_first, s_end = _bounds(sentence)
    p_first, p_end = _bounds(paragraph)
    first, last = s_first == here, s_end == here + 1
    state, opened, closed = quote_state(batch, mark)
    q = {o: shifted(state, o, paragraph, 0) for o in (-2, -1, 0, 1, 2)}
    edge = first + 2 * last

    left = _last(cue > 0, s_first)
    left = np.where(left == here, shifted(left, -1, sentence, -1), left)
    right = _next(cue > 0, s_end)
    right = np.where(right == here, shifted(right, 1, sentence, -1), right)
    left_cue = np.where(left >= 0, cue[left], 0)
    right_cue = np.where(right >= 0, cue[right], 0)
    left_far = np.where(left >= 0, _bin(here - left), 11)
    right_far = np.where(right >= 0, _bin(right - here), 11)
    comma = np.cumsum(sign == 1)
    commas_left = np.where(left >= 0, np.minimum(comma - comma[left], 2), 3)
    commas_right = np.where(right >= 0, np.minimum(comma[right] - comma, 2), 3)
    wide_left, wide_right = _last(cue > 0, p_first), _next(cue > 0, p_end)
    far = np.where(wide_left >= 0, np.minimum(sentence - sentence[wide_left], 2), 3) * 4
    far += np.where(wide_right >= 0, np.minimum(sentence[wide_right] - sentence, 2), 3)

    before_open = np.where(opened >= 0, shifted(pos, -1, paragraph, _POS)[opened], _POS)
    after_close = np.where(closed >= 0, shifted(pos, 1, paragraph, _POS)[closed], _POS)
    size = np.where((opened >= 0) & (closed >= 0), np.digitize(closed - opened, [3, 5, 8, 14]), 5)
    into = np.where(opened >= 0, np.minimum(here - opened, 3), 0)
    inside = state > 0
    size = np.where(inside, size, 6)

    sentence_in_paragraph = np.minimum(sentence - sentence[p_first], 3) if count else sentence
    begins = np.where(s_first >= 0, np.minimum(here - s_first, 3), 3) if count else here
    cues = cue_count + 1
    return {
        "quote": ((((q[-2] * 5 + q[-1]) * 5 + q[0]) * 5 + q[1]) * 5 + q[2], 5**5),
        "quote_edge": (((q[-1] * 5 + q[0]) * 5 + q[1]) * 4 + edge, 500),
        "quote_size": ((size * 4 + into) * 5 + state, 7 * 4 * 5),
        "quote_before": (
            (np.where(inside, before_open, wide) * 5 + state) * 7 + size,
            (wide + 1) * 35,
        ),
        "quote_after": (
            (np.where(inside, after_close, wide) * 5 + state) * 7 + size,
            (wide + 1) * 35,
        ),
        "tag": (pos, _POS),
        "tags": ((p[-1] * wide + p[0]) * wide + p[1], wide**3),
        "tags_before": ((p[-2] * wide + p[-1]) * wide + p[0], wide**3),
        "tags_after": ((p[0] * wide + p[1]) * wide + p[2], wide**3),
        "tag_2": (p[-2] * 5 + state, wide * 5),
        "tag2": (p[2] * 5 + state, wide * 5),
        "tag_3": (p[-3], wide),
        "tag3": (p[3], wide),
        "names": ((n[-1] * _NAME + n[0]) * _NAME + n[1], _NAME**3),
        "left_cue": (left_cue * 12 + left_far, cues * 12),
        "right_cue": (right_cue * 12 + right_far, cues * 12),
        "left_cue_tag": (left_cue * wide + pos, cues * wide),
        "right_cue_tag": (right_cue * wide + pos, cues * wide),
        "cues": (((left_far * 12 + right_far) * 5 + state) * 4 + edge, 12 * 12 * 20),
        "left_comma": ((commas_left * 12 + left_far) * wide + pos, 4 * 12 * wide),
        "right_comma": ((commas_right * 12 + right_far) * wide + pos, 4 * 12 * wide),
        "far": ((far * 5 + state) * 4 + sentence_in_paragraph, 16 * 20),
        "place": (
            ((batch.kind * 4 + sentence_in_paragraph) * 4 + begins) * 5 + state,
            len(KINDS) * 80,
        ),
    }


def second_name_contexts(
    batch: Batch,
    shape: Ints,
    low: Ints,
    draft: Ints,
    probabilities: NDArray[np.float32],
) -> dict[str, tuple[Ints, int]]:
    """Contexts from a first reading of the names: what the same words were taken for elsewhere in the document."""
    group = batch.sentence
    draft = draft.astype(np.int64)
    by_label = np.stack(
        [
            probabilities[:, 0],
            *(probabilities[:, i : i + 2].sum(1) for i in (1, 3, 5, 7)),
        ],
        axis=1,
    )
    capital = (shape == 2) | (shape == 3) | (shape == 4) | (shape == 6)
    span = int(low.max()) + 2 if len(low) else 1
    word = batch.document.astype(np.int64) * span + low
    following = shifted(low, 1, group, span - 1)
    word_says = _elsewhere(word, by_label, capital)
    pair_says = _elsewhere(word * span + following, by_label, capital)
    previous_pair = shifted(pair_says, -1, group)
    says = {o: shifted(word_says, o, group) for o in (-1, 0, 1)}
    tags = {o: shifted(draft, o, group) for o in (-2, -1, 0, 1, 2)}
    sure = np.digitize(probabilities[np.arange(len(draft)), draft], [0.5, 0.7, 0.9, 0.98])
    return {
        "elsewhere": ((says[-1] * 16 + says[0]) * 16 + says[1], 16**3),
        "elsewhere_tag": ((word_says * _NAME + draft) * 5 + sure, 16 * _NAME * 5),
        "elsewhere_pair": (
            (pair_says * 16 + previous_pair) * _NAME + draft,
            256 * _NAME,
        ),
        "draft": ((tags[-1] * _NAME + tags[0]) * _NAME + tags[1], _NAME**3),
        "draft_wide": ((tags[-2] * _NAME + tags[0]) * _NAME + tags[2], _NAME**3),
    }


def _elsewhere(key: Ints, by_label: NDArray[np.float32], use: NDArray[np.bool_]) -> Ints:
    """What other tokens of the same key are: 0 none or unused, else 1 + 3 * label + how surely (0 to 2)."""
    if len(key) == 0:
        return key
    _, place = np.unique(key, return_inverse=True)
    own = np.where(use[:, None], np.round(by_label * 256), 0)  # whole numbers: sums do not depend on their order
    total = np.stack([np.bincount(place, weights=column) for column in own.T], axis=1)[place] - own
    mass = total.sum(1)
    best = total.argmax(1)
    share = np.digitize(total.max(1) / np.maximum(mass, 1), [0.6, 0.9])
    return np.where(use & (mass > 0), 1 + 3 * best + share, 0)


def second_role_contexts(
    batch: Batch, state: Ints, draft: Ints, probabilities: NDArray[np.float32]
) -> dict[str, tuple[Ints, int]]:
    """Contexts from a first reading of the roles: which roles the sentence and its neighbours have, and where."""
    paragraph, sentence = batch.paragraph, batch.sentence
    count = len(draft)
    here = np.arange(count, dtype=np.int32)
    draft = draft.astype(np.int64)
    role = (draft + 1) // 2
    d = {o: shifted(draft, o, paragraph) for o in (-3, -2, -1, 0, 1, 2, 3)}
    s_first, s_end = _bounds(sentence)
    p_first, p_end = _bounds(paragraph)
    sure = np.digitize(probabilities[here, draft], [0.4, 0.55, 0.7, 0.85, 0.95])
    has = [_any(role == kind, s_first, s_end) for kind in (1, 2, 3)]
    has_all = has[0] + 2 * has[1] + 4 * has[2]
    near = {}
    for kind in (1, 2, 3):
        left = _last(role == kind, p_first)
        left = np.where(left == here, shifted(left, -1, paragraph, -1), left)
        right = _next(role == kind, p_end)
        right = np.where(right == here, shifted(right, 1, paragraph, -1), right)
        other_left = np.where(left >= 0, sentence != sentence[left], False)
        other_right = np.where(right >= 0, sentence != sentence[right], False)
        far_left = np.where(left >= 0, np.where(other_left, 11, _bin(here - left)), 12)
        far_right = np.where(right >= 0, np.where(other_right, 11, _bin(right - here)), 12)
        near[kind] = far_left, far_right
    spread = {
        kind: np.digitize(
            probabilities[:, 2 * kind - 1 : 2 * kind + 1].sum(1),
            [0.1, 0.3, 0.5, 0.7, 0.9],
        )
        for kind in (1, 2, 3)
    }
    sides = [np.minimum(far // 4, 3) for kind in (1, 2, 3) for far in near[kind]]
    outline = 0
    for side in sides:
        outline = outline * 4 + side
    previous_has = np.where(s_first > p_first, has_all[np.maximum(s_first - 1, 0)], 8)
    next_has = np.where(s_end < p_end, has_all[np.minimum(s_end, count - 1)], 8)
    return {
        "draft": ((d[-1] * 7 + d[0]) * 7 + d[1], 343),
        "draft_wide": (((d[-2] * 7 + d[-1]) * 7 + d[1]) * 7 + d[2], 7**4),
        "draft_sure": ((draft * 6 + sure) * 5 + state, 7 * 30),
        "draft_probable": ((spread[1] * 6 + spread[2]) * 6 + spread[3], 216),
        "draft_roles": ((has_all * 7 + draft) * 5 + state, 8 * 35),
        "draft_content": ((near[1][0] * 13 + near[1][1]) * 7 + draft, 169 * 7),
        "draft_source": ((near[2][0] * 13 + near[2][1]) * 7 + draft, 169 * 7),
        "draft_cue": ((near[3][0] * 13 + near[3][1]) * 7 + draft, 169 * 7),
        "draft_outline": (outline * 4 + role, 4**7),
        "draft_sentences": ((previous_has * 9 + next_has) * 8 + has_all, 81 * 8),
    }


def _any(condition: NDArray[np.bool_], first: Ints, end: Ints) -> Ints:
    total = np.concatenate(([0], np.cumsum(condition)))
    return (total[end] > total[first]).astype(np.int64)


def quote_state(batch: Batch, mark: Ints) -> tuple[Ints, Ints, Ints]:
    """Where tokens stand to double quotation marks (single ones where no double one is open).

    Returns:
        state: 0 outside, 1 opening mark, 2 inside, 3 closing mark, 4 inside a quotation that its paragraph leaves open.
        opened, closed: place of the opening and closing mark around each token, or -1.
    """
    count = len(mark)
    here = np.arange(count, dtype=np.int32)
    first, end = _bounds(batch.paragraph)
    straight = mark == _STRAIGHT
    number = np.cumsum(straight)
    odd = (number - (number - straight)[first]) % 2 == 1 if count else straight
    spaced_after = shifted(batch.glued, 1, batch.paragraph) == 0
    single_open = (mark == _SINGLE_OPEN) | ((mark == _SINGLE) & (batch.glued == 0) & ~spaced_after)
    single_close = ((mark == _SINGLE_CLOSE) | (mark == _SINGLE)) & (batch.glued == 1) & spaced_after
    opens = (mark == _OPEN) | (straight & odd)
    closes = (mark == _CLOSE) | (straight & ~odd)
    state, opened, closed = _pair(opens, closes, first, end, here)
    # A single mark counts only outside double ones and only as one of a pair.
    free = state == 0
    s_state, s_opened, s_closed = _pair(single_open & free, single_close & free, first, end, here)
    use = free & (s_state > 0) & (s_closed >= 0) & (s_opened >= 0)
    state = np.where(use, s_state, state)
    return state, np.where(use, s_opened, opened), np.where(use, s_closed, closed)


def _pair(
    opens: NDArray[np.bool_],
    closes: NDArray[np.bool_],
    first: Ints,
    end: Ints,
    here: Ints,
) -> tuple[Ints, Ints, Ints]:
    last_open, last_close = _last(opens, first), _last(closes, first)
    # A closing mark closes what was open just before it.
    open_before = np.where(closes, np.where(here > first, _at(last_open, here - 1), -1), last_open)
    close_before = np.where(closes, np.where(here > first, _at(last_close, here - 1), -1), last_close)
    inside = open_before > close_before
    next_close = _next(closes, end)
    state = np.where(
        opens,
        1,
        np.where(closes & inside, 3, np.where(inside, np.where(next_close >= 0, 2, 4), 0)),
    )
    inside = state > 0
    return (
        state.astype(np.int64),
        np.where(inside, open_before, -1),
        np.where(inside, next_close, -1),
    )


def _at(values: Ints, places: Ints) -> Ints:
    return values[np.maximum(places, 0)]
