"""Training of linear-chain conditional random fields whose features belong to word types and to small context codes.

The gradient of a feature that belongs to a type is the sum over the type's tokens, so that most of the work is done
once a type instead of once a token; a million tokens take seconds an iteration on one core. Tokens whose label is
unknown, or known only to be one of several, are trained on with their allowed labels (partially labelled chains:
Tsuboi et al. 2008). Weights are found by L-BFGS with an L2 penalty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sayso.engine.decoding import Packing

__all__ = ["Block", "ChainData", "Fitted", "fit"]

Floats = NDArray[np.float32]
FORBIDDEN = np.float32(-20.0)


@dataclass(frozen=True, slots=True)
class Block:
    """One group of features: `index` gives each token's row, `atoms`, (rows, features), what rows share, if given."""

    name: str
    index: NDArray[np.int32]
    rows: int
    atoms: sparse.csr_matrix | None = None
    penalty: float = 1.0

    @property
    def features(self) -> int:
        """How many rows of weights the block has."""
        return self.rows if self.atoms is None else int(self.atoms.shape[1])


@dataclass(frozen=True, slots=True)
class ChainData:
    """Sequences to learn from.

    starts: first token of each sequence. allowed: (tokens, labels), True for labels that a token may have.
    weight: (tokens,), constant in a sequence. forbidden: (labels, labels), True for transitions that cannot be.
    """

    blocks: Sequence[Block]
    starts: NDArray[Any]
    allowed: NDArray[np.bool_]
    weight: Floats
    forbidden: NDArray[np.bool_]
    forbidden_start: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights found: (features, labels) for each block by name, transitions and start scores."""

    blocks: dict[str, Floats]
    transitions: Floats
    start: Floats
    loss: float


class _Chunk:
    """Some of the sequences, in packed order."""

    def __init__(self, data: ChainData, starts: NDArray[Any], lengths: NDArray[Any], partial: bool) -> None:
        count = int(lengths.sum())
        inner = np.cumsum(lengths) - lengths
        self.packing = Packing(inner, count)
        order = (np.arange(count) + np.repeat(starts - inner, lengths))[self.packing.order]
        self.index = [block.index[order] for block in data.blocks]
        self.scatter = [
            sparse.csr_matrix(
                (np.ones(count, np.float32), index, np.arange(count + 1)), shape=(count, block.rows)
            ).T.tocsr()
            for block, index in zip(data.blocks, self.index, strict=True)
        ]
        self.allowed = data.allowed[order]
        self.weight = data.weight[order]
        self.partial = partial


def fit(
    data: ChainData,
    *,
    penalty: float = 1.0,
    iterations: int = 100,
    tolerance: float = 2e-4,
    progress: Callable[[str], object] | None = None,
) -> Fitted:
    """Find the weights; the same data give the same weights.

    Args:
        data: blocks and sequences.
        penalty: strength of the L2 penalty, multiplied by each block's own.
        iterations: at most so many steps of L-BFGS.
        tolerance: stop when ten steps improved the loss by less than this share.
        progress: called with a line of text now and then.
    """
    labels = data.allowed.shape[1]
    chunks = _chunks(data)
    shapes = [(block.features, labels) for block in data.blocks] + [(labels, labels), (1, labels)]
    sizes = [rows * columns for rows, columns in shapes]
    cuts = np.cumsum([0, *sizes])
    strength = [np.float32(penalty * block.penalty) for block in data.blocks] + [np.float32(0.1 * penalty)] * 2
    hard = np.where(data.forbidden, FORBIDDEN, np.float32(0))
    hard_start = np.where(data.forbidden_start, FORBIDDEN, np.float32(0))

    def parts(flat: Floats) -> list[Floats]:
        return [flat[a:b].reshape(s) for a, b, s in zip(cuts, cuts[1:], shapes, strict=False)]

    def evaluate(flat: Floats) -> tuple[float, Floats]:
        *tables, transitions, start = parts(flat)
        gradient = np.zeros_like(flat)
        into = parts(gradient)
        rows = [
            table if block.atoms is None else block.atoms @ table
            for block, table in zip(data.blocks, tables, strict=True)
        ]
        row_gradients = [np.zeros_like(row) for row in rows]
        loss = 0.0
        for chunk in chunks:
            scores = np.zeros((len(chunk.weight), labels), np.float32)
            for row, index in zip(rows, chunk.index, strict=True):
                scores += row.take(index, axis=0)
            part, by_token, by_transition, by_start = _chunk_gradient(
                chunk, scores, transitions + hard, start[0] + hard_start
            )
            loss += part
            into[-2][:] += by_transition
            into[-1][0] += by_start
            for scatter, row_gradient in zip(chunk.scatter, row_gradients, strict=True):
                row_gradient += scatter @ by_token
        for block, row_gradient, slot in zip(data.blocks, row_gradients, into, strict=False):
            slot[:] = row_gradient if block.atoms is None else block.atoms.T @ row_gradient
        for slot, weights, by in zip(into, parts(flat), strength, strict=True):
            loss += 0.5 * float(by) * float(np.vdot(weights, weights))
            slot += by * weights
        return loss, gradient

    flat, loss = _lbfgs(evaluate, np.zeros(int(cuts[-1]), np.float32), iterations, tolerance, progress)
    *tables, transitions, start = parts(flat)
    named = {block.name: table for block, table in zip(data.blocks, tables, strict=True)}
    return Fitted(named, transitions + hard, start[0] + hard_start, loss)


def _chunks(data: ChainData, tokens: int = 60_000) -> list[_Chunk]:
    lengths = np.diff(np.append(data.starts, len(data.weight)))
    whole = np.logical_and.reduceat(data.allowed.sum(1) == 1, data.starts)
    out = []
    for partial in (False, True):
        chosen = np.flatnonzero(whole != partial)
        piece = np.cumsum(lengths[chosen]) // tokens
        for number in np.unique(piece):
            some = chosen[piece == number]
            out.append(_Chunk(data, data.starts[some], lengths[some], partial))
    return out


def _chunk_gradient(
    chunk: _Chunk, scores: Floats, transitions: Floats, start: Floats
) -> tuple[float, Floats, Floats, Floats]:
    """Negative log-likelihood and its gradients by token score, transition and start."""
    free = _expectations(chunk, scores, transitions, start)
    if chunk.partial:
        scores = np.where(chunk.allowed, scores, FORBIDDEN * 5)
        bound = _expectations(chunk, scores, transitions, start)
    else:
        bound = _observed(chunk, scores, transitions, start)
    return bound[0] - free[0], free[1] - bound[1], free[2] - bound[2], free[3] - bound[3]


def _observed(
    chunk: _Chunk, scores: Floats, transitions: Floats, start: Floats
) -> tuple[float, Floats, Floats, Floats]:
    steps, sizes = chunk.packing.steps, chunk.packing.sizes
    gold = chunk.allowed.argmax(1)
    weight = chunk.weight
    by_token = np.zeros_like(scores)
    by_token[np.arange(len(gold)), gold] = weight
    by_transition = np.zeros_like(transitions)
    none = np.zeros(0, np.int64)
    before = np.concatenate([none, *(np.arange(steps[t - 1], steps[t - 1] + sizes[t]) for t in range(1, len(sizes)))])
    now = np.arange(steps[1], len(gold))
    np.add.at(by_transition, (gold[before], gold[now]), weight[now])
    by_start = np.bincount(gold[: sizes[0]], weights=weight[: sizes[0]], minlength=len(start)).astype(np.float32)
    total = float((weight * scores[np.arange(len(gold)), gold]).sum(dtype=np.float64))
    total += float((by_transition * transitions).sum()) + float((by_start * start).sum())
    return -total, by_token, by_transition, by_start


def _expectations(
    chunk: _Chunk, scores: Floats, transitions: Floats, start: Floats
) -> tuple[float, Floats, Floats, Floats]:
    steps, sizes = chunk.packing.steps, chunk.packing.sizes
    weight = chunk.weight
    top = scores.max(1, keepdims=True)
    emission = np.exp(scores - top)
    highest = transitions.max()
    step = np.exp(transitions - highest)
    first = np.exp(start - start.max())
    forward = emission.copy()
    scale = np.empty(len(scores), np.float32)
    forward[: sizes[0]] *= first
    for t in range(len(sizes)):
        now = forward[steps[t] : steps[t + 1]]
        if t:
            now *= forward[steps[t - 1] : steps[t - 1] + sizes[t]] @ step
        total = np.maximum(now.sum(1), np.float32(1e-30))
        scale[steps[t] : steps[t + 1]] = total
        now /= total[:, None]
    log_z = np.log(scale) + top[:, 0] + highest
    log_z[: sizes[0]] += start.max() - highest
    total_log_z = float((weight * log_z).sum(dtype=np.float64))
    backward = np.ones_like(emission)
    by_transition = np.zeros_like(transitions)
    for t in range(len(sizes) - 2, -1, -1):
        after = slice(steps[t + 1], steps[t + 2])
        weighted = backward[after] * emission[after] / scale[after][:, None]
        backward[steps[t] : steps[t] + sizes[t + 1]] = weighted @ step.T
        by_transition += forward[steps[t] : steps[t] + sizes[t + 1]].T @ (weighted * weight[after][:, None])
    by_transition *= step
    forward *= backward
    forward *= (weight / np.maximum(forward.sum(1), np.float32(1e-30)))[:, None]
    return -total_log_z, forward, by_transition, forward[: sizes[0]].sum(0)


def _lbfgs(
    evaluate: Callable[[Floats], tuple[float, Floats]],
    x: Floats,
    iterations: int,
    tolerance: float,
    progress: Callable[[str], object] | None,
    memory: int = 6,
) -> tuple[Floats, float]:
    """Limited-memory BFGS (Nocedal & Wright, algorithm 7.4) with a backtracking line search."""
    loss, gradient = evaluate(x)
    history: list[tuple[Floats, Floats, float]] = []
    losses = [loss]
    for iteration in range(iterations):
        direction = -_two_loop(history, gradient)
        slope = float(np.vdot(direction, gradient))
        if slope >= 0:
            history.clear()
            direction, slope = -gradient, -float(np.vdot(gradient, gradient))
        size = 1.0 if history else min(1.0, 1.0 / (float(np.abs(gradient).sum()) + 1e-12)) * 100
        for _ in range(12):
            tried = x + np.float32(size) * direction
            new_loss, new_gradient = evaluate(tried)
            if np.isfinite(new_loss) and new_loss <= loss + 1e-4 * size * slope:
                break
            size *= 0.4
        else:
            break
        moved, turned = tried - x, new_gradient - gradient
        curvature = float(np.vdot(moved, turned))
        if curvature > 1e-10 * float(np.vdot(turned, turned)):
            history.append((moved, turned, 1.0 / curvature))
            del history[:-memory]
        x, loss, gradient = tried, new_loss, new_gradient
        losses.append(loss)
        if progress and iteration % 10 == 9:
            progress(f"step {iteration + 1}: loss {loss:.0f}")
        if len(losses) > 10 and (losses[-11] - loss) / 10 < tolerance * abs(loss):
            break
    return x, loss


def _two_loop(history: list[tuple[Floats, Floats, float]], gradient: Floats) -> Floats:
    q: Floats = gradient.copy()
    factors = []
    for moved, turned, inverse in reversed(history):
        factor = inverse * float(np.vdot(moved, q))
        factors.append(factor)
        q -= np.float32(factor) * turned
    if history:
        moved, turned, inverse = history[-1]
        q *= np.float32(1.0 / (inverse * float(np.vdot(turned, turned))))
    for (moved, turned, inverse), factor in zip(history, reversed(factors), strict=True):
        q += np.float32(factor - inverse * float(np.vdot(turned, q))) * moved
    return q
