"""The wire format: a document as JSON values and back, exactly.

Keys and shapes are those of common gold corpora for quotations, names and coreference, so that one scorer reads both:
`quotes` with their spans and the speaker by name, `entities` with one item a mention, `coref` with clusters of spans.
What these shapes cannot hold stands beside them (`entity_records`, `clusters`, `labels`); `entities` and `coref` are
views of it for other programs, and are not read back. `document.schema.json` beside this file is the JSON Schema.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias, get_args

import numpy as np

from sayso import records
from sayso.codec import Anything, Misfit, at, check_keys, codec_of, inside, wrong
from sayso.document import Document
from sayso.errors import UnknownNameError, WireError
from sayso.frozen import FrozenMap
from sayso.records import Entity, Mention, Name, Quotation, Quote, Sentiment, Summary, Tone
from sayso.spans import LINK_KINDS, NAME_TAGS, POS_TAGS, ROLE_TAGS, Labels, ParagraphKind, Paragraphs, Span, SpanArray

__all__ = ["SCHEMA_VERSION", "decode", "encode", "schema"]

SCHEMA_VERSION: Final = "sayso/1"

Json = dict[str, Any]

_RECORDS: Final = tuple(
    value
    for name, value in inspect.getmembers(records, inspect.isclass)
    if dataclasses.is_dataclass(value) and name in records.__all__
)
_ANY: Final = Anything(_RECORDS)
_SPANS: Final = codec_of(tuple[Span, ...])
_ENTITIES: Final = codec_of(tuple[Entity, ...])
_CLUSTERS: Final = codec_of(tuple[tuple[Mention, ...], ...])
_TONE: Final = codec_of(Tone)
_QUOTATION_FIELDS: Final = {
    name: codec_of(kind)
    for name, kind in {
        "id": str,
        "kind": records.QuoteKind,
        "content": tuple[Span, ...],
        "cue": tuple[Span, ...],
        "source": tuple[Span, ...],
        "confidence": float,
        "evidence": tuple[str, ...],
        "parent": str | None,
    }.items()
}
_QUOTE_FIELDS: Final = {
    **_QUOTATION_FIELDS,
    **{name: codec_of(str | None) for name in ("speaker", "speaker_label", "speaker_id")},
    "speaker_record": codec_of(int),
    "sentiment": codec_of(Sentiment),
}
_QUOTE_OPTIONAL: Final = frozenset({"speaker_record", "sentiment"})


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
        data["meta"] = _ANY.encode(doc.meta, len(doc.text))
    shown = Document(doc.text, doc.id, {}, {name: doc.layers[name] for name in doc.layers if name in wanted})
    custom: Json = {}
    for name, value in shown.layers.items():
        try:
            with inside(name):
                data.update(_WRITERS.get(name, _write_unknown)(shown, value))
        except Misfit as misfit:  # a custom layer, or somebody's own idea of a built-in one
            custom[name] = _encode_custom(name, value, len(doc.text), misfit)
    if "pos" in wanted and "pos" not in shown.layers:
        data["pos"] = _tags(doc.labels.pos, POS_TAGS)
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
        check_keys(data, _KEYS, frozenset({"schema", "id", "text"}))
    text = _decode("text", str, data["text"], 0)
    name = _decode("id", str, data["id"], 0)
    size = len(text)
    layers: dict[str, Any] = {}
    for layer, (key, read) in _READERS.items():
        if key in data:
            layers[layer] = read(data, size, layers)
    with at("custom"):
        custom = _ANY.decode(data.get("custom", {}), size)
        if not isinstance(custom, Mapping):
            raise wrong("an object", data["custom"])
    with at("meta"):
        meta = _ANY.decode(data.get("meta", {}), size)
        if not isinstance(meta, Mapping):
            raise wrong("an object", data["meta"])
    return Document(text, name, dict(meta), {**layers, **custom})


def schema() -> Json:
    """The JSON Schema of the wire format."""
    defs: Json = {}
    spans = _SPANS.schema(defs)
    properties: Json = {
        "schema": {"const": SCHEMA_VERSION},
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
                "links": _array(
                    {"kind": {"enum": list(LINK_KINDS)}, "from": _OFFSET, "to": _OFFSET, "probability": _NUMBER}
                ),
            },
            frozenset({"links"}),
        ),
        "names": codec_of(tuple[Name, ...]).schema(defs),
        "quotations": _array({name: codec.schema(defs) for name, codec in _QUOTATION_FIELDS.items()}),
        "mentions": codec_of(tuple[Mention, ...]).schema(defs),
        "coref": {"type": "array", "items": spans},
        "clusters": _CLUSTERS.schema(defs),
        "entities": _array({name: _TYPES[name] for name in ("start", "end", "label", "id", "name", "kind")}),
        "entity_records": _ENTITIES.schema(defs),
        "quotes": _array({name: codec.schema(defs) for name, codec in _QUOTE_FIELDS.items()}, _QUOTE_OPTIONAL),
        "speakers": _ENTITIES.schema(defs),
        "sentiment": _TONE.schema(defs),
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


def _object(properties: Json, optional: frozenset[str] = frozenset()) -> Json:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _array(properties: Json, optional: frozenset[str] = frozenset()) -> Json:
    return {"type": "array", "items": _object(properties, optional)}


def _encode_custom(name: str, value: Any, size: int, misfit: Misfit) -> Any:
    try:
        with inside(f"custom.{name}"):
            return _ANY.encode(value, size)
    except Misfit as error:
        shown = misfit if name in _WRITERS else error
        raise WireError(shown.path, shown.problem) from None


def _wanted(doc: Document, layers: Iterable[str] | None) -> frozenset[str]:
    if layers is None:
        return frozenset(doc.layers)
    wanted = frozenset([layers] if isinstance(layers, str) else layers)
    for name in sorted(wanted):
        if name not in doc.layers and not (name == "pos" and "labels" in doc.layers):
            raise UnknownNameError("layer of this document", name, doc.layers)
    return wanted


def _decode(path: str, kind: Any, data: Any, size: int) -> Any:
    with at(path):
        return codec_of(kind).decode(data, size)


# Writers: (the document with the layers to be written, the layer's value) → the keys for it.


def _typed(key: str, kind: Any) -> Callable[[Document, Any], Json]:
    return lambda doc, value: {key: codec_of(kind).encode(value, len(doc.text))}


def _write_unknown(doc: Document, value: Any) -> Json:
    raise Misfit("not a built-in layer")


def _write_spans(key: str) -> Callable[[Document, Any], Json]:
    def write(doc: Document, value: SpanArray) -> Json:
        if type(value) is not SpanArray:
            raise wrong("a SpanArray", value)
        if len(value) and (
            value.starts.min() < 0 or value.ends.max() > len(doc.text) or (value.starts > value.ends).any()
        ):
            raise Misfit("a span lies outside the text")
        return {key: np.stack([value.starts, value.ends], axis=1).tolist()}

    return write


def _write_paragraphs(doc: Document, value: Paragraphs) -> Json:
    if type(value) is not Paragraphs:
        raise wrong("Paragraphs", value)
    spans = _SPANS.encode(tuple(value), len(doc.text))
    items = zip(spans, value.kinds, strict=True)
    return {"paragraphs": [{"start": start, "end": end, "kind": kind} for (start, end), kind in items]}


def _write_labels(doc: Document, value: Labels) -> Json:
    if type(value) is not Labels:
        raise wrong("Labels", value)
    return {
        "pos": _tags(value.pos, POS_TAGS),
        "labels": {
            "names": _tags(value.names, NAME_TAGS),
            "roles": _tags(value.roles, ROLE_TAGS),
            "name_confidence": _decimals(value.name_confidence),
            "role_probabilities": _decimals(value.role_probabilities),
            **({"links": _links(value)} if len(value.links) else {}),
        },
    }


def _links(labels: Labels) -> list[Json]:
    rows = zip(labels.links.tolist(), _decimals(labels.link_probabilities), strict=True)
    return [
        {"kind": LINK_KINDS[kind], "from": origin, "to": target, "probability": probability}
        for (kind, origin, target), probability in rows
    ]


def _tags(codes: Any, tags: tuple[str, ...]) -> list[str]:
    return [tags[code] for code in codes.tolist()]


def _decimals(values: Any) -> list[Any]:
    return np.round(values.astype(np.float64), 3).tolist()  # type: ignore[no-any-return]


def _quotation_item(quotation: Quotation | Quote, size: int) -> Json:
    item: Json = {}
    for name, codec in _QUOTATION_FIELDS.items():
        value = getattr(quotation, name)
        if name in ("cue", "source"):
            value = () if value is None else (value,)
        with inside(f".{name}"):
            item[name] = codec.encode(value, size)
    return item


def _write_quotations(doc: Document, value: tuple[Quotation, ...]) -> Json:
    _check_tuple_of(Quotation, value)
    items = []
    for index, quotation in enumerate(value):
        with inside(f"[{index}]"):
            items.append(_quotation_item(quotation, len(doc.text)))
    return {"quotations": items}


def _write_quotes(doc: Document, value: tuple[Quote, ...]) -> Json:
    _check_tuple_of(Quote, value)
    known = {entity.id: entity for entity in _entities(doc)}
    tone = doc.layers.get("sentiment")
    tones = tone.quotes if isinstance(tone, Tone) else {}
    others: list[Entity] = []
    items = []
    for index, quote in enumerate(value):
        with inside(f"[{index}]"):
            item = _quotation_item(quote, len(doc.text))
            item.update(_speaker_item(quote.speaker, known, others))
            if quote.id in tones:
                item["sentiment"] = codec_of(Sentiment).encode(tones[quote.id], len(doc.text))
        items.append(item)
    data: Json = {"quotes": items}
    if others:
        data["speakers"] = _ENTITIES.encode(tuple(others), len(doc.text))
    return data


def _speaker_item(speaker: Entity | None, known: Mapping[str, Entity], others: list[Entity]) -> Json:
    """The speaker by name and id; one that is not among the document's entities is added to `others`."""
    if speaker is None:
        return {"speaker": None, "speaker_label": None, "speaker_id": None}
    item: Json = {"speaker": speaker.name, "speaker_label": speaker.label, "speaker_id": speaker.id}
    if known.get(speaker.id) != speaker:
        if speaker not in others:
            others.append(speaker)
        item["speaker_record"] = others.index(speaker)
    return item


