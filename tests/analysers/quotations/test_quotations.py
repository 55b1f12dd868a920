"""Quotations from marks alone, from labels, and from both."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.analysers.quotations import quotations
from sayso.analysers.segmentation import paragraphs, sentences, tokens
from sayso.document import Document
from sayso.spans import ROLE_TAGS, Labels

START = "The council met on Monday to talk about the harbour and its cranes.\n\n"


def labelled(text, **roles):
    """A document whose labels give the quoted words their roles, and nothing else; no words, no labels at all."""
    doc = Document(text)
    for step in (paragraphs, tokens, sentences):
        doc = doc.with_layer(step.name, step(doc))
    size = len(doc.tokens)
    codes, zeros = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    for role, phrases in roles.items():
        for phrase in phrases:
            start = text.index(phrase)
            inside = [i for i, span in enumerate(doc.tokens) if start <= span.start < start + len(phrase)]
            codes[inside] = ROLE_TAGS.index(f"I-{role}")
            codes[inside[0]] = ROLE_TAGS.index(f"B-{role}")
    probabilities = np.zeros((size, len(ROLE_TAGS)), np.float32)
    if roles:
        probabilities[:, :] = 0.01
        probabilities[np.arange(size), codes] = 0.94
    return doc.with_layer("labels", Labels(zeros, zeros, codes, np.ones(size), probabilities))


def found(text, **roles):
    doc = labelled(text, **roles)
    return [
        ([text[s:e] for s, e in q.content], doc.text_of(q.cue), doc.text_of(q.source), q.kind) for q in quotations(doc)
    ]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“The cranes are safe,” she said.", ["“The cranes are safe,”"]),
        ('"The cranes are safe," said Ada Lund.', ['"The cranes are safe,"']),
        ("‘The cranes weren’t safe,’ she said.", ["‘The cranes weren’t safe,’"]),
        ("``The cranes are safe,'' she said.", ["``The cranes are safe,''"]),
        ("''The cranes are safe,'' she said.", ["''The cranes are safe,''"]),
        ("« The cranes are safe », she said.", ["« The cranes are safe »"]),
        ("„The cranes are safe“, she said.", ["„The cranes are safe“"]),
        ("Lund said: “The cranes are safe.”", ["“The cranes are safe.”"]),
        ("“The cranes,” she said, “are safe.”", ["“The cranes,”", "“are safe.”"]),
        ("“The cranes are safe,” Ada Lund said. “We tested them.”", ["“The cranes are safe,”", "“We tested them.”"]),
    ],
)
def test_direct_speech_needs_no_labels(text, content):
    (quotation,) = found(START + text)
    assert quotation[0] == content


@pytest.mark.parametrize(
    ("text", "cue", "source"),
    [
        ("“The cranes are safe,” she said.", "said", "she"),
        ("“The cranes are safe,” said Ada Lund.", "said", "Ada Lund"),
        ("Ada Lund replied: “The cranes are safe.”", "replied", "Ada Lund"),
    ],
)
def test_without_labels_the_verb_beside_the_marks_names_the_source(text, cue, source):
    ((_, got_cue, got_source, kind),) = found(START + text)
    assert (got_cue, got_source, kind) == (cue, source, "direct")


def test_labelled_roles_become_one_attribution():
    text = START + "Ada Lund, the mayor, said that the cranes were safe."
    roles = {"content": ["that the cranes were safe"], "cue": ["said"], "source": ["Ada Lund, the mayor"]}
    assert found(text, **roles) == [(["that the cranes were safe"], "said", "Ada Lund, the mayor", "indirect")]


@pytest.mark.parametrize(
    ("labelled_source", "source"),
    [
        ("The Harbour Board (HB", "The Harbour Board (HB)"),
        ("The Harbour Board (", "The Harbour Board"),
        ("The Harbour Board", "The Harbour Board"),
    ],
)
def test_sources_have_whole_brackets(labelled_source, source):
    text = START + "The Harbour Board (HB) said that the cranes were safe."
    roles = {"content": ["that the cranes were safe"], "cue": ["said"], "source": [labelled_source]}
    assert [quotation[2] for quotation in found(text, **roles)] == [source]


def test_a_content_with_some_words_in_marks_is_mixed():
    text = START + "Ada Lund called the cranes “a danger to all.”"
    roles = {"content": ["the cranes “a danger to all.”"], "cue": ["called"], "source": ["Ada Lund"]}
    assert [quotation[3] for quotation in found(text, **roles)] == ["mixed"]


def test_a_quotation_over_paragraphs_is_one():
    text = (
        START
        + "“We tested the cranes twice,” said Ada Lund. “They held.\n\n“Then we tested them again.\n\n“They held.”"
    )
    contents = [content for content, *_ in found(text)]
    assert ["“They held.", "“Then we tested them again.", "“They held.”"] in [content[-3:] for content in contents]


def test_an_unclosed_quotation_ends_at_its_attribution():
    text = (
        START + "“The cranes are safe, she said.\n\nThe council voted at “noon” on Monday.\n\n“I agree,” said Tom Ray."
    )
    contents = [content for content, *_ in found(text)]
    assert contents == [["“The cranes are safe,"], ["“I agree,”"]]


@pytest.mark.parametrize(
    ("attribution", "cue", "source"),
    [
        ("said Lund", "said", "Lund"),
        ("said harbour inspector Ada Lund in a letter", "said", "harbour inspector Ada Lund"),
        ("Ada Lund told the council", "told", "Ada Lund"),
        ("the chief inspector of the harbour said", "said", "the chief inspector of the harbour"),
        ("he added", "added", "he"),
    ],
)
def test_an_unclosed_quotation_ends_at_any_plain_attribution(attribution, cue, source):
    text = f"{START}“The cranes will not fall, {attribution}.\n\n“I hope so,” said Tom Ray."
    first, second = found(text)
    assert first[:3] == (["“The cranes will not fall,"], cue, source)
    assert second[:3] == (["“I hope so,”"], "said", "Tom Ray")


def test_an_unclosed_quotation_without_attribution_goes_to_the_end_of_its_paragraph():
    text = START + "“The cranes, the bridge and the old mill will not fall.\n\nThe council voted on Monday."
    assert [content for content, *_ in found(text)] == [["“The cranes, the bridge and the old mill will not fall."]]


@pytest.mark.parametrize(
    "text",
    [
        "The critics liked “The Long Harbour” and its cranes.",
        "Robert “Bobby” Lund has run the harbour for years.",
        "The so-called “roadmap” was never published.",
    ],
)
def test_titles_nicknames_and_scare_quotes_are_no_speech(text):
    assert found(START + text) == []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“The cranes are safe and we can prove it” – Ada Lund, minister of ports", "Ada Lund, minister of ports"),
        ("“The cranes are safe and we can prove it.” — Ada Lund", "Ada Lund"),
        ("And from Chairwoman Ada Lund: “The cranes are safe and we can prove it.”", "Chairwoman Ada Lund"),
        ("Sen. Ada Lund: “The cranes are safe and we can prove it.”", "Sen. Ada Lund"),
    ],
)
def test_punctuation_names_the_source(text, source):
    ((_, cue, got, _),) = found(START + text)
    assert (cue, got) == ("", source)


def test_interview_turns_are_quotations_of_the_name_before_them():
    text = START + "Q: Are the cranes safe?\n\nA: They are. We tested them.\n\nQ: Twice?\n\nA: Twice."
    assert [(content, source, kind) for content, _, source, kind in found(text)] == [
        (["Are the cranes safe?"], "Q", "direct"),
        (["They are. We tested them."], "A", "direct"),
        (["Twice?"], "Q", "direct"),
        (["Twice."], "A", "direct"),
    ]


@pytest.mark.parametrize(
    ("more", "contents"),
    [
        ("Nobody fell.", ["They are.", "Nobody fell."]),
        ("Nobody fell.\n\nNot one.", ["They are.", "Nobody fell.", "Not one."]),
        ("(Laughter.)\n\nNobody fell.", ["They are."]),
        ("“Nobody fell,” the board wrote later.", ["They are."]),
    ],
)
def test_a_turn_goes_on_over_paragraphs_until_the_next(more, contents):
    text = (
        START + f"Q: Are the cranes safe?\n\nA: They are.\n\n{more}\n\nQ: Twice?\n\nA: Twice.\n\nThe board meets today."
    )
    turns = [(content, source) for content, cue, source, _ in found(text) if not cue and source]
    assert turns == [(["Are the cranes safe?"], "Q"), (contents, "A"), (["Twice?"], "Q"), (["Twice."], "A")]


def test_a_turn_in_marks_goes_on_in_paragraphs_that_open_with_one():
    lund, ray = "“LUND: They are safe.\n\n“Nobody fell.", "“RAY: They are not."
    text = START + f"{lund}\n\nThe hall was full that night.\n\n{ray}\n\n“LUND: Safe!"
    assert [(content, source) for content, _, source, _ in found(text) if source] == [
        (["They are safe.", "“Nobody fell."], "LUND"),
        (["They are not."], "RAY"),
        (["Safe!"], "LUND"),
    ]


@pytest.mark.parametrize("labels", [("Q.", "A."), ("Question:", "Answer:"), ("QUESTION:", "ANSWER:")])
def test_questions_and_answers_have_several_labels(labels):
    asks, answers = labels
    text = START + f"{asks} Are the cranes “safe”?\n\n{answers} They are.\n\n{asks} Twice?\n\n{answers} Twice."
    assert [source for _, _, source, _ in found(text)] == [label[:-1] for label in labels] * 2


def test_a_turn_does_not_rest_on_the_marks_inside_it():
    text = START + "Q: Are the cranes “safe” now?\n\nA: They are.\n\nQ: Twice?\n\nA: Twice."
    assert quotations(labelled(text))[0].evidence == ("a turn of an interview", "source “Q”")


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("“The cranes are safe,” said Lund.", {"in quotation marks", "cue “said”", "source “Lund”"}),
        (
            "“The cranes are safe, said Lund.",
            {"in quotation marks", "the closing mark is missing", "cue “said”", "source “Lund”"},
        ),
    ],
)
def test_evidence_says_each_thing_once(text, evidence):
    (quotation,) = quotations(labelled(START + text))
    assert len(quotation.evidence) == len(evidence)
    assert set(quotation.evidence) == evidence


def test_evidence_tells_words_partly_in_marks():
    text = START + "Ada Lund called for “a fair deal” for all dockers."
    roles = {"content": ["“a fair deal” for all dockers"], "cue": ["called for"], "source": ["Ada Lund"]}
    (quotation,) = quotations(labelled(text, **roles))
    assert "partly in quotation marks" in quotation.evidence


@pytest.mark.parametrize("names", [("LUND", "RAY"), ("MS. LUND", "TOM RAY")])
def test_turns_may_begin_with_names(names):
    first, second = names
    text = START + f"{first}: The cranes are safe.\n\n{second}: They are not.\n\n{first}: We tested them."
    assert [source for _, _, source, _ in found(text)] == [first, second, first]


def test_a_lone_label_is_no_turn():
    assert found(START + "UPDATE: The council has put off the vote until Tuesday.") == []


def test_a_nested_quotation_belongs_to_its_outer_one():
    text = START + "“She said, ‘Leave the cranes alone,’ and so I left,” said Tom Ray."
    outer, inner = quotations(labelled(text))
    assert inner.parent == outer.id
    assert outer.parent is None
    assert [text[s:e] for s, e in inner.content] == ["‘Leave the cranes alone,’"]
    assert text[slice(*inner.source)] == "She"


def test_quotations_in_a_headline_are_kept_and_marked():
    text = "“The cranes are safe,” says Ada Lund\n\n" + START + "Nobody else would speak on Monday."
    (quotation,) = quotations(labelled(text))
    assert "in the headline" in quotation.evidence


@pytest.mark.parametrize(
    "line", ["Read More: “We will not leave,” says Lund", "Photo: “We will not leave,” says Lund / AP"]
)
def test_furniture_yields_no_quotations(line):
    text = f"Harbour to close\n\n{START}{line}\n\nThe council meets again in May."
    kinds = labelled(text).paragraphs.kinds
    if set(kinds) & {"link", "caption"}:
        assert quotations(labelled(text)) == ()


@pytest.mark.parametrize("text", ['""=', "“”", '"', "''", "“ ”\n\n“", "x", "— .\n— ."])
def test_empty_and_odd_marks_do_no_harm(text):
    assert quotations(labelled(text)) == ()


def test_one_odd_mark_does_not_lose_the_others():
    text = START + 'A "stray mark.\n\n"The cranes are safe," she said.\n\n"They are not," he said.'
    contents = [content for content, *_ in found(text)]
    assert ['"The cranes are safe,"'] in contents
    assert ['"They are not,"'] in contents


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["“", "”", '"', "‘", "’", "she said", ", ", ". ", "\n\n", "Lund", "cranes ", "Q: ", "— "]),
        max_size=40,
    )
)
def test_any_text_gives_sound_quotations(pieces):
    text = "".join(pieces)
    if not text.strip():
        return
    found = quotations(labelled(text))
    ids = [quotation.id for quotation in found]
    assert len(set(ids)) == len(ids)
    for quotation in found:
        spans = [*quotation.content, *filter(None, (quotation.cue, quotation.source))]
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert list(quotation.content) == sorted(quotation.content)
        assert quotation.parent is None or quotation.parent in ids
        assert 0.0 <= quotation.confidence <= 1.0
        assert quotation.kind in ("direct", "mixed", "indirect")
    assert found == quotations(labelled(text))


@pytest.mark.parametrize(
    "unit",
    [
        '"a" ',
        "“The cranes,” she said. ",
        "‘I said, “no,” then.’ ",
        "Q: Yes?\n\nA: No.\n\n",
        "“It holds, said dam chief Lund.\n\n",
    ],
)
def test_time_is_linear(unit):
    def seconds(size):
        doc = labelled(unit * (size // len(unit)))
        start = time.process_time()
        quotations(doc)
        return time.process_time() - start

    seconds(2_000)
    assert seconds(12_000) < 8 * seconds(3_000) + 0.5
