"""Whole peoples and parties, which speak nowhere, in everything that is made of a document."""

import pytest

import sayso
from sayso.collection import summarise
from sayso.document import Document
from sayso.formats.table import document_table
from sayso.report import render_page

TEXT = "Mayor warns of vote\n\n“Democrats have lied to the port,” said Mayor Ada Lund. Nobody answered her.\n"


@pytest.fixture(scope="module")
def doc():
    return sayso.analyse(TEXT, model="fast")


@pytest.fixture(scope="module")
def people(doc):
    (found,) = [entity for entity in doc.entities if entity.is_people]
    return found


def test_they_are_an_entity_though_they_do_not_speak(doc, people):
    assert (people.name, people.label) == ("Democrats", "GROUP")
    assert people.id not in {quote.speaker.id for quote in doc.quotes if quote.speaker}


def test_the_tone_toward_them_is_told(doc, people):
    (lund,) = [entity for entity in doc.entities if entity.name == "Ada Lund"]
    (toward,) = [tone for tone in doc.sentiment.by_speaker if tone.target == people.id]
    assert (toward.speaker, toward.sentiment.label) == (lund.id, "negative")


def test_the_summary_has_them(doc, people):
    assert people.id in [item.entity for item in doc.summary.entities]
    (lund,) = [item for item in doc.summary.entities if item.name == "Ada Lund"]
    assert people.id in [companion.entity for companion in lund.appears_with]


def test_the_table_has_them_without_a_summary(doc):
    layers = {name: doc[name] for name in doc.layers if name not in ("summary", "salience")}
    assert "Democrats" in document_table(Document(doc.text, layers=layers)).partition("MAIN ENTITIES")[2]


def test_the_page_lists_them(doc):
    assert '<span class="who-name"><i class="dot" aria-hidden="true"></i><bdi>Democrats</bdi>' in render_page(doc)


def test_a_collection_counts_who_speaks_of_them(doc):
    (lund,) = summarise([doc]).speakers
    assert lund.on["Democrats"] == 1


def test_json_brings_them_back(doc, people):
    items = [item for item in doc.to_dict()["entities"] if item["id"] == people.id]
    assert [(item["kind"], TEXT[item["start"] : item["end"]]) for item in items] == [("name", "Democrats")]
    assert Document.from_dict(doc.to_dict()) == doc
