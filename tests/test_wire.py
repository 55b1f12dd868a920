import json
from dataclasses import dataclass, replace
from importlib import resources

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import place, sample

from sayso import records, wire
from sayso.codec import codec_of
from sayso.document import Document
from sayso.errors import UnknownNameError, WireError
from sayso.frozen import FrozenMap
from sayso.records import Entity, Mention, Name, Quotation, Quote, Sentiment, Tone, ToneToward
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS, Labels, Paragraphs, Span, SpanArray

SCHEMA = json.loads(resources.files("sayso").joinpath("document.schema.json").read_text(encoding="utf-8"))

VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def through_json(doc, **options):
    return Document.from_dict(json.loads(json.dumps(doc.to_dict(**options), allow_nan=False)))


def test_the_schema_that_is_shipped_is_up_to_date():
    # Write it again:  python -c "import json, sayso.wire as w; print(json.dumps(w.schema(), indent=1))"
    assert wire.schema() == SCHEMA


def test_a_document_comes_back_as_it_was():
    doc = sample()
    back = through_json(doc)
    assert back == doc
    assert set(back.layers) == set(doc.layers)
    assert isinstance(back.quotes[0].content[0], Span)
    assert back.quotes[0].speaker is back.entities[0]


def test_what_is_written_fits_the_schema():
    VALIDATOR.validate(sample().to_dict())


@pytest.mark.parametrize("break_it", [{"text": 3}, {"quotes": [{}]}, {"tokens": [[0]]}, {"extra": 1}, {"pos": ["XXX"]}])
def test_the_schema_refuses_what_decoding_refuses(break_it):
    data = {**sample().to_dict(), **break_it}
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(data)
    with pytest.raises(WireError):
        Document.from_dict(data)


def test_quotes_have_the_keys_of_gold_corpora():
    quote = sample().to_dict()["quotes"][0]
    assert quote["content"] == [list(place("“The bridge is safe,”")), list(place("“We will open it in May.”"))]
    assert quote["cue"] == [list(place("said"))]
    assert quote["source"] == [list(place("Mayor Ada Lund"))]
    assert (quote["speaker"], quote["speaker_label"], quote["speaker_id"]) == ("Ada Lund", "PER", "e1")
    assert quote["sentiment"]["polarity"] == 0.4


def test_entities_list_the_names_themselves_and_phrases_of_the_unnamed():
    items = sample().to_dict()["entities"]
    assert [(item["start"], item["end"]) for item in items] == [place("Ada Lund"), place("Drivers"), place("Lund", 1)]
    assert [item["label"] for item in items] == ["PER", "GROUP", "PER"]
    assert items[0] == {**items[0], "id": "e1", "name": "Ada Lund", "kind": "name"}


def test_coreference_has_every_mention():
    data = sample().to_dict()
    assert data["coref"][0] == [list(place("Mayor Ada Lund")), list(place("We")), list(place("Lund", 1))]
    assert data["salience"][0]["mentions"] == data["coref"][0]


def test_layers_can_be_chosen():
    data = sample().to_dict(["quotes", "pos"])
    assert set(data) == {"schema", "id", "text", "meta", "quotes", "pos", "speakers"}
    back = Document.from_dict(data)
    assert set(back.layers) == {"quotes"}
    assert back.quotes == sample().quotes
    with pytest.raises(UnknownNameError, match="did you mean 'quotes'"):
        sample().to_dict(["quote"])


def test_speakers_from_elsewhere_are_kept():
    doc = sample()
    stranger = replace(doc.entities[0], name="Somebody Else")
    doc = doc.with_layer("quotes", tuple(replace(quote, speaker=stranger) for quote in doc.quotes))
    data = doc.to_dict()
    assert len(data["speakers"]) == 1
    assert Document.from_dict(data) == doc


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {"a": [1, 2.5, True, None, "x"]},
        Span(1, 2),
        [Span(0, 0), {"where": Span(3, 9)}],
        {"$span": 1},
        {1: "one", (1, 2): "two"},
        SpanArray.of([(0, 2), (3, 4)]),
        Sentiment(0.5, "positive", 0.9, ("good",)),
        [Mention(Span(0, 6), "name", Span(0, 6))],
        2**70,
    ],
)
def test_custom_layers_come_back(value):
    doc = sample().with_layer("mine", value)
    back = through_json(doc)
    assert back == doc
    assert type(back["mine"]) is type(doc["mine"])