def _check_tuple_of(record: type, value: object) -> None:
    if not isinstance(value, tuple) or not all(type(item) is record for item in value):
        raise wrong(f"a tuple of {record.__name__}", value)


def _entities(doc: Document) -> tuple[Entity, ...]:
    """The layer `entities` where it is as built in, else nothing."""
    entities = doc.layers.get("entities", ())
    fits = isinstance(entities, tuple) and all(type(entity) is Entity for entity in entities)
    return entities if fits and len({entity.id for entity in entities}) == len(entities) else ()


def _write_entities(doc: Document, value: tuple[Entity, ...]) -> Json:
    entity_records = _ENTITIES.encode(value, len(doc.text))
    if len(_entities(doc)) < len(value):
        raise Misfit("two entities have the same id")
    items = [
        {
            "start": span[0],
            "end": span[1],
            "label": entity.label,
            "id": entity.id,
            "name": entity.name,
            "kind": mention.kind,
        }
        for entity in value
        for mention, span in _listed_mentions(entity)
    ]
    return {"entities": sorted(items, key=lambda item: (item["start"], item["end"])), "entity_records": entity_records}


def _listed_mentions(entity: Entity) -> Iterable[tuple[Mention, Span]]:
    """The mentions that stand under "entities": names where there is one, the phrases of who has none."""
    for mention in entity.mentions:
        if entity.is_named and mention.kind == "name":
            yield mention, mention.head
        elif not entity.is_named and mention.kind == "nominal":
            yield mention, mention.span


