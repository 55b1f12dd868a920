import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from sayso.analysers.sentiment import score_sentiment
from sayso.errors import InputError
from sayso.interop.sklearn import SentimentTransformer

TEXTS = ["A wonderful day.", "A terrible day.", "The office opens at nine."]


def test_a_row_a_text():
    rows = SentimentTransformer().fit_transform(TEXTS)
    assert rows.shape == (3, 6)
    assert rows[0, 0] == score_sentiment(TEXTS[0]).polarity
    assert rows[:, 3:].tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]


def test_in_a_pipeline():
    texts, labels = TEXTS[:2] * 5, [1, 0] * 5
    model = make_pipeline(SentimentTransformer(), LogisticRegression()).fit(texts, labels)
    assert model.predict(["An awful, awful film.", "A lovely film."]).tolist() == [0, 1]


def test_names_of_columns_in_a_union():
    union = make_union(SentimentTransformer()).fit(TEXTS)
    assert union.get_feature_names_out()[0] == "sentimenttransformer__polarity"


def test_can_be_cloned_with_its_lexicon():
    twin = clone(SentimentTransformer(lexicon={"zorby": 3}))
    assert twin.transform(["A zorby day."])[0, 0] > 0


def test_no_texts_give_no_rows():
    assert SentimentTransformer().transform(np.array([], dtype=object)).shape == (0, 6)


def test_one_string_is_refused():
    with pytest.raises(InputError):
        SentimentTransformer().fit("one text")
