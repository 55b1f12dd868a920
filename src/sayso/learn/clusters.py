"""Clusters of words that stand in similar company, from plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

__all__ = ["cluster_words", "kmeans"]


def cluster_words(
    sentences: Sequence[Sequence[str]],
    *,
    sizes: Sequence[int],
    vocabulary: int = 25_000,
    rank: int = 80,
    seed: int = 0,
) -> dict[str, tuple[int, ...]]:
    """Cluster numbers of the frequent words, one a granularity.

    Words are described by how often each frequent word stands one or two places before or after them (positive
    pointwise mutual information, reduced by singular value decomposition) and grouped by k-means.

    Args:
        sentences: normalised words.
        vocabulary: how many of the most frequent words to cluster.
        rank: of the decomposition.
        seed: of k-means and of the decomposition.
        sizes: how many clusters to make, coarse to fine; fine ones are made first and merged.
    """
    counts = Counter(word for sentence in sentences for word in sentence)
    words = [
        word for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:vocabulary] if count >= 4
    ]
    ids = {word: number for number, word in enumerate(words, 1)}
    ids_of = [[0, *(ids.get(word, -1) for word in sentence), 0] for sentence in sentences]
    flat = np.concatenate([np.array([*row, -2], np.int64) for row in ids_of])
    neighbours = 2000
    parts = []
    for offset in (-2, -1, 1, 2):
        here, there = (flat[-offset:], flat[:offset]) if offset < 0 else (flat[:-offset], flat[offset:])
        use = (here > 0) & (there >= 0) & (there < neighbours)
        if abs(offset) == 2:  # a sentence's end between the two ends the company
            middle = flat[1:-1]
            use &= middle != -2
        ones = np.ones(int(use.sum()), np.float64)
        parts.append(sparse.coo_matrix((ones, (here[use] - 1, there[use])), shape=(len(words), neighbours)).tocsr())
    vectors = _reduced(sparse.hstack(parts).tocsr(), rank=rank, seed=seed)
    weights = np.array([counts[word] for word in words], np.float64) ** 0.25
    finest = kmeans(vectors, weights, sizes[-1], seed)
    levels = [finest]
    for size in reversed(sizes[:-1]):
        centres = np.stack(
            [
                vectors[finest == number].mean(0) if (finest == number).any() else vectors[0]
                for number in range(sizes[-1])
            ]
        )
        mass = np.bincount(finest, weights=weights, minlength=sizes[-1])
        levels.insert(0, kmeans(centres, np.maximum(mass, 1e-9), size, seed)[finest])
    return {word: tuple(int(level[row]) for level in levels) for row, word in enumerate(words)}


def _reduced(table: sparse.csr_matrix, *, rank: int, seed: int) -> NDArray[np.float64]:
    total = table.sum()
    rows, columns = (
        np.asarray(table.sum(1)).ravel(),
        np.asarray(table.sum(0)).ravel() ** 0.75,
    )
    columns *= total / columns.sum()
    coo = table.tocoo()
    gain = np.log(
        np.maximum(
            coo.data * total / (rows[coo.row] * np.maximum(columns[coo.col], 1e-9)),
            1e-9,
        )
    )
    positive = sparse.csr_matrix((np.maximum(gain, 0), (coo.row, coo.col)), shape=table.shape)
    start = np.random.default_rng(seed).standard_normal(min(positive.shape))
    u, s, _ = svds(positive, k=rank, v0=start)
    vectors = u * np.sqrt(s)
    scaled: NDArray[np.float64] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return scaled


def kmeans(vectors: NDArray[np.float64], weights: NDArray[np.float64], count: int, seed: int) -> NDArray[np.int64]:
    """Spherical k-means (Lloyd), seeded."""
    rng = np.random.default_rng(seed)
    centres = vectors[
        rng.choice(
            len(vectors),
            min(count, len(vectors)),
            replace=False,
            p=weights / weights.sum(),
        )
    ]
    best = np.zeros(len(vectors), np.int64)
    for _ in range(25):
        best = np.concatenate(
            [(part @ centres.T).argmax(1) for part in np.array_split(vectors, max(1, len(vectors) // 4000))]
        )
        select = sparse.csr_matrix(
            (weights, (best, np.arange(len(vectors)))),
            shape=(len(centres), len(vectors)),
        )
        sums = select @ vectors
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(norms > 0, sums / np.maximum(norms, 1e-9), centres)
    return best
