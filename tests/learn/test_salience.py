import gzip
import json

import numpy as np
import pytest

from sayso.analysers.salience import FEATURES, entity_features, load_model
from sayso.errors import InputError
from sayso.learn.salience import Rows, fit, gold_document, grades, read_gold, train
from sayso.records import Entity, Mention
from sayso.spans import Span

TEXT = "Ferry for Ellmouth\n\nEllmouth gets a ferry. Mayor Lund likes Ellmouth, and she likes boats."


def record(number, *, permissive=True):
    def spans(*words):
        found, at = [], 0
        for word in words:
            at = TEXT.index(word, at)
            found.append([at, at + len(word)])
            at += 1
        return found

    town = spans("Ellmouth", "Ellmouth", "Ellmouth")
    mayor = spans("Mayor Lund", "she")
    boats = spans("boats")
    tokens = [[start, start + len(word)] for word, start in words_of(TEXT)]
    items = [
        {"id": "1", "salience": 5, "named": True, "names": ["Ellmouth"], "type": "place", "mentions": town},
        {"id": "2", "salience": 2, "named": True, "names": ["Lund"], "type": "person", "mentions": mayor},
        {"id": "3", "salience": 0, "named": False, "names": [], "type": "object", "mentions": boats},
    ]
    meta = {"permissive": permissive}
    return {
        "id": f"d{number}",
        "text": TEXT,
        "meta": meta,
        "tokens": tokens,
        "sentences": [[0, 18], [20, 42], [43, len(TEXT)]],
        "salience": items,
        "entities": [{"start": mayor[1][0], "end": mayor[1][1], "pronoun": True, "head": mayor[1]}],
        "pos": ["NN"] * len(tokens),
    }


def words_of(text):
    at = 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        yield word, start


@pytest.fixture
def data(tmp_path):
    records = [record(0), record(1), record(2, permissive=False)]
    for folder in ("salience", "coref", "pos"):
        path = tmp_path / folder / "gum.train.jsonl.gz"
        path.parent.mkdir()
        with gzip.open(path, "wt", encoding="utf-8") as stream:
            stream.writelines(json.dumps(item) + "\n" for item in records)
    return tmp_path


def test_weights_rank_as_they_were_taught(data, tmp_path):
    path = train(data, tmp_path / "out")
    model = load_model(path)
    scores = model(entity_features(gold_document(record(0), record(0)["entities"], record(0)["pos"])))
    assert scores[0] > scores[1] > scores[2]


def test_the_same_weights_twice(data, tmp_path):
    first, second = (train(data, tmp_path / name, seed=3).read_bytes() for name in "ab")
    assert first == second


def test_only_permissive_documents_are_learnt_from(data, tmp_path, monkeypatch):
    from sayso.learn import salience as module

    seen = []
    monkeypatch.setattr(module, "entity_features", lambda doc: seen.append(doc.id) or entity_features(doc))
    train(data, tmp_path / "out")
    assert set(seen) == {"d0", "d1"}


def entity(name, *spans):
    return Entity(name, name, "PER", tuple(Mention(Span(*span), "name", Span(*span)) for span in spans))


def test_an_entity_takes_the_grade_of_the_gold_one_that_it_shares_most_mentions_with():
    items = [
        {"salience": 4, "mentions": [[0, 4], [10, 14], [20, 24]]},
        {"salience": 1, "mentions": [[30, 34]]},
    ]
    found = grades(
        items, [entity("half", (0, 4)), entity("whole", (10, 14), (20, 24), (30, 34)), entity("new", (50, 54))]
    )
    assert np.isnan(found[0])
    assert found[1:].tolist() == [4, 0]


def test_no_entities_have_no_grades():
    assert grades([{"salience": 4, "mentions": [[0, 4]]}], []).tolist() == []


def test_gold_documents(data):
    ((_, doc), *_) = read_gold(data, "train")
    town, mayor, boats = doc.entities
    assert (town.name, town.label, [mention.kind for mention in town.mentions]) == ("Ellmouth", "LOC", ["name"] * 3)
    assert (mayor.label, [mention.kind for mention in mayor.mentions]) == ("PER", ["name", "pronoun"])
    assert (boats.name, boats.label) == ("boats", "THING")
    assert doc.paragraphs.kinds == ("headline", "body")


def test_missing_data_are_named(tmp_path):
    with pytest.raises(InputError, match=r"gum\.train\.jsonl\.gz"):
        train(tmp_path, tmp_path)


def test_fit_learns_shares():
    rng = np.random.default_rng(1)
    features = rng.normal(size=(2000, len(FEATURES)))
    shares = 1 / (1 + np.exp(-3 * features[:, 0]))
    found = fit(Rows(features, shares), Rows(features, shares), penalty=1.0)(features)
    assert np.abs(found - shares).mean() < 0.06


def test_the_forest_is_stored_as_it_was_fitted():
    rng = np.random.default_rng(2)
    features = rng.normal(size=(500, len(FEATURES)))
    shares = (features[:, 3] > 0) * 0.9
    forest = fit(Rows(features, shares), Rows(features[:5], shares[:5])).forest
    answers = forest(features)
    assert answers[shares > 0].min() > answers[shares == 0].max()
