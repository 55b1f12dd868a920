import json
import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sayso
from sayso.analysers.sentiment import Lexicon, Scorer, score_many, score_sentiment
from sayso.errors import InputError

TEXTS = [
    "The new clinic is excellent, but the road to it is terrible.",
    "The committee meets on Monday.",
    "Traffic deaths fell by a third.",
    "“I don’t like it,” she said. It was awful!",
]


def test_is_at_the_top_of_the_package():
    assert sayso.score_sentiment is score_sentiment


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("The plan is good.", "The plan is not good."),
        ("The plan is good.", "The plan isn’t good."),
        ("The plan is good.", "The plan isn't good."),
        ("The plan is good.", "The plan is hardly good."),
        ("They left with hope and confidence.", "They left without hope or confidence."),
        ("It is a success.", "It is no longer a success."),
        ("The result is very good.", "The result is good."),
        ("The result is bad.", "The result is extremely bad."),
        ("The film is dull, but the ending is wonderful.", "The ending is wonderful, but the film is dull."),
        ("Fewer deaths were counted.", "More deaths were counted."),
        ("The talks would be a disaster if they failed.", "The talks are a disaster, and they failed."),
        ("Is it a disaster?", "It is a disaster."),
    ],
)
def test_what_turns_or_strengthens(better, worse):
    assert score_sentiment(better).polarity > score_sentiment(worse).polarity


def test_curly_and_straight_apostrophes_are_one():
    curly, straight = (score_sentiment(f"It wasn{mark}t a good idea.") for mark in "’'")
    assert (curly.polarity, curly.label) == (straight.polarity, straight.label)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("joint", [" ", "\n\n"])
def test_fifty_times_the_text_scores_as_the_text(text, joint):
    once, often = score_sentiment(text), score_sentiment(joint.join([text] * 50))
    assert often.polarity == pytest.approx(once.polarity, abs=0.01)
    assert often.label == once.label
    assert often.subjectivity == pytest.approx(once.subjectivity, abs=0.01)


def test_a_long_run_without_stops_scores_as_one_of_its_parts():
    assert score_sentiment("great work " * 500).polarity == pytest.approx(
        score_sentiment("great work").polarity, abs=0.2
    )


@pytest.mark.parametrize("text", ["", " ", "\n", "…", '""=', "​", "éa\u0301", "😀", "((((", "7", "'", "’s"])
def test_odd_texts_have_a_tone_in_range(text):
    tone = score_sentiment(text)
    assert -1 <= tone.polarity <= 1
    assert 0 <= tone.confidence <= 1


@given(st.text(max_size=200))
def test_no_score_without_evidence(text):
    tone = score_sentiment(text)
    assert -1 <= tone.polarity <= 1
    assert tone.evidence or (tone.polarity == 0 and tone.label == "neutral")
    assert (tone.label == "positive") == (tone.polarity >= 0.05)
    assert (tone.label == "negative") == (tone.polarity <= -0.05)


