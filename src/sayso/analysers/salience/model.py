"""The salience model: a logistic model and a forest of decision trees, which answer together."""

from __future__ import annotations

import functools
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.salience.features import FEATURES
from sayso.errors import ModelError

__all__ = ["FORMAT", "Forest", "SalienceModel", "load_model"]

FORMAT: Final = 2
_PART: Final = 4096  # rows answered at once, to bound the memory
_EDGE: Final = 1e-3  # no answer of the forest counts as surer than this

Floats = NDArray[np.float64]


class Forest(NamedTuple):
    """Decision trees whose answers are averaged.

    column, left, right, value: one entry a node, the trees one after another. An inner node sends a row to `left` where
    its column is at most `value`, else to `right`; a leaf points to itself, and its `value` is its answer.
    roots: the first node of each tree. depth: how many steps lead from any root to its leaves.
    """

    column: NDArray[np.uint8]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    roots: NDArray[np.int32]
    depth: int

    def __call__(self, features: Floats) -> Floats:
        """Mean answers in 0..1, one a row."""
        if len(features) > _PART:
            return np.concatenate([self(features[low : low + _PART]) for low in range(0, len(features), _PART)])
        rows = np.ascontiguousarray(features, dtype=np.float32).ravel()
        first = np.repeat(np.arange(len(features)) * features.shape[1], len(self.roots))
        node = np.tile(self.roots, len(features))
        for _ in range(self.depth):
            goes_left = rows[first + self.column[node]] <= self.value[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        node = node.reshape(len(features), len(self.roots))
        return np.asarray(self.value[node].mean(axis=1, dtype=np.float64))


class SalienceModel(NamedTuple):
    """A logistic model over standardised features and a forest over the same; the score lies halfway between."""

    mean: Floats
    scale: Floats
    weights: Floats
    bias: float
    forest: Forest

    def __call__(self, features: Floats) -> Floats:
        """Scores in 0..1 for a matrix of shape (entities, len(FEATURES))."""
        # Beyond what training saw, a feature says no more than its extreme there.
        x = np.clip((features - self.mean) / self.scale, -5.0, 5.0)
        answer = np.clip(self.forest(features), _EDGE, 1.0 - _EDGE)
        logit = 0.5 * (x @ self.weights + self.bias) + 0.5 * np.log(answer / (1.0 - answer))
        return np.asarray(1.0 / (1.0 + np.exp(-logit)), dtype=np.float64)


@functools.cache
def load_model(path: Path | None = None) -> SalienceModel:
    """Read weights; those of the package by default.

    Raises:
        ModelError: the file is missing, damaged, or made for other features than this version reads.
    """
    source = path or files("sayso") / "models" / "salience.npz"
    try:
        with source.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (OSError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise ModelError(
            f"cannot read the salience weights {source}: {error}. Reinstall sayso, or train them again."
        ) from error
    if int(arrays.get("format", -1)) != FORMAT or tuple(arrays.get("features", ())) != FEATURES:
        raise ModelError(
            f"the salience weights {source} were made for another version. Reinstall sayso, or train them again."
        )
    try:
        mean, scale, weights = (np.asarray(arrays[name], np.float64) for name in ("mean", "scale", "weights"))
        column, left, right, value, roots = (arrays[name] for name in Forest._fields[:-1])
        forest = Forest(column, left, right, value, roots, int(arrays["depth"]))
        return SalienceModel(mean, scale, weights, float(arrays["bias"]), forest)
    except KeyError as error:
        raise ModelError(f"the salience weights {source} lack {error}. Reinstall sayso, or train them again.") from None
