"""The JSON Schema of the wire format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from sayso import records
from sayso.codec import codec_of
from sayso.records import Mention, Name, Summary
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS, ParagraphKind
from sayso.wire.fields import (
    CLUSTERS,
    ENTITIES,
    QUOTATION_FIELDS,
    QUOTE_FIELDS,
    QUOTE_OPTIONAL,
    SPANS,
    TONE,
    VERSION,
    Json,
)

__all__ = ["KEYS", "schema"]

_STRING: Final = {"type": "string"}
_NUMBER: Final = {"type": "number"}
_NUMBERS: Final = {"type": "array", "items": _NUMBER}
_OFFSET: Final = {"type": "integer", "minimum": 0}
_TYPES: Final[Json] = {
    "start": _OFFSET,
    "end": _OFFSET,
    "label": {"enum": list(get_args(records.EntityLabel))},
    "id": _STRING,
    "name": _STRING,
    "kind": {"enum": list(get_args(records.MentionKind))},
}


def schema() -> Json:
    """The JSON Schema of the wire format."""
    defs: Json = {}
    spans = SPANS.schema(defs)
    properties: Json = {
        "schema": {"const": VERSION},
        "id": {"type": "string"},
        "text": {"type": "string"},
        "meta": {"type": "object"},
        "paragraphs": _array({"start": _OFFSET, "end": _OFFSET, "kind": {"enum": list(get_args(ParagraphKind))}}),
        "tokens": spans,
        "sentences": spans,
        "pos": {"type": "array", "items": {"enum": list(POS_TAGS)}},
        "labels": _object(
            {
                "names": {"type": "array", "items": {"enum": list(NAME_TAGS)}},
                "roles": {"type": "array", "items": {"enum": list(ROLE_TAGS)}},
                "name_confidence": _NUMBERS,
                "role_probabilities": {
                    "type": "array",
                    "items": {**_NUMBERS, "minItems": len(ROLE_TAGS), "maxItems": len(ROLE_TAGS)},
                },
            }
        ),
        "names": codec_of(tuple[Name, ...]).schema(defs),
        "quotations": _array({name: codec.schema(defs) for name, codec in QUOTATION_FIELDS.items()}),
        "mentions": codec_of(tuple[Mention, ...]).schema(defs),
        "coref": {"type": "array", "items": spans},
        "clusters": CLUSTERS.schema(defs),
        "entities": _array({name: _TYPES[name] for name in ("start", "end", "label", "id", "name", "kind")}),
        "entity_records": ENTITIES.schema(defs),
        "quotes": _array({name: codec.schema(defs) for name, codec in QUOTE_FIELDS.items()}, QUOTE_OPTIONAL),
        "speakers": ENTITIES.schema(defs),
        "sentiment": TONE.schema(defs),
        "salience": _array(
            {"entity": _STRING, "name": {"type": ["string", "null"]}, "score": _NUMBER, "mentions": spans}
        ),
        "summary": codec_of(Summary).schema(defs),
        "custom": {"type": "object", "description": "Layers of analysers that are not built in, by name."},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A document analysed by sayso",
        "description": "Offsets count characters (Unicode code points) of the text, not bytes; ends are exclusive.",
        **_object(properties, frozenset(properties) - {"schema", "id", "text"}),
        "$defs": defs,
    }


def _object(properties: Json, optional: frozenset[str] = frozenset()) -> Json:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _array(properties: Json, optional: frozenset[str] = frozenset()) -> Json:
    return {"type": "array", "items": _object(properties, optional)}


# The keys that a document may have.
KEYS: Final[Mapping[str, object]] = schema()["properties"]
