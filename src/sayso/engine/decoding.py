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
    cut: Ints = np.repeat(starts, pieces) + within * limit
    return cut


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
    """The state of every token on its sequence's best path (Viterbi).

    Args:
        scores: (tokens, states) in text order.
        transitions: score of going from row state to column state.
        start: score of each state at the start of a sequence.
        packing: of the sequences.
    """
    steps, sizes = packing.steps.tolist(), packing.sizes.tolist()
    if not sizes:
        return np.zeros(0, np.uint8)
    # States come first and sequences last, so that every operation runs over long rows.
    best = np.ascontiguousarray(scores[packing.order].T)
    best[:, : sizes[0]] += start[:, None]
    onward = transitions[:, :, None]
    for t in range(1, len(sizes)):
        before = best[:, None, steps[t - 1] : steps[t - 1] + sizes[t]]
        best[:, steps[t] : steps[t + 1]] += (before + onward).max(0)
    # The way back is found again from the scores: cheaper than an argmax for every state on the way.
    path = np.empty(best.shape[1], np.intp)
    path[steps[-2] :] = best[:, steps[-2] :].argmax(0)
    for t in range(len(sizes) - 1, 0, -1):
        reach = best[:, steps[t - 1] : steps[t]]
        reach[:, : sizes[t]] += transitions[:, path[steps[t] : steps[t + 1]]]
        path[steps[t - 1] : steps[t]] = reach.argmax(0)
    return packing.unpack(path.astype(np.uint8))


def best_path_among(
    scores: Floats, candidates: NDArray[np.uint8], transitions: Floats, start: Floats, packing: Packing
) -> NDArray[np.uint8]:
    """As `best_path`, but each token has a few candidate states only: scores and candidates are (tokens, few)."""
    steps, sizes = packing.steps.tolist(), packing.sizes.tolist()
    if not sizes:
        return np.zeros(0, np.uint8)
    states = np.ascontiguousarray(candidates[packing.order].T).astype(np.intp)
    best = np.ascontiguousarray(scores[packing.order].T)
    best[:, : sizes[0]] += start[states[:, : sizes[0]]]
    flat = np.ascontiguousarray(transitions).ravel()
    rows = states * len(transitions)
    for t in range(1, len(sizes)):
        begin, end, before = steps[t], steps[t + 1], slice(steps[t - 1], steps[t - 1] + sizes[t])
        step = flat.take(rows[:, None, before] + states[None, :, begin:end])
        step += best[:, None, before]
        best[:, begin:end] += step.max(0)
    count = best.shape[1]
    chosen = np.empty(count, np.intp)
    chosen[steps[-2] :] = best[:, steps[-2] :].argmax(0)
    places = np.arange(count)
    for t in range(len(sizes) - 1, 0, -1):
        begin, end, first = steps[t], steps[t + 1], steps[t - 1]
        now = states[chosen[begin:end], places[begin:end]]
        reach = best[:, first:begin]
        reach[:, : sizes[t]] += flat.take(rows[:, first : first + sizes[t]] + now)
        chosen[first:begin] = reach.argmax(0)
    return packing.unpack(states[chosen, places].astype(np.uint8))


def marginals(scores: Floats, transitions: Floats, start: Floats, packing: Packing) -> Floats:
    """Probability of every state of every token, (tokens, states), by forward-backward with scaling.

    Sums run over the states alone and in their order, so results do not depend on what else is in the batch.
    """
    steps, sizes = packing.steps.tolist(), packing.sizes.tolist()
    if not sizes:
        return np.zeros_like(scores)
    emission = np.ascontiguousarray(scores[packing.order].T)
    emission -= emission.max(0)
    np.exp(emission, out=emission)
    step = np.exp(transitions - transitions.max())
    onward, back = step[:, :, None], np.ascontiguousarray(step.T)[:, :, None]
    forward = emission.copy()
    forward[:, : sizes[0]] *= np.exp(start - start.max())[:, None]
    forward[:, : sizes[0]] /= _total(forward[:, : sizes[0]])
    for t in range(1, len(sizes)):
        now = forward[:, steps[t] : steps[t + 1]]
        now *= (forward[:, None, steps[t - 1] : steps[t - 1] + sizes[t]] * onward).sum(0)
        now /= _total(now)
    # `emission` becomes the probability of all that follows, times the emission itself.
    for t in range(len(sizes) - 2, -1, -1):
        now = (emission[:, None, steps[t + 1] : steps[t + 2]] * back).sum(0)
        now /= _total(now)
        place = slice(steps[t], steps[t] + sizes[t + 1])
        forward[:, place] *= now
        emission[:, place] *= now
    forward /= _total(forward)
    return packing.unpack(np.ascontiguousarray(forward.T))


def _total(values: Floats) -> Floats:
    total: Floats = np.maximum(values.sum(0), np.float32(1e-30))
    return total
