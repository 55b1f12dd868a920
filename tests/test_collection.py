import dataclasses
import datetime
import json

import pytest
from tests.articles import article

from sayso.collection import Collector, date_of, outlet_of, summarise
from sayso.document import Document
from sayso.persons import Appearance, Person, people
from sayso.records import Entity, Quote


@pytest.fixture(scope="module")
def docs():
    return [
        article("a", outlet="Daily", date="2024-03-05"),
        article("b", outlet="Daily", date="2024-03-06"),
        article("c", outlet="Weekly", date="2024-04-01"),
    ]


@pytest.fixture(scope="module")
def totals(docs):
    return summarise(docs)


def test_totals(totals):
    assert (totals.documents, totals.quotes, totals.attributed) == (3, 21, 15)
    assert totals.kinds == {"direct": 15, "mixed": 0, "indirect": 6}


def test_speakers_of_different_documents_are_counted_together(totals):
    assert [(item.name, item.quotes, item.documents) for item in totals.speakers] == [
        ("Ada Lund", 6, 3),
        ("Tom Reyes", 6, 3),
        ("Dockers", 3, 3),
    ]


def test_where_on_whom_and_when(totals):
    reyes = totals.speakers[1]
    assert reyes.by_group == {"Daily": 4, "Weekly": 2}
    assert reyes.on == {"Ada Lund": 3, "Ellmouth": 3, "Port of Ellmouth": 3}
    assert (reyes.first, reyes.last) == ("2024-03-05", "2024-04-01")
    assert reyes.direct == 6
    assert reyes.tone == pytest.approx(-0.4)


def test_speakers_are_merged_as_people_are():
    docs = [article("a"), article("b")]
    reyes = docs[1].entities[1]
    formal = dataclasses.replace(reyes, name="Thomas Reyes")
    quotes = tuple(dataclasses.replace(q, speaker=formal) if q.speaker == reyes else q for q in docs[1].quotes)
    docs[1] = docs[1].with_layer("entities", (docs[1].entities[0], formal, *docs[1].entities[2:]))
    found = summarise([docs[0], docs[1].with_layer("quotes", quotes)])
    assert len(people(docs)) == 2
    assert [item.quotes for item in found.speakers] == [4, 4, 2]


def test_two_of_one_name_in_one_document_are_in_one_document():
    doc = article()
    dockers = doc.entities[3]
    twin = dataclasses.replace(dockers, id="e8")
    quotes = (*doc.quotes, dataclasses.replace(doc.quotes[5], id="q8", speaker=twin))
    found = summarise([doc.with_layer("entities", (*doc.entities, twin)).with_layer("quotes", quotes)])
    assert [(item.quotes, item.documents) for item in found.speakers if item.name == "Dockers"] == [(2, 1)]


def test_groups(totals):
    assert [(item.name, item.documents, item.quotes) for item in totals.groups] == [("Daily", 2, 14), ("Weekly", 1, 7)]
    assert list(totals.groups[0].speakers) == ["Ada Lund", "Tom Reyes", "Dockers"]


def test_pairs_carry_the_tone_toward_the_target(totals):
    pair = next(item for item in totals.pairs if (item.speaker, item.target) == ("Tom Reyes", "Ada Lund"))
    assert pair.quotes == 3
    assert pair.tone == pytest.approx(-0.4)


def test_name_and_kind_must_both_agree():
    person, place = article("a"), article("b")
    first = place.quotes[0]
    town = Entity("e77", "Ada  LUND", "LOC", first.speaker.mentions)
    place = place.with_layer(
        "quotes", (Quote(first.id, first.kind, first.content, first.cue, first.source, town, 0.9), *place.quotes[1:])
    )
    counted = {(item.name, item.label): item.quotes for item in summarise([person, place]).speakers}
    assert counted["Ada Lund", "PER"] == 3
    assert counted["Ada LUND", "LOC"] == 1


def namesakes():
    """Mayor Lund of one document is a town in the other, where Tom Reyes speaks of it."""
    person, place = article("a"), article("b")
    lund = place.entities[0]
    town = Entity("e1", "Ada Lund", "LOC", lund.mentions)
    quotes = tuple(dataclasses.replace(q, speaker=town) if q.speaker == lund else q for q in place.quotes[1:])
    return [person, place.with_layer("entities", (town, *place.entities[1:])).with_layer("quotes", quotes)]


