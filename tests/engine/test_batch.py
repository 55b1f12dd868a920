"""Tokens of many documents in one row of arrays."""

import numpy as np
import pytest

from sayso.analysers.segmentation import paragraphs, sentences, tokens
from sayso.engine.batch import Batch, batch_of, shifted
from sayso.pipeline import Pipeline

segment = Pipeline([paragraphs, tokens, sentences])


@pytest.mark.parametrize(("offset", "expected"), [(0, [1, 2, 3, 4]), (1, [2, 9, 4, 9]), (-1, [9, 1, 9, 3])])
def test_shifted_stays_in_the_group(offset, expected):
    assert shifted(np.array([1, 2, 3, 4]), offset, np.array([0, 0, 1, 1]), 9).tolist() == expected


def test_a_batch_counts_paragraphs_and_sentences_through():
    batch = batch_of([segment("One. Two.\nThree."), segment("Four.")])
    assert isinstance(batch, Batch)
    assert batch.document.tolist() == [0] * 6 + [1] * 2
    assert len(set(zip(batch.paragraph.tolist(), batch.document.tolist(), strict=True))) == 3
    assert len(set(batch.sentence.tolist())) == 4
    assert batch.vocabulary[batch.types[0]] == "One"
