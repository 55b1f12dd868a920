"""Every weights file has a card, and every card is finished."""

import re
from pathlib import Path

import numpy as np
import pytest

import sayso

MODELS = Path(sayso.__file__).parent / "models"
WEIGHTS = sorted(path for path in MODELS.iterdir() if path.suffix in (".npz", ".onnx"))
LIMITS = {"fast": 8_000_000, "accurate": 25_000_000}


def test_the_models_are_there():
    assert {path.stem for path in WEIGHTS} >= {"accurate", "coreference", "fast", "joining", "salience", "sentiment"}


@pytest.mark.parametrize("path", WEIGHTS, ids=lambda path: path.name)
def test_a_card_says_how_to_train_it_again(path):
    card = path.with_suffix(".md").read_text(encoding="utf-8")
    assert re.search(rf"sayso train {path.stem}\b", card)
    assert re.search(r"licen[cs]e", card, re.IGNORECASE)
    assert re.search(r"^(?:## |\*\*).*(limit|figure|how good)", card, re.IGNORECASE | re.MULTILINE)


@pytest.mark.parametrize("path", WEIGHTS, ids=lambda path: path.name)
def test_a_card_holds_no_placeholder(path):
    card = path.with_suffix(".md").read_text(encoding="utf-8")
    assert not re.findall(r"\b(?:FIGURES?|SIZE|SPEED|TEMP|TRAINED|TODO|TBD|XXX|REST|ORACLE|ACC)\b", card)


@pytest.mark.parametrize("path", WEIGHTS, ids=lambda path: path.name)
def test_weights_are_small_enough(path):
    assert path.stat().st_size < LIMITS.get(path.stem, 2_000_000)


@pytest.mark.parametrize("path", [path for path in WEIGHTS if path.suffix == ".npz"], ids=lambda path: path.name)
def test_weights_are_free_of_pickles(path):
    with np.load(path, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)
