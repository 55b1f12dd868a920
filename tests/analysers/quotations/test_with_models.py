"""Quotations as the shipped models find them."""

import pytest

from sayso.pipeline import Pipeline


@pytest.fixture(scope="module", params=["fast", "accurate"])
def pipeline(request):
    return Pipeline.default(request.param).only("quotes")


def read(pipeline, text):
    doc = pipeline(text)
    return [
        ([text[s:e] for s, e in q.content], doc.text_of(q.cue), doc.text_of(q.source), q.kind) for q in doc.quotations
    ]


@pytest.mark.parametrize("marks", ["“”", '""'])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_an_unclosed_quotation_keeps_its_own_attribution(pipeline, marks, gap):
    paragraphs = [
        "“The cranes will not fall, said inspector Ada Lund on Friday.",
        "“We looked at every bolt,” Mayor Tom Ray told reporters in Orwick. “There is no danger.”",
        "The crane stood still at noon. “I will stay at home,” said Greta Moss, a welder.",
    ]
    text = gap.join(paragraphs).replace("“", marks[0]).replace("”", marks[1])
    first, *others = read(pipeline, text)
    assert first == ([marks[0] + "The cranes will not fall,"], "said", "inspector Ada Lund", "direct")
    assert [(cue, source) for _, cue, source, _ in others] == [
        ("told", "Mayor Tom Ray"),
        ("said", "Greta Moss, a welder"),
    ]


def test_words_that_a_headline_sets_off_are_a_quotation(pipeline):
    text = (
        "‘They never told us’: Former docker speaks of years in the dark\n\n"
        "A docker who worked in Orwick for years spoke on Tuesday of what he saw.\n\n"
        "Ben Dane left the harbour in May. “I could not go on,” he told the Herald."
    )
    doc = pipeline(text)
    quotation = doc.quotations[0]
    assert (text[slice(*quotation.content[0])], quotation.kind) == ("‘They never told us’", "direct")
    assert "in the headline" in quotation.evidence


@pytest.mark.parametrize(
    "text",
    [
        "The film “Cold Harbour” was shown on Friday.",
        "The novel “Long Nights” was read by thousands in the spring.",
        "The so-called “cabbage cure” has been criticised by doctors.",
        "Ada “The Crane” Lund won the match.",
        "The ferry, nicknamed “Old Tub”, sank on Monday.",
        "A new tax, dubbed “the squeeze”, starts in May.",
    ],
)
def test_names_in_marks_are_mentioned_not_said(pipeline, text):
    assert read(pipeline, "The town of Orwick had a quiet week. " + text) == []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Lund called the plan “a slow eviction.”", "Lund"),
        ("Doctors said the so-called “cabbage cure” was a danger.", "Doctors"),
        ("“We will not pay,” dockers shouted.", "dockers"),
    ],
)
def test_words_in_marks_that_somebody_says_stay(pipeline, text, source):
    assert source in [found[2] for found in read(pipeline, "The town of Orwick had a quiet week. " + text)]


def test_a_source_keeps_the_bracket_that_it_opens(pipeline):
    name = "The Orwick Harbour Board (OHB)"
    text = f"{name} said on Friday that the cranes were safe. “They are safe,” the board said."
    assert read(pipeline, text)[0][2] == name


@pytest.mark.parametrize("stop", [":", "."])
def test_letters_before_turns_are_sources_but_no_entities(pipeline, stop):
    text = (
        "Clara Voss has run the harbour of Orwick since May. We spoke by phone.\n\n"
        f"Q{stop} Are the cranes safe?\n\n"
        f"A{stop} They are. Otto Lind, our engineer, said that he would sleep below them.\n\n"
        f"Q{stop} Would you?\n\nA{stop} I would."
    )
    doc = pipeline(text)
    turns = [quotation for quotation in doc.quotations if "a turn of an interview" in quotation.evidence]
    assert [doc.text_of(quotation.source) for quotation in turns] == ["Q", "A", "Q", "A"]
    assert not {"Q", "A", "Q.", "A."} & {entity.name for entity in doc.entities}
    assert [quote.speaker and quote.speaker.name for quote in doc.quotes if quote.parent is None][1::2] == [
        "Clara Voss"
    ] * 2


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“It is all lost, said Tom Ray.\n\nNobody spoke.", "Tom Ray"),
        ("“It was late, said Ada Lund.\n\nHe left.", "Ada Lund"),
    ],
)
def test_the_verb_of_saying_is_not_its_own_source(pipeline, text, source):
    assert [(cue, name) for _, cue, name, _ in read(pipeline, text)] == [("said", source)]


@pytest.mark.parametrize("marks", ["“”", '""'])
def test_no_content_goes_on_from_one_pair_of_marks_into_the_next(pipeline, marks):
    text = "“We tested it.” “It held,” the clerk said.".replace("“", marks[0]).replace("”", marks[1])
    contents = [content for parts, *_ in read(pipeline, text) for content in parts]
    assert [content.strip(marks) for content in contents] == ["We tested it.", "It held,"]


def test_the_answer_in_the_next_paragraph_is_another_quotation(pipeline):
    contents = [parts for parts, *_ in read(pipeline, "“Who is it?” asked the guard.\n\n“Only me.”")]
    assert contents == [["“Who is it?”"], ["“Only me.”"]]


def test_a_statement_goes_on_in_the_next_paragraph(pipeline):
    text = "“We tested the cranes all night,” Mayor Tom Ray said on Friday.\n\n“They will hold. There is no danger.”"
    assert [len(parts) for parts, *_ in read(pipeline, text)] == [2]


def test_lines_of_dialogue_after_a_dash_are_direct_speech_without_the_dash(pipeline):
    text = "Ada came in at noon and sat down.\n\n— Eat, said Tom Ray.\n\n— I am not hungry, said Ada Lund."
    found = read(pipeline, text)
    assert [(parts[0].rstrip(","), source, kind) for parts, _, source, kind in found] == [
        ("Eat", "Tom Ray", "direct"),
        ("I am not hungry", "Ada Lund", "direct"),
    ]


@pytest.mark.parametrize(
    ("text", "cue"),
    [("“That is a lie,” Lund fired back.", "fired back"), ("Lund shot back: “That is a lie.”", "shot back")],
)
def test_verbs_of_fighting_say_something_before_back(pipeline, text, cue):
    assert [found[1:3] for found in read(pipeline, text)] == [(cue, "Lund")]
