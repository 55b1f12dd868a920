from collections import Counter

import pytest
from tests.analysers.sentiment.challenge import HARD_KINDS, SENTENCES
from textblob import TextBlob

from sayso.analysers.sentiment import score_many

LABELS = {"negative": -1, "neutral": 0, "positive": 1}


def banded(score: float) -> int:
    return 1 if score >= 0.05 else -1 if score <= -0.05 else 0


def ours() -> list[bool]:
    tones = score_many([text for _, text, _, _ in SENTENCES], targets=[target for *_, target in SENTENCES])
    return [LABELS[tone.label] == label for tone, (_, _, label, _) in zip(tones, SENTENCES, strict=True)]


def test_there_are_enough_sentences_and_two_thirds_are_hard():
    kinds = Counter(kind for kind, *_ in SENTENCES)
    assert len(SENTENCES) >= 150
    assert set(HARD_KINDS) <= kinds.keys()
    assert 3 * sum(kinds[kind] for kind in HARD_KINDS) >= 2 * len(SENTENCES)


def test_nine_in_ten_are_right():
    assert sum(ours()) >= 0.9 * len(SENTENCES)


def test_right_twice_as_often_as_vader():
    vader = pytest.importorskip("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    theirs = sum(banded(vader.polarity_scores(text)["compound"]) == label for _, text, label, _ in SENTENCES)
    assert sum(ours()) >= 2 * theirs


def test_right_twice_as_often_as_textblob():
    theirs = sum(banded(TextBlob(text).sentiment.polarity) == label for _, text, label, _ in SENTENCES)
    assert sum(ours()) >= 2 * theirs


@pytest.mark.parametrize("kind", ["institution", "name", "idiom", "merely speaks", "praise", "blame", "report"])
def test_every_sentence_of_a_plain_kind_is_right(kind):
    wrong = [
        text for right, (its_kind, text, *_) in zip(ours(), SENTENCES, strict=True) if its_kind == kind and not right
    ]
    assert not wrong
