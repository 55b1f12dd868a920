"""Pairing of quotation marks."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.marks import inside, pair_marks


def words_in_marks(text):
    return [" / ".join(text[start:end] for start, end in pair.parts) for pair in pair_marks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We won,” she said. “It was close.”", ["“We won,”", "“It was close.”"]),
        ('"We won," she said. "It was close."', ['"We won,"', '"It was close."']),
        ("``We won,'' she said.", ["``We won,''"]),
        ("''We won,'' she said. ''Close.''", ["''We won,''", "''Close.''"]),
        ("« Oui », dit-elle.", ["« Oui »"]),
        ("»Ja«, sagte sie.", ["»Ja«"]),
        ("„Ja“, sagte sie. „Nein”, er.", ["„Ja“", "„Nein”"]),
        ("‘It’s the workers’ union,’ he said.", ["‘It’s the workers’ union,’"]),
        ("'The dogs' bark,' he said, 'isn't loud.'", ["'The dogs' bark,'", "'isn't loud.'"]),
        ("“She said: ‘leave.’” Then", ["“She said: ‘leave.’”", "‘leave.’"]),
        ("''He said, 'No boots''' again", ["''He said, 'No boots'''", "'No boots'"]),
        ("“One.\n\n“Two.\n\n“Three,” he said.", ["“One. / “Two. / “Three,”"]),
        ('" Hello , " he said .\n" I am here .\nAnd there . "', ['" Hello , "', '" I am here .\nAnd there . "']),
        ("— Hello, he said.\n— Bye.", ["— Hello, he said.", "— Bye."]),
        ("“so\" he said", ["“so\""]),
    ],
)  # fmt: skip
def test_marks_are_paired_by_kind(text, expected):
    assert words_in_marks(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The workers' union won't say it's the '90s.",
        "Rock 'n' roll is good for 'em.",
        "He is 6'2\" tall and weighs little.",
        "no marks at all",
        "",
        "— One dash is no dialogue.",
    ],
)
def test_apostrophes_and_inches_are_no_quotation_marks(text):
    assert words_in_marks(text) == []


def test_one_odd_mark_leaves_the_others_alone():
    text = 'A "stray mark stands here.\n\n"One," he said. "Two," she said.\n\n"Three," he said.'
    assert words_in_marks(text)[-3:] == ['"One,"', '"Two,"', '"Three,"']


def test_a_mark_that_nobody_closes_ends_with_its_paragraph():
    text = "“We will see, he said.\n\nThe next day “all” was well."
    first, second = pair_marks(text)
    assert not first.closed
    assert text[first.start : first.end] == "“We will see, he said."
    assert text[slice(*second.inner)] == "all"


@pytest.mark.parametrize("text", ['""=', '""', '"" ""', "“”", "''", '"', "“" * 5 + "”" * 5])
def test_empty_and_adjacent_marks_do_no_harm(text):
    assert all(pair.end <= len(text) for pair in pair_marks(text))


@given(st.text(alphabet="\"“”‘’'`«»„ ab.,\n—", max_size=80))
def test_pairs_are_ordered_and_never_cross(text):
    pairs = pair_marks(text)
    assert list(pairs) == sorted(pairs, key=lambda pair: (pair.start, -pair.end, pair.kind))
    for place, pair in enumerate(pairs):
        assert 0 <= pair.start < pair.end <= len(text)
        assert all(part.start < part.end or part.start == part.end for part in pair.parts)
        for other in pairs[place + 1 :]:
            assert other.start >= pair.end or other.end <= pair.end


@given(st.text(alphabet="\"“”' a\n", max_size=60))
def test_depth_counts_the_pairs_around_each_character(text):
    pairs = pair_marks(text)
    depth = inside(text, pairs)
    assert depth.dtype == np.uint8
    assert len(depth) == len(text)
    assert depth.tolist() == [
        sum(start <= i < end for pair in pairs for start, end in pair.parts) for i in range(len(text))
    ]


@pytest.mark.parametrize("unit", ['"', "“", '" ', "“a\n\n", "'a "])
def test_time_is_linear_in_the_number_of_marks(unit):
    def seconds(size):
        text = unit * (size // len(unit))
        start = time.process_time()
        pair_marks(text)
        return time.process_time() - start

    assert seconds(80_000) < 6 * seconds(20_000) + 0.5


def test_the_value_of_an_attribute_is_not_in_quotation_marks():
    text = 'Old <span title="It is late">ferries</span> are "fine".'
    assert [text[slice(*pair.inner)] for pair in pair_marks(text)] == ["fine"]