def _write_coref(doc: Document, value: tuple[tuple[Mention, ...], ...]) -> Json:
    clusters = _CLUSTERS.encode(value, len(doc.text))
    return {"coref": [[list(mention.span) for mention in cluster] for cluster in value], "clusters": clusters}


def _write_salience(doc: Document, value: Mapping[str, float]) -> Json:
    scores = codec_of(Mapping[str, float]).encode(value, len(doc.text))
    known = {entity.id: entity for entity in _entities(doc)}
    return {"salience": [_salience_item(key, score, known.get(key)) for key, score in scores.items()]}


def _salience_item(key: str, score: float, entity: Entity | None) -> Json:
    mentions = [] if entity is None else [list(mention.span) for mention in entity.mentions]
    return {"entity": key, "name": entity and entity.name, "score": score, "mentions": mentions}


_WRITERS: Final[Mapping[str, Callable[[Document, Any], Json]]] = {
    "paragraphs": _write_paragraphs,
    "tokens": _write_spans("tokens"),
    "sentences": _write_spans("sentences"),
    "labels": _write_labels,
    "names": _typed("names", tuple[Name, ...]),
    "quotations": _write_quotations,
    "mentions": _typed("mentions", tuple[Mention, ...]),
    "coref": _write_coref,
    "entities": _write_entities,
    "quotes": _write_quotes,
    "sentiment": _typed("sentiment", Tone),
    "salience": _write_salience,
    "summary": _typed("summary", Summary),
}


