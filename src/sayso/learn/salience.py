"""Training of the salience model on GUM's graded salience: `sayso train salience --data DIR`.

The model is to rank what the chain finds, so that it learns from what the chain finds in the training texts: an entity
takes the grade of the gold entity whose mentions it shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.salience import FEATURES, entity_features
from sayso.analysers.salience.model import FORMAT, Forest, SalienceModel
from sayso.engine import ModelName
from sayso.learn.corpora import read
from sayso.records import Entity

__all__ = ["Rows", "fit", "grades", "overlap", "paired", "save", "train"]

GRADES: Final = 5.0
CHAINS: Final[Sequence[ModelName]] = ("fast", "accurate")
# Chosen by cross-validation over documents; their neighbours do as well.
PENALTY: Final = 1000.0
TREES: Final = 150
DEPTH: Final = 12
LEAF: Final = 20
COLUMNS: Final = 0.25
# More of these never makes an entity matter less: so few documents would else teach the forest their accidents.
RISING: Final = frozenset((
    "mentions", "names", "nominals", "pronouns", "share", "rank", "lead",
    "first", "first_sentence", "opening", "headline", "spread", "reach", "sentences", "subject", "spoken_of",
    "rarest_word", "commonest_word", "word_spread", "word_first", "centrality",
))  # fmt: skip

Floats = NDArray[np.float64]


class Rows(NamedTuple):
    """Entities as features, shape (entities, len(FEATURES)), and the share of summaries that name each."""

    features: Floats
    shares: Floats


def train(data_dir: Path, out_dir: Path, *, seed: int = 0) -> Path:
    """Fit the model on the permissively licensed training documents and write `salience.npz`.

    Args:
        data_dir: the folder with `salience/gum.train.jsonl.gz`.
        out_dir: where the weights are written.
        seed: of the forest.

    Raises:
        InputError: a file of the data is not there.
    """
    records = [
        record for record in read(data_dir / "salience" / "gum.train.jsonl.gz") if record["meta"].get("permissive")
    ]
    found = [rows for chain in CHAINS for rows in _found_rows(records, chain)]
    out_dir.mkdir(parents=True, exist_ok=True)
    target = out_dir / "salience.npz"
    save(fit(Rows(*map(np.concatenate, zip(*found, strict=True))), seed=seed), target)
    return target


def _found_rows(records: Sequence[Mapping[str, Any]], chain: ModelName) -> Iterator[Rows]:
    """What the chain finds in the raw texts."""
    from sayso.pipeline import Pipeline

    pipeline = Pipeline.default(chain).only("paragraphs", "labels", "entities", "quotes")
    for record, doc in zip(records, pipeline.pipe((record["id"], record["text"]) for record in records), strict=True):
        shares = grades(record["salience"], doc.entities) / GRADES
        known = ~np.isnan(shares)
        yield Rows(entity_features(doc)[known], shares[known])


def grades(items: Sequence[Mapping[str, Any]], entities: Sequence[Entity]) -> Floats:
    """The gold grade of each entity that was found.

    Gold and found entities are paired one to one, those first that share most of their mentions. One that shares none
    with any is in no summary; of one whose gold entity is another's the grade is not known, and stays nan.
    """
    shared = overlap(items, entities)
    found = np.where(shared.any(axis=0), np.nan, 0.0)
    for gold, entity in paired(shared):
        found[entity] = items[gold]["salience"]
    return found


def paired(shared: Floats) -> Iterator[tuple[int, int]]:
    """Gold entities (rows) with found ones (columns), each once, those first that share most."""
    free = np.ones(shared.shape[0], dtype=bool), np.ones(shared.shape[1], dtype=bool)
    for flat in np.argsort(-shared, axis=None, kind="stable").tolist():
        gold, entity = divmod(flat, shared.shape[1])
        if shared[gold, entity] <= 0.0:
            return
        if free[0][gold] and free[1][entity]:
            free[0][gold] = free[1][entity] = False
            yield gold, entity


def overlap(items: Sequence[Mapping[str, Any]], entities: Sequence[Entity]) -> Floats:
    """How much of its mentions each entity (columns) shares with each gold one (rows), in mentions."""
    gold = np.array([(*span, i) for i, item in enumerate(items) for span in item["mentions"]]).reshape(-1, 3)
    mine = np.array([(*mention.span, i) for i, entity in enumerate(entities) for mention in entity.mentions])
    mine = mine.reshape(-1, 3)
    shared = np.zeros((len(items), len(entities)))
    for start, end, owner in mine.tolist():
        common = np.minimum(end, gold[:, 1]) - np.maximum(start, gold[:, 0])
        whole = np.maximum(end, gold[:, 1]) - np.minimum(start, gold[:, 0])
        best = np.zeros(len(items))
        np.maximum.at(best, gold[:, 2], np.maximum(common, 0) / whole)
        shared[:, owner] += best
    return shared


def fit(rows: Rows, *, penalty: float = PENALTY, seed: int = 0) -> SalienceModel:
    """Fit both halves of the model.

    Args:
        rows: entities as the chain finds them.
        penalty: of the logistic model's weights.
        seed: of the forest.
    """
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.linear_model import LogisticRegression

    mean, scale = rows.features.mean(axis=0), np.maximum(rows.features.std(axis=0), 1e-3)
    x = np.clip((rows.features - mean) / scale, -5.0, 5.0)
    # An entity is in that share of its summaries, and not in the rest.
    weights = np.concatenate([rows.shares, 1.0 - rows.shares])
    logistic = LogisticRegression(C=1.0 / penalty, max_iter=1000)
    logistic.fit(np.vstack([x, x]), np.repeat([1, 0], len(x)), sample_weight=weights)
    forest = RandomForestRegressor(
        TREES,
        max_depth=DEPTH,
        min_samples_leaf=LEAF,
        max_features=COLUMNS,
        monotonic_cst=[int(name in RISING) for name in FEATURES],
        random_state=seed,
    )
    forest.fit(rows.features, rows.shares)
    trees = [estimator.tree_ for estimator in forest.estimators_]
    return SalienceModel(mean, scale, logistic.coef_[0], float(logistic.intercept_[0]), _as_arrays(trees))


def _as_arrays(trees: Sequence[Any]) -> Forest:
    roots = np.cumsum([0, *(tree.node_count for tree in trees)])[:-1]

    def joined(field: str) -> NDArray[Any]:
        return np.concatenate([getattr(tree, field) for tree in trees])

    offset = np.repeat(roots, [tree.node_count for tree in trees])
    leaf = joined("children_left") < 0
    itself = np.arange(len(leaf))
    return Forest(
        column=np.where(leaf, 0, joined("feature")).astype(np.uint8),
        left=np.where(leaf, itself, joined("children_left") + offset).astype(np.int32),
        right=np.where(leaf, itself, joined("children_right") + offset).astype(np.int32),
        value=np.where(leaf, joined("value").ravel(), _floor(joined("threshold"))).astype(np.float32),
        roots=roots.astype(np.int32),
        depth=max(int(tree.max_depth) for tree in trees),
    )


def _floor(thresholds: Floats) -> NDArray[np.float32]:
    """The largest float32 not above each, which parts float32 values as the float64 threshold does."""
    near = thresholds.astype(np.float32)
    return np.where(near > thresholds, np.nextafter(near, np.float32(-np.inf)), near)


def save(model: SalienceModel, path: Path) -> None:
    """Write weights that `sayso.analysers.salience.load_model` reads."""
    logistic = {name: np.round(value, 6) for name, value in model._asdict().items() if name != "forest"}
    arrays: dict[str, Any] = {**logistic, **model.forest._asdict()}
    np.savez_compressed(path, format=FORMAT, features=np.array(FEATURES), **arrays)
