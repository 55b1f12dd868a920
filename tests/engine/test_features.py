"""Atoms of words, and the codes of a token's surroundings."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.analysers.segmentation import paragraphs, sentences, tokens
from sayso.engine.features import BOUNDARY, Batch, Lexicon, atoms, batch_of, quote_state, shifted, traits
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


def test_atoms_of_a_name_tell_shape_and_ending():
    found = atoms("Washington", Lexicon())
    assert {"w:washington", "W:Washington", "h:Xx", "s3:ton", "p3:was"} <= set(found)


def test_atoms_use_the_word_lists():
    lexicon = Lexicon({"said": (1, 2)}, {"said": (3,)}, {"said": "p"}, {"said": "VBD"}, {"said": 1})
    assert {"c0:1", "c1:2", "e0:3", "t:VBD"} <= set(atoms("said", lexicon))
    assert "g:p" not in atoms("said", lexicon)
    assert "g:p" in atoms("Said", lexicon)
    assert traits("Said", lexicon)[3] == 1


def test_the_boundary_has_one_atom_of_its_own():
    assert atoms(BOUNDARY, Lexicon()) == ["b:"]


@given(st.text(min_size=1, max_size=60))
def test_any_string_has_atoms_without_line_ends_only_where_it_has_them(word):
    found = atoms(word, Lexicon())
    assert found
    assert all(":" in atom for atom in found)


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


@pytest.mark.parametrize("text", ['"' * 40_000, "“" * 40_000, "'" * 40_000])
def test_marks_take_time_in_line_with_length(text):
    batch = batch_of([segment(text)])
    known = np.array([traits(word, Lexicon()) for word in batch.vocabulary])
    began = time.perf_counter()
    quote_state(batch, known[batch.types, 0])
    assert time.perf_counter() - began < 2
