"""JSON to layers.

A reader takes the whole data, the length of the text, and the layers read so far; it gives the layer, or raises
WireError with the path of the first field that does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import numpy as np

from sayso.codec import Misfit, at, check_keys, codec_of, inside, wrong
from sayso.errors import WireError
from sayso.frozen import FrozenMap
from sayso.records import Entity, Mention, Name, Quotation, Quote, Summary, Tone
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS, Labels, ParagraphKind, Paragraphs, Span, SpanArray
from sayso.wire.fields import QUOTATION_FIELDS, QUOTE_FIELDS, QUOTE_OPTIONAL, Json

__all__ = ["READERS", "decoded"]

_Reader: TypeAlias = Callable[[Mapping[str, Any], int, Json], Any]


def decoded(path: str, kind: Any, data: Any, size: int) -> Any:
    """Decode by type; a value that does not fit is refused with the path to it."""
    with at(path):
        return codec_of(kind).decode(data, size)


def _read_typed(key: str, kind: Any) -> _Reader:
    return lambda data, size, layers: decoded(key, kind, data[key], size)


def _read_spans(key: str) -> _Reader:
    return lambda data, size, layers: SpanArray.of(decoded(key, tuple[Span, ...], data[key], size))


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
        decoded(f"paragraphs[{index}]", Span, [item["start"], item["end"]], size) for index, item in enumerate(items)
    )
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    return Paragraphs(starts, ends, [item["kind"] for item in items])


def _read_labels(data: Mapping[str, Any], size: int, layers: Json) -> Labels:
    fields = {"names": None, "roles": None, "name_confidence": None, "role_probabilities": None}
    labels = data["labels"]
    with at("labels"):
        if not isinstance(labels, Mapping):
            raise wrong("an object", labels)
        check_keys(labels, fields, frozenset(fields))
    if "pos" not in data:
        raise WireError("pos", "missing, but labels are there")
    arrays = [
        _read_tags(*given) for given in (("pos", data["pos"], POS_TAGS), ("labels.names", labels["names"], NAME_TAGS))
    ]
    roles = _read_tags("labels.roles", labels["roles"], ROLE_TAGS)
    confidence = decoded("labels.name_confidence", tuple[float, ...], labels["name_confidence"], size)
    rows = decoded("labels.role_probabilities", tuple[tuple[float, ...], ...], labels["role_probabilities"], size)
    for index, row in enumerate(rows):
        if len(row) != len(ROLE_TAGS):
            raise WireError(
                f"labels.role_probabilities[{index}]", f"expected {len(ROLE_TAGS)} numbers, found {len(row)}"
            )
    with at("labels"):
        if len({len(values) for values in (*arrays, roles, confidence, rows)}) > 1:
            raise Misfit("pos, names, roles, name_confidence and role_probabilities must be equally long")
    probabilities = np.array(rows, dtype=np.float64).reshape(len(rows), len(ROLE_TAGS))
    return Labels(arrays[0], arrays[1], roles, np.array(confidence), probabilities)  # type: ignore[arg-type]


def _read_tags(path: str, data: Any, tags: tuple[str, ...]) -> Any:
    codes = {tag: code for code, tag in enumerate(tags)}
    values = decoded(path, tuple[str, ...], data, 0)
    for index, tag in enumerate(values):
        if tag not in codes:
            raise WireError(f"{path}[{index}]", f"expected one of {', '.join(tags)}, found {tag!r}")
    return np.array([codes[tag] for tag in values], dtype=np.uint8)


def _read_quotations(data: Mapping[str, Any], size: int, layers: Json) -> tuple[Quotation, ...]:
    items = _read_items(data, "quotations", QUOTATION_FIELDS, frozenset(), size)
    return tuple(Quotation(**_single_spans(item, f"quotations[{index}]")) for index, item in enumerate(items))


def _single_spans(item: Json, path: str) -> Json:
    for name in ("cue", "source"):
        if len(item[name]) > 1:
            raise WireError(f"{path}.{name}", f"expected at most one span, found {len(item[name])}")
        item[name] = item[name][0] if item[name] else None
    return item


def _read_quotes(data: Mapping[str, Any], size: int, layers: Json) -> tuple[Quote, ...]:
    known = {entity.id: entity for entity in layers.get("entities", ())}
    others = decoded("speakers", tuple[Entity, ...], data.get("speakers", ()), size)
    quotes = []
    for index, item in enumerate(_read_items(data, "quotes", QUOTE_FIELDS, QUOTE_OPTIONAL, size)):
        path = f"quotes[{index}]"
        fields = {name: item[name] for name in QUOTATION_FIELDS}
        quotes.append(Quote(**_single_spans(fields, path), speaker=_speaker(item, path, known, others)))
    return tuple(quotes)


def _speaker(item: Json, path: str, known: Mapping[str, Entity], others: tuple[Entity, ...]) -> Entity | None:
    entity = _speaker_entity(item, path, known, others)
    if entity is not None and (item["speaker"], item["speaker_label"]) != (entity.name, entity.label):
        raise WireError(
            f"{path}.speaker", f"{item['speaker']!r} is not {entity.name!r}, whom the id {entity.id!r} names"
        )
    return entity


def _speaker_entity(item: Json, path: str, known: Mapping[str, Entity], others: tuple[Entity, ...]) -> Entity | None:
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
    entities: tuple[Entity, ...] = decoded("entity_records", tuple[Entity, ...], data["entity_records"], size)
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


READERS: Final[Mapping[str, tuple[str, _Reader]]] = {
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
