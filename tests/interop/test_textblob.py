from textblob import Blobber, TextBlob

from sayso.analysers.sentiment import score_sentiment
from sayso.interop.textblob import SaysoAnalyzer

TEXT = "The Justice Department didn’t answer."


def test_a_blob_has_our_tone():
    blob = TextBlob("It wasn’t a good day.", analyzer=SaysoAnalyzer())
    tone = score_sentiment("It wasn’t a good day.")
    assert blob.sentiment[:2] == (tone.polarity, tone.subjectivity)
    assert blob.sentiment.assessments == tone.evidence


def test_many_blobs_share_an_analyser():
    blobber = Blobber(analyzer=SaysoAnalyzer(lexicon={"zorby": 3}))
    assert blobber("A zorby day.").sentiment.polarity > 0
    assert blobber(TEXT).sentiment.polarity == score_sentiment(TEXT).polarity