def test_namesakes_are_counted_apart_under_names_of_their_own():
    found = summarise(namesakes())
    assert {item.name: item.quotes for item in found.speakers if item.name.startswith("Ada")} == {
        "Ada Lund": 2,
        "Ada Lund (place)": 1,
    }
    reyes = next(item for item in found.speakers if item.name == "Tom Reyes")
    assert (reyes.on["Ada Lund"], reyes.on["Ada Lund (place)"]) == (1, 1)
    assert sum(sum(item.speakers.values()) for item in found.groups) == found.attributed
    pairs = [(item.speaker, item.target) for item in found.pairs]
    assert len(set(pairs)) == len(pairs)


def test_speakers_of_documents_have_the_names_of_the_summary():
    collector = Collector()
    for doc in namesakes():
        collector.add(doc)
    found = collector.speakers_of()
    assert "Ada Lund" in found["a"]
    assert "Ada Lund (place)" in found["b"]
    assert set().union(*found.values()) == {item.name for item in collector.summary().speakers}


def test_persons_of_one_name_are_numbered():
    docs = [article("a"), article("b")]
    collector = Collector()
    for doc in docs:
        collector.add(doc)
    twins = [Person(key, "Ada Lund", "PER", (Appearance(key, "e1", 2),)) for key in "ab"]
    assert {"Ada Lund", "Ada Lund (2)"} <= {item.name for item in collector.summary(twins).speakers}


def reyes_speaks_of(persons, name="Ada Lund", label="PER"):
    """Of whom Tom Reyes speaks in a document where she does not speak."""
    doc = article("a")
    lund = dataclasses.replace(doc.entities[0], name=name, label=label)
    quotes = tuple(quote for quote in doc.quotes if quote.speaker != doc.entities[0])
    collector = Collector()
    collector.add(doc.with_layer("entities", (lund, *doc.entities[1:])).with_layer("quotes", quotes))
    (reyes,) = [item for item in collector.summary(persons).speakers if item.name == "Tom Reyes"]
    return reyes.on


def lund(key, quotes, *aliases, name="Ada K. Lund", label="PER"):
    return Person(key, name, label, (Appearance(key, "e1", quotes),), aliases)


def test_who_is_spoken_of_has_the_name_under_which_they_speak_elsewhere():
    assert reyes_speaks_of([lund("x", 3, "Ada Lund")])["Ada K. Lund"] == 1
    assert "Ada K. Lund" not in reyes_speaks_of([lund("x", 3, "Lund")], name="Lund")
    assert "Ada K. Lund" not in reyes_speaks_of([lund("x", 3, "Ada Lund", label="LOC")])


def test_of_namesakes_only_one_who_speaks_far_more_is_meant():
    assert reyes_speaks_of([lund("x", 20, "Ada Lund"), lund("y", 2, name="Ada Lund")])["Ada K. Lund"] == 1
    assert "Ada K. Lund" not in reyes_speaks_of([lund("x", 19, "Ada Lund"), lund("y", 2, name="Ada Lund")])


def test_ways_of_writing_a_country_are_counted_together():
    docs = []
    for key, name in (("a", "United States"), ("b", "America"), ("c", "U.S.")):
        doc = article(key)
        country = dataclasses.replace(doc.entities[4], name=name)
        docs.append(doc.with_layer("entities", (*doc.entities[:4], country)))
    (reyes,) = [item for item in summarise(docs).speakers if item.name == "Tom Reyes"]
    assert reyes.on["United States"] == 3


def test_ids_are_given_once():
    assert [doc.id for doc in Collector().counting(Document("Rain.", key) for key in ("a", "a", "a#2", "a"))] == [
        "a",
        "a#2",
        "a#2#2",
        "a#3",
    ]


