import gzip
import json
import random

import numpy as np
import pytest

from sayso.analysers.sentiment.model import SentimentModel
from sayso.analysers.sentiment.scorer import Scorer
from sayso.errors import InputError
from sayso.learn import sentiment as learn
from sayso.learn.sentiment_words import CORPORA, GUM

pytest.importorskip("vaderSentiment")

GOOD, BAD, PLAIN = (
    "wonderful brave zorby splendid".split(),
    "awful corrupt grimble cruel".split(),
    "tall northern old".split(),
)
THINGS = "bridge harbour council minister teacher garden report office market river".split()


def texts(rng: random.Random, count: int) -> list[tuple[str, float]]:
    found = []
    for number in range(count):
        words, score = ((GOOD, 0.6), (BAD, -0.6), (PLAIN, 0.0))[number % 3]
        thing, other = rng.sample(THINGS, 2)
        found.append((f"The {rng.choice(words)} {thing} stands near the {other}.", score))
    return found


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    root = tmp_path_factory.mktemp("data")
    rng = random.Random(0)  # noqa: S311 -- made-up sentences

    def write(name: str, records: list[dict]) -> None:
        path = root / f"{name}.jsonl.gz"
        path.parent.mkdir(exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(record) + "\n" for record in records)

    for name in (*CORPORA, GUM):
        write(
            name,
            [{"id": str(i), "text": text, "meta": {"permissive": True}} for i, (text, _) in enumerate(texts(rng, 40))],
        )
    for name in ("vader_nyt_dev", "vader_tweets", "vader_amazon", "vader_movies"):
        rated = texts(rng, 60)
        write(
            f"sentiment/{name}",
            [{"id": f"a:{i // 3}_{i}", "text": text, "score": y} for i, (text, y) in enumerate(rated)],
        )
    write(
        "sentiment/rt_polarity",
        [{"id": str(i), "text": t, "label": 1 if y > 0 else -1} for i, (t, y) in enumerate(texts(rng, 30))],
    )
    write(
        "sentiment/newsmtsc_train",
        [
            {
                "id": str(i),
                "text": t,
                "label": int(np.sign(y)),
                "target": [t.index("stands") - 4, t.index("stands") - 1],
            }
            for i, (t, y) in enumerate(texts(rng, 90))
        ],
    )
    write(
        "sentiment/subjectivity",
        [{"id": str(i), "text": t, "subjective": int(y != 0)} for i, (t, y) in enumerate(texts(rng, 60))],
    )
    write(
        "sentiment/opinion_lexicon",
        [{"id": "0", "text": "awful", "label": -1}, {"id": "1", "text": "brave", "label": 1}],
    )
    return root


@pytest.fixture(scope="module")
def trained(data, tmp_path_factory):
    messages: list[str] = []
    path = learn.train(data, tmp_path_factory.mktemp("out"), progress=messages.append)
    assert messages
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def test_words_that_no_lexicon_has_are_learnt(trained):
    scorer = Scorer(model=SentimentModel(trained))
    assert scorer.lexicon.get("zorby", 0) > 0 > scorer.lexicon.get("grimble", 0)
    assert scorer.score("The zorby bridge stands near the river.").polarity > 0


def test_targets_are_learnt(trained):
    scorer = Scorer(model=SentimentModel(trained))
    text = "The grimble bridge stands near the river."
    assert scorer.score(text, target=(12, 18)).polarity < 0


def test_training_again_gives_the_same(data, trained, tmp_path):
    with np.load(learn.train(data, tmp_path), allow_pickle=False) as again:
        assert set(again.files) == set(trained)
        assert all(np.array_equal(again[name], trained[name]) for name in trained)


def test_every_text_is_scored_by_a_model_that_did_not_see_it(data):
    tones = dict(learn.cross_validated(data, "vader_nyt_dev", folds=2))
    assert len(tones) == 60
    assert sum(tone.label == "positive" for tone in tones.values()) > 10


def test_missing_data_are_named(tmp_path):
    with pytest.raises(InputError, match="polnear"):
        learn.train(tmp_path, tmp_path)
