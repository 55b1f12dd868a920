"""Where tokens stand to quotation marks."""

import time

import numpy as np
import pytest

from sayso.analysers.segmentation import paragraphs, sentences, tokens
from sayso.engine.atoms import Lexicon, traits
from sayso.engine.batch import batch_of
from sayso.engine.quote_state import quote_state
from sayso.pipeline import Pipeline

segment = Pipeline([paragraphs, tokens, sentences])


def states_of(text: str) -> str:
    batch = batch_of([segment(text)])
    known = np.array([traits(word, Lexicon()) for word in batch.vocabulary])
    return "".join(map(str, quote_state(batch, known[batch.types, 0])[0]))


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("We won.", "000"),
        ("“We won,” she said.", "12223000"),
        ('"We won," she said.', "12223000"),
        ("He saw “a mess” and “a fire” there.", "0012230122300"),
        ("“We won. It was close.", "14444444"),
        ("‘We won,’ she said.", "12223000"),
        ("The dogs’ owner said “no” again.", "0000012300"),
        ("“She said ‘no’ to me,” he said.", "1222222223000"),
        ("All over” they said.", "000000"),
    ],
)
def test_quote_state(text, states):
    assert states_of(text) == states


def test_marks_do_not_reach_over_paragraphs():
    assert states_of("“We won.\nShe left.") == "1444000"


@pytest.mark.parametrize("text", ['"' * 40_000, "“" * 40_000, "'" * 40_000])
def test_marks_take_time_in_line_with_length(text):
    batch = batch_of([segment(text)])
    known = np.array([traits(word, Lexicon()) for word in batch.vocabulary])
    began = time.perf_counter()
    quote_state(batch, known[batch.types, 0])
    assert time.perf_counter() - began < 2
