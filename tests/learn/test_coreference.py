import gzip
import json

import numpy as np
import pytest
from tests.tagged_text import place, tagged

from sayso.analysers.coreference.features import FEATURES
from sayso.analysers.coreference.lexicon import Lexicon, Network, load_weights, probabilities
from sayso.analysers.turn_taking import TURN_FEATURES
from sayso.errors import InputError
from sayso.learn.coreference import Example, collect, save, train
from sayso.learn.ranking import Choice, fit_committee, fit_ranker
from sayso.learn.turn_taking import CharacterOf
from sayso.records import Entity, Mention
from sayso.spans import Span


def choices(count=300, seed=0):
    """Of three candidates the one with the larger first feature is right; none of them where all are below zero."""
    random = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        rows = random.normal(size=(3, 4)).astype(np.float32)
        right = np.zeros(4, bool)
        best = int(rows[:, 0].argmax())
        right[best if rows[best, 0] > 0 else 3] = True
        made.append(Choice(rows, right))
    return made


def accuracy(network, tests):
    answers = (np.append(network(choice.rows), 0.0).argmax() for choice in tests)
    return np.mean([choice.right[answer] for choice, answer in zip(tests, answers, strict=True)])


def test_the_ranker_learns_to_choose_and_to_abstain():
    network = fit_ranker(choices(900), hidden=8, threshold=0.5, epochs=60)
    assert accuracy(network, choices(seed=1)) > 0.8


def test_a_fit_is_the_same_twice():
    one, other = (fit_ranker(choices(), hidden=4, threshold=0.5, epochs=3, seed=7) for _ in range(2))
    assert np.array_equal(one.hidden, other.hidden)


def test_a_committee_scores_as_the_mean_of_its_members():
    rows = choices()[0].rows
    committee = fit_committee(choices(), members=2, hidden=4, threshold=0.5)
    members = [fit_ranker(choices(), hidden=4, threshold=0.5, seed=seed) for seed in (0, 1)]
    assert committee(rows) == pytest.approx(sum(member(rows) for member in members) / 2, abs=1e-4)


def test_probabilities_leave_room_for_none():
    p = probabilities(np.array([0.0, 2.0], np.float32))
    assert p[1] > p[0]
    assert 0.0 < 1.0 - p.sum() == pytest.approx(p[0], abs=1e-6)


def test_gold_clusters_teach_which_candidate_is_right():
    doc = tagged("[PER Ada/NNP Lund/NNP] met/VBD [PER Jon/NNP Moe/NNP] ./. She/PRP spoke/VBD ./.")
    gold = [[place(doc.text, "Ada Lund"), place(doc.text, "She")]]
    data = collect([Example(doc, gold, True)], Lexicon({}, {}))
    (choice,) = data["gendered"]
    assert choice.rows.shape == (2, len(FEATURES))
    assert choice.right.tolist() == [False, True, False]


def test_weights_are_read_back_as_they_were_saved(tmp_path):
    network = Network(*(np.ones(2, np.float32) for _ in range(5)), bias=0.5, threshold=0.25)
    target = tmp_path / "coreference.npz"
    save({"it": network}, Lexicon({"town": (0.0, 0.0, 0.98)}, {"ada": 0.9}), target)
    with np.load(target, allow_pickle=False) as stored:
        assert stored["families"].tolist() == ["it"]
        assert float(stored["it.threshold"]) == 0.25
        assert stored["nouns"].tolist() == ["town"]


def test_the_shipped_weights_fit_the_features():
    weights = load_weights()
    for family, network in weights.networks.items():
        width = len(TURN_FEATURES if family == "turns" else FEATURES)
        assert network.mean.shape == (width,)
    assert weights.lexicon.kinds("mayors") == weights.lexicon.kinds("mayor")
    assert weights.lexicon.leaning("zzyx") == 0.0


def test_an_entity_is_the_character_that_most_of_its_mentions_mean():
    spans = [(0, 3), (5, 8), (10, 13)]
    record = {
        "entities": [{"start": 0, "end": 3, "id": "Ada-1"}, {"start": 10, "end": 13, "id": "Jon-2"}],
        "coref": [[spans[0], spans[1]], [spans[2]]],
    }
    mentions = tuple(Mention(Span(*span), "name", Span(*span)) for span in spans)
    assert CharacterOf(record)(Entity("e1", "Ada", "PER", mentions)) == "Ada-1"


def record(text, **layers):
    return {"id": text[:8], "text": text, "meta": {"permissive": True, "gender": "F"}, **layers}


def test_training_writes_weights_from_a_folder_of_corpora(tmp_path):
    text = "Mayor Ada Lund spoke. She left. “We won,” said Lund. “Why?” she asked the clerk."
    names = [place(text, "Ada Lund"), place(text, "Lund", 1)]
    cluster = [*names, place(text, "She"), place(text, "she", 0)]
    entity = {"start": 6, "end": 14, "label": "PER", "id": "Ada-1", "form": "PROP"}
    noun = {
        "start": text.index("clerk"),
        "end": text.index("clerk") + 5,
        "label": "PER",
        "id": "clerk-2",
        "form": "NOM",
    }
    gum_noun = {"label": "person", "pronoun": False, "head": [noun["start"], noun["end"]]}
    quote = {"id": "Q1", "content": [place(text, "“Why?”")], "speaker": "Ada-1"}
    tokens = [[0, 5], [6, 9], [10, 14]]
    for folder, name, made in (
        ("coref", "ontogum", record(text, coref=[cluster])),
        ("coref", "gum", record(text, entities=[gum_noun])),
        ("coref", "gap", record(text, coref=[cluster[:3]], pronoun=cluster[2], candidates=names, gold=[True, True])),
        ("quotes", "litbank", record(text, coref=[cluster], entities=[entity, noun], quotes=[quote])),
        ("silver", "polnear_silver", record(text, tokens=tokens, pos=["NNP", "NNP", "NNP"], entities=[entity])),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{name}.train.jsonl.gz").write_bytes(gzip.compress(json.dumps(made).encode()))
    target = train(tmp_path, tmp_path / "out")
    with np.load(target, allow_pickle=False) as stored:
        assert "gendered" in stored["families"].tolist()
        assert "clerk" in stored["nouns"].tolist()
        assert "ada" in stored["first_names"].tolist()


def test_training_without_data_says_which_file_is_missing(tmp_path):
    with pytest.raises(InputError, match=r"gum\.train"):
        train(tmp_path, tmp_path)