@pytest.mark.parametrize(
    ("dates", "period", "starts"),
    [
        (["2024-03-05", "2024-03-06", "2024-03-06"], "day", ["2024-03-05", "2024-03-06"]),
        (["2024-03-05", "2024-03-06", "2024-06-03"], "week", ["2024-03-04", "2024-06-03"]),
        (["2023-03-05", "2023-03-09", "2024-06-03"], "month", ["2023-03-01", "2024-06-01"]),
        (["1999-03-05", "1999-07-06", "2024-06-03"], "year", ["1999-01-01", "2024-01-01"]),
        (["2024-03-05", "", ""], "day", []),
    ],
)
def test_the_period_fits_the_time_covered(dates, period, starts):
    found = summarise(article(str(i), date=date) for i, date in enumerate(dates))
    assert found.period == period
    assert [item.start for item in found.periods] == starts
    if starts:
        assert sum(item.documents for item in found.periods) == 3


@pytest.mark.parametrize(
    ("meta", "date"),
    [
        ({"date": "2024-03-05"}, datetime.date(2024, 3, 5)),
        ({"date": "2024-03-05T10:00:00Z"}, datetime.date(2024, 3, 5)),
        ({"published": "2024-03"}, datetime.date(2024, 3, 1)),
        ({"dateCreated": "2024"}, datetime.date(2024, 1, 1)),
        ({"date": datetime.datetime(2024, 3, 5, 9)}, datetime.date(2024, 3, 5)),
        ({"date": "20240305"}, datetime.date(2024, 3, 5)),
        ({"date": "20240305T101500Z"}, datetime.date(2024, 3, 5)),
        ({"date": "2024/03/05 10:15"}, datetime.date(2024, 3, 5)),
        ({"date": " 2024-3-5 "}, datetime.date(2024, 3, 5)),
        ({"date": "2024-03-05+01:00"}, datetime.date(2024, 3, 5)),
        ({"date": "1709633700"}, None),
        ({"date": "1709633700", "published": "2024-03-05"}, datetime.date(2024, 3, 5)),
        ({"date": "2024-03/05"}, None),
        ({"date": "2024-13-45"}, None),
        ({"date": "20241345"}, None),
        ({"date": "yesterday"}, None),
        ({"date": 7}, None),
        ({}, None),
    ],
)
def test_dates(meta, date):
    assert date_of(Document("x", meta=meta)) == date


@pytest.mark.parametrize(
    ("meta", "outlet"),
    [
        ({"outlet": "Daily", "publisher": "House"}, "Daily"),
        ({"publisher": "House"}, "House"),
        ({"url": "https://www.example.org/a/b"}, "example.org"),
        ({"outlet": "  "}, "doc"),
        ({"outlet": 3}, "doc"),
        ({"url": "http://[broken"}, "doc"),
        ({}, "doc"),
    ],
)
def test_outlets(meta, outlet):
    assert outlet_of(Document("x", "doc", meta)) == outlet


@pytest.mark.parametrize("by", ["desk", lambda doc: doc.meta["desk"]])
def test_grouping_by_what_you_like(by):
    docs = [article("a", desk="city"), article("b", desk="port")]
    assert {item.name for item in summarise(docs, by=by).groups} == {"city", "port"}


def test_documents_are_read_one_after_another(docs):
    collector = Collector()
    for doc in docs:
        collector.add(doc)
    assert collector.summary() == summarise(iter(docs))
    assert collector.summary() == collector.summary()


def test_as_text_and_table(totals):
    assert "6  Ada Lund" in str(totals)
    assert "Weekly" in str(totals)
    rows = totals.rows()
    assert rows[0]["name"] == "Ada Lund"
    assert json.loads(json.dumps(rows)) == rows


def test_as_json(totals):
    values = json.loads(json.dumps(totals.to_dict()))
    assert values["documents"] == 3
    assert values["speakers"][0]["name"] == "Ada Lund"
    assert values["speakers"][1]["on"] == {"Ada Lund": 3, "Ellmouth": 3, "Port of Ellmouth": 3}
    assert [item["start"] for item in values["periods"]] == [item.start for item in totals.periods]


def test_nothing_to_sum_up():
    empty = summarise([])
    assert (empty.documents, empty.speakers, empty.periods) == (0, (), ())
    assert str(empty).startswith("0 documents")


def test_documents_without_layers_count():
    assert summarise([Document("Some words here.", "x")]).words == 3
