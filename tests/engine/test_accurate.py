import hashlib
import json
import pickle
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from sayso import engine
from sayso.analysers.segmentation import paragraphs, sentences, tokens
from sayso.document import Document
from sayso.engine.accurate import FORMAT, AccurateTagger
from sayso.errors import InputError, MissingExtraError, ModelError
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS

WEIGHTS = engine.MODELS / "accurate.onnx"
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "she", "said", "they", "lost", "."]
CONTENT, CUE, SOURCE = (ROLE_TAGS.index(f"B-{role}") for role in ("content", "cue", "source"))


def segmented(text):
    doc = Document(text)
    for step in (paragraphs, tokens, sentences):
        doc = doc.with_layer(step.name, step(doc))
    return doc


class FakeSession:
    """Stands for ONNX Runtime: a token's labels follow from its first piece alone."""

    def __init__(self, **changed):
        labels = {"roles": ROLE_TAGS, "names": NAME_TAGS, "pos": POS_TAGS}
        zeros = {name: np.zeros((size, size)).tolist() for name, size in (("role_steps", 7), ("name_steps", 9))}
        kept = {"format": FORMAT, "vocabulary": "\n".join(VOCABULARY), "labels": json.dumps(labels), "info": "{}"}
        self.metadata = {**kept, **{name: json.dumps(table) for name, table in zeros.items()}, **changed}
        self.sizes = []

    def get_modelmeta(self):
        return SimpleNamespace(custom_metadata_map=self.metadata)

    def run(self, names, given):
        assert names == ["labels"]
        assert given["pieces"][0] == VOCABULARY.index("[CLS]")
        assert len(given["pieces"]) == len(given["shapes"]) == len(given["marks"])
        self.sizes.append(len(given["pieces"]))
        table = np.zeros((len(given["first"]), 7 + 9 + len(POS_TAGS)), np.float32)
        for row, piece in zip(table, given["pieces"][given["first"]], strict=True):
            role = {"she": SOURCE, "said": CUE, "they": CONTENT, "lost": CONTENT + 1}.get(VOCABULARY[piece], 0)
            row[role] = 6.0
            row[7] = 3.0
            row[16 + POS_TAGS.index("." if VOCABULARY[piece] == "." else "NN")] = 5.0
        return [table]


@pytest.fixture
def tagger(tmp_path):
    return AccurateTagger(FakeSession(), tmp_path / "accurate.onnx")


def test_labels_of_every_token(tagger):
    (labels,) = tagger.tag([segmented("She said they lost.")])
    assert [ROLE_TAGS[code] for code in labels.roles] == ["B-source", "B-cue", "B-content", "I-content", "O"]
    assert [POS_TAGS[code] for code in labels.pos] == ["NN", "NN", "NN", "NN", "."]
    assert {NAME_TAGS[code] for code in labels.names} == {"O"}
    assert labels.role_probabilities.sum(1) == pytest.approx(np.ones(5), abs=0.004)
    assert (labels.role_probabilities.argmax(1) == labels.roles).all()


def test_long_texts_are_read_in_windows_without_seams(tagger):
    sentence = "She said they lost lost lost. "
    once, many = tagger.tag([segmented(sentence), segmented(sentence * 400)])
    assert (many.roles == np.tile(once.roles, 400)).all()
    assert max(tagger._session.sizes) < 200


def test_one_paragraph_without_a_full_stop_is_read_in_windows_too(tagger):
    (labels,) = tagger.tag([segmented("they " + "lost " * 5000)])
    assert ROLE_TAGS[labels.roles[0]] == "B-content"
    assert {ROLE_TAGS[code] for code in labels.roles[1:]} == {"I-content"}


def test_same_labels_whatever_the_batch_and_the_threads(tmp_path):
    docs = [segmented("She said they lost. " * n + "\n\nThey lost.") for n in (1, 7, 90, 3, 400)]
    alone = [AccurateTagger(FakeSession(), tmp_path).tag([doc])[0] for doc in docs]
    assert AccurateTagger(FakeSession(), tmp_path).tag(docs) == alone
    assert AccurateTagger(FakeSession(), tmp_path, threads=3).tag(docs[::-1]) == alone[::-1]


class Adviser:
    """Stands for the fast tagger: sure that all is a place, and a cue but for words in marks."""

    def __init__(self, *, in_marks):
        self.in_marks = in_marks

    def probabilities(self, docs):
        found = []
        for doc in docs:
            inside = np.cumsum([doc.text_of(span) in "“”" for span in doc.tokens]) % 2 == 1
            names = np.eye(9)[[NAME_TAGS.index("B-LOC")] * len(inside)]
            found.append((names, np.eye(7)[np.where(inside, self.in_marks, CUE)]))
        return found


def cues_with_advice(in_marks):
    """How much likelier the cues are of a text with advice than without."""
    doc = segmented("She said they lost. “They lost,” she said.")
    alone = AccurateTagger(FakeSession(), None).tag([doc])[0]
    advised = AccurateTagger(FakeSession(), None, second=Adviser(in_marks=in_marks)).tag([doc])[0]
    assert (advised.name_confidence < alone.name_confidence).all()
    return advised.role_probabilities[:, CUE] - alone.role_probabilities[:, CUE]


