"""Training of chains: the gradient, partial labels, and what is learnt."""

import numpy as np
import pytest
from scipy import sparse

from sayso.engine.decoding import Packing, best_path
from sayso.learn import chains
from sayso.learn.chains import Block, ChainData, fit
from sayso.learn.states import design

LABELS = ("O", "B-x", "I-x")


def data(seed=0, partial=True, kind="bio"):
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 8, 30)
    starts = np.cumsum(lengths) - lengths
    count = int(lengths.sum())
    atoms = sparse.csr_matrix(rng.integers(0, 2, (6, 4)).astype(np.float32))
    blocks = [
        Block("typed", rng.integers(0, 6, count).astype(np.int32), 6, atoms),
        Block("codes", rng.integers(0, 5, count).astype(np.int32), 5),
    ]
    plan = design(LABELS, kind)
    zeros = np.zeros((count, 3), np.float32)
    hard = np.where(plan.forbidden, -1e4, 0).astype(np.float32)
    gold = (
        best_path(rng.normal(size=(count, 3)).astype(np.float32), hard, hard[0], Packing(starts, count))
        if kind == "bio"
        else zeros.argmax(1)
    )
    allowed = np.eye(3, dtype=bool)[gold]
    if partial:
        allowed[rng.random(count) < 0.1] = True
    weight = np.repeat(rng.choice([0.5, 1.0], 30), lengths).astype(np.float32)
    return ChainData(blocks, starts, plan.expand(allowed, starts), weight, plan.forbidden, plan.forbidden_start)


def test_the_gradient_is_that_of_the_loss(monkeypatch):
    caught = {}

    def lbfgs(evaluate, x, *_):
        caught["evaluate"], caught["size"] = evaluate, len(x)
        return x, 0.0

    monkeypatch.setattr(chains, "_lbfgs", lbfgs)
    fit(data())
    rng = np.random.default_rng(1)
    point = (rng.normal(size=caught["size"]) * 0.3).astype(np.float32)
    _, gradient = caught["evaluate"](point)
    for place in rng.choice(caught["size"], 12, replace=False):
        step = np.zeros_like(point)
        step[place] = 0.01
        up, down = caught["evaluate"](point + step)[0], caught["evaluate"](point - step)[0]
        assert gradient[place] == pytest.approx((up - down) / 0.02, abs=0.05, rel=0.02)


def test_the_same_data_give_the_same_weights():
    first, second = fit(data(), iterations=15), fit(data(), iterations=15)
    np.testing.assert_array_equal(first.blocks["typed"], second.blocks["typed"])
    np.testing.assert_array_equal(first.transitions, second.transitions)


def test_training_lowers_the_loss():
    assert fit(data(), iterations=30).loss < fit(data(), iterations=2).loss


def test_a_code_that_decides_the_label_is_learnt():
    count = 60
    codes = (np.arange(count) % 2).astype(np.int32)
    allowed = np.eye(2, dtype=bool)[codes]
    none = np.zeros((2, 2), bool)
    learnt = fit(
        ChainData(
            [Block("codes", codes, 2)], np.arange(0, count, 3), allowed, np.ones(count, np.float32), none, none[0]
        ),
        penalty=0.1,
    )
    table = learnt.blocks["codes"]
    assert table[0].argmax() == 0
    assert table[1].argmax() == 1


@pytest.mark.parametrize(("kind", "count"), [("bio", 3), ("memory", 4), ("bilou", 5), ("bilou memory", 6)])
def test_designs_have_a_state_for_every_label(kind, count):
    plan = design(LABELS, kind)
    assert len(plan.labels) == count
    assert set(plan.labels.tolist()) == {0, 1, 2}


@pytest.mark.parametrize("kind", ["memory", "bilou", "bilou memory"])
def test_known_labels_have_one_path_of_states(kind):
    plan = design(LABELS, kind)
    codes = np.array([0, 1, 2, 2, 0, 1, 0])
    states = plan.expand(np.eye(3, dtype=bool)[codes], np.array([0, 5]))
    assert (states.sum(1) == 1).all()
    path = states.argmax(1)
    np.testing.assert_array_equal(plan.labels[path], codes)
    assert not plan.forbidden[path[:-1], path[1:]][[0, 1, 2, 3, 5]].any()