@given(st.text(alphabet="ab “”’'.!?-\n", min_size=1, max_size=60), st.data())
def test_any_place_can_be_a_target(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    tone = score_sentiment(text, target=(start, end))
    assert -1 <= tone.polarity <= 1


def test_evidence_names_words_weights_and_what_turned_them():
    evidence = " ".join(score_sentiment("The new plan is not good, and traffic deaths fell.").evidence)
    assert "good" in evidence
    assert "negated by not" in evidence
    assert "less of it: fell" in evidence


def test_batches_change_nothing():
    many = TEXTS * 150
    assert score_many(many) == [score_sentiment(text) for text in TEXTS] * 150


def test_targets_and_whole_texts_can_be_mixed():
    text = "Critics call Ada Lund a liar."
    whole, aimed = score_many([text, text], targets=[None, (13, 21)])
    assert whole == score_sentiment(text)
    assert aimed == score_sentiment(text, target=(13, 21))


def test_opposite_tones_in_one_sentence():
    text = "Voters adore Lund, who rescued the clinic, and despise Pike, a corrupt liar."
    lund, pike = text.index("Lund"), text.index("Pike")
    toward_lund = score_sentiment(text, target=(lund, lund + 4))
    toward_pike = score_sentiment(text, target=(pike, pike + 4))
    assert toward_lund.polarity > toward_pike.polarity
    assert toward_pike.label == "negative"


def test_the_name_itself_does_not_matter():
    tones = {
        score_sentiment(f"{name} said the vote would be on Monday.", target=(0, len(name))).polarity
        for name in ("Lund", "Trump", "Clinton", "Okafor", "Merkel")
    }
    assert len(tones) == 1


def test_a_mapping_is_laid_over_the_lexicon():
    text = "The gig was sick."
    assert score_sentiment(text).polarity < 0
    assert score_sentiment(text, lexicon={"sick": 3.0}).polarity > 0
    assert score_sentiment("It was sick and awful.", lexicon={"sick": 0.1}).polarity < 0


def test_phrases_can_be_added():
    assert score_sentiment("They were over the barrel.", lexicon={"over the barrel": -3}).label == "negative"


@pytest.mark.parametrize("form", ["json", "tab", "comma"])
def test_a_lexicon_can_be_a_file(tmp_path, form):
    path = tmp_path / "words"
    content = {"json": json.dumps({"Zorby": 3}), "tab": "# mine\nzorby\t3.0\t0.5\t[3]\n", "comma": "zorby, 3\n"}[form]
    path.write_text(content, encoding="utf-8")
    assert score_sentiment("It is a zorby day.", lexicon=path).label == "positive"


def test_a_lexicon_takes_the_place_of_ours():
    lexicon = Lexicon({"zorby": 3.0})
    assert score_sentiment("It is a terrible day.", lexicon=lexicon).polarity == 0
    assert score_sentiment("It is a zorby day.", lexicon=lexicon).label == "positive"
    assert score_sentiment("It is not a zorby day.", lexicon=lexicon).label == "negative"
    assert score_sentiment("Lund had a zorby day.", lexicon=lexicon, target=(0, 4)).label == "positive"


@pytest.mark.parametrize(
    "bad", [{"good": 9}, {"good": "much"}, {"": 1}, {"good": float("nan")}, {"good": True}, {3: 1}], ids=str
)
def test_bad_lexicons_are_refused(bad):
    with pytest.raises(InputError):
        score_sentiment("good", lexicon=bad)


@pytest.mark.parametrize("content", ["good\n", "good much\n", "{bad json", "[]"])
def test_bad_lexicon_files_are_refused_by_name(tmp_path, content):
    path = tmp_path / "words.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"words\.txt"):
        Lexicon.of(path)


def test_a_missing_lexicon_file_is_named(tmp_path):
    with pytest.raises(InputError, match="nowhere"):
        Lexicon.of(tmp_path / "nowhere")


@pytest.mark.parametrize("target", [(-1, 2), (3, 3), (0, 99), (4, 2)])
def test_targets_outside_the_text_are_refused(target):
    with pytest.raises(InputError, match="not a place"):
        score_sentiment("Ada Lund won.", target=target)


def test_wrong_arguments_are_refused():
    with pytest.raises(InputError, match="many texts"):
        score_many("one text")
    with pytest.raises(InputError, match="must be str"):
        score_many(["good", None])
    with pytest.raises(InputError, match="2 texts but 1 targets"):
        score_many(["good", "bad"], targets=[None])


def test_lexicons_are_mappings():
    lexicon = Lexicon({"Good": 2, "At Best": -1}).with_words({"bad": -2})
    assert lexicon["GOOD"] == 2
    assert "at best" in lexicon
    assert "unheard" not in lexicon
    assert len(lexicon) == len(list(lexicon)) == 3


@pytest.mark.parametrize("scorer", [Scorer(), Scorer(lexicon={"zorby": 2}), Scorer(lexicon=Lexicon({"zorby": 2}))])
def test_scorers_can_be_sent_to_other_processes(scorer):
    text = "A zorby day, not a terrible one."
    assert pickle.loads(pickle.dumps(scorer)).score(text) == scorer.score(text)


@pytest.mark.parametrize(
    "unit", ['"', "’ ", "not ", "but ", "if ", "no deaths fell ", "Good Hope ", "a", "\n\n", ":) ", "!"]
)
def test_hostile_texts_take_linear_time(unit):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        score_many([text, text], targets=[None, (0, 1)])
        return time.process_time() - start

    seconds(1000)
    short, long = seconds(20_000), seconds(160_000)
    assert long < 8 * 4 * max(short, 0.02)


@pytest.mark.parametrize("text", ["!", "Leave!", "Why?", "They left!!!", "“Leave!”, the crowd sang…"])
def test_a_stop_alone_is_no_tone(text):
    tone = score_sentiment(text)
    assert tone.label == "neutral"
    assert not any(line.split()[0].strip(".!?…") == "" for line in tone.evidence)


def test_an_exclamation_strengthens_praise():
    assert score_sentiment("A wonderful day!").polarity > score_sentiment("A wonderful day.").polarity
    assert "!" not in " ".join(score_sentiment("A wonderful day!").evidence)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("The ministers’ promises were worth nothing.", {"negative"}),
        ("“No more lies”", {"negative"}),
        ("No more lies!", {"negative"}),
        ("Protesters chanted “leave!”", {"negative", "neutral"}),
        ("The engineers found no proof at all that the pump works.", {"negative"}),
        ("There is no evidence of fraud.", {"neutral"}),
        ("Since the bridge opened there were no more delays on the road.", {"positive", "neutral"}),
    ],
)
def test_plain_negation_is_not_inverted(text, labels):
    assert score_sentiment(text).label in labels
