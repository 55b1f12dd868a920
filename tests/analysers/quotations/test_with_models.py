"""Quotations as the shipped models find them."""

import pytest

from sayso.pipeline import Pipeline


@pytest.fixture(scope="module", params=["fast", "accurate"])
def pipeline(request):
    return Pipeline.default(request.param).only("quotations")


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
