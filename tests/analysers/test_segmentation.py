"""Paragraphs and what they are, tokens, and sentences."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.analysers.segmentation import paragraphs, sentences, tokenise, tokens
from sayso.document import Document
from sayso.pipeline import Pipeline

segment = Pipeline([paragraphs, tokens, sentences])


def sentences_of(text: str) -> list[str]:
    doc = segment(text)
    return [doc.text_of(span) for span in doc.sentences]


def words_of(text: str) -> list[str]:
    return [text[start:end] for start, end in tokenise(text)]


def kinds_of(text: str) -> list[tuple[str, str]]:
    doc = segment(text)
    return [(kind, doc.text_of(span)) for span, kind in zip(doc.paragraphs, doc.paragraphs.kinds, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They don't say.", "They do n't say ."),
        ("She won’t; we’ll see.", "She wo n’t ; we ’ll see ."),
        ("the U.S. envoy", "the U.S. envoy"),
        ("on Aug. 16 in St. Petersburg", "on Aug. 16 in St. Petersburg"),
        ("a state-run, anti-war party", "a state - run , anti-war party"),
        ("O’Brien’s $1,250.50 (about 3%)", "O’Brien ’s $ 1,250.50 ( about 3 % )"),
        ("“Go,” he said…", "“ Go , ” he said …"),
        ("cannot gonna", "can not gon na"),
        ("see https://example.org/a?b=c.", "see https://example.org/a?b=c ."),
        ("Mail jo.roe@example.org now", "Mail jo.roe@example.org now"),
        ("the 1990s and the 21st at 10:30", "the 1990s and the 21st at 10:30"),
    ],
)
def test_tokens(text, expected):
    assert words_of(text) == expected.split()


@given(st.text(max_size=300))
def test_tokens_cover_everything_but_white_space_and_keep_order(text):
    spans = tokenise(text)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join(text[s:e] for s, e in spans) == "".join(c for c in text if not c.isspace())


@pytest.mark.parametrize(
    "expected",
    [
        ["He left on Aug. 16.", "She stayed."],
        ["Trucks left St. Petersburg.", "Nobody knew."],
        ["The U.S. Senate voted.", "It failed."],
        ["Mr. Roe and Dr. Poe met Sen. Lo.", "They spoke."],
        ["“We won.", "It was close,” she said."],
        ["“We won.”", "Then she left."],
        ['He asked: "Why?"', '"Because," she said.'],
        ["“Stop!” he cried.", "Nobody did."],
        ["It cost $3.5 million.", "3 of 4 paid."],
        ["They waited… and waited.", "Then it came."],
        ["(It was late.)", "He slept."],
    ],
    ids=lambda expected: expected[0],
)
def test_sentences(expected):
    assert sentences_of(" ".join(expected)) == expected


@given(st.text(alphabet=" .?!\"“”‘’'()ab AB\n…", max_size=200))
def test_sentences_hold_every_token_once(text):
    doc = segment(Document(text + " x"))
    spans = list(doc.sentences)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    held = [token for span in spans for token in doc.tokens.within(span)]
    assert held == list(range(len(doc.tokens)))


ARTICLE = """POLITICS

Harbour vote splits the council

By Ann Lee and Bo Roe

March 3, 2021 at 10:45 a.m.

The council voted on Monday to close the harbour. It had waited a year.

The old harbour at dusk. (Reuters/Jo Poe)

Read More: Why the harbour matters

“We had no choice,” Mayor Ida Cole said.

Share this article on Facebook | Twitter | Email

The next vote is in May."""


def test_furniture_is_told_from_the_body():
    assert [kind for kind, _ in kinds_of(ARTICLE)] == [
        "kicker",
        "headline",
        "byline",
        "dateline",
        "body",
        "caption",
        "link",
        "body",
        "share",
        "body",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "By the time it rained, everyone had left the square.",
        "“Lukewarm tea!”",
        "Read the room, she told them, and they did.",
        "Like him or not, he won the vote by a mile.",
        "May 3 was the day that the bridge fell.",
        "Photographs of the square showed nobody there.",
    ],
)
def test_body_text_that_looks_like_furniture_stays_body(line):
    assert kinds_of(f"A first paragraph stands here.\n\n{line}\n\nA last one follows.")[1][0] == "body"


@pytest.mark.parametrize(
    "dateline",
    [
        "PARIS, March 3 (AP) —",
        "LONDON —",
        "NEW YORK, Nov. 19 (UPI) —",
        "Geneva (Reuters) -",
        "CAMBRIDGE, Mass., Dec. 11 (UPI) —",
    ],
)
def test_a_dateline_that_opens_a_paragraph_is_told_from_it(dateline):
    assert kinds_of(f"{dateline} The mayor resigned.\n\nNobody knew.")[:2] == [
        ("dateline", dateline),
        ("body", "The mayor resigned."),
    ]


def test_a_label_before_the_headline_is_told_from_it():
    assert kinds_of("You’re reading: Harbour vote splits council\n\nIt was late.\n\nThey slept.")[:2] == [
        ("kicker", "You’re reading:"),
        ("headline", "Harbour vote splits council"),
    ]


@pytest.mark.parametrize("line", ["NATO - the alliance - met.", "The U.S. — and China — met.", "A - B is a sum."])
def test_a_dash_alone_makes_no_dateline(line):
    assert "dateline" not in dict(kinds_of(f"One stands here.\n\n{line}\n\nThree."))


@pytest.mark.parametrize("line", ["A" * 60 + " 7!", "A B " * 19, "AAAA BBBB " * 8 + "7", "A." * 40])
def test_lines_of_capitals_take_no_time(line):
    text = "\n".join([line] * 200)
    assert len(kinds_of(text)) == 200


def test_a_text_of_one_line_is_body():
    assert kinds_of("No end mark here") == [("body", "No end mark here")]


def test_hard_wrapped_lines_are_one_paragraph():
    text = (
        "The ship left the\nharbour before dawn and\nnobody saw it go,\nnot even the guard.\n\nIt came back\nat noon."
    )
    assert [text for _, text in kinds_of(text)] == text.split("\n\n")


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\n\n", "\u2028", "\r\n \r\n"])
def test_every_line_ending_parts_paragraphs(gap):
    text = f"One is here.{gap}Two\u00a0is 😀 here."
    assert [text for _, text in kinds_of(text)] == ["One is here.", "Two\u00a0is 😀 here."]