def test_a_builtin_layer_may_hold_values_of_another_kind():
    doc = Document("x").with_layer("summary", "one line").with_layer("sentiment", 0.3).with_layer("salience", None)
    assert through_json(doc) == doc


@dataclass(frozen=True)
class Own:
    x: int = 0


@pytest.mark.parametrize(
    ("value", "path", "problem"),
    [
        ([1, {"deep": Own()}], "custom.mine[1].deep", "a Own cannot be written"),
        ({1, 2}, "custom.mine", "a set cannot be written"),
        ([float("nan")], "custom.mine[0]", "finite"),
        (Span(0, 10**6), "custom.mine", "ends behind the text"),
    ],
)
def test_what_cannot_be_written_is_named(value, path, problem):
    with pytest.raises(WireError, match=problem) as caught:
        sample().with_layer("mine", value).to_dict()
    assert caught.value.path == path


def test_a_broken_builtin_layer_is_named():
    doc = sample()
    quote = replace(doc.quotes[1], content=(Span(5, 10**6),))
    with pytest.raises(WireError, match="ends behind the text") as caught:
        doc.with_layer("quotes", (doc.quotes[0], quote)).to_dict()
    assert caught.value.path == "quotes[1].content[0]"


def put(path, value):
    """Change one place of the wire data, given as keys and indices."""

    def change(data):
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value

    return change


def drop(path):
    def change(data):
        for step in path[:-1]:
            data = data[step]
        del data[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "path", "problem"),
    [
        (put(["schema"], "sayso/99"), "schema", "another version"),
        (drop(["text"]), "document", "missing key 'text'"),
        (put(["text"], 5), "text", "expected a string, found int 5"),
        (put(["meta"], []), "meta", "expected an object"),
        (put(["qoutes"], []), "document", "unknown key 'qoutes'"),
        (put(["quotes", 1, "content", 0], [5, 10**6]), "quotes[1].content[0]", "ends behind the text"),
        (put(["quotes", 1, "content", 0], [9, 5]), "quotes[1].content[0]", "0 <= start <= end"),
        (put(["quotes", 1, "content", 0], [True, 5]), "quotes[1].content[0]", "two whole numbers"),
        (put(["quotes", 0, "kind"], "loud"), "quotes[0].kind", "one of direct, mixed, indirect"),
        (put(["quotes", 0, "confidence"], float("inf")), "quotes[0].confidence", "finite"),
        (put(["quotes", 0, "confidence"], "high"), "quotes[0].confidence", "expected a number, found str 'high'"),
        (put(["quotes", 0, "cue"], [[0, 1], [2, 3]]), "quotes[0].cue", "at most one span"),
        (put(["quotes", 0, "speaker_id"], "e99"), "quotes[0].speaker_id", "no entity"),
        (put(["quotes", 0, "speaker_id"], None), "quotes[0].speaker_id", "missing for the speaker 'Ada Lund'"),
        (put(["quotes", 0, "speaker_record"], 7), "quotes[0].speaker_record", "no speakers\\[7\\]"),
        (drop(["quotes", 0, "parent"]), "quotes[0]", "missing key 'parent'"),
        (put(["quotes"], {}), "quotes", "expected an array"),
        (put(["quotes", 0], None), "quotes[0]", "expected an object, found null"),
        (put(["entity_records", 1, "id"], "e1"), "entity_records[1].id", "earlier entity"),
        (put(["entity_records", 0, "mentions", 2, "head"], 3), "entity_records[0].mentions[2].head", "a span"),
        (put(["tokens", 1], [7]), "tokens[1]", "a span"),
        (put(["paragraphs", 0, "kind"], "advert"), "paragraphs[0].kind", "one of body"),
        (put(["paragraphs", 0, "end"], 10**6), "paragraphs[0]", "ends behind"),
        (put(["pos", 0], "NOUN"), "pos[0]", "expected one of"),
        (drop(["pos"]), "pos", "missing"),
        (put(["labels", "names"], ["O"]), "labels", "equally long"),
        (put(["labels", "role_probabilities", 2], [1.0]), "labels.role_probabilities[2]", "expected 7 numbers"),
        (
            put(["sentiment", "quotes", "q1", "polarity"], None),
            "sentiment.quotes.q1.polarity",
            "expected a number, found null",
        ),
        (put(["salience", 0, "score"], "x"), "salience[0].score", "expected a number"),
        (put(["custom"], {"mine": {"$what": 1}}), "custom.mine.$what", "unknown tag"),
        (put(["custom"], {"mine": {"$items": [[1]]}}), "custom.mine.$items[0]", "pair"),
        (put(["custom"], 3), "custom", "expected an object"),
    ],
)
def test_bad_input_is_refused_with_its_path(change, path, problem):
    data = json.loads(json.dumps(sample().to_dict()))
    change(data)
    with pytest.raises(WireError, match=problem) as caught:
        Document.from_dict(data)
    assert caught.value.path == path


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_something_else_than_an_object_is_refused(data):
    with pytest.raises(WireError, match="expected an object"):
        Document.from_dict(data)


