"""The accurate tagger as one ONNX file: int8 weights, the vocabulary and the chains' transitions inside."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS

__all__ = ["FORMAT", "export"]

FORMAT: Final = "sayso-accurate/1"
_OPSET: Final = 17
_CONTRIB: Final = "com.microsoft"
_HEADS: Final = 12
_EPSILON: Final = 1e-12
Floats = NDArray[np.float32]


def export(
    weights: Mapping[str, Floats],
    vocabulary: Sequence[str],
    path: Path,
    *,
    info: Mapping[str, Any],
    quantise: bool = True,
) -> None:
    """Write the model.

    Its inputs are `pieces`, `shapes` and `marks` (int64, one window each, flat) and `first` (the first piece of each
    token); its output is `labels` (tokens, labels of all heads: roles, names, pos). The pointers are left out: the
    joining of quotations has a model of its own, to which they added nothing.

    Args:
        weights: the state of `sayso.learn.encoder.LabelEncoder` as arrays.
        vocabulary: the pieces in order.
        path: where to write it.
        info: what else to keep in the file's metadata (JSON values).
        quantise: int8 weights and activations; float32 else, for comparison.
    """
    graph = _Graph(weights, quantise=quantise)
    output = graph.encoder()
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "sayso-accurate",
            [
                helper.make_tensor_value_info(name, TensorProto.INT64, ["pieces"])
                for name in ("pieces", "shapes", "marks")
            ]
            + [helper.make_tensor_value_info("first", TensorProto.INT64, ["tokens"])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["tokens", "labels"])],
            list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)],
        producer_name="sayso",
        ir_version=8,
    )
    helper.set_model_props(
        model,
        {
            "format": FORMAT,
            "vocabulary": "\n".join(vocabulary),
            "labels": json.dumps({"roles": ROLE_TAGS, "names": NAME_TAGS, "pos": POS_TAGS}),
            "role_steps": json.dumps(np.round(weights["role_steps"], 4).tolist()),
            "name_steps": json.dumps(np.round(weights["name_steps"], 4).tolist()),
            "info": json.dumps(dict(info)),
        },
    )
    onnx.save(model, str(path))


class _Graph:
    """Nodes and constants of the graph under construction."""

    def __init__(self, weights: Mapping[str, Floats], *, quantise: bool) -> None:
        self.weights = weights
        self.quantise = quantise
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self.width = int(weights["word.weight"].shape[1])

    def encoder(self) -> str:
        """Add everything; returns the name of the output."""
        x = self.embedded()
        depth = 1 + max(int(name.split(".")[1]) for name in self.weights if name.startswith("layers."))
        for number in range(depth):
            x = self.layer(x, f"layers.{number}.", rows="first" if number == depth - 1 else None)
        return self.linear(x, "heads", output="labels", exact=True)

    def embedded(self) -> str:
        table = self.weights["word.weight"]
        if self.quantise:
            scale = np.abs(table).max(1, keepdims=True) / 127 + 1e-12
            rounded = np.round(table / scale).astype(np.int8)
            taken = self.add("Gather", [self.constant(rounded, "word"), "pieces"], axis=0)
            scales = self.add("Gather", [self.constant(scale.astype(np.float32), "word.scale"), "pieces"], axis=0)
            x = self.add("Mul", [self.add("Cast", [taken], to=TensorProto.FLOAT), scales])
        else:
            x = self.add("Gather", [self.constant(table, "word"), "pieces"], axis=0)
        count = self.add("Shape", ["pieces"])
        zero, one = (self.constant(np.array([i], np.int64), f"axis{i}") for i in (0, 1))
        places = self.add("Slice", [self.constant(self.weights["position.weight"], "position"), zero, count, zero, one])
        x = self.add("Add", [x, places])
        for name, given in (("shape", "shapes"), ("mark", "marks")):
            rows = self.constant(self.weights[f"{name}.weight"], name)
            x = self.add("Add", [x, self.add("Gather", [rows, given], axis=0)])
        return self.norm(x, "norm")

    def layer(self, x: str, name: str, *, rows: str | None) -> str:
        """Add a layer; `rows` names the pieces whose output is wanted, None all of them."""
        size = self.width // _HEADS
        weight, bias = self.weights[f"{name}qkv.weight"].copy(), self.weights[f"{name}qkv.bias"].copy()
        weight[: self.width] *= size**-0.5
        bias[: self.width] *= size**-0.5
        qkv = self.linear(x, f"{name}qkv", weight=weight, bias=bias)
        shape = self.constant(np.array([0, 3 * _HEADS, size], np.int64), "heads.shape")
        apart = self.add("Transpose", [self.add("Reshape", [qkv, shape])], perm=(1, 0, 2))
        sizes = self.constant(np.array([_HEADS] * 3, np.int64), "heads.sizes")
        query, key, value = self.add_many("Split", [apart, sizes], 3, axis=0)
        scores = self.add("MatMul", [query, self.add("Transpose", [key], perm=(0, 2, 1))])
        mixed = self.add("MatMul", [self.add("Softmax", [scores], axis=-1), value])
        flat = self.constant(np.array([0, -1], np.int64), "heads.flat")
        mixed = self.add("Reshape", [self.add("Transpose", [mixed], perm=(1, 0, 2)), flat])
        if rows is not None:
            x, mixed = (self.add("Gather", [values, rows], axis=0) for values in (x, mixed))
        x = self.norm(self.add("Add", [x, self.linear(mixed, f"{name}attended")]), f"{name}norm_attended")
        wide = self.gelu(self.linear(x, f"{name}widen"))
        return self.norm(self.add("Add", [x, self.linear(wide, f"{name}narrow")]), f"{name}norm")

    def gelu(self, x: str) -> str:
        return self.add("Gelu", [x], domain=_CONTRIB)

    def norm(self, x: str, name: str) -> str:
        parts = [self.constant(self.weights[f"{name}.{end}"], f"{name}.{end}") for end in ("weight", "bias")]
        return self.add("LayerNormalization", [x, *parts], axis=-1, epsilon=_EPSILON)

    def linear(
        self,
        x: str,
        name: str,
        *,
        weight: Floats | None = None,
        bias: Floats | None = None,
        output: str | None = None,
        exact: bool = False,
    ) -> str:
        weight = self.weights[f"{name}.weight"] if weight is None else weight
        bias = self.weights[f"{name}.bias"] if bias is None else bias
        if exact or not self.quantise:
            product = self.add("MatMul", [x, self.constant(np.ascontiguousarray(weight.T), f"{name}.weight")])
            return self.add("Add", [product, self.constant(bias, f"{name}.bias")], output=output)
        scale = np.abs(weight).max(1) / 127 + 1e-12
        rounded = np.round(weight / scale[:, None]).astype(np.int8).T
        inputs = [
            x,
            self.constant(np.ascontiguousarray(rounded), f"{name}.weight"),
            self.constant(scale.astype(np.float32), f"{name}.scale"),
            self.constant(np.zeros(len(scale), np.int8), f"{name}.zero"),
            self.constant(bias, f"{name}.bias"),
        ]
        return self.add("DynamicQuantizeMatMul", inputs, domain=_CONTRIB, output=output)

    def constant(self, value: Any, name: str) -> str:
        if name not in self.constants:
            array = np.asarray(value)
            self.constants[name] = numpy_helper.from_array(
                array.astype(np.float32) if array.dtype == np.float64 else array, name
            )
        return name

    def add(
        self, kind: str, inputs: Sequence[str], *, output: str | None = None, domain: str = "", **attributes: Any
    ) -> str:
        name = output or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def add_many(self, kind: str, inputs: Sequence[str], count: int, **attributes: Any) -> list[str]:
        names = [f"t{len(self.nodes)}.{i}" for i in range(count)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names
