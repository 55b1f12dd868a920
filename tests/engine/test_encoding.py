import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.analysers.segmentation import paragraphs, sentences, tokens
from sayso.document import Document
from sayso.engine.encoding import MARK_STATES, SHAPES, EncodedText, encode, windows
from sayso.engine.wordpiece import WordPiece

VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    *"abcdefghijklmnopqrstuvwxyz",
    *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz"),
]


def segmented(text):
    doc = Document(text)
    for step in (paragraphs, tokens, sentences):
        doc = doc.with_layer(step.name, step(doc))
    return doc


def encoded(text):
    return encode(segmented(text), WordPiece(VOCABULARY))


def artificial(lengths, closing, resting):
    """A text of tokens with so many pieces each."""
    first = np.cumsum(lengths, dtype=np.int64) - np.array(lengths, np.int64)
    zeros = np.zeros(sum(lengths), np.int64)
    return EncodedText(
        zeros, zeros, zeros, first, np.array(sorted(closing), np.int64), np.array(sorted(resting), np.int64)
    )


def test_every_paragraph_ends_with_a_separator():
    text = encoded("One two.\n\nThree.")
    assert np.flatnonzero(text.pieces == 3).tolist() == [len("OneTwo."), len(text.pieces) - 1]
    assert text.closing.tolist() == [2, 4]
    assert (text.shapes[text.pieces == 3] == 0).all()


@pytest.mark.parametrize(
    ("word", "shape"),
    [("word", "lower"), ("Word", "title"), ("WORD", "upper"), ("W", "initial"), ("W.", "initial"), ("iPhone", "mixed"),
     ("McCain", "mixed"), ("1,200", "number"), ("2nd", "lower"), ("--", "mark"), ("“", "mark"), ("漢字", "mixed")],
)  # fmt: skip
def test_shape_of_a_word(word, shape):
    text = encoded(word)
    assert SHAPES[text.shapes[0]] == shape


def test_state_of_quotation_marks():
    doc = segmented("She said: “We won.” Then ‘all right’ and left.")
    text = encode(doc, WordPiece(VOCABULARY))
    states = {doc.text[a:b]: MARK_STATES[text.marks[i]] for (a, b), i in zip(doc.tokens, text.first, strict=True)}
    assert states["She"] == states["left"] == "outside"
    assert states["“"] == states["‘"] == "opening"
    assert states["”"] == states["’"] == "closing"
    assert states["We"] == "double"
    assert states["right"] == "single"


def test_a_short_text_is_one_window():
    assert windows(encoded("All of it."), size=8, left=4, right=4) == [(0, 4, 0, 4)]


def test_no_tokens_no_windows():
    assert windows(artificial([], [], []), size=8, left=4, right=4) == []


def test_windows_end_where_paragraphs_do_else_where_sentences_do():
    text = artificial([1] * 40, closing=[7, 39], resting=[3, 7, 17, 39])
    assert [window.keep_end for window in windows(text, size=10, left=2, right=2)] == [8, 18, 28, 38, 40]


@given(
    st.lists(st.integers(1, 14), min_size=1, max_size=200), st.sets(st.integers(0, 199)), st.sets(st.integers(0, 199)),
    st.integers(16, 60), st.integers(0, 20), st.integers(0, 20),
)  # fmt: skip
def test_windows_cover_each_token_once_within_their_size(lengths, closing, resting, size, left, right):
    count = len(lengths)
    text = artificial(lengths, {i for i in closing if i < count}, {i for i in resting if i < count})
    found = windows(text, size=size, left=left, right=right)
    assert [window.keep_begin for window in found] == [0, *(window.keep_end for window in found[:-1])]
    assert found[-1].keep_end == count
    for window in found:
        assert window.begin <= window.keep_begin < window.keep_end <= window.end
        assert text.ends[window.end - 1] - text.first[window.begin] <= size + left + right
