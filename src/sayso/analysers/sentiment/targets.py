"""Tone toward a target: what its sentence says of it, read relative to where it stands.

Every word near a target is described by its form, whether it is negated, and its place relative to the target: side,
distance, clause, and on which side of quotation marks. A linear model over these descriptions (hashed), over word
vectors pooled by region, and over the lexicon's weights by region gives three probabilities. As it is linear, each
word's part in the result can be told, and is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.sentiment.compose import Batch, clauses, negation_counts
from sayso.analysers.sentiment.types import Flag, TypeTable

__all__ = [
    "BITS",
    "LEXICAL",
    "REGIONS",
    "Setting",
    "TargetModel",
    "TargetView",
    "hashed_features",
    "lexical_features",
    "region_masks",
    "setting_of",
    "target_view",
]

BITS: Final = 19
REGIONS: Final = 7
LEXICAL: Final = 2 * (REGIONS + 4)
NEIGHBOURS: Final = 1  # sentences to either side that are read too

_Int64 = NDArray[np.int64]
_Bool = NDArray[np.bool_]
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_NEGATED: Final = np.uint64(0xD6E8FEB86659FD93)


@dataclass(slots=True)
class Setting:
    """What a composed batch is like wherever one looks at it from; made once, however many targets there are.

    starts, ends: offsets of its words, those of each text shifted by `width` beyond those of the text before; clause,
    negated, quoted, hashes: of every word; ends_text: whether it is its text's last.
    """

    starts: _Int64
    ends: _Int64
    width: int
    clause: NDArray[np.int32]
    negated: _Bool
    quoted: NDArray[np.int8]
    hashes: NDArray[np.uint64]
    ends_text: _Bool


@dataclass(slots=True)
class TargetView:
    """The words around each target, flat over a batch; `owner` numbers the targets.

    at: index of the word in the batch; distance: words to the target, negative before it; one entry a word.
    first, last: index of each target's first and last word; found: whether any word stands at the target.
    """

    at: _Int64
    owner: _Int64
    distance: _Int64
    same_unit: _Bool
    same_clause: _Bool
    same_side: _Bool
    negated: _Bool
    first: _Int64
    last: _Int64
    found: _Bool
    in_quote: NDArray[np.int64]
    count: int
    setting: Setting


def setting_of(batch: Batch, table: TypeTable) -> Setting:
    """Divide a composed batch into clauses, and mark what is negated or quoted."""
    clause = clauses(batch.flags, batch.units)
    shift = np.repeat(np.arange(len(batch.rows) - 1, dtype=np.int64), np.diff(batch.rows))
    width = int(batch.places[:, 1].max(initial=0)) + 2
    return Setting(
        starts=batch.places[:, 0] + shift * width,
        ends=batch.places[:, 1] + shift * width,
        width=width,
        clause=clause,
        negated=negation_counts(batch, table, clause) % 2 == 1,
        quoted=_inside_marks(batch),
        hashes=table.hashes[batch.types],
        ends_text=np.isin(np.arange(1, len(batch.types) + 1), batch.rows),
    )


def target_view(
    batch: Batch,
    table: TypeTable,
    targets: NDArray[np.int64],
    texts: NDArray[np.int64],
    setting: Setting | None = None,
) -> TargetView:
    """Look at a composed batch from targets: offsets of shape (n, 2), and the text in which each of them stands.

    A batch that is looked at several times has its `setting` made once.
    """
    setting = setting or setting_of(batch, table)
    low, high = batch.rows[texts].astype(np.int64), batch.rows[texts + 1].astype(np.int64)
    first, last = _words_at(setting, targets, texts, low, high)
    found = last >= first
    safe = np.where(found, first, np.minimum(low, max(len(batch.types) - 1, 0)))
    if len(batch.types):
        unit = batch.units[safe].astype(np.int64)
        begin = np.maximum(low, batch.unit_rows[np.maximum(unit - NEIGHBOURS, 0)])
        end = np.minimum(high, batch.unit_rows[np.minimum(unit + 1 + NEIGHBOURS, batch.unit_count)])
    else:
        unit, begin, end = np.zeros_like(low), low, low
    sizes = np.where(found, end - begin, 0)
    owner = np.repeat(np.arange(len(texts)), sizes)
    at = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes) + begin[owner]
    distance = np.where(at < first[owner], at - first[owner], np.where(at > last[owner], at - last[owner], 0))
    keep = distance != 0
    at, owner, distance = at[keep], owner[keep], distance[keep]
    clause, quoted = setting.clause, setting.quoted
    return TargetView(
        at=at,
        owner=owner,
        distance=distance,
        same_unit=batch.units[at] == unit[owner],
        same_clause=clause[at] == clause[safe][owner] if len(at) else np.zeros(0, bool),
        same_side=quoted[at] == quoted[safe][owner] if len(at) else np.zeros(0, bool),
        negated=setting.negated[at],
        first=first,
        last=last,
        found=found,
        in_quote=quoted[safe].astype(np.int64) if len(batch.types) else np.zeros(len(texts), np.int64),
        count=len(texts),
        setting=setting,
    )


def _words_at(
    setting: Setting, targets: NDArray[np.int64], texts: NDArray[np.int64], low: _Int64, high: _Int64
) -> tuple[_Int64, _Int64]:
    """First and last word that each target touches; last < first where there is none."""
    shift = texts * setting.width
    first = np.searchsorted(setting.ends, np.minimum(targets[:, 0], setting.width - 1) + shift, side="right")
    last = np.searchsorted(setting.starts, np.minimum(targets[:, 1], setting.width - 1) + shift, side="left") - 1
    return np.maximum(first, low), np.minimum(last, high - 1)


def _inside_marks(batch: Batch) -> NDArray[np.int8]:
    """1 inside double quotation marks, which begin anew in every text; straight ones open and close in turn."""
    flags, count = batch.flags, len(batch.flags)
    inside = np.zeros(count, np.int8)
    marks = np.flatnonzero(flags & Flag.MARK)
    if not len(marks):
        return inside
    text_of = np.searchsorted(batch.rows, marks, side="right") - 1
    state, text, change = 0, -1, np.zeros(count + 1, np.int8)
    for at, owner in zip(marks.tolist(), text_of.tolist(), strict=True):
        if owner != text:
            if state:
                change[batch.rows[text + 1]] -= 1
            state, text = 0, owner
        both = int(flags[at]) & (Flag.OPENS | Flag.CLOSER)
        new = 1 - state if both == Flag.OPENS | Flag.CLOSER else int(bool(both & Flag.OPENS))
        change[at] += new - state
        state = new
    return np.cumsum(change[:-1]).astype(np.int8)


def hashed_features(batch: Batch, view: TargetView) -> tuple[_Int64, NDArray[np.float32], _Int64, _Int64]:
    """Descriptions of words and of targets: buckets, values, the target of each, and the word in `view` or -1."""
    if not len(view.at):
        empty = np.zeros(0, np.int64)
        return empty, np.zeros(0, np.float32), empty, empty
    hashes = view.setting.hashes
    flags = batch.flags[view.at]
    word = np.flatnonzero((flags & (Flag.WORD | Flag.MARK | Flag.DIGIT | Flag.QUESTION | Flag.EXCLAIM)) != 0)
    at, distance, same_unit = view.at[word], view.distance[word], view.same_unit[word]
    form = hashes[at] ^ np.where(view.negated[word], _NEGATED, np.uint64(0))
    after = (distance > 0).astype(np.uint64)
    gap = np.abs(distance)
    step = np.searchsorted(_STEPS, gap, side="left").astype(np.uint64) * np.uint64(2) + after
    near = same_unit & (gap <= 8)
    parts = [
        _part(1, form, None, word, 1.0, None),
        _part(2, form, after, word, 0.7, None),
        _part(3, form, step, word, 0.7, near),
        _part(4, form, after, word, 0.7, same_unit & view.same_clause[word]),
        _part(5, form, after, word, 0.5, ~view.same_side[word]),
    ]
    following = np.minimum(at + 1, len(hashes) - 1)
    pair_ok = ~view.setting.ends_text[at] & ~(
        (following >= view.first[view.owner[word]]) & (following <= view.last[view.owner[word]])
    )
    pair = hashes[at] * np.uint64(31) + hashes[following] * np.uint64(17)
    parts += [_part(6, pair, None, word, 0.7, pair_ok), _part(7, pair, after, word, 0.7, pair_ok & (gap <= 5))]
    buckets = np.concatenate([part[0] for part in parts])
    values = np.concatenate([part[1] for part in parts])
    places = np.concatenate([part[2] for part in parts])
    own_buckets, own_owners = _own_features(batch, view, hashes)
    return (
        np.concatenate([buckets, own_buckets]),
        np.concatenate([values, np.ones(len(own_buckets), np.float32)]),
        np.concatenate([view.owner[places], own_owners]),
        np.concatenate([places, np.full(len(own_buckets), -1)]),
    )


_STEPS: Final = np.array([1, 2, 4, 8, 15])


def _part(
    kind: int,
    form: NDArray[np.uint64],
    place: NDArray[np.uint64] | None,
    word: _Int64,
    value: float,
    where: _Bool | None,
) -> tuple[_Int64, NDArray[np.float32], _Int64]:
    if where is not None:
        form, word = form[where], word[where]
        place = None if place is None else place[where]
    buckets = _bucket(form, kind, place)
    return buckets, np.full(len(buckets), value, np.float32), word


def _bucket(form: NDArray[np.uint64], kind: int, place: NDArray[np.uint64] | None = None) -> _Int64:
    salt = np.uint64(kind * 0x2545F4914F6CDD1D & 0xFFFFFFFFFFFFFFFF)
    key = form ^ salt
    if place is not None:
        key = key + (place + np.uint64(1)) * np.uint64(0xA24BAED4963EE407)
    key = (key ^ (key >> np.uint64(29))) * _MIX
    return np.asarray(key >> np.uint64(64 - BITS), np.int64)


def _own_features(batch: Batch, view: TargetView, hashes: NDArray[np.uint64]) -> tuple[_Int64, _Int64]:
    """What the target itself is, and the words that touch it, one to three on either side."""
    owners = np.flatnonzero(view.found)
    first, last = view.first[owners], view.last[owners]
    text = np.searchsorted(batch.rows, first, side="right") - 1
    low, high = batch.rows[text], batch.rows[text + 1]
    pronoun = (batch.flags[last] & Flag.PRONOUN) != 0
    buckets = [
        _bucket(np.where(pronoun, hashes[last], np.uint64(7)), 8),
        _bucket(view.in_quote[owners].astype(np.uint64), 9),
        _bucket(np.minimum(first - low, 3).astype(np.uint64), 10),
    ]
    whose = [owners] * 3
    before = np.zeros(len(owners), np.uint64)
    behind = np.zeros(len(owners), np.uint64)
    size = len(hashes) - 1
    for gap in (1, 2, 3):
        right, left = last + gap, first - gap
        before = before * np.uint64(31) + hashes[np.clip(left, 0, size)]
        behind = behind * np.uint64(31) + hashes[np.clip(right, 0, size)]
        inside = right < high
        buckets.append(_bucket(behind[inside], 10 + gap))
        whose.append(owners[inside])
        inside = left >= low
        buckets.append(_bucket(before[inside], 13 + gap))
        whose.append(owners[inside])
        if gap == 1:
            inside = (right < high) & (left >= low)
            buckets.append(_bucket((before * np.uint64(31) + behind)[inside], 17))
            whose.append(owners[inside])
    return np.concatenate(buckets), np.concatenate(whose)


def _regions(view: TargetView) -> list[NDArray[np.bool_]]:
    distance = view.distance
    return [
        (distance < 0) & (distance >= -2),
        (distance < 0) & (distance >= -6),
        distance < 0,
        (distance > 0) & (distance <= 2),
        (distance > 0) & (distance <= 6),
        distance > 0,
        view.same_clause & view.same_unit,
    ]


def region_masks(view: TargetView) -> NDArray[np.float32]:
    """Which regions each word of a view lies in, shape (words, REGIONS), scaled by the root of the region's size."""
    masks = np.stack(_regions(view), axis=1)
    sizes = np.stack([np.bincount(view.owner, masks[:, i], view.count) for i in range(REGIONS)], axis=1)
    return (masks / np.sqrt(np.maximum(sizes, 1))[view.owner]).astype(np.float32)


