import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from sayso.analysers.sentence_ranking import STOP_WORDS, Vectors, choose, lexrank

TEXTS = [
    "The ferry leaves at noon and the ferry is full.",
    "A full ferry left the harbour at noon.",
    "Bakers sell bread before dawn.",
    "The harbour master counts each ferry.",
    "",
]


def dense(vectors):
    return np.stack([vectors.row(i) for i in range(vectors.count)])


def test_vectors_are_those_of_scikit_learn():
    expected = TfidfVectorizer(stop_words=sorted(STOP_WORDS)).fit_transform(TEXTS).toarray()
    found = dense(Vectors(TEXTS))
    assert np.allclose(found @ found.T, expected @ expected.T)


def test_products_agree_with_the_dense_matrix():
    vectors = Vectors(TEXTS)
    matrix = dense(vectors)
    words, texts = np.arange(vectors.words, dtype=float), np.arange(vectors.count, dtype=float)
    assert np.allclose(vectors.times(words), matrix @ words)
    assert np.allclose(vectors.transposed_times(texts), matrix.T @ texts)


def test_lexrank_is_the_fixed_point_over_the_graph_of_similarities():
    vectors = Vectors(TEXTS[:4])
    similar = dense(vectors) @ dense(vectors).T
    rank = np.full(4, 0.25)
    for _ in range(200):
        near = similar @ rank
        rank = 0.5 * 0.25 + 0.5 * near / near.sum()
    assert np.allclose(lexrank(vectors, np.ones(4), rounds=200), rank)


def test_central_texts_outrank_the_odd_one():
    rank = lexrank(Vectors(TEXTS[:4]), np.ones(4))
    assert rank.sum() == pytest.approx(1.0)
    assert np.argmin(rank) == 2


def test_the_prior_draws_the_walk():
    plain, drawn = (lexrank(Vectors(TEXTS[:4]), np.array(prior, float)) for prior in ([1, 1, 1, 1], [1, 1, 9, 1]))
    assert drawn[2] > plain[2]


@pytest.mark.parametrize("texts", [[], [""], ["", ""]])
def test_nothing_to_rank(texts):
    vectors = Vectors(texts)
    assert len(lexrank(vectors, np.zeros(len(texts)))) == len(texts)
    assert choose(vectors, np.zeros(len(texts)), 3) == []


def test_a_repeat_is_not_chosen_twice():
    texts = ["The ferry leaves at noon.", "The ferry leaves at noon!", "Bakers sell bread."]
    assert choose(Vectors(texts), np.array([1.0, 0.9, 0.1]), 3) == [0, 2]


def test_choice_is_limited_to_candidates_with_a_score():
    assert choose(Vectors(TEXTS), np.array([1.0, 0.9, 0.5, 0.0, 0.0]), 5, among=[2, 3]) == [2]


def test_many_repeats_take_linear_time():
    count = 20_000
    vectors = Vectors(["The same words again."] * count)
    assert choose(vectors, np.ones(count), 5) == [0]
