"""Gold annotations carried over to our tokens."""

import gzip
import json

import numpy as np
import pytest

from sayso.errors import InputError
from sayso.learn.corpora import name_labels, pos_labels, read, role_labels, segmented
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS

TEXT = "Ada Lund said we will win.\nAnd we won."


def gold(**layers):
    return segmented([{"id": "a", "text": TEXT, **layers}])[0]


def tags(allowed, names):
    return ["?" if row.sum() > 1 else names[row.argmax()] for row in allowed]


def span(piece):
    return [TEXT.index(piece), TEXT.index(piece) + len(piece)]


def test_roles_are_bio_and_begin_anew_in_each_paragraph():
    quote = {"content": [span("we will win.\nAnd we won")], "cue": [span("said")], "source": [span("Ada Lund")]}
    found = tags(role_labels(gold(quotes=[quote])), ROLE_TAGS)
    assert found[:4] == ["B-source", "I-source", "B-cue", "B-content"]
    assert found[4:] == ["I-content"] * 3 + ["B-content"] + ["I-content"] * 2 + ["O"]


def test_discarded_text_may_be_anything():
    found = role_labels(gold(quotes=[], meta={"discard": [span("And we won.")]}))
    assert tags(found, ROLE_TAGS) == ["O"] * 7 + ["?"] * 4


def test_names_leave_open_what_was_not_annotated():
    entity = {"start": 0, "end": 8, "label": "PER"}
    whole = name_labels(gold(entities=[entity], meta={"labels": ["PER", "ORG", "LOC", "MISC"]}))
    part = name_labels(gold(entities=[entity], meta={"labels": ["PER", "ORG", "LOC"]}))
    assert tags(whole, NAME_TAGS)[:3] == ["B-PER", "I-PER", "O"]
    assert tags(part, NAME_TAGS)[:3] == ["B-PER", "I-PER", "?"]
    assert set(np.flatnonzero(part[2])) == {0, NAME_TAGS.index("B-MISC"), NAME_TAGS.index("I-MISC")}


def test_tags_are_known_where_the_tokens_agree():
    found = pos_labels(gold(tokens=[span("Ada"), span("Lund said")], pos=["NNP", "XX"]))
    assert tags(found, POS_TAGS)[:3] == ["NNP", "?", "?"]


def test_documents_without_tokens_are_left_out():
    assert segmented([{"id": "a", "text": "\n"}]) == []


def test_plain_and_packed_files_are_read(tmp_path):
    line = json.dumps({"id": "a", "text": "x"}) + "\n\n"
    (tmp_path / "a.jsonl").write_text(line, encoding="utf-8")
    with gzip.open(tmp_path / "a.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(line)
    assert list(read(tmp_path / "a.jsonl")) == list(read(tmp_path / "a.jsonl.gz")) == [{"id": "a", "text": "x"}]


@pytest.mark.parametrize("line", ["{", "[1]", '{"id": "a"}', '{"text": 3}'])
def test_a_bad_line_is_named(tmp_path, line):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "x"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        list(read(path))


def test_a_missing_corpus_says_where_it_belongs(tmp_path):
    with pytest.raises(InputError, match="--data"):
        list(read(tmp_path / "none.jsonl"))
