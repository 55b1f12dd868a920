"""Scores of made-up documents; the numbers were worked out with an independent scorer of the same definitions."""

import json

import pytest

from sayso.errors import InputError
from sayso.learn.evaluate import evaluate
from sayso.learn.scoring import Score, score_names, score_quotes, score_tokens

TEXT = (
    "“The harbour will reopen,” said Mayor Ada Lund of Oslo. “It took years.”\n"
    "Critics say that the plan is too dear. She called it “a small step” for the town.\n"
    "Engineers believe the crane is safe, the report said.\n"
)


def at(piece, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(piece, start + 1)
    return [start, start + len(piece)]


def quote(content, cue, source, kind, **more):
    return {"content": content, "cue": cue, "source": source, "kind": kind, **more}


GOLD = {
    "id": "a",
    "text": TEXT,
    "quotes": [
        quote(
            [at("“The harbour will reopen,”"), at("“It took years.”")],
            [at("said")],
            [at("Mayor Ada Lund of Oslo")],
            "direct",
            speaker="Ada Lund",
            speaker_label="PER",
            speaker_aliases=["Mayor Lund"],
        ),
        quote([at("that the plan is too dear")], [at("say")], [at("Critics")], "indirect"),
        quote([at("it “a small step” for the town")], [at("called")], [at("She")], "mixed", speaker="Ada Lund"),
        quote([at("the crane is safe")], [at("believe")], [at("Engineers")], "indirect"),
    ],
}
FOUND = {
    "id": "a",
    "quotes": [
        quote([at("The harbour will reopen")], [at("said")], [at("Lund")], "direct", speaker="mayor lund"),
        quote([at("the plan is too dear")], [at("say")], [at("Critics")], "indirect"),
        quote([at("a small step")], [at("called it")], [], "direct", speaker="Tom Berg"),
        quote([at("Engineers believe the crane is safe")], [at("said", 1)], [at("the report")], "indirect"),
    ],
}


def f1(score: Score) -> tuple[float, float, float]:
    return score.precision, score.recall, score.f1


def test_gold_against_itself_is_perfect():
    scores = score_quotes([GOLD], {"a": GOLD})
    assert {f1(kinds["all"][name]) for kinds in scores["spans"].values() for name in kinds["all"]} == {(1, 1, 1)}
    assert f1(scores["detection"]["all"]) == f1(scores["who_said_what"]["all"]) == (1, 1, 1)


EXPECTED = json.loads("""
{"spans": {"content": {"all": {"exact": [0.0, 0.0, 0.0], "segment": [0.25, 0.2, 0.2222],
"overlap": [0.8889, 0.6667, 0.7619]},
"direct": {"exact": [0.0, 0.0, 0.0], "segment": [0.5, 0.5, 0.5], "overlap": [1.0, 0.5714, 0.7273]},
"mixed": {"exact": [0.0, 0.0, 0.0], "segment": [0.0, 0.0, 0.0], "overlap": [0.0, 0.4286, 0.0]},
"indirect": {"exact": [0.0, 0.0, 0.0], "segment": [0.0, 0.0, 0.0], "overlap": [0.8182, 0.9, 0.8571]},
"direct_only": {"exact": [0.0, 0.0, 0.0], "segment": [0.5, 0.5, 0.5], "overlap": [0.5714, 0.5714, 0.5714]}},
"source": {"all": {"exact": [0.3333, 0.25, 0.2857], "segment": [0.3333, 0.25, 0.2857], "overlap": [0.5, 0.25, 0.3333]},
"direct": {"exact": [0.0, 0.0, 0.0], "segment": [0.0, 0.0, 0.0], "overlap": [1.0, 0.2, 0.3333]},
"mixed": {"exact": [0.0, 0.0, 0.0], "segment": [0.0, 0.0, 0.0], "overlap": [0.0, 0.0, 0.0]},
"indirect": {"exact": [0.5, 0.5, 0.5], "segment": [0.5, 0.5, 0.5], "overlap": [0.3333, 0.5, 0.4]},
"direct_only": {"exact": [0.0, 0.0, 0.0], "segment": [0.0, 0.0, 0.0], "overlap": [1.0, 0.2, 0.3333]}},
"cue": {"all": {"exact": [0.5, 0.5, 0.5], "segment": [0.5, 0.5, 0.5], "overlap": [0.6, 0.75, 0.6667]},
"direct": {"exact": [0.5, 1.0, 0.6667], "segment": [0.5, 1.0, 0.6667], "overlap": [0.6667, 1.0, 0.8]},
"mixed": {"exact": [0.0, 0.0, 0.0], "segment": [0.0, 0.0, 0.0], "overlap": [0.0, 1.0, 0.0]},
"indirect": {"exact": [0.5, 0.5, 0.5], "segment": [0.5, 0.5, 0.5], "overlap": [0.5, 0.5, 0.5]},
"direct_only": {"exact": [0.5, 1.0, 0.6667], "segment": [0.5, 1.0, 0.6667], "overlap": [0.3333, 1.0, 0.5]}}},
"detection": {"all": [0.75, 0.75, 0.75], "direct": [0.5, 1.0, 0.6667], "mixed": [0.0, 0.0, 0.0],
"indirect": [1.0, 1.0, 1.0], "direct_only": [0.5, 1.0, 0.6667]},
"who_said_what": {"all": [0.5, 0.5, 0.5], "direct": [0.5, 1.0, 0.6667], "mixed": [0.0, 0.0, 0.0],
"indirect": [0.5, 0.5, 0.5], "direct_only": [0.5, 1.0, 0.6667]},
"named_speaker": {"all": [0.5, 0.5, 0.5], "direct": [0.5, 1.0, 0.6667], "mixed": [0.0, 0.0, 0.0]},
"source_accuracy": {"all": 0.6667, "direct": 1.0, "mixed": null, "indirect": 0.5},
"speaker_accuracy": {"of_detected": 1.0, "of_all_gold": 0.5}, "kinds_agree": 1.0}
""")


@pytest.mark.parametrize("role", ["content", "source", "cue"])
@pytest.mark.parametrize("kind", ["all", "direct", "mixed", "indirect", "direct_only"])
@pytest.mark.parametrize("measure", ["exact", "segment", "overlap"])
def test_spans(role, kind, measure):
    score = score_quotes([GOLD], {"a": FOUND})["spans"][role][kind][measure]
    assert list(f1(score)) == EXPECTED["spans"][role][kind][measure]


@pytest.mark.parametrize("part", ["detection", "who_said_what", "named_speaker"])
def test_quotations(part):
    scores = score_quotes([GOLD], {"a": FOUND})[part]
    assert {kind: list(f1(score)) for kind, score in scores.items()} == EXPECTED[part]


def test_speakers_and_kinds():
    scores = score_quotes([GOLD], {"a": FOUND})
    assert scores["source_accuracy"] == EXPECTED["source_accuracy"]
    assert scores["speaker_accuracy"]["all"] == EXPECTED["speaker_accuracy"]
    assert scores["kinds_agree"] == EXPECTED["kinds_agree"]


def test_a_missing_document_counts_as_empty():
    scores = score_quotes([GOLD], {})
    assert f1(scores["detection"]["all"]) == (0, 0, 0)
    assert scores["detection"]["all"].gold == 4


def test_names_are_scored_on_the_labels_that_were_annotated():
    entities = [
        {"start": 0, "end": 3, "label": "PER"},
        {"start": 5, "end": 8, "label": "LOC"},
        {"start": 9, "end": 12, "label": "MISC"},
    ]
    gold = {"id": "a", "text": "x" * 20, "meta": {"labels": ["PER", "LOC"]}, "entities": entities}
    found = {"entities": [entities[0], {**entities[1], "label": "PER"}, {**entities[2], "label": "ORG"}]}
    scores = score_names([gold], {"a": found})
    assert f1(scores["micro"]) == (0.5, 0.5, 0.5)
    assert scores["spans"].f1 == 1
    assert scores["macro_f1"] == 0.3333
    assert scores["labels"]["LOC"].f1 == 0


def test_tokens_sentences_and_tags():
    gold = {
        "id": "a",
        "text": "He left. She-ish.",
        "tokens": [[0, 2], [3, 7], [7, 8], [9, 16], [16, 17]],
        "pos": ["PRP", "VBD", ".", "JJ", "NFP"],
        "sentences": [[0, 8], [9, 17]],
    }
    found = {
        "tokens": [[0, 2], [3, 8], [9, 16], [16, 17]],
        "pos": ["PRP", "VBD", "NN", "."],
        "sentences": [[0, 9], [9, 12]],
    }
    scores = score_tokens([gold], {"a": found})
    assert scores["tokens"].recall == 0.6
    assert scores["sentences"].recall == 0.5
    assert scores["tags"] == {"of_agreeing_tokens": 0.3333, "folded": 0.6667, "of_all_gold": 0.2}


def test_evaluate_scores_names_and_writes_json(tmp_path):
    path = tmp_path / "gold.jsonl"
    text = "Ada Lund lives in Oslo."
    entities = [{"start": 0, "end": 8, "label": "PER"}, {"start": 18, "end": 22, "label": "LOC"}]
    path.write_text(json.dumps({"id": "a", "text": text, "entities": entities}) + "\n", encoding="utf-8")
    result = evaluate(path, model="fast", json_path=tmp_path / "scores.json")
    assert "names" in str(result)
    written = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert written["scores"]["gold.jsonl"]["names"]["micro"]["gold"] == 2


def test_evaluate_refuses_a_file_without_gold(tmp_path):
    path = tmp_path / "plain.jsonl"
    path.write_text('{"id": "a", "text": "Nothing here."}\n', encoding="utf-8")
    with pytest.raises(InputError, match="to score against"):
        evaluate([path], model="fast")
