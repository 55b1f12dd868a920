import importlib.util
import json

import numpy as np
import pytest

from sayso.errors import InputError, MissingExtraError
from sayso.learn.accurate import train

TEXT = "Mayor Ida Krantz said that the pool would close. “We tried,” she told the “Evening Post” on Monday."


@pytest.mark.parametrize("package", ["torch", "onnx", "safetensors"])
def test_what_is_missing_is_named_with_the_command(monkeypatch, tmp_path, package):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == package else object())
    with pytest.raises(MissingExtraError, match=rf"needs {package}.* pip install 'sayso\[train-neural\]'"):
        train(tmp_path, tmp_path)


@pytest.fixture
def data():
    """The module, where PyTorch is installed."""
    pytest.importorskip("torch")
    from sayso.learn import accurate_data

    return accurate_data


@pytest.fixture
def wordpiece():
    from sayso.engine.wordpiece import WordPiece

    letters = [chr(code) for code in range(97, 123)]
    return WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *(f"##{letter}" for letter in letters)])


def span(words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return [start, start + len(words)]


def source(data):
    quotes = [
        {"content": [span("that the pool would close")], "cue": [span("said")], "source": [span("Mayor Ida Krantz")]},
        {"content": [span("“We tried,”")], "cue": [span("told")], "source": []},
    ]
    record = {"id": "pool", "text": TEXT, "quotes": quotes, "meta": {}}
    return data.Source(record, None, (1.0, 0.0, 0.0))


def test_links_lead_from_contents_to_what_attributes_them(data, wordpiece):
    example = data.example_of(source(data), wordpiece)
    rows = np.flatnonzero((example.links >= 0).any(1))
    assert rows.tolist() == [4, 10]
    assert example.links[rows].tolist() == [[0, 3, 4], [10, 16, 10]]
    assert example.names.all(), "names were not annotated, so every label is allowed"


def test_batches_hold_every_token_once(data, wordpiece):
    example = data.example_of(source(data), wordpiece)
    found = list(data.batches([example] * 7, 200, np.random.default_rng(0), wordpiece=wordpiece))
    assert sum(int(batch.words.sum()) for batch in found) == 7 * len(example.text.first)
    assert all(batch.pieces.numel() <= 200 or len(batch.pieces) == 1 for batch in found)


def test_variations_keep_the_length_of_the_text(data):
    rng = np.random.default_rng(1)
    texts = {new.record["text"] for _ in range(300) if (new := data.varied(source(data), rng)) is not None}
    assert {len(text) for text in texts} == {len(TEXT)}
    assert {TEXT.upper(), TEXT.lower(), TEXT.replace("“", '"').replace("”", '"')} <= texts


def test_a_foreign_encoder_is_refused(data, tmp_path):
    from sayso.learn.accurate import _vocabulary

    (tmp_path / "vocab.txt").write_text("[UNK]")
    with pytest.raises(InputError, match=r"model\.safetensors: no such file"):
        _vocabulary(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(json.dumps({}).encode())
    with pytest.raises(InputError, match="not the published all-MiniLM-L6-v2"):
        _vocabulary(tmp_path)
