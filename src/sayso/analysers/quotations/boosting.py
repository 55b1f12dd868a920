"""Boosted decision trees as plain arrays: small, quick to load, and the same on every machine."""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.errors import ModelError

__all__ = ["MODELS", "Trees", "load_models", "shipped_models"]

FORMAT: Final = 2
_PART: Final = 8192  # rows answered at once, to bound the memory
MODELS: Final = ("speech", "whole", "cue", "source", "match")


class Trees(NamedTuple):
    """A sum of binary trees under a logistic link.

    columns: which columns of the feature matrix the trees read, int32.
    feature, left, right: (trees, nodes) int16; a leaf points to itself. threshold, value: (trees, nodes) float32.
    depth: how many steps lead from any root to its leaves.
    bias: the score before the first tree.
    """

    columns: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: NDArray[np.float32]
    depth: int
    bias: float

    def __call__(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Probabilities, one a row of the feature matrix."""
        if len(features) > _PART:
            return np.concatenate([self(features[low : low + _PART]) for low in range(0, len(features), _PART)])
        rows = features[:, self.columns]
        trees, nodes = self.feature.shape
        offset = np.arange(trees) * nodes
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        left, right = self.left.ravel(), self.right.ravel()
        node = np.zeros((len(rows), trees), np.int64) + offset
        number = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            goes_left = rows[number, feature[node]] <= threshold[node]
            node = np.where(goes_left, left[node], right[node]) + offset
        score = self.bias + self.value.ravel()[node].sum(axis=1, dtype=np.float64)
        return np.asarray(1.0 / (1.0 + np.exp(-score)))


def load_models(path: Path) -> Mapping[str, Trees]:
    """Read the models of one file.

    Raises:
        ModelError: the file is missing, damaged, or of another format.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if int(stored["format"]) != FORMAT:
                raise ModelError(f"{path} has format {int(stored['format'])}, this version reads {FORMAT}; train again")
            return {name: _read(stored, name) for name in MODELS}
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        hint = "reinstall sayso, or make it again with: sayso train joining --data DIR"
        raise ModelError(f"{path}: no readable quotation models ({error}); {hint}") from error


def _read(stored: Mapping[str, Any], name: str) -> Trees:
    columns, feature, threshold, left, right, value = (stored[f"{name}_{field}"] for field in Trees._fields[:-2])
    shapes = {array.shape for array in (feature, threshold, left, right, value)}
    if len(shapes) != 1 or feature.ndim != 2 or not np.isfinite(value).all():
        raise ValueError(f"{name} is not a set of trees")
    if columns.ndim != 1 or feature.min() < 0 or feature.max() >= len(columns):
        raise ValueError(f"{name} reads columns that it does not name")
    if min(left.min(), right.min()) < 0 or max(left.max(), right.max()) >= feature.shape[1]:
        raise ValueError(f"{name} has branches that lead nowhere")
    depth, bias = int(stored[f"{name}_depth"]), float(stored[f"{name}_bias"])
    return Trees(columns, feature, threshold, left, right, value, depth, bias)


@functools.cache
def shipped_models() -> Mapping[str, Trees]:
    """The models that come with the package, read on first use."""
    return load_models(Path(str(files("sayso") / "models" / "joining.npz")))
