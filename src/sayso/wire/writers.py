"""Layers to JSON.

A writer takes the document with the layers to be written, and the layer's value; it gives the keys for it, or raises
Misfit where the value is not as the built-in analyser makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np

from sayso.codec import Misfit, codec_of, inside, wrong
from sayso.document import Document
from sayso.records import Entity, Mention, Name, Quotation, Quote, Sentiment, Summary, Tone
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS, Labels, Paragraphs, Span, SpanArray
from sayso.wire.fields import CLUSTERS, ENTITIES, QUOTATION_FIELDS, SPANS, Json

__all__ = ["WRITERS", "tags", "write_unknown"]


def _typed(key: str, kind: Any) -> Callable[[Document, Any], Json]:
    return lambda doc, value: {key: codec_of(kind).encode(value, len(doc.text))}


def write_unknown(doc: Document, value: Any) -> Json:
    """The writer of whatever is no built-in layer: refuses it, so that it is written as a custom one."""
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
    spans = SPANS.encode(tuple(value), len(doc.text))
    items = zip(spans, value.kinds, strict=True)
    return {"paragraphs": [{"start": start, "end": end, "kind": kind} for (start, end), kind in items]}


def _write_labels(doc: Document, value: Labels) -> Json:
    if type(value) is not Labels:
        raise wrong("Labels", value)
    return {
        "pos": tags(value.pos, POS_TAGS),
        "labels": {
            "names": tags(value.names, NAME_TAGS),
            "roles": tags(value.roles, ROLE_TAGS),
            "name_confidence": _decimals(value.name_confidence),
            "role_probabilities": _decimals(value.role_probabilities),
        },
    }


def tags(codes: Any, names: tuple[str, ...]) -> list[str]:
    """The tags that an array of codes stands for."""
    return [names[code] for code in codes.tolist()]


def _decimals(values: Any) -> list[Any]:
    return np.round(values.astype(np.float64), 3).tolist()  # type: ignore[no-any-return]


def _quotation_item(quotation: Quotation | Quote, size: int) -> Json:
    item: Json = {}
    for name, codec in QUOTATION_FIELDS.items():
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
        data["speakers"] = ENTITIES.encode(tuple(others), len(doc.text))
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
    entity_records = ENTITIES.encode(value, len(doc.text))
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
    """The mentions that stand under "entities": names, and the phrases of who has none of its own."""
    for mention in entity.mentions:
        if mention.kind == "name":
            yield mention, mention.head
        elif mention.kind == "nominal" and not entity.is_named:
            yield mention, mention.span


def _write_coref(doc: Document, value: tuple[tuple[Mention, ...], ...]) -> Json:
    clusters = CLUSTERS.encode(value, len(doc.text))
    return {"coref": [[list(mention.span) for mention in cluster] for cluster in value], "clusters": clusters}


def _write_salience(doc: Document, value: Mapping[str, float]) -> Json:
    scores = codec_of(Mapping[str, float]).encode(value, len(doc.text))
    known = {entity.id: entity for entity in _entities(doc)}
    return {"salience": [_salience_item(key, score, known.get(key)) for key, score in scores.items()]}


def _salience_item(key: str, score: float, entity: Entity | None) -> Json:
    mentions = [] if entity is None else [list(mention.span) for mention in entity.mentions]
    return {"entity": key, "name": entity and entity.name, "score": score, "mentions": mentions}


WRITERS: Final[Mapping[str, Callable[[Document, Any], Json]]] = {
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
