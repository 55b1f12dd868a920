import json

import pytest
from tests.articles import TEXT, article, hostile

from sayso.analysers.summary import quotes_about, summary
from sayso.document import Document
from sayso.records import Entity, Mention, Summary
from sayso.spans import Span


@pytest.fixture(scope="module")
def doc():
    return article()


def of(doc, key):
    return next(item for item in doc.summary.entities if item.entity == key)


def passages(found: Summary):
    yield from found.key_sentences
    for item in found.entities:
        yield from (*item.said, *item.said_of, *item.key_sentences)


def test_every_passage_is_a_place_in_the_text(doc):
    for passage in passages(doc.summary):
        assert passage.text == doc.text_of(passage.spans)
        assert passage.text in TEXT or len(passage.spans) > 1


def test_key_sentences_are_whole_sentences_in_order(doc):
    spans = [passage.spans[0] for passage in doc.summary.key_sentences]
    assert spans
    assert spans == sorted(spans)
    assert set(spans) <= set(doc.sentences)


def test_headlines_are_no_key_sentences(doc):
    assert all(passage.spans[0].start >= 44 for passage in doc.summary.key_sentences)


def test_the_most_salient_come_first(doc):
    assert doc.summary.entities[0].entity == "e1"
    values = [item.salience for item in doc.summary.entities]
    assert values == sorted(values, reverse=True)


def test_who_it_is(doc):
    assert of(doc, "e1").who == "Mayor"
    assert of(doc, "e2").who == "who owns the shipyard"
    assert of(doc, "e1").aliases == ("Lund",)


def test_a_description_that_repeats_the_name_is_left_out(doc):
    lund = doc.entities[0]
    repeated = Entity(lund.id, lund.name, lund.label, lund.mentions, lund.aliases, ("Ada Lund", "mayor"), "Mayor")
    again = summary(doc.with_layer("entities", (repeated, *doc.entities[1:])))
    assert again.entities[0].who == "Mayor"


def test_what_it_said_and_what_others_said_of_it(doc):
    lund = of(doc, "e1")
    assert {passage.quote for passage in lund.said} == {"q1", "q2"}
    assert {passage.quote for passage in lund.said_of} == {"q4", "q6"}
    assert {passage.speaker for passage in lund.said_of} == {"Tom Reyes", "Dockers"}
    assert lund.quote_count == 2


def test_tones(doc):
    lund = of(doc, "e1")
    assert lund.tone is not None
    assert lund.tone.label == "positive"
    assert lund.tone_of_others is not None
    assert lund.tone_of_others.label == "negative"
    assert lund.tone_of_others.polarity == pytest.approx(-0.4)
    assert of(doc, "e2").tone_of_others is None


def test_first_and_last_mention(doc):
    lund = of(doc, "e1")
    assert TEXT[slice(*lund.first_mention)] == "Ada Lund"
    assert TEXT[slice(*lund.last_mention)] == "she"
    assert lund.mention_count == len(doc.entities[0].mentions)


def test_companions_share_sentences(doc):
    with_lund = {item.name: item.sentences for item in of(doc, "e1").appears_with}
    assert with_lund["Tom Reyes"] >= 2
    assert "Ada Lund" not in with_lund


def test_an_unnamed_one_is_summed_up_only_if_it_speaks(doc):
    span = Span(TEXT.index("ninety people"), TEXT.index("ninety people") + 13)
    silent = Entity("e9", "ninety people", "GROUP", (Mention(span, "nominal", span),))
    found = summary(doc.with_layer("entities", (*doc.entities, silent)))
    assert "e4" in {item.entity for item in found.entities}
    assert "e9" not in {item.entity for item in found.entities}


def test_whom_quotes_are_about(doc):
    about = quotes_about(doc)
    assert about["q4"] == ("e1",)
    assert set(about["q5"]) == {"e3", "e5"}
    assert about["q2"] == ()


def test_as_text(doc):
    text = str(doc.summary)
    assert text.startswith("Key sentences:")
    assert "Ada Lund: Mayor" in text
    assert "“Mayor Lund is wrong,” (Tom Reyes)" in text
    assert str(of(doc, "e2")) in text


def test_as_table_of_plain_values(doc):
    rows = doc.summary.rows()
    assert rows[0]["name"] == "Ada Lund"
    assert rows[0]["quotes"] == 2
    assert TEXT[rows[0]["first_mention"] :].startswith("Ada Lund")
    assert json.loads(json.dumps(rows)) == rows


def test_wire_format_round_trips(doc):
    assert Document.from_dict(json.loads(json.dumps(doc.to_dict()))).summary == doc.summary


@pytest.mark.parametrize("missing", ["sentiment", "quotes", "salience", "paragraphs"])
def test_a_missing_layer_leaves_its_part_out(doc, missing):
    layers = {name: value for name, value in doc.layers.items() if name not in (missing, "summary")}
    found = summary(Document(doc.text, layers=layers))
    assert found.entities


def test_nobody_in_it():
    doc = article().with_layer("entities", ()).with_layer("quotes", ())
    found = summary(doc)
    assert found.entities == ()
    assert found.key_sentences


def test_odd_text_does_no_harm():
    assert summary(hostile()).entities[0].name


def test_a_long_text_takes_linear_time(doc):
    count = 3000
    sentence = "The ferry left the harbour with ninety people and came back with none of them. "
    long = Document(sentence * count)
    spans = [(i * len(sentence), (i + 1) * len(sentence) - 1) for i in range(count)]
    from sayso.spans import SpanArray

    place = [Span(start + 4, start + 9) for start, _ in spans]
    boat = Entity("e1", "ferry", "MISC", tuple(Mention(span, "name", span) for span in place))
    long = long.with_layer("sentences", SpanArray.of(spans)).with_layer("entities", (boat,))
    found = summary(long)
    assert len(found.key_sentences) == 1  # all the others only repeat it
