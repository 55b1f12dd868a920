"""Training texts with other names in them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sayso.learn.renaming import renamed

TEXT = "Ada Lund of Oslo said that Ada Lund would run. “Never,” said Berg."
POOLS = {"PER": ["Wanjiru Mwangi Kamau"], "LOC": ["Ulm"], "ORG": ["Motala Works"]}


def span(words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return [start, start + len(words)]


def entity(words, label, nth=0):
    start, end = span(words, nth)
    return {"start": start, "end": end, "label": label}


def record():
    words = [[0, 3], [4, 8], [9, 11], [12, 16]]
    return {
        "text": TEXT,
        "entities": [
            entity("Ada Lund", "PER"),
            entity("Oslo", "LOC"),
            entity("Ada Lund", "PER", 1),
            entity("Berg", "PER"),
        ],
        "tokens": words,
        "pos": ["NNP", "NNP", "IN", "NNP"],
        "quotes": [
            {"content": [span("that Ada Lund would run")], "cue": [span("said")], "source": [span("Ada Lund of Oslo")]},
            {"content": [span("“Never,”")], "cue": [span("said", 1)], "source": [span("Berg")]},
        ],
        "meta": {},
    }


def texts_of(new, spans):
    return [new["text"][start:end] for start, end in spans]


def test_a_name_becomes_the_same_other_name_everywhere():
    found = {renamed([record()], record(), POOLS, np.random.default_rng(seed))[0]["text"] for seed in range(40)}
    every = "Wanjiru Mwangi Kamau of Ulm said that Wanjiru Mwangi Kamau would run. “Never,” said Wanjiru Mwangi Kamau."
    assert {TEXT, every} <= found
    assert not any("Ada Lund" in text and text.startswith("Wanjiru") for text in found)


@given(st.integers(0, 10_000))
def test_all_annotations_move_along(seed):
    new = renamed([record()], record(), POOLS, np.random.default_rng(seed))[0]
    names = [new["text"][entity["start"] : entity["end"]] for entity in new["entities"]]
    assert set(names) <= {"Ada Lund", "Oslo", "Berg", "Wanjiru Mwangi Kamau", "Ulm"}
    assert [entity["label"] for entity in new["entities"]] == ["PER", "LOC", "PER", "PER"]
    first, second = new["quotes"]
    assert texts_of(new, first["cue"] + second["cue"] + second["content"]) == ["said", "said", "“Never,”"]
    assert texts_of(new, first["source"]) == [f"{names[0]} of {names[1]}"]
    assert texts_of(new, first["content"]) == [f"that {names[2]} would run"]
    assert texts_of(new, second["source"]) == [names[3]]
    assert len(new["tokens"]) == len(new["pos"])
    assert "of" in texts_of(new, new["tokens"])


def test_tokens_within_a_name_that_went_are_gone():
    every = next(
        new
        for seed in range(40)
        if "Lund" not in (new := renamed([record()], record(), POOLS, np.random.default_rng(seed))[0])["text"]
        and "Ulm" in new["text"]
    )
    assert texts_of(every, every["tokens"]) == ["of", "Ulm"]
    assert list(every["pos"]) == ["IN", "NNP"]


def test_the_records_of_one_text_stay_together():
    roles = {key: value for key, value in record().items() if key != "entities"}
    first, second = renamed([roles, record()], record(), POOLS, np.random.default_rng(3))
    assert first["text"] == second["text"]
    assert "entities" not in first


def test_a_span_that_a_new_name_cuts_is_dropped():
    cut = record() | {"quotes": [{"content": [span("Lund of")], "cue": [], "source": [span("Ada Lund of Oslo")]}]}
    news = [renamed([cut], cut, POOLS, np.random.default_rng(seed))[0] for seed in range(40)]
    for new in news:
        replaced = new["text"].startswith("Wanjiru")
        assert texts_of(new, new["quotes"][0]["content"]) == ([] if replaced else ["Lund of"])
    assert any(new["text"].startswith("Wanjiru") for new in news)


def test_a_text_that_is_one_name_may_lose_all_its_tokens():
    only = {
        "text": "Ada Lund",
        "entities": [{"start": 0, "end": 8, "label": "PER"}],
        "tokens": [[0, 3], [4, 8]],
        "pos": ["NNP", "NNP"],
        "meta": {},
    }
    found = [renamed([only], only, POOLS, np.random.default_rng(seed))[0] for seed in range(20)]
    assert {"text": "Wanjiru Mwangi Kamau", "tokens": [], "pos": []} in [
        {key: new[key] for key in ("text", "tokens", "pos")} for new in found
    ]
