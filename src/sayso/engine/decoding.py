"""Linear-chain decoding of many sequences at once: best paths and marginals, step by step over a packed layout."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Packing", "best_path", "best_path_among", "marginals", "sequences"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


def sequences(group: NDArray[Any], limit: int) -> Ints:
    """Start of every run of equal values in `group`, longer runs cut after each `limit` tokens."""
    if len(group) == 0:
        return np.zeros(0, np.int64)
    starts = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))
    lengths = np.diff(np.append(starts, len(group)))
    pieces = -(-lengths // limit)
    if pieces.max() == 1:
        return starts
    within = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    return np.repeat(starts, pieces) + within * limit


class Packing:
    """Order of tokens in which step t of all sequences lies together, longest sequence first.

    `order[k]` is the token at packed place k; `steps[t]:steps[t + 1]` are the places of step t.
    """

    __slots__ = ("order", "sizes", "steps")

    def __init__(self, starts: NDArray[Any], count: int) -> None:
        lengths = np.diff(np.append(starts, count))
        rank = np.empty(len(starts), np.int64)
        rank[np.argsort(-lengths, kind="stable")] = np.arange(len(starts))
        longest = int(lengths.max()) if len(lengths) else 0
        ended = np.bincount(lengths, minlength=longest + 1)
        self.sizes = (len(starts) - np.cumsum(ended)[:-1])[:longest] if longest else np.zeros(0, np.int64)
        self.steps = np.concatenate(([0], np.cumsum(self.sizes)))
        step = np.arange(count) - np.repeat(starts, lengths)
        self.order = np.empty(count, np.int64)
        self.order[self.steps[step] + np.repeat(rank, lengths)] = np.arange(count)

    def unpack(self, packed: NDArray[Any]) -> NDArray[Any]:
        """Values in packed order back in text order."""
        out = np.empty_like(packed)
        out[self.order] = packed
        return out


def best_path(scores: Floats, transitions: Floats, start: Floats, packing: Packing) -> NDArray[np.uint8]:
    """The label of every token on its sequence's best path (Viterbi).

    Args:
        scores: (tokens, labels) in text order.
        transitions: score of going from row label to column label.
        start: score of each label at the start of a sequence.
    """
    best = scores[packing.order]
    steps, sizes = packing.steps, packing.sizes
    if len(sizes) == 0:
        return np.zeros(0, np.uint8)
    best[: sizes[0]] += start
    for t in range(1, len(sizes)):
        previous = best[steps[t - 1] : steps[t - 1] + sizes[t]]
        best[steps[t] : steps[t + 1]] += (previous[:, :, None] + transitions).max(1)
    # The way back is found again from the scores: cheaper than an argmax for every label on the way.
    path = np.empty(len(best), np.int64)
    into = np.ascontiguousarray(transitions.T)
    path[steps[-2] :] = best[steps[-2] :].argmax(1)
    for t in range(len(sizes) - 1, 0, -1):
        now, before = path[steps[t] : steps[t + 1]], best[steps[t - 1] : steps[t]]
        ends_here = before[sizes[t] :].argmax(1)
        goes_on = (before[: sizes[t]] + into[now]).argmax(1)
        path[steps[t - 1] : steps[t]] = np.concatenate((goes_on, ends_here))
    return packing.unpack(path.astype(np.uint8))


def best_path_among(
    scores: Floats, candidates: NDArray[np.uint8], transitions: Floats, start: Floats, packing: Packing
) -> NDArray[np.uint8]:
    """As `best_path`, but each token has a few candidate labels only: scores and candidates are (tokens, few)."""
    steps, sizes = packing.steps, packing.sizes
    if len(sizes) == 0:
        return np.zeros(0, np.uint8)
    labels = candidates[packing.order].astype(np.intp)
    best = scores[packing.order]
    best[: sizes[0]] += start[labels[: sizes[0]]]
    for t in range(1, len(sizes)):
        begin, end, before = steps[t], steps[t + 1], slice(steps[t - 1], steps[t - 1] + sizes[t])
        step = transitions[labels[before][:, :, None], labels[begin:end][:, None, :]]
        step += best[before][:, :, None]
        best[begin:end] += step.max(1)
    chosen = np.empty(len(best), np.intp)
    chosen[steps[-2] :] = best[steps[-2] :].argmax(1)
    for t in range(len(sizes) - 1, 0, -1):
        begin, end, before = steps[t], steps[t + 1], slice(steps[t - 1], steps[t])
        now = labels[np.arange(begin, end), chosen[begin:end]]
        reach = best[before]
        reach[: sizes[t]] += transitions[labels[before][: sizes[t]], now[:, None]]
        chosen[before] = reach.argmax(1)
    return packing.unpack(labels[np.arange(len(labels)), chosen].astype(np.uint8))


def marginals(scores: Floats, transitions: Floats, start: Floats, packing: Packing) -> Floats:
    """Probability of every label of every token, (tokens, labels), by forward-backward with scaling.

    Sums run over the label axis alone, so results do not depend on what else is in the batch.
    """
    emission = scores[packing.order]
    emission -= emission.max(1, keepdims=True)
    np.exp(emission, out=emission)
    steps, sizes = packing.steps, packing.sizes
    if len(sizes) == 0:
        return emission
    step = np.exp(transitions - transitions.max())
    forward = emission.copy()
    forward[: sizes[0]] *= np.exp(start - start.max())
    forward[: sizes[0]] /= _total(forward[: sizes[0]])
    for t in range(1, len(sizes)):
        now = forward[steps[t] : steps[t + 1]]
        now *= (forward[steps[t - 1] : steps[t - 1] + sizes[t]][:, :, None] * step).sum(1)
        now /= _total(now)
    backward = np.ones_like(emission)
    back = np.ascontiguousarray(step.T)
    for t in range(len(sizes) - 2, -1, -1):
        after = slice(steps[t + 1], steps[t + 2])
        now = ((backward[after] * emission[after])[:, :, None] * back).sum(1)
        backward[steps[t] : steps[t] + sizes[t + 1]] = now / _total(now)
    forward *= backward
    forward /= _total(forward)
    return packing.unpack(forward)


def _total(values: Floats) -> Floats:
    return np.maximum(values.sum(1, keepdims=True), np.float32(1e-30))
