"""Training of the target model: logistic regression over descriptions of words relative to a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from sayso.analysers.sentiment.compose import compose, read_batch
from sayso.analysers.sentiment.targets import (
    BITS,
    LEXICAL,
    REGIONS,
    hashed_features,
    lexical_features,
    region_masks,
    target_view,
)
from sayso.analysers.sentiment.types import TypeTable
from sayso.learn.sentiment_words import Vectors

__all__ = ["Aimed", "fit_target_model"]

PENALTY: Final = 0.015  # C of the logistic regression, chosen by cross-validation over articles
COMMON: Final = 3  # descriptions of fewer training targets are left out
VECTOR_SHARE: Final = 0.2
LEXICAL_SHARE: Final = 0.2
CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Aimed:
    """Texts with a target each and -1, 0 or 1 for the tone toward it."""

    texts: list[str]
    targets: list[tuple[int, int]]
    labels: NDArray[np.int64]


def fit_target_model(aimed: Aimed, table: TypeTable, vectors: Vectors) -> dict[str, NDArray[Any]]:
    """Fit the model; returns the arrays that `TargetModel` reads."""
    hashed, pooled, lexical = _features(aimed, table, vectors)
    common = np.flatnonzero(np.asarray((hashed > 0).sum(0)).ravel() >= COMMON)
    pooled_scale = VECTOR_SHARE / (pooled.std(0) + 1e-6)
    lexical_scale = LEXICAL_SHARE / (lexical.std(0) + 1e-6)
    rows = sp.hstack([hashed[:, common], sp.csr_matrix(pooled * pooled_scale), sp.csr_matrix(lexical * lexical_scale)])
    model = LogisticRegression(C=PENALTY, max_iter=200, class_weight="balanced", tol=2e-3)
    model.fit(rows.tocsr().astype(np.float32), aimed.labels)
    # Only differences between the classes matter: blame and praise against neutral.
    weights = (model.coef_[[0, 2]] - model.coef_[1]).T
    bias = model.intercept_[[0, 2]] - model.intercept_[1]
    found, by_vector, by_lexicon = np.split(weights, [len(common), len(common) + pooled.shape[1]])
    by_vector = (by_vector * pooled_scale[:, None]).reshape(REGIONS, -1, 2)
    return {
        "gaps": np.diff(common, prepend=0).astype(np.uint32),
        "table": found.astype(np.float16),
        "vectors": np.einsum("wd,rdc->wrc", vectors.rows, by_vector).astype(np.float16),
        "lexical": (by_lexicon * lexical_scale[:, None]).astype(np.float32),
        "bias": bias.astype(np.float32),
    }


def _features(
    aimed: Aimed, table: TypeTable, vectors: Vectors
) -> tuple[sp.csr_matrix, NDArray[np.float32], NDArray[np.float32]]:
    rows = np.concatenate([vectors.rows, np.zeros((1, vectors.rows.shape[1]), np.float32)])
    hashed, pooled, lexical = [], [], []
    for begin in range(0, len(aimed.texts), CHUNK):
        texts: Sequence[str] = aimed.texts[begin : begin + CHUNK]
        batch = read_batch(texts, table, places=True)
        compose(batch, table)
        targets = np.array(aimed.targets[begin : begin + CHUNK], np.int64)
        view = target_view(batch, table, targets, np.arange(len(texts)))
        buckets, values, owners, _ = hashed_features(batch, view)
        hashed.append(sp.csr_matrix((values, (owners, buckets)), shape=(len(texts), 2**BITS)))
        shape = (len(texts), len(view.at))
        owner = sp.csr_matrix((np.ones(len(view.at), np.float32), (view.owner, np.arange(len(view.at)))), shape=shape)
        words, masks = rows[table.vector_rows[batch.types[view.at]]], region_masks(view)
        pooled.append(np.hstack([owner @ (words * masks[:, [region]]) for region in range(REGIONS)]))
        lexical.append((owner @ lexical_features(batch, view)).reshape(len(texts), LEXICAL))
    return sp.vstack(hashed).tocsr(), np.vstack(pooled), np.vstack(lexical)
