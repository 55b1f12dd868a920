import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.engine.wordpiece import MAX_PIECES, WordPiece

VOCABULARY = "[PAD] [UNK] [CLS] [SEP] said un ##said ##s min ##ister n ' t cafe “ $ . 5 ##3 u s".split()


@pytest.fixture
def wordpiece():
    return WordPiece(VOCABULARY)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("said", ["said"]),
        ("SAID", ["said"]),
        ("unsaid", ["un", "##said"]),
        ("ministers", ["min", "##ister", "##s"]),
        ("n't", ["n", "'", "t"]),
        ("Café", ["cafe"]),
        ("“", ["“"]),
        ("$53", ["$", "5", "##3"]),
        ("U.S.", ["u", ".", "s", "."]),
        ("xyz", ["[UNK]"]),
        ("said\u200bsaid", ["said", "said"]),
        ("\u200b", ["[UNK]"]),
        ("", ["[UNK]"]),
    ],
)
def test_longest_match_first(wordpiece, word, pieces):
    assert [VOCABULARY[i] for i in wordpiece(word)] == pieces


def test_accents_fold_whatever_their_form(wordpiece):
    assert wordpiece(unicodedata.normalize("NFD", "Café")) == wordpiece(unicodedata.normalize("NFC", "Café"))


def test_special_ids(wordpiece):
    assert (wordpiece.unknown, wordpiece.cls, wordpiece.sep) == (1, 2, 3)


@given(st.text(max_size=60))
def test_any_word_gives_between_one_and_the_most_pieces(word):
    wordpiece = WordPiece(VOCABULARY)
    assert 1 <= len(wordpiece(word)) <= MAX_PIECES
    assert wordpiece(word) == WordPiece(VOCABULARY)(word)


@pytest.mark.parametrize("char", ["a", "s", ".", "é", "漢"])
def test_a_monstrous_word_costs_little(wordpiece, char):
    began = time.perf_counter()
    wordpiece(char * 1_000_000)
    assert time.perf_counter() - began < 0.2