# Readers: (the whole data, the length of the text, the layers read so far) → the layer.

_Reader: TypeAlias = Callable[[Mapping[str, Any], int, Json], Any]


def _read_typed(key: str, kind: Any) -> _Reader:
    return lambda data, size, layers: _decode(key, kind, data[key], size)


def _read_spans(key: str) -> _Reader:
    return lambda data, size, layers: SpanArray.of(_decode(key, tuple[Span, ...], data[key], size))


def _read_items(
    data: Mapping[str, Any], key: str, fields: Mapping[str, Any], optional: frozenset[str], size: int
) -> list[Json]:
    """The items of an array of objects, each with its fields decoded."""
    items = []
    with at(key):
        if not isinstance(data[key], (list, tuple)):
            raise wrong("an array", data[key])
        for index, item in enumerate(data[key]):
            with inside(f"[{index}]"):
                if not isinstance(item, Mapping):
                    raise wrong("an object", item)
                check_keys(item, fields, frozenset(fields) - optional)
                decoded = {}
                for name, value in item.items():
                    with inside(f".{name}"):
                        decoded[name] = fields[name].decode(value, size)
                items.append(decoded)
    return items


def _read_paragraphs(data: Mapping[str, Any], size: int, layers: Json) -> Paragraphs:
    fields = {"start": codec_of(int), "end": codec_of(int), "kind": codec_of(ParagraphKind)}
    items = _read_items(data, "paragraphs", fields, frozenset(), size)
    spans = tuple(
        _decode(f"paragraphs[{index}]", Span, [item["start"], item["end"]], size) for index, item in enumerate(items)
    )
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    return Paragraphs(starts, ends, [item["kind"] for item in items])


def _read_labels(data: Mapping[str, Any], size: int, layers: Json) -> Labels:
    fields = {"names": None, "roles": None, "name_confidence": None, "role_probabilities": None}
    labels = data["labels"]
    with at("labels"):
        if not isinstance(labels, Mapping):
            raise wrong("an object", labels)
        check_keys(labels, {**fields, "links": None}, frozenset(fields))
    if "pos" not in data:
        raise WireError("pos", "missing, but labels are there")
    arrays = [
        _read_tags(*given) for given in (("pos", data["pos"], POS_TAGS), ("labels.names", labels["names"], NAME_TAGS))
    ]
    roles = _read_tags("labels.roles", labels["roles"], ROLE_TAGS)
    confidence = _decode("labels.name_confidence", tuple[float, ...], labels["name_confidence"], size)
    rows = _decode("labels.role_probabilities", tuple[tuple[float, ...], ...], labels["role_probabilities"], size)
    for index, row in enumerate(rows):
        if len(row) != len(ROLE_TAGS):
            raise WireError(
                f"labels.role_probabilities[{index}]", f"expected {len(ROLE_TAGS)} numbers, found {len(row)}"
            )
    with at("labels"):
        if len({len(values) for values in (*arrays, roles, confidence, rows)}) > 1:
            raise Misfit("pos, names, roles, name_confidence and role_probabilities must be equally long")
    probabilities = np.array(rows, dtype=np.float64).reshape(len(rows), len(ROLE_TAGS))
    links, link_probabilities = _read_links(labels.get("links", ()), size, len(roles))
    return Labels(arrays[0], arrays[1], roles, np.array(confidence), probabilities, links, link_probabilities)  # type: ignore[arg-type]


def _read_links(data: Any, size: int, count: int) -> tuple[Any, Any]:
    codes = {name: code for code, name in enumerate(LINK_KINDS)}
    rows, probabilities = [], []
    with at("labels.links"):
        if not isinstance(data, (list, tuple)):
            raise wrong("an array", data)
    for index, item in enumerate(data):
        path = f"labels.links[{index}]"
        with at(path):
            if not isinstance(item, Mapping):
                raise wrong("an object", item)
            check_keys(
                item,
                dict.fromkeys(("kind", "from", "to", "probability")),
                frozenset(("kind", "from", "to", "probability")),
            )
            if item["kind"] not in codes:
                raise wrong(f"one of {', '.join(codes)}", item["kind"])
        ends = [_decode(f"{path}.{name}", int, item[name], size) for name in ("from", "to")]
        if not all(0 <= token < count for token in ends):
            raise WireError(path, f"names a token that is not there; there are {count}")
        rows.append([codes[item["kind"]], *ends])
        probabilities.append(_decode(f"{path}.probability", float, item["probability"], size))
    return np.array(rows, np.int32).reshape(-1, 3), np.array(probabilities)


