"""The accurate tagger in PyTorch, where that is installed, beside the file that is exported from it."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from sayso.learn.encoder import LabelEncoder  # noqa: E402 – after the check for PyTorch
from sayso.learn.onnx_export import export  # noqa: E402

PIECES = 60
LENGTH = 20


@pytest.fixture
def model():
    torch.manual_seed(0)
    return LabelEncoder(PIECES, layers=2).eval()


@pytest.fixture
def window():
    rng = np.random.default_rng(0)
    shapes, marks = rng.integers(0, 8, LENGTH), rng.integers(0, 5, LENGTH)
    return {
        "pieces": rng.integers(0, PIECES, LENGTH),
        "shapes": shapes,
        "marks": marks,
        "first": np.arange(1, LENGTH, 2),
    }


def read(model, window):
    there = torch.ones(1, LENGTH, dtype=torch.bool)
    given = [torch.tensor(window[name])[None] for name in ("pieces", "shapes", "marks")]
    with torch.no_grad():
        output = model(*given, there, torch.tensor(window["first"])[None])
    return torch.cat([output.roles, output.names, output.pos], -1)[0].numpy()


def exported(model, window, path, *, quantise):
    onnxruntime = pytest.importorskip("onnxruntime")
    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    export(weights, [f"piece{i}" for i in range(PIECES)], path, info={}, quantise=quantise)
    return onnxruntime.InferenceSession(str(path)).run(["labels"], window)[0]


def test_the_exported_file_reads_as_the_encoder_does(model, window, tmp_path):
    np.testing.assert_allclose(
        exported(model, window, tmp_path / "m.onnx", quantise=False), read(model, window), atol=1e-4
    )


def test_rounding_reads_as_the_int8_file_does(model, window, tmp_path):
    exact, int8 = read(model, window), exported(model, window, tmp_path / "m.onnx", quantise=True)
    model.run_rounded(True)
    rounded = read(model, window)
    assert np.abs(rounded - int8).max() < 0.5 * np.abs(exact - int8).max()
    model.run_rounded(False)
    assert np.abs(read(model, window) - exact).max() < np.abs(exact - int8).max()


def test_gradients_pass_through_the_rounding(model, window):
    model.run_rounded(True)
    there = torch.ones(1, LENGTH, dtype=torch.bool)
    given = [torch.tensor(window[name])[None] for name in ("pieces", "shapes", "marks")]
    model(*given, there, torch.tensor(window["first"])[None]).roles.sum().backward()
    assert all(layer.widen.weight.grad.abs().sum() > 0 for layer in model.layers)
