"""The corpus is what its annotations say, and they are what its texts say."""

import hashlib
import json
from itertools import pairwise

import pytest
from corpus import build

from sayso.analysers.segmentation import paragraphs
from sayso.document import Document
from sayso.spans import Span

DOCS = {doc["id"]: doc for doc in map(json.loads, build.GOLD.read_text(encoding="utf-8").splitlines())}
SEED_ID = "000_cd753078c02e6e59"
QUOTES = [pytest.param(doc, quote, id=f"{doc['id']}-{quote['id']}") for doc in DOCS.values() for quote in doc["quotes"]]
MARKS = {"“": "”", "‘": "’", '"': '"'}


def words_at(doc, spans):
    return [doc["text"][start:end] for start, end in spans]


def is_turn(doc, quote):
    (start, end), *_ = quote["source"] or [(0, 0)]
    return (
        doc["id"].startswith("interview")
        and doc["text"][end : end + 1] == ":"
        and doc["text"][:start][-1:] in ("", "\n")
    )


def test_the_gold_file_is_what_the_annotations_say():
    assert list(DOCS.values()) == build.build_all(), "run: python corpus/build.py"


def test_there_are_the_seed_article_and_nine_more():
    assert len(DOCS) == 10
    assert next(iter(DOCS)) == SEED_ID


def test_the_seed_article_is_unchanged():
    text = build.SEED.read_bytes()
    assert DOCS[SEED_ID]["text"] == text.decode("utf-8")
    assert hashlib.sha256(text).hexdigest() == "337f822bd539cd2299da5950d2a794f69efe3e8473be240e4e0e78860caea434"


@pytest.mark.parametrize(("doc", "quote"), QUOTES)
def test_spans_hold_whole_words_in_order(doc, quote):
    for role in ("content", "cue", "source"):
        previous = 0
        for start, end in quote[role]:
            words = doc["text"][start:end]
            assert previous <= start < end <= len(doc["text"])
            assert words == words.strip()
            assert not (doc["text"][start - 1 : start + 1].isalnum() and start)
            previous = end
    assert quote["content"]
    assert len(quote["cue"]) <= 1
    assert len(quote["source"]) <= 1


@pytest.mark.parametrize(("doc", "quote"), QUOTES)
def test_kinds_follow_the_marks(doc, quote):
    if is_turn(doc, quote):
        assert quote["kind"] == "direct"
        return
    parts = words_at(doc, quote["content"])
    # Within marks from its first word to its last; the mark that closes may be missing.
    inside = [part[0] in MARKS and (part[-1] == MARKS[part[0]] or MARKS[part[0]] not in part[1:]) for part in parts]
    marked = any(mark in part for part in parts for mark in '“‘"')
    assert quote["kind"] == ("direct" if all(inside) else "mixed" if marked else "indirect")
    if quote["kind"] != "indirect":
        return
    assert not any(part.endswith(".") for part in parts)


@pytest.mark.parametrize(("doc", "quote"), QUOTES)
def test_speakers_are_entities_or_phrases(doc, quote):
    labels = {item["name"]: item["label"] for item in doc["entities"]}
    if quote["speaker_label"] == "NONE":
        assert quote["speaker"] is None
    elif quote["speaker_label"] in ("GROUP", "THING"):
        assert quote["speaker"] in doc["text"]
    else:
        assert labels[quote["speaker"]] == quote["speaker_label"]


@pytest.mark.parametrize(("doc", "quote"), QUOTES)
def test_what_is_inside_another_quotation_says_so(doc, quote):
    outer = [
        other for other in doc["quotes"] if other is not quote and build.encloses(other["content"], quote["content"])
    ]
    assert (quote["parent"] is None) == (not outer)
    assert quote["parent"] in [None, *(other["id"] for other in outer)]


@pytest.mark.parametrize("doc", DOCS.values(), ids=DOCS)
def test_names_are_names_or_aliases(doc):
    for item in doc["entities"]:
        assert doc["text"][item["start"] : item["end"]] in [item["name"], *doc["meta"]["aliases"].get(item["name"], [])]
    assert all(first["end"] <= second["start"] for first, second in pairwise(doc["entities"]))


@pytest.mark.parametrize("doc", DOCS.values(), ids=DOCS)
def test_every_capitalised_surname_of_a_speaker_is_annotated(doc):
    covered = [Span(item["start"], item["end"]) for item in doc["entities"]]
    silent = [Span(line["start"], line["end"]) for line in doc["lines"] if line["kind"] in build.SILENT_LINES]
    for name in {quote["speaker"] for quote in doc["quotes"] if quote["speaker_label"] == "PER"}:
        for span in build.occurrences(doc["text"], name.split()[-1]):
            assert any(other.covers(span) for other in [*covered, *silent])


@pytest.mark.parametrize("doc", DOCS.values(), ids=DOCS)
def test_lines_that_are_not_body_text_are_found(doc):
    found = paragraphs(Document(doc["text"]))
    kinds = {tuple(span): kind for span, kind in zip(found, found.kinds, strict=True)}
    for line in doc["lines"]:
        assert kinds.get((line["start"], line["end"])) == line["kind"]
    listed = {(line["start"], line["end"]) for line in doc["lines"]}
    assert {span for span, kind in kinds.items() if kind not in ("body", "headline")} <= listed


@pytest.mark.parametrize("words", ["content: “Hello”", "quote loud neutral", "line: x", "speaker: X"])
def test_an_annotation_that_cannot_be_read_is_refused(words):
    with pytest.raises(build.AnnotationError, match="line 1"):
        build.parse(words, "test")


def test_words_that_are_not_in_the_text_are_refused():
    with pytest.raises(build.AnnotationError, match="quote 1: 'Nothing' is not in the text"):
        build.build(
            "test",
            "“Hello,” she said.",
            "quote direct neutral\n  content: Nothing\n  cue: said\n  source: she\n  speaker: -",
        )