def _read_tags(path: str, data: Any, tags: tuple[str, ...]) -> Any:
    codes = {tag: code for code, tag in enumerate(tags)}
    values = _decode(path, tuple[str, ...], data, 0)
    for index, tag in enumerate(values):
        if tag not in codes:
            raise WireError(f"{path}[{index}]", f"expected one of {', '.join(tags)}, found {tag!r}")
    return np.array([codes[tag] for tag in values], dtype=np.uint8)


def _read_quotations(data: Mapping[str, Any], size: int, layers: Json) -> tuple[Quotation, ...]:
    items = _read_items(data, "quotations", _QUOTATION_FIELDS, frozenset(), size)
    return tuple(Quotation(**_single_spans(item, f"quotations[{index}]")) for index, item in enumerate(items))


def _single_spans(item: Json, path: str) -> Json:
    for name in ("cue", "source"):
        if len(item[name]) > 1:
            raise WireError(f"{path}.{name}", f"expected at most one span, found {len(item[name])}")
        item[name] = item[name][0] if item[name] else None
    return item


def _read_quotes(data: Mapping[str, Any], size: int, layers: Json) -> tuple[Quote, ...]:
    known = {entity.id: entity for entity in layers.get("entities", ())}
    others = _decode("speakers", tuple[Entity, ...], data.get("speakers", ()), size)
    quotes = []
    for index, item in enumerate(_read_items(data, "quotes", _QUOTE_FIELDS, _QUOTE_OPTIONAL, size)):
        path = f"quotes[{index}]"
        fields = {name: item[name] for name in _QUOTATION_FIELDS}
        quotes.append(Quote(**_single_spans(fields, path), speaker=_speaker(item, path, known, others)))
    return tuple(quotes)


def _speaker(item: Json, path: str, known: Mapping[str, Entity], others: tuple[Entity, ...]) -> Entity | None:
    key, index = item["speaker_id"], item.get("speaker_record")
    if index is not None:
        if not 0 <= index < len(others):
            raise WireError(f"{path}.speaker_record", f"there is no speakers[{index}]")
        return others[index]
    if key is None:
        if item["speaker"] is not None:
            raise WireError(f"{path}.speaker_id", f"missing for the speaker {item['speaker']!r}")
        return None
    if key not in known:
        raise WireError(f"{path}.speaker_id", f"no entity in entity_records has the id {key!r}")
    return known[key]


def _read_entities(data: Mapping[str, Any], size: int, layers: Json) -> tuple[Entity, ...]:
    entities: tuple[Entity, ...] = _decode("entity_records", tuple[Entity, ...], data["entity_records"], size)
    seen: set[str] = set()
    for index, entity in enumerate(entities):
        if entity.id in seen:
            raise WireError(f"entity_records[{index}].id", f"{entity.id!r} is the id of an earlier entity")
        seen.add(entity.id)
    return entities


def _read_salience(data: Mapping[str, Any], size: int, layers: Json) -> FrozenMap[str, float]:
    fields = {"entity": str, "name": str | None, "score": float, "mentions": tuple[Span, ...]}
    items = _read_items(data, "salience", {name: codec_of(kind) for name, kind in fields.items()}, frozenset(), size)
    return FrozenMap({item["entity"]: item["score"] for item in items})


_READERS: Final[Mapping[str, tuple[str, _Reader]]] = {
    "paragraphs": ("paragraphs", _read_paragraphs),
    "tokens": ("tokens", _read_spans("tokens")),
    "sentences": ("sentences", _read_spans("sentences")),
    "labels": ("labels", _read_labels),
    "names": ("names", _read_typed("names", tuple[Name, ...])),
    "quotations": ("quotations", _read_quotations),
    "mentions": ("mentions", _read_typed("mentions", tuple[Mention, ...])),
    "coref": ("clusters", _read_typed("clusters", tuple[tuple[Mention, ...], ...])),
    "entities": ("entity_records", _read_entities),
    "quotes": ("quotes", _read_quotes),
    "sentiment": ("sentiment", _read_typed("sentiment", Tone)),
    "salience": ("salience", _read_salience),
    "summary": ("summary", _read_typed("summary", Summary)),
}
_KEYS: Final[Json] = schema()["properties"]
