"""Best paths and marginals against all paths counted out."""

import itertools

import numpy as np
import pytest

from sayso.engine.decoding import Packing, best_path, best_path_among, marginals, sequences

STATES = 4


def chains(seed):
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 6, 5)
    starts = np.cumsum(lengths) - lengths
    scores = rng.normal(size=(lengths.sum(), STATES)).astype(np.float32)
    transitions = rng.normal(size=(STATES, STATES)).astype(np.float32)
    start = rng.normal(size=STATES).astype(np.float32)
    return starts, lengths, scores, transitions, start


def paths(scores, transitions, start):
    for path in itertools.product(range(STATES), repeat=len(scores)):
        steps = sum(transitions[a, b] for a, b in itertools.pairwise(path))
        yield path, start[path[0]] + sum(scores[i, s] for i, s in enumerate(path)) + steps


@pytest.mark.parametrize("seed", range(5))
def test_the_best_path_is_the_best_of_all_paths(seed):
    starts, lengths, scores, transitions, start = chains(seed)
    packing = Packing(starts, len(scores))
    found = best_path(scores, transitions, start, packing)
    everything = np.tile(np.arange(STATES, dtype=np.uint8), (len(scores), 1))
    among = best_path_among(scores, everything, transitions, start, packing)
    for first, length in zip(starts, lengths, strict=True):
        best = max(paths(scores[first : first + length], transitions, start), key=lambda item: item[1])[0]
        assert tuple(found[first : first + length]) == best
        assert tuple(among[first : first + length]) == best


@pytest.mark.parametrize("seed", range(3))
def test_marginals_are_shares_of_all_paths(seed):
    starts, lengths, scores, transitions, start = chains(seed)
    found = marginals(scores, transitions, start, Packing(starts, len(scores)))
    for first, length in zip(starts, lengths, strict=True):
        weights = {path: np.exp(s) for path, s in paths(scores[first : first + length], transitions, start)}
        total = sum(weights.values())
        for i in range(length):
            for state in range(STATES):
                share = sum(w for path, w in weights.items() if path[i] == state) / total
                assert found[first + i, state] == pytest.approx(share, abs=1e-4)


def test_a_sequence_is_decoded_alike_alone_and_in_company():
    starts, lengths, scores, transitions, start = chains(7)
    together = marginals(scores, transitions, start, Packing(starts, len(scores)))
    for first, length in zip(starts, lengths, strict=True):
        part = scores[first : first + length]
        alone = marginals(part, transitions, start, Packing(np.array([0]), length))
        np.testing.assert_array_equal(alone, together[first : first + length])


def test_candidates_limit_the_path():
    scores = np.array([[0, 9], [0, 9]], np.float32)
    only = np.array([[0, 1], [2, 3]], np.uint8)
    zero = np.zeros((4, 4), np.float32)
    path = best_path_among(scores, only, zero, zero[0], Packing(np.array([0]), 2))
    assert path.tolist() == [1, 3]


def test_packing_puts_tokens_back_in_text_order():
    packing = Packing(np.array([0, 2, 7]), 8)
    assert sorted(packing.order.tolist()) == list(range(8))
    assert packing.sizes.tolist() == [3, 2, 1, 1, 1]
    np.testing.assert_array_equal(packing.unpack(packing.order), np.arange(8))


@pytest.mark.parametrize(
    ("group", "limit", "starts"),
    [
        ([], 3, []),
        ([5, 5, 5], 3, [0]),
        ([5, 5, 6], 3, [0, 2]),
        ([1] * 7, 3, [0, 3, 6]),
        ([1, 1, 2, 2, 2, 2], 3, [0, 2, 5]),
    ],
)
def test_sequences_are_runs_cut_at_the_limit(group, limit, starts):
    assert sequences(np.array(group), limit).tolist() == starts


def test_nothing_decodes_to_nothing():
    packing = Packing(np.zeros(0, np.int64), 0)
    scores, square = np.zeros((0, STATES), np.float32), np.zeros((STATES, STATES), np.float32)
    assert len(best_path(scores, square, square[0], packing)) == 0
    assert marginals(scores, square, square[0], packing).shape == (0, STATES)
