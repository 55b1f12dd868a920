"""The wire format: a document as JSON values and back, exactly.

Keys and shapes are those of common gold corpora for quotations, names and coreference, so that one scorer reads both:
`quotes` with their spans and the speaker by name, `entities` with one item a mention, `coref` with clusters of spans.
What these shapes cannot hold stands beside them (`entity_records`, `clusters`, `labels`); `entities` and `coref` are
views of it for other programs, and are not read back. `document.schema.json` beside this package is the JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sayso.codec import Misfit, at, check_keys, inside, wrong
from sayso.document import Document
from sayso.errors import UnknownNameError, WireError
from sayso.spans import POS_TAGS
from sayso.wire.fields import ANY, VERSION, Json
from sayso.wire.readers import READERS, decoded
from sayso.wire.schema import KEYS, schema
from sayso.wire.writers import WRITERS, tags, write_unknown

__all__ = ["SCHEMA_VERSION", "decode", "encode", "schema"]

SCHEMA_VERSION: Final = VERSION


def encode(doc: Document, layers: Iterable[str] | None = None) -> Json:
    """A document as JSON values.

    Args:
        doc: any document; layers of your own may hold JSON values, spans and the records of `sayso.records`.
        layers: names of the layers to write; all by default. "pos" writes of the layer `labels` the part-of-speech
            tags alone, for other programs; it is not read back.

    Raises:
        WireError: a layer holds something that cannot be written; names the layer and the place in it.
        UnknownNameError: `layers` names a layer that the document lacks.
    """
    wanted = _wanted(doc, layers)
    data: Json = {"schema": SCHEMA_VERSION, "id": doc.id, "text": doc.text}
    with at("meta"):
        data["meta"] = ANY.encode(doc.meta, len(doc.text))
    shown = Document(doc.text, doc.id, {}, {name: doc.layers[name] for name in doc.layers if name in wanted})
    custom: Json = {}
    for name, value in shown.layers.items():
        try:
            with inside(name):
                data.update(WRITERS.get(name, write_unknown)(shown, value))
        except Misfit as misfit:  # a custom layer, or somebody's own idea of a built-in one
            custom[name] = _encode_custom(name, value, len(doc.text), misfit)
    if "pos" in wanted and "pos" not in shown.layers:
        data["pos"] = tags(doc.labels.pos, POS_TAGS)
    if custom:
        data["custom"] = custom
    return data


def decode(data: Mapping[str, Any]) -> Document:
    """Read what `encode` wrote.

    Raises:
        WireError: with the path of the first bad field, such as `quotes[3].content[0]`.
    """
    if not isinstance(data, Mapping):
        raise WireError("document", str(wrong("an object", data)))
    version = data.get("schema")
    if version != SCHEMA_VERSION:
        raise WireError(
            "schema", f"expected {SCHEMA_VERSION!r}, found {version!r}; was it written by another version of sayso?"
        )
    with at("document"):
        check_keys(data, KEYS, frozenset({"schema", "id", "text"}))
    text = decoded("text", str, data["text"], 0)
    name = decoded("id", str, data["id"], 0)
    size = len(text)
    layers: dict[str, Any] = {}
    for layer, (key, read) in READERS.items():
        if key in data:
            layers[layer] = read(data, size, layers)
    with at("custom"):
        custom = ANY.decode(data.get("custom", {}), size)
        if not isinstance(custom, Mapping):
            raise wrong("an object", data["custom"])
    with at("meta"):
        meta = ANY.decode(data.get("meta", {}), size)
        if not isinstance(meta, Mapping):
            raise wrong("an object", data["meta"])
    return Document(text, name, dict(meta), {**layers, **custom})


def _encode_custom(name: str, value: Any, size: int, misfit: Misfit) -> Any:
    try:
        with inside(f"custom.{name}"):
            return ANY.encode(value, size)
    except Misfit as error:
        shown = misfit if name in WRITERS else error
        raise WireError(shown.path, shown.problem) from None


def _wanted(doc: Document, layers: Iterable[str] | None) -> frozenset[str]:
    if layers is None:
        return frozenset(doc.layers)
    wanted = frozenset([layers] if isinstance(layers, str) else layers)
    for name in sorted(wanted):
        if name not in doc.layers and not (name == "pos" and "labels" in doc.layers):
            raise UnknownNameError("layer of this document", name, doc.layers)
    return wanted
