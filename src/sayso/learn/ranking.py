"""A small network that picks one of several candidates or none, fitted by gradient descent on the choice as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.coreference.lexicon import Network

__all__ = ["Choice", "fit_committee", "fit_ranker"]

BATCH: Final = 256
RATE: Final = 2e-3
HELD_OUT: Final = 0.06

Floats = NDArray[np.float32]


class Choice(NamedTuple):
    """Candidates as rows of features, and which answers are right; the last of `right` stands for none of them."""

    rows: Floats
    right: NDArray[np.bool_]


def fit_ranker(
    choices: Sequence[Choice],
    *,
    hidden: int,
    threshold: float,
    epochs: int = 24,
    decay: float = 1e-3,
    seed: int = 0,
) -> Network:
    """Maximise the probability of the right answers under a softmax over the candidates and "none" (score zero).

    The epoch that does best on a held-out slice is kept.
    """
    random = np.random.default_rng(seed)
    order = random.permutation(len(choices))
    held = max(1, int(HELD_OUT * len(choices)))
    padded = _pad(choices)
    rows, real, right = padded
    flat = rows[real]
    mean, spread = flat.mean(axis=0), flat.std(axis=0)
    scale = np.where(spread > 1e-3, 1.0 / np.maximum(spread, 1e-3), 0.0).astype(np.float32)
    rows = np.where(real[..., None], np.clip((rows - mean) * scale, -6.0, 6.0), 0.0).astype(np.float32)
    width = rows.shape[-1]
    parts: list[Floats] = [
        (random.standard_normal((width, hidden)) * np.sqrt(2.0 / width)).astype(np.float32),
        np.zeros(hidden, np.float32),
        (random.standard_normal(hidden) * np.sqrt(1.0 / hidden)).astype(np.float32),
        np.zeros(1, np.float32),
    ]
    moments = [(np.zeros_like(part), np.zeros_like(part)) for part in parts]
    test, train = order[:held], order[held:]
    best, best_loss, step = [part.copy() for part in parts], np.inf, 0
    for _ in range(epochs):
        random.shuffle(train)
        for start in range(0, len(train), BATCH):
            batch = train[start : start + BATCH]
            gradients = _gradients(parts, rows[batch], real[batch], right[batch])
            step += 1
            for part, gradient, (first, second) in zip(parts, gradients, moments, strict=True):
                gradient += decay * part
                first += 0.1 * (gradient - first)
                second += 0.001 * (gradient * gradient - second)
                part -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        loss = _loss(parts, rows[test], real[test], right[test])
        if loss < best_loss:
            best, best_loss = [part.copy() for part in parts], loss
    return Network(
        mean=mean.astype(np.float32),
        scale=scale,
        hidden=best[0],
        hidden_bias=best[1],
        output=best[2],
        bias=float(best[3][0]),
        threshold=threshold,
    )


def fit_committee(choices: Sequence[Choice], *, members: int, hidden: int, threshold: float, seed: int = 0) -> Network:
    """Several rankers from different beginnings as one network whose scores are their mean."""
    fitted = [
        fit_ranker(choices, hidden=hidden, threshold=threshold, seed=seed * members + number)
        for number in range(members)
    ]
    first = fitted[0]
    return Network(
        mean=first.mean,
        scale=first.scale,
        hidden=np.concatenate([network.hidden for network in fitted], axis=1),
        hidden_bias=np.concatenate([network.hidden_bias for network in fitted]),
        output=np.concatenate([network.output for network in fitted]) / np.float32(members),
        bias=sum(network.bias for network in fitted) / members,
        threshold=threshold,
    )


def _pad(choices: Sequence[Choice]) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    most = max(len(choice.rows) for choice in choices)
    width = choices[0].rows.shape[1]
    rows = np.zeros((len(choices), most, width), np.float32)
    real = np.zeros((len(choices), most), bool)
    right = np.zeros((len(choices), most + 1), bool)
    for number, choice in enumerate(choices):
        count = len(choice.rows)
        rows[number, :count] = choice.rows
        real[number, :count] = True
        right[number, :count] = choice.right[:-1]
        right[number, -1] = choice.right[-1]
    return rows, real, right


def _forward(parts: Sequence[Floats], rows: Floats, real: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Activations of the hidden layer, and probabilities of the candidates and of none."""
    weights, bias, output, shift = parts
    active = np.maximum(rows @ weights + bias, 0.0)
    scores = np.where(real, active @ output + shift, -1e9)
    scores = np.concatenate([scores, np.zeros((len(scores), 1), np.float32)], axis=1)
    scores -= scores.max(axis=1, keepdims=True)
    e = np.exp(scores)
    return active, e / e.sum(axis=1, keepdims=True)


def _loss(parts: Sequence[Floats], rows: Floats, real: NDArray[np.bool_], right: NDArray[np.bool_]) -> float:
    _, p = _forward(parts, rows, real)
    return float(-np.log(np.maximum((p * right).sum(axis=1), 1e-9)).mean())


def _gradients(
    parts: Sequence[Floats], rows: Floats, real: NDArray[np.bool_], right: NDArray[np.bool_]
) -> list[Floats]:
    active, p = _forward(parts, rows, real)
    wanted = p * right
    wanted /= np.maximum(wanted.sum(axis=1, keepdims=True), 1e-9)
    slope = ((p - wanted)[:, :-1] * real / len(rows)).astype(np.float32)
    back = slope[..., None] * parts[2] * (active > 0)
    flat_rows, flat_back = rows.reshape(-1, rows.shape[-1]), back.reshape(-1, back.shape[-1])
    return [
        flat_rows.T @ flat_back,
        flat_back.sum(axis=0),
        (active * slope[..., None]).sum(axis=(0, 1)),
        np.array([slope.sum()], np.float32),
    ]