# Documents of every shape, made of the records' own fields.

texts = st.text(min_size=8, max_size=30)
numbers = st.floats(-1, 1)
words = st.text(max_size=8)
spans = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda pair: Span(min(pair), max(pair)))
mentions = st.builds(Mention, spans, st.sampled_from(["name", "nominal", "pronoun"]), spans)
labels = st.sampled_from(["PER", "ORG", "LOC", "MISC", "GROUP", "THING"])
many = st.lists


def tuples(items, **options):
    return st.lists(items, max_size=3, **options).map(tuple)


entities = st.builds(
    Entity,
    words,
    words,
    labels,
    tuples(mentions),
    tuples(words),
    tuples(words),
    st.none() | words,
    st.none() | words,
    st.sampled_from([None, "feminine", "masculine"]),
    st.sampled_from([None, "singular", "plural"]),
)
sentiments = st.builds(
    Sentiment,
    numbers,
    st.sampled_from(["negative", "neutral", "positive"]),
    numbers,
    tuples(words),
    st.none() | numbers,
)
kinds = st.sampled_from(["direct", "mixed", "indirect"])
quotation_fields = (words, kinds, tuples(spans), st.none() | spans, st.none() | spans)
tones = st.builds(
    Tone,
    sentiments,
    sentiments,
    sentiments,
    tuples(sentiments),
    st.dictionaries(words, sentiments, max_size=2),
    st.dictionaries(words, sentiments, max_size=2),
    tuples(st.builds(ToneToward, words, words, sentiments, tuples(words))),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words | spans,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def documents(draw):
    layers = {
        "paragraphs": Paragraphs(
            [0], [draw(st.integers(0, 8))], [draw(st.sampled_from(["body", "headline", "share"]))]
        ),
        "tokens": SpanArray.of(draw(st.lists(spans, max_size=3))),
        "names": draw(tuples(st.builds(Name, spans, labels, numbers))),
        "quotations": draw(tuples(st.builds(Quotation, *quotation_fields, numbers, tuples(words), st.none() | words))),
        "mentions": draw(tuples(mentions)),
        "coref": draw(tuples(tuples(mentions))),
        "entities": draw(tuples(entities, unique_by=lambda entity: entity.id)),
        "sentiment": draw(tones),
        "salience": draw(st.dictionaries(words, numbers, max_size=3)),
        "mine": draw(json_values),
    }
    speakers = st.sampled_from([None, *layers["entities"]]) | entities
    layers["quotes"] = draw(
        tuples(st.builds(Quote, *quotation_fields, speakers, numbers, tuples(words), st.none() | words))
    )
    size = draw(st.integers(0, 4))
    layers["labels"] = Labels(
        draw(st.lists(st.integers(0, len(POS_TAGS) - 1), min_size=size, max_size=size)),
        draw(st.lists(st.integers(0, len(NAME_TAGS) - 1), min_size=size, max_size=size)),
        draw(st.lists(st.integers(0, len(ROLE_TAGS) - 1), min_size=size, max_size=size)),
        np.array(draw(st.lists(st.floats(0, 1), min_size=size, max_size=size))),
        np.array(draw(st.lists(st.floats(0, 1), min_size=7 * size, max_size=7 * size))).reshape(size, 7),
    )
    chosen = draw(st.sets(st.sampled_from(sorted(layers))))
    meta = draw(st.dictionaries(words, json_values, max_size=2))
    return Document(draw(texts), draw(words), meta, {name: layers[name] for name in chosen})


@settings(max_examples=60, deadline=None)
@given(documents())
def test_any_document_comes_back_as_it_was(doc):
    data = json.loads(json.dumps(doc.to_dict(), allow_nan=False))
    assert Document.from_dict(data) == doc
    VALIDATOR.validate(data)


def test_every_record_has_a_codec():
    for name in records.__all__:
        record = getattr(records, name)
        if hasattr(record, "__dataclass_fields__"):
            assert codec_of(record)


def test_mappings_are_read_back_frozen():
    assert isinstance(through_json(sample()).salience, FrozenMap)
