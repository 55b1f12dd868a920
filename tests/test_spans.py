"""Spans, arrays of spans, paragraphs and labels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS, Labels, Paragraphs, Span, SpanArray


def labels(count: int) -> Labels:
    zeros = np.zeros(count)
    return Labels(zeros, zeros, zeros, np.full(count, 0.98765), np.full((count, len(ROLE_TAGS)), 1 / 7))


def test_span_equals_the_pair_and_slices_the_text():
    span = Span(2, 5)
    assert span == (2, 5)
    assert "abcdefg"[span.start : span.end] == "cde"


@pytest.mark.parametrize(
    ("other", "overlaps", "covers"),
    [((0, 2), False, False), ((1, 3), True, False), ((2, 5), True, True), ((5, 6), False, False)],
)
def test_span_overlap_and_cover(other, overlaps, covers):
    assert Span(2, 5).overlaps(other) is overlaps
    assert Span(2, 5).covers(other) is covers


ordered_spans = st.lists(st.integers(0, 1000), min_size=0, max_size=40, unique=True).map(
    lambda points: list(zip(sorted(points)[::2], sorted(points)[1::2], strict=False))
)


@given(ordered_spans)
def test_span_array_gives_back_what_it_was_made_of(pairs):
    array = SpanArray.of(pairs)
    assert list(array) == pairs
    assert [array[i] for i in range(len(array))] == pairs
    assert array == SpanArray.of(pairs)
    assert hash(array) == hash(SpanArray.of(pairs))


@given(ordered_spans, st.integers(0, 1000), st.integers(0, 1000))
def test_within_and_at_agree_with_a_plain_search(pairs, a, b):
    array = SpanArray.of(pairs)
    window = (min(a, b), max(a, b))
    assert list(array.within(window)) == [i for i, (s, e) in enumerate(pairs) if window[0] <= s and e <= window[1]]
    assert array.at(a) == next((i for i, (s, e) in enumerate(pairs) if s <= a < e), None)


def test_span_array_is_read_only():
    array = SpanArray.of([(0, 3)])
    with pytest.raises(ValueError, match="read-only"):
        array.starts[0] = 1


def test_span_array_refuses_uneven_arrays():
    with pytest.raises(InputError, match="equally long"):
        SpanArray([0, 1], [2])


def test_paragraphs_know_their_kinds():
    paragraphs = Paragraphs([0, 5], [4, 9], ["headline", "body"])
    assert paragraphs.of_kind("headline") == (Span(0, 4),)
    assert paragraphs != Paragraphs([0, 5], [4, 9], ["body", "body"])
    with pytest.raises(InputError, match="2 paragraphs but 1 kinds"):
        Paragraphs([0, 5], [4, 9], ["body"])


def test_labels_are_rounded_read_only_and_compared_by_value():
    made = labels(3)
    assert made == labels(3)
    assert made != labels(2)
    assert made.name_confidence[0] == np.float32(0.988)
    with pytest.raises(ValueError, match="read-only"):
        made.pos[0] = 1


def test_labels_refuse_a_missing_token():
    with pytest.raises(InputError, match="one entry a token"):
        Labels([0, 0], [0], [0, 0], [1, 1], np.zeros((2, len(ROLE_TAGS))))


@pytest.mark.parametrize("tags", [POS_TAGS, NAME_TAGS, ROLE_TAGS])
def test_tagsets_have_no_tag_twice(tags):
    assert len(set(tags)) == len(tags)
