"""Typed values to JSON and back: one codec a type, built from the type hints of the records.

Encoding checks types as strictly as decoding does. A problem is raised as `Misfit` and gathers its path on the way
out, so that a value which fits costs no path building.
"""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Generic, Literal, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from sayso.errors import WireError
from sayso.frozen import FrozenMap
from sayso.spans import Span, SpanArray

__all__ = ["Anything", "Codec", "Misfit", "at", "codec_of", "inside", "wrong"]

T = TypeVar("T")
Json = Any


class Misfit(Exception):  # noqa: N818 – never leaves the wire format: `at` turns it into a WireError
    """A value that does not fit, with the path to it from the value that was asked for."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = ""


@contextmanager
def inside(step: str) -> Iterator[None]:
    """Put a step (".name" or "[3]") before the path of a misfit raised in the block."""
    try:
        yield
    except Misfit as misfit:
        misfit.path = step + misfit.path
        raise


@contextmanager
def at(path: str) -> Iterator[None]:
    """Turn a misfit raised in the block into a WireError whose path begins here."""
    try:
        yield
    except Misfit as misfit:
        raise WireError(path + misfit.path, misfit.problem) from None


def wrong(expected: str, value: object) -> Misfit:
    """A misfit that says what was expected and what was found."""
    kind = {type(None): "null", Mapping: "object"}.get(type(value), type(value).__name__)
    shown = "" if value is None else f" {_short(value)}"
    return Misfit(f"expected {expected}, found {kind}{shown}")


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."


class Codec(Protocol[T]):
    """Writes a value as JSON, reads it back, and describes that JSON as a schema."""

    def encode(self, value: T, size: int, /) -> Json: ...
    def decode(self, data: Json, size: int, /) -> T: ...
    def schema(self, defs: dict[str, Json], /) -> Json: ...


class _Text:
    def encode(self, value: str, size: int, /) -> Json:
        if not isinstance(value, str):
            raise wrong("a string", value)
        return value

    def decode(self, data: Json, size: int, /) -> str:
        return str(self.encode(data, size))

    def schema(self, defs: dict[str, Json], /) -> Json:
        return {"type": "string"}


class _Flag:
    def encode(self, value: bool, size: int, /) -> Json:
        if not isinstance(value, bool):
            raise wrong("true or false", value)
        return value

    def decode(self, data: Json, size: int, /) -> bool:
        return bool(self.encode(data, size))

    def schema(self, defs: dict[str, Json], /) -> Json:
        return {"type": "boolean"}


class _Whole:
    def encode(self, value: int, size: int, /) -> Json:
        if isinstance(value, np.integer):
            return int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise wrong("a whole number", value)
        return value

    def decode(self, data: Json, size: int, /) -> int:
        return int(self.encode(data, size))

    def schema(self, defs: dict[str, Json], /) -> Json:
        return {"type": "integer"}


class _Number:
    def encode(self, value: float, size: int, /) -> Json:
        if not isinstance(value, (int, float, np.integer, np.floating)) or isinstance(value, bool):
            raise wrong("a number", value)
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise wrong("a finite number", value)
        return number

    def decode(self, data: Json, size: int, /) -> float:
        return float(self.encode(data, size))

    def schema(self, defs: dict[str, Json], /) -> Json:
        return {"type": "number"}


class _Span:
    def encode(self, value: Span, size: int, /) -> Json:
        if type(value) is Span:  # nearly always, and there are many
            start, end = value
            if type(start) is int and type(end) is int and 0 <= start <= end <= size:
                return [start, end]
        if not isinstance(value, tuple) or len(value) != 2 or not all(isinstance(x, (int, np.integer)) for x in value):
            raise wrong("a Span", value)
        start, end = int(value[0]), int(value[1])
        if not 0 <= start <= end <= size:
            self.decode([start, end], size)
        return [start, end]

    def decode(self, data: Json, size: int, /) -> Span:
        if not isinstance(data, (list, tuple)) or len(data) != 2 or not all(type(offset) is int for offset in data):
            raise wrong("a span [start, end] of two whole numbers", data)
        start, end = data
        if not 0 <= start <= end:
            raise Misfit(f"span {[start, end]} must have 0 <= start <= end")
        if end > size:
            raise Misfit(f"span {[start, end]} ends behind the text, which has {size} characters")
        return Span(start, end)

    def schema(self, defs: dict[str, Json], /) -> Json:
        offset = {"type": "integer", "minimum": 0}
        defs["Span"] = {
            "description": "Offsets into the text in characters, end exclusive.",
            "type": "array",
            "items": offset,
            "minItems": 2,
            "maxItems": 2,
        }
        return {"$ref": "#/$defs/Span"}


class _Choice:
    def __init__(self, options: tuple[Any, ...]) -> None:
        self.options = options

    def encode(self, value: Any, size: int, /) -> Json:
        if not isinstance(value, str) or value not in self.options:
            raise wrong(f"one of {', '.join(map(str, self.options))}", value)
        return value

    def decode(self, data: Json, size: int, /) -> Any:
        return self.encode(data, size)

    def schema(self, defs: dict[str, Json], /) -> Json:
        return {"enum": list(self.options)}


class _Maybe(Generic[T]):
    def __init__(self, item: Codec[T]) -> None:
        self.item = item

    def encode(self, value: T | None, size: int, /) -> Json:
        return None if value is None else self.item.encode(value, size)

    def decode(self, data: Json, size: int, /) -> T | None:
        return None if data is None else self.item.decode(data, size)

    def schema(self, defs: dict[str, Json], /) -> Json:
        return {"anyOf": [{"type": "null"}, self.item.schema(defs)]}


class _Many(Generic[T]):
    def __init__(self, item: Codec[T]) -> None:
        self.item = item

    def encode(self, value: tuple[T, ...], size: int, /) -> Json:
        if not isinstance(value, tuple):
            raise wrong("a tuple", value)
        return _each(lambda item: self.item.encode(item, size), value)

    def decode(self, data: Json, size: int, /) -> tuple[T, ...]:
        if not isinstance(data, (list, tuple)):
            raise wrong("an array", data)
        return tuple(_each(lambda item: self.item.decode(item, size), data))

    def schema(self, defs: dict[str, Json], /) -> Json:
        return {"type": "array", "items": self.item.schema(defs)}


class _Table(Generic[T]):
    def __init__(self, item: Codec[T]) -> None:
        self.item = item

    def encode(self, value: Mapping[str, T], size: int, /) -> Json:
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            raise wrong("a mapping from strings", value)
        return dict(zip(value, _each(lambda item: self.item.encode(item, size), value.values(), value), strict=True))

    def decode(self, data: Json, size: int, /) -> Mapping[str, T]:
        if not isinstance(data, Mapping):
            raise wrong("an object", data)
        values = _each(lambda item: self.item.decode(item, size), data.values(), data)
        return FrozenMap(dict(zip(data, values, strict=True)))

    def schema(self, defs: dict[str, Json], /) -> Json:
        return {"type": "object", "additionalProperties": self.item.schema(defs)}


class _Record(Generic[T]):
    """A dataclass as an object with one key a field; fields with a default may be left out by whoever writes it."""

    def __init__(self, record: type[T], fields: Mapping[str, Codec[Any]], required: frozenset[str]) -> None:
        self.record = record
        self.fields = fields
        self.required = required

    def encode(self, value: T, size: int, /) -> Json:
        if type(value) is not self.record:
            raise wrong(f"a {self.record.__name__}", value)
        data = {}
        name = ""
        try:
            for name, codec in self.fields.items():
                data[name] = codec.encode(getattr(value, name), size)
        except Misfit as misfit:
            misfit.path = f".{name}{misfit.path}"
            raise
        return data

    def decode(self, data: Json, size: int, /) -> T:
        if not isinstance(data, Mapping):
            raise wrong(f"an object ({self.record.__name__})", data)
        check_keys(data, self.fields, self.required)
        values = {}
        name = ""
        try:
            for name, item in data.items():
                values[name] = self.fields[name].decode(item, size)
        except Misfit as misfit:
            misfit.path = f".{name}{misfit.path}"
            raise
        return self.record(**values)

    def schema(self, defs: dict[str, Json], /) -> Json:
        name = self.record.__name__
        if name not in defs:
            defs[name] = {}
            defs[name] = {
                "type": "object",
                "properties": {field: codec.schema(defs) for field, codec in self.fields.items()},
                "required": sorted(self.required),
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}


class Anything:
    """Codec for what custom layers hold: JSON values, spans, and records of `records` by their name.

    Plain JSON stays as it is. What JSON lacks is an object with one key that begins with "$": `$span`, `$spans`,
    `$record` (its name, with the fields beside it under "value") or `$items` (a mapping with keys of other kinds).
    """

    def __init__(self, records: tuple[type, ...]) -> None:
        self.records = {record.__name__: (record, codec_of(record)) for record in records}

    def encode(self, value: Any, size: int, /) -> Json:
        if value is None or isinstance(value, (str, bool)):
            return value
        if isinstance(value, (int, np.integer)):
            return int(value)
        if isinstance(value, (float, np.floating)):
            return _Number().encode(value, size)  # type: ignore[arg-type]  # NumPy's floats count as numbers here
        if isinstance(value, Span):
            return {"$span": _Span().encode(value, size)}
        if type(value) in (tuple, list):
            return _each(lambda item: self.encode(item, size), value)
        if type(value) is SpanArray:
            return {"$spans": _each(lambda span: _Span().encode(span, size), value)}
        if isinstance(value, Mapping):
            return self._encode_mapping(value, size)
        name = type(value).__name__
        record, codec = self.records.get(name, (None, None))
        if codec is not None and type(value) is record:
            return {"$record": name, "value": codec.encode(value, size)}
        raise Misfit(
            f"a {type(value).__name__} cannot be written as JSON; let the analyser return numbers, strings, lists, "
            f"dicts, sayso.Span, or records of sayso ({', '.join(self.records)})"
        )

    def _encode_mapping(self, value: Mapping[Any, Any], size: int) -> Json:
        if all(isinstance(key, str) and not key.startswith("$") for key in value):
            return dict(zip(value, _each(lambda item: self.encode(item, size), value.values(), value), strict=True))
        return {"$items": [[self.encode(part, size) for part in pair] for pair in value.items()]}

    def decode(self, data: Json, size: int, /) -> Any:
        if data is None or isinstance(data, (str, bool, int)):
            return data
        if isinstance(data, float):
            return _Number().decode(data, size)
        if isinstance(data, (list, tuple)):
            return tuple(_each(lambda item: self.decode(item, size), data))
        if not isinstance(data, Mapping):
            raise wrong("a JSON value", data)
        if any(isinstance(key, str) and key.startswith("$") for key in data):
            return self._decode_tagged(data, size)
        values = _each(lambda item: self.decode(item, size), data.values(), data)
        return FrozenMap(dict(zip(data, values, strict=True)))

    def _decode_tagged(self, data: Mapping[str, Json], size: int) -> Any:
        tag = next(key for key in data if key.startswith("$"))
        with inside(f".{tag}"):
            if set(data) == {"$span"}:
                return _Span().decode(data[tag], size)
            if set(data) == {"$spans"}:
                return SpanArray.of(_Many(_Span()).decode(data[tag], size))
            if set(data) == {"$items"}:
                return FrozenMap(dict(_each(lambda pair: self._decode_pair(pair, size), data[tag])))
            if set(data) == {"$record", "value"} and data["$record"] in self.records:
                return self.records[data["$record"]][1].decode(data["value"], size)
            raise Misfit(f"unknown tag; known: $span, $spans, $items, $record with one of {', '.join(self.records)}")

    def _decode_pair(self, pair: Json, size: int) -> tuple[Any, Any]:
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            raise wrong("a [key, value] pair", pair)
        return self.decode(pair[0], size), self.decode(pair[1], size)

    def schema(self, defs: dict[str, Json], /) -> Json:
        return {}


def check_keys(data: Mapping[str, Json], known: Mapping[str, object], required: frozenset[str]) -> None:
    """Raise Misfit where a key is missing or unknown."""
    for name in data:
        if name not in known:
            raise Misfit(f"unknown key {name!r}; known: {', '.join(known)}")
    for name in known:
        if name in required and name not in data:
            raise Misfit(f"missing key {name!r}")


def _each(convert: Callable[[Any], Any], values: Any, keys: Any = None) -> list[Any]:
    """Convert every value; a misfit learns its index, or its key where keys are given."""
    converted: list[Any] = []
    try:
        for value in values:
            converted.append(convert(value))  # noqa: PERF401 – the length so far tells which one was at fault
    except Misfit as misfit:
        step = f"[{len(converted)}]" if keys is None else f".{list(keys)[len(converted)]}"
        misfit.path = step + misfit.path
        raise
    return converted


@cache
def codec_of(kind: Any) -> Codec[Any]:
    """The codec for str, bool, int, float, Span, Literal, X | None, tuple[X, ...], Mapping[str, X] or a dataclass."""
    simple: dict[Any, Codec[Any]] = {str: _Text(), bool: _Flag(), int: _Whole(), float: _Number(), Span: _Span()}
    if kind in simple:
        return simple[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _Choice(arguments)
    if origin in (Union, types.UnionType) and len(arguments) == 2 and type(None) in arguments:
        return _Maybe(codec_of(next(option for option in arguments if option is not type(None))))
    if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
        return _Many(codec_of(arguments[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping) and arguments[0] is str:
        return _Table(codec_of(arguments[1]))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        fields = dataclasses.fields(kind)
        optional = (dataclasses.MISSING, dataclasses.MISSING)
        required = frozenset(field.name for field in fields if (field.default, field.default_factory) == optional)
        return _Record(kind, {field.name: codec_of(hints[field.name]) for field in fields}, required)
    raise TypeError(f"no codec for {kind}")
