"""Training of the quotation models: what is shipped computes what was learnt."""

import numpy as np
import pytest

from sayso.analysers.quotations.boosting import MODELS, load_models, shipped_models
from sayso.errors import ModelError

pytest.importorskip("sklearn")

from sklearn.ensemble import HistGradientBoostingClassifier

from sayso.learn.joining import fit_trees, save


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(400, 6)).astype(np.float32)
    features[:, 3] = np.round(features[:, 3])
    return features, features[:, 0] + features[:, 3] > rng.normal(size=400) / 2


def test_trees_answer_as_the_model_they_were_made_from(sample):
    features, targets = sample
    trees = fit_trees(features, targets, rounds=20)
    model = HistGradientBoostingClassifier(
        max_iter=20, learning_rate=0.1, max_leaf_nodes=24, min_samples_leaf=30, l2_regularization=1.0,
        early_stopping=False, random_state=0,
    ).fit(features, targets)  # fmt: skip
    assert np.allclose(trees(features), model.predict_proba(features)[:, 1], atol=1e-5)


def test_columns_that_do_not_help_are_left_out(sample):
    features, targets = sample
    trees = fit_trees(np.repeat(features, 3, axis=0), np.repeat(targets, 3), rounds=12, keep=2)
    assert set(trees.columns.tolist()) == {0, 3}


def test_weights_are_read_as_they_were_written(sample, tmp_path):
    features, targets = sample
    trees = fit_trees(features, targets, rounds=5)
    save(dict.fromkeys(MODELS, trees), tmp_path / "joining.npz")
    read = load_models(tmp_path / "joining.npz")
    assert set(read) == set(MODELS)
    assert np.array_equal(read["cue"](features), trees(features))


@pytest.mark.parametrize("damage", ["missing", "cut", "foreign"])
def test_damaged_weights_are_refused(sample, tmp_path, damage):
    path = tmp_path / "joining.npz"
    if damage != "missing":
        features, targets = sample
        save(dict.fromkeys(MODELS, fit_trees(features, targets, rounds=3)), path)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:300])
    if damage == "foreign":
        np.savez(path, something=np.zeros(3))
    with pytest.raises(ModelError, match=r"joining\.npz"):
        load_models(path)


def test_shipped_weights_are_small_and_complete():
    models = shipped_models()
    assert set(models) == set(MODELS)
    assert all(trees.feature.shape[0] <= 100 for trees in models.values())
