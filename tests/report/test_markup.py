import html
import itertools
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.report.markup import Insert, Mark, clean, mark_up

TEXT = "abcdefghij"


class Reader(HTMLParser):
    """Reads marked-up text back: each character with the marks around it; refuses elements that do not nest."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.characters = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(dict(attrs).get("id", tag))

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        self.characters += [(character, tuple(self.open)) for character in data]


def read(markup):
    reader = Reader()
    reader.feed(markup)
    reader.close()
    assert not reader.open
    return reader.characters


def marks(*spans):
    return [Mark(start, end, f'id="m{i}"') for i, (start, end) in enumerate(spans)]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "abcdefghij"),
        ([(2, 4)], 'ab<span id="m0">cd</span>efghij'),
        ([(2, 8), (4, 6)], 'ab<span id="m0">cd<span id="m1">ef</span>gh</span>ij'),
        ([(2, 6), (4, 8)], 'ab<span id="m0">cd<span id="m1">ef</span></span><span id="m1">gh</span>ij'),
        ([(2, 4), (4, 6)], 'ab<span id="m0">cd</span><span id="m1">ef</span>ghij'),
        ([(4, 6), (4, 9)], 'abcd<span id="m1"><span id="m0">ef</span>ghi</span>j'),
        ([(0, 10), (0, 10)], '<span id="m0"><span id="m1">abcdefghij</span></span>'),
    ],
)
def test_marks_nest(spans, expected):
    assert mark_up(TEXT, [(0, 10)], marks(*spans)) == [expected]


def test_a_mark_over_several_blocks_is_cut_at_their_borders():
    assert mark_up(TEXT, [(0, 3), (4, 6), (7, 10)], marks((2, 9))) == [
        'ab<span id="m0">c</span>',
        '<span id="m0">ef</span>',
        '<span id="m0">hi</span>j',
    ]


def test_a_mark_between_blocks_is_not_drawn():
    assert mark_up(TEXT, [(0, 3), (6, 10)], marks((4, 5))) == ["abc", "ghij"]


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (0, ["|abc", "ghij"]),
        (2, ["ab|c", "ghij"]),
        (3, ["abc|", "ghij"]),
        (5, ["abc|", "ghij"]),
        (6, ["abc|", "ghij"]),
        (10, ["abc", "ghij|"]),
    ],
)
def test_inserts_are_never_lost(offset, expected):
    assert mark_up(TEXT, [(0, 3), (6, 10)], [], [Insert(offset, "|")]) == expected


def test_an_insert_stands_after_the_mark_that_ends_there():
    assert mark_up(TEXT, [(0, 10)], marks((2, 4), (1, 6)), [Insert(4, "|")]) == [
        'a<span id="m1">b<span id="m0">cd</span>|ef</span>ghij'
    ]


def test_no_blocks():
    assert mark_up(TEXT, [], marks((1, 2)), [Insert(1, "|")]) == []


def test_text_is_escaped():
    text = "<b>\"&'</b>"
    (found,) = mark_up(text, [(0, len(text))], [])
    assert "<" not in found
    assert html.unescape(found) == text


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x1b", "\x7f", "\x9f", "\ud800", "\ufffe"])
def test_what_html_forbids_is_replaced(character):
    assert clean(f"a{character}b") == "a\ufffdb"


@pytest.mark.parametrize("text", ["tab\tand\nline", "“curly” 👩‍👩‍👧 e\u0301", "\u00a0"])
def test_other_text_stays(text):
    assert clean(text) == text


offsets = st.integers(0, 40)


@given(
    st.text(min_size=40, max_size=40),
    st.lists(st.tuples(offsets, offsets).filter(lambda pair: pair[0] < pair[1]), max_size=8),
    st.lists(offsets, max_size=4, unique=True),
    st.lists(offsets, max_size=4),
)
def test_every_character_keeps_exactly_its_marks(text, spans, cuts, inserts):
    text = re.sub(r"[\r\x00]", "x", text)
    bounds = [0, *sorted(set(cuts) - {0, 40}), 40]
    blocks = list(itertools.pairwise(bounds))
    found = mark_up(text, blocks, marks(*spans), [Insert(at, '<a id="here"></a>') for at in inserts])
    assert "".join(found).count('id="here"') == len(inserts)
    characters = [item for block in found for item in read(block)]
    assert "".join(character for character, _ in characters) == clean(text)
    for i, (_, around) in enumerate(characters):
        assert sorted(around) == sorted(f"m{n}" for n, (start, end) in enumerate(spans) if start <= i < end)


def test_many_marks_take_linear_time():
    count = 50_000
    text = "ab " * count
    found = mark_up(text, [(0, len(text))], [Mark(3 * i, 3 * i + 2, "id=m") for i in range(count)])
    assert found[0].count("<span") == count


def test_very_deep_nesting_is_cut_off():
    count = 2000
    text = "a" * (2 * count)
    (found,) = mark_up(text, [(0, len(text))], [Mark(i, len(text) - i, "id=m") for i in range(count)])
    assert found.count("<span") == found.count("</span>") <= 48
    assert len(read(found)) == len(text)
