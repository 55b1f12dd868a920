"""Names read off labels, good and bad."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.analysers.labels import labels
from sayso.analysers.names import likely_names, names
from sayso.analysers.segmentation import paragraphs, sentences, tokens
from sayso.pipeline import Pipeline
from sayso.spans import NAME_TAGS, ROLE_TAGS, Labels

segment = Pipeline([paragraphs, tokens, sentences])


def labelled(text, tags, confidence=None):
    doc = segment(text)
    count = len(doc.tokens)
    codes = [NAME_TAGS.index(tag) for tag in tags.split()] + [0] * (count - len(tags.split()))
    roles = np.zeros((count, len(ROLE_TAGS)))
    return doc.with_layer(
        "labels", Labels(np.zeros(count), codes, np.zeros(count), np.array(confidence or [0.9] * count), roles)
    )


def names_of(doc):
    return [(doc.text_of(name.span), name.label) for name in names(doc)]


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("Ada Lund left Oslo .", "B-PER I-PER O B-LOC O", [("Ada Lund", "PER"), ("Oslo", "LOC")]),
        ("Ada Lund left .", "O I-PER O O", [("Lund", "PER")]),
        ("Ada Lund left .", "B-PER I-ORG O O", [("Ada", "PER"), ("Lund", "ORG")]),
        ("Ada Lund left .", "B-PER B-PER O O", [("Ada", "PER"), ("Lund", "PER")]),
        ("Nothing here .", "O O O", []),
        ("Ada", "B-PER", [("Ada", "PER")]),
    ],
)
def test_names_are_repaired_runs(text, tags, expected):
    assert names_of(labelled(text, tags)) == expected


def test_a_name_ends_with_its_paragraph():
    doc = labelled("They met Ada\nLund left the room early.", "O O B-PER I-PER")
    assert names_of(doc) == [("Ada", "PER"), ("Lund", "PER")]


def test_furniture_has_no_names():
    doc = labelled(
        "Big News Today In Oslo\nBy Ada Lund\nShe spoke in Oslo today .", "O O O O B-LOC O B-PER I-PER O O O B-LOC"
    )
    assert names_of(doc) == [("Oslo", "LOC"), ("Oslo", "LOC")]


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("Mr. Berg left .", "B-PER I-PER O O", [("Berg", "PER")]),
        ("Gen Ada Lund left .", "B-PER I-PER I-PER O O", [("Ada Lund", "PER")]),
        ("King General Berg left .", "B-PER I-PER I-PER O O", [("Berg", "PER")]),
        ("King left .", "B-PER O O", [("King", "PER")]),
        ("General Motors left .", "B-ORG I-ORG O O", [("General Motors", "ORG")]),
    ],
)
def test_titles_are_no_part_of_a_persons_name(text, tags, expected):
    assert names_of(labelled(text, tags)) == expected


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("Ada “The Crane” Lund left .", "B-PER O B-PER I-PER O B-PER O O", [("Ada “The Crane” Lund", "PER")]),
        (
            "Ada ( Ellmouth ) Lund left .",
            "B-PER O B-LOC O B-PER O O",
            [("Ada", "PER"), ("Ellmouth", "LOC"), ("Lund", "PER")],
        ),
        ("Ada “ask the crane man” Lund .", "B-PER O O O O O O B-PER", [("Ada", "PER"), ("Lund", "PER")]),
        ("Ada “The Crane” Lund left .", "B-PER I-PER I-PER I-PER O B-PER O O", [("Ada “The Crane” Lund", "PER")]),
        ("Omar bin Said Al Hadi left .", "B-PER I-PER O B-PER I-PER O O", [("Omar bin Said Al Hadi", "PER")]),
        ("Omar bin Said Lund left .", "B-PER I-PER B-PER I-PER O O", [("Omar bin Said Lund", "PER")]),
        ("Kim Min-ji left .", "B-PER I-PER I-PER O O O", [("Kim Min-ji", "PER")]),
        ("They left the Bay of Fundy .", "O O O B-LOC I-LOC B-LOC O", [("Bay of Fundy", "LOC")]),
        ("Ada Lund of the board left .", "B-PER I-PER I-PER O O O O", [("Ada Lund", "PER")]),
        ("Acme “The Crane” Works .", "B-ORG O O O O B-ORG O", [("Acme", "ORG"), ("Works", "ORG")]),
    ],
)
def test_a_name_that_the_labels_part_is_whole(text, tags, expected):
    assert names_of(labelled(text, tags)) == expected


def test_a_hyphen_parts_names_that_stand_alone_elsewhere():
    doc = labelled("Norway met Chad over the Norway-Chad line .", "B-LOC O B-LOC O O B-LOC I-LOC I-LOC")
    assert [name for name, _ in names_of(doc)] == ["Norway", "Chad", "Norway", "Chad"]
    doc = labelled("Norway met over the Norway-Chad line .", "B-LOC O O O B-LOC I-LOC I-LOC")
    assert [name for name, _ in names_of(doc)] == ["Norway", "Norway-Chad"]


def test_the_halves_that_a_hyphen_held_have_the_labels_that_they_have_alone():
    doc = labelled("Norway met Chad over the Norway-Chad war .", "B-LOC O B-LOC O O B-MISC I-MISC I-MISC")
    assert names_of(doc) == [("Norway", "LOC"), ("Chad", "LOC"), ("Norway", "LOC"), ("Chad", "LOC")]


def test_what_is_written_alike_has_the_label_that_is_surest_over_all_its_places():
    doc = labelled(
        "Motala won . MOTALA lost . Motala drew .", "B-ORG O O B-LOC O O B-ORG", [0.7, 1, 1, 0.9, 1, 1, 0.6, 1, 1]
    )
    assert names_of(doc) == [("Motala", "ORG"), ("MOTALA", "ORG"), ("Motala", "ORG")]


def test_a_name_is_as_sure_as_its_least_sure_token():
    doc = labelled("Ada Lund left .", "B-PER I-PER O O", [0.5, 1.0, 1.0, 1.0])
    assert names(doc)[0].confidence == 0.5


def test_what_is_written_alike_is_as_sure_as_its_places_are_in_the_mean():
    doc = labelled("Motala won . Motala lost .", "B-ORG O O B-ORG", [0.4, 1, 1, 0.8, 1, 1])
    assert [name.confidence for name in names(doc)] == pytest.approx([0.6, 0.6])


def test_a_doubtful_label_is_told_as_misc():
    doc = labelled("Ada met Berg in Oslo .", "B-PER O B-PER O B-LOC O", [0.9, 0.9, 0.3, 0.9, 0.9, 0.9])
    assert [label for _, label in names_of(doc)] == ["PER", "MISC", "LOC"]
    assert [name.label for name in likely_names(doc)] == ["PER", "PER", "LOC"]


@given(st.lists(st.sampled_from(NAME_TAGS), min_size=6, max_size=6))
def test_any_tags_give_ordered_names_that_cover_all_named_tokens(tags):
    doc = labelled("a b c d e f", " ".join(tags))
    found = names(doc)
    covered = {i for name in found for i in doc.tokens.within(name.span)}
    assert covered == {i for i, tag in enumerate(tags) if tag != "O"}
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


class Silent:
    """A tagger that labels nothing."""

    def tag(self, docs):
        return [
            Labels(
                *np.zeros((3, len(doc.tokens))), np.ones(len(doc.tokens)), np.zeros((len(doc.tokens), len(ROLE_TAGS)))
            )
            for doc in docs
        ]


def test_labels_take_a_tagger_of_ones_own():
    chain = Pipeline([paragraphs, tokens, sentences, labels(Silent()), names])
    docs = list(chain.pipe(["Ada left.", "Oslo."]))
    assert [len(doc.labels) for doc in docs] == [3, 2]
    assert docs[0].names == ()


def test_labels_name_their_model():
    assert "fast" in repr(labels("fast"))
