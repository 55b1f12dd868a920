"""Contexts: for each token of a batch, small codes of what stands around it.

A *context* is an array with one code a token, made for the whole batch at once (state of quotation marks, tags around,
distance from the nearest cue word), with the number of its codes; a model holds a row of weights for each code.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.engine.batch import KINDS, Batch, Flags, Ints, any_in, bounds, last_where, next_where, shifted
from sayso.engine.quote_state import quote_state
from sayso.spans import NAME_TAGS, POS_TAGS

__all__ = ["Contexts", "name_contexts", "pos_contexts", "role_contexts", "second_name_contexts", "second_role_contexts"]

Contexts = dict[str, tuple[Ints, int]]
_POS: Final = len(POS_TAGS)
_NAME: Final = len(NAME_TAGS)
_BINS: Final = np.array([0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 7, 7, 8] + [8] * 14 + [9] * 30 + [10])


def _bin(distance: Ints) -> Ints:
    """Distances in eleven steps, 0 to 4 each its own."""
    binned: Ints = _BINS[np.clip(distance, 0, len(_BINS) - 1)]
    return binned


def pos_contexts(batch: Batch, shape: Ints) -> Contexts:
    """Contexts for parts of speech: code array and number of codes by name."""
    sentence = batch.sentence
    first, end = bounds(sentence)
    here = np.arange(len(shape))
    edge = (first == here) + 2 * (end == here + 1)
    before, after = shifted(shape, -1, sentence), shifted(shape, 1, sentence)
    glued = batch.glued * 2 + shifted(batch.glued, 1, sentence)
    return {
        "shapes": (((before * 9 + shape) * 9 + after).astype(np.int64), 729),
        "edge": (((edge * 4 + glued) * 9 + shape).astype(np.int64), 16 * 9),
        "capitals": (_share_of_capitals(sentence, shape) * 9 + shape, 36),
    }


def name_contexts(batch: Batch, shape: Ints, low: Ints, pos: Ints) -> Contexts:
    """Contexts for names: code array and number of codes by name. `low` numbers the lower-cased types."""
    sentence = batch.sentence
    pos = pos.astype(np.int64)
    before, after = shifted(pos, -1, sentence, _POS), shifted(pos, 1, sentence, _POS)
    first = bounds(sentence)[0] == np.arange(len(pos))
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


def _seen(batch: Batch, shape: Ints, low: Ints, first: Flags) -> Ints:
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
) -> Contexts:
    """Contexts for quotation roles: code array and number of codes by name."""
    paragraph, sentence = batch.paragraph, batch.sentence
    count = len(pos)
    here = np.arange(count, dtype=np.int32)
    pos, cue = pos.astype(np.int64), cue.astype(np.int64)
    wide = _POS + 1
    p = {o: shifted(pos, o, paragraph, _POS) for o in (-3, -2, -1, 0, 1, 2, 3)}
    n = {o: shifted(names.astype(np.int64), o, paragraph) for o in (-1, 0, 1)}
    s_first, s_end = bounds(sentence)
    p_first, p_end = bounds(paragraph)
    first, last = s_first == here, s_end == here + 1
    state, opened, closed = quote_state(batch, mark)
    q = {o: shifted(state, o, paragraph, 0) for o in (-2, -1, 0, 1, 2)}
    edge = first + 2 * last

    left = last_where(cue > 0, s_first)
    left = np.where(left == here, shifted(left, -1, sentence, -1), left)
    right = next_where(cue > 0, s_end)
    right = np.where(right == here, shifted(right, 1, sentence, -1), right)
    left_cue = np.where(left >= 0, cue[left], 0)
    right_cue = np.where(right >= 0, cue[right], 0)
    left_far = np.where(left >= 0, _bin(here - left), 11)
    right_far = np.where(right >= 0, _bin(right - here), 11)
    comma = np.cumsum(sign == 1)
    commas_left = np.where(left >= 0, np.minimum(comma - comma[left], 2), 3)
    commas_right = np.where(right >= 0, np.minimum(comma[right] - comma, 2), 3)
    wide_left, wide_right = last_where(cue > 0, p_first), next_where(cue > 0, p_end)
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
) -> Contexts:
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


def _elsewhere(key: Ints, by_label: NDArray[np.float32], use: Flags) -> Ints:
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


def second_role_contexts(batch: Batch, state: Ints, draft: Ints, probabilities: NDArray[np.float32]) -> Contexts:
    """Contexts from a first reading of the roles: which roles the sentence and its neighbours have, and where."""
    paragraph, sentence = batch.paragraph, batch.sentence
    count = len(draft)
    here = np.arange(count, dtype=np.int32)
    draft = draft.astype(np.int64)
    role = (draft + 1) // 2
    d = {o: shifted(draft, o, paragraph) for o in (-3, -2, -1, 0, 1, 2, 3)}
    s_first, s_end = bounds(sentence)
    p_first, p_end = bounds(paragraph)
    sure = np.digitize(probabilities[here, draft], [0.4, 0.55, 0.7, 0.85, 0.95])
    has = [any_in(role == kind, s_first, s_end) for kind in (1, 2, 3)]
    has_all = has[0] + 2 * has[1] + 4 * has[2]
    near = {}
    for kind in (1, 2, 3):
        left = last_where(role == kind, p_first)
        left = np.where(left == here, shifted(left, -1, paragraph, -1), left)
        right = next_where(role == kind, p_end)
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
