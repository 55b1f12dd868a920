"""The fast tagger with its shipped weights, and what becomes of bad weights."""

import pickle
import zipfile

import numpy as np
import pytest

from sayso import engine
from sayso.analysers.segmentation import paragraphs, sentences, tokens
from sayso.document import Document
from sayso.engine.fast import FastTagger
from sayso.engine.weights import load_weights, save_weights
from sayso.errors import ModelError, UnknownNameError
from sayso.pipeline import Pipeline
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS

segment = Pipeline([paragraphs, tokens, sentences])
TEXTS = [
    "Mayor Ada Lund said on Monday that the bridge in Oslo would open in May.",
    "“We are ready,” said Tom Berg, a spokesman for Norsk Hydro. “It took years.”\nCritics disagree.",
    "Nothing was said.",
]


@pytest.fixture(scope="module")
def tagger():
    return engine.load("fast")


def tags(tagger, text):
    doc = segment(text)
    labels = tagger.tag([doc])[0]
    words = [doc.text_of(span) for span in doc.tokens]
    return {
        word: (POS_TAGS[p], NAME_TAGS[n], ROLE_TAGS[r])
        for word, p, n, r in zip(words, labels.pos, labels.names, labels.roles, strict=True)
    }


def test_it_tags_a_plain_report(tagger):
    found = tags(tagger, TEXTS[0])
    assert found["said"] == ("VBD", "O", "B-cue")
    assert found["Lund"][:2] == ("NNP", "I-PER")
    assert found["Oslo"][1] == "B-LOC"
    assert found["that"][2] == "B-content"
    assert found["bridge"] == ("NN", "O", "I-content")


def test_it_tags_direct_speech(tagger):
    found = tags(tagger, TEXTS[1])
    assert found["ready"][2] == "I-content"
    assert found["Tom"][1:] == ("B-PER", "B-source")


def test_results_do_not_depend_on_the_batch(tagger):
    docs = [segment(text) for text in TEXTS]
    together = tagger.tag(docs)
    assert together == [tagger.tag([doc])[0] for doc in docs]
    assert FastTagger(tagger._weights).tag(docs[::-1])[::-1] == together


def test_probabilities_are_shares(tagger):
    labels = tagger.tag([segment(TEXTS[1])])[0]
    np.testing.assert_allclose(labels.role_probabilities.sum(1), 1, atol=5e-3)
    assert labels.name_confidence.min() > 0
    assert labels.name_confidence.max() <= 1


def test_probabilities_are_those_of_the_labels(tagger):
    docs = [segment(text) for text in TEXTS]
    for (names, roles), labels in zip(tagger.probabilities(docs), tagger.tag(docs), strict=True):
        assert roles == pytest.approx(labels.role_probabilities, abs=0.004)
        assert names[np.arange(len(names)), labels.names] == pytest.approx(labels.name_confidence, abs=0.004)


def test_documents_without_tokens(tagger):
    empty = Document("…").with_layer("paragraphs", paragraphs(Document("")))
    empty = empty.with_layer("tokens", tokens(empty)).with_layer("sentences", tokens(empty))
    labels = tagger.tag([empty, segment(TEXTS[2]), empty])
    assert [len(item) for item in labels] == [0, 4, 0]
    assert len(tagger.tag([empty])[0]) == 0
    assert tagger.tag([]) == []


def test_the_cache_of_types_is_bounded(tagger, monkeypatch):
    monkeypatch.setattr("sayso.engine.fast._CACHE_TYPES", 12)
    small = FastTagger(tagger._weights)
    assert [small.tag([segment(text)])[0] for text in TEXTS] == [tagger.tag([segment(text)])[0] for text in TEXTS]


def test_long_sentences_are_cut_not_refused(tagger):
    doc = segment("and so on " * 400)
    assert len(tagger.tag([doc])[0]) == 1200


def test_a_huge_document_is_read_in_parts(tagger, monkeypatch):
    text = "\n".join(TEXTS)
    whole = tagger.tag([segment(text)])[0]
    monkeypatch.setattr("sayso.engine.fast._BATCH_TOKENS", 30)
    parts = tagger.tag([segment(text)])[0]
    np.testing.assert_array_equal(parts.pos, whole.pos)
    np.testing.assert_array_equal(parts.roles, whole.roles)


def test_a_tagger_travels_between_processes(tagger):
    again = pickle.loads(pickle.dumps(tagger))
    doc = segment(TEXTS[0])
    assert again.tag([doc]) == tagger.tag([doc])


def test_it_is_a_tagger(tagger):
    assert isinstance(tagger, engine.Tagger)
    assert engine.load("fast") is tagger


def test_an_unknown_model_is_named_with_the_known_ones():
    with pytest.raises(UnknownNameError, match="did you mean 'fast'"):
        engine.load("fats")


def test_weights_are_written_and_read_back(tagger, tmp_path):
    path = tmp_path / "again.npz"
    save_weights(tagger._weights, path)
    doc = segment(TEXTS[1])
    assert FastTagger(load_weights(path)).tag([doc]) == tagger.tag([doc])


def shipped() -> bytes:
    return (engine.MODELS / "fast.npz").read_bytes()


def foreign(path):
    np.savez(path, header=np.frombuffer(b'{"format": "cake", "version": 3}', np.uint8))


def incomplete(path):
    with zipfile.ZipFile(engine.MODELS / "fast.npz") as source, zipfile.ZipFile(path, "w") as out:
        for name in source.namelist():
            if name != "roles.values.npy":
                out.writestr(name, source.read(name))


def objects(path):
    np.savez(path, header=np.array([{"format": "x"}], object))


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda path: path.write_bytes(b""), "not a readable weights file"),
        (lambda path: path.write_bytes(b"hello" * 100), "not a readable weights file"),
        (lambda path: path.write_bytes(shipped()[:100_000]), "not a readable weights file"),
        (lambda path: path.write_bytes(shipped()[:300_000] + b"\0" * 64 + shipped()[300_064:]), "not a readable"),
        (foreign, "holds 'cake' version 3"),
        (objects, "not a readable weights file"),
        (incomplete, "incomplete"),
    ],
)
def test_bad_weights_are_refused(tmp_path, write, message):
    path = tmp_path / "bad.npz"
    write(path)
    with pytest.raises(ModelError, match=message):
        load_weights(path)


def test_missing_weights_say_what_to_do(tmp_path):
    with pytest.raises(ModelError, match="sayso train fast"):
        load_weights(tmp_path / "none.npz")
