import gzip
import json

import numpy as np
import pytest

from sayso.analysers.salience import FEATURES, entity_features, load_model
from sayso.errors import InputError
from sayso.learn.salience import RISING, Rows, fit, grades, train
from sayso.pipeline import Pipeline
from sayso.records import Entity, Mention
from sayso.spans import Span

TEXT = "Ferry for Ellmouth\n\nEllmouth gets a ferry. Mayor Ada Lund likes Ellmouth, and Jon Berg likes boats."


def record(number, *, permissive=True):
    def spans(words):
        starts = [start for start in range(len(TEXT)) if TEXT.startswith(words, start)]
        return [[start, start + len(words)] for start in starts]

    items = [
        {"id": "1", "salience": 5, "mentions": spans("Ellmouth")},
        {"id": "2", "salience": 2, "mentions": spans("Ada Lund")},
        {"id": "3", "salience": 0, "mentions": spans("Jon Berg")},
    ]
    return {"id": f"d{number}", "text": TEXT, "meta": {"permissive": permissive}, "salience": items}


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "salience" / "gum.train.jsonl.gz"
    path.parent.mkdir()
    records = [record(0), record(1), record(2, permissive=False)]
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(item) + "\n" for item in records)
    return tmp_path


def test_weights_rank_as_they_were_taught(data, tmp_path):
    model = load_model(train(data, tmp_path / "out"))
    doc = Pipeline.default("fast").only("entities", "quotes")(TEXT)
    score = dict(zip([entity.name for entity in doc.entities], model(entity_features(doc)).tolist(), strict=True))
    assert score["Ellmouth"] > score["Ada Lund"] > score["Jon Berg"]


def test_the_same_weights_twice(data, tmp_path):
    first, second = (train(data, tmp_path / name, seed=3).read_bytes() for name in "ab")
    assert first == second


def test_only_permissive_documents_are_learnt_from(data, tmp_path, monkeypatch):
    from sayso.learn import salience as module

    seen = []
    monkeypatch.setattr(module, "entity_features", lambda doc: seen.append(doc.id) or entity_features(doc))
    train(data, tmp_path / "out")
    assert set(seen) == {"d0", "d1"}


def test_more_of_what_speaks_for_an_entity_never_speaks_against_it():
    random = np.random.default_rng(0)
    features = random.random((2000, len(FEATURES)))
    # Chance, and a little against what is said to rise.
    shares = np.clip(random.random(2000) - 0.2 * features[:, FEATURES.index("mentions")], 0.0, 1.0)
    forest = fit(Rows(features, shares)).forest
    for name in sorted(RISING):
        more = features[:200].copy()
        more[:, FEATURES.index(name)] += random.random(200)
        assert (forest(more) >= forest(features[:200]) - 1e-6).all()


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


def test_missing_data_are_named(tmp_path):
    with pytest.raises(InputError, match=r"gum\.train\.jsonl\.gz"):
        train(tmp_path, tmp_path)


def test_fit_learns_shares():
    rng = np.random.default_rng(1)
    features = rng.normal(size=(2000, len(FEATURES)))
    shares = 1 / (1 + np.exp(-3 * features[:, 0]))
    found = fit(Rows(features, shares), penalty=1.0)(features)
    assert np.abs(found - shares).mean() < 0.06


def test_the_forest_is_stored_as_it_was_fitted():
    rng = np.random.default_rng(2)
    features = rng.normal(size=(500, len(FEATURES)))
    shares = (features[:, 3] > 0) * 0.9
    forest = fit(Rows(features, shares)).forest
    answers = forest(features)
    assert answers[shares > 0].min() > answers[shares == 0].max()
