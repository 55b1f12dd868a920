"""The document: frozen, layered, helpful about what it lacks."""

import copy
import pickle

import pytest

from sayso.document import Document
from sayso.errors import InputError, UnknownNameError
from sayso.frozen import FrozenMap
from sayso.spans import Span, SpanArray


@pytest.fixture
def doc() -> Document:
    return Document("Ann spoke. Bo left.", "d1", {"outlet": {"name": "Gazette"}}).with_layer(
        "tokens", SpanArray.of([(0, 3)])
    )


def test_layers_are_read_by_attribute_and_by_key(doc):
    assert doc.tokens is doc["tokens"]
    assert "tokens" in doc
    assert "quotes" not in doc


def test_with_layer_leaves_the_first_document_alone(doc):
    other = doc.with_layer("hedges", ["may"])
    assert "hedges" not in doc
    assert other.hedges == ("may",)
    assert other.text is doc.text


def test_layers_and_meta_become_read_only(doc):
    value = doc.with_layer("counts", {"a": [1, {"b": 2}]}).counts
    assert value == {"a": (1, {"b": 2})}
    with pytest.raises(TypeError):
        value["a"] = 1
    with pytest.raises(TypeError):
        doc.meta["outlet"] = "Herald"


def test_a_document_cannot_be_changed(doc):
    with pytest.raises(AttributeError):
        doc.text = "other"


@pytest.mark.parametrize(("name", "near"), [("tokenz", "tokens"), ("Tokens", "tokens")])
def test_a_missing_layer_names_the_nearest(doc, name, near):
    with pytest.raises(UnknownNameError, match=f"did you mean '{near}'"):
        doc[name]
    with pytest.raises(AttributeError, match=f"did you mean '{near}'"):
        getattr(doc, name)
    assert not hasattr(doc, name)


def test_text_must_be_a_string():
    with pytest.raises(InputError, match="must be str, not bytes"):
        Document(b"bytes")


def test_text_of_spans(doc):
    assert doc.text_of(Span(0, 3)) == "Ann"
    assert doc.text_of((Span(0, 3), Span(11, 13))) == "Ann … Bo"
    assert doc.text_of(()) == ""
    assert doc.text_of(None) == ""


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda doc: pickle.loads(pickle.dumps(doc))])
def test_copies_and_pickles_are_equal(doc, twin):
    assert twin(doc) == doc


def test_documents_differ_by_text_id_meta_and_layers(doc):
    assert doc != Document(doc.text, "d2", doc.meta, doc.layers)
    assert doc != doc.with_layer("more", 1)
    assert doc != doc.text


def test_frozen_map_behaves_like_a_dict_and_keeps_order():
    made = FrozenMap({"b": 1, "a": 2})
    assert made == {"a": 2, "b": 1}
    assert list(made) == ["b", "a"]
    assert hash(made) == hash(FrozenMap({"a": 2, "b": 1}))
    assert repr(made) == "{'b': 1, 'a': 2}"