def lexical_features(batch: Batch, view: TargetView) -> NDArray[np.float32]:
    """Sums of composed weights by region, praise and blame apart: shape (words of the view, LEXICAL)."""
    value = (batch.weights * batch.factors)[view.at]
    masks = np.stack(
        [
            *_regions(view),
            ~view.same_clause,
            ~view.same_unit,
            ~view.same_side,
            np.ones(len(view.distance), bool),
        ],
        axis=1,
    ).astype(np.float32)
    masks[:, -1] = np.exp(-np.abs(view.distance) / 6)
    praise, blame = np.maximum(value, 0), np.minimum(value, 0)
    return np.concatenate([masks * praise[:, None], masks * blame[:, None]], axis=1).astype(np.float32)


class TargetModel:
    """The learnt weights; `read` gives the log-odds of blame and praise against neutral.

    table: (2**BITS, 2) weights of hashed descriptions; vectors: (words, REGIONS, 2) of word forms by region;
    lexical: (LEXICAL, 2); bias: (2,).
    """

    __slots__ = ("bias", "lexical", "table", "vectors")

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        self.table = np.zeros((2**BITS, 2), np.float32)
        self.table[np.cumsum(arrays["gaps"].astype(np.int64))] = arrays["table"]
        self.vectors = np.concatenate([arrays["vectors"].astype(np.float32), np.zeros((1, REGIONS, 2), np.float32)])
        self.lexical = arrays["lexical"].astype(np.float32)
        self.bias = arrays["bias"].astype(np.float32)

    def read(self, batch: Batch, table: TypeTable, view: TargetView) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Log-odds of shape (targets, 2), and each word's part in them, shape (words of the view, 2)."""
        parts = np.zeros((len(view.at), 2))
        buckets, values, owners, places = hashed_features(batch, view)
        found = self.table[buckets] * values[:, None]
        scores = np.zeros((view.count, 2))
        of_word = places >= 0
        for side in (0, 1):
            parts[:, side] += np.bincount(places[of_word], found[of_word, side], len(parts))
            scores[:, side] += np.bincount(owners[~of_word], found[~of_word, side], view.count)
        parts += np.einsum("ir,irc->ic", region_masks(view), self.vectors[table.vector_rows[batch.types[view.at]]])
        parts += lexical_features(batch, view) @ self.lexical
        for side in (0, 1):
            scores[:, side] += np.bincount(view.owner, parts[:, side], view.count)
        return scores + self.bias, parts
