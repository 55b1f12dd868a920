import pickle

from sayso.analysers.sentiment import SentimentAnalyser, score_many, score_sentiment, sentiment
from sayso.analysers.sentiment.tone import mean_tone
from sayso.document import Document
from sayso.records import Entity, Mention, Quote, Sentiment
from sayso.spans import Span, SpanArray

TEXT = (
    "Reyes rescued nine people and was praised for her courage. "
    "“Councillor Pike is a corrupt liar,” Reyes said. "
    "Pike opened an office in May."
)


def place(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def name(words: str, nth: int = 0) -> Mention:
    return Mention(place(words, nth), "name", place(words, nth))


def document() -> Document:
    reyes = Entity("e1", "Reyes", "PER", (name("Reyes"), name("Reyes", 1)))
    pike = Entity("e2", "Pike", "PER", (name("Pike"), name("Pike", 1)))
    quote = Quote(
        "q1", "direct", (place("“Councillor Pike is a corrupt liar,”"),), place("said"), place("Reyes", 1), reyes, 0.9
    )
    ends = [TEXT.index("courage.") + 8, TEXT.index("said.") + 5, len(TEXT)]
    return Document(
        TEXT,
        layers={
            "tokens": SpanArray.of([]),
            "sentences": SpanArray([0, ends[0] + 1, ends[1] + 1], ends),
            "quotes": (quote,),
            "entities": (reyes, pike),
        },
    )


def test_the_parts_of_a_document():
    tone = sentiment(document())
    assert len(tone.sentences) == 3
    assert tone.quotes["q1"] == score_sentiment("“Councillor Pike is a corrupt liar,”")
    assert tone.quoted.label == "negative"
    assert tone.narration.label == "positive"
    assert tone.sentences[2].label == "neutral"


def test_the_writer_and_the_speakers_are_told_apart():
    tone = sentiment(document())
    assert tone.entities["e1"].label == "positive"
    assert tone.entities["e2"].label == "neutral"
    (said,) = tone.by_speaker
    assert (said.speaker, said.target, said.quotes) == ("e1", "e2", ("q1",))
    assert said.sentiment.label == "negative"


def test_own_words_reach_the_layer():
    tone = SentimentAnalyser(lexicon={"opened": -4, "office": -4})(document())
    assert tone.sentences[2].label == "negative"


def test_the_analyser_can_be_sent_to_other_processes():
    again = pickle.loads(pickle.dumps(sentiment))
    assert again(document()) == sentiment(document())


def test_a_document_without_words():
    empty = Document(
        "…", layers={"tokens": SpanArray.of([]), "sentences": SpanArray.of([(0, 1)]), "quotes": (), "entities": ()}
    )
    tone = sentiment(empty)
    assert tone.document.label == tone.narration.label == tone.quoted.label == "neutral"
    assert not tone.by_speaker


def test_one_mention_says_less_than_many():
    tone = Sentiment(0.8, "positive", 0.9, ("brave +1.9",))
    means = [mean_tone([tone] * count).polarity for count in (1, 2, 8)]
    assert means == sorted(set(means))
    assert means[0] <= 0.4
    assert mean_tone([tone] * 100).polarity > 0.78


def test_function_words_are_no_evidence_of_a_tone_toward_a_target():
    text = "The mayor praised Lund for the work of the year, and in the end he was with her at the gate."
    (tone,) = score_many([text], targets=[(text.index("Lund"), text.index("Lund") + 4)])
    assert tone.evidence
    assert not {line.split()[0].lower() for line in tone.evidence} & {
        "the",
        "for",
        "of",
        "and",
        "in",
        "he",
        "her",
        "at",
    }