def test_a_second_opinion_counts_for_names_and_for_roles_where_marks_are_about():
    more = cues_with_advice(CONTENT)
    assert (more[:5] == 0).all()
    assert (more[[10, 11]] > 0.005).all()


def test_a_second_opinion_on_roles_is_not_heard_where_it_misses_the_words_in_marks():
    assert (cues_with_advice(CUE) == 0).all()


def test_no_documents_and_no_tokens(tagger):
    assert tagger.tag([]) == []
    assert [len(labels) for labels in tagger.tag([segmented("She said."), segmented(" "), segmented("She.")])] == [
        3,
        0,
        2,
    ]


def test_temperature_softens_probabilities_and_changes_no_label(tagger, tmp_path):
    warm = AccurateTagger(FakeSession(info=json.dumps({"temperature": {"roles": 3.0}})), tmp_path)
    doc = segmented("She said they lost.")
    (sharp,), (soft,) = tagger.tag([doc]), warm.tag([doc])
    assert (sharp.roles == soft.roles).all()
    assert (soft.role_probabilities.max(1) < sharp.role_probabilities.max(1)).all()


def test_threads_must_be_positive(tmp_path):
    with pytest.raises(InputError, match="threads must be at least 1, not 0"):
        AccurateTagger(FakeSession(), tmp_path, threads=0)


@pytest.mark.parametrize(
    ("changed", "message"),
    [({"vocabulary": "only\nwords"}, "not an accurate model"), ({"role_steps": "no"}, "not an accurate model"),
     ({"labels": '{"roles": ["O"]}'}, "another set of labels")],
)  # fmt: skip
def test_a_foreign_model_is_refused(tmp_path, changed, message):
    with pytest.raises(ModelError, match=message):
        AccurateTagger(FakeSession(**changed), tmp_path)


def test_without_onnx_runtime_the_error_names_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtraError, match=r"model=\"fast\" does without.* pip install 'sayso\[accurate\]'"):
        AccurateTagger.load(WEIGHTS)


@pytest.mark.parametrize(("there", "name"), [(True, "accurate"), (False, "fast")])
def test_the_default_follows_from_what_is_shipped_alone(monkeypatch, tmp_path, there, name):
    if there:
        (tmp_path / "accurate.onnx").touch()
    monkeypatch.setattr(engine, "MODELS", tmp_path)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert engine.default_model() == name


class TestFiles:
    @pytest.fixture(autouse=True)
    def _runtime(self):
        pytest.importorskip("onnxruntime")

    def test_missing(self, tmp_path):
        with pytest.raises(ModelError, match=r"cannot be read .*train accurate"):
            AccurateTagger.load(tmp_path / "none.onnx")

    @pytest.mark.parametrize("data", [b"", b"not a model", bytes(1000)])
    def test_damaged(self, tmp_path, data):
        path = tmp_path / "accurate.onnx"
        path.write_bytes(data)
        with pytest.raises(ModelError, match=r"accurate\.onnx: "):
            AccurateTagger.load(path)

    def test_a_changed_byte_is_noticed(self, tmp_path):
        path = tmp_path / "accurate.onnx"
        path.write_bytes(b"weights, one bit wrong")
        path.with_suffix(".sha256").write_text(hashlib.sha256(b"weights").hexdigest())
        with pytest.raises(ModelError, match="its bytes are not those"):
            AccurateTagger.load(path)


@pytest.fixture(scope="module")
def shipped():
    pytest.importorskip("onnxruntime")
    return AccurateTagger.load(WEIGHTS)


@pytest.mark.skipif(not WEIGHTS.is_file(), reason="the accurate model is not in this tree")
class TestShippedModel:
    def test_fits_in_its_place(self):
        assert WEIGHTS.stat().st_size < 25_000_000

    def test_reads_an_attribution(self, shipped):
        doc = segmented("Harbour master Ines Coelho said that the ferry would sail on Friday.")
        (labels,) = shipped.tag([doc])
        by_role = {}
        for span, code in zip(doc.tokens, labels.roles, strict=True):
            by_role.setdefault(ROLE_TAGS[code].split("-")[-1], []).append(doc.text_of(span))
        assert by_role["cue"] == ["said"]
        assert by_role["source"] == ["Harbour", "master", "Ines", "Coelho"]
        assert by_role["content"] == "that the ferry would sail on Friday".split()
        names = [NAME_TAGS[code] for code in labels.names]
        assert names[2:4] == ["B-PER", "I-PER"]

    def test_batch_threads_and_processes_change_nothing(self, shipped):
        docs = [
            segmented("“We lost,” she said.\n\n" * n + "The mayor of Porto, Rui Alves, denied it.") for n in (1, 40, 3)
        ]
        alone = [shipped.tag([doc])[0] for doc in docs]
        assert shipped.tag(docs) == alone
        assert AccurateTagger.load(WEIGHTS, threads=2).tag(docs) == alone
        assert pickle.loads(pickle.dumps(shipped)).tag(docs[:1]) == alone[:1]
