"""Training of the fast tagger, on a corpus small enough to be learnt by heart."""

import dataclasses

import numpy as np
import pytest

from sayso.engine.atoms import Lexicon
from sayso.engine.fast import FastTagger
from sayso.engine.weights import FastWeights, load_weights, save_weights
from sayso.errors import InputError
from sayso.learn.clusters import cluster_words
from sayso.learn.corpora import name_labels, pos_labels, role_labels, segmented
from sayso.learn.fast import RECIPES, train, with_task
from sayso.learn.fast_data import gold_set
from sayso.spans import NAME_TAGS, ROLE_TAGS

PEOPLE = ("Ada Lund", "Tom Berg", "Ruth Malik", "Ida Okafor")
CLAIMS = ("the ferry is late", "no vote was held", "prices fell again", "the dam is safe")


def record(number, person, claim):
    text = f"{person} said that {claim}. It rained."
    cue = text.index("said")
    content = [text.index("that"), text.index(".")]
    words, at = [], 0
    for word in text.replace(".", " .").split():
        start = text.index(word, at)
        at = start + len(word)
        words.append([start, at])
    tags = {"said": "VBD", "that": "IN", ".": ".", "It": "PRP", "the": "DT", "is": "VBZ"}
    return {
        "id": str(number),
        "text": text,
        "tokens": words,
        "pos": [tags.get(text[s:e], "NNP" if text[s].isupper() else "NN") for s, e in words],
        "entities": [{"start": 0, "end": len(person), "label": "PER"}],
        "quotes": [{"content": [content], "cue": [[cue, cue + 4]], "source": [[0, len(person)]]}],
    }


GOLDS = segmented(record(i, PEOPLE[i % 4], CLAIMS[(i // 4) % 4]) for i in range(32))


def learnt():
    recipes = {name: dataclasses.replace(recipe, iterations=30, penalty=0.1) for name, recipe in RECIPES.items()}
    weights = FastWeights({}, Lexicon(cues={"said": 1}), {})
    for task, labels in (("pos", pos_labels), ("names", name_labels), ("roles", role_labels)):
        weights = with_task(weights, task, gold_set(GOLDS, labels), recipes, lambda _: None)
    return weights


@pytest.fixture(scope="module")
def weights():
    return learnt()


def test_what_was_learnt_is_known(weights):
    for gold, labels in zip(GOLDS, FastTagger(weights).tag([gold.doc for gold in GOLDS]), strict=True):
        np.testing.assert_array_equal(labels.names, name_labels(gold).argmax(1))
        np.testing.assert_array_equal(labels.roles, role_labels(gold).argmax(1))


def test_it_carries_over_to_new_names(weights):
    doc = segmented([record(0, "Una Reyes", "the ferry is late")])[0].doc
    labels = FastTagger(weights).tag([doc])[0]
    assert [NAME_TAGS[code] for code in labels.names[:3]] == ["B-PER", "I-PER", "O"]
    assert [ROLE_TAGS[code] for code in labels.roles[:4]] == ["B-source", "I-source", "B-cue", "B-content"]


def test_the_same_data_give_the_same_file(weights, tmp_path):
    save_weights(weights, tmp_path / "a.npz")
    save_weights(learnt(), tmp_path / "b.npz")
    a, b = load_weights(tmp_path / "a.npz"), load_weights(tmp_path / "b.npz")
    assert a.atoms == b.atoms
    for name, chain in a.chains.items():
        np.testing.assert_array_equal(chain.values, b.chains[name].values)
        np.testing.assert_array_equal(chain.transitions, b.chains[name].transitions)


def test_a_folder_without_corpora_is_refused(tmp_path):
    with pytest.raises(InputError, match="--data"):
        train(tmp_path, tmp_path)


def test_words_in_like_company_are_clustered_together():
    rng = np.random.default_rng(0)
    groups = (["red", "blue", "green"], ["ran", "swam", "flew"])
    sentences = [["the", *rng.choice(groups[0], 1), "bird", *rng.choice(groups[1], 1), "home"] for _ in range(300)]
    clusters = cluster_words(sentences, sizes=(2, 4), rank=4)
    assert len({clusters[word] for word in groups[0]}) == 1
    assert len({clusters[word] for word in groups[1]}) == 1
    assert clusters["red"] != clusters["ran"]
    assert cluster_words(sentences, sizes=(2, 4), rank=4) == clusters
