import numpy as np
import pytest

from sayso.analysers.salience import FEATURES, load_model
from sayso.analysers.salience.model import FORMAT, Forest
from sayso.errors import ModelError


def forest():
    """Two trees: one asks whether column 1 is at most 0.5, the other knows only one answer."""
    return Forest(
        column=np.array([1, 0, 0, 0], np.uint8),
        left=np.array([1, 1, 2, 3], np.int32),
        right=np.array([2, 1, 2, 3], np.int32),
        value=np.array([0.5, 0.0, 1.0, 0.4], np.float32),
        roots=np.array([0, 3], np.int32),
        depth=1,
    )


def test_a_forest_answers_with_the_mean_of_its_trees():
    answers = forest()(np.array([[9.0, 0.5], [9.0, 0.6]]))
    assert answers.tolist() == pytest.approx([0.2, 0.7])


def test_a_forest_answers_many_rows_as_it_answers_one():
    rows = np.random.default_rng(0).random((10_000, 2))
    assert forest()(rows)[::1000].tolist() == [forest()(row[None])[0] for row in rows[::1000]]


def test_features_that_training_never_saw_give_shares():
    wild = np.full((2, len(FEATURES)), 1e6) * np.array([[1.0], [-1.0]])
    assert ((load_model()(wild) > 0) & (load_model()(wild) < 1)).all()


def test_damaged_weights_are_refused(tmp_path):
    path = tmp_path / "salience.npz"
    path.write_bytes(b"not weights")
    with pytest.raises(ModelError, match="cannot read the salience weights"):
        load_model(path)


@pytest.mark.parametrize(
    ("version", "features"), [(FORMAT + 1, FEATURES), (FORMAT - 1, FEATURES), (FORMAT, ["height"])]
)
def test_weights_of_another_version_are_refused(tmp_path, version, features):
    path = tmp_path / "other.npz"
    np.savez(path, format=version, features=np.array(features), mean=np.zeros(len(features)))
    with pytest.raises(ModelError, match="another version"):
        load_model(path)


def test_missing_weights_are_named(tmp_path):
    with pytest.raises(ModelError, match="gone"):
        load_model(tmp_path / "gone.npz")
